"""Where two readers differ, on a screen: one line a difference, the words first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from ..article.differing import Difference, alike
from ..records import Reading
from .cells import cut, row, rule, squeezed
from .marks import visible
from .styles import STYLES

__all__ = ["differing"]

_KIND, _FIELD = 9, 11


def differing(one: Reading, other: Reading, found: Sequence[Difference], width: int) -> Iterator[Text]:
    """A heading with the counts, then the differences of one article in the order of the text."""
    name = one.article.file or one.article.title or one.article.url or one.article.id
    first, second = (sum(d.field is None and side is not None for d in found for side in (getattr(d, s),))
                     for s in ("one", "other"))  # fmt: skip
    otherwise = len({(d.kind, d.one) for d in found if d.field is not None})
    yield Text(cut(visible(squeezed(name)), width), STYLES["source"])
    yield Text(
        f"{alike(one, other, found)} records alike, {otherwise} told otherwise, {first} only by the first reader, "
        f"{second} only by the second",
        STYLES["aside"],
    )
    if not found:
        return
    rest = max(30, width - _KIND - _FIELD - 4 * 2)
    columns = (_KIND, rest // 3, _FIELD, rest // 3, rest - 2 * (rest // 3))
    yield row([Text(t, STYLES["aside"]) for t in ("record", "words", "", "first", "second")], columns)
    yield rule(width)
    for one_difference in found:
        yield row(_cells(one_difference, columns), columns)


def _cells(one: Difference, columns: Sequence[int]) -> list[Text]:
    if one.field is None:
        says = ("tells it", "—") if one.one is not None else ("—", "tells it")
    else:
        says = (one.says[0] or "—", one.says[1] or "—")
    words = squeezed(visible(one.text))
    told = (one.kind, words, one.field or "", *(squeezed(visible(s)) for s in says))
    return [Text(cut(text, size)) for text, size in zip(told, columns, strict=True)]
