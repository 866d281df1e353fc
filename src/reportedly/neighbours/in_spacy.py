"""`nlp.add_pipe("reportedly")`: what an article tells, on the tokens of a spaCy document.

The records are kept in `doc.user_data` as plain rows, so that documents go through `to_bytes`, `DocBin`, pickle and the
processes of `nlp.pipe` with them; spans are made of them when they are asked for. Needs the extra “spacy”.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..article import batch
from ..article.filtering import at_least
from ..article.load import load_text
from ..article.pipeline import Pipeline
from ..errors import ExtraError, InputError
from ..model.installed import model_folder
from ..reading import as_confidence, as_day
from ..records import Article, Failure, Reading
from ..text import Span as Place
from .tokens import Tree, laid_on

try:
    import numpy as np
    import spacy.parts_of_speech
    import spacy.symbols
    from spacy.language import Language
    from spacy.tokens import Doc, Span
except ModuleNotFoundError as error:
    if (error.name or "").startswith("reportedly"):
        raise
    raise ExtraError(f"the component needs more libraries ({error.name}): pip install 'reportedly[spacy]'") from None

if TYPE_CHECKING:
    from spacy.language import Language as AnyLanguage

__all__ = ["COLOURS", "Component", "make"]

Row = dict[str, Any]

COLOURS = {"SOURCE": "#9ecbea", "CUE": "#ffc98a", "CONTENT": "#a8dccb"}
"""Of displaCy, for the spans of statements."""

_ROWS, _UNREAD = "reportedly", "reportedly_unread"
"""Keys of `doc.user_data`."""


# One document


@dataclass(frozen=True, slots=True)
class _Parsed(Reading):
    """A reading with the tree that it was read from."""

    tree: Tree | None = None


class _Reader:
    """A reader whose readings bear their trees."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self.model: str | None = pipeline.model
        self.vocabulary: str | None = pipeline.vocabulary

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading:
        return self._pipeline.read(data, file=file, url=url, published=published)

    def read_article(self, article: Article) -> Reading:
        reading, parse = self._pipeline.parse_article(article)
        tree = Tree(parse.words, parse.sentences, parse.upos, parse.heads, parse.deprels)
        return _Parsed(reading.article, reading.statements, reading.events, reading.figures, reading.flaws, tree=tree)


def _load(actors: Path | None, model: str | None) -> batch.Reader:
    return _Reader(Pipeline.load(model_folder(model), actors))


