"""The vocabulary: what is refused when it is loaded, and what inflection makes of it."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from reportedly.errors import VocabularyError
from reportedly.vocabulary import Lexicon, load_lexicon, plain, read_lexicon

DATA = Path(str(files("reportedly"))) / "data" / "lexicon" / "en"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "en"))


def edited(folder: Path, name: str, old: str, new: str) -> Path:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_shipped_lexicon_loads() -> None:
    assert load_lexicon() is load_lexicon()
    assert len(load_lexicon().digest) == 16


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("verbs.toml", "[doubling]", "[doublings]", r"verbs\.toml.*doublings"),
        ("sources.toml", "outlet = [", "outlets = [", r"sources\.toml.*nouns\.outlets"),
        ("sources.toml", "peoples = [", "people = [", r"sources\.toml.*shape\.people"),
        ("sources.toml", '"arabs",', '"arabs", "arabs",', r"sources\.toml.*shape\.peoples.*'arabs'.*twice"),
        ("sources.toml", '"critic",', '"critic", "ministry",', r"nouns\.office.*'ministry'.*nouns\.crowd"),
        ("statements.toml", 'modal = "could"', "modal = 3", r"hedges\.modal: a string"),
        ("sources.toml", '"arabs",', "7,", r"shape\.peoples: a list of strings"),
        ("sources.toml", "peoples = [", "peoples = [[", r"sources\.toml"),
        ("statements.toml", "'''if (?:", "'''if (((?:", r"evidence\.patterns"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(folder: Path, name: str, old: str, new: str, told: str) -> None:
    with pytest.raises(VocabularyError, match=told):
        read_lexicon(edited(folder, name, old, new))


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "sources.toml").unlink()
    with pytest.raises(VocabularyError, match=r"sources\.toml"):
        read_lexicon(folder)


def test_a_missing_language_is_named() -> None:
    with pytest.raises(VocabularyError, match="tlh"):
        load_lexicon("tlh")


def test_digest_changes_with_any_file(folder: Path) -> None:
    before = read_lexicon(folder).digest
    assert before == load_lexicon().digest
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write("# one more comment\n")
    assert read_lexicon(folder).digest != before


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("said", "say"), ("denies", "deny"), ("denied", "deny"), ("admitted", "admit"),
        ("insisting", "insist"), ("urged", "urge"), ("thought", "think"), ("withheld", "withhold"),
        ("signalled", "signal"), ("signaled", "signal"), ("stresses", "stress"),
    ],
)  # fmt: skip
def test_verbs_are_inflected(form: str, base: str) -> None:
    assert base in load_lexicon().forms(form)


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("ministries", "office"),
        ("witnesses", "crowd"),
        ("figures", "institutional_document"),
        ("spokesmen", "spokesperson"),
    ],
)
def test_nouns_have_plurals(noun: str, kind: str) -> None:
    assert load_lexicon().nouns[noun] == kind


def test_lists_hold_lower_case_only() -> None:
    lexicon: Lexicon = load_lexicon()
    words = [*lexicon.nouns, *lexicon.peoples, *lexicon.titles]
    assert [w for w in words if w != plain(w)] == []


def test_plain_keeps_every_offset() -> None:
    text = "İstanbul said ‘No’\u00a0—\nß"
    assert len(plain(text)) == len(text)
    assert plain("DON’T") == "don't"
