"""Names that the words around them show, where nothing else makes a person of them.

A noun for a person or a title stands before ("his brother Taras", "a fisherman, Dario", "Mrs Hue"), words that say what
somebody is called ("known as Ty"), initials ("J. M. Salas"), or an age behind ("Ketut, 29,"); or it is listed with
people ("with Halima, Rukayya and Sani"); or it stands as only a person does ("my Aisha", "Putu's mother", "run, Putu").
Whoever may not be named needs these too, and one that is none costs a look.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import accumulate

from ..gazetteer import Gazetteer, Word, key_of, words_of
from ..lists import read_table
from ..text import Span

__all__ = ["Places", "Presented", "listed", "presented"]

_MOST = 5
"""Words of a name."""
_LEAST = 3
"""Members of a list without an "and"."""
_YEARS = 3
"""Digits of an age at most."""
_OLDEST = 115
_QUOTES = ("”", '"', "’", "'")
_CRY = re.compile(r"[!?]|[.,]?[\"”’']")
_SIGNS = 2
"""What stands behind whoever is called by name in a quotation, and how long that is."""


@dataclass(frozen=True)
class Presented:
    """A text as names are looked for in it."""

    text: str
    gazetteer: Gazetteer
    calendar: frozenset[str]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return words_of(self.text)

    @cached_property
    def small(self) -> frozenset[str]:
        """Words that the text has in small letters: of the language, most likely."""
        return frozenset(word.key for word in self.words if word.text.islower())

    def gap(self, at: int) -> str:
        """What stands before a word."""
        return self.text[self.words[at - 1].end if at else 0 : self.words[at].start]

    def run(self, at: int) -> int:
        """The end of the words that may be a name, from the word at `at`."""
        words, particles = self.words, self.gazetteer.shape("particles")
        end = at
        while end < len(words) and end - at < _MOST:
            if end > at and not self._goes_on(end):
                break
            later = end
            while later < len(words) and words[later].key in particles and self._goes_on(later + 1):
                later += 1
            if not (words[end].capital or (end > at and later < len(words) and words[later].capital)):
                break
            end += 1
        return end

    def _goes_on(self, at: int) -> bool:
        if at >= len(self.words):
            return False
        gap = self.gap(at)
        if gap in (" ", "\u00a0", "-"):
            return not self.words[at].sign
        return gap in (".", ". ", ".\u00a0") and len(self.words[at - 1].text) == 1

    def span(self, at: int, end: int) -> Span:
        return Span(self.words[at].start, self.words[end - 1].end)

    def is_name(self, at: int, end: int, titled: bool = False, shown: bool = False) -> bool:
        """Whether these words may be a private person's name. `titled`: a title says so, whatever else they can be;
        `shown`: a noun for a person or an age stands beside them, so that they may be words of the language, too."""
        words = self.words[at:end]
        keys = {word.key for word in words}
        if (
            not words
            or (keys <= self.calendar and not titled)
            or all(len(word.text.rstrip(".")) == 1 for word in words)
        ):
            return False
        if titled:
            return True
        if words[0].key in self.calendar or all(word.capitals and len(word.text) > 1 for word in words):
            return False
        if words[0].key in self._none or (not shown and words[0].key in self.gazetteer.shape("ordinary")):
            return False
        if len(words) == 1 and words[0].key in self.small:
            return False
        return self.gazetteer.role(words, 0) is None and self.gazetteer.find(words, 0) is None

    def is_kin(self, at: int) -> bool:
        """Whether the one word behind a noun of kin is a name, be it a people's or a place's as well: "their son Finn."
        "Her husband Finnish skier" has none: there no mark stands behind it. "Her sons Jan and Tomek" are no months,
        "told his mother Monday" and "saw her son March 2" days."""
        word = self.words[at]
        numbered = at + 1 < len(self.words) and self.words[at + 1].text[0].isdecimal()
        day = word.key in _weekdays() or (word.key in self.calendar and numbered)
        if day or word.key in self._none | self.small or self.gazetteer.role((word,), 0) is not None:
            return False
        closed = at + 1 == len(self.words) or self.gap(at + 1) != " "
        return closed or self.gazetteer.find((word,), 0) is None

    @cached_property
    def _none(self) -> frozenset[str]:
        return frozenset(self.gazetteer.shape("civil", "former", "other", "pronouns", "determiners"))


@dataclass(frozen=True, slots=True)
class _Name:
    """Words that may be a name, from the word at `start` to that at `stop`. `noun`: that presents it; `titled` and
    `shown`: see `Presented.is_name`; `sure`: a person, though something else is called so as well."""

    start: int
    stop: int
    noun: str | None = None
    titled: bool = False
    shown: bool = False
    sure: bool = False


def presented(known: Presented, persons: Iterable[Span], others: Iterable[Span]) -> Iterator[tuple[Span, str | None]]:
    """Names with the noun that presents them, None where it is none, outside of `persons`, who are found already, and
    of `others`, the names of something else; titles, kin and initials make a person of these, too."""
    people, things = Places(persons), Places(others)
    at = 0
    while at < len(known.words):
        found = _named(known, at) or _aged(known, at) or _fond(known, at)
        if found is None:
            at += 1
            continue
        span = known.span(found.start, found.stop)
        taken = people.touched_by(span) or (not found.sure and things.touched_by(span))
        if not taken and known.is_name(found.start, found.stop, found.titled, found.shown):
            yield span, found.noun
        at = found.stop


def _named(known: Presented, at: int) -> _Name | None:
    """The name that the word at `at` presents."""
    words, civil = known.words, known.gazetteer.shape("civil")
    noun, titled, initials, given = None, False, False, False
    if words[at].capital and words[at].key in civil:
        titled, start = True, at + 1
    elif (behind := _noun(known, at)) is not None:
        noun, start = key_of(words[at:behind]), behind
        start += start < len(words) and (words[start].text == "," or words[start].key in _table("before_name"))
    elif (calling := _calling(words, at, "calling")) is not None:
        start = calling
    elif (giving := _calling(words, at, "giving")) is not None:
        given, start = True, giving
    elif _initial(words[at]):
        initials, start = True, at
    else:
        return None
    while start < len(words) and words[start].capital and words[start].key in civil:
        titled, start = True, start + 1
    stop = known.run(start) if start < len(words) else start
    if stop == start or any("\n" in known.gap(n) for n in range(at + 1, start + 1)):
        return None
    if start > at and "." in known.gap(start) and not titled:
        return None  # another sentence
    if initials and sum(not _initial(word) for word in words[at:stop]) != 1:
        return None  # initials stand before one surname
    if noun is not None and stop == start + 1 and _kin(noun) and known.is_kin(start):
        titled = True
    return _Name(start, stop, noun, titled, shown=given or noun is not None, sure=titled or initials)


def _noun(known: Presented, at: int) -> int | None:
    """The end of a noun for a person: "fisherman", "sister-in-law"."""
    words, role = known.words, known.gazetteer.role(known.words, at)
    if role is not None and role[1].kind == "person":
        end = role[0]
    elif words[at].text.islower() and words[at].key in _table("persons"):
        end = at + 1
    else:
        return None
    law = tuple(word.key for word in words[end : end + 2]) in _two("behind_kin") and known.gap(end) == "-"
    return end + 2 if law else end


def _kin(noun: str) -> bool:
    return noun.split()[0] in _table("kin")


def _fond(known: Presented, at: int) -> _Name | None:
    """One word, or two, that stand as only a person does: "my Aisha", "little Tom", "Putu's mother", "run, Putu!"."""
    words, stop = known.words, known.run(at)
    if stop == at or stop - at > 2 or words[at].key in _table("no_names"):
        return None
    before = [word.key for word in words[max(0, at - 2) : at]] if at and known.gap(at) == " " else []
    behind = [word.key for word in words[stop : stop + 3]]
    shown = (
        (before[-1:] != [] and before[-1] in _table("fond") and before[0] != "the")
        or tuple(before) in _two("late")
        or (before[-1:] != [] and before[-1] in _table("old") and before[0] in _table("years"))
        or _owns(known, stop)
        or (behind[:1] == [","] and behind[1:2] != [] and behind[1] in _table("whoever"))
        or (behind != [] and behind[0] in _table("selves"))
        or (
            behind[:1] == ["and"]
            and len(behind) > 2
            and behind[1] in _table("of_theirs")
            and behind[2] in _table("kin")
        )
        or _called_out(known, at, stop)
        or _speaks(known, at, stop)
    )
    return _Name(at, stop, shown=True) if shown else None


def _owns(known: Presented, stop: int) -> bool:
    words = known.words
    if stop + 1 >= len(words) or words[stop].key != "'s" or known.gap(stop) or known.gap(stop + 1) != " ":
        return False
    return words[stop + 1].key in _table("kin") | _table("belongings")


def _called_out(known: Presented, at: int, stop: int) -> bool:
    """ "Run, Putu!", "“Sleep now, Ruta,”"."""
    if at < 2 or stop > at + 1 or known.gap(at) != " ":
        return False
    end = known.words[stop - 1].end
    addressed = known.words[at - 1].text == "," and known.words[at - 2].text.islower()
    return addressed and _CRY.match(known.text, end, end + _SIGNS) is not None


def _speaks(known: Presented, at: int, stop: int) -> bool:
    """ "“…,” said Noor."; but not "said Noor officials"."""
    if not at or known.words[at - 1].key not in _table("saying") or known.gap(at) != " ":
        return False
    end, verb = known.words[stop - 1].end, known.words[at - 1].start
    quoted = known.text[max(0, verb - 2) : verb].rstrip()[-1:] in _QUOTES
    return quoted and known.text[end : end + 1] in (".", ",", ";", "")


def _aged(known: Presented, at: int) -> _Name | None:
    """The name from the word at `at` on that an age follows: "Ketut, 29, like …", "Ketut (29)", "Ketut, aged 29". What
    the text has in small letters as well, and what opens a sentence, is none of it."""
    words, stop = known.words, known.run(at)
    if stop == at or stop >= len(words):
        return None
    place = stop
    if words[stop].text == ",":
        place += 1
        place += place < len(words) and words[place].key in _table("before_age")
    elif words[stop].text == "(":
        place += 1
    else:
        return None
    if place >= len(words):
        return None
    age = words[place]
    if not (age.text.isdecimal() and len(age.text) <= _YEARS and 0 < int(age.text) <= _OLDEST):
        return None
    behind = known.text[age.end : age.end + 1]
    if behind not in (",", ".", ";", ")", "", "\n") or known.text[age.end + 1 : age.end + 2].isdigit():
        return None
    start = at
    while start < stop - 1 and (words[start].key in known.small or words[start].key in _table("openers")):
        start += 1
    return _Name(start, stop, shown=True)


def _initial(word: Word) -> bool:
    """Whether a word is "J." or "J.M."; the letters alone can be all sorts of things."""
    letters = word.text.replace(".", "")
    return word.capitals and len(letters) <= 2 and (len(letters) == 1 or "." in word.text)


class Places:
    """Where some spans stand: whether another one overlaps any of them, in the time of a look into a list."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._ends = list(accumulate((span.end for span in ordered), max))

    def touched_by(self, span: Span) -> bool:
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._ends[before - 1] > span.start


