"""Who in a ledger is a private person, and by which words they are named.

A public person is one whom the tables of office-holders know by their full name, or whom an article calls by a noun of
an office or of one who speaks for others (`data/export/redaction.toml`). Everybody else is private, also where nothing
is known of them; but a bare surname that only public persons of the ledger have is theirs. What one article tells of a
name holds for the others, unless they call that person by nouns of which none is an office: then they are private
there. Journalists in bylines are private persons, too.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from ..article.described import near_office
from ..article.everybody import Met, letters_of
from ..gazetteer import FULL, SURNAME, Gazetteer, fold, key_of, load_gazetteer, words_of
from ..gazetteer.spelling import plural
from ..ledger.as_judged import as_judged
from ..ledger.recall import recall
from ..ledger.terms import load_terms, stem
from ..ledger.verdict_tables import verdicts_on
from ..lists import read_table
from ..records import Article, Reading
from ..vocabulary import load_lexicon
from .blackening import Names, key_words

__all__ = ["Everybody", "Known", "Private", "name_key", "parted", "private_in"]

Everybody = Callable[[Article], Iterable[Met]]
"""All whom an article names: `Pipeline.everybody`."""

_LEAST = 3
"""Letters of a word that is hidden wherever it stands."""

_COMMON = 0.5
"""As telling as this at least is a word that is hidden outside of the article that names the person."""

_FOND = ("y", "ie", "i")
"""Ends that a short form has: "Benny", "Ollie", "Niki"."""

_WEAK = 0.25
"""Less telling words stand at the head of too many sentences."""


@dataclass(frozen=True, slots=True)
class Private:
    """The private persons of a ledger. `everywhere`: what is hidden in all of it; `within`: in each text, by its number
    in the ledger, with that; `numbers`: for the key of a name which person it is, counted as they are met."""

    everywhere: Names
    within: Mapping[int, Names]
    numbers: Mapping[str, int]
    public: Mapping[int, frozenset[str]]

    def names(self, text: int | None) -> Names:
        return self.everywhere if text is None else self.within.get(text, self.everywhere)

    def person(self, name: str, text: int) -> int | None:
        """The number of a private person named so in a text; None of a public one."""
        key = name_key(name)
        return None if key in self.public.get(text, frozenset()) else self.numbers.get(key)


@dataclass(slots=True)
class Known:
    """What one article tells of one name. Grows as it is read. `whole`: whether it writes more than one word of it;
    `forms`: the names as it writes them, as keys."""

    words: set[str] = field(default_factory=set)
    whole: bool = False
    roles: set[str] = field(default_factory=set)
    sectors: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)


def name_key(name: str) -> str:
    """The words of a name, folded."""
    return " ".join(key_words(name))


def private_in(db: sqlite3.Connection, everybody: Everybody, gazetteer: Gazetteer | None = None) -> Private:
    """Read all the texts of a ledger for the persons whom they, their titles, bylines and records name."""
    gazetteer = gazetteer or load_gazetteer()
    texts: dict[int, dict[str, Known]] = {}
    dates: dict[int, str | None] = {}
    ordinary: set[str] = set()
    for text, article, readings, bylines in _texts(db):
        known: defaultdict[str, Known] = defaultdict(Known)
        for met in (*everybody(article), *_recorded(readings), *_signed(bylines, article, gazetteer)):
            _note(known, met)
        texts[text], dates[text] = dict(known), article.published
        ordinary.update(span.of(article.text) for span in letters_of(article.text))
    return parted(texts, dates, {fold(word) for word in ordinary if word.islower()}, gazetteer)


# Whom the texts name


def _texts(db: sqlite3.Connection) -> Iterator[tuple[int, Article, list[Reading], list[str]]]:
    """Each text with what is known of it: its readings as they are and as persons judged them, and its bylines."""
    order = "SELECT text FROM reports GROUP BY text ORDER BY min(number)"
    for (text,) in db.execute(order).fetchall():
        numbers = [n for (n,) in db.execute("SELECT number FROM reports WHERE text = ? ORDER BY number", (text,))]
        reports = [report for _, report in recall(db, numbers, vectors=False)]
        articles = [report.reading.article for report in reports]
        decided = verdicts_on(db, [articles[0].id]).get(articles[0].id, ())
        readings = [report.reading for report in reports]
        readings += [as_judged(reading, decided) for reading in readings] if decided else []
        titles = "\n\n".join(dict.fromkeys(a.title for a in articles if a.title and a.title not in a.text))
        bylines = list(dict.fromkeys(a.byline for a in articles if a.byline))
        yield text, replace(articles[0], title=titles or None), readings, bylines


def _recorded(readings: Iterable[Reading]) -> Iterator[Met]:
    for reading in readings:
        sources = [s.source for s in reading.statements]
        parties = [m for e in reading.events for m in (e.actor, e.recipient)]
        for mention in (*sources, *parties):
            if mention is not None and mention.entity == "person" and mention.name:
                own = set(key_words(mention.name))
                written = " ".join(w for w in key_words(mention.span.of(reading.article.text)) if w in own)
                yield Met(written, mention.name, frozenset(), mention.sector)


def _signed(bylines: Iterable[str], article: Article, gazetteer: Gazetteer) -> Iterator[Met]:
    """The names in bylines: runs of words that are neither an outlet nor what else stands in one."""
    listed = frozenset(_table()["byline"]) | set(key_words(article.publisher or ""))
    for byline in bylines:
        run: list[str] = []
        for span in letters_of(byline):
            word = span.of(byline)
            if fold(word) in listed or gazetteer.find(words_of(word), 0) is not None:
                yield from _run(run)
                run = []
            else:
                run.append(word)
        yield from _run(run)


def _run(run: list[str]) -> Iterator[Met]:
    if run:
        yield Met(" ".join(run), " ".join(run))


def _note(known: defaultdict[str, Known], met: Met) -> None:
    key = name_key(met.name or met.words)
    if not key:
        return
    one = known[key]
    written = key_words(met.words)
    one.words.update(written, key_words(met.name or ""))
    one.roles |= met.roles
    if len(set(written) & set(key.split())) > 1:
        one.whole = True
        one.forms.add(" ".join(written))
    if met.sector:
        one.sectors.add(met.sector)


# Who of them is private


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return read_table(files("reportedly").joinpath("data", "export"), "redaction.toml")


@lru_cache(maxsize=1)
def _nouns() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Offices, what is none, and what speaks for others, as keys."""

    def keys(name: str) -> tuple[str, ...]:
        return tuple(key_of(words_of(noun)) for noun in _table()[name])

    return frozenset(keys("offices")), frozenset(keys("no_office")), keys("speaking")


