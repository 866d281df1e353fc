"""What a record says, in a few lines, as it is shown beside its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..ledger.summaries import day_in_words
from ..records import Event, Figure, Flaw, Mention, Reading, Stance, Statement, Status, When, Where
from ..text import Span

__all__ = ["Card", "Line", "cards_of"]

LONGEST = 160
"""Characters of an article's words in a card."""


@dataclass(frozen=True, slots=True)
class Line:
    """`label`: `value`. `record`: the id of another record of the article that it is about; `href`: another page."""

    label: str
    value: str
    record: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A record: its id within the article (`s12`), its kind, a heading, and lines below it."""

    id: str
    kind: str
    heading: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All of it in one line."""
        return f"{self.heading}. " + ". ".join(f"{one.label}: {one.value}" for one in self.lines)


def cards_of(reading: Reading, incidents: Mapping[int, str | None]) -> dict[str, Card]:
    """A card for each record, by its id. `incidents`: for the number of an event the address of its incident."""
    return {card.id: card for card in _Teller(reading, incidents).cards()}


STANCES: Mapping[Stance, str] = {
    "asserts": "Said by {}",
    "believes": "Believed by {}",
    "doubts": "Doubted by {}",
    "denies": "Denied by {}",
    "declines": "Not answered by {}",
}

SOURCES: Mapping[str, str] = {
    "person": "a named person",
    "office": "an institution, or who speaks for it",
    "anonymous": "withholds the name",
    "crowd": "people in general, unnamed",
    "document": "a document",
    "outlet": "another outlet",
    "unattributed": "no source is told",
}

FORMS: Mapping[str, str] = {
    "direct": "in quotation marks",
    "mixed": "partly in quotation marks",
    "indirect": "in the article’s words",
}

STATUSES: Mapping[Status, str] = {
    "happened": "happened",
    "planned": "planned, ordered or promised",
    "threatened": "threatened",
    "called for": "called for",
    "hypothetical": "supposed: if, might, could",
    "denied": "denied: it did not happen",
}

FLAWS: Mapping[str, str] = {
    "repeated paragraph": "This paragraph stands above already",
    "sentence fragment": "A fragment of a sentence",
    "unclosed quotation": "A quotation that is never closed",
    "boilerplate": "Not part of the article",
}


@dataclass(frozen=True)
class _Teller:
    reading: Reading
    incidents: Mapping[int, str | None]

    @property
    def text(self) -> str:
        return self.reading.article.text

    def cards(self) -> Iterator[Card]:
        yield from map(self._statement, self.reading.statements)
        yield from map(self._event, self.reading.events)
        yield from map(self._figure, self.reading.figures)
        for number, flaw in enumerate(self.reading.flaws, 1):
            yield self._flaw(flaw, number)

    def _statement(self, s: Statement) -> Card:
        who = self._called(s.source) if s.source else "nobody named"
        lines = [Line("source", SOURCES[s.source_type]), Line("form", FORMS[s.form])]
        lines += self._spans("with reserve", s.hedges) + self._spans("evidence", s.evidence)
        lines += self._within("within words of", s.within)
        return Card(f"s{s.number}", "statement", STANCES[s.stance].format(who), (*lines, *_sure(s.confidence)))

    def _event(self, e: Event) -> Card:
        kind = f"{e.type} {e.mode}" if e.mode else e.type
        who, whom = (self._called(m) if m else "nobody told" for m in (e.actor, e.recipient))
        lines = [
            Line("who, to whom", f"{who} → {whom}"),
            Line("status", STATUSES[e.status]),
            Line("quad", f"{e.quad}, intensity {e.intensity:+.1f}".replace("-", "−")),
        ]
        lines += self._when(e.when) + self._where(e.where)
        lines += self._within("according to", e.according_to) or [Line("according to", "the article itself")]
        lines += [Line("tells again", "an act told before", record=f"e{e.same_as}")] if e.same_as is not None else []
        lines += _sure(e.confidence)
        if href := self.incidents.get(e.number):
            lines.append(Line("incident", "what all reports say of it", href=href))
        return Card(f"e{e.number}", "event", kind, tuple(lines))

    def _figure(self, f: Figure) -> Card:
        counted = " ".join(filter(None, (f.unit, f.measure))) or "what is not told"
        lines = [Line("counts", counted), Line("value", _value(f))]
        lines += [Line("of the act", "marked here", record=f"e{f.event}")] if f.event is not None else []
        lines += self._within("according to", f.according_to) or [Line("according to", "the article itself")]
        return Card(f"f{f.number}", "figure", f"Figure: {self._words(f.span)}", (*lines, *_sure(f.confidence)))

    def _flaw(self, flaw: Flaw, number: int) -> Card:
        first = [Line("first told", self._words(flaw.same_as))] if flaw.same_as else []
        return Card(f"x{number}", "flaw", FLAWS[flaw.problem], tuple(first))

    # Parts

    def _within(self, label: str, number: int | None) -> list[Line]:
        found = next((s for s in self.reading.statements if s.number == number), None) if number is not None else None
        if found is None:
            return []
        who = self._called(found.source) if found.source else "nobody named"
        return [Line(label, who, record=f"s{number}")]

    def _called(self, mention: Mention) -> str:
        """The name, and the words where they say something else; the state that they are of."""
        words = self._words(mention.span)
        if mention.name is None or mention.name == words:
            return mention.name or words
        return f"{mention.name} (“{words}”)"

    def _when(self, when: When | None) -> list[Line]:
        if when is None:
            return []
        days = [day_in_words(day) if day else "…" for day in (when.start, when.end)]
        told = days[0] if when.start == when.end else f"{days[0]} to {days[1]}"
        dated = f" ({told})" if when.start or when.end else ""
        return [Line("when", f"“{self._words(when.span)}”{dated}")]

    def _where(self, where: Where | None) -> list[Line]:
        if where is None:
            return []
        told = ", ".join(filter(None, (where.name, where.country)))
        return [Line("where", f"“{self._words(where.span)}”" + (f" ({told})" if told else ""))]

    def _spans(self, label: str, spans: Sequence[Span]) -> list[Line]:
        return [Line(label, ", ".join(f"“{self._words(span)}”" for span in spans))] if spans else []

    def _words(self, span: Span) -> str:
        words = " ".join(span.of(self.text).split())
        return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def _value(f: Figure) -> str:
    low, value, high = ("" if n is None else f"{n:,.10g}" for n in (f.low, f.value, f.high))
    if f.bound == "between" or (f.value is None and low and high):
        return f"between {low} and {high}"
    return f"{f.bound} {value or low or high}".strip() if f.bound != "exact" else value or low or high or "not told"


def _sure(confidence: float | None) -> list[Line]:
    return [Line("likely right", f"{confidence:.0%}")] if confidence is not None else []
