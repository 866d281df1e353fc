"""The server over a real socket: who may ask, what an answer bears, what a page shows of a ledger, what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("starlette", reason="the extra “web” is not installed")

from reportedly import Ledger
from reportedly.ledger.opening import latest_version
from reportedly.ledger.questions import Asked
from reportedly.ledger.values import Report
from reportedly.ledger.who import Party
from reportedly.records import Article, Event, Reading
from reportedly.text import Span
from reportedly.web import card, make_app, queries
from reportedly.web.overtime import DISTINCT, over_time
from reportedly.web.pages import overview
from reportedly.web.rendering import listed, number, percent, plural, quoted, shortened
from reportedly.web.security import HEADERS, Hosts
from reportedly.web.selection import Selection, selection_from
from reportedly.web.words import side_words
from tests.ledger.readings import ferry
from tests.web import making
from tests.web.serving import Answer, Site, served

TOKEN = "a word of one's own"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.desk(tmp_path_factory.mktemp("server") / "desk.ledger")


@pytest.fixture(scope="module")
def site(ledger: Path) -> Iterator[Site]:
    with served(ledger) as site:
        yield site


@pytest.fixture(scope="module")
def guarded(ledger: Path) -> Iterator[Site]:
    with served(ledger, token=TOKEN, hosts=["Desk.example.org"], read_only=True) as site:
        yield site


def heading(answer: Answer) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.S)
    assert found, answer.text[:300]
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found[1])).split())


# What every answer bears


@pytest.mark.parametrize("path", ["/", "/static/style.css", "/nowhere", "/?status=odd", "/incidents.csv", "/about"])
def test_every_answer_bears_the_headers_that_keep_a_page_in_its_place(site: Site, path: str) -> None:
    answer = site.get(path)
    assert {name: answer.headers.get(name.lower()) for name in HEADERS} == dict(HEADERS)


def test_a_page_may_run_no_script_of_its_own_and_load_from_nowhere_else() -> None:
    told = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert told["default-src"] == told["base-uri"] == told["frame-ancestors"] == "'none'"
    assert {told[name] for name in ("script-src", "style-src", "img-src", "connect-src", "form-action")} == {"'self'"}


class _Inline(HTMLParser):
    """What a page has of scripts and styles, and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.loaded: list[str] = []
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._open = tag if tag in ("script", "style") and "src" not in told else ""
        self.inline += [f"{tag} {name}" for name in told if name == "style" or name.startswith("on")]
        if tag in ("script", "link", "img", "iframe", "object", "embed", "form"):
            self.loaded += [told[name] or "" for name in ("src", "href", "action", "data") if name in told]

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self.inline.append(f"{self._open}: {data.strip()[:40]}")


PAGES = [
    "/", "/?order=reports", "/?type=ASSAULT", "/disputes", "/corrections", "/parties", "/party?name=Ilse+Brandt",
    "/sources", "/source?name=Ilse+Brandt", "/dyad?one=Norway&other=Sweden", "/about", "/review", "/search?q=ferries",
    "/nowhere",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_only_what_the_server_keeps_and_hold_no_script_and_no_style(site: Site, path: str) -> None:
    found = _Inline(site.get(path).text)
    assert found.inline == []
    assert found.loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in found.loaded)


def test_what_is_hostile_in_an_article_stays_text(site: Site) -> None:
    report = Report(making.hostile(), "").id
    with Ledger.open(site.ledger, "read") as kept:
        incidents = [d.id for d in kept.incidents(Asked(type="ASSAULT heavy-weapons"))]
    addresses = [f"/article/{report}", *(f"/incident/{id}" for id in incidents), "/", "/parties", "/sources",
                 f"/party?name={quote(making.SCRIPT)}", f"/source?name={quote(making.SCRIPT)}",
                 f"/dyad?one={quote(making.PICTURE)}&other={quote(making.SCRIPT)}",
                 f"/?party={quote(making.PICTURE)}", f"/parties?q={quote(making.SCRIPT)}"]  # fmt: skip
    for path in addresses:
        answer = site.get(path)
        assert answer.status == 200, path
        found = _Inline(answer.text)
        assert found.inline == [], path
        assert all(address.startswith("/") for address in found.loaded), path
        assert 'href="javascript:' not in answer.text, path
        assert "7*7" not in answer.text or "{{ 7*7 }}" in answer.text, path
    assert "{{ 7*7 }}" in site.get(f"/article/{report}").text


