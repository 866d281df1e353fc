"""Acts in further real articles: `corpus/acts.jsonl`, joined with the texts that lie elsewhere.

    python -m training.further [--write]        how many there are, without their texts; into corpus/README.md

One line an article: the digest of its text, where the text lies, and its acts, each as [trigger, type, mode, actors,
recipients, equals, status, first]: spans as [start, end], `equals` 1 where the parties act on each other in turn,
`first` the place of the act's first telling in the list, or null. Only acts were annotated here: nothing is told of
statements, names or figures.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportedly.model import features
from reportedly.model.labels import ACTS
from reportedly.model.pieces import Pieces
from reportedly.records import STATUSES
from reportedly.text import Span, paragraphs

from . import acts
from .chains import reader
from .corpora import Example, lines
from .corpus.__main__ import between
from .corpus.standoff import digest

PATH, README = Path("corpus/acts.jsonl"), Path("corpus/README.md")
# Where the texts lie, under the shared folder.
_TEXTS = ("data/wikinews/unlabelled.jsonl.gz", "data/polnear/train.jsonl.gz")

Row = dict[str, Any]


def packed(rows: Sequence[Row], origin: str) -> Row:
    """One article's line from its records: the article's row, then its events'."""
    text, events = rows[0]["text"], rows[1:]
    by_trigger: dict[tuple[int, int], list[Row]] = {}
    place: dict[str, int] = {}
    for row in events:
        by_trigger.setdefault(tuple(row["span"]), []).append(row)
        place[row["id"]] = len(by_trigger) - 1
    found = []
    for span, told in by_trigger.items():
        actors, recipients = (_spans(row[role] for row in told) for role in ("actor", "recipient"))
        first = told[0]
        equals = int(len(told) > 1 and actors == sorted(recipients))
        before = place[first["same_as"]] if first["same_as"] else None
        found.append(
            [
                list(span),
                first["type"],
                first["mode"],
                actors,
                [] if equals else recipients,
                equals,
                first["status"],
                before,
            ]
        )
    return {"article": rows[0]["id"], "digest": digest(text), "origin": origin, "acts": found}


def _spans(mentions: Iterator[Row | None]) -> list[list[int]]:
    return sorted({tuple(m["span"]): m["span"] for m in mentions if m}.values())


def unpacked(line: Row, text: str) -> list[Row]:
    """The records again, as far as `acts.of_records` needs them."""
    rows: list[Row] = [{"kind": "article", "id": line["article"], "text": text}]
    for n, (span, kind, mode, actors, recipients, equals, status, before) in enumerate(line["acts"]):
        others = actors if equals else recipients
        pairs = [(a, r) for a in actors or [None] for r in others or [None] if not equals or a != r]
        for m, (actor, recipient) in enumerate(pairs):
            rows.append(
                {
                    "kind": "event", "id": f"e{n}" if not m else f"e{n}.{m}", "span": span, "type": kind, "mode": mode,
                    "actor": {"span": actor} if actor else None,
                    "recipient": {"span": recipient} if recipient else None,
                    "status": status, "same_as": None if before is None else f"e{before}",
                }
            )  # fmt: skip
    return rows


def records(shared: Path, path: Path = PATH) -> Iterator[tuple[str, list[Row]]]:
    """Name and records of every article whose text is at hand. Raises ValueError where one is missing."""
    texts = {digest(row["text"]): row["text"] for place in _TEXTS for row in lines(shared / place)}
    for line in lines(path):
        if line["digest"] not in texts:
            raise ValueError(f"{line['article']}: its text ({line['origin']}) is not at hand")
        yield line["article"], unpacked(line, texts[line["digest"]])


def articles(shared: Path, pieces: Pieces) -> list[Example]:
    """The articles with their acts, and with nothing else that could be learned."""
    found = []
    for name, rows in records(shared):
        text = rows[0]["text"]
        blocks: list[Span] = paragraphs(text)
        words = features.words_of(text, blocks, pieces)
        parse = reader().parse(text, blocks, words=words.spans)
        windows = tuple(features.windows(text, words))
        found.append(Example(name, words, windows, None, None, 0, acts=acts.of_records(parse, rows)))
    return found


def write(found: Sequence[Row], path: Path = PATH) -> None:
    """All lines, by the articles' ids."""
    ordered = sorted(found, key=lambda line: line["article"])
    told = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in ordered)
    path.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")


def counts(found: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Counts in groups: articles by where they are from; acts by type, by status, and by what else is told of them.

    An act is a trigger with all its parties: those "between equals" and of "each with each" stand for several events.
    """
    acts = [act for line in found for act in line["acts"]]
    origins = Counter(line["origin"].split()[0] for line in found)
    types, statuses = (Counter(act[place] for act in acts) for place in (1, 6))
    return {
        "articles": {"in all": len(found), **dict(sorted(origins.items()))},
        "type": {name: types[name] for name in ACTS[1:]},
        "status": {name: statuses[name] for name in STATUSES},
        "acts": {
            "in all": len(acts),
            "with a mode": sum(act[2] is not None for act in acts),
            "without an actor": sum(not act[3] for act in acts),
            "without a recipient": sum(not act[4] and not act[5] for act in acts),
            "between equals": sum(act[5] for act in acts),
            "each with each": sum(not act[5] and len(act[3]) * len(act[4]) > 1 for act in acts),
            "retellings": sum(act[7] is not None for act in acts),
        },
    }


def markdown(groups: dict[str, dict[str, int]]) -> str:
    """The counts as a Markdown table, a group a row."""
    rows = (f"| {name} | {', '.join(f'{k} {n}' for k, n in group.items())} |" for name, group in groups.items())
    return "\n".join(["| | counts |", "| --- | --- |", *rows])


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.further", description="Counts of corpus/acts.jsonl.")
    parser.add_argument("--write", action="store_true", help=f"the same, into {README}")
    options = parser.parse_args(argv)
    told = markdown(counts(list(lines(PATH))))
    if options.write:
        README.write_text(between(README.read_text(encoding="utf-8"), "acts", told), encoding="utf-8")
    else:
        print(told)


if __name__ == "__main__":
    main()
