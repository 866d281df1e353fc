"""Raw acts → `Event` records: who did what to whom, whether it happened, and on whose word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..deadline import in_time
from ..model.labels import ACTS
from ..model.parse import Act
from ..ontology import event_types
from ..records import STATUSES, Event, Mention, Statement, Status, When
from .bearing import Bearings
from .confidence import product
from .contents import with_contents, with_own
from .context import Context
from .dates import find_times
from .deciding import Deciding
from .denials import is_denied, is_on_top
from .meanings import is_of_innocence, meant
from .mentions import Cast
from .modes import mode_of
from .occasions import Occasion, occasions
from .parties import Pair, filled, pairs_of, sides_of
from .retellings import first_tellings
from .standing import standing
from .untold import is_none
from .voice import Voices
from .vouching import is_likely, is_vouched, kind_of
from .wording import load_wording

__all__ = ["find_events"]

# Where so few acts are told a word, in a text of so many words, what looks like one is mostly none, and only what is as
# certain as this is told. Of 161 articles on crises that persons annotated, two tell so little; a report of a match, a
# discovery or a life tells less than half of it.
_SPARSE, _LONG, _DOUBTFUL = 0.01, 150, 0.4
# How sure it must be whether an act took place, for it to be told though nobody knows who did it to whom.
_STANDS = 0.9
# Of what befalls each by himself, and of admitting.
_HARMING, _ADMITTING = "ASSAULT", "CONCEDE"


@dataclass(frozen=True, slots=True)
class _Told:
    """One act with what was concluded of it. `certain`: of its status; `first`: the place of its first telling;
    `vouched`: the model and the vocabulary are sure of it and of its status, whatever they make of its parties."""

    act: Act
    type: str
    mode: str | None
    status: Status
    certain: float
    pairs: tuple[Pair, ...]
    voice: Statement | None
    first: int
    vouched: bool

    def raw(self, pair: Pair) -> float:
        act = self.act
        voice = self.voice.confidence if self.voice and self.voice.confidence is not None else 1.0
        return product((act.types[ACTS.index(self.type)], pair.chance, self.certain, voice))


def find_events(
    context: Context,
    cast: Cast,
    statements: Sequence[Statement],
    deciding: Deciding | None = None,
    published: str | None = None,
) -> tuple[Event, ...]:
    """The events of one article in the order of the text, numbered from 1.

    `statements` are the article's, `published` its ISO date, without which no relative time has one. Raises
    KeyError where an act has a type that the ontology lacks, and TimeLimitError where a time limit is over.
    """
    chosen = deciding or Deciding()
    voices, bearings = Voices(context, statements), Bearings(context, cast, statements)
    acts = sorted(_apart(_likely(context.parse.acts, bearings, chosen)), key=lambda act: act.words)
    firsts = first_tellings(context.parse, acts, chosen)
    acts = [meant(context, load_wording(), act, bearings.below) for act in acts]
    kinds = [kind_of(context.parse, act) for act in acts]
    told_with, told = [], []
    for act, kind in zip(acts, kinds, strict=True):
        in_time()
        sides = sides_of(bearings, act, kind, chosen)
        told_with.append(with_own(context, cast, act, voices.of(context.parse.span(*act.words)), sides))
    told_with = with_contents(bearings, acts, kinds, told_with)
    filled_up = [
        filled(sides, [(told_with[n], link) for n, link in _tellings(firsts, place)], chosen)
        for place, sides in enumerate(told_with)
    ]
    # Who raided may have been told with an earlier telling of the raid that is condemned.
    filled_up = with_contents(bearings, acts, kinds, filled_up, hanging=True)
    for act, kind, (first, _), sides in zip(acts, kinds, firsts, filled_up, strict=True):
        voice = voices.of(context.parse.span(*act.words))
        # "Pleaded not guilty" admits nothing.
        denied = kind == _ADMITTING and is_of_innocence(context, load_wording(), act)
        denied = denied or is_denied(context, load_wording(), act, acts, voice)
        chances = standing(context, act, denied, plainly=denied and is_on_top(context, act, voice))
        status = max(range(len(STATUSES)), key=chances.__getitem__)
        told.append(
            _Told(
                act=act,
                type=kind,
                mode=mode_of(context.parse, kind, (act.word, act.words), children=bearings.below),
                status=STATUSES[status],
                certain=chances[status],
                pairs=pairs_of(sides),
                voice=voice,
                first=first,
                vouched=is_vouched(context.parse, act, kind) and chances[status] >= _STANDS,
            )
        )
    times = find_times(context, published)
    whens = occasions(context, times, statements, [Occasion(one.act.word, one.act.words, one.status) for one in told])
    return _numbered(context, told, whens, chosen, _least(context, len(acts), chosen))


def _tellings(firsts: Sequence[tuple[int, float]], place: int) -> Iterator[tuple[int, float]]:
    """The other tellings of an act, the first first, then the nearest; and how surely they are."""
    first, link = firsts[place]
    others = [n for n, (one, _) in enumerate(firsts) if one == first and n != place]
    for n in sorted(others, key=lambda n: (n != first, abs(n - place), n)):
        yield n, (1.0 if place == first else link) * (1.0 if n == first else firsts[n][1])


def _likely(acts: Iterable[Act], bearings: Bearings, deciding: Deciding) -> list[Act]:
    return [
        act
        for act in acts
        if is_likely(bearings.parse, act, deciding)
        and not is_none(bearings.parse, bearings.form, bearings.below, act.word)
    ]


def _apart(acts: Sequence[Act]) -> list[Act]:
    """Acts whose triggers share no word; of those that do, the likeliest."""
    taken: set[int] = set()
    kept = []
    for act in sorted(acts, key=lambda act: (act.types[0], act.words)):
        words = range(*act.words)
        if taken.isdisjoint(words):
            kept.append(act)
            taken.update(words)
    return kept


def _least(context: Context, acts: int, deciding: Deciding) -> tuple[float, float]:
    """How certain an event must be to be told, in a text in which there are so many acts: that of an act which is
    vouched for, and another."""
    words = len(context.parse.words)
    if deciding.confidence > 0 and words >= _LONG and acts < words * _SPARSE:
        return (max(deciding.confidence, _DOUBTFUL),) * 2
    return min(deciding.confidence, deciding.vouched), deciding.confidence


def _numbered(
    context: Context,
    told: Sequence[_Told],
    whens: Sequence[When | None],
    deciding: Deciding,
    least: tuple[float, float],
) -> tuple[Event, ...]:
    """The events that are at least so certain (see `_least`), numbered; where a first telling is not, the next is the
    first."""
    ontology = event_types()
    events: list[Event] = []
    firsts: dict[int, list[Event]] = {}
    for one, when in zip(told, whens, strict=True):
        kind = ontology[one.type]
        before = firsts.get(one.first, [])
        own: list[Event] = []
        for pair in one.pairs:
            confidence = deciding.calibration.event(one.raw(pair))
            if confidence < least[0 if one.vouched else 1]:
                continue
            actor = pair.actor.mention if pair.actor else None
            recipient = pair.recipient.mention if pair.recipient else None
            event = Event(
                number=len(events) + len(own) + 1,
                span=context.parse.span(*one.act.words),
                type=one.type,
                mode=one.mode,
                quad=kind.quad,
                intensity=kind.intensity_of(one.mode),
                actor=actor,
                recipient=recipient,
                status=one.status,
                according_to=one.voice.number if one.voice else None,
                confidence=confidence,
                same_as=_before(_likewise(before, one.type, recipient), actor, recipient),
                when=when,
            )
            own.append(event)
        events += own
        firsts.setdefault(one.first, []).extend(event for event in own if event.same_as is None)
    return tuple(events)


def _before(first: Sequence[Event], actor: Mention | None, recipient: Mention | None) -> int | None:
    """The number of the event of a first telling that goes the same way."""
    if not first:
        return None
    return max(first, key=lambda e: (2 * _same(e.actor, actor) + _same(e.recipient, recipient), -e.number)).number


def _likewise(before: Sequence[Event], type_: str, recipient: Mention | None) -> Sequence[Event]:
    """The tellings before that may be of the same act: one person's murder is not another's."""
    return before if type_ != _HARMING else [event for event in before if not _others(event.recipient, recipient)]


def _others(one: Mention | None, other: Mention | None) -> bool:
    """Whether two are persons of different names: what befell one is not what befell the other."""
    if one is None or other is None or one.entity != "person" or other.entity != "person":
        return False
    return one.name is not None and other.name is not None and one.name != other.name


def _same(one: Mention | None, other: Mention | None) -> bool:
    if one is None or other is None:
        return one is other
    if one.name or other.name:
        return one.name == other.name
    return one.span == other.span or (one.country, one.sector, one.entity) == (
        other.country,
        other.sector,
        other.entity,
    )
