"""Whether an act took place: the model's word, corrected by what the tree and the words around the act tell.

From the trigger upwards: what stands with it (negation, modal, "if"), and what it hangs on ("threatened to attack",
"denied the attack"). What is found first decides; it multiplies the odds of its status, so that a model that is sure
of something else still prevails.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..deeds import load_deeds
from ..model.labels import ACTS
from ..model.parse import Act
from ..records import STATUSES
from .adjoining import adjoined
from .context import Context
from .wording import Wording, load_wording

__all__ = ["standing"]

_HAPPENED, _PLANNED, _THREATENED, _CALLED_FOR, _HYPOTHETICAL, _DENIED = range(len(STATUSES))
# By how much each kind of sign multiplies the odds of its status.
_SURE, _LIKELY = 300.0, 4.0
# Of what the words right before it tell, which no tree can get wrong: the model never prevails over it.
_SURER = 1200.0
# What an infinitive, or a clause, on an act of these types tells: "warned that it would close the road".
_ON_ACTS = {"THREATEN": _THREATENED, "REQUEST": _CALLED_FOR}
# What a sign makes of a status to which the model gives no chance at all: it has been rounded. Of a verb that is all
# that somebody denies the sign prevails over whatever the model says.
_ROUNDED, _PLAIN = 1e-3, 1e-2
# Steps upwards: from a noun over the verb that carries it ("launched an attack") to what that hangs on.
_STEPS = 4
_NO_VERBS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
# An act is one where the model gives "none" less than this.
_NONE = 0.5


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a word tells of the act: its place in `STATUSES`, and how strongly."""

    status: int
    weight: float


