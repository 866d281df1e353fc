"""Texts that nobody wrote: the training articles with other words in them, for a teacher to label.

    python -m training.variants [--shared FOLDER] [--out build/variants.jsonl.gz] [--seed N]

A teacher knows the articles that it was trained on by heart, so that of those it says little beyond what is annotated.
What it makes of words that it has not met there is what a student can learn from it (Jiao et al. 2020, TinyBERT).
Nouns, verbs, adjectives and adverbs are replaced, each by itself, by one of the words nearest in the base encoder's
table of pieces that can bear the same part of speech in the treebanks ("attacked" by "ambushed", "soldiers" by
"troops"); names are replaced alike throughout an article ("Syria" by "Lebanon"). What comes out reads oddly, and is
never shown, kept or taken for true: only what a larger network says of it is learned.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor

from reportedly.model.parse import Parse
from reportedly.text import paragraphs

from . import base
from .chains import reader
from .corpora import lines

# How many variants of an article, by its corpus: most of those that are like the news that is to be read.
COPIES = {"crisis": 3, "own": 2, "wikinews": 3, "ecb": 1}
# Share of the words that are replaced, by part of speech.
SHARES = {"NOUN": 0.35, "VERB": 0.45, "ADJ": 0.35, "ADV": 0.2, "PROPN": 0.5}
NEAREST, LEAST = 10, 0.3
# A word bears a tag of the treebanks where so much of it does.
BORNE = 0.1
OUT = Path("build/variants.jsonl.gz")


Near = Callable[[str, str], Sequence[tuple[str, float]]]
"""Of a word in lower case and its part of speech: words for its place, and how near each is."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Which words stand near which. directions: [N, D] of `words`, of length 1. tags: what each word can be."""

    words: Sequence[str]
    places: Mapping[str, int]
    directions: Tensor
    tags: Mapping[str, frozenset[str]]

    def of(self, word: str, tag: str) -> list[tuple[str, float]]:
        """Words that can stand in the place of `word`, which bears the universal `tag`, and how near they are."""
        place = self.places.get(word)
        if place is None:
            return []
        mine = {t for t in self.tags.get(word, ()) if t.startswith(tag + " ")}
        found: list[tuple[str, float]] = []
        values, order = (self.directions @ self.directions[place]).topk(80)
        for value, other in zip(values.tolist(), order.tolist(), strict=True):
            near = self.words[other]
            if value < LEAST or len(found) == NEAREST:
                break
            if other != place and mine & self.tags.get(near, frozenset()):
                found.append((near, value))
        return found


def neighbours(shared: Path) -> Neighbours:
    """Of the whole words among the base encoder's pieces, with the tags that the treebanks give them."""
    stored = base.BASES["small"].read()
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for name in ("en_ewt", "en_gum"):
        with gzip.open(shared / f"data/ud/{name}-train.conllu.gz", "rt", encoding="utf-8") as told:
            for line in told:
                columns = line.split("\t")
                if len(columns) == 10 and columns[0].isdigit():
                    # The treebanks' own tag tells forms of one word apart ("attacks", "attacked").
                    seen[columns[1].lower()][f"{columns[3]} {columns[4]}"] += 1
    tags = {
        word: frozenset(tag for tag, n in counts.items() if n >= BORNE * sum(counts.values()))
        for word, counts in seen.items()
    }
    words = [p for p in stored.pieces if p.isalpha() and len(p) > 2 and p in tags]
    places = {piece: n for n, piece in enumerate(stored.pieces)}
    table = stored.weights["embeddings.word_embeddings.weight"].float()
    rows = table[torch.tensor([places[w] for w in words])] - table.mean(0)
    return Neighbours(words, {w: n for n, w in enumerate(words)}, rows / rows.norm(dim=1, keepdim=True), tags)


def variant(text: str, parse: Parse, near: Near, chance: random.Random) -> str:
    """The text with other words in the places of some. near: `Neighbours.of`, or something like it."""
    names: dict[str, str] = {}
    out, end = [], 0
    for span, tag in zip(parse.words, parse.upos, strict=True):
        word = text[span.start : span.end]
        out.append(text[end : span.start])
        end = span.end
        if tag == "PROPN":
            if word not in names:
                names[word] = _instead(word, tag, near(word.lower(), tag), chance)
            out.append(names[word])
        else:
            out.append(_instead(word, tag, near(word.lower(), tag), chance) if tag in SHARES else word)
    return "".join(out) + text[end:]


def _instead(word: str, tag: str, found: Sequence[tuple[str, float]], chance: random.Random) -> str:
    if not found or chance.random() >= SHARES[tag]:
        return word
    other = chance.choices([w for w, _ in found], [v for _, v in found])[0]
    return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other


def texts(shared: Path, own: Path) -> Iterator[tuple[str, str, str]]:
    """Corpus, name and text of every training article that there are variants of."""
    for name, folder in (("crisis", shared / "data/crisis/train"), ("own", own / "train")):
        for path in sorted(folder.glob("*.jsonl")):
            yield name, path.stem, next(lines(path))["text"]
    for row in lines(shared / "data/wikinews/unlabelled.jsonl.gz"):
        yield "wikinews", row["id"], row["text"]
    for row in lines(shared / "data/ecbplus/docs-train.jsonl.gz"):
        # A sentence a line there: as in `chains.ecb`, each is a paragraph.
        yield "ecb", row["doc_id"], "\n\n".join(line for line in row["text"].split("\n") if line.strip())


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.variants", description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SHARED", "../shared")), metavar="FOLDER")
    parser.add_argument("--own", type=Path, default=Path("build/corpus"), metavar="FOLDER", help="compiled dispatches")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    parser.add_argument("--seed", type=int, default=26)
    options = parser.parse_args(argv)
    near = lru_cache(maxsize=None)(neighbours(options.shared).of)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    made: Counter[str] = Counter()
    with gzip.open(options.out, "wt", encoding="utf-8") as out:
        for corpus, name, text in texts(options.shared, options.own):
            parse = reader().parse(text, paragraphs(text))
            for n in range(COPIES[corpus]):
                chance = random.Random(f"{options.seed} {name} {n}")
                row = {"id": f"{name}-{n + 1}", "text": variant(text, parse, near, chance)}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                made[corpus] += 1
    print(f"{sum(made.values())} texts in {options.out}: {dict(made)}")


if __name__ == "__main__":
    main()
