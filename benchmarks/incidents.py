"""Which event mentions of many articles tell of one event, on ECB+.

    python benchmarks/incidents.py DOCS.jsonl.gz MENTIONS.jsonl.gz [--predicted] [--model FOLDER] [--json]

Gold mentions that are marked to be scored are put together by `ledger/incidents.py`, with their topics unknown (all
documents at once) and known (within each gold subtopic); beside that the lemma baseline, which puts mentions together
whose head words have one lemma. With `--predicted` the events that the whole pipeline reads take the place of the gold
mentions: those in the sentences that ECB+ annotated in full count, one that shares a word with a gold mention stands
for it, every other is a mention too many. CoNLL F1 is the mean of MUC, B³ and CEAF-e; LEA stands beside it.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.chain_metrics import Chains, conll, lea, scores
from benchmarks.common import Figures, arguments, finish, load_pipeline, note, set_name, table
from reportedly.article.pipeline import Pipeline
from reportedly.article.vectors import vector_at
from reportedly.ledger.incidents import incidents
from reportedly.ledger.sketches import Sketch, sketches_of
from reportedly.ledger.terms import stem
from reportedly.ledger.values import Report
from reportedly.model.projection import load_projection
from reportedly.model.session import Newsreader
from reportedly.records import Article
from reportedly.text import Span
from training import ecb

Groups = Mapping[str, str]
"""For the name of a mention the name of its group."""

KNOWN, UNKNOWN = "within subtopic", "topic unknown"
OURS, LEMMA = "ours", "lemma"


def chains(gold: Groups, found: Groups) -> tuple[Chains, Chains]:
    """The groups of both sides as chains of numbers; a mention that one side lacks is in no chain there."""
    number = {name: n for n, name in enumerate(sorted({*gold, *found}))}
    sides = []
    for side in (gold, found):
        by_group: dict[str, list[int]] = defaultdict(list)
        for name in sorted(side):
            by_group[side[name]].append(number[name])
        sides.append([by_group[group] for group in sorted(by_group)])
    return sides[0], sides[1]


def judged(gold: Groups, found: Groups) -> Figures:
    """CoNLL F1, LEA and the F1 of each measure, in per cent."""
    key, system = chains(gold, found)
    scored = scores(key, system, singletons=True)
    links = lea(key, system)
    figures = {"conll": conll(scored), "lea": links.f1, "lea_recall": links.recall, "lea_precision": links.precision}
    return figures | {name: score.f1 for name, score in scored.items()}


def ours(sketches: Sequence[Sketch], subtopic: Mapping[str, str], known: bool) -> Groups:
    """The incidents of all sketches; where topics are `known`, of each subtopic by itself."""
    sides: dict[str, list[Sketch]] = defaultdict(list)
    for one in sketches:
        sides[subtopic[one.id] if known else ""].append(one)
    return {
        name: f"{side} {incident.id}"
        for side in sorted(sides)
        for incident in incidents(sides[side])
        for name in incident.tellings
    }


def by_lemma(sketches: Sequence[Sketch], subtopic: Mapping[str, str], known: bool) -> Groups:
    """One group for each head word's base form."""
    return {one.id: f"{subtopic[one.id] if known else ''} {stem(one.form)}" for one in sketches}


def gold_sketches(
    reader: Newsreader, documents: Iterable[ecb.Document], mentions: Sequence[ecb.Mention]
) -> list[Sketch]:
    """The gold mentions, sketched from the model's reading of their documents."""
    lens = load_projection()
    if lens.weights != reader.weights:
        note(f"vectors are for another model than {reader.name}: none are used (python -m training.incidents)")
    by_document: dict[str, list[ecb.Mention]] = defaultdict(list)
    for mention in mentions:
        by_document[mention.document].append(mention)
    found = []
    for document in documents:
        if document.name in by_document:
            own = by_document[document.name]
            fitting = lens if lens.weights == reader.weights else None
            read = reader.parse(document.text, document.lines, projection=fitting)
            vectors = {m.name: vector_at(read, m.span) for m in own}
            found += ecb.sketched(document, read, ecb.cast_of(read), own, vectors)
    return found


