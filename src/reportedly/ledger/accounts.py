"""Who says what of an incident: one account for each source that ultimately vouches.

A telling is given to the source whose word it is: through nested voices to the outermost one, and through copies to
the report that had the words first. Where nobody vouches, the outlet does. Statements that tell no act are found too:
a second source of the same content, a refusal that holds a retelling, "declined to comment" beside the telling.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from ..records import Event, Statement, When, Where
from ..text import Span
from ..vocabulary import load_lexicon
from .given import Beside, Copies, Incident, Origin, Reports, called, origin_of, outlet_of, published_of
from .latest import Latest
from .neighbours import sentence_at
from .positions import Position, position_of, taken, vouching
from .responsibility import Part, Responsibility, load_responsibility, part_of
from .turning import Sense, Turn
from .values import Report
from .voices import Voices, voices_of
from .who import NOBODY, Names, Party, Source, actor_of, own_voice, party_of, same_party, source_of

__all__ = ["Account", "Carrier", "Saying", "accounts_of"]


@dataclass(frozen=True, slots=True)
class Saying:
    """One place where a report gives a source's word on the incident.

    `span` and `words`: the statement, or the sentence for an outlet's own voice. `origin`: the report that had these
    words first, itself unless `copied`; `published` and `outlet` are those of this report, `first_published` that of
    the origin. `telling`: the id of the event, None where the words hold none; `event` its number. `through`: who
    stands between source and act, from the inside; `cited`: the outlet that the report has it from by its own words.
    `carrier`: what the report is called by, its outlet where that is known.
    `part`: whether the source claims the act, accuses somebody of it, or turns it away; `sense`: what more its words
    tell. `when_text`, `where_text`: the words for time and place; `where_before`: the word before those for the place.
    """

    report: str
    article: str
    outlet: str | None
    carrier: str
    published: str | None
    seen: str
    origin: str
    copied: bool
    first_published: str | None
    source: Source
    position: Position
    part: Part | None
    sense: Sense | None
    span: Span
    words: str
    statement: int | None
    event: int | None
    telling: str | None
    through: tuple[str, ...]
    cited: str | None
    hedges: tuple[str, ...]
    evidence: tuple[str, ...]
    actor: Party | None
    recipient: Party | None
    when: When | None
    when_text: str | None
    where: Where | None
    where_text: str | None
    where_before: str | None
    confidence: float | None
    reason: str

    @property
    def order(self) -> tuple[Any, ...]:
        """By date, undated ones last, then by place; the same for the same saying, however it came."""
        return (
            self.first_published or "9999", self.copied, self.published or "9999", self.report, self.span,
            self.statement or 0, self.event or 0, self.source.key, self.position,
        )  # fmt: skip

    def row(self) -> dict[str, Any]:
        return {
            "report": self.report,
            "article": self.article,
            "outlet": self.outlet,
            "published": self.published,
            "copied_from": self.origin if self.copied else None,
            "position": self.position,
            "part": self.part,
            "span": list(self.span),
            "text": self.words,
            "telling": self.telling,
            "statement": f"{self.report}:s{self.statement}" if self.statement is not None else None,
            "through": list(self.through),
            "cited": self.cited,
            "hedges": list(self.hedges),
            "evidence": list(self.evidence),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Carrier:
    """A report that carries an account. `copied_from`: the report that had the words first, None where it had."""

    report: str
    outlet: str | None
    published: str | None
    copied_from: str | None


@dataclass(frozen=True)
class Account:
    """What one source says of an incident. `sayings` are in the order of time; there is one at least.

    `position` is what its latest dated words come to, `earlier` the other positions that it took, in order.
    """

    source: Source
    position: Position
    earlier: tuple[Position, ...]
    sayings: tuple[Saying, ...]
    outlets: tuple[str, ...]
    """The outlets, or where none is known the reports, that had the words first: what the account rests on."""

    @property
    def independent(self) -> int:
        """How many outlets had it of their own."""
        return len(self.outlets)

    @cached_property
    def part(self) -> Part | None:
        parts = [s.part for s in self.sayings if s.part and s.position == self.position]
        return parts[-1] if parts else None

    @cached_property
    def by_itself(self) -> bool:
        """Whether all that bears its position says that the act came about without anybody's doing."""
        return all(s.sense == "by itself" for s in self.sayings if s.position == self.position)

    @cached_property
    def actors(self) -> tuple[Party, ...]:
        return _distinct(s.actor for s in self.sayings)

    @cached_property
    def recipients(self) -> tuple[Party, ...]:
        return _distinct(s.recipient for s in self.sayings)

    @cached_property
    def hedged(self) -> bool:
        """Whether every saying that bears its position is weakened by a hedge."""
        bearing = [s for s in self.sayings if s.position == self.position]
        return bool(bearing) and all(s.hedges for s in bearing)

    @cached_property
    def carriers(self) -> tuple[Carrier, ...]:
        """The reports that carry it, each once; one that has it partly of its own counts as its own."""
        found: dict[str, Carrier] = {}
        for s in sorted(self.sayings, key=lambda s: (s.copied, s.order)):
            found.setdefault(s.report, Carrier(s.report, s.outlet, s.published, s.origin if s.copied else None))
        return tuple(sorted(found.values(), key=lambda c: (c.published or "9999", c.copied_from or "", c.report)))

    def row(self) -> dict[str, Any]:
        return {
            "source": self.source.row(),
            "position": self.position,
            "earlier": list(self.earlier),
            "part": self.part,
            "hedged": self.hedged,
            "actors": [p.row() for p in self.actors],
            "recipients": [p.row() for p in self.recipients],
            "when": sorted({s.when_text for s in self.sayings if s.when_text}),
            "where": sorted({s.where_text for s in self.sayings if s.where_text}),
            "reports": len(self.carriers),
            "independent": self.independent,
            "outlets": list(self.outlets),
            "sayings": [s.row() for s in self.sayings],
        }


