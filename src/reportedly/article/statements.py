"""Raw attributions → `Statement` records: spans, kind of source, form, stance, hedges, evidence, nesting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ..gazetteer import Gazetteer, load_gazetteer
from ..model.parse import Parse
from ..records import SOURCE_TYPES, STANCES, Flaw, Form, Mention, SourceType, Stance, Statement
from ..text import Span
from ..vocabulary import Lexicon, load_lexicon
from .additions import added, carried_on
from .citing import cited
from .confidence import Curve, product
from .context import Context, make_context
from .cues import find_evidence, find_hedges, looks_back, read_stance
from .drafts import Draft, DraftIndex, drafts_of, mended
from .mentions import Cast, cast_of
from .sources import SourceReading, identified, read_source

# What these flaws cover is read by nobody, or was read at its first telling.
# A pronoun looks back over so many sources.
_REACH = 40
_NOT_READ = ("boilerplate", "repeated paragraph")


Label = TypeVar("Label")


@dataclass(frozen=True, slots=True)
class _Read:
    """A draft with what was concluded from its source and cue."""

    draft: Draft
    source: Mention | None
    source_type: SourceType
    stance: Stance


def find_statements(
    parse: Parse,
    flaws: Sequence[Flaw] = (),
    title: Span | None = None,
    lexicon: Lexicon | None = None,
    gazetteer: Gazetteer | None = None,
    date: str | None = None,
) -> tuple[Statement, ...]:
    """The statements of one article in the order of the text, numbered from 1.

    `date` is the article's (ISO): who held an office depends on it.

    `flaws` are the article's; nothing is taken from boilerplate or repeated paragraphs. `title` is the span
    of the headline, where the text has one. Raises VocabularyError where the lexicon cannot be used.
    """
    context = make_context(parse, lexicon or load_lexicon(), gazetteer)
    drafts = draft_statements(context, flaws, title)
    return statements_of(context, cast_for(context, drafts, gazetteer or load_gazetteer(), date), drafts)


def draft_statements(
    context: Context, flaws: Sequence[Flaw] = (), title: Span | None = None, rules: bool = True
) -> tuple[Draft, ...]:
    """The drafts of all statements, of which no two say the same of the same source. See `find_statements`. `rules`:
    whether what the parse lacks is added by rules."""
    closed = sorted(flaw.span for flaw in flaws if flaw.problem in _NOT_READ)
    broken = [flaw.span for flaw in flaws if flaw.problem == "sentence fragment"]
    told = (draft for attribution in context.parse.attributions for draft in drafts_of(context, attribution))
    stated = (draft for draft in told if not _withholds(context, draft) and not _explains(context, draft))
    raw = [one for draft in stated for one in _beside_turns(context, draft)]
    raw = [replace(draft, source=_after_break(context, draft.source, broken)) for draft in raw]
    drafts = _distinct(context, (d for d in (_open(context, draft, closed) for draft in raw) if d))
    if rules:
        drafts = _distinct(context, cited(context, drafts))
        drafts += [d for d in (_open(context, draft, closed) for draft in added(context, drafts, title)) if d]
        drafts = carried_on(context, drafts)
    return tuple(_distinct(context, drafts))


def cast_for(context: Context, drafts: Sequence[Draft], gazetteer: Gazetteer, date: str | None) -> Cast:
    """Everybody in the article: its mentions, the sources of the drafts, and the parties to the model's acts."""
    return cast_of(
        context,
        gazetteer,
        date,
        [draft.source for draft in drafts if draft.source],
        [(draft.content, draft.source) for draft in drafts if draft.source],
        [part.word for act in context.parse.acts for part in act.parts],
    )


def statements_of(
    context: Context, cast: Cast, drafts: Sequence[Draft], curve: Curve | None = None, trusting: bool = False
) -> tuple[Statement, ...]:
    """What the drafts come to, in the order of the text, numbered from 1. `curve` turns raw scores to confidences;
    `trusting`: whether what a draft says of its kind of source and stance stands, whatever our own rules say."""
    promised = curve or Curve()
    read = _read(context, cast, drafts)
    if trusting:
        read = [_trusted(one) for one in read]
    ordered = sorted(read, key=lambda r: (r.draft.span, r.draft.cue or r.draft.span, r.draft.content))
    evidence = _evidence(context, ordered)
    holders = _holders(context, ordered)
    return tuple(
        Statement(
            number=number,
            span=one.draft.span,
            source=one.source,
            source_type=one.source_type,
            cue=one.draft.cue,
            content=one.draft.content,
            form=_form(context, one.draft),
            stance=one.stance,
            hedges=find_hedges(context, one.draft.cue, one.draft.content, one.draft.source),
            evidence=tuple(evidence.get(number, ())),
            within=_within(context, ordered, holders, number),
            confidence=promised(_raw(one.draft)),
        )
        for number, one in enumerate(ordered, 1)
    )


