"""What stands of incidents in the ledger, and the questions it answers: on real files, against the pure functions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from math import inf
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reportedly import Ledger
from reportedly.errors import QuestionError
from reportedly.ledger import asking, meant, settle, sourcing
from reportedly.ledger.arrivals import Arrival
from reportedly.ledger.candidates import find_copies
from reportedly.ledger.columns import prepared
from reportedly.ledger.dossier import Dossier, dossier_of
from reportedly.ledger.dyads import PERIODS, dyad_of, side_of
from reportedly.ledger.given import Copies
from reportedly.ledger.questions import Asked, copy_rows, disputes, figures, matching
from reportedly.ledger.quoted import leanings_of, quoted_of
from reportedly.ledger.values import Report
from tests.ledger.grouped import as_json, dispatches, group, incident_of, incidents_of, stages
from tests.ledger.laying import report_of

CLOCK = "2001-01-01T00:00:00Z"


@pytest.fixture(autouse=True)
def grouped(monkeypatch) -> None:
    monkeypatch.setattr(settle, "STAGES", stages())


@pytest.fixture(scope="module")
def everything(tmp_path_factory) -> Iterator[Ledger]:
    path = tmp_path_factory.mktemp("ledgers") / "all.ledger"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "STAGES", stages())
        with Ledger.open(path, clock=lambda: CLOCK) as ledger:
            ledger.add(dispatches())
    with Ledger.open(path, "read") as ledger:
        yield ledger


def pure(reports: Sequence[Report]) -> list[Dossier]:
    """The dossiers without a ledger."""
    by_id = {report.id: report for report in reports}
    copies = {id: copy.passages for id, copy in find_copies(reports).items()}
    found = (dossier_of(one, copies, by_id, elsewhere) for one, elsewhere in incidents_of(reports))
    return [one for one in found if one is not None]


def rows(ledger: Ledger, table: str = "incidents") -> list[str]:
    """What stands in a table, without the ledger's own numbers."""
    cursor = ledger.db.execute(f"SELECT * FROM {table}")
    names = [name for name, *_ in cursor.description]
    own = ("number", "since", "until")
    told = (dict(zip(names, row, strict=True)) for row in cursor)
    return sorted(
        as_json({name: value for name, value in row.items() if name not in own})
        for row in told
        if row.get("until") is None
    )


def test_what_a_ledger_tells_is_what_the_pure_functions_tell(everything: Ledger) -> None:
    expected = {one.id: one.row() for one in pure(dispatches())}
    assert len(expected) >= 40
    assert {one.id: one.row() for one in everything.incidents()} == expected
    assert everything.count() == len(expected)


PARTIES = st.sampled_from(
    ["Yugoslavia", "YUG", "Rhodesia", "United States", "Black Brigade", "the orvan army", "Nobody"]
)
DAYS = st.none() | st.sampled_from(["1982-05-03", "1982-05-04", "1982-05-06", "1962-10-24", "1990-01-01"])
ASKED = st.builds(
    Asked,
    DAYS,
    DAYS,
    st.none() | st.tuples(PARTIES, PARTIES),
    st.none() | st.sampled_from(["assault", "ASSAULT heavy-weapons", "ACCUSE", "COERCE seize"]),
    st.none() | st.sampled_from(["Yugoslavia", "port", "Orvan", "Cuba", "RHO"]),
    st.none() | st.sampled_from(["happened", "denied", "threatened", "disputed"]),
    st.none() | st.just(0.5),
).filter(lambda asked: not asked.faults())


@hypothesis_settings(max_examples=150, deadline=None)
@given(asked=ASKED)
def test_asked_in_sql_is_what_is_asked(everything: Ledger, asked: Asked) -> None:
    dossiers = pure_ones()
    expected = matching(dossiers, asked)
    assert [one.id for one in everything.incidents(asked)] == [one.id for one in expected]
    assert [one.id for one in everything.incidents(asked, limit=2)] == [one.id for one in expected[:2]]
    assert [d.row() for d in everything.disputes(asked)] == [d.row() for d in disputes(dossiers, asked)]
    told = [c.row() for c in everything.counts(asked, "range")]
    assert told == [c.row() for c in figures(dossiers, asked, "range")]


_PURE: list[Dossier] = []


def pure_ones() -> list[Dossier]:
    if not _PURE:
        _PURE.extend(pure(dispatches()))
    return _PURE


