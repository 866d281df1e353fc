"""What a hostile server, or a hostile name, may not do: lead elsewhere, take the time of others, fill the memory."""

from __future__ import annotations

import socket
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime

import brotli
import pytest

from reportedly.fetch import Client, FeedPage, Manners, articles, feed, follow, page
from reportedly.fetch import asking as asking_module
from reportedly.fetch import following as following_module
from reportedly.fetch import robots as robots_module
from reportedly.fetch.addresses import target
from reportedly.fetch.robots import Robots, Rules
from reportedly.intake.values import Page
from reportedly.records import Failure
from tests.fetch.servers import PAGE, Server, drip, endless, feed_of, redirect, response, says, serving
from tests.fetch.stores import InMemory

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
QUICK = Manners(pause=0, connect=1, read=1, whole=2, largest=100_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def server():
    with serving() as one:
        yield one


def client_of(
    server: Server, resolver: Callable[[str], list[str]] | None = None, manners: Manners = QUICK, **options: object
) -> Client:
    """Every name is the server's, whose address alone is one of the public internet."""
    return Client(
        manners,
        resolver=resolver or (lambda host: [host if host[0].isdigit() else "127.0.0.1"]),
        public=lambda a: a == "127.0.0.1",
        ports={80, 443, server.port},
        now=lambda: NOW,
        **{"sleep": lambda seconds: None, **options},  # type: ignore[arg-type]
    )


def why(outcome: object) -> str:
    assert isinstance(outcome, Failure), outcome
    assert "\n" not in outcome.reason
    return outcome.reason


# Where it leads


def test_between_check_and_connection_no_name_is_looked_up_again(server, monkeypatch):
    """The name now leads into the private network, where a server waits at the same port."""
    with serving("127.0.0.2", port=server.port) as private:
        server.routes["/a"] = private.routes["/a"] = says(PAGE)
        looked_up: list[str] = []
        usual = socket.getaddrinfo

        def look_up(host, *rest, **named):
            looked_up.append(host)
            return usual("127.0.0.2" if host == "news.example" else host, *rest, **named)

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        client = client_of(server, lambda host: ["127.0.0.1"])
        assert isinstance(page(f"http://news.example:{server.port}/a", client), Page)
        assert set(looked_up) <= {"127.0.0.1"}
        assert private.requests == []


@pytest.mark.parametrize("answers", [["127.0.0.1", "127.0.0.2"], ["127.0.0.1", "127.0.0.1", "127.0.0.2"]])
def test_a_name_that_turns_private_is_not_asked_any_more(server, answers):
    with serving("127.0.0.2", port=server.port) as private:
        server.routes["/a"] = redirect("/b")
        server.routes["/b"] = private.routes["/a"] = private.routes["/b"] = says(PAGE)
        left = list(answers)
        client = client_of(server, lambda host: [left.pop(0) if len(left) > 1 else left[0]])
        assert "no public address" in why(page(f"http://news.example:{server.port}/a", client))
        assert private.requests == []


@pytest.mark.parametrize(
    ("path", "found"), [("/within", True), ("/out", True), ("/out-and-in", False), ("/out-and-in-by-name", False)]
)
def test_what_is_public_does_not_lead_into_a_private_network_even_where_that_may_be_asked(path, found):
    with serving("127.0.0.1") as public, serving("127.0.0.2") as private:
        inside, outside = f"http://127.0.0.2:{private.port}", f"http://127.0.0.1:{public.port}"
        private.routes["/within"] = redirect("/page")
        private.routes["/out"] = redirect(f"{outside}/page")
        private.routes["/out-and-in"] = redirect(f"{outside}/in")
        private.routes["/out-and-in-by-name"] = redirect(f"{outside}/in-by-name")
        private.routes["/page"] = public.routes["/page"] = says(PAGE)
        private.routes["/secret"] = says(PAGE)
        public.routes["/in"] = redirect(f"{inside}/secret")
        public.routes["/in-by-name"] = redirect(f"http://router.example:{private.port}/secret")
        names = {"router.example": ["127.0.0.2"]}
        client = Client(
            Manners(pause=0, private=True),
            resolver=lambda host: names.get(host, [host]),
            public=lambda a: a == "127.0.0.1",
            sleep=lambda seconds: None,
        )
        got = page(f"{inside}{path}", client)
        assert isinstance(got, Page) == found, got
        if not found:
            assert "no public address" in why(got)
        assert "/secret" not in private.paths()


def test_an_endless_address_to_go_on_to(server):
    server.routes["/a"] = redirect("/" + "a" * 50_000)
    reason = why(page(f"http://news.example:{server.port}/a", client_of(server)))
    assert "too long for an address" in reason
    assert len(reason) < 400


# What it takes of time


def test_slow_servers_on_the_way_share_one_time(server):
    """Each has a robots.txt that never ends; together they take no longer than one."""
    for n in range(6):
        server.routes[f"/{n}"] = redirect(f"http://h{n + 1}.example:{server.port}/{n + 1}")
    server.routes["/robots.txt"] = lambda sock, request: drip(
        response(b"User-agent: *\nAllow: /\n" + b"#" * 7, kind="text/plain"), 0.01
    )(sock, request)
    began = time.monotonic()
    manners = Manners(pause=0, connect=1, read=1, whole=1.5)
    assert "longer than 1.5 s" in why(page(f"http://h0.example:{server.port}/0", client_of(server, manners=manners)))
    assert time.monotonic() - began < 5


def test_who_is_reached_too_late_by_the_fault_of_others_is_not_closed_for_it(server):
    def robots(sock, request):
        slow = request.headers["host"].startswith("slow")
        drip(response(b"User-agent: *\n", kind="text/plain"), 0.05 if slow else 0.0)(sock, request)

    server.routes["/robots.txt"] = robots
    server.routes["/a"] = redirect(f"http://victim.example:{server.port}/b")
    server.routes["/b"] = says(PAGE)
    client = client_of(server, manners=Manners(pause=0, connect=1, read=1, whole=1))
    assert "longer than 1 s" in why(page(f"http://slow.example:{server.port}/a", client))
    assert isinstance(page(f"http://victim.example:{server.port}/b", client), Page)


def test_waits_on_the_way_come_to_an_end(server):
    """Two hosts that want long pauses send a reader to and fro."""
    slept: list[float] = []
    server.routes["/robots.txt"] = says(b"User-agent: *\nCrawl-delay: 200", kind="text/plain")
    for n in range(6):
        server.routes[f"/{n}"] = redirect(f"http://h{(n + 1) % 2}.example:{server.port}/{n + 1}")
    got = page(f"http://h0.example:{server.port}/0", client_of(server, sleep=slept.append))
    assert "wants to be left alone" in why(got)
    assert 0 < sum(slept) <= 300


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 50),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 200),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a=b;" * 1000),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n" * 200),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 1000),
        (HEAD + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08" + b"\0" * 6, b"name" * 1000),
    ],
    ids=["early hints", "continue", "chunks of a byte", "an extension", "trailers", "a chunk's size", "a file's name"],
)
def test_an_answer_that_never_begins_or_never_ends(server, head, piece):
    server.routes["/a"] = endless(head, piece)
    began = time.monotonic()
    reason = why(page(f"http://news.example:{server.port}/a", client_of(server)))
    assert "longer than 2 s" in reason or "larger than" in reason or "does not speak HTTP" in reason, reason
    assert time.monotonic() - began < 6


