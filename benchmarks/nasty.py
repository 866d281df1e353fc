"""Documents that nobody would write, of any size: what a reader of whatever comes in must survive.

Every kind is a function from a number of bytes to about so many; all are made of our own words. Those of text begin
with a few plain sentences, so that they pass for English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

__all__ = ["KINDS", "WORST", "make"]

_LEAD = (
    "The harbour of Port Ansel was closed on Monday after two boats collided, the harbour master said. "
    "Nobody was hurt, and the ferries will sail again as soon as the wrecks have been lifted.\n\n"
)
_PAGE = (
    "<!doctype html><html><head><title>Port Ansel closes its harbour</title></head><body><article>"
    "<h1>Port Ansel closes its harbour</h1>"
    "<p>The harbour of Port Ansel was closed on Monday after two boats collided, the harbour master said.</p>"
    "<p>Nobody was hurt, and the ferries will sail again as soon as the wrecks have been lifted, she told "
    "reporters who had come to see what was left of the pier.</p>"
)
_PARAGRAPH = "<p>The envoy said on day {n} that {n} boats had left the harbour, and nobody denied it.</p>"


def _again(part: str, lead: str = _LEAD) -> Callable[[int], bytes]:
    """`part`, until it is enough."""

    def kind(size: int) -> bytes:
        room = max(0, size - len(lead.encode()))
        return (lead + part * (room // len(part.encode()) + 1)).encode()

    return kind


def _counted(part: str, lead: str = _LEAD) -> Callable[[int], bytes]:
    """`part` with another number and another word of letters each time."""

    def kind(size: int) -> bytes:
        out, length, number = [lead], len(lead.encode()), 0
        while length < size:
            one = part.format(n=number, word=_word(number))
            out.append(one)
            length += len(one.encode())
            number += 1
        return "".join(out).encode()

    return kind


def _word(number: int) -> str:
    letters = "bcdfghjklmnprstvz"
    out = ""
    while True:
        number, digit = divmod(number, len(letters) * 5)
        out += letters[digit // 5] + "aeiou"[digit % 5]
        if not number:
            return out


def _nested(opening: str, closing: str, inside: str = "", lead: str = _LEAD) -> Callable[[int], bytes]:
    """As many open as close."""

    def kind(size: int) -> bytes:
        deep = max(1, (size - len(lead.encode())) // (len(opening.encode()) + len(closing.encode())))
        return (lead + opening * deep + inside + closing * deep).encode()

    return kind


KINDS: Mapping[str, Callable[[int], bytes]] = {
    # Marks
    "straight quotes": _again('"'),
    "curly quotes": _again("“” "),
    "opening quotes": _again("“a. "),
    "single quotes": _again("‘a "),
    "quotes in quotes": _again("“He said ‘no’ and ", _LEAD + "“"),
    "quoted sentences": _again("“We will see,” she said. "),
    "brackets": _nested("(", ")"),
    "opening brackets": _again("[({<"),
    "full stops": _again("."),
    "commas": _again("said, "),
    "dashes": _again("a—"),
    "apostrophes": _again("o's'"),
    # Words
    "one word": _again("a"),
    "one sentence": _again("and the envoy told the minister that the general had said "),
    "said": _again("He said she said. "),
    "acts": _again("Troops attacked the town and killed 12 men. "),
    "names": _counted("She said that Ana {word} had met Mr {word} of the {word} Front. "),
    "same name": _again("Ana Ruiz met Mr Ruiz. "),
    "pronouns": _again("he told them that they saw her, "),
    "descriptions": _counted("The old man from {word} met the chief of the {word} police. "),
    "hyphens": _again("a-"),
    "stops between letters": _again("U.S."),
    "addresses": _again("a@b.c/d?e=f&g "),
    "capitals": _again("AND THE ENVOY "),
    # Numbers and times
    "digits": _again("1"),
    "grouped digits": _again("1,000,"),
    "number words": _again("one hundred thousand million "),
    "counts": _counted("{n} men and {n} boats, "),
    "days": _again("on Monday, 3 May 1962, "),
    "since and until": _again("since May until "),
    "places": _again("in Paris, Texas, near London and "),
    # Lines
    "short lines": _again("a\n"),
    "blank lines": _again("\n \n", _LEAD + "a"),
    "same paragraph": _again("The envoy said that nobody had seen the two boats leave the harbour.\n\n"),
    "pull quotes": _counted(
        "The envoy said that nobody had seen the two boats leave the harbour {word} and {word}. "
        "\n\nnobody had seen the two boats leave the harbour {word}\n\n"
    ),
    "short paragraphs": _counted("Boat {n} of {word} left the harbour, she said.\n\n"),
    # Characters
    "combining marks": _again("\u0301\u0327", _LEAD + "a"),
    "zero-width": _again("a\u200b\u200d"),
    "right to left": _again("\u202e\u2067said "),
    "NULs": _again("\0"),
    "control characters": _again("said \x1b[31m "),
    "wide characters": _again("said 💥 "),
    "not UTF-8": lambda size: _LEAD.encode() + b"caf\xe9 said " * (size // 10),
    "UTF-16": lambda size: (_LEAD + "she said no. " * (size // 26)).encode("utf-16"),
    # Pages
    "empty tags": _again("<p></p>", _PAGE),
    "inline tags": _again("<b>a</b>", _PAGE + "<p>"),
    "deep nesting": _nested("<div>", "</div>", "<p>The end, she said.</p>", _PAGE),
    "deep inline": _nested("<i>", "</i>", "The end, she said.", _PAGE + "<p>"),
    "unclosed tags": _again("<div><p>no", _PAGE),
    "attributes": _counted(' a{n}="x"', _PAGE + "<p"),
    "links": _again('<a href="/x">harbour</a> ', _PAGE),
    "list items": _again("<li>harbour", _PAGE + "<ul>"),
    "line breaks": _again("harbour<br>", _PAGE + "<p>"),
    "table cells": _again("<td>1", _PAGE + "<table><tr>"),
    "entities": _again("&amp;&#x41;", _PAGE + "<p>"),
    "open comment": _again("<!-- ", _PAGE),
    "open script": _again("<script>x<", _PAGE),
    "open angle brackets": _again("<", _PAGE),
    "paragraphs of a page": _counted(_PARAGRAPH, _PAGE),
    "short paragraphs of a page": _again("<p>no", _PAGE),
    "headings of a page": _again("<h2>no</h2>", _PAGE),
    "rules of a page": _again("no<hr>", _PAGE),
}


WORST = (
    "straight quotes", "curly quotes", "opening quotes", "single quotes", "brackets", "opening brackets",
    "one sentence", "combining marks", "zero-width", "right to left", "NULs", "empty tags", "inline tags",
    "deep nesting", "deep inline",
)  # fmt: skip
"""Of these the kinds that whoever wants to harm a reader would try first."""


def make(kind: str, size: int) -> bytes:
    """A document of that kind of about `size` bytes. Raises KeyError for a kind that is none."""
    return KINDS[kind](size)
