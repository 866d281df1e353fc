"""What a sentence of ours must give, told in a line a person can edit, laid over what was read.

Records are parted by semicolons. What is not told is not judged; `nobody` is nobody, `*` whatever there is:

    Chad denies                             a statement: source and stance
    ASSAULT Chad > Uruguay: denied, said    an event: types (parted by |), actor, recipient, status, voice
    12 person killed                        a figure: value, unit and measure (each parted by |)

A party is a state by its code where the caller knows one for its name, else whatever bears the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportedly.ontology import event_types
from reportedly.records import STANCES, STATUSES

Row = Mapping[str, Any]
NOBODY, ANY = "nobody", "*"
VOICES = {"said": True, "told": False}


@dataclass(frozen=True, slots=True)
class Expected:
    """One record. `parties`: source, or actor and recipient; ANY where they are not judged. `values`: types, stance or
    figures that are right; `status` and `said` None where they are not judged."""

    kind: str
    parties: tuple[str, ...]
    values: tuple[str, ...]
    status: str | None = None
    said: bool | None = None
    measures: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def expected_in(line: str) -> list[Expected]:
    """The records of a line. Raises ValueError, with the words, where one is none."""
    return [_expected(part.strip()) for part in line.split(";") if part.strip()]


def _expected(words: str) -> Expected:
    parts = words.split()
    if parts[0].replace(".", "").isdigit():
        if len(parts) != 3:
            raise ValueError(f"{words!r}: a figure is a number, a unit and a measure")
        return Expected("figure", (), (parts[0],), units=_either(parts[1]), measures=_either(parts[2]))
    if parts[-1] in STANCES:
        return Expected("statement", (" ".join(parts[:-1]) or ANY,), (parts[-1],))
    told, _, standing = words.partition(":")
    types = _either(told.split()[0])
    if not set(types) <= set(event_types()):
        raise ValueError(f"{words!r}: neither a stance nor a type of event nor a number")
    actor, _, recipient = told.partition(" ")[2].partition(">")
    status, _, voice = (part.strip() for part in standing.partition(","))
    if (status and status not in STATUSES) or (voice and voice not in VOICES):
        raise ValueError(f"{words!r}: {standing.strip()!r} is no status")
    parties = (actor.strip() or ANY, recipient.strip() or ANY)
    return Expected("event", parties, types, status or None, VOICES.get(voice))


def _either(words: str) -> tuple[str, ...]:
    return tuple(words.split("|"))


def matching(one: Expected, rows: Iterable[Row], codes: Mapping[str, str]) -> Row | None:
    """The first row that is this record, None where none is. `codes`: ISO codes of the states that may be named."""
    return next((row for row in rows if row["kind"] == one.kind and _is(one, row, codes)), None)


def _is(one: Expected, row: Row, codes: Mapping[str, str]) -> bool:
    if one.kind == "statement":
        return row["stance"] in one.values and _party(one.parties[0], row["source"], codes)
    if one.kind == "figure":
        same = row["value"] is not None and float(row["value"]) == float(one.values[0])
        return same and _word(row["unit"], one.units) and _word(row["measure"], one.measures)
    return (
        row["type"] in one.values
        and _party(one.parties[0], row["actor"], codes)
        and _party(one.parties[1], row["recipient"], codes)
        and one.status in (None, row["status"])
        and one.said in (None, row["according_to"] is not None)
    )


def _word(value: str | None, right: Sequence[str]) -> bool:
    return ANY in right or value in right


def _party(told: str, mention: Row | None, codes: Mapping[str, str]) -> bool:
    if told == ANY:
        return True
    if told == NOBODY or mention is None:
        return told == NOBODY and mention is None
    if told in codes:
        return bool(mention["country"] == codes[told])
    return any(told.casefold() in (words or "").casefold() for words in (mention["name"], mention["text"]))


def line_of(row: Row) -> str:
    """A record in the same words: `Chad denies: it shelled …` for people to compare."""
    if row["kind"] == "statement":
        return f"{_called(row['source'])} {row['stance']}"
    if row["kind"] == "figure":
        number = f"{row['low']} to {row['high']}" if row["value"] is None else f"{row['value']}"
        return " ".join(filter(None, (number, row["unit"], row["measure"])))
    voice = "said" if row["according_to"] else "told"
    return f"{row['type']} {_called(row['actor'])} > {_called(row['recipient'])}: {row['status']}, {voice}"


def _called(mention: Row | None) -> str:
    if mention is None:
        return NOBODY
    name = mention["name"] or " ".join(mention["text"].split())
    return f"{name} ({mention['country']})" if mention["country"] else str(name)
