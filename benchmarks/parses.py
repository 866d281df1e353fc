"""Events from given sentences, to hold them against what others read in the same ones.

    python benchmarks/parses.py FILE.conllu[.gz] [OUT.jsonl] [--model FOLDER] [--json]

Each sentence of the CoNLL-U file is read as an article of its own, with the words that the file gives it and nothing
of its tags and trees. `# text` is its text; without it the words are put together. JSON Lines, one object a sentence,
in the order of the file, go to OUT, or to standard output:

    {"sent_id", "text", "events": [{"span", "text", "type", "mode", "quad", "actor", "recipient", "status",
                                    "according_to", "confidence"}]}

Actor and recipient are null or {"text", "name", "country", "sector"}; `according_to` is the text of the source of the
statement that holds the event, "" where the source is not named, null where nobody says it. A sentence without an id
is called by its number, from 1. How many were read is told on standard error where OUT is left out; `--json` adds a
last line with the counts.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import Figures, Reader, arguments, finish, load_reader, note, table
from reportedly.records import Article, Mention, Reading
from reportedly.text import Span
from training.ud import parse_conllu

if TYPE_CHECKING:
    from reportedly.article.pipeline import Pipeline
    from reportedly.model.parse import Parse
    from reportedly.model.session import Newsreader

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """A sentence with its words."""

    id: str
    text: str
    words: tuple[Span, ...]


class GivenWords:
    """A reader that takes the words of one sentence as given, whatever the splitter would make of it."""

    def __init__(self, reader: Reader, sentence: Given) -> None:
        self._reader, self._sentence = reader, sentence

    def parse(self, text: str, paragraphs: Sequence[Span], **_: object) -> Parse:
        """The parse of the sentence, all of it: a dateline that is passed over elsewhere is part of what was given."""
        words = self._sentence.words
        whole = [Span(0, len(text))]
        return self._reader.parse(text, whole, words=words, sentences=[(0, len(words))])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


def read_sentences(path: Path) -> Iterator[Given]:
    """The sentences of a file, plain or gzipped. Raises OSError, and ValueError where it is not CoNLL-U."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from sentences_of(lines)


def sentences_of(lines: Iterable[str]) -> Iterator[Given]:
    """The sentences of CoNLL-U lines. Raises ValueError, with the sentence's name, as `training.ud` does."""
    for number, block in enumerate(_blocks(lines), 1):
        # A document of one sentence each, so that offsets are the sentence's own.
        name = next((value for key, value in map(_comment, block) if key == "sent_id"), str(number))
        try:
            (document,) = parse_conllu([line for line in block if not _comment(line)[0].startswith("newdoc")])
        except ValueError as error:
            raise ValueError(f"sentence {name}: {error}") from error
        (sentence,) = document.sentences
        yield Given(name, document.text, tuple(Span(word.start, word.end) for word in sentence.words))


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line.rstrip("\r\n"))
        elif any(not row.startswith("#") for row in block):
            yield block
            block = []


def _comment(line: str) -> tuple[str, str]:
    key, _, value = line.removeprefix("#").partition("=") if line.startswith("#") else ("", "", "")
    return key.strip(), value.strip()


def read(reader: Reader, sentence: Given) -> Reading:
    """The records of one sentence."""
    from reportedly.article.pipeline import Pipeline
    from reportedly.vocabulary import load_lexicon

    given = cast("Newsreader", GivenWords(reader, sentence))
    pipeline: Pipeline = Pipeline(given, load_lexicon())
    return pipeline.read_article(Article(sentence.text))


def row_of(sentence: Given, reading: Reading) -> Row:
    """One line of what is written."""
    text = sentence.text
    voices = {s.number: s.source.span.of(text) if s.source else "" for s in reading.statements}
    events = [
        {
            "span": list(event.span),
            "text": event.span.of(text),
            "type": event.type,
            "mode": event.mode,
            "quad": event.quad,
            "actor": party(event.actor, text),
            "recipient": party(event.recipient, text),
            "status": event.status,
            "according_to": voices[event.according_to] if event.according_to is not None else None,
            "confidence": event.confidence,
        }
        for event in reading.events
    ]
    return {"sent_id": sentence.id, "text": text, "events": events}


def party(mention: Mention | None, text: str) -> Row | None:
    """A party in short."""
    if mention is None:
        return None
    name, country, sector = mention.name, mention.country, mention.sector
    return {"text": mention.span.of(text), "name": name, "country": country, "sector": sector}


def figures_of(rows: Iterable[Row]) -> Figures:
    """How many sentences, how many of them with an event, and how many events."""
    events = [len(row["events"]) for row in rows]
    return {
        "parses.sentences": float(len(events)),
        "parses.with_events": float(sum(map(bool, events))),
        "parses.events": float(sum(events)),
    }


def show(figures: Figures) -> str:
    return table(["parses", "number"], ([key.split(".")[1].replace("_", " "), int(n)] for key, n in figures.items()))


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("file", type=Path, metavar="FILE.conllu")
    parser.add_argument("out", nargs="?", type=Path, metavar="OUT.jsonl", help="else standard output")
    options = parser.parse_args(argv)
    reader = load_reader(options.model)
    rows: list[Row] = []
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(open(options.out, "w", encoding="utf-8")) if options.out else sys.stdout
        for sentence in read_sentences(options.file):
            rows.append(row_of(sentence, read(reader, sentence)))
            print(json.dumps(rows[-1], ensure_ascii=False), file=out)
    figures = figures_of(rows)
    print(show(figures)) if options.out else note(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
