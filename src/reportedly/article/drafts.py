"""Drafts of statements: the spans of source, cue and content, before anything is concluded from them.

Raw attributions become drafts here: words become characters, edges are mended, sources that are named apart
become drafts of their own, and quotations that go on after the sentence of their cue are split off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..model.parse import Attribution
from ..text import Span, cover
from .context import Context
from .cues import with_negation

# Added by a rule rather than by the model.
RULE_SCORE = 0.5
# Added by what the print of a transcript says.
TURN_SCORE = 0.9
_QUOTES = frozenset("\"“”„«»‘’'`")
_BEFORE_THE_NOUN = frozenset({"det", "amod", "nummod", "compound"})
_OF_THE_NOUN = frozenset({"ADJ", "NOUN", "PROPN"})
_NEAR = 4
"""So many words further on a noun is looked for that a source ends before."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Spans of one statement to be. `rule` names the rule that added it, or is empty for the model's. `of` is a part of
    the statement that it stands within, where that is no matter of whose content holds whose."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    score: float = RULE_SCORE
    stance: tuple[float, ...] = ()
    source_type: tuple[float, ...] = ()
    rule: str = ""
    of: Span | None = None

    @property
    def parts(self) -> list[Span]:
        return [s for s in (self.source, self.cue, *self.content) if s]

    @property
    def span(self) -> Span:
        """From the first to the last character; raises ValueError for a draft without any span."""
        return cover(self.parts)


class DraftIndex:
    """Drafts by the sentences that they reach into, so that a neighbour is found without a look at all."""

    __slots__ = ("_by_sentence", "_context")

    def __init__(self, context: Context, drafts: Iterable[Draft] = ()) -> None:
        self._context = context
        self._by_sentence: dict[int, list[Draft]] = {}
        for draft in drafts:
            self.add(draft)

    def add(self, draft: Draft) -> None:
        for number in {n for part in draft.parts for n in self._context.sentences_of(part)}:
            self._by_sentence.setdefault(number, []).append(draft)

    def near(self, span: Span) -> list[Draft]:
        """The drafts with a part in one of the sentences of `span`, each once, in the order of adding."""
        numbers = self._context.sentences_of(span)
        return list(dict.fromkeys(d for n in numbers for d in self._by_sentence.get(n, ())))

    def covers(self, span: Span) -> bool:
        """Whether a draft has a character of `span` in its cue, source or content."""
        return any(part.overlaps(span) for draft in self.near(span) for part in draft.parts)


def drafts_of(context: Context, attribution: Attribution) -> Iterator[Draft]:
    """The drafts that one raw attribution makes; none where nothing of it is left."""
    whole = len(context.parse.words)
    cue = _characters(context, attribution.cue, whole)
    source = _characters(context, attribution.source, whole)
    if cue:
        cue = with_negation(context, _bare(context.text, cue) or cue)
    if source:
        source = _mended_source(context, source, cue)
    fragments = (_characters(context, _uncomplemented(context, part), whole) for part in attribution.content)
    content = mended(context, _without([f for f in fragments if f], [s for s in (cue, source) if s]))
    if not (cue or content):
        return
    if cue and source and content and _said_of(context, source, cue):
        # "The agency is said to have …": it says nothing, and belongs to what is said of it.
        content = mended(context, [source, *content])
        source = None
    if cue and source is None:
        source = _subject(context, cue, content)
    elif cue and source:
        source = _with_the_last(context, source, [cue, *content])
    draft = Draft(source, cue, content, attribution.score, attribution.stance, attribution.source_type)
    for single in apart(context, draft):
        yield from _continuations(context, single)


