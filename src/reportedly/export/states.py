"""What other formats call a state, by the code of the contract (`data/export/states.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ..gazetteer import load_gazetteer
from ..lists import read_table

__all__ = ["cow_number", "ftm_code", "iso_number", "name_of"]


@lru_cache(maxsize=1)
def _states() -> Mapping[str, Mapping[str, Any]]:
    return read_table(files("reportedly").joinpath("data", "export"), "states.toml")


def ftm_code(code: str | None) -> str | None:
    """The code of FollowTheMoney; None for what is no state, or one that it does not know."""
    found: str | None = _states().get(code or "", {}).get("ftm")
    return found


def iso_number(code: str | None) -> int | None:
    """ISO 3166-1 numeric; None where there is none."""
    found: int | None = _states().get(code or "", {}).get("iso")
    return found


def cow_number(code: str | None, day: str | None) -> int | None:
    """The number in the Correlates of War, of the state that stood under this code on that ISO date (None: today)."""
    state = _states().get(code or "", {})
    if day is not None and "cow_before" in state and day < state["cow_before"][1].isoformat():
        return int(state["cow_before"][0])
    found: int | None = state.get("cow")
    return found


@lru_cache(maxsize=512)
def name_of(code: str | None) -> str | None:
    """The name under which the ledger knows the state with this code, None where it is none."""
    if code is None:
        return None
    state = load_gazetteer().codes.get(code)
    return state.name if state else None
