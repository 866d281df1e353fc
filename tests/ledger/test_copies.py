"""Who copied whom: tables that a linguist can edit, and what holds for any set of reports."""

from __future__ import annotations

import random
import sqlite3
import time
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.ledger.candidates import Memory, enter, find_copies, settle
from reportedly.ledger.copies import Copy, CopyGroup, Passage, copy_groups, independent, roots
from reportedly.ledger.copy_tables import SCHEMA, CopyTables, QuotationTables, copy_from_json, copy_to_json
from reportedly.ledger.passages import Compared, kept_words, shared_passages
from reportedly.ledger.requoted import (
    QuotationMemory,
    enter_quotations,
    find_quotation_groups,
    quotation_groups,
    quotations_of,
    same_quotation,
    settle_quotations,
)
from reportedly.ledger.signing import signature_of
from reportedly.ledger.store import Ledger
from reportedly.ledger.values import Report
from reportedly.ledger.wording import UNDATED, day_of, wording_of
from reportedly.records import Article, Mention, Reading, Statement
from reportedly.text import Span

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "copies.toml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = TABLE["row"]
QUOTATIONS: list[dict[str, Any]] = TABLE["quotation"]


def report(text: str, outlet: str | None = "Lantern", date: str | None = None, title: str | None = None) -> Report:
    article = Article(text.strip(), title=title, publisher=outlet, published=date)
    return Report(Reading(article), "2040-01-01T00:00:00Z")


def of_row(row: dict[str, Any]) -> dict[str, Report]:
    return {r["as"]: report(r["text"], r.get("outlet"), r.get("date"), r.get("title")) for r in row["report"]}


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_who_copied_whom(row: dict[str, Any]) -> None:
    reports = of_row(row)
    copies = find_copies(reports.values())
    names = {r.id: name for name, r in reports.items()}
    found = {names[r]: sorted(names[root] for root in roots(r, copies)) for r, c in copies.items() if c.is_copy}
    assert found == row["copies"]
    for name, expected in row.get("passages", {}).items():
        text = reports[name].reading.article.text
        passages = [(names[p.origin], p.span.of(text)) for p in copies[reports[name].id].passages]
        assert len(passages) == len(expected)
        for (origin, words), (due, begins, ends) in zip(passages, expected, strict=True):
            assert origin == due
            assert words.startswith(begins)
            assert words.endswith(ends.rstrip("."))
    if row.get("passages") == {}:
        assert not any(c.passages for c in copies.values())


BODIES = [
    "The court of appeal in Lund freed a shepherd on Monday who had been held for eleven months over a burnt barn.",
    "Snow kept the pass at Kessel closed for a sixth day, and bakers in the valley below began to count their flour.",
    "A glass factory in Orrin will take on two hundred people by spring, its owners told a meeting in the town hall.",
    "Police in Tarvan searched three flats for letters that a former minister is said to have kept from the archive.",
    "The ferry company admitted that its newest ship had touched ground twice in May and that nobody had been told.",
]
LINE = (
    "Read the Lantern every morning for the news of five valleys, brought to your door by people whom you know by name."
)


def test_lines_that_a_publisher_puts_under_everything_are_set_aside() -> None:
    reports = [report(f"{body}\n\n{LINE}", date=f"2031-05-0{n}") for n, body in enumerate(BODIES, 1)]
    copies = find_copies(reports)
    assert not any(c.passages for c in copies.values())
    few = find_copies(reports[:2])  # seen twice, it may as well be copied
    assert sum(len(c.passages) for c in few.values()) == 1


def test_a_line_that_only_different_publishers_have_in_common_is_not_set_aside() -> None:
    reports = [
        report(f"{body}\n\n{LINE}", outlet=f"Outlet {n}", date=f"2031-05-0{n}") for n, body in enumerate(BODIES, 1)
    ]
    assert sum(len(c.passages) for c in find_copies(reports).values()) == len(BODIES) - 1


def test_versions_of_one_story_do_not_set_one_another_aside() -> None:
    story = " ".join(BODIES)
    lines = story.replace(". ", ".\n\n")
    versions = [report(f"{lines}\n\nVersion of {hour} o'clock.", date="2031-05-01") for hour in ("one", "two", "three")]
    copies = find_copies([*versions, report(lines, outlet="Coast Mirror", date="2031-05-02")])
    assert len(versions) + 1 - len(roots_of(copies)) == 3


def roots_of(copies: dict[str, Copy]) -> set[str]:
    return {root for r in copies for root in roots(r, copies)}


