"""The scorer: figures that can be counted by hand, those of the gold against itself, and its command."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import dispatches
from benchmarks.common import SHARED, key_of
from benchmarks.judging import Judged, compared, scorers
from benchmarks.records import dated
from reportedly.errors import InputError
from reportedly.records import Article, Event, Figure, Flaw, Mention, Reading, Statement, When
from reportedly.scoring import Score, records_of, score
from reportedly.text import Span
from tests.test_cli import run

TEXT = "On 4 May Kestria shelled Port Ansel, and 12 sailors were killed, Ilse Brandt said. Norland had no comment."


def at(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


KESTRIA = Mention(at("Kestria"), "country", "Kestria", "KES", "GOV")
PORT = Mention(at("Port Ansel"), "place", "Port Ansel", "NOR")
BRANDT = Mention(at("Ilse Brandt"), "person", "Ilse Brandt", "NOR", "GOV")
SAID = Statement(
    1, Span(0, at("said").end), BRANDT, "person", at("said"), (Span(0, at(", Ilse").start),), "indirect", "asserts"
)
DECLINED = Statement(
    2, Span(at("Norland").start, at("comment").end), Mention(at("Norland"), "country", "Norland", "NOR", "GOV"),
    "office", at("had no comment"), (), "indirect", "declines",
)  # fmt: skip
SHELLED = Event(
    1, at("shelled"), "ASSAULT", None, "material conflict", -9.0, KESTRIA, PORT, "happened", 1,
    when=When(at("On 4 May"), "1987-05-04", "1987-05-04", "day"),
)  # fmt: skip
SAILORS = Figure(1, at("12 sailors"), 12.0, 12.0, 12.0, "exact", "person", "killed", 1, 1)
FLAW = Flaw(at("Norland had no comment."), "sentence fragment")
GOLD = Reading(Article(TEXT), (SAID, DECLINED), (SHELLED,), (SAILORS,), (FLAW,))


def scored(read: Reading, gold: Reading = GOLD) -> dict[str, float]:
    one, other = (records_of(r.to_jsonl().split("\n"), "a") for r in (gold, read))
    return dict(score(one, other).figures)


def event(**changed: Any) -> Reading:
    return replace(GOLD, events=(replace(SHELLED, **changed),))


def said(**changed: Any) -> Reading:
    return replace(GOLD, statements=(replace(SAID, **changed), DECLINED))


def figure(**changed: Any) -> Reading:
    return replace(GOLD, figures=(replace(SAILORS, **changed),))


def test_gold_against_itself_is_right_in_everything() -> None:
    figures = scored(GOLD)
    assert {value for key, value in figures.items() if not key.endswith((".gold", ".read"))} == {1.0, 0.0}
    assert [key for key, value in figures.items() if value == 0] == ["unread"]


def test_nothing_read_is_nothing_right() -> None:
    figures = scored(Reading(GOLD.article))
    assert figures["statement_found"] == figures["event_typed.p"] == figures["flaw_found.r"] == 0
    assert figures["event.gold"] == 1
    assert "event_field_status" not in figures


OTHER = Mention(at("Norland"), "country", "Norland", "NOR", "GOV")

CHANGES: list[tuple[str, Reading, dict[str, float]]] = [
    ("another status costs only what is told right", event(status="denied"),
     {"event_typed": 1, "event_who_did_what_to_whom": 1, "event_told_right": 0, "event_field_status": 0}),
    ("the article's own voice likewise", event(according_to=None),
     {"event_who_did_what_to_whom": 1, "event_told_right": 0, "event_field_according_to": 0}),
    ("another type costs all but the trigger", event(type="COERCE"),
     {"event_trigger": 1, "event_typed": 0}),
    ("a party with another name", event(actor=OTHER),
     {"event_typed": 1, "event_who_did_what_to_whom": 0, "event_field_actor": 0, "event_field_recipient": 1}),
    ("a name in other letters is the same", event(actor=replace(KESTRIA, name="KESTRIA", span=at("Norland"))),
     {"event_who_did_what_to_whom": 1}),
    ("the words without the name do where the codes are right", event(actor=replace(KESTRIA, name=None)),
     {"event_who_did_what_to_whom": 1}),
    ("and not where they are others", event(actor=replace(KESTRIA, name=None, sector="MIL")),
     {"event_who_did_what_to_whom": 0}),
    ("a party that is not told", event(recipient=None), {"event_field_recipient": 0}),
    ("a trigger of three times the length is one", event(span=Span(at("shelled").start, at("shelled").start + 21)),
     {"event_trigger": 1}),
    ("a longer one is none", event(span=Span(at("shelled").start, at("shelled").start + 22)), {"event_trigger": 0}),
    ("another day", event(when=When(at("On 4 May"), "1987-05-05", "1987-05-05", "day")),
     {"event_field_when": 0, "event_when_dated": 0, "event_told_right": 1}),
    ("half of the content is enough", said(content=(Span(0, 35),)), {"statement_found": 1}),
    ("less is not", said(content=(Span(0, 30),)), {"statement_found": 0.5, "statement_found.r": 0.5}),
    ("pieces that lie on one another count once", said(content=(Span(0, 40), Span(20, 63))), {"statement_found": 1}),
    ("another source", said(source=OTHER), {"statement_found": 1, "statement_who_said_what": 0.5}),
    ("a source that overlaps, without a name", said(source=Mention(at("Brandt"), "person")),
     {"statement_who_said_what": 1, "statement_sources_name_right": 0.5}),
    ("another cue", said(cue=at("Port")), {"statement_field_cue": 0.5}),
    ("another number", figure(value=13.0), {"figure_found": 1, "figure_right": 0, "figure_field_value": 0}),
    ("another bound is no wrong figure", figure(bound="about"), {"figure_right": 1, "figure_field_bound": 0}),
    ("another problem", replace(GOLD, flaws=(Flaw(FLAW.span, "boilerplate"),)), {"flaw_found": 0}),
    ("a second reading of one act", replace(GOLD, events=(SHELLED, replace(SHELLED, number=2))),
     {"event_told_right.p": 0.5, "event_told_right.r": 1, "event_told_right": 0.667}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "read", "expected"), CHANGES, ids=[name for name, _, _ in CHANGES])
@pytest.mark.lawless
def test_one_change(name: str, read: Reading, expected: dict[str, float]) -> None:
    figures = scored(read)
    assert {key: figures.get(key) for key in expected} == expected


def test_nothing_said_is_paired_by_its_cue() -> None:
    lost = replace(GOLD, statements=(SAID, replace(DECLINED, cue=at("Norland"))))
    assert scored(lost)["statement_found"] == 0.5


@pytest.mark.lawless
def test_gold_may_accept_further_types() -> None:
    rows = [row | ({"also_accepted": ["COERCE"]} if row["kind"] == "event" else {}) for row in GOLD.rows()]
    gold = records_of(map(json.dumps, rows), "gold")
    read = records_of(event(type="COERCE").to_jsonl().split("\n"), "read")
    assert score(gold, read).figures["event_told_right"] == 1


def test_the_best_pairs_come_first() -> None:
    other = replace(SHELLED, number=2, actor=PORT, recipient=KESTRIA)
    both = replace(GOLD, events=(SHELLED, other))
    turned = replace(GOLD, events=(replace(other, number=1), replace(SHELLED, number=2)))
    assert scored(turned, both)["event_told_right"] == 1


def test_articles_are_pooled_and_what_is_missing_is_told() -> None:
    second = Reading(Article("No one was hurt in Port Ansel."), figures=(
        Figure(1, Span(0, 6), 0.0, 0.0, 0.0, "exact", "person", "injured"),
    ))  # fmt: skip
    gold = records_of((GOLD.to_jsonl() + second.to_jsonl()).split("\n"), "gold")
    beside = Reading(Article("Something else."))
    came = score(gold, records_of((GOLD.to_jsonl() + beside.to_jsonl()).split("\n"), "read"))
    assert came.figures["figure_found.r"] == 0.5
    assert (came.articles, came.unread, came.beside) == (2, ("gold:7",), 1)


@pytest.mark.parametrize(("line", "told"), [
    ("{", "a:2: is no JSON"),
    ("[]", "a:2: is no record"),
    ('{"kind": 3}', "a:2: is no record"),
    ('{"kind": "flaw", "span": [0, 1]}', "a:2: the flaw has no problem"),
    ('{"kind": "flaw", "span": [0], "problem": "dull"}', "a:2: the flaw is not as the contract has it"),
    ('{"kind": "flaw", "span": [true, 2], "problem": "dull"}', "a:2: the flaw is not as the contract has it"),
    (json.dumps(GOLD.to_dicts()[2] | {"also_accepted": 3}), "a:2: the .* is not as the contract has it"),
    ('{"kind": "article", "text": 7}', "a:2: the article is not as the contract has it"),
    (json.dumps({"kind": "article", "text": TEXT}), "a:2: this article is there twice"),
])  # fmt: skip
def test_a_line_that_cannot_be_used_is_told(line: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        records_of([json.dumps({"kind": "article", "text": TEXT}), line], "a")


def test_a_record_before_its_article_is_told_and_what_is_not_known_is_left_alone() -> None:
    with pytest.raises(InputError, match="a:1: a record stands before its article"):
        records_of(['{"kind": "flaw", "span": [0, 1], "problem": "boilerplate"}'], "a")
    lines = ['{"kind": "article", "text": "A.", "mood": 1}', "", '{"kind": "mood", "id": 7}']
    assert [told.text for told in records_of(lines, "a").values()] == ["A."]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["span", "name"]), inner, max_size=2),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.sampled_from(GOLD.to_dicts()[1:]), st.data())
def test_whatever_a_field_holds_it_is_scored_or_told(row: dict[str, Any], data: st.DataObject) -> None:
    changed = row | {data.draw(st.sampled_from(sorted(row))): data.draw(JSON)}
    lines = [json.dumps({"kind": "article", "text": TEXT}), json.dumps(changed)]
    gold = records_of(GOLD.to_jsonl().split("\n"), "gold")
    try:
        read = records_of(lines, "read")
    except InputError:
        return
    assert isinstance(score(gold, read), Score)
    assert isinstance(score(read, gold), Score)


# Against the scorer of the benchmarks, where it is at hand


def test_the_figures_are_those_of_the_benchmarks(tmp_path: Path) -> None:
    judges = scorers(Path(os.environ.get("SHARED", SHARED)) / "score")
    if judges is None:
        pytest.skip("score_records.py is not at hand")
    (folder,) = dispatches.golds(tmp_path, ["dev"])
    files = sorted(folder.glob("*.jsonl"))[:25]
    counts: Counter[str] = Counter()
    gold, read, judged = {}, {}, []
    for number, file in enumerate(files):
        lines = file.read_text("utf-8").split("\n")
        bent = tmp_path / file.name
        bent.write_text("\n".join(_bent(lines, number)), encoding="utf-8")
        of_one: Counter[str] = Counter()
        judges.score.score(str(file), str(bent), of_one)
        counts.update(of_one)
        judged.append(Judged(file, bent, (), None, of_one))
        gold |= records_of(lines, file.name)
        read |= records_of(bent.read_text("utf-8").split("\n"), file.name)
    mine = score(gold, read).figures
    for words, value in judges.score.report(counts).items():
        key = key_of(words)
        if isinstance(value, dict):
            assert (mine[key], mine[f"{key}.p"], mine[f"{key}.r"]) == (value["F1"], value["P"], value["R"]), words
        elif value is not None:
            assert mine[key] == value, words
    for key, value in dated("dev", compared(judges, judged)).items():
        if not key.endswith("_gold"):
            assert mine[key.removeprefix("records.dev.")] == round(value, 3), key


def _bent(lines: list[str], seed: int) -> list[str]:
    """Gold with faults of every sort, always the same."""
    bend: list[Callable[[dict[str, Any]], None]] = [
        lambda row: row.update(status="planned"),
        lambda row: row.update(actor=row.get("recipient"), recipient=row.get("actor")),
        lambda row: row.update(type="ASSAULT"),
        lambda row: row.update(according_to=None, source=None),
        lambda row: row.update(span=[row["span"][0] + 2, row["span"][1] + 3]),
        lambda row: row.update(when=None, where=None, cue=None),
        lambda row: row.update(content=[[a + 4, b + 9] for a, b in row.get("content", ())]),
        lambda row: row.update(value=1, stance="denies"),
    ]
    found = []
    for number, line in enumerate(filter(None, lines)):
        row = json.loads(line)
        if number and (number + seed) % 3 == 0:
            whole = set(row)
            bend[(number * 7 + seed) % len(bend)](row)
            row = {key: value for key, value in row.items() if key in whole}
        if not number or (number + seed) % 11:
            found.append(json.dumps(row))
    return found


# The command


def written(path: Path, *readings: Reading) -> Path:
    path.write_text("".join(reading.to_jsonl() for reading in readings), encoding="utf-8")
    return path


@pytest.mark.lawless
def test_the_command_prints_a_table_or_every_figure(tmp_path: Path) -> None:
    gold, read = written(tmp_path / "gold.jsonl", GOLD), written(tmp_path / "read.jsonl", event(status="denied"))
    code, out, err = run("score", gold, read)
    assert (code, err) == (0, "")
    assert "event told right" in out
    code, out, err = run("score", gold, read, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == scored(event(status="denied"))


def test_folders_are_scored_as_one(tmp_path: Path) -> None:
    folders = []
    for name in ("gold", "read"):
        (tmp_path / name).mkdir()
        written(tmp_path / name / "a.jsonl", GOLD)
        written(tmp_path / name / "b.jsonl", Reading(Article("Nothing happened.\u2028Nothing\x85at all.")))
        folders.append(tmp_path / name)
    code, out, err = run("score", *folders, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["articles"] == 2


def test_what_was_not_read_is_told(tmp_path: Path) -> None:
    other = Reading(Article("Nothing happened.", title="A dull day"))
    gold, read = written(tmp_path / "gold.jsonl", GOLD, other), written(tmp_path / "read.jsonl", GOLD)
    code, out, err = run("score", gold, read, "--json")
    assert code == 2
    assert json.loads(out)["unread"] == 1
    assert err == f"reportedly: {gold}:7 (A dull day): was not read, and counts as one in which nothing was found\n"
    code, out, err = run("score", read, gold)
    assert code == 0
    assert "1 of the articles read are not in" in err


def test_what_cannot_be_scored_is_one_line(tmp_path: Path) -> None:
    gold = written(tmp_path / "gold.jsonl", GOLD)
    other = written(tmp_path / "other.jsonl", Reading(Article("Something else.")))
    empty, broken, latin = (tmp_path / name for name in ("empty.jsonl", "broken.jsonl", "latin.jsonl"))
    empty.touch()
    broken.write_text("{")
    latin.write_bytes(b'{"kind": "\xe9"}')
    folder = tmp_path / "folder"
    folder.mkdir()
    for one, two, exit_code, told in [
        (gold, other, 2, "none of the articles of"),
        (empty, gold, 2, "there is no article in it"),
        (gold, broken, 2, "broken.jsonl:1: is no JSON"),
        (gold, latin, 2, "is not in UTF-8"),
        (gold, folder, 2, "there is no .jsonl in this folder"),
        (gold, tmp_path / "gone.jsonl", 1, "gone.jsonl: no such file"),
    ]:
        code, out, err = run("score", one, two)
        assert (code, out) == (exit_code, "")
        assert told in err
        assert err.count("\n") == 1