def _raw(draft: Draft) -> float:
    """That something is said here, and that source and stance are read right, were each decided by itself."""
    return product((draft.score, max(draft.source_type, default=1.0), max(draft.stance, default=1.0)))


def _beside_turns(context: Context, draft: Draft) -> Iterable[Draft]:
    """The draft as it is in a transcript: the speaker of a turn is the source of nothing that a cue tells in it, and of
    the turn as a whole, which is told otherwise."""
    turn = context.turn_of(draft.source) if draft.source else None
    if draft.source and turn:
        own = _outside(draft.source, turn.speaker) if draft.cue else ()
        rest = next((trimmed for span in own if (trimmed := context.quoted.trimmed(context.text, span))), None)
        return (replace(draft, source=rest),) if rest else ()
    return (draft,)


def _after_break(context: Context, source: Span | None, broken: Sequence[Span]) -> Span | None:
    """A source without what is left of a sentence that broke off before it: "The U.S. | Some experts argue"."""
    for fragment in broken if source else ():
        if source and fragment.start <= source.start < fragment.end < source.end:
            return context.quoted.trimmed(context.text, Span(fragment.end, source.end)) or source
    return source


def _withholds(context: Context, draft: Draft) -> bool:
    """ "Who asked not to be named": how a source is told, and no statement of its own."""
    if draft.cue is None or not draft.content:
        return False
    found = context.lexicon.anonymity.search(context.plain, draft.cue.start, draft.content[-1].end)
    return found is not None and " " in found.group() and found.start() < draft.cue.end <= found.end()


def _explains(context: Context, draft: Draft) -> bool:
    """ "…, referring to the council": what is meant by words that were told already."""
    if draft.cue is None or draft.cue.of(context.plain) not in context.lexicon.explained:
        return False
    return context.text[: draft.cue.start].rstrip(" \"'”’")[-1:] == ","


def _open(context: Context, draft: Draft, closed: Sequence[Span]) -> Draft | None:
    """The draft without what lies in closed passages; None where its cue does, or all of its content."""
    if draft.cue and any(c.overlaps(draft.cue) for c in closed):
        return None
    content = draft.content
    for hole in closed:
        content = tuple(p for span in content for p in _outside(span, hole))
    if content != draft.content:
        content = mended(context, content)
    if draft.content and not content:
        return None
    source = None if draft.source and any(c.overlaps(draft.source) for c in closed) else draft.source
    return replace(draft, content=content, source=source)


def _outside(span: Span, hole: Span) -> Iterable[Span]:
    if not span.overlaps(hole):
        return (span,)
    parts = (Span(span.start, min(span.end, hole.start)), Span(max(span.start, hole.end), span.end))
    return tuple(p for p in parts if p.start < p.end)


def _distinct(context: Context, drafts: Iterable[Draft]) -> list[Draft]:
    """Drafts of which no two say the same of the same source; of two that do, the higher score stays."""
    kept: list[Draft] = []
    index = DraftIndex(context)
    for draft in sorted(drafts, key=lambda d: (-d.score, d.span, d.content)):
        if not any(_same(draft, other) for part in draft.parts for other in index.near(part)):
            kept.append(draft)
            index.add(draft)
    return sorted(kept, key=lambda d: (d.span, d.content))


def _same(a: Draft, b: Draft) -> bool:
    if a.source and b.source and not a.source.overlaps(b.source):
        return False
    if a.cue and b.cue:
        if not a.cue.overlaps(b.cue):
            return False
    elif a.cue is None and b.cue is None and not (a.content and b.content):
        return False
    if not a.content or not b.content:
        return bool(a.cue and b.cue)
    shared = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a.content for y in b.content)
    least = min(sum(s.end - s.start for s in a.content), sum(s.end - s.start for s in b.content))
    return shared > 0.5 * least