def test_a_feed_that_names_too_many_articles_keeps_no_other_waiting(server, monkeypatch):
    server.routes["/one"] = says(feed_of(*(f"http://news.example:{server.port}/{n}" for n in range(50))))
    server.routes["/other"] = says(feed_of(f"http://news.example:{server.port}/good"))
    server.routes |= {f"/{n}": says(PAGE) for n in range(50)} | {"/good": says(PAGE)}
    monkeypatch.setattr(following_module, "LONGEST", 0.0)
    told: list[Failure] = []
    store, kept = InMemory(), {}
    feeds = [f"http://news.example:{server.port}/{name}" for name in ("one", "other")]
    for _ in follow(store, feeds, client_of(server), told.append, kept=kept):
        pass
    assert [item.url for item in store.items] == [f"http://news.example:{server.port}/{n}" for n in ("0", "good")]
    assert "the rest is left" in told[0].reason
    # It is asked for in full the next time, and goes on where it was left.
    assert feeds[0] not in kept
    for _ in follow(store, feeds[:1], client_of(server), told.append, kept=kept):
        pass
    assert server.pages().count("/0") == 1


# What it takes of memory


@pytest.mark.parametrize("size", [200_000_000])
def test_a_bomb_is_never_unpacked(server, size):
    packer = brotli.Compressor(quality=4)
    bomb = b"".join(packer.process(b"\0" * 1_000_000) for _ in range(size // 1_000_000)) + packer.finish()
    assert len(bomb) < 90_000
    server.routes["/a"] = says(bomb, Content_Encoding="br")
    client = client_of(server, manners=Manners(pause=0, largest=1_000_000))
    tracemalloc.start()
    try:
        assert "larger than" in why(page(f"http://news.example:{server.port}/a", client))
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_of_servers_without_number_only_some_are_remembered(monkeypatch):
    asked: list[str] = []

    def rules(there):
        asked.append(there.host)
        return Rules.open()

    monkeypatch.setattr(robots_module, "_SERVERS", 5)
    robots = Robots("reportedly", rules)
    for n in range(20):
        assert robots.allows(target(f"http://h{n}.example/"))
        assert robots.allows(target("http://often.example/"))
    assert len(robots._kept) == 5
    assert asked.count("often.example") == 1


def test_of_hosts_without_number_only_some_turns_are_remembered(server, monkeypatch):
    monkeypatch.setattr(asking_module, "HOSTS", 3)
    server.routes["/a"] = says(PAGE)
    client = client_of(server)
    for n in range(6):
        assert isinstance(page(f"http://h{n}.example:{server.port}/a", client), Page)
    assert list(client._next) == ["h3.example", "h4.example", "h5.example"]


def test_ninety_thousand_bytes_of_cookies(server):
    cookies = b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"x" * 80) for n in range(900))
    server.routes["/a"] = lambda sock, request: sock.sendall(HEAD + cookies + b"Content-Length: 3\r\n\r\nabc")
    client = client_of(server)
    got = page(f"http://news.example:{server.port}/a", client)
    assert isinstance(got, Page)
    assert got.headers == (("Content-Type", "text/html"), ("Content-Length", "3"))


def test_a_feed_of_links_that_lead_elsewhere(server):
    """Each entry goes the way of any address: nothing that a feed names is asked without a look."""
    links = [
        "file:///etc/passwd", "http://127.0.0.2/secret", "http://2130706434/", "javascript:alert(1)",
        "http://[::ffff:7f00:2]/", "//127.0.0.2/a", "http://user:word@news.example/",
    ]  # fmt: skip
    server.routes["/feed"] = says(feed_of(*links))
    client = client_of(server)
    got = feed(f"http://news.example:{server.port}/feed", client)
    assert isinstance(got, FeedPage)
    outcomes = list(articles(got.feed, client))
    assert outcomes
    assert all(isinstance(outcome, Failure) for outcome in outcomes)
    assert server.pages() == ["/feed"]
