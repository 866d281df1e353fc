"""Learn what the signs of places weigh (`article/whereabouts.py`), and write it to `src/reportedly/data`.

    python -m training.whereabouts [--shared FOLDER] [--passes N] [--out FILE]

The signs are those of the gold events of the train part of `crisis` and of the dispatches, in the trees that the
packaged model gives their texts: a log-linear choice among the places of an act's sentence, and none. Events whose gold
place is told elsewhere, or is none that is found, teach nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import dispatches
from benchmarks.common import SHARED, note
from reportedly.article.context import make_context
from reportedly.article.flaws import find_flaws
from reportedly.article.load import load
from reportedly.article.pipeline import to_read
from reportedly.article.places import find_places
from reportedly.article.whereabouts import FILE, Whereabouts
from reportedly.errors import InputError
from reportedly.model.session import Newsreader
from reportedly.records import Event, Mention, Status
from reportedly.sums import resealed
from reportedly.text import Span, paragraphs
from reportedly.vocabulary import load_lexicon

DATA = Path(__file__).resolve().parent.parent / "src" / "reportedly" / "data"
# A sign that is met less often is not learned; a weight that is less is not kept.
OFTEN, LEAST = 3, 0.03
RATE, PULL, PASSES = 0.05, 3e-3, 10

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One act: the signs of every place of its sentence, and of none, last; and which are right."""

    signs: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


def choices(newsreader: Newsreader, path: Path) -> Iterator[Choice]:
    """What is to be learned from the gold article in `path`; nothing where it cannot be read."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    try:
        article = load(rows[0]["text"].encode("utf-8"), published=rows[0].get("published"))
    except InputError:
        return
    blocks = paragraphs(article.text)
    parse = newsreader.parse(article.text, to_read(article.text, blocks, find_flaws(article.text, blocks)))
    context = make_context(parse, load_lexicon())
    places = Whereabouts(context, find_places(context, article.published))
    seen: set[tuple[int, int]] = set()
    for row in rows:
        if row["kind"] != "event" or tuple(row["span"]) in seen:
            continue
        seen.add(tuple(row["span"]))
        choice = chosen(places, row)
        if choice is not None:
            yield choice


def chosen(places: Whereabouts, row: Row) -> Choice | None:
    """The choice that a gold event teaches; None where it teaches nothing."""
    event = gold(row)
    beside = places.beside(event.span)
    if not beside:
        return None
    where = Span(*row["where"]["span"]) if row["where"] else None
    right = [where is not None and places.spots[n].where.span.overlaps(where) for n in beside]
    if where is not None and not any(right):
        return None
    signs = [tuple(places.signs(event, n)) for n in beside]
    return Choice((*signs, tuple(places.nowhere(event))), (*right, where is None))


def gold(row: Row) -> Event:
    """A gold row, as far as the signs ask."""
    status: Status = row["status"]
    actor, recipient = _party(row["actor"]), _party(row["recipient"])
    return Event(0, Span(*row["span"]), row["type"], None, "", 0.0, actor, recipient, status)


def _party(row: Row | None) -> Mention | None:
    return None if row is None else Mention(Span(*row["span"]), row["entity"], row["name"], row["country"])


def learned(examples: Sequence[Choice], passes: int = PASSES, seed: int = 14) -> dict[str, float]:
    """The weight of every sign."""
    counts = Counter(sign for one in examples for signs in one.signs for sign in signs)
    number = {sign: n for n, sign in enumerate(sorted(s for s, count in counts.items() if count >= OFTEN))}
    packed = [
        ([np.array([number[s] for s in signs if s in number]) for signs in one.signs], np.array(one.right))
        for one in examples
    ]
    weights: NDArray[np.float64] = np.zeros(len(number))
    squares = np.full(len(number), 1e-8)
    order = np.random.default_rng(seed)
    for _ in range(passes):
        for n in order.permutation(len(packed)):
            signs, right = packed[n]
            scores = np.array([weights[s].sum() for s in signs])
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            meant = chances * right
            slopes = chances - meant / meant.sum()
            for slope, own in zip(slopes, signs, strict=True):
                if len(own):
                    gradient = slope + PULL * weights[own]
                    squares[own] += gradient**2
                    weights[own] -= RATE * gradient / np.sqrt(squares[own])
    return {sign: round(float(weights[n]), 2) for sign, n in number.items() if abs(weights[n]) >= LEAST}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.whereabouts", description=__doc__.split("\n\n")[0])
    parser.add_argument("--shared", type=Path, default=SHARED, metavar="FOLDER")
    parser.add_argument("--passes", type=int, default=PASSES)
    parser.add_argument("--out", type=Path, default=DATA / FILE)
    options = parser.parse_args(argv)
    crisis = sorted((options.shared / "data" / "crisis" / "train").glob("*.jsonl"))
    if not crisis:
        note(f"no gold articles in {options.shared / 'data' / 'crisis' / 'train'}")
        return 2
    newsreader = Newsreader.load()
    with tempfile.TemporaryDirectory() as place:
        paths = crisis + [one.path for one in dispatches.compiled(Path(place), ["train"])]
        examples = [choice for path in paths for choice in choices(newsreader, path)]
    write(options.out, learned(examples, options.passes))
    print(f"{len(examples)} choices from {len(paths)} articles")
    return 0


def write(path: Path, weights: dict[str, float]) -> None:
    lines = ",\n".join(f"{json.dumps(s, ensure_ascii=False)}:{weights[s]}" for s in sorted(weights))
    digest = hashlib.sha256(lines.encode("utf-8")).hexdigest()[:16]
    path.write_text(f'{{"digest":"{digest}",\n"weights":{{\n{lines}\n}}}}\n', encoding="utf-8")
    resealed(path.parent)


if __name__ == "__main__":
    raise SystemExit(main())
