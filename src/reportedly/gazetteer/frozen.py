"""The tables and their indexes as one file, which loads in milliseconds where a dozen TOML files take a second."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import Any

from ..errors import VocabularyError
from ..sums import packaged
from ..undisturbed import undisturbed
from .indexes import Indexes, Role, build
from .lookup import Gazetteer
from .spelling import key_of, words_of
from .tables import Actor, Country, Institution, Person, Tables, Term, read_tables

__all__ = ["FROZEN", "compiled", "load_gazetteer", "read_sources", "thawed"]

FROZEN = "gazetteer.json"


def read_sources(folder: Traversable) -> list[tuple[str, bytes]]:
    """The TOML files of `folder` and of its folder `leaders`, in order of their paths."""
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.name == "leaders" and entry.is_dir():
            found += [(f"leaders/{f.name}", f.read_bytes()) for f in entry.iterdir() if f.name.endswith(".toml")]
        elif entry.name.endswith(".toml"):
            found.append((entry.name, entry.read_bytes()))
    return sorted(found)


def compiled(sources: list[tuple[str, bytes]]) -> tuple[dict[str, Any], list[str]]:
    """What is frozen of `sources`, and the faults found in them."""
    tables, faults = read_tables(sources)
    indexes, more = build(tables)
    digest = hashlib.sha256()
    for path, data in sources:
        digest.update(path.encode() + b"\0" + data + b"\0")
    # Names that the indexes hold are not needed twice, and few meanings are shared by thousands of nouns.
    meanings = list(dict.fromkeys(indexes.roles.values()))
    places = {meaning: n for n, meaning in enumerate(meanings)}
    return {
        "digest": digest.hexdigest()[:16],
        "countries": tables.countries,
        "actors": tuple(actor._replace(names=()) for actor in tables.actors),
        "people": tuple(person._replace(aliases=()) for person in tables.people),
        "meanings": tuple(meanings),
        "institutions": tables.institutions,
        "indexes": {**indexes._asdict(), "roles": {key: places[role] for key, role in indexes.roles.items()}},
    }, faults + more


def dumped(frozen: dict[str, Any]) -> bytes:
    """The bytes of the frozen file: one row a line, so that a change of one entry shows as such."""
    lines = ["{"]
    for section, value in frozen.items():
        if isinstance(value, tuple):
            rows = ",\n".join(_json(row) for row in value)
            lines.append(f"{_json(section)}:[\n{rows}\n],")
        elif section == "indexes":
            lines.append(f"{_json(section)}:{{")
            for name, index in value.items():
                rows = ",\n".join(f"{_json(key)}:{_json(index[key])}" for key in sorted(index))
                lines.append(f"{_json(name)}:{{\n{rows}\n}},")
            lines[-1] = lines[-1].removesuffix(",")
            lines.append("}")
        else:
            lines.append(f"{_json(section)}:{_json(value)},")
    return ("\n".join([*lines, "}"]) + "\n").encode("utf-8")


def thawed(data: bytes) -> Gazetteer:
    """The gazetteer of a frozen file. Raises VocabularyError where the file is not one."""
    try:
        # Half of the time goes into looking for rubbish among a hundred thousand rows that all stay.
        with undisturbed():
            return _gazetteer(json.loads(data))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise VocabularyError(
            f"{FROZEN}: not a frozen gazetteer; run python -m reportedly.gazetteer --freeze"
        ) from error


def _gazetteer(raw: dict[str, Any]) -> Gazetteer:
    countries = tuple(
        Country(c[0], c[1], tuple(c[2]), tuple(c[3]), tuple(c[4]), tuple(c[5]), c[6], c[7], c[8])
        for c in raw["countries"]
    )
    actors = tuple(Actor(name, (), *rest) for name, _, *rest in raw["actors"])
    people = tuple(Person(name, (), tuple([Term(*t) for t in terms])) for name, _, terms in raw["people"])
    institutions = tuple(Institution(tuple(i[0]), *i[1:]) for i in raw["institutions"])
    indexes = raw["indexes"]
    meanings = [Role(*meaning) for meaning in raw["meanings"]]
    indexes["roles"] = {key: meanings[n] for key, n in indexes["roles"].items()}
    offices = indexes["offices"]
    by_office: dict[tuple[str, str], list[tuple[Term, int]]] = {}
    for row, person in enumerate(people):
        for term in person.terms:
            key = _office_key(term.office)
            by_office.setdefault((term.country, offices.get(key, key)), []).append((term, row))
    return Gazetteer(
        raw["digest"],
        Tables(countries, actors, people, institutions),
        Indexes(**indexes),
        {country.code: country for country in countries},
        by_office,
    )


@lru_cache(maxsize=4096)
def _office_key(office: str) -> str:
    return key_of(words_of(office))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer that comes with the package. Raises VocabularyError where its file is missing or broken."""
    try:
        data = packaged(FROZEN)
    except OSError as error:
        raise VocabularyError(f"{FROZEN}: {error.strerror}") from error
    return thawed(data)
