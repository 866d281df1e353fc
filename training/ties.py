"""Learn what the signs of two mentions being the same one weigh (`article/likening.py`), and write it into the folder
of a model.

    python -m training.ties --model FOLDER [--shared FOLDER] [--passes N]

The signs are those of the mentions that the model finds in GUM's train part: a log-linear choice among all earlier
mentions and none, where any mention of the right chain is right. The names in the records of the train part of `crisis`
teach beside them what the press does: who bears no name in the records is left out there, and that a mention is the
first of its chain counts only where the records say that it stands for itself.

The network itself has learned those very chains, so that its scores are far better there than in any other text. They
are therefore disturbed, anew at every pass: noise is added to the vectors of every mention, more to those of names and
descriptions, which new texts bring, than to those of pronouns, which are the same everywhere. What is learned so trusts
the network about as far as it can be trusted elsewhere.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.chains import Document, read_documents
from benchmarks.coreference import read_parse
from reportedly.article.aspects import CLASSES, CLAUSAL
from reportedly.article.flaws import find_flaws
from reportedly.article.likening import SIZES, SIZES_NEW, Signs, comparable, signs_of
from reportedly.article.pipeline import to_read
from reportedly.article.referring import clauses, referring
from reportedly.model.pairs import PRONOUN
from reportedly.model.parse import Parse
from reportedly.model.session import Newsreader
from reportedly.text import paragraphs
from reportedly.vocabulary import load_lexicon

from .acts import head_of
from .seal import put_beside

# What is added to the vectors, in their standard deviations: to those of pronouns, and to the others.
NOISE = (0.6, 0.9)
RATE, PULL = 0.05, 1e-3
# By how much the model leans to taking names and descriptions up again, beyond what was learned: a mention that stays
# alone by mistake costs more links than one that joins.
LEANING = 0.5
# Kinds that nearly always take something up, of which it need not lean to that; and the sign that it is put into.
SURE = frozenset({"he", "thing", "plural"})
LEANT = "known"
# A weight that is less is not kept.
LEAST = 0.02
# Scores are given so that those of "he" and "she" stay on the network's own scale.
MEASURE = "he"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """The mentions of a document, M of them, and their P pairs. base: [P] the network's learned scores by kinds,
    matches and distances; right: [P] whether the two are the same; later, earlier, new: what it says of the mentions;
    disturbed: [M] how much noise is added to it; told: [M] whether it is known which earlier mentions are the same."""

    signs: Signs
    base: Floats
    right: NDArray[np.bool_]
    later: Floats
    earlier: Floats
    new: Floats
    disturbed: Floats
    told: NDArray[np.bool_]


def lesson(document: Document, parse: Parse) -> Lesson:
    """What is to be learned from one document. Raises ValueError for a parse without vectors."""
    own = {head: str(number) for number, chain in enumerate(document.chains) for head in chain}
    heads = _mentions(parse)
    return _lesson(parse, heads, {head: own.get(head, f"alone {head}") for head in heads}, frozenset(heads))


def news_lesson(rows: Sequence[dict[str, Any]], parse: Parse) -> Lesson:
    """What is to be learned from the names in one article's records. Raises ValueError for a parse without vectors."""
    marked: dict[int, str] = {}
    resolved: set[int] = set()
    for row in rows:
        for mention in filter(None, (row.get(role) for role in ("source", "actor", "recipient"))):
            start, end = mention["span"]
            touched = [n for n, word in enumerate(parse.words) if word.start < end and start < word.end]
            if mention["name"] and touched:
                head = head_of(parse.heads, parse.upos, touched[0], touched[-1] + 1)
                marked[head] = mention["name"]
                if mention["resolved_from"]:
                    resolved.add(head)
    heads = sorted({*_mentions(parse), *marked})
    return _lesson(parse, heads, marked, frozenset(marked.keys() - resolved))


def _mentions(parse: Parse) -> list[int]:
    """The heads of the mentions, and of the clauses that one of them may take up."""
    heads = referring(parse, load_lexicon())
    return sorted({*heads, *clauses(parse, load_lexicon(), heads)})


