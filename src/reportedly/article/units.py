"""What is counted: the noun that a number stands with, by the tree or by the words, and the unit that it is."""

from __future__ import annotations

from dataclasses import dataclass

from .bounds import Amount
from .context import Context
from .counting import Units

__all__ = ["Counted", "counted", "noun_unit", "singular"]

# Words between a number and the noun that it counts, where the tree does not say.
_REACH = 8
_NOMINAL = frozenset({"NOUN", "PROPN"})
_UNSURE = frozenset({"PRON", "X", "SYM", "INTJ"})
_MODIFIERS = frozenset({"ADJ", "NOUN", "PROPN", "VERB", "NUM", "ADV"})
_COUNTING = frozenset({"nummod", "nummod:gov", "det", "amod", "compound", "nmod:poss", "advmod", "dep"})
# Relations of a verb that is that of a clause, and no participle before a noun: "a dozen more suffered injuries".
_FINITE = frozenset({"root", "conj", "ccomp", "parataxis", "advcl", "acl:relcl"})
# Of entities that the model finds, those whose plural is people.
_PERSONS = frozenset({"person"})
# So many forces are people.
_MANNED = 20


@dataclass(frozen=True, slots=True)
class Counted:
    """What an amount counts.

    head: the word of the noun, None where none is told; top: the word that stands for the amount in the clause (the
    noun, or the number itself); end: behind the last word of the phrase; unit: None where nothing tells it;
    partitive: "26 of its 36 members"; pronoun: "six of them"; modifier: with its number it stands before another
    noun ("a 12-mile limit"); listed: the unit is in the lexicon; place: the word "percent".
    """

    head: int | None
    top: int
    end: int
    unit: str | None
    partitive: bool = False
    pronoun: bool = False
    modifier: bool = False
    listed: bool = False
    place: int | None = None


def counted(context: Context, amount: Amount, words: range, sentence: range, units: Units) -> Counted:
    """What `amount`, which stands in `words` of a sentence, counts."""
    return _Finder(context, amount, words, sentence, units).find()


