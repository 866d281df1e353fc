"""Words and signs that pages put to what the ledger tells. What is not a fact never looks like one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ..ledger.accounts import Account
from ..ledger.dossier import Dossier, Voice
from ..ledger.dossiers import Sum
from ..ledger.positions import Position
from ..ledger.summaries import day_in_words
from ..ledger.who import ARMED, Party
from ..records import SourceType, Status
from ..terminal.marks import SIGNS

__all__ = ["BEHIND", "KINDS", "SAYS", "in_few_words", "sign", "stance_counts"]

SAYS: Mapping[str, tuple[str, str]] = {
    "affirms": ("says so", "say so"),
    "believes": ("believes so", "believe so"),
    "planned": ("tells a plan", "tell a plan"),
    "threatened": ("tells a threat", "tell a threat"),
    "called for": ("tells a demand", "tell a demand"),
    "supposes": ("supposes so", "suppose so"),
    "unclear": ("is unclear", "are unclear"),
    "denies": ("denies it", "deny it"),
    "doubts": ("doubts it", "doubt it"),
    "declines": ("will not say", "will not say"),
}
"""What one source, and several, say of an incident."""

PARTS: Mapping[str, tuple[str, str]] = {
    "claims": ("claims it", "claim it"),
    "accuses": ("accuses somebody", "accuse somebody"),
    "disclaims": ("denies a part in it", "deny a part in it"),
}

BEHIND: frozenset[Position] = frozenset(
    {"affirms", "believes", "planned", "threatened", "called for", "supposes", "unclear"}
)
"""Positions of those who stand behind what is told; all others stand against it, or aside."""

KINDS: Mapping[str, str] = {
    "person": "a named person",
    "office": "an office",
    "anonymous": "people who withhold their names",
    "crowd": "unnamed people",
    "document": "a document",
    "outlet": "another outlet",
    "unattributed": "nobody",
    "own voice": "the outlet itself, vouched for by nobody else",
}
"""Who vouches, by the kind of source."""


def sign(status: Status, voice: Voice | None) -> str:
    """As in the terminal: what happened is full, but half full, or dotted, where only somebody's word stands behind."""
    if status == "happened" and voice != "told as fact":
        return "◐" if voice == "on named word" else "◌"
    return SIGNS[status]


def says(account: Account) -> str:
    """`denies it`, `claims it`."""
    return PARTS.get(account.part or "", SAYS[account.position])[account.source.several]


def stance_counts(dossier: Dossier) -> list[tuple[Position, str]]:
    """`2 say so`, `1 denies it`: how many sources stand where."""
    counted = Counter(account.position for account in dossier.accounts)
    return [(position, f"{counted[position]} {SAYS[position][counted[position] != 1]}")  # type: ignore[index, misc]
            for position in SAYS if counted[position]]  # type: ignore[index]  # fmt: skip


def vouching(accounts: Iterable[Account]) -> str:
    """On whose word at best: `2 named`, `1 unnamed`."""
    told = list(accounts)
    named = sum(a.source.named for a in told)
    own = sum(a.source.kind == "own voice" for a in told)
    unnamed = len(told) - named - own
    parts = [
        (named, "named"),
        (unnamed, "unnamed"),
        (own, "outlets in their own voice" if own > 1 else "outlet in its own voice"),
    ]
    return ", ".join(f"{count} {what}" for count, what in parts if count)


def in_few_words(one: Sum, type: str, mode: str | None) -> str:
    """An incident where there is no room, or no time, for its sentence: `ASSAULT aerial: Israel → Iran, threatened`."""
    who = " → ".join(party.label if party else "?" for party in (one.actor, one.recipient))
    return f"{type}{f' {mode}' if mode else ''}: {who}, {one.status}"


def side_words(party: Party | None) -> str | None:
    """By what a party may be asked for: the state that it acts for, else its name; None where neither is known."""
    if party is None:
        return None
    state = party.country if party.sector not in ARMED and party.country not in ("IGO", "NGO", "MNC") else None
    return state or party.name


def when_told(dossier: Dossier) -> str:
    """The time of an incident in words; nothing where none is told."""
    start, end = (day and day_in_words(day) for day in (dossier.start, dossier.end))
    if start and end:
        return start if start == end else f"{start} – {end}"
    return f"since {start}" if start else f"until {end}" if end else ""


def kind_of_source(kind: SourceType | str) -> str:
    return KINDS.get(kind, kind)
