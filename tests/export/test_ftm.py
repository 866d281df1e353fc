"""FollowTheMoney's own library reads every entity and statement, and finds nothing to mend."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from reportedly.export.ftm import COLUMNS
from reportedly.export.states import _states
from tests.export.making import FERRY, folder_of

WHY = "followthemoney is not installed: pip install 'reportedly[dev-ftm]' (needs the headers of ICU)"
followthemoney = pytest.importorskip("followthemoney", reason=WHY)


@pytest.fixture(scope="module", params=["small", "example"])
def folder(request, tmp_path_factory) -> Path:
    return folder_of(request.getfixturevalue(request.param), "ftm", tmp_path_factory.mktemp("ftm"))


def entities(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "entities.ftm.json").read_text("utf-8").split("\n") if line]


def statements(folder: Path) -> list:
    from followthemoney.statement.serialize import read_path_statements

    return list(read_path_statements(folder / "statements.csv", "csv"))


def test_every_entity_is_valid_and_stays_as_it_is(folder: Path):
    told = entities(folder)
    assert len({one["id"] for one in told}) == len(told) > 10
    for one in told:
        proxy = followthemoney.EntityProxy.from_dict(one, cleaned=False)
        for name, values in one["properties"].items():
            assert sorted(proxy.get(name)) == sorted(values), (one["id"], name)
        proxy.schema.validate({"properties": one["properties"]})
        for name in proxy.schema.required:
            assert proxy.has(name), one


def test_every_entity_that_is_pointed_to_is_there(folder: Path):
    told = {one["id"]: one for one in entities(folder)}
    model = followthemoney.model
    for one in told.values():
        for name, values in one["properties"].items():
            prop = model.get(one["schema"]).get(name)
            if prop.range is not None:
                assert all(model.get(told[value]["schema"]).is_a(prop.range) for value in values), one


def test_every_statement_is_one_of_the_library(folder: Path):
    from followthemoney.statement import Statement

    with (folder / "statements.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    told = {one["id"]: one for one in entities(folder)}
    for row, one in zip(rows, statements(folder), strict=True):
        assert isinstance(one, Statement)
        assert one.id == one.generate_key()
        assert (row["prop_type"], row["schema"]) == (one.prop_type, told[row["entity_id"]]["schema"])
        assert one.value in told[one.entity_id]["properties"][one.prop] or one.prop in ("name", "country")


def test_what_outlets_have_is_told_apart(small: Path, tmp_path: Path):
    folder = folder_of(small, "ftm", tmp_path)
    events = [e for e in entities(folder) if e["schema"] == "Event"]
    (shooting,) = [e for e in events if "Port Ansel" in e["properties"].get("location", [])]
    mine = [one for one in statements(folder) if one.entity_id == shooting["id"]]
    assert {one.dataset for one in mine} == {"the_tern", "the_gull", "the_auk"}
    assert {one.origin for one in mine} == {"Ilse Brandt"}
    assert all("The Tern" in a["properties"]["publisher"] for a in entities(folder)
               if a["schema"] == "Article" and FERRY[0].article.text in a["properties"]["bodyText"])  # fmt: skip


def test_the_codes_of_states_are_theirs():
    from followthemoney.types import registry

    codes = {one["ftm"] for one in _states().values() if "ftm" in one}
    assert codes <= set(registry.country.names)
    assert len(codes) > 240
