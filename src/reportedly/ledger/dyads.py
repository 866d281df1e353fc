"""Words and deeds between two parties over time, counted in incidents and not in tellings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, Protocol, get_args

from ..gazetteer import fold, load_gazetteer
from ..records import Status
from .dossier import Voice
from .who import ARMED, Party, folded

__all__ = ["PERIODS", "Cell", "Direction", "Dyad", "Period", "Side", "Summed", "dyad_of", "side_of"]

Period = Literal["day", "week", "month"]
PERIODS: tuple[Period, ...] = get_args(Period)
Kind = Literal["words", "deeds"]
Arrow = Literal["→", "←"]

NEUTRAL = 1.0
"""PLOVER's intensity goes from −10 to +10: a mean nearer to 0 than this is neither friendly nor hostile."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two parties: a state with all that act for it, or whoever bears one name."""

    label: str
    country: str | None = None

    def __contains__(self, party: Party | None) -> bool:
        if party is None:
            return False
        if self.country:
            return party.country == self.country and party.sector not in ARMED
        return party.name is not None and folded(party.name) == folded(self.label)


def side_of(words: str) -> Side:
    """The state that is called so, by name or ISO code, former ones too; else whoever bears the name."""
    gazetteer = load_gazetteer()
    if words in gazetteer.codes:
        return Side(gazetteer.codes[words].name, words)
    wanted = fold(words)
    for country in gazetteer.tables.countries:
        if wanted in {fold(name) for name in (country.name, *country.names)}:
            return Side(country.name, country.code)
    return Side(words)


@dataclass(frozen=True, slots=True)
class Cell:
    """The incidents of one period and direction that are alike: `kind` words (verbal) or deeds (material), their quad,
    status and voice. `intensity` is PLOVER's, the mean over incidents. `articles` counts texts, `outlets` those that
    had it of their own. `period`: first day of the period, None where no date is told that fits into one.
    """

    period: str | None
    direction: Arrow
    kind: Kind
    quad: str
    status: Status
    voice: Voice | None
    count: int
    intensity: float
    articles: int
    outlets: int
    incidents: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "direction": self.direction,
            "kind": self.kind,
            "quad": self.quad,
            "status": self.status,
            "voice": self.voice,
            "count": self.count,
            "intensity": self.intensity,
            "articles": self.articles,
            "outlets": self.outlets,
            "incidents": list(self.incidents),
        }


@dataclass(frozen=True, slots=True)
class Direction:
    """What one does to the other over the whole time. `words`, `deeds`: how many happened; their mean intensities,
    None where there were none. `threats`: how many deeds were threatened, planned or called for, and count as neither.
    `together`: whether words and deeds go the same way, None where that cannot be told; `says` tells it in a sentence.
    """

    actor: str
    recipient: str
    words: int
    deeds: int
    words_intensity: float | None
    deeds_intensity: float | None
    threats: int
    together: bool | None
    says: str

    def row(self) -> dict[str, Any]:
        return {
            "actor": self.actor,
            "recipient": self.recipient,
            "words": self.words,
            "deeds": self.deeds,
            "words_intensity": self.words_intensity,
            "deeds_intensity": self.deeds_intensity,
            "threats": self.threats,
            "together": self.together,
            "says": self.says,
        }


@dataclass(frozen=True, slots=True)
class Dyad:
    """Two parties, `→` from `one` to `other`. Cells in the order of time, undated ones last."""

    one: str
    other: str
    by: Period
    cells: tuple[Cell, ...]
    there: Direction
    back: Direction

    def row(self) -> dict[str, Any]:
        return {
            "kind": "dyad",
            "one": self.one,
            "other": self.other,
            "by": self.by,
            "cells": [c.row() for c in self.cells],
            "directions": [self.there.row(), self.back.row()],
        }


class Summed(Protocol):
    """What of an incident is counted: a `Dossier`, or what the ledger keeps of it. `texts`: ids of its articles."""

    @property
    def id(self) -> str: ...
    @property
    def quad(self) -> str: ...
    @property
    def intensity(self) -> float: ...
    @property
    def status(self) -> Status: ...
    @property
    def voice(self) -> Voice | None: ...
    @property
    def actor(self) -> Party | None: ...
    @property
    def recipient(self) -> Party | None: ...
    @property
    def start(self) -> str | None: ...
    @property
    def end(self) -> str | None: ...
    @property
    def reported(self) -> str | None: ...
    @property
    def outlets(self) -> tuple[str, ...]: ...
    @property
    def texts(self) -> tuple[str, ...]: ...


