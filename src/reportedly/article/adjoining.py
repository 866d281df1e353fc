"""What the words right before an act tell of whether it took place, where the tree is lost.

"Kestria denied shelling", "ruled out a blockade", "urged them to leave", "barred envoys from visiting": what was found
in the tree counts first (`standing.py`). Here only words are read, a few of them back from the trigger, and nothing is
concluded across a comma or another clause.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..deeds import load_deeds
from ..records import STATUSES
from .context import Context
from .wording import Wording

__all__ = ["adjoined"]

_HAPPENED, _PLANNED, _THREATENED, _CALLED_FOR, _HYPOTHETICAL, _DENIED = range(len(STATUSES))
# Words that a noun phrase may have between a verb and its head, and a clause between "that" and its verb.
_PHRASE, _CLAUSE = 5, 8
_ENDS = frozenset({"PUNCT", "CCONJ", "SCONJ", "ADP", "AUX"})
# Words before a verb among which a negation is looked for.
_NEAR = 3


def adjoined(context: Context, wording: Wording, words: tuple[int, int]) -> int | None:
    """The place in `STATUSES` of what is told of the trigger `words`, a half-open range; None where nothing is."""
    return _Before(context, wording, words).status()


class _Before:
    """The words of a sentence before a trigger."""

    def __init__(self, context: Context, wording: Wording, words: tuple[int, int]) -> None:
        self._context, self._wording = context, wording
        span = context.sentence_span(context.parse.words[words[0]].start)
        self._start = context.words_in(span).start
        self._first, self._head = words[0], words[1] - 1

    def _form(self, word: int) -> str:
        return self._context.lower(word) if word >= self._start else ""

    def status(self) -> int | None:
        first = self._first
        gerund = any(self._form(n).endswith("ing") for n in range(first, self._head + 1))
        noun = self._of_noun(first)
        if noun is not None:
            return noun
        carrier = self._carrier(first)
        if carrier is not None:
            first, gerund = carrier, self._form(carrier).endswith("ing")
        listed = self._wording.listed
        at = first - 1
        if self._form(at) in listed["nearly"] and not self._nominal:
            return _DENIED
        while self._form(at) in listed["helping"]:
            at -= 1
        done = at < first - 1
        negated = self._form(at) in listed["negations"]
        if negated:
            at -= 1
        if self._form(at) == "to":
            return self._infinitive(at, negated, done)
        if gerund:
            return self._gerund(first)
        return self._clause(first) if carrier is not None or not self._nominal else None

    @property
    def _nominal(self) -> bool:
        return self._context.parse.upos[self._head] in ("NOUN", "PROPN")

    def _infinitive(self, to: int, negated: bool, done: bool) -> int | None:
        """Of "urged them to leave", "promised to leave"; done: "asked to be freed" is asked of others."""
        wording = self._wording
        verb = to - 1
        if self._form(verb) in wording.listed["negations"]:
            negated, verb = True, verb - 1
        passive = self._form(verb - 1) in wording.listed["being"]
        status = None if passive or done else wording.own.get(self._form(verb))
        if status is None:
            status = wording.infinitive.get(self._form(verb))
        if status is None:
            verb = self._back(verb, wording.infinitive)
            status = wording.infinitive.get(self._form(verb))
            if status == _DENIED:
                return None
        if status is None or self._unreal(verb):
            return None
        if not negated:
            return status
        return _HYPOTHETICAL if status == _CALLED_FOR else _DENIED if status == _PLANNED else None

    def _unreal(self, verb: int) -> bool:
        """Whether a verb is itself negated, or told as something that may come: "not planning to", "may avert"."""
        listed = self._wording.listed
        before = {self._form(n) for n in range(max(self._start, verb - _NEAR), verb)}
        return bool(before & listed["negations"]) or self._form(verb - 1) in listed["could"] | listed["will"] | {"to"}

    def _gerund(self, first: int) -> int | None:
        wording, before = self._wording, self._form(first - 1)
        pair = f"{self._form(first - 2)} {before}"
        if before in wording.listed["undone"] or pair in wording.listed["undone"]:
            return _DENIED
        if before in wording.clause:
            return self._refused(first - 1, wording.clause[before])
        if pair in wording.gerund:
            return self._refused(first - 2, wording.gerund[pair])
        barring = {key.partition(" ")[0]: s for key, s in wording.gerund.items() if key.endswith(f" {before}")}
        found = self._back(first - 2, barring) if barring else self._start - 1
        return self._refused(found, barring[self._form(found)]) if self._form(found) in barring else None

    def _refused(self, verb: int, status: int) -> int | None:
        return None if self._unreal(verb) else status

    def _clause(self, first: int) -> int | None:
        """Of "denied that troops had fired", and of "denied troops had fired"."""
        wording = self._wording
        helped = self._form(first - 1) in wording.listed["helping"]
        for n in range(first - 1, max(self._start, first - 1 - _CLAUSE), -1):
            form, before = self._form(n), self._form(n - 1)
            if form == "that" and before in wording.clause:
                return self._refused(n - 1, wording.clause[before])
            if n < first - 1 and helped and wording.clause.get(form) == _DENIED:
                return self._refused(n, _DENIED)
            other = wording.listed["relative"] | wording.listed["joining"]
            if self._context.parse.upos[n] in ("PUNCT", "VERB") or form in other:
                return None
        return None

    def _of_noun(self, first: int) -> int | None:
        """Of "denied the attack", "ruled out a blockade", "called for a ceasefire"."""
        if not self._nominal:
            return None
        wording = self._wording
        for n in range(first - 1, max(self._start, first - 1 - _PHRASE) - 1, -1):
            form, pair = self._form(n), f"{self._form(n - 1)} {self._form(n)}"
            for table in (wording.object, wording.preposition):
                if pair in table:
                    return self._refused(n - 1, table[pair])
            if form in wording.object:
                # "The proposed talks", "was denied the visit": no verb of which it is the object.
                adjective = self._context.parse.upos[n - 1] in ("DET", "ADJ")
                other = wording.listed["being"] | wording.listed["owned"]
                return None if adjective or self._form(n - 1) in other else self._refused(n, wording.object[form])
            if self._context.parse.upos[n] in _ENDS | {"VERB"} or form == "to" or form in load_deeds().light:
                return None
        return None

    def _carrier(self, first: int) -> int | None:
        """The verb that carries a noun: "launching" of "launching an attack"."""
        if not self._nominal:
            return None
        for n in range(first - 1, max(self._start, first - 1 - _PHRASE) - 1, -1):
            if self._form(n) in load_deeds().light:
                # What is stopped or halted is under way, whatever the stopping is.
                return None if self._form(n) in self._wording.object else n
            if self._context.parse.upos[n] in _ENDS:
                return None
        return None

    def _back(self, at: int, table: Mapping[str, int]) -> int:
        """The nearest word of a table before a noun phrase that ends at `at`, or one before the sentence."""
        first = self._start - 1
        for n in range(at, max(self._start, at - _PHRASE) - 1, -1):
            form = self._form(n)
            if form in table:
                return n
            if self._context.parse.upos[n] == "ADP":
                # "Called on them to leave", but not "a pledge from them to leave".
                return n - 1 if self._form(n - 1) in table and self._form(n) in self._wording.listed["onto"] else first
            ended = self._context.parse.upos[n] in ("PUNCT", "CCONJ", "AUX", "VERB")
            if ended or form in self._wording.listed["relative"]:
                break
        return first
