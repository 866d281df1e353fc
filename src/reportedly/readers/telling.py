"""What another reader proposes of one article → what it tells in words of the parse, or a reason why not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..article.context import Context
from ..article.extent import head_in
from ..article.told import Told, tells
from ..model.labels import ACTS, MODES
from ..model.parse import Act, Attribution, Part
from ..records import SOURCE_TYPES, STANCES, STATUSES, Reading
from ..text import Span
from .grounding import Located, Named, Words, located
from .understanding import Counted, Done, Proposal, Said

__all__ = ["Grounded", "grounded", "kept"]

CONTRADICTION = "contradicts itself"
REPEATED = "repeated"
EMPTY = "nothing in it"

_PARTIES = frozenset({"actor", "recipient"})
_SAYING = frozenset({"source", "cue"})

WordRange = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grounded:
    """What is told, with what was dropped on the way and why. statements, events, figures: the spans by which each
    proposal that was located is known again among the records; `unplaced`: parties that were left out."""

    told: Told
    statements: tuple[tuple[Span, ...], ...] = ()
    events: tuple[Span, ...] = ()
    figures: tuple[Span, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    unplaced: int = 0


def grounded(context: Context, shown: Sequence[Span], answers: Iterable[tuple[Span, Sequence[Proposal]]]) -> Grounded:
    """What the proposals tell. `shown`: the stretches of the text that the reader was shown; `answers`: the part that
    each answer is of, with its proposals."""
    return _Grounding(context, Words(context.text, shown)).all(answers)


def kept(found: Grounded, reading: Reading) -> tuple[int, dict[str, int]]:
    """Of how many proposals a record came of it, and why the others were dropped, those of `found` among them."""
    dropped = Counter(found.dropped)
    said = {span for s in reading.statements for span in (*s.content, *([s.cue] if s.cue else []))}
    acts = {event.span for event in reading.events}
    number = 0
    for parts in found.statements:
        number += (come := any(part.overlaps(span) for part in parts for span in said))
        dropped[EMPTY] += not come
    for span in found.events:
        number += (come := span in acts)
        dropped[EMPTY] += not come
    for span in found.figures:
        number += (come := any(tells(reading.article.text, span, figure) for figure in reading.figures))
        dropped["no figure in it"] += not come
    return number, {reason: n for reason, n in sorted(dropped.items()) if n}


class _Grounding:
    """One article's proposals, taken one after the other."""

    def __init__(self, context: Context, words: Words) -> None:
        self._context, self._parse, self._words = context, context.parse, words
        self._starts = [word.start for word in self._parse.words]
        self._ends = [word.end for word in self._parse.words]
        self._dropped: Counter[str] = Counter()
        self._unplaced = 0

    def all(self, answers: Iterable[tuple[Span, Sequence[Proposal]]]) -> Grounded:
        said: list[Attribution] = []
        done: list[tuple[Act, Done]] = []
        counted: list[Span] = []
        for part, proposals in answers:
            for proposal in proposals:
                match proposal:
                    case Said():
                        one = self._said(proposal, part)
                        said += [one] if one else []
                    case Done():
                        act = self._done(proposal, part)
                        done += [(act, proposal)] if act else []
                    case Counted():
                        span = self._located(Named((proposal.quantity,), frame=proposal.stretch), part)
                        counted += [span.key[0]] if span else []
        attributions, acts = self._statements(said), self._acts(done)
        figures = list(dict.fromkeys(counted))
        self._drop(REPEATED, len(counted) - len(figures))
        parse = self._parse
        return Grounded(
            Told(tuple(attributions), tuple(acts), tuple(figures)),
            tuple(tuple(parse.span(*r) for r in a.content or ((a.cue,) if a.cue else ())) for a in attributions),
            tuple(parse.span(*act.words) for act in acts for _ in range(self._times[act.words])),
            tuple(figures),
            dict(self._dropped),
            self._unplaced,
        )

    def _drop(self, reason: str, count: int = 1) -> None:
        if count:
            self._dropped[reason] += count

    def _located(self, named: Named, part: Span) -> Located | None:
        found = located(self._words, named, part)
        if isinstance(found, str):
            self._drop(found)
            return None
        self._unplaced += len(found.unplaced)
        return found

    def _said(self, proposal: Said, part: Span) -> Attribution | None:
        others = {"source": proposal.source, "cue": proposal.cue}
        key = proposal.content
        if not key:
            assert proposal.cue is not None
            key, others = (proposal.cue,), {"source": proposal.source}
        named = Named(
            key,
            {role: words for role, words in others.items() if words is not None},
            proposal.attribution or proposal.cue,
            _SAYING,
        )
        found = self._located(named, part)
        if found is None:
            return None
        content = [self._range(span) for span in found.key] if proposal.content else []
        cue = self._range(found.others["cue"]) if "cue" in found.others else None
        cue = cue if proposal.content else self._range(found.key[0])
        source = self._range(found.others["source"]) if "source" in found.others else None
        if (
            None in content
            or (proposal.cue and cue is None)
            or (proposal.source and source is None)
            or not (content or cue)
        ):
            self._drop(EMPTY)
            return None
        pieces = tuple(one for one in content if one is not None)
        if _overlap(cue, source) or any(_within(piece, source) or _within(piece, cue) for piece in pieces):
            self._drop(CONTRADICTION)
            return None
        return Attribution(
            anchor=cue[0] if cue else pieces[0][0],
            score=1.0,
            cue=cue,
            source=source,
            content=pieces,
            stance=_certain(STANCES, proposal.stance),
            source_type=_certain(SOURCE_TYPES, proposal.source_type),
        )

    def _statements(self, said: Sequence[Attribution]) -> list[Attribution]:
        """Each once; those that say two things of the same words say none."""
        first: dict[object, Attribution] = {}
        at_odds: dict[object, int] = {}
        for one in said:
            key = (one.cue, one.source, one.content)
            before = first.setdefault(key, one)
            if before is one:
                continue
            if (before.stance, before.source_type) == (one.stance, one.source_type):
                self._drop(REPEATED)
            else:
                at_odds[key] = at_odds.get(key, 1) + 1
        self._drop(CONTRADICTION, sum(at_odds.values()))
        return [one for key, one in first.items() if key not in at_odds]

    def _done(self, proposal: Done, part: Span) -> Act | None:
        parties = {"actor": proposal.actor, "recipient": proposal.recipient}
        told = {role: words for role, words in parties.items() if words is not None}
        found = self._located(Named((proposal.trigger,), told, proposal.stretch, optional=_PARTIES), part)
        if found is None:
            return None
        words = self._range(found.key[0])
        heads = {role: self._head(span) for role, span in found.others.items()}
        if words is None or None in heads.values():
            self._drop(EMPTY)
            return None
        if not proposal.mutual and len(heads) == 2 and heads["actor"] == heads["recipient"]:
            self._drop(CONTRADICTION)
            return None
        parts = [_part(word, role, proposal.mutual) for role, word in heads.items() if word is not None]
        return Act(
            word=head_in(self._context, range(*words)),
            words=words,
            types=_certain(ACTS, proposal.type),
            status=_certain(STATUSES, proposal.status),
            modes=tuple(float(one == (proposal.type, proposal.mode)) for one in MODES),
            parts=tuple(sorted({part.word: part for part in parts}.values(), key=lambda part: part.word)),
        )

    def _acts(self, done: Sequence[tuple[Act, Done]]) -> list[Act]:
        """One act for each trigger, with all its parties; those that say two things of one trigger say none."""
        self._times: Counter[WordRange] = Counter()
        groups: list[list[tuple[Act, Done]]] = []
        for one in sorted(done, key=lambda pair: pair[0].words):
            if groups and one[0].words[0] < max(act.words[1] for act, _ in groups[-1]):
                groups[-1].append(one)
            else:
                groups.append([one])
        acts = []
        for group in groups:
            acts_told = [act for act, _ in group]
            alike = {(act.types, act.status, act.modes, proposal.mutual) for act, proposal in group}
            parts = _together(acts_told)
            if len(alike) > 1 or parts is None:
                self._drop(CONTRADICTION, len(group))
                continue
            different = list(dict.fromkeys(act.parts for act in acts_told))
            self._drop(REPEATED, len(group) - len(different))
            self._times[acts_told[0].words] = len(different)
            acts.append(replace(acts_told[0], parts=parts))
        return acts

    def _range(self, span: Span) -> WordRange | None:
        """The words that share a character with a span."""
        first, end = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
        return (first, end) if first < end else None

    def _head(self, span: Span) -> int | None:
        words = self._range(span)
        return None if words is None else head_in(self._context, range(*words))


def _certain(labels: Sequence[str], label: str) -> tuple[float, ...]:
    return tuple(float(one == label) for one in labels)


def _part(word: int, role: str, mutual: bool) -> Part:
    if mutual:
        return Part(word, 0.0, 0.0, 1.0)
    return Part(word, float(role == "actor"), float(role == "recipient"), 0.0)


def _together(acts: Sequence[Act]) -> tuple[Part, ...] | None:
    """The parties of all tellings of one trigger; None where somebody is both the one and the other."""
    found: dict[int, Part] = {}
    for act in acts:
        for part in act.parts:
            if found.setdefault(part.word, part) != part:
                return None
    return tuple(found[word] for word in sorted(found))


def _overlap(one: WordRange | None, other: WordRange | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def _within(one: WordRange, other: WordRange | None) -> bool:
    """Whether all of one lies in the other."""
    return other is not None and other[0] <= one[0] and one[1] <= other[1]
