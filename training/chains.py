"""Who is the same as whom, in three corpora: GUM's chains, ECB+'s clusters, and the names of our own annotation.

GUM annotates every mention, so all that it says can be learned. ECB+ and our records bear only some mentions of a
text: there the annotated ones are compared with one another, and a mention counts as the first of its chain only
where that is certain.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportedly.model import features
from reportedly.model.pairs import Described, describe
from reportedly.model.parse import Parse
from reportedly.model.pieces import Pieces
from reportedly.model.session import Newsreader
from reportedly.text import Span, paragraphs

from . import acts
from .acts import head_of
from .corpora import Chains, Example, lines, treebank
from .ud import UdDocument, UdSentence, UdWord, read_conllu

_BRACKET = re.compile(r"\((\d+)-[a-z]+|(\d*)\)")


@dataclass(frozen=True, slots=True)
class _Marked:
    """A mention as annotated: words `[first, end)`, and the chain it belongs to."""

    first: int
    end: int
    chain: str


def with_chains(path: Path, deprels: Sequence[str], pieces: Pieces) -> list[Example]:
    """The documents of GUM with their chains, as examples whose windows come in the order of the text."""
    found = []
    for document, example in zip(
        read_conllu(path), treebank(path, deprels, pieces, features.CONTEXT_PIECES), strict=True
    ):
        heads = [offset + (w.head - 1 if w.head else n) for offset, n, w in _numbered(document)]
        words = [w for _, _, w in _numbered(document)]
        tags = [w.upos for w in words]
        chain_of: dict[int, str] = {}
        offset = 0
        bounds = []
        for sentence in document.sentences:
            bounds.append((offset, offset + len(sentence.words)))
            for mark in sorted(_marks(sentence, offset), key=lambda m: m.end - m.first):
                chain_of[head_of(heads, tags, mark.first, mark.end)] = mark.chain  # the longer wins, as for its type
            offset += len(sentence.words)
        described = describe(
            document.text, example.words.spans, tags, heads, [w.deprel for w in words], bounds,
            list(chain_of),
        )  # fmt: skip
        chains = tuple(chain_of[int(word)] for word in described.heads)
        found.append(replace(example, chains=Chains(described, chains, (True,) * len(chains))))
    return found


def _numbered(document: UdDocument) -> Iterator[tuple[int, int, UdWord]]:
    offset = 0
    for sentence in document.sentences:
        for n, word in enumerate(sentence.words):
            yield offset, n, word
        offset += len(sentence.words)


def _marks(sentence: UdSentence, offset: int) -> Iterator[_Marked]:
    opened: list[tuple[str, int]] = []
    for place, word in enumerate(sentence.words, offset):
        field = next((m[7:] for m in word.misc.split("|") if m.startswith("Entity=")), "")
        for begun, closed in (m.groups() for m in _BRACKET.finditer(field)):
            if begun:
                opened.append((begun, place))
            elif opened:
                match = next((o for o in reversed(opened) if not closed or o[0] == closed), None)
                if match:
                    opened.remove(match)
                    yield _Marked(match[1], place + 1, match[0])


@lru_cache(maxsize=1)
def reader() -> Newsreader:
    """The model in the package: where no tree is annotated, it tells the heads of mentions."""
    return Newsreader.load()


def ecb(folder: Path, pieces: Pieces) -> list[Example]:
    """ECB+'s training documents with their chains of entities."""
    marked: dict[str, list[tuple[Span, str]]] = defaultdict(list)
    deeds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in lines(folder / "mentions-train.jsonl.gz"):
        if row["kind"] == "entity":
            marked[row["doc_id"]].append((Span(row["start"], row["end"]), row["cluster_id"]))
        elif row["kind"] == "event":
            deeds[row["doc_id"]].append(row)
    found = []
    for row in lines(folder / "docs-train.jsonl.gz"):
        # Its texts are split into words by blanks, a sentence a line: nearer to an article with blank lines between.
        text = row["text"]
        spans = [Span(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
        blocks = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
        words = features.words_of(text, blocks, pieces, spans)
        if not words.spans:
            continue
        parse = reader().parse(text, blocks, words=spans)
        described, chains = _described(parse, marked[row["doc_id"]])
        example = Example(row["doc_id"], words, tuple(features.windows(text, words)), None, None, 0)
        found.append(
            replace(
                example,
                chains=Chains(described, chains, (False,) * len(chains)),
                acts=acts.of_mentions(parse, deeds[row["doc_id"]]),
            )
        )
    return found


def named(examples: Sequence[Example], folder: Path) -> list[Example]:
    """Our own articles (`corpora.crisis` of `folder`) with a chain for each name in their records, and their acts."""
    by_name = {e.name: e for e in examples}
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        example = by_name[path.stem]
        rows = list(lines(path))
        text = rows[0]["text"]
        marked, resolved = [], set()
        for row in rows:
            for role in ("source", "actor", "recipient"):
                mention = row.get(role)
                if mention and mention["name"]:
                    marked.append((Span(*mention["span"]), mention["name"]))
                    if mention["resolved_from"]:
                        resolved.add(Span(*mention["span"]))
        blocks = _blocks(text, example)
        parse = reader().parse(text, blocks, words=example.words.spans)
        described, chains = _described(parse, sorted(set(marked)))
        # A name that stands for itself, told for the first time, begins its chain.
        firsts = tuple(not any(s.start <= parse.words[int(w)].start < s.end for s in resolved) for w in described.heads)
        found.append(replace(example, chains=Chains(described, chains, firsts), acts=acts.of_records(parse, rows)))
    return found


def unlabelled(path: Path, pieces: Pieces, compared: bool = True) -> list[Example]:
    """Articles of which nothing is known but their texts: for a teacher to say. The mentions that are to be compared,
    if any are, are those that the model in the package finds."""
    found = []
    for row in lines(path):
        text = row["text"]
        blocks = paragraphs(text)
        words = features.words_of(text, blocks, pieces)
        example = Example(row["id"], words, tuple(features.windows(text, words)), None, None, 0)
        if compared:
            parse = reader().parse(text, blocks, words=words.spans)
            heads = [n for n, kind in enumerate(parse.entities) if kind]
            described = describe(text, parse.words, parse.upos, parse.heads, parse.deprels, parse.sentences, heads)
            nobody = Chains(described, tuple(map(str, range(len(heads)))), (False,) * len(heads))
            example = replace(example, chains=nobody)
        found.append(example)
    return found


def _blocks(text: str, example: Example) -> list[Span]:
    inside = {example.words.spans[0].start, *(s.start for s in example.words.spans)}
    return [b for b in paragraphs(text) if any(b.start <= s < b.end for s in inside)]


def _described(parse: Parse, marked: Sequence[tuple[Span, str]]) -> tuple[Described, tuple[str, ...]]:
    chain_of: dict[int, str] = {}
    for span, name in sorted(marked, key=lambda m: m[0].end - m[0].start):
        touched = [n for n, w in enumerate(parse.words) if w.start < span.end and span.start < w.end]
        if touched:
            chain_of[head_of(parse.heads, parse.upos, touched[0], touched[-1] + 1)] = name
    described = describe(
        parse.text, parse.words, parse.upos, parse.heads, parse.deprels, parse.sentences, list(chain_of)
    )
    return described, tuple(chain_of[int(word)] for word in described.heads)
