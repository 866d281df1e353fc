"""Connections to addresses that were checked, with one clock for everything: the only file that connects."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import httpcore2

__all__ = ["Backend", "Late"]

_T = TypeVar("_T")


class Late(Exception):
    """The whole took longer than allowed. No OSError, so that the engine does not take it for a time-out of its own."""


class _Stream(httpcore2.NetworkStream):
    """A stream on which no wait outlasts the deadline: a server that sends a byte every ten seconds ends too."""

    def __init__(self, stream: httpcore2.NetworkStream, left: Callable[[float | None], float]) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._within(lambda: self._stream.read(max_bytes, self._left(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._within(lambda: self._stream.write(buffer, self._left(timeout)))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        # The host's name of the URL, not the address: it is what the certificate must name.
        stream = self._within(lambda: self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)))
        return _Stream(stream, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _within(self, act: Callable[[], _T]) -> _T:
        try:
            return act()
        except httpcore2.TimeoutException:
            self._left(None)  # says so where it is the whole that ran out
            raise


class Backend(httpcore2.NetworkBackend):
    """Connects to one of `addresses`, whatever host it is told. `deadline`: on the clock of `time.monotonic`."""

    def __init__(self, addresses: Sequence[str], deadline: float) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        failed: Exception | None = None
        for address in self._addresses[:4]:
            try:
                stream = self._sockets.connect_tcp(address, port, self._left(timeout), local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                self._left(None)
                failed = error
            else:
                return _Stream(stream, self._left)
        raise failed or httpcore2.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        raise httpcore2.UnsupportedProtocol("no sockets of this machine")

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Late
        return left if timeout is None else min(timeout, left)