@pytest.mark.parametrize("by", PERIODS)
@pytest.mark.parametrize(("one", "other"), [("USA", "Soviet Union"), ("Black Brigade", "Yugoslavia"), ("YUG", "YUG")])
def test_words_and_deeds_are_counted_from_what_stands(everything: Ledger, one: str, other: str, by) -> None:
    expected = dyad_of(pure_ones(), side_of(one), side_of(other), by)
    assert expected.cells or other == "YUG"
    assert everything.dyad(one, other, by) == expected
    assert everything.dyad(one, other, by, Asked(until="1970-01-01")) == dyad_of(
        matching(pure_ones(), Asked(until="1970-01-01")), side_of(one), side_of(other), by
    )


@cache
def all_copies() -> Copies:
    return {id: copy.passages for id, copy in find_copies(dispatches()).items()}


WAYS: Mapping[str, Mapping[ModuleType, Mapping[str, float]]] = {
    "those that tell such an incident are named": {},
    "each has a mark": {meant: {"NAMED": 0}, sourcing: {"FEW": 1_000_000}},
    "each is asked": {meant: {"ASKED_FIRST": 3, "SOONER": inf, "MOST": 0.0}, sourcing: {"FEW": 1}},
}


@hypothesis_settings(max_examples=100, deadline=None)
@given(asked=ASKED, way=st.sampled_from(sorted(WAYS)))
def test_reports_are_those_of_the_days_that_tell_such_an_incident(everything: Ledger, asked: Asked, way: str) -> None:
    of_incidents = replace(asked, since=None, until=None)
    tellers = {r.id for r in dispatches()}
    if of_incidents != Asked():
        query = "SELECT r.id FROM incident_members m JOIN reports r ON r.number = m.report WHERE incident = ?"
        ids = (one.id for one in everything.incidents(of_incidents))
        tellers = {report for id in ids for (report,) in everything.db.execute(query, (id,))}
    since, until = asked.since or "", asked.until or "9999"
    dated = asked.since is not None or asked.until is not None
    those = [
        r
        for r in dispatches()
        if r.id in tellers and (not dated or (r.published and since <= r.published[:10] <= until))
    ]
    copies = all_copies()
    expected = quoted_of(those, copies)
    with pytest.MonkeyPatch.context() as patch:
        for module, values in WAYS[way].items():
            for name, value in values.items():
                patch.setattr(module, name, value)
        told = everything.sources(asked, limit=5)
        assert [q.row() for q in told.quoted] == [q.row() for q in expected[:5]]
        assert (told.leanings, told.count) == (leanings_of(those, copies), len(expected))
        ids = {r.id for r in those}
        assert list(everything.copies(asked)) == [row for row in everything.copies() if row.report in ids]
        assert {hit.report for hit in everything.hits("port", asked)} == {
            h.report for h in everything.hits("port")
        } & ids
        # As of a time after all of it, the answers are the same.
        assert everything.sources(asked, as_of="2009-01-01", limit=5) == told
        assert list(everything.copies(asked, as_of="2009-01-01")) == list(everything.copies(asked))


LOOKED_UP = {
    "of a type, by all such incidents": (Asked(type="ASSAULT"), "found", "incidents_by_type"),
    "of a mode": (Asked(type="ASSAULT heavy-weapons"), "found", "incidents_by_type"),
    "of a status": (Asked(status="denied"), "found", "incidents_by_status"),
    "of a type and a status": (Asked(type="ASSAULT", status="denied"), "found", "incidents_by_status"),
    "disputed": (Asked(status="disputed"), "found", "incidents_disputed"),
    "of a type, by a part of them, then each report asked": (Asked(type="ASSAULT"), "asked", "incidents_"),
}
"""Which incidents, whether they are found first or each report is asked, and which index is begun with."""


@pytest.mark.parametrize("then", [None, "2009-01-01"])
@pytest.mark.parametrize("case", LOOKED_UP)
def test_reports_that_tell_an_incident_are_read_off_indexes(
    everything: Ledger, monkeypatch: pytest.MonkeyPatch, case: str, then: str | None
) -> None:
    """Of a million incidents, those of a type are no few: none is looked up in its table, and no report's for each."""
    asked, way, index = LOOKED_UP[case]
    if way == "asked":
        for name, value in WAYS["each is asked"][meant].items():
            monkeypatch.setattr(meant, name, value)
    queries: list[str] = []
    everything.db.set_trace_callback(queries.append)
    try:
        everything.sources(asked, as_of=then, limit=5)
        list(everything.copies(asked, as_of=then, limit=5))
    finally:
        everything.db.set_trace_callback(None)
    steps = {
        step
        for query in queries
        if "incident_members" in query
        for *_, step in everything.db.execute(f"EXPLAIN QUERY PLAN {query}")
        if step.split()[1] in ("i", "m")
    }
    began = {step for step in steps if step.split()[1] == "i"}
    assert began
    assert all(index in step for step in began)
    assert any("(id=?" in step for step in began) == (way == "asked")
    assert all("COVERING" in step or asked.status == "disputed" for step in steps)


