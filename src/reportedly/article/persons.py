"""Who is meant by a person's name: the article's own, somebody of the tables, or the name as it is written."""

from __future__ import annotations

from dataclasses import replace

from ..gazetteer import FULL, SHORT, SURNAME, Person, fold, in_force, key_of, words_of
from ..gazetteer.tables import NOT_STATES
from .described import Told, near_office, of_person
from .names import Segment, Unit
from .scene import Identity, Scene

__all__ = [
    "at_the_head", "can_be", "home_for", "is_short", "known_identity", "office_holder", "person_identity",
    "surname_in_office",
]  # fmt: skip

# Letters that a short form must have: "Ken", "Tim", "Ben".
_SHORTEST = 3
# Heads beside those of states: of the United Nations, and of those whose head bears no other title.
_WORLDWIDE = ("secretary-general", "leader")
# Years before his first office from which on somebody is known by his full name.
_EARLIER = 35


def person_identity(name: str, told: Told, scene: Scene) -> Identity:
    """The identity of a person by name: known from the article, from the tables, or as it is written."""
    before = known_identity(name, scene)
    if before is not None and before.entity == "person":
        return replace(
            before,
            country=before.country or told.country,
            sector=before.sector or told.sector,
            kind="name",
        )
    if _shared(name, scene):
        return Identity(None, "person", told.country, told.sector, "name")  # of two Khans the article tells which
    if " " not in name and told.noun in scene.gazetteer.shape("family"):
        return Identity(None, "person", told.country, told.sector, "name", called=name)  # "his father, Paul" is no king
    leader = at_the_head(name, scene) if told.role is None and told.country is None else None
    if leader is not None:
        return office_holder(leader, told, scene)
    country = told.country if told.country not in NOT_STATES else None
    found = scene.gazetteer.people(name, date=scene.date, country=country)
    nearness = scene.gazetteer.nearness(name)
    if scene.home is not None and country is None and (nearness == SURNAME or len(found) != 1):
        # "General Zia" in an article on Pakistan
        found = scene.gazetteer.people(name, date=scene.date, country=scene.home) or found
    if len(found) > 1:
        found = _foremost(found, told, scene)
    if not found:
        found, nearness = _by_short_form(name, country, scene), SHORT
    if not found:
        found, nearness = _untitled(name, scene) or _misspelt(name, told, scene), FULL
    if len(found) == 1 and can_be(found[0], nearness, told, scene):
        return office_holder(found[0], told, scene)
    shape = scene.gazetteer.shape
    words = [
        w for n, w in enumerate(words_of(name))
        if w.key not in shape("particles") or (n == 0 and w.capital and w.key in shape("either"))
    ]  # fmt: skip
    described = told.country if told.country or told.role is None else home_for(told, scene)
    # A surname alone is nobody's name until the article gives it in full.
    kept = name if len(words) > 1 else None
    return Identity(kept, "person", described, told.sector, "name", called="" if kept else name)


def at_the_head(name: str, scene: Scene) -> Person | None:
    """Who leads a state, of all who bear a surname, where nothing else is told: "Blair" in 2003.

    Only of a phrase alone: an article tells for itself which of them is meant, or that it is a stranger.
    """
    gazetteer = scene.gazetteer
    if scene.date is None or scene.acting is not None or scene.home is not None or gazetteer.nearness(name) != SURNAME:
        return None
    heads = {gazetteer.office(head) for head in (*gazetteer.indexes.shape.get("heads", ()), *_WORLDWIDE)}
    leading = [
        (person, term) for person in gazetteer.people(name, date=scene.date) for term in person.terms
        if gazetteer.office(term.office) in heads and in_force(term.since, term.until, scene.date)
    ]  # fmt: skip
    wide = [person for person, term in leading if term.country in NOT_STATES]
    found = set(wide) or {person for person, _ in leading}
    return found.pop() if len(found) == 1 else None


def _shared(name: str, scene: Scene) -> bool:
    """Whether a name is a surname that several whom the article names in full bear."""
    key = key_of(words_of(name))
    return " " not in key and sum(words_of(known)[-1].key == key for known in scene.known) > 1


def _by_short_form(name: str, country: str | None, scene: Scene) -> tuple[Person, ...]:
    """ "Ken Starr" is Kenneth Starr where the tables have him, and nobody else of that surname."""
    words = words_of(name)
    if len(words) != 2 or len(words[0].key) < _SHORTEST:
        return ()
    found = scene.gazetteer.people(words[1].text, date=scene.date, country=country)
    if len(found) != 1:
        return ()
    first = words_of(found[0].name)[0].key
    short, long = sorted((first, words[0].key), key=len)
    return found if long.startswith(short) and len(short) >= _SHORTEST else ()