class _Finder:
    __slots__ = ("amount", "context", "fixed", "sentence_end", "units", "words")

    def __init__(self, context: Context, amount: Amount, words: range, sentence: range, units: Units) -> None:
        self.context, self.amount, self.words, self.units = context, amount, words, units
        self.sentence_end, self.fixed = sentence.stop, units.fixed

    def lower(self, word: int) -> str:
        return self.context.lower(word) if 0 <= word < self.sentence_end else ""

    def upos(self, word: int) -> str:
        return self.context.parse.upos[word] if 0 <= word < self.sentence_end else ""

    def nominal(self, word: int) -> bool:
        """Whether a word is a noun, or is listed as one and taken by the model for what it hardly is."""
        if self.lower(word) in self.fixed["days"]:
            return False
        return self.upos(word) in _NOMINAL or (self.upos(word) in _UNSURE and self.lower(word) in self.units.units)

    def find(self) -> Counted:
        top, at = self._top(), self.words.stop
        per_cent = f"{self.lower(at)} {self.lower(at + 1)}" in self.fixed["per_cent"]
        if per_cent or self.lower(at) in self.fixed["percent"]:
            return self._percent(top, at + 2 if per_cent else at + 1)
        if self.amount.kind == "part":
            return self._part(top, at)
        if self.lower(at) in ("-", "–") and self._tight(at):
            hyphened = self._hyphened(top, at + 1)
            if hyphened is not None:
                return hyphened
        out_of = f"{self.lower(at)} {self.lower(at + 1)}" in self.fixed["out_of"]
        if out_of or self.lower(at) in self.fixed["of"]:
            of = self._of(top, at + 2 if out_of else at + 1)
            if of is not None:
                return of
        if self.lower(at) in self.fixed["more"] and self.lower(at + 1) in self.fixed["of"]:
            of = self._of(top, at + 2)
            if of is not None:
                return of
        money = self._money(at)
        if money is not None:
            return Counted(money[0] - 1, self._phrase_top(top, money[0] - 1), money[0], money[1], listed=True)
        measured = self._listed(at)
        if measured is not None and measured[1] in self.units.measured:
            last = measured[0] - 1
            return Counted(last, self._phrase_top(top, last), measured[0], measured[1], listed=True)
        head = self._by_tree(top)
        if head is None and self.lower(at) not in self.fixed["determiners"]:
            head = self._by_words(at)
        if head is not None and self._befallen(head):
            # "Two shot dead", "the seven people shot": the model takes for a noun what befell them.
            people = head > at and self.nominal(head - 1) and self.plural(head - 1)
            head = head - 1 if people else None
        if head is None:
            return self._bare(top, at)
        return self._noun(head, top)

    # Parts

    def _befallen(self, word: int) -> bool:
        form = self.lower(word)
        return form in self.fixed["harmed"] and form not in self.units.units and self.amount.value not in (0, 1)

    def _top(self) -> int:
        """The word of the number whose head is outside of it."""
        heads = self.context.parse.heads
        outside = [w for w in self.words if heads[w] not in self.words or heads[w] == w]
        return outside[-1] if outside else self.words[-1]

    def _tight(self, word: int) -> bool:
        """Whether nothing stands between a word and its neighbours."""
        spans = self.context.parse.words
        before = spans[word - 1].end == spans[word].start
        return before and word + 1 < len(spans) and spans[word].end == spans[word + 1].start

    def _phrase_top(self, top: int, head: int) -> int:
        """The noun, unless the tree has the number above it."""
        return head if not self.context.below(head, top) else top

    def _percent(self, top: int, end: int) -> Counted:
        place = end - 1
        if self.lower(end) in self.fixed["of"]:
            phrase = self._of(top, end + 1)
            if phrase is not None:
                return Counted(
                    phrase.head,
                    self._over(top, end - 1),
                    phrase.end,
                    "percent",
                    True,
                    phrase.pronoun,
                    listed=True,
                    place=place,
                )
        return Counted(None, self._over(top, end - 1), end, "percent", listed=True, place=place)

    def _over(self, top: int, last: int) -> int:
        """The one of two words that hangs on the other's head: "percent" over its number."""
        heads = self.context.parse.heads
        return last if heads[top] == last else top

    def _part(self, top: int, at: int) -> Counted:
        place = at
        if self.lower(place) in self.fixed["of"] or self.lower(place) in self.fixed["articles"]:
            place += 1
            if self.lower(place) in self.fixed["articles"]:
                place += 1
            measured = self._listed(place)
            if measured is not None and measured[1] in self.units.measured:
                return Counted(measured[0] - 1, top, measured[0], measured[1], listed=True)
            if self.lower(place) in self.fixed["time"]:
                return Counted(place, top, place + 1, self.lower(place))
        if self.lower(at) in self.fixed["of"]:
            of = self._of(top, at + 1)
            if of is not None:
                return Counted(of.head, top, of.end, "percent", True, of.pronoun, listed=True)
        head = self._by_words(at)
        if head is not None and (self.lower(at) in self.fixed["determiners"] or self.amount.share):
            return Counted(head, top, head + 1, "percent", listed=True, partitive=True)
        if self.amount.share and self.amount.end - self.amount.first > 3:
            return Counted(None, top, at, "percent", listed=True)
        return Counted(head if head is not None and self._beside(head, at) else None, top, at, "percent", listed=True)

    def _beside(self, head: int, at: int) -> bool:
        return head - at < 3

    def _hyphened(self, top: int, at: int) -> Counted | None:
        """ "A 12-mile limit", "a 30,000-strong force", "a five-storey block": the word behind the hyphen is counted."""
        noun = self.lower(at)
        if not noun.isalpha():
            return None
        if noun in self.fixed["strong"]:
            return Counted(at, top, at + 1, "person", modifier=True, listed=True)
        if noun in self.fixed["ways"]:
            return None
        unit = self.units.units.get(noun) or self.units.money.get(noun) or self.units.hundredths.get(noun)
        if unit is None and self.upos(at) in ("VERB", "ADJ", "ADV", "ADP"):
            return None
        return Counted(at, top, at + 1, unit or self.singular(noun), modifier=True, listed=unit is not None)

    def _of(self, top: int, at: int) -> Counted | None:
        """What follows "of": a noun phrase, a pronoun, "whom"."""
        word = self.lower(at)
        if word in self.fixed["pronouns"] or (
            word in self.fixed["demonstratives"]
            and (
                self.upos(at + 1) not in _NOMINAL or self.lower(at + 1) in self.fixed["harmed"] | self.fixed["present"]
            )
        ):
            return Counted(None, top, at + 1, None, True, True)
        if word in self.fixed["all"]:
            at += 1
        # "Four of the 23 killed".
        harmed = at + 2 if word in self.fixed["determiners"] and self.upos(at + 1) == "NUM" else at
        if self.lower(harmed) in self.fixed["harmed"] and self.upos(harmed + 1) not in _NOMINAL:
            return Counted(harmed, top, harmed + 1, "person", True, listed=True)
        head = self._by_words(at, through_numbers=True)
        if head is None:
            return None
        unit, listed = self.unit(head)
        return Counted(head, top, head + 1, unit, True, listed=listed)

    def _listed(self, at: int) -> tuple[int, str] | None:
        """The longest listed unit that begins with word `at`: the word behind it, and the unit."""
        for length in range(self.units.longest, 0, -1):
            if at + length <= self.sentence_end:
                phrase = " ".join(self.lower(at + n) for n in range(length)).replace(" . ", ". ").replace(" / ", "/")
                unit = self.units.units.get(phrase)
                if unit is not None:
                    return at + length, unit
        return None

    def _money(self, at: int) -> tuple[int, str] | None:
        """A currency right behind the number, with an adjective or without: the word behind it, and its name."""
        for length in (3, 2, 1):
            phrase = " ".join(self.lower(at + n) for n in range(length))
            if at + length <= self.sentence_end and phrase in self.units.money:
                return at + length, self.units.money[phrase]
        noun = self.lower(at + 1)
        if self.upos(at) == "ADJ" and self.context.form_is_capital(at) and noun in self.units.money:
            return at + 2, self.units.money[noun]
        if self.lower(at) in self.units.hundredths:
            return at + 1, self.units.hundredths[self.lower(at)]
        return None

    def _by_tree(self, top: int) -> int | None:
        """The noun that the number hangs on."""
        parse, word = self.context.parse, top
        if not self.context.parsed:
            return None
        head = parse.heads[word]
        if (
            head != word
            and parse.deprels[word] in _COUNTING
            and self.nominal(head)
            and self.words.stop <= head < self.sentence_end
            and head - self.words.stop < _REACH + 4
            and not self._broken(self.words.stop, head)
        ):
            return self._through(head)
        return None

    def _through(self, head: int) -> int:
        """ "200 boat people": the last noun of those that stand side by side, as long as none is a plural."""
        while (
            head + 1 < self.sentence_end
            and self.upos(head + 1) == "NOUN"
            and self.upos(head) in _NOMINAL
            and not self.plural(head)
        ):
            head += 1
        return head

    def _broken(self, first: int, head: int) -> bool:
        """Whether between a number and a noun stands what ends a noun phrase."""
        for word in range(first, head):
            if self.upos(word) in ("ADP", "SCONJ", "PRON", "AUX", "DET") or self.lower(word) in (
                ";",
                ":",
                "(",
                ")",
                "—",
                "--",
            ):
                return True
        return False

    def _by_words(self, at: int, through_numbers: bool = False) -> int | None:
        """The last noun of the noun phrase that goes on at word `at`."""
        word, noun = at, None
        if self.lower(word) in self.fixed["determiners"]:
            word += 1
        while word < min(self.sentence_end, at + _REACH):
            upos, form = self.upos(word), self.lower(word)
            if self.nominal(word):
                # A name right after a noun in the plural is what the noun is called, or another one.
                if noun is not None and upos == "PROPN" and self.upos(noun) == "NOUN" and self.plural(noun):
                    break
                noun = word
            elif form in self.fixed["aboard"] and noun is None:
                break
            elif form in ("-", "–", "/"):
                # "Law-abiding Americans": the word behind the hyphen belongs to the one before.
                if noun == word - 1 and self._tight(word) and self.upos(word + 1) in ("VERB", "ADJ"):
                    word += 1
            elif form in ("'s", "'") and noun is not None:
                noun = None
            elif (form in ('"', "“", "”", "''", "``") and noun is None) or (
                form in (",", "and")
                and noun is None
                and word > at
                and self.upos(word - 1) == self.upos(word + 1) == "ADJ"
            ):
                pass
            elif (
                (upos == "NUM" and not through_numbers and noun is not None)
                or (
                    upos not in _MODIFIERS
                    or (upos == "VERB" and self.context.parse.deprels[word] in _FINITE and word > at)
                    or self._said_of(word)
                    or (
                        upos == "VERB"
                        and noun is None
                        and not self._noun_ahead(word)
                        and self.upos(word + 1) not in _NOMINAL
                    )
                    or (word == at and form in self.fixed["harmed"] and self.upos(at + 1) not in _NOMINAL)
                )
                or (noun is not None and upos != "NUM" and (upos == "VERB" or not self._noun_ahead(word)))
            ):
                break
            word += 1
        return noun

    def _said_of(self, verb: int) -> bool:
        """Whether a verb is said of the number right before it: "251 taken hostage"."""
        parse = self.context.parse
        return verb > 0 and parse.heads[verb - 1] == verb and parse.deprels[verb - 1].startswith("nsubj")

    def _noun_ahead(self, word: int) -> bool:
        heads = self.context.parse.heads
        return heads[word] > word and self.upos(heads[word]) in _NOMINAL and heads[word] - word < 4

    def plural(self, word: int) -> bool:
        form = self.lower(word)
        return form in self.units.singulars or (form.endswith("s") and not form.endswith(("ss", "us", "is")))

    def _noun(self, head: int, top: int) -> Counted:
        kind = self._by_words(head + 2) if self._by_heads(head) else None
        unit, listed = self.unit(head if kind is None else kind)
        end = (head if kind is None else kind) + 1
        return Counted(head, self._phrase_top(top, head), end, unit, listed=listed)

    def _by_heads(self, head: int) -> bool:
        """Whether a noun only says that it is counted by heads what follows: "95 head of cattle"."""
        return self.lower(head) in self.fixed["heads"] and self.lower(head + 1) in self.fixed["of"]

    def _bare(self, top: int, at: int) -> Counted:
        return Counted(None, top, at, None)

    def unit(self, head: int) -> tuple[str, bool]:
        """The unit of a noun, and whether the lexicon has it."""
        many = max(self.amount.low or 0, self.amount.value or 0, self.amount.high or 0) >= _MANNED
        if many and singular(self.lower(head), self.units) in self.fixed["manned"]:
            return "person", True
        return noun_unit(self.context, head, self.words.stop, self.units)

    def singular(self, noun: str) -> str:
        return singular(noun, self.units)


