"""Whom a description takes up again by its noun, without any chains."""

from __future__ import annotations

import pytest

from reportedly.article.identity import identify
from reportedly.article.recalling import Named, Names, by_kind, by_noun
from reportedly.gazetteer import load_gazetteer

TABLES = load_gazetteer()


def told(*phrases: str) -> Names:
    """Named mentions at the words 10, 20, …"""
    return Names(Named(10 * n, identify(phrase)) for n, phrase in enumerate(phrases, 1))


@pytest.mark.parametrize(
    ("phrase", "before", "name"),
    [
        ("the judge", ["Judge Ada Quill", "Tor Lind, a diplomat"], "Ada Quill"),
        ("the minister", ["Norwegian defence minister Tor Lind"], "Tor Lind"),
        ("the minister", ["the defence secretary, Ada Quill"], "Ada Quill"),
        ("the campaign manager", ["Tor Lind, the manager of the Lind campaign"], "Tor Lind"),
        ("the judge", ["Judge Ada Quill", "Judge Tor Lind"], None),
        ("a judge", ["Judge Ada Quill"], None),
        ("the judges", ["Judge Ada Quill"], None),
        ("another judge", ["Judge Ada Quill"], None),
        ("the agency", ["the Lakeport Fisheries Agency", "the Quill Foundation"], "Lakeport Fisheries Agency"),
        ("the foundation", ["the Lakeport Fisheries Agency", "the Quill Foundation"], "Quill Foundation"),
        ("an agency", ["the Lakeport Fisheries Agency"], None),
        ("the service", ["the Lakeport Rescue Service"], None),
        ("the statement", ["a statement by the World Bank"], "World Bank"),
        ("the report", ["a statement by the World Bank"], None),
    ],
)
def test_by_noun(phrase: str, before: list[str], name: str | None) -> None:
    found = by_noun(identify(phrase), 100, told(*before), TABLES)
    assert (found.who.name if found else None) == name


def test_somebody_may_be_named_later() -> None:
    found = by_noun(identify("a judge"), 5, told("Judge Ada Quill"), TABLES)
    assert found is not None
    assert found.who.name == "Ada Quill"


@pytest.mark.parametrize(
    ("phrase", "before", "name"),
    [
        ("the group", ["the Taliban", "Norway", "Unicef"], "Taliban"),
        ("the militants", ["the Taliban", "Norway", "Unicef"], "Taliban"),
        ("militants", ["the Taliban"], None),
        ("the foreign militants", ["the Taliban"], None),
        ("the newspaper", ["the Financial Times", "the Taliban"], "Financial Times"),
        ("the bank", ["the Financial Times", "the Taliban"], None),
        ("the department", ["the State Department"], None),
        ("the groups", ["the Taliban"], None),
        ("the bloc", ["the European Union", "Europe", "Norway"], "European Union"),
    ],
)
def test_by_kind(phrase: str, before: list[str], name: str | None) -> None:
    found = by_kind(identify(phrase), 100, told(*before), TABLES)
    assert (found.who.name if found else None) == name
