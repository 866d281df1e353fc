"""The server over bare sockets: who is slow, who sends too much, who asks for what is not his, in bytes that no client
of good manners would send."""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import socket
import sqlite3
import time
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import pytest

pytest.importorskip("starlette", reason="the extra “web” is not installed")

from reportedly.web import ledgers, security
from reportedly.web.bounds import Bounded
from reportedly.web.running import config_of
from reportedly.web.security import HEADERS, Hosts
from tests.ledger.readings import ferry
from tests.web import making
from tests.web.serving import Site, served

TOKEN = "a word of one's own"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.desk(tmp_path_factory.mktemp("connections") / "desk.ledger")


@pytest.fixture(scope="module")
def site(ledger: Path) -> Iterator[Site]:
    with served(ledger) as site:
        yield site


@pytest.fixture(scope="module")
def guarded(ledger: Path) -> Iterator[Site]:
    with served(ledger, token=TOKEN, read_only=True) as site:
        yield site


def connected(site: Site) -> socket.socket:
    there = urlsplit(site.url)
    assert there.hostname
    return socket.create_connection((there.hostname, there.port or 80), timeout=20)


KEPT = b"GET /about HTTP/1.1\r\nHost: localhost\r\n\r\n"
"""Asks for a page, and keeps the connection."""


def page(sock: socket.socket) -> bytes:
    """Ask for a page, and take all of it from a connection that stays open."""
    sock.sendall(KEPT)
    told = b""
    while b"</html>" not in told:
        piece = sock.recv(65536)
        assert piece, "let go of before the end of a page"
        told += piece
    return told