def is_short(first: str, other: str) -> bool:
    """Whether a first name is short for another: "Ken", "Kenneth"."""
    return len(first) >= _SHORTEST and first != other and fold(other).startswith(fold(first))


def _untitled(name: str, scene: Scene) -> tuple[Person, ...]:
    """Somebody by his full name after a title that the tables have with a shorter one: "Sheikh Tamim bin Hamad"."""
    first, _, rest = name.partition(" ")
    found = scene.gazetteer.role(words_of(first), 0)
    if found is None or found[1].kind != "person" or scene.gazetteer.nearness(rest) != FULL or " " not in rest:
        return ()
    people = scene.gazetteer.people(rest, date=scene.date)
    return people if len(people) == 1 else ()


def _misspelt(name: str, told: Told, scene: Scene) -> tuple[Person, ...]:
    """ "Volodymir Zelensky" is he who is in office by that name but for a letter, in an article on his state."""
    found = scene.gazetteer.misspelt(name)
    if len(found) != 1 or not near_office(found[0], scene.date, 0, 1):
        return ()
    return found if _state_told(found[0], told, scene) else ()


def _foremost(found: tuple[Person, ...], told: Told, scene: Scene) -> tuple[Person, ...]:
    """Of several whom a name can mean the one who holds the office that is told with it, else, of one state's, the one
    who leads it: in 1962 "Kennedy" is the president and not his brother."""
    if scene.date is None:
        return found
    terms = {p: [t for t in p.terms if in_force(t.since, t.until, scene.date)] for p in found}
    if told.noun:
        office = scene.gazetteer.office(told.noun)
        holding = tuple(p for p in found if any(scene.gazetteer.office(t.office) == office for t in terms[p]))
        return holding if len(holding) == 1 else found
    if told.role is not None or len({t.country for p in found for t in terms[p]}) != 1 or not all(terms.values()):
        return found
    heads = {scene.gazetteer.office(head) for head in scene.gazetteer.indexes.shape.get("heads", ())}
    leading = tuple(p for p in found if any(scene.gazetteer.office(t.office) in heads for t in terms[p]))
    return leading if len(leading) == 1 else found


def can_be(person: Person, nearness: int | None, told: Told, scene: Scene) -> bool:
    """Whether somebody of the tables can be meant at the article's date by his name and the title before it.

    A full name is his from long before his office on, then not under a title that is of another trade, and for ever
    after it. A part of it is his at about the time of his office, and later only with its title
    ("President Nixon"). No title may speak against him: a major is no president, a mayor no prime minister.
    """
    shape, date = scene.gazetteer.shape, scene.date
    fits = told.role is None or told.sector in (None, "GOV", "MIL", "ELI", "REL", "PTY")
    near = near_office(person, date)
    if nearness == FULL:
        first = min(int(t.since[:4]) for t in person.terms)
        if not near and told.role is None and _only_reigned(person, scene):
            return False
        if near or date is None or first <= int(date[:4]):
            return True
        return first - _EARLIER <= int(date[:4]) and fits and not _ranked(told, scene)
    if told.noun and scene.gazetteer.calls(person, told.noun, date) and not _ranked(told, scene):
        return True
    if not fits or not near or told.noun in shape("lesser"):
        return False
    if nearness == SURNAME and (_anothers_given(person, scene) or not _told_of(person, told, scene)):
        return False
    if _ranked(told, scene):
        here = {told.country, scene.home}
        return any(term.country in here for term in (scene.gazetteer.term_at(person, date or ""),) if term)
    return True


def _only_reigned(person: Person, scene: Scene) -> bool:
    """Whether somebody has one name alone, for he was a king: long after, another Paul is not he."""
    reigning = scene.gazetteer.shape("reigning")
    return " " not in person.name and all(term.office in reigning for term in person.terms)


def _anothers_given(person: Person, scene: Scene) -> bool:
    """Whether the article names somebody else in full whose given name is that surname: where Russell Haig was, a
    "Russell" is no Catherine Russell."""
    surname = words_of(person.name)[-1].key
    return any(len(words) > 1 and words[0].key == surname for words in map(words_of, scene.known))


