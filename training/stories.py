"""What two reports of one story have in common: `data/ledger/stories.json`, from the documents of ECB+ train.

    python -m training.stories [--shared ../shared]

Documents of one subtopic report one happening; those of a topic's two subtopics report two of one kind, which is the
hard part. Two models: by words alone, and with the incidents that the whole pipeline finds in both documents. From what
chance on reports are one story is chosen in five folds over the topics, by B³. Run it after `training.incidents`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from benchmarks.chain_metrics import b_cubed
from reportedly.article.pipeline import Pipeline
from reportedly.ledger.grouping import Pair, grouped, pair
from reportedly.ledger.incidents import incidents
from reportedly.ledger.reports import LINK_SIGNS, SIGNS, link_signs, signs
from reportedly.ledger.sketches import Sketch, sketches_of
from reportedly.ledger.stories import FLOOR, told_together
from reportedly.ledger.values import Report
from reportedly.records import Article, Reading

from . import ecb
from .incidents import DATA, STRENGTH, strictest, write

FOLDS = 5
LEAST = tuple(n / 100 for n in range(10, 66, 5))

Array = NDArray[np.float32]


def read(documents: Mapping[str, ecb.Document]) -> dict[str, Reading]:
    """Every document through the whole pipeline."""
    pipeline = Pipeline.load(vectors=True)
    found = {}
    for name, document in documents.items():
        text = "\n".join(line.of(document.text) for line in document.lines)
        found[name] = pipeline.read_article(Article(text=text, url=name, title=document.lines[0].of(document.text)))
    return found


def links(readings: Mapping[str, Reading]) -> dict[Pair, float]:
    """For two documents the score of the best link between their tellings."""
    names: dict[str, str] = {}
    sketches: list[Sketch] = []
    for name in sorted(readings):
        report = Report(readings[name], "", readings[name].vectors)
        names[report.id] = name
        sketches += sketches_of(report)
    return {pair(names[a], names[b]): score for (a, b), score in told_together(incidents(sketches)).items()}


def fitted(
    documents: Mapping[str, ecb.Document], rows: Array, pairs: Sequence[Pair], wanted: Sequence[str]
) -> dict[str, Any]:
    """Weights of the `wanted` signs for `rows`, one for each of `pairs`, and from which mean chance on to join."""
    names = sorted(documents)
    same = np.array([documents[a].subtopic == documents[b].subtopic for a, b in pairs], np.float32)
    mean, deviation = rows.mean(0), rows.std(0) + 1e-6

    def fit(chosen: NDArray[np.bool_]) -> tuple[float, Array]:
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
        told = {pairs[int(n)]: float(c) for n, c in zip(np.flatnonzero(both), chances, strict=True) if c >= FLOOR}
        by_story: dict[str, list[int]] = defaultdict(list)
        for name in sorted(inside):
            by_story[documents[name].subtopic].append(place[name])
        for least in LEAST:
            found = [[place[one] for one in group] for group in grouped(inside, told, least)]
            sums[least] += b_cubed(list(by_story.values()), found).f1
    for least, total in sums.items():
        print(f"{len(wanted)} signs, least {least:.2f}: B³ {total / FOLDS:.2f} in folds")
    bias, weights = fit(np.ones(len(pairs), np.bool_))
    weighed = {sign: round(float(w), 6) for sign, w in zip(wanted, weights, strict=True)}
    return {"bias": round(bias, 6), "weights": weighed, "least": strictest({k: v / FOLDS for k, v in sums.items()})}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=DATA.parents[4] / "shared")
    documents = ecb.documents(parser.parse_args().shared / "data/ecbplus/docs-train.jsonl.gz")
    learn(documents, None)


def learn(documents: Mapping[str, ecb.Document], readings: Mapping[str, Reading] | None) -> None:
    """Fit both models and write them; documents are read where `readings` are not given."""
    names = sorted(documents)
    scenes = {name: ecb.scene_of(documents[name]) for name in names}
    pairs = [pair(a, b) for n, a in enumerate(names) for b in names[:n]]
    rows = np.array([signs(scenes[a], scenes[b]) for a, b in pairs], np.float32)
    told: dict[str, Any] = {"words": fitted(documents, rows, pairs, SIGNS)}
    # Which tellings are compared at all depends on the first model.
    write("stories.json", told | {"read": _without_links(told["words"])})
    joined = links(readings or read(documents))
    more = np.array([link_signs(joined.get(both, 0.0)) for both in pairs], np.float32)
    told["read"] = fitted(documents, np.hstack([rows, more]), pairs, (*SIGNS, *LINK_SIGNS))
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
    write("stories.json", told | {"digest": digest})


def _without_links(words: dict[str, Any]) -> dict[str, Any]:
    return words | {"weights": words["weights"] | dict.fromkeys(LINK_SIGNS, 0.0)}


if __name__ == "__main__":
    main()
