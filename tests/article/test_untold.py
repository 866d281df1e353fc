"""Words of what is no act: the list as it is loaded, and that any parse can be asked. What comes of it is tested with
the events (`tables/events.toml`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article.untold import is_none, load_untold, read_untold
from reportedly.errors import VocabularyError
from tests.factories import parse_of


def test_nouns_are_known_in_either_number() -> None:
    assert {"earthquake", "earthquakes"} <= load_untold().forces
    assert {"championship", "championships"} <= load_untold().play


@pytest.mark.parametrize(
    "content",
    [
        "[forces]\nnouns = ['rain']\nbefore = ['heart']\n",
        "[forces]\nnouns = ['Rain']\nbefore = ['heart']\n[play]\nnouns = ['ball']\n[with]\n",
        "[forces]\nnouns = ['rain']\n[play]\nnouns = ['ball']\n[with]\n",
        "[forces]\nnouns = ['rain']\nbefore = ['heart']\n[play]\nnouns = ['ball']\n[with]\nkill = 'time'\n",
    ],
    ids=["a section is missing", "a capital", "a list is missing", "a word for a list"],
)
def test_a_wrong_list_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "untold.toml").write_text(content, encoding="utf-8")
    (tmp_path / "verbs.toml").write_text("[irregular]\n[doubling]\nverbs = ['stop']\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"untold\.toml"):
        read_untold(tmp_path)


def test_a_verb_with_its_nouns_is_known_in_all_its_forms() -> None:
    beside = load_untold().beside
    assert all("goals" in beside[form] for form in ("concede", "concedes", "conceded", "conceding"))
    assert "balloon" in beside["blew up"]


@given(st.lists(st.sampled_from(["rain", "heart", "attack", "ball", "Oslo", "killed"]), min_size=1, max_size=6))
def test_any_word_of_any_parse_can_be_asked(forms: list[str]) -> None:
    parse = parse_of(" ".join(forms))
    for word in range(len(parse.words)):
        assert not is_none(parse, lambda n: parse.form(n).lower(), parse.children(), word)