def _read(context: Context, cast: Cast, drafts: Sequence[Draft]) -> list[_Read]:
    read: list[_Read] = []
    earlier: list[SourceReading] = []
    known: dict[Span, tuple[Mention | None, SourceReading]] = {}
    # In the order in which the sources stand, so that a pronoun finds those before it.
    for draft in sorted(drafts, key=lambda d: (d.source or d.span, d.span)):
        if draft.source in known:
            source, reading = known[draft.source]
        else:
            reading = read_source(context, draft.source, draft.source_type, earlier[-_REACH:])
            source, reading = identified(cast, draft.source, reading)
            if draft.source:
                known[draft.source] = source, reading
                earlier.append(reading)
        stance = read_stance(context, draft.cue, draft.source, draft.content, draft.stance)
        if draft.content or (stance == "declines" and draft.cue):
            read.append(_Read(draft, source, reading.type, stance))
    return read


def _trusted(one: _Read) -> _Read:
    draft = one.draft
    kind, stance = _likeliest(SOURCE_TYPES, draft.source_type), _likeliest(STANCES, draft.stance)
    if kind is None or draft.source is None or kind == "unattributed":
        kind = one.source_type
    return replace(one, source_type=kind, stance=stance if stance is not None and draft.content else one.stance)


def _likeliest(labels: Sequence[Label], chances: Sequence[float]) -> Label | None:
    return max(zip(chances, labels, strict=True), key=lambda pair: pair[0])[1] if chances else None


def _form(context: Context, draft: Draft) -> Form:
    """How much of the content is quoted; without content, an indirect report."""
    quoted, total = context.quoted.letters(context.text, draft.content)
    if total and quoted == total:
        return "direct"
    return "mixed" if quoted else "indirect"


def _holders(context: Context, ordered: Sequence[_Read]) -> dict[int, list[int]]:
    """For each sentence the numbers of the statements with content in it."""
    holders: dict[int, list[int]] = {}
    for number, one in enumerate(ordered, 1):
        for sentence in {n for span in one.draft.content for n in context.sentences_of(span)}:
            holders.setdefault(sentence, []).append(number)
    return holders


def _within(
    context: Context, ordered: Sequence[_Read], holders: Mapping[int, Sequence[int]], number: int
) -> int | None:
    """The number of the innermost statement whose content holds the statement `number`."""
    inner = ordered[number - 1].draft
    if inner.of:
        rest = ((other, one.draft) for other, one in enumerate(ordered, 1) if other != number and not one.draft.of)
        return next((other for other, draft in rest if inner.of in (draft.cue, draft.source)), None)
    parts = [*inner.content, *([inner.cue] if inner.cue else [])]
    size = _size(inner)
    best: tuple[int, int] | None = None
    for other in holders.get(context.sentence(parts[0].start), ()):
        outer = ordered[other - 1].draft
        if other == number or _size(outer) <= size:
            continue
        if all(any(span.contains(part) for span in outer.content) for part in parts):
            best = min(best or (_size(outer), other), (_size(outer), other))
    return best[1] if best else None


def _size(draft: Draft) -> int:
    return sum(span.end - span.start for span in draft.content)


def _remarks_on(draft: Draft, remark: Span) -> bool:
    """Whether `remark` can be on the evidence of the statement: neither its cue nor a part of its content."""
    cue = draft.cue is not None and draft.cue.overlaps(remark)
    return not cue and not any(c.contains(remark) and c != remark for c in draft.content)


def _evidence(context: Context, ordered: Sequence[_Read]) -> dict[int, list[Span]]:
    """For the numbers of statements, the remarks on their evidence.

    A remark belongs to the statement of its sentence that begins last before it, but to none whose content it
    is; a sentence that looks back ("The claim could not be verified") remarks on the statement before.
    """
    by_sentence: dict[int, list[int]] = {}
    for number, one in enumerate(ordered, 1):
        anchor = one.draft.cue or (one.draft.content[0] if one.draft.content else one.draft.span)
        by_sentence.setdefault(context.sentence(anchor.start), []).append(number)
    found: dict[int, list[Span]] = {}
    for sentence in sorted({s + d for s in by_sentence for d in (0, 1) if s + d < len(context.sentences)}):
        for remark in find_evidence(context, sentence):
            options = [n for n in by_sentence.get(sentence, []) if _remarks_on(ordered[n - 1].draft, remark)]
            if not options and looks_back(context, sentence):
                options = by_sentence.get(sentence - 1, [])
            if options:
                before = [n for n in options if ordered[n - 1].draft.span.start <= remark.start] or options
                found.setdefault(before[-1], []).append(remark)
    return found
