"""Who did what to whom: the events of an article as a table that fits the terminal.

A wide terminal has one line an act, a usual one two, and on a narrow one all stands under one another. Both
directions of an act between equals stand in one row; what tells an act again stands under it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.text import Text

from ..records import Event, Mention, Reading, Statement, When
from .cells import SURE, called, cut, nobody, row, rule, squeezed, sure
from .marks import SIGNS, deed, lowered, raised, side
from .styles import STYLES
from .tellings import Telling, acts

ONE_LINE = 120
"""From this many columns on, an act with all that is told about it stands in one line."""

TWO_LINES = 56
"""From this many columns on, actor, act and recipient stand in one line, and the rest under them."""

KIND, STATUS, VOICE = 21, 12, 13
"""Columns of type and mode, of the status, and of the voice (at least); the longest status fits."""

WHAT = 0.3
"""The share of what was done in the columns of who, what and whom."""


@dataclass(frozen=True, slots=True)
class _Table:
    """What the rows are made of: the visible text, who may have told an event, and the columns."""

    text: str
    statements: Mapping[int, Statement]
    width: int
    digits: int

    @property
    def room(self) -> int:
        return self.width - self.digits - 2

    @property
    def one_line(self) -> bool:
        return self.width >= ONE_LINE

    @property
    def two_lines(self) -> bool:
        return TWO_LINES <= self.width < ONE_LINE

    @property
    def facts(self) -> list[int]:
        return [KIND, STATUS, VOICE + (self.width - ONE_LINE) // 3, SURE] if self.one_line else []

    @property
    def parties(self) -> list[int]:
        """Columns of who, what and whom; of all three under one another where it is narrow."""
        if self.width < TWO_LINES:
            return [self.room]
        left = self.room - sum(self.facts) - 2 * len(self.facts) - 4
        what = int(left * WHAT)
        whom = (left - what) // 2
        return [left - what - whom, what, whom]

    def row(self, number: str, cells: list[Text], style: str = "") -> Text:
        shown = Text(number.rjust(self.digits), style or STYLES["aside"])
        return row([shown, *cells], [self.digits, *self.parties, *self.facts][: 1 + len(cells)], style)

    def below(self, line: Text) -> Text:
        return row([Text(), Text("  ").append_text(line)], [self.digits, self.room])


def event_table(reading: Reading, text: str, width: int) -> Iterator[Text]:
    """The lines of the table, `width` columns at most. `text` is the article's, made visible."""
    told = acts(reading.events, text)
    rows = [telling for act in told for telling in (act.first, *act.otherwise)]
    digits = max(2 if width >= ONE_LINE else SURE, *(len(_number(telling)) for telling in rows))
    table = _Table(text, {s.number: s for s in reading.statements}, width, digits)
    yield from _heads(table)
    yield rule(width)
    for act in told:
        yield from _rows(act.first, table, "")
        if act.again:
            again = Text(" · ").join(_again(telling, act.first, table) for telling in act.again)
            yield table.below(Text.assemble(("told again: ", STYLES["aside"]), again))
        for telling in act.otherwise:
            yield from _rows(telling, table, "└ ")


def _heads(table: _Table) -> Iterator[Text]:
    above, beside = ["who", "did what", "to whom"], ["type", "status", "told by", "sure"]
    above = [f"  {head}" for head in above[: len(table.parties)]]
    yield table.row("#", [Text(head) for head in above + beside[: len(table.facts)]], STYLES["strong"])
    if not table.one_line:
        under = ["status", "type", "told by"] if table.two_lines else ["status · told by"]
        yield table.row("sure", [Text(f"  {head}") for head in under], STYLES["aside"])


