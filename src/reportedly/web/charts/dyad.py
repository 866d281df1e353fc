"""Words and deeds between two parties over time: a row for each direction, friendly ones up, hostile ones down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from ...ledger.dyads import Arrow, Dyad
from ...ledger.dyads import Cell as Told
from .axes import levels, time_axis
from .numbers import nice_steps, plural
from .numbers import told as number
from .signs import Sign, field, key, sign_of
from .svg import Cell, Chart, picture, table, tag, words
from .time import UNITS, Slot, Slots, Unit, day_of, first_of, last_of, slot_in_words, slots_of

__all__ = ["PeriodLink", "dyad_chart"]

WIDTH = 960.0
LEFT = 12.0
SIDE = 56.0
"""Pixels above and below the line of a row, at most."""

HEAD = 30.0
"""Pixels above a row, for who acts on whom."""

PeriodLink = Callable[[str, str], str]
"""The address of what lies from one ISO date to another, both inclusive."""


def dyad_chart(dyad: Dyad, *, id: str = "dyad", link: PeriodLink | None = None) -> Chart:
    """The chart. Periods are those of the dyad, or longer ones where there is no room for them."""
    title = f"Words and deeds between {dyad.one} and {dyad.other}"
    dated = [(day, cell) for cell in dyad.cells if (day := day_of(cell.period))]
    undated = sum(c.count for c in dyad.cells) - sum(c.count for _, c in dated)
    if not dated:
        told = f"{plural(undated, 'incident')}, none at a time that is known as exactly as that."
        note = told if undated else "No incident between them."
        return Chart("dyad", note=words(note))
    units = UNITS[UNITS.index(dyad.by) :]
    axis = slots_of((day for day, _ in dated), WIDTH - LEFT - 30, least=18.0, most=60.0, units=units)
    grouped: defaultdict[tuple[Arrow, date], list[Told]] = defaultdict(list)
    for day, cell in dated:
        grouped[cell.direction, first_of(day, axis.unit)].append(cell)
    tallest = max(_heights(cells) for cells in grouped.values())
    steps = nice_steps(0, tallest, 2)
    arrows: tuple[tuple[Arrow, str, str], ...] = (("→", dyad.one, dyad.other), ("←", dyad.other, dyad.one))
    pictures = [
        _direction(
            f"{id}-{at}", f"{actor} → {recipient}", way.says, link,
            {slot: grouped[arrow, slot.first] for slot in axis.slots if (arrow, slot.first) in grouped}, axis, steps,
        )
        for at, ((arrow, actor, recipient), way) in enumerate(zip(arrows, (dyad.there, dyad.back), strict=True), 1)
    ]  # fmt: skip
    shown = {_sign(cell) for _, cell in dated}
    note = f"{undated:,} more whose time is not told as exactly as that." if undated else ""
    heads = ("Period", "Who acts on whom", "Words", "Deeds", "Not happened", "Mean intensity", "Articles", "Outlets")
    rows = table(heads, _rows(grouped, axis, arrows, link), title)
    return Chart("dyad", "".join(pictures), key(id, shown, bars=True), words(note), rows)


def _direction(
    id: str,
    who: str,
    summary: str,
    link: PeriodLink | None,
    slots: Mapping[Slot, Sequence[Told]],
    axis: Slots,
    steps: Sequence[float],
) -> str:
    """One direction, a picture of its own: two stand side by side, or one above the other, as there is room."""
    line, scale = HEAD + SIDE, SIDE / steps[-1]
    drawn = [tag("text", words(who), class_="row", x=0, y=line - SIDE - 12)]
    drawn += levels(steps, scale, line, SIDE, SIDE, axis.width)
    drawn += time_axis(axis, line, SIDE)
    drawn += (_slot(cells, slot, axis.unit, line, scale, who, link) for slot, cells in slots.items())
    body = tag("g", *drawn, transform=f"translate({LEFT:g} 0)")
    height = HEAD + 2 * SIDE + (54 if any(slot.lower for slot in axis.slots) else 40)
    # Room for the count of the highest level, and for a name that is longer than its axis.
    width = LEFT + max(axis.width + 12 + 7 * len(number(steps[-1])), 8.3 * len(who) + 8)
    return picture(id, min(width, WIDTH), height, f"Words and deeds, {who}", summary, body, links=link is not None)


def _sign(cell: Told) -> Sign:
    return sign_of(cell.quad, cell.status)


def _heights(cells: Sequence[Told]) -> int:
    """How many the highest of the four bars of a slot counts."""
    counted: defaultdict[tuple[bool, bool], int] = defaultdict(int)
    for cell in cells:
        sign = _sign(cell)
        counted[sign.deed, sign.conflict] += cell.count
    return max(counted.values())


def _slot(
    cells: Sequence[Told], slot: Slot, unit: Unit, line: float, scale: float, who: str, link: PeriodLink | None
) -> str:
    """Words at the left, deeds at the right; of each, friendly ones up and hostile ones down, those that have not
    happened outermost."""
    counted: defaultdict[Sign, int] = defaultdict(int)
    for cell in cells:
        counted[_sign(cell)] += cell.count
    each = min(18.0, (slot.width - 4) / 2)
    shapes = []
    ends: dict[tuple[bool, bool], float] = {}
    for sign in sorted(counted, key=lambda s: s.order):
        place = sign.deed, sign.conflict
        y = ends.get(place, line)
        to = y + counted[sign] * scale * (1 if sign.conflict else -1)
        ends[place] = to
        x = slot.x + slot.width / 2 + (0.5 if sign.deed else -each - 0.5)
        shapes.append(field(sign, x, min(y, to), each, abs(to - y), ""))
    label = f"{slot_in_words(slot.first, unit)}, {who}: " + ", ".join(
        f"{counted[sign]} {sign.says}" for sign in sorted(counted)
    )
    told = tag("title", words(label))
    if link is None:
        return tag("g", told, *shapes)
    href = link(slot.first.isoformat(), last_of(slot.first, unit).isoformat())
    return tag("a", told, *shapes, href=href, aria_label=label)


def _rows(
    grouped: dict[tuple[Arrow, date], list[Told]],
    axis: Slots,
    arrows: Sequence[tuple[Arrow, str, str]],
    link: PeriodLink | None,
) -> Iterator[Sequence[Cell]]:
    for slot in axis.slots:
        for arrow, actor, recipient in arrows:
            cells = grouped.get((arrow, slot.first))
            if not cells:
                continue
            done = [c for c in cells if c.status == "happened"]
            total = sum(c.count for c in cells)
            mean = sum(c.intensity * c.count for c in cells) / total
            href = link(slot.first.isoformat(), last_of(slot.first, axis.unit).isoformat()) if link else None
            yield (
                (slot_in_words(slot.first, axis.unit), href),
                f"{actor} → {recipient}",
                f"{sum(c.count for c in done if c.kind == 'words'):,}",
                f"{sum(c.count for c in done if c.kind == 'deeds'):,}",
                f"{total - sum(c.count for c in done):,}",
                f"{mean:+.1f}".replace("-", "−"),
                # Cells of one period may rest on the same articles: no sum, but so many at least.
                f"{max(c.articles for c in cells):,} or more" if len(cells) > 1 else f"{cells[0].articles:,}",
                f"{max(c.outlets for c in cells):,} or more" if len(cells) > 1 else f"{cells[0].outlets:,}",
            )
