"""What an article's phrases tell by themselves: full names for parts of them, and states."""

from __future__ import annotations

import pytest

from reportedly.article.context import make_context
from reportedly.article.mentions import Cast, cast_of
from reportedly.gazetteer import load_gazetteer
from reportedly.vocabulary import load_lexicon
from tests.factories import parse_of


def cast(text: str, entities: dict[str, str], links: dict[str, tuple[str, str]], upos: dict[str, str]) -> Cast:
    parse = parse_of(text, entities=entities, links=links, upos=upos)
    return cast_of(make_context(parse, load_lexicon()), load_gazetteer(), None)


def at(cast: Cast, form: str, last: bool = True) -> int:
    parse = cast.context.parse
    words = [n for n in range(len(parse.words)) if parse.form(n) == form]
    return words[-1 if last else 0]


FLAT = {"Marco": ("Santis", "flat"), "de": ("Santis", "flat"), "Ingeborg": ("Falkberg", "flat")}


@pytest.mark.parametrize(
    ("text", "head", "name"),
    [
        ("Yesterday Marco de Santis spoke. Later Santis left.", "Santis", "Marco de Santis"),
        ("Yesterday Ingeborg Falkberg spoke. Later Ingeborg left.", "Ingeborg", "Ingeborg Falkberg"),
    ],
)
def test_a_part_of_a_name(text: str, head: str, name: str | None) -> None:
    people = {name: "person" for name in ("Santis", "Falkberg") if name in text}
    read = cast(text, people, {k: v for k, v in FLAT.items() if k in text and v[0] in text}, {})
    told = read.roster.named(at(read, head))
    assert (told.name if told else None) == name


def test_a_full_name_that_is_no_mention_of_its_own() -> None:
    """The tree has not joined the two words, and the first was taken for nothing at all."""
    read = cast("Yesterday Anna Quill spoke. Later Quill left.", {"Quill": "person"}, {}, {"Anna": "X"})
    assert read.own(at(read, "Quill")).name == "Anna Quill"


def test_a_word_of_the_gazetteer_is_no_first_name() -> None:
    read = cast("Yesterday in Norway Quill spoke. Later Quill left.", {"Quill": "person"}, {}, {})
    assert read.own(at(read, "Quill")).name is None


def test_the_army_of_the_state_told_before() -> None:
    links = {"Chadian": ("army", "amod"), "army": ("left", "nsubj")}
    text = "Yesterday the Chadian army left. Nigeria and Nigerians cheered Nigeria. Later the army returned."
    read = cast(text, {"army": "organization"}, links, {"army": "NOUN", "Chadian": "ADJ"})
    assert read.roster.home_of(at(read, "army")) == "TCD"
    assert read.roster.home_of(at(read, "cheered")) == "NGA"


@pytest.mark.parametrize(("joined", "name"), [(True, "Omani Armed Forces"), (False, None)])
def test_a_shared_noun(joined: bool, name: str | None) -> None:
    links = {"Omani": ("forces", "amod")} | ({"Greek": ("Omani", "conj")} if joined else {"Greek": ("forces", "amod")})
    read = cast("Yesterday Omani and Greek forces left.", {}, links, {"forces": "NOUN", "Omani": "ADJ", "Greek": "ADJ"})
    shared = read.roster.shared(at(read, "Omani"))
    assert (shared.name if shared else None) == name
