"""The application on a socket of this machine, until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from .bounds import Bounded

__all__ = ["config_of", "run"]

MOST = 200
"""Connections at a time. Each may have a ledger open, and a process may have a thousand files."""

LEAVING = 5
"""Seconds for which Ctrl-C waits for answers that are under way."""


def config_of(app: Starlette) -> uvicorn.Config:
    """How uvicorn serves it: no more at a time than the machine bears, nobody for ever, and no web sockets."""
    return uvicorn.Config(
        app,
        http=Bounded,
        ws="none",
        limit_concurrency=MOST,
        timeout_graceful_shutdown=LEAVING,
        log_level="error",
        access_log=False,
        server_header=False,
    )


def run(app: Starlette, bind: str, port: int, say: Callable[[str], None]) -> None:
    """Listen at an address of this machine, and answer until interrupted. `say` is told where that is, once it can be
    asked there; a port of 0 takes a free one. Raises OSError where the port is taken, or the address not ours."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    # Named, for asyncio sends at once only what it knows to be TCP: else each answer waits 40 ms to be sent to its end.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((bind, port))
            listening.listen(128)
        except OSError as error:
            raise OSError(error.errno, error.strerror, f"{bind}:{port}") from error
        shown = f"[{bind}]" if family == socket.AF_INET6 else bind
        say(f"http://{shown}:{listening.getsockname()[1]}/")
        uvicorn.Server(config_of(app)).run(sockets=[listening])
