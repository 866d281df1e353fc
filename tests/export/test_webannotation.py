"""Web Annotations: what a JSON-LD library makes of them, out and in again, and anchors that must hold or fail."""

from __future__ import annotations

import contextlib
import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import Ledger
from reportedly.export.annotated import Unfit, annotation_of, annotations_in
from reportedly.export.bringing import bring, placed
from reportedly.export.choosing import Told
from reportedly.export.records_in import readings_in
from reportedly.export.webannotation import ANNO, annotations_of, digest_of, terms
from reportedly.ledger.records_back import reading_of
from reportedly.ledger.values import Report
from reportedly.ledger.verdict_tables import listed
from reportedly.ontology import event_types
from reportedly.records import Article, Event, Figure, Mention, Reading, Statement
from reportedly.text import Span
from tests.export.making import exported
from tests.ledger.making import made
from tests.test_cli import run

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "annotations.toml").read_text("utf-8"))
W3C = json.loads((Path(__file__).parent / "w3c-terms.json").read_text("utf-8"))
"""The terms of the W3C's context that we use, as its Recommendation defines them: the network is not asked."""


# Out


def expanded(document: str) -> Any:
    jsonld = pytest.importorskip("pyld.jsonld", reason="PyLD is not installed: pip install 'reportedly[dev]'")

    def load(url: str, _options: object) -> dict[str, Any]:
        assert url == ANNO
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": W3C}

    return jsonld.expand(json.loads(document), {"documentLoader": load})


def test_a_json_ld_library_understands_every_word(small: Path):
    (page,) = expanded(exported(small, "webannotation"))
    items = page["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    told = json.loads(exported(small, "webannotation"))["items"]
    assert len(items) == len(told) > 15
    oa = "http://www.w3.org/ns/oa#"
    for item, mine in zip(items, told, strict=True):
        assert item["@type"] == [f"{oa}Annotation"]
        targets = mine["target"] if isinstance(mine["target"], list) else [mine["target"]]
        for target, own in zip(item[f"{oa}hasTarget"], targets, strict=True):
            place, quote = target[f"{oa}hasSelector"]
            assert place["@type"] == [f"{oa}TextPositionSelector"]
            assert place[f"{oa}start"][0]["@value"] == own["selector"][0]["start"]
            assert quote[f"{oa}exact"][0]["@value"] == own["selector"][1]["exact"]
            assert target["urn:reportedly:terms#digest"][0]["@value"].startswith("sha256:")
        if "record" in mine:
            assert item["urn:reportedly:terms#record"] == [{"@type": "@json", "@value": mine["record"]}]
        else:
            assert item["http://purl.org/dc/terms/creator"][0]["http://xmlns.com/foaf/0.1/name"]
            assert item["urn:reportedly:terms#verdict"][0]["@value"]["decision"] == mine["verdict"]["decision"]


def test_our_own_context_is_in_the_package_and_asks_for_no_other():
    assert set(terms()) == {"@version", "reportedly", "record", "verdict", "digest", "caution"}
    assert "http" not in json.dumps(dict(terms()))


# Out and in again


def told(reading: Reading) -> Told:
    return Told(Report(reading, "2026-01-01T00:00:00Z"), "0123456789abcdef", {e.number: None for e in reading.events})


def there_and_back(reading: Reading) -> None:
    """Every record comes back equal, and its anchor finds the very words."""
    document = json.loads(json.dumps([one for _, one in annotations_of(told(reading))]))
    found = [annotation_of(one) for one in annotations_in(json.dumps({"items": document}))] if document else []
    text = reading.article.text
    for one in found:
        assert one.record is not None
        assert list(placed(one.targets[0], text)) == one.record["span"]
        assert placed(one.targets[0], text, "exact").of(text) == one.targets[0].exact
    rows = [reading.article.row(), *(one.record for one in found)]
    assert list(reading_of(rows).rows()) == list(reading.rows())


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=200)
def test_records_of_the_corpus_come_back_equal(dispatches, seed):
    there_and_back(Random(seed).choice(dispatches))