class Component:
    """The component. `published`, `actors`, `model` and `min_confidence` as for `reportedly.read`; `processes`: how
    many `nlp.pipe` reads in; `spans_key`: the group of `doc.spans` that has the parts of statements, None for none;
    `syntax`: whether to fill in parts of speech, tree and sentences where the document has none."""

    def __init__(
        self,
        published: str | None = None,
        min_confidence: float | None = None,
        actors: str | None = None,
        processes: int = 1,
        spans_key: str | None = "sc",
        syntax: bool = True,
        model: str | None = None,
    ) -> None:
        if processes < 1:
            raise ValueError(f"processes must be at least 1, not {processes}")
        model_folder(model)  # that it is not there is told at once
        self._published, self._least = as_day(published), as_confidence(min_confidence)
        self._actors, self._processes = Path(actors) if actors else None, processes
        self._spans_key, self._syntax, self._model = spans_key, syntax, model
        self._reader: batch.Reader | None = None
        self._process = os.getpid()

    def __getstate__(self) -> dict[str, Any]:
        # The model stays behind: another process loads its own.
        return self.__dict__ | {"_reader": None}

    def __call__(self, doc: Doc) -> Doc:
        """Read one document. One that cannot be read goes on without records, with a warning, and says why in
        `doc._.unread`."""
        return next(self._through(iter([doc]), 1))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 32) -> Iterator[Doc]:
        """Read documents as they come, in their order, in so many processes as were asked for; each is as if it were
        read alone. `batch_size` is spaCy's and changes nothing: how far ahead is read follows from the processes."""
        # What spaCy starts for `n_process` may start none itself.
        alone = self._processes == 1 or multiprocessing.current_process().daemon
        return self._through(stream, 1 if alone else self._processes)

    def _through(self, stream: Iterable[Doc], processes: int) -> Iterator[Doc]:
        waiting: deque[Doc] = deque()

        def items() -> Iterator[Article | Failure]:
            for doc in stream:
                waiting.append(doc)
                yield self._article(doc)

        load = self._own if processes == 1 else functools.partial(_load, self._actors, self._model)
        found = batch.read_given(items(), processes=processes, load=load)
        try:
            for one in found:
                yield self._told(waiting.popleft(), one)
        finally:
            found.close()

    def _own(self) -> batch.Reader:
        """The reader of this process; a forked one does not use its parent's."""
        if self._reader is None or self._process != os.getpid():
            self._reader, self._process = _load(self._actors, self._model), os.getpid()
        return self._reader

    def _article(self, doc: Doc) -> Article | Failure:
        if not doc.text.strip():
            return Failure("", "")
        try:
            return load_text(doc.text, published=as_day(doc._.published) or self._published)
        except (InputError, ValueError) as error:
            return Failure("", str(error))

    def _told(self, doc: Doc, one: Reading | Failure) -> Doc:
        if isinstance(one, Failure):
            doc.user_data[_ROWS] = []
            if one.reason:
                doc.user_data[_UNREAD] = one.reason
                warnings.warn(f"reportedly: a document was not read: {one.reason}", stacklevel=2)
            return doc
        tree = one.tree if isinstance(one, _Parsed) else None
        kept = one if self._least is None else at_least(one, self._least)
        article, *rest = kept.rows()
        # The words are the document's own: kept once.
        doc.user_data[_ROWS] = [{key: value for key, value in article.items() if key != "text"}, *rest]
        doc.user_data.pop(_UNREAD, None)
        if self._spans_key is not None:
            _group(doc, self._spans_key)
        if self._syntax and tree is not None:
            _fill(doc, tree)
        return doc


def _group(doc: Doc, key: str) -> None:
    """The parts of statements as spans: what displaCy draws."""
    drawn: dict[tuple[int, int, str], Span] = {}
    for row in _rows(doc, "statement"):
        places = [(row["source"]["span"], "SOURCE")] if row["source"] else []
        places += [(row["cue"], "CUE")] if row["cue"] else []
        for place, label in [*places, *((span, "CONTENT") for span in row["content"])]:
            if (span := _span(doc, place, label)) is not None:
                drawn.setdefault((span.start, span.end, label), span)
    before = list(doc.spans[key]) if key in doc.spans else []
    doc.spans[key] = before + list(drawn.values())


def _fill(doc: Doc, tree: Tree) -> None:
    """Parts of speech, heads, relations and sentences, each where the document has none."""
    tagged, parsed = doc.has_annotation("POS"), doc.has_annotation("DEP")
    if tagged and parsed:
        return
    tokens = [Place(token.idx, token.idx + len(token)) for token in doc]
    starts = [bool(token.is_sent_start) for token in doc] if doc.has_annotation("SENT_START") else None
    syntax = laid_on(tree, doc.text, tokens, starts)
    if not tagged:
        names = spacy.parts_of_speech.IDS
        _set(doc, ["POS"], [[names.get(upos, 0)] for upos in syntax.upos])
    if not parsed:
        add = doc.vocab.strings.add
        labels = (add("ROOT" if head == n else syntax.deprels[n]) for n, head in enumerate(syntax.heads))
        offsets = (head - n for n, head in enumerate(syntax.heads))
        _set(doc, ["HEAD", "DEP"], [list(pair) for pair in zip(offsets, labels, strict=True)])


def _set(doc: Doc, attributes: list[str], values: list[list[int]]) -> None:
    """spaCy takes what may be negative, and what may be beyond that, in one array of 64 bits without a sign."""
    whole: Any = np.array([[value % 2**64 for value in row] for row in values], dtype=np.uint64)
    doc.from_array([getattr(spacy.symbols, name) for name in attributes], whole)


# What is asked of a document


def _rows(doc: Doc, kind: str | None = None) -> list[Row]:
    kept = doc.user_data.get(_ROWS, [])
    if isinstance(kept, tuple):  # a DocBin gives tuples back for lists
        kept = doc.user_data[_ROWS] = _listed(kept)
    return [row for row in kept if kind in (None, row["kind"])]


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, tuple | list) else value


