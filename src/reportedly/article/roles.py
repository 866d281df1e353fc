"""What the grammar makes of a word for an act: its doer, whom it is done to, or where else it stands with it.

For a verb this is told by subjects and objects, which passives turn round and which relative clauses, participles,
infinitives and coordination leave out; for a noun by "of", "by", a possessive or a word before it, and by the verb that
carries it ("launched an attack on"). Nothing is asked here of who somebody is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..deeds import load_deeds
from .clauses import Clauses

__all__ = ["DOER", "DONE", "roles_of"]

DOER, DONE = "doer", "done"
_NOUNS = frozenset({"NOUN", "PROPN"})
_BEFORE = frozenset({"compound", "amod", "nmod:desc", "nmod:poss"})
# Steps from verb to verb along coordinations.
_FURTHER = 3


def roles_of(clauses: Clauses, word: int) -> Mapping[int, str]:
    """The words that stand to the act told by `word` in a role, with its name.

    For verbs `doer`, `done`, `iobj`, and these with a `~` where the grammar leaves them out. For nouns `poss`, `mod`
    and the prepositions; after a `+` what else the noun has that tells which role is left ("poss +by"); `verb …` for
    what stands at the verb that the noun hangs on.
    """
    return _of_noun(clauses, word) if clauses.parse.upos[word] in _NOUNS else _of_verb(clauses, word)


def _of_verb(clauses: Clauses, word: int) -> dict[int, str]:
    deprels = clauses.parse.deprels
    below = clauses.below[word]
    told: dict[int, str] = {}
    own = any(deprels[n].startswith("nsubj") for n in below)
    inherited = "" if own else "~"
    if clauses.is_done(word):
        _put(told, clauses.subjects(word), f"{DONE}{inherited}")
        _put(told, clauses.agents(word), DOER)
    else:
        _put(told, clauses.subjects(word), f"{DOER}{inherited}")
        _put(told, clauses.objects(word), DONE)
        _put(told, clauses.gap(word), f"{DONE}~")
        if not any(role.startswith(DONE) for role in told.values()):
            _put(told, _shared(clauses, word), f"{DONE}~")
    return told


def _shared(clauses: Clauses, word: int) -> tuple[int, ...]:
    """Of "shot and wounded a guard" the guard, for "shot" too."""
    at = word
    for _ in range(_FURTHER):
        verbs = [n for n in clauses.below[at] if clauses.parse.deprels[n] == "conj" and clauses.follows(n, word)]
        if not verbs:
            return ()
        at = verbs[0]
        if found := clauses.objects(at):
            return found
    return ()


def _of_noun(clauses: Clauses, word: int) -> dict[int, str]:
    parse = clauses.parse
    told: dict[int, str] = {}
    names: dict[int, str] = {}
    for n in clauses.below[word]:
        relation = parse.deprels[n]
        if relation == "nmod:poss":
            names[n] = "poss"
        elif relation in _BEFORE and n < word:
            names[n] = "mod"
        elif relation.partition(":")[0] in ("nmod", "obl"):
            names[n] = clauses.case(n) or "nmod"
    kinds = set(names.values())
    also = " ".join(f"+{kind}" for kind in ("by", "of", "poss", "on", "against", "between") if kind in kinds)
    for n, name in names.items():
        _put(told, clauses.together(n), f"{name} {also.replace(f'+{name}', '').strip()}".strip())
    _put(told, (n for n in clauses.participle_agents(word)), DOER)
    for n, name in _at_the_verb(clauses, word).items():
        told.setdefault(n, name)
    return told


def _at_the_verb(clauses: Clauses, word: int) -> dict[int, str]:
    """What stands at the verb on which a noun hangs."""
    parse = clauses.parse
    head, relation = parse.heads[word], parse.deprels[word].partition(":")[0]
    if head == word or relation not in ("obj", "nsubj", "obl") or parse.upos[head] in _NOUNS:
        return {}
    light = "light" if clauses.lower(head) in load_deeds().light else "verb"
    done = clauses.is_done(head)
    told: dict[int, str] = {}
    if relation == "obj" or (relation == "nsubj" and done):
        _put(told, clauses.agents(head) if done else clauses.subjects(head), f"{light} {DOER}")
        for n in clauses.below[head]:
            if parse.deprels[n].partition(":")[0] in ("obl", "iobj") and n != word:
                _put(told, clauses.together(n), f"{light} {clauses.case(n) or parse.deprels[n]}")
    elif relation == "nsubj":
        _put(told, clauses.objects(head), f"{light} obj")
    else:
        case = clauses.case(word)
        _put(told, clauses.subjects(head), f"{light} {case} {DONE if done else DOER}")
        _put(told, clauses.objects(head), f"{light} {case} obj")
    return {n: name for n, name in told.items() if n != word}


def _put(told: dict[int, str], words: Iterable[int], role: str) -> None:
    for word in words:
        told.setdefault(word, role)
