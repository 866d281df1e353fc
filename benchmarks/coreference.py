"""Which mentions are the same person or thing, against gold chains as GUM and CorefUD write them.

    python benchmarks/coreference.py FILE.conllu.gz... [--model FOLDER] [--json]

The reader is given gold words and sentences, but not the gold trees. Mentions are compared by their head words.
Chains are scored twice: over the mentions that were predicted, and with the heads of all gold mentions given.
F1 of MUC, B³ and CEAF-e, and their mean, the CoNLL F1; chains of one mention are left out, and counted in the
lines with singletons. Then the share of the personal, possessive and reflexive pronouns referring back that,
over predicted mentions, are led to a mention of the right chain. In all and by genre.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.chain_metrics import MEASURES, Pronouns, Score, conll, pronouns, scores
from benchmarks.chains import Document, read_documents
from benchmarks.common import Figures, Reader, arguments, finish, load_reader, set_name, table
from reportedly.model.parse import Parse
from reportedly.text import paragraphs

GENRES = ("news", "interview", "bio", "speech")
"""What is nearest to the press. All other genres are told together, as `OTHERS`."""
OTHERS = "others"
KINDS = ("predicted", "predicted.singletons", "given", "given.singletons")

Chains = tuple[tuple[int, ...], ...]
Finder = Callable[[Parse, Sequence[int] | None], Chains]
"""Chains of head words; the given ones are the mentions, where there are any given."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one or several documents scored: for each of `KINDS` a score for each measure, and pronouns."""

    scores: dict[str, dict[str, Score]]
    pronouns: Pronouns

    def __add__(self, other: Result) -> Result:
        added = {
            kind: {name: score + other.scores[kind][name] for name, score in scored.items()}
            for kind, scored in self.scores.items()
        }
        return Result(added, self.pronouns + other.pronouns)

    @classmethod
    def nothing(cls) -> Result:
        """The result of no documents."""
        return cls({kind: dict.fromkeys(MEASURES, Score()) for kind in KINDS}, Pronouns())


def load_finder() -> Finder:
    """The chains of the package."""
    from reportedly.article.coreference import chains

    return chains


def read_parse(reader: Reader, document: Document) -> Parse:
    """Read with gold words and sentences given. Raises ValueError where the reader changes them."""
    sentences = list(document.sentences)
    parse = reader.parse(document.text, paragraphs(document.text), words=document.words, sentences=sentences)
    if tuple(parse.words) != document.words or tuple(parse.sentences) != document.sentences:
        raise ValueError(f"{document.name}: the reader did not keep the words and sentences it was given")
    return parse


def judge(reader: Reader, finder: Finder, document: Document) -> Result:
    """Read one document and score its chains.

    Raises ValueError where the reader changes words or sentences, where a word is in two predicted chains, and
    where the mentions of the chains are not those that were given.
    """
    parse = read_parse(reader, document)
    heads = document.heads
    predicted, given = finder(parse, None), finder(parse, heads)
    if sorted(head for chain in given for head in chain) != list(heads):
        raise ValueError(f"{document.name}: the mentions of the chains are not those that were given")
    try:
        found = {
            f"{kind}.singletons" if singletons else kind: scores(document.chains, chains, singletons)
            for kind, chains in (("predicted", predicted), ("given", given))
            for singletons in (False, True)
        }
        return Result(found, pronouns(document.chains, predicted, document.pronouns))
    except ValueError as error:
        raise ValueError(f"{document.name}: {error}") from error


def by_genre(results: Iterable[tuple[str, Result]]) -> dict[str, Result]:
    """Sums of results by the genres of their documents; all of them under ""."""
    sums = {"": Result.nothing()}
    for genre, result in results:
        part = genre if genre in GENRES else OTHERS
        sums[""] += result
        sums[part] = sums.get(part, Result.nothing()) + result
    return {part: sums[part] for part in ("", *GENRES, OTHERS) if part in sums}


def figures_of(name: str, result: Result) -> Figures:
    """Figures `coreference.NAME.…`: F1 and accuracy in per cent, pronouns without an antecedent and all as counts."""
    start = f"coreference.{name}"
    figures: Figures = {}
    for kind, scored in result.scores.items():
        figures[f"{start}.{kind}.conll"] = conll(scored)
        figures |= {f"{start}.{kind}.{measure}": score.f1 for measure, score in scored.items()}
    return figures | {
        f"{start}.pronouns": result.pronouns.accuracy,
        f"{start}.pronouns.unresolved": float(result.pronouns.unresolved),
        f"{start}.pronouns.total": float(result.pronouns.total),
    }


def measure(reader: Reader, finder: Finder, name: str, documents: Iterable[Document]) -> Figures:
    """Figures of all documents, `coreference.NAME.…`, and of each genre, `coreference.NAME.GENRE.…`."""
    sums = by_genre((document.genre, judge(reader, finder, document)) for document in documents)
    figures: Figures = {}
    for genre, result in sums.items():
        figures |= figures_of(f"{name}.{genre}" if genre else name, result)
    return figures


def measure_file(reader: Reader, path: Path) -> Figures:
    """`measure` for one file of gold chains, called by the file's name, with the chains of the package."""
    return measure(reader, load_finder(), set_name(path), read_documents(path))


def show(figures: Figures) -> str:
    """A table of chains with a row a file, genre and kind of mentions, and one of pronouns."""
    told = {"predicted": "predicted mentions", "given": "given mentions", "singletons": "with singletons"}
    chains: dict[str, dict[str, float]] = {}
    leads: dict[str, dict[str, float]] = {}
    for key, value in figures.items():
        _, name, *steps = key.split(".")
        where = f"{name}, {steps.pop(0)}" if steps[0] in (*GENRES, OTHERS) else name
        if steps[0] == "pronouns":
            leads.setdefault(where, {})[steps[-1]] = value
        else:
            row = ", ".join([where, *(told[step] for step in steps[:-1])])
            chains.setdefault(row, {})[steps[-1]] = value
    columns = ("mentions", "muc", "b3", "ceafe", "conll")
    rows = ([name, *(row.get(column) for column in columns)] for name, row in chains.items())
    counts = ([name, int(row["total"]), row["pronouns"], int(row["unresolved"])] for name, row in leads.items())
    return "\n\n".join(
        [
            table(["F1", "mentions", "MUC", "B³", "CEAF-e", "CoNLL F1"], rows),
            table(["pronouns that refer back", "number", "right, %", "unresolved"], counts),
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.conllu.gz")
    options = parser.parse_args(argv)
    reader = load_reader(options.model)
    figures: Figures = {}
    for path in options.files:
        figures |= measure_file(reader, path)
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
