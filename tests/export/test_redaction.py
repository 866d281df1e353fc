"""`--redact`: no private person is named in any format, and what is left is of one piece."""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from reportedly import Ledger, cli
from reportedly.article import sections
from reportedly.article.pipeline import Pipeline
from reportedly.export.blackening import BAR, key_words
from reportedly.export.choosing import Chosen
from reportedly.export.formats import FORMATS, write
from reportedly.export.private import Everybody
from reportedly.export.records_in import readings_in
from reportedly.export.redacted import Redaction, redacted
from reportedly.ledger import check_places, check_records
from reportedly.records import Article, Failure
from reportedly.web.report import report_of

ARTICLES = tomllib.loads((Path(__file__).parent / "tables" / "redaction.toml").read_text("utf-8"))["article"]
HIDDEN = {word for one in ARTICLES for name in one["private"] for word in key_words(name) if len(word) > 2}
SHOWN = [name for one in ARTICLES for name in one["shown"]]
WAYS = ("blacken", "leave-out")


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.load()


@pytest.fixture(scope="module")
def everybody(pipeline: Pipeline) -> Everybody:
    """As the pipeline tells it, each article once."""
    return functools.cache(pipeline.everybody)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Path:
    """A ledger of the articles of the table; persons judged three things in it, one of them by naming somebody."""
    path = tmp_path_factory.mktemp("told") / "dario-quell.ledger"
    known = ("url", "file", "title", "byline", "publisher", "published")
    with Ledger.open(path, clock=lambda: "2026-02-07T08:09:10Z") as ledger:
        readings = [
            pipeline.read_article(Article(one["text"].strip(), **{key: one.get(key) for key in known}, language="en"))
            for one in ARTICLES
        ]
        ledger.add(readings)
        first, second = readings[0], readings[1]
        statement = next(s for s in first.statements if s.source and s.source.name == "Mirela Quell")
        ledger.judge(
            f"{first.article.id}:s{statement.number}", "right", "Sybil Crane", note="Mirela Quell confirmed it"
        )
        event = next(e for e in second.events if e.type == "ASSAULT")
        ledger.judge(
            f"{second.article.id}:e{event.number}", "edited", "Sybil Crane", edited={"recipient.name": "Dario Quell"}
        )
        ledger.judge(f"{first.article.id}:e1", "note", "Sybil Crane", note="Ask Grace Young")
    return path


@pytest.fixture(scope="module", params=WAYS)
def handed_on(request: pytest.FixtureRequest, told: Path, everybody: Everybody) -> Iterator[Redaction]:
    with Ledger.open(told, "read") as ledger, redacted(ledger, request.param, everybody) as redaction:
        yield redaction


