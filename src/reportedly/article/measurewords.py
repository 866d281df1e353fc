"""What happened to what is counted, by the words beside it alone: trees are often wrong, and near words seldom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .context import Context
from .outcomes import Kind, Measures, Outcome
from .uncounted import is_headline
from .units import Counted

__all__ = ["DEAD", "NO_VERBS", "Measured", "Role", "Words"]

Role = Literal["objects", "subjects"]
DEAD = "killed"
"""The measure that is told of people in the end, whatever was told of them before."""
# Words behind a number, and before it, in which a verb or a toll is looked for where the tree has none.
_NEAR, _FAR = 7, 12
# Words of an aside between commas ("two men, both in their twenties, were …"), and behind a verb in which another one
# may tell what became of the same people.
_ASIDE, _LATER = 12, 16
# An adverb that stands further from its verb tells of somebody else.
_ADVERB = 2
NO_VERBS = frozenset({"NOUN", "PROPN", "NUM", "ADP", "DET", "PRON", "PUNCT", "CCONJ", "ADV", "PART"})
# Behind a participle these begin its object, so that it is no participle: "12 rebels killed three guards".
_OBJECT = frozenset({"DET", "NUM", "PRON", "NOUN", "PROPN", "ADJ", "SYM"})
# What the phrase of another noun consists of.
_PHRASE = frozenset({"DET", "ADJ", "NUM", "PRON", "NOUN", "PROPN"})
# What "and" may join that has a subject of its own, or a verb that tells of somebody else.
_ANEW = frozenset({"DET", "NUM", "PRON", "PROPN", "VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure, the word that tells it, and how near that stands: 0 at the noun, more by each step up the tree."""

    measure: str
    word: int
    steps: int


