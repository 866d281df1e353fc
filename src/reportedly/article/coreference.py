"""Which mentions of an article are the same one: the model ranks, the rules forbid, and where two are close, nobody.

The model scores every mention against those before it (see `model.pairs`). Mentions are gone through in the order
of the text, and each joins the chain of its best antecedent, unless being new scores higher, or something that is
known speaks against it: number, gender, two different names, a place in the sentence that grammar forbids.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from ..model.pairs import NAME, PRONOUN, Described
from ..model.parse import Parse
from ..vocabulary import Lexicon, load_lexicon, plain
from .aspects import paragraphs_of
from .grammar import Grammar
from .likening import likened
from .referring import clauses, referring
from .voices import voices_of

# Log-odds by which an antecedent must beat having none; "he", "she", "it" and "they" almost always have one.
MARGIN = -1.0
PRONOUNS = -3.0
# By how much a pronoun's best chain must beat every other.
CLOSE = 0.03
# How far below the others a mention of a chain may score that still speaks for "he" being of it.
TOGETHER = 4.0
# By how much one of the two must beat the other where one tells the other something of "him".
TOLD = 3.0
# Taken from the score of a pair that the entity types of the model speak against.
_UNLIKELY = 4.0
_PEOPLE = frozenset({"person"})
_THINGS = frozenset({"place", "organization", "object", "event", "abstract", "time", "substance", "plant"})
_THIRD = frozenset({"masculine", "feminine", "thing", "plural"})
_PERSONAL = frozenset({"masculine", "feminine"})
_TALKING = frozenset({"speaker", "addressee"})
_SPEAKING = frozenset({"speaker", "speakers", "addressee"})


# Several questions are asked of one article's text after another.
_lower = lru_cache(maxsize=2)(plain)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of one mention. `person`: its pronoun class or None; `gender`, `plural`: None where not told."""

    person: str | None
    gender: str | None
    plural: bool | None
    entity: str | None
    name: frozenset[str]
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Apart:
    """Which mentions are known to be two, by their places.

    `pairs`: for each those that it is not. `labels`: for each whether it is a person, and the name of what is none;
    None where nothing is known. A person is nothing else, and of two names of things one is not the other.
    """

    pairs: Mapping[int, AbstractSet[int]]
    labels: Sequence[tuple[bool, str | None] | None]


@dataclass(slots=True)
class _Chain:
    """The mentions gathered so far, and what they told together."""

    members: list[int] = field(default_factory=list)
    genders: set[str] = field(default_factory=set)
    numbers: set[bool] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    names: dict[frozenset[str], None] = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)
    labels: set[tuple[bool, str | None]] = field(default_factory=set)
    turns: set[tuple[int, str]] = field(default_factory=set)

    def add(self, place: int, traits: Traits, label: tuple[bool, str | None] | None) -> None:
        self.members.append(place)
        if label is not None:
            self.labels.add(label)
        if traits.gender:
            self.genders.add(traits.gender)
        if traits.plural is not None:
            self.numbers.add(traits.plural)
        if traits.entity and not traits.person:
            self.kinds.add(traits.entity)
        if traits.name:
            self.names[traits.name] = None
        if traits.person:
            self.persons.add(traits.person)
            if traits.person in _TALKING:
                self.turns.add((traits.paragraph, traits.person))


def chains(parse: Parse, mentions: Sequence[int] | None = None) -> tuple[tuple[int, ...], ...]:
    """The chains of an article as head words of mentions, those of one mention included.

    `mentions`: the head words to use; where None, those that the model names, and pronouns.
    """
    lexicon = load_lexicon()
    later = told_later(parse, lexicon)
    heads = {*referring(parse, lexicon), *later, *later.values()} if mentions is None else set(mentions)
    told = _taken_up(parse, lexicon, heads) if mentions is None else []
    described = parse.describe(sorted({*heads, *told}))
    place = {int(word): n for n, word in enumerate(described.heads)}
    meant = {place[clause]: place[it] for it, clause in later.items() if it in place and clause in place}
    known, apart = themselves(parse, described, lexicon)
    linked = link(parse, described, lexicon, given=known | meant, alone=meant.values(), apart=apart)
    found = (tuple(int(described.heads[n]) for n in chain) for chain in linked)
    # A clause that nothing takes up is no mention.
    return tuple(chain for chain in found if len(chain) > 1 or chain[0] in heads)


def _weighed(parse: Parse) -> bool:
    """Whether signs are weighed beside the network's scores."""
    return parse.vectors is not None and parse.vectors.ties is not None