def accounts_of(
    incident: Incident,
    copies: Copies,
    reports: Reports | None = None,
    elsewhere: Set[str] = frozenset(),
    words: Responsibility | None = None,
    kept: Latest[str, Voices] | None = None,
) -> tuple[Account, ...]:
    """The accounts of an incident: those that rest on most outlets first, then by time and key.

    `reports`: further reports by id, for the origins of copied passages that tell the incident nowhere themselves.
    `elsewhere`: ids of tellings (`Telling.id`) that belong to other incidents, and so are no retellings of this one.
    `kept`: where is kept what was made of reports, for the next incident that they tell.
    """
    kept = Latest(len(incident.tellings) + 1) if kept is None else kept
    words = words or load_responsibility()
    known = Beside({t.report.id: t.report for t in incident.tellings}, {} if reports is None else reports)
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for telling in incident.tellings:
        numbers[telling.report.id].add(telling.number)
    told = [voices_of(id, known[id], words, kept) for id in sorted(numbers)]
    names = Names(called=itertools.chain.from_iterable(one.called for one in told))
    found = [
        saying
        for one in told
        for saying in _Teller(one, frozenset(numbers[one.id]), copies, known, names, elsewhere, words).sayings()
    ]
    by_source: defaultdict[str, list[Saying]] = defaultdict(list)
    for saying in found:
        by_source[saying.source.key].append(saying)
    accounts = [_account(sayings, known) for sayings in by_source.values()]
    return tuple(sorted(accounts, key=lambda a: (-a.independent, a.sayings[0].order, a.source.key)))


def _account(sayings: Iterable[Saying], reports: Reports) -> Account:
    ordered = sorted(set(sayings), key=lambda s: s.order)
    dates = [s.first_published for s in ordered if s.first_published]
    latest = [s.position for s in ordered if not dates or s.first_published == dates[-1]]
    position = taken(latest)
    earlier = dict.fromkeys(s.position for s in ordered if s.position != position)
    # Whatever names it best: the longest label, for "Marchetti" and "Foreign Minister Odile Marchetti" are one.
    source = max((s.source for s in ordered), key=lambda s: (s.party is not None, s.party is not None and s.party.known,
                                                            len(s.label), s.label, s.kind))  # fmt: skip
    outlets = {s.cited or called(s.origin, reports) for s in ordered}
    return Account(source, position, tuple(earlier), tuple(ordered), tuple(sorted(outlets)))


def _distinct(parties: Iterable[Party | None]) -> tuple[Party, ...]:
    """Each once, by its label and state; in the order of their labels."""
    found = {(p.label, p.country or ""): p for p in parties if p}
    return tuple(found[key] for key in sorted(found))


