"""Small makers of values for tests."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportedly.model.parse import Attribution, Parse
from reportedly.model.words import split_words
from reportedly.text import Span, paragraphs

_SENTENCE_EDGE = re.compile(r"[.!?…][\"”’')]*\s+(?=[\"“‘(]?[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Raw:
    """A raw attribution, told by substrings of the text: each must stand in it.

    `at` is where in the text the search begins: a substring that all of them come after.
    """

    source: str | None = None
    cue: str | None = None
    content: tuple[str, ...] = ()
    stance: tuple[float, ...] = ()
    source_type: tuple[float, ...] = ()
    at: str = ""
    score: float = 1.0


def parse_of(
    text: str,
    *attributions: Raw,
    entities: dict[str, str] | None = None,
    links: dict[str, tuple[str, str]] | None = None,
    upos: dict[str, str] | None = None,
) -> Parse:
    """A Parse of `text` with `attributions`; sentences end at full stops, capitals inside them are names.

    `entities` gives a word its entity type, `upos` its part of speech, `links` its head and relation, by the
    words themselves. Without `links` every word is its own root: there is no tree, as far as rules can tell.
    """
    words = [Span(*word) for word in split_words(text)]
    number = {word.of(text): n for n, word in reversed(list(enumerate(words)))}
    heads, relations = list(range(len(words))), ["" for _ in words]
    for word, (head, relation) in (links or {}).items():
        heads[number[word]], relations[number[word]] = number[head], relation
    sentences = _sentences(text, words)
    tags = [_tag(word.of(text), any(n == first for first, _ in sentences)) for n, word in enumerate(words)]
    for word, tag in (upos or {}).items():
        tags[number[word]] = tag
    kinds: list[str | None] = [None for _ in words]
    for word, kind in (entities or {}).items():
        kinds[number[word]] = kind
    raw = tuple(_attribution(text, words, one) for one in attributions)
    return Parse(
        text=text,
        words=tuple(words),
        sentences=tuple(sentences),
        upos=tuple(tags),
        heads=tuple(heads),
        deprels=tuple(relations),
        entities=tuple(kinds),
        attributions=tuple(sorted(raw, key=lambda a: a.anchor)),
    )


def _tag(form: str, first: bool) -> str:
    if not any(c.isalnum() for c in form):
        return "PUNCT"
    return "PROPN" if form[0].isupper() and not first else "X"


def _sentences(text: str, words: list[Span]) -> list[tuple[int, int]]:
    if not words:
        return []
    edges = [p.start for p in paragraphs(text)]
    edges += [m.end() for m in _SENTENCE_EDGE.finditer(text)]
    firsts = sorted({n for n, w in enumerate(words) if w.start in edges or n == 0})
    return list(zip(firsts, [*firsts[1:], len(words)], strict=True))


def _attribution(text: str, words: list[Span], raw: Raw) -> Attribution:
    begin = text.index(raw.at)

    def range_of(part: str) -> tuple[int, int]:
        start = text.index(part, begin)
        inside = [n for n, w in enumerate(words) if w.start < start + len(part) and start < w.end]
        return inside[0], inside[-1] + 1

    cue = range_of(raw.cue) if raw.cue else None
    content = tuple(range_of(part) for part in raw.content)
    return Attribution(
        anchor=(cue or content[0])[0],
        score=raw.score,
        cue=cue,
        source=range_of(raw.source) if raw.source else None,
        content=content,
        stance=raw.stance,
        source_type=raw.source_type,
    )
