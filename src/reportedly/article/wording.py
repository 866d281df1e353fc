"""Words around an act: `data/lexicon/*/standing.toml`, checked when loaded."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

__all__ = ["Wording", "load_wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """The lists of `standing.toml`, which says what each is for; all in lower case."""

    against: frozenset[str]


@lru_cache(maxsize=8)
def load_wording(language: str = "en") -> Wording:
    """The words of `language`."""
    raw = tomllib.loads(
        files("reportedly").joinpath("data", "lexicon", language, "standing.toml").read_text(encoding="utf-8")
    )
    return Wording(against=frozenset(raw["compounds"]["against"]))
