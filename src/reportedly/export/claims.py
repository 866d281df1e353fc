"""Who says what of each incident, as schema.org Claims in JSON-LD, with a context of our own for what schema.org has no
words for: that one claim corroborates, contradicts, supersedes or copies another.

- `corroborates`: another source says the same, in another outlet, of its own. Each points to the first that said so.
- `contradicts`: both cannot be right; told of both.
- `supersedes`: a figure that took the place of an earlier one.
- `copies`: the words stood in another report before.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .. import __version__
from ..accuracy import caution
from ..ledger.accounts import Saying
from ..ledger.conflicts import Claim
from ..ledger.dossier import Dossier
from ..ledger.series import Entry
from ..ledger.summaries import summary_of
from ..ledger.who import Source
from ..text import Span
from .choosing import Chosen
from .lines import as_json
from .webannotation import terms

__all__ = ["claims_of", "lines"]

Key = tuple[str, tuple[int, int], str]
"""Report, span and source: what a claim is known by."""


def lines(chosen: Chosen) -> Iterator[str]:
    """One JSON-LD document, an object a line; everything that its words mean is in it."""
    yield '{"@context": ' + as_json(dict(terms("claims"))) + ', "claims": [\n'
    # schema.org's way to say something of all that is here.
    told = {"id": "urn:reportedly:claims", "type": "Dataset", "description": caution(chosen.models())}
    yield as_json({**told, "name": "Claims of a ledger", "creator": f"reportedly {__version__}"})
    separator = ",\n"
    reports: set[str] = set()
    for dossier in chosen.incidents():
        for one in [*_reports(dossier, chosen, reports), *claims_of(dossier)]:
            chosen.tally.write({"Claim": "claims", "Event": "incidents", "NewsArticle": "articles"}[one["type"]])
            yield separator + as_json(one)
            separator = ",\n"
    yield "\n]}\n"


def claims_of(dossier: Dossier) -> list[dict[str, Any]]:
    """The incident as an Event, and a Claim for each place where a report gives a source's word on it or a figure."""
    event = f"urn:reportedly:incident:{dossier.id}"
    claims: dict[Key, dict[str, Any]] = {}
    for account in dossier.accounts:
        for saying in account.sayings:
            claims.setdefault(_key(saying.report, saying.span, saying.source), _of_saying(saying, event))
    for series in dossier.series:
        for entry in series.entries:
            claims.setdefault(_key(entry.report, entry.span, entry.source), _of_entry(entry, event))
    related: defaultdict[Key, defaultdict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for how, one, other in _relations(dossier):
        if one in claims and other in claims and one != other and other not in related[one][how]:
            related[one][how].append(other)
    for key, claim in claims.items():
        for how in ("corroborates", "contradicts", "supersedes"):
            if others := related[key][how]:
                claim[how] = [claims[other]["id"] for other in others]
    return [_event(dossier, event), *claims.values()]


def _key(report: str, span: Span, source: Source) -> Key:
    return report, (span.start, span.end), source.key


def _name(incident: str, key: Key) -> str:
    told = "\x1f".join((incident, key[0], str(key[1][0]), str(key[1][1]), key[2]))
    return f"urn:reportedly:claim:{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _relations(d: Dossier) -> Iterator[tuple[str, Key, Key]]:
    first: dict[str, Saying] = {}
    for account in d.accounts:
        own = next((s for s in account.sayings if s.position == account.position and not s.copied), None)
        if own is None:
            continue
        earliest = first.setdefault(account.position, own)
        if earliest.order > own.order:
            first[account.position] = own
    for account in d.accounts:
        for s in account.sayings:
            other = first.get(s.position)
            if other and not s.copied and other.source.key != s.source.key and other.carrier != s.carrier:
                yield "corroborates", _key(s.report, s.span, s.source), _key(other.report, other.span, other.source)
    for conflict in d.conflicts:
        one, two = _of_claim(conflict.one), _of_claim(conflict.other)
        yield "contradicts", one, two
        yield "contradicts", two, one
    for update in d.updates:
        yield "supersedes", _of_claim(update.later), _of_claim(update.earlier)


def _of_claim(claim: Claim) -> Key:
    return _key(claim.report, claim.span, claim.source)


def _of_saying(s: Saying, event: str) -> dict[str, Any]:
    key = _key(s.report, s.span, s.source)
    claim = _claim(_name(event, key), s.words, s.source, s.report, event, s.span)
    claim["position"] = s.position
    _interpreted(claim, s.source, None if s.copied else s.outlet)
    return _traced(claim, s.origin if s.copied else None)


def _of_entry(e: Entry, event: str) -> dict[str, Any]:
    key = _key(e.report, e.span, e.source)
    claim = _claim(_name(event, key), e.words, e.source, e.report, event, e.span)
    _interpreted(claim, e.source, None if e.copied else e.carried_by)
    return _traced(claim, None, e.copied)


def _claim(name: str, words: str, source: Source, report: str, event: str, span: Span) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "id": name,
        "type": "Claim",
        "text": words,
        "about": event,
        "appearance": f"urn:reportedly:report:{report}",
        "sourceKind": source.kind,
        "span": list(span),
    }
    if source.party is not None:
        kind = {"person": "Person", "country": "Country"}.get(source.party.entity, "Organization")
        claim["author"] = {"type": kind, "name": source.label}
    elif source.kind == "own voice":
        claim["author"] = {"type": "Organization", "name": source.label}
    return claim


def _interpreted(claim: dict[str, Any], source: Source, outlet: str | None) -> None:
    """What a source says stands in the words of the outlet that reports it, unless these are another one's."""
    if outlet and source.kind != "own voice":
        claim["claimInterpreter"] = {"type": "Organization", "name": outlet}


def _traced(claim: dict[str, Any], origin: str | None, copied: bool = False) -> dict[str, Any]:
    if origin is not None:
        claim["firstAppearance"] = claim["copies"] = f"urn:reportedly:report:{origin}"
    elif not copied:
        claim["firstAppearance"] = claim["appearance"]
    return claim


def _event(d: Dossier, name: str) -> dict[str, Any]:
    event: dict[str, Any] = {"id": name, "type": "Event", "name": summary_of(d)}
    if d.start:
        event["startDate"] = d.start
    if d.end:
        event["endDate"] = d.end
    if d.where_text:
        event["location"] = {"type": "Place", "name": d.where_text}
    return event


def _reports(d: Dossier, chosen: Chosen, known: set[str]) -> Iterator[dict[str, Any]]:
    """The articles of the claims, each once."""
    wanted = {s.report for a in d.accounts for s in a.sayings} | {s.origin for a in d.accounts for s in a.sayings}
    query = "SELECT url, title, publisher, published FROM reports WHERE id = ?"
    for id in sorted(wanted - known):
        row = chosen.db.execute(query, (id,)).fetchone()
        if row is None:
            continue
        known.add(id)
        article: dict[str, Any] = {"id": f"urn:reportedly:report:{id}", "type": "NewsArticle"}
        for name, value in zip(("url", "headline", "publisher", "datePublished"), row, strict=True):
            if value:
                article[name] = {"type": "Organization", "name": value} if name == "publisher" else value
        yield article
