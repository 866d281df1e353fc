"""Pages from a real server that means no good: where it may not lead, what it may not send, how long it may take."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import time
import zlib
from datetime import UTC, datetime
from itertools import pairwise

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import __version__
from reportedly.article.load import load
from reportedly.fetch import Client, Manners, Unchanged, Validators, item, page, validators_of
from reportedly.fetch.addresses import target
from reportedly.fetch.robots import Robots, Rules
from reportedly.intake.values import Page
from reportedly.records import Failure
from tests.fetch.servers import PAGE, drip, endless, packed, redirect, response, says, serving

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def server():
    with serving() as one:
        yield one


class Names:
    """A resolver with a list of answers for each name; the last one stays. Unknown names do not exist."""

    def __init__(self, **answers):
        self.answers = {name.replace("_", "."): list(given) for name, given in answers.items()}
        self.asked = []

    def __call__(self, host):
        self.asked.append(host)
        given = self.answers.get(host, [[host]] if host[0].isdigit() or ":" in host else [])
        if not given:
            raise socket.gaierror(-2, "Name or service not known")
        return given.pop(0) if len(given) > 1 else given[0]


def client_of(server, *, public=("127.0.0.1",), names=None, manners=None, **options):
    """For this client the server's own address, and no other, is one of the public internet."""
    names = names or Names(news_example=[["127.0.0.1"]])
    manners = manners or Manners(pause=0, connect=2, read=2, whole=5)
    return Client(
        manners,
        resolver=names,
        public=lambda a: a in public,
        ports={80, 443, server.port},
        now=lambda: NOW,
        sleep=options.pop("sleep", lambda seconds: None),
        **options,
    )


def at(server, path="/a", host="news.example"):
    return f"http://{host}:{server.port}{path}"


def why(outcome) -> str:
    assert isinstance(outcome, Failure), outcome
    assert "\n" not in outcome.reason
    return outcome.reason


# What is kept


def test_a_page_with_all_that_is_known_of_it(server):
    server.routes["/a"] = says(PAGE, ETag='"1"', X_Name="b")
    got = page(at(server), client_of(server))
    assert got == Page(
        at(server),
        "2026-01-02T03:04:05Z",
        200,
        (("Content-Length", str(len(PAGE))), ("Content-Type", "text/html"), ("ETag", '"1"'), ("X-Name", "b")),
        PAGE,
    )
    assert validators_of(got) == Validators("2026-01-02T03:04:05Z", '"1"', None)
    one = item(got)
    assert (one.data, one.url, one.page, one.file) == (PAGE, at(server), got, None)
    assert load(one.data, url=one.url).title == "Ferries held back"


def test_who_asks(server):
    server.routes["/a"] = says(PAGE)
    page(at(server), client_of(server, manners=Manners(pause=0, contact="mailto:desk@news.example")))
    asked = server.requests[-1].headers
    assert asked["user-agent"] == f"reportedly/{__version__} (+mailto:desk@news.example)"
    assert asked["host"] == f"news.example:{server.port}"
    assert not {"cookie", "authorization", "referer", "if-none-match", "if-modified-since"} & asked.keys()


def test_a_contact_cannot_add_a_header(server):
    server.routes["/a"] = says(PAGE)
    page(at(server), client_of(server, manners=Manners(pause=0, contact="a\r\nCookie: b")))
    assert "cookie" not in server.requests[-1].headers


def test_no_cookies_are_kept_or_sent_back(server):
    server.routes["/a"] = says(b"", "302 Found", Location="/b", Set_Cookie="id=1; Path=/")
    server.routes["/b"] = says(PAGE, Set_Cookie="id=2; Path=/")
    client = client_of(server)
    for _ in range(2):
        got = page(at(server), client)
        assert isinstance(got, Page)
        assert got.header("set-cookie") is None
    assert all("cookie" not in request.headers for request in server.requests)


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("br", brotli.compress),
        ("GZIP", gzip.compress),
        ("identity", bytes),
        ("gzip", bytes),
    ],
    ids=["gzip", "deflate", "bare deflate", "brotli", "in capitals", "none", "said to be gzip and is not"],
)
def test_packed(server, encoding, pack):
    server.routes["/a"] = says(pack(PAGE), Content_Encoding=encoding)
    got = page(at(server), client_of(server))
    assert isinstance(got, Page)
    assert got.body == PAGE


