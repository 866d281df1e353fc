"""The project's own dispatches as gold records: compiled anew from `corpus/dispatches` for every measurement.

What is compiled is a second of work, so nobody has to remember to do it, and nothing is measured on what an
earlier version compiled.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.common import DIGEST_LENGTH, ROOT, write_json_lines
from training.corpus.linked import link
from training.corpus.markup import SPLITS, Dispatch, read_files
from training.corpus.records import rows
from training.corpus.whole import pair_of

__all__ = ["SPLITS", "Compiled", "Pair", "compiled", "digest_of", "folder_of", "golds", "pairs", "source_digest"]

DISPATCHES = ROOT / "corpus" / "dispatches"
SOURCE = "corpus/"
"""How data begin that are no file of the shared folder, but a split of the dispatches: "corpus/test"."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """One dispatch and the file of its gold records. `setting` names what a pair is about."""

    path: Path
    id: str
    split: str
    pair: str | None
    setting: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two dispatches that differ in one thing: which, and in which split they stand."""

    name: str
    point: str
    split: str
    sides: tuple[Compiled, Compiled]


def compiled(out: Path, splits: Collection[str] = SPLITS) -> list[Compiled]:
    """Write the gold records of the dispatches of `splits` as `out/corpus/SPLIT/ID.jsonl`.

    Raises ValueError where a dispatch cannot be compiled: half a corpus would give figures of another one.
    """
    dispatches, faults = read_files([DISPATCHES])
    found: list[Compiled] = []
    for dispatch in dispatches:
        head = dispatch.head
        if head.split not in splits:
            continue
        linked, wrong = link(dispatch)
        faults += wrong
        if linked is not None:
            path = folder_of(out, head.split) / f"{head.id}.jsonl"
            write_json_lines(path, rows(linked))
            found.append(Compiled(path, head.id, head.split, pair_of(dispatch), head.setting))
    if faults:
        raise ValueError(f"{len(faults)} faults in the dispatches, the first: {faults[0]}")
    return found


def golds(out: Path, splits: Sequence[str]) -> list[Path]:
    """The folders of records of `splits`, each once, compiled under `out` apart from what may be written there."""
    compiled(out / "gold", splits)
    return [folder_of(out / "gold", split) for split in dict.fromkeys(splits)]


def folder_of(out: Path, split: str) -> Path:
    """Where `compiled` puts the records of a split; the set is then called `corpus-SPLIT` in figures."""
    return out / "corpus" / split


def pairs(dispatches: Iterable[Compiled]) -> list[Pair]:
    """The minimal pairs among `dispatches`, in order. Raises ValueError where one has not two sides."""
    sides: dict[str, list[Compiled]] = defaultdict(list)
    for dispatch in dispatches:
        if dispatch.pair is not None:
            sides[dispatch.pair].append(dispatch)
    for name, found in sides.items():
        if len(found) != 2:
            raise ValueError(f"pair {name} has {len(found)} dispatches, not two")
    # The setting is "pair NUMBER POINT".
    return [
        Pair(name, one.setting.split(maxsplit=2)[2], one.split, (one, other)) for name, (one, other) in sides.items()
    ]


def digest_of(split: str, dispatches: Sequence[Dispatch] | None = None) -> str:
    """First hex digits of the SHA-256 over the texts and marks of a split: other splits may grow meanwhile."""
    dispatches = read_files([DISPATCHES])[0] if dispatches is None else dispatches
    told = [
        (d.head, d.text, [(m.label, *m.span) for m in d.marks], [(x.label, x.words) for x in d.lines])
        for d in dispatches
        if d.head.split == split
    ]
    return hashlib.sha256(repr(sorted(told, key=lambda d: d[0].id)).encode()).hexdigest()[:DIGEST_LENGTH]


def source_digest(name: str) -> str | None:
    """The digest of data that are called `corpus/SPLIT`; None for a split that is not there."""
    split = name.removeprefix(SOURCE)
    return digest_of(split) if split in SPLITS else None
