"""Learn what the signs of parties weigh (`article/bearing.py`), and write it into the folder of a model.

    python -m training.parties --model FOLDER [--shared FOLDER] [--passes N]

The signs are those of the gold events of the train part of `crisis`, of the dispatches and of the further articles
whose acts alone are annotated, in the trees that the model gives their texts: for each role a log-linear choice among
the words that could be the party, and nobody. A party that stands several times is found at any of them. What the
model's own odds count beside the signs is chosen on the development part of the first two, where the model has not
learned the answers by heart, among the acts that it finds there.
"""

from __future__ import annotations

import argparse
import itertools
import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from reportedly.article.bearing import Bearings
from reportedly.article.context import make_context
from reportedly.article.deciding import Deciding
from reportedly.article.flaws import find_flaws
from reportedly.article.load import load
from reportedly.article.parties import leanings, mixed
from reportedly.article.pipeline import headline, to_read
from reportedly.article.statements import cast_for, draft_statements, statements_of
from reportedly.article.weights import Weights
from reportedly.errors import InputError
from reportedly.gazetteer import load_gazetteer
from reportedly.model.labels import ACTS
from reportedly.model.parse import Act, Parse, Part
from reportedly.model.session import Newsreader
from reportedly.text import Span, paragraphs
from reportedly.vocabulary import load_lexicon

from . import further
from .corpora import lines
from .seal import put_beside

ROLES = ("actor", "recipient")
# A sign that is met less often is not learned; a weight that is less is not kept, which costs nothing that could be
# told on the development part (two thirds of them).
OFTEN, LEAST = 3, 0.2
BATCH, RATE, PULL = 64, 0.1, 2e-5
# What is tried for the model's odds and for the signs.
SHARES = (0.0, 0.3, 0.5, 0.7, 1.0)
# What makes no difference: two acts of six hundred.
NEARLY = 2 / 600

Row = dict[str, Any]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Read:
    """A gold article as it is read before its events are told."""

    parse: Parse
    bearings: Bearings
    events: dict[tuple[int, int], list[Row]]

    def words(self, span: Span) -> list[int]:
        """The words that share a character with a span."""
        starts = self.parse.words
        first = bisect_right(starts, span.start, key=lambda word: word.end)
        return list(itertools.takewhile(lambda n: starts[n].start < span.end, range(first, len(starts))))

    def heads(self, span: Span) -> list[int]:
        """Those of them whose own head lies outside."""
        words, heads = self.words(span), self.parse.heads
        return [n for n in words if heads[n] not in words or heads[n] == n]


@dataclass(frozen=True, slots=True)
class Choice:
    """One act: the signs of every word that could be a party and of nobody, last, and which are right in each role
    (none where the party cannot be reached)."""

    signs: tuple[tuple[str, ...], ...]
    right: tuple[Bools, Bools]


def read(newsreader: Newsreader, rows: Sequence[Row]) -> Read | None:
    """The gold article of these records; None where it cannot be read."""
    article = rows[0]
    try:
        loaded = load(article["text"].encode("utf-8"), published=article.get("published"))
    except InputError:
        return None
    text = loaded.text
    blocks = paragraphs(text)
    flaws = find_flaws(text, blocks)
    parse = newsreader.parse(text, to_read(text, blocks, flaws))
    context = make_context(parse, load_lexicon())
    drafts = draft_statements(context, flaws, headline(loaded, parse))
    cast = cast_for(context, drafts, load_gazetteer(), loaded.published)
    events: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "event":
            events[tuple(row["span"])].append(row)
    return Read(parse, Bearings(context, cast, statements_of(context, cast, drafts)), dict(events))


def right(one: Read, word: int, events: Sequence[Row], role: str) -> bool:
    """Whether a word is the party: it heads what gold marks, or names whom gold names, or, where gold knows no names,
    whom what it marks is read to name."""
    for event in events:
        party = event[role]
        if party is None:
            continue
        heads = one.heads(Span(*party["span"]))
        if word in heads:
            return True
        name = one.bearings.mention(word).name
        told = [party["name"]] if "name" in party else [one.bearings.mention(head).name for head in heads]
        if name is not None and name in told:
            return True
    return False


def choices(one: Read) -> Iterator[Choice]:
    """What is to be learned from one article."""
    for span, events in sorted(one.events.items()):
        words = one.words(Span(*span))
        if not words:
            continue
        head = one.heads(Span(*span))[0]
        trigger = one.bearings.trigger(head, (words[0], words[-1] + 1), events[0]["type"])
        candidates = one.bearings.candidates(head)
        signs = [tuple(one.bearings.signs(trigger, word)) for word in candidates]
        masks = []
        for role in ROLES:
            nobody = all(event[role] is None for event in events)
            found = [right(one, word, events, role) for word in candidates]
            masks.append(np.array([*found, nobody and not any(found)], bool))
        yield Choice((*signs, tuple(one.bearings.nobody(trigger))), (masks[0], masks[1]))


