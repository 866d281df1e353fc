"""What is asked for, as conditions in SQL. Values are always bound, never written into the query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

__all__ = ["Conditions", "Few", "full_text"]

_PHRASE = re.compile(r'"([^"]*)"|(\S+)')


Few: TypeAlias = Literal["numbered", "disputed", "counted"]
"""Why only few incidents can be meant: their numbers are looked up, by parties or a place; they are disputed; they have
figures. Which index a query begins with goes by it."""


@dataclass(slots=True)
class Conditions:
    """Conditions that must all hold, and the values that they are bound to, in order. Grows as it is written. `few`: of
    what is asked of incidents, what few of them are."""

    told: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)
    few: frozenset[Few] = frozenset()

    def copy(self) -> Conditions:
        """The same, to be written on."""
        return replace(self, told=[*self.told], values=[*self.values])

    def disputed(self) -> None:
        """Incidents `i` whose accounts conflict."""
        self.add("i.disputed = 1")
        self.few |= {"disputed"}

    def counted(self) -> None:
        """Incidents `i` that have figures."""
        self.add("i.figures > 0")
        self.few |= {"counted"}

    def numbered(self, looks: Sequence[str], values: Sequence[object]) -> None:
        """Incidents `i` whose number one of these queries finds."""
        self.add(f"i.number IN ({' UNION ALL '.join(looks)})", *values)
        self.few |= {"numbered"}

    def add(self, condition: str, *values: object) -> None:
        self.told.append(condition)
        self.values += values

    def equal(self, column: str, value: str | None) -> None:
        """Nothing, where no value is asked for."""
        if value is not None:
            self.add(f"{column} = ?", value)

    def named(self, columns: Sequence[str], value: str | None) -> None:
        """One of the columns has the value: a name or a country, say."""
        if value is not None:
            self.add(f"({' OR '.join(f'{column} = ?' for column in columns)})", *[value] * len(columns))

    def between(self, one: str, other: str) -> None:
        """Events of which the one is the actor and the other the recipient, or the other way round."""
        # One look into an index for each way to name them; with OR in one place, SQLite would look at every event.
        looks = [
            f"SELECT number FROM events WHERE {actor} = ? AND {recipient} = ?"
            for actor in ("actor_name", "actor_country")
            for recipient in ("recipient_name", "recipient_country")
        ]
        values = [one, other] * len(looks) + [other, one] * len(looks)
        self.add(f"events.number IN ({' UNION '.join(looks * 2)})", *values)

    def days(self, first: str, last: str, since: str | None, until: str | None) -> None:
        """Days from `first` to `last` that meet those from `since` to `until`, all inclusive.

        A column that is null is open; where both are, the time is not known, and does not match.
        """
        if since is None and until is None:
            return
        self.add(f"({first} IS NOT NULL OR {last} IS NOT NULL)")
        if since is not None:
            self.add(f"({last} >= ? OR {last} IS NULL)", since)
        if until is not None:
            self.add(f"({first} <= ? OR {first} IS NULL)", until)

    def at_least(self, column: str, value: float | None) -> None:
        """What bears no value is kept, as `reportedly read --min-confidence` does."""
        if value is not None:
            self.add(f"({column} >= ? OR {column} IS NULL)", value)

    def sql(self) -> str:
        """What follows `WHERE`."""
        return " AND ".join(self.told) or "1"


def full_text(words: str) -> str:
    """The query of SQLite's full-text index for `words`: all of them, those in double quotes side by side.

    Nothing that a user writes is an operator. Raises ValueError where there is no word in it.
    """
    phrases = [quoted or single for quoted, single in _PHRASE.findall(words)]
    wanted = [phrase.replace('"', " ") for phrase in phrases if any(c.isalnum() for c in phrase)]
    if not wanted:
        raise ValueError(f"{words!r}: no word to search for")
    return " AND ".join(f'"{phrase}"' for phrase in wanted)