def test_reports_and_independent_reports() -> None:
    def copy(name: str, *origins: tuple[str, int]) -> Copy:
        return Copy(name, 100, tuple(Passage(Span(0, 9), o, Span(0, 9), words) for o, words in origins))

    copies = {
        c.report: c
        for c in (
            copy("a"), copy("b"), copy("c", ("a", 90)), copy("d", ("a", 50), ("b", 40)), copy("e", ("d", 80)),
            copy("f", ("a", 30)), copy("g", ("a", 90), ("b", 10)),
        )
    }  # fmt: skip
    assert copy_groups(copies) == (CopyGroup("a", ("c", "d", "e", "g")), CopyGroup("b", ("d", "e")))
    assert roots("e", copies) == {"a", "b"}
    assert independent("abcdefg", copies) == 3  # a, b, and f, which has more of its own
    assert independent("c", copies) == 1
    assert independent("cg", copies) == 1
    assert independent("de", copies) == 2
    assert independent("", copies) == 0


def quoting(said: Sequence[Any], outlet: str, date: str | None = "2031-05-01") -> Report:
    name, words = said
    text = f"{outlet} was there. “{words}” said {name or 'somebody'} at the door."
    start = text.index("“")
    content = Span(start, text.index("”") + 1)
    source = Span(text.index("said ") + 5, text.index(" at the door"))
    mention = Mention(source, "person", name or None)
    statement = Statement(
        1, Span(start, source.end), mention, "person", None, (content,), "direct", "asserts"
    )  # fmt: skip
    return Report(Reading(Article(text, publisher=outlet, published=date), (statement,)), "2040-01-01T00:00:00Z")


@pytest.mark.parametrize("row", QUOTATIONS, ids=[row["name"] for row in QUOTATIONS])
def test_one_quotation_or_two(row: dict[str, Any]) -> None:
    one, other = (quoting(said, outlet) for said, outlet in zip(row["said"], ("Dial", "Echo"), strict=True))
    ((a,), (b,)) = quotations_of(one), quotations_of(other)
    assert same_quotation(a, b) == same_quotation(b, a) == row["same"]
    groups = find_quotation_groups([other, one])
    assert [g.statements for g in groups] == ([(a.id, b.id)] if row["same"] else [])


def test_a_quotation_that_everyone_prints_is_one_statement_with_its_earliest() -> None:
    words = "We came with charts and they came with lawyers, and neither can catch a single cod."
    reports = [quoting(("Ylva Brandt", words), f"Outlet {n}", f"2031-05-0{9 - n}") for n in range(1, 7)]
    (group,) = find_quotation_groups(reports)
    assert group.earliest == f"{reports[-1].id}:s1"
    assert group.reports == tuple(r.id for r in reversed(reports))


def test_two_names_are_not_joined_by_a_report_that_names_nobody() -> None:
    words = "We came with charts and they came with lawyers, and neither can catch a single cod."
    reports = [quoting((name, words), f"Outlet {n}") for n, name in enumerate(["Ylva Brandt", "", "Oskar Lund"] * 2)]
    groups = find_quotation_groups(reports)
    assert sorted(len(g.statements) for g in groups) == [2, 2, 2]


def test_rereading_replaces_the_quotations_of_a_report_and_not_its_copies() -> None:
    words = "We came with charts and they came with lawyers, and neither can catch a single cod."
    one, other = quoting(("Ylva Brandt", words), "Dial"), quoting(("Ylva Brandt", words), "Echo")
    index = QuotationMemory()
    for r in (one, other):
        enter_quotations(index, r)
    settle_quotations(index)
    assert len(quotation_groups(index.links, index.held)) == 1
    enter_quotations(index, replace(one, reading=replace(one.reading, statements=())))
    settle_quotations(index)
    assert quotation_groups(index.links, index.held) == ()


WORDS = st.sampled_from(
    ["the", "of", "a", "harbour", "said", "minister", "ship", "court", "snow", "12", "Tuesday", "was", "not"]
)
SENTENCES = st.lists(WORDS, min_size=3, max_size=18).map(lambda words: " ".join(words) + ".")
PIECES = st.one_of(st.sampled_from([*BODIES, LINE]), SENTENCES)
REPORTS = st.builds(
    lambda pieces, outlet, date: report("\n\n".join(pieces), outlet, date),
    st.lists(PIECES, min_size=1, max_size=5),
    st.sampled_from(["Dial", "Echo", None]),
    st.sampled_from(["2031-05-01", "2031-05-02", "2031-05-20", "2031-07-30", None]),
)


