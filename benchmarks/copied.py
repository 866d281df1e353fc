"""A set of reports in which it is known who copied whom, made from our own dispatches with a fixed seed.

Each origin is taken over in several ways: under another headline, cut, reworded, stitched with a second one, lengthened
with matter of the copier's own, borrowed from for a passage. Beside these stand dispatches that only share a quotation,
reports of one incident written apart (`data/apart.toml`), the minimal pairs of the corpus, and whatever is left of it.
Every report is carried by an outlet, with the lines that this outlet puts above and below everything
(`data/outlets.toml`).
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT
from benchmarks.dispatches import DISPATCHES
from reportedly.article.load import load
from reportedly.ledger.values import Report
from reportedly.records import Article, Reading
from reportedly.text import Span
from training.corpus.markup import SPLITS, read_files
from training.corpus.sentences import sentences

DATA = Path(__file__).parent / "data"
EXAMPLES = {"train": "caribbean-2025", "test": "cuba-1962"}
"""Which folder of examples goes with which split: nothing is tuned on the larger one."""
COPIED_EXAMPLES = ("portellery-red-tanker", "tallowbay-u2-feared-shot-down", "northgate-ready-to-talk")
"""Examples that are copies themselves, and so cannot be origins."""
LEAST = 40
"""Words of an origin at least: a cut of what is shorter could not be told from chance by anybody."""
MOST = 120
"""Origins at most."""
SEED = 20_311


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a made report: its words, and the origin that they are from, None where they are its own."""

    words: str
    origin: str | None = None
    furniture: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """One report with what is known of it. `origins`: names of the reports that it is a copy of; `way`: how it was
    made; `copied`: spans of its text with the origin of each; `furniture`: spans of the lines of its outlet."""

    name: str
    way: str
    report: Report
    origins: frozenset[str] = frozenset()
    copied: tuple[tuple[Span, str], ...] = ()
    furniture: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A dispatch to make reports of."""

    name: str
    title: str | None
    date: str | None
    sentences: tuple[str, ...]
    pair: bool = False

    @property
    def words(self) -> int:
        return sum(len(s.split()) for s in self.sentences)


@dataclass(slots=True)
class _Outlets:
    """Outlets in turn, each with its lines."""

    random: random.Random
    table: list[dict[str, Any]] = field(
        default_factory=lambda: tomllib.loads((DATA / "outlets.toml").read_text(encoding="utf-8"))["outlet"]
    )

    def pick(self, other_than: str | None = None) -> str:
        return self.random.choice([str(o["name"]) for o in self.table if o["name"] != other_than])

    def framed(self, outlet: str, pieces: Sequence[Piece], head: int) -> list[Piece]:
        """The pieces with the outlet's lines below the first `head` of them and at the end."""
        one: dict[str, Any] = next((o for o in self.table if o["name"] == outlet), {"above": [], "below": []})
        above, below = (
            [Piece(self._line(line), furniture=True) for line in one[place]] for place in ("above", "below")
        )
        return [*pieces[:head], *above, *pieces[head:], *below]

    def _line(self, line: str) -> str:
        return line.replace("{n}", str(self.random.randint(2, 300)))


