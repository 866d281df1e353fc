"""What holds of accounts, conflicts, figures, dyads and sources for any readings at all."""

from __future__ import annotations

import csv
import io
import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reportedly.ledger.dossier import dossier_of
from reportedly.ledger.dyads import PERIODS, dyad_of, side_of
from reportedly.ledger.given import Incident
from reportedly.ledger.policies import POLICIES, estimate
from reportedly.ledger.positions import POSITIONS, position_of, taken
from reportedly.ledger.questions import Asked, copy_rows, disputes, figures, incidents
from reportedly.ledger.quoted import Sourcing, leanings_of, quoted_of
from reportedly.ledger.summaries import summary_of
from reportedly.records import STANCES, STATUSES
from reportedly.terminal import answers
from reportedly.terminal.dossier import dyad, incident
from reportedly.terminal.formats import csv_text, json_lines
from tests.ledger.making import ledgers

Ledger = tuple[Incident, Any, Any]
SLOW = settings(max_examples=100, deadline=None)


@SLOW
@given(ledgers(), st.randoms(use_true_random=False))
def test_order_tells_nothing(ledger: Ledger, chance: random.Random) -> None:
    found, copies, reports = ledger
    dossier = dossier_of(found, copies, reports)
    tellings = list(found.tellings)
    chance.shuffle(tellings)
    ids = list(reports)
    chance.shuffle(ids)
    turned = {id: tuple(reversed(copies[id])) for id in reversed(list(copies))}
    again = dossier_of(Incident(found.id, tuple(tellings)), turned, {id: reports[id] for id in ids})
    assert (dossier and dossier.row()) == (again and again.row())
    assert [q.row() for q in quoted_of([reports[id] for id in ids], turned)] == [
        q.row() for q in quoted_of(reports.values(), copies)
    ]


@SLOW
@given(ledgers())
def test_what_a_dossier_promises(ledger: Ledger) -> None:
    found, copies, reports = ledger
    dossier = dossier_of(found, copies, reports)
    if dossier is None:
        assert not found.tellings
        return
    assert dossier.accounts, "whatever is told is somebody's account"
    keys = [a.source.key for a in dossier.accounts]
    assert len(set(keys)) == len(keys)
    for account in dossier.accounts:
        assert account.sayings
        assert 1 <= account.independent <= sum(1 for _ in account.sayings)
        for saying in account.sayings:
            text = reports[saying.report].reading.article.text
            assert " ".join(saying.span.of(text).split()) == saying.words
            assert saying.copied == (saying.origin != saying.report)
    told = {s.telling for a in dossier.accounts for s in a.sayings}
    assert {t.id for t in found.tellings} <= told, "every telling is in an account"
    by_key = {a.source.key: a for a in dossier.accounts}
    for conflict in dossier.conflicts:
        assert conflict.one.source.key != conflict.other.source.key
        assert conflict.reason
        if conflict.kind != "how many":
            assert {conflict.one.source.key, conflict.other.source.key} <= by_key.keys()
    assert dossier.disputed == bool(dossier.conflicts)
    assert summary_of(dossier).endswith(".")
    assert len(summary_of(dossier).splitlines()) == 1
    for series in dossier.series:
        for policy in POLICIES:
            one = estimate(series, policy)
            assert set(one.entries) <= set(series.totals)
            assert one.reason
            if one.low is not None and one.best is not None:
                assert one.low <= one.best
            if one.high is not None and one.best is not None:
                assert one.best <= one.high
        readings = [e.reading for e in series.totals]
        assert estimate(series, "conservative").best in [*readings, None]


@SLOW
@given(ledgers(), st.sampled_from(PERIODS), st.sampled_from([40, 80, 120]))
def test_it_can_be_shown(ledger: Ledger, by: Any, width: int) -> None:
    found, copies, reports = ledger
    dossier = dossier_of(found, copies, reports)
    known = [dossier] if dossier else []
    between = dyad_of(known, side_of("Yugoslavia"), side_of("Black Brigade"), by)
    assert sum(c.count for c in between.cells) <= 2 * len(known)
    quoted, leanings = quoted_of(reports.values(), copies), leanings_of(reports.values(), copies)
    rows = copy_rows(reports, copies)
    views = [
        lambda w: answers.incidents(incidents(known, Asked()), w),
        lambda w: answers.disputes(disputes(known, Asked()), w),
        lambda w: answers.figures(figures(known, Asked(), "range"), w),
        lambda w: answers.sources(Sourcing(quoted, leanings, len(quoted) + 1), w),
        lambda w: answers.copies(rows, w),
        lambda w: dyad(between, w),
        *([lambda w: incident(dossier, w)] if dossier else []),
    ]
    for view in views:
        shown = answers.rendered(view, width=width)
        assert all(cell_len(line) <= width for line in shown.splitlines()), shown
        assert not any(ord(char) < 32 and char != "\n" for char in shown)
    told = [d.row() for d in known] + [between.row()] + [r.row() for r in rows] + [q.row() for q in quoted]
    assert [json.loads(line) for line in json_lines(told)] == json.loads(json.dumps(told))
    table = list(csv.reader(io.StringIO(csv_text(told))))
    assert len(table) == len(told) + 1
    assert len({len(line) for line in table}) == 1


@given(st.sampled_from(STATUSES), st.lists(st.sampled_from(STANCES), max_size=4))
def test_positions_are_positions(status: Any, stances: list[Any]) -> None:
    held = position_of(status, stances)
    assert held in POSITIONS
    if stances and stances[-1] == "declines":
        assert held == "declines"
    # Nobody affirms what they deny, and no denial comes of assertions.
    assert not (held == "affirms" and {"denies", "doubts", "declines"} & set(stances))
    assert not (held == "denies" and status != "denied" and "denies" not in stances)
    assert taken([held, held]) == held
