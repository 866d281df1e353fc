"""`reportedly forget`: what is forgotten is gone to the last byte, and the rest is as if it had never been."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import Ledger
from reportedly.article.differing import Difference
from reportedly.errors import QuestionError
from reportedly.ledger import differences
from reportedly.ledger.checking import unsound
from reportedly.ledger.copy_tables import id_of
from reportedly.ledger.forgetting import doomed, forget
from reportedly.ledger.stages import STAGES
from reportedly.ledger.values import Report
from reportedly.readers.cache import Answers
from reportedly.records import Article, Reading
from reportedly.text import Span
from tests.ledger.readings import NOW, ferry
from tests.ledger.test_copies import QUOTED
from tests.ledger.test_copies import REPORTS as COPYING
from tests.ledger.test_joining import few
from tests.ledger.test_linking import REPORTS
from tests.ledger.whole import Page, all_readings, judge, put, whole
from tests.test_cli import ENV, run

Clock = Callable[[], str]


def clock() -> Clock:
    times = iter(f"2031-01-01T{n // 60:02}:{n % 60:02}:00Z" for n in range(1440))
    return lambda: next(times)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ledger"


def answers(ledger: Ledger, as_of: str | None = None) -> list[object]:
    """All that is told of a ledger, without when it came to know it."""
    told: list[object] = [json.dumps(d.row(), sort_keys=True) for d in ledger.incidents(as_of=as_of)]
    told += [c.row() for c in ledger.copies(as_of=as_of)]
    told += [c.row() for c in ledger.corrections(as_of=as_of)]
    told += [q.row() for q in ledger.sources(as_of=as_of).quoted]
    return told


def working(ledger: Ledger) -> dict[str, list[object]]:
    """The tables by which reports are compared, by the ids of reports."""
    ids = dict(ledger.db.execute("SELECT number, id FROM reports"))
    queries = {
        "copy_lines": "SELECT * FROM copy_lines",
        "copy_recurring": "SELECT * FROM copy_recurring",
        "copy_numbers": "SELECT * FROM copy_numbers",
        "copy_standings": "SELECT * FROM copy_standings",
        "copy_origins": "SELECT * FROM copy_origins",
        "quotations": "SELECT * FROM quotations",
        "quotation_numbers": "SELECT * FROM quotation_numbers",
        "quotation_links": "SELECT report, n, to_report, to_n FROM quotation_links WHERE until IS NULL",
        "incidents": "SELECT id, record, reports, independent FROM incidents WHERE until IS NULL",
        "others": "SELECT incident, role, name, country FROM incident_others WHERE until IS NULL",
        "origins": "SELECT * FROM incident_origins",
        "days": "SELECT * FROM incident_days WHERE count > 0",
        "pairs": "SELECT * FROM incident_pairs WHERE count > 0",
        "pages": "SELECT url, digest FROM pages",
        "addresses": "SELECT url, etag FROM addresses",
        "inputs": "SELECT key FROM inputs",
        "sources": "SELECT key, country, own, copied, articles FROM quoted_sources",
        "told": "SELECT key, label, name, entity, t.country, sector, type, stance, t.own, t.copied "
        "FROM quoted_told t JOIN quoted_sources s ON s.number = t.source WHERE t.own + t.copied > 0",
        "told of days": "SELECT key, country, day, count FROM quoted_days JOIN quoted_sources ON number = source "
        "WHERE count > 0",
        "told by outlets": "SELECT key, country, outlet, count FROM quoted_outlets JOIN quoted_sources "
        "ON number = source WHERE count > 0",
        "kinds": "SELECT outlet, type, own FROM quoted_kinds WHERE own > 0",
    }
    found = {name: sorted(ledger.db.execute(query), key=repr) for name, query in queries.items()}
    by_number = {
        "keys": "SELECT report, key, at, n FROM telling_keys",
        "scenes": "SELECT report, record FROM scenes",
        "tellings": "SELECT report, n, at, incident FROM tellings",
        "members": "SELECT report, n, incident FROM incident_members WHERE until IS NULL",
        "quoted": "SELECT report, label, name, type, stance, own, copied FROM quoted WHERE until IS NULL",
        "kinds of reports": "SELECT report, outlet, day, kinds FROM report_kinds WHERE until IS NULL",
    }
    for name, query in by_number.items():
        found[name] = sorted(((ids[row[0]], *row[1:]) for row in ledger.db.execute(query)), key=repr)
    query = "SELECT report, other, shared FROM report_neighbours"
    found["near"] = sorted((ids[one], ids[other], n) for one, other, n in ledger.db.execute(query))
    query = "SELECT a_report, a_n, b_report, b_n, score, decision FROM links WHERE until IS NULL"
    found["links"] = sorted(
        (*sorted([(ids[a], n), (ids[b], m)]), *more) for a, n, b, m, *more in ledger.db.execute(query)
    )
    return found


def without(ledger: Ledger, *names: str) -> bool:
    return forget(ledger, doomed(ledger, names))


def faults(ledger: Ledger) -> list[str]:
    return [str(one) for one in unsound(ledger)]


# As if it had never been there


def test_every_stage_is_known_to_forgetting() -> None:
    names = [stage.name for stage in STAGES]
    known = ["copies", "quotations", "corrections", "verdicts", "sources", "incidents", "dossiers"]
    assert names == known, "forgetting.py runs the stages itself: a new one must be run there too"


@pytest.mark.parametrize("at", range(10))
def test_each_of_a_ledger_in_its_turn(tmp_path: Path, at: int) -> None:
    readings = all_readings()
    with (
        Ledger.open(tmp_path / "a.ledger", clock=lambda: NOW) as ledger,
        Ledger.open(tmp_path / "b.ledger", clock=lambda: NOW) as never,
    ):
        for reading in readings:
            put(ledger, [reading])
        gone = list(ledger.db.execute("SELECT id FROM reports ORDER BY number"))[at][0]
        assert without(ledger, gone)
        assert faults(ledger) == []
        put(never, [reading for n, reading in enumerate(readings) if n != at])
        assert working(ledger) == working(never)
        assert answers(ledger) == answers(never)


@pytest.mark.parametrize("at", range(10))
def test_what_was_known_before_is_told_without_it(tmp_path: Path, at: int) -> None:
    readings, time = all_readings(), clock()
    with (
        Ledger.open(tmp_path / "a.ledger", clock=clock()) as ledger,
        Ledger.open(tmp_path / "b.ledger", clock=time) as never,
    ):
        for n, reading in enumerate(readings):
            put(ledger, [reading])
            if n == at:
                time()  # a moment passes here too
            else:
                put(never, [reading])
        ids = [id for (id,) in ledger.db.execute("SELECT id FROM reports ORDER BY number")]
        without(ledger, ids[at])
        for moment in ledger.moments()[:-1]:
            assert answers(ledger, moment.time) == answers(never, moment.time), moment


def forgotten_and_never(made: list[Report], gone: set[str], judged: list[tuple[str, str, bool]]) -> None:
    """That a ledger which forgot some reports is one that never had them, with what was judged of the others."""
    reports = list({report.id: report for report in made}.values())
    texts = {report.reading.article.id for report in reports if report.id not in gone}
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        with Ledger.open(here / "a.ledger") as ledger, Ledger.open(here / "b.ledger") as never:
            for report in reports:
                ledger.add([report])
            never.add([report for report in reports if report.id not in gone])
            for one, other, same in judged:
                ledger.judge_link(one, other, same, "Ines")
                if {one.split(":")[0], other.split(":")[0]} <= texts:
                    never.judge_link(one, other, same, "Ines")
            without(ledger, *gone)
            assert faults(ledger) == []
            assert working(ledger) == working(never)
            assert answers(ledger) == answers(never)


@given(st.lists(REPORTS, min_size=2, max_size=7), st.integers(1, 3), st.integers(1, 3), st.data())
@settings(max_examples=20, deadline=None)
def test_any_of_them_with_verdicts(made: list[Report], near: int, first: int, data: st.DataObject) -> None:
    """With few that are compared, so that those which go had driven out others."""
    gone = data.draw(st.sets(st.sampled_from([report.id for report in made]), min_size=1, max_size=4))
    tellings = [f"{r.reading.article.id}:e{e.number}" for r in made for e in r.reading.events]
    pairs = st.tuples(st.sampled_from(tellings), st.sampled_from(tellings), st.booleans())
    judged = [one for one in data.draw(st.lists(pairs, max_size=3)) if one[0].split(":")[0] != one[1].split(":")[0]]
    with pytest.MonkeyPatch.context() as patch:
        few(patch, near, 3, first)
        forgotten_and_never(made, gone, judged)


@given(st.lists(COPYING | QUOTED, min_size=2, max_size=12), st.sampled_from([1, 2, 64]), st.data())
@settings(max_examples=25, deadline=None)
def test_any_that_copy_and_quote(made: list[Report], most: int, data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from([report.id for report in made]), min_size=1, max_size=5))
    with pytest.MonkeyPatch.context() as patch:
        for place in ("candidates.MOST", "requoted.MOST"):
            patch.setattr(f"reportedly.ledger.{place}", most)
        forgotten_and_never(made, gone, [])


BOILER = "Write to the night desk of the Tern, Quay Street, with whatever you have seen."


def boiler(day: int) -> Reading:
    name = ("Vessa", "Ombrine", "Kittiwake")[day - 1]
    words = f"The ketch {name} came into the harbour with its hold full of salted cod and two passengers aboard."
    return Reading(Article(f"{words}\n\n{BOILER}", publisher="The Tern", published=f"2026-02-{day:02}"))


def test_what_recurs_no_more_is_compared_again(tmp_path: Path) -> None:
    readings = [boiler(day) for day in range(1, 4)]
    with Ledger.open(tmp_path / "a.ledger") as ledger, Ledger.open(tmp_path / "b.ledger") as never:
        ledger.add(readings)
        assert working(ledger)["copy_recurring"] != []
        without(ledger, next(iter(ledger.reports())).id)
        never.add(readings[1:])
        assert working(ledger) == working(never)
        assert working(ledger)["copy_recurring"] == []


# To the last byte

TELLTALE = "Quixanthrop"


def telltale() -> Reading:
    """A report with a word of its own in its text, its title, its address and every record."""
    reading = ferry(6, outlet=f"The {TELLTALE} Post", words=f"So said the {TELLTALE} brothers.")
    (event,), (statement,) = reading.events, reading.statements
    party = replace(event.actor, name=f"{TELLTALE} Brothers")  # type: ignore[arg-type]
    speaker = replace(statement.source, name=f"Ilse {TELLTALE}")  # type: ignore[arg-type]
    article = replace(
        reading.article, url=f"https://{TELLTALE}.example/6", title=f"{TELLTALE} strikes", file=f"{TELLTALE}.html",
        byline=TELLTALE,
    )  # fmt: skip
    return replace(
        reading,
        article=article,
        events=(replace(event, actor=party),),
        statements=(replace(statement, source=speaker),),
    )


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*")).lower()


def test_no_byte_of_it_stays(path: Path) -> None:
    with Ledger.open(path) as ledger:
        put(ledger, all_readings()[:3])
        put(ledger, [telltale()])
        put(ledger, all_readings()[3:])
        judge(ledger)
        (id,) = [r.id for r in ledger.reports() if TELLTALE in (r.outlet or "")]
        ledger.judge(f"{id}:e1", "edited", "Ines", edited={"actor": f"{TELLTALE} Sisters"})
    assert TELLTALE.lower().encode() in bytes_of(path)
    with Ledger.open(path) as ledger:
        assert without(ledger, f"https://{TELLTALE}.example/6")
        assert faults(ledger) == []
        assert TELLTALE.lower().encode() not in bytes_of(path)
        assert [m.act for m in ledger.moments()][-1] == "forget"
        assert list(ledger.search(TELLTALE)) == []
        assert id not in "\n".join(ledger.db.iterdump())
        assert f"X'{id_of(0)}'" not in ledger.db.iterdump()
    data = bytes_of(path)
    for word in (TELLTALE[:8], TELLTALE[2:]):
        assert word.lower().encode() not in data


def test_where_a_reader_keeps_the_log_that_is_told(path: Path) -> None:
    with Ledger.open(path) as ledger:
        put(ledger, [*all_readings()[:2], telltale()])
        with Ledger.open(path, "read") as reader:
            reader.db.execute("BEGIN")
            reader.db.execute("SELECT count(*) FROM texts").fetchone()
            ledger.db.execute("PRAGMA busy_timeout = 100")
            assert not without(ledger, f"https://{TELLTALE}.example/6")
            assert len(ledger) == 2
        assert forget(ledger, ())
    assert TELLTALE.lower().encode() not in bytes_of(path)


# Verdicts, texts that others have too


def test_verdicts_go_with_their_words_and_what_they_held_apart_is_laid_together(path: Path, tmp_path: Path) -> None:
    with Ledger.open(path, clock=lambda: NOW) as ledger, Ledger.open(tmp_path / "b.ledger", clock=lambda: NOW) as never:
        readings = all_readings()
        put(ledger, readings)
        judge(ledger)
        tern = next(r for r in ledger.reports() if r.reading.article == readings[0].article)
        without(ledger, tern.reading.article.id)
        kept = [r for r in readings if r.article.text != tern.reading.article.text]
        assert len(ledger) == len(kept) < len(readings)
        assert faults(ledger) == []
        (judged,) = ledger.verdicts()
        assert judged.row()["decision"] == "edited"
        put(never, kept)
        gull = next(r for r in never.reports() if r.reading.article == readings[1].article)
        never.judge(f"{gull.id}:e1", "edited", "Ines", edited={"status": "planned"})
        assert working(ledger) == working(never)
        assert answers(ledger) == answers(never)


def test_of_two_reports_of_one_text_one_stays_with_its_verdicts(path: Path, tmp_path: Path) -> None:
    with Ledger.open(path) as ledger:
        put(ledger, all_readings())
        judge(ledger)
        before = [v.row()["decision"] for v in ledger.verdicts()]
        late = next(r for r in ledger.reports() if r.published == "2026-01-09")
        without(ledger, late.id)
        assert len(ledger) == len(all_readings()) - 1
        assert faults(ledger) == []
        assert [v.row()["decision"] for v in ledger.verdicts()] == before
        assert len(list(ledger.search("sailors"))) > 0


def test_it_may_be_added_again(path: Path) -> None:
    with Ledger.open(path) as ledger:
        whole(ledger)
        before = working(ledger)
        first = all_readings()[5]
        id = next(r for r in ledger.reports() if r.reading == first).id
        without(ledger, id)
        put(ledger, [first])
        assert working(ledger) == before
        assert faults(ledger) == []


def test_all_of_them(path: Path) -> None:
    with Ledger.open(path) as ledger:
        whole(ledger)
        assert without(ledger, *[r.id for r in ledger.reports()])
        assert len(ledger) == 0
        assert faults(ledger) == []
        left = {"moments", "stages", "text_words_config", "statement_words_config", "text_words_data"}
        for (name,) in ledger.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            if name not in left | {"statement_words_data", "copy_recurring"}:
                assert ledger.db.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,), name


def test_what_goes_wrong_leaves_all_as_it_was(path: Path, monkeypatch) -> None:
    with Ledger.open(path) as ledger:
        whole(ledger)
        before = list(ledger.db.iterdump())

        def fail(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("reportedly.ledger.forgetting.summed_up_anew", fail)
        with pytest.raises(ZeroDivisionError):
            without(ledger, next(iter(ledger.reports())).id)
        assert list(ledger.db.iterdump()) == before


def test_killed_in_the_middle(path: Path, tmp_path: Path) -> None:
    with Ledger.open(path) as ledger:
        whole(ledger)
        id, count = next(iter(ledger.reports())).id, len(ledger)
    script = (
        "import os, sys\n"
        "from reportedly import Ledger\n"
        "from reportedly.ledger import forgetting\n"
        "forgetting._delete = lambda *_: os.kill(os.getpid(), 9)\n"
        "with Ledger.open(sys.argv[1]) as ledger:\n"
        "    forgetting.forget(ledger, forgetting.doomed(ledger, [sys.argv[2]]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path), id], env=ENV, check=False)
    assert done.returncode == -9
    with Ledger.open(path) as ledger:
        assert faults(ledger) == []
        assert len(ledger) == count
        assert without(ledger, id)
        assert faults(ledger) == []


# What is meant


def test_what_is_meant(path: Path) -> None:
    with Ledger.open(path) as ledger:
        put(ledger, all_readings())
        for report in ledger.reports():
            assert [one.id for one in doomed(ledger, [report.id])] == [report.id]
        text = all_readings()[0].article
        assert len(doomed(ledger, [text.id])) == 2
        assert len(doomed(ledger, [text.id, text.id[:8]])) == 2
        assert [one.url for one in doomed(ledger, [text.url or ""])] == [text.url]
        for name in ("0000000000000000", "https://none.example", "", "%"):
            with pytest.raises(QuestionError):
                doomed(ledger, [name])


def test_a_page_that_was_asked_for_elsewhere(path: Path) -> None:
    from reportedly.ledger.arrivals import Arrival
    from reportedly.ledger.columns import prepared

    page = Page("https://a.example/long", b"<p>", asked="https://a.example/s")
    with Ledger.open(path) as ledger:
        with ledger.writing("add") as writing:
            writing.put([prepared(Arrival(ferry(), page=page))])
        assert len(doomed(ledger, ["https://a.example/s"])) == 1
        without(ledger, "https://a.example/s")
        assert ledger.db.execute("SELECT count(*) FROM addresses").fetchone() == (0,)


# The command


def test_the_command_asks(path: Path) -> None:
    with Ledger.open(path) as ledger:
        put(ledger, all_readings())
        id = next(iter(ledger.reports())).id
        count = len(ledger)
    code, out, err = run("forget", path, id, data=b"n\n")
    assert (code, out) == (130, "")
    assert id in err
    with Ledger.open(path, "read") as ledger:
        assert len(ledger) == count
    code, out, err = run("forget", path, id, data=b"y\n")
    assert (code, out) == (0, f"{path}: 1 forgotten; {count - 1} reports in all\n")
    assert run("forget", path, id, "--yes")[:2] == (2, "")
    assert run("forget", path) == (0, f"{path}: 0 forgotten; {count - 1} reports in all\n", "")
    assert run("check", path)[0] == 0


def test_what_is_kept_beside_it_goes_too(path: Path) -> None:
    with Ledger.open(path) as ledger:
        put(ledger, [*all_readings()[:2], telltale()])
        article = telltale().article.id
        other = all_readings()[0].article.id
    for one in (article, other):
        found = Difference("event", Span(0, 7), TELLTALE if one == article else "Premier", 1, None, None, ("a", "b"))
        differences.keep(str(path), [one], [differences.Kept(one, ("x", "y"), found)], ("x", "y"))
    answers = Answers(f"{path}.answers")
    insert = "INSERT INTO answers VALUES (?, ?, 0, 9, 'm', 'i', ?, 0, 1, 1)"
    answers._db.executemany(insert, [("1", article, f"{TELLTALE} said"), ("2", other, "Brandt said")])
    answers.close()
    assert run("forget", path, article, "--yes")[0] == 0
    assert [one.article for one in differences.kept(str(path))] == [other]
    assert b"Brandt said" in Path(f"{path}.answers").read_bytes()
    assert TELLTALE.lower().encode() not in bytes_of(path)


def test_no_ledger_is_made(path: Path) -> None:
    assert run("forget", path, "1234", "--yes") == (1, "", f"reportedly: {path}: no such ledger\n")
    assert not path.exists()
