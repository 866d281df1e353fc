"""An incident in one sentence, put together from its records; nothing is in it that is not in one of them.

On 27 October 1962 an attack on a U-2 (“shot down”) over Cuba took place, according to Pentagon; Moscow denies it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from ..lists import file_told
from ..sums import packaged
from .accounts import Account
from .dossier import Dossier
from .who import Party

__all__ = ["day_in_words", "summary_of"]

NAMED = 2
"""So many sources are named; further ones are counted."""


@lru_cache(maxsize=8)
@file_told("summaries.toml")
def _templates(language: str = "en") -> Mapping[str, Any]:
    return tomllib.loads(packaged(f"ledger/{language}/summaries.toml").decode("utf-8"))


def summary_of(dossier: Dossier) -> str:
    """One sentence: when, what by whom on whom and where, what became of it, on whose word, and who says otherwise."""
    words = _templates()
    when, what, where = _when(dossier), _act(dossier, words), _where(dossier, words)
    behind = [a for a in dossier.accounts if a.position in _BEHIND[dossier.status]]
    sure = dossier.status != "happened" or any(a.position == "affirms" and not a.hedged for a in behind)
    became = words["happened"][dossier.status if sure else "thought" if behind else "mentioned"]
    if _template(dossier, words)[0] in words["plural"]["nouns"]:
        became = became.replace("is ", f"{words['plural']['is']} ", 1)
    head = " ".join(filter(None, (when, what, where, became)))
    clauses = [_capital(head) + _word_of(dossier, words), *_against(dossier, words)]
    return " ".join(f"{'; '.join(clauses)}.".split())


# When, what, where


def _when(dossier: Dossier) -> str:
    if not dossier.start and not dossier.end:
        return ""
    start, end = dossier.start, dossier.end
    if start and start == end:
        return f"on {day_in_words(start)}"
    if start and end:
        return f"between {day_in_words(start)} and {day_in_words(end)}"
    return f"since {day_in_words(start)}" if start else f"until {day_in_words(end or '')}"


def day_in_words(day: str) -> str:
    """`27 October 1962`; what is no ISO date stays as it is."""
    try:
        told = date.fromisoformat(day[:10])
    except ValueError:
        return day
    return f"{told.day} {_templates()['months']['names'][told.month - 1]} {told.year}"


def _template(dossier: Dossier, words: Mapping[str, Any]) -> tuple[str, str, str]:
    """The noun of an act, and the words that join actor and recipient to it."""
    found = (
        words["mode"].get(f"{dossier.type} {dossier.mode}") or words["act"].get(dossier.type) or words["act"]["else"]
    )
    noun, by, on = found
    return noun, by, on


def _act(dossier: Dossier, words: Mapping[str, Any]) -> str:
    noun, by, on = _template(dossier, words)
    parts = [noun]
    for joined, party in ((by, dossier.actor), (on, dossier.recipient)):
        if party is not None and party.label.lower() not in words["party"]["empty"]:
            parts.append(f"{joined} {_called(party, words)}")
    # The words of the reports, unless the noun is their word already.
    quoted = f"(“{dossier.trigger}”)" if dossier.trigger.lower() not in parts[0].lower() else ""
    return " ".join(filter(None, (*parts, quoted)))


def _called(party: Party, words: Mapping[str, Any]) -> str:
    """A party inside a sentence: with an article where the text gave it one, or the name ends in a common noun. A word
    that names nobody is the text's, and shown as such: according to “he”."""
    if party.label.lower() in words["party"]["empty"]:
        return f"“{party.label}”"
    common = (
        party.entity != "person"
        and party.label.split()[-1:]
        and party.label.split()[-1].lower() in words["the"]["last"]
    )
    needed = party.name is not None and (party.definite or common)
    return f"the {party.label}" if needed and not party.label.lower().startswith("the ") else party.label


def _where(dossier: Dossier, words: Mapping[str, Any]) -> str:
    before = dossier.where_before if dossier.where_before in words["place"]["kept"] else words["place"]["else"]
    # A state that an act befalls is where it takes place, too: it is told once.
    told = dossier.recipient.label if dossier.recipient is not None else None
    return f"{before} {dossier.where_text}" if dossier.where_text and dossier.where_text != told else ""


# On whose word


def _word_of(dossier: Dossier, words: Mapping[str, Any]) -> str:
    """`, according to A, B and 2 others`; who claims it only where nobody else says so; the outlets where they do."""
    behind = [a for a in dossier.accounts if a.position in _BEHIND[dossier.status]]
    sourced = [a for a in behind if a.source.kind not in ("own voice", "unattributed")]
    claiming = [a for a in sourced if a in _claiming(dossier)]
    others = [a for a in sourced if a not in claiming]
    if others:
        return f", according to {_listed(others)}"
    if claiming:
        return f", and {_listed(claiming)} {_verb(words, 'claims', claiming)}"
    own = [a for a in behind if a.source.kind == "own voice"]
    if own:
        return f", {_listed(own)} {'reports' if len(own) == 1 else 'report'} without naming a source"
    return ", on the word of nobody named" if behind else ""


def _claiming(dossier: Dossier) -> list[Account]:
    """Who says of itself that it did it, where that is an act to be answered for."""
    if dossier.quad != "material conflict" or dossier.status != "happened":
        return []
    return [a for a in dossier.accounts if a.part == "claims" and a.source.kind != "own voice"]


_BEHIND: Mapping[str, tuple[str, ...]] = {
    "happened": ("affirms", "believes"),
    "planned": ("planned",),
    "threatened": ("threatened",),
    "called for": ("called for",),
    "hypothetical": ("supposes",),
    "denied": ("denies",),
}


def _against(dossier: Dossier, words: Mapping[str, Any]) -> Iterable[str]:
    """Who claims it, who denies, doubts, declines, each with those who do the same."""
    claiming = _claiming(dossier)
    behind = [a for a in dossier.accounts if a.position in _BEHIND[dossier.status]]
    others = [a for a in behind if a not in claiming and a.source.kind not in ("own voice", "unattributed")]
    if claiming and others:
        yield f"{_listed(claiming)} {_verb(words, 'claims', claiming)}"
    for position in ("denies", "doubts", "declines"):
        those = [a for a in dossier.accounts if a.position == position and position not in _BEHIND[dossier.status]]
        turned = [a for a in those if a.part == "disclaims"]
        for which, accounts in ((position, [a for a in those if a not in turned]), ("disclaims", turned)):
            if accounts:
                yield f"{_listed(accounts)} {_verb(words, which, accounts)}"


def _verb(words: Mapping[str, Any], which: str, accounts: Sequence[Account]) -> str:
    verb: str = words["says"][which]
    if len(accounts) == 1 and not accounts[0].source.several:
        return verb
    plural: str = words["says_many"][which]
    return plural


def _listed(accounts: Sequence[Account]) -> str:
    """`A`, `A and B`, `A, B and 3 others`; those that rest on most outlets first, as they come."""
    words = _templates()
    called = (_called(a.source.party, words) if a.source.party else a.source.label for a in accounts)
    labels = list(dict.fromkeys(called))
    shown, more = labels[:NAMED], len(labels) - NAMED
    if more > 0:
        return f"{', '.join(shown)} and {more} other{'' if more == 1 else 's'}"
    return " and ".join(shown)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
