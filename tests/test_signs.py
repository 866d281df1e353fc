"""Words that tell whether an act happened, and what is refused when they are loaded."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from reportedly.errors import VocabularyError
from reportedly.signs import EFFORT, SAME, load_signs, read_signs

DATA = Path(str(files("reportedly"))) / "data" / "lexicon" / "en"


@pytest.mark.parametrize(
    ("kind", "form", "sign"),
    [
        ("verbs", "plans", "planned"),
        ("verbs", "ordered", "planned"),
        ("verbs", "urging", "called for"),
        ("verbs", "vowed", "threatened"),
        ("verbs", "denied", "denied"),
        ("verbs", "failed", "denied"),
        ("verbs", "ruled out", "hypothetical"),
        ("verbs", "ruled", "planned"),
        ("verbs", "tried", EFFORT),
        ("verbs", "sought to", EFFORT),
        ("verbs", "began", SAME),
        ("verbs", "forced", SAME),
        ("verbs", "confessed", "happened"),
        ("nouns", "possibilities", "hypothetical"),
        ("nouns", "attempts", EFFORT),
        ("adjectives", "poised", "planned"),
        ("auxiliaries", "might", "hypothetical"),
        ("auxiliaries", "will", "planned"),
        ("auxiliaries", "must", "called for"),
        ("adverbs", "already", "happened"),
        ("markers", "unless", "hypothetical"),
        ("markers", "in order to", "planned"),
        ("markers", "in the wake of", "happened"),
    ],
)
def test_words_are_signs(kind: str, form: str, sign: str) -> None:
    assert getattr(load_signs(), kind)[form] == sign


@pytest.mark.parametrize("form", ["told", "announced", "said", "warned"])
def test_what_goes_either_way_is_no_sign(form: str) -> None:
    assert form not in load_signs().verbs


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[effort]", "[efforts]", r"section 'effort' is missing"),
        ("[effort]", "[more]\n[effort]", r"section 'more' is unknown"),
        ("auxiliaries = []", "auxiliary = []", r"threatened: the lists"),
        ('"plan", "intend",', '"plan", "deny",', r"denied\.verbs: 'deny' stands in planned too"),
        ('"plan", "intend",', '"plan", "Intend",', r"planned\.verbs: 'Intend'"),
        ('"plan", "intend",', '"plan", 3,', r"planned\.verbs: a list of strings"),
    ],
)
def test_a_wrong_file_is_named_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = Path(shutil.copytree(DATA, tmp_path / "en"))
    path = folder / "status.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(VocabularyError, match=rf"status\.toml: {told}"):
        read_signs(folder)