def _office(noun: str, sectors: Iterable[str], gazetteer: Gazetteer) -> bool:
    """Whether who is called so, and acts in these sectors, is a public person."""
    offices, none, speaking = _nouns()
    if any(noun == one or noun.endswith(f" {one}") for one in speaking):
        return True
    found = gazetteer.role(words_of(noun), 0)
    if found is None or noun in none:
        return False
    role = found[1]
    if noun not in offices and role.sector not in _table()["sectors"]:
        return False
    return role.strong or any(sector in _table()["weak_in"] for sector in sectors)


def _of_the_tables(key: str, one: Known, date: str | None, gazetteer: Gazetteer) -> bool:
    """Whether the tables know somebody of this full name, and the article writes it with the surname: two given names,
    or half of a double surname, are anybody's. Where the article calls them something else, or writes a part of the
    name alone, only about the time of their office."""
    called = bool(one.roles) or not one.whole
    for form in (one.forms if one.whole else None) or (key,):
        nearness = gazetteer.nearness(form)
        if nearness in (None, SURNAME):
            continue
        for person in gazetteer.people(form):
            whole = nearness == FULL or any(_surname(name) in form.split() for name in (person.name, *person.aliases))
            if whole and (not called or near_office(person, date)):
                return True
    return False


def _surname(name: str) -> str:
    """The last word of a name."""
    return key_words(name)[-1]


def parted(
    texts: Mapping[int, Mapping[str, Known]], dates: Mapping[int, str | None], ordinary: set[str], gazetteer: Gazetteer
) -> Private:
    """Who is private of those whom articles name. `texts`: for the number of each text what it tells of each key of a
    name; `dates`: their days; `ordinary`: words that some text has in small letters."""
    told: dict[int, set[str]] = {}
    denied: dict[int, set[str]] = {}
    given_too = frozenset(_table()["given_too"])
    for text, known in texts.items():
        told[text], denied[text] = set(), set()
        for key, one in known.items():
            told_by = (one.roles - given_too) or one.roles
            office = any(_office(noun, one.sectors, gazetteer) for noun in told_by)
            # "The uncle, Hasan" is no minister of that surname.
            vouched = (one.whole or not one.roles) and _of_the_tables(key, one, dates[text], gazetteer)
            if office or vouched:
                told[text].add(key)
            elif one.roles:
                denied[text].add(key)
    somewhere = set().union(*told.values()) if told else set()
    public = {text: (told[text] | (known.keys() & somewhere)) - denied[text] for text, known in texts.items()}
    surnames = _by_surname(texts, public, somewhere)
    for text, known in texts.items():
        public[text] |= (known.keys() & surnames) - denied[text]
    private = {text: known.keys() - public[text] for text, known in texts.items()}
    numbers: dict[str, int] = {}
    for text, known in texts.items():
        for key in known:
            if key in private[text]:
                numbers.setdefault(key, len(numbers) + 1)
    spared = {w for t, keys in public.items() for key in keys for w in (*key.split(), *texts[t][key].words)}
    everywhere = _everywhere(texts, private, somewhere, spared, ordinary, gazetteer)
    within = {text: _within(everywhere, texts[text], private[text], public[text]) for text in texts}
    return Private(everywhere, within, numbers, {text: frozenset(keys) for text, keys in public.items()})