def _said_of(context: Context, source: Span, cue: Span) -> bool:
    """Whether a cue is a passive ("is said") that an infinitive follows, or, as headlines have it, a participle
    ("Miners Feared Dead", "Envoy Believed Killed"), with the source as its subject."""
    lexicon, words, parse = context.lexicon, context.words_in(cue), context.parse
    tokens = context.tokens(cue)
    after = words[-1] + 1
    if source.end > cue.start or tokens[-1] not in lexicon.bare_passives or after >= len(parse.words):
        return False
    if any(t in lexicon.to_be for t in tokens):
        return context.lower(after) == lexicon.infinitive
    beside = len(words) == 1 and context.words_in(source).stop == words[0]
    hanging = parse.heads[after] == words[-1] or parse.heads[words[-1]] == after
    state = parse.upos[after] == "ADJ" or (parse.upos[after] == "VERB" and not context.lower(after).endswith("ing"))
    return beside and hanging and state


def _subject(context: Context, cue: Span, content: Sequence[Span]) -> Span | None:
    """The subject of a cue for which the model named no source, where it is one of people: "Some regard …"."""
    parse, words = context.parse, context.words_in(cue)
    if not context.parsed or any(parse.deprels[w] == "aux:pass" for w in words):
        return None
    for word in range(max(0, words[0] - 6), words[0]):
        if parse.deprels[word] == "nsubj" and parse.heads[word] in words and parse.upos[parse.heads[word]] == "VERB":
            span = parse.words[word]
            kind = context.lexicon.nouns.get(context.lower(word))
            if kind in ("crowd", "anonymous") and not any(c.overlaps(span) for c in content):
                return span
    return None


def _with_the_last(context: Context, source: Span, taken: Sequence[Span]) -> Span:
    """A source to the last of those who are named together, which the model leaves off at times: "The army | and the
    police denied it"."""
    parse, words = context.parse, context.words_in(source)
    heads = [w for w in words if parse.heads[w] not in words or parse.heads[w] == w]
    if not context.parsed or len(heads) != 1:
        return source
    last = words[-1]
    after = next((n for n in range(last + 1, min(last + _NEAR, len(parse.words))) if parse.upos[n] == "CCONJ"), None)
    if after is None or any(parse.upos[n] != "PUNCT" for n in range(last + 1, after)):
        return source
    member = parse.heads[after]
    if member <= after or parse.deprels[member] != "conj" or parse.heads[member] != heads[0]:
        return source
    while member + 1 < len(parse.words) and parse.deprels[member + 1].startswith("flat"):
        if not context.below(member + 1, member):
            break
        member += 1
    span = Span(source.start, parse.words[member].end)
    inside = all(context.below(n, heads[0]) for n in range(after, member + 1))
    if not inside or any(span.overlaps(other) for other in taken):
        return source
    return span if len(_conjuncts(context, span)) > 1 else source


def _uncomplemented(context: Context, words: tuple[int, int]) -> tuple[int, int]:
    """A content without the conjunction that introduces it ("that"), where the tagger knows it for one."""
    first, end = words
    if not 0 <= first < end - 1 < len(context.parse.words) or context.parse.upos[first] != "SCONJ":
        return words
    return (first + 1, end) if context.lower(first) in context.lexicon.complementizers else words


def mended(context: Context, fragments: Iterable[Span]) -> tuple[Span, ...]:
    """Content fragments in order, joined where only blanks or marks part them, with edges trimmed."""
    joined: list[Span] = []
    for fragment in sorted(fragments):
        gap = context.text[joined[-1].end : fragment.start] if joined else "x"
        if (
            joined
            and (fragment.start <= joined[-1].end or all(c.isspace() or c in _QUOTES for c in gap))
            and "\n" not in gap
        ):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, fragment.end))
        else:
            joined.append(fragment)
    trimmed = (context.quoted.trimmed(context.text, span) for span in joined)
    kept: list[Span] = []
    for span in trimmed:
        if span and not (kept and span.start < kept[-1].end):
            kept.append(span)
    return tuple(kept)


def _characters(context: Context, words: tuple[int, int] | None, whole: int) -> Span | None:
    if words is None or not 0 <= words[0] < words[1] <= whole:
        return None
    return context.parse.span(*words)


