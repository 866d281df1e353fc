"""Who is quoted for what, against attributions in the format of PolNeAR.

    python benchmarks/attribution.py DOCS.jsonl.gz OUT.jsonl [--cofenet FILE] [--limit N] [--score-dir FOLDER]
                                     [--model FOLDER] [--json]

DOCS holds one object a line: `doc_id`, `text` and, for scoring, `attributions`, each with `source`, `cue` and
`content` as lists of spans in characters. OUT gets the predictions in the same form. They are scored with
`score_attribution.py`, and with `score_cofenet.py` where FILE holds the same articles as instances of the
CofeNet benchmark; both are looked for in FOLDER. Without them, predictions are written and nothing is scored.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import (
    SHARED,
    Figures,
    Reader,
    arguments,
    finish,
    json_lines,
    key_of,
    load_reader,
    module_at,
    note,
    spread,
    table,
    write_json_lines,
)
from reportedly.model.parse import Attribution, Parse
from reportedly.text import paragraphs

Document = dict[str, Any]
ROLES = ("source", "cue", "content")
_COFENET = re.compile(
    r"^(?P<role>\w+) +exact P +(?P<p>[\d.]+) R +(?P<r>[\d.]+) F1 +(?P<exact>[\d.]+)"
    r" \| begin .*F1 +(?P<begin>[\d.]+) \| jaccard +(?P<jaccard>[\d.]+) \|",
    re.MULTILINE,
)


def as_spans(parse: Parse, attribution: Attribution) -> dict[str, list[list[int]]]:
    """One raw attribution in characters: lists of `[start, end]`, empty where a role is not there."""

    def spans(ranges: Iterable[tuple[int, int] | None]) -> list[list[int]]:
        return [list(parse.span(*words)) for words in ranges if words is not None]

    return {
        "source": spans([attribution.source]),
        "cue": spans([attribution.cue]),
        "content": spans(attribution.content),
    }


def predict(reader: Reader, document: Document) -> Document:
    """The document's own attributions replaced by those that the model reads."""
    text = document["text"]
    parse = reader.parse(text, paragraphs(text), scheme="polnear")
    attributions = [as_spans(parse, attribution) for attribution in parse.attributions]
    return {"doc_id": document["doc_id"], "text": text, "attributions": attributions}


def part(documents: Sequence[Document], limit: int | None) -> list[Document]:
    """`limit` documents from all over the corpus; all where it is None."""
    order = spread([document["doc_id"] for document in documents])[:limit]
    return [documents[position] for position in sorted(order)]


def score_linked(folder: Path, gold: Sequence[Document], predicted: Sequence[Document]) -> Figures | None:
    """Figures of `score_attribution.py`, in per cent, or None where it is not in `folder`.

    `attribution.strict.source` and the like are F1; precision and recall stand under `….p` and `….r`.
    """
    scorer = module_at(folder / "score_attribution.py")
    if scorer is None:
        return None
    results, _, _ = scorer.score({d["doc_id"]: d for d in gold}, {d["doc_id"]: d for d in predicted})
    figures: Figures = {}
    for words, (precision, recall, f1) in results.items():
        key = f"attribution.{key_of(words)}"
        figures |= {key: 100 * f1, f"{key}.p": 100 * precision, f"{key}.r": 100 * recall}
    return figures


def score_cofenet(folder: Path, instances: Path, predicted: Sequence[Document]) -> Figures | None:
    """Exact, begin and Jaccard figures of `score_cofenet.py`, in per cent; None where it is not in `folder`.

    Instances of articles that were not predicted are left out. Raises ValueError where the scorer's
    answer is not understood.
    """
    scorer = module_at(folder / "score_cofenet.py")
    if scorer is None:
        return None
    known = {document["doc_id"] for document in predicted}
    with tempfile.TemporaryDirectory() as place:
        gold_path, predicted_path = Path(place, "gold.jsonl"), Path(place, "predicted.jsonl")
        write_json_lines(gold_path, (row for row in json_lines(instances) if row["doc_id"] in known))
        write_json_lines(predicted_path, predicted)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            scorer.main(str(gold_path), str(predicted_path))
    return cofenet_figures(printed.getvalue())


def cofenet_figures(printed: str) -> Figures:
    """The figures in what `score_cofenet.py` prints. Raises ValueError where a role is missing."""
    figures: Figures = {}
    for match in _COFENET.finditer(printed):
        role = match["role"]
        figures |= {
            f"attribution.exact.{role}": float(match["exact"]),
            f"attribution.exact.{role}.p": float(match["p"]),
            f"attribution.exact.{role}.r": float(match["r"]),
            f"attribution.begin.{role}": float(match["begin"]),
            f"attribution.jaccard.{role}": float(match["jaccard"]),
        }
    missing = [role for role in ROLES if f"attribution.exact.{role}" not in figures]
    if missing:
        raise ValueError(f"score_cofenet.py printed nothing that is understood for {', '.join(missing)}")
    return figures


def measure(
    reader: Reader, docs: Path, out: Path, folder: Path, cofenet: Path | None = None, limit: int | None = None
) -> Figures:
    """Predict, write `out`, and score as far as the scorers are there."""
    documents = part(list(json_lines(docs)), limit)
    predicted = [predict(reader, document) for document in documents]
    write_json_lines(out, predicted)
    figures: Figures = {}
    unscored = [] if all("attributions" in document for document in documents) else ["attributions in DOCS"]
    if not unscored:
        linked = score_linked(folder, documents, predicted)
        unscored += [] if linked is not None else [str(folder / "score_attribution.py")]
        figures |= linked or {}
    if cofenet is not None:
        exact = score_cofenet(folder, cofenet, predicted)
        unscored += [] if exact is not None else [str(folder / "score_cofenet.py")]
        figures |= exact or {}
    for what in unscored:
        note(f"not scored, only written: there is no {what}")
    return figures


def show(figures: Figures) -> str:
    """A table of F1, with precision and recall where the scorer gives them."""

    def rows() -> Iterator[tuple[object, ...]]:
        for key, value in figures.items():
            if not key.endswith((".p", ".r")):
                name = key.removeprefix("attribution.").replace(".", " ").replace("_", " ")
                yield name, figures.get(f"{key}.p"), figures.get(f"{key}.r"), value

    return table(["", "P", "R", "F1"], rows())


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("docs", type=Path, metavar="DOCS.jsonl.gz")
    parser.add_argument("out", type=Path, metavar="OUT.jsonl")
    parser.add_argument("--cofenet", type=Path, metavar="FILE", help="instances of the CofeNet benchmark")
    parser.add_argument("--limit", type=int, metavar="N", help="N documents from all over the corpus")
    parser.add_argument("--score-dir", type=Path, default=SHARED / "score", metavar="FOLDER")
    options = parser.parse_args(argv)
    reader = load_reader(options.model)
    figures = measure(reader, options.docs, options.out, options.score_dir, options.cofenet, options.limit)
    if figures:
        print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