# Who may ask


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("127.0.0.1", True), ("127.0.0.1:8321", True), ("localhost", True), ("LOCALHOST.:80", True),
        ("[::1]:8321", True), ("[::1]", True), ("::1", False), ("192.0.2.7:80", True),
        ("desk.example.org:8321", True),
        ("desk.example.org", True),
        ("evil.example", False), ("evil.example:8321", False), ("localhost.evil.example", False), ("", False),
        ("127.0.0.1.evil.example", False), ("evil.example@127.0.0.1", False), ("0x7f.1", False), ("[evil", False),
    ],
)  # fmt: skip
def test_only_names_that_are_ours_and_numbers_are_answered(header: str, allowed: bool) -> None:
    assert Hosts(["Desk.example.org"]).allow(header) is allowed


def test_another_host_name_is_refused_before_anything_is_shown(site: Site) -> None:
    answer = site.get("/", Host="rebound.example")
    assert answer.status == 400
    assert answer.text.count("\n") == 1
    assert "incident" not in answer.text


def test_without_the_token_nothing_is_shown(guarded: Site) -> None:
    for path in ("/", "/?token=", "/?token=a+word", "/incidents.csv", "/static/style.css"):
        answer = guarded.get(path)
        assert (answer.status, answer.text.count("\n")) == (401, 1), path
    assert guarded.get("/", Authorization="Bearer wrong").status == 401
    assert guarded.get("/", Cookie="reportedly-00000000=x").status == 401


def test_the_token_moves_from_the_address_into_a_cookie_that_others_cannot_use(guarded: Site) -> None:
    answer = guarded.get(f"/disputes?since=2026-01-01&token={quote(TOKEN)}")
    assert answer.status == 303
    assert answer.headers["location"] == "/disputes?since=2026-01-01"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    page = guarded.get("/disputes?since=2026-01-01", Cookie=cookie.split(";")[0])
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    assert guarded.get("/", Authorization=f"Bearer {TOKEN}").status == 200
    assert guarded.get("/", Authorization=f"Bearer {TOKEN}", Host="desk.example.org").status == 200


def test_a_token_leads_nowhere_else(guarded: Site) -> None:
    assert guarded.get(f"//evil.example/?token={quote(TOKEN)}").headers["location"] == "/evil.example/"


# Forms


FORM = {"record": "x", "decision": "right"}


def test_a_form_of_another_site_is_refused(site: Site) -> None:
    token = site.app.state.form_token
    assert site.post("/review/judge", FORM).status == 403
    assert site.post("/review/judge", {**FORM, "csrf": token[:-1] + "!"}).status == 403
    assert site.post("/review/judge", {**FORM, "csrf": token}, Origin="https://evil.example").status == 403
    assert site.post("/review/judge", {**FORM, "csrf": token}, Origin="null").status == 403
    assert site.post("/review/judge", {**FORM, "csrf": token}, Sec_Fetch_Site="cross-site").status == 403
    assert site.post("/review/judge", {**FORM, "csrf": token}, Origin=site.url).status != 403


def test_a_form_that_is_too_long_or_none_is_refused(site: Site) -> None:
    assert site.post("/review/judge", {"note": "x" * 70_000}).status == 413
    assert site.get("/review/judge").status == 405


def test_nothing_can_be_decided_where_the_server_is_read_only(guarded: Site) -> None:
    answer = guarded.post(
        "/review/judge", {**FORM, "csrf": guarded.app.state.form_token}, Authorization=f"Bearer {TOKEN}"
    )
    assert answer.status == 403
    assert "read-only" in answer.text


# What a page shows


