"""Acts that somebody denies, told by the statement: where the tree is lost, cue and content are still read."""

from __future__ import annotations

from collections.abc import Sequence

from ..deeds import load_deeds
from ..model.parse import Act
from ..records import STATUSES, Statement
from .context import Context
from .wording import Wording

__all__ = ["is_denied", "is_on_top", "is_own"]

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
    above = [a for a in held if _hangs_outside(context, a.word, voice)]
    return (above or held)[:1] == [act]


def is_on_top(context: Context, act: Act, voice: Statement | None) -> bool:
    """Whether a verb is all that its statement tells, or carries it, so that nothing but the act is denied there:
    "denied that the police had beaten them", "that it had imposed sanctions", not "denied any part in the beating"."""
    parse, word = context.parse, act.word
    if parse.upos[word] != "VERB" and parse.deprels[word] in ("obj", "nsubj:pass"):
        light = context.lower(parse.heads[word]) in load_deeds().light
        word = parse.heads[word] if light else word  # "that it had imposed sanctions"
    if voice is None or parse.upos[word] != "VERB":
        return False
    return parse.heads[word] == word or _hangs_outside(context, word, voice)


def is_own(context: Context, act: Act, voice: Statement | None) -> bool:
    """Whether whoever denies an act is said to have done it: "denied shelling the town", "denied having met them"."""
    if voice is None or voice.stance != "denies" or voice.cue is None or voice.source is None or not voice.content:
        return False
    first, cue = context.words_in(voice.content[0]).start, context.words_in(voice.cue)
    if cue.stop != first or not first <= act.words[0] <= first + 1:
        return False
    told = [context.lower(word) for word in range(first, act.words[0])]
    return told == ["having"] or (not told and context.lower(act.words[0]).endswith("ing"))


def _hangs_outside(context: Context, word: int, voice: Statement) -> bool:
    head = context.parse.words[context.parse.heads[word]]
    return not any(part.overlaps(head) for part in voice.content)
