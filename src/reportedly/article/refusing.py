"""Refusals to say anything that are told as a will: "he did not want to comment", "was unwilling to discuss it".

The model knows "declined to" and "would not"; of these it makes nothing, even in texts that it learned from.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..text import Span
from .context import Context
from .drafts import Draft, DraftIndex, mended

__all__ = ["refusals"]


def refusals(context: Context, known: DraftIndex) -> Iterator[Draft]:
    """Drafts for whoever would not say something, where no draft has the words for its cue yet."""
    parse = context.parse
    for word in range(1, len(parse.words)) if context.parsed else ():
        if not _answers(context, word):
            continue
        sentence = context.words_in(context.sentence_span(parse.words[word].start))
        will = parse.heads[word]
        if will not in range(sentence.start, word) or parse.deprels[word].split(":")[0] not in ("xcomp", "ccomp"):
            continue
        beside = [n for n in range(sentence.start, will) if parse.heads[n] == will]
        subject = next((n for n in beside if parse.deprels[n].startswith("nsubj")), None)
        if subject is None or not _refuses(context, will, [n for n in beside if n > subject]):
            continue
        cue = _cue(context, [n for n in beside if n > subject], will, word)
        if any(d.cue and d.cue.overlaps(cue) for d in known.near(cue)):
            continue
        who = [n for n in range(sentence.start, will) if context.below(n, subject)]
        under = [n for n in sentence if n > word and parse.words[n].start >= cue.end and context.below(n, word)]
        content = mended(context, [parse.span(under[0], under[-1] + 1)]) if under else ()
        yield Draft(parse.span(who[0], who[-1] + 1), cue, content, rule="refusal")


def _answers(context: Context, word: int) -> bool:
    """Whether a word tells that something is said to those who ask: "comment", "talk about"."""
    lexicon, form = context.lexicon, context.lower(word)
    if form in lexicon.answering:
        return True
    behind = context.lower(word + 1) if word + 1 < len(context.parse.words) else ""
    return form in lexicon.talking and behind in lexicon.talked_about


def _refuses(context: Context, will: int, beside: list[int]) -> bool:
    """Whether a word tells that somebody has no will to do what hangs on it."""
    form, lexicon = context.lower(will), context.lexicon
    if form in lexicon.unwilling:
        return True
    return form in lexicon.willing and any(context.lower(n) in lexicon.negations for n in beside)


def _cue(context: Context, beside: list[int], will: int, word: int) -> Span:
    """From the auxiliary to the verb, and the preposition that goes with it."""
    parse = context.parse
    first = min((n for n in beside if parse.deprels[n].split(":")[0] in ("aux", "cop")), default=will)
    last = word + 1
    if last < len(parse.words) and context.lower(last) in context.lexicon.talked_about:
        last += 1
    return parse.span(first, last)
