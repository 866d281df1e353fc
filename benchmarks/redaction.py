"""Whom `--redact` hides, and whom it should not have: articles of ours in which every name is marked.

    python benchmarks/redaction.py [TABLE.toml] [--part dev|test] [--errors N] [--model FOLDER] [--json]

The articles of one story of the table (`data/redaction.toml`) are laid in a ledger and handed on as with
`--redact blacken`. A place where a private person stands is hidden where every word of the name is under bars; words
of one or two letters and particles ("J.", "de") do not count beside others. A person is hidden where all their places
in all articles of the story are. `parties` are the sources and parties of records that are private persons by the name
that the record gives them. A public person's place is wrongly hidden where any of its words is under bars, and `beside`
are words under bars that are nobody's name. `--errors N` shows N of those that are still to be read, and of those that
should be.

The parts: `dev` may be looked at, and what is weak in it be mended; `test` was written with it, and only measured.
"""

from __future__ import annotations

import re
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import ROOT, Figures, arguments, finish, load_pipeline, sample, table
from benchmarks.wilson import Share, share
from reportedly.export.blackening import key_words
from reportedly.export.private import Everybody
from reportedly.records import Article, Mention, Reading
from reportedly.text import Span

if TYPE_CHECKING:
    from reportedly.article.pipeline import Pipeline

TABLE = ROOT / "benchmarks" / "data" / "redaction.toml"
PARTS = ("dev", "test")
_MARK = re.compile(r"[\[{]([^\[\]{}]*)[\]}]")
_BARS = frozenset("█▇▆▅▄▃▂▁")
_QUOTED = re.compile(r"[\"“][^\"“”\n]*[\"”]")
_SHORT = 2
"""Letters of a word that does not count beside a longer one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands. `where`: text, title or byline; `way`: how they are named there."""

    where: str
    span: Span
    words: str
    private: bool
    person: str
    kind: str
    way: str


