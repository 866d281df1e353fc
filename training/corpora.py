"""The corpora, as examples that all look alike: a text in words, and whatever was annotated on it.

An example bears a tree, or attributions, or both; what it does not bear costs nothing in training. No text of
any corpus ever leaves this program.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportedly.model import features
from reportedly.model.features import Window, Words
from reportedly.model.labels import ENTITY_TYPES, SCHEMES, UPOS
from reportedly.model.pairs import Described
from reportedly.model.pieces import Pieces
from reportedly.records import SOURCE_TYPES, STANCES
from reportedly.text import Span, paragraphs

from .ud import UdDocument, UdSentence, read_conllu

UNKNOWN = -100  # What PyTorch's cross-entropy leaves out.
RARE_DEPREL = 20  # A label seen less often loses its subtype.
_JOINING = 3  # Words between two who are named side by side: ", and".
CUE, CONTENT = 1, 2  # Places in labels.ANCHORS.

WordRange = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tree:
    """One entry a word: tags, absolute heads (a root heads itself), labels, sentence starts, mention heads."""

    upos: tuple[int, ...]
    heads: tuple[int, ...]
    deprels: tuple[int, ...]
    starts: tuple[int, ...]
    entities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GoldAttribution:
    """An annotated attribution in word ranges. `kind`: CUE or CONTENT; stance and source_type may be UNKNOWN."""

    anchor: int
    kind: int
    source: tuple[WordRange, ...]
    cue: tuple[WordRange, ...]
    content: tuple[WordRange, ...]
    stance: int = UNKNOWN
    source_type: int = UNKNOWN


@dataclass(frozen=True, slots=True)
class Chains:
    """Mentions of a text and the chain of each. `firsts`: whether one without an earlier mention is known to be new."""

    described: Described
    chain: tuple[str, ...]
    firsts: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class GoldAct:
    """An annotated act. `trigger`: its head word; `words`: all of it; `kind` and `mode`: places in labels.ACTS and
    labels.MODES, or UNKNOWN; `status`: the places in records.STATUSES that are right, empty where nothing is known;
    `parts`: words and their places in labels.PARTS, None where nothing is known of the parties; `chain`: equal where
    the same act is told, None where nothing is known."""

    trigger: int
    words: WordRange
    kind: int = UNKNOWN
    mode: int = UNKNOWN
    status: tuple[int, ...] = ()
    parts: tuple[tuple[int, int], ...] | None = None
    chain: str | None = None


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of a text. `all`: whether every act was annotated, so that other words are none. `retold`: those with
    chains, as the model compares them."""

    found: tuple[GoldAct, ...]
    all: bool
    retold: Chains | None = None