def noun_unit(context: Context, head: int, first: int, units: Units) -> tuple[str, bool]:
    """The unit of the noun `head`, in a phrase that begins at word `first` or later, and whether the lexicon has it."""
    for length in range(min(units.longest, head - first + 1), 0, -1):
        phrase = " ".join(context.lower(word) for word in range(head - length + 1, head + 1))
        found = units.units.get(phrase) or (units.units.get(phrase.replace(" - ", "-")) if " - " in phrase else None)
        if found is not None:
            return found, True
    form = context.lower(head)
    if form in units.money:
        return units.money[form], True
    if form in units.hundredths:
        return units.hundredths[form], True
    one = singular(form, units)
    if one in units.units:
        return units.units[one], True
    if one.endswith("man") and len(one) > 5 and form != one:
        return "person", True
    if (
        one not in units.kinds["persons"]
        and context.parse.entities[head] in _PERSONS
        and one.endswith(tuple(sorted(units.fixed["agents"])))
    ):
        return "person", True
    if context.form_is_capital(head) and people_name(context, head):
        return "person", True
    return one, False


def people_name(context: Context, head: int) -> bool:
    """Whether a capitalized noun is the name of a people in the plural: "six Mexicans", "12 Portuguese"."""
    return context.parse.entities[head] == "group" or context.listed([head]) in ("people", "adjective")


def singular(noun: str, units: Units) -> str:
    """The singular of a noun in lower case."""
    if noun in units.singulars:
        return units.singulars[noun]
    if noun.endswith("men") and len(noun) > 5:
        return f"{noun[:-3]}man"
    if noun.endswith("children"):
        return noun[:-3]
    if len(noun) < 4 or noun.endswith(("ss", "us", "is")) or not noun.endswith("s"):
        return noun
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    if noun.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return noun[:-2]
    return noun[:-1]
