"""Incidents → accounts, conflicts, series, policies and a sentence: a table."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportedly.ledger.accounts import Account
from reportedly.ledger.dossier import Dossier, dossier_of
from reportedly.ledger.given import Incident
from reportedly.ledger.policies import POLICIES, Estimate, estimate
from reportedly.ledger.series import Series, plain
from reportedly.ledger.summaries import summary_of
from reportedly.ledger.who import Party, Source
from tests.ledger.laying import Laid, laid

ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "tables" / "incidents.toml").read_text(encoding="utf-8")
)["row"]


def dossier(found: Laid) -> Dossier:
    made = dossier_of(found.incident, found.copies, found.by_id)
    assert made
    return made


def told(account: Account) -> str:
    part = f" ({account.part})" if account.part else ""
    earlier = "".join(f", earlier {position}" for position in account.earlier)
    source = account.source
    return f"{source.label} ({source.kind}) {account.position}{part}{earlier} | {', '.join(account.outlets)}"


def moved(series: Series) -> list[str]:
    path = " → ".join(str(plain(number)) for _, number in series.path)
    return [path, *(shown(estimate(series, policy)) for policy in POLICIES)]


def shown(one: Estimate) -> str:
    if not one.entries:
        return "—"
    best = "?" if one.best is None else plain(one.best)
    if one.policy == "range" or one.best is None:
        return f"{plain(one.low)} ≤ {best} ≤ {plain(one.high)}"
    return str(best)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_table(row: dict[str, Any]) -> None:
    made = dossier(laid(row))
    got: dict[str, Any] = {
        "accounts": [told(account) for account in made.accounts],
        "conflicts": [f"{c.kind}: {c.one.source.label} / {c.other.source.label}" for c in made.conflicts],
        "figures": {series.measure: moved(series) for series in made.series},
        "updates": [update.reason.split(",")[0] for update in made.updates],
        "first": list(made.first.outlets) if made.first else [],
        "summary": summary_of(made),
        "status": made.status,
        "voice": made.voice,
        "disputed": made.disputed,
        "reports_and_independent": [made.reports, made.independent],
    }
    wanted = {key: value for key, value in row.items() if key in got}
    assert wanted, "a row of which nothing is looked at"
    assert {key: got[key] for key in wanted} == wanted
    for key in row.keys() - got.keys():
        assert key in ("name", "acts", "reports"), f"unknown key {key!r}"


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_order_of_tellings_tells_nothing(row: dict[str, Any]) -> None:
    found = laid(row)
    wanted = dossier(found).row()
    for seed in range(5):
        tellings = list(found.incident.tellings)
        random.Random(seed).shuffle(tellings)
        again = Laid(found.reports, found.copies, Incident(found.incident.id, tuple(tellings)))
        assert dossier(again).row() == wanted


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_spans_are_in_the_text(row: dict[str, Any]) -> None:
    found = laid(row)
    made = dossier(found)
    claims = [side for c in made.conflicts for side in (c.one, c.other)]
    claims += [side for u in made.updates for side in (u.earlier, u.later)]
    for one in [*(s for a in made.accounts for s in a.sayings), *claims, *(e for s in made.series for e in s.entries)]:
        text = found.by_id[one.report].reading.article.text
        assert " ".join(one.span.of(text).split()) == one.words
        assert one.words


def test_several_people_without_a_name_take_the_plural() -> None:
    critics = Source("c", "critics", "anonymous", Party("critics", None, "group", None, None))
    front = Source(
        "f", "Free Elsin Front", "office", Party("Free Elsin Front", "Free Elsin Front", "group", "BRN", "REB")
    )
    one = Source("o", "a diplomat", "anonymous", Party("a diplomat", None, "person", None, "GOV"))
    nobody = Source("n", "nobody named", "unattributed")
    assert [source.several for source in (critics, front, one, nobody)] == [True, False, False, False]