@dataclass(frozen=True, slots=True)
class GoldPair:
    """Two parties, as ranges of words or None, and what the one does to the other: `kinds` places in labels.ACTS that
    are right, `root` a place in labels.ROOTS or UNKNOWN."""

    source: WordRange | None
    target: WordRange | None
    kinds: tuple[int, ...] = ()
    root: int = UNKNOWN

    @property
    def given(self) -> list[tuple[WordRange, int]]:
        """As `features.batch` is told of them."""
        both = ((self.source, features.SOURCE), (self.target, features.TARGET))
        return [(place, party) for place, party in both if place]


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what is known of it. `attributions` and `acts` are None where none were annotated. `weight`: what a
    mistake on it counts, beside one on what was annotated by hand."""

    name: str
    words: Words
    windows: tuple[Window, ...]
    tree: Tree | None
    attributions: tuple[GoldAttribution, ...] | None
    scheme: int
    chains: Chains | None = None
    acts: Acts | None = None
    pair: GoldPair | None = None
    weight: float = 1.0


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as rows:
        yield from (json.loads(row) for row in rows if row.strip())


# Treebanks


def deprels_of(paths: Iterable[Path]) -> tuple[str, ...]:
    """The labels of the treebanks, most frequent first; a rare subtype counts as its plain relation."""
    seen = Counter(w.deprel for p in paths for d in read_conllu(p) for s in d.sentences for w in s.words)
    plain = {label.split(":")[0] for label in seen}
    return tuple(sorted(plain | {label for label, n in seen.items() if n >= RARE_DEPREL}))


def treebank(path: Path, deprels: Sequence[str], pieces: Pieces, context: int = 0) -> list[Example]:
    """The documents of a treebank in their gold words, with `context` pieces before each window."""
    places = {label: n for n, label in enumerate(deprels)}
    return [_tree_example(document, places, pieces, context) for document in read_conllu(path)]


def _tree_example(document: UdDocument, deprels: dict[str, int], pieces: Pieces, context: int) -> Example:
    spans = [Span(w.start, w.end) for s in document.sentences for w in s.words]
    # A paragraph of a treebank can be a fragment of one; its blank lines are all we have.
    blocks = [Span(m.start(), m.end()) for m in re.finditer(r"\S(?:[^\n]*\S)?", document.text)]
    words = features.words_of(document.text, blocks, pieces, spans)
    if len(words.spans) != len(spans):
        raise ValueError(f"{document.name}: {len(spans)} words, of which {len(words.spans)} stand in paragraphs")
    upos: list[int] = []
    heads: list[int] = []
    labels: list[int] = []
    starts: list[int] = []
    entities: list[int] = []
    for sentence in document.sentences:
        offset = len(upos)
        for n, word in enumerate(sentence.words):
            upos.append(UPOS.index(word.upos))
            heads.append(offset + (word.head - 1 if word.head else n))
            labels.append(deprels.get(word.deprel, deprels[word.deprel.split(":")[0]]))
            starts.append(int(n == 0))
        entities += _mention_heads(sentence)
    if not any(e > 0 for e in entities):
        entities = [UNKNOWN] * len(entities)  # a treebank without entities
    tree = Tree(tuple(upos), tuple(heads), tuple(labels), tuple(starts), tuple(entities))
    windows = tuple(features.windows(document.text, words, context=context))
    return Example(document.name, words, windows, tree, None, 0)


_BRACKET = re.compile(r"\((\d+)-([a-z]+)|(\d*)\)")


def _mention_heads(sentence: UdSentence) -> list[int]:
    """Entity types at the heads of GUM's mentions (`Entity=` in MISC), 0 elsewhere; the longer mention wins."""
    found: list[tuple[int, int, str]] = []
    opened: list[tuple[str, str, int]] = []
    for place, word in enumerate(sentence.words):
        field = next((m[7:] for m in word.misc.split("|") if m.startswith("Entity=")), "")
        for number, kind, closed in (m.groups() for m in _BRACKET.finditer(field)):
            if kind:
                opened.append((number, kind, place))
            elif opened:
                match = next((o for o in reversed(opened) if not closed or o[0] == closed), None)
                if match:
                    opened.remove(match)
                    found.append((match[2], place + 1, match[1]))
    types = [0] * len(sentence.words)
    for first, end, kind in sorted(found, key=lambda f: f[1] - f[0]):
        for place in range(first, end):
            head = sentence.words[place].head - 1
            if not first <= head < end:
                types[place] = ENTITY_TYPES.index(kind) if kind in ENTITY_TYPES else 1
                break
    return types


# Attributions

Telling = Callable[[str], float]


def telling_words(texts: Iterable[tuple[str, Sequence[Span]]]) -> Telling:
    """How telling a word is of attribution: the share of its occurrences that stand in a cue.

    `texts` gives each text with its cues. The most telling word of a cue is its anchor ("has *said*").
    """
    everywhere: Counter[str] = Counter()
    in_cues: Counter[str] = Counter()
    for text, cues in texts:
        everywhere.update(w.lower() for w in re.findall(r"\w+", text))
        for cue in cues:
            in_cues.update(w.lower() for w in re.findall(r"\w+", cue.of(text)))
    return lambda word: in_cues[word.lower()] / (everywhere[word.lower()] + 3)


def polnear(path: Path, telling: Telling, pieces: Pieces) -> list[Example]:
    """PolNeAR's articles. Its attributions never nest; the outermost wins."""
    examples = []
    for row in lines(path):
        text = row["text"]
        words = features.words_of(text, paragraphs(text), pieces)
        index = _Index(words)
        found = []
        for a in row["attributions"]:
            source, cue, content = (index.ranges(a[role]) for role in ("source", "cue", "content"))
            if cue and content:
                anchor = _most_telling(text, words, cue, telling)
                found.append(GoldAttribution(anchor, CUE, source, cue, content))
        examples.append(_article(row["doc_id"], text, words, found, "polnear"))
    return examples


