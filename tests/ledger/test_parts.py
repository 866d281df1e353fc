"""The parts that accounts are made of: words of number, parties, sources, sentences, positions, copies of copies."""

from __future__ import annotations

import pytest

from reportedly.errors import VocabularyError
from reportedly.ledger.given import Origin, origin_of
from reportedly.ledger.neighbours import sentences
from reportedly.ledger.positions import Position, position_of, taken
from reportedly.ledger.quoted import leanings_of, quoted_of
from reportedly.ledger.responsibility import read_responsibility
from reportedly.ledger.series import bounds, conservative, in_words
from reportedly.ledger.who import Party, same_party, speaks_for
from reportedly.records import Entity, Figure, Stance, Status
from reportedly.terminal.formats import csv_text, json_lines
from reportedly.text import Span
from tests.ledger.laying import Passage, report_of


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("tens of people", 10),
        ("dozens of boats", 12),
        ("scores", 20),
        ("hundreds", 100),
        ("Hundreds of thousands of refugees", 100_000),
        ("tens of thousands", 10_000),
        ("several", 3),
        ("several dozen men", 36),
        ("a couple of hundred", 200),
        ("millions", 1_000_000),
        ("many", None),
        ("", None),
    ],
)
def test_words_of_number(words: str, number: float | None) -> None:
    assert in_words(words) == number


@pytest.mark.parametrize(
    ("bound", "value", "low", "high", "reading", "can_be"),
    [
        ("exact", 12, 12, 12, 12, (12, 12)),
        ("at least", 115, 115, None, 115, (115, None)),
        ("at most", 12, None, 12, 12, (None, 12)),
        ("between", None, 10, 12, 10, (10, 12)),
        ("about", 35, None, None, 35, (31.5, 38.5)),
        ("vague", None, 24, None, 12, (12, None)),
    ],
)
def test_what_a_figure_can_mean(
    bound: str, value: float | None, low: float | None, high: float | None, reading: float, can_be: tuple[float, float]
) -> None:
    figure = Figure(1, Span(0, 1), value, low, high, bound, "person")  # type: ignore[arg-type]
    assert conservative(figure, "dozens of people") == reading
    assert bounds(figure, "dozens of people") == can_be


def party(words: str) -> Party:
    """`name|entity|country|sector`, with `-` for what is not known."""
    name, entity, country, sector = (None if part == "-" else part for part in words.split("|"))
    kind: Entity = entity  # type: ignore[assignment]
    return Party(name or "the men", name, kind, country, sector)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Orvan Army|organization|YUG|MIL", "the Orvan army|organization|YUG|MIL", True),
        ("Orvan Army|organization|YUG|MIL", "Yugoslavia|country|YUG|GOV", True),
        ("Defence Ministry|organization|YUG|GOV", "Defence Ministry|organization|RHO|GOV", False),
        ("Yugoslavia|country|YUG|GOV", "Black Brigade|group|YUG|REB", False),
        ("Yugoslavia|country|YUG|GOV", "Rhodesia|country|RHO|GOV", False),
        ("Black Brigade|group|-|REB", "Sons of the Coast|group|-|REB", False),
        ("-|group|-|-", "Black Brigade|group|YUG|REB", None),
        ("Mira Dovzan|person|-|-", "Black Brigade|group|-|-", None),
        ("-|group|YUG|MIL", "Yugoslavia|country|YUG|GOV", True),
    ],
)
def test_who_is_the_same(one: str, other: str, same: bool | None) -> None:
    assert same_party(party(one), party(other)) is same
    assert same_party(party(other), party(one)) is same


def test_a_mayor_does_not_speak_for_the_army() -> None:
    army = party("Orvan Army|organization|YUG|MIL")
    assert not speaks_for(party("Mira Dovzan|person|YUG|GOV"), army)
    assert speaks_for(party("Orvan Army|organization|YUG|MIL"), army)
    assert speaks_for(party("Aldo Ferrin|person|YUG|GOV"), party("Yugoslavia|country|YUG|GOV"))


