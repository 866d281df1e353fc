"""The tables under `data/actors/`: read, checked, and handed on as plain rows.

Nothing is mended: a key too many, a value of the wrong kind, a code that no state has, a date that ends before
it begins, or an entry that stands there twice is a fault, told with its file, entry and key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeGuard

from ..records import ENTITIES

__all__ = ["Actor", "Country", "Institution", "Person", "Tables", "Term", "read_tables"]

NOT_STATES = frozenset({"IGO", "NGO", "MNC"})
SECTORS = frozenset(
    [
        "GOV",
        "MIL",
        "SPY",
        "LEG",
        "JUD",
        "COP",
        "PTY",
        "OPP",
        "REB",
        "UAF",
        "PRM",
        "AGR",
        "BUS",
        "CRM",
        "CVL",
        "EDU",
        "ELI",
        "JRN",
        "LAB",
        "MED",
        "REF",
        "REL",
        "SOC",
        "IGO",
        "NGO",
    ]
)


class Country(NamedTuple):
    """A state or territory. `since` and `until` are ISO dates; `successor` is the code of what followed it."""

    code: str
    name: str
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    successor: str | None = None


class Actor(NamedTuple):
    """An organization or group with a name of its own."""

    name: str
    names: tuple[str, ...]
    entity: str
    country: str | None
    sector: str | None
    since: str | None = None
    until: str | None = None


class Term(NamedTuple):
    """One term of office."""

    country: str
    office: str
    since: str
    until: str | None


class Person(NamedTuple):
    """Somebody who holds or held offices, in the order of the tables."""

    name: str
    aliases: tuple[str, ...]
    terms: tuple[Term, ...]


class Institution(NamedTuple):
    """A kind of institution that most states have. `name` bears {country} or {demonym}, or is None."""

    nouns: tuple[str, ...]
    name: str | None
    sector: str | None
    entity: str
    own: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables. `roles` and `places` are kept as they stand in their files."""

    countries: tuple[Country, ...] = ()
    actors: tuple[Actor, ...] = ()
    people: tuple[Person, ...] = ()
    institutions: tuple[Institution, ...] = ()
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roles: Mapping[str, Any] = field(default_factory=dict)


_STRING, _STRINGS, _DATE, _TABLE = "a string", "a list of strings", "a date", "a table of strings"
_COUNTRY = {
    "code": _STRING, "name": _STRING, "names": _STRINGS, "demonyms": _STRINGS, "capital": _STRINGS,
    "seats": _STRINGS, "from": _DATE, "until": _DATE, "successor": _STRING,
}  # fmt: skip
_ACTOR = {
    "name": _STRING, "names": _STRINGS, "entity": _STRING, "country": _STRING, "sector": _STRING,
    "from": _DATE, "until": _DATE,
}  # fmt: skip
_INSTITUTION = {"nouns": _STRINGS, "name": _STRING, "sector": _STRING, "entity": _STRING, "own": _TABLE}
_ROLES = {
    "persons": 2, "collectives": 2, "bodies": 2, "modifiers": 1, "offices": 1, "states": 1, "things": 1, "peoples": 1,
    "shape": 1, "misspelt": 1, "plurals": 0, "metonyms": 0, "usual": 0, "parts": 0,
}  # fmt: skip
"""The sections of offices.toml and how many tables deep their lists lie; 0 is a table of strings."""


def read_tables(sources: Iterable[tuple[str, bytes]], base: Tables | None = None) -> tuple[Tables, list[str]]:
    """The tables in `sources` (path under `data/actors/` and bytes), and every fault found in them.

    What is faulty is left out. With `base`, as for a user's file, only actors and countries may stand there,
    and country codes may come from the base.
    """
    reader = _Reader({c.code for c in base.countries} if base else set(), base is not None)
    parsed: list[tuple[str, dict[str, Any]]] = []
    for path, data in sources:
        try:
            parsed.append((path, tomllib.loads(data.decode("utf-8-sig"))))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            reader.faults.append(f"{path}: {error}")
    # Countries first: the other tables refer to their codes.
    for path, content in parsed:
        reader.countries_of(path, content)
    reader.successors()
    for path, content in parsed:
        reader.rest_of(path, content)
    return reader.tables(), reader.faults


