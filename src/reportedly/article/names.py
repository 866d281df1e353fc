"""A noun phrase taken apart: its segments, the names and role nouns in them, and what of it is a person's name.

Nothing here decides who is meant; it only says which words belong together. A phrase falls into segments at
commas, brackets and dashes ("Ann Doe, the mayor"); a segment into units: a name of the gazetteer, a role noun,
a civil title, or a word that neither knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..gazetteer import SILENT, Hit, Role, Word, key_of, words_of
from .scene import Scene

__all__ = ["Parts", "Segment", "Unit", "phrase_parts", "segments_of", "unbracketed", "written"]

UnitKind = Literal["name", "person", "role", "civil", "word", "skip"]
# Square brackets put a word in, and do not end the phrase: "the [rebel] fighters".
_BREAKS = frozenset(',;:()–—/“”"')
_MARKS = frozenset('“"')
# "[T]he": a letter that was made another; "the [rebel] fighters": a word that was put in.
_INITIAL, _SQUARE = re.compile(r"\[(\w)\](?=\w)"), re.compile(r"[\[\]]")
_AGE = re.compile(r"\W*(?:aged\s+)?\d{1,3}\W*")


class Unit(NamedTuple):
    """Words [start, end) of a segment that belong together."""

    kind: UnitKind
    start: int
    end: int
    hit: Hit | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a phrase. `opens` tells a list: it begins with "and"."""

    words: tuple[Word, ...]
    units: tuple[Unit, ...]
    opens: bool = False

    def text(self, phrase: str, start: int, end: int) -> str:
        """The words [start, end) as they are written."""
        return written(phrase, self.words[start:end])


@dataclass(frozen=True, slots=True)
class Parts:
    """A phrase that names a person: what stands before the name, the name itself, and what follows it."""

    titles: str
    name: str | None
    appositions: tuple[str, ...]


def written(phrase: str, words: tuple[Word, ...]) -> str:
    """The words as they stand in the phrase, with plain spaces; the point of a last initial stays out."""
    return " ".join(phrase[words[0].start : words[-1].end].split()) if words else ""


def unbracketed(phrase: str) -> str:
    """The phrase with what an editor put in as if it had stood there, every letter at its place or near it."""
    return _SQUARE.sub(" ", _INITIAL.sub(r"  \1", phrase)) if "[" in phrase else phrase


def phrase_parts(phrase: str, scene: Scene) -> Parts:
    """The phrase's titles, the name proper of a person (None where none is named), and its appositions."""
    segments = segments_of(phrase, scene)
    named: tuple[Segment, tuple[int, int]] | None = None
    for segment in segments:
        run = person_run(segment, scene)
        if run is not None and named is None:
            named = (segment, run)
    if named is None:
        return Parts("", None, tuple(written(phrase, s.words) for s in segments[1:]))
    segment, (start, end) = named
    others = tuple(written(phrase, s.words) for s in segments if s is not segment)
    return Parts(segment.text(phrase, 0, start), segment.text(phrase, start, end), others)


def segments_of(phrase: str, scene: Scene) -> tuple[Segment, ...]:
    """The segments of a phrase, without relative clauses and ages; none of them is empty."""
    shape = scene.gazetteer.shape
    found: list[Segment] = []
    piece: list[Word] = []
    words = words_of(phrase)
    named = _bracketed(words, scene)
    listing = _listing(words, scene)
    runs: list[tuple[Word, ...]] = []
    for at, word in enumerate(words):
        # "Washington, D.C." is one name; so is a number with its comma.
        within = word.text == "," and 0 < at < len(words) - 1 and (
            words[at + 1].key in ("dc", "d.c") or (word.end == words[at + 1].start and words[at + 1].key.isdigit())
        )  # fmt: skip
        if word.text in _MARKS and len(piece) == 1 and piece[0].key in shape("article"):
            continue  # 'the "Islamic State"'
        if word.text in _BREAKS and not within and at not in named and at not in listing:
            runs.append(tuple(piece))
            piece = []
        elif (not word.sign and not within) or at in listing:
            piece.append(word)
    for run in (*runs, tuple(piece)):
        opens = bool(run) and run[0].key in shape("and")
        kept = run[1:] if opens else run
        if not kept or (found and kept[0].key in shape("relatives")) or _AGE.fullmatch(written(phrase, kept)):
            continue
        # "R-Fla": a party and a state, and no part of the name.
        if len(kept) in (2, 3) and len(kept[0].text) == 1 and kept[0].key in shape("marks") and kept[1].joined:
            continue
        found.append(Segment(kept, units_of(kept, scene), opens and bool(found)))
    return tuple(found)