def test_the_overview_counts_what_there_is(site: Site) -> None:
    with Ledger.open(site.ledger, "read") as kept:
        count, reports = kept.count(), len(kept)
    assert heading(site.get("/")) == f"{count} incidents in {reports} reports"


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("type=ASSAULT", Asked(type="ASSAULT")),
        ("type=ASSAULT+firearms&since=2026-01-02", Asked(type="ASSAULT firearms", since="2026-01-02")),
        ("until=2026-01-02&where=Norway", Asked(until="2026-01-02", where="Norway")),
        ("status=disputed", Asked(status="disputed")),
        ("min-confidence=0.9", Asked(min_confidence=0.9)),
        ("party=Norway&other=Sweden", Asked(between=("Norway", "Sweden"))),
        ("other=Sweden&party=Norway&status=", Asked(between=("Norway", "Sweden"))),
    ],
)
def test_filters_are_those_of_the_command_line(site: Site, query: str, asked: Asked) -> None:
    with Ledger.open(site.ledger, "read") as kept:
        wanted = {d.id for d in kept.incidents(asked)}
    told = site.get(f"/?order=oldest&{query}").text
    assert (
        set(
            re.findall(r'<a href="/incident/([0-9a-f]{16})">', told.split('id="h-list"')[1].split('id="h-disputes"')[0])
        )
        == wanted
    )
    rows = [json.loads(line) for line in site.get(f"/incidents.jsonl?{query}").text.splitlines()]
    assert {row["id"] for row in rows} == wanted


def test_one_party_alone_may_be_asked_for(site: Site) -> None:
    rows = [json.loads(line) for line in site.get("/incidents.jsonl?party=Norway").text.splitlines()]
    assert rows
    assert all("NOR" in ((row["actor"] or {}).get("country"), (row["recipient"] or {}).get("country")) for row in rows)
    assert site.get("/incidents.jsonl?party=Peru").text == ""


def test_an_address_says_what_it_selects() -> None:
    query = (
        "since=2026-01-01&until=2026-02-01&party=A%26B&other=C&type=ASSAULT&where=X&status=denied&min-confidence=0.5"
    )
    fields = dict(pair.split("=") for pair in query.replace("%26", "&amp;").split("&") if "=" in pair)
    selection = selection_from({**fields, "party": "A&B"})
    assert selection.query() == f"?{query}"
    assert selection.query(order="reports", min_confidence=None).count("min-confidence") == 0
    assert not Selection()
    assert Selection().query() == ""


def test_what_the_ledger_knew_then(site: Site) -> None:
    assert site.get("/incidents.jsonl?as-of=2001-01-01").text == ""
    assert site.get("/incidents.jsonl?as-of=2100-01-01").text == site.get("/incidents.jsonl").text


@pytest.mark.parametrize("kind", ["not counted", "kept", "gone through"])
@pytest.mark.parametrize("order", ["newest", "oldest", "reports"])
def test_every_incident_stands_once_on_the_pages_of_a_list(tmp_path: Path, order: str, kind: str) -> None:
    path = tmp_path / "many.ledger"
    with Ledger.open(path) as kept:
        kept.add([ferry(1 + at % 28, 4, f"Outlet {at}", f"Number {at}.") for at in range(30)])
        kept.add([making.hostile()])
        everything = [d.id for d in kept.incidents()]
        wanted = Selection().conditions(kept)
        counted = (
            queries.how_many(kept, Selection(Asked(since="0001-01-01")), wanted) if kind == "gone through" else None
        )
        counted = queries.Counted(len(everything)) if kind == "kept" else counted
        found: list[str] = []
        for at in range(0, len(everything) + 7, 7):
            part = queries.incidents(kept, wanted, None, order, 7, at, counted)  # type: ignore[arg-type]
            assert part.more is (at + 7 < len(everything))
            found += [d.id for d in part.dossiers]
    assert sorted(found) == sorted(everything)
    assert len(set(found)) == len(found)


def test_the_newest_go_on_where_the_first_look_ends(site: Site, monkeypatch) -> None:
    monkeypatch.setattr(overview, "FIRST", 1)
    # No page that was kept before.
    whole = site.get("/?order=newest&since=1900-01-01").text.split('id="h-list"')[1]
    first = re.findall(r'href="/incident/(\w+)"', whole)
    (more,) = re.findall(r'hx-get="([^"]*from=1&amp;part=1)"', whole)
    rest = re.findall(r'href="/incident/(\w+)"', site.get(more.replace("&amp;", "&")).text)
    assert len(first) == 1
    assert rest
    assert len({*first, *rest}) == 1 + len(rest)


