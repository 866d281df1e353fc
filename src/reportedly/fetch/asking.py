"""One question to one server, and where its redirects lead: `Client`."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import urljoin

import httpcore2

from .. import __version__
from ..intake.unpacking import BadBody, TooLarge, unpacked
from ..intake.values import Page
from .addresses import PORTS, Refused, Resolver, Target, checked, is_public, resolve, target
from .connecting import Backend, Late
from .robots import Robots, Rules
from .values import Manners, Unchanged, Validators

__all__ = ["Client", "Unfetched"]

PRODUCT = "reportedly"
"""The name by which a robots.txt speaks to us."""

LONGEST_WAIT = 300.0
"""Seconds: a server that wants to be left alone for longer is not asked again in this run. So long all the waits for
one page may be together."""

HOSTS = 10_000
"""Whose turns are remembered: a server with a name for everything would fill the memory of a run without an end."""

Allowed: TypeAlias = Callable[[str], bool]
"""Whether an IP address is asked."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_COOKIES = frozenset({"set-cookie", "set-cookie2"})
_HEADER = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


class Unfetched(Exception):
    """A page that was not had; the message is half a sentence that says why."""


class Client:
    """Asks one server at a time, at its pace and by its robots.txt. Keeps no cookies and knows no passwords, and reads
    no proxies out of the environment. Not for several threads.

    `resolver`: names to addresses; `public`: which addresses are asked, where the manners do not allow all;
    `ports`: likewise. These, `ssl_context`, `sleep` and `now` are there for tests and for those who know better.
    """

    def __init__(
        self,
        manners: Manners | None = None,
        *,
        resolver: Resolver = resolve,
        public: Callable[[str], bool] = is_public,
        ports: Container[int] = PORTS,
        ssl_context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.manners = manners or Manners()
        self._resolver = resolver
        self._public = public
        self._allowed = (lambda address: True) if self.manners.private else public
        self._ports = None if self.manners.private else ports
        self._ssl = ssl_context
        self._sleep = sleep
        self._now = now
        self._robots = Robots(PRODUCT, self._rules)
        self._next: OrderedDict[str, float] = OrderedDict()
        self._patience = 0.0

    @property
    def agent(self) -> str:
        contact = self.manners.contact
        return f"{PRODUCT}/{__version__}" + (f" (+{contact})" if contact and _HEADER.fullmatch(contact) else "")

    def get(
        self, url: str, accept: str = "*/*", known: Validators | None = None, largest: int | None = None
    ) -> Page | Unchanged:
        """What is at `url`, or where its redirects lead, with status 200. `accept`: the header Accept. `known`: what to
        tell the server of the last time; `largest`: bytes, by default those of the manners.

        Raises Unfetched for everything else.
        """
        began = time.monotonic()
        # Beside the page with all its redirects: what robots.txt files on the way may take, and the waits for turns.
        deadline, self._patience, waits = began + self.manners.whole, began + self.manners.whole, LONGEST_WAIT
        here, last, allowed = url, "", self._allowed
        seen: set[str] = set()
        for hop in range(self.manners.redirects + 1):
            try:
                there = target(here, self._ports)
                if there.url in seen:
                    raise Unfetched("was asked before: it redirects in a circle")
                seen.add(there.url)
                before = time.monotonic()
                waited = self._take_turn(there, allowed, waits, same_visit=there.host == last)
                waits -= waited
                deadline += time.monotonic() - before
                self._patience += waited
                page, addresses = self._once(there, allowed, accept, known, largest or self.manners.largest, deadline)
                last = there.host
                self._turn(last, time.monotonic() + max(self.manners.pause, self._robots.delay(there)))
                if page.status not in _REDIRECTS:
                    return self._judged(page, url, there, known)
                if any(map(self._public, addresses)):
                    # What anybody can publish does not lead into a private network, whatever is allowed to be named.
                    allowed = self._public
                here = self._onward(page)
            except (Refused, Unfetched) as error:
                short = here if len(here) <= 200 else f"{here[:199]}…"
                raise Unfetched(f"leads to {short}, which {error}" if hop else str(error)) from None
        raise Unfetched(f"redirects more than {self.manners.redirects} times")

    def _judged(self, page: Page, asked: str, there: Target, known: Validators | None) -> Page | Unchanged:
        if page.status == HTTPStatus.NOT_MODIFIED and known is not None:
            return Unchanged(asked)
        if page.status != HTTPStatus.OK:
            self._turn(there.host, max(self._next[there.host], time.monotonic() + self._wanted_wait(page)))
            raise Unfetched(f"answered {page.status}{_phrase(page.status)}")
        return page if page.url == asked else replace(page, asked=asked)

    def _onward(self, page: Page) -> str:
        location = page.header("location")
        if not location:
            raise Unfetched(f"answered {page.status} and does not say where to")
        try:
            return urljoin(page.url, location.strip())
        except ValueError:
            raise Unfetched(f"answered {page.status} with a broken address") from None

    # Leave

    def _take_turn(self, there: Target, allowed: Allowed, waits: float, same_visit: bool) -> float:
        """Ask the robots.txt, then wait for the host's turn; a redirect within a host is one visit with what led there.
        Gives the seconds that were waited. Raises Unfetched where there is no leave, or the turn is more than `waits`
        seconds off."""
        if allowed is not self._allowed:
            with suppress(OSError):  # is told of when the page itself is asked for
                checked(there.host, self._resolver, allowed)
        if not self._robots.allows(there):
            raise Unfetched(self._robots.why(there))
        wait = self._next.get(there.host, 0.0) - time.monotonic()
        if wait <= 0 or same_visit:
            return 0.0
        if wait > waits:
            raise Unfetched(f"is not fetched now: {there.host} wants to be left alone for {wait:.0f} s")
        self._sleep(wait)
        return wait

    def _turn(self, host: str, at: float) -> None:
        """The host is not asked before."""
        self._next[host] = at
        self._next.move_to_end(host)
        if len(self._next) > HOSTS:
            self._next.popitem(last=False)

    def _rules(self, there: Target) -> Rules:
        """Fetch a robots.txt, by RFC 9309: what is not there allows everything, what cannot be had allows nothing."""
        here = there
        deadline = min(time.monotonic() + self.manners.whole, self._patience)
        accept = "text/plain,*/*;q=0.1"
        for _ in range(6):
            try:
                page, _addresses = self._once(here, self._allowed, accept, None, Rules.LARGEST, deadline, cut=True)
            except (Refused, Unfetched) as error:
                if time.monotonic() >= self._patience:
                    raise  # others on the way took the time: that says nothing of this server
                return Rules.closed(str(error))
            if page.status in _REDIRECTS:
                try:
                    here = target(self._onward(page), self._ports)
                except (Refused, Unfetched):
                    return Rules.open()
                continue
            if page.status == HTTPStatus.OK:
                return Rules.read(page.body)
            if page.status == HTTPStatus.TOO_MANY_REQUESTS or page.status >= 500:
                return Rules.closed(f"is not fetched: its robots.txt answered {page.status}{_phrase(page.status)}")
            return Rules.open()
        return Rules.open()

    def _wanted_wait(self, page: Page) -> float:
        told = (page.header("retry-after") or "").strip()
        if page.status not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            return 0.0
        if re.fullmatch(r"\d{1,9}", told, re.ASCII):
            return float(told)
        try:
            until = parsedate_to_datetime(told)
            return max(0.0, (until - self._now()).total_seconds())
        except (ValueError, TypeError, IndexError, OverflowError):
            return 0.0

    # One request

    def _once(
        self,
        there: Target,
        allowed: Allowed,
        accept: str,
        known: Validators | None,
        largest: int,
        deadline: float,
        cut: bool = False,
    ) -> tuple[Page, tuple[str, ...]]:
        """One answer, whatever its status, and the addresses of which one gave it; the body of a 200 only. `cut`: take
        the first `largest` bytes, no more. Raises Unfetched, and Refused where the address is none to ask."""
        try:
            addresses = checked(there.host, self._resolver, allowed)
            if there.scheme == "https" and self._ssl is None:
                self._ssl = httpcore2.default_ssl_context()  # reads the system's certificates: once is enough
            with httpcore2.ConnectionPool(
                ssl_context=self._ssl, max_connections=1, network_backend=Backend(addresses, deadline)
            ) as pool:
                return self._answer(pool, there, accept, known, largest, cut), addresses
        except Late:
            raise Unfetched(f"took longer than {self.manners.whole:g} s") from None
        except BadBody as error:
            raise Unfetched(str(error)) from None
        except (OSError, httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as error:
            raise Unfetched(self._why(error, there)) from None

    def _answer(
        self,
        pool: httpcore2.ConnectionPool,
        there: Target,
        accept: str,
        known: Validators | None,
        largest: int,
        cut: bool,
    ) -> Page:
        manners = self.manners
        # Only the parts that were checked: nothing takes the URL apart once more.
        url = httpcore2.URL(
            scheme=there.scheme.encode(), host=there.host.encode(), port=there.port, target=there.path.encode()
        )
        timeouts = {"connect": manners.connect, "read": manners.read, "write": manners.read, "pool": manners.connect}
        headers = self._headers(there, accept, known, packed=not cut)
        with pool.stream("GET", url, headers=headers, extensions={"timeout": timeouts}) as response:
            fetched_at = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            told = tuple((_text(k), _text(v)) for k, v in response.headers)
            kept = tuple((k, v) for k, v in told if k.lower() not in _COOKIES)
            page = Page(there.url, fetched_at, response.status, kept, b"")
            if page.status != HTTPStatus.OK:
                return page
            length = page.header("content-length") or ""
            if not cut and length.isdecimal() and len(length) < 20 and int(length) > largest:
                raise TooLarge(largest)
            pieces: Iterable[bytes] = response.iter_stream()
            body = unpacked(_first(pieces, largest) if cut else pieces, page.header("content-encoding"), largest)
            return Page(page.url, fetched_at, page.status, kept, body)

    def _headers(self, there: Target, accept: str, known: Validators | None, packed: bool) -> list[tuple[bytes, bytes]]:
        sent = {
            "Host": there.authority,
            "User-Agent": self.agent,
            "Accept": accept,
            "Accept-Language": "en,*;q=0.5",
            "Accept-Encoding": "gzip, deflate, br" if packed else "identity",
            "Connection": "close",
        }
        if known is not None:
            sent |= {"If-None-Match": known.etag or "", "If-Modified-Since": known.last_modified or ""}
        return [(k.encode(), v.encode()) for k, v in sent.items() if _HEADER.fullmatch(v)]

    def _why(self, error: Exception, there: Target) -> str:
        causes: list[BaseException] = [error]
        while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and len(causes) < 5:
            causes.append(cause)
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return f"has a certificate that is not trusted: {cause.verify_message}"
            if isinstance(cause, ssl.SSLError):
                return "does not speak TLS as it should"
            if isinstance(cause, socket.gaierror):
                return f"cannot be found: there is no host {there.host}"
        if isinstance(error, httpcore2.ConnectTimeout):
            return f"did not answer within {self.manners.connect:g} s"
        if isinstance(error, httpcore2.TimeoutException):
            return f"sent nothing for {self.manners.read:g} s"
        if isinstance(error, httpcore2.ProtocolError):
            return f"does not speak HTTP as it should: {' '.join(str(error).split())[:200]}"
        told = next((c.strerror for c in causes if isinstance(c, OSError) and c.strerror), None)
        return f"cannot be reached: {(told or ' '.join(str(error).split()) or type(error).__name__)[:200].lower()}"


def _first(pieces: Iterable[bytes], count: int) -> Iterator[bytes]:
    for piece in pieces:
        yield piece[:count]
        count -= len(piece)
        if count <= 0:
            return


def _text(value: bytes) -> str:
    """A header as text: UTF-8 in practice, Latin-1 by the letter."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _phrase(status: int) -> str:
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""
