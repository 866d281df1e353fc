"""The lines of a reading, with styles: a header, the marked article, who says what, and what it rests on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import IO, TypeVar

from rich.console import Console
from rich.text import Text

from ..accuracy import caution
from ..article.masthead import read_masthead
from ..records import Article, Flaw, Reading
from ..text import Span, paragraphs
from .events import event_table
from .figures import figure_table
from .legend import legend as explained
from .marks import DEEDS, LAYERS, SPREAD, Mark, Piece, lowered, marks, pieces, raised, side, visible
from .statements import statement_table
from .styles import BRACKETS, STYLES
from .summary import counting, eventful, flawed, sourcing

TEXT_COLUMNS = 100
"""The article is never wider: a table may be, prose may not."""

Placed = TypeVar("Placed", Mark, Flaw)


def console_for(stream: IO[str], *, width: int, colour: bool) -> Console:
    """A console that writes what it is given: no wrapping, markup, highlighting or emoji of its own."""

    def make(system: str | None) -> Console:
        return Console(
            file=stream,
            width=width,
            height=25,  # nothing here has a height, but a dumb terminal's width is only believed along with one
            force_terminal=colour,
            color_system=system,  # type: ignore[arg-type]
            no_color=False,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
        )

    console = make("auto" if colour else None)
    # Colours may be asked for where none are known of, as in a pipe: 256 of them are safe.
    return make("256") if colour and console.color_system is None else console


def lines(reading: Reading, console: Console, *, colour: bool, legend: bool) -> Iterator[Text]:
    """The whole view, line by line; none is wider than the console."""
    text = visible(reading.article.text)
    found = paragraphs(reading.article.text)
    yield from _header(reading.article, _is_title(reading.article, found), console)
    yield Text()
    if legend:
        yield from explained(colour, console.width)
        yield from Text(caution([reading.article.model]), STYLES["aside"]).wrap(
            console, min(console.width, TEXT_COLUMNS)
        )
        yield Text()
    yield from _article(reading, text, found, console, colour)
    if reading.statements:
        yield from statement_table(reading.statements, text, console.width)
        yield Text()
    if reading.events:
        yield from event_table(reading, text, console.width)
        yield Text()
    if reading.figures:
        yield from figure_table(reading, text, console.width)
        yield Text()
    for summary in (sourcing(reading), eventful(reading), counting(reading), flawed(reading)):
        yield from Text(summary, STYLES["strong"]).wrap(console, console.width)
    yield Text()


# The header


def _is_title(article: Article, found: Sequence[Span]) -> bool:
    """Whether the article's first paragraph is its title, which then need not be told twice."""
    title = (article.title or "").split()
    return bool(found and title) and found[0].of(article.text).split() == title


def _header(article: Article, told: bool, console: Console) -> Iterator[Text]:
    yield Text("━" * console.width, STYLES["source"])
    if article.title and not told:
        yield from Text(visible(article.title), STYLES["strong"]).wrap(console, console.width)
    if article.byline:
        yield from Text(visible(article.byline)).wrap(console, console.width)
    where = article.url or article.file
    date = article.published or "no date"
    if article.published and article.published == read_masthead(article.text).published:
        date += " (dateline)"
    facts = [article.publisher, date, where, article.id]
    # Wrapped between facts, for a long address would break in its middle otherwise.
    line = Text()
    for fact in (visible(f) for f in facts if f):
        if line and line.cell_len + 3 + Text(fact).cell_len > console.width:
            yield from line.wrap(console, console.width)
            line = Text()
        line.append((" · " if line else "") + fact, STYLES["aside"])
    yield from line.wrap(console, console.width)


# The article


def _article(reading: Reading, text: str, found: Sequence[Span], console: Console, colour: bool) -> Iterator[Text]:
    digits = len(str(len(found)))
    room = min(console.width, TEXT_COLUMNS) - digits - 3
    marked = _by_paragraph(found, marks(reading))
    flawed = _by_paragraph(found, reading.flaws)
    starts = [paragraph.start for paragraph in found]
    told: set[Flaw] = set()
    for number, paragraph in enumerate(found, 1):
        flaws = flawed[number]
        body = Text()
        for piece in pieces(paragraph, marked[number]):
            _append(body, piece, paragraph, text, colour)
        if number == 1 and _is_title(reading.article, found):
            body.stylize_before(STYLES["strong"])
        if any(flaw.problem in SPREAD for flaw in flaws):
            body.stylize(STYLES["aside"])
        bar = "┃" if flaws else " "
        for at, line in enumerate(body.wrap(console, room, overflow="fold")):
            yield _gutter(str(number) if at == 0 else "", digits, bar) + line
        for note in _notes([f for f in flaws if f not in told], starts):
            for line in Text(note, STYLES["flaw"]).wrap(console, room, overflow="fold"):
                yield _gutter("", digits, bar) + line
        told.update(flaws)
        yield Text()


def _by_paragraph(found: Sequence[Span], placed: Sequence[Placed]) -> dict[int, list[Placed]]:
    """For every paragraph's number, from 1, what stands in it wholly or partly."""
    starts, ends = [p.start for p in found], [p.end for p in found]
    by: defaultdict[int, list[Placed]] = defaultdict(list)
    for one in placed:
        for at in range(bisect_right(ends, one.span.start), bisect_left(starts, one.span.end)):
            by[at + 1].append(one)
    return by


def _append(body: Text, piece: Piece, paragraph: Span, text: str, colour: bool) -> None:
    for mark in piece.closing:
        if not colour and mark.role in BRACKETS:
            body.append(BRACKETS[mark.role][1])
        # A number stands after a cue or a source, and before what is said.
        if mark.numbers and mark.role in ("cue", "source") and mark.span.end == piece.start:
            body.append(raised(mark.numbers), STYLES["aside"])
        if mark.role in DEEDS and mark.span.end == piece.start:
            body.append(lowered(mark.numbers), STYLES["aside"])
    for mark in piece.opening:
        if not colour and mark.role in BRACKETS:
            body.append(BRACKETS[mark.role][0])
        if mark.numbers and mark.role in ("content", "nested") and mark.span.start == piece.start:
            body.append(raised(mark.numbers), STYLES["aside"])
        if mark.role in DEEDS and mark.span.start == piece.start:
            _append_sign(body, mark, colour)
    start = len(body)
    body.append(text[piece.start : piece.end])
    for role in LAYERS:
        if role in piece.roles:
            body.stylize(STYLES[role], start)


def _append_sign(body: Text, mark: Mark, colour: bool) -> None:
    """Before a trigger: the sign of its status, and without colours that of its side. Not struck through."""
    assert mark.role in DEEDS
    body.append(mark.sign if colour else mark.sign + side(mark.role), STYLES[mark.role])
    body.stylize("not strike", len(body) - 1)


def _gutter(number: str, digits: int, bar: str) -> Text:
    return Text.assemble((number.rjust(digits), STYLES["aside"]), " ", (bar, STYLES["flaw"]), " ")


def _notes(flaws: Sequence[Flaw], starts: Sequence[int]) -> Iterator[str]:
    """One line for each kind of flaw in a paragraph. `starts`: where each paragraph of the article starts."""
    counted: Counter[str] = Counter()
    for flaw in flaws:
        first = bisect_right(starts, flaw.same_as.start) if flaw.same_as else 0
        counted[flaw.problem + (f", first told in paragraph {first}" if first else "")] += 1
    for told, count in counted.items():
        yield f"↑ {told}" + (f" ({count} times)" if count > 1 else "")
