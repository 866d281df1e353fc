"""Parses with acts, for tests: marked text → a parse in which the model is sure of what the marks say.

`{e ASSAULT:shelled}` is a trigger, `{1 actor:Norway}`, `{1 recipient:Sweden}` and `{1 both:Oslo}` are parties to the
first, second … trigger; `{12 actor:…}` is one to the first and the second. A chance may follow: `{1 actor .4:Norway}`.
The last word of a mark counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reportedly.model.labels import ACTS, MODES
from reportedly.model.parse import Act, Parse, Part
from reportedly.records import STATUSES, Status
from reportedly.text import Span
from tests.factories import Raw, parse_of


@dataclass(frozen=True, slots=True)
class Mark:
    label: str
    span: Span


def unmarked(marked: str) -> tuple[str, list[Mark]]:
    """Text without braces, and its marks in the order in which they close."""
    text, found, opened = "", [], []
    at = 0
    while at < len(marked):
        if marked[at] == "{":
            label, _, _ = marked[at + 1 :].partition(":")
            opened.append((label, len(text)))
            at += len(label) + 2
        elif marked[at] == "}":
            label, start = opened.pop()
            found.append(Mark(label, Span(start, len(text))))
            at += 1
        else:
            text += marked[at]
            at += 1
    return text, found


def certain(options: Sequence[object], chosen: object, chance: float = 1.0) -> tuple[float, ...]:
    """`chance` for one of the options; the others share the rest."""
    return tuple(chance if option == chosen else (1 - chance) / (len(options) - 1) for option in options)


def act(
    parse: Parse, span: Span, kind: str, parts: Sequence[Part] = (), status: Status = "happened", sure: float = 1.0
) -> Act:
    inside = [n for n, w in enumerate(parse.words) if w.overlaps(span)]
    return Act(
        word=inside[-1],
        words=(inside[0], inside[-1] + 1),
        types=tuple(sure if name == kind else 1 - sure if name == ACTS[0] else 0.0 for name in ACTS),
        status=certain(STATUSES, status, 0.9),
        modes=tuple(1.0 if mode is None else 0.0 for _, mode in MODES),
        parts=tuple(sorted(parts, key=lambda part: part.word)),
    )


def acting(
    marked: str,
    *attributions: Raw,
    status: Status = "happened",
    links: dict[str, tuple[str, str]] | None = None,
    upos: dict[str, str] | None = None,
    entities: dict[str, str] | None = None,
) -> Parse:
    """The parse of a marked text. See the module."""
    text, marks = unmarked(marked)
    parse = parse_of(text, *attributions, links=links, upos=upos, entities=entities)
    triggers = sorted((m for m in marks if m.label.startswith("e ")), key=lambda m: m.span)
    acts = []
    for number, trigger in enumerate(triggers, 1):
        kind, *sure = trigger.label.split()[1:]
        parts = [_part(parse, m) for m in marks if str(number) in m.label.split()[0]]
        acts.append(act(parse, trigger.span, kind, parts, status, float(sure[0]) if sure else 1.0))
    return replace(parse, acts=tuple(acts))


def _part(parse: Parse, mark: Mark) -> Part:
    _, role, *chance = mark.label.split()
    word = max(n for n, w in enumerate(parse.words) if w.overlaps(mark.span))
    chances: Mapping[str, float] = {role: float(chance[0]) if chance else 1.0}
    return Part(word, chances.get("actor", 0.0), chances.get("recipient", 0.0), chances.get("both", 0.0))