def read_sketches(
    pipeline: Pipeline, documents: Iterable[ecb.Document], mentions: Sequence[ecb.Mention]
) -> tuple[list[Sketch], dict[str, str]]:
    """What the pipeline reads in the sentences annotated in full, and for each telling the mention that it stands for,
    or its own id."""
    by_document: dict[str, list[ecb.Mention]] = defaultdict(list)
    for mention in mentions:
        by_document[mention.document].append(mention)
    found: list[Sketch] = []
    names: dict[str, str] = {}
    for document in documents:
        text = "\n".join(line.of(document.text) for line in document.lines)
        reading = pipeline.read_article(Article(text=text, file=document.name))
        report = Report(reading, "", reading.vectors)
        offsets, at = [], 0
        for line in document.lines:
            offsets.append((at, line))
            at += line.end - line.start + 1
        taken: set[str] = set()
        triggers: set[Span] = set()
        for one in sketches_of(report):
            start, line = max((pair for pair in offsets if pair[0] <= one.span.start), key=lambda pair: pair[0])
            if line not in document.annotated or one.span in triggers:
                continue  # A further event of one trigger, the other way round, is no further mention.
            triggers.add(one.span)
            begin = line.start + one.span.start - start
            end = begin + one.span.end - one.span.start
            same = [m for m in by_document[document.name] if m.span.start < end and begin < m.span.end]
            name = next((m.name for m in same if m.name not in taken), f"{document.name} {one.id}")
            taken.add(name)
            found.append(one)
            names[one.id] = name
    return found, names


def measure(docs: Path, rows: Path, pipeline: Pipeline, reader: Newsreader, predicted: bool) -> Figures:
    """All figures, in per cent."""
    documents, mentions = ecb.documents(docs), ecb.gold(rows)
    gold = {m.name: m.cluster for m in mentions}
    name = set_name(docs)
    figures: Figures = {}
    if predicted:
        sketches, names = read_sketches(pipeline, documents.values(), mentions)
        by_name = {m.name: documents[m.document].subtopic for m in mentions}
        told = {
            one.id: by_name.get(names[one.id]) or documents[names[one.id].split(" ")[0]].subtopic for one in sketches
        }
    else:
        sketches, names = gold_sketches(reader, documents.values(), mentions), {}
        told = {m.name: documents[m.document].subtopic for m in mentions}
    kind = "predicted" if predicted else "gold"
    for how, grouping in ((LEMMA, by_lemma), (OURS, ours)):
        for known in (False, True):
            groups = grouping(sketches, told, known)
            renamed = {names.get(one, one): group for one, group in groups.items()}
            topics = "known" if known else "unknown"
            figures |= {
                f"incidents.{name}.{kind}.{how}.{topics}.{measure}": value
                for measure, value in judged(gold, renamed).items()
            }
    return figures


MEASURES = ("conll", "lea", "lea_recall", "lea_precision", "mentions", "muc", "b3", "ceafe")


def show(figures: Figures) -> str:
    """A table of all that was measured."""
    lines: dict[str, list[object]] = {}
    for key, value in figures.items():
        _, name, kind, how, topics, _ = key.split(".")
        lines.setdefault(f"{name}, {kind} mentions, {KNOWN if topics == 'known' else UNKNOWN}: {how}", []).append(value)
    return table(
        ["", "CoNLL", "LEA", "LEA R", "LEA P", "mentions", "MUC", "B³", "CEAF-e"], ([k, *v] for k, v in lines.items())
    )


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("mentions", type=Path)
    parser.add_argument("--predicted", action="store_true", help="read the events too")
    options = parser.parse_args(argv)
    pipeline = load_pipeline(options.model, vectors=True)
    figures = measure(options.docs, options.mentions, pipeline, Newsreader.load(options.model), False)
    if options.predicted:
        figures |= measure(options.docs, options.mentions, pipeline, Newsreader.load(options.model), True)
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
