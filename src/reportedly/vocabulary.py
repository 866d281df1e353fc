"""The vocabulary: commented TOML under `data/lexicon/`, checked and made ready when it is loaded.

Every file has the sections and keys that `_SCHEMA` names, each a list of strings or a table of them. A key
too many or too few, a value of the wrong kind, a word that stands twice in one list, or in two lists that
exclude each other, raises VocabularyError with the file and the key.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from .errors import VocabularyError
from .inflection import bases, plural
from .records import Stance
from .sums import taken_from

__all__ = ["Lexicon", "load_lexicon"]

# The order in which stances win over each other where a cue holds words of two (see statements.toml).
STANCE_ORDER: tuple[Stance, ...] = ("declines", "denies", "doubts", "believes", "asserts")

_LIST, _TABLE, _WORD = "a list of strings", "a table of lists", "a string"
_CUES = {"verbs": _LIST, "nouns": _LIST, "phrases": _LIST}
_SCHEMA: dict[str, dict[str, dict[str, str]]] = {
    "statements.toml": {
        **{f"stance.{stance}": _CUES for stance in STANCE_ORDER},
        "negation": {
            "words": _LIST, "sources": _LIST, "auxiliaries": _LIST, "adverbs": _LIST,
            "denying_contents": _LIST, "denying_quotations": _LIST, "refusing": _LIST, "infinitive": _WORD,
        },
        "refusals": {
            "answering": _LIST, "talking": _LIST, "talked_about": _LIST, "willing": _LIST, "unwilling": _LIST,
        },
        "hedges": {
            "phrases": _LIST, "modal": _WORD, "could_not_hedge": _LIST, "possible": _WORD,
            "possible_not_after": _LIST, "not_before": _TABLE, "not_after": _TABLE,
        },
        "evidence": {"patterns": _LIST, "looks_back": _LIST},
        "unattributed": {
            "adverbs": _LIST, "modifiers": _LIST, "passives": _LIST, "to_be": _LIST, "modals": _LIST,
        },
        "content": {"complementizers": _LIST, "clauses": _LIST, "explained": _LIST, "citing": _LIST, "cites": _LIST},
        "prepositions": {"according": _LIST},
    },
    "verbs.toml": {"irregular": {"*": _LIST}, "doubling": {"verbs": _LIST}},
    "sources.toml": {
        "nouns": {
            "anonymous": _LIST, "crowd": _LIST, "office": _LIST, "spokesperson": _LIST, "document": _LIST,
            "institutional_document": _LIST, "outlet": _LIST,
        },
        "partitives": {"nouns": _LIST},
        "amounts": {"nouns": _LIST},
        "titles": {"words": _LIST},
        "anonymity": {"phrases": _LIST},
        "pronouns": {"person": _LIST, "plural": _LIST, "thing": _LIST, "relative": _LIST},
        "plurals": {"*": _WORD},
        "shape": {
            "boundaries": _LIST, "participles": _LIST, "indefinite": _LIST, "definite": _LIST,
            "counted": _LIST, "joiners": _LIST, "particles": _LIST, "never_named": _LIST,
            "loose": _LIST, "naming": _LIST, "many": _LIST, "peoples": _LIST,
        },
    },
    "persons.toml": {
        "pronouns": {
            "speaker": _LIST, "speakers": _LIST, "addressee": _LIST, "masculine": _LIST, "feminine": _LIST,
            "thing": _LIST, "plural": _LIST, "relative": _LIST,
        },
        "reflexive": {"words": _LIST},
        "determiners": {"definite": _LIST, "that": _LIST, "indefinite": _LIST},
        "quantities": {"none": _LIST, "each": _LIST, "some": _LIST, "other": _LIST, "same": _LIST, "all": _LIST},
        "contrast": {"words": _LIST},
        "gender": {"masculine": _LIST, "feminine": _LIST},
        "given": {"masculine": _LIST, "feminine": _LIST},
    },
}  # fmt: skip
# Lists of which a word may stand in one only.
_EXCLUSIVE: dict[str, tuple[str, ...]] = {
    "sources.toml": tuple(f"nouns.{key}" for key in _SCHEMA["sources.toml"]["nouns"]),
    "statements.toml": tuple(f"stance.{stance}.verbs" for stance in STANCE_ORDER),
    "persons.toml": tuple(f"pronouns.{key}" for key in _SCHEMA["persons.toml"]["pronouns"]),
}
# The same for further lists of a file.
_EXCLUSIVE_TOO = {"persons.toml": ("given.masculine", "given.feminine")}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of one language, all in lower case and with straight apostrophes (see the TOML files for each).

    `cues` has, for the first word of each phrase, the phrases that begin so and their stance, longest first.
    `bases` gives for the form of a verb the bases it may have. `digest` names the bytes of all files.
    """

    language: str
    digest: str
    bases: Mapping[str, tuple[str, ...]]
    cues: Mapping[str, tuple[tuple[tuple[str, ...], Stance], ...]]
    negations: frozenset[str]
    nobody: frozenset[str]
    auxiliaries: frozenset[str]
    adverbs: frozenset[str]
    denying: tuple[re.Pattern[str], ...]
    denying_quotations: tuple[re.Pattern[str], ...]
    refusing: frozenset[str]
    infinitive: str
    answering: frozenset[str]
    talking: frozenset[str]
    talked_about: frozenset[str]
    willing: frozenset[str]
    unwilling: frozenset[str]
    hedges: re.Pattern[str]
    modal: str
    modal_not_after: frozenset[str]
    possible: str
    possible_not_after: frozenset[str]
    hedge_not_before: Mapping[str, frozenset[str]]
    hedge_not_after: Mapping[str, frozenset[str]]
    evidence: tuple[re.Pattern[str], ...]
    looks_back: tuple[str, ...]
    bare_adverbs: frozenset[str]
    bare_modifiers: frozenset[str]
    bare_passives: frozenset[str]
    explained: frozenset[str]
    citing: frozenset[str]
    cites: frozenset[str]
    modals: frozenset[str]
    clauses: frozenset[str]
    complementizers: frozenset[str]
    to_be: frozenset[str]
    according: tuple[tuple[str, ...], ...]
    nouns: Mapping[str, str]
    plurals: frozenset[str]
    partitives: frozenset[str]
    amounts: frozenset[str]
    titles: frozenset[str]
    anonymity: re.Pattern[str]
    pronouns: Mapping[str, str]
    persons: Mapping[str, str]
    reflexive: frozenset[str]
    determiners: Mapping[str, str]
    quantities: Mapping[str, int]
    contrasting: frozenset[str]
    gender: Mapping[str, str]
    given: Mapping[str, str]
    boundaries: frozenset[str]
    participles: frozenset[str]
    indefinite: frozenset[str]
    definite: frozenset[str]
    counted: frozenset[str]
    joiners: frozenset[str]
    particles: frozenset[str]
    never_named: frozenset[str]
    loose: frozenset[str]
    many: frozenset[str]
    naming: frozenset[str]
    peoples: frozenset[str]

    def forms(self, word: str) -> tuple[str, ...]:
        """`word` itself and the bases of the verbs of which it is a form."""
        return (word, *self.bases.get(word, ()))


