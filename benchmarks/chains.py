"""Gold chains of mentions: CoNLL-U with `Entity=` in its last column, as GUM and CorefUD write it.

Everything a measure of coreference needs is read here in one go, so that text, words and chains cannot drift
apart. A mention is told by its head word, in word numbers over the whole document.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportedly.text import Span

__all__ = ["Document", "Mention", "parse_documents", "read_documents"]

_PARAGRAPH_BREAK = "\n\n"
_COLUMNS = 10
# An identity may hold commas and hyphens, but brackets are always those of mentions: GUM escapes others.
_BRACKET = re.compile(r"\((?P<opened>[^()]+)(?P<ended>\))?|(?P<closed>[^()]+)\)")
# What the field with the chain's name is called: by GUM, and by CorefUD.
_CHAIN_FIELDS = ("GRP", "eid")
_PART = re.compile(r"(?P<chain>.+)\[(?P<number>\d+)/(?P<parts>\d+)\]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A gold mention: its words in order (with gaps where it is written in parts), its head, its chain's name."""

    words: tuple[int, ...]
    head: int
    chain: str


@dataclass(frozen=True, slots=True)
class Document:
    """A gold document.

    `words` and `sentences` are what a reader is given: spans of `text`, and half-open ranges of word numbers.
    `pronouns` are all personal, possessive and reflexive pronouns, mentions or not. `mentions` are all those
    of the file, in order of their heads, longer ones first. `chains` hold head words in order, singletons too,
    by their first words. No word is in two chains: where a word heads several mentions ("Ann and Bo" and
    "Ann"), one of them stands for it and `crowded_out` counts the others.
    """

    name: str
    genre: str
    text: str
    words: tuple[Span, ...]
    sentences: tuple[tuple[int, int], ...]
    pronouns: frozenset[int]
    mentions: tuple[Mention, ...]
    chains: tuple[tuple[int, ...], ...]
    crowded_out: int

    @property
    def heads(self) -> tuple[int, ...]:
        """The head words of all chains, in order of the text."""
        return tuple(sorted(head for chain in self.chains for head in chain))


@dataclass(slots=True)
class _Draft:
    """A document while its sentences come in."""

    name: str
    genre: str = ""
    text: str = ""
    words: list[Span] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    pronouns: set[int] = field(default_factory=set)
    parents: list[int] = field(default_factory=list)
    chain_field: int | None = None
    spans: list[tuple[str, range]] = field(default_factory=list)
    opened: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    openings: int = 0


def read_documents(path: str | Path) -> Iterator[Document]:
    """Yield the documents of a CoNLL-U file, plain or gzipped.

    Raises OSError where the file can't be read, and ValueError as `parse_documents` does.
    """
    path = Path(path)
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from parse_documents(lines, path.name)


def parse_documents(lines: Iterable[str], name: str = "") -> Iterator[Document]:
    """Yield the documents of CoNLL-U lines; `name` names a document that has no name of its own.

    Raises ValueError where a row has not ten columns, a sentence has no `# text` or not the words of it, the
    file does not tell the fields of `Entity=`, or a mention is not closed or not opened.
    """
    draft: _Draft | None = None
    for comments, rows in _sentences(lines):
        if "newdoc" in comments or "newdoc id" in comments:
            if draft:
                yield _document(draft)
            draft = None
        draft = draft or _Draft(comments.get("newdoc id") or comments.get("newdoc") or name)
        _add(draft, comments, rows)
    if draft:
        yield _document(draft)


def _sentences(lines: Iterable[str]) -> Iterator[tuple[dict[str, str], list[list[str]]]]:
    comments: dict[str, str] = {}
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        line = line.rstrip("\r\n")
        if line.startswith("#") and not rows:
            key, _, value = line[1:].partition("=")
            comments[key.strip()] = value.strip()
        elif line:
            rows.append(line.split("\t"))
            if len(rows[-1]) != _COLUMNS:
                raise ValueError(f"a row of {len(rows[-1])} columns, not {_COLUMNS}: {line!r}")
        elif rows:
            yield comments, rows
            comments, rows = {}, []


def _add(draft: _Draft, comments: Mapping[str, str], rows: Sequence[Sequence[str]]) -> None:
    """Append one sentence."""
    if "text" not in comments:
        raise ValueError(f"{draft.name}: a sentence has no text")
    draft.genre = comments.get("meta::genre", draft.genre)
    if "global.Entity" in comments:
        fields = comments["global.Entity"].split("-")
        draft.chain_field = next((fields.index(known) for known in _CHAIN_FIELDS if known in fields), None)
    if draft.words and ("newpar" in comments or "newpar id" in comments):
        draft.text = draft.text.rstrip(" ") + _PARAGRAPH_BREAK
    first, start = len(draft.words), len(draft.text)
    cursor, end = start, start + len(comments["text"])
    draft.text += comments["text"]
    glued = False
    for number, form, _, upos, _, feats, head, _, _, misc in rows:
        glued = "SpaceAfter=No" in misc.split("|")
        word = len(draft.words)
        if number.isdecimal():
            # Words spell out the token they are part of, so ranges of them need no look.
            while cursor < end and draft.text[cursor].isspace():
                cursor += 1
            if not draft.text.startswith(form, cursor):
                raise ValueError(f"{draft.name}: {form!r} is not at {cursor - start} of {comments['text']!r}")
            draft.words.append(Span(cursor, cursor + len(form)))
            draft.parents.append(first + int(head) - 1 if head.isdecimal() and int(head) else word)
            if upos == "PRON" and "PronType=Prs" in feats.split("|"):
                draft.pronouns.add(word)
            cursor += len(form)
        # An empty node is no word: what opens there opens with the next word, what ends there ended before.
        for entry in misc.split("|"):
            if entry.startswith("Entity="):
                _brackets(draft, entry.removeprefix("Entity="), word)
    draft.sentences.append((first, len(draft.words)))
    if not glued:
        draft.text += " "


