"""The record contract, version 1, as frozen values (see docs/records.md for the meaning of each field).

A `Reading` is one article and all that was read in it. `rows()` turns it into the dictionaries that
`--format jsonl` writes, in the order of the contract.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from .errors import InvariantError
from .text import Span
from .tidy import Table, table

CONTRACT_VERSION = 1

Entity = Literal["person", "organization", "country", "group", "place", "object", "document"]
SourceType = Literal["person", "office", "anonymous", "crowd", "document", "outlet", "unattributed"]
Form = Literal["direct", "mixed", "indirect"]
Stance = Literal["asserts", "believes", "doubts", "denies", "declines"]
Status = Literal["happened", "planned", "threatened", "called for", "hypothetical", "denied"]
Precision = Literal["day", "week", "month", "season", "year", "decade"]
Bound = Literal["exact", "about", "at least", "at most", "between", "vague"]
Problem = Literal["repeated paragraph", "sentence fragment", "unclosed quotation", "boilerplate"]

ENTITIES: tuple[Entity, ...] = ("person", "organization", "country", "group", "place", "object", "document")
SOURCE_TYPES: tuple[SourceType, ...] = (
    "person", "office", "anonymous", "crowd", "document", "outlet", "unattributed",
)  # fmt: skip
FORMS: tuple[Form, ...] = ("direct", "mixed", "indirect")
STANCES: tuple[Stance, ...] = ("asserts", "believes", "doubts", "denies", "declines")
STATUSES: tuple[Status, ...] = ("happened", "planned", "threatened", "called for", "hypothetical", "denied")
PRECISIONS: tuple[Precision, ...] = ("day", "week", "month", "season", "year", "decade")
BOUNDS: tuple[Bound, ...] = ("exact", "about", "at least", "at most", "between", "vague")
PROBLEMS: tuple[Problem, ...] = (
    "repeated paragraph",
    "sentence fragment",
    "unclosed quotation",
    "boilerplate",
)


def article_id(text: str) -> str:
    """The first 16 hex digits of the SHA-256 of `text` in UTF-8. Lone surrogates never reach here."""
    # Asked for again and again of the same few texts; very long ones are not kept for it.
    return _digest_at_hand(text) if len(text) <= 50_000 else _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


_digest_at_hand = lru_cache(maxsize=256)(_digest)


@dataclass(frozen=True, slots=True)
class ReadBy:
    """What another reader than our own model named in an article, and what became of it.

    name: of the reader; instructions: digest of what it was told to do; answers: digest of what it said. proposed:
    how many records it named; kept: of how many one came; dropped: reasons, and of how many each kept one from coming;
    those add up. unplaced: parties that were left out of a record because their words stand in several places.
    """

    name: str
    instructions: str
    answers: str
    proposed: int
    kept: int
    dropped: tuple[tuple[str, int], ...] = ()
    unplaced: int = 0

    def row(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "instructions": self.instructions,
            "answers": self.answers,
            "proposed": self.proposed,
            "kept": self.kept,
            "dropped": dict(self.dropped),
            "unplaced": self.unplaced,
        }


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it is read: its clean text and what is known of where it came from."""

    text: str
    url: str | None = None
    file: str | None = None
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    language: str | None = None
    published: str | None = None
    model: str | None = None
    vocabulary: str | None = None
    reader: ReadBy | None = None

    @property
    def id(self) -> str:
        return article_id(self.text)

    def row(self) -> dict[str, Any]:
        row: dict[str, Any] = {
            "kind": "article",
            "id": self.id,
            "version": CONTRACT_VERSION,
            "url": self.url,
            "file": self.file,
            "title": self.title,
            "byline": self.byline,
            "publisher": self.publisher,
            "language": self.language,
            "published": self.published,
            "text": self.text,
            "model": self.model,
            "vocabulary": self.vocabulary,
        }
        # Told of other readers alone: what our own model reads bears no line more than it did.
        return row if self.reader is None else {**row, "reader": self.reader.row()}


