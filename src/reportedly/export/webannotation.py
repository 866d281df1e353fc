"""Records and verdicts as Web Annotations of the W3C, in JSON-LD: each with the place of its words, the words
themselves with what stands around them, and the digest of the text. `annotated.py` reads them back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from .. import __version__
from ..accuracy import caution
from ..ledger.verdicts import CONTEXT, Anchor, Anchored, Verdict
from ..records import Event, Figure, Mention, Statement
from ..text import Span
from .choosing import Chosen, Told
from .lines import as_json

__all__ = ["ANNO", "annotations_of", "context", "digest_of", "lines", "terms", "verdict_annotation"]

ANNO = "http://www.w3.org/ns/anno.jsonld"
"""The context of the W3C, which every Web Annotation names."""

_ABOUT = {"right": "assessing", "wrong": "assessing", "edited": "editing", "note": "commenting"}


@lru_cache(maxsize=8)
def terms(name: str = "terms") -> Mapping[str, Any]:
    """The context of our own in the package: `terms` or `claims`."""
    told = files("reportedly").joinpath("data", "export", f"{name}.jsonld").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(told)["@context"]
    return found


def context() -> list[Any]:
    """The contexts of a page of annotations: the W3C's by its address, ours in full."""
    return [ANNO, dict(terms())]


def lines(chosen: Chosen) -> Iterator[str]:
    """One AnnotationPage, an annotation a line: the records of each article that is meant, then what persons decided.

    Records are as the machine read them where nobody judged them, and as they were judged where somebody did.
    """
    head = as_json({
        "@context": context(), "id": "urn:reportedly:annotations", "type": "AnnotationPage",
        "caution": caution(chosen.models()),
    })  # fmt: skip
    yield head[:-1] + ', "items": ['
    separator = "\n"
    for one in _all(chosen):
        yield separator + as_json(one)
        separator = ",\n"
    yield "\n]}\n"


def _all(chosen: Chosen) -> Iterator[dict[str, Any]]:
    sources: dict[str, str] = {}
    for told in chosen.reports():
        sources.setdefault(told.report.reading.article.id, _source(told))
        for kind, one in annotations_of(told):
            chosen.tally.write(kind)
            yield one
        chosen.tally.leave("events of other incidents", len(told.report.reading.events) - len(told.events))
        chosen.tally.leave("figures that hang on these", len(told.report.reading.figures) - len(told.figures))
    digests: dict[str, str] = {}
    for verdict in chosen.verdicts():
        if not isinstance(verdict, Anchored):
            chosen.tally.leave("verdicts that have lost their words")
        elif not all(anchor.article in sources for anchor in verdict.anchors):
            chosen.tally.leave("verdicts on other articles")
        else:
            for anchor in verdict.anchors:
                if anchor.article not in digests:
                    digests[anchor.article] = _digest_in(chosen, anchor.article)
            chosen.tally.write("verdicts")
            yield verdict_annotation(verdict, sources, digests)


def digest_of(text: str) -> str:
    """The digest of a text as it stands in a target."""
    return f"sha256:{hashlib.sha256(text.encode('utf-8')).hexdigest()}"


def _digest_in(chosen: Chosen, article: str) -> str:
    (body,) = chosen.db.execute("SELECT body FROM texts WHERE id = ?", (article,)).fetchone()
    return digest_of(body)


# Records


