"""An article → the questions that are asked of it, each of a part that fits what the reader can hold at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..article.flaws import find_flaws
from ..article.pipeline import to_read
from ..errors import ReaderError
from ..records import Article
from ..text import Span, cover, paragraphs
from .instructions import KINDS, Instructions, Kind, instructions, mark_of, question, shown
from .values import Question, Settings, estimated

__all__ = ["LONGEST", "Plan", "cut_up", "plan_of", "questions"]

LONGEST = 6000
"""Characters of a part, at the most: the longer a text, the more of it a reader leaves out."""

_LEAST = 900
"""Characters of a part at the least: of shorter ones nobody can tell who is meant."""

_ANSWER = 3 / 8
"""Share of what a reader can hold that its answer may take."""

# Tokens of the question around the article, and of what a server adds.
_AROUND = 150
_BREAKS = (". ", "! ", "? ", ".” ", "; ", ", ", " ")


@dataclass(frozen=True, slots=True)
class Plan:
    """How articles are asked about: the instructions one after the other, the characters of a part, and the most tokens
    of an answer."""

    told: tuple[Instructions, ...]
    room: int
    answer: int


def plan_of(settings: Settings) -> Plan:
    """All kinds of records in one question where that leaves room for a part of an article, else each in its own.

    Raises ReaderError where the reader cannot hold even that.
    """
    answer = int(settings.context * _ANSWER)
    apart: tuple[tuple[Kind, ...], ...] = tuple((kind,) for kind in KINDS)
    for kinds in ((KINDS,), apart):
        told = tuple(instructions(one) for one in kinds)
        tokens = settings.context - answer - _AROUND - max(estimated(one.text) for one in told)
        if tokens * 3 >= _LEAST:
            return Plan(told, min(LONGEST, tokens * 3), answer)
    raise ReaderError(f"a context of {settings.context} tokens has no room for the instructions and an article")


def questions(article: Article, plan: Plan, model: str) -> list[list[Question]]:
    """Of every part of an article, in order, its questions. None for an article of which nothing is to be read."""
    text = article.text
    blocks = paragraphs(text)
    parts = list(cut_up(text, to_read(text, blocks, find_flaws(text, blocks)), plan.room))
    mark = mark_of(text)
    found: list[list[Question]] = []
    for number, part in enumerate(parts, 1):
        span, words = cover(part), shown(text, part)
        found.append(
            [
                Question(
                    article.id, span, question(told.kinds, words, mark, number, len(parts)), told, model, plan.answer
                )
                for told in plan.told
            ]
        )
    return found


def cut_up(text: str, blocks: Sequence[Span], room: int) -> Iterator[list[Span]]:
    """Paragraphs in parts of at most `room` characters; one that is longer is cut, between sentences if it can be."""
    part: list[Span] = []
    size = 0
    for block in blocks:
        for piece in _pieces(text, block, room):
            length = piece.end - piece.start + 2
            if part and size + length > room:
                yield part
                part, size = [], 0
            part.append(piece)
            size += length
    if part:
        yield part


def _pieces(text: str, block: Span, room: int) -> Iterator[Span]:
    start = block.start
    while block.end - start > room:
        found = ((text.rfind(mark, start + room // 2, start + room), len(mark)) for mark in _BREAKS)
        cut = next((at + length for at, length in found if at > start), start + room)
        end = cut
        while end > start + 1 and text[end - 1].isspace():
            end -= 1
        yield Span(start, end)
        start = cut
        while start < block.end and text[start].isspace():
            start += 1
    if start < block.end:
        yield Span(start, block.end)
