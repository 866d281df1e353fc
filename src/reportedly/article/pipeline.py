"""One article, bytes → Reading: the table of contents of everything in this folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ..atlas import load_atlas
from ..deadline import in_time
from ..deeds import load_deeds
from ..gazetteer import Gazetteer, load_gazetteer
from ..model.parse import Parse
from ..model.projection import load_projection
from ..model.session import Newsreader
from ..records import Article, Flaw, Reading
from ..text import Span, paragraphs
from ..undisturbed import undisturbed
from ..vocabulary import Lexicon, load_lexicon
from .context import make_context
from .counting import load_numbers, load_units
from .deciding import Deciding, read_deciding
from .events import find_events
from .everybody import Met, everybody
from .figures import find_figures
from .flaws import find_flaws, find_fragments
from .load import load
from .masthead import dateline
from .meanwhile import meanwhile
from .outcomes import load_measures
from .placewords import load_place_words
from .sections import joined, moved_flaw, part_of, sections, within
from .statements import cast_for, draft_statements, statements_of
from .timewords import load_timewords
from .told import Told, believing, parse_with, unsure
from .untold import load_untold
from .vectors import event_vectors
from .whereabouts import load_weighing, located
from .wording import load_wording

# What the first article would wait for, if it were not read while the network is made ready.
_ASKED = (
    load_numbers,
    load_units,
    load_measures,
    load_untold,
    load_wording,
    load_timewords,
    load_place_words,
)
_NOT_READ = frozenset({"boilerplate", "repeated paragraph"})


class Pipeline:
    """A loaded model and vocabulary, and the way from bytes to records."""

    def __init__(
        self,
        newsreader: Newsreader,
        lexicon: Lexicon,
        gazetteer: Gazetteer | None = None,
        deciding: Deciding | None = None,
        vectors: bool = False,
    ) -> None:
        self._vectors = vectors
        self._newsreader, self._lexicon, self._gazetteer = newsreader, lexicon, gazetteer or load_gazetteer()
        self._deciding = deciding or Deciding()

    @classmethod
    def load(cls, model: Path | None = None, actors: Path | None = None, vectors: bool = False) -> Pipeline:
        """With the model folder given, or the one in the package, and with the user's own actors, if any. `vectors`:
        whether readings bear them (see `Reading`).

        Raises ModelError, and VocabularyError where the actors file is wrong.
        """
        # The network is made ready on another core, if there is one, while the tables are read on this one.
        newsreader = meanwhile(partial(Newsreader.load, model))
        gazetteer = load_gazetteer()
        everybody = gazetteer.with_actors(actors) if actors else gazetteer
        lexicon = load_lexicon()
        for table in (load_deeds, load_atlas, load_weighing, *_ASKED):
            table()
        return cls(newsreader(), lexicon, everybody, read_deciding(model), vectors)

    @property
    def model(self) -> str:
        """The name of the model."""
        return self._newsreader.name

    @property
    def gazetteer(self) -> Gazetteer:
        """The tables of actors, a user's included."""
        return self._gazetteer

    @property
    def vocabulary(self) -> str:
        """Digest of all that the vocabulary holds, a user's actors included."""
        digests = (self._lexicon.digest, self._gazetteer.digest, load_atlas().digest, load_weighing().digest)
        return hashlib.sha256(" ".join(digests).encode()).hexdigest()[:16]

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading:
        """Read one article. Raises InputError where the bytes hold none, TimeLimitError where a time limit is over."""
        article = load(data, file=file, url=url, published=published)
        in_time()
        return self.read_article(article)

    def read_article(self, article: Article) -> Reading:
        """Read an article that is loaded already; a text that is too long for one is read section by section, see
        `sections.py`. Raises ModelError where vectors are asked for and the table that they are made with cannot be
        used; made for another model than this one, it gives none. Raises TimeLimitError as `read`."""
        parts = sections(article.text)
        return self.conclude(self.parsed(article)) if len(parts) < 2 else self._in_sections(article, parts)

    def _in_sections(self, article: Article, parts: Sequence[Span]) -> Reading:
        whole = find_flaws(article.text, paragraphs(article.text))
        flaws, read = list(whole), []
        for part in parts:
            in_time()
            parsed = self.parsed(part_of(article, part), within(whole, article, part))
            flaws += [moved_flaw(flaw, part) for flaw in parsed.flaws if flaw.problem == "sentence fragment"]
            read.append((part, self.conclude(parsed)))
        named = replace(article, model=self.model, vocabulary=self.vocabulary, reader=None)
        return joined(named, read, in_order(*flaws))

    def parse_article(self, article: Article) -> tuple[Reading, Parse]:
        """As `read_article`, but any text as a whole, with what the model says of it: of the paragraphs that are
        read, see `to_read`."""
        parsed = self.parsed(article)
        return self.conclude(parsed), parsed.parse

    def everybody(self, article: Article) -> tuple[Met, ...]:
        """The persons whom an article names, also in paragraphs of which nothing is read, and in its title; a very long
        one section by section."""
        head = f"{article.title}\n\n" if article.title and article.title not in article.text else ""
        text = head + article.text
        return tuple(met for part in sections(text) for met in self._everybody_in(part.of(text), article.published))

    def _everybody_in(self, text: str, published: str | None) -> tuple[Met, ...]:
        context = make_context(self._newsreader.parse(text, paragraphs(text)), self._lexicon, self._gazetteer)
        drafts = draft_statements(context, (), None)
        return everybody(context, cast_for(context, drafts, self._gazetteer, published))

    @undisturbed()
    def parsed(self, article: Article, known: Sequence[Flaw] | None = None) -> Parsed:
        """What the model says of an article, and what is wrong with its text: of that, what the words alone show is
        `known`, or is found here. Raises as `read_article`."""
        projection = load_projection() if self._vectors else None
        if projection is not None and projection.weights != self._newsreader.weights:
            projection = None
        text = article.text
        blocks = paragraphs(text)
        flaws = find_flaws(text, blocks) if known is None else tuple(known)
        in_time()
        parse = self._newsreader.parse(text, to_read(text, blocks, flaws), projection=projection)
        in_time()
        flaws = in_order(*flaws, *find_fragments(parse, blocks, [f.span for f in flaws]))
        in_time()
        return Parsed(article, parse, flaws)

    @undisturbed()
    def conclude(self, parsed: Parsed, told: Told | None = None) -> Reading:
        """The records of an article. `told`: what another reader names in it, in place of what the model does; such
        records bear no confidence."""
        article, flaws = parsed.article, parsed.flaws
        parse = parsed.parse if told is None else parse_with(parsed.parse, told)
        deciding = self._deciding if told is None else believing(self._deciding)
        context = make_context(parse, self._lexicon, self._gazetteer)
        in_time()
        drafts = draft_statements(context, flaws, headline(article, parse), rules=told is None)
        in_time()
        cast = cast_for(context, drafts, self._gazetteer, article.published)
        in_time()
        statements = statements_of(context, cast, drafts, deciding.calibration.statement, trusting=told is not None)
        in_time()
        events = find_events(context, cast, statements, deciding, article.published)
        in_time()
        events = located(context, events, article.published)
        in_time()
        reading = Reading(
            article=replace(article, model=self.model, vocabulary=self.vocabulary, reader=None),
            statements=statements,
            events=events,
            figures=find_figures(context, statements, events, deciding),
            flaws=flaws,
            vectors=event_vectors(parse, events) if parse.states is not None else {},
        )
        return reading if told is None else unsure(reading, told.figures)


@dataclass(frozen=True, slots=True)
class Parsed:
    """An article, what the model says of it, and its flaws."""

    article: Article
    parse: Parse
    flaws: tuple[Flaw, ...]


def to_read(text: str, blocks: Sequence[Span], flaws: Sequence[Flaw]) -> list[Span]:
    """The paragraphs that are the article's own words, told for the first time, without their datelines.

    "WASHINGTON, Oct. 22 (Halyard) —" is nobody's words, and would be taken for the beginning of what is said.
    """
    closed = {flaw.span for flaw in flaws if flaw.problem in _NOT_READ}
    return [Span(b.start + dateline(b.of(text)), b.end) for b in blocks if b not in closed]


def in_order(*flaws: Flaw) -> tuple[Flaw, ...]:
    return tuple(sorted(flaws, key=lambda f: (f.span, f.problem)))


def headline(article: Article, parse: Parse) -> Span | None:
    """Where the title stands at the head of the text, if it does."""
    start = parse.words[0].start if parse.words else 0
    title = article.title
    return Span(start, start + len(title)) if title and article.text.startswith(title, start) else None