class _Reader:
    """Gathers rows and faults over all files."""

    def __init__(self, codes: set[str], users: bool) -> None:
        self.codes = codes
        self.users = users
        self.faults: list[str] = []
        self.countries: dict[str, tuple[str, Country]] = {}
        self.actors: list[Actor] = []
        self.named: dict[tuple[str, str | None], list[Actor]] = {}
        self.institutions: list[Institution] = []
        self.places: dict[str, tuple[str, ...]] = {}
        self.roles: dict[str, Any] = {}
        self.terms: dict[str, list[Term]] = {}
        self.aliases: dict[str, list[str]] = {}

    def tables(self) -> Tables:
        people = tuple(
            Person(name, tuple(self.aliases.get(name, ())), tuple(terms)) for name, terms in self.terms.items()
        )
        countries = tuple(country for _, country in self.countries.values())
        return Tables(countries, tuple(self.actors), people, tuple(self.institutions), self.places, self.roles)

    def countries_of(self, path: str, content: dict[str, Any]) -> None:
        for where, row in self._rows(path, content, "country", _COUNTRY, ("code", "name")):
            code = row["code"]
            if code in self.countries:
                self.faults.append(f"{where}: code: {code} stands there twice")
            elif len(code) != 3 or not code.isascii() or not code.isupper() or code in NOT_STATES:
                self.faults.append(f"{where}: code: {code!r} is no code of three capitals")
            else:
                self.countries[code] = (where, Country(
                    code, row["name"], _strings(row, "names"), _strings(row, "demonyms"), _strings(row, "capital"),
                    _strings(row, "seats"), _iso(row.get("from")), _iso(row.get("until")), row.get("successor"),
                ))  # fmt: skip
        self.codes |= self.countries.keys()

    def successors(self) -> None:
        for where, country in self.countries.values():
            if country.successor is not None and country.successor not in self.codes:
                self.faults.append(f"{where}: successor: unknown country {country.successor!r}")

    def rest_of(self, path: str, content: dict[str, Any]) -> None:
        known = {"country", "actor"}
        self._actors(path, content)
        if not self.users:
            if path.startswith("leaders/"):
                self._leaders(path, content)
                return
            known |= {"institution", "places", *_ROLES}
            for where, row in self._rows(path, content, "institution", _INSTITUTION, ("nouns",)):
                self._institution(where, row)
            self._places(path, content.get("places", {}))
            self._roles(path, content)
        self.faults += [f"{path}: unknown section {key!r}" for key in content.keys() - known]

    def _rows(
        self, path: str, content: dict[str, Any], section: str, schema: dict[str, str], due: tuple[str, ...]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """The entries of one section that are well formed."""
        rows = content.get(section, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.faults.append(f"{path}: {section}: entries begin with [[{section}]]")
            return
        for number, row in enumerate(rows, 1):
            told = row.get("code", row.get("name", row.get("nouns")))
            where = f"{path}: {section} {number} ({told})"
            faults = [f"{where}: unknown key {key!r}" for key in row.keys() - schema.keys()]
            faults += [f"{where}: key {key!r} is missing" for key in due if key not in row]
            faults += [
                f"{where}: {key}: {schema[key]} is due"
                for key in row.keys() & schema.keys()
                if not _is(row[key], schema[key])
            ]
            if not faults and "from" in row and "until" in row and row["from"] > row["until"]:
                faults.append(f"{where}: from: {row['from']} lies after until, {row['until']}")
            for key in row.keys() & schema.keys() if not faults else ():
                if schema[key] == _STRINGS and len(set(row[key])) < len(row[key]):
                    twice = next(v for v in row[key] if row[key].count(v) > 1)
                    faults.append(f"{where}: {key}: {twice!r} stands there twice")
            self.faults += faults
            if not faults:
                yield where, row

    def _codes_right(self, where: str, country: str | None, sector: str | None, entity: str) -> bool:
        before = len(self.faults)
        if country is not None and country not in self.codes | NOT_STATES:
            self.faults.append(f"{where}: country: unknown country {country!r}")
        if sector is not None and sector not in SECTORS:
            self.faults.append(f"{where}: sector: unknown sector {sector!r}")
        if entity not in ENTITIES:
            self.faults.append(f"{where}: entity: {entity!r} is none of {', '.join(ENTITIES)}")
        return len(self.faults) == before

    def _actors(self, path: str, content: dict[str, Any]) -> None:
        for where, row in self._rows(path, content, "actor", _ACTOR, ("name", "entity")):
            country, sector, entity = row.get("country"), row.get("sector"), row["entity"]
            if not self._codes_right(where, country, sector, entity):
                continue
            since, until = _iso(row.get("from")), _iso(row.get("until"))
            actor = Actor(row["name"], _strings(row, "names"), entity, country, sector, since, until)
            same_name = self.named.setdefault((actor.name, actor.country), [])
            if any(_overlap(actor, other) for other in same_name):
                self.faults.append(f"{where}: name: {actor.name!r} stands in the tables twice")
            else:
                same_name.append(actor)
                self.actors.append(actor)

    def _institution(self, where: str, row: dict[str, Any]) -> None:
        entity = row.get("entity", "organization")
        self.faults += [f"{where}: own: unknown country {c!r}" for c in row.get("own", {}) if c not in self.codes]
        if self._codes_right(where, None, row.get("sector"), entity):
            own = row.get("own", {})
            self.institutions.append(
                Institution(tuple(row["nouns"]), row.get("name"), row.get("sector"), entity, dict(own))
            )

    def _places(self, path: str, places: Any) -> None:
        if not isinstance(places, dict):
            self.faults.append(f"{path}: places: a table of lists is due")
            return
        for code, names in places.items():
            if code not in self.codes:
                self.faults.append(f"{path}: places: unknown country {code!r}")
            elif not _is(names, _STRINGS):
                self.faults.append(f"{path}: places.{code}: {_STRINGS} is due")
            else:
                self.places[code] = self.places.get(code, ()) + tuple(names)

    def _roles(self, path: str, content: dict[str, Any]) -> None:
        for section, depth in _ROLES.items():
            if section not in content:
                continue
            fault = _nested(content[section], depth, section)
            if fault:
                self.faults.append(f"{path}: {fault}")
            elif section in self.roles:
                self.faults.append(f"{path}: section {section!r} stands in the tables twice")
            else:
                self.roles[section] = content[section]

    def _leaders(self, path: str, content: dict[str, Any]) -> None:
        for code, offices in content.items():
            if code not in self.codes | NOT_STATES or not isinstance(offices, dict):
                self.faults.append(f"{path}: unknown country {code!r}")
                continue
            for office, holders in offices.items():
                if office == "aliases":
                    self._aliases(f"{path}: {code}.aliases", holders, offices)
                elif not isinstance(holders, list):
                    self.faults.append(f"{path}: {code}.{office}: a list of [name, from, until] is due")
                else:
                    for number, holder in enumerate(holders, 1):
                        self._term(f"{path}: {code}.{office} {number}", code, office, holder)

    def _term(self, where: str, code: str, office: str, holder: Any) -> None:
        if not isinstance(holder, list) or not 2 <= len(holder) <= 3 or not isinstance(holder[0], str):
            self.faults.append(f"{where}: [name, from, until] is due")
            return
        name, *dates = holder
        if not all(_is(day, _DATE) for day in dates):
            self.faults.append(f"{where} ({name}): from, until: a date is due")
        elif len(dates) == 2 and dates[0] > dates[1]:
            self.faults.append(f"{where} ({name}): from: {dates[0]} lies after until, {dates[1]}")
        else:
            term = Term(code, office, dates[0].isoformat(), dates[1].isoformat() if len(dates) == 2 else None)
            terms = self.terms.setdefault(name, [])
            if term in terms:
                self.faults.append(f"{where} ({name}): this term stands there twice")
            else:
                terms.append(term)

    def _aliases(self, where: str, aliases: Any, offices: dict[str, Any]) -> None:
        if not isinstance(aliases, dict):
            self.faults.append(f"{where}: a table of lists is due")
            return
        holders = {
            h[0] for key, rows in offices.items() if key != "aliases" and isinstance(rows, list)
            for h in rows if isinstance(h, list) and h
        }  # fmt: skip
        for name, others in aliases.items():
            if name not in holders:
                self.faults.append(f"{where}: {name!r} holds no office in this table")
            elif not _is(others, _STRINGS):
                self.faults.append(f"{where}: {name!r}: {_STRINGS} is due")
            else:
                self.aliases.setdefault(name, []).extend(others)


def _strings(row: dict[str, Any], key: str) -> tuple[str, ...]:
    return tuple(row.get(key, ()))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _is(value: object, kind: str) -> bool:
    if kind == _STRING:
        return isinstance(value, str) and value != ""
    if kind == _DATE:
        return type(value) is date
    if kind == _STRINGS:
        return isinstance(value, list) and all(isinstance(v, str) and v for v in value)
    return _string_table(value)


def _string_table(value: object) -> TypeGuard[dict[str, str]]:
    return isinstance(value, dict) and all(isinstance(v, str) and v for v in value.values())


def _nested(value: object, depth: int, where: str) -> str | None:
    """What is wrong with a section of offices.toml: lists of strings, `depth` tables deep."""
    if depth == 0:
        return None if _string_table(value) else f"{where}: {_TABLE} is due"
    if not isinstance(value, dict):
        return f"{where}: a table is due"
    for key, inner in value.items():
        if depth > 1:
            fault = _nested(inner, depth - 1, f"{where}.{key}")
            if fault:
                return fault
        elif not _is(inner, _STRINGS):
            return f"{where}.{key}: {_STRINGS} is due"
        elif len(set(inner)) < len(inner):
            twice = next(v for v in inner if inner.count(v) > 1)
            return f"{where}.{key}: {twice!r} stands there twice"
    return None


def _overlap(one: Actor, other: Actor) -> bool:
    """Whether two entries of one name are of one time."""
    return (one.since or "") < (other.until or "9") and (other.since or "") < (one.until or "9")
