"""Marks and lines of a dispatch, brought together. What does not fit is a fault, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from reportedly.text import Span

from .lines import Act, Party, Place, Quantity, Said, Slip, Time, Unreadable, Value, kind_of, value_of
from .markup import Dispatch, Fault

_SEVERAL = ("s", "sh", "sv")
"""Kinds of which a label may mark several pieces."""
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Linked:
    """A dispatch whose labels all have their marks and their lines. Pieces are in the order of the text."""

    dispatch: Dispatch
    pieces: Mapping[str, tuple[Span, ...]]
    values: Mapping[str, Value]

    @property
    def text(self) -> str:
        return self.dispatch.text

    def span(self, label: str) -> Span:
        return self.pieces[label][0]

    def words(self, label: str) -> str:
        return " … ".join(span.of(self.text) for span in self.pieces[label])

    def of(self, kind: type[_V]) -> dict[str, _V]:
        """The values of one kind by their labels, in the order of their lines."""
        return {label: value for label, value in self.values.items() if isinstance(value, kind)}

    def root(self, label: str) -> str:
        """The first label of a chain of parties that are the same one."""
        value = self.values[label]
        return self.root(value.same) if isinstance(value, Party) and value.same else label

    def line(self, label: str) -> int:
        """Where in the file the label is told of, else where it is marked."""
        told = [line.line for line in self.dispatch.lines if line.label == label]
        marked = [mark.line for mark in self.dispatch.marks if mark.label == label]
        return [*told, *marked, self.dispatch.line][0]

    def fault(self, label: str, words: str, doubt: bool = False) -> Fault:
        return self.dispatch.fault(self.line(label), f"{label}: {words}", doubt)


def link(dispatch: Dispatch) -> tuple[Linked | None, list[Fault]]:
    """The linked dispatch, or None and its faults."""
    pieces: dict[str, list[Span]] = {}
    faults: list[Fault] = []
    for mark in sorted(dispatch.marks, key=lambda m: m.span):
        if mark.label in pieces and kind_of(mark.label) not in _SEVERAL:
            faults.append(dispatch.fault(mark.line, f"{mark.label} is marked twice"))
        pieces.setdefault(mark.label, []).append(mark.span)
    values: dict[str, Value] = {}
    for line in dispatch.lines:
        try:
            values[line.label] = value_of(line)
        except Unreadable as error:
            faults.append(dispatch.fault(line.line, f"{line.label}: {error}"))
    linked = Linked(dispatch, {label: tuple(spans) for label, spans in pieces.items()}, values)
    faults += _loose_ends(linked, {line.label for line in dispatch.lines})
    if not faults:
        faults += _circles(linked)
    if not faults:
        faults += [*_statements(linked), *_events(linked), *_flaws(linked)]
    return (None if faults else linked), faults


def _loose_ends(linked: Linked, told: set[str]) -> Iterator[Fault]:
    """Labels without a line, lines without a mark, and references to nothing."""
    marked, firsts = set(linked.pieces), {v.same for v in linked.of(Slip).values()}
    for label in sorted(marked):
        kind = kind_of(label)
        if kind[1:] in ("c", "h", "v") or (kind in ("et", "ew")):
            owner = label[:-1]
            if owner not in told:
                yield linked.fault(label, f"there is no line for {owner}")
        if kind[1:] not in ("c", "h", "v") and label not in told and label not in firsts:
            yield linked.fault(label, f"marked ({linked.words(label)!r}), but without a line")
    for label, value in linked.values.items():
        shared = isinstance(value, Time | Place) and value.same
        # A refusal of which nothing is told has a cue and no content.
        silent = isinstance(value, Said) and label + "c" in marked
        if label not in marked and not shared and not silent:
            yield linked.fault(label, "has a line, but no mark in the text")
        if isinstance(value, Time | Place) and label[:-1] not in told:
            yield linked.fault(label, f"there is no line for {label[:-1]}")
        for other in _references(value):
            if other not in marked or (other not in told and kind_of(other) != "k"):
                if not (isinstance(linked.values.get(other), Said) and other + "c" in marked):
                    yield linked.fault(label, f"refers to {other}, which is not there")
            elif other == label:
                yield linked.fault(label, "refers to itself")


def _references(value: Value) -> list[str]:
    found = {
        Party: ("same",), Said: ("source", "within"), Act: ("actor", "recipient", "same", "voice"), Time: ("same",),
        Place: ("same",), Quantity: ("of", "voice"), Slip: ("same",),
    }[type(value)]  # fmt: skip
    labels = (getattr(value, name) for name in found)
    return [label for label in labels if label and label != "-"]


def _circles(linked: Linked) -> Iterator[Fault]:
    """Chains of `=` and `in` that lead back to where they began."""
    for label, value in linked.values.items():
        seen, at = {label}, value
        while (
            follows := at.within if isinstance(at, Said) else None if isinstance(at, Quantity) else at.same
        ) and follows in linked.values:
            if follows in seen:
                yield linked.fault(label, f"leads back to itself by way of {follows}")
                break
            seen.add(follows)
            at = linked.values[follows]


def _statements(linked: Linked) -> Iterator[Fault]:
    for label, said in linked.of(Said).items():
        content = linked.pieces.get(label, ())
        if not content and said.stance != "declines":
            yield linked.fault(label, "no content; only what declines may be without")
        cue = linked.pieces.get(label + "c", ())
        for span in cue:
            if any(span.overlaps(piece) for piece in content):
                yield linked.fault(label, f"the cue {span.of(linked.text)!r} stands inside its own content")


def _events(linked: Linked) -> Iterator[Fault]:
    for label, act in linked.of(Act).items():
        if act.same and linked.span(act.same).start > linked.span(label).start:
            yield linked.fault(label, f"{act.same}, told as its first telling, stands after it")
        if act.actor and act.recipient and linked.root(act.actor) == linked.root(act.recipient):
            yield linked.fault(label, f"{act.actor} and {act.recipient} are the same one")


def _flaws(linked: Linked) -> Iterator[Fault]:
    for label, slip in linked.of(Slip).items():
        if slip.problem == "repeated paragraph" and not slip.same:
            yield linked.fault(label, "a repeated paragraph needs '=k0', and k0 the mark of its first telling")
