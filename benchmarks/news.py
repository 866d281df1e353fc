"""Made news, without end: readings of our own dispatches (`corpus/dispatches`), as many as are wanted. No model is run.

Reading number n is the same whatever came before it, and so is the flow for a seed:

* `PER_DAY` articles come a day, from `OUTLETS` outlets. Most bear the day on which they come, a quarter one to three
  days less, a few up to a month, and one in two hundred any day since the first.
* `HAPPENINGS` things happen a day. Each is one of the dispatches, with its dates moved to that day, other parties and
  places, and other words. Whoever acts for a state is exchanged for another one of the same kind whose words are as
  long, out of all dispatches, and so is a place: of one state for those of one other state where there are such, the
  same for the same. Names that the records do not tie to a state, and the words of four letters and more outside of
  what the records name, are exchanged for such words of the same length, the same word for the same word. So offsets,
  dates, figures, acts and cues stay what they are; the text is no sense, but its words are as common and as rare as
  words are: three words in four are others. A dispatch comes back every eight days or so, as acts of one kind do: half
  of the time among the parties and at the places that it has had within `RUNS` days, as matters run on.
* An article tells `PARTS` of them one under the other, mostly of its day or the day before. What is told most on a
  day is told by one article in four, most of the rest by a few. Half of the time in the words of all (as papers print
  what an agency sends), else with one word in four exchanged again.
* One in ten is another version of an article of the last two days: the same address, and what that one told.

`alike` is what no press is: every article tells three dispatches word for word, on any of `DAYS` days, and they come in
no order. However many there are, all are like those of the same days, and later ones must make room for earlier ones.
"""

from __future__ import annotations

import itertools
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from benchmarks.common import json_lines
from reportedly.ledger.records_back import reading_of
from reportedly.records import Article, Event, Figure, Flaw, Mention, Reading, Statement, When, Where
from reportedly.text import Span

__all__ = ["alike", "gold", "news"]

PARTS = 3
FIRST_DAY = date(2023, 1, 1)
PER_DAY, HAPPENINGS = 100, 120
OUTLETS = 40
ANOTHER_VERSION = 0.1
RUNNING, RUNS = 0.5, 30
"""Share of what happens that is of a matter that runs on, and for how many days its parties stay."""
DAYS = 2000
"""On which `alike` articles come."""

_FREE = re.compile(r"[^\W\d_]{3,}")
_SHORTEST = 4
"""Letters of a word in lower case that is exchanged."""
_OTHERS, _REWORDED = 1.0, 0.25
"""Of such words the share that a happening has others for, and that a report puts otherwise."""

Words = Mapping[tuple[int, bool], Sequence[str]]
"""Words by their length and whether they have a capital."""


def gold() -> list[Reading]:
    """The dispatches as they are annotated, in an order of their own."""
    from benchmarks.dispatches import compiled

    with tempfile.TemporaryDirectory() as place:
        return [reading_of(json_lines(one.path)) for one in sorted(compiled(Path(place)), key=lambda one: one.id)]


def news(parts: Sequence[Reading], seed: int, first: int = 0) -> Iterator[Reading]:
    """Readings as the press gives them."""
    words, others = _words(parts), _others(parts)

    @lru_cache(maxsize=1000)
    def happened(day: int, which: int) -> Reading:
        chance = random.Random(f"{seed} happening {day} {which}")
        which = chance.randrange(len(parts))
        part, matter = parts[which], f"{seed} matter {which} {(day + which) // RUNS}"
        told = date.fromisoformat(part.article.published[:10]) if part.article.published else FIRST_DAY
        moved = joined([part], part.article, None, day - told.toordinal())
        moved = elsewhere(moved, random.Random(matter) if chance.random() < RUNNING else chance, others)
        return exchanged(moved, chance, words, _OTHERS, names=True)

    for number in itertools.count(first):
        chance = random.Random(f"{seed} {number}")
        address = _address(seed, number)
        drawn = random.Random(f"{seed} told {address}")
        told = _day(drawn, address)
        those = [
            happened(told - int(drawn.expovariate(1.0)), int(HAPPENINGS * drawn.random() ** 2)) for _ in range(PARTS)
        ]
        those = [one if chance.random() < 0.5 else exchanged(one, chance, words, _REWORDED) for one in those]
        day = told if address == number else max(told, _day(chance, number))
        yield joined(those, _article(address, date.fromordinal(day)), f"No. {number}.")


def _address(seed: int, number: int) -> int:
    """The number of the article of which this one is a version, its own where it is none."""
    while True:
        chance = random.Random(f"{seed} address {number}")
        if not number or chance.random() >= ANOTHER_VERSION:
            return number
        number -= chance.randint(1, min(number, 2 * PER_DAY))


def _day(chance: random.Random, number: int) -> int:
    """The day that an article bears, as an ordinal."""
    days = number // PER_DAY
    at = chance.random()
    if at < 0.7:
        late = 0
    elif at < 0.95:
        late = chance.randint(1, 3)
    else:
        late = chance.randint(4, 30) if at < 0.995 else chance.randint(0, days)
    return FIRST_DAY.toordinal() + max(0, days - late)