@cache
def _table(name: str) -> frozenset[str]:
    """A list of `data/export/redaction.toml`."""
    return frozenset(read_table(files("reportedly").joinpath("data", "export"), "redaction.toml")[name])


@cache
def _weekdays() -> frozenset[str]:
    told = read_table(files("reportedly").joinpath("data", "lexicon", "en"), "times.toml")
    return frozenset(word for words in told["weekdays"].values() for word in words)


@cache
def _two(name: str) -> frozenset[tuple[str, ...]]:
    """A list of phrases there, by their words."""
    return frozenset(tuple(phrase.split()) for phrase in _table(name))


@cache
def _callings(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(tuple(phrase.split()) for phrase in _table(name)))


def _calling(words: Sequence[Word], at: int, name: str) -> int | None:
    """The end of words that say what somebody is called, of a list of them."""
    for phrase in _callings(name):
        if words[at].key == phrase[0] and tuple(word.key for word in words[at : at + len(phrase)]) == phrase:
            return at + len(phrase)
    return None


def listed(
    known: Presented, persons: Iterable[Span], others: Iterable[Span], names: Collection[str] = ()
) -> Iterator[Span]:
    """What stands in a list with one of `persons`, or with words that are all `names` of theirs, and is neither one of
    them nor of `others`: three at least, or two with an "and" between or behind."""
    people, things = Places(persons), Places(others)
    words, joint = known.words, known.gazetteer.shape("and")
    at = 0
    while at < len(words):
        stop = known.run(at)
        if stop == at:
            at += 1
            continue
        members, joined = [(at, stop)], False
        while True:
            start = stop
            while start < len(words) and (
                words[start].text == ","
                or words[start].key in joint
                or (words[start].text.isdigit() and len(words[start].text) <= _YEARS)
            ):
                joined |= words[start].key in joint
                start += 1
            end = known.run(start) if start < len(words) else start
            between = known.text[words[stop - 1].end : words[start].start] if start < len(words) else "."
            if start == stop or end == start or "\n" in between or "." in between:
                break
            members.append((start, end))
            stop = end
        spans = [known.span(*member) for member in members]
        if (len(members) >= _LEAST or (joined and len(members) > 1)) and any(
            people.touched_by(span) or all(word.key in names for word in words[slice(*member)])
            for member, span in zip(members, spans, strict=True)
        ):
            for member, span in zip(members, spans, strict=True):
                if known.is_name(*member) and not people.touched_by(span) and not things.touched_by(span):
                    yield span
        at = stop
