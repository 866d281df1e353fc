"""A server of a ledger on a real socket, in a thread of the tests' own process."""

from __future__ import annotations

import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Site:
    """`url` without a slash at its end; `app` the application behind it."""

    url: str
    ledger: Path
    app: Any

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(urllib.request.Request(self.url + path, headers=headers))

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> Answer:
        """Sends a form as it is, and does not follow where it leads. The token has to be in it."""
        data = urllib.parse.urlencode(form).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ask(urllib.request.Request(self.url + path, data=data, headers=named))

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with _OPENER.open(request, timeout=30) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read().decode())


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))


@contextmanager
def served(ledger: Path, **options: Any) -> Iterator[Site]:
    """The server on a free port of this machine. `options` as for `make_app`."""
    uvicorn = pytest.importorskip("uvicorn", reason="the extra “web” is not installed")
    from reportedly.web import make_app
    from reportedly.web.running import config_of

    app = make_app(ledger, **options)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        # Who comes before the server is up waits.
        listening.listen(64)
        server = uvicorn.Server(config_of(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", ledger, app)
        finally:
            server.should_exit = True
            thread.join(10)
