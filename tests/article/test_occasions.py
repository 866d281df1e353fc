"""Which act a time is told of: a table of sentences with their trees."""

from __future__ import annotations

import pytest

from reportedly.article.context import make_context
from reportedly.article.dates import find_times
from reportedly.article.occasions import Occasion, occasions
from reportedly.records import Statement, Status
from reportedly.text import Span
from reportedly.vocabulary import load_lexicon
from tests.article.acts import acting

Links = dict[str, tuple[str, str]]
ON = {"on": ("Monday", "case")}

# A name; the text with its triggers; the tree; parts of speech; status of all acts; the start of each act's time.
ROWS: list[tuple[str, str, Links, dict[str, str], Status, list[str | None]]] = [
    (
        "a verb and its own time", "Guards {e ASSAULT:fired} on Monday.",
        ON | {"Guards": ("fired", "nsubj"), "Monday": ("fired", "obl")}, {"fired": "VERB"}, "happened", ["2019-06-10"],
    ),
    (
        "a verb that names no act carries one", "Guards staged an {e ASSAULT:attack} on Monday.",
        ON | {"Guards": ("staged", "nsubj"), "attack": ("staged", "obj"), "Monday": ("staged", "obl")},
        {"staged": "VERB", "attack": "NOUN"}, "happened", ["2019-06-10"],
    ),
    (
        "an act in a clause of its own", "The {e AGREE:truce} that was signed on Monday held.",
        ON | {"truce": ("held", "nsubj"), "that": ("signed", "nsubj:pass"), "was": ("signed", "aux:pass"),
              "signed": ("truce", "acl:relcl"), "Monday": ("signed", "obl")},
        {"truce": "NOUN", "signed": "VERB", "held": "VERB"}, "happened", ["2019-06-10"],
    ),
    (
        "killed in an attack", "Two were {e ASSAULT:killed} in an {e ASSAULT:attack} on Monday.",
        ON | {"Two": ("killed", "nsubj:pass"), "were": ("killed", "aux:pass"), "in": ("attack", "case"),
              "attack": ("killed", "obl"), "Monday": ("attack", "nmod")},
        {"killed": "VERB", "attack": "NOUN"}, "happened", ["2019-06-10", "2019-06-10"],
    ),
    (
        "the second verb has another time", "Guards {e ASSAULT:fired} on Monday and {e RETREAT:fled}.",
        ON
        | {"Guards": ("fired", "nsubj"), "Monday": ("fired", "obl"), "and": ("fled", "cc"), "fled": ("fired", "conj")},
        {"fired": "VERB", "fled": "VERB"}, "happened", ["2019-06-10", None],
    ),
    (
        "a planned act of a noun lies ahead", "Guards announced an {e ASSAULT:attack} on Monday.",
        ON | {"Guards": ("announced", "nsubj"), "attack": ("announced", "obj"), "Monday": ("attack", "nmod")},
        {"announced": "VERB", "attack": "NOUN"}, "planned", ["2019-06-17"],
    ),
    (
        "since a clause", "Ten were {e ASSAULT:killed} since fighting began in March.",
        {"Ten": ("killed", "nsubj:pass"), "were": ("killed", "aux:pass"), "since": ("began", "mark"),
         "fighting": ("began", "nsubj"), "began": ("killed", "advcl"), "in": ("March", "case"),
         "March": ("began", "obl")},
        {"killed": "VERB", "began": "VERB"}, "happened", ["2019-03-01"],
    ),
    (
        "its possessive", "Monday's {e ASSAULT:attack} failed.",
        {"Monday": ("attack", "nmod:poss"), "'s": ("Monday", "case"), "attack": ("failed", "nsubj")},
        {"attack": "NOUN", "failed": "VERB"}, "happened", ["2019-06-10"],
    ),
    ("no time", "Guards {e ASSAULT:fired}.", {"Guards": ("fired", "nsubj")}, {"fired": "VERB"}, "happened", [None]),
]  # fmt: skip


def starts(
    text: str, links: Links, upos: dict[str, str], status: Status, statements: tuple[Statement, ...] = ()
) -> list[str | None]:
    parse = acting(text, links=links, upos=upos)
    context = make_context(parse, load_lexicon())
    acts = [Occasion(act.word, act.words, status) for act in parse.acts]
    found = occasions(context, find_times(context, "2019-06-12"), statements, acts)
    assert all(w is None or w.span.of(parse.text).strip() for w in found)
    return [when.start if when else None for when in found]


@pytest.mark.parametrize(
    ("text", "links", "upos", "status", "wanted"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_phenomenon(text: str, links: Links, upos: dict[str, str], status: Status, wanted: list[str | None]) -> None:
    assert starts(text, links, upos, status) == wanted


SAID = {
    "Quill": ("said", "nsubj"), "on": ("Monday", "case"), "Monday": ("said", "obl"), "that": ("fired", "mark"),
    "guards": ("fired", "nsubj"), "fired": ("said", "ccomp"),
}  # fmt: skip


def test_when_something_was_said_is_not_when_it_happened() -> None:
    text = "Quill said on Monday that guards {e ASSAULT:fired}."
    cue = Statement(1, Span(0, 12), None, "person", Span(6, 10), (), "indirect", "asserts")
    upos = {"said": "VERB", "fired": "VERB"}
    assert starts(text, SAID, upos, "happened", (cue,)) == [None]
    # Nor where the tree has it that the time belongs to what is said.
    torn = SAID | {"Monday": ("fired", "obl")}
    assert starts(text, torn, upos, "happened", (cue,)) == [None]


def test_without_a_tree_no_act_has_a_time() -> None:
    assert starts("Guards {e ASSAULT:fired} on Monday.", {}, {}, "happened") == [None]


def test_the_span_of_a_clause_that_limits_reaches_from_its_first_word() -> None:
    _, text, links, upos, _, _ = next(row for row in ROWS if row[0] == "since a clause")
    parse = acting(text, links=links, upos=upos)
    context = make_context(parse, load_lexicon())
    (act,) = parse.acts
    (when,) = occasions(context, find_times(context, "2019-06-12"), (), [Occasion(act.word, act.words, "happened")])
    assert when is not None
    assert when.span.of(parse.text) == "since fighting began in March"
    assert (when.start, when.end, when.precision) == ("2019-03-01", None, "month")