@hypothesis_settings(max_examples=50, deadline=None)
@given(asked=ASKED, limit=st.sampled_from([1, 3, None]))
def test_those_that_most_report_come_first_be_they_few_or_many(everything: Ledger, asked: Asked, limit) -> None:
    every = sorted(everything.incidents(asked), key=lambda d: (-d.independent, -d.reports, d.id))
    for most in (0, 50_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asking, "SORTED", most)
            told = [one.id for one in everything.incidents(asked, order="reports", limit=limit)]
        assert told == [one.id for one in every[:limit]]


def test_the_most_reported_of_the_disputed_are_looked_for_among_these(everything: Ledger) -> None:
    queries: list[str] = []
    everything.db.set_trace_callback(queries.append)
    told = [one.id for one in everything.incidents(Asked(status="disputed"), order="reports", limit=3)]
    everything.db.set_trace_callback(None)
    assert told
    first = next(query for query in queries if "FROM incidents i" in query)
    steps = [step for *_, step in everything.db.execute(f"EXPLAIN QUERY PLAN {first}")]
    assert [step for step in steps if step.split()[1] == "i"] == ["SCAN i USING INDEX incidents_disputed"]


def test_sources_copies_and_words_are_those_of_the_reports(everything: Ledger) -> None:
    reports = list(dispatches())
    copies = {id: copy.passages for id, copy in find_copies(reports).items()}
    expected = quoted_of(reports, copies)
    for limit in (None, 3, 1000):
        told = everything.sources(limit=limit)
        assert [q.row() for q in told.quoted] == [q.row() for q in expected[:limit]]
        assert (told.leanings, told.count) == (leanings_of(reports, copies), len(expected))
    assert list(everything.copies()) == list(copy_rows({r.id: r for r in reports}, copies))
    those = [r for r in reports if r.published and "1982-05-04" <= r.published <= "1982-05-05"]
    asked = Asked(since="1982-05-04", until="1982-05-05")
    assert everything.sources(asked).leanings == leanings_of(those, copies)
    assert [q.row() for q in everything.sources(asked).quoted] == [q.row() for q in quoted_of(those, copies)]
    hits = list(everything.hits('mayor "the port"'))
    assert hits
    assert all("port" in f"{hit.before}{hit.words}{hit.after}" for hit in hits)
    tellers = {r.report for d in everything.incidents(Asked(type="ACCUSE")) for a in d.accounts for r in a.sayings}
    assert {hit.report for hit in everything.hits("the", Asked(type="ACCUSE"))} <= tellers


IN_SUM = ("incidents", "incident_others", "incident_origins")


def test_the_order_of_adding_tells_nothing(tmp_path: Path) -> None:
    reports = [*dispatches()]
    made: list[list[list[str]]] = []
    for turn, size in enumerate((len(reports), 1, 7)):
        random.Random(turn).shuffle(reports)
        with Ledger.open(tmp_path / f"{turn}.ledger", clock=lambda: CLOCK) as ledger:
            for at in range(0, len(reports), size):
                ledger.add(reports[at : at + size])
            stands = [rows(ledger, table) for table in ("incidents", "incident_others", "incident_origins")]
            told = [as_json(one.row()) for one in ledger.incidents()]
            sources = ledger.sources(limit=20)
            assert sources == replace(ledger.sources(), quoted=sources.quoted)
            made.append([*stands, told, [as_json(one.row()) for one in (*sources.quoted, *sources.leanings)]])
    assert made[0] == made[1] == made[2]


# What was known when