def alike(parts: Sequence[Reading], seed: int, first: int = 0) -> Iterator[Reading]:
    """Readings that are all alike, in no order."""
    for number in itertools.count(first):
        chance = random.Random(f"{seed} {number}")
        days = chance.randrange(DAYS)
        address = chance.randrange(number) if number and chance.random() < ANOTHER_VERSION else number
        article = _article(address, FIRST_DAY + timedelta(days))
        yield joined(chance.sample(parts, PARTS), article, f"No. {number}.", days)


def _article(address: int, day: date) -> Article:
    outlet = f"Outlet {address % OUTLETS}"
    url = f"https://outlet-{address % OUTLETS}.example/{address}"
    return Article("", url, None, None, None, outlet, "en", str(day), "gold", "gold")


# Other parties and places

Kind = tuple[int, bool, str]
"""What is exchanged for one another: as long, with a capital or without, and of one entity; places are `where`."""
Named = Mention | Where


class Others(dict[Kind, Sequence[tuple[str, Named]]]):
    """What there is of each kind, with its words; `states`: the codes of all whom they act for, or where they are."""

    def __init__(self, found: Mapping[Kind, Mapping[str, Named]]) -> None:
        super().__init__((kind, sorted(those.items())) for kind, those in sorted(found.items()))
        self.states = sorted({one.country for those in found.values() for one in those.values() if one.country})


def _others(parts: Sequence[Reading]) -> Others:
    """Parties that act for a state, and places, with their words."""
    found: defaultdict[Kind, dict[str, Named]] = defaultdict(dict)
    for part in parts:
        for span, one in _free(part).items():
            words = span.of(part.article.text)
            found[_kind(words, one)].setdefault(words, one)
    return Others(found)


def _kind(words: str, one: Named) -> Kind:
    return len(words), words[:1].isupper(), one.entity if isinstance(one, Mention) else "where"


def _free(reading: Reading) -> dict[Span, Named]:
    """Those whose words nothing else lies across; a pronoun is told by what it stands for."""
    acts = [*(e.span for e in reading.events), *(f.span for f in reading.figures)]
    acts += [span for s in reading.statements for span in (s.cue, *s.hedges, *s.evidence) if span]
    acts += [e.when.span for e in reading.events if e.when]
    mentions = [s.source for s in reading.statements] + [one for e in reading.events for one in (e.actor, e.recipient)]
    found: dict[Span, Named] = {one.resolved_from or one.span: one for one in mentions if one is not None}
    places = {e.where.span: e.where for e in reading.events if e.where}
    spans = [*acts, *found, *places]
    free = {**found, **places}
    return {
        span: one
        for span, one in sorted(free.items())
        if one.country is not None and sum(span.overlaps(other) for other in spans) == 1
    }


def elsewhere(reading: Reading, chance: random.Random, others: Others) -> Reading:
    """The same acts of other parties at other places, whose words are as long."""
    text = reading.article.text
    moved: dict[str, str] = {}
    chosen: dict[Kind, dict[str, tuple[str, Named]]] = defaultdict(dict)
    put: dict[Span, Named] = {}
    for span, one in _free(reading).items():
        words, country = span.of(text), one.country
        assert country is not None
        if country not in moved:
            moved[country] = chance.choice(others.states)
        kind = _kind(words, one)
        if words not in chosen[kind]:
            possible = [other for other in others.get(kind, ()) if other[1].country != country] or [(words, one)]
            best = [other for other in possible if other[1].country == moved[country]]
            chosen[kind][words] = chance.choice(best or possible)
        other, put[span] = chosen[kind][words]
        text = text[: span.start] + other + text[span.end :]

    def party(mention: Mention | None) -> Mention | None:
        other = put.get(mention.resolved_from or mention.span) if mention else None
        if mention is None or not isinstance(other, Mention):
            return mention
        return replace(mention, name=other.name, country=other.country, sector=other.sector)

    def place(where: Where | None) -> Where | None:
        other = put.get(where.span) if where else None
        return replace(other, span=where.span) if where and isinstance(other, Where) else where

    return replace(
        reading,
        article=replace(reading.article, text=text),
        statements=tuple(replace(s, source=party(s.source)) for s in reading.statements),
        events=tuple(
            replace(e, actor=party(e.actor), recipient=party(e.recipient), where=place(e.where)) for e in reading.events
        ),
    )


# Other words


def _words(parts: Sequence[Reading]) -> Words:
    found: defaultdict[tuple[int, bool], set[str]] = defaultdict(set)
    for part in parts:
        for word in _FREE.findall(part.article.text):
            if word[0].isupper() and word[1:].islower():
                found[len(word), True].add(word)
            elif word.islower():
                found[len(word), False].add(word)
    return {kind: sorted(words) for kind, words in sorted(found.items())}