def test_an_incident_shows_each_source_with_its_words_in_their_sentence(site: Site) -> None:
    with Ledger.open(site.ledger, "read") as kept:
        dossier = next(d for d in kept.incidents(Asked(type="ASSAULT firearms")))
    told = site.get(f"/incident/{dossier.id}").text
    assert "Ilse Brandt" in told
    assert re.search(r"<mark>Premier Ilse Brandt said gunmen killed \d sailors off Port Ansel on Monday</mark>", told)
    assert "a named person" in told
    for report in {s.report for a in dossier.accounts for s in a.sayings}:
        assert f"/article/{report}#s1" in told


def test_every_record_of_an_article_has_a_place_to_be_linked_to(site: Site) -> None:
    told = site.get(f"/article/{Report(ferry(1), '').id}").text
    for record in ("s1", "e1", "f1", "x1"):
        assert told.count(f'id="{record}"') == 1, record
    assert 'id="here"' in site.get(f"/article/{Report(ferry(1), '').id}?span=8-19").text
    for span in ("19-8", "0-99999", "x", "-1-5", "5-5"):
        assert 'id="here"' not in site.get(f"/article/{Report(ferry(1), '').id}?span={span}").text


# Downloads


DOWNLOADS = [
    "/incidents", "/disputes", "/corrections", "/sources", "/parties", "/dyad", "/source", "/incident/{}",
    "/article/{}", "/review",
]  # fmt: skip


@pytest.mark.parametrize("path", DOWNLOADS)
def test_what_is_downloaded_is_well_formed(site: Site, path: str) -> None:
    with Ledger.open(site.ledger, "read") as kept:
        incident = next(d for d in kept.incidents(Asked(type="ASSAULT firearms"))).id
    name = path.format(incident if "incident/" in path else Report(ferry(1), "").id)
    query = "?one=Norway&other=Sweden" if path == "/dyad" else "?name=Ilse+Brandt" if path == "/source" else ""
    lines, table = site.get(f"{name}.jsonl{query}"), site.get(f"{name}.csv{query}")
    assert (lines.status, table.status) == (200, 200)
    assert "attachment" in lines.headers["content-disposition"]
    rows = [json.loads(line) for line in lines.text.splitlines()]
    read = list(csv.reader(io.StringIO(table.text)))
    assert len(read) == len(rows) + 1
    assert {len(row) for row in read} == {len(read[0])}


def test_a_table_holds_no_formulas(site: Site) -> None:
    cells = [cell for row in csv.reader(io.StringIO(site.get("/incidents.csv").text)) for cell in row]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_a_question_that_cannot_be_asked_is_none_for_a_download_either(site: Site) -> None:
    answer = site.get("/incidents.csv?status=odd")
    assert answer.status == 400
    assert "attachment" not in answer.headers.get("content-disposition", "")


def test_many_downloads_at_once_leave_nothing_open(site: Site) -> None:
    before = threading.active_count()
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(site.get("/incidents.jsonl").status)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == [200] * 12
    assert threading.active_count() < before + 12


# What cannot be answered