@pytest.mark.lawless
@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=50)
def test_any_record_comes_back_equal(seed):
    for report in made(seed)[2].values():
        there_and_back(report.reading)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_an_anchor_holds_at_its_own_place_only(dispatches, seed):
    """Moved by a character, in another article, or with a letter changed, it fails."""
    chance = Random(seed)
    reading = chance.choice([r for r in dispatches if r.events])
    text = reading.article.text
    (_, told_one), *_ = [one for one in annotations_of(told(reading)) if one[0] == "events"]
    target = replace(annotation_of(told_one).targets[0], digest=None)
    assert placed(target, text) == reading.events[0].span
    by = chance.choice([-1, 1])
    moved = replace(target, place=Span(max(0, target.place.start + by), target.place.end + by))
    at = target.place.start
    changed = text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]
    for one, other in ((moved, text), (target, changed), (target, "§" + text), (replace(target, prefix="§"), text)):
        with pytest.raises(Unfit):
            placed(one, other)


def test_verdicts_come_back_equal_and_only_once(small: Path, tmp_path: Path):
    annotations = tmp_path / "a.json"
    annotations.write_text(exported(small, "webannotation"), "utf-8")
    other = tmp_path / "other.ledger"
    records = tmp_path / "records.jsonl"
    with Ledger.open(small, "read") as ledger, Ledger.open(other) as bare:
        verdicts = [one.verdict for one in listed(ledger.db)]
        bare.add(list(ledger.reports()))
    assert [v.decision for v in verdicts] == ["wrong", "edited", "note", "right"]
    code, out, err = run("import", other, annotations)
    assert (code, err) == (0, "")
    assert "4 verdicts added, 0 there already; 19 records hold; 0 annotations not taken" in out
    with Ledger.open(other, "read") as ledger:
        assert [one.verdict for one in listed(ledger.db)] == verdicts
    assert "0 verdicts added, 4 there already" in run("import", other, annotations)[1]
    assert exported(other, "webannotation") == annotations.read_text("utf-8")
    records.write_text(exported(other, "jsonl"), "utf-8")
    assert exported(small, "jsonl") == records.read_text("utf-8")


# Anchors


def marked(text: str) -> Reading:
    """The article of the table, with its records."""
    plain, spans, open_at = "", [], {}
    for char in text:
        if char in "[{<":
            open_at[char] = len(plain)
        elif char in "]}>":
            start = "[{<"["]}>".index(char)]
            spans.append((start, Span(open_at[start], len(plain))))
        else:
            plain += char
    kind = event_types()["ASSAULT"]
    (said,) = (span for mark, span in spans if mark == "[")
    (many,) = (span for mark, span in spans if mark == "<")
    acts = [span for mark, span in spans if mark == "{"]
    statement = Statement(1, said, None, "person", None, (Span(24, said.end),), "indirect", "asserts")
    events = tuple(
        Event(n, span, "ASSAULT", None, kind.quad, kind.intensity, Mention(span, "group"), None, "happened")
        for n, span in enumerate(acts, 1)
    )
    figure = Figure(1, many, 4.0, 4.0, 4.0, "exact", "person", "killed", 1)
    article = Article(plain, "https://harrow.example/1", publisher="Harrow Wire", published="2026-01-01")
    return Reading(article, (statement,), events, (figure,))


READING = marked(TABLE["text"])


