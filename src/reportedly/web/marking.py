"""An article with its records marked in it: its text, cut where a mark begins or ends, never changed.

A text of marks that cross each other is no tree, but a page is one: a mark that would reach out of another one is cut
in two there. What comes out is flat, openings, words and closings in order, so that no depth of nesting is too deep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from ..article.nesting import depths
from ..records import Event, Reading
from ..text import Span, paragraphs
from .describing import Card, cards_of

__all__ = ["ROLES", "Close", "Mark", "Marked", "Open", "Paragraph", "Role", "Words", "mark_up", "record_ids"]

Role = Literal["here", "flaw", "statement", "content", "source", "cue", "evidence", "hedge", "figure", "event"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the outside in, where two mark the same words. `here` is what a link points to that is no record of its own."""

RECORDS: frozenset[Role] = frozenset({"flaw", "statement", "figure", "event"})
"""Those that are a record of their own, with a card and an anchor; the others are parts of a statement."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words and what they are. `records`: ids of the records that they stand for (`s12`, `e3`, `f1`, `x1`), more than
    one where several are alike on the same words; of a part of a statement, those of the statement. `depth`: within how
    many other statements. `classes`: further signs for the style sheet, as the status of an event."""

    span: Span
    role: Role
    records: tuple[str, ...]
    depth: int = 0
    classes: tuple[str, ...] = ()

    @property
    def is_record(self) -> bool:
        return self.role in RECORDS


@dataclass(frozen=True, slots=True)
class Open:
    """A mark begins, or goes on after it was cut. `anchors`: the ids that are told here, each once in the article."""

    mark: Mark
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Text, exactly as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Close:
    """The mark that was opened last, and not closed yet, ends or is cut."""


Token = Open | Words | Close


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`before`: the white space between it and the one before. Every mark that is opened in it is closed in it."""

    before: str
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens if isinstance(token, Words))


@dataclass(frozen=True, slots=True)
class Marked:
    """The article: paragraphs, the white space after the last of them, and for the id of each record what it says."""

    paragraphs: tuple[Paragraph, ...]
    after: str
    cards: dict[str, Card]

    @property
    def text(self) -> str:
        """The article's text, character for character."""
        return "".join(p.before + p.text for p in self.paragraphs) + self.after


def mark_up(reading: Reading, *, incidents: Mapping[int, str | None] | None = None, here: Span | None = None) -> Marked:
    """The article of a reading with its records marked. `incidents`: for the number of an event the address of its
    incident; `here`: words that are pointed to besides, under the id `here`. Marks outside the text are left out, those
    that reach beyond it are cut."""
    text = reading.article.text
    marks = sorted([*marks_of(reading), *([Mark(here, "here", ("here",))] if here else [])], key=_order)
    anchored: set[str] = set()
    found, end = [], 0
    for span in paragraphs(text):
        within = [m for m in marks if m.span.overlaps(span)]
        found.append(Paragraph(text[end : span.start], tuple(_tokens(text, span, within, anchored))))
        end = span.end
    return Marked(tuple(found), text[end:], cards_of(reading, incidents or {}))


def record_ids(reading: Reading) -> Iterator[tuple[Span, str]]:
    """Every record with the id that it has in the page: statements `s`, events `e`, figures `f` with their numbers,
    flaws `x` in the order of the text."""
    yield from ((s.span, f"s{s.number}") for s in reading.statements)
    yield from ((e.span, f"e{e.number}") for e in reading.events)
    yield from ((f.span, f"f{f.number}") for f in reading.figures)
    yield from ((f.span, f"x{at}") for at, f in enumerate(reading.flaws, 1))


# Which words are what


def marks_of(reading: Reading) -> Iterator[Mark]:
    """All marks. Those with the same role on the same words are one, with the ids of all."""
    depth = depths(reading.statements)
    together: defaultdict[tuple[Span, Role, int, tuple[str, ...]], list[str]] = defaultdict(list)

    def add(span: Span | None, role: Role, id: str, deep: int = 0, classes: tuple[str, ...] = ()) -> None:
        if span is not None and span.start < span.end:
            together[span, role, deep, classes].append(id)

    for s in reading.statements:
        id, deep = f"s{s.number}", depth[s.number]
        add(s.span, "statement", id, deep)
        add(s.cue, "cue", id, deep)
        add(s.source.span if s.source else None, "source", id, deep)
        for span in s.content:
            add(span, "content", id, deep)
        for span in s.hedges:
            add(span, "hedge", id, deep)
        for span in s.evidence:
            add(span, "evidence", id, deep)
    for e in reading.events:
        add(e.span, "event", f"e{e.number}", 0, _looks(e))
    for f in reading.figures:
        add(f.span, "figure", f"f{f.number}")
    for at, flaw in enumerate(reading.flaws, 1):
        add(flaw.span, "flaw", f"x{at}", 0, (flaw.problem.replace(" ", "-"),))
    for (span, role, deep, classes), ids in together.items():
        yield Mark(span, role, tuple(dict.fromkeys(ids)), deep, classes)


def _looks(event: Event) -> tuple[str, ...]:
    side = "conflict" if event.quad.endswith("conflict") else "cooperation"
    return side, event.status.replace(" ", "-")


def _order(mark: Mark) -> tuple[int, int, int, int, tuple[str, ...], tuple[str, ...]]:
    """By start; of those that start together, what holds the others first."""
    return mark.span.start, -mark.span.end, ROLES.index(mark.role), mark.depth, mark.records, mark.classes


# Cut into a tree


def _tokens(text: str, paragraph: Span, marks: Sequence[Mark], anchored: set[str]) -> Iterator[Token]:
    """The paragraph with those of its `marks`, in order. Ids that are told are added to `anchored`."""
    begins: defaultdict[int, list[Mark]] = defaultdict(list)
    cuts = {paragraph.start, paragraph.end}
    for mark in marks:
        start, end = max(mark.span.start, paragraph.start), min(mark.span.end, paragraph.end)
        begins[start].append(mark)
        cuts |= {start, end}
    stack: list[Mark] = []
    order = sorted(cuts)
    for at, cut in enumerate(order):
        again: list[Mark] = []
        last = cut == paragraph.end
        lowest = next((i for i, m in enumerate(stack) if last or m.span.end <= cut), len(stack))
        while len(stack) > lowest:
            mark = stack.pop()
            yield Close()
            if not last and mark.span.end > cut:
                again.append(mark)
        if last:
            return
        for mark in sorted([*again, *begins[cut]], key=lambda m: (-m.span.end, *_order(m)[2:], m.span.start)):
            stack.append(mark)
            told = mark.records if mark.is_record or mark.role == "here" else ()
            fresh = tuple(id for id in told if id not in anchored)
            anchored.update(fresh)
            yield Open(mark, fresh)
        yield Words(text[cut : order[at + 1]])