def test_in_chunks(server):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(PAGE[i : i + 50]), PAGE[i : i + 50]) for i in range(0, len(PAGE), 50))
    server.routes["/a"] = lambda sock, request: sock.sendall(head + chunks + b"0\r\n\r\n")
    got = page(at(server), client_of(server))
    assert isinstance(got, Page)
    assert got.body == PAGE


# Known before


def test_unchanged(server):
    def answer(sock, request):
        if request.headers.get("if-none-match") == '"1"':
            sock.sendall(response(b"", "304 Not Modified", kind=""))
        else:
            sock.sendall(response(PAGE, ETag='"1"', Last_Modified="Fri, 02 Jan 2026 00:00:00 GMT"))

    server.routes["/a"] = answer
    client = client_of(server)
    got = page(at(server), client)
    assert isinstance(got, Page)
    known = validators_of(got)
    assert page(at(server), client, known) == Unchanged(at(server))
    assert server.requests[-1].headers["if-modified-since"] == "Fri, 02 Jan 2026 00:00:00 GMT"
    assert isinstance(page(at(server), client, Validators(known.fetched_at, '"0"')), Page)


def test_unchanged_although_nothing_was_known(server):
    server.routes["/a"] = says(b"", "304 Not Modified", kind="")
    assert why(page(at(server), client_of(server))) == "answered 304 Not Modified"


def test_a_validator_cannot_add_a_header(server):
    server.routes["/a"] = says(PAGE)
    assert isinstance(page(at(server), client_of(server), Validators("", '"1"\r\nCookie: b')), Page)
    assert "cookie" not in server.requests[-1].headers


# Where it may lead


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data", "no public address"),
        ("http://127.0.0.2:{port}/secret", "no public address"),
        ("http://[::1]:{port}/secret", "no public address"),
        ("http://[::ffff:127.0.0.2]:{port}/secret", "no public address"),
        ("http://[64:ff9b::7f00:2]:{port}/secret", "no public address"),
        ("http://router.example:{port}/secret", "no public address"),
        ("http://2130706434:{port}/secret", "odd form"),
        ("http://0x7f000002:{port}/secret", "odd form"),
        ("http://0177.0.0.2:{port}/secret", "odd form"),
        ("http://127.2:{port}/secret", "odd form"),
        ("//127.0.0.2:{port}/secret", "no public address"),
        ("http://user@news.example:{port}/secret", "user's name"),
        ("http://news.example:22/", "port 22"),
        ("file:///etc/passwd", "only http and https"),
        ("ftp://news.example/secret", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://[::1", "broken address"),
        ("http://gone.example:{port}/", "there is no host gone.example"),
        ("", "does not say where to"),
    ],
)
def test_a_redirect_that_leads_astray(server, location, reason):
    server.routes["/a"] = redirect(location.format(port=server.port))
    server.routes["/secret"] = says(PAGE)
    names = Names(news_example=[["127.0.0.1"]], router_example=[["192.168.0.1"]])
    assert reason in why(page(at(server), client_of(server, names=names)))
    assert "/secret" not in server.paths()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.2:{port}/a", "http://[::1]:{port}/a", "http://localhost:{port}/a", "http://169.254.169.254/"],
)
def test_private_addresses_are_not_asked(server, url):
    names = Names(localhost=[["127.0.0.2", "::1"]])
    assert "no public address" in why(page(url.format(port=server.port), client_of(server, names=names)))
    assert server.requests == []


def test_private_addresses_are_asked_where_that_is_allowed(server):
    server.routes["/a"] = says(PAGE)
    got = page(f"{server.url}/a", Client(Manners(pause=0, private=True)))
    assert isinstance(got, Page)
    assert isinstance(page(f"{server.url}/a", Client(Manners(pause=0))), Failure)


def test_ipv6():
    with serving("::1") as server:
        server.routes["/a"] = says(PAGE)
        assert isinstance(page(f"{server.url}/a", Client(Manners(pause=0, private=True))), Page)
        assert server.requests[-1].headers["host"] == f"[::1]:{server.port}"


