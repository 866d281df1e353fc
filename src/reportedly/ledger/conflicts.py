"""Where accounts of one incident conflict, and where a figure was only brought up to date.

That two accounts conflict is no relation between reports: reports may copy each other, tellings may be of one incident,
accounts may conflict, and none of the three follows from another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Literal, TypeAlias, get_args

from ..article.home import states_in
from ..gazetteer import load_gazetteer
from ..records import When, Where
from ..text import Span
from .accounts import Account, Saying
from .series import Entry, Series, apart, days_between, plain, superseded
from .who import Party, Source, same_party

__all__ = ["CONFLICTS", "Claim", "Conflict", "ConflictKind", "Update", "conflicts_of", "updates_of"]

ConflictKind = Literal["happened or not", "who did it", "how many", "when or where"]
CONFLICTS: tuple[ConflictKind, ...] = get_args(ConflictKind)

SAME_TIME = 2
"""Within so many days, figures of two sources that exclude each other are a conflict where the later is lower."""

DAYS_APART = 1
"""Times must lie further apart than this many days: what happens at night has two dates, and zones differ."""

SURE = 0.5
"""Events that are less likely right than wrong in type, parties, status and voice set nobody against anybody."""

KILOMETRES_APART = 200.0
"""Places of one state must lie further apart than this: a district and its town have different coordinates."""

_Days: TypeAlias = tuple[date | None, date | None]
"""The first and the last day, of which one may be open."""

FORCE = "material conflict"

TOLD = frozenset({"affirms", "believes"})
"""Positions of those who say that it happened. Who declines, denies or plans gives no time and place of it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One side of a conflict: who says so, where the words stand, and what they come to in a few words."""

    source: Source
    report: str
    article: str
    span: Span
    words: str
    says: str

    def row(self) -> dict[str, Any]:
        return {
            "source": self.source.row(),
            "says": self.says,
            "report": self.report,
            "article": self.article,
            "span": list(self.span),
            "text": self.words,
        }


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two accounts that cannot both be right about one thing. `one` is the side that was heard first."""

    kind: ConflictKind
    one: Claim
    other: Claim
    reason: str

    def row(self) -> dict[str, Any]:
        return {"conflict": self.kind, "one": self.one.row(), "other": self.other.row(), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Update:
    """A figure that took the place of an earlier one. No conflict."""

    unit: str | None
    measure: str | None
    earlier: Claim
    later: Claim
    reason: str

    def row(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "measure": self.measure,
            "earlier": self.earlier.row(),
            "later": self.later.row(),
            "reason": self.reason,
        }


def conflicts_of(accounts: Sequence[Account], series: Iterable[Series], quad: str = FORCE) -> tuple[Conflict, ...]:
    """Every conflict between two accounts, once for each kind (and for each count), in the order of the kinds.

    `quad`: of what kind the incident is. Two who are named as the ones who demand, promise or help do so side by side;
    who did it is disputed of acts of force alone.
    """
    found: list[Conflict] = []
    ordered = sorted(accounts, key=lambda a: (a.sayings[0].order, a.source.key))
    told = [(account, _dated(account), _placed(account)) for account in ordered]
    for (one, its_days, its_places), (other, days, places) in combinations(told, 2):
        who = _who(one, other) if quad == FORCE else None
        found += [c for c in (_happened(one, other), who, _when(its_days, days), _where(its_places, places)) if c]
    for moved in series:
        found += _how_many(moved)
    return tuple(sorted(found, key=lambda c: CONFLICTS.index(c.kind)))


# Happened or not, and who did it


def _happened(one: Account, other: Account) -> Conflict | None:
    """One says or thinks that it happened, the other denies it."""
    for yes, no in ((one, other), (other, one)):
        if yes.position not in TOLD or no.position != "denies":
            continue
        told = [s for s in yes.sayings if s.position == yes.position]
        # "Will not be attacked" is no answer to "was attacked".
        for denial in (s for s in no.sayings if s.position == "denies" and s.sense != "ahead"):
            kind = _denied(yes, denial)
            met = [s for s in told if not _after(s, denial)]
            if kind is None or not met:
                continue
            named = next((s for s in met if _meets(s.actor, _blamed(denial))), met[0])
            verb = "says that it happened" if yes.position == "affirms" else "believes that it happened"
            turned = "denies its part in it" if kind == "who did it" else "denies it"
            turned = "says that it came about by itself" if denial.sense == "by itself" else turned
            said, unsaid = _claim(named, verb), _claim(denial, turned)
            first, second = (said, unsaid) if yes is one else (unsaid, said)
            return Conflict(kind, first, second, f"{yes.source.label} {verb}, {no.source.label} {turned}")
    return None


def _after(told: Saying, denial: Saying) -> bool:
    """Whether somebody tells of a later day than that on which another denied: it had not happened yet."""
    denied = denial.first_published or denial.published
    start = told.when.start if told.when else None
    return bool(denied and start and start[:10] > denied[:10])


def _denied(yes: Account, denial: Saying) -> ConflictKind | None:
    """What a denial disputes of an account; None where both can be right.

    Who denies having done it does not dispute that it was done, by nobody named or by somebody else.
    """
    blamed = _blamed(denial)
    if denial.part == "disclaims":
        return "who did it" if any(_meets(actor, blamed) for actor in yes.actors) else None
    if blamed is None:
        return "happened or not"
    return "happened or not" if any(same_party(actor, blamed) is not False for actor in yes.actors) else None


def _blamed(denial: Saying) -> Party | None:
    """Whose act is denied: that of the denied telling; of a denial of one's own part, the source's own."""
    return denial.source.party if denial.part == "disclaims" else denial.actor


def _meets(actor: Party | None, blamed: Party | None) -> bool:
    return actor is not None and blamed is not None and same_party(actor, blamed) is True


def _who(one: Account, other: Account) -> Conflict | None:
    """Both say that it happened, and name different ones who did it; or one does, and the other holds it possible that
    it was somebody else."""
    ours, theirs = _naming(one), _naming(other)
    if not ours or not theirs or not {one.position, other.position} & TOLD:
        return None
    if any(same_party(a.actor, b.actor) is not False for a in ours for b in theirs if a.actor and b.actor):
        return None
    # A description may be read amiss, and who it is of cannot be told: names alone are set against each other, and
    # descriptions that tell the state by themselves ("Peruvian gunners", "a crew from Chile").
    ours, theirs = ([s for s in those if _sure(s) and s.actor and _told(s.actor)] for those in (ours, theirs))
    if not ours or not theirs:
        return None
    # An act between equals is told both ways: who is the actor there is nobody's account of who did it.
    if any(a.actor and b.recipient and same_party(a.actor, b.recipient) and b.actor and a.recipient
           and same_party(b.actor, a.recipient) for a in ours for b in theirs):  # fmt: skip
        return None
    mine, other_one = ours[-1], theirs[-1]
    assert mine.actor
    assert other_one.actor
    reason = f"{mine.actor.label} according to one, {other_one.actor.label} according to the other"
    return Conflict("who did it", _claim(mine, _puts(mine)), _claim(other_one, _puts(other_one)), reason)


def _naming(account: Account) -> list[Saying]:
    """The sayings of an account that name who did what is said to have happened, or may have."""
    if account.position in TOLD:
        return [s for s in account.sayings if s.position in TOLD and s.actor]
    return [s for s in account.sayings if account.position == "supposes" and s.sense == "perhaps" and s.actor]


def _puts(saying: Saying) -> str:
    if saying.part == "claims":
        return "claims it"
    who = saying.actor.label if saying.actor else "somebody"
    if saying.sense == "perhaps":
        return f"says that {who} may have done it"
    return f"{'believes' if saying.position == 'believes' else 'says'} that {who} did it"


def _told(actor: Party) -> bool:
    """Whether a party is named, or its own words tell its state: no other may be lent to it."""
    if actor.name is not None:
        return True
    return actor.country is not None and set(states_in(actor.label, load_gazetteer())) == {actor.country}


def _sure(saying: Saying) -> bool:
    return saying.confidence is None or saying.confidence >= SURE


# When or where


def _dated(account: Account) -> list[tuple[Saying, _Days]]:
    """The sayings of an account that tell when it happened, with the days."""
    told = ((s, _days(s.when)) for s in account.sayings if s.position in TOLD and s.when)
    return [(saying, days) for saying, days in told if days]


def _placed(account: Account) -> list[tuple[Saying, Where]]:
    """The sayings of an account that tell where it happened, with the place."""
    return [(s, s.where) for s in account.sayings if s.position in TOLD and s.where]


def _when(ours: Sequence[tuple[Saying, _Days]], theirs: Sequence[tuple[Saying, _Days]]) -> Conflict | None:
    gaps = [(_gap(a_days, b_days), a, b) for a, a_days in ours for b, b_days in theirs]
    if not gaps or any(gap <= DAYS_APART for gap, _, _ in gaps):
        return None
    gaps = [found for found in gaps if _of_one(found[1], found[2])]
    if not gaps:
        return None
    gap, mine, other_one = min(gaps, key=lambda g: (g[0], g[1].order, g[2].order))
    told = [_claim(s, f"says that it was {s.when_text}") for s in (mine, other_one)]
    return Conflict("when or where", told[0], told[1], f"the times that they give are {gap} days apart")


def _of_one(one: Saying, other: Saying) -> bool:
    """Whether two may tell of one act: what others did, at another time or elsewhere, is rather another one."""
    return not (one.actor and other.actor and same_party(one.actor, other.actor) is False)


def _days(when: When) -> _Days | None:
    """The first and the last day; None where neither is told, or what is told is no date."""
    try:
        start = date.fromisoformat(when.start[:10]) if when.start else None
        end = date.fromisoformat(when.end[:10]) if when.end else None
    except ValueError:
        return None
    return (start, end) if start or end else None


def _gap(one: _Days, other: _Days) -> int:
    """Days between two stretches of time, 0 where they touch."""
    gaps = [(later[0] - earlier[1]).days for earlier, later in ((one, other), (other, one)) if earlier[1] and later[0]]
    return max([0, *gaps])


def _where(ours: Sequence[tuple[Saying, Where]], theirs: Sequence[tuple[Saying, Where]]) -> Conflict | None:
    pairs = [(a, b, _elsewhere(there, elsewhere)) for a, there in ours for b, elsewhere in theirs]
    if not pairs or any(why is None for _, _, why in pairs):
        return None
    pairs = [found for found in pairs if _of_one(found[0], found[1])]
    if not pairs:
        return None
    mine, other_one, why = pairs[-1]
    told = [_claim(s, f"says that it was in {s.where_text}") for s in (mine, other_one)]
    return Conflict("when or where", told[0], told[1], why or "")


def _elsewhere(one: Where, other: Where) -> str | None:
    """Why two places cannot be one; None where they can."""
    if one.country and other.country and one.country != other.country:
        return f"{one.country} and {other.country} are two states"
    far = kilometres(one, other)
    # A whole state has coordinates too, but is nowhere: without a name of its own below the state, nothing is told.
    if far is None or far <= KILOMETRES_APART or not one.name or not other.name or one.name == other.name:
        return None
    if not one.country or not other.country:
        return None
    return f"{one.name} and {other.name} are {round(far)} km apart" if not _whole(one, other) else None


def _whole(one: Where, other: Where) -> bool:
    codes = load_gazetteer().codes
    return any(w.country in codes and w.name in (codes[w.country].name, *codes[w.country].names) for w in (one, other))


def kilometres(one: Where, other: Where) -> float | None:
    """The great-circle distance between two places, by the haversine formula; None where a coordinate is missing."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    turned = math.radians(other.longitude - one.longitude)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turned / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(max(0.0, h))))


# How many


def _how_many(series: Series) -> Iterator[Conflict]:
    """For each two sources the first two figures that exclude each other at about the same time."""
    seen: set[tuple[str, str]] = set()
    for one, other in combinations(series.totals, 2):
        pair = (min(one.source.key, other.source.key), max(one.source.key, other.source.key))
        if pair[0] == pair[1] or pair in seen or not apart(one, other) or not _at_one_time(one, other):
            continue
        seen.add(pair)
        counted = " ".join(filter(None, (series.measure, series.unit))) or "the count"
        claims = [_figure(e) for e in (one, other)]
        reason = (
            f"no number is both “{one.words}” and “{other.words}” ({counted}), and they were told {_apart(one, other)}"
        )
        yield Conflict("how many", claims[0], claims[1], reason)


def _at_one_time(one: Entry, other: Entry) -> bool:
    """Whether two figures speak of the same time: one article, one day; or a lower one soon after.

    A higher one of a later day is an update, whoever gives it.
    """
    days = days_between(one, other)
    if one.report == other.report or days == 0:
        return True
    if days is None:
        return False
    earlier, later = (one, other) if days > 0 else (other, one)
    return abs(days) <= SAME_TIME and superseded(earlier, (later,)) is None


def _apart(one: Entry, other: Entry) -> str:
    if one.report == other.report:
        return "in one article"
    days = abs(days_between(one, other) or 0)
    return "on one day" if days == 0 else f"within {days} day{'' if days == 1 else 's'}"


def updates_of(series: Series) -> tuple[Update, ...]:
    """For each total the newest before it whose place it takes; where nothing changed, there is none."""
    found: list[Update] = []
    for at, later in enumerate(series.totals):
        if later.copied:
            continue
        replaced = [e for e in series.totals[:at] if superseded(e, (later,)) and e.reading != later.reading]
        if not replaced:
            continue
        # By the same source if it gave one before, else whoever gave the newest.
        earlier = max(replaced, key=lambda e: (e.source.key == later.source.key, e.order))
        same = earlier.source.key == later.source.key
        how = "by the same source" if same else "a higher figure of a later day"
        moved = f"{plain(earlier.reading)} → {plain(later.reading)}, {how}"
        found.append(Update(series.unit, series.measure, _figure(earlier), _figure(later), moved))
    return tuple(found)


def _figure(entry: Entry) -> Claim:
    return Claim(entry.source, entry.report, entry.article, entry.span, entry.words, f"says {entry.words}")


def _claim(saying: Saying, says: str) -> Claim:
    return Claim(saying.source, saying.report, saying.article, saying.span, saying.words, says)
