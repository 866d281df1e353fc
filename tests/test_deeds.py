"""The words of acts: what they tell, and what is refused when they are loaded."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from reportedly.deeds import load_deeds, read_deeds
from reportedly.errors import VocabularyError
from reportedly.ontology import event_types
from reportedly.vocabulary import plain, read_lexicon

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


# The likeliest act first; a part of speech where it matters.
@pytest.mark.parametrize(
    ("text", "upos", "type", "mode"),
    [
        ("stabbed", "VERB", "ASSAULT", "primitive"),
        ("shellings", "NOUN", "ASSAULT", "heavy-weapons"),
        ("fought", "VERB", "ASSAULT", None),
        ("shot down", None, "ASSAULT", "destroy"),
        ("opened fire", None, "ASSAULT", "firearms"),
        ("blew himself up", None, "ASSAULT", "suicide-attack"),
        ("strike", "NOUN", "ASSAULT", None),
        ("walkouts", "NOUN", "PROTEST", "strike"),
        ("sit-ins", "NOUN", "PROTEST", "demo"),
        ("sit - in", None, "PROTEST", "demo"),
        ("cease-fire", "NOUN", "RETREAT", "ceasefire"),
        ("laid down arms", None, "RETREAT", "disarm"),
        ("stepped down", None, "RETREAT", "resign"),
        ("calling for", None, "REQUEST", None),
        ("subpoenas", "NOUN", "REQUEST", "yield"),
        ("condemned", "VERB", "ACCUSE", "disapprove"),
        ("lawsuits", "NOUN", "ACCUSE", "allege"),
        ("inquiries", "NOUN", "ACCUSE", "investigate"),
        ("telephoned", "VERB", "CONSULT", "phone"),
        ("brokering", "VERB", "CONSULT", "third-party"),
        ("kidnapped", "VERB", "ASSAULT", "abduct"),
        ("looted", "VERB", "COERCE", "seize"),
        ("deported", "VERB", "COERCE", "deport"),
        ("curfews", "NOUN", "COERCE", "curfew"),
        ("put on trial", None, "COERCE", "arrest"),
        ("conscripted", "VERB", "MOBILIZE", "troops"),
        ("fined", "VERB", "SANCTION", "convict"),
        ("seceded", "VERB", "SANCTION", "withdraw"),
        ("embargoes", "VERB", "SANCTION", "discontinue"),
        ("sacked", "VERB", "SANCTION", "expel"),
        ("vetoed", "VERB", "REJECT", None),
        ("threatens", "VERB", "THREATEN", None),
        ("airlifted", "VERB", "AID", "humanitarian"),
        ("loans", "NOUN", "AID", "economic"),
        ("collaborated", "VERB", "COOPERATE", None),
        ("pardoned", "VERB", "CONCEDE", None),
        ("condolences", "NOUN", "SUPPORT", None),
        ("ratified", "VERB", "AGREE", None),
    ],
)  # fmt: skip
def test_words_tell_acts(text: str, upos: str | None, type: str, mode: str | None) -> None:
    sense = load_deeds().senses(text, upos)[0]
    assert (sense.type, sense.mode, sense.weak) == (type, mode, False)


@pytest.mark.parametrize(
    ("text", "upos"),
    [
        ("rebels", "NOUN"),  # who does it is no act
        ("united", "ADV"),
        ("second", "ADJ"),
        ("court", "NOUN"),  # "to court" is a verb
        ("said", "VERB"),
    ],
)
def test_another_part_of_speech_tells_nothing(text: str, upos: str) -> None:
    assert load_deeds().senses(text, upos) == ()


def test_a_noun_in_ing_may_be_the_verb() -> None:
    assert load_deeds().senses("besieging", "NOUN")[0].mode == "restrict"


def test_weak_words_come_after_those_that_tell_by_themselves() -> None:
    senses = load_deeds().senses("vowed", "VERB")
    assert [(s.type, s.weak) for s in senses] == [("THREATEN", False), ("AGREE", True)]
    assert all(s.weak for s in load_deeds().senses("sent", "VERB"))


def test_ambiguous_words_are_ranked() -> None:
    assert [s.type for s in load_deeds().senses("boycott", "NOUN")] == ["PROTEST", "SANCTION"]
    assert [s.type for s in load_deeds().senses("extradition", "NOUN")] == ["COERCE", "COOPERATE"]


def test_every_type_and_mode_has_words() -> None:
    deeds = load_deeds()
    told = {(s.type, s.mode) for table in (deeds.verbs, deeds.nouns, deeds.fixed) for ss in table.values() for s in ss}
    # Only what is threatened tells which threat it is.
    due = {(k.name, m) for k in event_types().values() for m in (None, *k.modes) if k.name != "THREATEN" or m is None}
    assert due - told == {("REJECT", "change"), ("REJECT", "yield")}
    assert all(
        mode in {m for modes in deeds.beside[kind.name].values() for m in modes}
        for kind in event_types().values()
        for mode in kind.modes
    )
    assert deeds.entries > 1200


def test_words_are_written_as_texts_are_compared() -> None:
    deeds = load_deeds()
    assert [form for table in (deeds.verbs, deeds.nouns, deeds.fixed) for form in table if form != plain(form)] == []
    assert deeds.longest >= 4


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("acts_assault.toml", "[ASSAULT.drone]", "[ASSAULT.balloon]", r"acts_assault\.toml.*no mode 'balloon'"),
        ("acts_assault.toml", "[ASSAULT.drone]", "[RAID]", r"acts_assault\.toml.*'RAID' is no type"),
        ("acts_assault.toml", "[ASSAULT.drone]", "[ASSAULT.drone.more]", r"ASSAULT\.drone.*'more'"),
        ("acts_coerce.toml", "[COERCE.curfew]\n", "[COERCE.curfew]\nverb = ['x']\n", r"COERCE\.curfew.*'verb'"),
        ("acts_coerce.toml", '"curfew",', '"Curfew",', r"COERCE\.curfew\.nouns.*'Curfew'"),
        ("acts_coerce.toml", '"curfew",', "7,", r"COERCE\.curfew\.nouns: a list of strings"),
        ("acts_assault.toml", '"kill",', '"kill", "kill",', r"ASSAULT: 'kill' stands twice"),
        ("acts_assault.toml", '"kill",', '"kill", "hold",', r"ASSAULT: 'hold' stands twice among verbs and weak_verbs"),
        ("acts_assault.toml", '"kill",', '"kill", "kill off",', r"ASSAULT\.verbs: 'kill off'.*number of words"),
        ("acts_assault.toml", '"kill",', '"kill", "praise",', r"acts_order\.toml: 'praise' is not ranked"),
        ("acts_verbal_conflict.toml", '"COERCE deport"', '"COERCE deporting"', r"of: 'COERCE deporting' is no type"),
        ("acts_order.toml", 'strike = ["ASSAULT"', 'strike = ["AID", "ASSAULT"', r"'strike'.*'AID'"),
        (
            "acts_order.toml",
            'strike = ["ASSAULT", "PROTEST"]',
            'strike = ["ASSAULT"]',
            r"'strike': a list of different",
        ),
        ("acts_order.toml", "[light]", "[lights]", r"acts_order\.toml: sections"),
        ("acts_order.toml", "ASSAULT = 1.7", 'ASSAULT = "much"', r"without: a number"),
        ("acts_order.toml", "ASSAULT = 1.7\n", "", r"without: a number is due for each of ACCUSE.*ASSAULT"),
    ],
)
def test_a_wrong_file_is_named_with_its_place(folder: Path, name: str, old: str, new: str, told: str) -> None:
    with pytest.raises(VocabularyError, match=told):
        read_deeds(edited(folder, name, old, new))


def test_a_missing_section_or_file_is_named(folder: Path) -> None:
    (folder / "acts_coerce.toml").unlink()
    with pytest.raises(VocabularyError, match=r"no section for COERCE"):
        read_deeds(folder)
    shutil.copy(DATA / "acts_coerce.toml", folder)
    (folder / "acts_order.toml").unlink()
    with pytest.raises(VocabularyError, match=r"acts_order\.toml: the file is missing"):
        read_deeds(folder)


def test_a_type_stands_in_one_file(folder: Path) -> None:
    shutil.copy(folder / "acts_coerce.toml", folder / "acts_once_more.toml")
    with pytest.raises(VocabularyError, match=r"acts_once_more\.toml.*has a section already"):
        read_deeds(folder)


def test_the_words_of_acts_belong_to_the_digest_of_the_vocabulary(folder: Path) -> None:
    before = read_lexicon(folder).digest
    assert read_lexicon(edited(folder, "acts_assault.toml", '"kill",', '"kill", "kneecap",')).digest != before
