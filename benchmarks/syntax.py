"""Words, sentences, parts of speech and trees against a Universal Dependencies treebank.

    python benchmarks/syntax.py FILE.conllu.gz... [--limit N] [--model FOLDER] [--json]

Measured from raw text, in the way of the CoNLL 2018 shared task: predicted and gold words are laid over each
other by their characters, and a word's tag, head and label count only where the word itself was found, so
every figure is an F1. A head is right when the word that is aligned to it is. Punctuation counts. Labels are
compared without their subtypes (LAS) and with them. Then once more with gold words and sentences given.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import Figures, Reader, arguments, finish, load_reader, set_name, spread, table
from reportedly.model.parse import Parse
from reportedly.text import Span, paragraphs
from training.ud import UdDocument, read_conllu

MEASURES = ("words", "sentences", "upos", "uas", "las", "las_subtypes")
RAW = MEASURES
GIVEN = ("upos", "uas", "las", "las_subtypes")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the gold and of the predicted things agree."""

    correct: int = 0
    gold: int = 0
    predicted: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.correct + other.correct, self.gold + other.gold, self.predicted + other.predicted)

    @property
    def f1(self) -> float:
        """In per cent; 0 where there was nothing to find and nothing found."""
        both = self.gold + self.predicted
        return 200 * self.correct / both if both else 0.0


Tallies = dict[str, Tally]


@dataclass(frozen=True, slots=True)
class Tree:
    """Words over a whole text: one entry a word in each list, `heads[i]` is i itself at a root."""

    words: tuple[Span, ...]
    sentences: tuple[tuple[int, int], ...]
    upos: tuple[str, ...]
    heads: tuple[int, ...]
    deprels: tuple[str, ...]


def gold_tree(document: UdDocument) -> Tree:
    """The treebank's own analysis, in word numbers over the document."""
    words: list[Span] = []
    sentences: list[tuple[int, int]] = []
    upos: list[str] = []
    heads: list[int] = []
    deprels: list[str] = []
    for sentence in document.sentences:
        first = len(words)
        for offset, word in enumerate(sentence.words):
            words.append(Span(word.start, word.end))
            upos.append(word.upos)
            heads.append(first + word.head - 1 if word.head else first + offset)
            deprels.append(word.deprel)
        sentences.append((first, len(words)))
    return Tree(tuple(words), tuple(sentences), tuple(upos), tuple(heads), tuple(deprels))


def read_tree(parse: Parse) -> Tree:
    """What the model read."""
    return Tree(parse.words, parse.sentences, parse.upos, parse.heads, parse.deprels)


def aligned(gold: Sequence[Span], predicted: Sequence[Span]) -> list[tuple[int, int]]:
    """Pairs (gold, predicted) of positions whose spans are equal; both must be in order of the text."""
    pairs: list[tuple[int, int]] = []
    g = p = 0
    while g < len(gold) and p < len(predicted):
        if gold[g] == predicted[p]:
            pairs.append((g, p))
            g, p = g + 1, p + 1
        elif gold[g] < predicted[p]:
            g += 1
        else:
            p += 1
    return pairs


def compare(gold: Tree, predicted: Tree) -> Tallies:
    """A tally for each of `MEASURES`."""
    pairs = aligned(gold.words, predicted.words)
    to_gold = {p: g for g, p in pairs}
    correct = dict.fromkeys(MEASURES, 0)
    correct["words"] = len(pairs)
    correct["sentences"] = len(aligned(_sentence_spans(gold), _sentence_spans(predicted)))
    for g, p in pairs:
        correct["upos"] += gold.upos[g] == predicted.upos[p]
        # A root is its own head, so this compares roots too.
        if to_gold.get(predicted.heads[p]) != gold.heads[g]:
            continue
        correct["uas"] += 1
        label, read = gold.deprels[g], predicted.deprels[p]
        correct["las"] += label.split(":")[0] == read.split(":")[0]
        correct["las_subtypes"] += label == read
    sizes = {"sentences": (len(gold.sentences), len(predicted.sentences))}
    words = (len(gold.words), len(predicted.words))
    return {name: Tally(correct[name], *sizes.get(name, words)) for name in MEASURES}


def _sentence_spans(tree: Tree) -> list[Span]:
    # A sentence runs from its first word to its last: white space around it is nobody's.
    return [Span(tree.words[a].start, tree.words[b - 1].end) for a, b in tree.sentences if a < b]


def total(tallies: Iterable[Tallies]) -> Tallies:
    """The sum over documents: figures are micro-averages."""
    result = dict.fromkeys(MEASURES, Tally())
    for tally in tallies:
        result = {name: result[name] + tally[name] for name in MEASURES}
    return result


def from_raw(reader: Reader, document: UdDocument) -> Tallies:
    """Read the running text and compare."""
    parse = reader.parse(document.text, paragraphs(document.text))
    return compare(gold_tree(document), read_tree(parse))


def from_gold_words(reader: Reader, document: UdDocument) -> Tallies:
    """Read with the treebank's words and sentences given. Raises ValueError where the reader changes them."""
    gold = gold_tree(document)
    parse = reader.parse(document.text, paragraphs(document.text), words=gold.words, sentences=list(gold.sentences))
    if tuple(parse.words) != gold.words or tuple(parse.sentences) != gold.sentences:
        raise ValueError(f"{document.name}: the reader did not keep the words and sentences it was given")
    return compare(gold, read_tree(parse))


def part(documents: Sequence[UdDocument], limit: int | None) -> list[UdDocument]:
    """Whole documents from all over the treebank until they have `limit` sentences; all where it is None."""
    if limit is None:
        return list(documents)
    chosen: list[int] = []
    sentences = 0
    for position in spread([document.name for document in documents]):
        if sentences >= limit:
            break
        chosen.append(position)
        sentences += len(documents[position].sentences)
    return [documents[position] for position in sorted(chosen)]


def measure(reader: Reader, name: str, documents: Sequence[UdDocument]) -> Figures:
    """Figures `syntax.NAME.raw.…` and `syntax.NAME.gold.…`, in per cent."""
    raw = total(from_raw(reader, document) for document in documents)
    given = total(from_gold_words(reader, document) for document in documents)
    figures = {f"syntax.{name}.raw.{key}": raw[key].f1 for key in RAW}
    figures |= {f"syntax.{name}.gold.{key}": given[key].f1 for key in GIVEN}
    return figures


def measure_file(reader: Reader, path: Path, limit: int | None = None) -> Figures:
    """`measure` for one treebank file, called by the file's name."""
    return measure(reader, set_name(path), part(list(read_conllu(path)), limit))


def show(figures: Figures) -> str:
    """A table with a row a treebank and kind of input."""
    rows: dict[str, dict[str, float]] = {}
    for key, value in figures.items():
        _, name, given, what = key.split(".")
        rows.setdefault(f"{name}, {'raw text' if given == 'raw' else 'gold words'}", {})[what] = value
    headers = ["", "words", "sentences", "UPOS", "UAS", "LAS", "LAS with subtypes"]
    return table(headers, ([name, *(row.get(key) for key in MEASURES)] for name, row in rows.items()))


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.conllu.gz")
    parser.add_argument("--limit", type=int, metavar="N", help="about N sentences of each file")
    options = parser.parse_args(argv)
    reader = load_reader(options.model)
    figures: Figures = {}
    for path in options.files:
        figures |= measure_file(reader, path, options.limit)
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
