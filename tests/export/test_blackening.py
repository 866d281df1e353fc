"""Names under bars: whose, where, and that nothing moves."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.export.blackening import BAR, blackened, blackened_address, key_words
from reportedly.export.private import Known, Private, name_key, parted
from reportedly.gazetteer import load_gazetteer

ROWS = tomllib.loads((Path(__file__).parent / "tables" / "blackening.toml").read_text("utf-8"))["row"]


def known(*private: str, public: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> Private:
    """One article that names these persons (text 1), and one that names none (text 2); `others` in a third."""

    def told(name: str, *roles: str) -> Known:
        return Known(set(key_words(name)), True, set(roles), {"GOV"} if roles else set())

    first = {name_key(name): told(name) for name in private}
    first |= {name_key(name): told(name, "foreign minister") for name in public}
    texts = {1: first, 2: {}, 3: {name_key(name): told(name) for name in others}}
    return parted(texts, dict.fromkeys(texts), set(), load_gazetteer())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["phenomenon"])
def test_where_bars_go(row: dict[str, Any]):
    private = known(*row.get("private", ()), public=tuple(row.get("public", ())))
    assert blackened(row["text"], private.names(1)).replace(BAR, "#") == row["black"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["phenomenon"])
def test_bars_are_as_long_and_nothing_is_hidden_twice(row: dict[str, Any]):
    names = known(*row.get("private", ()), public=tuple(row.get("public", ()))).names(1)
    black = blackened(row["text"], names)
    assert len(black) == len(row["text"])
    assert blackened(black, names) == black


def test_a_rare_name_is_hidden_in_other_articles_too():
    names = known("Dario Quell", "Grace Young").names(2)
    assert (
        blackened("Quell, Grace Young, Young people, Grace.", names)
        == f"{BAR * 5}, {BAR * 5} {BAR * 5}, Young people, Grace."
    )


@pytest.mark.parametrize(
    ("url", "black"),
    [
        ("https://harrow.example/2026/dario-quell-found.html", "https://harrow.example/2026/#####-#####-found.html"),
        ("https://harrow.example/?q=Dario%20Quell", "https://harrow.example/?q=##### #####"),
        ("https://harrow.example/young-people", "https://harrow.example/#####-people"),
        ("https://harrow.example/a?b=1", "https://harrow.example/a?b=1"),
    ],
)
def test_addresses(url: str, black: str):
    assert blackened_address(url, known("Dario Quell", "Grace Young").names(1)).replace(BAR, "#") == black


NAMES = ("Dario Quell", "Mirela Ostrow", "Ilse Tamm", "Pavo Oren Marrow", "María-José O'Hara")
PUBLIC = ("Teodor Vance", "Amara Belling")
JOINTS = (
    " ",
    " said ",
    ", ",
    "\n\n",
    " — ",
    "'s ",
    "’s boat. ",
    "“",
    "” ",
    "-",
    ".",
    "/",
    "&amp;",
    "\u200b",
    "é ",
    "🛳 ",
    "A",
    " of ",
)


@st.composite
def articles(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 12))):
        name = draw(st.sampled_from((*NAMES, *PUBLIC)))
        words = name.split()
        form = draw(st.sampled_from((name, name.upper(), words[-1], words[0], f"{words[0][0]}. {words[-1]}",
                                     f"{words[-1]}, {words[0]}", f"{words[0]} “Bo” {words[-1]}")))  # fmt: skip
        parts += [
            draw(st.sampled_from((" ", "\n", "(", "“", ". "))),
            form,
            draw(st.sampled_from((" ", ",", ")", "’s ", "."))),
        ]
        parts.append(draw(st.sampled_from(JOINTS)))
        parts.append(draw(st.text(max_size=8)))
    return "".join(parts)


@given(articles())
@settings(max_examples=200, deadline=None)
def test_whatever_stands_around_them_no_name_is_left(text: str):
    private = known(*NAMES, public=PUBLIC)
    black = blackened(text, private.names(1))
    assert len(black) == len(text)
    own = {word for name in NAMES for word in key_words(name) if len(word) > 2}
    shown = {word for name in PUBLIC for word in key_words(name)}
    assert not own & set(key_words(black)) - shown
    for at, (before, after) in enumerate(zip(text, black, strict=True)):
        assert after in (before, BAR), at


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_keeps_its_length(text: str):
    names = known(*NAMES, public=PUBLIC).names(1)
    black = blackened(text, names)
    assert len(black) == len(text)
    assert not re.search("(?i)quell", black) or "quell" not in key_words(black)


@pytest.mark.parametrize(
    ("written", "canonical", "public"),
    [
        ("Ngozi Okonjo-Iweala", "Ngozi Okonjo-Iweala", True),
        # Half of a double surname, and two given names, are anybody's, whoever the tables take them for.
        ("Ngozi Okonjo", "Ngozi Okonjo-Iweala", False),
        ("José Luis", "José Luis Rodríguez Zapatero", False),
        ("José Zapatero", "José Luis Rodríguez Zapatero", True),
    ],
)
def test_whom_the_tables_know_is_written_with_the_surname(written: str, canonical: str, public: bool) -> None:
    one = Known({*key_words(written), *key_words(canonical)}, True, forms={" ".join(key_words(written))})
    private = parted({1: {name_key(canonical): one}}, {1: "2026-01-02"}, set(), load_gazetteer())
    assert (private.person(canonical, 1) is None) is public


@pytest.mark.parametrize(
    ("roles", "public"), [({"prince"}, True), ({"prince", "owner"}, False), ({"minister", "farmer"}, True)]
)
def test_a_noun_that_is_a_given_name_too_tells_nothing_beside_another(roles: set[str], public: bool) -> None:
    one = Known(set(key_words("Prince Adaeze")), True, roles, {"GOV"})
    private = parted({1: {"prince adaeze": one}}, {1: None}, set(), load_gazetteer())
    assert (private.person("Prince Adaeze", 1) is None) is public
