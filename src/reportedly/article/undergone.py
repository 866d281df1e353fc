"""What a verb that no list has says was done to its object: "two beekeepers were stung" tells that they were stung."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.parse import Parse
from .context import Context
from .measurewords import Measured
from .outcomes import Kind, Measures

__all__ = ["undergone"]

_OBJECT, _PASSIVE, _PARTICLE = "obj", "nsubj:pass", "compound:prt"
# How far such a verb stands: any that a list has is nearer.
_STEPS = 3


def undergone(
    context: Context,
    top: int,
    kinds: frozenset[Kind],
    measures: Measures,
    children: Sequence[Sequence[int]],
    within: range,
) -> Measured | None:
    """The participle of the verb whose object `top` is, or whose subject in the passive, unless the verb is one that
    does nothing to its object. `kinds`: of what the counted is; money has verbs of its own. `within`: the sentence."""
    parse = context.parse
    verb, relation = parse.heads[top], parse.deprels[top]
    if verb == top or verb not in within or relation not in (_OBJECT, _PASSIVE) or parse.upos[verb] != "VERB":
        return None
    form = context.lower(verb)
    if kinds <= {"money"} or form in measures.idle or not form.isalpha() or _has_particle(parse, verb, children):
        return None
    measure = form if relation == _PASSIVE else measures.done(form)
    listed = [entry for entry in measures.objects.get(form, ()) if not entry.beside]
    if any(entry.measure != measure or not entry.only.isdisjoint(kinds) for entry in listed):
        return None  # a list has it, of these or of others: "scrambled" tells of aircraft that they were deployed
    return Measured(measure, verb, _STEPS)


def _has_particle(parse: Parse, verb: int, children: Sequence[Sequence[int]]) -> bool:
    """Whether a particle makes another verb of it: "put out", "set off"."""
    return any(parse.deprels[child] == _PARTICLE for child in children[verb])
