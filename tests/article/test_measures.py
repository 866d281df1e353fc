"""The words for what happened to what is counted: what a table of them says, and how its faults are told."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from reportedly.article.outcomes import load_measures, read_measures
from reportedly.article.placewords import read_place_words
from reportedly.errors import VocabularyError

LEXICON = files("reportedly").joinpath("data", "lexicon", "en")


def copied(folder: Path, name: str, old: str, new: str) -> Path:
    """A lexicon of `name` and of verbs, in which `old` is `new`."""
    text = LEXICON.joinpath(name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    (folder / "verbs.toml").write_text(LEXICON.joinpath("verbs.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def test_a_table_of_a_kind_is_told_of_that_kind_alone() -> None:
    leaving = {(one.measure, one.only) for one in load_measures().subjects["leaving"] if not one.beside}
    assert ("withdrawn", frozenset({"soldiers"})) in leaving


def test_a_preposition_belongs_to_its_word() -> None:
    joined = {one.beside for one in load_measures().through["attacks"] if one.measure == "attacked"}
    assert joined == {("on",), ("against",)}
    assert "signed" in load_measures().agents


@pytest.mark.parametrize(
    ("form", "measure"),
    [
        ("charter", "chartered"),
        ("hires", "hired"),
        ("insuring", "insured"),
        ("carries", "carried"),
        ("burying", "buried"),
        ("crushes", "crushed"),
        ("ban", "banned"),
        ("bans", "banned"),
        ("banning", "banned"),
        ("shook", "shaken"),
        ("writing", "written"),
        ("stung", "stung"),
    ],
)
def test_a_measure_is_a_participle(form: str, measure: str) -> None:
    assert load_measures().done(form) == measure


def test_verbs_that_do_nothing_are_known_in_all_forms() -> None:
    assert {"overlook", "overlooks", "overlooked", "overlooking", "saw", "seen"} <= load_measures().idle


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("\n[withdrawn.soldiers]", "\n[withdrawn.robots]", "withdrawn: unknown list 'robots'"),
        ("[visited]\n", '[visited]\nsoldiers = ["tour"]\n', "visited.soldiers: a table is due"),
        ("[visited]\n", '[visited]\nthrough = "tour of"\n', None),
        ('only = ["money"]', 'only = ["coins"]', "'coins' is none of"),
        ("[idle]\nverbs", "[idle]\nverb", "idle: a table with verbs is due"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str | None) -> None:
    with pytest.raises(VocabularyError, match=r"measures\.toml") as raised:
        read_measures(copied(tmp_path, "measures.toml", old, new))
    assert told is None or told in str(raised.value)


def test_clues_are_tables_of_words(tmp_path: Path) -> None:
    folder = copied(tmp_path, "places.toml", "[clues.georgia]\nGEO = [", "[clues.georgia]\nGEO = 3\nXXX = [")
    with pytest.raises(VocabularyError, match=r"clues\.georgia\.GEO"):
        read_place_words(folder)


def lists(name: str, table: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from lists(f"{name}.{key}", value)
        elif isinstance(value, list):
            yield f"{name}.{key}", value


@pytest.mark.parametrize("name", ["measures.toml", "numbers.toml", "units.toml"])
def test_no_list_names_a_word_twice(name: str) -> None:
    table = tomllib.loads(LEXICON.joinpath(name).read_text(encoding="utf-8"))
    twice = {where: [w for w, n in Counter(words).items() if n > 1] for where, words in lists(name, table)}
    assert {where: words for where, words in twice.items() if words} == {}