@pytest.mark.parametrize(
    ("path", "status", "line"),
    [
        ("/nowhere", 404, "There is no such page."),
        ("/incident/0000000000000000", 404, "There is no such incident"),
        ("/incident/%3Cb%3E", 404, "There is no such incident"),
        ("/article/nothing", 404, "There is no such article."),
        ("/article/nothing.csv", 404, "There is no such article."),
        ("/source?name=Nobody+At+All", 200, ""),
        ("/source", 400, "Say which source is meant"),
        ("/party", 400, "Say which party is meant"),
        ("/dyad?one=Norway", 400, "Say which party is meant"),
        ("/dyad?one=a&other=b&by=hour", 400, "no period: 'hour'"),
        ("/?since=yesterday", 400, "no ISO date: 'yesterday'"),
        ("/?since=2026-02-01&until=2026-01-01", 400, "2026-02-01 is after 2026-01-01"),
        ("/?type=NONE", 400, "no type: 'NONE'"),
        ("/?status=odd", 400, "no status: 'odd'"),
        ("/?min-confidence=much", 400, "'much' is no confidence"),
        ("/?min-confidence=nan", 400, "a confidence is from 0 to 1"),
        ("/?order=random", 400, "no order: 'random'"),
        ("/?from=-1", 400, "no place in a list: '-1'"),
        ("/?from=%D9%A3", 400, "no place in a list"),
        ("/?from=99999999999999999999", 400, "no place in a list"),
        ("/?as-of=sometime", 400, "sometime"),
        (f"/?party={'x' * 300}", 400, "party is too long"),
        ("/?party=%00", 400, "party is too long or no text"),
        ("/parties?q=%00", 400, "q is too long or no text"),
    ],
)
def test_what_cannot_be_answered_gets_one_clear_line(site: Site, path: str, status: int, line: str) -> None:
    answer = site.get(path)
    assert answer.status == status
    assert line in heading(answer)
    assert "Traceback" not in answer.text


