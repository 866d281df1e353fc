"""What speaks for a party beside the model: ways through the tree, who somebody is, who speaks; and how both add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from reportedly.article.bearing import Bearings
from reportedly.article.context import make_context
from reportedly.article.deciding import Deciding
from reportedly.article.parties import Pair, Party, Sides, pairs_of, sides_of, weighed
from reportedly.article.statements import cast_for, draft_statements, statements_of
from reportedly.article.weights import Weights
from reportedly.gazetteer import load_gazetteer
from reportedly.model.labels import PART_BEFORE, PART_REACH
from reportedly.model.parse import Parse
from reportedly.records import Mention
from reportedly.text import Span
from reportedly.vocabulary import load_lexicon
from tests.article.acts import acting
from tests.factories import Raw

# "The rebels who fled shelled Norway; Norway was shelled by the rebels."
SHELLED = acting(
    "Rebels who fled {e ASSAULT:shelled} Norway.",
    links={
        "Rebels": ("shelled", "nsubj"), "who": ("fled", "nsubj"), "fled": ("Rebels", "acl:relcl"),
        "Norway": ("shelled", "obj"),
    },
    upos={"Rebels": "NOUN", "who": "PRON", "fled": "VERB", "shelled": "VERB", "Norway": "PROPN"},
    entities={"Rebels": "person", "Norway": "place"},
)  # fmt: skip


def bearings_of(parse: Parse) -> Bearings:
    context = make_context(parse, load_lexicon())
    drafts = draft_statements(context)
    cast = cast_for(context, drafts, load_gazetteer(), None)
    return Bearings(context, cast, statements_of(context, cast, drafts))


class Counted(list[int]):
    """Tells how many of its items were looked at."""

    looked = 0

    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        self.looked += len(found) if isinstance(at, slice) else 1
        return found

    def __iter__(self) -> Iterator[int]:
        for item in super().__iter__():
            self.looked += 1
            yield item


def test_whoever_is_far_from_an_act_is_not_looked_at() -> None:
    """A section may tell thousands of acts, and name as many."""
    bearings = bearings_of(acting("Rebels {e ASSAULT:shelled} Norway. " + "Ruiz met Lund. " * 2000))
    act, every = bearings.parse.acts[0].word, range(0, len(bearings.parse.words), 2)
    bearings.__dict__["_heads"] = heads = Counted(every)
    first = act - PART_BEFORE
    assert bearings.candidates(act) == [w for w in every if first <= w < first + PART_REACH and w != act]
    assert heads.looked < 100 < len(every)


def signs(parse: Parse, form: str) -> set[str]:
    bearings, act = bearings_of(parse), parse.acts[0]
    word = next(n for n in range(len(parse.words)) if parse.form(n) == form)
    return set(bearings.signs(bearings.trigger(act.word, act.words, "ASSAULT"), word))


def test_the_way_through_the_tree_is_a_sign() -> None:
    assert "p:A nsubj" in signs(SHELLED, "Rebels")
    assert {"p:A obj", "pe:A obj place"} <= signs(SHELLED, "Norway")


def test_out_of_a_relative_clause_the_way_tells_what_its_pronoun_is() -> None:
    parse = acting(
        "Rebels who {e RETREAT:fled} shelled Norway.",
        links={
            "Rebels": ("shelled", "nsubj"), "who": ("fled", "nsubj"), "fled": ("Rebels", "acl:relcl"),
            "Norway": ("shelled", "obj"),
        },
        upos={"Rebels": "NOUN", "who": "PRON", "fled": "VERB", "shelled": "VERB", "Norway": "PROPN"},
    )  # fmt: skip
    assert "p:A rel:nsubj" in signs(parse, "Rebels")


def test_a_passive_has_a_frame_of_its_own() -> None:
    parse = acting(
        "Norway was {e ASSAULT:shelled} by rebels.",
        links={
            "Norway": ("shelled", "nsubj:pass"), "was": ("shelled", "aux:pass"), "by": ("rebels", "case"),
            "rebels": ("shelled", "obl:agent"),
        },
        upos={"Norway": "PROPN", "shelled": "VERB", "rebels": "NOUN", "was": "AUX", "by": "ADP"},
        entities={"rebels": "person"},
    )  # fmt: skip
    assert "p:P nsubj:pass" in signs(parse, "Norway")
    assert "p:P obl:agent by" in signs(parse, "rebels")


def test_whose_word_the_trigger_is_is_a_sign() -> None:
    parse = acting("Oslo {e ACCUSE:accused} Helsinki of theft.", Raw("Oslo", "accused", ("of theft",)))
    assert "cue" in signs(parse, "Oslo")
    assert "notcue" in signs(parse, "Helsinki")


def test_who_speaks_of_the_act_is_a_sign() -> None:
    parse = acting("Oslo said Helsinki {e ACCUSE:lied}.", Raw("Oslo", "said", ("Helsinki lied",)))
    assert "speaker" in signs(parse, "Oslo")
    assert "speaker" not in signs(parse, "Helsinki")


def test_without_weights_the_model_alone_decides() -> None:
    act = SHELLED.acts[0]
    assert weighed(bearings_of(SHELLED), act, "ASSAULT", Deciding()) == act.parts


def pairs(weights: Weights) -> tuple[Pair, ...]:
    return pairs_of(sides_of(bearings_of(SHELLED), SHELLED.acts[0], "ASSAULT", Deciding(weights=weights)))


def test_signs_find_a_party_that_the_model_does_not_name() -> None:
    weights = Weights(signs=(1.0, 1.0), weights={"p:A nsubj": (9.0, -9.0), "p:A obj": (-9.0, 9.0)})
    (pair,) = pairs(weights)
    text = SHELLED.text
    assert pair.actor is not None
    assert pair.recipient is not None
    assert (pair.actor.mention.span.of(text), pair.recipient.mention.span.of(text)) == ("Rebels", "Norway")
    assert pair.chance == pytest.approx(pair.actor.chance * pair.recipient.chance)


def test_signs_for_nobody_speak_against_everybody() -> None:
    weights = Weights(signs=(1.0, 1.0), weights={"0": (20.0, 20.0), "p:A nsubj": (9.0, 0.0)})
    (pair,) = pairs(weights)
    assert (pair.actor, pair.recipient) == (None, None)


def _party(word: int, name: str | None, chance: float) -> Party:
    return Party(word, Mention(Span(word, word + 1), "country", name), chance)


@pytest.mark.parametrize(
    ("sides", "told"),
    [
        pytest.param(Sides(0, (_party(1, "Peru", 0.9),), (_party(2, "Peru", 0.6),)), [(1, None)], id="the surer acts"),
        pytest.param(
            Sides(0, (_party(1, "Peru", 0.5),), (_party(2, "Peru", 0.6),)), [(None, 2)], id="the surer suffers"
        ),
        pytest.param(
            Sides(0, (_party(1, "Peru", 0.9),), (_party(2, "Peru", 0.6), _party(3, "Chile", 0.5))),
            [(1, 3)],
            id="another party is left",
        ),
        pytest.param(
            Sides(0, (_party(1, None, 0.9),), (_party(2, None, 0.6),)),
            [(1, 2)],
            id="of those without names nobody knows",
        ),
        pytest.param(
            Sides(
                0,
                each_other=(
                    Pair(_party(1, "Peru", 0.9), _party(2, "Peru", 0.9), 0.8),
                    Pair(_party(1, "Peru", 0.9), _party(3, "Chile", 0.9), 0.8),
                ),
            ),
            [(1, 3)],
            id="nobody meets himself",
        ),
    ],
)
def test_nobody_does_it_to_himself(sides: Sides, told: list[tuple[int | None, int | None]]) -> None:
    found = [(p.actor.word if p.actor else None, p.recipient.word if p.recipient else None) for p in pairs_of(sides)]
    assert found == told