SHELLED = """{s1:{a:Orvan troops} {e1:shelled} {b:the port} {e1t:on Monday}}, {c:the mayor, Mira Dovzan}, {s1c:said}."""
SHELLED_LINES = """
a Orvan Army | organization YUG MIL
b - | object
c Mira Dovzan | person YUG GOV
s1 c person
e1 ASSAULT a > b happened
e1t 1982-05-03 day
"""
DENIED = """{a:The Orvan army} {s1c:denied} that {s1:its guns {e1:shelled} {b:the port} {e1t:on Monday}}."""
DENIED_LINES = """
a Orvan Army | organization YUG MIL
b - | object
s1 a office denies
e1 ASSAULT a > b denied
e1t 1982-05-03 day
"""


def shelled(outlet: str = "Harrow Wire", day: int = 4) -> Report:
    return report_of({"outlet": outlet, "published": f"1982-05-0{day}", "text": SHELLED, "lines": SHELLED_LINES}, day)


def denied() -> Report:
    return report_of({"outlet": "Ostler Post", "published": "1982-05-05", "text": DENIED, "lines": DENIED_LINES}, 9)


INCIDENT = incident_of("shelled", "1982-05-03")


def add(path: Path, day: int, *reports: Report) -> None:
    with Ledger.open(path, clock=lambda: f"2001-01-0{day}T12:00:00Z") as ledger:
        ledger.add(reports)


def test_what_was_known_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    add(path, 1, shelled())
    add(path, 2, denied())
    with Ledger.open(path, "read") as ledger:
        known = [
            [(d.disputed, d.reports) for d in ledger.incidents(as_of=time)]
            for time in ("2000-01-01", "2001-01-01", "2001-01-02")
        ]
        assert known == [[], [(False, 1)], [(True, 2)]]
        assert ledger.incident(INCIDENT[:5], as_of="2001-01-01").reports == 1
        assert ledger.incident(INCIDENT).reports == 2
        assert not list(ledger.disputes(as_of="2001-01-01"))
        assert len(list(ledger.disputes())) == 1
        assert ledger.count(only="disputed", as_of="2001-01-01") == 0
        assert len(ledger.sources(as_of="2001-01-01").leanings) == 1
        assert len(list(ledger.hits("port", as_of="2001-01-01"))) == 1
        asked = Asked(between=("Orvan Army", "Nobody"))
        assert not list(ledger.incidents(asked, as_of="2001-01-01"))
        with pytest.raises(QuestionError, match="no such incident"):
            ledger.incident(INCIDENT, as_of="2000-12-31")
        with pytest.raises(QuestionError, match="neither a date"):
            list(ledger.incidents(as_of="on Tuesday"))


