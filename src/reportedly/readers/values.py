"""What flows between those who ask another reader: settings, questions, answers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from ..errors import ReaderError
from ..text import Span
from .instructions import Instructions

__all__ = ["KEY", "Answer", "Question", "Settings", "Usage", "address", "estimated"]

KEY = "REPORTEDLY_READER_KEY"
"""The environment variable that holds the key to a server. It is read there, and kept nowhere."""

_CHARACTERS = 3
"""Of a token, at the least: English has four, and names of elsewhere fewer."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How another reader is asked.

    url: of the OpenAI-compatible interface, None where nothing may be asked; model: its name there; context: tokens
    of question and answer together; at_once: questions at a time; timeout: seconds for one answer; tries: how often a
    question is asked at most; pause: seconds before it is asked again, twice as many each time; budget: tokens of the
    whole run, both ways; offline: whether nothing may be asked; cache: folder or file of answers, see `cache.py`.
    """

    model: str
    url: str | None = None
    context: int = 8192
    at_once: int = 4
    timeout: float = 300.0
    tries: int = 5
    pause: float = 1.0
    budget: int | None = None
    offline: bool = False
    cache: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One part of one article, to be asked of a reader. `article`: its id; `words`: what is said beside the
    instructions; `answer`: the most tokens of the answer."""

    article: str
    part: Span
    words: str
    instructions: Instructions
    model: str
    answer: int

    @property
    def key(self) -> str:
        """Digest of everything that the answer depends on: the article and its part, what it is to be read for, and
        by whom. Where the server stands is no part of it."""
        told = [self.article, list(self.part), self.instructions.digest, self.words, self.model, self.answer]
        return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()

    @property
    def worst(self) -> int:
        """Tokens that it can cost."""
        return estimated(self.words) + estimated(self.instructions.text) + self.answer


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. `cut`: whether it broke off for want of tokens; `asked`, `said`: tokens, as the server counts
    them or else as estimated."""

    text: str
    cut: bool
    asked: int
    said: int


@dataclass(slots=True)
class Usage:
    """What a run has cost so far: questions that were asked, answers that were there, and tokens."""

    asked: int = 0
    there: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


def estimated(text: str) -> int:
    """Tokens of a text, at the most."""
    return len(text) // _CHARACTERS + 1


def address(url: str) -> str:
    """Where questions are posted: the interface's address with `/chat/completions`, unless it ends so.

    Raises ReaderError for what is no http address, and for one that bears a name and password.
    """
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise ReaderError("the reader's address is none that begins with http:// or https://")
    if "@" in parts.netloc:
        raise ReaderError(f"the reader's address bears a password: put the key into {KEY} instead")
    path = parts.path.rstrip("/")
    if not path.endswith("/chat/completions"):
        path = f"{path}/chat/completions"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def shown_address(url: str) -> str:
    """An address as it may be printed: without what follows a question mark, which may be secret."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
