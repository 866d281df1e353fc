"""The event types of PLOVER with their modes, quads and intensities, from `data/ontology/plover.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .errors import DamagedError, VocabularyError
from .sums import packaged

__all__ = ["EventType", "event_types"]


@dataclass(frozen=True, slots=True)
class EventType:
    """One type: its quad, its base intensity (-10 to 10), the intensity of each of its modes, and what counts as one in
    a few words."""

    name: str
    quad: str
    intensity: float
    modes: Mapping[str, float]
    gloss: str = ""

    def intensity_of(self, mode: str | None) -> float:
        return self.modes[mode] if mode else self.intensity


@lru_cache(maxsize=1)
def event_types() -> dict[str, EventType]:
    """The sixteen types by name, in the order of the file. Raises VocabularyError where it is missing or broken."""
    try:
        data = tomllib.loads(packaged("ontology/plover.toml").decode("utf-8"))
        return {
            row["name"]: EventType(
                row["name"], row["quad"], float(row["intensity"]), dict(row.get("modes", {})), row.get("gloss", "")
            )
            for row in data["type"]
        }
    except DamagedError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VocabularyError(f"plover.toml: cannot be used: {error}") from error