def test_a_name_that_changes_its_answer(server):
    """Looked up once a request, and connected to what was checked: no second answer is ever used."""
    server.routes["/a"] = says(PAGE)
    names = Names(news_example=[["127.0.0.1"], ["127.0.0.1"], ["127.0.0.2"]])
    client = client_of(server, names=names)
    assert isinstance(page(at(server), client), Page)
    assert names.asked == ["news.example", "news.example"]  # robots.txt, page
    assert "no public address" in why(page(at(server), client))


def test_a_name_with_a_private_address_beside_a_public_one(server):
    server.routes["/a"] = says(PAGE)
    names = Names(news_example=[["10.0.0.1", "127.0.0.1"]])
    assert isinstance(page(at(server), client_of(server, names=names)), Page)


def test_of_two_addresses_one_does_not_listen(server):
    server.routes["/a"] = says(PAGE)
    names = Names(news_example=[["127.0.0.3", "127.0.0.1"]])
    client = client_of(server, names=names, public=("127.0.0.1", "127.0.0.3"))
    assert isinstance(page(at(server), client), Page)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed(server, status):
    server.routes["/a"] = redirect("b?x=1#part", status)
    server.routes["/b"] = says(PAGE)
    got = page(at(server), client_of(server))
    assert isinstance(got, Page)
    assert (got.url, got.asked) == (at(server, "/b?x=1"), at(server))


def test_redirects_in_a_circle(server):
    server.routes["/a"] = redirect("/b")
    server.routes["/b"] = redirect("/a")
    assert "in a circle" in why(page(at(server), client_of(server)))
    assert server.pages() == ["/a", "/b"]


def test_redirects_without_an_end(server):
    for n in range(20):
        server.routes[f"/{n}"] = redirect(f"/{n + 1}")
    assert why(page(at(server, "/0"), client_of(server))) == "redirects more than 5 times"
    assert len(server.pages()) == 6


def test_a_redirect_in_letters_beyond_ascii(server):
    server.routes["/a"] = redirect("/größe")
    server.routes["/gr%C3%B6%C3%9Fe"] = says(PAGE)
    assert isinstance(page(at(server), client_of(server)), Page)


# What it may send


@pytest.mark.parametrize(
    "status", ["404 Not Found", "410 Gone", "500 Internal Server Error", "204 No Content", "599 ?"]
)
def test_no_page(server, status):
    server.routes["/a"] = says(PAGE, status)
    assert why(page(at(server), client_of(server))).startswith(f"answered {status[:3]}")


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg", "application/json", "multipart/mixed", "text/css"])
def test_no_page_by_its_type(server, kind):
    server.routes["/a"] = says(PAGE, kind=kind)
    assert why(page(at(server), client_of(server))) == f"is no page: it is {kind}"


@pytest.mark.parametrize("kind", ["Text/HTML; charset=utf-8", "application/xhtml+xml", "text/plain", ""])
def test_a_page_by_its_type(server, kind):
    server.routes["/a"] = says(PAGE, kind=kind)
    assert isinstance(page(at(server), client_of(server)), Page)