def exchanged(reading: Reading, chance: random.Random, words: Words, share: float, names: bool = False) -> Reading:
    """The same records, with other words of the same length in the text where the records name nothing."""
    text = reading.article.text
    named = _named(reading)
    others: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if not named.isdisjoint(range(*match.span())):
            return word
        if word not in others:
            capital = word[0].isupper()
            free = names and word[1:].islower() if capital else len(word) >= _SHORTEST and word.islower()
            free = free and (capital or chance.random() < share)
            others[word] = chance.choice(words[len(word), capital]) if free else word
        return others[word]

    text = _FREE.sub(other, text)

    def called(mention: Mention | None) -> Mention | None:
        if mention is None or mention.name is None or mention.country is not None:
            return mention
        return replace(mention, name=_FREE.sub(lambda word: others.get(word[0], word[0]), mention.name))

    return replace(
        reading,
        article=replace(reading.article, text=text),
        statements=tuple(replace(s, source=called(s.source)) for s in reading.statements),
        events=tuple(replace(e, actor=called(e.actor), recipient=called(e.recipient)) for e in reading.events),
    )


def _named(reading: Reading) -> set[int]:
    """The places of the text where acts, cues, figures, times and places stand, and parties of a known state."""
    spans = [span for s in reading.statements for span in (s.cue, *s.hedges) if span]
    spans += [f.span for f in reading.figures]
    mentions = [s.source for s in reading.statements]
    for event in reading.events:
        spans += [event.span, *(one.span for one in (event.when, event.where) if one)]
        mentions += [event.actor, event.recipient]
    for mention in mentions:
        if mention is not None and mention.country is not None:
            spans += [mention.span, *([mention.resolved_from] if mention.resolved_from else [])]
    return {place for span in spans for place in range(span.start, span.end)}


# One under the other


def joined(parts: Sequence[Reading], article: Article, head: str | None, days: int = 0) -> Reading:
    """`parts` one under the other, below a line that makes the text one of its own, dates moved by `days`."""
    text = head or ""
    statements: list[Statement] = []
    events: list[Event] = []
    figures: list[Figure] = []
    flaws: list[Flaw] = []
    for part in parts:
        text += "\n\n" if text else ""
        move = _Move(len(text), days, len(statements), len(events), len(figures))
        text += part.article.text
        statements += (move.statement(s) for s in part.statements)
        events += (move.event(e) for e in part.events)
        figures += (move.figure(f) for f in part.figures)
        flaws += (move.flaw(f) for f in part.flaws)
    return Reading(replace(article, text=text), tuple(statements), tuple(events), tuple(figures), tuple(flaws))


class _Move:
    """Records from one text into another: spans further down, numbers on, dates later."""

    def __init__(self, by: int, days: int, statements: int, events: int, figures: int) -> None:
        self.by, self.days = by, timedelta(days)
        self.statements, self.events, self.figures = statements, events, figures

    def span(self, span: Span) -> Span:
        return Span(span.start + self.by, span.end + self.by)

    def spans(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(map(self.span, spans))

    def day(self, day: str | None) -> str | None:
        if day is None:
            return None
        try:
            return str(date.fromisoformat(day) + self.days)
        except (ValueError, OverflowError):
            return day

    def mention(self, mention: Mention | None) -> Mention | None:
        if mention is None:
            return None
        back = mention.resolved_from
        return replace(mention, span=self.span(mention.span), resolved_from=self.span(back) if back else None)

    def statement(self, s: Statement) -> Statement:
        return replace(
            s,
            number=s.number + self.statements,
            span=self.span(s.span),
            source=self.mention(s.source),
            cue=self.span(s.cue) if s.cue else None,
            content=self.spans(s.content),
            hedges=self.spans(s.hedges),
            evidence=self.spans(s.evidence),
            within=s.within + self.statements if s.within else None,
        )

    def event(self, e: Event) -> Event:
        return replace(
            e,
            number=e.number + self.events,
            span=self.span(e.span),
            actor=self.mention(e.actor),
            recipient=self.mention(e.recipient),
            according_to=e.according_to + self.statements if e.according_to else None,
            same_as=e.same_as + self.events if e.same_as else None,
            when=self.when(e.when),
            where=self.where(e.where),
        )

    def when(self, when: When | None) -> When | None:
        if when is None:
            return None
        return replace(when, span=self.span(when.span), start=self.day(when.start), end=self.day(when.end))

    def where(self, where: Where | None) -> Where | None:
        return replace(where, span=self.span(where.span)) if where else None

    def figure(self, f: Figure) -> Figure:
        return replace(
            f,
            number=f.number + self.figures,
            span=self.span(f.span),
            event=f.event + self.events if f.event else None,
            according_to=f.according_to + self.statements if f.according_to else None,
        )

    def flaw(self, f: Flaw) -> Flaw:
        return replace(f, span=self.span(f.span), same_as=self.span(f.same_as) if f.same_as else None)
