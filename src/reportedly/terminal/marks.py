"""Which characters of an article are source, cue, content, event or flaw, and what a terminal may be shown of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from ..article.nesting import depths
from ..records import Event, Reading, Statement, Status
from ..text import TURNING, Span

Deed = Literal["conflict", "cooperation", "conflict open", "cooperation open", "conflict denied", "cooperation denied"]
Role = Literal["content", "nested", "hedge", "evidence", "source", "cue", "flaw"] | Deed

DEEDS: tuple[Deed, ...] = get_args(Deed)
LAYERS: tuple[Role, ...] = ("content", "nested", "hedge", "evidence", "flaw", "source", "cue", *DEEDS)
"""From the lowest up: a source inside a content is seen as a source."""

SIGNS: dict[Status, str] = {
    "happened": "●",
    "planned": "○",
    "threatened": "!",
    "called for": "◇",
    "hypothetical": "?",
    "denied": "✗",
}
"""What tells an event's status at a glance, without colours too."""

SPREAD = ("boilerplate", "repeated paragraph")
"""Flaws of whole paragraphs, which are dimmed; the others are marked at their place."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One span and what it is. `numbers` are those of the statements, or of the events, to be told beside it, if any;
    `sign` stands before an event that has not happened."""

    span: Span
    role: Role
    numbers: tuple[int, ...] = ()
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """`[start, end)` of the text under the same marks, and the marks that end and begin at its start."""

    start: int
    end: int
    roles: frozenset[Role]
    closing: tuple[Mark, ...] = ()
    opening: tuple[Mark, ...] = ()


# Characters that move the cursor, colour the screen, ring, or turn the writing direction around.


def _symbols() -> dict[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20)}
    table |= dict.fromkeys(range(0x80, 0xA0), "\ufffd")
    table |= {ord(char): "\ufffd" for char in TURNING}
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # halves of pairs
    table |= {0x7F: "\u2421", 0x85: " ", 0x2028: " ", 0x2029: " "}
    return table | {ord(space): " " for space in "\t\n\v\f\r"}


_VISIBLE = _symbols()


def visible(text: str) -> str:
    """`text` without anything that a terminal obeys, character for character; line ends become spaces."""
    return text.translate(_VISIBLE)


def raised(numbers: Iterable[int]) -> str:
    """Small raised numbers, for statements: `¹²·¹³`."""
    return "·".join(str(n).translate(_RAISED) for n in numbers)


def lowered(numbers: Sequence[int]) -> str:
    """Small lowered numbers, for events: `₁₂·₁₃`, and three or more in a row `₁₂–₁₄`."""
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{lowered(numbers[:1])}–{lowered(numbers[-1:])}"
    return "·".join(str(n).translate(_LOWERED) for n in numbers)


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LOWERED = str.maketrans("0123456789-", "₀₁₂₃₄₅₆₇₈₉₋")


def deed(event: Event) -> Deed:
    """Conflict or cooperation, and whether it has happened, has not, or is denied."""
    happened, open_, denied = DEEDS[::2] if event.quad.endswith("conflict") else DEEDS[1::2]
    return {"happened": happened, "denied": denied}.get(event.status, open_)


def side(shown: Deed) -> str:
    """`+` for cooperation, `−` for conflict."""
    return "+" if shown.startswith("cooperation") else "−"


def outline(statements: Sequence[Statement]) -> Iterator[tuple[Statement, int]]:
    """The statements in order, each followed by those within it, with their depth."""
    depth = depths(statements)
    inner: defaultdict[int | None, list[Statement]] = defaultdict(list)
    for statement in statements:
        inner[statement.within if depth[statement.number] else None].append(statement)
    stack = inner[None][::-1]
    while stack:
        statement = stack.pop()
        yield statement, depth[statement.number]
        stack.extend(inner[statement.number][::-1])


def marks(reading: Reading) -> list[Mark]:
    """All marks in the order of their start, those on the same words with the same role made one.

    A statement's number stands at its cue, else at its content, else at its source; an event's at its trigger.
    """
    told = [Mark(span, role, tuple(numbers)) for (span, role), numbers in _statement_marks(reading).items()]
    for (span, role, sign), events in _by_trigger(reading.events).items():
        told.append(Mark(span, role, tuple(events), sign))
    return sorted(told, key=lambda mark: (mark.span, LAYERS.index(mark.role), mark.sign))


def _by_trigger(events: Iterable[Event]) -> dict[tuple[Span, Deed, str], list[int]]:
    """The numbers of the events that look alike on the same words."""
    numbers: defaultdict[tuple[Span, Deed, str], list[int]] = defaultdict(list)
    for event in events:
        sign = "" if event.status == "happened" else SIGNS[event.status]
        numbers[event.span, deed(event), sign].append(event.number)
    return numbers


def _statement_marks(reading: Reading) -> dict[tuple[Span, Role], list[int]]:
    """What statements and flaws mark, and the numbers of the statements to be told there."""
    depth = depths(reading.statements)
    numbers: defaultdict[tuple[Span, Role], list[int]] = defaultdict(list)
    for s in reading.statements:
        content: Role = "nested" if depth[s.number] else "content"
        places: list[tuple[Span, Role]] = [(s.cue, "cue")] if s.cue else []
        places += [(span, content) for span in s.content]
        places += [(s.source.span, "source")] if s.source else []
        for at, place in enumerate(places):
            numbers[place].extend([s.number] if at == 0 else [])
        for span in s.hedges:
            numbers[span, "hedge"] += ()
        for span in s.evidence:
            numbers[span, "evidence"] += ()
    for flaw in reading.flaws:
        if flaw.problem not in SPREAD:
            numbers[flaw.span, "flaw"] += ()
    return numbers


def pieces(paragraph: Span, found: Iterable[Mark]) -> Iterator[Piece]:
    """The paragraph cut wherever a mark begins or ends; an empty last piece closes what is open at its end.

    Marks that reach beyond the paragraph are open at its start or its end. Marks outside are left out.
    """
    begins: defaultdict[int, list[Mark]] = defaultdict(list)
    cuts = {paragraph.start, paragraph.end}
    for mark in found:
        start, end = max(mark.span.start, paragraph.start), min(mark.span.end, paragraph.end)
        if start < end:
            begins[start].append(mark)
            cuts |= {start, end}
    order = sorted(cuts)
    open_: list[Mark] = []
    for at, cut in enumerate(order):
        end = min(order[at + 1], paragraph.end) if at + 1 < len(order) else cut
        closing = [m for m in open_ if min(m.span.end, paragraph.end) == cut]
        opening = sorted(begins[cut], key=lambda m: (-m.span.end, LAYERS.index(m.role)))
        open_ = [m for m in open_ if m not in closing] + opening
        yield Piece(cut, end, frozenset(m.role for m in open_), tuple(reversed(closing)), tuple(opening))