def test_an_original_that_comes_after_its_copy_is_what_the_account_rests_on(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    long = " It was the fourth such night in the town this month, and the lamps along the quay were out again."
    texts = {"text": SHELLED + long, "lines": SHELLED_LINES}
    copy = report_of({"outlet": "Lantern Daily", "published": "1982-05-05", **texts}, 1)
    original = report_of({"outlet": "Harrow Wire", "published": "1982-05-04", **texts}, 1)
    add(path, 1, copy)
    add(path, 2, original)
    with Ledger.open(path, "read") as ledger:
        assert [d.outlets for d in ledger.incidents(as_of="2001-01-01")] == [("Lantern Daily",)]
        (now,) = ledger.incidents()
        assert (now.reports, now.outlets) == (2, ("Harrow Wire",))
        (row,) = ledger.copies()
        assert (row.report, row.origin, row.share > 0.9) == (copy.id, original.id, True)
        assert not list(ledger.copies(as_of="2001-01-01"))


def test_a_copy_of_what_is_no_telling_is_summed_up_when_its_origin_changes(tmp_path: Path) -> None:
    """The origin tells another incident, for its reading has no event there; still the account rests on it."""
    path = tmp_path / "a.ledger"
    long = " It was the fourth such night in the town this month, and the lamps along the quay were out again."
    copy = report_of(
        {"outlet": "Lantern Daily", "published": "1982-05-05", "text": SHELLED + long, "lines": SHELLED_LINES}, 1
    )
    original = replace(copy.reading.article, publisher="Harrow Wire", published="1982-05-04")
    bare = Report(replace(copy.reading, article=original, statements=(), events=()), CLOCK)
    first = Report(replace(bare.reading, article=replace(original, publisher="Tern", published="1982-05-03")), CLOCK)
    add(path, 1, copy)
    for day, report, outlet in ((2, bare, "Harrow Wire"), (3, first, "Tern")):
        add(path, day, report)
        with Ledger.open(path, "read") as ledger:
            assert [d.outlets for d in ledger.incidents()] == [(outlet,)]


def test_an_incident_that_nothing_tells_any_more_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    add(path, 1, shelled())
    none = replace(shelled().reading, article=replace(shelled().reading.article, model="newer"), events=())
    with Ledger.open(path, clock=lambda: "2001-01-02T12:00:00Z") as ledger, ledger.writing("reread") as writing:
        _, changed = writing.put([prepared(Arrival(none))], replace=True)
        settle.settle(writing, changed)
    with Ledger.open(path, "read") as ledger:
        assert list(ledger.incidents()) == []
        assert ledger.db.execute("SELECT count(*), count(until) FROM incidents").fetchone() == (1, 1)
        # The records of then are gone, and nothing is told of what cannot be shown.
        assert list(ledger.incidents(as_of="2001-01-01")) == []
        ledger.check()


def test_what_changes_nothing_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "a.ledger"
    add(path, 1, shelled(), denied())
    before = rows_of(path)
    add(path, 2, shelled(), denied())
    assert rows_of(path) == before


def rows_of(path: Path) -> list[str]:
    with Ledger.open(path, "read") as ledger:
        return [line for line in ledger.db.iterdump() if "incident" in line or "moments" in line]


def test_rules_that_are_new_are_followed_by_what_rests_on_them(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.ledger"
    add(path, 1, *dispatches()[:10])
    with Ledger.open(path) as ledger:
        before = rows(ledger)
        changed = tuple(replace(s, version=2, work=_one_each) if s.name == "grouped" else s for s in stages())
        monkeypatch.setattr(settle, "STAGES", changed)
        assert ledger.settle() == 10
        assert rows(ledger) != before
        assert all(d.reports == 1 for d in ledger.incidents())


def _one_each(writing, reports) -> None:
    from reportedly.ledger.standing import stand

    for report in reports:
        query = "SELECT n FROM events JOIN reports USING (reading) WHERE reports.number = ?"
        numbers = [n for (n,) in writing.db.execute(query, (report,)).fetchall()]
        stand(writing, "incident_members", {"report": report}, [{"incident": f"{report}-{n}", "n": n} for n in numbers])


def test_no_query_of_the_stage_looks_at_everything(tmp_path: Path) -> None:
    """What a report costs must not grow with the ledger: no table of the ledger is gone through."""
    seen: set[str] = set()
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        ledger.add(dispatches()[:30])
        ledger.db.set_trace_callback(lambda query: seen.add(query))
        with ledger.writing("add") as writing:
            _, changed = writing.put([prepared(Arrival(r.reading)) for r in dispatches()[30:33]])
            group(writing, changed)
            writing.db.execute("SELECT 'from here on'")
            seen.clear()
            settle.STAGES[-1].work(writing, changed)
        ledger.db.set_trace_callback(None)
        asked = [query for query in seen if query.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE"))]
        assert len(asked) > 10
        plans = {query: [row[3] for row in ledger.db.execute(f"EXPLAIN QUERY PLAN {query}")] for query in asked}
    scans = {
        (step, query)
        for query, steps in plans.items()
        for step in steps
        if step.startswith("SCAN") and not any(name in step for name in ("json_each", "CONSTANT", "pragma", "subquery"))
    }
    assert not scans


# What cannot be asked


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (Asked(type="SUNK"), "no type: 'SUNK'"),
        (Asked(type="ASSAULT tea"), "no mode of ASSAULT: 'tea'"),
        (Asked(status="sunk"), "no status: 'sunk'"),
        (Asked(since="1982-05-05", until="1982-05-04"), "is after"),
    ],
)
def test_what_cannot_be_asked(everything: Ledger, asked: Asked, fault: str) -> None:
    for ask in (everything.incidents, everything.disputes, everything.counts, everything.copies):
        with pytest.raises(QuestionError, match=fault):
            list(ask(asked))
    for at_once in (everything.sources, everything.count):
        with pytest.raises(QuestionError, match=fault):
            at_once(asked)


def test_an_id_that_is_none_or_several(everything: Ledger) -> None:
    every = [one.id for one in everything.incidents()]
    twice = next(id[0] for id in every if sum(other[0] == id[0] for other in every) > 1)
    with pytest.raises(QuestionError, match="several incidents begin so"):
        everything.incident(twice)
    for name in ("", "zz", "%", "_" * 16):
        with pytest.raises(QuestionError, match="no such incident"):
            everything.incident(name)
    with pytest.raises(QuestionError, match="no word to search for"):
        list(everything.hits("!?"))
