"""`reportedly add --url` and `reportedly follow`, in real processes: a real server, a real ledger, a fake reader."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.commands.keeping import Keeping, feeds_kept, keep_feeds
from reportedly.commands.outcomes import Outcomes
from reportedly.fetch import Client, Manners, follow
from tests.article import readers
from tests.fetch.servers import STORY, Answer, Server, feed_of, redirect, response, says, serving
from tests.test_cli import ENV, at_a_terminal, command, run

POLITE = ["--pause", "0", "--allow-private"]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ledger"


def text(words: str, **headers: str) -> Answer:
    """A page of plain text; with an ETag, 304 for whoever knows it."""
    body = words.encode()

    def answer(sock, request):  # type: ignore[no-untyped-def]
        known = headers.get("ETag", "none") == request.headers.get("if-none-match")
        told = response(b"", "304 Not Modified", kind="") if known else response(body, kind="text/plain", **headers)
        sock.sendall(told)

    return answer


def feed(data: bytes, etag: str) -> Answer:
    return text(data.decode(), ETag=etag)


def conditions(server: Server, path: str) -> list[str | None]:
    """What the client told of its last time, request by request."""
    return [r.headers.get("if-none-match") for r in server.requests if r.path == path]


def texts(path: Path) -> list[str]:
    with Ledger.open(path, "read") as ledger:
        ledger.check()
        return sorted(r.reading.article.text for r in ledger.reports())


def add(path: Path, *arguments: object) -> tuple[int, str, str]:
    return run("add", path, *arguments, *POLITE)


def following(path: Path, *arguments: object) -> tuple[int, str, str]:
    return run("follow", path, *arguments, *POLITE)


# Addresses


def test_a_page_is_kept_as_it_was_served(server: Server, path: Path) -> None:
    server.routes["/a"] = text("Ana said it was four", ETag='"1"', X_Desk="world", Set_Cookie="who=you")
    a = f"{server.url}/a"
    assert add(path, "--url", a) == (0, f"{path}: 1 added; 1 reports in all\n", "")
    with Ledger.open(path, "read") as ledger:
        (report,) = ledger.reports()
        page = ledger.page(report.id)
    assert report.reading.article.url == a
    assert page is not None
    assert (page.url, page.asked, page.status, page.body) == (a, None, 200, b"Ana said it was four")
    assert page.digest == hashlib.sha256(page.body).hexdigest()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", page.fetched_at)
    assert page.headers == (
        ("Content-Length", "20"), ("Content-Type", "text/plain"), ("ETag", '"1"'), ("X-Desk", "world"),
    )  # fmt: skip


@pytest.mark.parametrize("headers", [{"ETag": '"1"'}, {}], ids=["with an ETag", "without"])
def test_an_unchanged_page_changes_nothing(server: Server, path: Path, headers: dict[str, str]) -> None:
    server.routes["/a"] = text("Ana said it was four", **headers)
    add(path, "--url", f"{server.url}/a")
    before = path.read_bytes()
    assert add(path, "--url", f"{server.url}/a") == (0, f"{path}: 1 there already; 1 reports in all\n", "")
    assert path.read_bytes() == before
    assert conditions(server, "/a") == [None, headers.get("ETag")]


def test_a_changed_page_is_another_version(server: Server, path: Path) -> None:
    a = f"{server.url}/a"
    server.routes["/a"] = text("Ana said it was four", ETag='"1"')
    add(path, "--url", a)
    server.routes["/a"] = text("Ana said it was five", ETag='"2"')
    assert add(path, "--url", a) == (0, f"{path}: 1 added as another version; 2 reports in all\n", "")
    with Ledger.open(path, "read") as ledger:
        versions = ledger.versions(a)
        pages = [ledger.page(report.id) for report in versions]
    assert [v.reading.article.text for v in versions] == ["Ana said it was four", "Ana said it was five"]
    assert [page.body for page in pages if page] == [b"Ana said it was four", b"Ana said it was five"]
    assert add(path, "--url", a)[1] == f"{path}: 1 there already; 2 reports in all\n"
    assert conditions(server, "/a") == [None, '"1"', '"2"']


def test_addresses_beside_files_and_what_fails_among_them(server: Server, path: Path, tmp_path: Path) -> None:
    """Several addresses may follow one --url; what is told of a publisher and a date is told of them too."""
    server.routes["/a"] = text("Ana said it was four")
    server.routes["/bad"] = text("BAD")
    server.routes["/picture"] = says(b"GIF89a", kind="image/gif")
    file = tmp_path / "b.txt"
    file.write_text("Ben said no")
    a, gone, bad, picture = (f"{server.url}/{name}" for name in ("a", "gone", "bad", "picture"))
    known = ["--publisher", "The Gull", "--date", "2026-01-05"]
    code, out, err = add(path, file, *known, "--url", a, gone, "--url", bad, picture, a)
    assert (code, out) == (2, f"{path}: 2 added, 3 not read; 2 reports in all\n")
    assert sorted(err.splitlines()) == sorted(
        [
            f"reportedly: {gone}: answered 404 Not Found",
            f"reportedly: {bad}: holds no text",
            f"reportedly: {picture}: is no page: it is image/gif",
        ]
    )
    with Ledger.open(path, "read") as ledger:
        assert {(r.reading.article.url, r.outlet, r.published) for r in ledger.reports()} == {
            (a, "The Gull", "2026-01-05"), (None, "The Gull", "2026-01-05"),
        }  # fmt: skip
    assert sorted(server.pages()) == ["/a", "/bad", "/gone", "/picture"]


def test_a_page_that_moved_is_known_by_both_its_addresses(server: Server, path: Path) -> None:
    server.routes["/old"] = redirect("/new")
    server.routes["/new"] = text("Ana said it was four", ETag='"1"')
    old, new = f"{server.url}/old", f"{server.url}/new"
    assert add(path, "--url", old)[1] == f"{path}: 1 added; 1 reports in all\n"
    assert add(path, "--url", old, new)[1] == f"{path}: 2 there already; 1 reports in all\n"
    assert conditions(server, "/new") == [None, '"1"', '"1"']


def test_two_addresses_of_one_page_in_one_run(server: Server, path: Path) -> None:
    server.routes["/old"] = redirect("/new")
    server.routes["/new"] = text("Ana said it was four", ETag='"1"')
    told = add(path, "--url", f"{server.url}/old", f"{server.url}/new")
    assert told == (0, f"{path}: 1 added, 1 there already; 1 reports in all\n", "")


def test_a_private_address_is_refused_and_the_rest_goes_in(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.txt"
    file.write_text("Ben said no")
    code, out, err = run("add", path, file, "--url", "http://127.0.0.1/a")
    assert (code, out) == (2, f"{path}: 1 added, 1 not read; 1 reports in all\n")
    assert err == "reportedly: http://127.0.0.1/a: is not fetched: 127.0.0.1 is no public address\n"


def test_who_asks_and_how_is_told_to_the_server(server: Server, path: Path) -> None:
    server.routes["/a"] = text("Ana said it was four")
    add(path, "--url", f"{server.url}/a", "--contact", "mailto:desk@tern.example")
    assert [r.path for r in server.requests] == ["/robots.txt", "/a"]
    assert server.requests[1].headers["user-agent"].endswith("(+mailto:desk@tern.example)")


# Feeds


def test_a_feed_and_a_second_start(server: Server, path: Path) -> None:
    server.routes["/feed"] = feed(feed_of("/1", "/2"), '"f1"')
    server.routes["/1"] = text("Ana said it was four", ETag='"1"')
    server.routes["/2"] = text("Ben said no", ETag='"2"')
    here = f"{server.url}/feed"
    assert following(path, here) == (0, f"{path}: 2 added; 2 reports in all\n", "")
    with Ledger.open(path, "read") as ledger:
        pages = [ledger.page(report.id) for report in ledger.reports()]
    assert {page.body for page in pages if page} == {b"Ana said it was four", b"Ben said no"}
    before = path.read_bytes()
    assert following(path, here) == (0, f"{path}: nothing new; 2 reports in all\n", "")
    assert path.read_bytes() == before
    assert conditions(server, "/feed") == [None, '"f1"']
    assert server.pages().count("/1") == 1

    # The next day's feed: one article is new, one has changed, and the feed says so.
    server.routes["/feed"] = feed(feed_of("/1", "/3", updated="2100-01-01T00:00:00Z"), '"f2"')
    server.routes["/1"] = text("Ana said it was five", ETag='"1b"')
    server.routes["/3"] = text("Cleo said maybe")
    told = "1 added, 1 added as another version; 4 reports in all"
    assert following(path, here) == (0, f"{path}: {told}\n", "")
    assert conditions(server, "/feed") == [None, '"f1"', '"f1"']
    assert conditions(server, "/1") == [None, '"1"']


def test_a_feed_whose_articles_were_not_all_had_is_asked_for_in_full(server: Server, path: Path) -> None:
    server.routes["/feed"] = feed(feed_of("/1", "/2"), '"f1"')
    server.routes["/1"] = text("Ana said it was four")
    here = f"{server.url}/feed"
    code, out, err = following(path, here)
    assert (code, out) == (2, f"{path}: 1 added, 1 not read; 1 reports in all\n")
    assert err == f"reportedly: {server.url}/2: answered 404 Not Found\n"
    server.routes["/2"] = text("Ben said no")
    assert following(path, here) == (0, f"{path}: 1 added, 1 there already; 2 reports in all\n", "")
    assert conditions(server, "/feed") == [None, None]


def test_an_article_that_only_the_feed_has_is_known_the_next_time(server: Server, path: Path) -> None:
    entry = f"<item><link>/1</link><content:encoded>&lt;p&gt;{STORY}&lt;/p&gt;</content:encoded></item>"
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    server.routes["/feed"] = says(f"{head}<title>T</title>{entry}</channel></rss>".encode())
    for told in ("1 added", "1 there already"):
        assert following(path, f"{server.url}/feed") == (0, f"{path}: {told}; 1 reports in all\n", "")
    assert server.pages() == ["/feed", "/1", "/feed"]
    with Ledger.open(path, "read") as ledger:
        (report,) = ledger.reports()
        assert (report.reading.article.url, ledger.page(report.id)) == (f"{server.url}/1", None)


def test_a_broken_feed_stops_no_other(server: Server, path: Path, tmp_path: Path) -> None:
    server.routes["/1"] = text("Ana said it was four")
    server.routes["/bad"] = says(b"nonsense")
    saved = tmp_path / "saved.xml"
    saved.write_bytes(feed_of(f"{server.url}/1"))
    code, out, err = following(path, f"{server.url}/bad", tmp_path / "none.xml", saved)
    assert (code, out) == (2, f"{path}: 1 added, 2 not read; 1 reports in all\n")
    assert [line.split(": ", 2)[1:] for line in err.splitlines()] == [
        [f"{server.url}/bad", "is no feed"], [str(tmp_path / "none.xml"), "no such file"],
    ]  # fmt: skip


def test_what_an_address_said_as_a_page_does_not_hide_that_it_is_no_feed(server: Server, path: Path) -> None:
    """And the other way round: a feed that is unchanged is not a page that is there already."""
    server.routes["/a"] = text("Ana said it was four", ETag='"1"')
    server.routes["/1"] = text("Ben said no")
    data = feed_of("/1")
    server.routes["/feed"] = lambda sock, request: sock.sendall(
        response(b"", "304 Not Modified", kind="")
        if request.headers.get("if-none-match") == '"f"'
        else response(data, kind="application/rss+xml", ETag='"f"')
    )
    a, here = f"{server.url}/a", f"{server.url}/feed"
    assert add(path, "--url", a)[0] == 0
    assert following(path, a)[0] == 2
    assert following(path, here)[0] == 0
    assert add(path, "--url", here)[2] == f"reportedly: {here}: is no page: it is application/rss+xml\n"


# Again and again, in this process


@pytest.fixture
def client() -> Client:
    return Client(Manners(pause=0, private=True, connect=2, read=2, whole=5))


def test_pass_after_pass(server: Server, path: Path, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    """An article in two feeds is fetched once; one that cannot be read is told once, and is not counted as there; what
    a feed said is kept once its articles are."""
    one, two = f"{server.url}/one", f"{server.url}/two"
    server.routes["/one"] = feed(feed_of("/1", "/bad"), '"f1"')
    server.routes["/two"] = says(feed_of("/1", "/bad", "/2"))
    server.routes["/1"] = text("Ana said it was four")
    server.routes["/2"] = text("Ben said no")
    server.routes["/bad"] = text("BAD")
    with Ledger.open(path) as ledger:
        outcomes = Outcomes()
        keeping = Keeping(ledger, outcomes, readers.load)
        kept = feeds_kept(ledger, [one, two])
        assert kept == {}
        sums = []
        passing = follow(keeping, [one, two], client, outcomes.failed, every=60, kept=kept, sleep=lambda seconds: None)
        for _ in range(3):
            passed = next(passing)
            assert sums or feeds_kept(ledger, [one, two]) == {}
            keep_feeds(ledger, kept)
            outcomes.known(keeping.there_already(passed))
            sums.append({state: number for state, number in outcomes.sums.items() if number})
            outcomes.begin_anew()
        assert feeds_kept(ledger, [one, two]).keys() == {one}
        assert ledger.address(one) is None
    assert [s.get("new", 0) for s in sums] == [2, 0, 0]
    assert [s.get("failed", 0) for s in sums] == [1, 0, 0]
    assert [s.get("known", 0) for s in sums][1:] == [2, 2]
    assert [server.pages().count(p) for p in ("/1", "/2", "/bad")] == [1, 1, 1]
    assert conditions(server, "/one") == [None, '"f1"', '"f1"']
    assert capsys.readouterr().err == f"reportedly: {server.url}/bad: holds no text\n"


def test_a_feed_that_tells_nothing_of_itself_any_more(path: Path, server: Server, client: Client) -> None:
    here = f"{server.url}/feed"
    with Ledger.open(path) as ledger:
        keeping = Keeping(ledger, Outcomes(), readers.load)
        for answer, etag in ((feed(feed_of(), '"f1"'), '"f1"'), (says(feed_of("/gone") + b" "), '"f1"'),
                             (says(feed_of()), None)):  # fmt: skip
            server.routes["/feed"] = answer
            kept = feeds_kept(ledger, [here])
            list(follow(keeping, [here], client, print, kept=kept))
            keep_feeds(ledger, kept)
            assert feeds_kept(ledger, [here])[here].etag == etag


# The end


@pytest.mark.parametrize("when", ["waiting", "fetching"])
def test_ctrl_c_keeps_what_was_taken(server: Server, path: Path, when: str) -> None:
    server.routes["/1"] = text("Ana said it was four")
    server.routes["/2"] = text("Ben said no")
    server.routes["/slow"] = lambda sock, request: time.sleep(30)
    links = ["/1", "/2", *(["/slow"] if when == "fetching" else [])]
    server.routes["/feed"] = feed(feed_of(*links), '"f"')
    here = f"{server.url}/feed"
    process = subprocess.Popen(
        command("follow", path, here, "--every", 60, *POLITE), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV
    )
    if when == "waiting":
        assert process.stdout is not None
        assert process.stdout.readline().decode() == f"{path}: 2 added; 2 reports in all\n"
    until = time.monotonic() + 60
    while when == "fetching" and "/slow" not in server.paths():
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")
    assert texts(path) == ["Ana said it was four", "Ben said no"]

    # The same command goes on from there: a feed that was not gone through is sent again.
    server.routes["/slow"] = text("Cleo said maybe")
    told = "nothing new; 2 reports" if when == "waiting" else "1 added, 2 there already; 3 reports"
    assert following(path, here) == (0, f"{path}: {told} in all\n", "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["follow", "a.ledger"], "FEED"),
        (["follow", "a.ledger", "feed.xml", "--every", "0"], "--every"),
        (["follow", "a.ledger", "feed.xml", "--every", "nan"], "--every"),
        (["add", "a.ledger", "--url", "https://tern.example/a", "--pause", "nan"], "--pause"),
        (["add", "a.ledger", "--contact", "mailto:desk@tern.example"], "name a PATH to add, or a --url"),
    ],
)
def test_wrong_usage_makes_no_ledger(tmp_path: Path, arguments: list[str], told: str) -> None:
    done = subprocess.run(command(*arguments), capture_output=True, cwd=tmp_path, env=ENV, timeout=60, check=False)
    assert done.returncode == 2
    assert told in done.stderr.decode()
    assert not (tmp_path / "a.ledger").exists()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal")
def test_what_fails_while_a_bar_is_shown_has_a_line_of_its_own(server: Server, path: Path) -> None:
    server.routes["/1"] = text("SLOW said it was four")
    server.routes["/feed"] = says(feed_of("/1", "/gone", "/1?2"))
    code, shown = at_a_terminal(command("follow", path, f"{server.url}/feed", *POLITE), stderr="terminal")
    assert code == 2
    assert "articles/s" in shown
    lines = [line.split("\x1b[2K")[-1] for line in shown.splitlines()]
    assert f"reportedly: {server.url}/gone: answered 404 Not Found" in lines


# Without the extra

WITHOUT = """
import sys
for name in ("httpcore2", "feedparser", "warcio", "protego", "brotli", "idna"):
    sys.modules[name] = None
from reportedly.article import batch
from reportedly.cli import main
from tests.article import readers
batch.load_pipeline = readers.load
main()
"""


def test_without_the_extra_only_what_needs_it_is_missing(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.txt"
    file.write_text("Ben said no")

    def without(*arguments: object) -> tuple[int, str, str]:
        call = [sys.executable, "-c", WITHOUT, *map(str, arguments)]
        done = subprocess.run(call, capture_output=True, text=True, env=ENV, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    missing = "reportedly: fetching needs more libraries (httpcore2): pip install 'reportedly[collect]'\n"
    assert without("add", path, file, "--url", "https://tern.example/a") == (1, "", missing)
    assert without("follow", path, "https://tern.example/feed") == (1, "", missing)
    assert not path.exists()
    assert without("add", path, file) == (0, f"{path}: 1 added; 1 reports in all\n", "")