def _told_of(person: Person, told: Told, scene: Scene) -> bool:
    """Whether the article names a state that somebody led: a surname alone in one that does not is a stranger's, but
    for one that only he in the tables bears, while he is in office."""
    if scene.acting is None:
        return True
    bearers = scene.gazetteer.indexes.people.get(words_of(person.name)[-1].key, ())
    if len(bearers) == 1 and scene.date is not None and scene.gazetteer.term_at(person, scene.date):
        return True
    return _state_told(person, told, scene)


def _state_told(person: Person, told: Told, scene: Scene) -> bool:
    """Whether a state that somebody led is told in the article, or there is none."""
    if scene.acting is None:
        return True
    current = scene.gazetteer.current
    states = {current(code, scene.date) for code in (*scene.acting, told.country, scene.home) if code}
    return any(term.country in NOT_STATES or current(term.country, scene.date) in states for term in person.terms)


def _ranked(told: Told, scene: Scene) -> bool:
    """Whether a title is a rank that few of those who lead a state have: a general leads one rather than a captain."""
    return told.role is not None and told.role.sector == "MIL" and told.noun not in scene.gazetteer.shape("commanding")


def office_holder(person: Person, told: Told, scene: Scene) -> Identity:
    country, sector = of_person(person, scene)
    role = told.role
    if told.country in NOT_STATES:
        country, sector = told.country, told.sector or told.country
    elif sector is None and told.country is not None and told.role is not None:
        country = told.country  # before the offices that the tables have he may have held one elsewhere
    new = sector == "ELI" and role is not None and (not _past(told) or _newly(person, told, scene))
    if told.sector is not None and (sector is None or new):
        sector = told.sector
    return Identity(person.name, "person", country or told.country, sector, "name")


def _newly(person: Person, told: Told, scene: Scene) -> bool:
    """Whether somebody is told with an office of state that the tables do not have of him: a new one."""
    held = {scene.gazetteer.office(term.office) for term in person.terms}
    return not told.former and " " in told.noun and scene.gazetteer.office(told.noun) not in held


def _past(told: Told) -> bool:
    """Whether a description may be of office held long ago: "President Nixon"."""
    return told.sector in ("GOV", "ELI") or told.former


def known_identity(name: str, scene: Scene) -> Identity | None:
    """The identity that the article has given to this name before, in full or by one surname."""
    if not scene.known:
        return None
    key = key_of(words_of(name))
    full = {key_of(words_of(n)): identity for n, identity in scene.known.items()}
    if key in full:
        return full[key]
    parts = key.split(" ")
    if len(parts) > 2 and f"{parts[0]} {parts[-1]}" in full:
        return full[f"{parts[0]} {parts[-1]}"]  # "Robert Gabriel Mugabe" is Robert Mugabe
    if len(parts) == 2:
        longer = [k for k in full if k.split()[1:] == parts[1:] and is_short(parts[0], k.split()[0])]
        if len(longer) == 1:
            return full[longer[0]]
    same = {identity.name: identity for k, identity in full.items() if key in k.split()[1:]}
    small = scene.gazetteer.shape("particles")
    if " " in key and all(part in small for part in parts[:-1]):
        ends = {identity.name: identity for k, identity in full.items() if k.endswith(f" {key}")}
        return next(iter(ends.values())) if len(ends) == 1 else None  # "de Blasio"
    return next(iter(same.values())) if len(same) == 1 and " " not in key else None


def surname_in_office(segment: Segment, core: list[Unit], scene: Scene) -> Person | None:
    """Who is meant by a surname that is a role noun too: "Major" in 1991."""
    if len(core) != 1 or len(segment.words) != 1 or scene.date is None or not segment.words[0].capital:
        return None
    if segment.words[0].key not in scene.gazetteer.shape("surnames"):
        return None
    found = scene.gazetteer.people(segment.words[0].text, date=scene.date)
    holding = [p for p in found if scene.gazetteer.term_at(p, scene.date)]
    return holding[0] if len(holding) == 1 else None


def home_for(told: Told, scene: Scene) -> str | None:
    """The article's own state, for what acts for a state and is told without one."""
    if told.ambiguous or scene.home is None or told.sector in (None, "IGO", "NGO", "REF", "ELI"):
        return None
    if told.noun in scene.gazetteer.shape("foreign", "placeless", "several_states"):
        return None
    if told.sector == "REL" and told.plural:
        return None  # believers are of no state, a priest is
    if told.sector == "REB" and told.role is not None and told.noun not in scene.gazetteer.shape("domestic"):
        return None  # rebels fight in their own state, terrorists do not
    return scene.home