@pytest.mark.parametrize(
    ("status", "stances", "position"),
    [
        ("happened", [], "affirms"),
        ("denied", [], "denies"),
        ("happened", ["asserts"], "affirms"),
        ("denied", ["denies"], "denies"),  # "denied attacking"
        ("happened", ["denies"], "unclear"),  # "rejected the demand"
        ("happened", ["asserts", "denies"], "denies"),  # "rejected a charge that"
        ("denied", ["denies", "denies"], "unclear"),  # "dismissed its denial"
        ("hypothetical", ["doubts"], "doubts"),
        ("happened", ["believes"], "believes"),
        ("denied", ["believes"], "doubts"),
        ("happened", ["believes", "asserts"], "believes"),
        ("happened", ["asserts", "declines"], "declines"),  # "would not confirm that X said"
        ("threatened", ["asserts"], "threatened"),
        ("called for", ["believes"], "called for"),
    ],
)
def test_positions(status: Status, stances: list[Stance], position: Position) -> None:
    assert position_of(status, stances) == position


def test_who_affirms_and_denies_at_once_is_unclear() -> None:
    assert taken(["affirms", "denies"]) == "unclear"
    assert taken(["declines", "affirms"]) == "affirms"
    assert taken([]) == "unclear"


def test_sentences() -> None:
    text = "Mr. Dovzan left. “Did he?” she asked.\n\nThe U.S. Army came. No. 5 fired!"
    assert [s.of(text) for s in sentences(text)] == [
        "Mr. Dovzan left.",
        "“Did he?” she asked.",
        "The U.S. Army came.",
        "No. 5 fired!",
    ]


def test_a_copy_of_a_copy_rests_on_the_first() -> None:
    whole = Span(0, 40)
    copies = {"c": (Passage(whole, "b", whole),), "b": (Passage(whole, "a", whole),)}
    assert origin_of("c", Span(5, 9), copies) == Origin("a", True)
    assert origin_of("a", Span(5, 9), copies) == Origin("a", False)
    assert origin_of("c", Span(38, 45), copies) == Origin("c", False), "what is not all in the passage is its own"
    ring = {"a": (Passage(whole, "b", whole),), "b": (Passage(whole, "a", whole),)}
    assert origin_of("a", Span(5, 9), ring) == Origin("b", True)


def test_who_is_quoted_and_on_whom_outlets_rest() -> None:
    lines = "a Mira Dovzan | person\nb - | group YUG GOV\nc =a\ns1 a person\ns2 b anonymous\ns3 c person denies"
    text = "{a:Mira Dovzan} {s1c:said} {s1:the port was shut}, {b:officials} {s2c:said} {s2:it was open}."
    text += " {c:She} {s3c:denied} {s3:it}."
    first = report_of({"outlet": "Harrow Wire", "published": "1982-05-04", "text": text, "lines": lines})
    copy = report_of({"outlet": "Ostler Post", "published": "1982-05-05", "text": text, "lines": lines}, 2)
    whole = Span(0, len(first.reading.article.text))
    copies = {copy.id: (Passage(whole, first.id, whole),)}
    quoted = quoted_of([copy, first], copies)
    assert [(q.source.label, q.statements, q.copied, q.stances) for q in quoted] == [
        ("Mira Dovzan", 2, 2, (("asserts", 2), ("denies", 2)))
    ]
    leanings = [leaning.row() for leaning in leanings_of([copy, first], copies)]
    assert [(row["outlet"], row["named"], row["anonymous"]) for row in leanings] == [
        ("Harrow Wire", 0.6667, 0.3333),
        ("Ostler Post", None, None),
    ]


def test_formats_are_safe() -> None:
    rows = [{"a": "=SUM(A1)", "b": ["x", "y"], "c": {"d": None}}, {"a": "\ud800", "e": True}]
    assert csv_text(rows).splitlines() == ["a,b,c.d,e", "'=SUM(A1),x; y,,", "?,,,true"]
    assert "\\ud800" in "".join(json_lines(rows))
    assert csv_text([]) == ""


def test_a_broken_list_of_words_is_told(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(VocabularyError, match=r"responsibility\.toml: the file is missing"):
        read_responsibility(tmp_path)
    (tmp_path / "responsibility.toml").write_text("[claims]\nphrases = [1]\n")
    with pytest.raises(VocabularyError, match="claims"):
        read_responsibility(tmp_path)
