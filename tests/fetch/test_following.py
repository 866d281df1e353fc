"""Feeds and addresses into a store: what is new, what is known, what has changed, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from reportedly.fetch import Client, FeedPage, Manners, Passed, Unchanged, Validators, add_urls, articles, feed, follow
from reportedly.fetch.options import polite
from reportedly.intake.values import Item
from reportedly.records import Failure
from tests.fetch.servers import PAGE, STORY, endless, feed_of, redirect, response, says, serving
from tests.fetch.stores import InLines, InMemory

HERE = Path(__file__).parent


@pytest.fixture
def server():
    with serving() as one:
        yield one


@pytest.fixture
def client():
    return Client(Manners(pause=0, private=True, connect=2, read=2, whole=5))


@pytest.fixture(params=["in memory", "in lines"])
def store(request, tmp_path):
    return InMemory() if request.param == "in memory" else InLines(tmp_path / "store.jsonl")


def taken(store) -> list[str]:
    if isinstance(store, InMemory):
        return [item.url or "" for item in store.items]
    return [row["url"] or "" for row in store.rows()]


class Told(list):
    def __call__(self, failure: Failure) -> None:
        assert "\n" not in failure.reason
        self.append((failure.file, failure.reason))


def with_validators(body: bytes, etag: str):
    """Answers 304 where the client knows this state already."""

    def answer(sock, request):
        known = request.headers.get("if-none-match") == etag
        sock.sendall(response(b"", "304 Not Modified", kind="") if known else response(body, ETag=etag))

    return answer


# Addresses


def test_addresses_are_added_once(server, client, store):
    server.routes["/a"] = with_validators(PAGE, '"1"')
    server.routes["/b"] = says(PAGE)
    told = Told()
    a, b, gone = (f"{server.url}/{name}" for name in ("a", "b", "gone"))
    assert add_urls(store, [a, b, gone, a], client, told) == Passed(taken=2, known=0, failed=1)
    assert taken(store) == [a, b]
    assert told == [(gone, "answered 404 Not Found")]
    assert add_urls(store, [a], client, told) == Passed(taken=0, known=1, failed=0)
    server.routes["/a"] = with_validators(PAGE + b"<p>More.</p>", '"2"')
    assert add_urls(store, [a], client, told) == Passed(taken=1, known=0, failed=0)
    assert taken(store) == [a, b, a]


def test_an_address_that_redirects_is_known_by_both(server, client, store):
    server.routes["/old"] = redirect("/new")
    server.routes["/new"] = with_validators(PAGE, '"1"')
    old, new = f"{server.url}/old#part", f"{server.url}/new"
    add_urls(store, [old], client, Told())
    assert taken(store) == [new]
    assert add_urls(store, [old, new], client, Told()) == Passed(taken=0, known=2, failed=0)


@pytest.mark.parametrize("url", ["", "news", "file:///etc/passwd", "http://\n", "http://" + "a" * 9000, "\ud800"])
def test_addresses_that_are_none(client, store, url):
    told = Told()
    assert add_urls(store, [url], client, told) == Passed(taken=0, known=0, failed=1)
    assert len(told) == 1


# Feeds


def test_a_feed_and_its_articles(server, client):
    server.routes["/feed"] = says(feed_of("/1", "/2", "/1"), kind="application/rss+xml")
    server.routes["/1"] = server.routes["/2"] = says(PAGE)
    got = feed(f"{server.url}/feed", client)
    assert isinstance(got, FeedPage)
    assert [entry.url for entry in got.feed.entries] == [f"{server.url}/{n}" for n in (1, 2, 1)]
    items = list(articles(got.feed, client))
    assert [item.url for item in items if isinstance(item, Item)] == [f"{server.url}/1", f"{server.url}/2"]


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/octet-stream", ""])
def test_a_feed_by_any_other_type(server, client, kind):
    server.routes["/feed"] = says(feed_of("/1"), kind=kind)
    assert isinstance(feed(f"{server.url}/feed", client), FeedPage)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (says(PAGE), "is no feed"),
        (says(b"\0" * 100), "not text"),
        (says(b"", "404 Not Found"), "answered 404 Not Found"),
        (endless(b"HTTP/1.1 200 OK\r\n\r\n", b"<item>" * 10_000), "is larger than 8 MB"),
    ],
)
def test_no_feed(server, client, answer, reason):
    server.routes["/feed"] = answer
    got = feed(f"{server.url}/feed", client)
    assert isinstance(got, Failure)
    assert got.reason.startswith(reason)


def passes(store, feeds, client, told, **options):
    return list(follow(store, feeds, client, told, **options))


def test_one_pass_after_the_other(server, client, store):
    one = f"{server.url}/feed"
    server.routes["/feed"] = says(feed_of("/1", "/2", "/gone"))
    for name in ("/1", "/2", "/3"):
        server.routes[name] = says(PAGE)
    told = Told()
    assert passes(store, [one], client, told) == [Passed(taken=2, known=0, failed=1)]
    assert told == [(f"{server.url}/gone", "answered 404 Not Found")]
    server.routes["/feed"] = says(feed_of("/3", "/1", "/2"))
    asked = len(server.pages())
    assert passes(store, [one], client, told) == [Passed(taken=1, known=2, failed=0)]
    assert server.pages()[asked:] == ["/feed", "/3"]  # what is known is not asked for again
    assert taken(store) == [f"{server.url}/{n}" for n in (1, 2, 3)]


def test_an_article_that_the_feed_says_has_changed_is_asked_for_again(server, client, store):
    server.routes["/1"] = with_validators(PAGE, '"1"')
    server.routes["/feed"] = says(feed_of("/1", updated="2020-01-01T00:00:00Z"))
    one = f"{server.url}/feed"
    assert passes(store, [one], client, Told()) == [Passed(1, 0, 0)]
    server.routes["/feed"] = says(feed_of("/1", updated="2100-01-01T00:00:00Z"))
    assert passes(store, [one], client, Told()) == [Passed(0, 1, 0)]
    assert server.pages().count("/1") == 2
    server.routes["/1"] = with_validators(PAGE, '"2"')
    assert passes(store, [one], client, Told()) == [Passed(1, 0, 0)]
    assert taken(store) == [f"{server.url}/1"] * 2


def test_a_feed_that_has_not_changed_is_not_sent_again(server, client, store):
    server.routes["/feed"] = with_validators(feed_of("/1"), '"f"')
    server.routes["/1"] = says(PAGE)
    kept: dict[str, Validators] = {}
    one = f"{server.url}/feed"
    assert passes(store, [one], client, Told(), kept=kept) == [Passed(1, 0, 0)]
    assert kept[one].etag == '"f"'
    assert passes(store, [one], client, Told(), kept=kept) == [Passed(0, 0, 0)]


def test_a_feed_whose_articles_failed_is_read_again(server, client, store):
    server.routes["/feed"] = with_validators(feed_of("/1"), '"f"')
    server.routes["/1"] = says(b"", "503 Service Unavailable")
    kept: dict[str, Validators] = {}
    assert passes(store, [f"{server.url}/feed"], client, Told(), kept=kept) == [Passed(0, 0, 1)]
    server.routes["/1"] = says(PAGE)
    assert passes(store, [f"{server.url}/feed"], client, Told(), kept=kept) == [Passed(1, 0, 0)]


def full(link: str) -> bytes:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title><item>'
        f"<title>Storm</title>{link}<pubDate>Thu, 01 Jan 2026 10:00:00 GMT</pubDate>"
        f"<content:encoded>&lt;p&gt;{STORY}&lt;/p&gt;</content:encoded></item></channel></rss>"
    ).encode()


def test_the_text_of_the_feed_where_the_page_cannot_be_had(server, client, store):
    server.routes["/feed"] = says(full("<link>/1</link>"))
    assert passes(store, [f"{server.url}/feed"], client, Told()) == [Passed(1, 0, 0)]
    assert taken(store) == [f"{server.url}/1"]


def test_the_page_goes_before_the_text_of_the_feed(server, client):
    server.routes["/feed"] = says(full("<link>/1</link>"))
    server.routes["/1"] = says(PAGE)
    store = InMemory()
    passes(store, [f"{server.url}/feed"], client, Told())
    assert store.items[0].data == PAGE
    assert store.items[0].published == "2026-01-01"


def test_entries_without_an_address(server, client, store):
    told = Told()
    server.routes["/feed"] = says(full(""))
    server.routes["/other"] = says(b"<rss><channel><item><title>a</title></item></channel></rss>")
    feeds = [f"{server.url}/feed", f"{server.url}/other"]
    assert passes(store, feeds, client, told) == [Passed(1, 0, 1)]
    assert told == [(f"{server.url}/other", "has an entry without an address")]


def test_a_broken_feed_stops_no_other(server, client, store):
    told = Told()
    server.routes["/good"] = says(feed_of("/1"))
    server.routes["/1"] = says(PAGE)
    server.routes["/bad"] = says(b"nonsense")
    feeds = [f"{server.url}/bad", "http://127.0.0.1:1/feed", "no such file", f"{server.url}/good"]
    assert passes(store, feeds, client, told) == [Passed(1, 0, 3)]
    assert [reason.partition(":")[0] for _, reason in told] == [
        "is no feed", "cannot be reached", "no such file",
    ]  # fmt: skip


def test_a_feed_in_a_file(server, client, store, tmp_path):
    server.routes["/1"] = says(PAGE)
    path = tmp_path / "saved.xml"
    path.write_bytes(feed_of(f"{server.url}/1"))
    assert passes(store, [str(path)], client, Told()) == [Passed(1, 0, 0)]


def test_an_entry_that_leads_into_a_private_network(server):
    """The feed is asked where it is allowed to be; what it links to is checked as anything else."""
    server.routes["/feed"] = says(feed_of("http://127.0.0.9/x", "http://router.example/x", "file:///etc/passwd"))
    names = {"news.example": ["127.0.0.1"], "127.0.0.9": ["127.0.0.9"], "router.example": ["10.0.0.1"]}
    client = Client(
        Manners(pause=0), resolver=names.__getitem__, public=lambda a: a == "127.0.0.1", ports={80, server.port}
    )
    told = Told()
    assert passes(InMemory(), [f"http://news.example:{server.port}/feed"], client, told) == [Passed(0, 0, 3)]
    assert [("no public address" in reason, "without an address" in reason) for _, reason in told] == [
        (True, False), (True, False), (False, True),
    ]  # fmt: skip


def test_pages_are_read_while_others_are_fetched(server, client):
    """The store gets each item as it comes, not all at the end."""
    server.routes["/feed"] = says(feed_of("/1", "/2"))
    server.routes["/1"] = server.routes["/2"] = says(PAGE)
    seen = []

    class Watching(InMemory):
        def add(self, items):
            for _ in items:
                seen.append(server.pages()[-1])

    passes(Watching(), [f"{server.url}/feed"], client, Told())
    assert seen == ["/1", "/2"]


# Going on, and the end


def test_every_few_seconds(server, client, store):
    server.routes["/feed"] = says(feed_of())
    slept: list[float] = []
    passing = follow(store, [f"{server.url}/feed"], client, Told(), every=60, sleep=slept.append)
    for _ in range(3):
        next(passing)
    passing.close()
    assert len(slept) == 2
    assert all(50 < s <= 60 for s in slept)
    assert server.pages() == ["/feed"] * 3


@pytest.mark.parametrize("when", ["waiting", "fetching"])
def test_ctrl_c(server, tmp_path, when):
    server.routes["/1"] = server.routes["/2"] = says(PAGE)
    server.routes["/slow"] = lambda sock, request: time.sleep(30)
    server.routes["/feed"] = says(feed_of("/1", "/2", *["/slow"] * (when == "fetching")))
    store = InLines(tmp_path / "store.jsonl")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent.parent), *sys.path])}
    command = [sys.executable, str(HERE / "following.py"), str(store.path), "600", f"{server.url}/feed"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, text=True) as process:
        until = time.monotonic() + 30
        while time.monotonic() < until and ("/slow" if when == "fetching" else "/2") not in server.paths():
            time.sleep(0.05)
        if when == "waiting":
            assert process.stdout is not None
            assert process.stdout.readline() == "Passed(taken=2, known=0, failed=0)\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "")
    assert taken(store) == [f"{server.url}/1", f"{server.url}/2"]


def test_the_options_of_the_commands():
    @click.command()
    @polite
    @click.option("--other")
    def command(client: Callable[[], Client], other: str | None) -> None:
        manners = client().manners
        click.echo(f"{manners.contact} {manners.pause} {manners.private} {other}")

    run = CliRunner().invoke
    assert run(command, []).output == "None 1.0 False None\n"
    given = ["--contact", "mailto:a@b.example", "--pause", "3", "--allow-private", "--other", "x"]
    assert run(command, given).output == "mailto:a@b.example 3.0 True x\n"
    assert run(command, ["--pause", "-1"]).exit_code == 2


def test_unchanged_is_told_by_the_address_that_was_asked_for(server, client):
    server.routes["/old"] = redirect("/new")
    server.routes["/new"] = with_validators(PAGE, '"1"')
    from reportedly.fetch import page

    assert page(f"{server.url}/old", client, Validators("", '"1"')) == Unchanged(f"{server.url}/old")


WITHOUT = """
import sys
for name in ("httpcore2", "feedparser", "warcio", "protego", "brotli", "idna"):
    sys.modules[name] = None
from reportedly import fetch, intake
from reportedly.errors import ExtraError
for item in intake.items(sys.argv[1:]):
    print(getattr(item, "reason", "read"))
try:
    fetch.Client
except ExtraError as error:
    print(error)
"""


def test_without_the_extra(tmp_path):
    files = {"a.txt": b"A text.", "a.warc": b"WARC/1.0\r\n", "a.rss": b"<rss>"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *(str(tmp_path / name) for name in files)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.stderr == ""
    assert re.sub(r" \(\w+\)", "", done.stdout).splitlines() == [
        "read",
        "web archives need more libraries: pip install 'reportedly[collect]'",
        "feeds need more libraries: pip install 'reportedly[collect]'",
        "fetching needs more libraries: pip install 'reportedly[collect]'",
    ]
