"""What happened to what is counted, by the tree around it and the words of `measures.toml`.

From the counted noun upwards: what stands with it ("93 injured people"), what it is the object or the subject of, what
noun it hangs on ("the death of four"), and where it is one of several, what the first of them is. Then by the words
around it, for trees are often wrong. Where nothing near tells it, the measure is not known.
"""

from __future__ import annotations

from collections.abc import Sequence

from .context import Context
from .counting import load_units
from .fates import Fates
from .measurewords import DEAD, NO_VERBS, Measured, Role
from .outcomes import Kind, Measures
from .units import Counted, singular

__all__ = ["Measured", "measure_of"]

_STEPS = 5
# Adverbs that may stand between a number and what is said of it.
_ADVERBS = 2

_PREDICATES = frozenset({"VERB", "AUX", "ADJ", "NOUN", "X"})
_SAME = frozenset({"conj", "appos", "list", "parataxis"})
_OBJECTS = frozenset({"obj", "iobj", "nsubj:pass", "dobj"})
_SUBJECTS = frozenset({"nsubj"})


def measure_of(
    context: Context,
    what: Counted,
    kinds: frozenset[Kind],
    measures: Measures,
    children: Sequence[Sequence[int]],
    number: range,
    sentence: range,
) -> Measured | None:
    """The measure of `what` is counted: `number` are the words of the number and its noun, `sentence` those around it.
    `kinds`: whose measures may be told of it."""
    return _Finder(context, what, kinds, measures, children, number, sentence).find()


