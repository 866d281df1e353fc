"""Readers without a model, for tests of what surrounds one. Importable by name, so that workers find them.

What a text starts with says what happens to it: `BAD` cannot be read, `BUG` and `BROKEN` are our own faults,
`DIES` ends the process, `KILLED` has it killed, `SLOW` takes a while, `NEVER` does not end, `HANGS` neither, and looks
at no time limit; nor does `STUCK`, which never comes back from C; `LATE` looks at it until it is over. All else is one
statement about its first word, as certain as its last word says, if that is a number below 1.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from pathlib import Path

from reportedly.deadline import in_time
from reportedly.errors import InvariantError, ModelError, NotTextError
from reportedly.records import Article, Mention, Reading, Statement
from reportedly.text import Span


class Fake:
    """Reads `<source> <cue> <content…>`."""

    vocabulary = "fake"

    def __init__(self, model: str = "fake-1") -> None:
        self.model = model

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading:
        return self.read_article(Article(data.decode(), url=url, file=file, published=published))

    def read_article(self, article: Article) -> Reading:
        text = article.text
        match text.split(" ")[0].strip():
            case "" | "BAD":
                raise NotTextError("holds no\n  text")
            case "BUG":
                raise ZeroDivisionError("one of ours")
            case "BROKEN":
                raise InvariantError("a span is not in the text")
            case "DIES":
                os._exit(7)
            case "KILLED":
                os.kill(os.getpid(), 9)
            case "SLOW":
                time.sleep(0.3)
            case "NEVER":
                Path(text.split()[1]).touch()
                time.sleep(60)
            case "HANGS":
                time.sleep(60)
            case "STUCK":
                re.match(r"(a+)+$", "a" * 60 + "b")
            case "LATE":
                for _ in range(6000):
                    time.sleep(0.01)
                    in_time()
        article = replace(article, model=self.model, vocabulary="fake")
        return Reading(article, (statement(text),) if text.count(" ") >= 2 else ())


def statement(text: str) -> Statement:
    first = text.index(" ")
    second = text.index(" ", first + 1)
    end = len(text.rstrip())
    return Statement(
        1,
        Span(0, end),
        Mention(Span(0, first), "person", text[:first]),
        "person",
        Span(first + 1, second),
        (Span(second + 1, end),),
        "indirect",
        "asserts",
        confidence=float(last) if (last := text.split()[-1]).startswith("0.") else None,
    )


def load(*_: object, **__: object) -> Fake:
    return Fake()


def load_newer(*_: object, **__: object) -> Fake:
    return Fake("fake-2")


class Blind(Fake):
    """Finds nothing in what it reads."""

    def read_article(self, article: Article) -> Reading:
        return Reading(replace(article, model=self.model, vocabulary="fake"))


def load_blind(*_: object, **__: object) -> Fake:
    return Blind("fake-3")


def load_no_model(*_: object, **__: object) -> Fake:
    raise ModelError("the model folder is empty")


def load_and_fail(*_: object, **__: object) -> Fake:
    raise RuntimeError("not a promised error")


def load_and_be_killed(*_: object, **__: object) -> Fake:
    os.kill(os.getpid(), 9)
    raise AssertionError("it goes on")


class LoadOnce:
    """Only the first process that loads is let live."""

    def __init__(self, marker: str) -> None:
        self.marker = marker

    def __call__(self) -> Fake:
        try:
            open(self.marker, "x").close()
        except FileExistsError:
            os.kill(os.getpid(), 9)
        return Fake()


def load_and_die(*_: object, **__: object) -> Fake:
    os._exit(3)
