"""How many: numbers and what they count → `Figure` records, in the order of the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from ..atlas import load_atlas
from ..records import Event, Figure, Statement
from ..text import Span
from .bounds import Amount, amounts, limits
from .context import Context
from .counting import load_numbers, load_units
from .currencies import of_state, of_weight, sign_of
from .deciding import Deciding
from .measures import Measured, measure_of
from .measurewords import DEAD
from .nothing import Nothing, nothings
from .numbered import is_of_money, is_of_percent, is_of_votes, is_said, rounded, unit_told_before
from .numerals import Token, numerals, tokens
from .outcomes import Kind, load_measures
from .partaking import Read, completed, is_whole, partaken
from .placesetting import Setting
from .placewords import load_place_words
from .toponyms import toponyms
from .tying import act_of, acts_of
from .uncounted import TOLD_BEFORE, is_headline, why_uncounted
from .undergone import undergone
from .units import Counted, counted, noun_unit, singular
from .voice import Voices
from .weighing import weighed

__all__ = ["find_figures", "whole_sentences"]

_ENDS, _CLOSES = frozenset(".!?:…"), frozenset("\"'”’)]")
# What opens the same amount in another unit.
_OPENS = frozenset("(;/")
# Tokens around "one" in which another number makes it one of several.
_BESIDE = 10
_MANY = 60
# Words around a number alone in which a word for all who are somewhere is looked for.
_NEAR = 5
# Words before "of them" in which a noun is looked for.
_BACK = 40
# Where a pronoun stands that takes up a noun: "must give one up", "a look at one".
_GIVEN = frozenset({"obj", "obl", "nmod"})
# What begins a phrase that says who somebody is.
_WHO = frozenset({"DET", "NOUN", "PROPN", "NUM"})


def find_figures(
    context: Context,
    statements: Sequence[Statement],
    events: Sequence[Event],
    deciding: Deciding | None = None,
) -> tuple[Figure, ...]:
    """The figures of one article in the order of the text, numbered from 1.

    `statements` and `events` are the article's, and tell in whose voice and of which act a figure is told.
    """
    reader = _Reader(context, _parties(statements, events))
    read = [one for span in whole_sentences(context) for one in reader.sentence(span)]
    voices = Voices(context, statements)
    acts = acts_of(context, events)
    chosen = deciding or Deciding()
    made: list[Figure] = []
    for one in read:
        voice = voices.of(one.amount.core)
        low, value, high = rounded(one.amount, one.unit)
        made.append(
            Figure(
                number=len(made) + 1,
                span=_span(context, one),
                value=value,
                low=low,
                high=high,
                bound=one.amount.bound,
                unit=one.unit,
                measure=one.measured.measure if one.measured else None,
                event=act_of(context, acts, one, reader.children),
                according_to=voice.number if voice else None,
                confidence=chosen.calibration.figure(weighed(one, voice)),
            )
        )
    return tuple(made)


def _parties(statements: Sequence[Statement], events: Sequence[Event]) -> list[tuple[Span, str]]:
    """Where parties that belong to a state are named, and which it is."""
    mentions = [s.source for s in statements] + [m for e in events for m in (e.actor, e.recipient)]
    return sorted({(m.span, m.country) for m in mentions if m is not None and m.country is not None})


def _span(context: Context, one: Read) -> Span:
    end = one.amount.span.end
    if one.counted.end > one.words.stop:
        end = max(end, context.parse.words[one.counted.end - 1].end)
    return Span(one.amount.span.start, end)


def _many(one: Read) -> float:
    return one.amount.value or one.amount.low or 0


def _fate(one: Read) -> tuple[float | None, str | None, str | None]:
    return one.amount.value, one.unit, one.measured.measure if one.measured else None


class _Reader:
    """The figures of one article, sentence by sentence."""

    def __init__(self, context: Context, parties: Sequence[tuple[Span, str]]) -> None:
        self.context, self.parties = context, parties
        # Of a head with more children than any sentence has, the first are looked at, so that time stays linear.
        self.children = tuple(below[:_MANY] for below in context.parse.children())
        self.numbers, self.units, self.measures = load_numbers(), load_units(), load_measures()
        self.last: Read | None = None
        self.told: set[tuple[float | None, str | None, str | None]] = set()

    @cached_property
    def about(self) -> str | None:
        """The country that the article is about; asked only where money has a name that several states give it."""
        atlas = load_atlas()
        names = toponyms(self.context, load_place_words(), atlas, None)
        return Setting(self.context, names, atlas, None).about

    def sentence(self, span: Span) -> list[Read]:
        found = tokens(self.context.text, span)
        read: list[Read] = []
        sentence = self.context.words_in(span)
        headline = is_headline(self.context, sentence)
        for amount in amounts(found, numerals(found, self.numbers), self.numbers, self.units):
            words = self.context.words_in(amount.core)
            if not words:
                continue
            what = counted(self.context, amount, words, sentence, self.units)
            why = why_uncounted(self.context, found, amount, words, what, self.numbers, self.units, headline)
            if why is not None and why != TOLD_BEFORE:
                continue
            one = self._judged(found, amount, words, what, read, sentence)
            if one is not None and (why is None or self._new(one, found)):
                read.append(one)
        taken = {at for one in read for at in range(one.amount.begin, one.amount.stop)}
        for none in nothings(found, self.numbers):
            if taken.isdisjoint(range(none.amount.first, none.amount.end + 1)):
                one = self._nothing(none, self.context.words_in(none.amount.core), sentence)
                if one is not None:
                    read.append(one)
        self.told |= {_fate(one) for one in read}
        self.last = max(read, key=lambda one: one.amount.core, default=None)
        return sorted(read, key=lambda one: one.amount.core)

    def _new(self, one: Read, found: Sequence[Token]) -> bool:
        """Whether what befell a group that "the" takes up was not told before: "the two men were pronounced dead", but
        not "40 of the 60 hostages were freed"."""
        before = [token.text for token in found[max(0, one.amount.begin - 3) : one.amount.begin]]
        part = (
            bool(before)
            and before[-1] in self.numbers.fixed["of"]
            and any(word.isdigit() or word in self.numbers.cardinals for word in before)
        )
        return not part and self._of_persons(one) and _fate(one) not in self.told

    def _nothing(self, none: Nothing, words: range, sentence: range) -> Read | None:
        """A number of zero, where something is told that might have happened to what is counted."""
        if not words:
            return None
        if none.noun:
            what = counted(self.context, none.amount, words, sentence, self.units)
            if what.head is None or what.partitive:
                return None
        else:
            what = Counted(None, words[0] if len(words) < 3 else words[-1], words.stop, "person", listed=True)
        unit = what.unit
        number = range(words.start, max(words.stop, what.end))
        measured = measure_of(
            self.context, what, self._kinds(unit, what), self.measures, self.children, number, sentence
        )
        relation = self.context.parse.deprels[what.top]
        patient = none.nobody and none.amount.end - none.amount.first < 3 and relation in ("obj", "nsubj:pass")
        told = measured is not None and (
            measured.measure == "fired" or (unit == "person" and measured.measure in self.measures.of_persons)
        )
        if not (none.sure or told or patient):
            return None
        one = Read(none.amount, words, what, unit, measured)
        return self._undergoing(one, sentence) if measured is None and patient else one

    def _judged(
        self,
        found: Sequence[Token],
        amount: Amount,
        words: range,
        what: Counted,
        read: Sequence[Read],
        sentence: range,
    ) -> Read | None:
        if what.unit is None and not what.pronoun and is_of_votes(found, amount, self.numbers, self.units):
            what = replace(what, unit="vote", listed=True)
        if what.unit is None and not what.pronoun and is_of_percent(found, amount, self.numbers, self.units):
            what = replace(what, unit="percent", listed=True)
        if what.head is not None and self.context.lower(what.head) in self.units.fixed["sums"] and not what.partitive:
            what = replace(what, head=None, unit=None)  # "the 500 figure": of what was told before
        amount, what = completed(self.context, found, amount, what, self.numbers, self.units)
        unit = sign_of(self.context, found, amount, self.units)
        if unit is None and what.unit is not None:
            unit = of_state(self.context, what.unit, words, self.units, self.parties)
            if of_weight(self.context, amount, what, self.units):
                unit = singular(self.context.lower(what.head or 0), self.units)
            if unit in self.units.by_state and not self._foreign(unit) and self.about is not None:
                unit = self.units.by_state[unit].get(self.about, unit)  # francs, in an article about Niger
        first = min(words.start, self.context.words_in(amount.span).start)
        number = range(first, max(words.stop, what.end))
        kinds = self._kinds(unit, what)
        unknown = unit is not None and not what.listed and unit not in self.units.kinds["persons"] and "things" in kinds

        def measure(of: frozenset[Kind]) -> Measured | None:
            return measure_of(self.context, what, of, self.measures, self.children, number, sentence)

        # "A 12-mile zone": what befell the zone is not told of the miles.
        measured = None if what.modifier else measure(kinds)
        if measured is not None and measured.word < words.start and is_whole(found, amount, self.numbers):
            measured = None  # "won 64 of 120 seats"
        idle = self.units.fixed["said_done"] if is_said(unit, what, self.units) else ()
        if measured is not None and measured.measure in idle:
            measured = None  # "received ten questions", "received five percent"
        if unit in self.units.fixed["lengths"] and measured and measured.measure not in self.units.fixed["gone"]:
            measured = None  # "stopped ten miles short of the town"
        if unknown and not what.modifier and measured is None:
            # A noun that no list has is taken for people where what happens to people happened to it.
            measured = measure(frozenset({"persons"}))
            entity = self.context.parse.entities[what.head] if what.head is not None else None
            if measured is not None and measured.measure in self.units.fixed["harms"] and entity in ("person", "group"):
                unit = "person"
            else:
                measured = None
        if read and what.head is not None and self.context.lower(what.head) in self.units.fixed["others"]:
            unit = None  # "destroyed 12 tanks and damaged nine others"
        one = Read(amount, words, what, unit, measured)
        if unit is not None and self._converted(found, amount, read, unit):
            return self._conversion(one, read[-1])
        if what.pronoun and unit is None:
            one = self._of_them(one, read, sentence, measure)
        elif unit is None:
            one = self._inheriting(one, read, measure)
        if self._lone(found, one, read) or self._anaphor(found, one, measured):
            return None
        if one.inherited and one.unit == "person" and what.head is None:
            behind = found[amount.end].text if amount.end < len(found) else ""
            if (amount.value or 0) % 1 and behind not in self.units.fixed["per"]:
                return None  # "the survey reported 5.8": no number of people
            if is_of_money(found, amount, self.numbers, self.units):
                one = replace(one, unit=None)
        if one.measured is None and not what.modifier:
            one = self._partaking(one, read, sentence)
        return one if one.measured is not None else self._lying(self._undergoing(one, sentence))

    def _lying(self, one: Read) -> Read:
        """ "Nineteen bodies came in": people who are dead, where nothing is told of the bodies; but not "three student
        bodies"."""
        what, lists = one.counted, self.units.fixed
        if one.measured is not None or what.head is None or one.unit not in lists["bodies"]:
            return one
        near = range(one.words.stop, what.head)
        if any(self.context.lower(word) not in lists["more"] for word in near):
            return one
        return replace(one, unit="person", measured=Measured(DEAD, what.head, 0))

    def _undergoing(self, one: Read, sentence: range) -> Read:
        """`one`, of which no list tells anything, with what the verb says was done to it."""
        before = one.words.start - 1
        governed = before in sentence and self.context.parse.upos[before] == "ADP"  # "asked for 3,000 men"
        extent = one.unit == "percent" and not one.counted.partitive  # "have declined 12%"
        if one.unit in self.units.fixed["said"]:
            return one  # "two texts were scrutinised"
        if one.counted.modifier or governed or extent or one.unit in self.units.fixed["lengths"]:
            return one
        kinds = self._kinds(one.unit, one.counted)
        measured = undergone(self.context, one.counted.top, kinds, self.measures, self.children, sentence)
        return replace(one, measured=measured)

    def _foreign(self, code: str) -> bool:
        """Whether a currency is that of a state which the article names as a party: "dollars", where the United States
        act."""
        own = {state for state, other in self.units.by_state[code].items() if other == code}
        return not own.isdisjoint(country for _, country in self.parties)

    def _partaking(self, one: Read, read: Sequence[Read], sentence: range) -> Read:
        """`one`, of which nothing is told, with what befell those of whom it is a part."""
        kinds = self._kinds(one.unit, one.counted)

        def of_noun(noun: int) -> Measured | None:
            what, number = Counted(noun, noun, noun + 1, None), range(noun, noun + 1)
            return measure_of(self.context, what, kinds, self.measures, self.children, number, sentence)

        def alike(other: Read) -> bool:
            return not kinds.isdisjoint(self._kinds(other.unit, other.counted) - {"forces"})

        return partaken(self.context, one, read, sentence, self.measures, of_noun, alike)

    def _kinds(self, unit: str | None, what: Counted) -> frozenset[Kind]:
        """Whose measures may be told of a unit."""
        if unit in self.units.fixed["occasions"]:
            return frozenset()
        if unit is None or unit == "person":
            noun = singular(self.context.lower(what.head), self.units) if what.head is not None else ""
            return (
                frozenset({"persons", "soldiers"}) if noun in self.units.kinds["soldiers"] else frozenset({"persons"})
            )
        if unit == "percent":
            if what.head is None:
                return frozenset({"persons", "things"}) if what.pronoun else frozenset({"things"})
            noun, _ = noun_unit(self.context, what.head, what.head, self.units)
            people = noun == "person" or noun in self.units.fixed["peopled"]
            return frozenset({"persons", "things"}) if people else frozenset({"things", "money"})
        if (len(unit) == 3 and unit.isupper()) or unit in self.units.hundredths.values() or unit in self.units.by_state:
            return frozenset({"money"})
        kinds: set[Kind] = {"things"}
        if unit in self.units.kinds["forces"]:
            kinds.add("forces")
        if unit in self.units.kinds["persons"]:
            kinds.add("persons")
        return frozenset(kinds)

    def _inheriting(self, one: Read, read: Sequence[Read], again: Callable[[frozenset[Kind]], Measured | None]) -> Read:
        """Of a number alone: what the number before it counted, and what happened to that, unless its own measure is of
        persons; persons where there is none. `again`: its measure, if it counts what is of those kinds."""
        # "Walked along one ditch and spoke of several hundred": what is told of a single one to whom nothing happened
        # tells nothing of others.
        near = [
            b for b in read[-_BESIDE:]
            if b.amount.value != 1 or (b.counted.head is not None and (b.measured is not None or b.amount.digits))
        ]  # fmt: skip
        before = next((b for b in reversed(near) if b.unit != "percent" or (one.amount.value or 0) <= 100), None)
        if before is None and not self._of_persons(one):
            unit = unit_told_before(self.context, self.children, self.units, one.words, one.counted.top)
            if unit is not None:
                return replace(one, unit=unit, inherited=True)
        if before is None:
            return replace(one, unit="person", inherited=True)
        own = one.measured
        if one.amount.value != 1 and before.unit not in self.units.kinds["persons"]:
            # "Two boats were sunk and five captured": boats, though people may be captured too.
            own = again(self._kinds(before.unit, before.counted)) or own
        if (
            own is not None
            and own.measure in self.measures.of_persons
            and before.unit not in self.units.kinds["persons"]
        ):
            return replace(one, unit="person", measured=own, inherited=True)
        apart = one.counted.head is not None or self._goes_on(one) or self._apart(one)
        own = own or (None if apart else before.measured)
        return replace(one, unit=before.unit, measured=own, inherited=True)

    def _of_them(
        self, one: Read, read: Sequence[Read], sentence: range, again: Callable[[frozenset[Kind]], Measured | None]
    ) -> Read:
        """ "Ten of them": of what was counted before in the sentence, or of the last noun in the plural before it."""
        before = next((b for b in reversed(read) if b.unit not in self.units.fixed["occasions"]), None)
        if before is not None:
            if before.unit not in self.units.kinds["persons"]:
                # "40 houses, 30 of them burned": houses, though people may be burned too.
                one = replace(one, measured=again(self._kinds(before.unit, before.counted)) or one.measured)
            own = one.measured or (None if self._goes_on(one) else before.measured)
            return replace(one, unit="person" if self._of_persons(one) else before.unit, measured=own, inherited=True)
        told = self.last
        if (
            told is not None
            and told.counted.head is not None
            and _many(told) > _many(one)
            and not self._of_persons(one)
        ):
            return replace(one, unit=told.unit, inherited=True)  # "He wrote 17 plays. Three of them are lost"
        parse = self.context.parse
        for word in range(one.words.start - 1, max(sentence.start, one.words.start - _BACK) - 1, -1):
            if parse.upos[word] == "NOUN" and self.context.lower(word).endswith("s"):
                unit, _ = noun_unit(self.context, word, sentence.start, self.units)
                if unit in self.units.fixed["time"] or unit in self.units.fixed["occasions"]:
                    continue  # "on two nights, and held 1,000 of them"
                return replace(one, unit=unit, inherited=True)
        return replace(one, unit="person", inherited=True)

    def _of_persons(self, one: Read) -> bool:
        """Whether what is told of an amount happens to people alone."""
        return one.measured is not None and one.measured.measure in self.measures.of_persons

    def _goes_on(self, one: Read) -> bool:
        """Whether something of its own is told of an amount: a verb, or what they have with them."""
        parse, at = self.context.parse, one.counted.end
        if at < len(parse.words) and self.context.lower(at) in self.units.fixed["with"]:
            return True
        linked = False
        while at < len(parse.words) and parse.upos[at] in ("AUX", "ADV"):
            linked, at = linked or parse.upos[at] == "AUX", at + 1
        # "Eight were children" says who they were, and nothing that befell them.
        return at < len(parse.words) and (parse.upos[at] == "VERB" or (linked and parse.upos[at] not in _WHO))

    def _converted(self, found: Sequence[Token], amount: Amount, read: Sequence[Read], unit: str | None) -> bool:
        """Whether an amount of `unit` stands in brackets right behind another one: "62 miles (100 km)"."""
        if not read or amount.begin < 1:
            return False
        before, joint = read[-1], found[amount.begin - 1].text
        either = joint in self.numbers.fixed["or"]
        gap = Span(_span(self.context, before).end, amount.span.start)
        if gap.start > gap.end or gap.of(self.context.text).strip(" \u00a0") not in ({joint} if either else _OPENS):
            return False
        if either:  # "about $8,000 or €7,000"
            return self._kinds(before.unit, before.counted) == {"money"} and unit is not None and unit != before.unit
        return before.unit != "person"

    def _conversion(self, one: Read, before: Read) -> Read:
        """The bound and the measure of what it converts."""
        amount = one.amount
        if (
            amount.bound == "exact"
            and amount.kind == "number"
            and before.amount.bound in ("about", "at least", "at most")
        ):
            low, value, high = limits(amount.value, before.amount.bound)
            amount = replace(amount, low=low, value=value, high=high, bound=before.amount.bound)
        return replace(one, amount=amount, measured=one.measured or before.measured)

    def _anaphor(self, found: Sequence[Token], one: Read, own: Measured | None) -> bool:
        """ "They would not sign one", "one was a shotgun", "one officer suspects": one of a kind that was told before,
        or somebody who does something. `own`: what is told of it, and not of the number before."""
        amount, what = one.amount, one.counted
        if amount.value != 1 or amount.bound != "exact" or found[amount.first].text not in self.numbers.fixed["one"]:
            return False
        behind = found[amount.end].text if amount.end < len(found) else ""
        if amount.digits or what.partitive or what.pronoun or behind in self.numbers.fixed["of"]:
            return False
        relation = self.context.parse.deprels[what.top]
        if what.head is None:
            told = own is not None and own.measure in self.units.fixed["harms"]
            return (relation in _GIVEN and not told) or (relation == "nsubj" and own is None)
        return one.unit == "person" and own is None and relation == "nsubj"

    def _lone(self, found: Sequence[Token], one: Read, read: Sequence[Read]) -> bool:
        """ "One diplomat said", "one of the officials": a single one of whom nothing is told that is counted."""
        amount, what = one.amount, one.counted
        if one.measured is not None or amount.value != 1 or amount.kind != "number" or amount.bound != "exact":
            return False
        if (
            found[amount.first].text not in self.numbers.fixed["one"]
            or what.pronoun
            or one.unit in self.units.measured
            or one.unit in self.units.money.values()
        ):
            return False
        if what.partitive or self._by_the_way(one):
            return True
        near = [*found[max(0, amount.first - _BESIDE) : amount.first], *found[amount.end : amount.end + _BESIDE]]
        words = self.numbers
        return not any(
            token.text[:1].isdigit()
            or token.text in words.cardinals
            or token.text in words.scales
            or token.text in words.groups
            for token in near
        )

    def _by_the_way(self, one: Read) -> bool:
        """ "A patch over one eye", "called with one voice": an article behind a preposition, but not "with one
        gun for three" and "members of one family"."""
        before, behind = one.words.start - 1, one.counted.end
        parse = self.context.parse
        each = behind < len(parse.words) and self.context.lower(behind) in self.units.fixed["for"]
        if one.counted.head is None or before < 0 or each or self.context.lower(before) in self.numbers.fixed["of"]:
            return False
        return parse.upos[before] == "ADP"

    def _apart(self, one: Read) -> bool:
        """ "There were about 1,000 in the crowd", "brought the population to 900": how many there are, and nothing
        that befell them."""
        first = self.context.words_in(one.amount.span).start
        stop = min(one.words.stop + _NEAR, len(self.context.parse.words))
        if first > 1 and self.context.lower(first - 2) in self.measures.words["existing"]:
            return True
        near = [*range(max(0, first - _NEAR), first), *range(one.words.stop, stop)]
        return any(self.context.lower(word) in self.units.fixed["inhabited"] for word in near)


def whole_sentences(context: Context) -> list[Span]:
    """The sentences of a text; where the model ended one in the middle of a line without a full stop, it goes on."""
    joined: list[Span] = []
    ended = True
    for span in context.sentences:
        on = bool(joined) and not ended and context.paragraph(joined[-1].start) == context.paragraph(span.start)
        # Of what goes on only the new part is looked at: of a row of marks each would be looked at again otherwise.
        first, at = joined[-1].end if on else span.start + 1, span.end - 1
        while at >= first and context.text[at] in _CLOSES:
            at -= 1
        ended = not (on and at < first) and context.text[at] in _ENDS
        if on:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined
