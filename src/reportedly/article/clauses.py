"""Of whom a verb is told, by the grammar of its clause: its subject, where English leaves it out too.

The tree is followed out of relative clauses, participles and infinitives, and along coordinations. Only the grammar is
asked here, not who somebody is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..model.parse import Parse
from .wording import load_wording

__all__ = ["Clauses"]

# Steps from clause to clause after which the search is given up: circles do not end.
_DEEPEST = 6
_NOUNS = frozenset({"NOUN", "PROPN"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET"})
_OBJECTS = frozenset({"obj", "iobj"})


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of one parse. `lower` gives a word in lower case, `below` what hangs on it."""

    parse: Parse
    lower: Callable[[int], str]
    below: Sequence[Sequence[int]]

    def subjects(self, word: int) -> tuple[int, ...]:
        """The words of whom a verb is told, those coordinated with them included; none where nobody is told."""
        return self._subjects(word, 0)

    def objects(self, word: int) -> tuple[int, ...]:
        """The words for what a verb is done to, those coordinated with them included."""
        return self._meant(n for n in self.below[word] if self._base(n) in _OBJECTS and self._nominal(n))

    def passive(self, word: int) -> bool:
        """Whether a verb has a passive auxiliary or the subject of one."""
        return any(self.parse.deprels[n] in ("aux:pass", "nsubj:pass") for n in self.below[word])

    def agents(self, word: int) -> tuple[int, ...]:
        """By whom something is done that is told in a passive; of coordinated verbs the last one names them."""
        at = word
        for _ in range(_DEEPEST):
            found = self.participle_agents(at)
            if found:
                return found
            further = [n for n in self.below[at] if self.parse.deprels[n] == "conj" and self.follows(n, at)]
            if not further:
                return ()
            at = further[0]
        return ()

    def participle_agents(self, word: int) -> tuple[int, ...]:
        """What "by" stands before at a word itself."""
        agents = load_wording().listed["agent"]
        return self._meant(
            n
            for n in self.below[word]
            if self._nominal(n)
            and (self.parse.deprels[n] == "obl:agent" or (self._base(n) == "obl" and self.case(n) in agents))
            and self.parse.upos[n] != "NUM"
        )

    def follows(self, word: int, first: int) -> bool:
        """Whether a coordinated verb shares the subject of the first."""
        verbal = self.parse.upos[word] == "VERB" and word > first
        return verbal and not any(self._base(n) == "nsubj" for n in self.below[word])

    def case(self, word: int) -> str:
        """The preposition before a word, empty where it has none."""
        cases = (n for n in self.below[word] if self.parse.deprels[n] == "case")
        return next((self.lower(n) for n in cases), "")

    def together(self, word: int) -> tuple[int, ...]:
        """A word with those coordinated with it; a relative pronoun stands for its noun."""
        return self._meant([word])

    def _subjects(self, word: int, depth: int) -> tuple[int, ...]:
        own = [n for n in self.below[word] if self._base(n) == "nsubj" and self._nominal(n)]
        if own:
            return self._meant(own)
        head, relation = self.parse.heads[word], self._base(word)
        if depth >= _DEEPEST or head == word:
            return ()
        if self.parse.deprels[word] == "acl:relcl":
            return self._meant([head])
        match relation:
            case "conj":
                return self._subjects(head, depth + 1)
            case "xcomp" | "ccomp" | "advcl":
                return self._controlling(word, head, relation, depth)
            case "acl" if not any(self._base(n) == "mark" for n in self.below[word]):
                return self._meant([head])
        return ()

    def _controlling(self, word: int, head: int, relation: str, depth: int) -> tuple[int, ...]:
        """Of "ordered troops to seize it" the troops, of "left, killing twelve" whoever left, of "accused them of
        lying" those accused."""
        marks = {self.lower(n) for n in self.below[word] if self._base(n) in ("mark", "case")}
        if relation == "xcomp" or (relation == "advcl" and marks & load_wording().listed["of_others"]):
            objects = [n for n in self.below[head] if self._base(n) in _OBJECTS and self._nominal(n) and n < word]
            if objects:
                return self._meant(objects)
        if self.parse.upos[head] in _NOUNS and not any(self._base(n) == "nsubj" for n in self.below[head]):
            return ()
        return self._subjects(head, depth + 1)

    def _meant(self, words: Iterable[int]) -> tuple[int, ...]:
        """The words with those coordinated with them; a relative pronoun stands for its noun."""
        return tuple(dict.fromkeys(one for word in words for one in self._with(self._antecedent(word))))

    def _antecedent(self, word: int) -> int:
        parse = self.parse
        if self.lower(word) not in load_wording().listed["relative"] or parse.upos[word] not in ("PRON", "DET"):
            return word
        at = parse.heads[word]
        for _ in range(_DEEPEST):
            if parse.deprels[at] == "acl:relcl":
                return parse.heads[at]
            at = parse.heads[at]
        return word

    def _with(self, word: int) -> Iterator[int]:
        yield word
        for n in self.below[word]:
            if self._base(n) == "conj" and self._nominal(n):
                yield n

    def _base(self, word: int) -> str:
        return self.parse.deprels[word].partition(":")[0]

    def _nominal(self, word: int) -> bool:
        return self.parse.upos[word] in _NOMINAL