def _records(doc: Doc) -> list[Row]:
    """All rows of the contract, the article first; none where the document was not read."""
    return [row | {"text": doc.text} if row["kind"] == "article" else row for row in _rows(doc)]


def _span(doc: Doc, place: list[int], label: str, id: str = "") -> Span | None:
    """The tokens that `place` touches."""
    start, end = place
    found: Span | None = doc.char_span(start, end, label=label, span_id=id, alignment_mode="expand")
    return found


def _label(row: Row) -> str:
    return str(row.get("stance") or row.get("type") or row.get("measure") or row.get("unit") or row["kind"])


def _spans(kind: str) -> Callable[[Doc], list[Span]]:
    def spans(doc: Doc) -> list[Span]:
        found = (_span(doc, row["span"], _label(row), row["id"]) for row in _rows(doc, kind))
        return [span for span in found if span is not None]

    return spans


def _record(span: Span) -> Row | None:
    """The record that the span was made of; None for any other span."""
    return next((row for row in _rows(span.doc) if span.id_ and row.get("id") == span.id_), None)


def _part(field: str, label: str) -> Callable[[Span], Span | None]:
    """The span of a part of the record, None where it has none."""

    def part(span: Span) -> Span | None:
        value = (_record(span) or {}).get(field)
        place = value["span"] if isinstance(value, dict) else value
        return None if place is None else _span(span.doc, place, label)

    return part


def _content(span: Span) -> list[Span]:
    places = (_record(span) or {}).get("content", ())
    return [found for place in places if (found := _span(span.doc, place, "CONTENT")) is not None]


def _voice(span: Span) -> Span | None:
    """The statement that tells this event or figure, or holds this statement; None for the article's own voice."""
    record = _record(span) or {}
    id = record.get("according_to") or record.get("within")
    return next((one for one in span.doc._.statements if one.id_ == id), None) if id else None


def _unread(doc: Doc) -> str | None:
    reason: str | None = doc.user_data.get(_UNREAD)
    return reason


_DOC: dict[str, Callable[[Any], object]] = {
    "statements": _spans("statement"), "events": _spans("event"), "figures": _spans("figure"), "records": _records,
    "unread": _unread,
}  # fmt: skip
_SPAN: dict[str, Callable[[Any], object]] = {
    "record": _record, "source": _part("source", "SOURCE"), "cue": _part("cue", "CUE"), "content": _content,
    "actor": _part("actor", "ACTOR"), "recipient": _part("recipient", "RECIPIENT"), "when": _part("when", "WHEN"),
    "where": _part("where", "WHERE"), "voice": _voice,
}  # fmt: skip


def _extend() -> None:
    """Raises ValueError where somebody else has an extension of one of these names."""
    owners: tuple[tuple[Any, dict[str, Callable[[Any], object]]], ...] = ((Doc, _DOC), (Span, _SPAN))
    for owner, getters in owners:
        for name, getter in getters.items():
            if not owner.has_extension(name):
                owner.set_extension(name, getter=getter)
            elif owner.get_extension(name)[2] is not getter:
                raise ValueError(f"{owner.__name__}._.{name} is in use: remove that extension before adding reportedly")
    if not Doc.has_extension("published"):
        Doc.set_extension("published", default=None)


@Language.factory(
    "reportedly",
    assigns=["doc._.statements", "doc._.events", "doc._.figures", "doc.spans"],
    default_config={
        "published": None, "min_confidence": None, "actors": None, "processes": 1, "spans_key": "sc", "syntax": True,
        "model": None,
    },
)  # fmt: skip
def make(
    nlp: AnyLanguage,
    name: str,
    published: str | None,
    min_confidence: float | None,
    actors: str | None,
    processes: int,
    spans_key: str | None,
    syntax: bool,
    model: str | None,
) -> Component:
    """The component, see `Component`. `published` is the day of all documents; `doc._.published` goes before it."""
    _extend()
    return Component(published, min_confidence, actors, processes, spans_key, syntax, model)
