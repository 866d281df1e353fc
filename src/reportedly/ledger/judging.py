"""A person judges a record, or a link between two tellings: kept, and what follows from it brought up to date."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..errors import QuestionError
from ..records import Event
from . import settle
from .as_judged import edited_from
from .questions import Judged, judged
from .verdict_tables import found_record, keep, listed
from .verdicts import Decision, Verdict, anchor_of
from .writing import Writing

__all__ = ["judge_link", "judge_record"]


def judge_record(
    writing: Writing, name: str, decision: Decision, who: str, when: str, note: str, edited: Mapping[str, str]
) -> Judged:
    """See `Ledger.judge`."""
    if (decision == "edited") != bool(edited):
        raise QuestionError("edited is decided by setting fields, and only so")
    if decision == "note" and not note.strip():
        raise QuestionError("a note has words")
    reading, record = found_record(writing.db, name)
    anchor = anchor_of(reading, record)
    try:
        fields = edited_from(anchor.kind, edited)
    except ValueError as error:
        raise QuestionError(str(error)) from None
    return _kept(writing, Verdict((anchor,), decision, who, when, note, None, fields))


def judge_link(writing: Writing, one: str, other: str, same: bool, who: str, when: str, note: str) -> Judged:
    """See `Ledger.judge_link`."""
    anchors = []
    for name in (one, other):
        reading, record = found_record(writing.db, name)
        if not isinstance(record, Event):
            raise QuestionError(f"{name}: is no telling of an event")
        anchors.append(anchor_of(reading, record))
    first, second = sorted(anchors, key=lambda a: (a.article, a.span, a.facts))
    if first == second:
        raise QuestionError(f"{one} and {other} are one telling")
    decision: Decision = "right" if same else "wrong"
    return _kept(writing, Verdict((first, second), decision, who, when, note, "same incident"))


def _kept(writing: Writing, verdict: Verdict) -> Judged:
    keep(writing, verdict)
    query = (
        "SELECT reports.number FROM reports JOIN texts ON texts.number = text "
        "WHERE texts.id IN (SELECT value FROM json_each(?)) ORDER BY reports.number"
    )
    articles = json.dumps([anchor.article for anchor in verdict.anchors])
    settle.settle(writing, [number for (number,) in writing.db.execute(query, (articles,))])
    stands = next(one for one in reversed(listed(writing.db)) if one.verdict == verdict)
    return judged([stands])[0]
