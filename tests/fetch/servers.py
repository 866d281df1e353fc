"""A real server on a socket of this machine that does to a client what servers do, and worse."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

STORY = " ".join(
    f"The harbour master of Gull Rock said on day {n} that no ferry would leave before the storm had passed."
    for n in range(1, 12)
)
PAGE = (
    "<!doctype html><html><head><title>Ferries held back</title></head><body><article><h1>Ferries held back</h1>"
    f"<p>{STORY}</p></article></body></html>"
).encode()


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    at: float = field(default_factory=time.monotonic)


Answer = Callable[[socket.socket, Request], None]
"""Writes whatever it likes to the socket."""


def response(
    body: bytes = b"", status: str = "200 OK", kind: str = "text/html", length: int | None = None, **headers: str
) -> bytes:
    """The bytes of an answer; `length` tells a wrong one."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


def says(*arguments: object, **options: object) -> Answer:
    data = response(*arguments, **options)  # type: ignore[arg-type]
    return lambda sock, request: sock.sendall(data)


def redirect(location: str, status: str = "302 Found") -> Answer:
    return says(b"", status, Location=location)


def drip(data: bytes, pause: float) -> Answer:
    """One byte after the other."""

    def answer(sock: socket.socket, request: Request) -> None:
        for n in range(len(data)):
            sock.sendall(data[n : n + 1])
            time.sleep(pause)

    return answer


def endless(head: bytes, piece: bytes) -> Answer:
    def answer(sock: socket.socket, request: Request) -> None:
        sock.sendall(head)
        while True:
            sock.sendall(piece)

    return answer


def packed(data: bytes) -> Answer:
    return says(gzip.compress(data), Content_Encoding="gzip")


class Server:
    """`routes`: path → answer; a path that is not there is 404. `requests`: what was asked, in order."""

    def __init__(self, host: str = "127.0.0.1", context: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.routes: dict[str, Answer] = {}
        self.requests: list[Request] = []
        self._context = context
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listening = socket.create_server((host, port), family=family)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://{f'[{host}]' if ':' in host else host}:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def pages(self) -> list[str]:
        return [path for path in self.paths() if path != "/robots.txt"]

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(sock,), daemon=True).start()

    def _answer(self, sock: socket.socket) -> None:
        try:
            with sock:
                sock.settimeout(20)
                if self._context:
                    sock = self._context.wrap_socket(sock, server_side=True)
                request = self._request(sock)
                if request is None:
                    return
                self.requests.append(request)
                path = request.path.partition("?")[0]
                self.routes.get(path, says(b"", "404 Not Found"))(sock, request)
                sock.shutdown(socket.SHUT_WR)
                while sock.recv(4096):  # so that a close does not reset what is still on its way
                    pass
        except OSError:
            return

    def _request(self, sock: socket.socket) -> Request | None:
        data = b""
        while b"\r\n\r\n" not in data:
            more = sock.recv(65536)
            if not more:
                return None
            data += more
            if not data.startswith(b"GET "[: len(data)]):
                sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return None
        head, *lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return Request(head.split()[1], {k.lower(): v for k, v in headers.items()})


@contextmanager
def serving(host: str = "127.0.0.1", context: ssl.SSLContext | None = None, port: int = 0) -> Iterator[Server]:
    server = Server(host, context, port)
    try:
        yield server
    finally:
        server.close()


def feed_of(*links: str, updated: str = "") -> bytes:
    """An RSS feed of entries with nothing but a title and a link."""
    date = f"<dc:date>{updated}</dc:date>" if updated else ""
    items = "".join(f"<item><title>Story</title><link>{link}</link>{date}</item>" for link in links)
    head = '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    return f"{head}<channel><title>Gull Rock Herald</title>{items}</channel></rss>".encode()