SMALL = Manners(pause=0, connect=2, read=2, whole=5, largest=100_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_a_body_without_an_end(server):
    server.routes["/a"] = endless(HEAD + b"\r\n", b"<p>more</p>" * 1000)
    assert why(page(at(server), client_of(server, manners=SMALL))) == "is larger than 100000 bytes"


def test_a_body_that_says_that_it_is_too_large(server):
    server.routes["/a"] = says(b"<p>", length=10**12)
    began = time.monotonic()
    assert why(page(at(server), client_of(server, manners=SMALL))) == "is larger than 100000 bytes"
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_bomb(server, encoding):
    zeros = b"\0" * 50_000_000
    bomb = gzip.compress(zeros) if encoding == "gzip" else brotli.compress(zeros, quality=3)
    assert len(bomb) < 60_000
    server.routes["/a"] = says(bomb, Content_Encoding=encoding)
    assert why(page(at(server), client_of(server, manners=SMALL))) == "is larger than 100000 bytes"


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip", "compress", "x" * 500])
def test_packed_in_another_way(server, encoding):
    server.routes["/a"] = says(gzip.compress(PAGE), Content_Encoding=encoding)
    assert "a way that is not known here" in why(page(at(server), client_of(server)))


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate"])
def test_packing_that_breaks_off_or_is_damaged(server, encoding):
    pack = {"gzip": gzip.compress, "br": brotli.compress, "deflate": zlib.compress}[encoding]
    data = pack(PAGE)
    server.routes["/a"] = says(data[: len(data) // 2], Content_Encoding=encoding)
    server.routes["/b"] = says(data[:20] + b"\xff" * 40 + data[60:], Content_Encoding=encoding)
    assert "breaks off" in why(page(at(server), client_of(server)))
    assert "pack" in why(page(at(server, "/b"), client_of(server)))


def test_a_body_shorter_than_it_says(server):
    server.routes["/a"] = says(PAGE, length=len(PAGE) + 10)
    assert "does not speak HTTP as it should" in why(page(at(server), client_of(server)))


def test_a_length_that_is_none(server):
    server.routes["/a"] = lambda sock, request: sock.sendall(HEAD + b"Content-Length: many\r\n\r\n" + PAGE)
    assert "does not speak HTTP as it should" in why(page(at(server), client_of(server)))


def test_headers_without_an_end(server):
    server.routes["/a"] = endless(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a" * 10_000)
    assert "does not speak HTTP as it should" in why(page(at(server), client_of(server)))


def test_a_million_headers(server):
    server.routes["/a"] = endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 1000)
    assert "does not speak HTTP as it should" in why(page(at(server), client_of(server)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 twohundred OK\r\n\r\n",
        b"\0" * 1000,
        HEAD + b"A b: c\r\n\r\n",
    ],
)
def test_no_http(server, data):
    server.routes["/a"] = lambda sock, request: sock.sendall(data)
    assert "does not speak HTTP as it should" in why(page(at(server), client_of(server)))


def test_a_header_in_any_bytes_is_kept(server):
    server.routes["/a"] = lambda sock, request: sock.sendall(HEAD + b"X-A: caf\xe9\r\nContent-Length: 3\r\n\r\nabc")
    got = page(at(server), client_of(server))
    assert isinstance(got, Page)
    assert got.header("x-a") == "café"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([b"", HEAD, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", HEAD + b"Content-Encoding: br\r\n\r\n"]),
    st.binary(max_size=100),
    st.sampled_from([b"", b"\r\n\r\n", b"5\r\nabcde\r\n0\r\n\r\n", b"Content-Length: 99999999999999999999999\r\n\r\n"]),
)
def test_any_bytes_are_a_page_or_a_line(server, head, data, end):
    server.routes["/a"] = lambda sock, request: sock.sendall(head + data + end)
    got = page(at(server), client_of(server))
    assert isinstance(got, Page) or why(got)


# How long it may take


SHORT = Manners(pause=0, connect=1, read=0.5, whole=1.5)


def timed(server, manners=SHORT):
    client = client_of(server, manners=manners)
    began = time.monotonic()
    reason = why(page(at(server), client))
    return reason, time.monotonic() - began


def test_a_server_that_says_nothing(server):
    server.routes["/a"] = lambda sock, request: time.sleep(4)
    reason, took = timed(server)
    assert reason == "sent nothing for 0.5 s"
    assert took < 3


@pytest.mark.parametrize(
    "data", [HEAD + b"X: " + b"a" * 500, response(PAGE), response(gzip.compress(PAGE), Content_Encoding="gzip")]
)
def test_a_server_that_drips(server, data):
    """Never silent for long enough, and never done: the whole has an end."""
    server.routes["/a"] = drip(data, 0.1)
    reason, took = timed(server)
    assert reason == "took longer than 1.5 s"
    assert took < 4


def test_redirects_share_one_time(server):
    for n in range(5):
        server.routes[f"/{n}"] = drip(response(b"", "302 Found", Location=f"/{n + 1}")[:-1] + b"\n", 0.01)
    reason = why(page(at(server, "/0"), client_of(server, manners=SHORT)))
    assert "took longer than 1.5 s" in reason


def test_nobody_listens(server):
    server.close()
    assert "refused" in why(page(at(server), client_of(server)))


def test_no_such_host(server):
    assert "there is no host gone.example" in why(page("http://gone.example/a", client_of(server)))


# Robots


def test_robots_txt_is_asked_first_and_once(server):
    server.routes["/robots.txt"] = says(b"User-agent: *\nDisallow: /private/\n", kind="text/plain")
    server.routes["/a"] = server.routes["/private/a"] = says(PAGE)
    client = client_of(server)
    assert isinstance(page(at(server), client), Page)
    assert why(page(at(server, "/private/a"), client)) == "is not fetched: its robots.txt does not allow it"
    assert isinstance(page(at(server), client), Page)
    assert server.paths() == ["/robots.txt", "/a", "/a"]


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("User-agent: reportedly\nDisallow: /", False),
        ("User-agent: Reportedly\nAllow: /a\nDisallow: /\n\nUser-agent: *\nDisallow: /a", True),
        ("User-agent: otherbot\nDisallow: /", True),
        ("User-agent: *\nDisallow: /*a$", False),
        ("User-agent: *\nDisallow: /\nAllow: /a", True),
        ("\ufeffUser-agent: *\nDisallow: /a", False),
        ("", True),
        ("<html>not found</html>", True),
    ],
)
def test_what_robots_txt_says(server, rules, allowed):
    server.routes["/robots.txt"] = says(rules.encode(), kind="text/plain")
    server.routes["/a"] = says(PAGE)
    assert isinstance(page(at(server), client_of(server)), Page) == allowed
    assert ("/a" in server.paths()) == allowed


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (says(b"", "404 Not Found"), True),
        (says(b"", "403 Forbidden"), True),
        (says(b"", "500 Internal Server Error"), False),
        (says(b"", "503 Service Unavailable"), False),
        (says(b"", "429 Too Many Requests"), False),
        (lambda sock, request: None, False),
        (redirect("/robots.txt"), True),
        (redirect("ftp://news.example/robots.txt"), True),
        (redirect("http://127.0.0.2/robots.txt"), False),
        (endless(HEAD + b"\r\n", b"User-agent: *\nAllow: /\n" * 1000), True),
        (packed(b"User-agent: *\nDisallow: /\n"), False),
        (packed(b"\0" * 10_000_000), False),
    ],
)
def test_a_robots_txt_that_cannot_be_read(server, answer, allowed):
    server.routes["/robots.txt"] = answer
    server.routes["/a"] = says(PAGE)
    got = page(at(server), client_of(server))
    assert isinstance(got, Page) == allowed, got
    assert ("/a" in server.paths()) == allowed