def received(sock: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    told = b""
    try:
        while piece := sock.recv(65536):
            told += piece
    except ConnectionError:
        pass
    return told


def asked(site: Site, data: bytes) -> tuple[int, Message, str]:
    """Status, headers and body of the answer to these bytes."""
    with connected(site) as sock:
        sock.sendall(data)
        head, _, body = received(sock).partition(b"\r\n\r\n")
    line, _, headers = head.partition(b"\r\n")
    return int(line.split()[1]), BytesParser().parsebytes(headers), body.decode("utf-8", "replace")


def get(path: bytes, *headers: bytes, host: bytes = b"localhost") -> bytes:
    lines = [b"GET " + path + b" HTTP/1.1", b"Host: " + host, b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def form(site: Site, body: bytes, *headers: bytes) -> bytes:
    head = [b"POST /review/judge HTTP/1.1", b"Host: localhost", b"Connection: close"]
    return b"\r\n".join([*head, b"Content-Length: %d" % len(body), *headers]) + b"\r\n\r\n" + body


# Paths


@pytest.mark.parametrize(
    "path",
    [
        b"/static/../security.py", b"/static/../../reportedly/errors.py", b"/static/%2e%2e/security.py",
        b"/static/..%2fsecurity.py", b"/static/..%5csecurity.py", b"/static//etc/passwd", b"/static/%2fetc%2fpasswd",
        b"/static/....//security.py", b"/static/%252e%252e/security.py", b"/static/\\..\\security.py",
        b"/static/style.css/../../security.py", b"/static/%00", b"/static/style.css%00.html", b"/static/" + b"a" * 5000,
        b"/static/", b"/static", b"/static/.", b"/static/C:%5cWindows%5cwin.ini", b"/static/%ff%fe", b"/static/~root",
        b"/../desk.ledger", b"/desk.ledger", b"//evil.example/", b"/%2e%2e/%2e%2e/etc/passwd", b"/incident/../../etc",
        b"/article/..%2f..%2fdesk.ledger", b"/incident/%2e%2e%2f%2e%2e", b"/incident/%00", b"/article/%00.csv",
        b"/incident/%25", b"/incident/_", b"/incident/%27%20OR%201=1--",
        b"/article/%27;DROP%20TABLE%20reports;--.jsonl",
        b"http://evil.example/", b"*", b"/static/%c0%ae%c0%ae/security.py", b"/static/templates/base.html",
    ],
)  # fmt: skip
def test_no_path_leads_to_what_is_no_page(site: Site, path: bytes) -> None:
    status, headers, body = asked(site, get(path))
    assert status in (307, 400, 404, 405), body[:200]
    assert "LONGEST_FORM" not in body
    assert "root:" not in body
    assert "SQLite format" not in body
    assert "Traceback" not in body
    if status == 307:
        assert urlsplit(headers["location"]).netloc in ("", "localhost")
    elif status != 400 or "x-frame-options" in headers:
        assert {name: headers[name] for name in HEADERS} == dict(HEADERS)


# Hosts


@pytest.mark.parametrize(
    "host",
    [
        b"evil.example", b"[::1].evil.example", b"[::1]evil.example:80", b"127.0.0.1:evil.example", b"localhost:80:80",
        b"localhost evil.example", b"localhost@evil.example", b"evil.example#localhost", b"localhost/", b"localhost:",
        b"localhost:999999", b"[localhost]", b"127.0.0.1.", b"[fe80::1%25eth0]", b"2130706433", b"0x7f.1",
        b"localhost\\",
        "locälhost".encode(), b"",
    ],
)  # fmt: skip
def test_under_another_name_nothing_is_shown(site: Site, host: bytes) -> None:
    status, headers, body = asked(site, get(b"/", host=host))
    assert status == 400
    assert "incident" not in body
    assert "set-cookie" not in headers


@pytest.mark.parametrize("lines", [(b"Host: evil.example",), (b"Host: localhost", b"Host: localhost")])
def test_two_names_are_none(site: Site, lines: tuple[bytes, ...]) -> None:
    assert asked(site, get(b"/", *lines))[0] == 400


def test_no_name_is_none(site: Site) -> None:
    assert asked(site, b"GET / HTTP/1.0\r\n\r\n")[0] == 400
    assert asked(site, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")[0] == 400


def test_what_a_proxy_would_say_changes_nothing_of_who_is_asked(site: Site) -> None:
    told = [b"X-Forwarded-Host: evil.example", b"X-Forwarded-For: 1.2.3.4", b"X-Forwarded-Proto: javascript",
            b"Forwarded: host=evil.example", b"X-Original-URL: /static/style.css"]  # fmt: skip
    status, _, body = asked(site, get(b"/", *told))
    assert status == 200
    assert "evil.example" not in body


@pytest.mark.parametrize("name", ["::1", "a b", "[::1", "::1]", "127.0.0.1:80:80", "é"])
def test_a_name_is_read_whole(name: str) -> None:
    assert not Hosts(["a", "é"]).allow(name)


# Requests that are none


@pytest.mark.parametrize(
    "data",
    [
        b"\0" * 100 + b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc" * 20,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nA b: c\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /review/judge HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /review/judge HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST /review/judge HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["noughts", "one word", "another version", "TLS", "a blank in a name", "a long header", "a long address",
         "less than nothing", "two lengths", "another way of coding"],
)  # fmt: skip
def test_what_is_no_request_is_refused_and_harms_no_other(site: Site, data: bytes) -> None:
    with connected(site) as sock:
        with contextlib.suppress(ConnectionError):
            sock.sendall(data)
        answer = received(sock)
    assert answer == b"" or re.match(rb"HTTP/1\.1 [45]\d\d ", answer), answer[:100]
    assert b"Traceback" not in answer
    assert site.get("/about").status == 200


@pytest.mark.parametrize(
    "method", [b"PUT", b"DELETE", b"PATCH", b"TRACE", b"OPTIONS", b"CONNECT", b"PROPFIND", b"X" * 50]
)
@pytest.mark.parametrize("path", [b"/", b"/review/judge", b"/incidents.csv", b"/static/style.css"])
def test_other_ways_of_asking_are_none(site: Site, method: bytes, path: bytes) -> None:
    status, headers, body = asked(site, get(path).replace(b"GET", method, 1))
    assert status == 405
    assert "Traceback" not in body
    if path == b"/":
        assert set(headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("path", ["/", "/incidents.csv", "/nowhere", "/static/style.css"])
def test_a_head_is_the_answer_without_its_body(site: Site, path: str) -> None:
    status, headers, body = asked(site, get(path.encode()).replace(b"GET", b"HEAD", 1))
    assert (status, body) == (site.get(path).status, "")
    assert headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_there_are_no_web_sockets(site: Site) -> None:
    told = [b"Upgrade: websocket", b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    data = get(b"/", *told).replace(b"Connection: close", b"Connection: Upgrade, close")
    assert asked(site, data)[0] == 200


# Forms


FORMS: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 403),
    "a field without a value": (b"csrf", 400),
    "no text": (b"\xff\xfe", 400),
    "no text, in hexadecimals": (b"csrf=%ff", 400),
    "nothing but signs": (b"=" * 1000, 403),
    "fields without end": (b"a&" * 20_000, 400),
    "the token twice": (b"csrf={t}&csrf=wrong", 403),
    "the token's name in capitals": (b"CSRF={t}", 403),
    "a null after the token": (b"csrf={t}%00", 403),
    "a blank before the token": (b"csrf= {t}", 403),
    "JSON": (json.dumps({"csrf": "{t}"}).encode(), 400),
    "the token alone": (b"csrf={t}", 400),
    "a null for a record": (b"csrf={t}&record=%00&decision=right", 400),
    "nulls elsewhere": (b"csrf={t}&record=x&decision=right&back=%ff%00&who=%00", 400),
    "SQL for a record": (b"csrf={t}&record=x%27%20OR%201&decision=right", 400),
    "a pair of one": (b"csrf={t}&record=x:e1&other_record=x:e1&decision=same", 400),
    "a record's name without end": (b"csrf={t}&record=" + b"9" * 5000 + b":e" + b"9" * 5000 + b"&decision=right", 400),
    "a form that is packed": (gzip.compress(b"csrf={t}", mtime=0), 400),
}


@pytest.mark.parametrize(("body", "status"), FORMS.values(), ids=FORMS)
def test_a_form_is_one_of_ours_or_a_line(site: Site, body: bytes, status: int) -> None:
    told = body.replace(b"{t}", site.app.state.form_token.encode())
    found, _, text = asked(site, form(site, told))
    assert found == status, text
    assert "Traceback" not in text


@pytest.mark.parametrize("verdict", [b"", b"-1", b"1e3", b"9" * 15, b"%D9%A3", b"0", b"x"])
def test_no_verdict_that_is_none_is_taken_back(site: Site, verdict: bytes) -> None:
    data = form(site, b"csrf=" + site.app.state.form_token.encode() + b"&verdict=" + verdict)
    assert asked(site, data.replace(b"/review/judge", b"/review/undo"))[0] == 409


def test_a_form_without_end_is_not_read_to_its_end(site: Site) -> None:
    with connected(site) as sock:
        sock.sendall(b"POST /review/judge HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        try:
            for _ in range(5000):
                sent += sock.send(b"1000\r\n" + b"a" * 4096 + b"\r\n")
        except (ConnectionError, TimeoutError):
            pass
        sock.settimeout(5)
        try:
            told = sock.recv(4096)
        except (ConnectionError, TimeoutError):
            told = b"HTTP/1.1 413"
    assert told.startswith(b"HTTP/1.1 413")
    assert site.get("/about").status == 200


def test_a_form_that_does_not_come_to_its_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "SENDING", 0.5)
    with connected(site) as sock:
        sock.sendall(
            b"POST /review/judge HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 100\r\n\r\na="
        )
        began = time.monotonic()
        told = sock.recv(65536)
        assert told.startswith(b"HTTP/1.1 408")
        assert 0.4 < time.monotonic() - began < 10


# Who is slow


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bounded, "ASKING", 0.6)
    monkeypatch.setattr(Bounded, "TAKING", 0.6)


def closed_within(sock: socket.socket, seconds: float, drip: bytes) -> bool:
    """Whether the other side lets go, although something is sent again and again."""
    began = time.monotonic()
    sock.settimeout(0.1)
    while time.monotonic() - began < seconds:
        try:
            sock.sendall(drip)
            if not sock.recv(1):
                return True
        except TimeoutError:
            continue
        except ConnectionError:
            return True
    return False


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "])
def test_who_never_finishes_asking_is_let_go_of(site: Site, hasty: None, start: bytes) -> None:
    with connected(site) as sock:
        sock.sendall(start)
        assert closed_within(sock, 10, b"a")


def test_who_asked_once_and_then_never_finishes_is_let_go_of(site: Site, hasty: None) -> None:
    with connected(site) as sock:
        assert page(sock).startswith(b"HTTP/1.1 200")
        assert closed_within(sock, 10, b"G")


def test_who_keeps_a_connection_is_not_let_go_of_while_he_asks(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bounded, "ASKING", 2.0)
    with connected(site) as sock:
        for _ in range(4):
            assert page(sock).startswith(b"HTTP/1.1 200")
            time.sleep(0.7)


def test_two_requests_at_once_are_both_answered(site: Site, hasty: None) -> None:
    with connected(site) as sock:
        sock.sendall(KEPT + get(b"/nowhere"))
        told = received(sock)
    assert told.startswith(b"HTTP/1.1 200")
    assert told.count(b"HTTP/1.1 404") == 1


def test_who_never_takes_the_answer_is_let_go_of(site: Site, hasty: None) -> None:
    """Asked for more than fits all buffers between, and nothing of it is read."""
    with connected(site) as sock:
        request = b"GET /static/htmx.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
        sock.settimeout(1)
        with contextlib.suppress(TimeoutError, ConnectionError):
            sock.sendall(request * 2000)
        assert closed_within(sock, 20, b"G")


def test_more_than_a_machine_bears_are_told_so(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportedly.web.running.MOST", 5)
    with served(ledger) as site:
        held = [connected(site) for _ in range(8)]
        try:
            time.sleep(0.3)
            assert asked(site, get(b"/about"))[0] == 503
        finally:
            for sock in held:
                sock.close()
        time.sleep(0.3)
        assert asked(site, get(b"/about"))[0] == 200


def test_how_it_is_served() -> None:
    config = config_of(SimpleNamespace())  # type: ignore[arg-type]
    assert config.http is Bounded
    assert (config.ws, config.server_header, config.access_log) == ("none", False, False)
    assert 0 < (config.limit_concurrency or 0) <= 500
    assert config.timeout_graceful_shutdown


# Questions that take too long


def test_a_question_that_takes_too_long_is_told_so(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "LONGEST", 0.2)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    monkeypatch.setattr("reportedly.web.queries.how_many", lambda ledger, *_: ledger.db.execute(endless).fetchone())
    with served(ledger) as site:
        began = time.monotonic()
        answer = site.get("/")
        assert answer.status == 503
        assert "takes longer than 0.2 seconds" in answer.text
        assert time.monotonic() - began < 10
        assert site.get("/about").status == 200


def test_each_piece_of_a_download_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    patience = ledgers.Patience()
    later = time.monotonic() + ledgers.LONGEST + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert patience.over()
    patience.anew()
    assert not patience.over()


def test_a_ledger_that_is_damaged_is_told_as_such(tmp_path: Path) -> None:
    path = making.desk(tmp_path / "damaged.ledger")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    with served(path) as site:
        data = bytearray(path.read_bytes())
        data[8192:] = b"\xa5" * (len(data) - 8192)
        path.write_bytes(data)
        for address in ("/", "/parties", "/search?q=ferries", "/review", "/incidents.csv"):
            answer = site.get(address)
            assert answer.status == 503, address
            assert str(tmp_path) not in answer.text


# What is told with an answer


@pytest.mark.parametrize("path", ["/", "/nowhere", "/incidents.csv", "/review", "/?status=odd"])
def test_nothing_behind_a_token_is_kept_by_a_browser(guarded: Site, path: str) -> None:
    for answer in (guarded.get(path), guarded.get(path, Authorization=f"Bearer {TOKEN}")):
        assert answer.headers["cache-control"] == "no-store"
    mark = "&" if "?" in path else "?"
    moved = guarded.get(f"{path}{mark}token={quote(TOKEN)}")
    assert moved.status == 303
    assert moved.headers["cache-control"] == "no-store"
    assert TOKEN not in moved.text + moved.headers["location"]


def test_a_token_is_compared_in_one_time(monkeypatch: pytest.MonkeyPatch, ledger: Path) -> None:
    """Never with ==, and not a part of it before the rest."""
    compared: list[tuple[bytes, bytes]] = []
    usual = security.hmac.compare_digest
    monkeypatch.setattr(security.hmac, "compare_digest", lambda a, b: (compared.append((a, b)), usual(a, b))[1])
    with served(ledger, token=TOKEN) as site:
        for wrong in ("a", TOKEN[:-1], TOKEN[:-1] + "x", TOKEN + "x", "ä" * 19):
            assert site.get(f"/?token={quote(wrong)}").status == 401
            assert (wrong.encode(), TOKEN.encode()) in compared
            cookie = site.get(f"/?token={quote(TOKEN)}").headers["set-cookie"].partition(";")[0]
            assert site.get("/about", Cookie=cookie).status == 200
            assert site.get("/about", Cookie=cookie[:-1]).status == 401


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookies_are_for_the_server_alone(ledger: Path, scheme: str) -> None:
    with served(ledger, token=TOKEN) as site:
        through = {"X-Forwarded-Proto": scheme}
        cookie = site.get(f"/?token={quote(TOKEN)}", **through).headers["set-cookie"]
        told = {part.strip().casefold() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", "path=/"} <= told
        assert ("secure" in told) == (scheme == "https")
        assert not any(part.startswith("domain") for part in told)


def test_who_judged_is_kept_by_the_browser_for_the_server_alone(tmp_path: Path) -> None:
    with served(making.desk(tmp_path / "a.ledger")) as site:
        record = f"{ferry(1).article.id}:e1"
        sent = {
            "csrf": site.app.state.form_token,
            "record": record,
            "decision": "right",
            "who": 'a"; Domain=evil\r\nX: y',
        }
        answer = site.post("/review/judge", sent)
        assert answer.status == 303, answer.text
        cookie = answer.headers["set-cookie"]
        told = {part.strip().casefold() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", "path=/"} <= told
        assert not any(part.startswith("domain") for part in told)
        assert "x" not in {name.casefold() for name in answer.headers}
        # What somebody else puts into it is shown no longer than a name is.
        page = site.get("/review", Cookie=f"reportedly-who={'n' * 8000}")
        assert page.status == 200
        assert "n" * 81 not in page.text


@pytest.mark.parametrize("name", ["token", "order", "kind", "status", "type", "as-of", "by", "in", "from", "q"])
def test_what_was_asked_comes_back_short(site: Site, name: str) -> None:
    for path in ("/", "/review", "/search", "/dyad", "/disputes"):
        answer = site.get(f"{path}?{name}={'%3Cb%3E' * 4000}")
        assert answer.status in (200, 400)
        if answer.status == 400:
            assert len(answer.text) < 8000, path
        assert "<b><b>" not in answer.text
