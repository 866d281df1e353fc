"""Reports written with marks, for tests: who acts, on whom, when and where stands in the text itself.

`{e TYPE [status]:words}` is an event, its status "happened" where none is told; `{a Name CODE:words}` its actor,
`{r …}` its recipient, name and code of the state left out where they are not known; `{t 2031-05-04:words}` its day, or
its first and last day with two stops between, `{t 2031-03-01..:since March}` with an open end;
`{w Name CODE 12.5 -3.5:words}` its place; `{f killed person 12:words}` a figure that hangs on it. Marks belong to the
event before which or after which they stand in one sentence; a sentence has one event at most.
"""

from __future__ import annotations

import re
from typing import Any

from reportedly.ledger.values import Report
from reportedly.ontology import event_types
from reportedly.records import STATUSES, Article, Event, Figure, Mention, Reading, When, Where
from reportedly.text import Span

_MARK = re.compile(r"\{(?P<kind>[aerwtf])(?P<told>[^:}]*):(?P<words>[^}]*)\}")
_CODE = re.compile(r"(?P<name>.*?)\s*(?P<code>\b[A-Z]{3})?$")


def report_of(
    marked: str,
    published: str | None = None,
    *,
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    seen: str = "2031-01-01T00:00:00Z",
    vectors: dict[int, tuple[float, ...]] | None = None,
) -> Report:
    """The report that `marked` is the text of."""
    text, marks, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        start = len(text)
        text += match["words"]
        marks.append((match["kind"], match["told"].strip(), Span(start, len(text))))
        at = match.end()
    text += marked[at:]
    ends = [m.end() for m in re.finditer(r"[.!?](?:\s|$)", text)] or [len(text)]
    by_sentence: dict[int, dict[str, Any]] = {}
    for kind, told, span in marks:
        by_sentence.setdefault(sum(end <= span.start for end in ends), {})[kind] = (told, span)
    events, figures = [], []
    for sentence in sorted(by_sentence):
        found = by_sentence[sentence]
        if "e" not in found:
            continue
        kind, _, status = found["e"][0].partition(" ")
        of = event_types()[kind]
        number = len(events) + 1
        events.append(
            Event(
                number=number,
                span=found["e"][1],
                type=kind,
                mode=None,
                quad=of.quad,
                intensity=of.intensity,
                actor=_party(found.get("a")),
                recipient=_party(found.get("r")),
                status=next(s for s in STATUSES if s == (status or "happened")),
                when=_time(found.get("t")),
                where=_place(found.get("w")),
            )
        )
        if "f" in found:
            measure, unit, value = found["f"][0].split()
            low = float(value)
            figures.append(Figure(len(figures) + 1, found["f"][1], low, low, low, "exact", unit, measure, number))
    article = Article(text=text, published=published, title=title, publisher=publisher, url=url)
    return Report(Reading(article, events=tuple(events), figures=tuple(figures)), seen, vectors or {})


def _party(told: tuple[str, Span] | None) -> Mention | None:
    if told is None:
        return None
    match = _CODE.fullmatch(told[0])
    assert match is not None
    name = match["name"] or None
    return Mention(told[1], "organization" if name else "group", name, match["code"])


def _time(told: tuple[str, Span] | None) -> When | None:
    if told is None:
        return None
    first, stops, last = told[0].partition("..")
    return When(told[1], first, (last or None) if stops else first, "month" if stops else "day")


def _place(told: tuple[str, Span] | None) -> Where | None:
    if told is None:
        return None
    words = told[0].split()
    numbers = [float(word) for word in words if re.fullmatch(r"-?\d+\.\d+", word)]
    match = _CODE.fullmatch(" ".join(word for word in words if not re.fullmatch(r"-?\d+\.\d+", word)))
    assert match is not None
    latitude, longitude = numbers or (None, None)
    return Where(told[1], match["name"] or None, match["code"], latitude, longitude)
