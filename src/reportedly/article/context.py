"""A parse with what the statement rules ask of it again and again, made once an article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..gazetteer import Gazetteer, load_gazetteer
from ..model.parse import Parse
from ..text import Span, paragraphs
from ..vocabulary import Lexicon, plain
from .listed import Listed, listed
from .quotations import Quotation, QuotedText, find_quotations
from .turns import Turn, turns_of

# Steps up a tree after which the search is given up: deeper trees are mistakes, and circles do not end.
_DEEPEST = 25
# What may stand before the first letter of a word.
_MARKS = "[(@#'’‘\""


@dataclass(frozen=True, slots=True)
class Context:
    """One article under the rules.

    `plain` is its text in lower case, character for character; `forms` are all its words as they stand. What is asked
    of single words again and again is made once for all of them.
    """

    parse: Parse
    lexicon: Lexicon
    plain: str
    paragraphs: tuple[Span, ...]
    quoted: QuotedText
    turns: tuple[Turn, ...]
    sentences: tuple[Span, ...]
    _word_starts: tuple[int, ...]
    _word_ends: tuple[int, ...]
    _lower: tuple[str, ...]
    _capital: tuple[bool, ...]
    _paragraph_starts: tuple[int, ...]
    _sentence_starts: tuple[int, ...]
    forms: frozenset[str]
    parsed: bool
    gazetteer: Gazetteer
    known: dict[range, bool] = field(default_factory=dict, compare=False, repr=False)
    """What was asked of a sentence before: whether it is written as headlines are. Every number in it asks."""

    @property
    def text(self) -> str:
        return self.parse.text

    def words_in(self, span: Span) -> range:
        """The words that share a character with `span`."""
        return range(bisect_right(self._word_ends, span.start), bisect_left(self._word_starts, span.end))

    def lower(self, word: int) -> str:
        """Word `word` in lower case with a straight apostrophe."""
        return self._lower[word]

    def form_is_capital(self, word: int) -> bool:
        """Whether the word begins with a capital letter, brackets and marks aside."""
        return self._capital[word]

    def listed(self, words: Sequence[int]) -> Listed | None:
        """What the words, at least one and in one run, are the name of by the tables of actors."""
        return listed(self.parse.span(words[0], words[-1] + 1).of(self.text), self.gazetteer)

    def turn_of(self, span: Span) -> Turn | None:
        """The turn of a transcript whose speaker, as it is printed, shares a character with `span`."""
        at = bisect_left(self.turns, span.end, key=lambda turn: turn.speaker.start)
        return self.turns[at - 1] if at and self.turns[at - 1].speaker.overlaps(span) else None

    def below(self, word: int, head: int) -> bool:
        """Whether `head` is `word` or stands over it in the tree."""
        for _ in range(_DEEPEST):
            if word == head:
                return True
            if self.parse.heads[word] == word:
                return False
            word = self.parse.heads[word]
        return False

    def tokens(self, span: Span) -> list[str]:
        return [self.lower(word) for word in self.words_in(span)]

    def sentence(self, at: int) -> int:
        """The number of the sentence in which character `at` stands, or after which it stands."""
        return max(0, bisect_right(self._sentence_starts, at) - 1)

    def sentence_span(self, at: int) -> Span:
        return self.sentences[self.sentence(at)] if self.sentences else Span(0, len(self.text))

    def sentences_of(self, span: Span) -> range:
        """The numbers of the sentences that `span` reaches into."""
        return range(self.sentence(span.start), self.sentence(span.end - 1) + 1)

    def paragraph(self, at: int) -> int:
        return max(0, bisect_right(self._paragraph_starts, at) - 1)

    def words_of_paragraph(self, number: int) -> range:
        """The words that begin in a paragraph; those before the first belong to it."""
        starts = self._paragraph_starts
        first = bisect_left(self._word_starts, starts[number]) if number else 0
        last = number + 1 >= len(starts)
        return range(first, len(self._word_starts) if last else bisect_left(self._word_starts, starts[number + 1]))


def make_context(parse: Parse, lexicon: Lexicon, gazetteer: Gazetteer | None = None) -> Context:
    """The context of one parse; sentences never reach over the edge of a paragraph.

    `gazetteer`: where None, the one that comes with the package.
    """
    found = tuple(paragraphs(parse.text))
    text, lowered = parse.text, plain(parse.text)
    forms = [text[start:end] for start, end in parse.words]
    sentences = _sentences(parse, found)
    turns = turns_of(text, found)
    quotations = _bounded(parse, find_quotations(parse.text, found))
    return Context(
        parse=parse,
        lexicon=lexicon,
        plain=lowered,
        paragraphs=found,
        quoted=QuotedText(parse.text, _with_turns(quotations, turns)),
        turns=turns,
        sentences=sentences,
        _word_starts=tuple(w.start for w in parse.words),
        _word_ends=tuple(w.end for w in parse.words),
        _lower=tuple([lowered[start:end] for start, end in parse.words]),
        _capital=tuple([form.lstrip(_MARKS)[:1].isupper() for form in forms]),
        _paragraph_starts=tuple(p.start for p in found),
        _sentence_starts=tuple(s.start for s in sentences),
        forms=frozenset(forms),
        # A tree in which every word is a root says nothing.
        parsed=any(head != word for word, head in enumerate(parse.heads)),
        gazetteer=gazetteer or load_gazetteer(),
    )


# Characters of one paragraph up to which a quotation that never closes is taken to go on.
_OPEN = 700


def _bounded(parse: Parse, quotations: Iterable[Quotation]) -> list[Quotation]:
    """Quotations that never close, ended where a raw attribution's content that begins with them ends.

    Without one they go on to the end of their paragraph, or of their sentence where that is far.
    """
    contents = {
        parse.words[first].start: parse.words[end - 1].end for a in parse.attributions for first, end in a.content
    }
    ends = [parse.words[last - 1].end for first, last in parse.sentences if first < last]
    bounded = []
    for quotation in quotations:
        if not quotation.closed:
            starts = (quotation.span.start, quotation.inner.start)
            end = max((contents[at] for at in starts if at in contents), default=None)
            if end is None and quotation.span.end - quotation.span.start > _OPEN:
                at = bisect_right(ends, quotation.inner.start)
                end = ends[at] if at < len(ends) else None
            if end is not None and quotation.inner.start < end < quotation.span.end:
                while end < quotation.span.end and parse.text[end] in ".!?…":
                    end += 1
                quotation = Quotation(Span(quotation.span.start, end), Span(quotation.inner.start, end), closed=False)
        bounded.append(quotation)
    return bounded


def _with_turns(quotations: Sequence[Quotation], turns: Sequence[Turn]) -> list[Quotation]:
    """Quotations, and the turns of a transcript, which are quoted without marks; what a turn quotes is inside it."""
    if not turns:
        return list(quotations)
    said = [part for turn in turns for part in turn.parts]
    starts = [part.start for part in said]

    def apart(span: Span) -> bool:
        at = bisect_left(starts, span.end)
        return at == 0 or said[at - 1].end <= span.start

    kept = [quotation for quotation in quotations if apart(quotation.span)]
    return sorted([*kept, *(Quotation(part, part, closed=True) for part in said)], key=lambda q: q.span)


def _sentences(parse: Parse, found: tuple[Span, ...]) -> tuple[Span, ...]:
    spans = []
    starts = [p.start for p in found]
    for first, end in parse.sentences:
        if first >= end:
            continue
        begin = first
        for word in range(first + 1, end):
            edge = bisect_right(starts, parse.words[word].start) - 1
            if edge >= 0 and starts[edge] > parse.words[word - 1].start:
                spans.append(parse.span(begin, word))
                begin = word
        spans.append(parse.span(begin, end))
    return tuple(spans)