def _taken_up(parse: Parse, lexicon: Lexicon, heads: Iterable[int]) -> list[int]:
    """The clauses among the mentions; none where no signs tell how they are taken up."""
    return clauses(parse, lexicon, heads) if _weighed(parse) else []


def told_later(parse: Parse, lexicon: Lexicon) -> dict[int, int]:
    """For every "it" that stands for a clause told after it the head of the clause: "it is clear that he left"."""
    text, below = _lower(parse.text), parse.children()
    found: dict[int, int] = {}
    for word, relation in enumerate(parse.deprels):
        if relation != "expl" or lexicon.persons.get(text[slice(*parse.words[word])]) != "thing":
            continue
        clauses = (w for w in below[parse.heads[word]] if w > word and parse.deprels[w].startswith("csubj"))
        clause = next(clauses, None)
        if clause is not None and clause not in found.values():
            found[word] = clause
    return found


def themselves(parse: Parse, described: Described, lexicon: Lexicon) -> tuple[dict[int, int], Apart]:
    """For every "I" between quotation marks the one who says it, where that is told outside them; and that whoever
    else is meant there is not he. All by place."""
    voices, text = voices_of(parse, described), _lower(parse.text)
    given: dict[int, int] = {}
    pairs: dict[int, set[int]] = {}
    for n, who in enumerate(voices.voice.tolist()):
        if who < 0 or voices.quoted[n] < 0 or voices.quoted[who] == voices.quoted[n]:
            continue
        pronoun = described.kind[n] == PRONOUN
        person = lexicon.persons.get(text[slice(*parse.words[int(described.heads[n])])]) if pronoun else None
        if person == "speaker":
            given[n] = who
        elif person != "speakers":
            pairs.setdefault(n, set()).add(who)
            pairs.setdefault(who, set()).add(n)
    return given, Apart(pairs, [None] * len(described.heads))


def retagged(parse: Parse, lexicon: Lexicon) -> Parse:
    """`parse`, with the names that the model took for pronouns as names."""
    text = _lower(parse.text)
    wrong = {
        word
        for word, tag in enumerate(parse.upos)
        if tag == "PRON"
        and parse.entities[word] is not None
        and parse.form(word)[:1].isupper()
        and text[slice(*parse.words[word])] not in lexicon.persons
        and text[slice(*parse.words[word])] not in lexicon.pronouns
    }
    if not wrong:
        return parse
    return replace(parse, upos=tuple("PROPN" if word in wrong else tag for word, tag in enumerate(parse.upos)))


def link(
    parse: Parse,
    described: Described,
    lexicon: Lexicon,
    *,
    given: Mapping[int, int] | None = None,
    alone: Iterable[int] = (),
    named: Mapping[int, str] | None = None,
    apart: Apart | None = None,
    bonus: Mapping[tuple[int, int], float] | None = None,
) -> list[tuple[int, ...]]:
    """Chains as places in `described`, in the order of their first mentions.

    `given`: for a mention (by its place) the earlier or later one that it is known to be the same as. `alone`: places
    of mentions that join nothing by themselves. `named`: for a mention the full name of the person that it is. `apart`:
    which mentions are known to be two. `bonus`: what is added to the scores
    of such pairs.
    """
    paragraphs = paragraphs_of(parse, described.heads.tolist()).tolist()
    traits = [
        replace(one, paragraph=at)
        for one, at in zip(all_traits(parse, described, lexicon, named), paragraphs, strict=True)
    ]
    grammar, never = Grammar(parse, described, lexicon), frozenset(alone)
    favours = {**grammar.judging(), **(bonus or {})}
    most = max(favours.values(), default=0.0)
    held = appositions(parse, described) | dict(given or {})
    waiting: dict[int, list[int]] = {}
    for place, later in held.items():
        if later > place:
            waiting.setdefault(later, []).append(place)
    weighed = _weighed(parse)
    pairs = apart.pairs if apart is not None else {}
    labels = apart.labels if apart is not None else [None] * len(traits)
    number: list[int] = []
    gathered: list[_Chain] = []
    for n, ranked in enumerate(likened(parse, described, lexicon)):
        here, target = traits[n], held.get(n)
        chosen: int | None = None
        if target is not None:
            chosen = number[target] if target < n else None
        elif n not in never:
            best: dict[int, float] = {}
            fits: dict[int, bool] = {}
            least = PRONOUNS if here.person in _THIRD else MARGIN
            others = {number[m] for m in (*grammar.two(n), *pairs.get(n, ())) if m < n}
            summed = weighed
            reach = CLOSE + most + (TOGETHER if summed else 0.0)
            near = (ranked.scores > ranked.new + least - reach).nonzero()[0]
            for before, score in zip(ranked.before[near].tolist(), ranked.scores[near].tolist(), strict=True):
                chain, score = number[before], score + favours.get((before, n), 0.0)
                known = best.get(chain, -1e9)
                if score <= known and not summed:
                    continue
                if chain not in fits:
                    fits[chain] = (
                        chain not in others
                        and _agree(gathered[chain], here, weighed)
                        and not _differ(gathered[chain].labels, labels[n])
                    )
                if not fits[chain] or grammar.forbid(before, n):
                    continue
                score -= _UNLIKELY if not weighed and _unlikely(gathered[chain], here) else 0.0
                # The probabilities of a chain's mentions add up, as they do when they are learned.
                best[chain] = float(np.logaddexp(known, score)) if summed else score
            chosen = _decided(best, ranked.new + least, here, gathered)
            if chosen is not None and here.person in _PERSONAL:
                rivals = {number[m] for m in grammar.told_to(n) if m < n}
                if chosen in rivals and any(best[chosen] - best.get(chain, -1e9) < TOLD for chain in rivals - {chosen}):
                    chosen = None
        if chosen is None:
            chosen = len(gathered)
            gathered.append(_Chain())
        if target is not None and here.person in _SPEAKING:
            here = traits[n] = _pronoun(None)  # who speaks is known, and others may call him "he"
        number.append(chosen)
        gathered[chosen].add(n, here, labels[n])
        for place in waiting.get(n, ()):
            # What was known to mean this one, before it was told.
            if number[place] != chosen:
                moved = gathered[number[place]]
                for member in moved.members:
                    number[member] = chosen
                    gathered[chosen].add(member, traits[member], labels[member])
                moved.members = []
    return sorted(tuple(sorted(chain.members)) for chain in gathered if chain.members)


