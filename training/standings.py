"""What status, parties and days weigh where two tellings are compared, told from annotated articles.

    python -m training.standings FOLDER

Pairs of events of one article, of one type or of like words, in a folder of articles with records (`crisis/train`); the
one is annotated as a retelling of the other or not. What `data/ledger/incidents.json` says of each pair by words alone
is given, and a logistic regression tells what each rule of `ledger/linking.py`, and each pair of statuses, adds. It
prints them in the log-odds of those weights; `RULES` are set by hand with these in sight, since reports of several days
are not one article.
"""

from __future__ import annotations

import argparse
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from reportedly.ledger.likeness import likeness
from reportedly.ledger.linking import load_linker, possible, rules_of
from reportedly.ledger.records_back import reading_of
from reportedly.ledger.sketches import Sketch, sketches_of
from reportedly.ledger.values import Report

from .ecb import rows

FEWEST = 40
STRENGTH = 1.0
# Rules of status are named with one of these; here each pair of statuses has a weight of its own.
_OF_STATUS = ("by one", "planned", "told to")

Array = NDArray[np.float64]


def standing(one: Sketch) -> str:
    """The status of a telling, and whether what is hypothetical lies behind, or what is denied lies ahead."""
    return "may have been" if one.behind else "denied to come" if one.ahead else one.status or ""


def pairs(folder: Path) -> Iterator[tuple[float, dict[str, float], bool]]:
    """For each pair what is known of it by words, which rules hold and how often, and whether it is of one event."""
    weights = load_linker().plain
    for path in sorted(folder.glob("*.jsonl")):
        reading = reading_of([{"confidence": None, **row} for row in rows(path)])
        first = [event.same_as or event.number for event in reading.events]
        told = sketches_of(Report(reading, "", {}))
        for (n, a), (m, b) in itertools.combinations(enumerate(told), 2):
            if a.span != b.span and possible(a, b):
                holding = {
                    name: times for name, times in rules_of(a, b) if not any(word in name for word in _OF_STATUS)
                }
                holding[f"status: {' and '.join(sorted((standing(a), standing(b))))}"] = 1.0
                yield weights.log_odds(likeness(a, b)), holding, first[n] == first[m]


def fitted(known: Array, holding: Array, same: Array) -> Array:
    """Bias, the weight of what is known, and that of each column of `holding`."""

    def loss(w: Array) -> tuple[float, Array]:
        odds = w[0] + w[1] * known + holding @ w[2:]
        chance = 1 / (1 + np.exp(-odds))
        lost = np.logaddexp(0, odds) - same * odds
        wrong = chance - same
        slope = np.concatenate([[wrong.sum(), wrong @ known], holding.T @ wrong + STRENGTH * w[2:]])
        return float(lost.sum() + STRENGTH / 2 * (w[2:] ** 2).sum()), slope

    found: Array = minimize(loss, np.r_[0.0, 1.0, np.zeros(holding.shape[1])], jac=True, method="L-BFGS-B").x
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    known, holding, same = zip(*pairs(parser.parse_args().folder), strict=True)
    count, one = (
        Counter(n for row in holding for n in row),
        Counter(n for row, is_same in zip(holding, same, strict=True) if is_same for n in row),
    )
    names = sorted(n for n, times in count.items() if times >= FEWEST and n != "status: happened and happened")
    table = np.array([[row.get(name, 0.0) for name in names] for row in holding])
    found = fitted(np.array(known), table, np.array(same, np.float64))
    print(f"{len(known)} pairs, {sum(same)} of one event; what is known counts {found[1]:.2f}")
    for name, weight in zip(names, found[2:], strict=True):
        print(f"{weight / found[1]:6.2f}  {name}: {count[name]} pairs, {one[name]} of one event")


if __name__ == "__main__":
    main()
