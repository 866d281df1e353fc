"""One question to one server: what is posted, what comes back, and what it means where it is no answer."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httpx

from ..errors import ReaderError, UnansweredError
from ..intake.unpacking import BadBody, TooLarge, unpacked
from .understanding import Unusable, understood
from .values import KEY, Answer, Question, Settings, address, estimated, shown_address

__all__ = ["Again", "Server"]

MOST_BYTES = 16 * 1024 * 1024
"""Of what a server sends back, packed or unpacked."""

LONGEST_WAIT = 120.0
"""Seconds: a server that wants to be left alone for longer is not asked again in this run."""

_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_TOLD = 160
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Again(Exception):
    """It may be worth asking once more. `wait`: seconds that the server asks for; `reachable`: whether it was there;
    `costly`: whether every further try costs as much as this one."""

    def __init__(self, told: str, wait: float | None = None, reachable: bool = True, costly: bool = False) -> None:
        super().__init__(told)
        self.wait, self.reachable, self.costly = wait, reachable, costly


@dataclass(slots=True)
class _Way:
    """How questions are put: what a server does not know is left out of the next ones."""

    form: int = 0
    limit: str = "max_tokens"
    left_out: set[str] = field(default_factory=set)

    def step_down(self, told: str, body: dict[str, Any]) -> _Way | None:
        """Another way, for a server that refused a question with these words; None where there is none."""
        words = told.lower()
        if self.limit == "max_tokens" and "max_completion_tokens" in words:
            return _Way(self.form, "max_completion_tokens", {*self.left_out})
        for name in ("temperature", "seed"):
            if name in words and name in body:
                return _Way(self.form, self.limit, {*self.left_out, name})
        if self.form < 2 and "response_format" in body:
            return _Way(self.form + 1, self.limit, {*self.left_out})
        return None


class Server:
    """One server with the OpenAI-compatible interface. For one event loop. `key` goes into a header of every question,
    and nowhere else."""

    def __init__(self, settings: Settings, key: str | None) -> None:
        self._settings, self._key = settings, key
        if settings.url is None:
            raise ReaderError("no address of a reader is given")
        self._url = address(settings.url)
        self.name = shown_address(self._url)
        self._way = _Way()
        # An answer takes seconds, a new connection hardly any time. One that was kept may be closed by the server at
        # the moment at which the next question goes into it, and that would look like a server that breaks off.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
        if key:
            if not (key.isascii() and key.isprintable()):
                raise ReaderError("the key to the reader holds characters that no header can")
            headers["Authorization"] = f"Bearer {key}"
        self._client = httpx.AsyncClient(
            headers=headers,
            timeout=httpx.Timeout(settings.timeout, connect=min(20.0, settings.timeout)),
            limits=httpx.Limits(max_connections=settings.at_once, max_keepalive_connections=0),
            follow_redirects=False,
            # What a server wants remembered is not.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            # A proxy for the world is none for this machine.
            trust_env=urlsplit(self._url).hostname not in _LOOPBACK,
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(self, question: Question) -> Answer:
        """The answer. Raises Again, UnansweredError where this question will not be answered, ReaderError where none
        will."""
        way = self._way
        while True:
            body = self._body(question, way)
            status, headers, text = await self._post(body)
            if status in (400, 415, 422, 501):
                other = way.step_down(text, body)
                if other is not None:
                    way = other
                    continue
            break
        if status == 200:
            answer = self._answer(question, text)
            self._way = way
            return answer
        raise self._refusal(status, headers, text)

    def _body(self, question: Question, way: _Way) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": question.model,
            "messages": [
                {"role": "system", "content": question.instructions.text},
                {"role": "user", "content": question.words},
            ],
            "temperature": 0,
            "seed": 0,
            way.limit: question.answer,
            "stream": False,
        }
        if way.form == 0:
            schema = {"name": "records", "strict": True, "schema": question.instructions.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif way.form == 1:
            body["response_format"] = {"type": "json_object"}
        return {name: value for name, value in body.items() if name not in way.left_out}

    async def _post(self, body: dict[str, Any]) -> tuple[int, httpx.Headers, str]:
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        try:
            async with asyncio.timeout(self._settings.timeout):
                request = self._client.build_request(
                    "POST", self._url, content=content, headers={"Content-Type": "application/json"}
                )
                response = await self._client.send(request, stream=True)
                try:
                    data = await self._bytes(response)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout):
            seconds = f"{self._settings.timeout:g}"
            raise Again(f"did not answer within {seconds} seconds", costly=True) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Again(f"cannot be reached ({self._clean(str(error))})", reachable=False) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise ReaderError(f"{self.name}: {self._clean(str(error))}") from None
        except httpx.HTTPError as error:
            told = self._clean(str(error)) or type(error).__name__
            raise Again(f"broke off ({told})", costly=True) from None
        return response.status_code, response.headers, data.decode("utf-8", "replace")

    async def _bytes(self, response: httpx.Response) -> bytes:
        """The body. Unpacked by our own hands: httpx would unpack a piece whole, however large that makes it."""
        pieces: list[bytes] = []
        count = 0
        try:
            async for piece in response.aiter_raw():
                count += len(piece)
                if count > MOST_BYTES:
                    raise TooLarge(MOST_BYTES)
                pieces.append(piece)
            return unpacked(pieces, response.headers.get("content-encoding"), MOST_BYTES)
        except TooLarge:
            raise UnansweredError(f"{self.name} sent more than {MOST_BYTES // 1024**2} MB") from None
        except BadBody as error:
            raise Again(f"sent an answer that {error}", costly=True) from None

    def _answer(self, question: Question, text: str) -> Answer:
        """What is in the answer of a server that says that all went well."""
        try:
            whole = json.loads(text)
            choice = whole["choices"][0]
            content = _content(choice["message"])
            cut = choice.get("finish_reason") == "length"
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
            raise Again("answered with no chat completion", costly=True) from None
        try:
            understood(content, question.instructions.kinds, cut)
        except Unusable as error:
            raise Again(f"gave an answer that {error}", costly=True) from None
        usage = whole.get("usage")
        asked = _count(usage, "prompt_tokens")
        said = _count(usage, "completion_tokens")
        if asked is None:
            asked = estimated(question.words) + estimated(question.instructions.text)
        return Answer(content, cut, asked, estimated(content) if said is None else said)

    def _refusal(self, status: int, headers: httpx.Headers, text: str) -> Again | ReaderError | UnansweredError:
        told = self._said(text)
        if status in _AGAIN:
            wait = _seconds(headers.get("retry-after"), headers.get("date"))
            if wait is not None and wait > LONGEST_WAIT:
                return ReaderError(f"{self.name} asks to be left alone for {wait:.0f} seconds ({status})")
            return Again(f"answered {status}{told}", wait=wait)
        if status in (401, 403) and self._key:
            return ReaderError(f"{self.name} refuses the key ({status}){told}")
        if status in (401, 403):
            return ReaderError(f"{self.name} wants a key ({status}): put it into the environment variable {KEY}")
        if status == 404:
            return ReaderError(f"{self.name} knows no such address, or no model {self._settings.model!r} (404){told}")
        if status == 402:
            return ReaderError(f"{self.name} wants to be paid (402){told}")
        if 300 <= status < 400:
            return ReaderError(f"{self.name} leads elsewhere ({status}): name the address that it leads to")
        return UnansweredError(f"{self.name} answered {status}{told}")

    def _said(self, text: str) -> str:
        """The words in which a server refuses, in half a line."""
        try:
            found = json.loads(text)
            found = found.get("error", found.get("detail", found.get("message", ""))) if isinstance(found, dict) else ""
            told = found.get("message", "") if isinstance(found, dict) else found
        except (ValueError, RecursionError):
            told = "" if "<" in text[:40] else text
        told = self._clean(str(told))[:_TOLD]
        return f": {told}" if told else ""

    def _clean(self, text: str) -> str:
        """One line, in which the key does not stand, even where the server says it."""
        told = " ".join(text.split())
        return told.replace(self._key, "…") if self._key else told


def _content(message: dict[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(part.get("text", "") for part in content if isinstance(part, dict))
    if not isinstance(content, str):
        raise TypeError("no text")
    return content


def _count(usage: object, name: str) -> int | None:
    count = usage.get(name) if isinstance(usage, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 10**9 else None


def _seconds(after: str | None, date: str | None) -> float | None:
    """What `Retry-After` says: seconds, or a date, which is read against the server's own clock."""
    if after is None:
        return None
    try:
        return max(0.0, float(after)) if after.strip().isdigit() else _until(after, date)
    except (ValueError, TypeError, OverflowError):
        return None


def _until(after: str, date: str | None) -> float:
    now = parsedate_to_datetime(date) if date else datetime.now(UTC)
    return max(0.0, (parsedate_to_datetime(after) - now).total_seconds())
