"""What is wrong with the text itself, found before anything in it is believed."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Flaw
from ..text import Span
from .boilerplate import find_boilerplate
from .fragments import find_fragments
from .quotes import find_unclosed
from .repeats import find_repeats

__all__ = ["find_flaws", "find_fragments"]


def find_flaws(text: str, paragraphs: Sequence[Span]) -> tuple[Flaw, ...]:
    """The flaws that the words alone show, ordered by span: boilerplate, repeated paragraphs, unclosed
    quotations.

    `paragraphs` are those of `text`, in order. What is boilerplate is nothing else; a repeated paragraph is
    not looked through for marks again. Sentences that break off need the tree: see `find_fragments`.
    """
    boilerplate = find_boilerplate(text, paragraphs)
    taken = set(boilerplate)
    body = [p for p in paragraphs if p not in taken]
    repeats = find_repeats(text, body)
    again = {r.span for r in repeats}
    flaws = [Flaw(span, "boilerplate") for span in boilerplate]
    flaws += [Flaw(r.span, "repeated paragraph", same_as=r.first) for r in repeats]
    flaws += [Flaw(s, "unclosed quotation") for s in find_unclosed(text, [p for p in body if p not in again])]
    return tuple(sorted(flaws, key=lambda f: (f.span, f.problem)))
