"""All that is known of one incident on whose word: what the screens show and the questions ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from ..records import STATUSES, Status, Where
from .accounts import Account, Saying, accounts_of
from .conflicts import TOLD, Conflict, Update, conflicts_of, updates_of
from .first import First, first_of
from .given import Copies, Incident, Reports
from .latest import Latest
from .responsibility import Part
from .series import Series, series_of
from .values import Telling
from .voices import Voices
from .who import Party, same_party

__all__ = ["VOICES", "Dossier", "Voice", "dossier_of"]

_Thing = TypeVar("_Thing", bound=Hashable)

Voice = Literal["told as fact", "on named word", "on unnamed word"]
"""What an incident rests on at best: an outlet's own voice; the word of a source that is named; of one that is not."""

VOICES: tuple[Voice, ...] = ("told as fact", "on named word", "on unnamed word")


@dataclass(frozen=True, slots=True)
class Dossier:
    """One incident. `type`, `mode`, `quad`: what most tellings say, `intensity` their mean; `status`: the furthest that
    any account goes, `denied` only where nobody says otherwise. `start` and `end`: ISO dates, both inclusive, None
    where no date is told; `reported`: the earliest date of a report. `reports` counts those that tell it,
    `independent` the outlets that do so of their own. `confidence`: the highest of its tellings, None where none
    bears one.
    """

    id: str
    type: str
    mode: str | None
    quad: str
    intensity: float
    status: Status
    voice: Voice | None
    trigger: str
    actor: Party | None
    recipient: Party | None
    start: str | None
    end: str | None
    reported: str | None
    where: Where | None
    where_text: str | None
    where_before: str | None
    accounts: tuple[Account, ...]
    conflicts: tuple[Conflict, ...]
    series: tuple[Series, ...]
    updates: tuple[Update, ...]
    first: First | None
    reports: int
    articles: int
    outlets: tuple[str, ...]
    confidence: float | None

    @property
    def independent(self) -> int:
        return len(self.outlets)

    @property
    def texts(self) -> tuple[str, ...]:
        """The ids of the articles that tell it."""
        return tuple(sorted({s.article for a in self.accounts for s in a.sayings}))

    @property
    def disputed(self) -> bool:
        return bool(self.conflicts)

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everybody who is said to have acted or been acted on, by whichever account."""
        found = {(p.label, p.country or ""): p for a in self.accounts for p in (*a.actors, *a.recipients)}
        return tuple(found[key] for key in sorted(found))

    def with_part(self, part: Part) -> tuple[Account, ...]:
        """The accounts that claim the incident, accuse somebody of it, or turn it away."""
        return tuple(a for a in self.accounts if any(s.part == part for s in a.sayings))

    def row(self) -> dict[str, Any]:
        return {
            "kind": "incident",
            "id": self.id,
            "type": self.type,
            "mode": self.mode,
            "quad": self.quad,
            "intensity": self.intensity,
            "status": self.status,
            "voice": self.voice,
            "trigger": self.trigger,
            "actor": self.actor.row() if self.actor else None,
            "recipient": self.recipient.row() if self.recipient else None,
            "start": self.start,
            "end": self.end,
            "reported": self.reported,
            "where": self.where_text,
            "country": self.where.country if self.where else None,
            "reports": self.reports,
            "independent": self.independent,
            "outlets": list(self.outlets),
            "first": self.first.row() if self.first else None,
            "accounts": [a.row() for a in self.accounts],
            "conflicts": [c.row() for c in self.conflicts],
            "figures": [s.row() for s in self.series],
            "updates": [u.row() for u in self.updates],
            "claimed_by": [a.source.label for a in self.with_part("claims")],
            "accused_by": [a.source.label for a in self.with_part("accuses")],
            "confidence": self.confidence,
        }


def dossier_of(
    incident: Incident,
    copies: Copies,
    reports: Reports | None = None,
    elsewhere: Set[str] = frozenset(),
    kept: Latest[str, Voices] | None = None,
) -> Dossier | None:
    """The dossier of an incident; None where it has no tellings. For the arguments see `accounts_of`."""
    if not incident.tellings:
        return None
    tellings = sorted({t.id: t for t in incident.tellings}.values(), key=_order)
    accounts = accounts_of(incident, copies, reports, elsewhere, kept=kept)
    series = series_of(incident, copies, reports)
    told = [s for a in accounts for s in a.sayings if s.telling]
    own = [s for s in told if not s.copied] or told
    events = [t.event for t in tellings]
    type, quad = _most((e.type, e.quad) for e in events) or (events[0].type, events[0].quad)
    alike = [e for e in events if e.type == type]
    start, end = _time(own)
    place = _place(own)
    return Dossier(
        id=incident.id,
        type=type,
        mode=_most(e.mode for e in alike if e.mode),
        quad=quad,
        intensity=round(sum(e.intensity for e in alike) / len(alike), 3),
        status=_status(accounts, tellings),
        voice=_voice(accounts),
        trigger=_most(" ".join(t.trigger.split()) for t in tellings if t.event.type == type) or tellings[0].trigger,
        actor=_actor(own, [s for a in accounts for s in a.sayings if s.part == "claims" and not s.telling]),
        recipient=_party([s.recipient for s in own]),
        start=start,
        end=end,
        reported=min((t.report.published[:10] for t in tellings if t.report.published), default=None),
        where=place[0],
        where_text=place[1],
        where_before=place[2],
        accounts=accounts,
        conflicts=conflicts_of(accounts, series, quad),
        series=series,
        updates=tuple(u for s in series for u in updates_of(s)),
        first=first_of(accounts),
        reports=len({s.report for a in accounts for s in a.sayings}),
        articles=len({s.article for a in accounts for s in a.sayings}),
        outlets=tuple(sorted({outlet for a in accounts for outlet in a.outlets})),
        confidence=max((e.confidence for e in events if e.confidence is not None), default=None),
    )


def _order(telling: Telling) -> tuple[str, str, int]:
    return telling.report.published or "9999", telling.report.id, telling.number


def _most(things: Iterable[_Thing]) -> _Thing | None:
    """What occurs most often, of equals what comes first; None where there is nothing."""
    counted = Counter(things)
    return max(counted, key=counted.__getitem__) if counted else None


def _status(accounts: Sequence[Account], tellings: Sequence[Telling]) -> Status:
    """The furthest that any account goes; without one that says anything of it, what tellings have most."""
    by_position: dict[str, Status] = {
        "affirms": "happened", "threatened": "threatened", "planned": "planned", "called for": "called for",
        "believes": "happened", "doubts": "hypothetical", "supposes": "hypothetical", "denies": "denied",
        "declines": "hypothetical",
    }  # fmt: skip
    held = [a.position for a in accounts]
    for position, status in by_position.items():
        if position in held:
            return status
    return min((t.event.status for t in tellings), key=STATUSES.index)


def _voice(accounts: Iterable[Account]) -> Voice | None:
    """The best of those who stand behind its status; None where everybody denies it, or will not say."""
    saying = [s for a in accounts for s in a.sayings if s.position not in ("denies", "declines", "doubts", "unclear")]
    affirming = [s for s in saying if s.position == "affirms"] or saying
    if not affirming:
        return None
    if any(s.source.kind == "own voice" for s in affirming):
        return "told as fact"
    return "on named word" if any(s.source.named for s in affirming) else "on unnamed word"


def _actor(told: Sequence[Saying], claims: Sequence[Saying]) -> Party | None:
    """Who did it by those who say that it happened, who claims it among them; else by all who do not deny it."""
    affirming = [s.actor for s in (*told, *claims) if s.position in TOLD]
    if any(affirming):
        return _party(affirming)
    return _party([s.actor for s in told if s.position != "denies"] or [s.actor for s in told])


def _party(told: Sequence[Party | None]) -> Party | None:
    """Who most say it was, by the name that most use; None where two are named as often that are not the same."""
    known = [p for p in told if p and p.known] or [p for p in told if p]
    if not known:
        return None
    counted = Counter(known)
    votes = {p: sum(n for q, n in counted.items() if p == q or same_party(p, q)) for p in counted}
    best = max(votes.values())
    leading = [p for p in votes if votes[p] == best]
    if any(same_party(p, q) is False for p in leading for q in leading):
        return None
    return max(leading, key=lambda p: (counted[p], p.name is not None, len(p.label), p.label))


def _time(told: Sequence[Saying]) -> tuple[str | None, str | None]:
    """The most precise time that most give: the shortest stretch of those given most often, of equals the first."""
    stretches = Counter((s.when.start, s.when.end) for s in told if s.when and (s.when.start or s.when.end))
    if not stretches:
        return None, None
    return min(stretches, key=lambda w: (-stretches[w], _length(w), w[0] or "", w[1] or ""))


def _length(stretch: tuple[str | None, str | None]) -> int:
    try:
        return (date.fromisoformat(stretch[1] or "") - date.fromisoformat(stretch[0] or "")).days
    except ValueError:
        return 1_000_000


def _place(told: Sequence[Saying]) -> tuple[Where | None, str | None, str | None]:
    """The place that most give, by its name, and the word before it; of equals the one with coordinates first."""
    named = [(s.where, s.where_text, s.where_before) for s in told if s.where and s.where_text]
    if not named:
        return None, None, None
    counted = Counter((text, where.country) for where, text, _ in named)
    best = min(named, key=lambda p: (-counted[p[1], p[0].country], p[0].latitude is None, p[1], p[0].country or ""))
    before = _most(b for where, text, b in named if (where.country, text) == (best[0].country, best[1]))
    return best[0], best[1], before