def test_a_redirect_to_another_host_asks_its_robots_txt(server):
    with serving("127.0.0.4") as other:
        server.routes["/a"] = redirect(f"http://other.example:{other.port}/b")
        other.routes["/robots.txt"] = says(b"User-agent: *\nDisallow: /b", kind="text/plain")
        other.routes["/b"] = says(PAGE)
        names = Names(news_example=[["127.0.0.1"]], other_example=[["127.0.0.4"]])
        both = {server.port, other.port}
        client = Client(Manners(pause=0), resolver=names, public=lambda a: a.startswith("127.0.0."), ports=both)
        assert "its robots.txt does not allow it" in why(page(at(server), client))
        assert other.paths() == ["/robots.txt"]


LINES = st.sampled_from(
    ["User-agent: *", "User-agent: reportedly", "Disallow: /*a*a*$", "Allow: /%zz", "Crawl-delay: nan"]
)


@settings(deadline=None)
@given(st.lists(LINES | st.just("Crawl-delay: -inf") | st.text(max_size=20), max_size=20), st.binary(max_size=50))
def test_any_bytes_are_a_robots_txt(lines, data):
    there = target("http://news.example/a?b")
    robots = Robots("reportedly", lambda _: Rules.read("\n".join(lines).encode("utf-8", "replace") + data))
    assert robots.allows(there) in (True, False)
    assert robots.delay(there) >= 0