def annotations_of(told: Told) -> Iterator[tuple[str, dict[str, Any]]]:
    """The annotations of one report, in the order of the contract, each beside the plural of its kind."""
    reading = told.report.reading
    text, article = reading.article.text, reading.article.id
    digest, source = digest_of(text), _source(told)
    rest: list[tuple[Span, str, str, dict[str, Any], str]] = []
    for s in reading.statements:
        rest.append((s.span, "statement", f"s{s.number}", s.row(article, text), _statement(s, text)))
    for e in told.events:
        rest.append((e.span, "event", f"e{e.number}", e.row(article, text), _event(e, text)))
    for f in told.figures:
        rest.append((f.span, "figure", f"f{f.number}", f.row(article, text), _figure(f)))
    for n, flaw in enumerate(reading.flaws, 1):
        rest.append((flaw.span, "flaw", f"w{n}", flaw.row(text), flaw.problem))
    for span, kind, name, row, words in sorted(rest, key=lambda one: one[:2]):
        yield (
            f"{kind}s",
            {
                "id": f"urn:reportedly:record:{told.id}:{name}",
                "type": "Annotation",
                "motivation": "describing",
                "generator": _software(),
                "body": [
                    {"type": "TextualBody", "purpose": "tagging", "value": kind},
                    {"type": "TextualBody", "purpose": "describing", "value": words},
                ],
                "target": _target(source, span, text, digest),
                "record": row,
            },
        )


def _source(told: Told) -> str:
    return told.report.reading.article.url or f"urn:reportedly:article:{told.report.reading.article.id}"


def _software() -> dict[str, str]:
    return {"type": "Software", "name": f"reportedly {__version__}"}


def _target(source: str, span: Span, text: str, digest: str) -> dict[str, Any]:
    prefix, suffix = text[max(0, span.start - CONTEXT) : span.start], text[span.end :][:CONTEXT]
    return _anchored(source, span, span.of(text), prefix, suffix, digest)


def _anchored(source: str, span: Span, exact: str, prefix: str, suffix: str, digest: str) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": source,
        "digest": digest,
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix},
        ],
    }


def _called(mention: Mention | None, text: str, nobody: str) -> str:
    return (mention.name or " ".join(mention.span.of(text).split())) if mention else nobody


def _statement(s: Statement, text: str) -> str:
    said = " … ".join(" ".join(span.of(text).split()) for span in s.content)
    return f"{_called(s.source, text, 'nobody named')} {s.stance}: {said}".rstrip(": ")


def _event(e: Event, text: str) -> str:
    act = f"{e.type} {e.mode}" if e.mode else e.type
    return f"{_called(e.actor, text, '?')} → {_called(e.recipient, text, '?')}: {act}, {e.status}"


def _figure(f: Figure) -> str:
    return " ".join(filter(None, (f.bound, f.unit, f.measure)))


# Verdicts


def verdict_annotation(
    verdict: Anchored, sources: Mapping[str, str], digests: Mapping[str, str]
) -> dict[str, Any]:  # fmt: skip
    """A person's decision. `sources` and `digests`: for the id of each text its address and its digest."""
    told = verdict.verdict
    bodies = [{"type": "TextualBody", "purpose": "assessing", "value": told.decision}]
    if told.note:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": told.note})
    targets = [_of_anchor(anchor, sources[anchor.article], digests[anchor.article]) for anchor in verdict.anchors]
    return {
        "id": f"urn:reportedly:verdict:{_name(told)}",
        "type": "Annotation",
        "motivation": "linking" if told.link else _ABOUT[told.decision],
        "creator": {"type": "Person", "name": told.who},
        "created": told.when,
        "generator": _software(),
        "body": bodies,
        "target": targets[0] if len(targets) == 1 else targets,
        "verdict": _carried(told),
    }


def _of_anchor(anchor: Anchor, source: str, digest: str) -> dict[str, Any]:
    return _anchored(source, anchor.span, anchor.exact, anchor.prefix, anchor.suffix, digest)


def _carried(told: Verdict) -> dict[str, Any]:
    """What selectors and bodies have no place for: of which kind each record is, what tells it from others on the same
    words, what is tied, and which fields were edited."""
    return {
        "decision": told.decision,
        "link": told.link,
        "about": [{"kind": anchor.kind, "facts": dict(anchor.facts)} for anchor in told.anchors],
        "edited": dict(told.edited),
    }


def _name(told: Verdict) -> str:
    """The same for the same verdict, wherever and whenever it is exported."""
    return hashlib.sha256(as_json(told.row()).encode("utf-8")).hexdigest()[:16]