@dataclass(frozen=True, slots=True)
class Marked:
    """An article of the table, without its marks, and all the places that were marked."""

    story: str
    part: str
    article: Article
    sentences: int
    places: tuple[Place, ...]
    names: Mapping[bool, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of one place: how many of the words that count are under bars."""

    marked: Marked
    place: Place
    hidden: int
    count: int

    @property
    def right(self) -> bool:
        return self.hidden == (self.count if self.place.private else 0)


@dataclass(frozen=True, slots=True)
class Story:
    """What became of one story. `parties`: for each record's party that is private by its name whether it is hidden;
    `beside`: words under bars that nobody is called by."""

    seen: tuple[Seen, ...]
    parties: tuple[tuple[str, bool], ...]
    beside: tuple[str, ...]


# The table


def load_table(path: Path) -> list[Marked]:
    """Raises ValueError where a marked place is nobody's that the article names."""
    return [_marked(row, path.name) for row in tomllib.loads(path.read_text("utf-8"))["article"]]


def _marked(row: Mapping[str, Any], name: str) -> Marked:
    lines = [block.split("\n") for block in row["text"].strip().split("\n\n")]
    known = {
        True: {one: kind for kind, those in row.get("private", {}).items() for one in those},
        False: {one: kind for kind, those in row.get("public", {}).items() for one in those},
    }
    texts = {"text": "\n\n".join(" ".join(block) for block in lines)}
    texts |= {key: row[key] for key in ("title", "byline") if key in row}
    plain: dict[str, str] = {}
    places: list[Place] = []
    for where, text in texts.items():
        plain[where], found = _without_marks(text)
        quoted = [Span(*one.span()) for one in _QUOTED.finditer(plain[where])]
        head = len(plain[where]) if where == "title" else plain[where].find("\n\n")
        for span, private in found:
            words = span.of(plain[where])
            person = _whose(words, known[private])
            if person is None:
                raise ValueError(f"{name}: {words!r} is nobody whom the article {row['title']!r} lists")
            if where == "byline":
                way = "byline"
            elif where == "title" or (span.end <= head and texts.get("title") == text[: text.find("\n\n")]):
                way = "title"
            elif any(quote.start < span.start and span.end < quote.end for quote in quoted):
                way = "within a quotation"
            else:
                way = "in full" if len(_counting(words)) > 1 else "by one word"
            places.append(Place(where, span, words, private, person, known[private][person], way))
    article = Article(
        plain["text"], url=f"https://news.example/{len(plain['text'])}-{row['published']}", title=plain.get("title"),
        byline=plain.get("byline"), publisher=row.get("publisher"), published=row["published"], language="en",
    )  # fmt: skip
    names = {private: frozenset(w for one in those for w in _counting(one)) for private, those in known.items()}
    return Marked(row["story"], row["part"], article, sum(map(len, lines)), tuple(places), names)


def _without_marks(text: str) -> tuple[str, list[tuple[Span, bool]]]:
    """The text, and where marked places stand in it; True of private persons."""
    out, found, at = "", [], 0
    for mark in _MARK.finditer(text):
        out += text[at : mark.start()]
        found.append((Span(len(out), len(out) + len(mark[1])), mark[0][0] == "["))
        out, at = out + mark[1], mark.end()
    return out + text[at:], found


def _whose(words: str, known: Iterable[str]) -> str | None:
    keys = set(_counting(words))
    return next((one for one in known if keys <= set(key_words(one))), None)


def _counting(words: str) -> list[str]:
    """The words of a name that count, as keys."""
    from reportedly.gazetteer import load_gazetteer

    keys = [key for key in key_words(words) if key not in load_gazetteer().shape("particles")]
    return [key for key in keys if len(key) > _SHORT] or keys


# What becomes of it


def judged(story: Sequence[Marked], pipeline: Pipeline, everybody: Everybody) -> Story:
    """One story in a ledger, handed on without its private persons."""
    from reportedly import Ledger
    from reportedly.export.redacted import redacted

    with tempfile.TemporaryDirectory(prefix="reportedly-") as folder:
        readings = [pipeline.read_article(one.article) for one in story]
        path = str(Path(folder, "story.ledger"))
        with Ledger.open(path, clock=lambda: "2026-12-31T00:00:00Z") as ledger:
            ledger.add(readings)
        with Ledger.open(path, "read") as ledger, redacted(ledger, "blacken", everybody) as redaction:
            copy = redaction.ledger
            ids = [id for (id,) in copy.db.execute("SELECT id FROM reports ORDER BY number")]
            fresh = [copy.report(id).reading for id in ids]
    seen: list[Seen] = []
    beside: list[str] = []
    parties: list[tuple[str, bool]] = []
    for one, before, after in zip(story, readings, fresh, strict=True):
        for where in ("text", "title", "byline"):
            text, now = getattr(one.article, where), getattr(after.article, where)
            places = [place for place in one.places if place.where == where]
            if text is not None:
                seen += [_seen(one, place, text, now) for place in places]
                beside += _beside(text, now, [place.span for place in places])
        parties += _parties(before, after, one.names)
    return Story(tuple(seen), tuple(parties), tuple(beside))


def _words(text: str) -> Iterator[Span]:
    return (Span(*found.span()) for found in re.finditer(r"[^\W\d_]+", text))


def _under(text: str, span: Span) -> bool:
    return all(letter in _BARS for letter in span.of(text))


def _seen(marked: Marked, place: Place, text: str, now: str) -> Seen:
    counting = set(_counting(place.words))
    spans = [s for s in _words(text) if s.overlaps(place.span) and set(key_words(s.of(text))) & counting]
    return Seen(marked, place, sum(_under(now, span) for span in spans), len(spans))


def _beside(text: str, now: str, places: Sequence[Span]) -> Iterator[str]:
    for span in _words(text):
        if _under(now, span) and not any(span.overlaps(place) for place in places):
            yield span.of(text)


def _parties(before: Reading, after: Reading, names: Mapping[bool, frozenset[str]]) -> Iterator[tuple[str, bool]]:
    for one, other in zip(_mentions(before), _mentions(after), strict=True):
        if one is None or other is None or one.name is None or one.entity != "person":
            continue
        told = set(_counting(one.name))
        if told & names[True] and not told & names[False]:
            yield one.name, not set(key_words(other.name or "")) & told


def _mentions(reading: Reading) -> Iterator[Mention | None]:
    for statement in reading.statements:
        yield statement.source
    for event in reading.events:
        yield event.actor
        yield event.recipient


# Figures


def figures_of(stories: Sequence[Story], part: str) -> Figures:
    """The figures of one part."""
    seen = [one for story in stories for one in story.seen]
    private = [one for one in seen if one.place.private]
    public = [one for one in seen if not one.place.private]
    parties = [hidden for story in stories for _, hidden in story.parties]
    shares = {
        "recall": share(one.right for one in private),
        "persons": share(_by_person(private).values()),
        "parties": share(parties),
        "public_hidden": share(not one.right for one in public),
        "public_persons_hidden": share(not right for right in _by_person(public).values()),
    }
    for way, those in _by(private, "way").items():
        shares[f"way.{way.replace(' ', '_')}"] = share(one.right for one in those)
    figures: Figures = {f"redaction.{part}.beside": float(sum(len(story.beside) for story in stories))}
    for key, one in shares.items():
        figures[f"redaction.{part}.{key}"] = one.right / one.count if one.count else 0.0
        figures[f"redaction.{part}.{key}.count"] = float(one.count)
    return figures


def _by(seen: Iterable[Seen], what: str) -> dict[str, list[Seen]]:
    by: defaultdict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        by[getattr(one.place, what)].append(one)
    return dict(sorted(by.items()))


def _by_person(seen: Iterable[Seen]) -> dict[tuple[str, str], bool]:
    """Whether all places of each are right."""
    by: defaultdict[tuple[str, str], bool] = defaultdict(lambda: True)
    for one in seen:
        by[one.marked.story, one.place.person] &= one.right
    return by


def _row(name: str, one: Share) -> list[object]:
    low, high = one.bounds
    return [name, one.count, one.right, f"{one.right / one.count:.2f} ({low:.2f}–{high:.2f})" if one.count else "–"]


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("table", type=Path, nargs="?", default=TABLE, metavar="TABLE.toml")
    parser.add_argument("--part", choices=PARTS, help="only this part")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show so many of each kind")
    options = parser.parse_args(argv)
    marked = [one for one in load_table(options.table) if options.part in (None, one.part)]
    found = measured(marked, load_pipeline(options.model))
    for part, stories in found.items():
        _show(part, stories, options.errors)
    finish(all_figures(marked, found), options.json)
    return 0


def measured(marked: Sequence[Marked], pipeline: Pipeline) -> dict[str, list[Story]]:
    """What became of each story, by the part of the table."""
    by: defaultdict[tuple[str, str], list[Marked]] = defaultdict(list)
    for one in marked:
        by[one.part, one.story].append(one)
    found: dict[str, list[Story]] = {part: [] for part in PARTS if any(one == part for one, _ in by)}
    for (part, _), those in by.items():
        found[part].append(judged(those, pipeline, pipeline.everybody))
    return found


def all_figures(marked: Sequence[Marked], found: Mapping[str, Sequence[Story]]) -> Figures:
    """The figures of all parts."""
    figures: Figures = {"redaction.sentences": float(sum(one.sentences for one in marked))}
    for part, stories in found.items():
        figures |= figures_of(stories, part)
    return figures


def own_figures(pipeline: Pipeline) -> Figures:
    """The figures of the table that comes with the project."""
    marked = load_table(TABLE)
    return all_figures(marked, measured(marked, pipeline))


def _show(part: str, stories: Sequence[Story], errors: int) -> None:
    seen = [one for story in stories for one in story.seen]
    private, public = ([one for one in seen if one.place.private is which] for which in (True, False))
    rows = [_row("places of private persons", share(one.right for one in private))]
    rows += [_row(f"    {way}", share(one.right for one in those)) for way, those in _by(private, "way").items()]
    rows += [_row(f"    {kind}", share(one.right for one in those)) for kind, those in _by(private, "kind").items()]
    rows.append(_row("private persons, at all their places", share(_by_person(private).values())))
    rows.append(_row("sources and parties of records", share(h for story in stories for _, h in story.parties)))
    print(table([f"hidden, {part}", "count", "hidden", "share"], rows))
    rows = [_row("places of public persons", share(not one.right for one in public))]
    rows.append(_row("public persons, anywhere", share(not right for right in _by_person(public).values())))
    print(table([f"wrongly hidden, {part}", "count", "hidden", "share"], rows))
    beside = [word for story in stories for word in story.beside]
    print(f"\n{len(beside)} other words under bars")
    if errors:
        for title, those in (("still to be read", private), ("wrongly hidden", public)):
            wrong = [
                f"    {one.place.words} ({one.place.kind}, {one.place.way}, {one.hidden} of {one.count}): "
                f"{_around(getattr(one.marked.article, one.place.where), one.place.span)}"
                for one in those if not one.right
            ]  # fmt: skip
            print(f"\n{title}:", *sample(wrong, errors), sep="\n")
        names = [name for story in stories for name, hidden in story.parties if not hidden]
        print("\nin records:", *sample(names, errors), "\nbeside:", *sample(beside, errors))


def _around(text: str, span: Span) -> str:
    return " ".join(text[max(0, span.start - 50) : span.end + 40].split())


if __name__ == "__main__":
    sys.exit(main())