def _brackets(draft: _Draft, value: str, word: int) -> None:
    """Open and close the mentions of one row, which is that of `word` or lies just before it."""
    if draft.chain_field is None:
        raise ValueError(f"{draft.name}: no global.Entity tells which field of a mention names its chain")
    found = list(_BRACKET.finditer(value))
    if sum(len(match.group()) for match in found) != len(value):
        raise ValueError(f"{draft.name}: not brackets of mentions: {value!r}")
    for match in found:
        if match["opened"]:
            fields = match["opened"].split("-")
            if len(fields) <= draft.chain_field:
                raise ValueError(f"{draft.name}: a mention without a chain: {value!r}")
            chain = fields[draft.chain_field]
            draft.opened[chain].append((draft.openings, word))
            draft.openings += 1
        else:
            chain = match["closed"]
        if match["closed"] or match["ended"]:
            if not draft.opened[chain]:
                raise ValueError(f"{draft.name}: a mention of {chain} ends that did not begin")
            # Mentions of one chain may lie in each other; the innermost ends first.
            _, begin = draft.opened[chain].pop()
            draft.spans.append((chain, range(begin, len(draft.words))))


def _document(draft: _Draft) -> Document:
    unclosed = [chain for chain, opened in draft.opened.items() if opened]
    if unclosed:
        raise ValueError(f"{draft.name}: mentions that do not end: {', '.join(unclosed)}")
    depths = _depths(draft.parents)
    mentions = sorted(
        (
            # The word whose own head lies outside; the topmost and first where a span is not one subtree.
            Mention(words, min(words, key=lambda word: (depths[word], word)), chain)
            for chain, words in _joined(draft.spans)
        ),
        key=lambda mention: (mention.head, -len(mention.words), mention.chain),
    )
    chains, crowded_out = _chains(mentions)
    return Document(
        draft.name,
        draft.genre,
        draft.text.rstrip(" "),
        tuple(draft.words),
        tuple(draft.sentences),
        frozenset(draft.pronouns),
        tuple(mentions),
        chains,
        crowded_out,
    )


def _joined(spans: Iterable[tuple[str, range]]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Mentions as (chain, words): parts ("e5[1/2]", "e5[2/2]") are put together; what has no words is left out."""
    pending: dict[str, list[int]] = defaultdict(list)
    for name, span in sorted(spans, key=lambda named: (named[1].start, named[1].stop)):
        part = _PART.fullmatch(name)
        chain = part["chain"] if part else name
        words = list(span)
        if part:
            pending[chain] += words
            if part["number"] != part["parts"]:
                continue
            words = pending.pop(chain)
        if words:
            yield chain, tuple(sorted(set(words)))


def _depths(parents: Sequence[int]) -> list[int]:
    """How many steps each word is below its root."""
    depths: list[int | None] = [None] * len(parents)
    for start in range(len(parents)):
        path: list[int] = []
        word = start
        while depths[word] is None and parents[word] != word:
            if len(path) > len(parents):
                raise ValueError("the heads of a sentence go round in a circle")
            path.append(word)
            word = parents[word]
        depth = depths[word] = depths[word] or 0
        for below, step in enumerate(reversed(path), 1):
            depths[step] = depth + below
    return [depth or 0 for depth in depths]


def _chains(mentions: Sequence[Mention]) -> tuple[tuple[tuple[int, ...], ...], int]:
    """Chains of head words with one mention a word, and how many mentions had to give way to another.

    Whoever predicts head words can say one thing of a word only. A mention that is mentioned again is kept
    before one that is not, then the shorter one.
    """
    heads: dict[str, set[int]] = defaultdict(set)
    for mention in mentions:
        heads[mention.chain].add(mention.head)
    best: dict[int, Mention] = {}
    for mention in mentions:
        rival = best.get(mention.head)
        if rival is None or _weight(mention, heads) > _weight(rival, heads):
            best[mention.head] = mention
    chains: dict[str, list[int]] = defaultdict(list)
    for head in sorted(best):
        chains[best[head].chain].append(head)
    crowded_out = sum(mention.chain != best[mention.head].chain for mention in mentions)
    return tuple(sorted(map(tuple, chains.values()))), crowded_out


def _weight(mention: Mention, heads: Mapping[str, set[int]]) -> tuple[bool, int]:
    return len(heads[mention.chain]) > 1, -len(mention.words)