def link_among(
    parse: Parse,
    described: Described,
    lexicon: Lexicon,
    *,
    given: Mapping[int, int],
    alone: Iterable[int],
    named: Mapping[int, str],
    apart: Apart,
    bonus: Mapping[tuple[int, int], float],
) -> list[tuple[int, ...]]:
    """`link`, with the clauses that "this" may stand for among the mentions, so that it is led to none of these
    instead; clauses are left out of the chains."""
    heads = described.heads.tolist()
    whole = parse.describe([*heads, *_taken_up(parse, lexicon, heads)])
    at = np.searchsorted(whole.heads, described.heads).tolist()
    place = {new: old for old, new in enumerate(at)}
    labels = [apart.labels[place[n]] if n in place else None for n in range(len(whole.heads))]
    found = link(
        parse,
        whole,
        lexicon,
        given={at[n]: at[other] for n, other in given.items()},
        alone=[at[n] for n in alone],
        named={at[n]: name for n, name in named.items()},
        apart=Apart({at[n]: {at[other] for other in others} for n, others in apart.pairs.items()}, labels),
        bonus={(at[n], at[other]): more for (n, other), more in bonus.items()},
    )
    kept = (tuple(place[n] for n in chain if n in place) for chain in found)
    return sorted(chain for chain in kept if chain)


def _decided(best: Mapping[int, float], least: float, here: Traits, gathered: Sequence[_Chain]) -> int | None:
    if not best:
        return None
    order = sorted(best, key=lambda chain: (-best[chain], -chain))
    first = order[0]
    if best[first] <= least:
        return None
    close = [chain for chain in order if best[first] - best[chain] < CLOSE]
    if here.person not in _THIRD or len(close) == 1:
        return first
    # Of a name and what may be another word for it, the name.
    named = [chain for chain in close if gathered[chain].names]
    return named[0] if len(named) == 1 else None


def appositions(parse: Parse, described: Described) -> dict[int, int]:
    """Mentions in apposition to a person's name, or with one in apposition to them: they are that person."""
    place = {int(word): n for n, word in enumerate(described.heads)}
    found: dict[int, int] = {}
    for word, n in place.items():
        head = place.get(parse.heads[word])
        if head is None or head == n or parse.deprels[word] != "appos" or described.kind[n] == PRONOUN:
            continue
        names = [described.names[m] for m in (n, head) if described.kind[m] == NAME]
        if (len(names) == 1 or (len(names) == 2 and names[0] & names[1])) and parse.entities[word] == parse.entities[
            parse.heads[word]
        ] == "person":
            found[n] = head
    return found