def words_in(folder: Path) -> Iterator[tuple[str, set[str]]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            # What JSON, HTML and Parquet put between letters ends no word of a name.
            text = file.read_bytes().decode("utf-8", "replace")
            plain = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
            yield file.name, {*key_words(text), *key_words(unescape(plain))}


def test_no_private_person_is_named_in_any_format(handed_on: Redaction, tmp_path: Path):
    for name in FORMATS:
        if name != "datasette":
            write(Chosen(handed_on.ledger), name, str(tmp_path / name))
    (tmp_path / "report.html").write_text("".join(report_of(handed_on.ledger)), "utf-8")
    found = {name: sorted(words & (HIDDEN | {"sybil", "crane"})) for name, words in words_in(tmp_path)}
    assert len(found) > 20
    assert {name: words for name, words in found.items() if words} == {}
    records = (tmp_path / "jsonl").read_text("utf-8")
    assert [name for name in SHOWN if name not in records] == []
    assert BAR * 5 in records


def test_nor_in_the_copy_itself(handed_on: Redaction):
    path = Path(handed_on.ledger.path)
    assert "quell" not in path.name
    for (table,) in handed_on.ledger.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        for row in handed_on.ledger.db.execute(f'SELECT * FROM "{table}"'):
            for cell in row:
                assert not isinstance(cell, str) or not HIDDEN & set(key_words(cell)), (table, row)


def test_spans_are_still_their_slices(handed_on: Redaction, tmp_path: Path):
    write(Chosen(handed_on.ledger), "jsonl", str(tmp_path / "a.jsonl"))
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    before = sorted(len(one["text"].strip()) for one in ARTICLES)
    assert sorted(len(row["text"]) for row in map(json.loads, lines) if row["kind"] == "article") == before
    readings = list(readings_in(lines))
    assert len(readings) == 3
    assert not [one for one in readings if isinstance(one, Failure)]


def test_ids_places_and_sums_of_the_copy_hold(handed_on: Redaction):
    db = handed_on.ledger.db
    list(check_places.places(db))  # what it names are tables that only serve to add more; it brings functions, too
    checks = (
        check_records.texts, check_records.words, check_records.reports, check_records.readings, check_places.history,
        check_places.copies, check_places.corrections, check_places.verdicts, check_places.sums,
    )  # fmt: skip
    assert [str(one) for check in checks for one in check(db)] == []


def test_what_rests_on_private_persons_is_left_out(told: Path, everybody: Everybody):
    with Ledger.open(told, "read") as ledger, redacted(ledger, "leave-out", everybody) as redaction:
        rows = [row for one in Chosen(redaction.ledger).reports() for row in one.report.reading.rows()]
        sources = [row["source"]["name"] or "" for row in rows if row["kind"] == "statement" and row["source"]]
        assert [name for name in sources if BAR in name] == []
        assert "Teodor Vance" in sources
        parties = [row[role] for row in rows if row["kind"] == "event" for role in ("actor", "recipient") if row[role]]
        assert [one for one in parties if BAR in (one["name"] or "")] == []
        left = redaction.tally.left
        assert left["statements of private persons"] > 1
        assert left["events in which private persons take part"] > 1
        assert all(BAR not in (d.actor.label if d.actor else "") for d in redaction.ledger.incidents())
        assert BAR not in str([q.row() for q in redaction.ledger.sources().quoted])
        assert left["verdicts on these"] > 0


def test_a_very_long_text_names_the_same_persons_section_by_section(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
):
    one = ARTICLES[0]
    article = Article(one["text"].strip(), title="Sybil Crane", published=one["published"])
    whole = {met.words for met in pipeline.everybody(article)}
    monkeypatch.setattr(sections, "MOST", 50)
    assert len(sections.sections(article.text)) > 3
    parts = {met.words for met in pipeline.everybody(article)}
    assert {word for words in whole for word in key_words(words)} == {w for words in parts for w in key_words(words)}


def test_one_person_is_told_from_another(told: Path, everybody: Everybody):
    with Ledger.open(told, "read") as ledger, redacted(ledger, "blacken", everybody) as redaction:
        named = [
            (one.report.outlet, s.source.name)
            for one in Chosen(redaction.ledger).reports()
            for s in one.report.reading.statements
            if s.source and s.source.name and BAR in s.source.name
        ]
        mirela = redaction.private.numbers["mirela quell"]
        assert {outlet for outlet, name in named if name == f"{BAR * 5} {mirela}"} == {"The Harrow Wire", "The Gull"}
        assert len({name for _, name in named}) > 2


def test_the_same_ledger_gives_the_same_bytes(told: Path, everybody: Everybody, tmp_path: Path):
    for name in ("one", "two"):
        with Ledger.open(told, "read") as ledger, redacted(ledger, "blacken", everybody) as redaction:
            write(Chosen(redaction.ledger), "webannotation", str(tmp_path / name))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def called(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        cli.main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_the_command_says_how_many_and_leaves_the_ledger_as_it_is(told: Path, tmp_path: Path, capsys):
    before = told.read_bytes()
    code, _, err = called(capsys, "export", told, "--to", "polecat", "--redact", "leave-out", "-o", tmp_path / "a.csv")
    assert code == 0
    first, second, _erring = err.splitlines()
    assert first.startswith("redacted: ")
    assert " persons hidden; left out: " in first
    assert not HIDDEN & set(key_words(first))
    assert second.startswith(f"{tmp_path / 'a.csv'}: ")
    assert told.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]
    code, _, err = called(capsys, "export", told, "--to", "jsonl", "--redact", "blacken", "-o", told)
    assert (code, told.read_bytes() == before) == (2, True)
    assert "is the ledger itself" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "--to", "datasette", "--redact", "blacken"), "opens the ledger itself"),
        (("export", "--to", "jsonl", "--redact", "blacken", "--between", "Dario Quell", "Cuba"), "a private person"),
        (("report", "--redact", "blacken", "--between", "Cuba", "dario QUELL"), "a private person"),
    ],
    ids=str,
)
def test_what_would_tell_who_is_hidden_is_refused(told: Path, capsys, arguments: tuple[str, ...], words: str):
    code, out, err = called(capsys, arguments[0], told, *arguments[1:])
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