def test_a_bug_of_ours_is_told_in_one_line_and_shows_nothing(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("REPORTEDLY_DEBUG", raising=False)
    with served(ledger) as site:
        monkeypatch.setattr(queries, "how_many", lambda *_: 1 / 0)
        answer = site.get("/")
    assert (answer.status, answer.text) == (500, "This is a bug of ours.\n")
    assert answer.headers["x-frame-options"] == "DENY"
    assert capsys.readouterr().err.count("\n") == 1


def test_a_ledger_that_went_away_is_told(tmp_path: Path) -> None:
    path = making.desk(tmp_path / "going.ledger")
    with served(path) as site:
        assert site.get("/").status == 200
        path.unlink()
        answer = site.get("/")
    assert answer.status == 503
    assert "cannot be read any more" in heading(answer)


def test_pages_are_answered_while_somebody_writes(tmp_path: Path) -> None:
    path = making.desk(tmp_path / "busy.ledger")
    with served(path) as site, Ledger.open(path) as writer, writer.writing("add"):
        assert site.get("/").status == 200


# Kept counts


def counts_anew(kept: Ledger) -> tuple[object, ...]:
    days = (
        "SELECT coalesce(first, ''), type, status, disputed, count(*) FROM incidents WHERE until IS NULL "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    )
    months = days.replace("coalesce(first, '')", "coalesce(substr(first, 1, 7), '')")
    pairs = (
        "SELECT actor, recipient, count(*) FROM incident_sides JOIN incidents USING (number) WHERE until IS NULL "
        "GROUP BY 1, 2 ORDER BY 1, 2"
    )
    parties = (
        "SELECT party, sum(acts), sum(acted_on) FROM (SELECT actor AS party, 1 AS acts, 0 AS acted_on, number "
        "FROM incident_sides UNION ALL SELECT recipient, 0, 1, number FROM incident_sides) "
        "JOIN incidents USING (number) WHERE until IS NULL AND party <> '' GROUP BY 1 ORDER BY 1"
    )
    return tuple(kept.db.execute(query).fetchall() for query in (days, months, pairs, parties))


def counts_kept(kept: Ledger) -> tuple[object, ...]:
    tables = {
        "incident_days": ("count", "1, 2, 3, 4"), "incident_months": ("count", "1, 2, 3, 4"),
        "incident_pairs": ("count", "1, 2"), "incident_parties": ("acts + acted_on", "1"),
    }  # fmt: skip
    return tuple(
        kept.db.execute(f"SELECT * FROM {table} WHERE {count} <> 0 ORDER BY {order}").fetchall()
        for table, (count, order) in tables.items()
    )


def test_kept_counts_follow_whatever_becomes_of_incidents(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "a.ledger") as kept:
        for day in (1, 2, 1, 5):
            kept.add([ferry(day, day + 2, f"Outlet {day}"), making.hostile()])
            assert counts_kept(kept) == counts_anew(kept)
        report = Report(ferry(1), "").reading.article.id
        kept.judge(f"{report}:e1", "edited", "me", edited={"type": "COERCE", "actor": "Sweden"})
        assert counts_kept(kept) == counts_anew(kept)
        kept.judge(f"{report}:e1", "wrong", "me")
        assert counts_kept(kept) == counts_anew(kept)
        assert sum(row[2] for row in counts_kept(kept)[2]) == kept.count()  # type: ignore[attr-defined, misc]


def far(day: str) -> Reading:
    """An act of its own day, nobody's."""
    text = f"Rebels shelled a bridge at Ansel on {day}, it was told."
    event = Event(
        1, Span(7, 14), "ASSAULT", "heavy-weapons", "material conflict", -9.0, None, None, "happened", None, 0.5
    )
    return Reading(Article(text, f"https://a.example/{day}", None, None, None, "A", "en", day, "m", "v"), (), (event,))


INSERT = """
    INSERT INTO incidents (id, type, status, first, last, reports, independent, figures, disputed, record, since)
    VALUES (?, 'ASSAULT', 'happened', ?, ?, 1, 1, 0, 0, '{}', 1)
"""


def test_the_busiest_pairs_are_the_same_counted_anew_or_as_they_are_kept(tmp_path: Path) -> None:
    acts = [
        ("USA", "CUB"),
        ("USA", "CUB"),
        ("CUB", "USA"),
        ("SUN", "CUB"),
        ("USA", "USA"),
        ("USA", None),
        (None, "SUN"),
    ]
    with Ledger.open(tmp_path / "a.ledger") as kept:
        kept.add([far("2019-01-01")])
        for at, (actor, recipient) in enumerate(acts):
            kept.db.execute(INSERT, (f"{at:016x}", "2020-01-01", "2020-01-01"))
            kept.db.execute("DELETE FROM incidents WHERE id = ?", (f"{at:016x}",))
            columns = INSERT.replace("(id,", "(actor_country, recipient_country, id,").replace("(?,", "(?, ?, ?,")
            kept.db.execute(columns, (actor, recipient, f"{at:016x}", "2020-01-01", "2020-01-01"))
        assert counts_kept(kept) == counts_anew(kept)
        found = [
            queries.busiest(kept, one, one.conditions(kept), queries.how_many(kept, one, one.conditions(kept)), 5)
            for one in (Selection(), Selection(Asked(since="0001-01-01")))
        ]
    assert [(pair.one, pair.other, pair.count) for pair in found[0]] == [
        ("Cuba", "United States", 3), ("Cuba", "Soviet Union", 1),
    ]  # fmt: skip
    assert found[1] == found[0]


def test_many_days_are_counted_by_the_month_and_parts_of_months_by_their_days(tmp_path: Path) -> None:
    from datetime import date, timedelta

    days = [(date(2020, 1, 10) + timedelta(3 * at)).isoformat() for at in range(DISTINCT + 40)]
    with Ledger.open(tmp_path / "a.ledger") as kept:
        kept.db.executemany(
            INSERT,
            [(f"{at:016x}", day, day) for at, day in enumerate(days)],
        ) if kept.add([far("2019-01-01")]) else None
        for since, until in ((None, None), ("2020-02-15", "2023-11-15"), ("2020-02-15", None), (None, "2023-11-15")):
            selection = Selection(Asked(since=since, until=until))
            wanted = selection.conditions(kept)
            found = over_time(kept, selection, wanted, queries.how_many(kept, selection, wanted))
            right = [day for day in ["2019-01-01", *days] if (since or "") <= day <= (until or "9")]
            assert sum(one.count for one in found.alike) == len(right)
            assert found.monthly is (len(right) > DISTINCT)
            months = {day[:7] for day in right}
            assert {(one.day or "")[:7] for one in found.alike} == months


# Starting


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reportedly", "serve", *arguments],
        capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **variables},
    )  # fmt: skip


