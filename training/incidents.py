"""What the ledger compares tellings by, made anew: `terms.json`, `vectors.json` and `incidents.json` in `data/ledger`.

    python -m training.incidents [--shared ../shared] [--states CACHE.npz]

Run it again whenever the model changes: the vectors are those of one model, and another reads without them. Trained on
ECB+ train; `least` is chosen there too, in five folds over its topics. Nothing of the development data is looked at.

By what directions vectors are told apart is learned from the same events as what their likeness weighs. So each pair is
weighed by directions that were learned without the topics of its fold: by those that know them it would seem surer than
any pair of news to come.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from benchmarks.chain_metrics import conll, scores
from reportedly.ledger.following import FIRST, Earlier, Standing, followed, place_in_order
from reportedly.ledger.grouping import Pair, pair
from reportedly.ledger.incidents import AKIN, FLOOR, candidates
from reportedly.ledger.likeness import FEATURES, VECTOR_FEATURES, likeness
from reportedly.ledger.linking import Linker, Weights, chance, possible
from reportedly.ledger.sketches import Sketch
from reportedly.ledger.terms import stem, words
from reportedly.ledger.trees import Trees, written
from reportedly.model.projection import Projection, packed
from reportedly.model.session import Newsreader
from reportedly.sums import resealed

from . import ecb
from .boosting import boosted

DATA = Path(__file__).resolve().parent.parent / "src" / "reportedly" / "data" / "ledger"
HIDDEN, SIZE = 384, 64
# How far the scatter within events is drawn towards that of a ball: there are few more mentions than directions.
SHRUNK = 0.1
# So many texts of each corpus: none may say by its size what news is about.
TEXTS = 250
FOLDS = 5
STRENGTH = 0.1
NEARLY = 0.25
LEAST = tuple(n / 1000 for n in range(200, 551, 25))

Array = NDArray[np.float32]
Floats = NDArray[np.float64]


def write(name: str, value: dict[str, object]) -> None:
    (DATA / name).write_text(json.dumps(value, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    resealed(DATA.parent)
    print(f"{name}: {(DATA / name).stat().st_size} bytes")


def texts(shared: Path) -> Iterable[str]:
    """Texts of news to count words in."""
    data = shared / "data"
    documents = ecb.documents(data / "ecbplus/docs-train.jsonl.gz")
    corpora = [
        ["\n".join(line.of(d.text) for line in d.lines) for d in documents.values()],
        [row["text"] for row in ecb.rows(data / "polnear/train.jsonl.gz")],
        [row["text"] for row in ecb.rows(data / "wikinews/unlabelled.jsonl.gz")],
        [next(ecb.rows(path))["text"] for path in sorted((data / "crisis/train").glob("*.jsonl"))],
    ]  # fmt: skip
    for corpus in corpora:
        count = min(TEXTS, len(corpus))
        yield from (corpus[n * len(corpus) // count] for n in range(count))


def terms(shared: Path) -> dict[str, object]:
    """Stems by how telling they are, in steps of a hundredth: ln(N / df) / ln N. Those of one text are left out."""
    found: Counter[str] = Counter()
    count = 0
    for text in texts(shared):
        found.update({stem(word) for word in words(text)})
        count += 1
    steps: dict[int, list[str]] = defaultdict(list)
    for term, times in found.items():
        if times > 1 and " " not in term:
            steps[round(100 * math.log(count / times) / math.log(count))].append(term)
    return {"texts": count, "idf": {str(step): " ".join(sorted(steps[step])) for step in sorted(steps)}}


def states(
    reader: Newsreader, documents: Iterable[ecb.Document], mentions: dict[str, list[ecb.Mention]]
) -> dict[str, Array]:
    """For every mention the state of its head word and the mean of those of its sentence, unprojected: [2 H]."""
    plain = Projection("", *_same(), *_same())
    found = {}
    for document in documents:
        if document.name in mentions:
            read = reader.parse(document.text, document.lines, projection=plain)
            for mention in mentions[document.name]:
                word = ecb.head_of(read, mention.span)
                if word is None or read.states is None:
                    continue
                first, end = next(((a, b) for a, b in read.sentences if a <= word < b), (word, word + 1))
                found[mention.name] = np.concatenate([
                    read.states[word, :HIDDEN], read.states[first:end, HIDDEN:].mean(0),
                ])  # fmt: skip
    return found


def _same() -> tuple[Array, Array]:
    return np.eye(HIDDEN, dtype=np.float32), np.zeros(HIDDEN, np.float32)


def directions(half: Array, clusters: Sequence[str]) -> tuple[Array, Array]:
    """The mean of [N, H], and the [H, D] by which events differ most for how much tellings of one event do.

    Fisher's linear discriminants (1936) with an event for a class: each is scaled to one variance within events, those
    first that have the greatest between them. `clusters`: the event of each row.
    """
    mean = half.mean(0, dtype=np.float64)
    centred = half - mean
    within, count = np.zeros((half.shape[1], half.shape[1])), 0.0
    by_cluster: dict[str, list[int]] = defaultdict(list)
    for n, cluster in enumerate(clusters):
        by_cluster[cluster].append(n)
    for own in by_cluster.values():
        if len(own) > 1:
            # An event that is told a hundred times has not a hundred times as much to say.
            weight = len(own) ** -0.5
            apart = centred[own] - centred[own].mean(0)
            within += weight * apart.T @ apart
            count += weight * (len(own) - 1)
    within /= count
    ball = np.eye(len(within)) * np.trace(within) / len(within)
    _, axes = eigh(centred.T @ centred / len(half), (1 - SHRUNK) * within + SHRUNK * ball)
    axes = axes[:, ::-1][:, :SIZE]
    # The sign of an axis is arbitrary; its greatest entry is made positive.
    turned = axes * np.sign(axes[np.abs(axes).argmax(0), np.arange(axes.shape[1])])
    return mean.astype(np.float32), turned.astype(np.float32)


def projection(rows: Array, clusters: Sequence[str], weights: str) -> dict[str, object]:
    """The directions of the two halves of [N, 2 H], as they are kept."""
    told: dict[str, object] = {"weights": weights}
    for name, half in (("word", rows[:, :HIDDEN]), ("around", rows[:, HIDDEN:])):
        mean, axes = directions(half, clusters)
        told[name] = packed(axes)
        told[f"{name}_mean"] = [round(float(x), 5) for x in mean]
    return told


def without(
    raw: Mapping[str, Array], cluster: Mapping[str, str], held: Collection[str]
) -> dict[str, tuple[float, ...]]:
    """The vectors of all mentions by directions that were learned without those in `held`."""
    names = sorted(raw)
    learned = [n for n, name in enumerate(names) if name not in held]
    rows = np.stack([raw[name] for name in names])
    halves = []
    for half in (rows[:, :HIDDEN], rows[:, HIDDEN:]):
        mean, axes = directions(half[learned], [cluster[names[n]] for n in learned])
        turned = (half - mean) @ axes
        halves.append(turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True) * math.sqrt(2), 1e-9))
    return {name: tuple(map(float, row)) for name, row in zip(names, np.hstack(halves), strict=True)}


def unseen(
    sketches: Sequence[Sketch], raw: Mapping[str, Array], cluster: Mapping[str, str], fold: Mapping[str, int]
) -> list[dict[str, Sketch]]:
    """For each fold all sketches by their ids, with vectors as who has not seen its mentions would make them. `fold`:
    that of each mention."""
    found = []
    for held in range(FOLDS):
        vectors = without(raw, cluster, {name for name in raw if fold[name] == held})
        found.append({one.id: replace(one, vector=vectors.get(one.id, ())) for one in sketches})
    return found


def compared(sketches: Sequence[Sketch], subtopic: dict[str, str]) -> list[Pair]:
    """The pairs that may be learned from: all candidates, and all of one subtopic."""
    by_subtopic: dict[str, list[str]] = defaultdict(list)
    for one in sketches:
        by_subtopic[subtopic[one.id]].append(one.id)
    near = {pair(a, b) for ids in by_subtopic.values() for n, a in enumerate(ids) for b in ids[:n]}
    return sorted(near | set(candidates(sketches)))


def fitted(rows: Floats, gold: Array, weight: Array) -> Weights:
    """A logistic regression on rows scaled to one variance, its weights for rows as they are."""
    mean, deviation = rows.mean(0), rows.std(0) + 1e-6
    model = LogisticRegression(C=STRENGTH, solver="newton-cholesky", max_iter=100).fit(
        (rows - mean) / deviation, gold, sample_weight=weight
    )
    weights = model.coef_[0] / deviation
    return Weights(round(float(model.intercept_[0] - weights @ mean), 6), tuple(round(float(w), 6) for w in weights))


def grown(sums: Weights, rows: Floats, same: Floats, weight: Floats) -> Trees:
    """Trees for what the weighed sums leave open. Tellings without a vector are of other rows, and have none."""
    return boosted(rows, same, weight, sums.bias + rows @ np.array(sums.weights))


def importance(pairs: Sequence[Pair], cluster: dict[str, str], topic: dict[str, str]) -> Array:
    """What a pair weighs: mentions of large clusters and of large topics are in so many pairs."""
    size, many = Counter(cluster.values()), Counter(topic.values())
    return np.array([
        (size[cluster[a]] * size[cluster[b]]) ** -0.25 * 100 / math.sqrt(many[topic[a]] * many[topic[b]])
        for a, b in pairs
    ], np.float32)  # fmt: skip


def laid(at: dict[str, str], chances: dict[Pair, float], least: float) -> list[list[str]]:
    """Mentions in groups as `following.py` makes them. `at`: the place of each in the order."""
    near: dict[str, list[Earlier[str]]] = defaultdict(list)
    for both, chance_ in chances.items():
        first, later = sorted(both, key=at.__getitem__)
        near[later].append(Earlier(at[first], first, chance_))
    standing: dict[str, Standing[str]] = {}
    groups: dict[str, list[str]] = defaultdict(list)
    for one in sorted(at, key=at.__getitem__):

        def akin(anchor: str, one: str = one) -> bool:
            return any(chances.get(pair(one, other), 0.0) >= AKIN for other in groups[anchor][:FIRST])

        chosen = followed(near[one], least, standing.__getitem__, akin)
        standing[one] = standing[chosen.telling] if chosen else Standing(one, one)
        groups[standing[one].incident].append(one)
    return list(groups.values())


def judged(at: dict[str, str], cluster: dict[str, str], chances: dict[Pair, float], least: float) -> float:
    """CoNLL F1 of the groups of mentions."""
    names = sorted(at)
    number = {name: n for n, name in enumerate(names)}
    gold: dict[str, list[int]] = defaultdict(list)
    for name in names:
        gold[cluster[name]].append(number[name])
    found = [[number[one] for one in group] for group in laid(at, chances, least)]
    return conll(scores(sorted(gold.values()), found, singletons=True))


def strictest(scored: dict[float, float]) -> float:
    """An unsure pair stays apart: of the thresholds that do nearly as well as the best, the highest."""
    return max(least for least, score in scored.items() if score >= max(scored.values()) - NEARLY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=DATA.parents[4] / "shared")
    options = parser.parse_args()
    write("terms.json", terms(options.shared))
    corpus = options.shared / "data" / "ecbplus"
    documents = ecb.documents(corpus / "docs-train.jsonl.gz")
    gold = ecb.gold(corpus / "mentions-train.jsonl.gz")
    by_document: dict[str, list[ecb.Mention]] = defaultdict(list)
    for mention in gold:
        by_document[mention.document].append(mention)
    reader = Newsreader.load()
    raw = states(reader, documents.values(), by_document)
    cluster = {mention.name: mention.cluster for mention in gold}
    names = sorted(raw)
    rows = np.stack([raw[name] for name in names])
    write("vectors.json", projection(rows, [cluster[name] for name in names], reader.weights))
    sketches = []
    for name, mentions in by_document.items():
        read = ecb.parse(reader, documents[name])
        sketches += ecb.sketched(documents[name], read, ecb.cast_of(read), mentions)
    learn(sketches, raw, gold, documents, reader.name)


def learn(
    sketches: Sequence[Sketch],
    raw: Mapping[str, Array],
    gold: Sequence[ecb.Mention],
    documents: dict[str, ecb.Document],
    model: str,
) -> None:
    """Fit the weights, choose from which chance on tellings are one, and write both. `raw`: the states of mentions."""
    cluster = {m.name: m.cluster for m in gold}
    topic = {m.name: documents[m.document].topic for m in gold}
    subtopic = {m.name: documents[m.document].subtopic for m in gold}
    by_topic = np.array([topic[one.id] for one in sketches])
    parts = GroupKFold(FOLDS).split(by_topic, groups=by_topic)
    fold = {sketches[int(n)].id: number for number, (_, held) in enumerate(parts) for n in held}
    seen_by = unseen(sketches, raw, cluster, fold)
    pairs = [(a, b) for a, b in compared(sketches, subtopic) if possible(seen_by[fold[a]][a], seen_by[fold[a]][b])]
    both_of = [(seen_by[fold[a]][a], seen_by[fold[a]][b]) for a, b in pairs]
    # In full, as they are in a ledger: a question of a tree may be whether a number is above the very tenth.
    rows = np.array([likeness(a, b) for a, b in both_of], np.float64)
    same = np.array([cluster[a] == cluster[b] for a, b in pairs], np.float32)
    weight = importance(pairs, cluster, topic)
    print(f"{len(pairs)} pairs, {int(same.sum())} of one event")

    def both(chosen: NDArray[np.bool_]) -> tuple[Weights, Weights]:
        plain = fitted(rows[chosen, : len(FEATURES)], same[chosen], weight[chosen])
        vectored = fitted(rows[chosen], same[chosen], weight[chosen])
        exact = (part[chosen].astype(np.float64) for part in (same, weight))
        return plain, replace(vectored, trees=grown(vectored, rows[chosen], *exact))

    sums = dict.fromkeys(LEAST, 0.0)
    for number, known in enumerate(seen_by):
        chosen = np.array([fold[a] != number for a, _ in pairs])
        linker = Linker(*both(chosen), 0.5, "")
        held = np.flatnonzero(~chosen)
        at = {name: place_in_order(known[name]) for n in held for name in pairs[n]}
        told = {pairs[n]: chance(*both_of[n], linker) for n in held}
        everywhere = {p: c for p, c in told.items() if c >= FLOOR}
        within = {p: c for p, c in everywhere.items() if subtopic[p[0]] == subtopic[p[1]]}
        for least in LEAST:
            sums[least] += (judged(at, cluster, within, least) + judged(at, cluster, everywhere, least)) / 2
    for least, total in sums.items():
        print(f"least {least:.3f}: CoNLL F1 {total / FOLDS:.2f} in folds, mean of within subtopic and unknown")
    best = strictest({least: total / FOLDS for least, total in sums.items()})
    plain, vectored = both(np.ones(len(pairs), np.bool_))
    names = [*FEATURES, *VECTOR_FEATURES]
    found: dict[str, object] = {
        "model": model,
        "least": best,
        "plain": {"bias": plain.bias, "weights": dict(zip(FEATURES, plain.weights, strict=True))},
        "vectored": {
            "bias": vectored.bias,
            "weights": dict(zip(names, vectored.weights, strict=True)),
            "trees": written(vectored.trees, names),
        },
    }
    digest = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]
    write("incidents.json", found | {"digest": digest})


if __name__ == "__main__":
    main()