@dataclass(frozen=True)
class _Teller:
    """One report, and the numbers of its events that belong to the incident."""

    voices: Voices
    numbers: frozenset[int]
    copies: Copies
    reports: Reports
    names: Names
    elsewhere: Set[str]
    words: Responsibility

    @property
    def report(self) -> Report:
        return self.voices.report

    @property
    def text(self) -> str:
        return self.voices.text

    def sayings(self) -> Iterator[Saying]:
        told = [self.voices.events[number] for number in sorted(self.numbers & self.voices.events.keys())]
        for event in told:
            for chain, reason in self.voices.chains(event):
                yield from self._vouched(event, chain, reason)
        again = self._retellings(told)
        for event in again:
            for chain, reason in self.voices.chains(event):
                if any(s.stance != "asserts" for s in chain):
                    yield from self._vouched(event, chain, f"{reason}, which tells it again")
        yield from self._beside({event.span for event in (*told, *again)})

    def _retellings(self, told: Iterable[Event]) -> list[Event]:
        """Events of the report that retell one of the incident, are of its type, and are told nowhere else."""
        first = self.voices.first
        wanted = {(first[event.number], event.type) for event in told}
        return [
            event
            for number, event in sorted(self.voices.events.items())
            if number not in self.numbers
            and (first[number], event.type) in wanted
            and f"{self.voices.id}:e{number}" not in self.elsewhere
        ]

    def _vouched(self, event: Event, chain: Sequence[Statement], reason: str) -> Iterator[Saying]:
        if not chain:
            yield self._saying(event, (), 0, position_of(event.status, ()), reason)
        for at in vouching(chain):
            # An outlet that only carries it is left out of the stances: it vouches for its source's words alone.
            stances = [s.stance for s in chain[: at + 1]]
            held = position_of(event.status, stances)
            turn = None
            if at == 0 and event.actor is None and held in ("affirms", "believes"):
                # "The blast was caused by a gas leak": it took place, and was nobody's deed.
                turn = self.voices.turning.laid_on_nobody(chain[0], self.text)
            yield self._saying(event, chain, at, held, reason, turn)

    def _beside(self, told: Set[Span]) -> Iterator[Saying]:
        """What statements say that hold no act, but speak of one of these."""
        for statement, meant, why, turn in self.voices.beside:
            if meant.span not in told:
                continue
            chain = self.voices.chain(statement.number)
            stances = [s.stance for s in chain]
            held = position_of("denied" if statement.stance == "denies" else "happened", stances)
            at = vouching(chain)[0]
            # Who tells that another claims it vouches for no claim.
            if turn is None or at == 0:
                accused = held == "denies" and self._accused(statement, meant)
                yield self._saying(None, chain, at, held, f"it stands {why}", "accused" if accused else turn)

    def _accused(self, denial: Statement, act: Event) -> bool:
        """Whether somebody is accused of an act who denies it: what is denied is that he did it."""
        source, actor = party_of(denial.source, self.text), party_of(act.actor, self.text)
        if source is None or actor is None or not same_party(source, actor):
            return False
        return any(self.words.accused(s, self.text) for s in self.voices.chain(act.according_to))

    def _saying(
        self, event: Event | None, whole: Sequence[Statement], at: int, held: Position, reason: str,
        turn: Turn | Literal["accused"] | None = None,
    ) -> Saying:  # fmt: skip
        """What the voice at place `at` of the chain `whole` says. Without a chain the outlet says it. `turn`: what it
        does with the act by words around it, or that it was accused of what it denies."""
        root = whole[at] if whole else None
        anchor = event.span if event else self._words_of(root)
        origin = origin_of(self.voices.id, anchor, self.copies)
        if root and root.source and root.source.name and self.names.shared(root.source.name):
            # Who that is depends on who else is quoted.
            return self._made(event, whole, at, held, reason, origin, turn)
        key = event and event.number, tuple(s.number for s in whole), at, held, reason, origin, turn
        found: Saying | None = self.voices.said.get(key)
        if found is None:
            found = self.voices.said[key] = self._made(event, whole, at, held, reason, origin, turn)
        return found

    def _words_of(self, root: Statement | None) -> Span:
        assert root
        return root.cue or (root.content or (root.span,))[0]

    def _made(
        self, event: Event | None, whole: Sequence[Statement], at: int, held: Position, reason: str, origin: Origin,
        turn: Turn | Literal["accused"] | None,
    ) -> Saying:  # fmt: skip
        chain = whole[: at + 1]
        root = chain[-1] if chain else None
        outlets = [s for s in whole[at:] if s.source_type == "outlet" and s.source]
        if root:
            span = root.span
        else:
            assert event
            every = self.voices.sentences
            number = sentence_at(every, event.span.start)
            span = every[number] if every and every[number].contains(event.span) else event.span
        source = self._source(root, origin)
        # "The alleged strike": the article does not vouch for it, and nobody else is named who does.
        reserve = self._reserve(event.span) if event and root is None else None
        if reserve:
            source = Source(f"unattributed:{origin.report}", NOBODY, "unattributed")
        actor = actor_of(event.actor, self.text) if event else None
        part: Part | None = None
        sense: Sense | None = None
        if turn in ("by itself", "perhaps by itself"):
            # Not the fall is denied, but that it was anybody's act.
            held = "denies" if turn == "by itself" and held == "affirms" else "doubts"
            sense, reason = "by itself", f"{reason}; it lays it on nobody"
        elif turn in ("claims", "points"):
            part, actor = "claims", source.party
        elif turn == "accused":
            part = "disclaims"
        elif root and (event is None or event.quad == "material conflict"):
            affirms, denies = held in ("affirms", "believes"), held == "denies" or root.stance == "denies"
            part = part_of(self.words, root, self.text, event.span if event else None, source.party, actor,
                           affirms=affirms, denies=denies)  # fmt: skip
            # "Denied involvement in the attack": the attack took place, and the source denies its part in it.
            held = "denies" if part == "disclaims" else held
        if event and sense is None:
            held, sense = self._weighed(event, held)
        article = self.report.reading.article
        when, where = (event.when, event.where) if event else (None, None)
        return Saying(
            report=self.voices.id,
            article=article.id,
            outlet=self.report.outlet,
            carrier=called(self.voices.id, self.reports),
            published=self.report.published,
            seen=self.report.seen,
            origin=origin.report,
            copied=origin.copied,
            first_published=published_of(origin.report, self.reports) or self.report.published,
            source=source,
            position=held,
            part=part,
            sense=sense,
            span=span,
            words=_words(span, self.text),
            statement=root.number if root else None,
            event=event.number if event else None,
            telling=f"{self.voices.id}:e{event.number}" if event else None,
            through=tuple(self._source(s, origin).label for s in chain[:-1]),
            cited=self._source(outlets[0], origin).label if outlets else None,
            hedges=(*([reserve] if reserve else []), *(_words(h, self.text) for s in chain for h in s.hedges)),
            evidence=tuple(_words(h, self.text) for s in chain for h in s.evidence),
            actor=actor,
            recipient=party_of(event.recipient, self.text) if event else None,
            when=when,
            when_text=_words(when.span, self.text) if when else None,
            where=where,
            where_text=(where.name or _words(where.span, self.text)) if where else None,
            where_before=_before(where.span, self.text) if where else None,
            confidence=event.confidence if event else root.confidence if root else None,
            reason=reason,
        )

    def _weighed(self, event: Event, held: Position) -> tuple[Position, Sense | None]:
        """What the words before an act make of a position: "if that was so, he fired" is a guess."""
        turning = self.voices.turning
        if held == "denies" and turning.denied_ahead(event.span, self.text):
            return held, "ahead"
        if held == "supposes" and turning.guessed(event.span, self.text):
            return held, "perhaps"
        if held in ("affirms", "believes"):
            number = sentence_at(self.voices.sentences, event.span.start)
            if number >= 0 and turning.on_condition(self.voices.sentences[number], self.text):
                return "supposes", "perhaps"
        return held, None

    def _reserve(self, act: Span) -> str | None:
        """The word of reserve among those just before an act: "the reported CIA strike"."""
        near = re.split(r"[^\w\s’'-]", self.text[max(0, act.start - NEAR) : act.start])[-1].split()[-WORDS:]
        reserved = load_lexicon().bare_modifiers
        return next((word for word in reversed(near) if word.lower() in reserved), None)

    def _source(self, statement: Statement | None, origin: Origin) -> Source:
        if statement:
            return source_of(statement, self.text, origin.report, self.names)
        return own_voice(origin.report, outlet_of(origin.report, self.reports), called(origin.report, self.reports))


NEAR, WORDS = 60, 3
"""How far before an act a word of reserve stands that is about it, in characters and in words."""


def _words(span: Span, text: str) -> str:
    return " ".join(span.of(text).split())


def _before(span: Span, text: str) -> str | None:
    """The word before a span, in lower case."""
    words = text[max(0, span.start - 20) : span.start].split()
    return words[-1].lower() if words else None
