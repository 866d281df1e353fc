"""Silver data: readings of a larger reader, from which the small model learns beside what was annotated by hand.

    python -m training.silver READINGS... --out FOLDER [--weight 0.5] [--least 0.8] [--without FOLDER]...
    python -m training --silver FOLDER ...

READINGS are what `reportedly read --reader URL --reader-model NAME --format jsonl` wrote. Each article becomes a file
of FOLDER, in the form of the annotated ones; FOLDER/silver.json tells their weight: how much a mistake on them counts
beside one on what was annotated. Left out are articles of which the reader's words were found too seldom (`--least`:
the share of its proposals that became records), those that it found nothing in, and those whose text is in a folder
that something is measured on (`--without`).

What the reader did not say is not learned from it: names, chains of mentions and retellings are our own stages' work,
and our own model would only learn what it thinks already.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportedly.ledger.records_back import reading_of
from reportedly.model.pieces import Pieces
from reportedly.records import Reading

from . import chains, corpora
from .corpora import Example, Telling, lines

ABOUT = "silver.json"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Packed:
    """What became of the articles of some readings: those that are kept, and of how many others why not."""

    kept: tuple[str, ...]
    left_out: Counter[str]


def readings(path: Path) -> Iterator[Reading]:
    """The readings in a file of records. Raises ValueError, KeyError or TypeError where it holds something else."""
    group: list[Row] = []
    for row in lines(path):
        if row["kind"] == "article" and group:
            yield reading_of(group)
            group = []
        group.append(row)
    if group:
        yield reading_of(group)


def pack(
    found: Iterable[Reading], out: Path, weight: float, least: float = 0.8, without: Iterable[Path] = ()
) -> Packed:
    """Write the articles that are good enough to `out`, one a file, and what is to be known of them.

    `weight`: above 0, at most 1; `without`: folders of records whose articles are left out. Raises ValueError for
    another weight.
    """
    if not 0 < weight <= 1:
        raise ValueError(f"a weight is above 0 and at most 1, not {weight}")
    measured = {row["id"] for folder in without for path in sorted(folder.glob("*.jsonl")) for row in _heads(path)}
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.jsonl"):
        old.unlink()
    kept: list[str] = []
    readers: set[str] = set()
    left_out: Counter[str] = Counter()
    for reading in found:
        why = _why_not(reading, least, measured, kept)
        if why:
            left_out[why] += 1
            continue
        article = reading.article
        readers.add(article.model or "unknown")
        kept.append(article.id)
        told = (json.dumps(row, ensure_ascii=False) for row in reading.rows())
        (out / f"{article.id}.jsonl").write_text("".join(f"{row}\n" for row in told), encoding="utf-8")
    about = {"weight": weight, "least": least, "readers": sorted(readers), "articles": len(kept)}
    (out / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return Packed(tuple(kept), left_out)


def _heads(path: Path) -> Iterator[Row]:
    return (row for row in lines(path) if row["kind"] == "article")


def _why_not(reading: Reading, least: float, measured: set[str], kept: Sequence[str]) -> str | None:
    by = reading.article.reader
    if by is None:
        return "read by our own model"
    if reading.article.id in measured:
        return "measured on"
    if reading.article.id in kept:
        return "there already"
    if not (reading.statements or reading.events):
        return "nothing in it"
    return "words that are not in the text" if by.kept < least * by.proposed else None


def articles(folder: Path, telling: Telling, pieces: Pieces) -> list[Example]:
    """The packed articles as examples: their statements and acts, at the weight that they were packed with."""
    weight = float(json.loads((folder / ABOUT).read_text(encoding="utf-8"))["weight"])
    found = chains.named(corpora.crisis(folder, telling, pieces), folder)
    return [
        replace(
            one,
            weight=weight,
            chains=None,
            acts=replace(one.acts, retold=None, found=tuple(replace(act, chain=None) for act in one.acts.found))
            if one.acts
            else None,
        )
        for one in found
    ]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.silver", description=__doc__.split("\n")[0])
    parser.add_argument("readings", nargs="+", type=Path, help="files of records that another reader read")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--weight", type=float, default=0.5, metavar="W", help="of a mistake on them")
    parser.add_argument("--least", type=float, default=0.8, metavar="X", help="share of proposals that must be kept")
    parser.add_argument("--without", type=Path, action="append", default=[], metavar="FOLDER", help="measured on")
    options = parser.parse_args(argv)
    try:
        found = (one for path in options.readings for one in readings(path))
        packed = pack(found, options.out, options.weight, options.least, options.without)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"silver: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    told = ", ".join(f"{number} {why}" for why, number in sorted(packed.left_out.items()))
    print(f"{len(packed.kept)} articles in {options.out}" + (f"; left out: {told}" if told else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
