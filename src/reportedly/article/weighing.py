"""How sure a figure is, before the curve that its confidence is read off."""

from __future__ import annotations

from ..records import Statement
from .confidence import product
from .partaking import Read

__all__ = ["weighed"]

# What the parts of a figure are worth before the curve, by the way that they were read.
_SURE = {
    "number": 0.98, "other number": 0.95, "listed": 0.97, "noun": 0.85, "inherited": 0.75, "no measure": 0.7,
    "no measure of things": 0.75, "beside": 0.9, "by tree": 0.72, "by words": 0.7, "plain": 1.08,
}  # fmt: skip
# Measures that are told in so many words that they are rarely mistaken.
_PLAIN = frozenset({"killed", "injured", "arrested", "deployed"})


def weighed(one: Read, voice: Statement | None) -> float:
    """How sure a figure is: what its number, its unit and its measure are each worth by the way they were read."""
    amount, what, measured = one.amount, one.counted, one.measured
    number = _SURE["number"] if amount.kind == "number" else _SURE["other number"]
    if one.inherited:
        unit = _SURE["inherited"]
    else:
        unit = _SURE["listed"] if what.listed or what.head is None else _SURE["noun"]
    if measured is None:
        told = _SURE["no measure"] if one.unit == "person" else _SURE["no measure of things"]
    else:
        told = (
            _SURE["beside"] if measured.steps == 0 else _SURE["by tree"] if measured.steps == 1 else _SURE["by words"]
        )
        told *= _SURE["plain"] if measured.measure in _PLAIN else 1.0
    voiced = 1.0 if voice is None or voice.confidence is None else 0.8 + 0.2 * voice.confidence
    return product((number, unit, told, voiced))
