"""On whose word: shares of named, official, anonymous and other sources, and of none, as one bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .numbers import plural
from .svg import Chart, picture, table, tag, words

__all__ = ["GROUPS", "sourcing_bar"]

GROUPS: Mapping[str, str] = {
    "named": "named persons",
    "official": "offices and institutions",
    "anonymous": "people who withhold their names",
    "unattributed": "nobody at all",
    "other": "documents, outlets, people in general",
    "own voice": "the article in its own voice",
}
"""In the order in which they stand, and what they are called."""

WIDTH, HEIGHT = 480.0, 26.0


def sourcing_bar(counts: Mapping[str, int], *, id: str, of: str = "statement", title: str | None = None) -> Chart:
    """The bar of `counts` by the keys of `GROUPS`. `of`: what is counted, in the singular. Raises KeyError for another
    key."""
    parts = [(group, counts.get(group, 0)) for group in GROUPS if counts.get(group, 0) > 0]
    if unknown := sorted(counts.keys() - GROUPS.keys()):
        raise KeyError(unknown[0])
    total = sum(count for _, count in parts)
    title = title or f"On whose word: {plural(total, of)}"
    if not total:
        return Chart("sourcing", note=words(f"No {of}."))
    summary = ", ".join(f"{GROUPS[group]} {count / total:.0%}" for group, count in parts)
    drawn = list(_drawn(parts, total, id))
    svg = picture(id, WIDTH, HEIGHT, title, summary, _patterns(id), *drawn)
    rows = table(("On whose word", f"{of.capitalize()}s", "Share"),
                 ((GROUPS[group], f"{count:,}", f"{count / total:.0%}") for group, count in parts), title)  # fmt: skip
    return Chart("sourcing", svg, _key(parts, total, id), table=rows)


def _drawn(parts: Sequence[tuple[str, int]], total: int, id: str) -> Iterator[str]:
    x = 0.0
    for group, count in parts:
        width = WIDTH * count / total
        label = tag("title", words(f"{GROUPS[group]}: {count:,}, {count / total:.0%}"))
        yield tag("g", label, *_field(group, x, 0, max(0.5, width - 1), HEIGHT, id))
        x += width


def _field(group: str, x: float, y: float, width: float, height: float, id: str) -> Iterator[str]:
    yield tag("rect", class_=f"share {group.replace(' ', '-')}", x=x, y=y, width=width, height=height)
    if group in ("anonymous", "unattributed", "other"):
        yield tag("rect", x=x, y=y, width=width, height=height, fill=f"url(#{id}-{group})")


def _patterns(id: str) -> str:
    """So that the bar can be read without its colours."""
    lines = {
        "anonymous": "M-1 7L7 -1M-1 1L1 -1M5 7L7 5",
        "unattributed": "M-1 7L7 -1M-1 -1L7 7",
        "other": "M1 0V6",
    }
    return tag("defs", *(
        tag("pattern", tag("path", class_="weave", d=d), id=f"{id}-{group}", width=6, height=6,
            patternUnits="userSpaceOnUse")
        for group, d in lines.items()
    ))  # fmt: skip


def _key(parts: Sequence[tuple[str, int]], total: int, id: str) -> str:
    items = []
    for group, count in parts:
        field = "".join(_field(group, 0, 1, 16, 14, id))
        sign = tag("svg", field, class_="chart-sign", viewBox="0 0 16 16", width=16, height=16, aria_hidden="true")
        items.append(tag("li", sign, " ", words(f"{GROUPS[group]} {count / total:.0%}")))
    return tag("ul", *items, class_="chart-legend")
