"""A linked dispatch → rows of the contract."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportedly.article.quotations import QuotedText, find_quotations
from reportedly.gazetteer import load_gazetteer
from reportedly.records import Article
from reportedly.text import Span, cover, paragraphs

from .lines import NOBODY, Act, Party, Place, Quantity, Said, Slip, Time
from .linked import Linked
from .ontology import event_types

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Told:
    """An event as it becomes a row: of an act between equals there are two. `turned`: from recipient to actor."""

    label: str
    actor: str | None
    recipient: str | None
    turned: bool


def rows(linked: Linked) -> list[Row]:
    """The article, then its records by span start, end, kind; ids count from 1 in that order."""
    article = Article(linked.text, language="en", published=linked.dispatch.head.date)
    spans = {label: statement_span(linked, label) for label in linked.of(Said)}
    said = sorted(spans, key=lambda label: (spans[label], int(label[1:])))
    told = _tellings(linked)
    figures = sorted(linked.of(Quantity), key=lambda label: (linked.span(label), int(label[1:])))
    ids = {
        **{label: f"{article.id}:s{n}" for n, label in enumerate(said, 1)},
        **{label: f"{article.id}:f{n}" for n, label in enumerate(figures, 1)},
    }
    event_ids = {telling: f"{article.id}:e{n}" for n, telling in enumerate(told, 1)}
    outer = nesting(linked, said)
    found = [_statement(linked, label, spans[label], ids, outer) for label in said]
    found += [_event(linked, telling, ids, event_ids, outer) for telling in told]
    found += [_figure(linked, label, ids, event_ids, outer) for label in figures]
    found += [_flaw(linked, label, slip) for label, slip in linked.of(Slip).items() if slip.problem]
    # The sort is stable: what has the same span and kind keeps the order in which it was numbered.
    return [article.row(), *sorted(found, key=lambda row: (row["span"], row["kind"]))]


def statement_span(linked: Linked, label: str) -> Span:
    """From the first to the last character of source, cue and content."""
    said = linked.values[label]
    assert isinstance(said, Said)
    parts = [*linked.pieces.get(label, ()), *linked.pieces.get(label + "c", ())]
    return cover([*parts, linked.span(said.source)] if said.source else parts)


def nesting(linked: Linked, said: Sequence[str]) -> dict[str, str | None]:
    """For each statement the innermost other one whose content holds its cue and its content."""
    found: dict[str, str | None] = {}
    for label in said:
        value = linked.values[label]
        assert isinstance(value, Said)
        if value.within:
            found[label] = None if value.within == NOBODY else value.within
            continue
        parts = [*linked.pieces.get(label, ()), *linked.pieces.get(label + "c", ())]
        around = [
            other
            for other in said
            if other != label and linked.pieces.get(other) != tuple(parts) and _holds(linked, other, parts)
        ]
        found[label] = min(around, key=lambda other: _length(linked, other), default=None)
    return found


def _holds(linked: Linked, label: str, spans: Sequence[Span]) -> bool:
    content = linked.pieces.get(label, ())
    return all(any(piece.contains(span) for piece in content) for span in spans)


def _length(linked: Linked, label: str) -> int:
    return sum(span.end - span.start for span in linked.pieces.get(label, ()))


def voice(linked: Linked, span: Span, overruled: str | None, outer: Mapping[str, str | None]) -> str | None:
    """The innermost statement whose content holds a span; of two with one content the first, or the inner one."""
    if overruled:
        return None if overruled == NOBODY else overruled
    around = [label for label in outer if _holds(linked, label, [span])]
    holders = {outer[label] for label in around}
    innermost = [label for label in around if label not in holders]
    return min(innermost, key=lambda label: _length(linked, label), default=None)


def _tellings(linked: Linked) -> list[_Told]:
    """The events in their order: of those on one trigger, the one whose actor comes first in the text."""
    found: list[_Told] = []
    for label, act in linked.of(Act).items():
        found.append(_Told(label, act.actor, act.recipient, False))
        if act.mutual:
            found.append(_Told(label, act.recipient, act.actor, True))

    def place(party: str | None) -> tuple[float, float]:
        return linked.span(party) if party else (float("inf"), float("inf"))

    return sorted(found, key=lambda t: (linked.span(t.label), place(t.actor), place(t.recipient), int(t.label[1:])))


def mention(linked: Linked, label: str | None) -> Row | None:
    """The mention that a party's label stands for."""
    if label is None:
        return None
    name, entity, country, sector = identity(linked, label)
    span, party = linked.span(label), linked.values[label]
    assert isinstance(party, Party)
    antecedent = linked.span(party.same) if party.same and not names(span.of(linked.text), name, entity) else None
    return {
        "span": list(span),
        "text": span.of(linked.text),
        "name": name,
        "entity": entity,
        "country": country,
        "sector": sector,
        "resolved_from": list(antecedent) if antecedent else None,
    }


