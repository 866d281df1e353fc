"""A scripted language model on a socket of this machine: it answers as it is told to, and behaves as badly."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[[BaseHTTPRequestHandler, "Asked"], None]
"""Writes whatever it likes to the socket."""


@dataclass
class Asked:
    """One question as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float = field(default_factory=time.monotonic)

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        return str(self.body["messages"][1]["content"])


def completion(content: object, finish: str = "stop", tokens: tuple[int, int] | None = (1000, 100)) -> dict[str, Any]:
    """What the interface answers; `content` that is no text is told as JSON."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    whole: dict[str, Any] = {
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}]
    }
    if tokens is not None:
        whole["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
    return whole


def says(content: object, finish: str = "stop", tokens: tuple[int, int] | None = (1000, 100)) -> Act:
    return answers(200, completion(content, finish, tokens))


def answers(status: int, body: object = b"", headers: Mapping[str, str] | None = None) -> Act:
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()

    def act(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        handler.send_response_only(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return act


def hangs(seconds: float) -> Act:
    def act(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        time.sleep(seconds)

    return act


def drips(content: object, pause: float) -> Act:
    """A byte now and then, so that no single wait is long."""
    data = json.dumps(completion(content)).encode()

    def act(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        for n in range(len(data)):
            handler.wfile.write(data[n : n + 1])
            handler.wfile.flush()
            time.sleep(pause)

    return act


def closes_half_way(content: object) -> Act:
    data = json.dumps(completion(content)).encode()

    def act(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data[: len(data) // 2])
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    return act


def closes_at_the_next(act: Act) -> Act:
    """Answers, and closes at the first byte of another question on the same connection, as a server does whose patience
    ends at that moment."""

    def closing(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        act(handler, asked)
        handler.wfile.flush()
        handler.rfile.read(1)

    return closing


Script = Sequence[Act] | Callable[[Asked], Act]


class Model:
    """`script`: what is done for one question after the other, the last for all that follow; or what decides it."""

    def __init__(self, script: Script) -> None:
        self.asked: list[Asked] = []
        self._script, self._lock = script, threading.Lock()
        self.now = self.most = 0
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(data))
                act = model._begin(asked)
                try:
                    act(self, asked)
                except OSError:
                    pass
                finally:
                    model._end()
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Nothing is said of it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _begin(self, asked: Asked) -> Act:
        with self._lock:
            self.asked.append(asked)
            self.now += 1
            self.most = max(self.most, self.now)
            if callable(self._script):
                return self._script(asked)
            return self._script[min(len(self.asked), len(self._script)) - 1]

    def _end(self) -> None:
        with self._lock:
            self.now -= 1

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serving(*script: Act, deciding: Callable[[Asked], Act] | None = None) -> Iterator[Model]:
    model = Model(deciding or script)
    try:
        yield model
    finally:
        model.close()