def test_the_tables_outside_of_a_ledger_are_those_within_it(tmp_path: Path) -> None:
    outside = sqlite3.connect(":memory:")
    outside.executescript(SCHEMA)
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        for (table,) in outside.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
            columns = "SELECT name, type FROM pragma_table_info(?) ORDER BY name"
            standing = {("number", "INTEGER"), ("since", "INTEGER"), ("until", "INTEGER")}
            found, kept = (set(db.execute(columns, (table,))) for db in (outside, ledger.db))
            # Within a ledger, what was superseded stays: such tables have a number and two moments more.
            assert kept - found <= (standing if ("since", "INTEGER") in kept else set()), table
            assert found <= kept, table


@settings(max_examples=60, deadline=None)
@given(st.lists(REPORTS, max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_adding_makes_no_difference(reports: list[Report], rng: random.Random) -> None:
    expected = find_copies(reports)
    shuffled = list(reports)
    rng.shuffle(shuffled)
    index = Memory()
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    by_id = {r.id: r for r in reports}
    tables = CopyTables(db, lambda r: wording_of(by_id[r]))
    for r in shuffled:
        enter(index, r)
        enter(tables, r)
        settle(tables)
        if rng.random() < 0.5:
            settle(index)
    settle(index)
    assert dict(sorted(index.copies.items())) == expected
    assert tables.copies() == {r: c for r, c in expected.items() if c.passages}
    assert copy_groups(tables.copies()) == copy_groups(expected)
    for name, copy in expected.items():
        text = by_id[name].reading.article.text
        assert 0 <= copy.share <= 1
        assert copy_from_json(name, copy_to_json(copy)) == copy
        last = 0
        for passage in copy.passages:
            assert last <= passage.span.start < passage.span.end <= len(text)
            last = passage.span.start
            theirs = by_id[passage.origin].reading.article.text
            assert 0 <= passage.origin_span.start < passage.origin_span.end <= len(theirs)
            assert day_of(by_id[passage.origin].published) <= day_of(by_id[name].published)
            assert passage.origin != name


def test_many_copies_of_one_story_added_backwards_are_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    # So that the earliest few crowd out the others, and every addition moves them.
    monkeypatch.setattr("reportedly.ledger.candidates.MOST", 3)
    story = " ".join(BODIES)
    reports = [
        report(f"{story} Page {'x' * n}.", f"Outlet {n}", f"2031-05-{1 + n:02d}" if n % 5 else None) for n in range(25)
    ]
    expected = find_copies(reports)
    index = Memory()
    for r in reversed(reports):
        enter(index, r)
        settle(index)
    assert dict(sorted(index.copies.items())) == expected
    (group,) = copy_groups(expected)
    assert group.origin == reports[1].id
    assert len(group.copies) == 24


@pytest.mark.parametrize("seed", range(4))
def test_stock_phrases_that_crowd_one_another_out(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr("reportedly.ledger.candidates.MOST", 2)
    rng = random.Random(seed)
    phrases = [" ".join(f"p{n}w{m}" for m in range(7)) for n in range(8)]
    bodies: list[list[str]] = []
    for n in range(60):
        own = [" ".join(f"r{n}s{m}w{k}" for k in range(12)) for m in range(5)]
        lifted = [line for body in rng.sample(bodies, min(2, len(bodies))) for line in rng.sample(body, 2)]
        bodies.append([*own, *lifted, *rng.sample(phrases, 3), f"{BODIES[n % 2]} {BODIES[2 + n % 3]}"[: 40 * (n % 5)]])
    reports = [
        report(". ".join(body), f"Outlet {n % 9}", None if n % 11 == 0 else f"2031-05-{rng.randint(1, 28):02d}")
        for n, body in enumerate(bodies)
    ]
    expected = find_copies(reports)
    assert sum(len(c.passages) for c in expected.values()) > 10
    for _ in range(4):
        shuffled = rng.sample(reports, len(reports))
        index = Memory()
        for r in shuffled:
            enter(index, r)
            settle(index)
        assert dict(sorted(index.copies.items())) == expected


@pytest.mark.parametrize(("most", "pending"), [(1, True), (64, False)])
def test_a_report_whose_candidate_is_crowded_out_is_looked_at_anew(
    monkeypatch: pytest.MonkeyPatch, most: int, pending: bool
) -> None:
    monkeypatch.setattr("reportedly.ledger.candidates.MOST", most)

    def signed(text: str) -> set[int]:
        wording = wording_of(report(text))
        return {key for key, _ in signature_of(Compared(wording, kept_words(wording, ()))).places}

    phrase = next(p for n in range(99) if len(signed(p := " ".join(f"p{n}w{m}" for m in range(6)))) == 1)
    own = [" ".join(f"r{n}w{m}" for m in range(120)) for n in range(3)]
    later, between, before = (
        report(f"{phrase} {words}", f"Outlet {n}", f"2031-05-0{9 - n}") for n, words in enumerate(own)
    )
    index = Memory()
    for r in (between, later):
        enter(index, r)
        settle(index)
    enter(index, before)  # of one number in common, which is too little by itself
    assert (later.id in index.pending()) == pending


CHARTS = st.sampled_from(["we", "came", "with", "charts", "they", "lawyers", "and", "cod"])
QUOTED = st.builds(
    lambda name, words, outlet, date: quoting((name, " ".join(words)), outlet, date),
    st.sampled_from(["Ylva Brandt", "Oskar Lund", ""]),
    st.lists(
        st.sampled_from(["we", "came", "with", "charts", "they", "lawyers", "and", "cod"]), min_size=1, max_size=14
    ),
    st.sampled_from(["Dial", "Echo", "Post"]),
    st.sampled_from(["2031-05-01", "2031-05-02", "2031-08-02", None]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(QUOTED, max_size=14), st.randoms(use_true_random=False))
def test_the_order_makes_no_difference_to_quotations(reports: list[Report], rng: random.Random) -> None:
    expected = find_quotation_groups(reports)
    rng.shuffle(reports)
    assert find_quotation_groups(reports) == expected
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    tables = QuotationTables(db)
    for r in [*reports, *reports]:
        enter_quotations(tables, r)
        settle_quotations(tables)
    links = tables.all_links()
    assert quotation_groups(links, {one: tables.quoted(one) for one in links}) == expected
    for r in reports:
        enter_quotations(tables, replace(r, reading=replace(r.reading, statements=())))
    assert tables.all_links() == {}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_is_too_strange(one: str, other: str) -> None:
    texts = [one, other, one + other, f"“{one}” {other}\n\n{one}"]
    reports = [report(t, "Dial", "2031-05-01") for t in texts]
    copies = find_copies(reports)
    assert set(copies) == {r.id for r in reports}
    for r in reports:
        wording = wording_of(r)
        assert all(wording.span(n, n + 1).of(r.reading.article.text).strip() for n in range(len(wording)))


@settings(max_examples=60, deadline=None)
@given(REPORTS, REPORTS)
def test_a_signature_depends_on_its_own_text_alone_and_shared_words_leave_shared_numbers(a: Report, b: Report) -> None:
    both = report(a.reading.article.text + "\n\n" + b.reading.article.text)
    one, joined = (Compared(w, kept_words(w, ())) for w in (wording_of(a), wording_of(both)))
    if not any(joined.wording.dropped):
        assert {key for key, _ in signature_of(one).places} <= {key for key, _ in signature_of(joined).places}
    for shared in shared_passages(one, joined):
        assert 0 <= shared.first < shared.last <= len(joined.keep)
        assert 0 <= shared.from_first < shared.from_last <= len(one.keep)


@pytest.mark.parametrize(
    "unit",
    ["a ", "ab cd ", "'a ", "“a ", "a.", ". ", "\n\na", "x", "‘“ ", BODIES[0] + " "],
    ids=[
        "word",
        "two words",
        "open singles",
        "open quotes",
        "stops",
        "dots",
        "paragraphs",
        "one word",
        "marks",
        "prose",
    ],
)
def test_time_is_linear_in_a_hostile_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        reports = [report(text, "Dial", "2031-05-01"), report(text + " and more", "Echo", "2031-05-02")]
        started = time.process_time()
        find_copies(reports)
        return time.process_time() - started

    seconds(2_000)
    small, large = min(seconds(15_000) for _ in range(2)), seconds(120_000)
    assert large < 30 * max(small, 0.02)


def test_days() -> None:
    assert day_of("2031-05-02") - day_of("2031-05-01") == 1
    assert day_of("2031-05-02T10:00:00Z") == day_of("2031-05-02")
    assert day_of(None) == day_of("") == day_of("May 2") == day_of("2031-13-02") == UNDATED
