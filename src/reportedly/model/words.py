"""Text → words, split as in the English treebanks of Universal Dependencies.

The text is cut at white space, and each chunk is read from left to right by one regular expression whose
alternatives are bounded or deterministic, so that the time is linear in the length of the text whatever
stands in it. Chunks come back again and again in running text: their splits are remembered.

All lists of words are data: `data/lexicon/en/words.toml` says what each is for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["split_words"]

_CACHED_CHUNKS = 1 << 14
_CACHED_LENGTH = 64
_CHUNK = re.compile(r"\S+")

_APOSTROPHES = "'’‘`´ʼ＇"
_TO_STRAIGHT = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_APOSTROPHE = f"[{_APOSTROPHES}]"
# Combining marks, soft hyphens and joiners stand inside words, though `\w` leaves them out.
_LETTER = r"[\w\u0300-\u036f\u00ad\u200c\u200d]"
# What closes a sentence, a bracket or a quotation is no part of the address before it.
_AFTER_ADDRESS = ".,;:!?)]}>'\"’”»…"

# Whether the full stop that ends a chunk belongs to the word before it, where the next word tells.
_SETTLED, _BEFORE_NUMBER, _INSIDE, _BEFORE_LOWER_CASE = 0, 1, 2, 3

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Rules:
    """What `words.toml` says, made ready for the scanner."""

    token: re.Pattern[str]
    whole: frozenset[str]
    abbreviations: frozenset[str]
    unsure: Mapping[str, int]
    clitics: frozenset[str]
    whole_with_apostrophe: frozenset[str]
    fused: Mapping[str, tuple[int, ...]]
    units: frozenset[str]
    capital_units: frozenset[str]


def split_words(text: str) -> list[tuple[int, int]]:
    """The words of `text` as half-open code-point spans, in order.

    Spans never overlap, hold no white space, and cover all that is not white space. Takes time linear in the
    length of `text`, and raises nothing.
    """
    spans: list[tuple[int, int]] = []
    add = spans.append
    pending = _SETTLED
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        chunk = match.group()
        if pending and _belongs(pending, chunk, text[spans[-1][1] : start]):
            spans[-2:] = [(spans[-2][0], spans[-1][1])]
        pieces, pending = _split_cached(chunk) if end - start <= _CACHED_LENGTH else _split(chunk)
        if len(pieces) == 1:
            add((start, end))
        else:
            for left, right in pieces:
                add((start + left, start + right))
    return spans


def _split(chunk: str) -> tuple[Spans, int]:
    """Spans of the words of a chunk without white space, and what its last stop waits for."""
    rules = _rules()
    if chunk in rules.whole:
        return ((0, len(chunk)),), _SETTLED
    spans: list[tuple[int, int]] = []
    scan = rules.token.match
    position, length = 0, len(chunk)
    while position < length:
        match = scan(chunk, position)
        if match is None:
            spans.append((position, position + 1))
            position += 1
            continue
        end = match.end()
        match match.lastgroup:
            case "address":
                end = _trim(chunk, position, end)
                spans.append((position, end))
            case "number":
                spans.extend(_number(chunk, position, match.end("digits"), end, rules))
            case "word":
                end = _word(chunk, position, end, spans, rules)
            case _:
                spans.append((position, end))
        position = end
    return tuple(spans), _waiting(chunk, spans, rules)


_split_cached = lru_cache(maxsize=_CACHED_CHUNKS)(_split)


def _waiting(chunk: str, spans: list[tuple[int, int]], rules: _Rules) -> int:
    """Which next word would show that the stop at the end of `chunk` belongs to the word before it."""
    if len(spans) < 2 or chunk[-1] != "." or spans[-1] != (len(chunk) - 1, len(chunk)):
        return _SETTLED
    word = chunk[slice(*spans[-2])]
    unsure = rules.unsure.get(word.lower())
    if unsure is not None:
        return unsure
    return _INSIDE if len(word) == 1 and word.isupper() else _SETTLED


def _belongs(pending: int, chunk: str, gap: str) -> bool:
    """Whether the stop before `gap` belongs to its word, now that the next chunk is known."""
    if "\n" in gap:
        return False
    if pending == _BEFORE_NUMBER:
        return chunk[0].isdigit()
    return pending == _INSIDE or chunk[0].islower()


def _trim(chunk: str, start: int, end: int) -> int:
    # A bracket that the address itself opens closes inside it.
    own_bracket = chunk.find("(", start, end) >= 0
    closing = _AFTER_ADDRESS.replace(")", "") if own_bracket else _AFTER_ADDRESS
    while end > start + 1 and chunk[end - 1] in closing:
        end -= 1
    return end


def _number(chunk: str, start: int, digits: int, end: int, rules: _Rules) -> Spans:
    tail = chunk[digits:end]
    if not tail:
        return ((start, end),)
    if tail[0] in _APOSTROPHES:
        # A decade ("the 1980's") keeps its ending, a year in the possessive does not.
        parts = chunk[digits - 1] != "0"
    elif len(tail) == 1 and tail.isupper():
        parts = tail in rules.capital_units
    else:
        parts = tail.lower() in rules.units
    return ((start, digits), (digits, end)) if parts else ((start, end),)


def _word(chunk: str, start: int, end: int, spans: list[tuple[int, int]], rules: _Rules) -> int:
    """Add the spans of the word at `start`; the end of what was added, its full stop included."""
    word = chunk[start:end].lower().translate(_TO_STRAIGHT)
    if end < len(chunk) and chunk[end] == ".":
        after = chunk[end + 1 : end + 2]
        unsure = rules.unsure.get(word, _SETTLED)
        # A stop before a comma ends no sentence, so it ends an abbreviation; "..." is always an ellipsis.
        if (
            (after != "." and word in rules.abbreviations)
            or (after and after in ",;:")
            or (after == ")" and unsure == _BEFORE_LOWER_CASE)
            or (after.isdigit() and unsure == _BEFORE_NUMBER)
        ):
            spans.append((start, end + 1))
            return end + 1
    cuts = rules.fused.get(word)
    if cuts is None:
        # Lower case can be longer than the word ("İ"), so places are counted in the word as it stands.
        cuts = _clitics(chunk[start:end].translate(_TO_STRAIGHT), rules) if "'" in word else ()
    left = start
    for cut in cuts:
        spans.append((left, start + cut))
        left = start + cut
    spans.append((left, end))
    return end


def _clitics(word: str, rules: _Rules) -> tuple[int, ...]:
    if word.lower() in rules.whole_with_apostrophe:
        return ()
    cuts: list[int] = []
    end = len(word)
    while True:
        mark = word.rfind("'", 0, end)
        if mark <= 0:
            break
        tail = word[mark + 1 : end].lower()
        if tail in rules.clitics:
            cut = mark
        elif tail == "t" and mark > 1 and word[mark - 1] in "nN":
            cut = mark - 1
        else:
            break
        cuts.append(cut)
        end = cut
    cuts.reverse()
    return tuple(cuts)


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    source = (files("reportedly") / "data" / "lexicon" / "en" / "words.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(source)
    return _Rules(
        token=_token(table),
        whole=frozenset(table["signs"]["whole"]),
        abbreviations=frozenset(table["abbreviations"]["always"]),
        unsure={
            word: kind
            for key, kind in (
                ("before_number", _BEFORE_NUMBER),
                ("inside", _INSIDE),
                ("no_initials", _SETTLED),
                ("before_lower_case", _BEFORE_LOWER_CASE),
            )
            for word in table["abbreviations"][key]
        },
        clitics=frozenset(table["contractions"]["clitics"]),
        whole_with_apostrophe=frozenset(table["contractions"]["whole"]),
        fused={entry.replace("|", ""): _bars(entry) for entry in table["contractions"]["fused"]},
        units=frozenset(table["numbers"]["units"]),
        capital_units=frozenset(table["numbers"]["capital_units"]),
    )


def _bars(entry: str) -> tuple[int, ...]:
    """Where the bars of "gon|na" cut the word that is left when they are taken away."""
    parts = entry.split("|")
    return tuple(sum(map(len, parts[:index])) for index in range(1, len(parts)))


def _any(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _token(table: Mapping[str, Any]) -> re.Pattern[str]:
    """The scanner: what may stand at one place of a chunk, in order of preference.

    Repeats that could run over one another are bounded, so that a failed try costs a bounded time.
    """
    letter, apostrophe = _LETTER, _APOSTROPHE
    abbreviations, contractions = table["abbreviations"], table["contractions"]
    hyphens, numbers, addresses = table["hyphens"], table["numbers"], table["addresses"]
    label = r"\w[\w-]{0,62}"
    end = rf"(?!{letter})"
    consonant = "b-df-hj-np-tv-z"
    whole = (
        rf"(?:{_any(table['slashes']['whole'])}|{_any(hyphens['whole'])}){end}",
        rf"(?:{_any(numbers['dollars'])})\$",
        # telephone numbers and postal codes
        rf"(?:\d-)?\d{{3}}[-./]\d{{3}}[-.]\d{{4}}{end}|\d{{3}}-\d{{4}}{end}|\d{{5}}-\d{{4}}{end}|(?<!\S)\+\d+{end}",
        # dates, and fractions that look like dates
        rf"\d{{1,2}}-\d{{1,2}}-\d{{2,4}}{end}|\d{{4}}-\d{{2}}-\d{{2}}{end}",
        r"\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\w/])|\d{4}/\d{2}/\d{2}(?![\w/])",
        # "R&D", "AT&T"
        rf"[^\W\d_]{{1,3}}(?:&[^\W\d_]{{1,3}}){{1,3}}{end}",
        # "U.S.", "p.m"
        rf"(?:[^\W\d_]\.){{2,8}}(?:[^\W\d_]{end})?|[^\W\d_]\.[^\W\d_]{end}",
        rf"(?:{_any(word for word in abbreviations['always'] if '.' in word)})\.?{end}",
        # "'s" after a closing quotation mark or a bracket, "'em", "'05", "'60s"
        rf"{apostrophe}(?:{_any(contractions['elided'])}|{_any(contractions['clitics'])}){end}",
        rf"n{apostrophe}t{end}|{apostrophe}\d\ds?{end}",
        # A word broken off at its first sounds ("w- went"), unlike half a compound ("short- and").
        rf"(?<!\S)(?:[^\W\d_]|(?-i:[{consonant.upper()}{consonant}][{consonant}]{{1,2}}))-(?!\S)",
        rf"(?:{_any(sign for sign in table['signs']['whole'] if not sign[0].isalpha())})(?!\S)",
    )
    alternatives = {
        # Nothing longer begins with these, so they need not go through all the rest.
        "single": r"[\"“”«»,\])}]",
        "address": rf"(?:{_any(addresses['schemes'])})\S+"
        rf"|\w[\w.+%-]{{0,63}}@\w[\w.-]{{0,255}}"
        rf"|[@#][^\W\d]\w*"
        # Names of newsgroups and the like: three parts or more are no missing space after a sentence.
        rf"|[^\W\d_]{{2,63}}(?:\.[^\W\d_]{{1,63}}){{2,8}}(?![\w.])"
        rf"|{label}(?:\.{label}){{0,7}}\.(?:{_any(addresses['endings'])}){end}(?:/\S*)?",
        "whole": "|".join(whole),
        "number": rf"(?P<digits>(?:(?<![\w.])\.)?\d+(?:,\d{{3}}(?!\d)|[.:]\d+)*)"
        rf"(?:{_any(unit for unit in numbers['units'] if '.' in unit)}|{apostrophe}s{end}|{letter}*)",
        "word": rf"(?:(?:{_any(hyphens['prefixes'])})-){{0,3}}"
        rf"{letter}+(?:{apostrophe}{letter}+)*(?:-(?:{_any(hyphens['suffixes'])}){end})?",
        "run": r"``|''|’’|‘‘|‘’|\.?[!?]+|\.{2,}|(?P<sign>[\-_=*~+#<>|$—–])(?P=sign)+",
    }
    # "digits" and "sign" lie inside a named alternative, so `lastgroup` still names the alternative.
    pattern = "|".join(f"(?P<{name}>{alternative})" for name, alternative in alternatives.items())
    return re.compile(pattern, re.IGNORECASE)