def _listing(words: tuple[Word, ...], scene: Scene) -> frozenset[int]:
    """The commas that belong to a name of the tables: "Bureau of Salt, Silk and Tea"."""
    commas = [at for at, word in enumerate(words) if word.text == ","]
    found: set[int] = set()
    for first in range(commas[-1]) if commas else ():
        hit = scene.gazetteer.find(words, first, scene.date) if words[first].capital else None
        if hit is not None and hit.kind == "actor":
            found.update(at for at in commas if hit.start < at < hit.end)
    return frozenset(found)


def _bracketed(words: tuple[Word, ...], scene: Scene) -> frozenset[int]:
    """The brackets that belong to a name of the tables: "CPI (Maoist)"."""
    plain = [at for at, word in enumerate(words) if word.text not in SILENT]
    if len(plain) == len(words):
        return frozenset()
    kept = tuple(words[at] for at in plain)
    found: set[int] = set()
    for first in range(len(kept)):
        hit = scene.gazetteer.find(kept, first, scene.date) if kept[first].capital else None
        if hit is not None and hit.end - hit.start > 1:
            after = plain[hit.end] if hit.end < len(plain) else len(words)
            inner = range(plain[hit.start], after)
            opened = any(words[at].text == "(" for at in range(plain[hit.start], plain[hit.end - 1]))
            found.update(at for at in inner if words[at].text in SILENT and opened)
    return frozenset(found)


def units_of(words: tuple[Word, ...], scene: Scene) -> tuple[Unit, ...]:
    """The words, grouped. The longest name or role noun at each place wins, a name where both are as long."""
    gazetteer, shape = scene.gazetteer, scene.gazetteer.shape
    units: list[Unit] = []
    at = 0
    while at < len(words):
        end = _compound(words, at, scene) or _age(words, at, scene)
        if end:
            units.append(Unit("skip", at, end))
            at = end
            continue
        hit = gazetteer.find(words, at, scene.date)
        while hit and _small(words, hit, scene):
            hit = gazetteer.find(words[: hit.end - 1], at, scene.date)
        if hit and _strange(words, hit, scene):
            hit = None
        named = gazetteer.person_at(words, at)
        if named > (hit.end if hit else at):
            units.append(Unit("person", at, named))
            at = named
            continue
        role = gazetteer.role(words, at)
        if hit and _of_somebody_else(words, hit.end, scene):
            units.append(Unit("skip", at, hit.end + 1))
            at = hit.end + 1
        elif hit and (role is None or hit.end >= role[0]) and not _common_noun(words, hit, role is not None, scene):
            units.append(Unit("name", at, hit.end, hit=hit, role=role[1] if role and role[0] == hit.end else None))
            at = hit.end
        elif role and not _particle(words, at, role[0], scene):
            units.append(Unit("role", at, role[0], role=role[1]))
            at = role[0]
        else:
            units.append(Unit("civil" if words[at].key in shape("civil") else "word", at, at + 1))
            at += 1
    return tuple(units)


def _small(words: tuple[Word, ...], hit: Hit, scene: Scene) -> bool:
    """Whether words that read like a firm's name are written with small letters: "Syrian air defences"; or like a
    party's, and the first only ends a compound: "the Hindu-nationalist party"."""
    if hit.kind != "actor" or hit.end - hit.start < 2 or not words[hit.end - 1].text.islower():
        return False
    if words[hit.start].joined and words[hit.start].text.islower():
        return True
    return all(scene.gazetteer.tables.actors[row].sector == "BUS" for row in hit.rows)


def _strange(words: tuple[Word, ...], hit: Hit, scene: Scene) -> bool:
    """Whether an abbreviation is a word as others are, and its state is told nowhere: "CCTV captured them"."""
    if hit.kind != "actor" or hit.end - hit.start > 1 or scene.acting is None:
        return False
    if words[hit.start].key not in scene.gazetteer.shape("only_at_home"):
        return False
    return all(scene.gazetteer.tables.actors[row].country not in scene.states for row in hit.rows)


