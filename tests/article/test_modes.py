"""The mode of a trigger: a table of texts with a tree as far as it matters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportedly.article.modes import mode_of, modes_told, senses_of
from reportedly.model.labels import ACTS, MODES
from reportedly.model.parse import Act, Parse
from reportedly.ontology import event_types
from tests.factories import parse_of

Links = dict[str, tuple[str, str]]


def trigger(parse: Parse, words: str) -> tuple[int, tuple[int, int]]:
    """The first of the words, and all of them, where they stand for the first time."""
    start = parse.text.index(words)
    inside = [n for n, w in enumerate(parse.words) if w.start < start + len(words) and start < w.end]
    return inside[0], (inside[0], inside[-1] + 1)


# phenomenon, text, type, trigger, its part of speech, links, mode
ROWS: list[tuple[str, str, str, str, str, Links, str | None]] = [
    ("a verb of one mode", "Two guards were stabbed.", "ASSAULT", "stabbed", "VERB", {}, "primitive"),
    ("a word of no mode", "Two guards were killed.", "ASSAULT", "killed", "VERB", {}, None),
    (
        "a modifier", "A drone strike hit the depot.", "ASSAULT", "strike", "NOUN",
        {"drone": ("strike", "compound")}, "drone",
    ),
    (
        "a means", "They were killed with machetes.", "ASSAULT", "killed", "VERB",
        {"machetes": ("killed", "obl")}, "primitive",
    ),
    (
        "a word far off does not outweigh the trigger's own mode",
        "Rebels shelled the drone base.", "ASSAULT", "shelled", "VERB", {"base": ("shelled", "obj")}, "heavy-weapons",
    ),
    ("another sentence tells nothing", "He was killed. A drone hung above.", "ASSAULT", "killed", "VERB", {}, None),
    ("a particle", "They blew the bridge up at dawn.", "ASSAULT", "blew the bridge up", "VERB", {}, "destroy"),
    ("the reflexive of a bomber", "One blew himself up.", "ASSAULT", "blew himself up", "VERB", {}, "suicide-attack"),
    (
        "asked to come and talk", "She asked both sides to negotiate.", "REQUEST", "asked", "VERB",
        {"negotiate": ("asked", "xcomp")}, "meet",
    ),
    (
        "asked to leave off", "She demanded that the army withdraw.", "REQUEST", "demanded", "VERB",
        {"withdraw": ("demanded", "ccomp")}, "yield",
    ),
    (
        "asked for help", "The town begged for blankets and aid.", "REQUEST", "begged", "VERB",
        {"aid": ("begged", "obl")}, "assist",
    ),
    (
        "threatened with force", "He threatened to bomb the port.", "THREATEN", "threatened", "VERB",
        {"bomb": ("threatened", "xcomp")}, "violence",
    ),
    ("soldiers are what is sent", "Oman sent two battalions.", "MOBILIZE", "sent", "VERB",
     {"battalions": ("sent", "obj")}, "troops"),
    ("ships are what is sent", "Oman sent two frigates.", "MOBILIZE", "sent", "VERB",
     {"frigates": ("sent", "obj")}, "weapons"),
    ("a noun taken for a verb by the tagger", "Curfew in Lome.", "COERCE", "Curfew", "VERB", {}, "curfew"),
    ("a type without modes", "They signed it.", "AGREE", "signed", "VERB", {}, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "type", "words", "upos", "links", "mode"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS]
)
def test_mode(text: str, type: str, words: str, upos: str, links: Links, mode: str | None) -> None:
    parse = parse_of(text, links=links, upos={words.split()[0]: upos})
    assert mode_of(parse, type, trigger(parse, words)) == mode


def test_another_telling_tells_the_mode_of_all() -> None:
    parse = parse_of(
        "Gunmen opened fire on a bus. The attack lasted minutes.", upos={"attack": "NOUN", "opened": "VERB"}
    )
    first, later = trigger(parse, "opened fire"), trigger(parse, "attack")
    assert mode_of(parse, "ASSAULT", later) is None
    assert mode_of(parse, "ASSAULT", first, later) == "firearms"


def test_the_act_that_is_asked_for_counts_as_the_model_reads_it() -> None:
    # "Go" may be anything; the model takes it for a retreat.
    parse = parse_of("She told them to go.", links={"go": ("told", "xcomp")}, upos={"told": "VERB", "go": "VERB"})
    go, words = trigger(parse, "go")
    told = trigger(parse, "told")
    without = modes_told(parse, "REQUEST", told)
    acts = (Act(go, words, tuple(float(name == "RETREAT") for name in ACTS), (), ()),)
    with_act = modes_told(replace(parse, acts=acts), "REQUEST", told)
    assert with_act["yield"] > without["yield"]
    doubted = (replace(acts[0], types=(0.9, *acts[0].types[1:])),)
    assert modes_told(replace(parse, acts=doubted), "REQUEST", told) == without


def test_what_the_model_makes_of_the_trigger_weighs_in() -> None:
    parse = parse_of("The attack lasted minutes.", upos={"attack": "NOUN"})
    word, words = trigger(parse, "attack")

    def heard(mode: str | None, chance: float) -> Parse:
        others = (1 - chance) / (len(event_types()["ASSAULT"].modes))
        modes = tuple((chance if m == mode else others) if name == "ASSAULT" else 0.5 for name, m in MODES)
        return replace(parse, acts=(Act(word, words, tuple(float(n == 1) for n in range(len(ACTS))), (), modes),))

    assert mode_of(parse, "ASSAULT", (word, words)) is None
    assert mode_of(heard("beat", 0.99), "ASSAULT", (word, words)) == "beat"
    assert mode_of(heard("beat", 0.1), "ASSAULT", (word, words)) is None


def test_every_mode_has_a_weight_and_no_trigger_tells_none() -> None:
    parse = parse_of("They were shot.", upos={"shot": "VERB"})
    assert list(modes_told(parse, "ASSAULT", trigger(parse, "shot"))) == [None, *event_types()["ASSAULT"].modes]
    assert mode_of(parse, "ASSAULT") is None


def test_senses_of_a_whole_trigger_a_particle_and_a_head() -> None:
    parse = parse_of("They tore the treaty up and struck back.", upos={"tore": "VERB", "struck": "VERB"})
    assert senses_of(parse, *trigger(parse, "tore the treaty up"))[0].type == "SANCTION"
    assert senses_of(parse, *trigger(parse, "struck back"))[0].type == "ASSAULT"
    assert senses_of(parse, *trigger(parse, "treaty"))[0].type == "AGREE"
    assert senses_of(parse, *trigger(parse, "and")) == ()
