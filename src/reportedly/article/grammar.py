"""Places in a sentence that two mentions of the same one cannot have, and one that they often have."""

from __future__ import annotations

from ..model.pairs import PRONOUN, Described
from ..model.parse import Parse
from ..vocabulary import Lexicon, plain

__all__ = ["Grammar"]

# Steps up the tree from a pronoun to the clause that it stands in.
_CLAUSE = 4
# Added where a pronoun judges what somebody does something to: it is he.
JUDGED = 3.0
# Steps up the tree from there to who does it.
_HIGHEST = 6
_APART = frozenset({"nmod:poss", "nmod", "conj", "compound"})
_ARGUMENTS = frozenset({"nsubj", "obj", "iobj", "nsubj:pass", "obl:agent"})


class Grammar:
    """Places in a sentence that two mentions of the same one cannot have."""

    def __init__(self, parse: Parse, described: Described, lexicon: Lexicon) -> None:
        self._parse, self._lexicon = parse, lexicon
        self._heads: list[int] = described.heads.tolist()
        self._text = plain(parse.text)
        self._two: list[set[int]] = [set() for _ in self._heads]
        self._below: dict[int, list[int]] = {}
        for n, head in enumerate(self._heads):
            if parse.heads[head] != head:
                self._below.setdefault(parse.heads[head], []).append(n)
        place = {word: n for n, word in enumerate(self._heads)}
        for word, n in place.items():
            over = place.get(parse.heads[word])
            relative = over is None and parse.deprels[word] == "nsubj" and described.kind[n] == PRONOUN
            if relative and parse.deprels[parse.heads[word]] == "acl:relcl" and not self._relative(word):
                for noun in self._whole(parse.heads[parse.heads[word]]):
                    over = place.get(noun, n)
                    if over != n:
                        self._two[n].add(over)
                        self._two[over].add(n)
            elif over is not None and parse.deprels[word] in _APART:
                self._two[n].add(over)
                self._two[over].add(n)

    def _whole(self, noun: int) -> tuple[int, ...]:
        """A noun, and with it the one that only says how many: "scores of boats"."""
        parse, over = self._parse, self._parse.heads[noun]
        many = parse.deprels[noun] == "nmod" and self._text[slice(*parse.words[over])] in self._lexicon.partitives
        return (noun, over) if many else (noun,)

    def _relative(self, word: int) -> bool:
        return self._lexicon.persons.get(self._text[slice(*self._parse.words[word])]) == "relative"

    def two(self, place: int) -> set[int]:
        """The mentions that have this one or are had by it, or are joined with it: "his father" is not he, "A and B"
        are two. In "boats that they seized", boats are not they."""
        return self._two[place]

    def judging(self) -> dict[tuple[int, int], float]:
        """What is added where "they" judge what somebody does something to: "Kenya seized boats they say are armed"."""
        parse, found = self._parse, dict[tuple[int, int], float]()
        for n, word in enumerate(self._heads):
            verb = parse.heads[word]
            if parse.deprels[word] != "nsubj" or parse.deprels[verb] != "acl:relcl" or parse.upos[word] != "PRON":
                continue
            forms = self._lexicon.forms(self._text[slice(*parse.words[verb])])
            if self._relative(word) or not any(form in self._lexicon.cues for form in forms):
                continue
            over = parse.heads[verb]
            for _ in range(_HIGHEST):
                subject = next((m for m in self._below.get(over, ()) if self._subject(m)), None)
                if subject is not None or parse.heads[over] == over:
                    if subject is not None and subject < n:
                        found[subject, n] = JUDGED
                    break
                over = parse.heads[over]
        return found

    def _subject(self, place: int) -> bool:
        return self._parse.deprels[self._heads[place]] == "nsubj"

    def told_to(self, place: int) -> tuple[int, ...]:
        """For a mention in what somebody tells somebody else both of them: "Ruiz told Lund (in a letter) that he had
        won"."""
        parse, word = self._parse, self._heads[place]
        for _ in range(_CLAUSE):
            if parse.heads[word] == word:
                return ()
            if parse.deprels[word] in ("ccomp", "acl"):
                break
            word = parse.heads[word]
        verb = parse.heads[word]
        if parse.deprels[word] == "acl" and parse.deprels[verb] in ("obl", "obj"):
            verb = parse.heads[verb]
        told = [n for n in self._below.get(verb, ()) if parse.deprels[self._heads[n]] in ("nsubj", "obj", "iobj")]
        one = any(parse.deprels[self._heads[n]] == "nsubj" for n in told)
        return tuple(told) if one and len(told) > 1 else ()

    def forbid(self, earlier: int, later: int) -> bool:
        """Whether two mentions cannot be the same one for what they are to each other and to their verb."""
        parse, a, b = self._parse, self._heads[earlier], self._heads[later]
        if earlier in self._two[later]:
            return True
        if parse.heads[a] == parse.heads[b] and a != b and parse.deprels[a] in _ARGUMENTS and (
            parse.deprels[b] in _ARGUMENTS
        ):  # fmt: skip
            return self._text[slice(*parse.words[b])] not in self._lexicon.reflexive
        return False
