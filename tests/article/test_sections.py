"""Texts that are longer than any article: cut into sections, read one by one, and told as one reading again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article import sections as under_test
from reportedly.article.sections import joined, moved_flaw, part_of, sections, within
from reportedly.records import Article, Event, Figure, Flaw, Mention, Reading, Statement, When, Where
from reportedly.text import Span
from tests.contract import sound

# What the package has is far more; the rules are the same.
FEW = 10


@pytest.fixture(autouse=True)
def few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "MOST", FEW)
    monkeypatch.setattr(under_test, "_BACK", 30)


def parts(text: str) -> list[str]:
    return [section.of(text) for section in sections(text)]


@pytest.mark.parametrize(
    "expected",
    [
        [""],
        ["She said no."],
        # Between paragraphs.
        ["One two three four.\n\nFive six seven eight.\n\n", "Nine."],
        # A paragraph that is too long for a section, between sentences.
        ["One two three. Four five six. ", "Seven eight nine. Ten."],
        # A sentence that is, between words.
        ["one two three four five six seven eight nine ten ", "eleven"],
        # And what has no blanks, wherever it must be.
        ["((((((((((", "(("],
        # What is left of it is counted with the paragraphs after it.
        ["((((((((((", "((\n\none two three four five\n\n", "six seven eight nine"],
    ],
    ids=["nothing", "one", "paragraphs", "sentences", "words", "marks", "the rest"],
)
def test_where_a_text_is_parted(expected: list[str]) -> None:
    assert parts("".join(expected)) == expected


@given(st.text(alphabet="ab \n.(“”\u0301", max_size=200))
def test_sections_are_all_of_the_text_and_none_has_too_many_words(text: str) -> None:
    found = sections(text)
    assert "".join(section.of(text) for section in found) == text
    assert all(section.start < section.end for section in found) or not text
    assert all(len(re.findall(r"\w+|[^\w\s]", section.of(text))) <= FEW for section in found)


@given(st.text(alphabet="ab \n.", max_size=FEW))
def test_a_text_of_an_article_s_length_is_one(text: str) -> None:
    assert sections(text) == [Span(0, len(text))]


def test_flaws_of_the_article_in_a_section() -> None:
    article = Article("aa bb\n\ncc dd\n\nee")
    flaws = [Flaw(Span(0, 5), "boilerplate"), Flaw(Span(7, 12), "repeated paragraph", Span(0, 5))]
    assert within(flaws, article, Span(0, 7)) == [Flaw(Span(0, 5), "boilerplate")]
    assert within(flaws, article, Span(7, 16)) == [Flaw(Span(0, 5), "repeated paragraph")]
    # One that reaches over the edge is cut there.
    assert within([Flaw(Span(0, 12), "boilerplate")], article, Span(6, 16)) == [Flaw(Span(1, 6), "boilerplate")]


def test_only_the_first_section_has_the_title() -> None:
    article = Article("Head\n\nBody", title="Head", published="2026-01-02", url="https://example.org/")
    assert part_of(article, Span(0, 6)) == replace(article, text="Head\n\n")
    assert part_of(article, Span(6, 10)) == replace(article, text="Body", title=None)


def section(text: str) -> Reading:
    """A reading in which everything names something else."""
    whole = Span(0, len(text))
    who = Mention(Span(0, 3), "person", "Ana Ruiz", resolved_from=Span(0, 3))
    said = Statement(1, whole, who, "person", Span(4, 8), (Span(9, 12),), "indirect", "asserts", (Span(0, 3),))
    inner = Statement(2, Span(4, 12), None, "unattributed", None, (Span(9, 12),), "indirect", "asserts", within=1)
    when, where = When(Span(4, 8), None, None, None), Where(Span(4, 8), "Port Ansel")
    act = Event(
        1, Span(9, 12), "ASSAULT", None, "material conflict", -9.0, who, None, "happened", 2, 0.5, None, when, where
    )
    again = replace(act, number=2, span=Span(10, 12), same_as=1)
    many = Figure(1, Span(9, 12), 2.0, 2.0, 2.0, "exact", "person", "killed", 2, 1)
    return Reading(Article(text), (said, inner), (act, again), (many,), vectors={2: (0.5, 0.5)})


def test_what_the_sections_tell_is_one_reading_of_the_contract() -> None:
    first, second = "Ana said two. ", "Ben said ten."
    article = Article(first + second)
    edge = Span(len(first), len(article.text))
    flaw = moved_flaw(Flaw(Span(0, 3), "sentence fragment"), edge)
    read = [(Span(0, len(first)), section(first)), (edge, section(second))]
    found = joined(article, read, [flaw])
    sound(found.rows())
    assert [one.number for one in found.statements] == [1, 2, 3, 4]
    assert [one.within for one in found.statements] == [None, 1, None, 3]
    assert [(one.according_to, one.same_as) for one in found.events] == [(2, None), (2, 1), (4, None), (4, 3)]
    assert [(one.event, one.according_to) for one in found.figures] == [(2, 1), (4, 3)]
    later = found.statements[2]
    assert later.source is not None
    assert later.source.span.of(article.text) == "Ben"
    assert later.source.resolved_from == Span(14, 17)
    assert [part.of(article.text) for part in later.content] == ["ten"]
    event = found.events[2]
    assert event.when is not None
    assert event.where is not None
    assert [event.when.span.of(article.text), event.where.span.of(article.text)] == ["said", "said"]
    assert found.flaws[0].span.of(article.text) == "Ben"
    assert found.vectors == {2: (0.5, 0.5), 4: (0.5, 0.5)}
