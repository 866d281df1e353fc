"""`reportedly check`: a sound ledger is told so, and whatever is damaged in one is found."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.ledger import settle
from reportedly.ledger.checking import unsound
from reportedly.ledger.settle import STAGES, Stage
from reportedly.ledger.writing import Writing
from tests.ledger.whole import whole
from tests.test_cli import run


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "a.ledger"
    with Ledger.open(path) as ledger:
        whole(ledger)
    return path


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "a.ledger"))


def told(path: Path, **how: bool) -> list[str]:
    with Ledger.open(path, "read") as ledger:
        return [str(one) for one in unsound(ledger, **how)]


def damage(path: Path, *statements: str) -> None:
    db = sqlite3.connect(path)
    for statement in statements:
        assert db.execute(statement).rowcount != 0, statement
    db.commit()
    db.close()


def test_every_table_of_the_example_has_rows(sound: Path) -> None:
    with Ledger.open(sound, "read") as ledger:
        tables = [name for (name,) in ledger.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        empty = {name for name in tables if not ledger.db.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()}
    assert empty <= {
        "copy_pending",
        "quotation_pending",
        "copy_recurring",
        "incident_others",
        "incident_origins",
    }


def test_a_sound_ledger_is_told_so(sound: Path) -> None:
    assert told(sound) == []
    with Ledger.open(sound, "read") as ledger:
        count = len(ledger)
    assert run("check", sound) == (0, f"{sound}: sound; {count} reports in all\n", "")


def test_an_empty_ledger_is_sound(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "b.ledger").close()
    assert run("check", tmp_path / "b.ledger")[0] == 0


DAMAGES = {
    "a letter of a text": ("UPDATE texts SET body = replace(body, 'sailors', 'Sailors') WHERE number = 1",
        "its words are not those that its id was made of"),
    "a span that is moved": ("UPDATE events SET record = json_set(record, '$.span[0]', 1) WHERE number = 1",
        "the words of its span [1, "),
    "a span beyond the text": ("UPDATE flaws SET record = json_set(record, '$.span[1]', 99999) WHERE number = 1",
        "99999] is none in its text"),
    "words beside their span": ("UPDATE figures SET record = json_set(record, '$.text', 'nine') WHERE number = 1",
        "are not those of its text"),
    "a party's words": ("UPDATE events SET record = json_set(record, '$.actor.text', 'pirates') WHERE number = 1",
        "the words of its actor"),
    "a value in a record": ("UPDATE figures SET record = json_set(record, '$.value', 9) WHERE number = 1",
        "its records are not those that its digest was made of"),
    "a column of a record": ("UPDATE events SET status = 'denied' WHERE number = 1",
        "its column status says another thing than its record"),
    "a record that is no JSON": ("UPDATE events SET record = '{' WHERE number = 1", "cannot be made out"),
    "a record that is gone": ("DELETE FROM figures WHERE number = 1", "its records are not those that its digest"),
    "a statement that leads nowhere": ("UPDATE events SET according_to = 7 WHERE number = 1",
        "its according_to leads to s7: none"),
    "a report's address": ("UPDATE reports SET url = 'https://wren.example/1' WHERE number = 1",
        "are not those that its id was made of"),
    "a report's reading": ("UPDATE reports SET reading = 2 WHERE number = 1", "its reading is of another text"),
    "a page's bytes": ("UPDATE pages SET body = x'00' WHERE number = 1", "its bytes cannot be unpacked"),
    "a page's digest": ("UPDATE pages SET digest = x'00' WHERE number = 1",
        "its bytes are not those that its digest was made of"),
    "a full-text row": ("DELETE FROM text_words_docsize WHERE id = 1", "is not in the full-text index"),
    "a moved text": ("UPDATE text_words_data SET block = zeroblob(10) WHERE id > 10", "text"),
    "a copy from nowhere": ("UPDATE copies SET record = replace(record, substr(record, instr(record, '[[') + 10, 4), "
        "'0000') WHERE until IS NULL", "what report"),
    "an origin that is gone": ("DELETE FROM copy_origins", "is of other reports than its origins"),
    "a report unsigned": ("DELETE FROM copy_standings WHERE rowid = (SELECT min(rowid) FROM copy_standings)",
        "what is needed to find its copies is missing"),
    "a quotation that is gone": ("DELETE FROM quotations WHERE report = (SELECT max(to_report) FROM quotation_links)",
        "which is no quotation here"),
    "a link to no event": ("UPDATE links SET b_n = 77 WHERE number = (SELECT min(number) FROM links)",
        "leads to e77, which is no event of it"),
    "a telling elsewhere": ("UPDATE tellings SET incident = 'abc' WHERE report = 1",
        "stands in an incident as a telling, and not as a member"),
    "a member that is gone": ("DELETE FROM incident_members WHERE report = 1", "and not as a member"),
    "a telling that is gone": ("DELETE FROM tellings WHERE report = 4 AND n = 1", "is an event, and no telling"),
    "a sum that is gone": ("DELETE FROM incidents WHERE until IS NULL AND type = 'CONSULT'",
        "has tellings, and no sum"),
    "a sum that is another": ("UPDATE incidents SET independent = independent + 1 WHERE until IS NULL",
        "its column independent is not what its tellings come to"),
    "a count": ("UPDATE incident_days SET count = count + 1 WHERE count > 0", "incident_days: the count"),
    "a count by pairs": ("DELETE FROM incident_pairs", "incident_pairs: the count"),
    "a count of quotations": ("UPDATE quoted SET own = own + 1 WHERE report = 6",
        "so many statements are counted in it"),
    "a day of quotations": ("UPDATE quoted SET day = '1999-01-01' WHERE report = 6",
        "its day is another one where statements are counted"),
    "a notice beyond its text": ("UPDATE corrections SET end = 99999", "99999] is none in its text"),
    "a verdict's place": ("UPDATE verdict_places SET start = start + 1 WHERE n = 1",
        "are not the words that were judged"),
    "a verdict without a place": ("DELETE FROM verdict_places WHERE verdict = 1", "has other places than anchors"),
    "a row of two times": ("UPDATE incident_members SET since = 2, until = 1 WHERE number = 1", "which is before"),
    "a row for nobody": ("UPDATE inputs SET report = 999 WHERE report = 1", "belongs to no row of reports"),
    "what another reader said": ("UPDATE readers SET told = '{'", "cannot be made out"),
    "a stage of other rules": ("UPDATE stages SET version = 0 WHERE name = 'copies'", "was worked out by other rules"),
    "a stage that is behind": ("UPDATE stages SET done = 1 WHERE name = 'dossiers'", "has come to report 1 of"),
}  # fmt: skip


MEDDLING = {
    "a trigger that takes verdicts away": (
        "CREATE TRIGGER kind_to_us AFTER INSERT ON verdicts BEGIN DELETE FROM verdicts WHERE number = new.number; END",
        "trigger kind_to_us: is none of a ledger, and meddles with verdicts",
    ),
    "an index that lets one verdict in": (
        "CREATE UNIQUE INDEX only_one ON verdicts (record)",
        "index only_one: is none of a ledger, and meddles with verdicts",
    ),
}


@pytest.mark.parametrize("name", MEDDLING)
def test_what_meddles_with_a_ledger_is_found(path: Path, name: str) -> None:
    """Somebody who hands a ledger on may have put it there."""
    statement, expected = MEDDLING[name]
    db = sqlite3.connect(path)
    db.execute(statement)
    db.close()
    assert told(path) == [expected]


def test_what_is_beside_a_ledger_and_leaves_it_alone_is_no_fault(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE notes_of_ours (words TEXT UNIQUE)")
    db.execute("CREATE UNIQUE INDEX one_of_each ON notes_of_ours (words)")
    db.execute("CREATE INDEX by_outlet ON reports (publisher)")
    db.close()
    assert told(path) == []


def test_the_schema_of_a_file_calls_nothing_that_could_do_harm(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE VIEW harm AS SELECT file FROM pragma_database_list")
    assert db.execute("SELECT * FROM harm").fetchall(), "what comes with SQLite lets it"
    db.close()
    for mode in ("read", "write"):
        with Ledger.open(path, mode) as ledger, pytest.raises(sqlite3.OperationalError, match="unsafe use of"):
            ledger.db.execute("SELECT * FROM harm").fetchall()


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_is_found(path: Path, name: str) -> None:
    statement, expected = DAMAGES[name]
    damage(path, statement)
    found = told(path)
    assert any(expected in one for one in found), found


def test_one_line_a_fault_and_the_count_at_the_end(path: Path) -> None:
    damage(path, "UPDATE events SET status = 'denied' WHERE number = 1")
    code, out, err = run("check", path, "--quick")
    *lines, last = out.splitlines()
    with Ledger.open(path, "read") as ledger:
        query = "SELECT reports.id FROM events JOIN reports USING (reading) WHERE events.number = 1"
        (first,) = ledger.db.execute(query).fetchone()
        count = len(ledger)
    assert (code, err) == (3, "")
    assert lines == [f"{first}:e1: its column status says another thing than its record"]
    assert last == f"{path}: not sound: 1 fault; {count} reports in all"


def test_a_page_of_the_file_that_is_overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    path.write_bytes(data)
    code, out, err = run("check", path)
    assert code in (1, 3)
    assert "\n" not in err.strip()
    assert "Traceback" not in out + err


def test_what_is_no_ledger(tmp_path: Path) -> None:
    assert run("check", tmp_path / "none.ledger") == (1, "", f"reportedly: {tmp_path}/none.ledger: no such ledger\n")


def test_nothing_is_written(path: Path) -> None:
    before = path.read_bytes()
    told(path)
    assert path.read_bytes() == before


def test_new_rules_that_were_not_run_yet(path: Path, monkeypatch) -> None:
    def work(writing: Writing, reports: object) -> None:
        pass

    monkeypatch.setattr("reportedly.ledger.checking.STAGES", (*STAGES, Stage("later", 1, work)))
    assert told(path) == ["stage later: was not worked out yet; `reportedly add` brings it up to date"]
    assert settle.STAGES == STAGES


def test_a_line_names_the_record(path: Path) -> None:
    damage(path, "UPDATE figures SET record = json_set(record, '$.text', 'nine') WHERE number = 1")
    with Ledger.open(path, "read") as ledger:
        query = "SELECT reports.id FROM figures JOIN reports USING (reading) WHERE figures.number = 1"
        (report,) = ledger.db.execute(query).fetchone()
    assert any(one.startswith(f"{report}:f1: ") for one in told(path, quick=True))
