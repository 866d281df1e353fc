"""What a few words around an act tell outright of its parties, whatever the model makes of them.

"Seized by the rebels" names who did it, "the Russian missile strike" too; "the Venezuelan dock strike" does not. Each
was found to be right nineteen times in twenty on the training part of the annotated articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.parse import Act, Part
from .bearing import Bearings
from .wording import load_wording

__all__ = ["outright"]

# The least chance of who is told to act, and what is left to others.
_TOLD, _LEFT = 0.8, 0.1
# Of one who is named further behind, if nobody else is.
_FURTHER = 0.6
# How far behind an act "by" is looked for, and how far it is near; and how long what it stands before may be.
_FAR, _NEAR, _LONG = 8, 1, 9
# How many other prepositions may stand between a verb and "by"; of a noun it is one.
_PHRASES = 2
_HYPHENS = frozenset("-–‑")
_PHRASE = frozenset({"DET", "ADJ", "NUM", "NOUN", "PROPN", "PRON", "PART"})
_OTHER_CLAUSE = frozenset({"PUNCT", "VERB", "CCONJ", "SCONJ", "AUX"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_PERSONS = frozenset({"person", "organization", "animal"})
# Types of acts that are done with each other by those who do them with somebody; of the last, if a noun tells them.
_MUTUAL, _MUTUAL_NOUN = frozenset({"CONSULT", "COOPERATE"}), "AGREE"
# Nouns of these types tell what those do to each other between whom it is: "talks between", "clashes between".
_BETWEEN = frozenset({"CONSULT", "COOPERATE", "AGREE", "ASSAULT", "ACCUSE"})
# Types of acts that happen to, or at, what stands right before their noun.
_FORCE = frozenset({"ASSAULT", "COERCE", "PROTEST"})


def outright(bearings: Bearings, act: Act, type_: str, parts: Sequence[Part]) -> list[Part]:
    """The parts of an act of `type_` with what the words around it tell outright."""
    if type_ in _FORCE:
        parts = [_of_compound(bearings, act, part) for part in parts]
    noun = bearings.parse.upos[act.word] in _NOUNS
    if type_ in _BETWEEN and noun and (sides := _between(bearings, act)):
        known = {part.word: part.both for part in parts}
        return [Part(word, 0.0, 0.0, max(_TOLD, known.get(word, 0.0))) for word in sides]
    if type_ in _MUTUAL or (noun and type_ == _MUTUAL_NOUN):
        parts = _each_other(bearings, act, parts)
    carrying = list(_carrying_out(bearings, act))
    if carrying:
        return _with(parts, carrying, _TOLD)
    found = _behind(bearings, act, "captor" if bearings.form(act.word) in load_wording().listed["falling"] else "agent")
    if found is None:
        return list(parts)
    agents, near = found
    if near:
        return _done_by(bearings, act, parts, agents)
    if any(part.actor + part.both >= _FURTHER for part in parts):
        return list(parts)
    return _with(parts, agents, _FURTHER)


def _of_compound(bearings: Bearings, act: Act, part: Part) -> Part:
    told = bearings.compounded(act.word, part.word)
    if told == "places":
        return Part(part.word, 0.0, part.recipient, part.both)
    if told == "means" and bearings.mention(part.word).country is not None:
        return Part(part.word, max(part.actor, _TOLD), min(part.recipient, 1 - _TOLD), part.both)
    return part


def _done_by(bearings: Bearings, act: Act, parts: Sequence[Part], agents: Sequence[int]) -> list[Part]:
    """Who does it stands behind "by", and who was taken for him before a verb is whom it is done to."""
    verb = bearings.parse.upos[act.word] not in _NOUNS
    others = [part for part in parts if part.word not in agents]
    wrong = max(others, key=lambda part: part.actor, default=None)
    suffers = verb and not any(part.recipient > part.actor and part.recipient >= 1 - _FURTHER for part in others)
    found = []
    for part in others:
        taken = part is wrong and part.actor > part.recipient and part.word < act.word
        if taken and (suffers or bearings.parse.deprels[part.word] == "nmod:poss"):
            part = Part(part.word, part.recipient, part.actor, part.both)
        found.append(Part(part.word, part.actor * _LEFT, part.recipient, part.both * _LEFT))
    agent = [part for part in parts if part.word in agents]
    return _with([*found, *(Part(p.word, p.actor, p.recipient * _LEFT, p.both) for p in agent)], agents, _TOLD)


def _with(parts: Sequence[Part], agents: Sequence[int], chance: float) -> list[Part]:
    known = {part.word: part for part in parts}
    for word in agents:
        part = known.get(word, Part(word, 0.0, 0.0, 0.0))
        known[word] = Part(word, max(part.actor, chance), part.recipient, part.both)
    return [known[word] for word in sorted(known)]


def _each_other(bearings: Bearings, act: Act, parts: Sequence[Part]) -> list[Part]:
    """Who talks or works "with" somebody, he with them and they with him."""
    found = _behind(bearings, act, "beside")
    others, near = found if found is not None else ([], False)
    acting = [p for p in parts if p.word not in others and p.actor + p.both >= max(p.recipient, _FURTHER)]
    if not near or not acting:
        return list(parts)
    best = max(acting, key=lambda part: (part.actor + part.both, -part.word))
    kept = {part.word: part for part in parts}
    for word in (best.word, *others):
        chance = max(_TOLD, kept[word].actor + kept[word].both if word in kept else 0.0)
        kept[word] = Part(word, 0.0, 0.0, min(1.0, chance))
    return [kept[word] for word in sorted(kept)]


def _between(bearings: Bearings, act: Act) -> list[int]:
    """The two or more that are coordinated after "between" right behind an act, all of whom can act; else nobody."""
    at = act.words[1]
    if at + 1 >= len(bearings.parse.words) or bearings.form(at) not in load_wording().listed["between"]:
        return []
    head = _head(bearings, at + 1)
    words = bearings.clauses.together(head) if head is not None else ()
    found = list(_acting(bearings, words))
    return found if len(found) == len(words) > 1 else []


def _behind(bearings: Bearings, act: Act, key: str) -> tuple[list[int], bool] | None:
    """Persons, bodies or states that stand after a preposition of the list `key` behind an act, and whether right
    behind it."""
    parse = bearings.parse
    verb = parse.upos[act.word] not in _NOUNS
    if key == "agent" and verb and bearings.form(act.words[0]).endswith("ing"):
        return None
    last = min(len(parse.words), act.words[1] + _FAR)
    agent = load_wording().listed[key]
    further = _PHRASES if verb else 1
    # "Fell to" may be the trigger as a whole.
    for at in range(act.word + 1 if key == "captor" else act.words[1], last):
        if bearings.form(at) in agent:
            words = list(_agents(bearings, at + 1))
            return (words, at - act.words[1] <= _NEAR) if words else None
        further -= parse.upos[at] == "ADP"
        if further < 0 or parse.upos[at] in _OTHER_CLAUSE:
            return None
    return None


def _carrying_out(bearings: Bearings, act: Act) -> Iterator[int]:
    """Who carries an act out by a relative clause on its noun: "a raid that the army (is said to have) launched"."""
    parse, below = bearings.parse, bearings.clauses.below
    if parse.upos[act.word] not in _NOUNS:
        return
    relative, carrying = (load_wording().listed[key] for key in ("relative", "carrying"))
    for clause in (n for n in below[act.word] if parse.deprels[n] == "acl:relcl"):
        verb = clause
        if bearings.form(verb) not in carrying:
            verb = next(
                (n for n in below[clause] if parse.deprels[n] == "xcomp" and bearings.form(n) in carrying), clause
            )
        objects = (n for n in below[verb] if parse.deprels[n] == "obj" and bearings.form(n) not in relative)
        done = verb == clause and bearings.clauses.passive(verb)
        if bearings.form(verb) not in carrying or done or next(objects, None) is not None:
            continue
        for word in below[clause]:
            if parse.deprels[word] in ("nsubj", "nsubj:pass") and bearings.form(word) not in relative:
                yield from _acting(bearings, bearings.clauses.together(word))


def _agents(bearings: Bearings, first: int) -> Iterator[int]:
    """The head of the phrase that begins at `first`, and those coordinated with it, if they can act."""
    head = _head(bearings, first)
    if head is not None:
        yield from _acting(bearings, bearings.clauses.together(head))


def _head(bearings: Bearings, first: int) -> int | None:
    """The head of the phrase that begins at `first`."""
    parse = bearings.parse
    end = first
    while end < min(len(parse.words), first + _LONG) and (
        parse.upos[end] in _PHRASE or _HYPHENS & {bearings.form(end), bearings.form(end - 1)}  # "the US-led coalition"
    ):
        end += 1
    head = next((n for n in range(end - 1, first - 1, -1) if parse.upos[n] in (*_NOUNS, "PRON")), None)
    return None if head is None or (parse.upos[head] == "PRON" and head != first) else head


def _acting(bearings: Bearings, words: Sequence[int]) -> Iterator[int]:
    """Of some words those that can act."""
    for word in words:
        mention = bearings.mention(word)
        if bearings.parse.entities[word] in _PERSONS or (mention.entity == "country" and mention.name is not None):
            yield word