@pytest.fixture(scope="module")
def ferry(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("ferry") / "ferry.ledger"
    with Ledger.open(path, clock=lambda: "2026-01-02T00:00:00Z") as ledger:
        ledger.add([READING])
    return path


def annotation(row: dict[str, Any]) -> dict[str, Any]:
    first = READING.events[0].span
    given_row = {
        "source": READING.article.url, "start": first.start, "end": first.end, "exact": "gunmen fired",
        "prefix": "said ", "suffix": " on", "motivation": "assessing", "body": "wrong", **row,
    }  # fmt: skip
    given_row = {key: value for key, value in given_row.items() if value != "-"}
    quote = {k: given_row[k] for k in ("exact", "prefix", "suffix") if k in given_row}
    selectors: list[dict[str, Any]] = [{"type": "TextQuoteSelector", **quote}]
    if "start" in given_row:
        selectors.append({"type": "TextPositionSelector", "start": given_row["start"], "end": given_row["end"]})
    target = {"source": given_row["source"], "selector": selectors}
    if "digest" in given_row:
        target["digest"] = given_row["digest"]
    bodies = given_row.get("body", [])
    bodies = [bodies] if isinstance(bodies, str) else bodies
    return {
        "@context": ANNO, "id": "https://tool.example/1", "type": "Annotation", "motivation": given_row["motivation"],
        "creator": {"name": "Ines"}, "created": "2026-01-05T12:00:00.250+02:00", "target": target,
        "body": [{"type": "TextualBody", "value": value} for value in bodies],
    }  # fmt: skip


@pytest.mark.parametrize("row", TABLE["row"], ids=lambda row: row["phenomenon"])
def test_an_anchor_holds_to_the_character_or_fails_and_says_why(ferry: Path, tmp_path: Path, row: dict[str, Any]):
    path = shutil.copy(ferry, tmp_path / "a.ledger")
    with Ledger.open(path) as ledger:
        brought = bring(ledger, [annotation(row)], anchors=row.get("anchors", "exact"))
        verdicts = ledger.verdicts()
    if "fails" in row:
        assert (brought.new, len(verdicts)) == (0, 0)
        (line,) = brought.unfit
        assert row["fails"] in line
        assert line.startswith("annotation 1 (https://tool.example/1): ")
    else:
        assert brought.unfit == []
        (verdict,) = verdicts
        record = verdict.records[0].partition(":")[2]
        assert f"{verdict.decision} {record} {verdict.note}".strip() == row["kept"]
        assert (verdict.who, verdict.when) == ("Ines", "2026-01-05T10:00:00Z")


def test_two_versions_at_one_address_are_told_apart_by_the_digest(ferry: Path, tmp_path: Path):
    path = shutil.copy(ferry, tmp_path / "a.ledger")
    later = replace(
        READING, article=replace(READING.article, text=f"{READING.article.text} And again.", published="2026-01-02")
    )
    with Ledger.open(path) as ledger:
        ledger.add([later])
        told_twice = annotation({"prefix": "said ", "suffix": " on a ferry"})
        assert "2 versions of the article" in bring(ledger, [told_twice]).unfit[0]
        told_twice["target"]["digest"] = digest_of(READING.article.text)
        assert bring(ledger, [told_twice]).new == 1
        assert ledger.verdicts()[0].records == (f"{READING.article.id}:e1",)


def test_rows_of_hypothesis(ferry: Path, tmp_path: Path):
    """As its server gives them: `uri`, `user`, `tags` and `text`, and positions that count in the page."""
    path = shutil.copy(ferry, tmp_path / "a.ledger")
    selectors = annotation({"start": 700, "end": 712, "prefix": "Odile Hart said ", "suffix": " on a ferry"})["target"]
    row = {
        "id": "x1", "created": "2026-01-05T10:00:00+00:00", "user": "acct:ines@tool.example",
        "uri": READING.article.url, "text": "An exercise.", "tags": ["wrong", "drill"], "target": [selectors],
    }  # fmt: skip
    file = tmp_path / "search.json"
    file.write_text(json.dumps({"total": 2, "rows": [row, {**row, "id": "x2", "target": [{"source": "x"}]}]}), "utf-8")
    code, out, err = run("import", path, file)
    assert code == 2
    assert [line.partition(": ")[2].partition(": ")[2] for line in err.splitlines()] == [
        "annotation 1 (x1): other words stand at 700–712", "annotation 2 (x2): quotes no words",
    ]  # fmt: skip
    code, out, err = run("import", path, file, "--anchors", "quote")
    assert code == 2
    assert "1 verdicts added, 0 there already; 0 records hold; 1 annotations not taken" in out
    with Ledger.open(path, "read") as ledger:
        (verdict,) = ledger.verdicts()
    assert (verdict.decision, verdict.note, verdict.who) == ("wrong", "An exercise.", "acct:ines@tool.example")


def test_ends_that_a_person_moved_come_back(ferry: Path, tmp_path: Path):
    """The record then stands where no machine read one."""
    one, other = shutil.copy(ferry, tmp_path / "a.ledger"), shutil.copy(ferry, tmp_path / "b.ledger")
    with Ledger.open(one) as ledger:
        ledger.judge(f"{READING.article.id}:e1", "edited", "Ines", edited={"span": "fired on"})
        ledger.judge(f"{READING.article.id}:s1", "edited", "Ines", edited={"content": "fired on a ferry"})
        verdicts = {v.verdict.when: v.verdict.edited for v in listed(ledger.db)}
    file = tmp_path / "a.json"
    file.write_text(exported(one, "webannotation"), "utf-8")
    assert '"exact": "fired on"' in file.read_text("utf-8")
    code, out, err = run("import", other, file)
    assert (code, err) == (0, "")
    assert "2 verdicts added" in out
    assert exported(other, "webannotation") == file.read_text("utf-8")
    with Ledger.open(other, "read") as ledger:
        assert {v.verdict.when: v.verdict.edited for v in listed(ledger.db)} == verdicts


def test_records_that_a_person_put_right_are_gold(example: Path, tmp_path: Path):
    file, gold, read = tmp_path / "a.json", tmp_path / "gold.jsonl", tmp_path / "read.jsonl"
    page = json.loads(exported(example, "webannotation"))
    file.write_text(json.dumps(page), "utf-8")
    read.write_text(exported(example, "jsonl"), "utf-8")
    code, out, err = run("import", example, file, "--gold", gold)
    assert (code, err) == (0, "")
    assert out == f"{gold}: {len(page['items'])} records; 0 annotations or articles not taken\n"
    told = {r.article.text: r for r in readings_in(gold.read_text("utf-8").split("\n"))}
    mine = {r.article.text: r for r in readings_in(read.read_text("utf-8").split("\n"))}
    assert {text: list(r.rows())[1:] for text, r in told.items()} == {t: list(r.rows())[1:] for t, r in mine.items()}
    assert json.loads(run("score", gold, read, "--json")[1].splitlines()[-1])
    event = next(one for one in page["items"] if one["record"]["kind"] == "event")
    event["record"]["status"] = "denied" if event["record"]["status"] != "denied" else "happened"
    moved = next(one for one in page["items"] if one["record"]["kind"] == "figure")
    moved["record"]["span"] = [0, 1]
    file.write_text(json.dumps(page), "utf-8")
    code, out, err = run("import", example, file, "--gold", gold)
    assert code == 2
    assert "its record stands elsewhere" in err
    changed = [json.loads(line) for line in gold.read_text("utf-8").split("\n") if line]
    assert event["record"] in changed


def test_whoever_made_it_must_be_named(ferry: Path, tmp_path: Path):
    path = shutil.copy(ferry, tmp_path / "a.ledger")
    nobodys = {**annotation({}), "creator": None}
    with Ledger.open(path) as ledger:
        assert "names nobody who made it" in bring(ledger, [nobodys]).unfit[0]
        assert bring(ledger, [nobodys], "Åsa").new == 1
        assert ledger.verdicts()[0].who == "Åsa"


@pytest.mark.parametrize(
    "changed",
    [
        {"verdict": {"decision": "edited", "link": None, "about": [{"kind": "event", "facts": {}}],
                     "edited": {"x": 1}}},
        {"verdict": {"decision": "edited", "link": None, "about": [{"kind": "event", "facts": {}}],
                     "edited": {"status": "over"}}},
        {"verdict": {"decision": "sure", "about": [{"kind": "event", "facts": {}}]}},
        {"verdict": {"decision": "right", "about": []}},
        {"verdict": {"decision": "right", "about": [7]}},
        {"record": {"kind": "rumour"}}, {"target": None}, {"target": "https://harrow.example/1"}, {"target": 7},
        {"created": "yesterday"}, {"target": {"selector": 7}}, {"target": {"selector": [{"type": 7}]}},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_annotation_is_told_in_a_line(ferry: Path, tmp_path: Path, changed: dict[str, Any]):
    path = shutil.copy(ferry, tmp_path / "a.ledger")
    with Ledger.open(path) as ledger:
        brought = bring(ledger, [{**annotation({}), **changed}, 7, annotation({})])
    assert (brought.new, len(brought.unfit)) == (1, 2)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
                        ["target", "selector", "type", "exact", "start", "end", "body", "value", "creator", "created",
                         "verdict", "record", "kind", "about", "motivation", "tags", "items", "source", "id"]),
                        inner, max_size=4), max_leaves=12))  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_no_annotation_crashes(told_one):
    with contextlib.suppress(Unfit):
        assert annotation_of(told_one).targets


@pytest.mark.parametrize("content", ["", "[]", "{", "<html>", "null\n{"])
def test_a_file_that_holds_none_is_told_in_one_line(ferry: Path, tmp_path: Path, content: str):
    file = tmp_path / "a.json"
    file.write_text(content)
    code, out, err = run("import", ferry, file)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert str(file) in err
