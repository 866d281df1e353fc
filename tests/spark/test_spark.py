"""Spark's frames say what the plain path and the ledger say, of the example crises: one session, one core."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark")

from pyspark.sql import DataFrame, SparkSession

from reportedly import spark
from reportedly.accuracy import caution
from reportedly.article.pipeline import Pipeline
from reportedly.ledger.candidates import find_copies
from reportedly.ledger.incidents import incidents
from reportedly.ledger.sketches import sketches_of
from reportedly.ledger.store import Ledger
from reportedly.ledger.values import Report
from reportedly.records import Failure
from reportedly.spark.reading import chosen, load_for_ledger, row_of
from tests.article import readers

pytestmark = pytest.mark.skipif(
    shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="Spark needs Java"
)

EXAMPLES = Path(__file__).parents[2] / "examples"
SMALL = "The minister said on Friday that troops had attacked the harbour of Port Arda. Rebels denied it."
OTHER = "Norway condemned the attack on Saturday. Twelve sailors were killed, the navy said."


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    place = tmp_path_factory.mktemp("spark")
    built = SparkSession.Builder().master("local[1]").appName("reportedly-tests")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "1",
        "spark.driver.memory": "1g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.warehouse.dir": str(place / "warehouse"),
        "spark.local.dir": str(place / "local"),
    }.items():
        built = built.config(key, value)
    one = built.getOrCreate()
    one.sparkContext.setLogLevel("ERROR")
    yield one
    one.stop()


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.load(vectors=True)


@pytest.fixture(scope="module")
def reports(pipeline: Pipeline) -> list[Report]:
    """The example crises, and one of their articles again at another publisher's, cut after its first half."""
    files = sorted(f for f in EXAMPLES.glob("c*/*") if f.suffix in (".txt", ".html"))
    read = [pipeline.read(file.read_bytes(), file=file.name) for file in files]
    whole = max(read, key=lambda r: len(r.article.text)).article
    half = whole.text[: whole.text.rindex("\n", 0, len(whole.text) * 3 // 4)]
    read.append(pipeline.read(half.encode(), url="https://www.copyist.example/1", published=whole.published))
    return [Report(reading, "", reading.vectors) for reading in read]


@pytest.fixture(scope="module")
def readings(session: SparkSession, reports: list[Report]) -> DataFrame:
    return session.createDataFrame([row_of(one.reading) for one in reports], spark.READINGS)


@pytest.fixture(scope="module")
def copied(readings: DataFrame) -> DataFrame:
    return spark.copies(readings).persist()


def articles(session: SparkSession, rows: list[tuple[Any, ...]]) -> DataFrame:
    return session.createDataFrame(rows, "data binary, file string, url string, published string")


def test_records_are_those_of_the_plain_path(session: SparkSession, pipeline: Pipeline) -> None:
    frame = articles(
        session,
        [
            (SMALL.encode(), "small.txt", "https://a.example/1", "2024-03-02"),
            (b"\x89PNG\r\n\x1a\n....", "picture.png", None, None),
            (OTHER.encode(), "other.txt", None, "2024-03-03"),
        ],
    )
    read = spark.read(frame).persist()
    assert [(row["file"], "PNG" in row["failure"]) for row in spark.failures(read).collect()] == [("picture.png", True)]
    plain = [
        pipeline.read(SMALL.encode(), file="small.txt", url="https://a.example/1", published="2024-03-02"),
        pipeline.read(OTHER.encode(), file="other.txt", published="2024-03-03"),
    ]
    told = [json.loads(row) for one in read.where("failure IS NULL").collect() for row in one["rows"]]
    assert told == [row for one in plain for row in one.rows()]
    assert spark.caution(read) == caution([pipeline.model])
    assert read.schema["rows"].metadata == {"caution": caution(())}
    for kind in spark.KINDS:
        assert spark.records(read, kind).schema["report"].metadata == {"caution": caution(())}
        ours = [row.asDict(recursive=True) for row in spark.records(read, kind).collect()]
        theirs = [
            {"report": Report(one, "").id, **{k: v for k, v in row.items() if k != "kind"}}
            for one in plain
            for row in one.rows()
            if row["kind"] == kind
        ]
        assert ours == theirs, kind
        assert theirs or kind == "flaw"


def test_another_model_may_read_and_is_loaded_once_a_worker(session: SparkSession, another_model: Path) -> None:
    rows = [(SMALL.encode(), "small.txt", None, None), (OTHER.encode(), "other.txt", None, None)]
    read = spark.read(articles(session, rows).repartition(2), model=str(another_model))
    assert [" 9.9 " in json.loads(row["rows"][0])["model"] for row in read.collect()] == [True, True]
    # Spark pickles what loads a reader anew for every partition.
    one, other = (pickle.loads(pickle.dumps(chosen(None, str(another_model)))) for _ in range(2))
    assert (one, hash(one)) == (other, hash(other))
    with pytest.raises(ValueError, match="give one of them"):
        spark.read(articles(session, rows), load_for_ledger, model="small")


def test_apart_what_never_comes_back_from_c_is_ended_and_the_rest_is_read(
    session: SparkSession,
) -> None:
    texts = [b"Ana said yes", b"STUCK", b"DIES", b"Ben said no"]
    frame = articles(session, [(text, None, None, None) for text in texts])
    read = spark.read(frame, readers.load, time_limit=0.5, apart=True)
    assert [row["failure"] for row in read.collect()] == [
        None,
        "took longer to read than its time limit of 0.5 seconds",
        "the process that read it ended with exit code 7",
        None,
    ]


def test_a_part_that_is_there_is_not_read_again(session: SparkSession, tmp_path: Path) -> None:
    rows = [(SMALL.encode(), None, None, None), (OTHER.encode(), None, None, None), (b"", "empty.txt", None, None)]
    folder = str(tmp_path / "readings")
    first = spark.read_into(articles(session, rows), folder, parts=2).collect()
    assert len(first) == 3
    written = {file: file.stat().st_mtime_ns for file in (tmp_path / "readings").glob("part=*/_SUCCESS")}
    assert len(written) == 2
    lost = sorted(written)[0]
    lost.unlink()
    again = spark.read_into(articles(session, rows), folder, parts=2)
    assert sorted(map(str, again.collect())) == sorted(map(str, first))
    now = {file: file.stat().st_mtime_ns for file in (tmp_path / "readings").glob("part=*/_SUCCESS")}
    assert now.keys() == written.keys()
    assert {file for file in now if now[file] != written[file]} == {lost}

    with Ledger.open(tmp_path / "one.ledger") as ledger:
        outcomes = spark.import_parquet(ledger, folder)
        assert sorted(type(one) is Failure for one in outcomes) == [False, False, True]
        assert len(ledger) == 2
        assert all(isinstance(one, Failure) or one.state == "known" for one in spark.import_parquet(ledger, folder))


def test_copies_are_those_of_the_ledger(reports: list[Report], copied: DataFrame) -> None:
    expected = find_copies(reports)
    found = {row["report"]: row for row in copied.collect()}
    assert found.keys() == expected.keys()
    for report, copy in expected.items():
        row = found[report]
        assert (row["words"], row["whole"], row["share"], row["is_copy"]) == (
            copy.words, copy.whole, copy.share, copy.is_copy,
        )  # fmt: skip
        assert row["main_origins"] == list(copy.main_origins)
        assert [(p["span"], p["origin"], p["origin_span"], p["words"]) for p in row["passages"]] == [
            (list(p.span), p.origin, list(p.origin_span), p.words) for p in copy.passages
        ]
    assert any(copy.is_copy for copy in expected.values())


def test_incidents_are_those_of_the_ledger(
    reports: list[Report], readings: DataFrame, copied: DataFrame, tmp_path: Path
) -> None:
    found = {
        (row["id"], tuple(row["tellings"])): [
            (k["one"], k["other"], k["score"], tuple(k["reasons"]), k["origin"]) for k in row["links"]
        ]
        for row in spark.incidents(readings, copied).collect()
    }
    with Ledger.open(tmp_path / "examples.ledger") as ledger:
        ledger.add(reports)
        kept: dict[str, list[str]] = {}
        query = "SELECT incident, id, n FROM incident_members m JOIN reports r ON r.number = report WHERE until IS NULL"
        for incident, report, n in ledger.db.execute(query):
            kept.setdefault(incident, []).append(f"{report}:e{n}")
    assert set(found) == {(incident, tuple(sorted(tellings))) for incident, tellings in kept.items()}
    assert any(len(tellings) > 1 for _, tellings in found)

    # And so are the reasons: those that all tellings at once give, with the pairs that stand in copied passages.
    sketches = [sketch for report in reports for sketch in sketches_of(report)]
    both = [(one, other) for links in found.values() for one, other, _, _, origin in links if origin == "copy"]
    at_once = {
        (one.id, one.tellings): [(k.one, k.other, k.score, k.reasons, k.origin) for k in one.links]
        for one in incidents(sketches, copied=both)
    }
    assert both
    assert found == at_once