def _common_noun(words: tuple[Word, ...], hit: Hit, role: bool, scene: Scene) -> bool:
    """Whether the name of a newspaper is the word itself: "Hindu nationalists", "Independent candidates"."""
    if not role or hit.kind != "actor" or hit.end - hit.start > 1 or hit.end >= len(words):
        return False
    return not words[hit.end].possessive and all(scene.gazetteer.tables.actors[r].sector == "JRN" for r in hit.rows)


def _compound(words: tuple[Word, ...], at: int, scene: Scene) -> int:
    """The end of a compound that tells of nobody in the phrase: "pro-Kremlin", "Assad-led"; 0 where there is none."""
    shape = scene.gazetteer.shape
    if at + 1 >= len(words):
        return 0
    if key_of(words[at : at + 2]) in shape("continents"):
        return at + 2  # "Central American migrants" are no Americans
    if words[at].key in shape("before") and words[at + 1].joined:
        role = scene.gazetteer.role(words, at)
        if role is None or role[0] <= at + 1:
            hit = scene.gazetteer.find(words, at + 1, scene.date)
            # "Non-governmental", "ex-president": the role nouns know them, or the second word counts.
            return max(hit.end if hit else at + 2, at + 2) if words[at + 1].capital else 0
    if words[at + 1].joined and words[at + 1].key in shape("compounds"):
        return at + 2
    return 0


def _age(words: tuple[Word, ...], at: int, scene: Scene) -> int:
    """The end of an age before a name or a noun: "fifteen-year-old Zoe"; 0 where there is none."""
    unit = words[at + 1].key if at + 2 < len(words) and words[at + 1].joined and words[at + 2].joined else ""
    aged = unit in scene.gazetteer.shape("age_units") and words[at + 2].key in scene.gazetteer.shape("aged")
    return at + 3 if aged else 0


def _of_somebody_else(words: tuple[Word, ...], at: int, scene: Scene) -> bool:
    """Whether a participle makes a compound of the name before it: "Turkish-backed", "US backed"."""
    return at < len(words) and words[at].key in scene.gazetteer.shape("compounds")


def _particle(words: tuple[Word, ...], start: int, end: int, scene: Scene) -> bool:
    """Whether a role noun is the small word of a name: "d'Estaing" is none, "Al" and "San" are; the "van" of "Jan van
    Aken" is no car."""
    if end != start + 1 or words[start].capital:
        return False
    if len(words[start].key) < 3:
        return True
    named = end < len(words) and words[end].capital and (start == 0 or words[start - 1].capital)
    return named and words[start].key in scene.gazetteer.shape("particles")


def person_run(segment: Segment, scene: Scene) -> tuple[int, int] | None:
    """The words of a person's name that ends the segment or its core, as far as its shape tells; None where none does.

    A name after a role noun for one person or a civil title may be a surname alone; one that stands by itself
    has two words, unless the model or the tables say that it is a person.
    """
    shape = scene.gazetteer.shape
    units = segment.units
    stop = core_end(segment, scene)
    for bound in dict.fromkeys((stop, len(units))):
        found = _run_before(segment, bound, scene)
        if found is None:
            continue
        start, end, before = found
        if bound > stop and not _late(segment, stop, before, scene):
            continue
        words = segment.words[units[start].start : units[end - 1].end]
        while len(words) > 1 and words[-1].key in shape("suffixes"):
            words = words[:-1]
        if _is_person(segment, words, start, before, scene):
            first = units[start].start
            return first, first + len(words)
    return None


