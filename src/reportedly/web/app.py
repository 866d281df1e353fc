"""The server put together: pages, templates, static files, and a guard around all of it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from ..errors import LedgerBusyError, LedgerError, QuestionError
from ..ledger.store import Ledger
from .kept import Ledgers
from .ledgers import WAIT
from .links import ServerLinks
from .pages import all_pages
from .rendering import environment, page
from .security import Guard, Hosts, new_form_token

__all__ = ["make_app"]


def make_app(
    ledger: str | os.PathLike[str], *, token: str | None = None, read_only: bool = False, hosts: Iterable[str] = ()
) -> Starlette:
    """The application that shows the ledger at this path, for any ASGI server.

    `token`: who knows it may look, everybody where it is None; `read_only`: nothing can be decided; `hosts`: names
    under which the server may be asked beside `localhost` and addresses made of numbers. Raises LedgerError where the
    ledger cannot be read, LedgerVersionError where a newer version made it.
    """
    path = os.path.abspath(ledger)
    # Told before anything is served; a ledger of an older version is brought up to this one here.
    Ledger.open(path, "read").close()
    ledgers = Ledgers(path, WAIT)

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            ledgers.close()

    routes, navigation = all_pages()
    app = Starlette(
        lifespan=running,
        routes=[*routes, Mount("/static", _Static(packages=[(__package__ or "", "static")]))],
        middleware=[Middleware(Guard, hosts=Hosts(hosts), token=token)],
        exception_handlers={
            HTTPException: _told,
            QuestionError: _asked_wrongly,
            LedgerBusyError: _busy,
            LedgerError: _no_ledger,
        },
    )
    app.state.ledger, app.state.ledgers = path, ledgers
    app.state.ledger_name = os.path.basename(path)
    app.state.read_only = read_only
    app.state.models = (frozenset(), 0)
    app.state.form_token = new_form_token()
    app.state.navigation = navigation
    app.state.templates = environment(ServerLinks(judging=not read_only))
    return app


class _Static(StaticFiles):
    """Files whose addresses change with what is in them."""

    def file_response(self, *arguments: object, **options: object) -> Response:
        answer: Response = super().file_response(*arguments, **options)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


# What cannot be answered: one clear line


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    usual = {404: "There is no such page.", 405: "This page cannot be asked in that way."}
    line = usual.get(error.status_code, error.detail) if error.detail in _PHRASES else error.detail
    answer = _line(request, error.status_code, line)
    # As "Allow", of a page that cannot be asked in that way.
    answer.headers.update(error.headers or {})
    return answer


_PHRASES = ("Not Found", "Method Not Allowed")
"""What Starlette says of itself."""


def _asked_wrongly(request: Request, error: Exception) -> Response:
    return _line(request, 400, f"This cannot be asked: {error}.")


def _busy(request: Request, _error: Exception) -> Response:
    return _line(request, 503, "Another program is writing to the ledger: try again in a moment.")


def _no_ledger(request: Request, _error: Exception) -> Response:
    return _line(request, 503, "The ledger cannot be read any more: look at the terminal where the server runs.")


LONGEST = 400
"""Characters of a line: it may hold what was asked."""


def _line(request: Request, status: int, line: str) -> Response:
    line = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
    return page(request, "error.html", status, title=line, line=line)
