"""Records and other corpora → acts to learn from. Needs no torch."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from reportedly.model.labels import ACTS, MODES, PARTS
from reportedly.model.parse import Parse
from reportedly.records import STATUSES
from tests.factories import parse_of
from tests.training.small import PIECES
from training.acts import happened, head_of, of_mentions, of_records
from training.corpora import UNKNOWN, Acts, GoldAct

Row = dict[str, Any]
Told = tuple[str, str, str | None, str | None]
"""A trigger, a type, an actor and a recipient."""

TEXT = "The Kestrian navy and Ovar opened fire on Port Ansel and its mayor. Rebels denounced the shelling."
LINKS = {
    "The": ("navy", "det"), "Kestrian": ("navy", "amod"), "Ovar": ("navy", "conj"), "navy": ("opened", "nsubj"),
    "fire": ("opened", "obj"), "Ansel": ("Port", "flat"), "Port": ("opened", "obl"), "its": ("mayor", "nmod:poss"),
    "mayor": ("Port", "conj"), "Rebels": ("denounced", "nsubj"), "shelling": ("denounced", "obj"),
}  # fmt: skip


def span(text: str, words: str) -> list[int]:
    return [text.index(words), text.index(words) + len(words)]


def event(id: str, told: Told, text: str = TEXT, same_as: str | None = None, **more: Any) -> Row:
    trigger, kind, *parties = told
    actor, recipient = ({"span": span(text, words)} if words else None for words in parties)
    row = {"kind": "event", "id": id, "span": span(text, trigger), "type": kind, "mode": None, "status": "happened"}
    return row | {"actor": actor, "recipient": recipient, "same_as": same_as} | more


def rows_of(*told: Told) -> list[Row]:
    return [{"kind": "article", "text": TEXT}, *(event(f"x:e{n}", one) for n, one in enumerate(told, 1))]


def parts_of(parse: Parse, act: GoldAct) -> dict[str, str]:
    return {parse.form(word): PARTS[part] for word, part in act.parts or ()}


@pytest.fixture
def parse() -> Parse:
    return parse_of(TEXT, links=LINKS)


@pytest.mark.parametrize(
    ("name", "told", "parts"),
    [
        ("nobody", [("shelling", "ASSAULT", None, None)], {}),
        ("actor alone", [("denounced", "ACCUSE", "Rebels", None)], {"Rebels": "actor"}),
        (
            "the heads of their phrases",
            [("opened fire", "ASSAULT", "The Kestrian navy", "Port Ansel")],
            {"navy": "actor", "Port": "recipient"},
        ),
        (
            "each with each",
            [
                ("opened fire", "ASSAULT", "The Kestrian navy", "Port Ansel"),
                ("opened fire", "ASSAULT", "The Kestrian navy", "its mayor"),
                ("opened fire", "ASSAULT", "Ovar", "Port Ansel"),
                ("opened fire", "ASSAULT", "Ovar", "its mayor"),
            ],
            {"navy": "actor", "Ovar": "actor", "Port": "recipient", "mayor": "recipient"},
        ),
        (
            "two at each other",
            [
                ("shelling", "ASSAULT", "Rebels", "The Kestrian navy"),
                ("shelling", "ASSAULT", "The Kestrian navy", "Rebels"),
            ],
            {"navy": "party", "Rebels": "party"},
        ),
        (
            "one of three acts on both others",
            [
                ("shelling", "ASSAULT", "Rebels", "Ovar"),
                ("shelling", "ASSAULT", "Ovar", "Rebels"),
                ("shelling", "ASSAULT", "Ovar", "Port Ansel"),
            ],
            {"Rebels": "party", "Ovar": "party", "Port": "recipient"},
        ),
    ],
)
def test_events_of_one_trigger_are_one_act(name: str, told: list[Told], parts: dict[str, str], parse: Parse) -> None:
    (act,) = of_records(parse, rows_of(*told)).found
    assert parts_of(parse, act) == parts
    assert ACTS[act.kind] == told[0][1]


def test_a_trigger_is_known_by_its_head_and_keeps_its_words(parse: Parse) -> None:
    (act,) = of_records(parse, rows_of(("opened fire", "ASSAULT", None, None))).found
    assert (parse.form(act.trigger), act.words) == ("opened", (act.trigger, act.trigger + 2))


def test_mode_and_status_are_places_in_the_labels(parse: Parse) -> None:
    row = event("x:e1", ("shelling", "ASSAULT", None, None), mode="heavy-weapons", status="denied")
    (act,) = of_records(parse, [row]).found
    assert MODES[act.mode] == ("ASSAULT", "heavy-weapons")
    assert [STATUSES[n] for n in act.status] == ["denied"]


def test_every_act_was_annotated_and_stands_in_the_order_of_the_text(parse: Parse) -> None:
    acts = of_records(
        parse, rows_of(("shelling", "ASSAULT", None, None), ("opened fire", "ASSAULT", None, None))
    )  # fmt: skip
    assert acts.all
    assert [parse.form(act.trigger) for act in acts.found] == ["opened", "shelling"]


def test_what_stands_in_words_that_were_not_read_is_left_out() -> None:
    """A repeated paragraph has no words in the parse: neither its acts nor its parties can be learned."""
    text = f"{TEXT}\n\nOvar gave up."
    unread = parse_of(TEXT, links=LINKS)
    rows = [
        event("x:e1", ("gave up", "CONCEDE", "Ovar", None), text),
        event("x:e2", ("denounced", "ACCUSE", "Rebels", None), text, recipient={"span": span(text, "up.")}),
    ]
    (act,) = of_records(unread, rows).found
    assert parts_of(unread, act) == {"Rebels": "actor"}


class TestRetold:
    def groups(self, acts: Acts, parse: Parse) -> list[set[str]]:
        assert acts.retold is not None
        found: dict[str, set[str]] = {}
        for word, chain in zip(acts.retold.described.heads, acts.retold.chain, strict=True):
            found.setdefault(chain, set()).add(parse.form(int(word)))
        return sorted(found.values(), key=len, reverse=True)

    def test_an_act_and_its_retellings_are_one_chain_through_the_one_between(self) -> None:
        text = "Rebels shelled Ansel. The attack began late. Ovar deplored the bombardment and left."
        parse = parse_of(text)
        rows = [
            event("x:e1", ("shelled", "ASSAULT", "Rebels", "Ansel"), text),
            event("x:e2", ("attack", "ASSAULT", None, None), text, same_as="x:e1"),
            event("x:e3", ("bombardment", "ASSAULT", None, None), text, same_as="x:e2"),
            event("x:e4", ("left", "RETREAT", "Ovar", None), text),
        ]
        acts = of_records(parse, rows)
        assert self.groups(acts, parse) == [{"shelled", "attack", "bombardment"}, {"left"}]
        assert acts.retold
        assert acts.retold.firsts == (True,) * 4

    def test_the_two_directions_of_an_act_are_retold_as_one(self) -> None:
        text = "Ovar and Kestria talked. The talks failed, and Ovar fined Kestria."
        parse = parse_of(text)
        rows = [
            event("x:e1", ("talked", "CONSULT", "Ovar", "Kestria"), text),
            event("x:e2", ("talked", "CONSULT", "Kestria", "Ovar"), text),
            event("x:e3", ("talks", "CONSULT", "Kestria", "Ovar"), text, same_as="x:e2"),
            event("x:e4", ("talks", "CONSULT", "Ovar", "Kestria"), text, same_as="x:e1"),
            event("x:e5", ("fined", "SANCTION", "Ovar", "Kestria"), text),
        ]
        assert self.groups(of_records(parse, rows), parse) == [{"talked", "talks"}, {"fined"}]

    def test_one_act_alone_is_compared_with_none(self, parse: Parse) -> None:
        assert of_records(parse, rows_of(("shelling", "ASSAULT", None, None))).retold is None


@pytest.mark.parametrize(
    ("name", "heads", "tags", "phrase", "head"),
    [
        ("the word that hangs outside", [1, 3, 3, 3], "ADJ NOUN NOUN VERB", (0, 2), 1),
        ("the root of the sentence", [1, 1, 1, 1], "NOUN VERB NOUN NOUN", (0, 3), 1),
        ("two hang outside: the first", [3, 3, 3, 3], "NOUN NOUN NOUN VERB", (0, 2), 0),
        ("an article that was torn off is no head", [3, 3, 3, 3], "DET NOUN NOUN VERB", (0, 2), 1),
        ("nothing else is there", [3, 3, 3, 3], "DET NOUN NOUN VERB", (0, 1), 0),
        ("a circle: the last", [1, 0, 2, 3], "NOUN NOUN NOUN VERB", (0, 2), 1),
    ],
)
def test_the_head_of_a_phrase(name: str, heads: list[int], tags: str, phrase: tuple[int, int], head: int) -> None:
    assert head_of(heads, tags.split(), *phrase) == head


def test_mentions_of_other_kinds_teach_chains_and_denials_only() -> None:
    text = "Ovar fined Kestria, did not warn it, and saw a fine."
    parse = parse_of(text)

    def mention(word: str, type: str, cluster: str, scored: bool = True) -> Row:
        start, end = span(text, word)
        return {"start": start, "end": end, "type": type, "cluster_id": cluster, "scored": scored}

    acts = of_mentions(
        parse,
        [
            mention("fined", "ACTION_OCCURRENCE", "c1"),
            mention("a fine", "ACTION_OCCURRENCE", "c1"),
            mention("warn", "NEG_ACTION_OCCURRENCE", "c2", scored=False),
            mention("saw", "ACTION_PERCEPTION", "c3", scored=False),
        ],
    )
    assert not acts.all
    told = [(parse.form(a.trigger), a.kind, [STATUSES[n] for n in a.status], a.parts, a.chain) for a in acts.found]
    assert told == [
        ("fined", UNKNOWN, [], None, "c1"),
        ("warn", UNKNOWN, ["denied"], None, None),
        ("a", UNKNOWN, [], None, "c1"),
    ]
    assert acts.retold
    assert acts.retold.firsts == (False, False)


def test_predicates_that_surely_did_or_did_not_happen(tmp_path: Path) -> None:
    text = "Rebels shelled the port but never took it, or so they say."
    scored = {"shelled": 2.5, "took": -1.0, "say": 0.9}
    targets = [{"start": text.index(w), "end": text.index(w) + len(w), "label": n} for w, n in scored.items()]
    unsure = {"text": "Nobody knows.", "targets": [{"start": 7, "end": 12, "label": -0.3}]}
    rows = [{"text": text, "targets": targets}, unsure]
    path = tmp_path / "uds.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    (example,) = happened(path, PIECES)
    assert example.acts is not None
    assert not example.acts.all
    told = {
        example.words.spans[act.trigger].of(text): {STATUSES[n] for n in act.status} for act in example.acts.found
    }  # fmt: skip
    assert told == {"shelled": {"happened"}, "took": set(STATUSES) - {"happened"}}
    assert all(act.kind == UNKNOWN and act.parts is None for act in example.acts.found)