class Words:
    """A counted noun with the words around it, and the measures that they tell. See `measures.measure_of`."""

    __slots__ = ("children", "context", "head", "kinds", "measures", "number", "parse", "sentence", "top", "what")

    def __init__(
        self,
        context: Context,
        what: Counted,
        kinds: frozenset[Kind],
        measures: Measures,
        children: Sequence[Sequence[int]],
        number: range,
        sentence: range,
    ) -> None:
        self.context, self.what, self.top, self.head = context, what, what.top, what.head
        self.kinds, self.measures = kinds, measures
        self.children, self.number, self.sentence, self.parse = children, number, sentence, context.parse

    def told(self, table: Mapping[str, tuple[Outcome, ...]], word: int, near: Iterable[int]) -> str | None:
        """The measure that a word tells along with the words near it."""
        forms: set[str] | None = None
        for entry in table.get(self.context.lower(word), ()):
            if entry.only.isdisjoint(self.kinds):
                continue
            if entry.beside:
                if forms is None:
                    forms = {self.context.lower(other) for other in near}
                if not all(other in forms for other in entry.beside):
                    continue
            return entry.measure or None
        return None

    def verbal(self, word: int) -> bool:
        """Whether a word is a verb, whatever the model took it for: it reads "has deported" as X."""
        if self.parse.upos[word] not in NO_VERBS:
            return True
        form = self.context.lower(word)
        return form.endswith(("ed", "ing")) or form in self.measures.participles

    def by_verb(self, verb: int, role: Role) -> str | None:
        alone = role == "subjects" and self.context.lower(verb) in self.measures.words["alone"]
        if alone and any(self.parse.deprels[child] == "obj" for child in self.children[verb]):
            return None  # "twelve nuns ran the orphanage"
        table = self.measures.objects if role == "objects" else self.measures.subjects
        return self.told(table, verb, self._around(verb))

    def _around(self, verb: int) -> set[int]:
        """Words that may belong to a verb of several words: what hangs on it or stands next to it."""
        near = {w for w in range(max(0, verb - 2), verb) if self.parse.upos[w] in ("ADV", "PART")}
        near |= {
            w
            for w in range(verb + 1, min(verb + 3, len(self.parse.words)))
            if w not in self.number or w < self.number.start
        }
        if self.head is not None and self.head in self.number:
            near.add(self.head)  # "took 12 lives"
        if verb == self.number.start - 1:
            for word in range(self.number.stop, min(self.number.stop + 3, self.sentence.stop)):
                if self.parse.upos[word] in ("PUNCT", "CCONJ"):
                    break
                near.add(word)  # "took nine to hospital"
        for child in self.children[verb]:
            if self.parse.deprels[child] == "advmod" and abs(child - verb) > _ADVERB:
                continue  # "two were shot, one fatally"
            if child not in self.number and self.parse.deprels[child].split(":")[0] in (
                "compound",
                "advmod",
                "obl",
                "xcomp",
                "obj",
                "advcl",
                "case",
                "mark",
                "prt",
                "iobj",
                "ccomp",
            ):
                near.add(child)
                near.update(g for g in self.children[child] if self.parse.deprels[g] in ("case", "mark"))
        return near

    def plain(self) -> Measured | None:
        """ "12 people (, most of them children,) (who) (have) (since) (been) killed": nothing else between."""
        words = self.measures.words
        at = self._behind_all()
        aside = at > self.number.stop
        stop = min(self.sentence.stop, at + _NEAR)
        if at >= stop:
            return None
        held = self.context.lower(at) in words["custody"] - words["listed"]
        if aside and not (held or self.context.lower(at) in words["passive"] | words["perfect"] or self.verbal(at)):
            return None
        if self._governed() and not (
            self.reduced(at) or self.context.lower(at) in words["relative"] | words["custody"]
        ):
            return None
        return self._predicate_at(at, aside)

    def _predicate_at(self, at: int, aside: bool) -> Measured | None:
        """What the verb that follows at word `at` tells, past auxiliaries, adverbs and relative pronouns."""
        words, passive, perfect = self.measures.words, False, False
        stop = min(self.sentence.stop, at + _NEAR)
        while at < stop:
            form = self.context.lower(at)
            passive, perfect = passive or form in words["passive"], perfect or form in words["perfect"]
            if self.of_them() and form in words["relative"]:
                return None  # "two of the four who were shot": that is told of the four
            linked = form in words["passive"] or form in words["perfect"] or form in words["relative"]
            # The model takes "convicted" or "fled" for an adverb now and then.
            verb = form in self.measures.participles or (perfect and form in self.measures.subjects)
            if not linked and (self.parse.upos[at] != "ADV" or verb):
                break
            at += 1
        if at >= stop:
            return None
        form = self.context.lower(at)
        if form in words["staying"] and at + 1 < self.sentence.stop:
            return self._staying(at + 1)
        if form in words["custody"] and (aside or at == self.number.stop):
            return self._in_custody(at)
        if not (passive or self.verbal(at) or (perfect and form in self.measures.subjects)):
            return None
        if form.endswith("ing") and not passive and not perfect:
            return None  # "tankers carrying crude were seized": what they do counts less, see `measures`
        passive = passive and not form.endswith("ing")  # "four are recovering"
        measure = None
        if passive:
            near = range(at, min(at + 3, self.sentence.stop))
            measure = self.by_verb(at, "objects") or self.told(self.measures.beside, at, near)
        elif self._stands_aside(at):
            return self._garden_path(at)
        elif perfect or aside or not self.reduced(at) or self._acts(at):
            measure = self.by_verb(at, "subjects")
            if (
                measure is None
                and not perfect
                and at == self.number.stop
                and self.parse.upos[at + 1 : at + 2] == ("ADP",)
            ):
                return self._garden_path(at) or self.dead_later(at, passive)
        elif self.of_them():
            return None
        else:
            measure = self.by_verb(at, "objects")
            # "Two men convicted of murder were hanged": what the sentence tells goes before what the noun has with it.
            told = self._garden_path(at) if measure != DEAD else None
            if told is not None or measure is None:
                return told
        return Measured(measure, at, 1) if measure else self.dead_later(at, passive)

    def _staying(self, at: int) -> Measured | None:
        """ "12 people remain in custody", "remain missing": what they go on being, at word `at`."""
        if self.context.lower(at) in self.measures.words["custody"]:
            return self._in_custody(at)
        measure = self.told(self.measures.beside, at, ()) or self.by_verb(at, "objects")
        return Measured(measure, at, 1) if measure else None

    def _in_custody(self, at: int) -> Measured | None:
        """ "Two people in critical condition", "three men in custody": what a preposition and its noun tell."""
        for inner in range(at + 1, min(at + 4, self.sentence.stop)):
            if self.parse.upos[inner] == "CCONJ":
                return None  # "killed 813 in Selmar and infected 35,000"
            measure = self.told(self.measures.beside, inner, ()) or self.told(self.measures.nouns, inner, ())
            if measure:
                return Measured(measure, inner, 2)
        return None

    def _governed(self) -> bool:
        """Whether the number hangs on a preposition right before it: "the wives of two men were arrested", but not "a
        family of five was found dead"."""
        before = self.number.start - 1
        if before <= self.sentence.start:
            return before == self.sentence.start and self.parse.upos[before] == "ADP"
        return self.parse.upos[before] == "ADP" and self.context.lower(before - 1) not in self.measures.words["groups"]

    def of_them(self) -> bool:
        """Whether some of those are counted who are told behind "of": "two of the four", but not "dozens of people"."""
        words, parse = self.number, self.parse
        behind = next((n + 1 for n in words if self.context.lower(n) in self.measures.words["of"]), words.stop)
        return self.what.partitive and (behind >= words.stop or parse.upos[behind] in ("DET", "PRON", "NUM"))

    def reduced(self, at: int) -> bool:
        """ "12 rebels killed in Marwa", but not "12 rebels killed three guards", "12 shot and killed a guard"."""
        stop, behind = self.sentence.stop, at + 1
        if at != self.number.stop or self.context.lower(at) not in self.measures.participles:
            return False
        if behind + 1 < stop and self.parse.upos[behind] == "CCONJ" and self.verbal(behind + 1):
            behind += 2
        when = self.measures.words["when"]
        while behind < stop and self.parse.upos[behind] == "ADV" and self.context.lower(behind) not in when:
            behind += 1
        if behind >= stop or self.context.lower(behind) in when:
            return True
        if self.parse.upos[behind] == "SCONJ":
            return False  # "most Halvards accepted that it was so"
        if self.told(self.measures.beside, behind, ()):
            return True  # "two shot dead"
        subject = self.parse.deprels[self.top] == "nsubj" and self.parse.heads[self.top] == at
        if subject and any(self.parse.deprels[child] == "obj" and child > at for child in self.children[at]):
            return False
        if (
            " ".join(self.context.lower(n) for n in range(behind, min(behind + 2, stop)))
            in self.measures.words["bounds"]
        ):
            return False  # "two bombers killed at least 38"
        return self.parse.upos[behind] not in _OBJECT

    def _stands_aside(self, at: int) -> bool:
        """ "3,000 children born there are held": a participle right behind the noun that tells who they are."""
        return at == self.number.stop and self.context.lower(at) in self.measures.words["aside"]

    def _acts(self, at: int) -> bool:
        """ "Thousands turned out in the rain": a verb of which what is counted is the subject, and that tells something
        of one who does it."""
        heads, relations = self.parse.heads, self.parse.deprels
        subject = heads[self.top] == at and relations[self.top] == "nsubj"
        return subject and self.by_verb(at, "subjects") is not None

    def _garden_path(self, verb: int) -> Measured | None:
        """ "Two men wanted for murder were arrested": the verb of the sentence, behind one that belongs to the noun."""
        words = self.measures.words
        for at in range(verb + 1, min(verb + _ASIDE, self.sentence.stop)):
            form = self.context.lower(at)
            if form in words["passive"] or form in words["perfect"]:
                return self._predicate_at(at, aside=True)
            if self.parse.upos[at] in ("VERB", "CCONJ", "SCONJ") or form in words["relative"] or form in (",", ";"):
                return None
        return None

    def _behind_all(self) -> int:
        """The word behind the number, behind what is told along with it ("two men and a woman"), or behind what stands
        between commas right after it."""
        at, stop = self.number.stop, min(self.sentence.stop, self.number.stop + _ASIDE)
        if at < stop and self.context.lower(at) == ",":
            return next((n + 1 for n in range(at + 2, stop) if self.context.lower(n) == ","), self.number.stop)
        if at < stop and self.parse.upos[at] == "CCONJ":
            at += 1
            while at < stop and self.parse.upos[at] in _PHRASE:
                at += 1
            if self.parse.upos[at - 1] in ("NOUN", "PROPN"):
                return at
        return self.number.stop

    def dead_later(self, verb: int, passive: bool) -> Measured | None:
        """The death of those of whom the word `verb` tells something else first: "were shot in the chest and died",
        "were ambushed and killed", "were taken to a hospital, where they were pronounced dead"."""
        if verb < self.number.stop:
            return None
        words = self.measures.words
        at, stop = verb + 1, min(self.sentence.stop, verb + _LATER)
        while at < stop:
            form = self.context.lower(at)
            if form in words["then"] or form in words["where"]:
                inner, turned, beside = at + 1, passive, form in words["where"]
                while inner < stop:
                    form = self.context.lower(inner)
                    turned = turned or form in words["passive"]
                    linked = form in words["passive"] or form in words["perfect"] or form in words["then"]
                    if not linked and self.parse.upos[inner] != "ADV" and not (beside and form in words["they"]):
                        break
                    inner += 1
                if inner < stop and (
                    self.by_verb(inner, "subjects") == DEAD or (turned and self.by_verb(inner, "objects") == DEAD)
                ):
                    return Measured(DEAD, inner, 1)
                if inner >= stop or self.parse.upos[inner] in _ANEW:
                    return None
            elif self.parse.upos[at] in ("VERB", "AUX") and not form.endswith("ing"):
                return None
            at += 1
        return None

    def behind(self) -> Measured | None:
        """ "12 people (who) (have) (been) killed": the first verb behind that tells something, past auxiliaries and
        adverbs, and past verbs on which it hangs ("continued to flee")."""
        passive = perfect = False
        words = self.measures.words
        stop = min(self.sentence.stop, self.number.stop + _NEAR)
        if self._governed() and not (
            stop > self.number.stop and self.context.lower(self.number.stop) in words["relative"]
        ):
            return None
        for at in range(self.number.stop, stop):
            form, upos = self.context.lower(at), self.parse.upos[at]
            if form in words["passive"]:
                passive = True
            elif form in words["perfect"]:
                perfect = True
            elif form in words["custody"] and (passive or form in self.measures.words["listed"]):
                return self._in_custody(at)
            elif form in self.measures.words["aside"] and not passive:
                continue
            elif upos in ("VERB", "X") or (form in self.measures.objects and self.verbal(at)):
                reduced = not perfect and self.reduced(at)
                role: Role = "objects" if reduced or (passive and not form.endswith("ing")) else "subjects"
                measure = self.by_verb(at, role) or (self.told(self.measures.beside, at, ()) if passive else None)
                if measure:
                    return Measured(measure, at, 2)
                if at + 1 >= stop or self.context.lower(at + 1) not in words["to"]:
                    return None
                passive = perfect = False
            elif upos == "CCONJ" or (upos in ("NOUN", "ADJ") and self.parse.upos[at - 1] in ("CCONJ", "ADJ")):
                continue
            elif upos not in ("AUX", "ADV", "PART") and form not in words["between"]:
                return None
        return None

    def of_before(self) -> Measured | None:
        """ "The deaths of 12 people", "the slayings of three": the noun before "of"."""
        of = self.number.start - 1
        if of <= self.sentence.start or self.context.lower(of) not in self.measures.words["of"]:
            return None
        measure = self.told(self.measures.of, of - 1, range(max(self.sentence.start, of - 3), of - 1))
        return Measured(measure, of - 1, 1) if measure else None

    def through(self) -> Measured | None:
        """ "Attacks on two compounds", "asked for $10bn", "signed by 200 members": what the word before the preposition
        before a number tells along with it."""
        joint = self.number.start - 1
        if joint > self.sentence.start and self.parse.upos[joint] == "DET":
            joint -= 1
        if joint <= self.sentence.start:
            return None
        word = joint - 1
        if self.context.lower(joint) in self.measures.words["agents"]:
            measure = self.told(self.measures.agents, word, ())
        else:
            measure = self.joined_by(word, self.context.lower(joint))
        return Measured(measure, word, 1) if measure else None

    def joined_by(self, word: int, joint: str) -> str | None:
        """The measure that a word tells along with the preposition `joint` of what is counted."""
        near = range(max(0, word - 2), min(word + 3, len(self.parse.words)))
        forms = {joint, *(self.context.lower(other) for other in near)}
        for entry in self.measures.through.get(self.context.lower(word), ()):
            if joint in entry.beside and forms.issuperset(entry.beside) and not entry.only.isdisjoint(self.kinds):
                return entry.measure
        return None

    def _past_first(self, at: int) -> int:
        """The word before the first of two objects, where the number is the second: "killed himself and 12 others"."""
        stop = self.number.stop
        goes_on = stop < self.sentence.stop and self.parse.upos[stop] in ("VERB", "AUX")
        if at <= self.sentence.start or self.context.lower(at) not in self.measures.words["joining"] or goes_on:
            return at
        first = at - 1
        while first > self.sentence.start and self.parse.upos[first] in _PHRASE and at - first < _NEAR:
            first -= 1
        return first if first < at - 1 and self.parse.upos[first] == "VERB" else at

    def _past_payee(self, at: int) -> int:
        """The word before whom money goes to: "pledged Upper Volta three million dollars"."""
        first = at
        while (
            first > self.sentence.start
            and at - first < _NEAR
            and (self.parse.upos[first] in _PHRASE or self.context.lower(first) in self.measures.words["of"])
        ):
            first -= 1
        return first if first < at and self.verbal(first) and self.parse.upos[first + 1] != "ADP" else at

    def ahead(self) -> Measured | None:
        """ "Killing 12 people", "wounded at least 30": the verb right before."""
        sentence = self.sentence
        if self.number.start > sentence.start and is_headline(self.context, sentence):
            verb = self.number.start - 1  # "Jets Down Two Planes": whatever the model took it for
            measure = self.by_verb(verb, "objects")
            if measure:
                return Measured(measure, verb, 2)
        at = self._past_first(self.number.start - 1)
        if self.kinds == {"money"}:
            at = self._past_payee(at)
        while (
            at >= sentence.start
            and self.parse.upos[at] in ("ADV", "DET", "ADP", "ADJ", "PUNCT", "NUM")
            and self.number.start - at < _NEAR - 1
            and not (self.parse.upos[at] == "ADJ" and self.context.lower(at) in self.measures.participles)
        ):
            if self.context.lower(at) in self.measures.words["of"] and at > sentence.start:
                measure = self.told(self.measures.of, at - 1, range(max(sentence.start, at - 3), at - 1))
                return Measured(measure, at - 1, 2) if measure else None
            particle = self.parse.deprels[at] == "compound:prt"  # "carried out 18 raids"
            if (
                self.parse.upos[at] in ("ADP", "PUNCT")
                and not particle
                and self.context.lower(at) not in self.measures.words["ahead"]
            ):
                return None
            at -= 1
        # The model takes "hosts" for a noun; a name before it is its subject.
        third = at > sentence.start and self.context.lower(at).endswith("s") and self.parse.upos[at - 1] == "PROPN"
        if at < sentence.start or not (third or self.verbal(at)) or self._of_clause(at):
            return None
        measure = self.by_verb(at, "objects")
        return Measured(measure, at, 2) if measure else None

    def _of_clause(self, verb: int) -> bool:
        """ "He claimed nobody lost a house": the number is the subject of the clause that the verb before it has."""
        heads, relations = self.parse.heads, self.parse.deprels
        told = heads[self.top]
        return relations[self.top].startswith("nsubj") and relations[told] == "ccomp" and heads[told] == verb

    def tallied(self) -> Measured | None:
        """ "Puts the dead at 161", "the toll from fourteen to 31": the nearest word of a toll before a number."""
        sentence, first = self.sentence, self.number.start
        link = self.context.lower(first - 1) if first > sentence.start else ""
        if link not in self.measures.words["tallies"]:
            return None
        if self.context.lower(first - 2) in self.measures.words["existing"] and first - 2 >= sentence.start:
            return None  # "three were arrested, and there were about 1,000 in the square"
        if self.parse.deprels[self.top].startswith("nsubj") and link in self.measures.words["listed"]:
            return None  # "announced her death as about 90 pupils lit candles"
        for at in range(first - 1, max(sentence.start, first - _FAR) - 1, -1):
            if self.context.lower(at) in (";", "."):
                return None
            # "The High Commission for Refugees said there were 3,000": part of a name.
            named = self.context.form_is_capital(at) and at > sentence.start and not is_headline(self.context, sentence)
            measure = None if named else self.told(self.measures.tolls, at, ())
            if measure:
                return Measured(measure, at, 2)
        return None
