"""Acts that somebody denies, told by the statement: where the tree is lost, cue and content are still read."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.parse import Act
from ..records import STATUSES, Statement
from .context import Context
from .wording import Wording

__all__ = ["is_denied"]

_DENIED = STATUSES.index("denied")


def is_denied(context: Context, wording: Wording, act: Act, acts: Sequence[Act], voice: Statement | None) -> bool:
    """Whether the act is what its statement denies: of the acts in it the one that all else hangs on, or the first.

    acts: those of the article in the order of the text.
    """
    if voice is None or voice.stance != "denies" or voice.cue is None:
        return False
    if not any(wording.clause.get(token) == _DENIED for token in context.tokens(voice.cue)):
        return False
    parse = context.parse
    held = [a for a in acts if any(part.contains(parse.span(*a.words)) for part in voice.content)]
    inside = {n for part in voice.content for n in context.words_in(part)}
    above = [a for a in held if parse.heads[a.word] not in inside]
    return (above or held)[:1] == [act]