def standing(context: Context, act: Act, denied: bool = False, plainly: bool = False) -> tuple[float, ...]:
    """A probability for each of `records.STATUSES`. denied: by its statement, which counts if nothing nearer does;
    plainly: and it is all that the statement denies."""
    sign = _sign(context, load_wording(), act.word) if context.parsed else None
    told = adjoined(context, load_wording(), act.words)
    if told is not None and (sign is None or sign.status == told):
        sign = _Sign(told, _SURER)
    least = _PLAIN if sign is None and plainly else _ROUNDED
    if sign is None and denied:
        sign = _Sign(_DENIED, _SURE)
    if sign is None:
        return act.status
    odds = [p * sign.weight if n == sign.status else p for n, p in enumerate(act.status)]
    odds[sign.status] = max(odds[sign.status], least * sign.weight)
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
        if self._with("mark") & listed["open"] and not self._with("advmod") & listed["even"]:
            return _Sign(_HYPOTHETICAL, _SURE)
        if self._verbal and self._with("mark", "case", "fixed") & listed["instead"]:
            return _Sign(_DENIED, _SURE)
        if self._with("mark") & listed["aim"] and modals & (listed["could"] | listed["will"]) and not negated:
            return _Sign(_PLANNED, _SURE)
        if nobody or (self._verbal and self._with("advmod") & listed["nearly"]):
            return _Sign(_DENIED, _SURE)
        if modals & listed["could"]:
            return None if negated else _Sign(_HYPOTHETICAL, _SURE)
        if modals & listed["should"]:
            status = _HYPOTHETICAL if modals & listed["perfect"] else _CALLED_FOR
            return None if negated else _Sign(status, _LIKELY)
        if modals & listed["will"]:
            if not negated and self._threatened():
                return _Sign(_THREATENED, _SURE)
            if (thought := self._thought()) is not None:
                return _Sign(thought, _SURE)
            if modals & listed["would"] and (modals & listed["perfect"] or self._conditional()):
                return _Sign(_HYPOTHETICAL, _SURE if modals & listed["perfect"] else _LIKELY)
            return _Sign(_DENIED if negated else _PLANNED, _LIKELY)
        if negated and self._verbal:
            if self._unwanted():
                return _Sign(_HYPOTHETICAL, _SURE)
            return _Sign(_DENIED, _LIKELY)
        if self._with("det") & listed["no"]:
            return _Sign(_DENIED, _LIKELY)
        adjectives = {s for a in self._with("amod") if (s := self._wording.adjective.get(a)) is not None}
        if len(adjectives) == 1 and not self._verbal:
            return _Sign(adjectives.pop(), _LIKELY)
        return self._misheard()

    def _unwanted(self) -> bool:
        """Whether it is asked that it not be done: "urged them not to strike"."""
        if self._head == self._word or "to" not in self._with("mark"):
            return False
        wanted = self._wording.infinitive.get(self._context.lower(self._head)) == _CALLED_FOR
        return wanted or self._on_act() == _CALLED_FOR

    def _threatened(self) -> bool:
        """Whether it is what a threat is of: "warned that its army would strike", but not "that others would"."""
        parse, lexicon = self._context.parse, self._context.lexicon
        if self._relation.split(":")[0] not in ("ccomp", "xcomp") or self._head == self._word:
            return False
        subjects = [n for n in self._below if parse.deprels[n].startswith("nsubj")]
        own = [n for n in subjects for d in (n, *_on(self._context, n)) if self._context.lower(d) in lexicon.persons]
        return self._on_act() == _THREATENED and (bool(own) or not subjects)

    def _thought(self) -> int | None:
        """What the verb above tells of its clause, where it is more than that it will be: "doubts that it will"."""
        if self._relation.split(":")[0] != "ccomp" or self._head == self._word:
            return None
        status = self._wording.clause.get(self._context.lower(self._head))
        return status if status in (_CALLED_FOR, _HYPOTHETICAL) else None

    def _on_act(self) -> int | None:
        """What the act above tells of what hangs on it, by the type that the model gives it."""
        act = next((a for a in self._context.parse.acts if a.word == self._head and a.types[0] < _NONE), None)
        return _ON_ACTS.get(ACTS[max(range(1, len(ACTS)), key=act.types.__getitem__)]) if act else None

    def _misheard(self) -> _Sign | None:
        """What a verb tells that the tree takes for a conjunction beside "that": "Kestria denied that it had …"."""
        marks = self._with("mark", "case", "cc", "det")
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
        if self._would_be_the_first():
            return _Sign(_HYPOTHETICAL, _SURE)
        relation, above = self._relation.split(":")[0], self._context.lower(self._head)
        # A verb that the tagger took for something else is still one, if it is listed.
        verb = parse.upos[self._head] not in _NO_VERBS
        status: int | None = None
        if self._verbal and verb:
            if "to" in self._with("mark"):
                status = self._infinitive(above) if relation in ("xcomp", "advcl", "ccomp") else None
                if status is None and relation in ("xcomp", "ccomp") and self._over(above):
                    status = _HAPPENED
            elif relation in ("ccomp", "xcomp", "csubj"):
                # "The rector resigned after their demands", taken for what is demanded: what is asked comes later.
                status = wording.clause.get(above) if self._head < self._word else None
                if status is None and self._threatened():
                    status = _THREATENED
            if status is None and relation in ("xcomp", "advcl", "ccomp"):
                marks = sorted(self._with("mark") | self._beside_head("advmod", "obl"))
                status = next((s for m in marks if (s := wording.gerund.get(f"{above} {m}")) is not None), None)
        elif self._verbal:
            status = wording.noun.get(above) if relation == "acl" and "to" in self._with("mark") else None
        elif relation == "obj" and verb:
            particles = sorted(self._beside_head("compound"))
            whole = (s for p in particles if (s := wording.object.get(f"{above} {p}")) is not None)
            status = next(whole, None if particles else wording.object.get(above))
        elif relation in ("obl", "nmod"):
            cases = sorted(self._with("case"))
            status = next((s for c in cases if (s := wording.preposition.get(f"{above} {c}")) is not None), None)
        if status == _DENIED and self._beside_head("advmod", "aux") & wording.listed["negations"]:
            # "Did not rule out an attack".
            status = _HYPOTHETICAL
        return None if status is None else _Sign(status, _SURE)

    def _would_be_the_first(self) -> bool:
        """ "It would be (or mark) the first time that they have struck": that they have is left open."""
        context, parse = self._context, self._context.parse
        if self._relation.split(":")[0] != "acl" or context.lower(self._head) not in self._wording.listed["occasions"]:
            return False
        verb = parse.heads[self._head] if parse.deprels[self._head] == "obj" else self._head
        modals = {context.lower(n) for n in _on(context, verb) if parse.deprels[n] == "aux"}
        return bool(modals & self._wording.listed["would"])

    def _infinitive(self, above: str) -> int | None:
        """What a verb tells of the infinitive on it, which differs with whether somebody is told to do it."""
        wording = self._wording
        own = wording.own.get(above)
        if own is not None and not self._somebody_told():
            return None if self._beside_head("advmod", "aux") & wording.listed["negations"] else own
        status = wording.infinitive.get(above)
        # "Told to fire" is an order as often as a wish: of the types of acts, threats alone are to be relied on.
        return _THREATENED if status is None and self._on_act() == _THREATENED else status

    def _over(self, above: str) -> bool:
        """Whether an infinitive is of what is over: "are thought to have fled", but not "hope to have fled by May"."""
        wording = self._wording
        ahead = above in wording.own or above in wording.infinitive or above in wording.listed["awaited"]
        doubted = self._beside_head("advmod", "aux") & wording.listed["negations"]
        return bool(self._with("aux") & wording.listed["perfect"]) and not ahead and not doubted

    def _beside_head(self, *relations: str) -> set[str]:
        """The words that hang beside this one by one of `relations`, before it."""
        parse = self._context.parse
        those = [n for n in _near(self._context, self._word) if parse.heads[n] == self._head and n < self._word]
        return {self._context.lower(n) for n in those if parse.deprels[n].split(":")[0] in relations}

    def _somebody_told(self) -> bool:
        """Whether anybody but the subject of the verb above is to do it: somebody stands before the "to", or is what a
        passive is told of."""
        parse = self._context.parse
        mark = next((n for n in self._below if parse.deprels[n] == "mark"), self._word)
        if any(parse.upos[n] in _NO_VERBS for n in range(self._head + 1, mark)):
            return True
        beside = [n for n in _near(self._context, self._word) if parse.heads[n] in (self._head, self._word)]
        return any(parse.deprels[n] in ("aux:pass", "nsubj:pass") for n in beside)

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
