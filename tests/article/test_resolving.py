"""Who a phrase that names nobody can mean, and for whom somebody speaks."""

from __future__ import annotations

import pytest

from reportedly.article.identity import identify
from reportedly.article.resolving import another_state, can_mean, clash, spoken_for
from reportedly.article.scene import Identity
from reportedly.gazetteer import load_gazetteer

TABLES = load_gazetteer()


@pytest.mark.parametrize(
    ("phrase", "who", "can"),
    [
        ("the group", "the Taliban", True),
        ("the militants", "the Taliban", True),
        ("militants", "the Taliban", True),
        ("other militants", "the Taliban", False),
        ("a militant group", "the Taliban", False),
        ("the two sides", "the Taliban", False),
        ("the soldiers", "the Taliban", False),
        ("the group", "Norway", False),
        ("the country", "Norway", True),
        ("the government", "Norway", True),
        ("the Turkish government", "Norway", False),
        ("the ministers", "Tor Lind, the Norwegian defence minister", False),
        ("the minister", "Tor Lind, the Norwegian defence minister", True),
        ("the gunman", "Tor Lind, the Norwegian defence minister", False),
        ("the report", "the World Bank", False),
        ("the agency", "Unicef", True),
        ("police", "the Church of England", False),
        ("our forces", "the Taliban", True),
        ("their troops", "the Taliban", True),
        ("forces", "the Taliban", False),
        ("Norwegian forces", "the Taliban", False),
        ("US-backed forces", "the Syrian Democratic Forces", True),
        ("the former singer", "Tor Lind, a Norwegian rebel commander", True),
        ("the bloc", "the European Union", True),
        ("the bloc", "Europe", False),
        ("the bloc", "Norway", False),
    ],
)
def test_a_phrase_can_mean_somebody(phrase: str, who: str, can: bool) -> None:
    assert can_mean(identify(phrase), identify(who), TABLES) is can


@pytest.mark.parametrize(
    ("person", "who", "can"),
    [
        ("masculine", "Norway", False),
        ("thing", "Tor Lind, a diplomat", False),
        ("plural", "Tor Lind, a diplomat", False),
        ("plural", "the Taliban", True),
        ("feminine", "Ada Quill, a diplomat", True),
    ],
)
def test_a_pronoun_can_mean_somebody(person: str, who: str, can: bool) -> None:
    assert can_mean(Identity(None, "group", kind="pronoun"), identify(who), TABLES, person) is can


def test_the_government_is_that_of_the_articles_state() -> None:
    own = identify("the government", home="HKG")
    assert another_state(own, identify("China"), "HKG", TABLES)
    assert not another_state(own, identify("Hong Kong"), "HKG", TABLES)
    assert not another_state(identify("the Chinese government"), identify("China"), "HKG", TABLES)


def test_a_rebel_and_an_opposition_do_not_clash_but_a_court_and_an_army_do() -> None:
    rebels, opposition = Identity("A", "group", None, "REB"), Identity(None, "group", None, "OPP")
    court, army = Identity(None, "organization", None, "JUD"), Identity(None, "organization", None, "MIL")
    assert not clash(rebels, opposition)
    assert clash(court, army)
    assert clash(rebels, army)


@pytest.mark.parametrize(
    ("speaker", "name", "entity"),
    [
        ("Tor Lind, the Norwegian defence minister", "Norway", "country"),
        ("Ada Brandtsen, a spokeswoman for Unicef", "UNICEF", "organization"),
        ("the Taliban", "Taliban", "organization"),
        ("Paulo Duarte, a Portuguese fisherman", None, "group"),
        ("fishermen", None, "group"),
    ],
)
def test_we(speaker: str, name: str | None, entity: str) -> None:
    who = spoken_for(identify(speaker), TABLES)
    assert (who.name, who.entity) == (name, entity)
