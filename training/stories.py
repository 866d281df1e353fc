"""What two reports of one story have in common: `data/ledger/stories.json`, from the documents of ECB+ train.

    python -m training.stories [--shared ../shared]

Documents of one subtopic report one happening; those of a topic's two subtopics report two of one kind, which is the
hard part. From which chance on reports are one story is chosen in five folds over the topics, by B³.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from benchmarks.chain_metrics import b_cubed
from reportedly.ledger.grouping import grouped, pair
from reportedly.ledger.reports import SIGNS, signs
from reportedly.ledger.stories import FLOOR

from . import ecb
from .incidents import DATA, STRENGTH, write

FOLDS = 5
LEAST = tuple(n / 100 for n in range(10, 66, 5))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=DATA.parents[4] / "shared")
    documents = ecb.documents(parser.parse_args().shared / "data/ecbplus/docs-train.jsonl.gz")
    names = sorted(documents)
    scenes = {name: ecb.scene_of(documents[name]) for name in names}
    pairs = [pair(a, b) for n, a in enumerate(names) for b in names[:n]]
    rows = np.array([signs(scenes[a], scenes[b]) for a, b in pairs], np.float32)
    same = np.array([documents[a].subtopic == documents[b].subtopic for a, b in pairs], np.float32)
    mean, deviation = rows.mean(0), rows.std(0) + 1e-6

    def fit(chosen: np.ndarray) -> tuple[float, np.ndarray]:
        model = LogisticRegression(C=STRENGTH, max_iter=500).fit((rows[chosen] - mean) / deviation, same[chosen])
        weights = model.coef_[0] / deviation
        return float(model.intercept_[0] - weights @ mean), weights

    sums = dict.fromkeys(LEAST, 0.0)
    topics = np.array([documents[name].topic for name in names])
    place = {name: n for n, name in enumerate(names)}
    for _, held in GroupKFold(FOLDS).split(topics, groups=topics):
        inside = {names[n] for n in held}
        both = np.array([a in inside and b in inside for a, b in pairs])
        neither = np.array([a not in inside and b not in inside for a, b in pairs])
        bias, weights = fit(neither)
        chances = 1 / (1 + np.exp(-(rows[both] @ weights + bias)))
        told = {pairs[n]: float(c) for n, c in zip(np.flatnonzero(both), chances, strict=True) if c >= FLOOR}
        by_story: dict[str, list[int]] = defaultdict(list)
        for name in sorted(inside):
            by_story[documents[name].subtopic].append(place[name])
        for least in LEAST:
            found = [[place[one] for one in group] for group in grouped(inside, told, least)]
            sums[least] += b_cubed(list(by_story.values()), found).f1
    for least, total in sums.items():
        print(f"least {least:.2f}: B³ {total / FOLDS:.2f} in folds")
    bias, weights = fit(np.ones(len(pairs), np.bool_))
    weighed = {sign: round(float(w), 6) for sign, w in zip(SIGNS, weights, strict=True)}
    told_all = {"bias": round(bias, 6), "weights": weighed, "least": max(LEAST, key=lambda least: (sums[least], least))}
    digest = hashlib.sha256(json.dumps(told_all, sort_keys=True).encode()).hexdigest()[:16]
    write("stories.json", told_all | {"digest": digest})


if __name__ == "__main__":
    main()