def all_traits(
    parse: Parse, described: Described, lexicon: Lexicon, named: Mapping[int, str] | None = None
) -> Iterator[Traits]:
    """What is known of each mention by itself. `named`: see `link`."""
    text = _lower(parse.text)
    below = parse.children()
    for n, head in enumerate(described.heads.tolist()):
        form = text[slice(*parse.words[head])]
        if described.kind[n] == PRONOUN:
            kind = lexicon.persons.get(form)
            yield _pronoun(kind)
            continue
        beside = [
            text[slice(*parse.words[w])]
            for w in below[head]
            if parse.deprels[w] == "nmod:desc" or not parse.deprels[w].startswith("nmod")
        ]
        genders = {lexicon.gender[w] for w in (form, *beside) if w in lexicon.gender}
        if not genders and parse.entities[head] == "person":
            first = ((named or {}).get(n) or form).split()[0]
            genders = {lexicon.given[key] for key in (_folded(first),) if key in lexicon.given}
        joined = any(parse.deprels[w] == "conj" for w in below[head])
        proper = described.kind[n] == NAME
        # A person's name is one person, though a list of names hangs on its first; of other nouns the form says too
        # little where it is no plural.
        one = proper and parse.entities[head] == "person"
        plural = False if one else True if joined or _plural(form, lexicon, proper) else None
        yield Traits(
            person=None,
            gender=genders.pop() if len(genders) == 1 else None,
            plural=plural,
            entity=parse.entities[head],
            name=described.names[n] if proper and parse.entities[head] == "person" else frozenset(),
        )


def _folded(name: str) -> str:
    """A name in small letters without what stands over and under them."""
    parts = unicodedata.normalize("NFD", name.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


def _pronoun(kind: str | None) -> Traits:
    gender = kind if kind in ("masculine", "feminine") else None
    # "We" is one who speaks for others as often as several.
    plural = None if kind in (None, "addressee", "relative", "speakers") else kind == "plural"
    return Traits(kind, gender, plural, None, frozenset())


def _plural(form: str, lexicon: Lexicon, proper: bool) -> bool:
    return form in lexicon.plurals or form in lexicon.many or (not proper and form.endswith("s") and form[-2:] != "ss")


def _agree(chain: _Chain, here: Traits, weighed: bool) -> bool:
    """Whether nothing that is known forbids that the mention belongs to the chain. Where signs are `weighed`, number is
    one of them, and forbids nothing."""
    if here.gender and chain.genders - {here.gender}:
        return False
    if not weighed and here.plural is not None and (not here.plural) in chain.numbers and not _collective(chain, here):
        return False
    if here.name and chain.names and not _named_so(chain.names, here.name):
        return False
    if here.person == "thing" and ({"masculine", "feminine"} & chain.persons or chain.kinds == _PEOPLE):
        return False
    if here.person in ("masculine", "feminine") and "thing" in chain.persons:
        return False
    # "I" and "he" are one only where somebody is known to speak.
    if here.person in _SPEAKING or chain.persons & _SPEAKING:
        if here.person in _TALKING and chain.persons & _TALKING:
            # In a conversation "you" of one turn is "I" of the next; within a turn they are two.
            (other,) = _TALKING - {here.person}
            return (here.paragraph, other) not in chain.turns
        return here.person in chain.persons or not (chain.persons and here.person)
    return True


def _named_so(names: Iterable[frozenset[str]], here: frozenset[str]) -> bool:
    """Whether a name can be that of a chain: "Ana", and "Quill", where there is an "Ana Quill"; a name in full has
    something in common with each."""
    some = any if len(here) == 1 else all
    return some(here & name for name in names)


def _differ(labels: AbstractSet[tuple[bool, str | None]], here: tuple[bool, str | None] | None) -> bool:
    """Whether a mention is known to be somebody or something else than one of a chain."""
    if here is None:
        return False
    person, name = here
    return any(
        other != person or (not person and None not in (name, called) and name != called) for other, called in labels
    )


def _collective(chain: _Chain, here: Traits) -> bool:
    """ "The government … they", "the couple … it": number tells nothing of an institution."""
    kinds = chain.kinds | ({here.entity} if here.entity else set())
    return bool(kinds & {"organization", "place"})


def _unlikely(chain: _Chain, here: Traits) -> bool:
    if here.person in ("masculine", "feminine", "speaker"):
        return bool(chain.kinds) and not chain.kinds & (_PEOPLE | {"animal"})
    if here.entity and not here.person and chain.kinds:
        return (here.entity in _PEOPLE) != bool(chain.kinds & _PEOPLE)
    return False