def identity(linked: Linked, label: str) -> tuple[str | None, str | None, str | None, str | None]:
    """Name, entity, country and sector: a party's own, and what it does not tell itself, of whom it is the same as."""
    party = linked.values[label]
    assert isinstance(party, Party)
    if not party.same:
        return party.name, party.entity, party.country, party.sector
    name, entity, country, sector = identity(linked, party.same)
    return (
        name,
        party.entity if "entity" in party.given else entity,
        party.country if "country" in party.given else country,
        party.sector if "sector" in party.given else sector,
    )


_CAPITALIZED = re.compile(r"[^\W\d_a-z][\w’'-]*")
_ARTICLES = frozenset({"the", "a", "an"})


def names(phrase: str, name: str | None, entity: str | None) -> bool:
    """Whether a phrase bears its name itself, or a part that tells it, and so need not be resolved.

    "Quirin" names Antoine Quirin; "the French" does not name the Force of French Resistance.
    """
    if not name:
        return False
    known = {_plain(w) for w in re.findall(r"[\w’'-]+", name)}
    own = {_plain(w) for w in _CAPITALIZED.findall(phrase)} - _ARTICLES
    common = own & known
    if entity != "person":
        common -= _demonyms()
    return bool(common) or _plain(name) in _plain(phrase)


def _plain(word: str) -> str:
    word = word.casefold().replace("’", "'")
    return word.removesuffix("'s").removesuffix("'")


@lru_cache(maxsize=1)
def _demonyms() -> frozenset[str]:
    return frozenset(d.casefold() for c in load_gazetteer().tables.countries for d in c.demonyms)


def _statement(linked: Linked, label: str, span: Span, ids: Mapping[str, str], outer: Mapping[str, str | None]) -> Row:
    said = linked.values[label]
    assert isinstance(said, Said)
    content = linked.pieces.get(label, ())
    cue = linked.pieces.get(label + "c", ())
    holder = outer[label]
    return {
        "kind": "statement",
        "id": ids[label],
        "span": list(span),
        "source": mention(linked, said.source),
        "source_type": said.source_type,
        "cue": list(cue[0]) if cue else None,
        "content": [list(s) for s in content],
        "form": said.form or form_of(linked.text, content),
        "stance": said.stance,
        "hedges": [list(s) for s in linked.pieces.get(label + "h", ())],
        "evidence": [list(s) for s in linked.pieces.get(label + "v", ())],
        "within": ids[holder] if holder else None,
        "confidence": None,
    }


def form_of(text: str, content: Sequence[Span]) -> str:
    """How much of what is said stands between quotation marks."""
    quoted, letters = QuotedText(text, find_quotations(text, paragraphs(text))).letters(text, content)
    return "indirect" if not quoted else "direct" if quoted == letters else "mixed"


