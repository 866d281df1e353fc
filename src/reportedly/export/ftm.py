"""The ledger as FollowTheMoney has things: a folder with `entities.ftm.json`, an entity a line, and `statements.csv`,
in which each value stands with who has it (dataset: the outlet) and on whose word (origin: the source).

Articles, the named parties (people, bodies, organizations), a Mention for each party that an article names, an Event
for each incident, and a Documentation for each place where a report gives a source's word on it.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from unicodedata import category
from urllib.parse import urlsplit

from ..accuracy import caution
from ..gazetteer import fold
from ..ledger.accounts import Account, Saying
from ..ledger.dossier import Dossier
from ..ledger.summaries import summary_of
from ..ledger.who import Party, folded, party_of
from ..lists import read_table
from .choosing import Chosen, Told
from .lines import as_json
from .states import ftm_code

__all__ = ["COLUMNS", "fill"]

COLUMNS = (
    "canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin", "lang", "original_value",
    "external", "first_seen", "last_seen", "id",
)  # fmt: skip

NOBODYS = "reportedly"
"""The dataset of what no known outlet has."""


@dataclass(slots=True)
class _Entity:
    """An entity with its statements: property, value, dataset, origin, when it was seen. Grows until it is written."""

    id: str
    schema: str
    told: dict[tuple[str, str, str], tuple[str | None, str | None]] = field(default_factory=dict)

    def say(
        self, prop: str, value: str | None, dataset: str, origin: str | None = None, seen: str | None = None
    ) -> None:
        """Nothing, where the value is not known."""
        plain = _lines(value) if prop == "bodyText" else _clean(value)
        if prop == "name" and len(plain) > 2 and plain[0] == plain[-1] and plain[0] in "\"'":
            plain = plain[1:-1].strip()
        if plain:
            self.told.setdefault((prop, plain, dataset), (origin, seen))

    def row(self) -> dict[str, Any]:
        properties: dict[str, list[str]] = {}
        for prop, value, _ in self.told:
            if value not in properties.setdefault(prop, []):
                properties[prop].append(value)
        datasets = sorted({dataset for _, _, dataset in self.told})
        return {"id": self.id, "schema": self.schema, "properties": properties, "datasets": datasets}

    def statements(self) -> Iterator[tuple[str, ...]]:
        types = _words()["properties"][self.schema]
        for (prop, value, dataset), (origin, seen) in self.told.items():
            told = f"{dataset}.{self.id}.{prop}.{value}"
            key = hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest()
            time = (seen or "").removesuffix("Z")
            yield (
                self.id, self.id, prop, types[prop], self.schema, value, dataset, _clean(origin), "", "", "f", time,
                time, key,
            )  # fmt: skip


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return read_table(files("reportedly").joinpath("data", "export"), "ftm.toml")


def _lines(value: str | None) -> str:
    """Without the characters that FollowTheMoney takes out of texts: controls but for line ends and tabs, and marks
    that are not seen. It takes blanks off the edges, too."""
    parted = (value or "").replace("\u2028", " ").replace("\u2029", " ")
    return "".join(c for c in parted if c in "\n\t" or category(c) not in ("Cc", "Cf", "Cs")).strip()


def _clean(value: str | None) -> str:
    """The same on one line, with one blank where any white space stood."""
    return " ".join(_lines(value).split())


def fill(chosen: Chosen, folder: Path) -> None:
    """Both files of the folder, and a README. A party that many articles name is written once, and so is what is said
    of it."""
    # Of parties alone, so that it does not grow with the ledger as fast as the ledger does.
    seen: set[str] = set()
    folder.joinpath("README.md").write_text(f"# A ledger as FollowTheMoney\n\n{caution(chosen.models())}\n", "utf-8")
    with (
        folder.joinpath("entities.ftm.json").open("w", encoding="utf-8", newline="\n") as entities,
        folder.joinpath("statements.csv").open("w", encoding="utf-8", newline="") as statements,
    ):
        writer = csv.writer(statements, lineterminator="\n")
        writer.writerow(COLUMNS)
        for entity in _entities(chosen):
            party = entity.schema in _words()["schemata"].values()
            if entity.id not in seen:
                chosen.tally.write("entities")
                entities.write(as_json(entity.row()) + "\n")
            for statement in entity.statements():
                if statement[-1] not in seen:
                    chosen.tally.write("statements")
                    writer.writerow(statement)
                if party:
                    seen |= {entity.id, statement[-1]}


def _entities(chosen: Chosen) -> Iterator[_Entity]:
    for told in chosen.reports():
        yield from _of_report(told)
    for dossier in chosen.incidents():
        yield from _of_incident(dossier, chosen)


# Ids, parties, datasets


def _id(kind: str, *parts: str) -> str:
    return f"rp-{kind}-{hashlib.sha256(chr(31).join(parts).encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _dataset(outlet: str | None) -> str:
    """A name of a dataset has small letters, digits and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", fold(outlet or "")).strip("_") or NOBODYS


