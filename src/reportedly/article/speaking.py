"""Whom an apposition names once more, and who it is that somebody says something of: himself, or his own side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..text import Span
from .roster import Roster
from .scene import Identity

__all__ = ["THEMSELVES", "of_their_side", "of_themselves", "same", "sayers"]

Told = Sequence[tuple[tuple[Span, ...], Span]]
THEMSELVES = ("speaker", "speakers")
"""What the lexicon calls pronouns of whoever speaks, alone or with others."""


def same(roster: Roster, word: int, who: Identity) -> Identity:
    """Whom an apposition gives a name more: "Ivo Kralik, a former policeman known as the Fox"."""
    parse, head = roster.context.parse, roster.context.parse.heads[word]
    if who.entity != "person" or not who.name or " " in who.name or parse.deprels[word] != "appos":
        return who
    other = roster.named(head) or roster.bare.get(head)
    return other if other is not None and other.entity == "person" and other.name is not None else who


def of_themselves(roster: Roster, told: Told, head_of: Callable[[Span], int | None]) -> dict[int, int]:
    """For the pronoun that what somebody says begins with the one who says it: "Chad said it would go on"."""
    context, place, persons = roster.context, roster.place, roster.context.lexicon.persons
    found: dict[int, int] = {}
    for content, source in told:
        head, words = head_of(source), context.words_in(content[0]) if content else range(0)
        if head not in place or not words or context.quoted.holding(context.parse.words[words[0]]) is not None:
            continue
        first = words[1] if len(words) > 1 and context.lower(words[0]) == "that" else words[0]
        who = roster.sort(place[head])
        if who is None or first not in place or context.parse.upos[first] != "PRON" or place[first] < place[head]:
            continue
        kind = persons.get(context.lower(first))
        one = kind == "thing" and who.entity in ("organization", "country") and not who.plural
        if one or (kind == "plural" and who.entity == "group" and who.plural):
            found[place[first]] = place[head]
    return found


def of_their_side(roster: Roster, told: Told, head_of: Callable[[Span], int | None]) -> dict[int, int]:
    """For "they" that a speaker sets against another party the head of the speaker: "he added that Washington wanted
    war, but that they were ready to talk". Not where somebody in the plural was told of before in what he says: "that
    Washington held the sailors, but that they were well"."""
    context, place, lexicon = roster.context, roster.place, roster.context.lexicon
    found: dict[int, int] = {}
    for content, source in told:
        head = head_of(source)
        if head not in place:
            continue
        words = [w for span in content for w in context.words_in(span)]
        for at, word in enumerate(words[2:], 2):
            against = context.lower(words[at - 2]) in lexicon.contrasting
            if not against or context.lower(words[at - 1]) not in lexicon.complementizers or word not in place:
                continue
            quoted = context.quoted.holding(context.parse.words[word]) is not None
            if quoted or lexicon.persons.get(context.lower(word)) != "plural":
                continue
            before = [roster.sort(place[w]) for w in words[: at - 2] if w in place]
            others = [who for who in before if who is not None]
            party = any(who.entity in ("country", "organization") and who.name is not None for who in others)
            if party and not any(who.plural for who in others):
                found[word] = head
    return found


def sayers(roster: Roster, told: Told, head_of: Callable[[Span], int | None]) -> tuple[dict[int, int], dict[int, int]]:
    """For "I" and "we" inside a quotation the head of the innermost one who says it; and the same for the mentions
    there."""
    context, place, persons = roster.context, roster.place, roster.context.lexicon.persons
    themselves: dict[int, int] = {}
    others: dict[int, int] = {}
    for content, source in sorted(told, key=lambda t: -sum(s.end - s.start for s in t[0])):
        head = head_of(source)
        if head is None or head not in place:
            continue
        for word in (word for span in content for word in context.words_in(span) if word != head):
            quotation = context.quoted.innermost(context.parse.words[word])
            if quotation is None:
                continue
            if persons.get(context.lower(word)) not in THEMSELVES:
                others[word] = head
            elif not quotation.span.contains(context.parse.words[head]):
                # "The minister knows that we are ready", somebody is quoted: "we" are not the minister's.
                themselves[word] = head

    def outside(head: int) -> bool:
        return context.quoted.holding(context.parse.words[head]) is None

    return themselves, {word: head for word, head in others.items() if word in place and outside(head)}
