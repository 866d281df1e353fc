"""The benchmark of the explorer: what it asks is there, and what it counts is right."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

pytest.importorskip("starlette", reason="the extra “web” is not installed")

from benchmarks import web
from tests.web import making
from tests.web.serving import served

PAGE = b"a page"


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[str]:
    Answers.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_every_request_is_asked_once_by_one_of_the_clients(host: str) -> None:
    found = web.ask(host, ["/a", "/b", "/gone"], clients=4, requests=30, seconds=20)
    assert (len(found.seconds), found.bad, found.largest) == (30, 10, len(PAGE))
    assert sorted(Answers.asked) == sorted(["/a", "/b", "/gone"] * 10)


def test_what_takes_too_long_is_cut_short(host: str) -> None:
    assert len(web.ask(host, ["/a"], clients=3, requests=10_000, seconds=0).seconds) <= 6


def test_a_server_that_is_not_there_gives_bad_answers() -> None:
    assert web.ask("127.0.0.1:1", ["/a"], clients=2, requests=4, seconds=5).bad == 4


@pytest.mark.parametrize(
    ("share", "wanted"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)], ids=["median", "p99", "all", "least"]
)
def test_a_quantile_is_one_of_the_values(share: float, wanted: int) -> None:
    assert web.quantile(list(range(100, 0, -1)), share) == wanted


def test_all_that_is_asked_of_a_ledger_is_there(tmp_path: Path) -> None:
    path = making.desk(tmp_path / "desk.ledger")
    found = web.addresses(path, seed=1)
    assert found == web.addresses(path, seed=1)
    assert {"overview", "incident", "article", "search", "review"} <= found.keys()
    with served(path) as site:
        for those in found.values():
            for address in those:
                assert site.get(address).status == 200, address