@dataclass(frozen=True, slots=True)
class Mention:
    """A party as it is named at one place. `name`, `country`, `sector` are None where not known."""

    span: Span
    entity: Entity
    name: str | None = None
    country: str | None = None
    sector: str | None = None
    resolved_from: Span | None = None

    def row(self, text: str) -> dict[str, Any]:
        return {
            "span": list(self.span),
            "text": self.span.of(text),
            "name": self.name,
            "entity": self.entity,
            "country": self.country,
            "sector": self.sector,
            "resolved_from": list(self.resolved_from) if self.resolved_from else None,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says, thinks, denies or will not say what. `within` is the number of another statement."""

    number: int
    span: Span
    source: Mention | None
    source_type: SourceType
    cue: Span | None
    content: tuple[Span, ...]
    form: Form
    stance: Stance
    hedges: tuple[Span, ...] = ()
    evidence: tuple[Span, ...] = ()
    within: int | None = None
    confidence: float | None = None

    def row(self, article: str, text: str) -> dict[str, Any]:
        return {
            "kind": "statement",
            "id": f"{article}:s{self.number}",
            "span": list(self.span),
            "source": self.source.row(text) if self.source else None,
            "source_type": self.source_type,
            "cue": list(self.cue) if self.cue else None,
            "content": [list(s) for s in self.content],
            "form": self.form,
            "stance": self.stance,
            "hedges": [list(s) for s in self.hedges],
            "evidence": [list(s) for s in self.evidence],
            "within": f"{article}:s{self.within}" if self.within is not None else None,
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class When:
    """A time as it is told. `start` and `end` are ISO dates, both inclusive; an open end is None, as is what the
    words do not tell; `precision` is None where no date can be told."""

    span: Span
    start: str | None = None
    end: str | None = None
    precision: Precision | None = None

    def row(self, text: str) -> dict[str, Any]:
        return {
            "span": list(self.span),
            "text": self.span.of(text),
            "start": self.start,
            "end": self.end,
            "precision": self.precision,
        }


@dataclass(frozen=True, slots=True)
class Where:
    """A place as it is told. `country`: ISO 3166-1 alpha-3; `latitude` and `longitude` in degrees; None where not
    known."""

    span: Span
    name: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    def row(self, text: str) -> dict[str, Any]:
        return {
            "span": list(self.span),
            "text": self.span.of(text),
            "name": self.name,
            "country": self.country,
            "latitude": self.latitude,
            "longitude": self.longitude,
        }


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom. `type` and `mode` are PLOVER's; `according_to` is the number of the innermost statement
    whose content holds the trigger, `same_as` that of the event's first telling; an act between equals is two."""

    number: int
    span: Span
    type: str
    mode: str | None
    quad: str
    intensity: float
    actor: Mention | None
    recipient: Mention | None
    status: Status
    according_to: int | None = None
    confidence: float | None = None
    same_as: int | None = None
    when: When | None = None
    where: Where | None = None

    def row(self, article: str, text: str) -> dict[str, Any]:
        return {
            "kind": "event",
            "id": f"{article}:e{self.number}",
            "span": list(self.span),
            "text": self.span.of(text),
            "type": self.type,
            "mode": self.mode,
            "quad": self.quad,
            "intensity": self.intensity,
            "actor": self.actor.row(text) if self.actor else None,
            "recipient": self.recipient.row(text) if self.recipient else None,
            "status": self.status,
            "according_to": f"{article}:s{self.according_to}" if self.according_to is not None else None,
            "when": self.when.row(text) if self.when else None,
            "where": self.where.row(text) if self.where else None,
            "confidence": self.confidence,
            "same_as": f"{article}:e{self.same_as}" if self.same_as is not None else None,
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """How many. `value`, `low` and `high` are None where open; `unit` and `measure` are lower-case singular words or
    an ISO code of money; `event` and `according_to` are numbers of an event and a statement."""

    number: int
    span: Span
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    unit: str | None
    measure: str | None = None
    event: int | None = None
    according_to: int | None = None
    confidence: float | None = None

    def row(self, article: str, text: str) -> dict[str, Any]:
        return {
            "kind": "figure",
            "id": f"{article}:f{self.number}",
            "span": list(self.span),
            "text": self.span.of(text),
            "value": _plain(self.value),
            "low": _plain(self.low),
            "high": _plain(self.high),
            "bound": self.bound,
            "unit": self.unit,
            "measure": self.measure,
            "event": f"{article}:e{self.event}" if self.event is not None else None,
            "according_to": f"{article}:s{self.according_to}" if self.according_to is not None else None,
            "confidence": self.confidence,
        }


def _plain(number: float | None) -> float | int | None:
    """Whole numbers without a point: 115 and not 115.0."""
    return int(number) if number is not None and number == int(number) else number


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with the text itself, and where."""

    span: Span
    problem: Problem
    same_as: Span | None = None

    def row(self, text: str) -> dict[str, Any]:
        return {
            "kind": "flaw",
            "span": list(self.span),
            "text": self.span.of(text),
            "problem": self.problem,
            "same_as": list(self.same_as) if self.same_as else None,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """One article and everything that was read in it.

    `vectors`, no part of the contract: for the number of an event what the model made of it, by which a ledger
    compares events of different articles; empty unless it was asked for.
    """

    article: Article
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    figures: tuple[Figure, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    vectors: Mapping[int, tuple[float, ...]] = field(default_factory=dict, compare=False, repr=False)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The contract's rows: the article, then the rest by span start, end and kind.

        Raises InvariantError where a span is not in the text.
        """
        text, name = self.article.text, self.article.id
        yield self.article.row()
        rest = [(s.span, "statement", s.row(name, text)) for s in self.statements]
        rest += [(e.span, "event", e.row(name, text)) for e in self.events]
        rest += [(f.span, "figure", f.row(name, text)) for f in self.figures]
        rest += [(f.span, "flaw", f.row(text)) for f in self.flaws]
        for span, kind, row in sorted(rest, key=lambda r: (r[0], r[1])):
            if not 0 <= span.start < span.end <= len(text):
                raise InvariantError(f"{kind} {list(span)} is no span of article {name}")
            yield row

    def to_dicts(self) -> list[dict[str, Any]]:
        """All rows of the contract, see `rows`."""
        return list(self.rows())

    def to_jsonl(self) -> str:
        """The rows as JSON Lines, as `reportedly read --format jsonl` writes them; each line ends with a newline."""
        return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in self.rows())

    def table(self, kind: Table) -> list[dict[str, Any]]:
        """The "articles" (this one), "statements", "events", "figures" or "flaws" as flat dictionaries, one value a
        cell, for a data frame: `pandas.DataFrame(reading.table("events"))`. The columns are `tidy.COLUMNS[kind]`.
        Raises KeyError for another kind."""
        return table(self.rows(), kind)

    def __repr__(self) -> str:
        counts = (f"{len(getattr(self, kind))} {kind}" for kind in ("statements", "events", "figures", "flaws"))
        title = f" {self.article.title!r}" if self.article.title else ""
        return f"<Reading {self.article.id}{title}: {', '.join(counts)}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the marked text, and tables of what was read in it."""
        from .shown import html_of

        return html_of(self.rows())


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be read, and why: what `read_many` gives in its place."""

    file: str
    reason: str
