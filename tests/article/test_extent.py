"""How far a noun phrase reaches: by the tree, and where the tree has torn it."""

from __future__ import annotations

import pytest

from reportedly.article.context import Context, make_context
from reportedly.article.extent import head_in, numbered, reach
from reportedly.vocabulary import load_lexicon
from tests.factories import parse_of


def read(text: str, **links: tuple[str, str]) -> Context:
    return make_context(
        parse_of(text, links=links, upos={"minister": "NOUN"} if "minister" in text else None), load_lexicon()
    )


@pytest.mark.parametrize(
    ("text", "name", "whole"),
    [
        ("the G-7 met", "the G", "the G-7"),
        ("a B-2 flew", "a B", "a B-2"),
        ("the US-led mission", "the US", "the US"),
        ("the US - 7 states", "the US", "the US"),
        ("Norway", "Norway", "Norway"),
    ],
)
def test_a_number_belongs_to_the_name_that_a_hyphen_joins_it_to(text: str, name: str, whole: str) -> None:
    assert text[: numbered(text, len(name))] == whole


# The title and the name both hang on the verb.
TORN = {
    "the": ("minister", "det"),
    "minister": ("spoke", "nsubj"),
    "Ada": ("Quill", "flat"),
    "Quill": ("spoke", "nsubj"),
}
ELSEWHERE = TORN | {"Quill": ("met", "nsubj"), "met": ("minister", "acl:relcl")}


@pytest.mark.parametrize(
    ("text", "links", "head", "phrase"),
    [
        pytest.param("Yesterday the minister Ada Quill spoke.", TORN, "Quill", "the minister Ada Quill", id="torn"),
        pytest.param("Yesterday the minister, Ada Quill, spoke.", TORN, "minister", "the minister", id="a comma"),
        pytest.param("Now the minister Ada Quill met spoke.", ELSEWHERE, "minister", "the minister", id="elsewhere"),
    ],
)
def test_a_torn_phrase_is_one(text: str, links: dict[str, tuple[str, str]], head: str, phrase: str) -> None:
    context = read(text, **links)
    end = next(n for n in range(len(context.parse.words)) if context.parse.form(n) == "Quill") + 1
    word = head_in(context, range(1, end))
    assert context.parse.form(word) == head
    assert context.parse.span(*reach(context, word, apposition=False)).of(text) == phrase


def test_an_article_that_hangs_elsewhere_is_no_head() -> None:
    context = read("Yesterday the Porto ferry left.", the=("ferry", "det"), Porto=("ferry", "compound"))
    assert context.parse.form(head_in(context, range(1, 3))) == "Porto"


# As the model has it, and as it should be: "least" hangs on the number, or on something else.
@pytest.mark.parametrize("head", ["40", "killed"])
@pytest.mark.parametrize(
    ("bound", "links"),
    [
        ("at least", {"at": ("least", "case")}),
        ("as many as", {"many": ("40", "advmod")}),
        ("up to", {"up": ("40", "advmod"), "to": ("up", "fixed")}),
    ],
)
def test_what_bounds_a_number_belongs_to_the_phrase(bound: str, links: dict[str, tuple[str, str]], head: str) -> None:
    told = {"40": ("farmers", "nummod"), "farmers": ("killed", "obj"), bound.split()[-1]: (head, "nmod")} | links
    context = read(f"The raid killed {bound} 40 farmers.", **told)
    word = next(n for n in range(len(context.parse.words)) if context.parse.form(n) == "farmers")
    assert context.parse.span(*reach(context, word, apposition=False)).of(context.text) == f"{bound} 40 farmers"


def test_a_preposition_before_a_number_stays_out() -> None:
    links = {"of": ("farmers", "case"), "40": ("farmers", "nummod"), "farmers": ("death", "nmod")}
    context = read("They mourned the death of 40 farmers.", **links)
    word = next(n for n in range(len(context.parse.words)) if context.parse.form(n) == "farmers")
    assert context.parse.span(*reach(context, word, apposition=False)).of(context.text) == "40 farmers"


AGED = {
    "her": ("son", "nmod:poss"),
    "12": ("year", "nummod"),
    "year": ("old", "obl:unmarked"),
    "old": ("son", "amod"),
    "son": ("hurt", "nsubj:pass"),
}


@pytest.mark.parametrize("relation", ["obl:unmarked", "obl:npmod"])
def test_how_old_somebody_is_belongs_to_the_phrase(relation: str) -> None:
    context = read("Today her 12 year old son was hurt.", **AGED | {"year": ("old", relation)})
    word = next(n for n in range(len(context.parse.words)) if context.parse.form(n) == "son")
    assert context.parse.span(*reach(context, word, apposition=False)).of(context.text) == "her 12 year old son"


def test_when_somebody_is_something_does_not() -> None:
    context = read(
        "The minister this year was she.",
        The=("minister", "det"),
        this=("year", "det"),
        year=("minister", "obl:unmarked"),
    )
    word = next(n for n in range(len(context.parse.words)) if context.parse.form(n) == "minister")
    assert context.parse.span(*reach(context, word, apposition=False)).of(context.text) == "The minister"
