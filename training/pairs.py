"""What one given party does to another: sentences with two marked parties, from our records and from PLV."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.plv import unmarked
from reportedly.model import features
from reportedly.model.labels import ACTS, ROOTS, YIELDING
from reportedly.model.pieces import Pieces
from reportedly.text import Span

from .corpora import UNKNOWN, Example, GoldPair, lines

# Where a sentence ends, roughly: a cut that is wrong only makes an example longer or leaves one out.
_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|\n+")
_MOST = 500  # Characters of a sentence.


def of_records(articles: Iterable[tuple[str, Sequence[dict[str, Any]]]], pieces: Pieces) -> list[Example]:
    """Every sentence of our records, once for each two parties that stand in it with an act between them.

    `articles`: the name and the records of each.
    """
    found = []
    for name, rows in articles:
        text = rows[0]["text"]
        cuts = [0, *(m.end() for m in _END.finditer(text)), len(text)]
        kinds: dict[tuple[Span, Span, Span], set[int]] = defaultdict(set)
        for row in rows:
            if row["kind"] != "event" or not row["actor"] or not row["recipient"]:
                continue
            trigger, source, target = (Span(*s["span"]) for s in (row, row["actor"], row["recipient"]))
            sentence = Span(max(c for c in cuts if c <= trigger.start), min(c for c in cuts if c > trigger.start))
            inside = all(sentence.contains(span) for span in (trigger, source, target))
            if inside and not source.overlaps(target) and sentence.end - sentence.start < _MOST:
                kinds[sentence, source, target].add(ACTS.index(row["type"]))
        for (sentence, source, target), those in kinds.items():
            at = sentence.start
            moved = [Span(span.start - at, span.end - at) for span in (source, target)]
            found.append(_example(name, sentence.of(text).rstrip(), moved, tuple(sorted(those)), UNKNOWN, pieces))
    return found


def of_plv(path: Path, pieces: Pieces) -> list[Example]:
    """PLV's sentences. Its roots are its own: nothing of them is learned for our types."""
    found = []
    for row in lines(path):
        text, source, target = unmarked(row["marked"])
        found.append(_example("plv", text, (source, target), (), ROOTS.index(row["root"]), pieces))
    return found


def _example(
    name: str, text: str, parties: Sequence[Span | None], kinds: tuple[int, ...], root: int, pieces: Pieces
) -> Example:
    words = features.words_of(text, [Span(0, len(text))], pieces)
    source, target = (features.word_range(words, span) if span else None for span in parties)
    if root == UNKNOWN and len(roots := {root_of(kind) for kind in kinds}) == 1:
        root = roots.pop()
    windows = tuple(features.windows(text, words, size=features.MOST_PIECES))
    return Example(name, words, windows[:1], None, None, 0, pair=GoldPair(source, target, kinds, root))


def root_of(kind: int) -> int:
    """The place in labels.ROOTS of a place in labels.ACTS."""
    return ROOTS.index("YIELD" if ACTS[kind] in YIELDING else ACTS[kind])