def _rows(telling: Telling, table: _Table, branch: str) -> Iterator[Text]:
    event, columns = telling.event, table.parties
    lead = Text.assemble((f"{SIGNS[event.status]} ", _emphasis(event)), (branch, STYLES["aside"]))
    who = lead.append_text(_party(event.actor, columns[0] - len(lead), table.text) or nobody())
    what = _what(event, columns[len(columns) // 2], table.text)
    whom = _whom(telling, columns[-1], table.text)
    kind, status, certain = _kind(event), Text(event.status, _emphasis(event)), sure(telling.confidence)
    if table.one_line:
        voice = _voice(event.according_to, table, table.facts[-2])
        yield table.row(_number(telling), [who, what, whom, kind, status, voice, certain])
    elif table.two_lines:
        voice = _voice(event.according_to, table, columns[-1] - 2)
        yield table.row(_number(telling), [who, what, whom])
        yield table.row(certain.plain, [Text("  ") + cell for cell in (status, kind, voice)])
    else:
        voice = _voice(event.according_to, table, table.room - 2 - len(status) - len(" · "))
        yield table.row(_number(telling), [who])
        yield table.below(what.append(" ").append_text(kind))
        if event.recipient:
            yield table.below(whom)
        yield table.row(certain.plain, [Text("  ").append_text(status).append(" · ").append_text(voice)])


def _number(telling: Telling) -> str:
    return "·".join(map(str, telling.numbers))


def _party(party: Mention | None, size: int, text: str) -> Text | None:
    return Text(cut(called(party, text), size), STYLES["strong"]) if party else None


def _what(event: Event, size: int, text: str) -> Text:
    """The trigger, after `+` for cooperation or `−` for conflict; where there is room, time and place follow."""
    trigger = cut(squeezed(event.span.of(text)), size - 2)
    shown = Text.assemble(f"{side(deed(event))} ", (trigger, STYLES[deed(event)]))
    place = f"· {event.where.name}" if event.where and event.where.name else ""
    for more in filter(None, (dated(event.when), place)):
        if shown.cell_len + 1 + Text(more).cell_len <= size:
            shown.append(f" {more}", STYLES["aside"])
    return shown


def dated(when: When | None) -> str:
    """A time in few letters, as exact as it is told: `2025-12-31`, `2025-08–`, `–2031`, `2019-05-01–03`; empty without
    a date."""
    if when is None or not (when.start or when.end):
        return ""
    size = {"day": 10, "week": 10, "year": 4, "decade": 4}.get(when.precision or "", 7)
    start, end = ((day or "")[:size] for day in (when.start, when.end))
    if start == end:
        return start
    short = end[8:] if size == 10 and start[:7] == end[:7] else end
    return f"{start}–{short}"


def _whom(telling: Telling, size: int, text: str) -> Text:
    party = _party(telling.event.recipient, size - 2, text)
    return Text(f"{_arrow(telling)} ").append_text(party) if party else Text("—", STYLES["aside"])


def _arrow(telling: Telling) -> str:
    """From actor to recipient, or both ways: crossed out where it is denied, dashed where it has not happened."""
    plain, denied, open_ = "↔↮↔" if telling.back else "→↛⇢"
    return {"happened": plain, "denied": denied}.get(telling.event.status, open_)


def _kind(event: Event) -> Text:
    return Text(event.type).append(f" {event.mode}" if event.mode else "")


def _emphasis(event: Event) -> str:
    return "" if event.status == "happened" else STYLES["strong"]


def _voice(number: int | None, table: _Table, size: int) -> Text:
    """Whose statement it stands in, after that statement's number; where there is room, an unusual stance follows."""
    if number is None:
        return Text("the article", STYLES["aside"])
    shown, told = Text.assemble((f"{raised([number])} ", STYLES["aside"])), table.statements.get(number)
    if told is None:
        return shown
    left = size - len(shown)
    if told.source is None:
        shown.append_text(nobody())
    else:
        shown.append(cut(called(told.source, table.text), left), STYLES["source"])
    fits = told.stance != "asserts" and shown.cell_len + 1 + len(told.stance) <= size
    return shown.append(f" {told.stance}") if fits else shown


def _again(telling: Telling, first: Telling, table: _Table) -> Text:
    """The words that tell it again with their numbers, and the voice where it is another one than at first."""
    event = telling.event
    words = squeezed(event.span.of(table.text))
    shown = Text.assemble((words, STYLES[deed(event)]), (lowered(telling.numbers), STYLES["aside"]))
    if event.according_to == first.event.according_to:
        return shown
    return shown.append(" (").append_text(_voice(event.according_to, table, VOICE_AGAIN)).append(")")


VOICE_AGAIN = 24
"""Columns of the voice of a retelling."""
