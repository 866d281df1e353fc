"""Who may ask the server, and what a page that it gave may do in a browser.

Articles are hostile input: a page runs no script and loads nothing but what the server itself keeps. Other sites are
hostile too: they may point a name of theirs at this machine (so the `Host` header is checked), and may send forms to it
(so every form carries a token that only a page of ours can know).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import os
import re
import secrets
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "Fields", "Guard", "Hosts", "posted"]

LONGEST_FORM = 64 * 1024
"""Bytes."""

SENDING = 20.0
"""Seconds in which a form must have come."""

_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::[0-9]{1,5})?")
"""What a `Host` header may be: a name or an address, and a port."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # An address may say what is looked into; that is nobody else's business. (Under `no-referrer` forms of our own
    # pages would not say where they come from either.)
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Sent with every answer."""

Fields = Mapping[str, str]
"""A form that was sent: the last value of each field."""


class Hosts:
    """The names under which the server may be asked, whatever the port. Addresses made of numbers may always be: only
    names can be pointed elsewhere by strangers."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = {"localhost", *(name.casefold().rstrip(".") for name in names)}

    def allow(self, header: str) -> bool:
        """Whether a request with this `Host` header may be answered."""
        found = _HOST.fullmatch(header)
        if found is None:
            return False
        name = found[1] or found[2]
        if name.casefold().rstrip(".") in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


class Guard:
    """Around the whole application: checks the host and the token, puts `HEADERS` on every answer, and keeps faults of
    ours from being shown.

    `token`: whoever knows it may look; None lets everybody who reaches the server. It is taken from the address
    (`?token=`), once, and then from a cookie that scripts and other sites cannot use, or from an `Authorization:
    Bearer` header.
    """

    def __init__(self, app: ASGIApp, *, hosts: Hosts, token: str | None) -> None:
        self._app, self._hosts, self._token = app, hosts, token
        digest = _keyed(token or "", "cookie")
        # Cookies know no ports: two servers on one machine must not overwrite each other's.
        self._cookie, self._ticket = f"reportedly-{digest[:8]}", digest[8:]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse to."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store" if self._token else "no-cache")
            await send(message)

        answer = self._refusal(scope) or self._app
        try:
            await answer(scope, receive, sending)
        except Exception as error:
            _tell(error)
            if not begun:
                await PlainTextResponse("This is a bug of ours.\n", 500)(scope, receive, sending)

    def _refusal(self, scope: Scope) -> Response | None:
        """What is answered in place of the page; None where it may be had."""
        headers = Headers(scope=scope)
        if not self._hosts.allow(headers.get("host", "")):
            return PlainTextResponse("This server is not asked under that name (see --host-name).\n", 400)
        if self._token is None:
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = next((value for name, value in query if name == "token"), None)
        if given is not None and _same(given, self._token) and scope["method"] == "GET":
            return self._let_in(scope, [(name, value) for name, value in query if name != "token"])
        if _same(_bearer(headers), self._token) or _same(_cookie(headers, self._cookie), self._ticket):
            return None
        return PlainTextResponse(
            "Open the address with ?token=…, as it was given to you; if you have done so, load this page again.\n",
            401,
            {"WWW-Authenticate": "Bearer"},
        )

    def _let_in(self, scope: Scope, query: list[tuple[str, str]]) -> Response:
        """The same address without the token, so that it does not stay in the address bar."""
        path = "/" + quote(scope["path"]).lstrip("/")
        answer = RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)
        secure = scope.get("scheme") == "https"
        answer.set_cookie(self._cookie, self._ticket, httponly=True, samesite="strict", secure=secure)
        return answer


def _tell(error: Exception) -> None:
    """One line to whoever runs the server; all of it where that is asked for."""
    if os.environ.get("REPORTEDLY_DEBUG"):
        traceback.print_exception(error)
    else:
        told = " ".join(f"{type(error).__name__}: {error}".split())
        hint = "this is a bug; REPORTEDLY_DEBUG=1 shows where"
        print(f"reportedly: internal error: {told[:300]} ({hint})", file=sys.stderr, flush=True)


def _keyed(key: str, what: str) -> str:
    return hmac.new(key.encode(), what.encode(), hashlib.sha256).hexdigest()


def _same(given: str | None, wanted: str) -> bool:
    """In a time that does not tell how much of it is right."""
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _bearer(headers: Headers) -> str | None:
    scheme, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.casefold() == "bearer" else None


def _cookie(headers: Headers, name: str) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return None
    return found.value if found else None


# Forms


def new_form_token() -> str:
    """What every form of one run of the server carries in its field `csrf`."""
    return secrets.token_urlsafe(32)


def posted(
    handler: Callable[[Request, Fields], Response],
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint of a form: reads it, checks that it comes from a page of ours, and only then calls `handler` in a
    thread of its own.

    Raises HTTPException 403 for a form of another site's and where the server is read-only, 413 for one too long, 408
    for one that does not come to its end.
    """

    async def endpoint(request: Request) -> Response:
        if request.app.state.read_only:
            raise HTTPException(403, "This server is read-only: nothing can be decided here.")
        fields = await _fields(request)
        if not (_from_here(request.headers) and _same(fields.get("csrf"), request.app.state.form_token)):
            raise HTTPException(
                403, "This form is not from a page of this server, or older than it: load the page anew."
            )
        return await run_in_threadpool(handler, request, fields)

    return endpoint


async def _fields(request: Request) -> Fields:
    body = b""
    try:
        async with asyncio.timeout(SENDING):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LONGEST_FORM:
                    raise HTTPException(413, "This form is too long.")
    except TimeoutError:
        raise HTTPException(408, "This form did not come to its end.") from None
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), errors="strict"))
    except ValueError:
        raise HTTPException(400, "This is no form.") from None


def _from_here(headers: Headers) -> bool:
    """What browsers say of where a form comes from; the token says the same to those who say nothing."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")
