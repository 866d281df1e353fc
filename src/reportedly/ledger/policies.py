"""What number to take from a series: four policies, of which the user picks one. Each says what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from .series import Entry, Series, apart, days_between, most_carried, plain, superseded
from .who import same_party

__all__ = ["POLICIES", "Estimate", "Policy", "estimate"]

Policy = Literal["conservative", "range", "latest", "official"]
POLICIES: tuple[Policy, ...] = get_args(Policy)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A count under a policy. `best` is None where the policy cannot tell; `low` and `high` are None where open.

    `entries` are what it rests on, in the order of time; `reason` says in a clause how it came about.
    """

    policy: Policy
    low: float | None
    best: float | None
    high: float | None
    entries: tuple[Entry, ...]
    reason: str

    def row(self) -> dict[str, Any]:
        return {
            "policy": self.policy,
            "low": plain(self.low),
            "best": plain(self.best),
            "high": plain(self.high),
            "entries": [e.figure for e in self.entries],
            "reason": self.reason,
        }


def estimate(series: Series, policy: Policy) -> Estimate:
    """The count of a series under a policy. Parts of totals, and words without a number, never count."""
    return _POLICIES[policy](series.totals)


def current(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that nothing later took the place of; vague words that agree with a number at hand are left out."""
    standing = [e for e in entries if superseded(e, entries) is None]
    exact = [e for e in standing if e.bound != "vague"]
    return tuple(e for e in standing if e.bound != "vague" or all(apart(e, other) for other in exact))


def _none(policy: Policy, reason: str) -> Estimate:
    return Estimate(policy, None, None, None, (), reason)


def _conservative(entries: Sequence[Entry]) -> Estimate:
    """ACLED's rule: where sources differ, or are vague, the most conservative estimate of what now stands."""
    standing = current(entries)
    readings = [e.reading for e in standing if e.reading is not None]
    if not readings:
        return _none("conservative", "no figure is told")
    lowest = min(readings)
    on = tuple(e for e in standing if e.reading == lowest)
    differ = "the lowest of what sources now give" if len(set(readings)) > 1 else "what sources now give"
    if all(e.bound == "vague" for e in on):
        differ += f": the words “{on[-1].words}” read as {plain(lowest)}"
    return Estimate("conservative", lowest, lowest, lowest, on, differ)


def _range(entries: Sequence[Entry]) -> Estimate:
    """UCDP's low, best and high. Best: what most outlets have of their own; where that does not tell, the lower."""
    standing = current(entries)
    if not standing:
        return _none("range", "no figure is told")
    readings = [e.reading for e in standing if e.reading is not None]
    low = min(e.reading if e.least is None else e.least for e in standing if e.reading is not None)
    high = max([*readings, *(e.most for e in standing if e.most is not None)])
    reason = "lowest and highest of what sources now give; best is what most outlets have of their own"
    return Estimate("range", low, most_carried(standing), high, standing, reason)


def _latest(entries: Sequence[Entry]) -> Estimate:
    """What the newest reports give; undated ones only where no other is there."""
    dated = [e for e in entries if e.date]
    newest = [e for e in dated if e.date == dated[-1].date] if dated else list(entries)
    numbers = [e for e in newest if e.bound != "vague"] or newest
    if not numbers:
        return _none("latest", "no figure is told")
    best = most_carried(numbers)
    on = tuple(e for e in numbers if e.reading == best)
    when = f"of {on[0].date}" if on[0].date else "without a date"
    return Estimate("latest", _least(on), best, _most(on), on, f"the newest figure, {when}")


def _official(entries: Sequence[Entry]) -> Estimate:
    """The newest word of each state that counts. Where two states' numbers exclude each other there is no best."""
    official = [e for e in entries if e.source.official]
    newest = [e for e in official if not any(_newer(other, e) for other in official)]
    if not newest:
        return _none("official", "no official figure is told")
    if any(apart(one, other) for one in newest for other in newest):
        reason = "officials contradict each other, so none of their figures is taken"
        return Estimate("official", _least(newest), None, _most(newest), tuple(newest), reason)
    best = most_carried(newest)
    return Estimate("official", _least(newest), best, _most(newest), tuple(newest), "the newest word of officials")


def _newer(other: Entry, entry: Entry) -> bool:
    ours, theirs = entry.source.party, other.source.party
    days = days_between(entry, other)
    return bool(days is not None and days >= 1 and ours and theirs and same_party(ours, theirs))


def _least(entries: Sequence[Entry]) -> float | None:
    """The least that any of them can mean, or says."""
    told = [e.reading if e.least is None else e.least for e in entries]
    return min((n for n in told if n is not None), default=None)


def _most(entries: Sequence[Entry]) -> float | None:
    """The most that any of them can mean; None where one is open above."""
    told = [e.most for e in entries]
    return None if any(n is None for n in told) else max((n for n in told if n is not None), default=None)


_POLICIES: Mapping[Policy, Callable[[Sequence[Entry]], Estimate]] = {
    "conservative": _conservative,
    "range": _range,
    "latest": _latest,
    "official": _official,
}