def test_what_cannot_be_served_is_told_in_one_line_at_the_start(tmp_path: Path, ledger: Path) -> None:
    newer = tmp_path / "newer.ledger"
    making.desk(newer)
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    (tmp_path / "no.ledger").write_text("not a ledger at all, only words " * 40)
    for arguments, code, line in (
        ([str(tmp_path / "none.ledger")], 1, "no such ledger"),
        ([str(newer)], 1, f"knows versions up to {latest_version()}"),
        ([str(tmp_path / "no.ledger")], 1, "no.ledger"),
        ([str(tmp_path)], 1, "is a folder"),
    ):
        ran = run(*arguments)
        assert (ran.returncode, ran.stdout) == (code, ""), ran.stderr
        assert ran.stderr.count("\n") == 1
        assert line in ran.stderr
    for arguments, line in (
        ([str(ledger), "--bind", "0.0.0.0"], "give a --token"),
        ([str(ledger), "--bind", "desk"], "is no address"),
        ([str(ledger), "--token", "short"], "12 characters"),
    ):
        ran = run(*arguments, REPORTEDLY_TOKEN="")
        assert ran.returncode == 2
        assert line in ran.stderr


def test_a_port_that_is_taken_is_told(site: Site) -> None:
    port = site.url.rpartition(":")[2]
    ran = run(str(site.ledger), "--port", port)
    assert ran.returncode == 1
    assert ran.stderr == f"reportedly: 127.0.0.1:{port}: address already in use\n"


def test_the_command_serves_until_it_is_interrupted(ledger: Path) -> None:
    started = subprocess.Popen(
        [sys.executable, "-m", "reportedly", "serve", str(ledger), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert started.stdout is not None
        address = started.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        assert Site(address.rstrip("/"), ledger, None).get("/").status == 200
        started.send_signal(signal.SIGINT)
        assert started.wait(20) in (0, 130)
    finally:
        started.kill()
        started.wait()
        if started.stdout:
            started.stdout.close()


def test_a_missing_extra_is_named_in_one_line(ledger: Path) -> None:
    program = (
        "import sys; sys.modules['starlette.applications'] = None; sys.modules['starlette'] = None\n"
        "from reportedly.cli import main; main(['serve', sys.argv[1]])"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(ledger)], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert "pip install 'reportedly[web]'" in ran.stderr


def test_a_ledger_is_made_ready_before_it_is_served(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no such ledger"):
        make_app(tmp_path / "none.ledger")


# Words


def test_the_page_says_what_the_card_says() -> None:
    assert len(card.bad_at()) > 3
    assert len(card.measured()) > 8


def test_numbers_in_words() -> None:
    assert [percent(share) for share in (None, 0.0, 0.001, 0.995, 1.0, 0.37)] == [
        "",
        "0 %",
        "< 1 %",
        "99 %",
        "100 %",
        "37 %",
    ]
    assert [number(value) for value in (None, 12000.0, 3.5)] == ["", "12,000", "3.5"]
    assert [plural(1, "copy", "copies"), plural(2, "copy", "copies"), plural(0, "day")] == [
        "1 copy",
        "2 copies",
        "0 days",
    ]
    assert [listed("A"), listed("AB"), listed("ABCDE"), listed("")] == ["A", "A and B", "A, B, C and 2 more", ""]
    assert shortened("one  two\nthree", 8) == "one two …"


def test_a_party_is_asked_for_by_the_state_that_it_acts_for_and_rebels_by_their_name() -> None:
    def party(name: str | None, country: str | None, sector: str | None) -> Party:
        return Party(name or "some people", name, "group", country, sector)

    told = [
        (party("Ministry of Works", "NOR", "GOV"), "NOR"), (party("Red Front", "NOR", "REB"), "Red Front"),
        (party("League", "IGO", "IGO"), "League"), (party(None, "NOR", "CVL"), "NOR"), (party(None, None, None), None),
    ]  # fmt: skip
    assert [side_words(one) for one, _ in told] == [words for _, words in told]
    assert side_words(None) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("so it is", "“so it is”"), ("“so it is”", "“so it is”"), ("“so” it is", "“so” it is”"),
        ("so \"it is\"", "“so \"it is\""), ("", ""),
    ],
)  # fmt: skip
def test_words_that_are_quoted_already_get_no_second_quotation_marks(text: str, told: str) -> None:
    assert quoted(text, 100) == told
