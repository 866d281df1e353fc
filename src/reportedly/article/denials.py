"""Acts that somebody denies, told by the statement: where the tree is lost, cue and content are still read."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.parse import Act
from ..records import STATUSES, Statement
from .context import Context
from .wording import Wording

__all__ = ["is_denied", "is_on_top"]

_DENIED = STATUSES.index("denied")


def is_denied(context: Context, wording: Wording, act: Act, acts: Sequence[Act], voice: Statement | None) -> bool:
    """Whether the act is what its statement denies: of the acts in it the one that all else hangs on, or the first.

    acts: those of the article in the order of the text.
    """
    if voice is None or voice.stance != "denies" or voice.cue is None:
        return False
    if not any(wording.clause.get(token) == _DENIED for token in context.tokens(voice.cue)):
        return False
    held = [a for a in acts if any(part.contains(context.parse.span(*a.words)) for part in voice.content)]
    above = [a for a in held if _hangs_outside(context, a, voice)]
    return (above or held)[:1] == [act]


def is_on_top(context: Context, act: Act, voice: Statement | None) -> bool:
    """Whether a verb is all that its statement tells, so that nothing but the act itself is denied there: "denied that
    the police had beaten them", but not "denied any part in the beating"."""
    if voice is None or context.parse.upos[act.word] != "VERB":
        return False
    return context.parse.heads[act.word] == act.word or _hangs_outside(context, act, voice)


def _hangs_outside(context: Context, act: Act, voice: Statement) -> bool:
    head = context.parse.words[context.parse.heads[act.word]]
    return not any(part.overlaps(head) for part in voice.content)
