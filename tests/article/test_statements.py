"""Raw attributions → statements: a table that a linguist can edit, and what holds for any text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article.statements import find_statements
from reportedly.model.parse import Attribution, Parse
from reportedly.records import SOURCE_TYPES, STANCES, Article, Flaw, Reading, Statement
from reportedly.text import Span, cover
from tests.contract import kept_to
from tests.factories import Raw, parse_of

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "statements.toml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = TABLE["row"]


def unmarked(marked: str) -> tuple[str, dict[str, list[tuple[str, Span]]]]:
    """Text without braces, and for each attribution the spans of its marked parts."""
    text = ""
    parts: dict[str, list[tuple[str, Span]]] = {}
    opened: list[tuple[str, str, int]] = []
    at = 0
    while at < len(marked):
        if marked[at] == "{":
            name, _, _ = marked[at + 1 :].partition(":")
            opened.append((name[0], name[1:] or "1", len(text)))
            at += len(name) + 2
        elif marked[at] == "}":
            part, number, start = opened.pop()
            parts.setdefault(number, []).append((part, Span(start, len(text))))
            at += 1
        else:
            text += marked[at]
            at += 1
    return text, parts


def words_of(parse: Parse, span: Span) -> tuple[int, int]:
    inside = [n for n, w in enumerate(parse.words) if w.overlaps(span)]
    return inside[0], inside[-1] + 1


def attribution(parse: Parse, parts: list[tuple[str, Span]], score: float) -> Attribution:
    by_part = {kind: [words_of(parse, span) for part, span in parts if part == kind] for kind in "sck"}
    cue = by_part["c"][0] if by_part["c"] else None
    return Attribution(
        anchor=(cue or by_part["k"][0])[0],
        score=score,
        cue=cue,
        source=by_part["s"][0] if by_part["s"] else None,
        content=tuple(sorted(by_part["k"])),
    )


def read_row(row: dict[str, Any]) -> tuple[str, tuple[Statement, ...]]:
    text, parts = unmarked(row["text"].strip("\n"))
    links = {word: (head, relation) for word, (head, relation) in row.get("links", {}).items()}
    bare = parse_of(text, entities=row.get("entities"), upos=row.get("upos"), links=links or None)
    raw = tuple(attribution(bare, found, 1.0 - 0.1 * n) for n, (_, found) in enumerate(sorted(parts.items())))
    parse = Parse(bare.text, bare.words, bare.sentences, bare.upos, bare.heads, bare.deprels, bare.entities, raw)
    statements = find_statements(parse)
    kept_to(text, statements)
    return text, statements


def shown(text: str, statement: Statement, field: str) -> Any:
    """A field of a statement as the table writes it."""
    if field == "source":
        return statement.source.span.of(text) if statement.source else ""
    if field == "cue":
        return statement.cue.of(text) if statement.cue else ""
    if field in ("entity", "name"):
        return getattr(statement.source, field)
    if field in ("content", "hedges", "evidence"):
        return [span.of(text) for span in getattr(statement, field)]
    return (statement.within or 0) if field == "within" else getattr(statement, field)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_phenomenon(row: dict[str, Any]) -> None:
    text, statements = read_row(row)
    told = [{field: shown(text, s, field) for field in want} for s, want in zip(statements, row["reads"], strict=False)]
    summary = [(shown(text, s, "source"), shown(text, s, "cue"), shown(text, s, "content")) for s in statements]
    assert len(statements) == len(row["reads"]), summary
    assert told == row["reads"]


def test_names_of_rows_are_unique() -> None:
    assert len({row["name"] for row in ROWS}) == len(ROWS)


def test_coordinated_sources_are_told_apart_by_the_tree() -> None:
    parse = parse_of(
        "Norway and Iceland said the boats were safe.",
        Raw("Norway and Iceland", "said", ("the boats were safe",)),
        links={"Iceland": ("Norway", "conj"), "and": ("Iceland", "cc"), "Norway": ("said", "nsubj")},
        upos={"Norway": "PROPN", "Iceland": "PROPN", "and": "CCONJ"},
    )
    assert [s.source.span.of(parse.text) for s in find_statements(parse) if s.source] == ["Norway", "Iceland"]


def test_one_person_with_two_posts_is_one_source() -> None:
    parse = parse_of(
        "The founder and chairman said the boats were safe.",
        Raw("The founder and chairman", "said", ("the boats were safe",)),
        links={"chairman": ("founder", "conj"), "and": ("chairman", "cc"), "founder": ("said", "nsubj")},
        upos={"founder": "NOUN", "chairman": "NOUN", "and": "CCONJ"},
    )
    assert len(find_statements(parse)) == 1


def test_a_name_cut_short_is_made_whole_by_the_tree() -> None:
    parse = parse_of(
        "Ida Falk said the boats were safe.",
        Raw("Ida", "said", ("the boats were safe",)),
        links={"Falk": ("Ida", "flat"), "Ida": ("said", "nsubj")},
    )
    (statement,) = find_statements(parse)
    assert statement.source is not None
    assert statement.source.span.of(parse.text) == "Ida Falk"


def test_reportedly_takes_the_clause_that_the_tree_gives_it() -> None:
    parse = parse_of(
        "The mill burned after the convoy reportedly turned back.",
        links={
            "mill": ("burned", "nsubj"),
            "turned": ("burned", "advcl"),
            "after": ("turned", "mark"),
            "the": ("convoy", "det"),
            "convoy": ("turned", "nsubj"),
            "reportedly": ("turned", "advmod"),
            "back": ("turned", "advmod"),
        },
    )
    (statement,) = find_statements(parse)
    assert [span.of(parse.text) for span in statement.content] == ["the convoy", "turned back"]


def test_a_passive_takes_the_subject_that_the_tree_gives_it() -> None:
    parse = parse_of(
        "In the north, the town and the port are said to be lost.",
        links={
            "town": ("said", "nsubj:pass"),
            "the": ("town", "det"),
            "port": ("town", "conj"),
            "and": ("port", "cc"),
            "are": ("said", "aux:pass"),
            "lost": ("said", "xcomp"),
        },
    )
    (statement,) = find_statements(parse)
    assert [span.of(parse.text) for span in statement.content][1] == "to be lost"
    assert statement.content[0].of(parse.text).endswith("town and the port")


def test_probabilities_decide_where_the_lexicon_does_not_know() -> None:
    sure = tuple(0.9 if kind == "outlet" else 0.0 for kind in SOURCE_TYPES)
    doubts = tuple(0.9 if stance == "doubts" else 0.0 for stance in STANCES)
    raw = Raw("Zarnik", "grimaced", ("the boats were safe",), source_type=sure, stance=doubts)
    (statement,) = find_statements(parse_of("On Monday Zarnik grimaced the boats were safe.", raw))
    assert (statement.source_type, statement.stance) == ("outlet", "doubts")


def test_the_lexicon_stands_against_probabilities() -> None:
    wrong = tuple(0.9 if kind == "outlet" else 0.0 for kind in SOURCE_TYPES)
    asserts = tuple(0.9 if stance == "asserts" else 0.0 for stance in STANCES)
    raw = Raw("Two officials", "denied", ("the boats were safe",), source_type=wrong, stance=asserts)
    (statement,) = find_statements(parse_of("Two officials denied the boats were safe.", raw))
    assert (statement.source_type, statement.stance) == ("anonymous", "denies")


def test_entity_of_an_unknown_name_is_the_models() -> None:
    raw = Raw("Zarnik", "said", ("the boats were safe",))
    parse = parse_of("On Monday Zarnik said the boats were safe.", raw, entities={"Zarnik": "organization"})
    (statement,) = find_statements(parse)
    assert statement.source is not None
    assert (statement.source.entity, statement.source_type) == ("organization", "office")


@pytest.mark.parametrize("problem", ["boilerplate", "repeated paragraph"])
def test_nothing_is_taken_from_flawed_passages(problem: Any) -> None:
    text = "Ida Falk said the port was closed.\n\nIda Falk said the port was closed."
    second = Raw("Ida Falk", "said", ("the port was closed",), at="\n\nIda")
    parse = parse_of(text, Raw("Ida Falk", "said", ("the port was closed",)), second)
    (statement,) = find_statements(parse, [Flaw(Span(36, len(text)), problem)])
    assert statement.span == Span(0, 33)


def test_boilerplate_splits_a_content() -> None:
    text = "Ida Falk said the port was closed\nShare this story\nand the yards were empty."
    parse = parse_of(
        text, Raw("Ida Falk", "said", ("the port was closed\nShare this story\nand the yards were empty",))
    )
    start = text.index("Share")
    statements = find_statements(parse, [Flaw(Span(start, start + len("Share this story")), "boilerplate")])
    assert all("Share" not in span.of(text) for s in statements for span in s.content)
    assert statements[0].content[0].of(text) == "the port was closed"


def test_an_attribution_without_content_is_dropped_unless_it_declines() -> None:
    assert find_statements(parse_of("Ida Falk spoke.", Raw("Ida Falk", "spoke"))) == ()


def test_an_empty_text_holds_no_statement() -> None:
    assert find_statements(parse_of("")) == ()


PIECES = [
    "Ida Falk", "officials", "the US", "said", "denied", "would not say", "according to", "reportedly",
    "is said to have fled", "the port was closed", "it could burn", "“We are safe.”", "“", "”", '"', "'", "’",
    "\n\n", ".", ",", ":", "—", "(", ")", "No one", "May", "citing records", "the alleged plot", "she",
    "they", "“open", "\u202a", "…", "U.S.", " ", "\u00a0", "he added",
]  # fmt: skip


@st.composite
def parses(draw: st.DrawFn) -> Parse:
    """Parses of any text, with attributions over any of its words, overlapping as they may."""
    text = " ".join(draw(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=25)))
    bare = parse_of(text.encode("utf-8", "ignore").decode())
    total = len(bare.words)
    if not total:
        return bare
    ranges = st.tuples(st.integers(0, total - 1), st.integers(1, 8)).map(
        lambda pair: (pair[0], min(pair[0] + pair[1], total))
    )
    raw = []
    for _ in range(draw(st.integers(0, 4))):
        cue, source = draw(st.one_of(st.none(), ranges)), draw(st.one_of(st.none(), ranges))
        content = tuple(draw(st.lists(ranges, max_size=3)))
        anchor = cue or (content[0] if content else (0, 1))
        raw.append(Attribution(anchor[0], draw(st.floats(0, 1)), cue, source, content))
    heads, relations, tags = bare.heads, bare.deprels, bare.upos
    if draw(st.booleans()):  # a tree, as wrong as trees can be

        def one_each(values: st.SearchStrategy[Any]) -> tuple[Any, ...]:
            return tuple(draw(st.lists(values, min_size=total, max_size=total)))

        heads = one_each(st.integers(0, total - 1))
        relations = one_each(st.sampled_from(["conj", "flat", "nsubj:pass", "acl", "cc", "det", "advmod"]))
        tags = one_each(st.sampled_from(["NOUN", "PROPN", "VERB", "CCONJ", "PUNCT", "ADJ", "X"]))
    return Parse(bare.text, bare.words, bare.sentences, tags, heads, relations, bare.entities, tuple(raw))


@given(parses())
def test_what_holds_for_any_parse(parse: Parse) -> None:
    statements = find_statements(parse)
    text = parse.text
    assert statements == find_statements(parse)
    assert [s.number for s in statements] == list(range(1, len(statements) + 1))
    assert [s.span for s in statements] == sorted(s.span for s in statements)
    for s in statements:
        parts = [*s.content, *([s.cue] if s.cue else []), *([s.source.span] if s.source else [])]
        assert s.span == cover(parts)
        for span in (*parts, *s.hedges, *s.evidence):
            assert 0 <= span.start < span.end <= len(text)
            assert span.of(text) == span.of(text).strip()
        assert s.content or s.stance == "declines"
        assert all(a.end <= b.start for a, b in zip(s.content, s.content[1:], strict=False))
        assert (s.source is None) == (s.source_type == "unattributed")
        if s.within is not None:
            outer = statements[s.within - 1]
            assert outer is not s
            assert all(any(o.contains(span) for o in outer.content) for span in s.content)
    assert len(list(Reading(Article(text), statements).rows())) == len(statements) + 1