def _run_before(segment: Segment, bound: int, scene: Scene) -> tuple[int, int, Unit | None] | None:
    """The units [start, end) of the run of capitals that ends at unit `bound`, and the unit before it."""
    shape, units, words = scene.gazetteer.shape, segment.units, segment.words
    start = bound
    while start > 0:
        unit = units[start - 1]
        first = words[unit.start]
        if (
            unit.kind == "person"
            or (
                unit.kind == "word"
                and (first.capital or first.key in shape("particles") or first.joined)
                and not first.possessive
            )
            or (
                unit.kind == "name"
                and (unit.end - unit.start == 1 or _one_person(unit, scene))
                and (first.capital or first.key in shape("particles"))
                and _may_be_named(units, start - 1, bound, words, scene)
            )
            or (
                unit.kind == "role"
                and start - 1 > 0
                and start < bound
                and _given_as_noun(units, start - 1, words, scene)
            )
            or (unit.kind == "role" and start == bound and _surname(units, start - 1, words, scene))
            or (start < bound and _given_name(units, start - 1, words, scene))
        ):
            start -= 1
        else:
            break
    while start < bound and not words[units[start].start].capital and not (
        words[units[start].start].key in shape("particles") and start + 1 < bound
    ):  # fmt: skip
        start += 1
    common = shape("determiners", "former", "other", "directions", "openers")
    while start < bound and words[units[start].start].key in common:
        start += 1
    if start == bound:
        return None
    return start, bound, units[start - 1] if start else None


def _surname(units: tuple[Unit, ...], at: int, words: tuple[Word, ...], scene: Scene) -> bool:
    """Whether a role noun at the end is a surname after a given name or a title: "Julie Bishop"."""
    shape, word = scene.gazetteer.shape, words[units[at].start]
    if word.key not in shape("surnames") or not word.capital or not at:
        return False
    before, last = units[at - 1], words[units[at - 1].start]
    common = last.key in shape("determiners", "former", "other")
    return before.kind in ("word", "civil") and last.capital and not common


def _given_name(units: tuple[Unit, ...], at: int, words: tuple[Word, ...], scene: Scene) -> bool:
    """Whether a role noun is the given name that it is as well: "Mayor Bill Doe"."""
    word, shape = words[units[at].start], scene.gazetteer.shape
    if not word.capital or word.key not in shape("given_nouns"):
        return False
    return at == 0 or words[units[at - 1].start].key not in shape("determiners")


def _given_as_noun(units: tuple[Unit, ...], at: int, words: tuple[Word, ...], scene: Scene) -> bool:
    """Whether a role noun within a run is a given name or a surname: "far-right leader Marine Doe", "Ann Pope"."""
    unit, before = units[at], units[at - 1]
    word, last = words[unit.start], words[before.start]
    if not word.capital or unit.end - unit.start > 1:
        return False
    if before.role is not None and before.role.kind == "person" and not before.role.plural and before.hit is None:
        # "The rival Sen. Doe" has a title, "far-right leader Marine Doe" a given name.
        return not last.capital and unit.role is not None and unit.role.kind != "person"
    shape = scene.gazetteer.shape
    named = before.kind in ("word", "civil") and last.capital
    common = last.key in shape("determiners", "former", "other")
    return named and not common and unit.role is not None and unit.role.kind == "modifier"


def _may_be_named(units: tuple[Unit, ...], at: int, bound: int, words: tuple[Word, ...], scene: Scene) -> bool:
    """Whether a name of the tables within a run is a part of somebody's name: "Jim Jordan", "Chad Wolf"."""
    shape = scene.gazetteer.shape
    unit = units[at]
    key = words[unit.start].key
    assert unit.hit is not None
    rows = [scene.gazetteer.tables.actors[row] for row in unit.hit.rows] if unit.hit.kind == "actor" else []
    firm = bool(rows) and all(row.sector in ("BUS", "JRN") or row.entity == "person" for row in rows)
    if unit.hit.kind == "actor" and not firm:
        return at == bound - 1 and _titled(units, at, words)
    if unit.hit.kind == "demonym":
        return False
    if at == bound - 1:
        before = units[at - 1] if at else None
        return (
            before is not None and before.kind in ("word", "civil") and words[before.start].capital
            and words[before.start].key not in shape("directions", "determiners", "former")
        )  # fmt: skip
    return key in shape("given")


def _titled(units: tuple[Unit, ...], at: int, words: tuple[Word, ...]) -> bool:
    """Whether a title with a capital stands right before a word that is a party's name as well: "President Svoboda"."""
    before, unit = units[at - 1] if at else None, units[at]
    if before is None or before.role is None or before.hit is not None or unit.end - unit.start > 1:
        return False
    title = before.role.kind == "person" and before.role.sector is not None and not before.role.plural
    return title and words[before.start].capital and not words[unit.start].capitals


