"""The words of times are checked when they are loaded."""

from __future__ import annotations

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article.timecores import Cores
from reportedly.article.timetokens import tokens
from reportedly.article.timewords import load_timewords, read_timewords
from reportedly.errors import VocabularyError

FOLDER = files("reportedly").joinpath("data", "lexicon", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("times.toml", "days.toml", "verbs.toml"):
        shutil.copy(str(FOLDER.joinpath(name)), tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        pytest.param("times.toml", "[which]", "[whose]", "whose", id="an unknown section"),
        pytest.param("times.toml", "last = [", "lost = [", "which.last", id="an unknown key"),
        pytest.param("times.toml", 'july = ["july"', 'july = ["July"', "July", id="a capital"),
        pytest.param("times.toml", "july = [", "julius = [", "julius", id="a month that is none"),
        pytest.param("times.toml", "ago = [", "ago = 3 # [", "ago", id="no list"),
        pytest.param("days.toml", '"12-31"', '"12-32"', "new year's eve", id="a day that is none"),
        pytest.param("days.toml", '"2001-09-11", "day"]', '"2001-09-11", "hour"]', "9/11", id="an unknown precision"),
        pytest.param("days.toml", "[lunar]", "[lunary]", "lunar", id="another section"),
    ],
)
def test_what_is_wrong_is_told(folder: Path, file: str, old: str, new: str, told: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(VocabularyError, match=rf"(?s){file}.*{told}"):
        read_timewords(folder)


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "days.toml").unlink()
    with pytest.raises(VocabularyError, match=r"days\.toml"):
        read_timewords(folder)


def test_of_two_ramadans_in_a_year_the_longer_is_meant() -> None:
    ramadan = load_timewords().named[("ramadan",)]
    found = ramadan.of(1997)
    assert found is not None
    assert (found.start, found.end) == (date(1997, 1, 10), date(1997, 2, 7))
    assert ramadan.of(1800) is None


class _Unhurried(Cores):
    """Tries every word."""

    def may_be_core(self, at: int) -> bool:
        return True


WORDS = sorted({
    *load_timewords().beginnings, *load_timewords().after_the, *load_timewords().keys,
    *(word for name in load_timewords().named for word in name),
    "3", "14th", "2016", "1990s", "'87", "'80s", "9/11", "13:40", "2016-05-03", "soldiers", ".", ",", "-", "%",
})  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS) | st.sampled_from(("the", "a", "on", "of", "May")), min_size=1, max_size=6))
def test_what_is_passed_over_is_no_time(words: list[str]) -> None:
    for text in (" ".join(words), " ".join(words).title()):
        found = tokens(text)
        quick, unhurried = Cores(found, load_timewords()), _Unhurried(found, load_timewords())
        assert [quick.core(at) for at in range(len(found))] == [unhurried.core(at) for at in range(len(found))]
