"""Acts that somebody denies, told by the statement: where the tree is lost, cue and content are still read."""

from __future__ import annotations

from collections.abc import Sequence

from ..deeds import load_deeds
from ..model.parse import Act
from ..records import STATUSES, Statement
from .context import Context
from .wording import Wording

__all__ = ["is_acquitting", "is_denied", "is_leaving_for", "is_on_top", "is_own"]

_DENIED = STATUSES.index("denied")
# Words behind an act in which a verdict is looked for.
_VERDICT = 6


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


def is_acquitting(context: Context, wording: Wording, act: Act) -> bool:
    """ "Found them not guilty", "pleaded not guilty": whether the words of a verdict, or of a plea, say no."""
    forms = [context.lower(n) for n in range(act.word, min(act.word + _VERDICT, len(context.parse.words)))]
    behind = " ".join(form for form in forms if form not in ("-", "–"))
    return any(f" {words}" in behind for words in wording.listed["innocent"])


def is_leaving_for(context: Context, wording: Wording, act: Act, below: Sequence[Sequence[int]]) -> bool:
    """ "The president left for Paris": whether one person sets out, and resigns from nothing."""
    parse, verb = context.parse, act.word
    if (
        f"{context.lower(verb)} {context.lower(min(verb + 1, len(parse.words) - 1))}"
        not in wording.listed["setting_out"]
    ):
        return False
    where = next((n for n in below[verb] if parse.deprels[n] == "obl" and n > verb + 1), None)
    who = next((n for n in below[verb] if parse.deprels[n] == "nsubj"), None)
    if where is None or who is None or parse.upos[where] != "PROPN":
        return False
    return parse.entities[where] == "place" and not context.lower(who).endswith("s")


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
