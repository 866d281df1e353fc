"""Who is meant, read with the model and the tables that come with the package: a table that a linguist can edit."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.context import make_context
from reportedly.article.mentions import cast_of, mentions
from reportedly.article.pipeline import Pipeline
from reportedly.gazetteer import load_gazetteer
from reportedly.model.session import Newsreader
from reportedly.text import Span, paragraphs
from reportedly.vocabulary import load_lexicon
from tests.factories import parse_of

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "mentions.toml").read_text(encoding="utf-8")
)["row"]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.load()


@pytest.fixture(scope="module")
def newsreader() -> Newsreader:
    return Newsreader.load()


def asked(row: dict[str, Any]) -> tuple[str, Span]:
    before, rest = row["text"].strip("\n").split("[[")
    phrase, after = rest.split("]]")
    return before + phrase + after, Span(len(before), len(before) + len(phrase))


def case(row: dict[str, Any]) -> Any:
    """A row; one that the model is known to misread must be unmarked as soon as it is read right."""
    known = [pytest.mark.xfail(reason=f"misread by {row['misread_by']}", strict=True)] if "misread_by" in row else []
    return pytest.param(row, id=row["name"], marks=known)


@pytest.mark.parametrize("row", map(case, ROWS))
def test_phenomenon(row: dict[str, Any], pipeline: Pipeline, newsreader: Newsreader) -> None:
    text, phrase = asked(row)
    reading = pipeline.read(text.encode(), published=row.get("date"))
    sources = [s.source for s in reading.statements if s.source]
    parties = [party for e in reading.events for party in (e.actor, e.recipient) if party]
    mention = next((m for m in [*sources, *parties] if m.span.overlaps(phrase)), None)
    if mention is None:  # it neither speaks nor acts: asked for by itself, with what the quotations tell
        context = make_context(newsreader.parse(text, paragraphs(text)), load_lexicon())
        told = [(s.content, s.source.span) for s in reading.statements if s.source]
        mention = cast_of(context, load_gazetteer(), row.get("date"), [phrase, *(s for _, s in told)], told).mention(
            phrase
        )
    resolved = mention.resolved_from.of(text) if mention.resolved_from else ""
    got = {field: getattr(mention, field) or "" for field in ("name", "entity", "country", "sector")}
    got["from"] = resolved
    assert {field: got[field] for field in row["wants"]} == row["wants"]


def test_a_users_actors_change_who_is_meant_and_the_digest(pipeline: Pipeline, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        '[[actor]]\nname = "Lakeport Harbour Authority"\nnames = ["the Authority"]\n'
        'entity = "organization"\ncountry = "PRT"\nsector = "GOV"\n',
        encoding="utf-8",
    )
    text = b"The Authority said on Monday that the harbour would open again."
    own = Pipeline.load(actors=mine).read(text)
    (statement,) = own.statements
    assert statement.source is not None
    assert (statement.source.name, statement.source.country) == ("Lakeport Harbour Authority", "PRT")
    assert own.article.vocabulary != pipeline.read(text).article.vocabulary


@pytest.mark.parametrize("text", ["Rain.", "He. She. It.", "He told her that they saw it.", "“I,” said he.", "Ok"])
def test_short_texts_and_texts_of_pronouns_are_read(pipeline: Pipeline, text: str) -> None:
    reading = pipeline.read((text + " The rest of the day was quiet.").encode())
    assert all(s.source is None or s.source.name is None for s in reading.statements)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="He she.it“” Turkey’s,\n", max_size=60))
def test_every_mention_is_a_slice_of_the_text(text: str) -> None:
    parse = parse_of(text)
    cast = cast_of(make_context(parse, load_lexicon()), load_gazetteer(), None)
    for mention in mentions(cast):
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert mention.resolved_from is None or not mention.resolved_from.overlaps(mention.span)
