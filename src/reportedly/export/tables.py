"""The tidy tables: one a kind, one observation a row. Their columns are told in `data/export/tables.toml`, and what is
made here is held to that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

from ..accuracy import caution
from ..errors import InvariantError
from ..ledger.dossier import Dossier
from ..ledger.policies import estimate
from ..ledger.questions import judged
from ..ledger.summaries import summary_of
from ..lists import read_table
from ..records import Mention
from ..text import Span
from .choosing import Chosen, Told
from .lines import Cell, as_json

__all__ = ["Column", "Row", "Table", "rows", "tables"]

Row: TypeAlias = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """`type`: string, integer, number, boolean or date. `refers`: the table and column that its values stand in."""

    name: str
    type: str
    meaning: str
    refers: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`row`: what one of its rows is; `key`: the column that names a row, None where none alone does."""

    name: str
    row: str
    key: str | None
    columns: tuple[Column, ...]


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Table]:
    """The tables by their names, in order."""
    told = read_table(files("reportedly").joinpath("data", "export"), "tables.toml")["table"]
    return {
        one["name"]: Table(one["name"], one["row"], one.get("key"), tuple(_column(*c) for c in one["columns"]))
        for one in told
    }


def _column(name: str, type: str, meaning: str, refers: str = "") -> Column:
    table, _, column = refers.partition(".")
    return Column(name, type, meaning, (table, column) if refers else None)


def rows(chosen: Chosen) -> Iterator[tuple[str, Row]]:
    """All rows, each beside the name of its table: those of one report after another, then of one incident after
    another, then copies and verdicts. Raises InvariantError where a row has other columns than are told."""
    names = {name: [column.name for column in table.columns] for name, table in tables().items()}
    for table, row in _all(chosen):
        if list(row) != names[table]:
            raise InvariantError(f"a row of {table} has the columns {', '.join(row)}")
        chosen.tally.write(table)
        yield table, row


def _all(chosen: Chosen) -> Iterator[tuple[str, Row]]:
    for told in chosen.reports():
        yield from _of_report(told, chosen)
    for dossier in chosen.incidents():
        yield from _of_incident(dossier, chosen)
    for copy in chosen.copies():
        yield (
            "copies",
            {
                "report": copy.report,
                "origin": copy.origin,
                "origin_outlet": copy.origin_outlet,
                "passages": copy.passages,
                "characters": copy.characters,
                "share": copy.share,
            },
        )
    if not chosen.everything:
        chosen.tally.leave("verdicts", len(chosen.verdicts()))
        return
    for verdict in judged(chosen.verdicts()):
        yield (
            "verdicts",
            {
                "at": verdict.when,
                "who": verdict.who,
                "about": verdict.about,
                "decision": verdict.decision,
                "records": _listed(verdict.records),
                "edited": as_json(dict(verdict.edited)) if verdict.edited else None,
                "text": verdict.words,
                "note": verdict.note or None,
                "lost": verdict.lost,
            },
        )


# Of one report


def _of_report(told: Told, chosen: Chosen) -> Iterator[tuple[str, Row]]:
    report, id = told.report, told.id
    reading, article = report.reading, report.reading.article
    text = article.text
    yield (
        "articles",
        {
            "report": id,
            "article": article.id,
            "url": article.url,
            "file": article.file,
            "title": article.title,
            "byline": article.byline,
            "publisher": article.publisher,
            "outlet": report.outlet,
            "language": article.language,
            "published": article.published,
            "seen": report.seen,
            "model": article.model,
            "vocabulary": article.vocabulary,
            "text": text,
        },
    )
    for s in reading.statements:
        yield (
            "statements",
            {
                "id": f"{id}:s{s.number}",
                "report": id,
                **_place(s.span, text),
                **_party("source", s.source, text),
                "source_type": s.source_type,
                "form": s.form,
                "stance": s.stance,
                "within": _ref(id, "s", s.within),
                "confidence": s.confidence,
            },
        )
        parts = {"cue": (s.cue,) if s.cue else (), "content": s.content, "hedge": s.hedges, "evidence": s.evidence}
        for part, spans in parts.items():
            for n, span in enumerate(spans, 1):
                yield "spans", {"statement": f"{id}:s{s.number}", "part": part, "n": n, **_place(span, text)}
    for e in told.events:
        when, where = e.when, e.where
        yield (
            "events",
            {
                "id": f"{id}:e{e.number}",
                "report": id,
                "incident": told.incidents[e.number],
                **_place(e.span, text),
                "type": e.type,
                "mode": e.mode,
                "quad": e.quad,
                "intensity": e.intensity,
                "status": e.status,
                **_party("actor", e.actor, text),
                **_party("recipient", e.recipient, text),
                "according_to": _ref(id, "s", e.according_to),
                "same_as": _ref(id, "e", e.same_as if e.same_as in told.incidents else None),
                "when": when.span.of(text) if when else None,
                "when_start": when.start if when else None,
                "when_end": when.end if when else None,
                "when_precision": when.precision if when else None,
                "where": where.span.of(text) if where else None,
                "where_name": where.name if where else None,
                "where_country": where.country if where else None,
                "latitude": where.latitude if where else None,
                "longitude": where.longitude if where else None,
                "confidence": e.confidence,
            },
        )
    for f in told.figures:
        yield (
            "figures",
            {
                "id": f"{id}:f{f.number}",
                "report": id,
                "event": _ref(id, "e", f.event),
                "according_to": _ref(id, "s", f.according_to),
                **_place(f.span, text),
                "value": f.value,
                "low": f.low,
                "high": f.high,
                "bound": f.bound,
                "unit": f.unit,
                "measure": f.measure,
                "confidence": f.confidence,
            },
        )
    chosen.tally.leave("events of other incidents", len(reading.events) - len(told.events))
    chosen.tally.leave("figures that hang on these", len(reading.figures) - len(told.figures))
    for flaw in reading.flaws:
        yield (
            "flaws",
            {
                "report": id,
                "start": flaw.span.start,
                "end": flaw.span.end,
                "problem": flaw.problem,
                "same_as_start": flaw.same_as.start if flaw.same_as else None,
                "same_as_end": flaw.same_as.end if flaw.same_as else None,
            },
        )


