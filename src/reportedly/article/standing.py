"""Whether an act took place: the model's word, corrected by what the tree and the words around the act tell.

From the trigger upwards: what stands with it (negation, modal, "if"), and what it hangs on ("threatened to attack",
"denied the attack"). What is found first decides; it multiplies the odds of its status, so that a model that is sure
of something else still prevails.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..deeds import load_deeds
from ..model.parse import Act
from ..records import STATUSES
from .context import Context
from .wording import Wording, load_wording

__all__ = ["standing"]

_HAPPENED, _PLANNED, _THREATENED, _CALLED_FOR, _HYPOTHETICAL, _DENIED = range(len(STATUSES))
# By how much each kind of sign multiplies the odds of its status.
_SURE, _LIKELY = 300.0, 4.0
# Steps upwards: from a noun over the verb that carries it ("launched an attack") to what that hangs on.
_STEPS = 4


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a word tells of the act: its place in `STATUSES`, and how strongly."""

    status: int
    weight: float


def standing(context: Context, act: Act) -> tuple[float, ...]:
    """A probability for each of `records.STATUSES`."""
    sign = _sign(context, load_wording(), act.word) if context.parsed else None
    if sign is None:
        return act.status
    odds = [p * sign.weight if n == sign.status else p for n, p in enumerate(act.status)]
    # A model that gives something no chance at all has been rounded.
    odds[sign.status] = max(odds[sign.status], 1e-3 * sign.weight)
    return tuple(p / sum(odds) for p in odds)


def _sign(context: Context, wording: Wording, trigger: int) -> _Sign | None:
    word = trigger
    for _ in range(_STEPS):
        here = _Node(context, wording, word)
        found = here.own() or here.hanging()
        if found is not None:
            return found
        above = here.carrier()
        if above is None:
            return None
        word = above
    return None


class _Node:
    """One word of the way up, with what hangs on it."""

    def __init__(self, context: Context, wording: Wording, word: int) -> None:
        parse = context.parse
        self._context, self._wording, self._word = context, wording, word
        self._relation, self._head = parse.deprels[word], parse.heads[word]
        self._below = [n for n in _near(context, word) if parse.heads[n] == word and n != word]
        relations = {parse.deprels[n].split(":")[0] for n in self._below}
        self._verbal = parse.upos[word] in ("VERB", "AUX") or bool(relations & {"nsubj", "aux", "cop"})

    def _with(self, *relations: str) -> set[str]:
        """The words of those below that hang by one of `relations`."""
        parse = self._context.parse
        return {self._context.lower(n) for n in self._below if parse.deprels[n].split(":")[0] in relations}

    def own(self) -> _Sign | None:
        """What negations, modals and conditions beside the word tell."""
        listed = self._wording.listed
        modals, negated = self._with("aux"), bool(self._with("advmod", "cc", "aux", "det") & listed["negations"])
        nobody = self._nobody()
        if self._with("mark") & listed["open"]:
            return _Sign(_HYPOTHETICAL, _SURE)
        if nobody or (self._verbal and self._with("advmod") & listed["nearly"]):
            return _Sign(_DENIED, _SURE)
        if modals & listed["could"]:
            return None if negated else _Sign(_HYPOTHETICAL, _SURE)
        if modals & listed["should"]:
            return None if negated else _Sign(_CALLED_FOR, _LIKELY)
        if modals & listed["will"]:
            if modals & listed["would"] and (modals & listed["perfect"] or self._conditional()):
                return _Sign(_HYPOTHETICAL, _SURE if modals & listed["perfect"] else _LIKELY)
            return _Sign(_DENIED if negated else _PLANNED, _LIKELY)
        if negated and self._verbal:
            return _Sign(_DENIED, _LIKELY)
        if self._with("det") & listed["no"]:
            return _Sign(_DENIED, _LIKELY)
        return self._misheard()

    def _misheard(self) -> _Sign | None:
        """What a verb tells that the tree takes for a conjunction beside "that": "Kestria denied that it had …"."""
        marks = self._with("mark")
        told = {s for word in marks if (s := self._wording.clause.get(word)) is not None} if "that" in marks else set()
        return _Sign(told.pop(), _SURE) if len(told) == 1 and self._verbal else None

    def _nobody(self) -> bool:
        context, parse = self._context, self._context.parse
        for n in self._below:
            if parse.deprels[n].split(":")[0] not in ("nsubj", "obj"):
                continue
            if context.lower(n) in self._wording.listed["nobody"]:
                return True
            if any(
                context.lower(d) in self._wording.listed["no"] and parse.deprels[d] == "det" for d in _on(context, n)
            ):
                return True
        return False

    def _conditional(self) -> bool:
        context, parse = self._context, self._context.parse
        clauses = [n for n in self._below if parse.deprels[n] == "advcl"]
        return any(context.lower(m) in self._wording.listed["conditions"] for n in clauses for m in _on(context, n))

    def hanging(self) -> _Sign | None:
        """What the word above tells of what hangs on it."""
        parse, wording = self._context.parse, self._wording
        if self._head == self._word:
            return None
        relation, above = self._relation.split(":")[0], self._context.lower(self._head)
        verb = parse.upos[self._head] in ("VERB", "AUX")
        status: int | None = None
        if self._verbal and verb:
            if "to" in self._with("mark"):
                status = wording.infinitive.get(above) if relation in ("xcomp", "advcl", "ccomp") else None
            elif relation in ("ccomp", "xcomp", "csubj"):
                status = wording.clause.get(above)
        elif self._verbal:
            status = wording.noun.get(above) if relation == "acl" and "to" in self._with("mark") else None
        elif relation == "obj" and verb:
            status = wording.object.get(above)
        elif relation in ("obl", "nmod"):
            cases = sorted(self._with("case"))
            status = next((s for c in cases if (s := wording.preposition.get(f"{above} {c}")) is not None), None)
        return None if status is None else _Sign(status, _SURE)

    def carrier(self) -> int | None:
        """The word above where what is told of it is told of the act: "launched an attack", "began to shoot and …"."""
        relation = self._relation.split(":")[0]
        if self._head == self._word:
            return None
        if relation == "conj":
            return None if self._with("nsubj") else self._head
        if self._verbal:
            return self._head if relation == "xcomp" else None
        light = self._context.lower(self._head) in load_deeds().light
        return self._head if relation in ("obj", "nsubj") and light else None


def _near(context: Context, word: int) -> range:
    """The words of the sentence of `word`."""
    return context.words_in(context.sentence_span(context.parse.words[word].start))


def _on(context: Context, head: int) -> list[int]:
    return [n for n in _near(context, head) if context.parse.heads[n] == head and n != head]
