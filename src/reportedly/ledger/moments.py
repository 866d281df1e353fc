"""When the ledger knew what: moments, and times as people give them.

A moment is one transaction that changed something. Moments are counted, and their times are what the clock said; a
clock may be wrong, the count never is. What was known at a time is what was known at the last moment that is taken to
have been by then, see `known_from`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TypeAlias

from ..errors import QuestionError

__all__ = [
    "ACTS",
    "BEFORE_ALL",
    "Clock",
    "Moment",
    "known_from",
    "moment_at",
    "moment_meant",
    "moments",
    "parse_time",
    "today",
    "utc_now",
]

Clock: TypeAlias = Callable[[], str]
"""Tells the time, ISO 8601 in UTC to the second: `2026-01-02T03:04:05Z`."""

BEFORE_ALL = 0
"""The moment before the first one."""

ACTS = ("add", "reread", "settle", "judge", "forget", "merge")
"""What a moment may be called."""

_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<clock>\d\d:\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?\s?(?P<zone>Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One change of the ledger. `time`: ISO 8601 in UTC, as the clock said; `act`: one of `ACTS`."""

    number: int
    time: str
    act: str


def utc_now() -> str:
    """The time of this machine's clock."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today(clock: Clock) -> date:
    """The day that the clock shows, in UTC."""
    return date.fromisoformat(clock()[:10])


def parse_time(text: str) -> str:
    """The last second that `text` means, ISO 8601 in UTC: of a day where it is a date, else of the minute or second.

    A time without a zone is in UTC. Raises ValueError where `text` is neither `YYYY-MM-DD` nor a time in ISO 8601.
    """
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is neither a date (YYYY-MM-DD) nor a time (YYYY-MM-DDTHH:MM)")
    clock, second, zone = found["clock"] or "23:59", found["second"] or "59", found["zone"] or "Z"
    try:
        moment = datetime.fromisoformat(f"{found['day']}T{clock}:{second}").replace(tzinfo=_zone(zone))
    except ValueError as error:
        raise ValueError(f"{text!r} is no time: {error}") from None
    try:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        raise ValueError(f"{text!r} is outside the calendar") from None


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    shift = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-shift if text[0] == "-" else shift)


def moments(db: sqlite3.Connection) -> list[Moment]:
    """All of them, in order."""
    return [Moment(*row) for row in db.execute("SELECT number, time, act FROM moments ORDER BY number")]


def moment_at(db: sqlite3.Connection, time: str) -> int:
    """The number of the last moment that is known from `time` on or earlier (see `parse_time`, `known_from`);
    `BEFORE_ALL` where none is."""
    wanted = parse_time(time)
    row = db.execute("SELECT time FROM moments ORDER BY number LIMIT 1").fetchone()
    if row is None:
        return BEFORE_ALL
    (first,) = row
    # What `known_from` says of them one by one, without having all of them here: that never falls, so the last moment
    # that is known by then is the last one whose own time is not after it.
    query = "SELECT count(*), sum(time < ?), max(number) FROM moments"
    many, early, newest = db.execute(query, (first,)).fetchone()
    since = first if early * 2 <= many - 1 else ""
    query = "SELECT time FROM moments WHERE time >= ? ORDER BY number DESC LIMIT 1"
    (last,) = db.execute(query, (since,)).fetchone()
    if wanted >= last:
        return int(newest)
    query = "SELECT number FROM moments WHERE time >= ? AND time <= ? ORDER BY number DESC LIMIT 1"
    found = db.execute(query, (since, wanted)).fetchone()
    return BEFORE_ALL if found is None else int(found[0])


def moment_meant(db: sqlite3.Connection, time: str | None) -> int | None:
    """As `moment_at`; None, which is now, where nothing came after it, or no time is asked for: what stands is found
    sooner than what stood. In a transaction only, since outside of one something may come meanwhile. Raises
    QuestionError where the time is none."""
    if time is None:
        return None
    try:
        number = moment_at(db, time)
    except ValueError as error:
        raise QuestionError(str(error)) from None
    if not db.in_transaction:
        return number
    return number if db.execute("SELECT 1 FROM moments WHERE number > ? LIMIT 1", (number,)).fetchone() else None


def known_from(times: Sequence[str]) -> list[str]:
    """From when on what came with each moment is taken to have been known, never falling; `times`: what the clock said
    at each, in the order of the moments.

    A clock that was ahead is found out by a later moment that bears an earlier time: what came with it was known by
    then. A time before that of the first moment is none, unless most bear such a one and the first is wrong: what came
    with it was known by the next moment with a time, and where there is none, from the last one with a time on.
    """
    early = sum(time < times[0] for time in times)
    none = early * 2 <= len(times) - 1
    found: list[str] = []
    least: str | None = None
    for time in reversed(times):
        if not (none and time < times[0]):
            least = time if least is None else min(least, time)
        found.append(least or "")
    found.reverse()
    last = max((time for time in found if time), default="")
    return [time or last for time in found]
