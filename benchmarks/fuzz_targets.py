"""What is fuzzed: each target takes any bytes, and must neither crash nor break a promise, whatever they are.

A target is a function from bytes to a few words that tell what kind of way they took through the code: what takes
another way is kept as a seed. Errors that are promised for bad input are such ways; every other exception is a finding.
All of them are pure but for a file that some must be given.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.dice import pipeline_of_dice
from benchmarks.fuzz_figures import faults, parse_of
from reportedly.article.context import make_context
from reportedly.article.dates import find_times
from reportedly.article.figures import find_figures
from reportedly.article.load import load
from reportedly.article.pipeline import Pipeline
from reportedly.errors import InputError, VocabularyError
from reportedly.export.annotated import Unfit, annotation_of, annotations_in
from reportedly.export.records_in import are_records, readings_in
from reportedly.gazetteer import load_gazetteer
from reportedly.intake.feeds import BadFeed, carried, is_feed, parse_feed
from reportedly.intake.files import items
from reportedly.intake.values import Item
from reportedly.model.words import split_words
from reportedly.readers.grounding import Located, Named, Words, located
from reportedly.readers.understanding import Unusable, understood
from reportedly.records import Article, Failure, Reading
from reportedly.scoring import records_of
from reportedly.shown import html_of
from reportedly.terminal import render
from reportedly.text import Span, paragraphs
from reportedly.vocabulary import load_lexicon

Target = Callable[[bytes], str]

SLOW, A_BYTE = 2.0, 0.002
"""Seconds of the processor that any input may take, and for each of its bytes: ten times what dice need."""


READ = 1200
"""Characters of a text that is read as a whole: some paragraphs."""


def _text(data: bytes) -> str:
    """What is fuzzed as a text, not as bytes: UTF-8, and no less so where it is none."""
    return data.decode("utf-8", "replace").replace("\0", " ")


def _some(count: int) -> int:
    """How many, roughly: 0, 1, 2, 4, 8 …"""
    return count.bit_length()


def loading(data: bytes) -> str:
    """The bytes of a file → an article."""
    try:
        article = load(data, url="https://example.org/")
    except InputError as error:
        return f"{type(error).__name__} {str(error)[:24]}"
    assert article.text.strip(), "an article without words"
    json.dumps(article.row(), ensure_ascii=False).encode("utf-8")
    assert load(data, url="https://example.org/") == article, "another article the second time"
    return f"{article.title is not None} {article.published is not None} {_some(len(article.text))}"


def paging(data: bytes) -> str:
    """What stands within a page → an article."""
    return loading(b"<!doctype html><html><body><article><p>The harbour is open, she said on Monday.</p>" + data)


def feeding(data: bytes) -> str:
    """A feed → its entries, and the articles that it carries."""
    is_feed(data)
    try:
        feed = parse_feed(data, "https://example.org/feed")
    except BadFeed as error:
        return str(error)[:30]
    whole = list(carried(feed))
    for item in whole:
        assert item.published is None or len(item.published) == 10
    return f"{_some(len(feed.entries))} {_some(len(whole))} {any(e.published for e in feed.entries)}"


@lru_cache(maxsize=1)
def _folder() -> str:
    return tempfile.mkdtemp(prefix="fuzz-")


def _items(data: bytes, ending: str) -> str:
    path = os.path.join(_folder(), f"{os.getpid()}{ending}")
    Path(path).write_bytes(data)
    try:
        found = list(items([path]))
    finally:
        os.unlink(path)
    for one in found:
        assert isinstance(one, Item | Failure)
        assert not isinstance(one, Failure) or "\n" not in one.reason, "a reason of several lines"
    reasons = sorted({one.reason.split(":")[0][:24] for one in found if isinstance(one, Failure)})
    return f"{_some(sum(isinstance(one, Item) for one in found))} {reasons[:3]}"


def archiving(data: bytes) -> str:
    """A web archive → its pages."""
    return _items(data, ".warc")


def packing(data: bytes) -> str:
    """A packed web archive → its pages."""
    return _items(data, ".wacz")


def listing(data: bytes) -> str:
    """A list of articles → these."""
    return _items(data, ".jsonl")


def splitting(data: bytes) -> str:
    """A text → its words and paragraphs."""
    text = _text(data)
    words = split_words(text)
    at = 0
    for start, end in words:
        assert at <= start < end <= len(text), "words that overlap"
        assert not text[at:start].strip(), "a character in no word"
        at = end
    assert not text[at:].strip(), "a character in no word"
    blocks = paragraphs(text)
    assert all(b.of(text) == b.of(text).strip() for b in blocks), "white space at an edge"
    return f"{_some(len(words))} {_some(len(blocks))} {_some(max((b - a for a, b in words), default=0))}"


@lru_cache(maxsize=1)
def _pipeline() -> Pipeline:
    return pipeline_of_dice()


def reading(data: bytes) -> str:
    """A text, under dice in place of the network → statements, events, figures, flaws; and how they look. So that there
    are many of them, texts are short, and not each is read and shown twice."""
    text = _text(data)[:READ]
    if not text.strip():
        return "nothing"
    article = Article(text, published="2026-01-02" if len(text) % 2 else None)
    found = _pipeline().read_article(article)
    sound(found)
    if len(text) % 4 == 0:
        assert [*found.rows()] == [*_pipeline().read_article(article).rows()], "other records the second time"
    elif len(text) % 4 == 1:
        render(found, width=80, colour=bool(len(text) % 3))
        html_of(found.rows())
    kinds = (found.statements, found.events, found.figures, found.flaws)
    where = any(event.where for event in found.events), any(event.when for event in found.events)
    return f"{[_some(len(kind)) for kind in kinds]} {where}"


def sound(found: Reading) -> None:
    """That a reading keeps the contract: spans in the text, ids that are there, in the order of the text."""
    text, ids = found.article.text, set()
    rows = list(found.rows())
    json.dumps(rows, allow_nan=False)
    for row in rows[1:]:
        for start, end in _spans(row):
            assert 0 <= start < end <= len(text), f"no span of the text: {[start, end]}"
        if "id" in row:
            assert row["id"] not in ids, f"twice: {row['id']}"
            ids.add(row["id"])
    for row in rows[1:]:
        for field in ("within", "according_to", "same_as", "event"):
            named = row.get(field)
            assert not isinstance(named, str) or (named in ids and named != row["id"]), f"{field}: {named}"
    for kind in (found.statements, found.events, found.figures):
        assert [one.number for one in kind] == list(range(1, len(kind) + 1)), "numbers with gaps"
        assert [one.span for one in kind] == sorted(one.span for one in kind), "not in the order of the text"


def _spans(value: Any) -> Iterator[Any]:
    match value:
        case dict():
            for inner in value.values():
                yield from _spans(inner)
        case [int(), int()]:
            yield value
        case list():
            for inner in value:
                yield from _spans(inner)


def counting(data: bytes) -> str:
    """A text under a tree of dice → its figures."""
    text = _text(data)
    context = make_context(parse_of(text, random.Random(data)), load_lexicon())
    figures = find_figures(context, (), ())
    wrong = list(faults(figures, text))
    assert not wrong, wrong[0]
    return f"{_some(len(figures))} {sorted({figure.bound for figure in figures})}"


def dating(data: bytes) -> str:
    """A text under a tree of dice → the times that it tells."""
    text = _text(data)
    context = make_context(parse_of(text, random.Random(data)), load_lexicon())
    told: set[str] = set()
    for published in (None, "2026-01-02", "1900-02-28", "9999-12-31", "0001-01-01"):
        for time in find_times(context, published):
            when = time.when
            assert 0 <= when.span.start < when.span.end <= len(text), "no span of the text"
            assert when.start is None or when.end is None or when.start <= when.end, f"ends before it starts: {when}"
            for day in (when.start, when.end):
                assert day is None or len(day) == 10, f"no date: {day}"
            told.add(str(when.precision))
    return " ".join(sorted(told))


def grounding(data: bytes) -> str:
    """A text, and words that somebody names in it, between NULs → where they stand."""
    text, *named = data.decode("utf-8", "replace").split("\0")
    words = Words(text)
    key, others = tuple(named[:2]), {f"role {n}": one for n, one in enumerate(named[3:6])}
    if not key:
        return "nothing named"
    inside = frozenset(others) if len(named) % 2 else frozenset()
    found = located(words, Named(key, others, named[2] if len(named) > 2 else None, inside, frozenset(["role 0"])))
    if not isinstance(found, Located):
        return found
    for span in (*found.key, *found.others.values()):
        assert 0 <= span.start < span.end <= len(text), "no span of the text"
        assert any(Span(*span).of(text)), "no words"
    return f"{len(found.key)} {len(found.others)} {len(found.unplaced)}"


def understanding(data: bytes) -> str:
    """What a language model answered → what it proposes."""
    try:
        found = understood(data.decode("utf-8", "replace"), ("statements", "events", "figures"), len(data) % 2 == 0)
    except Unusable as error:
        return str(error)
    return f"{_some(len(found.proposals))} {sorted(found.dropped)}"


def bringing(data: bytes) -> str:
    """Records of the contract → readings."""
    text = data.decode("utf-8", "replace")
    are_records(text.split("\n", 1)[0])
    ends = []
    for one in readings_in(text.split("\n")):
        if isinstance(one, Reading):
            list(one.rows())
        ends.append("read" if isinstance(one, Reading) else one.reason[:40])
    return " ".join(sorted(set(ends)))


def annotating(data: bytes) -> str:
    """Web Annotations → what they say."""
    try:
        told = annotations_in(data.decode("utf-8", "replace"))
    except InputError as error:
        return str(error)[:12]
    ends = set()
    for one in told:
        try:
            ends.add(str(annotation_of(one).decision))
        except Unfit as error:
            ends.add(str(error)[:30])
    return " ".join(sorted(ends))


def scoring(data: bytes) -> str:
    """Records of the contract, our own or another's → what is scored of them."""
    try:
        found = records_of(data.decode("utf-8", "replace").split("\n"), "a file")
    except InputError as error:
        return str(error)[:30]
    return str(_some(len(found)))