def _place(span: Span, text: str) -> Row:
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _party(role: str, mention: Mention | None, text: str) -> Row:
    return {
        role: mention.span.of(text) if mention else None,
        f"{role}_name": mention.name if mention else None,
        f"{role}_entity": mention.entity if mention else None,
        f"{role}_country": mention.country if mention else None,
        f"{role}_sector": mention.sector if mention else None,
    }


def _ref(report: str, kind: str, number: int | None) -> str | None:
    return None if number is None else f"{report}:{kind}{number}"


# Of one incident


def _of_incident(d: Dossier, chosen: Chosen) -> Iterator[tuple[str, Row]]:
    yield (
        "incidents",
        {
            "id": d.id,
            "type": d.type,
            "mode": d.mode,
            "quad": d.quad,
            "intensity": d.intensity,
            "status": d.status,
            "voice": d.voice,
            "trigger": d.trigger,
            "summary": summary_of(d),
            "actor": d.actor.label if d.actor else None,
            "actor_country": d.actor.country if d.actor else None,
            "actor_sector": d.actor.sector if d.actor else None,
            "recipient": d.recipient.label if d.recipient else None,
            "recipient_country": d.recipient.country if d.recipient else None,
            "recipient_sector": d.recipient.sector if d.recipient else None,
            "start": d.start,
            "end": d.end,
            "reported": d.reported,
            "place": d.where_text,
            "country": d.where.country if d.where else None,
            "latitude": d.where.latitude if d.where else None,
            "longitude": d.where.longitude if d.where else None,
            "reports": d.reports,
            "independent": d.independent,
            "outlets": _listed(d.outlets),
            "disputed": d.disputed,
            "confidence": d.confidence,
        },
    )
    for a in d.accounts:
        party, first = a.source.party, a.sayings[0]
        yield (
            "accounts",
            {
                "incident": d.id,
                "source": a.source.label,
                "source_kind": a.source.kind,
                "source_country": party.country if party else None,
                "source_sector": party.sector if party else None,
                "position": a.position,
                "earlier": _listed(a.earlier),
                "part": a.part,
                "hedged": a.hedged,
                "actors": _listed(p.label for p in a.actors),
                "recipients": _listed(p.label for p in a.recipients),
                "reports": len(a.carriers),
                "independent": a.independent,
                "outlets": _listed(a.outlets),
                "text": first.words,
                "report": first.report,
            },
        )
    for c in d.conflicts:
        yield (
            "disputes",
            {
                "incident": d.id,
                "conflict": c.kind,
                "one_source": c.one.source.label,
                "one_says": c.one.says,
                "one_text": c.one.words,
                "one_report": c.one.report,
                "other_source": c.other.source.label,
                "other_says": c.other.says,
                "other_text": c.other.words,
                "other_report": c.other.report,
                "reason": c.reason,
            },
        )
    yield from _of_series(d, chosen)


def _of_series(d: Dossier, chosen: Chosen) -> Iterator[tuple[str, Row]]:
    for series in d.series:
        counted = estimate(series, chosen.policy)
        yield (
            "counts",
            {
                "incident": d.id,
                "unit": series.unit,
                "measure": series.measure,
                "policy": chosen.policy,
                "low": counted.low,
                "best": counted.best,
                "high": counted.high,
                "figures": _listed(e.figure for e in counted.entries),
                "reason": counted.reason,
            },
        )
        for e in series.entries:
            yield (
                "series",
                {
                    "incident": d.id,
                    "unit": series.unit,
                    "measure": series.measure,
                    "figure": e.figure,
                    "date": e.date,
                    "outlet": e.carried_by,
                    "copied": e.copied,
                    "source": e.source.label,
                    "source_kind": e.source.kind,
                    "text": e.words,
                    "bound": e.bound,
                    "value": e.value,
                    "low": e.low,
                    "high": e.high,
                    "total": e.total,
                },
            )


def _listed(words: object) -> str | None:
    """Parted by semicolons; nothing where there are none."""
    return "; ".join(str(word) for word in words) or None  # type: ignore[attr-defined]


def package(chosen: Chosen, ending: str) -> str:
    """A Frictionless Data Package of the tables, in files of this ending: what each column is and refers to."""
    resources = []
    for table in tables().values():
        fields = [{"name": c.name, "type": c.type, "description": c.meaning} for c in table.columns]
        schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
        if table.key:
            schema["primaryKey"] = table.key
        foreign = [
            {"fields": c.name, "reference": {"resource": c.refers[0], "fields": c.refers[1]}}
            for c in table.columns
            if c.refers
        ]
        if foreign:
            schema["foreignKeys"] = foreign
        path = f"{table.name}.{ending}"
        resources.append({"name": table.name, "path": path, "description": f"a row is {table.row}", "schema": schema})
    told = {
        "name": "reportedly-export", "profile": "data-package", "description": caution(chosen.models()),
        "policy": chosen.policy, "resources": resources,
    }  # fmt: skip
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"
