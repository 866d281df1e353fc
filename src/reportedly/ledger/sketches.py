"""A telling, and the report it stands in, as they are compared with others: words, parties, time, place, numbers.

A `Sketch` is made from one telling and its report alone, so that how alike two of them are never depends on what else
the ledger holds.
"""

from __future__ import annotations

import itertools
import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files

from ..article.timephrases import find_phrases
from ..article.timeterms import Fixed, Setting, Yearless, resolved
from ..lists import read_table, words_of
from ..model.words import split_words
from ..records import Figure, Mention, When, Where
from ..text import Span
from .several import how_many, takes_long
from .terms import Terms, load_terms, stem, weighed, words
from .values import Report, Telling

__all__ = [
    "NOBODY",
    "Party",
    "Scene",
    "Sketch",
    "days_of",
    "lies_ahead",
    "lies_behind",
    "party_of",
    "scene_from_json",
    "scene_of",
    "scene_to_json",
    "sentence_at",
    "sketch_of",
    "sketches_of",
]

SCENE_TERMS, SENTENCE_TERMS = 80, 40
# A title says most of an article; a report that has none is told by its first words.
TITLE_WORDS = 16
# What is carried by an article is told at its beginning; a long one would be all words.
SCENE_WORDS = 1500

_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=[\"“‘'(\[—–-]?\s?[^\W_a-z])|\n+")
# As papers tell ages, and ships' and storms' numbers: "Ruiz, 35,".
_AGE = re.compile(r"\b([^\W\d_][\w'’-]+) ?, (\d{1,2})(?= ?[,.;)])")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts or is acted on. names: as the ledger calls them, in lower case, empty where nobody is named;
    terms: the stems of the phrase; country: as in `records.Mention`; phrase: as it is told."""

    names: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    country: str | None = None
    phrase: str = ""

    def __bool__(self) -> bool:
        return bool(self.names or self.terms)


NOBODY = Party()


@dataclass(frozen=True, slots=True)
class Scene:
    """One report. day: its date as an ordinal; terms: the weights of its most telling stems, of length 1; title: the
    same of its title or first words; names: stems of words with a capital; named: the weights of those and of numbers
    alone, of length 1; pairs: two names side by side ("ana ruiz"); ages: names with the number after them ("ruiz 35");
    numbers: all that are written in digits; told: the days that are told by their dates ("on 29 May"), as ordinals."""

    id: str
    day: int | None
    terms: Mapping[str, float]
    title: Mapping[str, float]
    names: frozenset[str]
    named: Mapping[str, float] = field(default_factory=dict)
    pairs: frozenset[str] = frozenset()
    ages: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    told: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sketch:
    """One telling, or one mention of an act outside of any.

    head: the stem of the word that names the act, and form the word; stems: of all words of the trigger. type, mode:
    PLOVER's, or None where the act is outside of it; status: `records.Status` or None; behind: whether what is only
    hypothetical lies behind if it took place, "might have been hit"; ahead: whether what is denied would yet come,
    "would not be hit"; many: as `several.how_many` says. days: first and last day as ordinals, None where no date is
    told; dated: whether it is to the day; long: whether it is of more than a week. place, places: where it was, as told
    and in stems; point: degrees of latitude and longitude. numbers: written in the sentence; figures: (measure, unit,
    low, high); times: words for dates in the sentence; sentence: weights of the stems around, the trigger left out, of
    length 1; at: number of the sentence. first: number of the event's first telling in the article. vector: what the
    model made of it, and made_by which model. all_parties: stems of whoever and whatever hangs on the act.
    """

    id: str
    scene: Scene
    head: str
    stems: frozenset[str]
    form: str
    type: str | None = None
    mode: str | None = None
    status: str | None = None
    behind: bool = False
    ahead: bool = False
    many: str = ""
    actor: Party = NOBODY
    recipient: Party = NOBODY
    days: tuple[int, int] | None = None
    dated: bool = False
    long: bool = False
    place: str = ""
    places: frozenset[str] = frozenset()
    country: str | None = None
    point: tuple[float, float] | None = None
    numbers: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    figures: tuple[tuple[str, str | None, float | None, float | None], ...] = ()
    sentence: Mapping[str, float] = field(default_factory=dict)
    at: int = 0
    span: Span = _NOWHERE
    first: int = 0
    vector: tuple[float, ...] = ()
    made_by: str | None = None
    all_parties: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def _times() -> frozenset[str]:
    told = read_table(files("reportedly").joinpath("data", "ledger"), "times.toml")
    return frozenset(word for kind in sorted(told) for word in words_of(f"times.toml: {kind}", told[kind]))


@lru_cache(maxsize=1)
def _behind() -> Mapping[str, frozenset[str]]:
    told = read_table(files("reportedly").joinpath("data", "ledger"), "behind.toml")
    kinds = ("having", "between", "coming", "to_be")
    return {kind: frozenset(words_of(f"behind.toml: {kind}", told[kind])) for kind in kinds}


def _last(before: Sequence[str], between: frozenset[str]) -> str:
    """The last of some words but those that may stand between."""
    return next((form.lower() for form in reversed(before) if form.lower() not in between), "")


def lies_behind(before: Sequence[str]) -> bool:
    """Whether an act after these words of its sentence is told of in the perfect."""
    return _last(before, _behind()["between"]) in _behind()["having"]


def lies_ahead(before: Sequence[str]) -> bool:
    """Whether an act after these words of its sentence is one that would come: "would not be shelled"."""
    return _last(before, _behind()["between"] | _behind()["to_be"]) in _behind()["coming"]


def days_of(when: When | None) -> tuple[int, int] | None:
    """First and last day as ordinals; None where no date is told, or only one end of an open time."""
    if when is None or when.start is None or when.end is None:
        return None
    first, last = _ordinal(when.start), _ordinal(when.end)
    return (first, last) if first is not None and last is not None and first <= last else None


def _ordinal(iso: str | None) -> int | None:
    try:
        return date.fromisoformat((iso or "")[:10]).toordinal()
    except ValueError:
        return None


def party_of(mention: Mention | None, text: str) -> Party:
    """Who a mention is. What is said of an antecedent counts as said of a pronoun."""
    if mention is None:
        return NOBODY
    spans = [mention.span, *([mention.resolved_from] if mention.resolved_from else [])]
    return Party(
        names=frozenset([mention.name.lower()]) if mention.name else frozenset(),
        terms=frozenset[str]().union(*(_stems(s.of(text)) for s in spans), _stems(mention.name or "")),
        country=mention.country,
        phrase=(mention.resolved_from or mention.span).of(text),
    )


@lru_cache(maxsize=1024)
def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(text)))


def scene_of(report: Report, terms: Terms | None = None) -> Scene:
    """What is to be known of a report. Raises ModelError where the table of terms cannot be used."""
    article = report.reading.article
    return scene(report.id, article.text, article.title, _ordinal(article.published), terms)


def scene(key: str, text: str, title: str | None, day: int | None, terms: Terms | None = None) -> Scene:
    """The same of a text that is no report."""
    known = terms or load_terms()
    beginning = text[: SCENE_WORDS * 8]
    told = words(beginning)[:SCENE_WORDS]
    headline = words(title)[:TITLE_WORDS] if title else told[:TITLE_WORDS]
    capitals = _capitals(told)
    return Scene(
        id=key,
        day=day,
        terms=weighed(map(stem, [*headline, *told] if title else told), known, SCENE_TERMS),
        title=weighed(map(stem, headline), known, TITLE_WORDS),
        names=frozenset(map(stem, capitals)),
        named=weighed((stem(w) for w in told if w in capitals or w.isdecimal()), known, SCENE_TERMS),
        pairs=frozenset(_pairs(told)),
        ages=frozenset(f"{m[1]} {m[2]}".lower() for m in _AGE.finditer(beginning)),
        numbers=frozenset(_NUMBER.findall(beginning)),
        told=frozenset(_days_told(beginning, day)),
    )


def _days_told(text: str, day: int | None) -> Iterator[int]:
    """The days that are told by their dates, one without a year as the last before `day`. Weekdays are left out:
    who is quoted counts from another day."""
    setting = Setting(date.fromordinal(day) if day is not None else None, toward=-1)
    for phrase in find_phrases(text):
        if isinstance(phrase.term, (Fixed, Yearless)) and (found := resolved(phrase.term, setting).day) is not None:
            yield found.toordinal()


_SETS = ("names", "pairs", "ages", "numbers", "told")


def scene_to_json(told: Scene) -> str:
    """A scene as it is kept, the same bytes for the same scene."""
    row = {
        "id": told.id, "day": told.day, "terms": dict(told.terms), "title": dict(told.title), "named": dict(told.named),
        **{name: sorted(getattr(told, name)) for name in _SETS},
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def scene_from_json(kept: str) -> Scene | None:
    """None where a version kept it that told less of a report."""
    row = json.loads(kept)
    if not row.keys() >= set(_SETS):
        return None
    return Scene(**{**row, **{name: frozenset(row[name]) for name in _SETS}})


def _capitals(told: Sequence[str]) -> set[str]:
    """Words with a capital that do not stand without one elsewhere in the text."""
    small = {word for word in told if word[:1].islower()}
    return {word for word in told if word[:1].isupper() and word.lower() not in small and len(word) > 1}


def _pairs(told: Sequence[str]) -> Iterator[str]:
    capitals = _capitals(told)
    for one, other in itertools.pairwise(told):
        if one in capitals and other in capitals:
            yield f"{one} {other}".lower()


def sentence_at(text: str, span: Span) -> tuple[int, Span]:
    """The number of the sentence that `span` begins in, and where it stands. Cut at stops and at the ends of lines."""
    ends, starts = _stops(text)
    number = bisect_right(ends, span.start)
    start = ends[number - 1] if number else 0
    return number, Span(start, max(starts[number], span.end) if number < len(ends) else len(text))


@lru_cache(maxsize=4)
def _stops(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where each stop ends, and where it starts. All tellings of a report ask for the same text."""
    found = [match.span() for match in _STOP.finditer(text)]
    return tuple(end for _, end in found), tuple(start for start, _ in found)