def learned(examples: Sequence[Choice], passes: int, seed: int = 14) -> dict[str, tuple[float, float]]:
    """The weight of every sign for either role."""
    counts = Counter(sign for one in examples for signs in one.signs for sign in signs)
    number = {sign: n for n, sign in enumerate(sorted(s for s, count in counts.items() if count >= OFTEN))}
    packed = [
        ([torch.tensor([number[s] for s in signs if s in number], dtype=torch.long) for signs in one.signs], one.right)
        for one in examples
    ]
    torch.manual_seed(seed)
    table = torch.nn.EmbeddingBag(len(number), 2, mode="sum")
    torch.nn.init.zeros_(table.weight)
    optimizer = torch.optim.Adagrad(table.parameters(), lr=RATE)
    for _ in range(passes):
        order = torch.randperm(len(packed)).tolist()
        for first in range(0, len(order), BATCH):
            batch = [packed[n] for n in order[first : first + BATCH]]
            bags = [signs for one, _ in batch for signs in one]
            starts = torch.tensor([0, *itertools.accumulate(len(bag) for bag in bags[:-1])])
            scores = table(torch.cat(bags), starts).split([len(one) for one, _ in batch])
            lost = PULL * (table.weight**2).sum()
            for chances, (_, masks) in zip(scores, batch, strict=True):
                for role, mask in enumerate(masks):
                    if mask.any():
                        logs = torch.log_softmax(chances[:, role], 0)
                        lost = lost - torch.logsumexp(logs[torch.from_numpy(mask)], 0) / len(batch)
            optimizer.zero_grad()
            lost.backward()
            optimizer.step()
    weights = table.weight.detach().numpy()
    return {
        sign: (round(float(weights[n, 0]), 1), round(float(weights[n, 1]), 1))
        for sign, n in number.items()
        if np.abs(weights[n]).max() >= LEAST
    }


def shares(articles: Sequence[Read], weights: Weights) -> tuple[Weights, str]:
    """The same weights with what the model's odds and the signs count, and what that gains."""
    found = [
        (one, leanings(one.bearings, act, kind, weights), events)
        for one in articles
        for act in one.parse.acts
        if act.types[0] < 0.5
        for kind in [ACTS[max(range(1, len(ACTS)), key=act.types.__getitem__)]]
        if (events := _gold(one, act, kind)) is not None
    ]
    answers = [
        [{part.word: right(one, part.word, events, role) for part, _ in leaning} for role in ROLES]
        for one, leaning, events in found
    ]
    tried: dict[tuple[float, float], tuple[float, ...]] = {}
    for model, signs in itertools.product(SHARES[1:], SHARES):
        mixture = replace(weights, model=(model, model), signs=(signs, signs))
        hits = [
            [_hit(mixed(mixture, leaning), events, role, right_) for role, right_ in zip(ROLES, answer, strict=True)]
            for (_, leaning, events), answer in zip(found, answers, strict=True)
        ]
        tried[model, signs] = tuple(sum(column) / len(found) for column in zip(*hits, strict=True))
    (actor, recipient) = (_best(tried, n) for n in range(len(ROLES)))
    told = ", ".join(
        f"{role} {tried[1.0, 0.0][n]:.3f} by the model, {tried[best][n]:.3f} with signs (shares {best})"
        for n, (role, best) in enumerate(zip(ROLES, (actor, recipient), strict=True))
    )
    chosen = replace(weights, model=(actor[0], recipient[0]), signs=(actor[1], recipient[1]))
    return chosen, f"{len(found)} acts: {told}"


def _best(tried: dict[tuple[float, float], tuple[float, ...]], role: int) -> tuple[float, float]:
    """Of the shares that do nearly as well as the best, those that trust the signs the least."""
    best = max(scores[role] for scores in tried.values())
    near = [pair for pair, scores in tried.items() if scores[role] >= best - NEARLY]
    return min(near, key=lambda pair: (pair[1], -tried[pair][role]))


def _gold(one: Read, act: Act, kind: str) -> list[Row] | None:
    span = one.parse.span(*act.words)
    near = (events for at, events in one.events.items() if Span(*at).overlaps(span))
    return next((events for events in near if events[0]["type"] == kind), None)


def _hit(parts: Sequence[Part], events: Sequence[Row], role: str, answer: dict[int, bool]) -> bool:
    """Whether the likeliest party, or nobody, is right."""
    best = max(parts, key=lambda part: getattr(part, role) + part.both, default=None)
    if best is None or getattr(best, role) + best.both < Deciding().party:
        return all(event[role] is None for event in events)
    return answer[best.word]


def write(folder: Path, weights: Weights) -> None:
    """Put the weights into a model folder, and their digest into its configuration."""
    raw = {"model": weights.model, "signs": weights.signs, "weights": dict(sorted(weights.weights.items()))}
    content = json.dumps(raw, ensure_ascii=False, separators=(",", ":"), indent=0) + "\n"
    put_beside(folder, "parties", content)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), metavar="FOLDER")
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus"), metavar="FOLDER")
    parser.add_argument("--passes", type=int, default=3)
    options = parser.parse_args(argv)
    newsreader = Newsreader.load(options.model)
    parts: dict[str, list[Read]] = {}
    for split in ("train", "dev"):
        places = (options.shared / "data" / "crisis" / split, options.corpus / split)
        golds = [list(lines(path)) for place in places for path in sorted(place.glob("*.jsonl"))]
        if split == "train":
            golds += [rows for _, rows in further.records(options.shared)]
        parts[split] = [one for rows in golds if (one := read(newsreader, rows))]
    examples = [choice for one in parts["train"] for choice in choices(one)]
    weights, told = shares(parts["dev"], Weights(weights=learned(examples, options.passes)))
    print(f"{len(examples)} acts learned from, {len(weights.weights)} signs; {told}")
    write(options.model, weights)


if __name__ == "__main__":
    main()
