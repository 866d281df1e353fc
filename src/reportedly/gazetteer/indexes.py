"""The tables turned into indexes: from the key of a name to all that bear it, with how it must be written.

References are numbers, so that the indexes can be frozen in a file: the row of a table, the kind of name and
the writing it needs, packed into one integer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from .misspelling import misspelt_keys
from .spelling import ANY, CAPITAL, SILENT, case_of, key_of, plural, words_of
from .tables import Actor, Country, Person, Tables

__all__ = ["KINDS", "Indexes", "Kind", "Role", "build", "name_entries", "packed", "unpacked"]

Kind = Literal["country", "demonym", "capital", "seat", "actor", "place"]
KINDS: tuple[Kind, ...] = ("country", "demonym", "capital", "seat", "actor", "place")
RoleKind = Literal["person", "collective", "body", "modifier", "document", "object", "place", "institution"]
# How far a key is from a person's full name.
FULL, SHORT, SURNAME = 0, 1, 2


class Role(NamedTuple):
    """What a common noun tells. A `strong` one keeps its sector whatever body it belongs to."""

    kind: RoleKind
    sector: str | None
    strong: bool
    plural: bool
    institution: int | None = None


class Indexes(NamedTuple):
    """All indexes; keys are those of `spelling.key_of`."""

    names: dict[str, list[int]]
    people: dict[str, list[int]]
    roles: dict[str, Role]
    offices: dict[str, str]
    states: dict[str, str]
    shape: dict[str, list[str]]
    metonyms: dict[str, str]
    peoples: dict[str, list[str]]
    parts: dict[str, str]


def packed(row: int, kind: Kind, case: int) -> int:
    return row * 32 + KINDS.index(kind) * 4 + case


def unpacked(reference: int) -> tuple[int, Kind, int]:
    return reference // 32, KINDS[reference // 4 % 8], reference % 4


def build(tables: Tables) -> tuple[Indexes, list[str]]:
    """The indexes of `tables`, and the faults that only show where all tables are laid together."""
    faults: list[str] = []
    shape = {key: list(words) for key, words in tables.roles.get("shape", {}).items()}
    shape["heads"] = list(tables.roles.get("states", {}).get("heads", ()))
    ordinary = frozenset(shape.get("ordinary", ()))
    names: dict[str, list[int]] = {}
    for key, reference in name_entries(tables.countries, tables.actors, ordinary):
        _add(names, key, reference)
    _usual_first(names, tables, faults)
    codes = [country.code for country in tables.countries]
    for code, places in tables.places.items():
        for place in places:
            words = words_of(place)
            _add(names, key_of(words), packed(codes.index(code), "place", case_of(words, ordinary)))
    misspelt = _misspelt(tables.roles)
    for wrong, key in list(misspelt_keys(names, misspelt, 2)):
        names.setdefault(wrong, [reference // 4 * 4 + max(reference % 4, CAPITAL) for reference in names[key]])
    states = tables.roles.get("states", {})
    surname_first, given = frozenset(states.get("surname first", ())), frozenset(states.get("given first", ()))
    bound, married = frozenset(shape.get("bound", ())), frozenset(shape.get("married", ()))
    roles = _roles(tables, faults)
    for wrong, key in list(misspelt_keys(roles, misspelt, 4)):
        roles.setdefault(wrong, roles[key])
    return Indexes(
        names, _people(tables.people, surname_first, given, bound, married), roles,
        _offices(tables.roles, faults), _states(tables.roles), shape, _metonyms(tables, faults),
        _peoples(tables, faults), _parts(tables, faults),
    ), faults  # fmt: skip


def name_entries(
    countries: Iterable[Country], actors: Iterable[Actor], ordinary: frozenset[str], first: tuple[int, int] = (0, 0)
) -> Iterator[tuple[str, int]]:
    """Keys and references of all names of countries and actors; rows are numbered from `first`."""
    for row, country in enumerate(countries, first[0]):
        listed: tuple[tuple[Kind, tuple[str, ...]], ...] = (
            ("country", (country.name, *country.names)),
            ("demonym", country.demonyms),
            ("capital", country.capital),
            ("seat", country.seats),
        )
        for kind, written in listed:
            for name in written:
                yield from _entry(name, row, kind, ordinary)
    for row, actor in enumerate(actors, first[1]):
        # "The foreign policy" is no magazine; "the security council" is one all the same.
        strict = actor.sector in ("JRN", "BUS")
        for name in (actor.name, *actor.names):
            for key, reference in _entry(name, row, "actor", ordinary):
                yield key, reference + (CAPITAL if strict and unpacked(reference)[2] == ANY else 0)


def _entry(name: str, row: int, kind: Kind, ordinary: frozenset[str]) -> Iterator[tuple[str, int]]:
    # A phrase is taken apart without them: "Mail & Guardian", "CPI (Maoist)".
    words = tuple(word for word in words_of(name) if word.text not in SILENT)
    if len(words) > 1 and words[0].key == "the":
        # "The Guardian" without its article is still written with a capital.
        words = words[1:]
    if words:
        yield key_of(words), packed(row, kind, case_of(words, ordinary))


def _add(index: dict[str, list[int]], key: str, reference: int) -> None:
    """Add a reference; the least strict writing wins where one row has a key twice."""
    references = index.setdefault(key, [])
    for at, other in enumerate(references):
        if other // 4 == reference // 4:
            references[at] = min(other, reference)
            return
    references.append(reference)


def _people(
    people: Iterable[Person],
    surname_first: frozenset[str],
    given: frozenset[str],
    bound: frozenset[str],
    married: frozenset[str],
) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for row, person in enumerate(people):
        codes = {term.country for term in person.terms}
        own = {word.key for word in words_of(person.name)}
        for name in (person.name, *person.aliases):
            first = words_of(name)[0].key
            for key, level in person_keys(name, bound, married, bool(codes & surname_first) and first not in given):
                if name is not person.name and len(own) > 1 and key in own:
                    level = SURNAME  # an alias that is one word of the name is no more than that
                found = index.setdefault(key, [])
                same = [n for n, other in enumerate(found) if other // 4 == row]
                if same:
                    found[same[0]] = min(found[same[0]], row * 4 + level)
                else:
                    found.append(row * 4 + level)
    return index


def person_keys(
    name: str, bound: frozenset[str], married: frozenset[str], surname_first: bool = False
) -> Iterator[tuple[str, int]]:
    """The keys under which a person is found: in full, without middle names, by surname.

    `bound`: small words without which no surname is told that begins with them: "dos Santos" is no Santos, where
    "al-Assad" is Assad. Where the surname comes first they are other words ("Pham Van Dong"). `married`: those of them
    that join a husband's name to one's own, which is told alone too: "Fernández de Kirchner".
    """
    words = words_of(name)
    yield key_of(words), FULL
    bare = tuple(w for n, w in enumerate(words) if len(w.key) > 1 or n == 0)
    if len(bare) < 2:
        return
    yield key_of(bare), FULL
    last = len(bare) - 1
    while last > 1 and bare[last - 1].key in bound and not surname_first:
        last -= 1
    surname = bare[last:]
    if last > 1 and surname[0].key in married:
        yield bare[-1].key, SURNAME
        yield key_of((bare[0], bare[-1])), SHORT
    yield key_of((bare[0], *surname)), SHORT
    if len(bare) > 2:
        if last > 1:
            yield key_of(bare[:2]), SHORT
        yield key_of(bare[-2:] if len(surname) == 1 else surname), SURNAME
    # "Elizabeth II", "Philip VI of": a numeral is no surname.
    if not (bare[-1].capitals and set(bare[-1].key) <= set("ivx")):
        yield key_of(surname), SURNAME
    else:
        yield bare[0].key, SURNAME
    # One letter is no surname: the "U" of U Nu is an honorific, and that of a U-2 nobody.
    if surname_first and len(bare[0].key) > 1:
        yield bare[0].key, SURNAME


def _roles(tables: Tables, faults: list[str]) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    irregular: Mapping[str, str] = tables.roles.get("plurals", {})

    listed: set[str] = set()
    formed: set[str] = set()

    def add(noun: str, role: Role, plurals: bool) -> None:
        key = key_of(words_of(noun))
        if key in listed:
            faults.append(f"offices.toml: {noun!r} stands in two lists that exclude each other")
        listed.add(key)
        form = key_of(words_of(irregular.get(noun) or plural(noun))) if plurals else ""
        # Many of something can be something else, where a list of many says so: "gunmen".
        if role.kind == "collective" and key in formed:
            del roles[key]
        # "People" are always several.
        roles.setdefault(key, role._replace(plural=True) if form == key else role)
        if plurals and form not in roles:
            formed.add(form)
            roles[form] = role._replace(plural=True)

    kinds: tuple[tuple[str, RoleKind, bool], ...] = (
        ("persons", "person", True), ("collectives", "collective", False), ("bodies", "body", True),
    )  # fmt: skip
    for section, kind, plurals in kinds:
        for sector, lists in tables.roles.get(section, {}).items():
            for strength, nouns in lists.items():
                role = Role(kind, _sector(sector), strength == "strong", kind == "collective")
                for noun in nouns:
                    add(noun, role, plurals)
    for row, institution in enumerate(tables.institutions):
        for noun in institution.nouns:
            add(noun, Role("institution", institution.sector, True, False, row), True)
    things: tuple[tuple[str, RoleKind], ...] = (("documents", "document"), ("objects", "object"), ("places", "place"))
    for key, thing in things:
        for noun in tables.roles.get("things", {}).get(key, ()):
            add(noun, Role(thing, None, False, False), True)
    for sector, words in tables.roles.get("modifiers", {}).items():
        for word in words:
            add(word, Role("modifier", _sector(sector), False, False), False)
    return roles


def _sector(name: str) -> str | None:
    return None if name == "none" else name


def _offices(roles: Mapping[str, Any], faults: list[str]) -> dict[str, str]:
    """From every term for an office to the one that stands for all."""
    offices: dict[str, str] = {}
    for office, others in roles.get("offices", {}).items():
        for other in (office, *others):
            key = key_of(words_of(other))
            if offices.get(key, office) != office:
                faults.append(f"offices.toml: offices: {other!r} stands for two offices")
            offices[key] = office
    return offices


def _metonyms(tables: Tables, faults: list[str]) -> dict[str, str]:
    """From the key of a place to the name of the actor that it stands for."""
    metonyms: dict[str, str] = {}
    actors = {actor.name for actor in tables.actors}
    for place, name in tables.roles.get("metonyms", {}).items():
        if name not in actors:
            faults.append(f"offices.toml: metonyms: {place!r}: no actor is called {name!r}")
        metonyms[key_of(words_of(place))] = name
    return metonyms


def _peoples(tables: Tables, faults: list[str]) -> dict[str, list[str]]:
    """From the key of a people without a state of its own to the codes of the states that it lives in."""
    codes = {country.code for country in tables.countries}
    peoples: dict[str, list[str]] = {}
    for people, states in tables.roles.get("peoples", {}).items():
        faults += [
            f"offices.toml: peoples: {people!r}: unknown country {code!r}" for code in states if code not in codes
        ]
        for form in dict.fromkeys((people, plural(people))):
            peoples[key_of(words_of(form))] = list(states)
    return peoples


def _parts(tables: Tables, faults: list[str]) -> dict[str, str]:
    """From the key of an adjective of a part of a state to the part."""
    known = {place for places in tables.places.values() for place in places}
    parts: Mapping[str, str] = tables.roles.get("parts", {})
    faults += [
        f"offices.toml: parts: {name!r}: no such place {part!r}" for name, part in parts.items() if part not in known
    ]
    return {key_of(words_of(name)): part for name, part in parts.items()}


def _states(roles: Mapping[str, Any]) -> dict[str, str]:
    """Words that tell the state by themselves: "congressman"."""
    return {
        key_of(words_of(form)): code
        for code, words in roles.get("states", {}).items()
        if len(code) == 3
        for word in words
        for form in (word, plural(word))
    }


def _misspelt(roles: Mapping[str, Any]) -> dict[str, list[str]]:
    """From the key of a word to those of its wrong spellings."""
    return {
        key_of(words_of(right)): [key_of(words_of(wrong)) for wrong in wrongs]
        for right, wrongs in roles.get("misspelt", {}).items()
    }


def _usual_first(names: dict[str, list[int]], tables: Tables, faults: list[str]) -> None:
    """Put first, of those who share a name, him of the state that the tables tell."""
    for name, code in tables.roles.get("usual", {}).items():
        key = key_of(words_of(name))
        references = names.get(key, [])
        own = [r for r in references if unpacked(r)[1] == "actor" and tables.actors[unpacked(r)[0]].country == code]
        if not own:
            faults.append(f"offices.toml: usual: {name!r} is nobody's in {code}")
        names[key] = own + [r for r in references if r not in own]
