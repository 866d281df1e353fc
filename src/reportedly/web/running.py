"""The application on a socket of this machine, until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

__all__ = ["run"]


def run(app: Starlette, bind: str, port: int, say: Callable[[str], None]) -> None:
    """Listen at an address of this machine, and answer until interrupted. `say` is told where that is, once it can be
    asked there; a port of 0 takes a free one. Raises OSError where the port is taken, or the address not ours."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((bind, port))
            listening.listen(128)
        except OSError as error:
            raise OSError(error.errno, error.strerror, f"{bind}:{port}") from error
        shown = f"[{bind}]" if family == socket.AF_INET6 else bind
        say(f"http://{shown}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(app, log_level="error", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listening])