def _bare(text: str, span: Span) -> Span | None:
    """`span` without punctuation at its edges, but for the full stop of an abbreviation."""
    start, end = span
    while start < end and not (text[start].isalnum() or text[start] in "[$'’@#"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in "])'’%"):
        if text[end - 1] == "." and text[end - 2].isalnum() and "." in text[start : end - 1]:
            break
        end -= 1
    return Span(start, end) if start < end else None


def _mended_source(context: Context, source: Span, cue: Span | None) -> Span | None:
    """The source with whole words at its edges, and a name or phrase that was cut short made whole."""
    span = _bare(context.text, source)
    if span is None:
        return None
    words, parse = context.words_in(span), context.parse
    last, ends = words[-1], len(parse.words)
    while context.parsed and last + 1 < ends:
        named = parse.deprels[last + 1].startswith("flat") and parse.heads[last + 1] in range(words[0], last + 1)
        if not (named or _unended(context, last)):
            break
        last += 1
    grown = Span(span.start, max(span.end, parse.words[last].end))
    return span if cue and grown.overlaps(cue) else grown


def _unended(context: Context, last: int) -> bool:
    """Whether a phrase that ends with this word lacks its noun, as "a" of "a diplomat" does."""
    parse = context.parse
    if parse.upos[last] == "DET" and parse.upos[last + 1] in _OF_THE_NOUN:
        return True
    return parse.deprels[last] in _BEFORE_THE_NOUN and last < parse.heads[last] <= last + _NEAR


