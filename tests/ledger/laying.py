"""Small incidents for tests: dispatches in the markup of the corpus → reports, copies and an incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportedly.ledger.given import Incident
from reportedly.ledger.values import Report, Telling
from reportedly.records import Article, Event, Figure, Flaw, Mention, Reading, Statement, When, Where
from reportedly.text import Span
from training.corpus.linked import link
from training.corpus.markup import read_text
from training.corpus.records import rows

Row = dict[str, Any]


@dataclass(frozen=True)
class Passage:
    """A copied passage, as the stage before gives it."""

    span: Span
    origin: str
    origin_span: Span


@dataclass(frozen=True)
class Laid:
    """Reports in the order of the table, what they copy, and the incident of the triggers that were named."""

    reports: tuple[Report, ...]
    copies: Mapping[str, tuple[Passage, ...]]
    incident: Incident

    @property
    def by_id(self) -> dict[str, Report]:
        return {report.id: report for report in self.reports}


def laid(row: Row) -> Laid:
    """The incident of a table row: `reports` with `outlet`, `published`, `text`, `lines`, `copies`; `acts`: triggers.

    `copies` names an earlier report by its number, from 1, and the words of it that this one has too.
    """
    reports = tuple(report_of(one, number) for number, one in enumerate(row["reports"], 1))
    copies: dict[str, tuple[Passage, ...]] = {}
    for report, one in zip(reports, row["reports"], strict=True):
        for told in one.get("copies", ()):
            origin = reports[told["of"] - 1]
            here, there = (_place(told["words"], r.reading.article.text) for r in (report, origin))
            copies[report.id] = (*copies.get(report.id, ()), Passage(here, origin.id, there))
    acts = set(row["acts"])
    tellings = [
        Telling(report, event.number)
        for report in reports
        for event in report.reading.events
        if event.span.of(report.reading.article.text) in acts
    ]
    return Laid(reports, copies, Incident(row["name"], tuple(tellings)))


def _place(words: str, text: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def report_of(one: Row, number: int = 1) -> Report:
    """A report of one dispatch. Raises AssertionError with the faults where its markup has any."""
    published = one.get("published")
    head = f"=== t{number:03} | train | wire | {published or '-'} | setting {number}"
    source = f"{head}\n{one['text'].strip()}\n---\n{one.get('lines', '').strip()}\n"
    if not one.get("lines"):
        source = f"{head}\n{one['text'].strip()}\n"
    found, faults = read_text(source)
    linked, more = link(found[0]) if found else (None, [])
    assert linked is not None, [*faults, *more]
    assert not [*faults, *more]
    made = reading(rows(linked), one.get("outlet"), one.get("url"))
    return Report(made, one.get("seen", "2001-01-01T00:00:00Z"))


def reading(told: Sequence[Row], outlet: str | None = None, url: str | None = None) -> Reading:
    """Rows of the contract as a reading."""
    article = told[0]

    def number(id: str | None) -> int | None:
        return int(id.rsplit(":", 1)[1][1:]) if id else None

    def several(spans: Sequence[Sequence[int]]) -> tuple[Span, ...]:
        return tuple(Span(*span) for span in spans)

    statements, events, figures, flaws = [], [], [], []
    for row in told[1:]:
        span = Span(*row["span"])
        if row["kind"] == "statement":
            statements.append(
                Statement(
                    number(row["id"]) or 0, span, _mention(row["source"]), row["source_type"],
                    Span(*row["cue"]) if row["cue"] else None, several(row["content"]), row["form"], row["stance"],
                    several(row["hedges"]), several(row["evidence"]), number(row["within"]), row["confidence"],
                )
            )  # fmt: skip
        elif row["kind"] == "event":
            events.append(
                Event(
                    number(row["id"]) or 0, span, row["type"], row["mode"], row["quad"], row["intensity"],
                    _mention(row["actor"]), _mention(row["recipient"]), row["status"], number(row["according_to"]),
                    row["confidence"], number(row["same_as"]), _when(row["when"]), _where(row["where"]),
                )
            )  # fmt: skip
        elif row["kind"] == "figure":
            figures.append(
                Figure(
                    number(row["id"]) or 0, span, row["value"], row["low"], row["high"], row["bound"], row["unit"],
                    row["measure"], number(row["event"]), number(row["according_to"]), row["confidence"],
                )
            )  # fmt: skip
        else:
            flaws.append(Flaw(span, row["problem"], Span(*row["same_as"]) if row["same_as"] else None))
    return Reading(
        Article(article["text"], url=url, publisher=outlet, language="en", published=article["published"]),
        tuple(sorted(statements, key=lambda s: s.number)),
        tuple(sorted(events, key=lambda e: e.number)),
        tuple(sorted(figures, key=lambda f: f.number)),
        tuple(flaws),
    )


def _mention(row: Row | None) -> Mention | None:
    if row is None:
        return None
    resolved = Span(*row["resolved_from"]) if row["resolved_from"] else None
    return Mention(Span(*row["span"]), row["entity"], row["name"], row["country"], row["sector"], resolved)


def _when(row: Row | None) -> When | None:
    return When(Span(*row["span"]), row["start"], row["end"], row["precision"]) if row else None


def _where(row: Row | None) -> Where | None:
    if row is None:
        return None
    return Where(Span(*row["span"]), row["name"], row["country"], row["latitude"], row["longitude"])