def _lesson(parse: Parse, heads: Sequence[int], chain_of: Mapping[int, str], firsts: frozenset[int]) -> Lesson:
    """`chain_of`: the chains of the mentions that are annotated; `firsts`: those that begin one if nothing before them
    belongs to it."""
    lexicon, vectors = load_lexicon(), parse.vectors
    if vectors is None:
        raise ValueError("the model tells nothing of mentions")
    heads = [head for head in heads if vectors.row[head] >= 0]
    described = parse.describe(heads)
    ranked = list(parse.ranked(described))
    later = np.repeat(np.arange(len(heads)), [len(one.before) for one in ranked])
    earlier = np.concatenate([one.before for one in ranked])
    scores = np.concatenate([one.scores for one in ranked])
    rows = vectors.row[described.heads]
    left, right = (part[rows].astype(np.float32) for part in (vectors.later, vectors.earlier))
    signs = signs_of(parse, described, lexicon, later, earlier)
    names = {name: number for number, name in enumerate(dict.fromkeys(chain_of.values()))}
    chain = np.array([names[chain_of[head]] if head in chain_of else -1 for head in heads], np.int64)
    kept = (chain[later] >= 0) & (chain[earlier] >= 0) & comparable(signs.kind, signs.kind[later], earlier)
    pairs = {name: row[kept] for name, row in signs.pairs.items()}
    base = (scores - _products(left, right, later, earlier))[kept]
    later, earlier = later[kept], earlier[kept]
    same = chain[later] == chain[earlier]
    told = np.isin(heads, list(firsts)) & (chain >= 0)
    told[later[same]] = True
    told &= signs.kind != CLAUSAL
    return Lesson(
        Signs(later, earlier, signs.kind, pairs, signs.new),
        base,
        same,
        left,
        right,
        vectors.new[rows].astype(np.float32),
        np.where(described.kind == PRONOUN, *map(np.float32, NOISE)),
        told,
    )


def _products(left: Floats, right: Floats, later: NDArray[np.int64], earlier: NDArray[np.int64]) -> Floats:
    products: Floats = np.einsum("pd,pd->p", left[later], right[earlier])
    return products


def disturbed(one: Lesson, random: np.random.Generator) -> tuple[Floats, Floats]:
    """The network's scores of pairs [P], and of none [M], with noise added."""

    def noisy(part: Floats) -> Floats:
        amount = one.disturbed.reshape(-1, *[1] * (part.ndim - 1))
        return part + amount * part.std(0) * random.standard_normal(part.shape).astype(np.float32)

    left, right, new = noisy(one.later), noisy(one.earlier), noisy(one.new)
    return one.base + _products(left, right, one.signs.later, one.signs.earlier), new