@lru_cache(maxsize=64)
def _words_at(sentence: str) -> tuple[tuple[int, int, str], ...]:
    """The words of a sentence and where they stand: several tellings may be of one."""
    return tuple(
        (start, end, form) for start, end in split_words(sentence) if any(map(str.isalnum, form := sentence[start:end]))
    )


def sketches_of(report: Report, terms: Terms | None = None, told: Scene | None = None) -> tuple[Sketch, ...]:
    """All tellings of a report, in order. `told`: what `scene_of` says of it, where that is at hand. Raises ModelError
    where the table of terms cannot be used."""
    told = told or scene_of(report, terms)
    return tuple(sketch_of(Telling(report, e.number), told, terms) for e in report.reading.events)


def sketch_of(telling: Telling, told: Scene, terms: Terms | None = None) -> Sketch:
    """One telling of the report that `told` is of."""
    text, event = telling.report.reading.article.text, telling.event
    return sketch(
        telling.id,
        told,
        text,
        event.span,
        terms=terms,
        type=event.type,
        mode=event.mode,
        status=event.status,
        actor=party_of(event.actor, text),
        recipient=party_of(event.recipient, text),
        when=event.when,
        where=event.where,
        figures=telling.figures,
        vector=tuple(telling.report.vectors.get(event.number, ())),
        made_by=telling.report.reading.article.model,
        first=event.same_as or event.number,
        object_next=event.recipient is not None and 0 <= event.recipient.span.start - event.span.end <= 1,
    )