def _one_person(unit: Unit, scene: Scene) -> bool:
    """Whether a name of the tables is that of a person whom no office brought there: "bin Laden"."""
    hit = unit.hit
    return hit is not None and hit.kind == "actor" and all(
        scene.gazetteer.tables.actors[row].entity == "person" for row in hit.rows
    )  # fmt: skip


def _late(segment: Segment, stop: int, before: Unit | None, scene: Scene) -> bool:
    """Whether a name at the end belongs to the head, a preposition between: "First Minister of Wales Ann Doe"."""
    if before is None:
        return False
    units, words = segment.units, segment.words
    head = next((u for u in reversed(units[:stop]) if u.kind in ("role", "name")), None)
    if head is None or words[0].key in scene.gazetteer.shape("determiners") or not words[0].capital:
        return False
    if head.role is not None and head.role.kind == "person":
        return before.kind == "name" and words[before.start].capital
    return before.role is not None and before.role.kind == "person" and not before.role.plural


def _is_person(segment: Segment, words: tuple[Word, ...], start: int, before: Unit | None, scene: Scene) -> bool:
    gazetteer = scene.gazetteer
    if words[-1].key in gazetteer.indexes.peoples and words[-1].key.endswith("s"):
        return False  # "the Kurds"
    name = " ".join(w.text for w in words)
    role = before.role if before is not None and before.kind == "role" else None
    if before is not None and before.kind == "civil":
        return True
    if role is not None and role.kind == "person" and not role.plural:
        return True
    initials = len(words) < 3 and any(w.capitals and len(w.text.replace(".", "")) > 1 for w in words)
    # Initials of an institution, unless the whole phrase is in capitals.
    if initials and (len(words) == 1 or not all(w.capitals for w in segment.words)):
        return False
    if not (len(words) == 1 and scene.thing) and gazetteer.people(name, date=scene.date):
        return True
    if scene.entity == "person":
        return True
    if scene.spot or scene.entity in ("organization", "country", "place", "object", "document"):
        return False
    if len(words) < 2:
        return False
    if before is None or segment.words[before.start].possessive:
        return True
    if before.kind == "name" and start > 1 and segment.words[segment.units[start - 2].start].key == "of":
        return True  # "First Minister of Wales Ann Doe"
    if role is not None and role.kind in ("body", "institution", "document", "collective", "object", "place"):
        return False
    # "An Australian, ..." has a comma; "Spanish Ann Doe" and "the Green Dragon" are no descriptions of a person.
    return (
        (before.kind == "word" or _age(segment.words, before.start, scene) > 0)
        and not (segment.words[before.start].capital and before.kind == "word")
        and segment.words[before.start].key not in gazetteer.shape("determiners")
    )


def _counting(segment: Segment, at: int, scene: Scene) -> bool:
    """Whether nothing but numbers and the like stands before unit `at`: "as many as 20 soldiers"."""
    counted = scene.gazetteer.shape("determiners", "bounds")
    return all(
        segment.words[u.start].key in counted or segment.words[u.start].key.isdigit() for u in segment.units[:at]
    )


def core_end(segment: Segment, scene: Scene) -> int:
    """The number of the unit at which the core of a segment ends: a preposition, a clause, a participle."""
    shape = scene.gazetteer.shape
    seen = False
    for at, unit in enumerate(segment.units):
        word = segment.words[unit.start]
        if unit.kind == "word" and seen:
            if word.key in shape("bounds") and _counting(segment, at, scene):
                continue
            if not word.joined and (word.key in shape("prepositions") or word.key in shape("relatives")):
                return at
            if word.key in shape("insiders") and segment.units[at - 1].kind == "role":
                return at  # "people familiar with the plan"
            verbal = word.key.endswith(("ing", "ed")) and not word.capital and not word.joined
            verbal = verbal and not (at + 1 < len(segment.units) and word.key in shape("adjectival"))
            if verbal and segment.units[at - 1].kind in ("role", "name"):
                return at
        if (
            unit.kind != "word"
            or word.key not in shape("determiners")
            or word.key.isdigit()
            or word.key in shape("partitives")
        ):
            seen = True
    return len(segment.units)
