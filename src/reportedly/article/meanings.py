"""Acts whose words, taken together, tell another act than the model sees in their verb: a verdict of "not guilty", a
journey of somebody who "left for Paris"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model.labels import ACTS
from ..model.parse import Act
from .context import Context
from .wording import Wording

__all__ = ["is_of_innocence", "meant"]

# Words behind an act in which a verdict is looked for.
_VERDICT = 6


def meant(context: Context, wording: Wording, act: Act, below: Sequence[Sequence[int]]) -> Act:
    """The act with the probabilities of its types as its words have it. `below`: what hangs on each word."""
    if is_of_innocence(context, wording, act):
        act = _instead(act, "SANCTION", "RETREAT")  # an acquittal, as records.md decides
    if _sets_out(context, wording, act, below):
        act = _instead(act, "RETREAT", "CONSULT")
    return act


def is_of_innocence(context: Context, wording: Wording, act: Act) -> bool:
    """ "Found them not guilty", "pleaded not guilty": whether the words of a verdict, or of a plea, say no."""
    forms = [context.lower(n) for n in range(act.word, min(act.word + _VERDICT, len(context.parse.words)))]
    behind = " ".join(form for form in forms if form not in ("-", "–"))
    return any(f" {words}" in behind for words in wording.listed["innocent"])


def _sets_out(context: Context, wording: Wording, act: Act, below: Sequence[Sequence[int]]) -> bool:
    """ "The president left for Paris": whether one person sets out, and resigns from nothing."""
    parse, verb = context.parse, act.word
    words = " ".join(context.lower(n) for n in range(verb, min(verb + 2, len(parse.words))))
    if words not in wording.listed["setting_out"]:
        return False
    where = next((n for n in below[verb] if parse.deprels[n] == "obl" and n > verb + 1), None)
    who = next((n for n in below[verb] if parse.deprels[n] == "nsubj"), None)
    if where is None or who is None or parse.upos[where] != "PROPN":
        return False
    return parse.entities[where] == "place" and not context.lower(who).endswith("s")


def _instead(act: Act, one: str, other: str) -> Act:
    """An act that is of another type where the model sees one."""
    types = list(act.types)
    seen, told = ACTS.index(one), ACTS.index(other)
    types[seen], types[told] = 0.0, types[seen] + types[told]
    return replace(act, types=tuple(types))