def dyad_of(dossiers: Iterable[Summed], one: Side, other: Side, by: Period = "day") -> Dyad:
    """The incidents in which one acts on the other, by period. An incident's parties are those that most say it has."""
    grouped: defaultdict[tuple[str | None, Arrow, Kind, str, Status, Voice | None], list[Summed]] = defaultdict(list)
    there: list[Summed] = []
    back: list[Summed] = []
    for dossier in sorted({d.id: d for d in dossiers}.values(), key=lambda d: d.id):
        arrow: Arrow
        for arrow, actor, recipient, those in (("→", one, other, there), ("←", other, one, back)):
            if dossier.actor in actor and dossier.recipient in recipient:
                those.append(dossier)
                key = (period_of(dossier, by), arrow, kind_of(dossier), dossier.quad, dossier.status, dossier.voice)
                grouped[key].append(dossier)
    cells = [
        Cell(period, arrow, kind, quad, status, voice, *_measured(those))
        for (period, arrow, kind, quad, status, voice), those in grouped.items()
    ]
    cells.sort(
        key=lambda c: (c.period or "9999", c.direction == "←", c.kind == "deeds", c.quad, c.status, c.voice or "")
    )
    return Dyad(one.label, other.label, by, tuple(cells), _direction(one, other, there), _direction(other, one, back))


def kind_of(dossier: Summed) -> Kind:
    """Words where the quad is verbal, deeds where it is material."""
    return "words" if dossier.quad.startswith("verbal") else "deeds"


def period_of(dossier: Summed, by: Period) -> str | None:
    """The first day of the period that an incident falls into: by the time that is told if it lies within one period,
    by the date of its first report if none is told. A time too coarse for the period is none."""
    if dossier.start or dossier.end:
        start, end = (_first_day(day, by) for day in (dossier.start, dossier.end))
        return start if start == end else None
    return _first_day(dossier.reported, by)


def _first_day(day: str | None, by: Period) -> str | None:
    try:
        told = date.fromisoformat((day or "")[:10])
    except ValueError:
        return None
    if by == "week":
        told -= timedelta(days=min(told.weekday(), told.toordinal() - 1))
    elif by == "month":
        told = told.replace(day=1)
    return told.isoformat()


def _measured(those: Sequence[Summed]) -> tuple[int, float, int, int, tuple[str, ...]]:
    """How many, their mean intensity, the articles and outlets that they rest on, and their ids."""
    articles = {text for d in those for text in d.texts}
    outlets = {outlet for d in those for outlet in d.outlets}
    mean = round(sum(d.intensity for d in those) / len(those), 2)
    return len(those), mean, len(articles), len(outlets), tuple(sorted(d.id for d in those))


# Whether words and deeds go the same way


def _direction(actor: Side, recipient: Side, those: Sequence[Summed]) -> Direction:
    words = [d.intensity for d in those if kind_of(d) == "words" and d.status == "happened"]
    deeds = [d.intensity for d in those if kind_of(d) == "deeds" and d.status == "happened"]
    open_ = sum(kind_of(d) == "deeds" and d.status in ("threatened", "planned", "called for") for d in those)
    said, done = _mean(words), _mean(deeds)
    together, says = _compared(said, done)
    counted = f"{_number(len(words), 'word')}{_scored(said)}, {_number(len(deeds), 'deed')}{_scored(done)}"
    aside = f", {open_} more only threatened, planned or called for" if open_ else ""
    sentence = f"{actor.label} → {recipient.label}: {counted}{aside}: {says}"
    return Direction(
        actor.label, recipient.label, len(words), len(deeds), said, done, open_, together, sentence,
    )  # fmt: skip


def _mean(numbers: Sequence[float]) -> float | None:
    return round(sum(numbers) / len(numbers), 2) if numbers else None


def _compared(said: float | None, done: float | None) -> tuple[bool | None, str]:
    """By the signs of the two means. One side without incidents, or near 0, cannot be compared."""
    if said is None and done is None:
        return None, "nothing to compare"
    if said is None or done is None:
        return None, "only deeds, no words to compare" if said is None else "only words, no deeds to compare"
    tones = [_tone(number) for number in (said, done)]
    if tones[0] == tones[1]:
        return (None if tones[0] == "neutral" else True), f"words and deeds are both {tones[0]}"
    if "neutral" in tones:
        return None, f"words are {tones[0]}, deeds {tones[1]}"
    return False, f"words are {tones[0]}, but deeds are {tones[1]}"


def _tone(mean: float) -> str:
    return "neutral" if abs(mean) < NEUTRAL else "friendly" if mean > 0 else "hostile"


def _scored(mean: float | None) -> str:
    return "" if mean is None else f" ({mean:+.1f})".replace("-", "−")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