class Weighing(torch.nn.Module):
    """The weights while they are learned."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = torch.nn.Parameter(torch.ones(len(CLASSES)))
        self.scale_new = torch.nn.Parameter(torch.ones(len(CLASSES)))
        self.pairs = torch.nn.ParameterDict({n: torch.nn.Parameter(torch.zeros(s)) for n, s in SIZES.items()})
        self.new = torch.nn.ParameterDict({n: torch.nn.Parameter(torch.zeros(s)) for n, s in SIZES_NEW.items()})

    def scores(self, signs: Signs, scores: Floats, new: Floats) -> tuple[torch.Tensor, torch.Tensor]:
        """The scores of pairs [P], and of none [M], as they are weighed."""
        kind = torch.from_numpy(signs.kind)
        pairs = self.scale[kind[torch.from_numpy(signs.later)]] * torch.from_numpy(scores)
        for name, row in signs.pairs.items():
            pairs = pairs + self.pairs[name][torch.from_numpy(row)]
        alone = self.scale_new[kind] * torch.from_numpy(new)
        for name, row in signs.new.items():
            alone = alone + self.new[name][torch.from_numpy(row)]
        return pairs, alone

    def size(self) -> torch.Tensor:
        """How far the weights are from none."""
        tables = [*self.pairs.values(), *self.new.values(), self.scale - 1, self.scale_new - 1]
        return torch.stack([(table**2).sum() for table in tables]).sum()


def lost(one: Lesson, pairs: torch.Tensor, alone: torch.Tensor) -> torch.Tensor:
    """The mean negative log-probability of a right antecedent, or of none where there is no right one."""
    later, right = torch.from_numpy(one.signs.later), torch.from_numpy(one.right)
    top = torch.full_like(alone, -1e9).scatter_reduce(0, later, pairs.detach(), "amax")
    top = torch.maximum(top, alone.detach())
    chances, none = torch.exp(pairs - top[later]), torch.exp(alone - top)
    all_ = torch.zeros_like(alone).index_add(0, later, chances) + none
    those = torch.zeros_like(alone).index_add(0, later, chances * right)
    has = torch.zeros_like(alone).index_add(0, later, right.float()) > 0
    logs = torch.log(torch.where(has, those, none) + 1e-20) - torch.log(all_)
    return -logs[torch.from_numpy(one.told)].mean()


def learned(lessons: Sequence[Lesson], passes: int, seed: int = 15) -> Weighing:
    """The weights of all signs."""
    random = np.random.default_rng(seed)
    weighing = Weighing()
    optimizer = torch.optim.Adagrad(weighing.parameters(), lr=RATE)
    for _ in range(passes):
        for at in random.permutation(len(lessons)).tolist():
            one = lessons[at]
            loss = 10 * lost(one, *weighing.scores(one.signs, *disturbed(one, random))) + PULL * weighing.size()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return weighing


def written(weighing: Weighing) -> str:
    """The weights as JSON: rows by their lengths, and what is not nought in them."""
    unit = 1 / weighing.scale[CLASSES.index(MEASURE)].item()
    each = SIZES_NEW[LEANT] // len(CLASSES)
    less = [0.0 if kind in SURE else LEANING for kind in CLASSES for _ in range(each)]

    def row(values: torch.Tensor, less: Sequence[float] | None = None) -> list[float]:
        told = values.detach().tolist()
        return [round(unit * value - off, 2) for value, off in zip(told, less or [0.0] * len(told), strict=True)]

    def table(values: torch.Tensor, less: Sequence[float] | None = None) -> dict[str, object]:
        kept = {str(n): value for n, value in enumerate(row(values, less)) if abs(value) >= LEAST}
        return {"size": len(values), "weights": kept}

    raw = {
        "scale": row(weighing.scale),
        "scale_new": row(weighing.scale_new),
        "pairs": {name: table(values) for name, values in weighing.pairs.items()},
        "new": {name: table(values, less if name == LEANT else None) for name, values in weighing.new.items()},
    }
    return json.dumps(raw, separators=(",", ":"), indent=0) + "\n"


def write(folder: Path, content: str) -> None:
    """Put the weights into a model folder, and their digest into its configuration."""
    put_beside(folder, "ties", content)


def lessons_of(newsreader: Newsreader, documents: Iterable[Document]) -> list[Lesson]:
    """What is to be learned from the documents."""
    return [lesson(document, read_parse(newsreader, document)) for document in documents]


def news_lessons_of(newsreader: Newsreader, folder: Path) -> list[Lesson]:
    """What is to be learned from the gold articles in a folder; those whose records bear no names teach nothing."""
    lessons = []
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        text = rows[0]["text"]
        blocks = paragraphs(text)
        one = news_lesson(rows, newsreader.parse(text, to_read(text, blocks, find_flaws(text, blocks))))
        if one.told.any():
            lessons.append(one)
    return lessons


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), metavar="FOLDER")
    parser.add_argument("--passes", type=int, default=6)
    options = parser.parse_args(argv)
    newsreader, data = Newsreader.load(options.model), options.shared / "data"
    lessons = lessons_of(newsreader, read_documents(data / "ud" / "en_gum-train.conllu.gz"))
    lessons += news_lessons_of(newsreader, data / "crisis" / "train")
    write(options.model, written(learned(lessons, options.passes)))
    pairs = sum(len(one.right) for one in lessons)
    print(f"learned from {pairs} pairs of {sum(len(one.new) for one in lessons)} mentions")


if __name__ == "__main__":
    main()
