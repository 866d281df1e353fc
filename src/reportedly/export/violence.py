"""What incidents are in the terms of ACLED and UCDP, by the table `data/export/violence.toml`.

Both count what happened. An incident is one here where at least one source says so; whether others deny it stands in
the notes. Who is armed and who a civilian is told by PLOVER's sectors, and where these do not tell it, it is not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from ..ledger.dossier import Dossier
from ..ledger.policies import Estimate, Policy, estimate
from ..ledger.who import Party
from ..lists import read_table

__all__ = ["Acled", "acled_of", "days_told", "deaths", "inter", "kind_of", "violence_type"]

Kind: TypeAlias = Literal["state", "rebels", "armed", "civilians"]


@dataclass(frozen=True, slots=True)
class Acled:
    """ACLED's types; None where a person must fill them in."""

    disorder_type: str | None
    event_type: str | None
    sub_event_type: str | None


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return read_table(files("reportedly").joinpath("data", "export"), "violence.toml")


def kind_of(party: Party | None, acting: bool) -> Kind | None:
    """What a party of violence is, None where that is not told. A state that acts does so by its forces; one that is
    acted on may be hit in anybody."""
    if party is None:
        return None
    sectors = _table()["sectors"]
    if party.sector in sectors["state"] or (acting and party.entity == "country"):
        return "state"
    if party.sector in sectors["rebels"]:
        return "rebels"
    if party.sector in sectors["armed"]:
        return "armed"
    return "civilians" if party.sector in sectors["civilians"] else None


def acled_of(dossier: Dossier) -> Acled | None:
    """The types of the first row of the table that fits; None where the act is none of ACLED's."""
    whom = kind_of(dossier.recipient, acting=False)
    hit = "armed" if whom in ("state", "rebels", "armed") else whom
    for row in _table()["acled"]:
        fits = row["type"] == dossier.type and row.get("mode", dossier.mode) == dossier.mode
        if fits and row.get("on", hit) == hit:
            return Acled(*(row[name] or None for name in ("disorder_type", "event_type", "sub_event_type")))
    return None


def inter(party: Party | None, dossier: Dossier, acting: bool) -> str | None:
    """ACLED's word for who takes part; None where it cannot be told: a militia's kind, or whether a state's forces are
    at home where no place is told."""
    words = _table()["inter"]
    if party is not None and acting and dossier.type == "PROTEST":
        return str(words["rioters" if dossier.mode == "riot" else "protesters"])
    kind = kind_of(party, acting)
    if kind == "state" and party is not None:
        place = dossier.where.country if dossier.where else None
        if place is None or party.country is None:
            return None
        return str(words["state" if place == party.country else "elsewhere"])
    return str(words[kind]) if kind in ("rebels", "civilians") else None


def violence_type(dossier: Dossier) -> int | None:
    """UCDP's type of violence: 1 a state against an armed side, 2 armed sides without a state, 3 against civilians."""
    one, other = kind_of(dossier.actor, acting=True), kind_of(dossier.recipient, acting=False)
    if one is None or other is None or one == "civilians":
        return None
    if other == "civilians":
        return 3
    return 1 if "state" in (one, other) else 2


def deaths(dossier: Dossier, policy: Policy) -> Estimate | None:
    """How many persons were killed, under the policy; None where no figure tells it."""
    for series in dossier.series:
        if (series.unit, series.measure) == ("person", "killed"):
            return estimate(series, policy)
    return None


def days_told(dossier: Dossier) -> int | None:
    """The length of the stretch of time that is told, in days; None where it is open or not told."""
    if not dossier.start or not dossier.end:
        return None
    return (date.fromisoformat(dossier.end) - date.fromisoformat(dossier.start)).days + 1
