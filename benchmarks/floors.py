"""Floors under the figures: what has been reached once is not to be lost without a word.

`floors.toml` names figures, the least (or, for ratios and counts, the most) that they may be, and the data
that they are measured on, with digests. A floor fails when its figure is below it by more than its
allowance for noise, when the figure was not measured, and when its data are not, byte for byte, those that
it was set on.
"""

from __future__ import annotations

import datetime
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.common import Figures, table

KEYS = frozenset({"floor", "ceiling", "allowance", "reached", "date", "why", "data"})


@dataclass(frozen=True, slots=True)
class Floor:
    """The bound on one figure: `floor` where more is better, `ceiling` where less is; one of them is None.

    `reached` is the figure when the bound was set, None where the bound is still a goal. `data` are paths
    relative to the folder of shared data, or splits of our own dispatches ("corpus/test").
    """

    key: str
    floor: float | None
    ceiling: float | None
    allowance: float
    reached: float | None
    date: datetime.date
    why: str
    data: tuple[str, ...]

    def holds(self, value: float) -> bool:
        """Whether `value` keeps the bound, noise allowed for. Never for a NaN."""
        if self.floor is not None:
            return value >= self.floor - self.allowance
        return value <= self.limit + self.allowance

    @property
    def limit(self) -> float:
        """The floor or the ceiling, whichever it has. Raises ValueError where it has neither."""
        limit = self.ceiling if self.floor is None else self.floor
        if limit is None:
            raise ValueError(f"{self.key} has neither floor nor ceiling")
        return limit

    @property
    def bound(self) -> str:
        """The bound for people."""
        return f"{'≥' if self.ceiling is None else '≤'} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Floors:
    """All bounds, and the digests of the data they were set on."""

    floors: tuple[Floor, ...]
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one bound. `value` is None where it was not measured."""

    floor: Floor
    value: float | None
    passed: bool
    reason: str


def load_floors(path: Path) -> Floors:
    """Read `floors.toml`. Raises ValueError, naming the key, where it is not as described or is empty."""
    table_ = tomllib.loads(path.read_text(encoding="utf-8"))
    digests = table_.get("data", {})
    if not all(isinstance(digest, str) and digest for digest in digests.values()):
        raise ValueError(f"{path}: every digest under [data] must be words")
    floors = tuple(_floor(path, key, entry) for key, entry in table_.get("figures", {}).items())
    if not floors:
        raise ValueError(f"{path}: there is no floor in it")
    return Floors(floors, digests)


def _floor(path: Path, key: str, entry: Any) -> Floor:
    where = f"{path}: {key}"
    if not isinstance(entry, dict) or not entry.keys() <= KEYS:
        raise ValueError(f"{where}: expected a table of {', '.join(sorted(KEYS))}")
    floor, ceiling = entry.get("floor"), entry.get("ceiling")
    if (floor is None) == (ceiling is None):
        raise ValueError(f"{where}: expected either floor or ceiling")
    for name in ("floor", "ceiling", "allowance", "reached"):
        value = entry.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"{where}: {name} must be a number, not {value!r}")
    if entry.get("allowance", 0) < 0:
        raise ValueError(f"{where}: allowance must not be negative")
    if not (isinstance(entry.get("why"), str) and entry["why"].strip()):
        raise ValueError(f"{where}: why must give a reason")
    if type(entry.get("date")) is not datetime.date:
        raise ValueError(f"{where}: date must be a date")
    data = entry.get("data")
    if not isinstance(data, list) or not all(isinstance(name, str) for name in data):
        raise ValueError(f"{where}: data must be a list of paths, empty where no gold data are used")
    reached, allowance = entry.get("reached"), float(entry.get("allowance", 0))
    return Floor(key, floor, ceiling, allowance, reached, entry["date"], entry["why"], tuple(data))


def judge(floors: Floors, figures: Figures, digests: Mapping[str, str | None]) -> list[Verdict]:
    """A verdict for each floor. `digests` are those of the data that `figures` were measured on, by path."""
    return [_verdict(floor, figures.get(floor.key), floors.digests, digests) for floor in floors.floors]


def _verdict(
    floor: Floor, value: float | None, expected: Mapping[str, str], found: Mapping[str, str | None]
) -> Verdict:
    for name in floor.data:
        if name not in expected:
            return Verdict(floor, value, False, f"FAILS: floors.toml has no digest of {name}")
        if found.get(name) is None:
            return Verdict(floor, value, False, f"FAILS: {name} is not there")
        if found[name] != expected[name]:
            return Verdict(floor, value, False, f"FAILS: {name} is now {found[name]}, not {expected[name]}")
    if value is None or not math.isfinite(value):
        return Verdict(floor, value, False, "FAILS: not measured")
    if not floor.holds(value):
        reason = "FAILS: below its floor" if floor.floor is not None else "FAILS: above its ceiling"
        return Verdict(floor, value, False, reason)
    return Verdict(floor, value, True, "holds")


def show(verdicts: Sequence[Verdict]) -> str:
    """One row a figure: what it is, what it may be, what became of it."""
    rows = ((v.floor.key, v.value, v.floor.bound, v.floor.allowance, v.floor.reached, v.reason) for v in verdicts)
    return table(["figure", "measured", "floor", "allowance", "reached", "verdict"], rows)


def proposal(
    floors: Floors, verdicts: Sequence[Verdict], digests: Mapping[str, str | None], today: datetime.date
) -> str:
    """A `floors.toml` with every bound at what was measured now, to be read, argued for and put in by hand.

    Where nothing was measured, the bound stays as it is; so does the digest of data that are not there.
    """
    known = dict(floors.digests) | {name: digest for name, digest in digests.items() if digest}
    lines = ["[data]", *(f'"{name}" = "{digest}"' for name, digest in sorted(known.items()))]
    for verdict in verdicts:
        floor, value = verdict.floor, verdict.value
        kind = "ceiling" if floor.floor is None else "floor"
        reached, date = (value, today) if value is not None else (floor.reached, floor.date)
        new = floor.limit if value is None else value
        data = ", ".join(f'"{name}"' for name in floor.data)
        lines += ["", f'[figures."{floor.key}"]', f"{kind} = {_kept(floor, new):g}"]
        lines += [f"allowance = {floor.allowance:g}"]
        lines += [f"reached = {round(reached, 3):g}"] if reached is not None else []
        lines += [f"date = {date.isoformat()}", f"why = {_quoted(floor.why)}", f"data = [{data}]"]
    return "\n".join(lines) + "\n"


def _kept(floor: Floor, value: float) -> float:
    """`value` with three decimals, rounded so that the very figure it came from keeps the bound."""
    return (math.ceil(value * 1000) if floor.floor is None else math.floor(value * 1000)) / 1000


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
