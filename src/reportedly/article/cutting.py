"""A page of very many elements, in pieces of bounded size, each of which the extraction takes for a page.

Some of its steps take the square of the number of paragraphs: a megabyte of "<p>no" would take minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from .characters import without_forbidden

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["MOST", "PIECE", "pieces"]

MOST = 20_000
"""Elements of a page that is still extracted as a whole; hardly any article's has so many."""
PIECE = 5_000
"""Elements of a piece, but for those that it stands within."""

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.-]*")


def pieces(tree: HtmlElement, most: int = PIECE) -> Iterator[HtmlElement]:
    """The page in pieces of about `most` elements, in order; `tree` is emptied by that.

    A piece stands within the same elements as in the page, so that it is found where an article is looked for. Nothing
    of half that size or less is cut through: no paragraph is torn.
    """
    path = [tree]  # what is being emptied, the outermost first
    while path:
        copies = [_bare(path[0])]
        for element in path[1:]:
            copies.append(_bare(element))
            copies[-2].append(copies[-1])
        root, room = copies[0], most
        if len(path) == 1:
            _take_text(tree, root)
        while path and room > 0:
            child = next(path[-1].iterchildren(), None)
            if child is None:
                done, copy = path.pop(), copies.pop()
                if path:
                    copy.tail = _allowed(done.tail)
                    path[-1].remove(done)
                continue
            size = sum(1 for _ in islice(child.iter(), most + 1))
            if size <= room:
                copies[-1].append(child)
                room -= size
            elif size * 2 <= most:
                room = 0
            else:
                copies.append(_bare(child))
                copies[-2].append(copies[-1])
                _take_text(child, copies[-1])
                path.append(child)
                room -= 1
        yield root


def _bare(element: HtmlElement) -> HtmlElement:
    """An element of the same name and attributes with nothing in it."""
    tag = element.tag
    copy = element.makeelement(tag if isinstance(tag, str) and _NAME.fullmatch(tag) else "div")
    for key, value in element.attrib.items():
        if isinstance(key, str) and _NAME.fullmatch(key):
            copy.set(key, _allowed(value) or "")
    return copy


def _take_text(element: HtmlElement, copy: HtmlElement) -> None:
    copy.text, element.text = _allowed(element.text), None


def _allowed(text: str | None) -> str | None:
    return text and without_forbidden(text)
