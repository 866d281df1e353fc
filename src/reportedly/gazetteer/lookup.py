"""The gazetteer: who bears a name, which state was meant at a date, who held an office."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ..errors import VocabularyError
from .indexes import FULL, SURNAME, Indexes, Kind, Role, name_entries, unpacked
from .misspelling import by_word, written_so
from .spelling import ANY, CAPITAL, CAPITALS, Word, key_of, words_of
from .tables import Actor, Country, Institution, Person, Tables, Term, read_tables

__all__ = ["Gazetteer", "Hit"]

# The longest name in words that is looked for.
_LONGEST = 9
BEFORE = 2
"""Years before somebody's office in which the press may call him by it, and knows him by his surname."""
# Which kind of name wins where one key has several.
_PREFERENCE: tuple[Kind, ...] = ("country", "demonym", "actor", "seat", "capital", "place")


class Hit(NamedTuple):
    """A name found in a phrase: words [start, end), and everybody who bears it and exists at the date."""

    start: int
    end: int
    kind: Kind
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Countries, actors, office-holders, kinds of institutions and role nouns, with their indexes.

    Every lookup folds case, diacritics, points and apostrophes. Dates are ISO dates; without one, what exists
    today is meant. `digest` names the bytes of all tables, a user's file included.
    """

    digest: str
    tables: Tables
    indexes: Indexes
    codes: dict[str, Country]
    by_office: dict[tuple[str, str], list[tuple[Term, int]]]
    # Made when they are first asked for: most words of a text begin nothing, and that is told by one look.
    _shapes: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
    _phrases: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict, compare=False, repr=False)
    _followed: dict[str, list[Country]] = field(default_factory=dict, compare=False, repr=False)
    _openings: dict[str, dict[str, int]] = field(default_factory=dict, compare=False, repr=False)
    _by_word: dict[tuple[int, int, str], list[str]] = field(default_factory=dict, compare=False, repr=False)

    # -- names ------------------------------------------------------------------------------------------

    def find(self, words: Sequence[Word], at: int, date: str | None = None) -> Hit | None:
        """The longest name that begins at word `at`."""
        most = self._most("names", words, at, _LONGEST)
        if not most:
            return None
        for end in range(min(len(words), at + most), at, -1):
            references = self.indexes.names.get(key_of(words[at:end]))
            if references:
                hit = self._hit(words, at, end, references, date)
                if hit:
                    return hit
        return None

    def _most(self, index: str, words: Sequence[Word], at: int, longest: int) -> int:
        """How many words an entry of an index that begins at word `at` can have, `longest` at most; 0 where none
        begins so."""
        openings = self._openings.get(index)
        if openings is None:
            openings = self._openings[index] = _openings(getattr(self.indexes, index))
        # "People's" is found as "peoples", so an ending is no word of its own.
        if at + 1 < len(words) and words[at + 1].key == "'s":
            return longest
        most = openings.get(words[at].key.partition(" ")[0], 0)
        if most and any(word.key == "'s" for word in words[at + 1 : at + longest]):
            return longest
        return min(most, longest)

    def _hit(self, words: Sequence[Word], at: int, end: int, references: list[int], date: str | None) -> Hit | None:
        found: dict[Kind, list[int]] = {}
        loose: dict[Kind, list[int]] = {}
        for reference in references:
            row, kind, case = unpacked(reference)
            if case == ANY or (self._begins(words, at, end) if case == CAPITAL else words[at].capitals):
                found.setdefault(kind, []).append(row)
            elif case == CAPITALS and words[at].capital and self._spelled_out(words[at]):
                loose.setdefault(kind, []).append(row)
        found = found or loose
        # What exists at the date comes first: Salisbury in 2018 is no capital.
        kinds = [kind for kind in _PREFERENCE if kind in found]
        for kind in kinds:
            rows = found[kind] if len(kinds) == len(found[kind]) == 1 else self._current(kind, found[kind], date)
            if rows:
                return Hit(at, end, kind, tuple(rows))
        return Hit(at, end, kinds[0], tuple(found[kinds[0]])) if kinds else None

    def _begins(self, words: Sequence[Word], at: int, end: int) -> bool:
        """Whether a name begins with a capital, its small word aside: "al-Quds al-Arabi"."""
        first = words[at]
        return first.capital or (at + 1 < end and first.key in self.shape("particles") and words[at + 1].capital)

    def _spelled_out(self, word: Word) -> bool:
        """Whether an abbreviation may be written like a name, as in British papers: "Farc"."""
        return 4 <= len(word.key) <= 5 and not word.joined and word.key not in self.shape("ordinary")

    def _current(self, kind: Kind, rows: list[int], date: str | None) -> list[int]:
        """Those of `rows` that exist at `date`."""
        table: Sequence[Actor | Country] = self.tables.actors if kind == "actor" else self.tables.countries
        return [r for r in rows if in_force(table[r].since, table[r].until, date)]

    def state(self, name: str, date: str | None = None) -> Country | None:
        """The state that `name`, a name, demonym or capital, means at `date`; None where two could be meant."""
        words = words_of(name)
        hit = self.find(words, 0, date)
        if hit is None or hit.end < len(words) or hit.kind == "actor":
            return None
        return self.state_of(hit, words, date)

    def state_of(self, hit: Hit, words: Sequence[Word], date: str | None) -> Country | None:
        """The state that a hit of a country, demonym, capital or place means at `date`."""
        if len(hit.rows) != 1:
            # Hanoi while there were two Vietnams: the state that has ended and was there at the date.
            both = [self.tables.countries[row] for row in hit.rows]
            older = [c for c in both if c.until is not None and in_force(c.since, c.until, date)]
            if len(older) == 1 and all(c is older[0] or c.code == older[0].successor for c in both):
                return older[0]
            # Of two Congos, the press means one, unless it says which.
            meant = self.codes.get(self.indexes.states.get(key_of(tuple(words[hit.start : hit.end])), ""))
            if meant is None or meant not in both or not in_force(meant.since, meant.until, date):
                return None
            return meant
        country = self.tables.countries[hit.rows[0]]
        if date is None:
            return country
        older = [c for c in self._before(country.code) if in_force(c.since, c.until, date)]
        if not in_force(country.since, country.until, date):
            # "Russia" in 1962 is the Soviet Union; what has ended keeps its own name: "Soviet" in 2016.
            ended = country.until is not None and country.until < date
            return country if ended or len(older) != 1 else older[0]
        # "Germany" while there were two.
        written = set(key_of(tuple(words[hit.start : hit.end])).split())
        for other in older:
            if any(written < set(key_of(words_of(n)).split()) for n in (other.name, *other.names, *other.demonyms)):
                return None
        return country

    def _before(self, code: str) -> list[Country]:
        """The states that a state has followed."""
        if not self._followed:
            for country in self.tables.countries:
                self._followed.setdefault(country.successor or "", []).append(country)
        return self._followed.get(code, [])

    # -- people -----------------------------------------------------------------------------------------

    def people(self, name: str, *, date: str | None = None, country: str | None = None) -> tuple[Person, ...]:
        """Everybody in the tables who may be meant by `name`, the nearest meaning only.

        A full name is nearer than one without its middle names, and that is nearer than a surname alone. Of
        several, those of `country` are nearer, then those in office at `date`.
        """
        references = self._named(words_of(name))
        if not references:
            return ()
        nearest = min(reference % 4 for reference in references)
        found = [self.tables.people[r // 4] for r in references if r % 4 == nearest]
        if country is not None:
            found = [p for p in found if any(t.country == country for t in p.terms)] or (
                [] if nearest == SURNAME else found
            )
        if date is not None and len(found) > 1:
            found = [p for p in found if self.term_at(p, date)] or found
        return tuple(found)

    def _named(self, words: tuple[Word, ...]) -> list[int]:
        """References to the people of a name; without its middle initials where it is in no table as it stands."""
        found = self.indexes.people.get(key_of(words))
        if found is None and len(words) > 2:
            bare = tuple(w for n, w in enumerate(words) if len(w.key) > 1 or n in (0, len(words) - 1))
            found = self.indexes.people.get(key_of(bare)) if 1 < len(bare) < len(words) else None
        return found or []

    def misspelt(self, name: str) -> tuple[Person, ...]:
        """Everybody in the tables whose full name differs from `name` by one letter; nobody where it is somebody's."""
        key = key_of(words_of(name))
        if " " not in key or key in self.indexes.people:
            return ()
        if not self._by_word:
            full = (key for key, rows in self.indexes.people.items() if any(row % 4 == FULL for row in rows))
            self._by_word.update(by_word(full))
        rows = {r // 4 for near in written_so(key, self._by_word) for r in self.indexes.people[near] if r % 4 == FULL}
        return tuple(self.tables.people[row] for row in sorted(rows))

    def nearness(self, name: str) -> int | None:
        """How near `name` is to the nearest one in the tables: FULL, SHORT or SURNAME; None where nobody bears it."""
        return min((r % 4 for r in self._named(words_of(name))), default=None)

    def calls(self, person: Person, noun: str, date: str | None) -> bool:
        """Whether somebody held, or is about to hold, an office that `noun` can mean by `date`: "ambassador", too, of
        the ambassador to somewhere."""
        last, office = key_of(words_of(noun)).rpartition(" ")[2], self.office(noun)
        return any(
            self.office(term.office) == office or key_of(words_of(term.office)).rpartition(" ")[2] == last
            for term in person.terms
            if date is None or int(term.since[:4]) - BEFORE <= int(date[:4])
        )

    def person_at(self, words: Sequence[Word], at: int) -> int:
        """The end of the longest full name of somebody in the tables that begins at word `at`; 0 where none does."""
        if not words[at].capital:
            return 0
        if not self._most("people", words, at, 6):
            return 0
        for end in range(min(len(words), at + 6), at + 1, -1):
            # "Cuba's" is no Mr Cubas.
            if not words[end - 1].possessive and any(r % 4 == FULL for r in self._named(tuple(words[at:end]))):
                return end
        return 0

    @staticmethod
    def term_at(person: Person, date: str) -> Term | None:
        """The term that a person serves at `date`; of several, the one that began last."""
        terms = [t for t in person.terms if in_force(t.since, t.until, date)]
        return max(terms, key=lambda t: t.since) if terms else None

    def holder(self, country: str, office: str, date: str | None) -> Person | None:
        """Who holds an office at `date`; None where the tables do not tell, or tell of two."""
        if date is None:
            return None
        terms = [
            (term, row)
            for term, row in self.by_office.get((country, self.office(office)), ())
            if in_force(term.since, term.until, date)
        ]
        if len({row for _, row in terms}) > 1:
            # On the day of the change, the new one.
            terms = [(term, row) for term, row in terms if term.until != date]
        rows = {row for _, row in terms}
        return self.tables.people[rows.pop()] if len(rows) == 1 else None

    def office(self, office: str) -> str:
        """The one term that stands for `office` and all that mean the same."""
        key = key_of(words_of(office))
        return self.indexes.offices.get(key, key)

    # -- common nouns -----------------------------------------------------------------------------------

    def role(self, words: Sequence[Word], at: int) -> tuple[int, Role] | None:
        """The end of the longest role noun or kind of institution that begins at word `at`, and what it tells."""
        most = self._most("roles", words, at, 5)
        for end in range(min(len(words), at + most), at, -1):
            role = self.indexes.roles.get(key_of(words[at:end]))
            if role is not None and not (end == at + 1 and self._name_only(words[at])):
                return end, role
        return None

    def _name_only(self, word: Word) -> bool:
        """Whether a word is no abbreviation as it is written: "Ngo Dinh Diem" is no NGO."""
        return word.key in self.shape("initials") and word.capital and not word.capitals

    def shape(self, *names: str) -> frozenset[str]:
        """The words of the language that offices.toml lists under [shape], as keys; those of several lists together."""
        found = self._shapes.get(names)
        if found is None:
            found = self._shapes[names] = frozenset(w for name in names for w in self.indexes.shape.get(name, ()))
        return found

    def phrases(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The same as the words of each entry, in the order of the list."""
        found = self._phrases.get(name)
        if found is None:
            found = self._phrases[name] = tuple(tuple(e.split()) for e in self.indexes.shape.get(name, ()))
        return found

    def metonym(self, words: Sequence[Word]) -> Actor | None:
        """The actor that a place stands for where it stands alone: "Langley"."""
        name = self.indexes.metonyms.get(key_of(tuple(words)))
        return next((a for a in self.tables.actors if a.name == name), None) if name else None

    def current(self, code: str, date: str | None) -> str:
        """The code of the state, or of what has followed it by `date`."""
        country = self.codes.get(code)
        while country is not None and date is not None and country.until is not None and country.until < date:
            if country.successor is None or country.successor == country.code:
                break
            code = country.successor
            country = self.codes.get(code)
        return code

    def part(self, name: str) -> str:
        """The part of a state that a name of one, or its adjective, means: "Bavarian" means Bavaria."""
        return self.indexes.parts.get(key_of(words_of(name)), name)

    def institution(self, row: int, country: Country, noun: str = "", date: str | None = None) -> str | None:
        """The name of a kind of institution in one state; None where it has none of its own.

        `noun` is the one that the phrase has; where the tables list the institution by it, their name holds.
        """
        institution: Institution = self.tables.institutions[row]
        demonym = country.demonyms[0] if country.demonyms else None
        own = institution.own.get(country.code, institution.name)
        if own is not None:
            own = None if "{demonym}" in own and demonym is None else own.format(country=country.name, demonym=demonym)
        for form in (own, f"{demonym} {noun}" if noun and demonym else None):
            words = words_of(form) if form else ()
            hit = self.find(words, 0, date) if words else None
            if hit is not None and hit.end == len(words) and hit.kind == "actor":
                listed = [self.tables.actors[r] for r in hit.rows if self.tables.actors[r].country == country.code]
                if listed:
                    return listed[0].name
        return own

    # -- a user's own -----------------------------------------------------------------------------------

    def with_actors(self, path: str | Path) -> Gazetteer:
        """This gazetteer with the `[[actor]]` and `[[country]]` entries of a user's TOML file.

        An entry with the name (or code) of one that is there replaces it, and its names are its alone. Raises
        VocabularyError, with file, entry and key, where the file cannot be read or an entry is wrong.
        """
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            raise VocabularyError(f"{path}: {error.strerror}") from error
        added, faults = read_tables([(Path(path).name, data)], self.tables)
        if faults:
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise VocabularyError(f"{Path(path).parent / faults[0]}{more}")
        digest = hashlib.sha256(self.digest.encode() + data).hexdigest()[:16]
        return self._with(added, digest)

    def _with(self, added: Tables, digest: str) -> Gazetteer:
        countries = list(self.tables.countries)
        actors = list(self.tables.actors)
        names = {key: list(references) for key, references in self.indexes.names.items()}
        ordinary = self.shape("ordinary")
        for country in added.countries:
            # A replaced state keeps its place, so that whatever refers to it still does.
            at = next((n for n, c in enumerate(countries) if c.code == country.code), len(countries))
            countries[at : at + 1] = [country]
            _replace(
                names, ("country", "demonym", "capital", "seat"), at, name_entries([country], [], ordinary, (at, 0))
            )
        for actor in added.actors:
            key = key_of(words_of(actor.name))
            at = next((n for n, a in enumerate(actors) if key_of(words_of(a.name)) == key), len(actors))
            actors[at : at + 1] = [actor]
            _replace(names, ("actor",), at, name_entries([], [actor], ordinary, (0, at)))
        tables = Tables(
            tuple(countries), tuple(actors), self.tables.people, self.tables.institutions, self.tables.places,
            self.tables.roles,
        )  # fmt: skip
        return Gazetteer(
            digest, tables, self.indexes._replace(names=names), {c.code: c for c in countries}, self.by_office
        )


def _openings(keys: Iterable[str]) -> dict[str, int]:
    """For every first word of a key how many words the longest key that begins with it has."""
    found: dict[str, int] = {}
    for key in keys:
        first, words = key.partition(" ")[0], key.count(" ") + 1
        if found.get(first, 0) < words:
            found[first] = words
    return found


def _replace(names: dict[str, list[int]], kinds: tuple[Kind, ...], row: int, entries: object) -> None:
    """Take the old names of a row out of the index, and give the new ones to it alone."""
    for key in [k for k, refs in names.items() if any(unpacked(r)[0] == row and unpacked(r)[1] in kinds for r in refs)]:
        names[key] = [r for r in names[key] if unpacked(r)[0] != row or unpacked(r)[1] not in kinds]
        if not names[key]:
            del names[key]
    new: dict[str, list[int]] = {}
    for key, reference in entries:  # type: ignore[attr-defined]
        new.setdefault(key, []).append(reference)
    names.update(new)


def in_force(since: str | None, until: str | None, date: str | None) -> bool:
    """Whether something exists at `date`; without one, whether it exists still."""
    if date is None:
        return until is None
    return (since is None or since <= date) and (until is None or date <= until)