def make(splits: Collection[str], seed: int = SEED) -> list[Made]:
    """The set for some splits of the corpus and the examples that go with them; the same whenever it is made.

    All origins come out within some weeks: the dates of the corpus are decades apart, and would tell too much. What
    copiers add of their own is from the other splits, each dispatch used once.
    """
    rng = random.Random(f"{seed} {' '.join(sorted(splits))}")
    outlets = _Outlets(rng)
    sources = list(_sources(splits))
    origins = [s for s in sources if s.words >= LEAST and not s.pair]
    rng.shuffle(origins)
    origins = [replace(s, date=_later("2031-03-01", n // 4)) for n, s in enumerate(origins[:MOST])]
    own = [s for s in _sources(set(SPLITS) - set(splits)) if s.words >= LEAST and not s.pair]
    rng.shuffle(own)
    made: list[Made] = []
    for n, origin in enumerate(origins):
        first = _report(origin.name, "origin", origin.title, _as_pieces(origin.sentences), origin.date, None, outlets)
        made.append(first)
        for way in rng.sample(list(_WAYS), 4):
            if own:
                copier = _Copier(rng, origin, origins[n - 1], own[-1])
                made.append(_copy(copier, way, len(made), first, outlets))
                if way in ("lengthened", "borrowed passage"):
                    own.pop()
        quoting = _quoting(own[-1], origin, outlets, rng) if own else None
        if quoting:
            made.append(quoting)
            own.pop()
    made += _apart(outlets)
    for source in sources:
        if source.words < LEAST or source.pair:
            way = "minimal pair" if source.pair else "short"
            day = _later("2031-03-01", rng.randint(0, 30)) if not source.pair else "2031-03-10"
            made.append(_report(source.name, way, None, _as_pieces(source.sentences), day, None, outlets))
    by_id = {m.report.id: m for m in made}  # some of the shortest come out alike
    return [by_id[report] for report in sorted(by_id)]


def _sources(splits: Collection[str]) -> Iterator[Source]:
    for dispatch in read_files([DISPATCHES])[0]:
        if dispatch.head.split in splits:
            text, head = dispatch.text, dispatch.head
            found = tuple(" ".join(s.of(text).split()) for s in sentences(text))
            yield Source(head.id, head.title, head.date, found, head.setting.startswith("pair "))
    for split, folder in EXAMPLES.items():
        if split in splits:
            for path in sorted((ROOT / "examples" / folder).glob("*.*")):
                if not any(name in path.name for name in COPIED_EXAMPLES):
                    article = load(path.read_bytes(), file=path.name)
                    body = article.text.removeprefix(article.title or "")
                    found = tuple(" ".join(s.of(body).split()) for s in sentences(body))
                    yield Source(path.stem, article.title, article.published, found)


def _as_pieces(found: Sequence[str], origin: str | None = None, size: int = 2) -> list[Piece]:
    """Sentences as paragraphs of two each."""
    return [Piece(" ".join(found[n : n + size]), origin) for n in range(0, len(found), size)]


def _report(
    name: str,
    way: str,
    title: str | None,
    pieces: Sequence[Piece],
    published: str | None,
    outlet: str | None,
    outlets: _Outlets,
    origins: Collection[str] = (),
) -> Made:
    outlet = outlet or outlets.pick()
    pieces = outlets.framed(outlet, [*([Piece(title)] if title else []), *pieces], 1 if title else 0)
    text, copied, furniture = "", [], []
    for piece in pieces:
        text += "\n\n" if text else ""
        span = Span(len(text), len(text) + len(piece.words))
        text += piece.words
        if piece.origin:
            copied.append((span, piece.origin))
        if piece.furniture:
            furniture.append(span)
    article = Article(text, url=None, title=title, publisher=outlet, language="en", published=published)
    return Made(
        name, way, Report(Reading(article), "2040-01-01T00:00:00Z"), frozenset(origins), tuple(copied), tuple(furniture)
    )


@dataclass(frozen=True, slots=True)
class _Copier:
    """Somebody who has an origin before them, a second one, and a dispatch of their own."""

    random: random.Random
    origin: Source
    second: Source
    own: Source

    def whole(self) -> list[Piece]:
        return _as_pieces(self.origin.sentences, self.origin.name, 3)

    def cut(self) -> list[Piece]:
        return _as_pieces(_part(self.origin.sentences, 0.5), self.origin.name)

    def reworded(self) -> list[Piece]:
        return _as_pieces([self._changed(s) for s in self.origin.sentences], self.origin.name, 3)

    def cut_and_reworded(self) -> list[Piece]:
        return _as_pieces([self._changed(s) for s in _part(self.origin.sentences, 0.6)], self.origin.name)

    def stitched(self) -> list[Piece]:
        rewords = self.random.random() < 0.5
        one, two = _part(self.origin.sentences, 0.5), _part(self.second.sentences, 0.5)
        if self.random.random() < 0.5:  # the end of the second one, not its beginning
            two = tuple(reversed(_part(tuple(reversed(self.second.sentences)), 0.5)))
        return [
            *_as_pieces([self._changed(s) if rewords else s for s in one], self.origin.name),
            *_as_pieces([self._changed(s) if rewords else s for s in two], self.second.name),
        ]

    def lengthened(self) -> list[Piece]:
        ours = _part(self.own.sentences, 0.3)
        theirs = _as_pieces(self.origin.sentences, self.origin.name)
        return [*theirs[:1], *_as_pieces(ours[:1]), *theirs[1:], *_as_pieces(ours[1:])]

    def borrowed(self) -> list[Piece]:
        """A passage only: no copy as a whole."""
        passage: list[str] = []
        for sentence in self.origin.sentences:
            if sum(len(s.split()) for s in passage) < 30:
                passage.append(sentence)
        ours = _as_pieces(self.own.sentences)
        return [*ours[:2], Piece(" ".join(passage), self.origin.name), *ours[2:]]

    def _changed(self, sentence: str) -> str:
        for table, chance in (("style", 0.6), ("words", 0.3)):
            for old, new in _rewordings()[table]:
                if self.random.random() < chance:
                    sentence = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, sentence)
        return sentence


_WAYS: dict[str, Callable[[_Copier], list[Piece]]] = {
    "another headline": _Copier.whole,
    "cut": _Copier.cut,
    "reworded": _Copier.reworded,
    "cut and reworded": _Copier.cut_and_reworded,
    "stitched": _Copier.stitched,
    "lengthened": _Copier.lengthened,
    "borrowed passage": _Copier.borrowed,
}


def _rewordings() -> dict[str, list[tuple[str, str]]]:
    return tomllib.loads((DATA / "rewordings.toml").read_text(encoding="utf-8"))


def _part(found: Sequence[str], share: float) -> tuple[str, ...]:
    """The first sentences that make up at least `share` of the words, and at least 24."""
    words = sum(len(s.split()) for s in found)
    taken: list[str] = []
    for sentence in found:
        if sum(len(s.split()) for s in taken) < max(24, share * words):
            taken.append(sentence)
    return tuple(taken)


def _copy(copier: _Copier, way: str, number: int, first: Made, outlets: _Outlets) -> Made:
    rng, origin = copier.random, copier.origin
    pieces = _WAYS[way](copier)
    # The second origin came out a day before the first at most, so whoever stitches them has seen both.
    own_words = sum(len(p.words.split()) for p in pieces if not p.origin)
    total = sum(len(p.words.split()) for p in pieces)
    origins = {p.origin for p in pieces if p.origin} if own_words < 0.45 * total else set()
    published = _later(origin.date, rng.choice([0, 0, 1, 1, 2, 4, 9]))
    if rng.random() < 0.05:
        published = None
    title = _headline(copier.own, rng)
    outlet = outlets.pick(first.report.outlet)
    return _report(f"{origin.name}-{number}", way, title, pieces, published, outlet, outlets, {o for o in origins if o})


def _later(day: str | None, days: int) -> str | None:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat() if day else None


def _headline(own: Source, rng: random.Random) -> str:
    words = rng.choice(own.sentences).split()
    return " ".join(words[: rng.randint(5, 8)]).strip('.,;:"“”').upper()


_QUOTE = re.compile(r"\"[^\"]{40,400}\"|“[^”]{40,400}”")


def _quoting(own: Source, origin: Source, outlets: _Outlets, rng: random.Random) -> Made | None:
    """A dispatch of somebody's own into which a quotation of an origin is put, with nothing else of it."""
    quote = _QUOTE.search(" ".join(origin.sentences))
    if not quote:
        return None
    said = rng.choice(["{} was all that could be learned.", "Somebody was heard to say: {}", "{} one of them said."])
    pieces = _as_pieces(own.sentences)
    pieces.insert(1, Piece(said.format(quote.group())))
    published = _later(origin.date, rng.choice([0, 1]))
    return _report(f"{own.name}-quoting-{origin.name}", "quotation only", None, pieces, published, None, outlets)


def _apart(outlets: _Outlets) -> Iterator[Made]:
    for incident in tomllib.loads((DATA / "apart.toml").read_text(encoding="utf-8"))["incident"]:
        for telling in incident["telling"]:
            head, *body = telling["text"].strip().split("\n\n")
            published = _later(incident["date"], telling.get("after", 0))
            pieces = [Piece(p) for p in body]
            name = f"{incident['name']} ({telling['outlet']})"
            yield _report(name, "written apart", head, pieces, published, telling["outlet"], outlets)


def crowd(number: int, seed: int = SEED) -> Iterator[Report]:
    """`number` reports of some 200 words by date, for measuring time: words drawn from the corpus as often as they
    stand there, in each third sentence one of 300 stock phrases, a line of the outlet, and one report in eight lifted
    from an earlier one."""
    rng = random.Random(seed)
    found = [s for source in _sources(SPLITS) for s in source.sentences]
    words = [word for sentence in found for word in sentence.split()]
    phrases = [" ".join(sentence.split()[:8]) for sentence in rng.sample(found, 300)]
    day, recent = date(2020, 1, 1), list[str]()
    for n in range(number):
        if recent and rng.random() < 0.125:
            lines = rng.choice(recent).split("\n\n")
            body = lines[: rng.randint(4, len(lines))]
        else:
            body = [
                " ".join([*rng.choices(words, k=rng.randint(6, 12)), rng.choice(phrases), *rng.choices(words, k=5)])
                + "."
                for _ in range(10)
            ]
            recent = [*recent[-300:], "\n\n".join(body)]
        outlet = rng.randint(1, 80)
        text = "\n\n".join(
            [*body, f"You are reading outlet number {outlet}, which adds this line to all that it carries."]
        )
        # Fifty a day, so that the days within which copies are looked for are full after some 1,500.
        published = (day + timedelta(days=n // 50)).isoformat()
        article = Article(text, url=f"https://outlet-{outlet}.example/{n}", published=published)
        yield Report(Reading(article), "2040-01-01T00:00:00Z")