class _Finder(Fates):
    __slots__ = ()

    def find(self) -> Measured | None:
        if self._before() in self.measures.words["except"]:
            return None  # "all but two were killed"
        event = self.head is not None and self._befalling(self.head)
        found = (
            (self._noun() if event else None)
            or self.of_before()
            or self.through()
            or self._beside(self.top, 0)
            or self._adjacent()
            or self.plain()
            or self._climb()
            or self._beside(self.top, 0, busy=True)
            or self._noun()
            or self.behind()
            or self.ahead()
            or self.tallied()
            or self.hurt()
            or self._otherwise()
        )
        if found is not None and found.measure != DEAD:
            passive = self.measures.words["passive"]
            between = range(self.number.stop, found.word)
            in_passive = any(self.context.lower(word) in passive for word in between) or not between
            found = self.dead_later(found.word, in_passive) or self._dies(found.word) or found
        return self.settled(found)

    def _befalling(self, noun: int) -> bool:
        """Whether a noun tells by itself what befell people, whatever is done with its number ("police made 34
        arrests")."""
        units = load_units()
        return singular(self.context.lower(noun), units) in units.fixed["befalling"]

    def _dies(self, besides: int) -> Measured | None:
        """ "Three protesters, shot on Friday, have died": the death that the clause tells of its subject."""
        verb, relation = self.parse.heads[self.top], self.parse.deprels[self.top]
        if verb in (self.top, besides) or relation not in _SUBJECTS or not self.verbal(verb):
            return None
        role: Role = "objects" if self._passive(verb) else "subjects"
        return Measured(DEAD, verb, 1) if self.by_verb(verb, role) == DEAD else None

    def _before(self) -> str:
        """The two words before the number."""
        first = self.number.start
        return " ".join(self.context.lower(word) for word in range(max(self.sentence.start, first - 2), first))

    # The noun itself, and what stands with it

    def _noun(self) -> Measured | None:
        for word in dict.fromkeys((self.top if self.head is None else self.head, self.top)):
            measure = self.told(self.measures.nouns, word, ())
            if measure is None and self.what.partitive:  # "eleven of the 23 killed"
                measure = self.told(self.measures.beside, word, ())
            if measure:
                return Measured(measure, word, 0)
        if self.kinds == {"money"}:  # "a $2 million bond", "a 30 million euro loan"
            for word in range(self.number.stop - 1, min(self.number.stop + 1, self.sentence.stop)):
                measure = self.told(self.measures.of, word, ())
                if measure:
                    return Measured(measure, word, 1)
        return None

    def _otherwise(self) -> Measured | None:
        """ "Three million refugees": what a noun tells of those of whom nothing else is told."""
        if self.head is None:
            return None
        measure = self.told(self.measures.otherwise, self.head, ())
        return Measured(measure, self.head, 2) if measure else None

    def _beside(self, word: int, steps: int, busy: bool = False) -> Measured | None:
        """What stands with a noun. `busy`: what those do of whom it tells ("tankers carrying crude"), which counts less
        than what is done to them."""
        others = steps == 0 and self.of_them()  # "28 of 35 drones launched": all of those were
        for child in self.children[word]:
            relation = self.parse.deprels[child]
            if (others and relation.startswith("acl")) or self.context.lower(child) in self.measures.words["aside"]:
                continue
            if relation in ("amod", "acl", "dep", "appos", "compound", "nmod") and child not in self.number[:1]:
                near = self.children[child]
                doing = relation == "acl" and self.context.lower(child).endswith("ing")
                if (relation == "acl" and doing == busy) or (relation == "amod" and not busy):
                    measure = self.told(self.measures.beside, child, near)
                    if measure is None and relation == "acl":
                        measure = self._clause(child)
                    if measure:
                        return Measured(measure, child, steps)
            elif relation == "acl:relcl" and not busy:
                measure = self._relative(child)
                if measure:
                    return Measured(measure, child, steps + 1)
        return None

    def _clause(self, verb: int) -> str | None:
        """ "Fighters killed on the front" are objects, "migrants crossing the sea" subjects of the participle."""
        role: Role = "subjects" if self.context.lower(verb).endswith("ing") else "objects"
        return self.by_verb(verb, role)

    def _relative(self, verb: int) -> str | None:
        """ "Migrants who died", "the 23,000 who have been taken", "the men whom they killed"."""
        for child in self.children[verb]:
            if self.context.lower(child) in self.measures.words["relative"]:
                relation = self.parse.deprels[child]
                if relation in _OBJECTS:
                    return self._along(verb, "objects")
                if relation in _SUBJECTS:
                    role: Role = "objects" if self._passive(verb) else "subjects"
                    return self._along(verb, role) or self._predicate(verb)
                return None
        forms = {self.context.lower(c) for c in self.children[verb]}
        own = any(
            self.parse.deprels[c] in _SUBJECTS or self.parse.deprels[c] == "nsubj:pass" for c in self.children[verb]
        )
        if self._passive(verb):
            # "Children whose parents were killed": that is told of another subject.
            return None if own else self._along(verb, "objects")
        # Without a pronoun: "the men they killed"; but not "towns where they received aid".
        return self.by_verb(verb, "objects") if own and forms.isdisjoint(self.measures.words["where"]) else None

    def _adjacent(self) -> Measured | None:
        """ "27 dead", "three killed, 30 seriously injured": the word right behind the number, or behind an adverb."""
        for at in range(self.number.stop, min(self.sentence.stop, self.number.stop + _ADVERBS + 1)):
            if self.parse.upos[at] == "AUX":
                return None
            others = self.of_them() and not self.what.pronoun
            acts = self.head is not None and at == self.number.stop and not self.reduced(at)
            if self.parse.upos[at] == "VERB" and (others or acts):
                return None  # "two gunmen killed three guards", "28 of 35 drones launched overnight"
            measure = self.told(self.measures.beside, at, range(at, min(at + 3, len(self.parse.words))))
            if self.context.lower(at) in self.measures.words["aside"]:
                return None
            if measure and self.by_verb(at, "objects") == DEAD:
                measure = DEAD  # "burned to death"
            if measure and (self.head is None or self.parse.upos[at] != "NOUN"):
                return Measured(measure, at, 0)
            if self.parse.upos[at] != "ADV":
                return None
        return None

    # Upwards

    def _climb(self) -> Measured | None:
        word, verb = self.top, self.number.start - 1
        if verb >= self.sentence.start and self.context.lower(verb) in self.measures.words["agents"]:
            return None  # "three were killed by two masked men"
        if verb > self.sentence.start and self.parse.upos[verb] == "VERB" and self.parse.upos[verb - 1] == "CCONJ":
            # "Sent ships and targeted boats": the nearer verb has the object, whatever the tree says.
            measure = self._along(verb, "objects")
            return Measured(measure, verb, 1) if measure else None
        for steps in range(_STEPS):
            head, relation = self.parse.heads[word], self.parse.deprels[word]
            if head == word:
                return self._is_toll(word)  # "the dead are nine men and two women": of each of them
            base = relation.split(":")[0]
            if relation in _SAME or base == "conj":
                found = self._beside(head, steps + 1) if self.parse.upos[head] in ("NOUN", "PROPN", "NUM") else None
                if found is not None:
                    return found
                word = head
                if self.parse.upos[word] in ("VERB", "AUX"):
                    return None
                continue
            if relation in _OBJECTS:
                return self._at_verb(word, head, "objects", steps)
            if relation in _SUBJECTS:
                return self._at_verb(word, head, "subjects", steps)
            if base in ("nmod", "compound"):
                found = self._at_noun(word, head, steps)
                of = any(self.context.lower(c) in self.measures.words["of"] for c in self.children[word])
                group = of and self.context.lower(head) in self.measures.words["groups"]
                if found is not None or not group or self.kinds.isdisjoint({"persons", "soldiers"}):
                    return found
                word = head  # "train an army of 8,000"
                continue
            if base in ("obl", "xcomp", "ccomp", "dep", "orphan"):
                return self._oblique(word, head, steps)
            if base in ("nummod", "det", "fixed", "advmod", "amod", "flat", "acl", "case"):
                word = head
                continue
            return None
        return None

    def _is_toll(self, word: int) -> Measured | None:
        """ "The attendance was 3,000": what the number is said to be the number of."""
        for child in self.children[word]:
            if self.parse.deprels[child] in _SUBJECTS and child not in self.number:
                measure = self.told(self.measures.tolls, child, ())
                if measure:
                    return Measured(measure, child, 1)
        return None

    def _at_verb(self, word: int, verb: int, role: Role, steps: int) -> Measured | None:
        if self.parse.upos[verb] not in ("VERB", "AUX"):
            measure = self._predicate(verb)
            if measure:
                return Measured(measure, verb, steps + 1)
            if not self.verbal(verb):
                return None
        passive = self._passive(verb)
        if role == "subjects" and passive:
            role = "objects"
        # "Left two people dead", "saw 12 killed", "reported three men missing".
        for child in self.children[verb]:
            # "Downed 28 of 35 drones launched overnight": that is told of all of them.
            if self.of_them() and child == self.number.stop:
                continue
            if self.parse.deprels[child] in ("xcomp", "ccomp", "obj", "dep") and child > word and child != word:
                measure = self.told(self.measures.beside, child, self.children[child])
                if measure and role == "objects":
                    return Measured(measure, child, steps + 1)
        # "The toll hits 19".
        measure = self._toll(verb, word) if role == "objects" and not passive else None
        measure = measure or self._along(verb, role)
        if measure is None and self.parse.deprels[word] == "nsubj:pass":
            measure = self.by_verb(verb, "subjects")  # "died" is no passive, whatever the tree says
        if measure is None and role == "objects" and passive:
            measure = self._toll(verb, word)
        if measure is None and role == "subjects":
            measure = self._likewise(verb)
        return Measured(measure, verb, steps + 1) if measure else None

    def _likewise(self, verb: int) -> str | None:
        """ "Seventeen civilians died, as did nine militants"."""
        told = self.parse.heads[verb]
        if self.context.lower(verb) not in self.measures.words["likewise"] or told == verb:
            return None
        return self.by_verb(told, "objects" if self._passive(told) else "subjects")

    def _along(self, verb: int, role: Role) -> str | None:
        """What a verb tells, or one beside it ("run over and killed"), or one below ("are known to have been killed",
        "forced thousands to flee")."""
        # "They shot three people and fled": who acts on others is told of with them.
        acts = role == "subjects" and any(self.parse.deprels[child] == "obj" for child in self.children[verb])
        beside = None if acts else self._joined(verb, role)
        measure = self.by_verb(verb, role)
        if measure is not None and beside != DEAD:
            return measure
        if beside is not None:
            return beside
        for child in self.children[verb]:
            relations = {self.parse.deprels[below] for below in self.children[child]}
            if (
                self.parse.deprels[child] == "xcomp"
                and not acts  # "shot three people dead"
                and self.parse.upos[child] in _PREDICATES
                and relations.isdisjoint(_SUBJECTS)
            ):
                below: Role = "objects" if self._passive(child) else "subjects"
                measure = self.by_verb(child, below) or self._predicate(child)
                if measure is not None:
                    return measure
        return None

    def _joined(self, verb: int, role: Role) -> str | None:
        """What a verb beside this one tells of the same party: "shot and killed"."""
        for child in self.children[verb]:
            if self.parse.deprels[child] == "conj" and self.parse.upos[child] not in NO_VERBS:
                relations = {self.parse.deprels[below] for below in self.children[child]}
                if relations.isdisjoint(_SUBJECTS | _OBJECTS):
                    measure = self.by_verb(child, role)
                    if measure is not None:
                        return measure
        return None

    def _passive(self, verb: int) -> bool:
        return any(self.parse.deprels[c] in ("aux:pass", "nsubj:pass") for c in self.children[verb])

    def _predicate(self, word: int) -> str | None:
        """ "Are dead", "are in custody", "is missing": an adjective or a noun that is said of what is counted."""
        return self.told(self.measures.beside, word, self.children[word])

    def _at_noun(self, word: int, noun: int, steps: int) -> Measured | None:
        """ "The death of four", "the release of 1,500 prisoners", "a toll of 30"."""
        cases = {self.context.lower(c) for c in self.children[word] if self.parse.deprels[c] == "case"}
        measure = next(filter(None, (self.joined_by(noun, case) for case in sorted(cases))), None)
        if measure:
            return Measured(measure, noun, steps + 1)
        if not cases or not cases.isdisjoint(self.measures.words["tolled"]):
            near = [*self.children[noun], *range(max(self.sentence.start, noun - 2), noun)]
            measure = (
                self.told(self.measures.of, noun, near)
                if not cases or not cases.isdisjoint(self.measures.words["of"])
                else None
            )
            measure = measure or self._of_object(noun) or self.told(self.measures.tolls, noun, ())
            if measure:
                return Measured(measure, noun, steps + 1)
        return None

    def _of_object(self, noun: int) -> str | None:
        """ "Claimed the lives of four": a noun and its verb that tell it together."""
        verb = self.parse.heads[noun]
        if verb == noun or self.parse.deprels[noun] not in _OBJECTS:
            return None
        together = {
            form: tuple(entry for entry in entries if self.context.lower(noun) in entry.beside)
            for form, entries in ((form, self.measures.objects.get(form, ())) for form in (self.context.lower(verb),))
        }
        return self.told(together, verb, [noun])

    def _oblique(self, word: int, verb: int, steps: int) -> Measured | None:
        """ "Put the dead at five", "the toll rose to 22": what the number is the number of."""
        cases = sorted(self.context.lower(c) for c in self.children[word] if self.parse.deprels[c] == "case")
        measure = self._toll(verb, word) or self.told(self.measures.tolls, verb, ())
        measure = measure or next(filter(None, (self.joined_by(verb, case) for case in cases)), None)
        return Measured(measure, verb, steps + 1) if measure else None

    def _toll(self, verb: int, word: int) -> str | None:
        for child in self.children[verb]:
            if child == word or self.parse.deprels[child] not in ("obj", "nsubj", "nsubj:pass"):
                continue
            measure = self.told(self.measures.tolls, child, ())
            if measure:
                return measure
            for below in self.children[child]:
                if self.parse.deprels[below].split(":")[0] in ("nmod", "compound", "acl", "amod"):
                    measure = self.told(self.measures.tolls, below, ())
                    if measure:
                        return measure
                    for further in self.children[below]:
                        if self.parse.deprels[further].split(":")[0] in ("acl", "amod"):
                            measure = self.told(self.measures.beside, further, ())
                            if measure:
                                return measure
        return None