def _without(fragments: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """Fragments with the words of cue and source cut out, where those lie strictly inside."""
    for hole in taken:
        cut: list[Span] = []
        for fragment in fragments:
            if fragment.start < hole.start and hole.end < fragment.end:
                cut += [Span(fragment.start, hole.start), Span(hole.end, fragment.end)]
            elif hole.overlaps(fragment) and not hole.contains(fragment):
                edge = (
                    Span(hole.end, fragment.end) if hole.start <= fragment.start else Span(fragment.start, hole.start)
                )
                cut.append(edge)
            elif hole.contains(fragment):
                continue
            else:
                cut.append(fragment)
        fragments = cut
    return list(fragments)


def apart(context: Context, draft: Draft) -> Iterator[Draft]:
    """One draft for each of the sources that are named apart ("Iran and Iraq said")."""
    parts = _conjuncts(context, draft.source) if draft.source else []
    if len(parts) < 2:
        yield draft
        return
    for part in parts:
        yield replace(draft, source=part)


def _conjuncts(context: Context, source: Span) -> list[Span]:
    """The coordinated phrases of a source, cut before each "and" and comma; empty where it is one phrase."""
    parse, words = context.parse, context.words_in(source)
    inside = set(words)
    heads = [w for w in words if parse.heads[w] not in inside or parse.heads[w] == w]
    named = next((n for n, w in enumerate(words) if n and context.lower(w) == "("), len(words))
    if not context.parsed or len(heads) != 1 or context.listed(words[:named]):
        return []  # "The Bureau of Salt, Silk and Tea (BSST)" is one
    head = heads[0]
    members = [head, *(w for w in words if parse.deprels[w] == "conj" and parse.heads[w] == head)]
    if len(members) < 2 or any(not _named_apart(context, w, head) for w in members) or _one_person(context, members):
        return []
    spans, start = [], words[0]
    for member in members[1:]:
        edge = _left_edge(context, member, inside)
        span = _bare(context.text, Span(parse.words[start].start, parse.words[edge - 1].end)) if edge > start else None
        if span is None:
            return []
        last = context.words_in(span)[-1]
        if parse.upos[last] == "CCONJ":
            span = _bare(context.text, Span(span.start, parse.words[last - 1].end)) if last > start else None
        if span is None:
            return []
        spans.append(span)
        start = edge
    tail = _bare(context.text, Span(parse.words[start].start, source.end))
    return [*spans, tail] if tail else []


def _one_person(context: Context, members: Sequence[int]) -> bool:
    """Whether coordinated nouns are two titles of one person: "businessman and councillor Ana Ruiz", "the head of A and
    director of B, Ana Ruiz"."""
    parse, lexicon = context.parse, context.lexicon

    def determined(word: int) -> bool:
        near = range(max(0, word - _NEAR), word)
        return any(parse.heads[n] == word and parse.deprels[n] in ("det", "nmod:poss") for n in near)

    first, *rest = members
    if any(determined(word) for word in rest):
        return False
    if parse.upos[first] == "NOUN" and not determined(first) and context.lower(first) in lexicon.nouns:
        named = any(parse.upos[word] == "PROPN" for word in rest)
        return named and context.lower(first) not in lexicon.plurals | lexicon.many
    titled = all(context.lower(word) in lexicon.nouns for word in members)
    behind = range(first, min(members[-1] + 2 * _NEAR, len(parse.words)))
    named = any(parse.deprels[n] == "appos" and parse.heads[n] in members for n in behind)
    return titled and named and not any(context.lower(word) in lexicon.plurals | lexicon.many for word in members)


def _named_apart(context: Context, word: int, head: int) -> bool:
    """A conjunct with an article or a name of its own; "president and founder" is one person."""
    parse = context.parse
    if parse.upos[word] in ("PROPN", "PRON") or word == head:
        return True
    return parse.upos[word] == "NOUN" and (
        context.lower(word) in context.lexicon.plurals
        or any(
            parse.heads[w] == word and parse.deprels[w] in ("det", "nmod:poss", "amod")
            for w in range(max(0, word - 5), word)
        )
    )


def _left_edge(context: Context, word: int, inside: set[int]) -> int:
    """The first word of the phrase that `word` heads, coordinating "and" left out."""
    parse, edge = context.parse, word
    for before in range(word - 1, min(inside) - 1, -1):
        if parse.upos[before] in ("CCONJ", "PUNCT") or not context.below(before, word):
            break
        edge = before
    return edge


def _continuations(context: Context, draft: Draft) -> Iterator[Draft]:
    """The draft, and a draft without cue for every quotation that goes on in a later sentence or paragraph.

    What lies in one stretch with the content of the cue's own sentence (a colon and three quoted sentences)
    stays with it.
    """
    by_paragraph = [piece for span in draft.content for piece in _by_paragraph(context, span)]
    if draft.cue is None or len(by_paragraph) < 2:
        yield (
            replace(draft, content=tuple(by_paragraph[:1]))
            if len(draft.content) < 2 and len(by_paragraph) > 1
            else draft
        )
        if len(draft.content) < 2:
            for piece in by_paragraph[1:]:
                if context.quoted.holding(piece) is not None:  # nothing else goes on in another paragraph
                    yield replace(draft, content=(piece,))
        return
    bounds = context.sentence_span(draft.cue.start)
    own: list[Span] = []
    later: list[Span] = []
    for piece in by_paragraph:
        quotation = context.quoted.holding(piece)
        begins = quotation is not None and quotation.span.start == piece.start
        if own and begins and piece.start >= bounds.end and piece.start >= draft.cue.end:
            later.append(piece)
        elif own and quotation is None and context.paragraph(piece.start) > context.paragraph(draft.cue.start):
            continue  # what is not quoted does not go on in another paragraph
        else:
            own.append(piece)
    yield replace(draft, content=tuple(own))
    for piece in later:
        yield replace(draft, cue=None, content=(piece,), stance=())


def _by_paragraph(context: Context, span: Span) -> Iterator[Span]:
    for number in range(context.paragraph(span.start), context.paragraph(span.end - 1) + 1):
        paragraph = context.paragraphs[number]
        piece = Span(max(span.start, paragraph.start), min(span.end, paragraph.end))
        trimmed = context.quoted.trimmed(context.text, piece) if piece.start < piece.end else None
        if trimmed:
            yield trimmed
