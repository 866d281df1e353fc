"""What the vocabulary adds to the type of an act, and which acts are told though their parties are not sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportedly.article.deciding import Deciding
from reportedly.article.vouching import is_likely, is_vouched, kind_of
from reportedly.model.labels import ACTS
from reportedly.model.parse import Act, Parse
from tests.article.acts import acting
from tests.article.test_events import events_of


def told(text: str, **types: float) -> tuple[Parse, Act]:
    """The parse of a text with one act, and this with the chances given for its types; the rest is that of none."""
    parse = acting(text, upos={"arrested" if "arrested" in text else "yodelled": "VERB"})
    chances = tuple(types.get(name, 0.0) if name != ACTS[0] else 1 - sum(types.values()) for name in ACTS)
    return parse, replace(parse.acts[0], types=chances)


@pytest.mark.parametrize(
    ("text", "coerce", "assault", "kind"),
    [
        pytest.param("They {e COERCE:arrested} him.", 0.3, 0.6, "COERCE", id="a word of the type counts threefold"),
        pytest.param("They {e COERCE:arrested} him.", 0.1, 0.8, "ASSAULT", id="but the model prevails"),
        pytest.param("They {e COERCE:yodelled} at him.", 0.3, 0.6, "ASSAULT", id="a word of no type"),
    ],
)
def test_the_vocabulary_has_a_say_in_the_type(text: str, coerce: float, assault: float, kind: str) -> None:
    assert kind_of(*told(text, COERCE=coerce, ASSAULT=assault)) == kind


@pytest.mark.parametrize(("chance", "likely"), [(0.49, False), (0.5, True), (0.59, True), (0.6, True)])
def test_a_word_of_the_type_need_not_be_so_likely(chance: float, likely: bool) -> None:
    assert is_likely(*told("They {e COERCE:arrested} him.", COERCE=chance), Deciding()) is likely


@pytest.mark.parametrize(("chance", "likely"), [(0.5, False), (0.59, False), (0.6, True), (1.0, True)])
def test_another_word_must_be_likelier(chance: float, likely: bool) -> None:
    assert is_likely(*told("They {e COERCE:yodelled} at him.", COERCE=chance), Deciding()) is likely


@pytest.mark.parametrize(
    ("text", "chance", "vouched"),
    [
        ("They {e COERCE:arrested} him.", 0.99, True),
        ("They {e COERCE:arrested} him.", 0.97, False),
        ("They {e COERCE:yodelled} at him.", 0.99, False),
    ],
)
def test_both_must_be_sure_of_an_act_that_is_vouched_for(text: str, chance: float, vouched: bool) -> None:
    assert is_vouched(*told(text, COERCE=chance), "COERCE") is vouched


VAGUE = "{1 actor .5:They} {e COERCE:arrested} {1 recipient .5:him}."


def test_a_certain_act_is_told_though_its_parties_are_not_sure() -> None:
    parse = acting(VAGUE, status="happened", upos={"arrested": "VERB"})
    parse = replace(parse, acts=(replace(parse.acts[0], status=(0.95, 0.05, 0.0, 0.0, 0.0, 0.0)),))
    (event,) = events_of(parse, Deciding(confidence=0.5))
    assert event.confidence is not None
    assert event.confidence < 0.5
    assert events_of(parse, Deciding(confidence=0.5, vouched=0.4)) == ()


def test_it_is_not_where_its_status_is_doubtful_too() -> None:
    parse = acting(VAGUE, upos={"arrested": "VERB"})
    parse = replace(parse, acts=(replace(parse.acts[0], status=(0.7, 0.3, 0.0, 0.0, 0.0, 0.0)),))
    assert events_of(parse, Deciding(confidence=0.5)) == ()


def test_an_act_that_another_word_tells_is_not() -> None:
    parse = acting(VAGUE.replace("arrested", "yodelled at"), upos={"yodelled": "VERB"})
    parse = replace(parse, acts=(replace(parse.acts[0], status=(0.95, 0.05, 0.0, 0.0, 0.0, 0.0)),))
    assert events_of(parse, Deciding(confidence=0.5)) == ()