def naming(data: bytes) -> str:
    """A user's file of actors → tables that know them."""
    path = Path(_folder(), f"{os.getpid()}.toml")
    path.write_bytes(data)
    try:
        load_gazetteer().with_actors(path)
    except VocabularyError as error:
        told = str(error)
        assert "\n" not in told, "a reason of several lines"
        return told.rsplit(":", 1)[-1][:30]
    finally:
        path.unlink()
    return "known"


TARGETS: Mapping[str, Target] = {
    "load": loading,
    "page": paging,
    "feed": feeding,
    "archive": archiving,
    "packed": packing,
    "list": listing,
    "words": splitting,
    "reading": reading,
    "figures": counting,
    "dates": dating,
    "grounding": grounding,
    "answers": understanding,
    "records": bringing,
    "annotations": annotating,
    "scoring": scoring,
    "actors": naming,
}


def known(value: Any) -> bytes:
    """The bytes of a row of seeds or findings: `text`, or bytes as `base64`, as often as `times` says; with `before`
    and `after` it."""
    import base64

    inner = value["text"].encode("utf-8", "surrogatepass") if "text" in value else base64.b64decode(value["base64"])
    whole: bytes = value.get("before", "").encode() + inner * value.get("times", 1) + value.get("after", "").encode()
    return whole