def test_a_robots_txt_of_wildcards_does_not_take_long():
    there = target("http://news.example/" + "a" * 4000)
    robots = Robots("reportedly", lambda _: Rules.read(b"User-agent: *\nDisallow: /" + b"*a" * 2000 + b"*b$\n"))
    began = time.process_time()
    assert robots.allows(there)
    assert time.process_time() - began < 2


# Pauses


def test_a_pause_between_two_pages_of_one_host(server):
    slept: list[float] = []
    server.routes["/a"] = says(PAGE)
    client = client_of(server, manners=Manners(pause=7), sleep=slept.append)
    page(at(server), client)
    assert slept == []
    page(at(server), client)
    assert len(slept) == 1
    assert 6 < slept[0] <= 7
    page("http://gone.example/", client)
    assert len(slept) == 1


def test_a_real_pause(server):
    server.routes["/a"] = says(PAGE)
    client = client_of(server, manners=Manners(pause=0.3), sleep=time.sleep)
    for _ in range(3):
        page(at(server), client)
    times = [request.at for request in server.requests if request.path == "/a"]
    assert all(b - a >= 0.29 for a, b in pairwise(times))


def test_a_redirect_within_a_host_is_one_visit(server):
    slept: list[float] = []
    server.routes["/a"] = redirect("/b")
    server.routes["/b"] = says(PAGE)
    assert isinstance(page(at(server), client_of(server, manners=Manners(pause=7), sleep=slept.append)), Page)
    assert slept == []


def test_the_server_asks_for_a_longer_pause(server):
    slept: list[float] = []
    server.routes["/robots.txt"] = says(b"User-agent: *\nCrawl-delay: 20", kind="text/plain")
    server.routes["/a"] = says(PAGE)
    client = client_of(server, sleep=slept.append)
    page(at(server), client)
    page(at(server), client)
    assert 18 < sum(slept) <= 20


@pytest.mark.parametrize("wait", ["5000", "Fri, 02 Jan 2026 05:04:05 GMT"])
def test_a_server_that_wants_to_be_left_alone(server, wait):
    server.routes["/a"] = says(b"", "429 Too Many Requests", Retry_After=wait)
    client = client_of(server)
    assert why(page(at(server), client)) == "answered 429 Too Many Requests"
    assert "wants to be left alone for" in why(page(at(server), client))
    assert server.pages() == ["/a"]


@pytest.mark.parametrize("wait", ["soon", "-1", "1e9", "9" * 400, "Fri, 99 Jan 2026", ""])
def test_a_wait_that_makes_no_sense(server, wait):
    server.routes["/a"] = says(b"", "503 Service Unavailable", Retry_After=wait)
    client = client_of(server)
    for _ in range(2):
        assert why(page(at(server), client)) == "answered 503 Service Unavailable"


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of its own making for news.example, in a file with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *[
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
            ],
            *["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"],
            *["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def secure(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with serving(context=context) as one:
        one.routes["/a"] = says(PAGE)
        yield one


def test_the_certificate_must_name_the_host_of_the_url(secure, certificate):
    trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    names = Names(news_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
    client = client_of(secure, names=names, ssl_context=trusting)
    assert isinstance(page(f"https://news.example:{secure.port}/a", client), Page)
    reason = why(page(f"https://other.example:{secure.port}/a", client))
    assert reason.startswith("has a certificate that is not trusted: Hostname mismatch")


def test_a_certificate_that_nobody_vouches_for(secure):
    reason = why(page(f"https://news.example:{secure.port}/a", client_of(secure)))
    assert reason.startswith("has a certificate that is not trusted: self")
    assert secure.paths() == []


def test_no_tls(server):
    assert why(page(f"https://news.example:{server.port}/a", client_of(server))) == "does not speak TLS as it should"


def test_a_handshake_without_an_end():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        client = Client(
            SHORT, resolver=lambda host: ["127.0.0.1"], public=lambda a: True, ports={port}, sleep=lambda seconds: None
        )
        began = time.monotonic()
        assert "did not answer within 1 s" in why(page(f"https://news.example:{port}/a", client))
        assert time.monotonic() - began < 4