_PLAIN = str.maketrans({"’": "'", "‘": "'", "\n": " ", "\u00a0": " "})


def plain(text: str) -> str:
    """`text` in lower case with straight apostrophes, character for character of the same length."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters become two
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.translate(_PLAIN)


@lru_cache(maxsize=8)
def load_lexicon(language: str = "en") -> Lexicon:
    """The lexicon of `language`. Raises VocabularyError where a file is missing or wrong."""
    return read_lexicon(files("reportedly").joinpath("data", "lexicon", language), language)


def read_lexicon(folder: Traversable, language: str = "en") -> Lexicon:
    """The lexicon in `folder`. Raises VocabularyError where a file is missing or wrong."""
    raw: dict[str, dict[str, Any]] = {}
    digest = hashlib.sha256()
    try:
        # Every file counts for the digest, those that other parts read (`words.toml`) too.
        present = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
        contents = {f.name: taken_from(folder, f.name) for f in present}
    except OSError as error:
        raise VocabularyError(f"no vocabulary of language {language!r}: {error}") from error
    for name, data in contents.items():
        digest.update(name.encode() + b"\0" + data + b"\0")
    for name, schema in _SCHEMA.items():
        if name not in contents:
            raise VocabularyError(f"{name}: the file is missing")
        raw[name] = _checked(name, contents[name], schema)
    return _built(raw, language, digest.hexdigest()[:16])


def _checked(name: str, data: bytes, schema: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The sections of one file, flattened to `section.key`."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{name}: {error}") from error
    flat: dict[str, Any] = {}
    sections = dict(_sections(table, schema))
    for section in sections.keys() - schema.keys():
        raise VocabularyError(f"{name}: unknown section {section!r}")
    for section, keys in schema.items():
        if section not in sections:
            raise VocabularyError(f"{name}: section {section!r} is missing")
        values = sections[section]
        for key, value in values.items():
            kind = keys.get(key, keys.get("*"))
            if kind is None:
                raise VocabularyError(f"{name}: unknown key {section}.{key}")
            _check_value(f"{name}: {section}.{key}", value, kind)
            flat[f"{section}.{key}"] = value
        for key in keys.keys() - values.keys() - {"*"}:
            raise VocabularyError(f"{name}: key {section}.{key} is missing")
    _check_exclusive(name, flat)
    return flat


def _sections(table: Mapping[str, Any], schema: Mapping[str, object]) -> Iterable[tuple[str, dict[str, Any]]]:
    for key, value in table.items():
        if not isinstance(value, dict):
            yield key, {}
        elif any(section.startswith(f"{key}.") for section in schema):
            yield from ((f"{key}.{inner}", v if isinstance(v, dict) else {}) for inner, v in value.items())
        else:
            yield key, value


def _check_value(where: str, value: object, kind: str) -> None:
    if kind == _WORD:
        right = isinstance(value, str)
    elif kind == _LIST:
        right = isinstance(value, list) and all(isinstance(v, str) and v for v in value)
    else:
        right = isinstance(value, dict)
    if not right:
        raise VocabularyError(f"{where}: {kind} is due")
    for inner in (value,) if isinstance(value, list) else ():
        if len(set(inner)) < len(inner):
            twice = next(word for word in inner if inner.count(word) > 1)
            raise VocabularyError(f"{where}: {twice!r} stands there twice")
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_value(f"{where}.{key}", inner, _LIST)


def _check_exclusive(name: str, flat: Mapping[str, Any]) -> None:
    for keys in (_EXCLUSIVE.get(name, ()), _EXCLUSIVE_TOO.get(name, ())):
        owner: dict[str, str] = {}
        for key in keys:
            for word in flat[key]:
                if word in owner:
                    raise VocabularyError(f"{name}: {key}: {word!r} stands in {owner[word]} too")
                owner[word] = key


def _built(raw: Mapping[str, Mapping[str, Any]], language: str, digest: str) -> Lexicon:
    statements, sources = raw["statements.toml"], raw["sources.toml"]
    persons = raw["persons.toml"]
    irregular = _under(raw["verbs.toml"], "irregular")
    doubling = frozenset(raw["verbs.toml"]["doubling.verbs"])
    phrases = [
        (tuple(entry.split()), stance)
        for stance in STANCE_ORDER
        for key in ("phrases", "verbs", "nouns")
        for entry in statements[f"stance.{stance}.{key}"]
    ]
    verbs = {w for phrase, _ in phrases for w in phrase if w in irregular}
    verbs |= {v.split()[0] for stance in STANCE_ORDER for v in statements[f"stance.{stance}.verbs"]}
    verbs |= {phrase[0] for phrase, _ in phrases if len(phrase) > 1}
    irregular_plurals = _under(sources, "plurals")
    nouns: dict[str, str] = {}
    plurals: set[str] = set(irregular_plurals)
    listed = [(noun, key) for key in _SCHEMA["sources.toml"]["nouns"] for noun in sources[f"nouns.{key}"]]
    nouns |= dict(listed)
    for noun, key in listed:
        # A plural that is listed itself keeps its own class: "figures" are no "figure".
        nouns.setdefault(plural(noun), key)
        plurals.add(plural(noun))
    nouns |= {many: nouns[noun] for many, noun in irregular_plurals.items() if noun in nouns}
    return Lexicon(
        language=language,
        digest=digest,
        bases=bases(verbs, irregular, doubling),
        cues=_cues(phrases),
        negations=frozenset(statements["negation.words"]),
        nobody=frozenset(statements["negation.sources"]),
        auxiliaries=frozenset(statements["negation.auxiliaries"]),
        adverbs=frozenset(statements["negation.adverbs"]),
        denying=_patterns("statements.toml: negation.denying_contents", statements["negation.denying_contents"]),
        denying_quotations=_patterns(
            "statements.toml: negation.denying_quotations", statements["negation.denying_quotations"]
        ),
        refusing=frozenset(statements["negation.refusing"]),
        infinitive=statements["negation.infinitive"],
        answering=frozenset(statements["refusals.answering"]),
        talking=frozenset(statements["refusals.talking"]),
        talked_about=frozenset(statements["refusals.talked_about"]),
        willing=frozenset(statements["refusals.willing"]),
        unwilling=frozenset(statements["refusals.unwilling"]),
        hedges=_alternatives(statements["hedges.phrases"]),
        modal=statements["hedges.modal"],
        modal_not_after=frozenset(statements["hedges.could_not_hedge"]),
        possible=statements["hedges.possible"],
        possible_not_after=frozenset(statements["hedges.possible_not_after"]),
        hedge_not_before={k: frozenset(v) for k, v in statements["hedges.not_before"].items()},
        hedge_not_after={k: frozenset(v) for k, v in statements["hedges.not_after"].items()},
        evidence=_patterns("statements.toml: evidence.patterns", statements["evidence.patterns"]),
        looks_back=tuple(statements["evidence.looks_back"]),
        bare_adverbs=frozenset(statements["unattributed.adverbs"]),
        bare_modifiers=frozenset(statements["unattributed.modifiers"]),
        bare_passives=frozenset(statements["unattributed.passives"]),
        modals=frozenset(statements["unattributed.modals"]),
        complementizers=frozenset(statements["content.complementizers"]),
        clauses=frozenset(statements["content.clauses"]),
        to_be=frozenset(statements["unattributed.to_be"]),
        according=tuple(tuple(p.split()) for p in statements["prepositions.according"]),
        explained=frozenset(statements["content.explained"]),
        citing=frozenset(statements["content.citing"]),
        cites=frozenset(statements["content.cites"]),
        nouns=nouns,
        plurals=frozenset(plurals),
        partitives=frozenset(sources["partitives.nouns"]),
        amounts=frozenset(sources["amounts.nouns"]),
        titles=frozenset(sources["titles.words"]),
        anonymity=_alternatives(sources["anonymity.phrases"]),
        pronouns={word: kind for kind in _SCHEMA["sources.toml"]["pronouns"] for word in sources[f"pronouns.{kind}"]},
        persons={word: kind for kind in _SCHEMA["persons.toml"]["pronouns"] for word in persons[f"pronouns.{kind}"]},
        reflexive=frozenset(persons["reflexive.words"]),
        contrasting=frozenset(persons["contrast.words"]),
        determiners={
            word: kind for kind in _SCHEMA["persons.toml"]["determiners"] for word in persons[f"determiners.{kind}"]
        },
        quantities={
            word: number
            for number, kind in enumerate(_SCHEMA["persons.toml"]["quantities"], 2)
            for word in persons[f"quantities.{kind}"]
        },
        gender={word: kind for kind in ("masculine", "feminine") for word in persons[f"gender.{kind}"]},
        given={word: kind for kind in ("masculine", "feminine") for word in persons[f"given.{kind}"]},
        boundaries=frozenset(sources["shape.boundaries"]),
        indefinite=frozenset(sources["shape.indefinite"]),
        definite=frozenset(sources["shape.definite"]),
        participles=frozenset(sources["shape.participles"]),
        counted=frozenset(sources["shape.counted"]),
        particles=frozenset(sources["shape.particles"]),
        never_named=frozenset(sources["shape.never_named"]),
        loose=frozenset(sources["shape.loose"]),
        naming=frozenset(sources["shape.naming"]),
        many=frozenset(sources["shape.many"]),
        joiners=frozenset(sources["shape.joiners"]),
        peoples=frozenset(sources["shape.peoples"]),
    )


def _under(flat: Mapping[str, Any], section: str) -> dict[str, Any]:
    return {key.removeprefix(f"{section}."): value for key, value in flat.items() if key.startswith(f"{section}.")}


def _cues(
    phrases: Iterable[tuple[tuple[str, ...], Stance]],
) -> dict[str, tuple[tuple[tuple[str, ...], Stance], ...]]:
    by_first: dict[str, list[tuple[tuple[str, ...], Stance]]] = {}
    for words, stance in phrases:
        by_first.setdefault(words[0], []).append((words, stance))
    order = {stance: n for n, stance in enumerate(STANCE_ORDER)}
    return {
        first: tuple(sorted(found, key=lambda entry: (-len(entry[0]), order[entry[1]])))
        for first, found in by_first.items()
    }


def _alternatives(phrases: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w-])")


def _patterns(where: str, patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    compiled = []
    for pattern in patterns:
        try:
            compiled.append(re.compile(pattern.replace("@rest", r"[^,;.()\u2013\u2014\"“”]{0,160}"), re.IGNORECASE))
        except re.error as error:
            raise VocabularyError(f"{where}: {pattern!r}: {error}") from error
    return tuple(compiled)
