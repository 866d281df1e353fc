"""A person judges a record, or a link between two tellings: kept, and what follows from it brought up to date."""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping

from ..errors import QuestionError
from ..records import Event, Flaw
from . import settle
from .as_judged import edited_from
from .ends import ENDS, moved_to
from .questions import Judged, judged
from .standing import stand
from .verdict_tables import found_record, keep, listed, verdict_of
from .verdicts import Anchor, Decision, Verdict, anchor_of
from .writing import Writing

__all__ = ["judge_link", "judge_record", "login_name", "take_back"]


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
        ends = ENDS.get(anchor.kind)
        if ends in fields and not isinstance(record, Flaw):
            fields[ends] = moved_to(record, fields[ends], reading.article.text)
    except ValueError as error:
        raise QuestionError(str(error)) from None
    return _kept(writing, Verdict((anchor,), decision, who, _not_before((anchor,), writing, when), note, None, fields))


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
    when = _not_before((first, second), writing, when)
    return _kept(writing, Verdict((first, second), decision, who, when, note, "same incident"))


def _not_before(anchors: tuple[Anchor, ...], writing: Writing, when: str) -> str:
    """`when`, or the time of the last decision on the same record or pair, where that is later: the clock was wrong
    then, or is now, and what is decided now counts all the same."""
    link = "IS NOT NULL" if len(anchors) > 1 else "IS NULL"
    query = f"""SELECT max(at) FROM verdicts v JOIN verdict_places p ON p.verdict = v.number
        WHERE link {link} AND p.article = ? AND p.kind = ? AND p.start = ? AND p.end = ?"""
    for anchor in anchors:
        (last,) = writing.db.execute(query, (anchor.article, anchor.kind, *anchor.span)).fetchone()
        when = max(when, last or when)
    return when


def take_back(writing: Writing, number: int) -> Judged:
    """See `Ledger.take_back`."""
    found = writing.db.execute("SELECT record FROM verdicts WHERE number = ? AND until IS NULL", (number,)).fetchone()
    if found is None:
        raise QuestionError(f"{number}: no verdict of this number stands")
    (was,) = listed(writing.db, numbers=[number])
    writing.db.execute("UPDATE verdicts SET until = ? WHERE number = ?", (writing.moment, number))
    stand(writing, "verdict_places", {"verdict": number}, [])
    _settle(writing, verdict_of(json.loads(found[0])))
    return judged([was])[0]


def _kept(writing: Writing, verdict: Verdict) -> Judged:
    number = keep(writing, verdict)
    _settle(writing, verdict)
    return judged(listed(writing.db, numbers=[number]))[0]


def _settle(writing: Writing, verdict: Verdict) -> None:
    query = (
        "SELECT reports.number FROM reports JOIN texts ON texts.number = text "
        "WHERE texts.id IN (SELECT value FROM json_each(?)) ORDER BY reports.number"
    )
    articles = json.dumps([anchor.article for anchor in verdict.anchors])
    settle.settle(writing, [number for (number,) in writing.db.execute(query, (articles,))])


def login_name() -> str:
    """Who decides, where nobody says: the name that the user is logged in with, "somebody" where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"
