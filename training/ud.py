"""Read Universal Dependencies treebanks: CoNLL-U → documents whose words know their place in the text.

The raw text of each document is rebuilt first, and every offset refers to that text, so that training and
evaluation see what a reader of an article sees: running text, not a list of words.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

__all__ = ["UdDocument", "UdSentence", "UdWord", "locate", "parse_conllu", "read_conllu"]

PARAGRAPH_BREAK = "\n\n"
_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class UdWord:
    """A syntactic word; `start` and `end` are half-open code-point offsets into the document's text.

    `head` is the 1-based index of the head within the sentence, 0 for the root. `misc` is the last column as
    it stands, empty where the treebank has `_`.
    """

    form: str
    start: int
    end: int
    upos: str
    head: int
    deprel: str
    misc: str


@dataclass(frozen=True, slots=True)
class UdSentence:
    """A sentence: half-open offsets into the document's text, and its words in order."""

    start: int
    end: int
    words: tuple[UdWord, ...]


@dataclass(frozen=True, slots=True)
class UdDocument:
    """A document: paragraphs of `text` are separated by a blank line."""

    name: str
    text: str
    sentences: tuple[UdSentence, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """A sentence as the file gives it: comments that matter, and the rows of its table."""

    new_document: str | None
    new_paragraph: bool
    text: str
    rows: tuple[tuple[str, ...], ...]


def read_conllu(path: str | Path) -> Iterator[UdDocument]:
    """Yield the documents of a CoNLL-U file, plain or gzipped.

    Raises OSError where the file can't be read, and ValueError where it is not CoNLL-U or where a token is
    not found in its sentence's text.
    """
    path = Path(path)
    with _open(path) as stream:
        yield from parse_conllu(stream, path.name)


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return open(path, encoding="utf-8")


def parse_conllu(lines: Iterable[str], name: str = "") -> Iterator[UdDocument]:
    """Yield the documents of CoNLL-U lines; `name` names a document that has no name of its own.

    Raises ValueError as `read_conllu` does.
    """
    document: list[_Block] = []
    title = name
    for block in _blocks(lines):
        if block.new_document is not None:
            if document:
                yield _document(title, document)
            document = []
            title = block.new_document or name
        document.append(block)
    if document:
        yield _document(title, document)


def _blocks(lines: Iterable[str]) -> Iterator[_Block]:
    comments: list[str] = []
    rows: list[tuple[str, ...]] = []
    for line in lines:
        line = line.rstrip("\r\n")
        if line.startswith("#") and not rows:
            comments.append(line[1:].strip())
        elif line:
            row = tuple(line.split("\t"))
            if len(row) != _COLUMNS:
                raise ValueError(f"a row of {len(row)} columns, not {_COLUMNS}: {line!r}")
            rows.append(row)
        elif rows:
            yield _block(comments, rows)
            comments, rows = [], []
    if rows:
        yield _block(comments, rows)


def _block(comments: Sequence[str], rows: Sequence[tuple[str, ...]]) -> _Block:
    # A key may stand alone ("newpar"), and keys that only begin alike ("newpar_block") mean something else.
    pairs = {key.strip(): value.strip() for key, _, value in (comment.partition("=") for comment in comments)}
    document = pairs.get("newdoc id", pairs.get("newdoc"))
    paragraph = document is not None or "newpar" in pairs or "newpar id" in pairs
    tokens = _tokens(rows)
    text = pairs.get("text")
    if text is None:
        text = "".join(row[1] + ("" if _glued(row) else " ") for row, _ in tokens).strip()
    return _Block(document, paragraph, text, tuple(rows))


def _tokens(
    rows: Sequence[tuple[str, ...]],
) -> list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    """Surface tokens, each with the rows of its words; empty nodes (8.1) are left out."""
    words = {int(row[0]): row for row in rows if row[0].isdecimal()}
    tokens: list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = []
    covered = 0
    for row in rows:
        if "-" in row[0]:
            first, last = (int(part) for part in row[0].split("-"))
            if not all(index in words for index in range(first, last + 1)):
                raise ValueError(f"the words of the token {row[0]} are not all there")
            tokens.append((row, tuple(words[index] for index in range(first, last + 1))))
            covered = last
        elif row[0].isdecimal() and int(row[0]) > covered:
            tokens.append((row, (row,)))
    return tokens


def _glued(row: tuple[str, ...]) -> bool:
    return "SpaceAfter=No" in row[9].split("|")


def _document(name: str, blocks: Sequence[_Block]) -> UdDocument:
    pieces: list[str] = []
    sentences: list[UdSentence] = []
    length = 0
    glued = False
    for block in blocks:
        if pieces:
            gap = PARAGRAPH_BREAK if block.new_paragraph else "" if glued else " "
            pieces.append(gap)
            length += len(gap)
        pieces.append(block.text)
        sentences.append(_sentence(block, length))
        length += len(block.text)
        glued = _glued(_tokens(block.rows)[-1][0])
    return UdDocument(name, "".join(pieces), tuple(sentences))


def _sentence(block: _Block, offset: int) -> UdSentence:
    words: list[UdWord] = []
    text, cursor = block.text, 0
    for token, rows in _tokens(block.rows):
        while cursor < len(text) and text[cursor].isspace():
            cursor += 1
        form = token[1]
        if not text.startswith(form, cursor):
            raise ValueError(f"token {form!r} is not at {cursor} of {text!r}")
        for row, (start, end) in zip(rows, locate(form, [row[1] for row in rows]), strict=True):
            head = int(row[6]) if row[6].isdecimal() else 0
            misc = "" if row[9] == "_" else row[9]
            start, end = offset + cursor + start, offset + cursor + end
            words.append(UdWord(row[1], start, end, row[3], head, row[7], misc))
        cursor += len(form)
    return UdSentence(offset, offset + len(text), tuple(words))


def locate(token: str, forms: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words `forms` lie in the surface `token`: half-open offsets into it, in order.

    Words that spell the token out lie exactly where they are spelled. Others share it in proportion to their
    lengths, a character each at least; a token with fewer characters than words is given whole to each.
    """
    total = sum(len(form) for form in forms)
    if len(token) < len(forms):
        return [(0, len(token))] * len(forms)
    spans: list[tuple[int, int]] = []
    start, seen = 0, 0
    for index, form in enumerate(forms):
        seen += len(form)
        left = len(forms) - index - 1
        end = len(token) if left == 0 else seen if total == len(token) else round(seen * len(token) / total)
        end = max(start + 1, min(end, len(token) - left))
        spans.append((start, end))
        start = end
    return spans
