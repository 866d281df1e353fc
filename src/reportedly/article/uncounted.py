"""Numbers that count nothing: ranks, ordinals, scores of games, addresses, numbers in names, and moments."""

from __future__ import annotations

from collections.abc import Sequence

from .bounds import Amount
from .context import Context
from .counting import Numbers, Units
from .moments import DASHES, Moments
from .numerals import Token
from .units import Counted

__all__ = ["TOLD_BEFORE", "is_headline", "why_uncounted"]

TOLD_BEFORE = "told before"
"""Why a group that "the" takes up again is no figure."""

# Tokens around a number in which a word for its kind is looked for: behind "one of", and about a magnitude.
_SUPERLATIVE, _STRENGTH, _STREET = 4, 4, 3
# Characters in which the name of a law may stand.
_LAW = 12
# A group that "the" takes up again is no larger than this; longer digits without a comma are no count.
_FEW, _LONGEST, _LISTED = 20, 9, 30
# Of the words of a headline so many are capitalized that a capital letter says nothing.
_HEADLINE = 0.6
# What the model may take the verb of an order for.
_ORDERS = frozenset({"VERB", "NOUN", "ADJ", "X"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_PEOPLE = frozenset({"person", "group"})
_QUOTES = frozenset("\"“”'‘’")
# Signs after which a sentence, or a quotation, may begin.
_BEGINS = frozenset("\"“'‘:—-.!?)")


def why_uncounted(
    context: Context,
    found: Sequence[Token],
    amount: Amount,
    words: range,
    counted: Counted,
    numbers: Numbers,
    units: Units,
    headline: bool = False,
) -> str | None:
    """Why an amount in the tokens `found` is no figure, in a word; None where it may be one.

    `headline`: capital letters say nothing in its sentence.
    """
    judge = _Judge(context, found, amount, words, counted, numbers, units)
    if judge.money():
        return None
    checks = (
        ("date", judge.date), ("hour", judge.hour), ("age", judge.age), ("time", judge.time), ("score", judge.score),
        ("ordinal", judge.ordinal), ("list", judge.listing), ("telephone", judge.telephone), ("address", judge.address),
        ("one", judge.one), (TOLD_BEFORE, judge.told_before), ("pair", judge.halves), ("serial", judge.serial),
        ("manner", judge.manner), ("couple", judge.couple), ("strength", judge.strength), ("numbered", judge.numbered),
        ("of whom", judge.of_whom), ("word", judge.word), ("multiple", judge.multiple), ("rate", judge.rate),
        ("again", judge.again), ("mark", judge.mark), ("odds", judge.odds), ("law", judge.law),
        ("served", judge.served), ("one thing", judge.one_thing), ("title", lambda: not headline and judge.title()),
    )  # fmt: skip
    reason = next((reason for reason, holds in checks if holds()), None)
    return reason or ("name" if judge.name(headline) else None)


def is_headline(context: Context, words: range) -> bool:
    """Whether most words of a sentence are capitalized, so that a capital letter says nothing."""
    if words not in context.known:
        letters = [word for word in words if context.parse.form(word)[:1].isalpha()]
        capitals = sum(map(context.form_is_capital, letters))
        context.known[words] = len(letters) > 2 and capitals > _HEADLINE * len(letters)
    return context.known[words]


class _Judge(Moments):
    __slots__ = ()

    def money(self) -> bool:
        """Whether a sign of money stands by the number, so that it is none of all this."""
        signs = self.units.signs
        return self.before() in signs or self.after() in signs or self.before() in self.units.codes

    def score(self) -> bool:
        """ "3-1", "21–14": two numbers in digits, a hyphen between, and nothing that they count."""
        if self.amount.glued:
            return self.bare() and self.counted.unit is None
        if not self.amount.digits:
            return False
        behind = self.hyphened() and self.after(1).isdigit() and self.glued(self.amount.end + 1)
        first = self.amount.first
        ahead = self.before() in DASHES and self.glued(first) and self.before(2).isdigit() and self.glued(first - 1)
        return behind or ahead

    def ordinal(self) -> bool:
        """ "A third man", "the first half", "half past", but "a third of them", "by a fifth", "nearly a third"."""
        if self.amount.kind != "part" or self.amount.share:
            return False
        part, before, after = self.text(self.amount.end - 1), self.before(), self.after()
        if after in self.fixed["of"] and self.after(1) in self.fixed["months"]:
            return True  # "a Fourth of July parade"
        if part in self.fixed["ordinal_parts"] and after in self.fixed["after_third"]:
            return True
        if part in self.fixed["quarter"] and (
            before in self.fixed["before_quarter"] or after in self.fixed["after_quarter"]
        ):
            return after not in self.fixed["of"]  # "the strongest in a quarter", "a quarter before eleven"
        if part in self.fixed["half"]:
            if before in self.fixed["and"] and after in self.fixed["of"]:
                return False  # "and half of them turned"
            return before in self.fixed["before_half"] or after in self.fixed["after_half"]
        if part not in self.fixed["ordinal_parts"] or self.text(self.amount.first) not in self.fixed["determiners"]:
            return False
        # "To a fourth term" is an ordinal, "by a fourth" none.
        noun = self.counted.head == self.words.stop and self.context.parse.upos[self.words.stop] == "NOUN"
        told = after in self.fixed["after_part"] or (before in self.fixed["before_part"] and not noun)
        return self.amount.bound == "exact" and not told

    def name(self, headline: bool) -> bool:
        """ "Flight 370", "Group of 20", "Boeing 737", "page two", "the Chicago Seven"."""
        amount, before, digits = self.amount, self.before(), self.core()[:1].isdigit()
        if amount.glued and before in self.fixed["named_before"]:
            return True  # "Boeing 737-800"
        if self._model(before):
            return True
        if amount.kind != "number" or amount.begin < amount.first:
            return False
        if before in self.fixed["joins"] and self.before(2).isdigit() and self.before(3) in self.fixed["named_before"]:
            return digits and self.bare()  # "they are number 1 and 2"
        if amount.bound not in ("exact", "about"):
            # "Category 3 or above", "grade five or six".
            named = before in self.fixed["named_before"] and (digits or before not in self.fixed["named_digits"])
            return named and self.bare()
        at = self.words[0] - 1
        if at >= 0 and self.context.parse.upos[at] == "VERB":
            return False  # "the dead number 45"
        if before == ".":
            before = f"{self.before(2)}."
        if before in self.fixed["named_before"]:
            only_digits = before in self.fixed["named_digits"]
            return not only_digits or (digits and not self.plural())
        if before in self.fixed["of"]:
            named = self.before(2) in self.fixed["named_groups"] and self.capital(amount.first - 2)
            return named and (self.bare() or (not digits and self.capital(amount.first) and not headline))
        if digits:
            return (
                self.bare()
                and amount.digits
                and amount.first > 1
                and self.capital(amount.first - 1)
                and before.isalpha()
            )
        if not self.capital(amount.first) or headline or amount.first == 0 or before in _BEGINS:
            return False
        proper = self.context.parse.upos[self.words[0]] == "PROPN"
        return proper or self.capital(amount.first - 1) or self.capital(amount.end)

    def _model(self, before: str) -> bool:
        """ "The 747", where Boeing is named: a kind of aircraft."""
        if self.core() not in self.fixed["models"] or not self.bare():
            return False
        behind = before in self.fixed["determiners"] or before in self.fixed["and"] or before in self.fixed["or"]
        return behind and any(maker.capitalize() in self.context.forms for maker in sorted(self.fixed["builders"]))

    def listing(self) -> bool:
        """ "3. What happened", "(2) to leave", "and 2) to stay", "Two, disarm them": a number that counts what is told
        itself."""
        amount, after = self.amount, self.after()
        if after == "," and self.bare() and (amount.begin == 0 or self.text(amount.begin - 1) in _BEGINS):
            behind = self.words.stop + 1
            upos = self.context.parse.upos
            return behind < len(upos) and upos[behind] in _ORDERS and self._imperative(behind)
        if not amount.digits or amount.end - amount.first > 1 or not self.glued(amount.end):
            return False
        if after == ")" and self.counted.unit is None and (amount.value or 0) < _LISTED:
            return True
        start = self.tokens[0].span.start
        opens = amount.first <= 1 and self.context.paragraphs[self.context.paragraph(start)].start == start
        return opens and after in {".", ")", ":"}

    def _imperative(self, verb: int) -> bool:
        """Whether a verb has the form of an order."""
        form = self.context.lower(verb)
        return not form.endswith(("ed", "ing", "s")) and form not in self.fixed["harmed"]

    def telephone(self) -> bool:
        """Groups of digits that follow on each other: "555-0142", "+44 20 7946 0958", "(317) 555 0100"."""
        if not (self.amount.digits or self.amount.glued):
            return False
        before, after = self.before(), self.after()
        if before in self.fixed["calling"] and self.bare():
            return True  # "phoned 911"
        if before == "+" or before.isdigit() or after.isdigit():
            return True
        if before in DASHES | {")"} and self.before(2).isdigit():
            return True
        return (after in DASHES or (before == "(" and after == ")")) and self.after(1).isdigit()

    def address(self) -> bool:
        """ "The 2300 block of Mill Road", "12 Main Street"."""
        if not (self.amount.digits or self.amount.glued):
            return False
        block = self.fixed["block"]
        if self.after() in block or (self.after() in DASHES and self.after(1) in block):
            return True
        name = self.amount.end + 1
        if self.after() in self.fixed["ways_to"] and self.capital(name - 1):
            return self.capital(name) or self.text(name) in self.fixed["ways_of"]
        for steps in range(1, _STREET + 1):
            name, word = self.amount.end + steps - 1, self.after(steps - 1)
            if not (self.capital(name) or word[:1].isdigit() or word == "."):
                return False
            if self.after(steps) in self.fixed["streets"]:
                return self.capital(name + 1)
        return False

    def one(self) -> bool:
        """ "One" that counts nothing: "one day", "one another", "the one", "one of the best"."""
        core = [self.text(n) for n in range(self.amount.first, self.amount.end)]
        if " ".join(core) not in self.fixed["only_one"] or self.amount.bound == "about":
            return False
        if self.amount.bound == "at most":
            return self.counted.unit not in self.units.measured
        before, after = self.before(), self.after()
        if self.bare() and self._of_a_kind(before, after):
            return True
        if before in self.fixed["before_one"] or after in self.fixed["after_one"] or after in self.fixed["one"]:
            return True
        if after in DASHES:
            counts = self.counted.unit in self.units.measured or self.counted.unit == "person"
            return not (self.counted.modifier and counts)
        return after in self.fixed["of"] and any(self._superlative(self.after(n)) for n in range(1, _SUPERLATIVE + 1))

    def _of_a_kind(self, before: str, after: str) -> bool:
        """ "The new one", "the only one to say so", "he, for one, did not": who is one of a kind, and not how many."""
        if f"{self.before(2)} {before}" in self.fixed["only_ones"]:
            return True
        if before in self.fixed["for"]:
            return after == ","
        at = self.words[0] - 1
        kind = at >= 0 and self.context.parse.upos[at] == "ADJ" and self.amount.begin == self.amount.first
        return kind and before not in self.fixed["more"] and before not in self.fixed["harmed"]

    def _superlative(self, word: str) -> bool:
        """ "One of the most wanted", "one of the largest": somebody is placed, and nobody counted."""
        return word in self.fixed["superlatives"] or (word.endswith("est") and len(word) > 4)

    def told_before(self) -> bool:
        """ "The two men", "these nine": a group that was told before, unless something more is said of it."""
        amount, counted, before = self.amount, self.counted, self.before()
        if before not in self.fixed["definite"] or amount.bound != "exact" or amount.kind != "number" or amount.more:
            return False
        if amount.first > amount.begin + 1 or (amount.value or 0) > _FEW or amount.scale > 1:
            return False
        if counted.modifier or counted.partitive:
            return False
        if counted.head is None:
            return self.after() not in self.fixed["harmed"]
        words = self.context.parse.words
        behind = self.context.lower(counted.end) if counted.end < len(words) else ""
        said = behind in self.fixed["more_said"] or behind in self.fixed["harmed"]
        return counted.head == self.words.stop and not said

    def halves(self) -> bool:
        """ "Cut in two", "split in half", "world war two": a manner of speaking, or a name."""
        if self.amount.kind == "part" and self.text(self.amount.end - 1) in self.fixed["half"]:
            first = self.amount.begin == self.amount.first == self.amount.end - 1
            return first and self.before() in self.fixed["before_two"] and self._ends()
        few = self.amount.kind == "number" and (self.amount.value or 0) < 4
        return few and self.bare() and self.before() in self.fixed["before_two"]

    def serial(self) -> bool:
        """Long digits without a separator, and such as begin with a zero: "1449075600", "0310"."""
        core = self.core()
        zero = len(core) > 1 and core.startswith("0") and core[1] != "."
        return self.amount.digits and (len(core) > _LONGEST or zero)

    def manner(self) -> bool:
        """ "A three-way summit", "a six-pointed star": of what kind something is, and not how many."""
        return self.hyphened() and self.after(1) in self.fixed["manners"]

    def couple(self) -> bool:
        """ "A couple from Selmar": two people who belong together, and not how many."""
        alone = self.amount.begin == self.amount.first and self.bare() and self.amount.value is None
        return alone and self.text(self.amount.end - 1) in self.fixed["couple"] and not self.counted.partitive

    def numbered(self) -> bool:
        """ "Opened hatch 1", "gate two", "Norlinux 8 reaches its end": the name of one of several, where the tree
        hangs the number on the noun right before it."""
        amount, at = self.amount, self.words[0] - 1
        if amount.bound != "exact" or amount.begin < amount.first or amount.kind != "number" or amount.scale > 1:
            return False
        if at < 0 or len(self.words) > 1 or self.counted.partitive or not self._right_behind(at):
            return False
        parse, noun = self.context.parse, self.context.lower(at)
        if parse.heads[self.words[0]] != at or parse.upos[at] not in _NOUNS or parse.deprels[self.words[0]] != "flat":
            return False
        told = noun in self.fixed["harmed"] or noun in self.fixed["tallies"] or noun.endswith(("ing", "ed"))
        return not told and (noun in self.units.units or noun not in self.units.singulars) and not self._is_many(noun)

    def _right_behind(self, word: int) -> bool:
        """Whether only a blank stands between a word and the number."""
        return self.context.text[self.context.parse.words[word].end : self.amount.core.start] == " "

    def _is_many(self, noun: str) -> bool:
        return noun.endswith("s") and not noun.endswith(("ss", "us", "is"))

    def title(self) -> bool:
        """ "the 737 Max": digits before a name in the singular, of neither people nor a kind of things."""
        amount, head = self.amount, self.counted.head
        if head is None or not amount.digits or amount.bound != "exact" or "," in self.core() or self.counted.partitive:
            return False
        if self.counted.listed or self.counted.modifier or amount.value == 1 or head >= self.counted.end:
            return False
        parse = self.context.parse
        if parse.upos[head] != "PROPN" or parse.entities[head] in _PEOPLE or self._is_many(self.context.lower(head)):
            return False
        named = [n for n in range(self.words.stop, head + 1) if parse.upos[n] != "PUNCT"]
        return all(self.context.form_is_capital(n) for n in named)

    def of_whom(self) -> bool:
        """ "A mother of four", "a factor of 16": who somebody is, or how much larger something is."""
        return self.before() in self.fixed["of"] and self.before(2) in self.fixed["before_of"]

    def word(self) -> bool:
        """ "The word 'several' gave it away": a number that is spoken of as a word."""
        return self.before() in _QUOTES and self.after() in _QUOTES and self.bare()

    def multiple(self) -> bool:
        """ "Three times as much", "four times higher": how much more, and not how often."""
        if self.counted.unit not in self.units.fixed["occasions"]:
            return False
        behind, further = self.after(1), self.after(2)
        more = behind.endswith("er") and (further in self.fixed["than"] or not further.isalpha())
        return f"{behind} {further}" in self.fixed["as_much"] or more

    def rate(self) -> bool:
        """ "7 deaths per 100,000 people": what a rate is reckoned by."""
        return self.before() in self.fixed["per"]

    def again(self) -> bool:
        """ "Hundreds and hundreds of homes": the second tells it."""
        last = self.text(self.amount.end - 1)
        return self.amount.kind == "vague" and self.after() in self.fixed["and"] and self.after(1) == last

    def strength(self) -> bool:
        """ "A magnitude of 4.0", "a 5.3-magnitude quake", "at 6.3 on the Richter scale"."""
        if self.amount.value is None or self.amount.value >= 10 or "." not in self.core():
            return False
        near = [self.before(n) for n in range(1, _STRENGTH + 1)] + [self.after(n) for n in range(_STRENGTH)]
        return not self.fixed["strengths"].isdisjoint(near)

    def _ends(self) -> bool:
        return not self.after().isalnum() or self.after() in self.fixed["joins"]

    def mark(self) -> bool:
        """ "A detailed map[3]": the number of a note."""
        return self.before() == "[" and self.after() == "]" and self.bare() and self.glued(self.amount.first - 1)

    def odds(self) -> bool:
        """ "A one-in-five chance": how likely something is."""
        ahead = self.hyphened() and self.after(1) in self.fixed["in"] and self.after(2) in DASHES
        behind = self.before() in DASHES and self.before(2) in self.fixed["in"] and self.before(3) in DASHES
        return ahead or behind

    def law(self) -> bool:
        """ "Title 17 U.S. Code", "42 U.S.C. 1983"."""
        behind = self.context.text[self.amount.core.end : self.amount.core.end + _LAW].lower().lstrip(" ")
        return self.amount.digits and behind.startswith(tuple(sorted(self.fixed["laws"])))

    def one_thing(self) -> bool:
        """ "Multiple sclerosis"."""
        return self.amount.kind == "vague" and self.after() in self.fixed["not_many"]

    def served(self) -> bool:
        """ "Sentenced to fourteen years, serving eight": how long, or how often in office."""
        return self.text(self.amount.begin - 1) in self.fixed["serving"] and self.bare() and not self.counted.pronoun
