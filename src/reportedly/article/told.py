"""What another reader than our model names in an article, in the words of its parse.

The stages conclude from it what they conclude from the model's own attributions and acts: who is meant, how many, when
and where. Nothing that it does not name is told, but for parties that another telling of the same act names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..model.parse import Act, Attribution, Parse
from ..records import Event, Figure, Reading, Statement
from ..text import Span
from .bounds import amounts
from .confidence import Calibration
from .counting import load_numbers, load_units
from .deciding import Deciding
from .numerals import numerals, tokens
from .weights import Weights

__all__ = ["Told", "believing", "parse_with", "tells", "unsure"]


@dataclass(frozen=True, slots=True)
class Told:
    """attributions, acts: as in a `Parse`, certain where they say something; figures: the quantities that are named."""

    attributions: tuple[Attribution, ...] = ()
    acts: tuple[Act, ...] = ()
    figures: tuple[Span, ...] = ()


def parse_with(parse: Parse, told: Told) -> Parse:
    """The parse with what was told in place of what the model thought."""
    return replace(
        parse,
        attributions=tuple(sorted(told.attributions, key=lambda a: (a.anchor, a.content))),
        acts=tuple(sorted(told.acts, key=lambda act: (act.word, act.words))),
    )


def believing(deciding: Deciding) -> Deciding:
    """Numbers by which everything that is told is believed, and nobody is a party beside those that are named."""
    return replace(deciding, confidence=0.0, calibration=Calibration(), weights=Weights())


def tells(text: str, span: Span, figure: Figure) -> bool:
    """Whether the words of `span` name this figure: its number stands in them, and not only what it counts."""
    if not span.overlaps(figure.span):
        return False
    if figure.value == 0:
        return True  # "Nobody was hurt" has no number
    found, numbers = tokens(text, span), load_numbers()
    read = amounts(found, numerals(found, numbers), numbers, load_units())
    return any(figure.span.contains(amount.core) for amount in read)


def unsure(reading: Reading, figures: Sequence[Span]) -> Reading:
    """The reading without confidences, for nobody has measured how often such a reader is right, and without the
    figures that are none of `figures`."""
    kept = [f for f in reading.figures if any(tells(reading.article.text, span, f) for span in figures)]
    statements: tuple[Statement, ...] = tuple(replace(s, confidence=None) for s in reading.statements)
    events: tuple[Event, ...] = tuple(replace(e, confidence=None) for e in reading.events)
    counted: tuple[Figure, ...] = tuple(replace(f, number=n, confidence=None) for n, f in enumerate(kept, 1))
    return replace(reading, statements=statements, events=events, figures=counted)
