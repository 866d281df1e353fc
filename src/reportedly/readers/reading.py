"""Another reader behind the contract: articles in, readings out, every record held to the article's words."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ..article.context import make_context
from ..article.load import load
from ..article.pipeline import Pipeline, to_read
from ..errors import BudgetError, InputError, ReaderError, UnansweredError
from ..records import Article, ReadBy, Reading
from ..text import Span, paragraphs
from ..vocabulary import load_lexicon
from .asking import Client
from .parts import Plan, plan_of, questions
from .telling import grounded, kept
from .understanding import Proposal, Unusable, understood
from .values import Question, Usage

__all__ = ["LanguageModel", "Sums"]

IN_A_ROW = 3
"""Articles that a server leaves unanswered one after the other: the next one would be too."""


@dataclass(slots=True)
class Sums:
    """What became of the records that a run's answers proposed, as `records.ReadBy` tells it of one article."""

    articles: int = 0
    proposed: int = 0
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    unplaced: int = 0

    def add(self, one: ReadBy) -> None:
        self.articles += 1
        self.proposed += one.proposed
        self.kept += one.kept
        self.dropped.update(dict(one.dropped))
        self.unplaced += one.unplaced


class LanguageModel:
    """Reads by asking a language model, and by our own stages over the words that it names. A `batch.Reader`.

    `own`: makes the pipeline whose stages are used; it is called when the first article has been asked about. Not for
    several threads; `close` ends what is under way.
    """

    def __init__(self, client: Client, own: Callable[[], Pipeline]) -> None:
        self._client, self._own = client, own
        self._pipeline: Pipeline | None = None
        self._plan: Plan = plan_of(client.settings)
        self._unanswered = 0
        self.sums = Sums()
        self.ahead = 2 * client.settings.at_once
        """Articles that may be asked about before it is their turn, see `batch.read_given`."""

    def close(self) -> None:
        self._client.close()

    @property
    def usage(self) -> Usage:
        return self._client.usage

    @property
    def model(self) -> str:
        """The name of the language model and digest of its instructions, and the model whose parse was used."""
        return f"{self.name} {self._digest} over {self._stages.model}"

    @property
    def name(self) -> str:
        """As the server knows it."""
        return self._client.settings.model

    @property
    def vocabulary(self) -> str:
        return self._stages.vocabulary

    @property
    def _stages(self) -> Pipeline:
        self._pipeline = self._pipeline or self._own()
        return self._pipeline

    @property
    def _digest(self) -> str:
        """Of all that is told and of how articles are cut up: other parts would be other answers."""
        told = [*(one.digest for one in self._plan.told), str(self._plan.room), str(self._plan.answer)]
        return hashlib.sha256(" ".join(told).encode()).hexdigest()[:16]

    def soon(
        self, data: bytes | Article, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> None:
        """Ask about an article that will be read soon. What is wrong with it is told when it is read."""
        try:
            article = data if isinstance(data, Article) else load(data, file=file, url=url, published=published)
        except InputError:
            return
        self._ask(article)

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading:
        """Read one article. Raises InputError where the bytes hold none, UnansweredError where it was not answered, and
        ReaderError where no article will be."""
        return self.read_article(load(data, file=file, url=url, published=published))

    def read_article(self, article: Article) -> Reading:
        """Read an article that is loaded already. Raises as `read`."""
        asked = self._ask(article)
        stages = self._stages
        parsed = stages.parsed(article)
        answers, said, dropped = self._answers(asked)
        context = make_context(parsed.parse, load_lexicon(), stages.gazetteer)
        found = grounded(context, to_read(article.text, paragraphs(article.text), parsed.flaws), answers)
        reading = stages.conclude(parsed, found.told)
        number, lost = kept(found, reading)
        dropped.update(lost)
        read_by = ReadBy(
            name=self.name,
            instructions=self._digest,
            answers=said,
            proposed=number + dropped.total(),
            kept=number,
            dropped=tuple(sorted(dropped.items())),
            unplaced=found.unplaced,
        )
        self.sums.add(read_by)
        whole = replace(reading.article, model=self.model, vocabulary=self.vocabulary, reader=read_by)
        return replace(reading, article=whole)

    def _ask(self, article: Article) -> list[Question]:
        asked = [one for part in questions(article, self._plan, self.name) for one in part]
        for one in asked:
            self._client.ask(one)
        return asked

    def _answers(self, asked: Sequence[Question]) -> tuple[list[tuple[Span, Sequence[Proposal]]], str, Counter[str]]:
        """What each answer proposes, a digest of all answers, and what was dropped of them already."""
        found: list[tuple[Span, Sequence[Proposal]]] = []
        dropped: Counter[str] = Counter()
        digest = hashlib.sha256()
        try:
            for one in asked:
                answer = self._client.ask(one).result()
                try:
                    told = understood(answer.text, one.instructions.kinds, answer.cut)
                except Unusable as error:
                    raise UnansweredError(f"{self.name} gave an answer that {error}") from None
                digest.update(answer.text.encode("utf-8", "replace") + b"\0")
                dropped.update(told.dropped)
                found.append((one.part, told.proposals))
        except BudgetError:
            raise
        except UnansweredError as error:
            self._unanswered += 1
            if self._unanswered >= IN_A_ROW and not self._client.settings.offline:
                raise ReaderError(
                    f"{IN_A_ROW} articles in a row were not answered, the last one because {error}"
                ) from None
            raise
        finally:
            for one in asked:
                self._client.forget(one)
        self._unanswered = 0
        return found, digest.hexdigest()[:16], dropped
