"""Claims in JSON-LD: schema.org's words and four of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportedly.export.webannotation import terms
from tests.export.making import exported

SCHEMA, OURS = "https://schema.org/", "urn:reportedly:terms#"


def graph(path: Path) -> list[dict]:
    jsonld = pytest.importorskip("pyld.jsonld", reason="PyLD is not installed: pip install 'reportedly[dev]'")

    def nothing_is_loaded(url: str, _options: object) -> dict:
        raise AssertionError(url)

    return jsonld.expand(json.loads(exported(path, "claims")), {"documentLoader": nothing_is_loaded})


@pytest.mark.parametrize("name", ["small", "example"])
def test_a_json_ld_library_understands_every_word(name: str, request):
    found = graph(request.getfixturevalue(name))
    kinds = [one["@type"][0] for one in found]
    assert {f"{SCHEMA}Claim", f"{SCHEMA}Event", f"{SCHEMA}NewsArticle"} == set(kinds) - {f"{SCHEMA}Dataset"}
    assert kinds.count(f"{SCHEMA}Dataset") == 1
    known = {one["@id"] for one in found}
    assert len(known) == len(found)
    for claim in (one for one in found if one["@type"] == [f"{SCHEMA}Claim"]):
        assert all(key.startswith((SCHEMA, OURS, "@")) for key in claim)
        for relation in ("about", "appearance"):
            assert claim[f"{SCHEMA}{relation}"][0]["@id"] in known
        for relation in ("corroborates", "contradicts", "supersedes", "copies"):
            assert {other["@id"] for other in claim.get(f"{OURS}{relation}", [])} <= known


def claims(path: Path) -> dict[str, dict]:
    return {one["id"]: one for one in json.loads(exported(path, "claims"))["claims"] if one["type"] == "Claim"}


def test_who_contradicts_whom_is_told_of_both(small: Path):
    told = claims(small)
    against = {(one["author"]["name"], told[other]["author"]["name"]) for one in told.values()
               for other in one.get("contradicts", [])}  # fmt: skip
    assert against == {("Mira Dovzan", "Orvan Army"), ("Orvan Army", "Mira Dovzan")}


def test_who_says_the_same_of_their_own_corroborates(example: Path):
    told = claims(example)
    pairs = [(one, told[other]) for one in told.values() for other in one.get("corroborates", [])]
    assert pairs
    for one, other in pairs:
        assert one["position"] == other["position"]
        assert one["appearance"] != other["appearance"]
        assert "copies" not in one


def test_copies_point_to_the_report_that_had_the_words_first(example: Path):
    copied = [one for one in claims(example).values() if "copies" in one]
    assert copied
    assert all(one["firstAppearance"] == one["copies"] != one["appearance"] for one in copied)


def test_a_later_figure_supersedes_an_earlier_one(tmp_path: Path, monkeypatch):
    from reportedly import Ledger
    from reportedly.ledger import settle
    from tests.ledger.grouped import stages
    from tests.ledger.readings import ferry

    monkeypatch.setattr(settle, "STAGES", stages())
    later = ferry(killed=7)
    from dataclasses import replace

    article = replace(later.article, published="2026-01-03", url="https://tern.example/later")
    with Ledger.open(tmp_path / "a.ledger", clock=lambda: "2026-02-01T00:00:00Z") as ledger:
        ledger.add([ferry(), replace(later, article=article)])
    told = claims(tmp_path / "a.ledger")
    assert [(one["text"], told[one["supersedes"][0]]["text"]) for one in told.values() if "supersedes" in one] == [
        ("7 sailors", "4 sailors")
    ]


def test_who_says_it_and_in_whose_words(small: Path):
    found = {(one["sourceKind"], one.get("author", {}).get("name"), one.get("claimInterpreter", {}).get("name"))
             for one in claims(small).values()}  # fmt: skip
    assert ("person", "Mira Dovzan", "Harrow Wire") in found
    assert ("own voice", "The Tern", None) in found
    assert ("anonymous", "an aide", 'The Harrow; "Wire"') in {
        (kind, name, words and " ".join(words.split())) for kind, name, words in found
    }


def test_the_context_is_in_the_package():
    assert {"corroborates", "contradicts", "supersedes", "copies"} <= set(terms("claims"))
