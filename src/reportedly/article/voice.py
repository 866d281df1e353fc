"""In whose voice something is told: the innermost statement whose content holds it."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Statement
from ..text import Span
from .context import Context

__all__ = ["Voices"]


class Voices:
    """The statements of one article, by the sentences that their contents reach into."""

    __slots__ = ("_context", "_holders")

    def __init__(self, context: Context, statements: Sequence[Statement]) -> None:
        self._context = context
        self._holders: dict[int, list[Statement]] = {}
        for statement in statements:
            for number in {n for span in statement.content for n in context.sentences_of(span)}:
                self._holders.setdefault(number, []).append(statement)

    def of(self, span: Span) -> Statement | None:
        """The statement with the shortest content that holds `span`; of two with one content the one that stands within
        the other, else the first."""
        near = self._holders.get(self._context.sentence(span.start), ())
        held = [s for s in near if any(part.contains(span) for part in s.content)]
        numbers = {s.number for s in held}
        return min(held, key=lambda s: (_size(s), s.within not in numbers, s.number), default=None)


def _size(statement: Statement) -> int:
    return sum(span.end - span.start for span in statement.content)
