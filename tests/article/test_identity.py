"""Who a phrase means: a table that a linguist can edit, and what holds for any phrase."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.home import home_of
from reportedly.article.identity import Identity, identify
from reportedly.article.names import phrase_parts
from reportedly.article.scene import Scene
from reportedly.gazetteer import load_gazetteer
from reportedly.gazetteer.tables import NOT_STATES, SECTORS
from reportedly.records import ENTITIES

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "identities.toml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = TABLE["row"]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_phrase_means_somebody(row: dict[str, Any]) -> None:
    found = identify(row["phrase"], date=row.get("date"), home=row.get("home"), entity=row.get("hint"))
    told = {field: getattr(found, field) or "" for field in row["is"]}
    assert told == row["is"], found


def test_rows_have_names_of_their_own() -> None:
    assert len({row["name"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("surname", ["Falkberg", "Ms Falkberg", "Ida Falkberg"])
def test_a_name_that_the_article_has_told_is_known(surname: str) -> None:
    known = {"Ida Falkberg": Identity("Ida Falkberg", "person", "NOR", "LEG", "name")}
    assert identify(surname, known=known) == known["Ida Falkberg"]


def test_a_surname_of_two_is_nobodys() -> None:
    known = {
        "Ida Falkberg": Identity("Ida Falkberg", "person", "NOR", "LEG", "name"),
        "Per Falkberg": Identity("Per Falkberg", "person", "NOR", "BUS", "name"),
    }
    assert identify("Falkberg", known=known, entity="person").name is None


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [
        ("Col. Henri Dupuis", ("Col.", "Henri Dupuis", ())),
        ("Ada Brandtsen, a cardiologist", ("", "Ada Brandtsen", ("a cardiologist",))),
        ("the harbour minister, Ida Falkberg", ("", "Ida Falkberg", ("the harbour minister",))),
        ("three ministers", ("", None, ())),
    ],
)
def test_parts_of_a_phrase(phrase: str, parts: tuple[str, str | None, tuple[str, ...]]) -> None:
    found = phrase_parts(phrase, Scene(load_gazetteer()))
    assert (found.titles.rstrip("."), found.name, found.appositions) == (parts[0].rstrip("."), *parts[1:])


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("In Nairobi the court threw out the result, and Kenyan voters cheered.", "KEN"),
        ("Peru and Chile signed.", None),
        ("Nobody said where it was.", None),
        ("", None),
        ("The president left for Paris. He will fly to Rome next.", None),
        ("Kenya waited. The president left for Paris.", "KEN"),
    ],
)
def test_home_is_the_state_that_a_text_is_about(text: str, state: str | None) -> None:
    assert home_of(text, load_gazetteer()) == state


def test_where_places_do_not_tell_the_home_those_who_act_for_a_state_do() -> None:
    text = "Libya and Egypt were silent, but the Pentagon, the State Department and the CIA answered, and so did Nasa."
    assert home_of(text, load_gazetteer()) is None
    assert home_of(text, load_gazetteer(), acting=True) == "USA"
    assert home_of("Libya was told. The Pentagon and the CIA were not.", load_gazetteer(), acting=True) == "LBY"


PHRASES = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ["the", "of", "Turkish", "US", "and", ",", "president", "Ida", "Falkberg", "'s", "-backed", "(", "troops",
             "in", "Cairo", "former", "UN", "one", "20", "ministry", "al-", "“", "who", "for", "Georgia", "de"]
        ),
        max_size=12,
    ).map(" ".join),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(phrase=PHRASES, date=st.sampled_from([None, "1962-10-22", "2019-03-01"]), home=st.sampled_from([None, "TUR"]))
def test_any_phrase_has_an_identity_of_the_contract(phrase: str, date: str | None, home: str | None) -> None:
    found = identify(phrase, date=date, home=home)
    gazetteer = load_gazetteer()
    assert found.entity in ENTITIES
    assert found.sector is None or found.sector in SECTORS
    assert found.country is None or found.country in gazetteer.codes.keys() | NOT_STATES
    assert found.name is None or found.name.strip() == found.name != ""
    assert identify(phrase, date=date, home=home) == found