def sketch(
    key: str,
    told: Scene,
    text: str,
    span: Span,
    *,
    terms: Terms | None = None,
    type: str | None = None,
    mode: str | None = None,
    status: str | None = None,
    actor: Party = NOBODY,
    recipient: Party = NOBODY,
    others: frozenset[str] = frozenset(),
    when: When | None = None,
    where: Where | None = None,
    figures: Sequence[Figure] = (),
    vector: tuple[float, ...] = (),
    made_by: str | None = None,
    head: Span | None = None,
    first: int | None = None,
    object_next: bool = False,
) -> Sketch:
    """The same of words in a text that need not be a telling. `head`: the word of `span` that names the act;
    `object_next`: whether the recipient stands right behind it."""
    known = terms or load_terms()
    number, sentence = sentence_at(text, span)
    trigger = [stem(word) for word in words(span.of(text))] or [span.of(text).lower()]
    left, right = span.start - sentence.start, span.end - sentence.start
    told_of = _words_at(sentence.of(text))
    around = [form for start, end, form in told_of if end <= left or start >= right]
    before = [form for _, end, form in told_of if end <= left]
    after = next((form for start, _, form in told_of if start >= right), "")
    named = (
        head.of(text)
        if head
        else max(reversed(words(span.of(text)) or [span.of(text)]), key=lambda w: known.weight(stem(w)))
    )
    place = _stems(where.span.of(text) + " " + (where.name or "")) if where else frozenset()
    return Sketch(
        id=key,
        scene=told,
        head=stem(named),
        stems=frozenset(trigger),
        form=named.lower(),
        type=type,
        mode=mode,
        status=status,
        behind=status == "hypothetical" and lies_behind(before),
        ahead=status == "denied" and lies_ahead(before),
        many=how_many(before, named.lower(), after, object_next),
        actor=actor,
        recipient=recipient,
        days=days_of(when),
        dated=when is not None and when.precision == "day",
        long=when is not None and takes_long(_ordinal(when.start), _ordinal(when.end), told.day),
        place=(where.name or where.span.of(text)) if where else "",
        places=place,
        country=where.country if where else None,
        point=(where.latitude, where.longitude)
        if where and where.latitude is not None and where.longitude is not None
        else None,
        numbers=frozenset(_NUMBER.findall(sentence.of(text))),
        times=frozenset(word.lower() for word in around) & _times(),
        figures=tuple((f.measure, f.unit, f.low, f.high) for f in figures if f.measure),
        sentence=weighed(map(stem, around), known, SENTENCE_TERMS),
        at=number,
        span=span,
        first=first if first is not None else -1 - span.start,
        vector=vector,
        made_by=made_by,
        all_parties=actor.terms | recipient.terms | others,
    )