def _event(
    linked: Linked,
    telling: _Told,
    ids: Mapping[str, str],
    event_ids: Mapping[_Told, str],
    outer: Mapping[str, str | None],
) -> Row:
    act = linked.values[telling.label]
    assert isinstance(act, Act)
    span, kind = linked.span(telling.label), event_types()[act.type]
    holder = voice(linked, span, act.voice, outer)
    return {
        "kind": "event",
        "id": event_ids[telling],
        "span": list(span),
        "text": span.of(linked.text),
        "type": act.type,
        "mode": act.mode,
        "quad": kind.quad,
        "intensity": kind.intensity_of(act.mode),
        "actor": mention(linked, telling.actor),
        "recipient": mention(linked, telling.recipient),
        "status": act.status,
        "according_to": ids[holder] if holder else None,
        "when": _when(linked, telling.label + "t"),
        "where": _where(linked, telling.label + "w"),
        "same_as": _first_telling(linked, telling, event_ids),
        "confidence": None,
    }


def _first_telling(linked: Linked, telling: _Told, event_ids: Mapping[_Told, str]) -> str | None:
    """The id of the event that is told again: of an act between equals, of the same direction."""
    act = linked.values[telling.label]
    assert isinstance(act, Act)
    if not act.same:
        return None
    label = act.same
    while isinstance(first := linked.values[label], Act) and first.same:
        label = first.same
    candidates = [t for t in event_ids if t.label == label]
    roots = tuple(linked.root(p) if p else None for p in (telling.actor, telling.recipient))

    def agreement(other: _Told) -> int:
        others = tuple(linked.root(p) if p else None for p in (other.actor, other.recipient))
        return sum(a == b for a, b in zip(roots, others, strict=True)) * 2 + (other.turned == telling.turned)

    return event_ids[max(candidates, key=agreement)]


def _shared(linked: Linked, label: str) -> tuple[Time | Place, Span] | None:
    """The time or place of a label, and its words: its own, or those of another event that it points to."""
    value = linked.values.get(label)
    if not isinstance(value, Time | Place):
        return None
    if value.same:
        other = _shared(linked, value.same)
        return (other[0], linked.span(label) if label in linked.pieces else other[1]) if other else None
    return value, linked.span(label)


def _when(linked: Linked, label: str) -> Row | None:
    found = _shared(linked, label)
    if not found or not isinstance(found[0], Time):
        return None
    time, span = found
    assert isinstance(time, Time)
    return {
        "span": list(span), "text": span.of(linked.text),
        "start": time.start, "end": time.end, "precision": time.precision,
    }  # fmt: skip


def _where(linked: Linked, label: str) -> Row | None:
    found = _shared(linked, label)
    if not found or not isinstance(found[0], Place):
        return None
    place, span = found
    assert isinstance(place, Place)
    return {
        "span": list(span), "text": span.of(linked.text), "name": place.name, "country": place.country,
        "latitude": place.latitude, "longitude": place.longitude,
    }  # fmt: skip


def _figure(
    linked: Linked,
    label: str,
    ids: Mapping[str, str],
    event_ids: Mapping[_Told, str],
    outer: Mapping[str, str | None],
) -> Row:
    figure = linked.values[label]
    assert isinstance(figure, Quantity)
    span = linked.span(label)
    holder = voice(linked, span, figure.voice, outer)
    events = defaultdict(list)
    for telling, name in event_ids.items():
        events[telling.label].append(name)
    return {
        "kind": "figure",
        "id": ids[label],
        "span": list(span),
        "text": span.of(linked.text),
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "bound": figure.bound,
        "unit": figure.unit,
        "measure": figure.measure,
        "event": events[figure.of][0] if figure.of else None,
        "according_to": ids[holder] if holder else None,
        "confidence": None,
    }


def _flaw(linked: Linked, label: str, slip: Slip) -> Row:
    span = linked.span(label)
    return {
        "kind": "flaw",
        "span": list(span),
        "text": span.of(linked.text),
        "problem": slip.problem,
        "same_as": list(linked.span(slip.same)) if slip.same else None,
    }
