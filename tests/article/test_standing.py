"""What stands around an act, and what it hangs on, correct the model where it is not sure of a status."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reportedly.article.context import make_context
from reportedly.article.standing import standing
from reportedly.records import STATUSES, Status
from reportedly.vocabulary import load_lexicon
from tests.article.acts import acting, certain

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "standing.toml").read_text(encoding="utf-8"))
WORDED: list[dict[str, Any]] = TABLE["row"]

Links = dict[str, tuple[str, str]]

# A name; the text with its trigger; the tree; parts of speech; what the model says; what comes out.
ROWS: list[tuple[str, str, Links, dict[str, str], Status, Status]] = [
    (
        "nothing around it", "Ships {e ASSAULT:fired}.", {"Ships": ("fired", "nsubj")}, {"fired": "VERB"},
        "planned", "planned",
    ),
    (
        "if", "If ships {e ASSAULT:fire} it ends.",
        {"If": ("fire", "mark"), "ships": ("fire", "nsubj"), "fire": ("ends", "advcl"), "it": ("ends", "nsubj")},
        {"fire": "VERB", "ends": "VERB"}, "happened", "hypothetical",
    ),
    (
        "might", "Ships might {e ASSAULT:fire}.", {"Ships": ("fire", "nsubj"), "might": ("fire", "aux")},
        {"fire": "VERB"}, "happened", "hypothetical",
    ),
    (
        "a modal under a negation is left to the model", "Ships could not {e ASSAULT:fire}.",
        {"Ships": ("fire", "nsubj"), "could": ("fire", "aux"), "not": ("fire", "advmod")},
        {"fire": "VERB"}, "happened", "happened",
    ),
    (
        "would have", "Ships would have {e ASSAULT:fired}.",
        {"Ships": ("fired", "nsubj"), "would": ("fired", "aux"), "have": ("fired", "aux")},
        {"fired": "VERB"}, "happened", "hypothetical",
    ),
    (
        "nobody did it", "Nobody {e ASSAULT:fired}.", {"Nobody": ("fired", "nsubj")}, {"fired": "VERB"},
        "happened", "denied",
    ),
    (
        "no ship did it", "No ship {e ASSAULT:fired}.", {"No": ("ship", "det"), "ship": ("fired", "nsubj")},
        {"fired": "VERB"}, "happened", "denied",
    ),
    (
        "nearly", "Ships nearly {e ASSAULT:fired}.", {"Ships": ("fired", "nsubj"), "nearly": ("fired", "advmod")},
        {"fired": "VERB"}, "happened", "denied",
    ),
    (
        "threatened to", "Oslo threatened to {e ASSAULT:fire}.",
        {"Oslo": ("threatened", "nsubj"), "to": ("fire", "mark"), "fire": ("threatened", "xcomp")},
        {"threatened": "VERB", "fire": "VERB"}, "planned", "threatened",
    ),
    (
        "urged somebody to", "Oslo urged Helsinki to {e RETREAT:leave}.",
        {
            "Oslo": ("urged", "nsubj"), "Helsinki": ("urged", "obj"), "to": ("leave", "mark"),
            "leave": ("urged", "xcomp"),
        },
        {"urged": "VERB", "leave": "VERB"}, "planned", "called for",
    ),
    (
        "denied doing it", "Oslo denied {e ASSAULT:firing}.",
        {"Oslo": ("denied", "nsubj"), "firing": ("denied", "xcomp")}, {"denied": "VERB", "firing": "VERB"},
        "happened", "denied",
    ),
    (
        "denied that, the verb taken for a conjunction", "Oslo denied that ships had {e ASSAULT:fired}.",
        {
            "denied": ("fired", "mark"), "that": ("fired", "mark"), "ships": ("fired", "nsubj"),
            "had": ("fired", "aux"),
        },
        {"fired": "VERB"}, "happened", "denied",
    ),
    (
        "denied that somebody did it", "Oslo denied that ships {e ASSAULT:fired}.",
        {
            "Oslo": ("denied", "nsubj"), "that": ("fired", "mark"), "ships": ("fired", "nsubj"),
            "fired": ("denied", "ccomp"),
        },
        {"denied": "VERB", "fired": "VERB"}, "happened", "denied",
    ),
    (
        "said that somebody did it", "Oslo said that ships {e ASSAULT:fired}.",
        {
            "Oslo": ("said", "nsubj"), "that": ("fired", "mark"), "ships": ("fired", "nsubj"),
            "fired": ("said", "ccomp"),
        },
        {"said": "VERB", "fired": "VERB"}, "happened", "happened",
    ),
    (
        "denied the act, told by a noun", "Oslo denied the {e ASSAULT:attack}.",
        {"Oslo": ("denied", "nsubj"), "the": ("attack", "det"), "attack": ("denied", "obj")},
        {"denied": "VERB", "attack": "NOUN"}, "happened", "denied",
    ),
    (
        "called for the act", "Oslo called for {e CONSULT:talks}.",
        {"Oslo": ("called", "nsubj"), "for": ("talks", "case"), "talks": ("called", "obl")},
        {"called": "VERB", "talks": "NOUN"}, "planned", "called for",
    ),
    (
        "a threat of the act", "A threat of {e ASSAULT:war} grew.",
        {"A": ("threat", "det"), "threat": ("grew", "nsubj"), "of": ("war", "case"), "war": ("threat", "nmod")},
        {"threat": "NOUN", "war": "NOUN", "grew": "VERB"}, "happened", "threatened",
    ),
    (
        "a plan to do it", "A plan to {e ASSAULT:fire} leaked.",
        {"A": ("plan", "det"), "plan": ("leaked", "nsubj"), "to": ("fire", "mark"), "fire": ("plan", "acl")},
        {"plan": "NOUN", "fire": "VERB", "leaked": "VERB"}, "happened", "planned",
    ),
    (
        "what is told of the verb that carries the noun", "Nobody launched an {e ASSAULT:attack}.",
        {"Nobody": ("launched", "nsubj"), "an": ("attack", "det"), "attack": ("launched", "obj")},
        {"launched": "VERB", "attack": "NOUN"}, "happened", "denied",
    ),
    (
        "what is told of the first of two verbs with one subject", "Nobody landed or {e ASSAULT:fired}.",
        {"Nobody": ("landed", "nsubj"), "or": ("fired", "cc"), "fired": ("landed", "conj")},
        {"landed": "VERB", "fired": "VERB"}, "happened", "denied",
    ),
    (
        "but not of the first of two with subjects of their own", "Nobody landed but ships {e ASSAULT:fired}.",
        {
            "Nobody": ("landed", "nsubj"), "but": ("fired", "cc"), "ships": ("fired", "nsubj"),
            "fired": ("landed", "conj"),
        },
        {"landed": "VERB", "fired": "VERB"}, "happened", "happened",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "links", "upos", "model", "status"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_phenomenon(text: str, links: Links, upos: dict[str, str], model: Status, status: Status) -> None:
    parse = acting(text, links=links, upos=upos, status=model)
    chances = standing(make_context(parse, load_lexicon()), parse.acts[0])
    assert STATUSES[max(range(len(STATUSES)), key=chances.__getitem__)] == status
    assert sum(chances) == pytest.approx(1.0)


@pytest.mark.parametrize("row", WORDED, ids=[row["name"] for row in WORDED])
def test_wording(row: dict[str, Any]) -> None:
    links = {word: (head, relation) for word, (head, relation) in row["links"].items()}
    parse = acting(row["text"], links=links, upos=row["upos"])
    act = replace(parse.acts[row.get("act", 1) - 1], status=certain(STATUSES, row["model"], row.get("sure", 0.9)))
    chances = standing(make_context(parse, load_lexicon()), act)
    assert STATUSES[max(range(len(STATUSES)), key=chances.__getitem__)] == row["status"]


def test_names_of_rows_are_unique() -> None:
    assert len({row["name"] for row in WORDED}) == len(WORDED)


def test_a_likely_sign_does_not_overrule_a_sure_model() -> None:
    parse = acting(
        "Ships will {e ASSAULT:fire}.",
        links={"Ships": ("fire", "nsubj"), "will": ("fire", "aux")},
        upos={"fire": "VERB"},
        status="threatened",
    )
    chances = standing(make_context(parse, load_lexicon()), parse.acts[0])
    assert STATUSES[max(range(len(STATUSES)), key=chances.__getitem__)] == "threatened"


def test_without_a_tree_the_model_decides() -> None:
    parse = acting("Nobody {e ASSAULT:fired}.")
    assert standing(make_context(parse, load_lexicon()), parse.acts[0]) == parse.acts[0].status


@pytest.mark.parametrize(
    ("denied", "plainly", "status"), [(False, False, "happened"), (True, False, "happened"), (True, True, "denied")]
)
def test_a_model_without_any_doubt_gives_way_to_a_plain_denial_alone(
    denied: bool, plainly: bool, status: Status
) -> None:
    parse = acting("Ships {e ASSAULT:fired}.", links={"Ships": ("fired", "nsubj")}, upos={"fired": "VERB"})
    act = replace(parse.acts[0], status=certain(STATUSES, "happened"))
    chances = standing(make_context(parse, load_lexicon()), act, denied, plainly)
    assert STATUSES[max(range(len(STATUSES)), key=chances.__getitem__)] == status
