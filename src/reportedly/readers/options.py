"""What the commands that can ask another reader have in common on the command line."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import click

if TYPE_CHECKING:
    from ..article.batch import Load
    from ..article.pipeline import Pipeline
    from .reading import LanguageModel

__all__ = ["Another", "another"]

MODEL = "--reader-model"


@dataclass(frozen=True, slots=True)
class Another:
    """Another reader as the command line names it."""

    url: str | None
    model: str
    context: int
    at_once: int
    timeout: float
    budget: int | None
    offline: bool
    cache: str | None

    def open(self, own: Load, beside: str | None = None) -> LanguageModel:
        """Ready to be asked. `own`: loads our own reader, whose stages it uses; `beside`: the ledger beside which
        answers are kept, where no other place is named.

        Raises ExtraError where the extra “reader” is not installed, ReaderError where it cannot be asked.
        """
        from . import Client, LanguageModel, Settings

        cache = os.path.join(self.cache, "") if self.cache is not None else None
        if cache is None and beside is not None:
            cache = f"{beside}.answers"
        client = Client(
            Settings(
                model=self.model,
                url=self.url,
                context=self.context,
                at_once=self.at_once,
                timeout=self.timeout,
                budget=self.budget,
                offline=self.offline,
                cache=cache,
            )
        )
        return LanguageModel(client, cast("Callable[[], Pipeline]", own))


def another(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options for another reader; the command gets them as `other`, an `Another`, or None where none is named."""

    @click.option(
        "--reader",
        "reader_url",
        metavar="URL",
        help="Let a language model read: the address of an OpenAI-compatible server.",
    )
    @click.option(MODEL, "reader_model", metavar="NAME", help="Which one, as the server knows it.")
    @click.option(
        "--reader-context",
        "reader_context",
        metavar="N",
        type=click.IntRange(1024, 1_000_000),
        default=8192,
        show_default=True,
        help="Tokens that it holds at once, question and answer together.",
    )
    @click.option(
        "--reader-requests",
        "reader_requests",
        metavar="N",
        type=click.IntRange(1, 256),
        default=4,
        show_default=True,
        help="Questions that it is asked at a time.",
    )
    @click.option(
        "--reader-timeout",
        "reader_timeout",
        metavar="SECONDS",
        type=click.FloatRange(0.1, 86_400),
        default=300.0,
        show_default=True,
        help="How long one answer may take.",
    )
    @click.option(
        "--max-tokens", "max_tokens", metavar="N", type=click.IntRange(min=1), help="Stop before this run costs more."
    )
    @click.option("--offline", is_flag=True, help="Ask nothing: only what has been answered before.")
    @click.option("--cache", metavar="DIR", help="Keep the answers in this folder.")
    @functools.wraps(command)
    def run(
        *arguments: Any,
        reader_url: str | None,
        reader_model: str | None,
        reader_context: int,
        reader_requests: int,
        reader_timeout: float,
        max_tokens: int | None,
        offline: bool,
        cache: str | None,
        **options: Any,
    ) -> Any:
        if reader_model is None and (reader_url or offline or cache or max_tokens):
            raise click.UsageError(f"another reader needs its name: {MODEL}")
        if reader_model is not None and reader_url is None and not offline:
            raise click.UsageError("another reader needs its address: --reader, or else --offline")
        other = None
        if reader_model is not None:
            other = Another(
                reader_url, reader_model, reader_context, reader_requests, reader_timeout, max_tokens, offline, cache
            )
        return command(*arguments, other=other, **options)

    return run