def _by_surname(
    texts: Mapping[int, Mapping[str, Known]], public: Mapping[int, Iterable[str]], somewhere: Iterable[str]
) -> set[str]:
    """Surnames that only public persons of the ledger have: whom an article calls so, and nothing else, is one."""
    lasts = {key.split()[-1] for key in somewhere if " " in key}
    private = {key for text, known in texts.items() for key in known.keys() - set(public[text]) if " " in key}
    return lasts - {word for key in private for word in key.split()}


def _everywhere(
    texts: Mapping[int, Mapping[str, Known]],
    private: Mapping[int, Iterable[str]],
    public: set[str],
    spared: set[str],
    ordinary: set[str],
    gazetteer: Gazetteer,
) -> Names:
    keys = {key for those in private.values() for key in those} - public
    words = {w for text, those in private.items() for key in those if key in keys for w in _parts(texts[text][key])}
    given, terms = load_lexicon().given, load_terms()
    telling = {
        word: terms.weight(stem(word)) for word in words - spared - ordinary
        if len(word) >= _LEAST and word not in given and gazetteer.find(words_of(word.title()), 0) is None
    }  # fmt: skip
    return Names(
        _pairs(keys, public),
        frozenset(word for word, weight in telling.items() if weight == 1),
        frozenset(word for word, weight in telling.items() if _COMMON <= weight < 1),
        frozenset(joined for key in keys for joined in _joined(key.split())),
    )


def _within(everywhere: Names, known: Mapping[str, Known], private: Iterable[str], public: Iterable[str]) -> Names:
    keys = set(private)
    if not keys:
        return everywhere
    spared = {word for key in public for word in (*key.split(), *known[key].words)}
    words = {word for key in keys for word in _parts(known[key])} - spared
    terms = load_terms()
    # "The Horvats" are the family of whoever is hidden.
    families = {family for word in words if (family := plural(word)) not in spared} - words
    words |= {short for key in keys for short in _short(key)} - spared
    return replace(
        everywhere,
        here=frozenset(words | families),
        weak=frozenset(word for word in words | families if terms.weight(stem(word)) < _WEAK),
        pairs_here=_pairs(keys, public),
        joined_here=frozenset(joined for key in keys for joined in _joined(key.split())),
        initials=frozenset(initials for key in keys for initials in _initials(key)),
    )


def _parts(one: Known) -> Iterator[str]:
    """The words of a name that tell whose it is."""
    shape = load_gazetteer().shape
    return (w for w in one.words if len(w) > 1 and w not in shape("particles", "civil"))


def _pairs(keys: Iterable[str], public: Iterable[str]) -> dict[str, frozenset[str]]:
    """For the words of each name those that follow it in it, and the first for the last, as lists of names have them;
    but none that a public person has together."""
    shown = {(one, other) for key in public for one, other in _couples(key.split())}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key in keys:
        for one, other in _couples(key.split()):
            if (one, other) not in shown:
                found[one].add(other)
    return {first: frozenset(lasts) for first, lasts in found.items()}


def _couples(words: list[str]) -> Iterator[tuple[str, str]]:
    shape = load_gazetteer().shape
    words = [w for w in words if len(w) > 1 and w not in shape("particles", "civil")]
    for at, one in enumerate(words):
        for other in words[at + 1 :]:
            yield one, other
            yield other, one


def _initials(key: str) -> Iterator[str]:
    """ "jd" and "jdm" of John Derek Marrow."""
    whole = "".join(word[0] for word in key.split())
    return (whole[:end] for end in range(2, len(whole) + 1))


def _short(key: str) -> Iterator[str]:
    """What the first word of a name may be shortened to, as "Alex" or "Alexie" of an Alexander: given names, and what
    is neither a word of the language nor the name of a place, for that is nobody else's."""
    first = key.split()[0]
    given = load_lexicon().given.keys() | set(_table()["short_forms"])
    for end in range(_LEAST, len(first) - 1):
        begun = first[:end]
        for short in (begun, *(f"{root}{ending}" for root in (begun, begun + begun[-1]) for ending in _FOND)):
            if short in given or _nothing_else(short):
                yield short


@lru_cache(maxsize=1 << 12)
def _nothing_else(word: str) -> bool:
    """Whether the tables know a word for nothing."""
    unknown = load_terms().weight(stem(word)) == 1
    return unknown and load_gazetteer().find(words_of(word.title()), 0) is None


def _joined(words: list[str]) -> Iterator[str]:
    """Names of accounts and addresses, and two words of a name as one: "Annemarie", "Alkhatib"."""
    if len(words) > 1:
        pairs = (one + other for one, other in pairwise(words) if len(one) > 1 and len(other) > 1)
        for joined in (words[0] + words[-1], words[-1] + words[0], words[0][0] + words[-1], *pairs):
            if len(joined) > 5:
                yield joined