def _schema(party: Party) -> str | None:
    """None for what is no party, or bears no name."""
    schema: str | None = _words()["schemata"].get(party.entity) if party.name else None
    if schema == "Organization" and party.sector in _words()["public"]["sectors"]:
        return "PublicBody"
    return schema


def _party(party: Party, dataset: str, seen: str | None) -> _Entity | None:
    schema = _schema(party)
    if schema is None or not _clean(party.name):
        return None
    # One name and one state are one party, whichever schema an article suggests first.
    entity = _Entity(_id("party", schema, folded(party.name or ""), party.country or ""), schema)
    entity.say("name", party.name, dataset, seen=seen)
    entity.say("country", ftm_code(party.country), dataset, seen=seen)
    return entity


def _date(day: str | None) -> str | None:
    try:
        return date.fromisoformat((day or "")[:10]).isoformat()
    except ValueError:
        return None


def _address(url: str | None) -> str | None:
    """Of a page on the web, with a path, as FollowTheMoney writes them."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return parts._replace(path=parts.path or "/").geturl()


# What is in a ledger


def _of_report(told: Told) -> Iterator[_Entity]:
    report, reading = told.report, told.report.reading
    article, dataset = reading.article, _dataset(report.outlet)
    entity = _Entity(f"rp-report-{told.id}", "Article")
    entity.say("title", article.title, dataset, seen=report.seen)
    entity.say("author", article.byline, dataset, seen=report.seen)
    entity.say("publisher", article.publisher, dataset, seen=report.seen)
    entity.say("publishedAt", _date(article.published), dataset, seen=report.seen)
    entity.say("sourceUrl", _address(article.url), dataset, seen=report.seen)
    entity.say("language", _words()["languages"].get(article.language or ""), dataset, seen=report.seen)
    entity.say("bodyText", article.text, dataset, seen=report.seen)
    yield entity
    mentions = [s.source for s in reading.statements] + [m for e in told.events for m in (e.actor, e.recipient)]
    named: dict[str, _Entity] = {}
    for mention in mentions:
        party = party_of(mention, article.text)
        resolved = _party(party, dataset, report.seen) if party else None
        if party is None or resolved is None or resolved.id in named:
            continue
        place = _Entity(_id("mention", told.id, resolved.id), "Mention")
        place.say("document", entity.id, dataset, seen=report.seen)
        place.say("resolved", resolved.id, dataset, seen=report.seen)
        place.say("name", party.name, dataset, seen=report.seen)
        place.say("detectedSchema", resolved.schema, dataset, seen=report.seen)
        place.say("contextCountry", ftm_code(party.country), dataset, seen=report.seen)
        named[resolved.id] = place
        yield resolved
        yield place


def _of_incident(d: Dossier, chosen: Chosen) -> Iterator[_Entity]:
    event = _Entity(f"rp-incident-{d.id}", "Event")
    summary = summary_of(d)
    parties: list[_Entity] = []
    for account in d.accounts:
        for saying in account.sayings:
            _say(event, account, saying, summary, parties)
    chosen.tally.leave("parties that bear no name", sum(_schema(p) is None for p in d.parties))
    yield from parties
    yield event
    for account in d.accounts:
        for saying in account.sayings:
            yield _documentation(event, account, saying)


def _say(event: _Entity, account: Account, s: Saying, summary: str, parties: list[_Entity]) -> None:
    """What one saying tells of the event, in the name of the outlet that carries it and of its source."""
    dataset, origin = _dataset(s.outlet), account.source.label
    event.say("name", summary, dataset, origin, s.seen)
    event.say("summary", s.words, dataset, origin, s.seen)
    if s.when:
        event.say("startDate", _date(s.when.start), dataset, origin, s.seen)
        event.say("endDate", _date(s.when.end), dataset, origin, s.seen)
    event.say("location", s.where_text, dataset, origin, s.seen)
    event.say("country", ftm_code(s.where.country) if s.where else None, dataset, origin, s.seen)
    for party in (s.actor, s.recipient):
        entity = _party(party, dataset, s.seen) if party else None
        if entity:
            parties.append(entity)
            event.say("involved", entity.id, dataset, origin, s.seen)
    event.say("proof", f"rp-report-{s.report}", dataset, origin, s.seen)


def _documentation(event: _Entity, account: Account, s: Saying) -> _Entity:
    key = (event.id, s.report, s.source.key, str(s.span.start), str(s.span.end), str(s.event), s.position)
    link, dataset = _Entity(_id("documentation", *key), "Documentation"), _dataset(s.outlet)
    for prop, value in (
        ("document", f"rp-report-{s.report}"),
        ("entity", event.id),
        ("role", f"{account.source.label} {s.position}"),
        ("summary", s.words),
        ("date", _date(s.published)),
        ("publisher", s.outlet),
    ):
        link.say(prop, value, dataset, account.source.label, s.seen)
    return link