def crisis(folder: Path, telling: Telling, pieces: Pieces) -> list[Example]:
    """Our own annotation of real articles; what is boilerplate or told twice is not read at all."""
    return [_crisis_article(path, telling, pieces) for path in sorted(folder.glob("*.jsonl"))]


def _crisis_article(path: Path, telling: Telling, pieces: Pieces) -> Example:
    rows = list(lines(path))
    text = rows[0]["text"]
    unread = [
        Span(*r["span"]) for r in rows if r["kind"] == "flaw" and r["problem"] in {"boilerplate", "repeated paragraph"}
    ]
    blocks = [p for p in paragraphs(text) if not any(f.contains(p) for f in unread)]
    words = features.words_of(text, blocks, pieces)
    index = _Index(words)
    found = []
    for r in rows:
        if r["kind"] != "statement":
            continue
        cue = index.ranges([r["cue"]] if r["cue"] else [])
        content = index.ranges(r["content"])
        source = index.ranges([r["source"]["span"]] if r["source"] else [])
        stance, kind = STANCES.index(r["stance"]), SOURCE_TYPES.index(r["source_type"])
        if cue:
            anchor = _most_telling(text, words, cue, telling)
            found.append(GoldAttribution(anchor, CUE, source, cue, content, stance, kind))
        elif content:
            found.append(GoldAttribution(content[0][0], CONTENT, source, cue, content, stance, kind))
    return _article(path.stem, text, words, together(found), "contract")


def together(found: Sequence[GoldAttribution]) -> list[GoldAttribution]:
    """Attributions of one cue to several who are named side by side ("Iran and Iraq said"), as one to all of them.

    The contract counts them apart, and the reader parts them again; taught apart, each says that the others are no
    source of the cue."""
    kept: list[GoldAttribution] = []
    for one in sorted(found, key=lambda a: (a.anchor, a.cue, a.source)):
        last = kept[-1] if kept else None
        alike = last and last.cue and one.source and last.source and (last.anchor, last.cue) == (one.anchor, one.cue)
        if last and alike and 0 <= one.source[0][0] - last.source[-1][1] <= _JOINING:
            kept[-1] = replace(last, source=((last.source[0][0], one.source[-1][1]),))
        else:
            kept.append(one)
    return kept


def cues_of(polnear_path: Path, crisis_folder: Path) -> Iterator[tuple[str, list[Span]]]:
    """Each training text with the spans of its cues, for `telling_words`."""
    for row in lines(polnear_path):
        yield row["text"], [Span(*s) for a in row["attributions"] for s in a["cue"]]
    for path in sorted(crisis_folder.glob("*.jsonl")):
        rows = list(lines(path))
        yield rows[0]["text"], [Span(*r["cue"]) for r in rows if r["kind"] == "statement" and r["cue"]]


def _article(name: str, text: str, words: Words, found: list[GoldAttribution], scheme: str) -> Example:
    one_each = {a.anchor: a for a in reversed(found)}  # two on one word: the first annotated stands
    chosen = tuple(one_each[anchor] for anchor in sorted(one_each))
    return Example(name, words, tuple(features.windows(text, words)), None, chosen, SCHEMES.index(scheme))


def _most_telling(text: str, words: Words, cue: tuple[WordRange, ...], telling: Telling) -> int:
    places = [n for first, end in cue for n in range(first, end)]
    return max(places, key=lambda n: (telling(words.spans[n].of(text)), -n))


class _Index:
    """From characters to words, fast for a whole article."""

    def __init__(self, words: Words) -> None:
        self._at = {c: n for n, span in enumerate(words.spans) for c in range(*span)}

    def ranges(self, spans: Iterable[Sequence[int]]) -> tuple[WordRange, ...]:
        found = []
        for start, end in spans:
            touched = {self._at[c] for c in range(start, end) if c in self._at}
            if touched:
                found.append((min(touched), max(touched) + 1))
        return tuple(sorted(found))
