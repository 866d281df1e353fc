"""How closely words are split as in a treebank: precision, recall and F1 of words, one row a CoNLL-U file.

    python benchmarks/words.py FILE.conllu.gz... [--json] [--errors N]

The raw text of every document is rebuilt and split without a look at its sentences; a word counts as found
where its span is exactly a gold span. `--errors N` prints the N commonest differences of each file.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reportedly.model.words import split_words
from training.ud import UdDocument, read_conllu


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one file; `words_a_second` is the speed of splitting."""

    file: str
    gold: int
    found: int
    right: int
    words_a_second: float

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 0.0


def score(name: str, documents: Sequence[UdDocument]) -> Score:
    """Split the text of `documents` and compare the spans with theirs."""
    started = time.perf_counter()
    split = [split_words(document.text) for document in documents]
    seconds = time.perf_counter() - started
    gold = [_gold(document) for document in documents]
    found = sum(map(len, split))
    right = sum(len(set(spans) & set(words)) for spans, words in zip(split, gold, strict=True))
    return Score(name, sum(map(len, gold)), found, right, found / seconds if seconds else 0.0)


def differences(documents: Sequence[UdDocument]) -> Counter[tuple[str, str]]:
    """Counts of (gold, found) for each smallest stretch of text that the two split differently."""
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents:
        text, gold, found = document.text, _gold(document), split_words(document.text)
        left: list[tuple[int, int]] = []
        right: list[tuple[int, int]] = []
        i = j = 0
        while i < len(gold) and j < len(found):
            left.append(gold[i])
            right.append(found[j])
            i, j = i + 1, j + 1
            while left[-1][1] != right[-1][1]:
                if left[-1][1] < right[-1][1]:
                    left.append(gold[i])
                    i += 1
                else:
                    right.append(found[j])
                    j += 1
            if left != right:
                counts[" ".join(text[a:b] for a, b in left), " ".join(text[a:b] for a, b in right)] += 1
            left, right = [], []
    return counts


def _gold(document: UdDocument) -> list[tuple[int, int]]:
    return [(word.start, word.end) for sentence in document.sentences for word in sentence.words]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Word precision, recall and F1 on CoNLL-U files.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.conllu.gz")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print the N commonest")
    options = parser.parse_args(arguments)
    scores = []
    print(f"{'file':<32}{'gold':>9}{'found':>9}{'P':>8}{'R':>8}{'F1':>8}{'words/s':>12}")
    for path in options.files:
        documents = list(read_conllu(path))
        row = score(path.name, documents)
        scores.append(row)
        print(
            f"{row.file:<32}{row.gold:>9}{row.found:>9}{100 * row.precision:>8.2f}{100 * row.recall:>8.2f}"
            f"{100 * row.f1:>8.2f}{row.words_a_second:>12,.0f}"
        )
        for (gold, found), count in differences(documents).most_common(options.errors):
            print(f"    {count:>4}  {gold}  |  {found}")
    if options.json:
        rows = [asdict(row) | {"precision": row.precision, "recall": row.recall, "f1": row.f1} for row in scores]
        print(json.dumps({"words": rows}))


if __name__ == "__main__":
    main()
