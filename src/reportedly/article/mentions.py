"""Who is meant in one article: every mention its identity, by its own words or by what it refers to.

Names first: what the words of a phrase tell, `roster` reads off them. A description takes up whom the article told
with the same noun (`recalling`). Then chains (`coreference`): a pronoun, a description or a bare surname takes the
identity of the named mention that its chain holds. Inside a quotation "I" is the one who is quoted, and "we" are those
for whom he speaks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar, cast

import numpy as np

from ..gazetteer import Gazetteer, fold, words_of
from ..model.pairs import NAME, PRONOUN, Described
from ..records import Mention
from ..text import Span
from . import coreference
from .calling import by_one_name, ruled, torn
from .context import Context
from .extent import head_in, modified
from .possessing import acting_for, acts, at_home_with, is_family, kin_of, named_owner, of_the_state, owners
from .recalling import Named, Names, by_kind, by_noun, label, otherwise_called, same_names
from .referring import referring
from .resolving import another_state, can_mean, can_stand, merged, otherwise, spoken_for
from .roster import Roster
from .scene import Identity
from .speaking import THEMSELVES, of_their_side, of_themselves, same, sayers

__all__ = ["Cast", "cast_of", "mentions"]

# Added to the score of the last who spoke where "he" or "she" speaks.
_SPEAKING_ON = 1.0
# So many sentences are where an article begins, a headline among them.
_LEAD = 2
# Names and descriptions of a chain that are looked at on either side of a mention; hardly anybody is told of so often.
_LOOKED_AT = 50
# Mentions before "Ankara" among which the state itself is looked for.
_FAR = 1_000
# Pronouns that are looked up for the sake of one: "she, who told him that they …".
_DEEP = 20

T = TypeVar("T")

Told = Sequence[tuple[tuple[Span, ...], Span]]
"""Passages that somebody says, each with the phrase of the one who says them."""


@dataclass(frozen=True)
class Cast:
    """Everybody in one article. Made by `cast_of`."""

    context: Context
    gazetteer: Gazetteer
    roster: Roster
    told: tuple[tuple[tuple[Span, ...], Span], ...] = ()
    _identities: dict[int, Identity] = field(default_factory=dict, compare=False, repr=False)
    _plain: dict[int, Identity] = field(default_factory=dict, compare=False, repr=False)
    _open: set[int] = field(default_factory=set, compare=False, repr=False)
    _asked: list[int] = field(default_factory=list, compare=False, repr=False)
    _answers: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def described(self) -> Described:
        """The mentions, as the model compares them."""
        return self.roster.described

    def phrase(self, word: int) -> Span:
        """The noun phrase of a head word, its apposition included, relative clauses left out."""
        return self.roster.phrase(word)

    def core(self, word: int) -> Span:
        """The noun phrase of a head word without what is added to it after a comma."""
        return self.roster.core(word)

    def head(self, span: Span) -> int | None:
        """The head word of a phrase; None where `span` holds no word."""
        words = self.context.words_in(span)
        if not words:
            return None
        head, heads, place = head_in(self.context, words), self.context.parse.heads, self.roster.place
        if head in place:
            return head
        outside = [w for w in words if (heads[w] not in words or heads[w] == w) and w in place]
        return outside[0] if outside else head

    def mention(self, span: Span) -> Mention:
        """The mention of a phrase. `span` holds at least one word."""
        word = self.head(span)
        if word is None:
            return Mention(span, "group")
        who, resolved = self.identity(word, span)
        if resolved is not None and resolved.overlaps(span):
            resolved = None
        return Mention(span, who.entity, who.name, who.country, who.sector, resolved)

    def _once(self, question: Callable[..., T], *about: Hashable) -> T:
        """The answer to a question about the article, which many mentions ask.

        While the names are still gathered, and while a possessor is looked for, it may be another one than afterwards.
        """
        asked = (question.__name__, about, bool(self._open), id(self.__dict__.get("_names")))
        if asked not in self._answers:
            self._answers[asked] = question(*about)
        return cast("T", self._answers[asked])

    # -- by its own words -------------------------------------------------------------------------------

    def own(self, word: int) -> Identity:
        """Who a mention is by its own words, with what the article has told of the name elsewhere."""
        # While a possessor is looked for, phrases are read without theirs: "their leader" may be one of "its people".
        known = self._plain if self._open else self._identities
        if word not in known:
            phrase = of_the_state(self.roster, word)
            who = self.roster.named(word) or self.roster.in_office(phrase, word, self._own_state(word))
            who = self.roster.shared(word) or who if who.kind == "metonym" else same(self.roster, word, who)
            if acts(who, self.gazetteer):
                who = acting_for(who, self._owner(word))
            elif not self._open and is_family(who, self.gazetteer):
                who = at_home_with(who, named_owner(self.roster, word) or self._owner(word))
            known[word] = self._singly(who)
        return known[word]

    def _singly(self, who: Identity) -> Identity:
        """Somebody for whom the article has one name alone, by that name."""
        if who.name is not None or not who.called:
            return who
        single = self._by_one_name.get(fold(who.called))
        if single is None and {who.noun, *who.roles} & self.gazetteer.shape("family"):
            single = self.roster.of_part(who.called)  # "their son Sean"
        return replace(merged(single, who), plural=who.plural) if single is not None else who

    @cached_property
    def _by_one_name(self) -> dict[str, Identity]:
        return by_one_name(self.roster)

    def _own_state(self, word: int) -> str | None:
        """The state of a phrase's possessor, where a pronoun tells one."""
        owner = self._owner(word)
        return owner.country if owner is not None and owner.country in self.gazetteer.codes else None

    def _owner(self, word: int) -> Identity | None:
        """Whose somebody or something is, where a pronoun tells it, or "the country": "its army", "his government"."""
        return None if self._open else self._once(self._possessor, word)

    def _possessor(self, word: int) -> Identity | None:
        persons, states = self.context.lexicon.persons, self.gazetteer.shape("the_state")
        for n in owners(self.context.parse, word):
            if self.context.lower(n) in persons or self.context.lower(n) in states:
                self._open.add(word)
                owner, _ = self.identity(n)
                self._open.discard(word)
                return owner
        return None

    def _owned(self, word: int, own: Identity) -> Identity | None:
        """An armed movement's own people are the movement: "its fighters"."""
        if own.name is not None or not own.plural or own.noun not in self.gazetteer.shape("ranks"):
            return None
        owner = self._owner(word)
        if owner is None or owner.name is None or owner.sector not in ("REB", "PRM"):
            return None
        return replace(owner, entity="group")

    # -- by what it refers to ---------------------------------------------------------------------------

    def identity(self, word: int, span: Span | None = None) -> tuple[Identity, Span | None]:
        """Who a mention is, and the span it was resolved from where its own words do not tell."""
        return self._once(self._identity, word, span)

    def _identity(self, word: int, span: Span | None) -> tuple[Identity, Span | None]:
        own = self.own(word)
        place = self.roster.place.get(word)
        parse = self.context.parse
        alone = parse.upos[word] == "NUM" and self.phrase(word) == parse.words[word]
        if place is None or (alone and own.name is None):
            return own, None  # "they arrested three": nobody by name
        if own.name is not None and own.kind in ("name", "metonym"):
            return own, self._antecedent(place, own) if own.kind == "metonym" else None
        if own.kind == "pronoun":
            if word in self._asked or len(self._asked) > _DEEP:
                return own, None  # "we" who are those for whom "who" speaks, and that is "we"; or nobody's grammar
            self._asked.append(word)
            try:
                return self._pronoun(word, place, own)
            finally:
                self._asked.pop()
        owned = self._owned(word, own)
        if owned is not None:
            return owned, None
        told = self._told(word, own)
        found = self._recalled(word, told) if own.entity == "person" else None
        found = found or self._chained(place, told, span or self.phrase(word)) or self._recalled(word, told)
        if found is None and own.kind == "name" and own.entity == "person":
            found = self._namesake(word)
        if found is None and own.name is None and own.entity == "person":
            found = self._lead(word, told)
        if found is None and own.name is None:
            found = by_kind(told, word, self._names, self.gazetteer)
        whose = (self._owner(word), named_owner(self.roster, word)) if found is not None else (None, None)
        if found is not None and kin_of(own, *whose, found.who, self.gazetteer):
            found = None
        if found is not None and self._holds(span or self.phrase(word), word, found.who.name):
            found = None
        if found is not None and another_state(own, found.who, ruled(self.roster, word), self.gazetteer):
            found = None
        told_by = self.roster.reading(word) if torn(self.roster, word) else self.core(word)
        words = words_of(told_by.of(self.context.text)) if found is not None else ()
        if found is not None and otherwise(words, own, found.who, self.gazetteer, self.roster.date):
            found = None
        if found is None or (own.kind == "office" and own.name is not None and own.name != found.who.name):
            return own, None
        return merged(found.who, own), self.core(found.word)

    def _told(self, word: int, own: Identity) -> Identity:
        """What the words of a description tell, without the state that the article lends it."""
        if self._owner(word) is not None:
            return own
        return self.roster.sort(self.roster.place[word]) or own

    def _holds(self, span: Span, word: int, name: str | None) -> bool:
        """Whether somebody is told of within a phrase of another: "the mother of Paulo Duarte" is not he."""
        words = self.context.words_in(span)
        within = self._names.between(words.start, words.stop)
        return any(n.word != word and n.who.name == name for n in within)

    def _lead(self, word: int, told: Identity) -> Named | None:
        """Who is described where an article begins, and named as the next sentence opens: "A sailor … . Ana Ruiz …"."""
        context, parse = self.context, self.context.parse
        number = context.sentence(parse.words[word].start)
        other = told.definite is False and not told.alone
        if told.plural or other or number >= _LEAD:
            return None
        later = (
            n for n in self._names if n.who.entity == "person" and context.sentence(parse.words[n.word].start) > number
        )
        first = next(later, None)
        if first is None or context.sentence(parse.words[first.word].start) != number + 1:
            return None
        known = replace(told, definite=True)
        if first.who.roles and told.sector not in (None, "CVL") and told.noun not in first.who.roles:
            return None  # "a minister … . Skipper Dan Doe"
        opens = parse.deprels[first.word].startswith("nsubj") and can_mean(known, first.who, self.gazetteer)
        return first if opens else None

    def _namesake(self, word: int) -> Named | None:
        """Of several with one surname the one who was named last."""
        names = self.roster.namesakes(word)
        return next((n for n in self._names.before(word) if n.who.name in names), None) if names else None

    def _pronoun(self, word: int, place: int, own: Identity) -> tuple[Identity, Span | None]:
        person = self.context.lexicon.persons.get(self.context.lower(word))
        if person is None:
            return own, None  # "some", "others": as many as nobody counts
        if word in self._clauses:
            return own, None  # "it is clear that …": nobody
        if person == "speakers" and word in self._speakers:
            return self._chorus(self._speakers[word])
        if word in self._siding:
            side, speaker = self._chorus(self._siding[word])
            if side.entity == "country":
                return side, speaker
        if person == "relative":
            noun = modified(self.context, word)
            return (self.identity(noun)[0], self.core(noun)) if noun is not None else (own, None)
        found = self._chained(place, own, self.context.parse.span(word, word + 1), person)
        last = self._unnamed(place)
        if found is not None and last is not None and found.word < last < word and self._somebody(last):
            found = None  # "Major Ruiz … an officer said that he": whatever chain they are in, the officer
        several = person == "plural" and last is not None and self.own(last).plural and self.own(last).name is None
        if several and last == next((self._heads[n] for n in self._others(place)), None):
            found = None  # "the refugees … they", whatever their chain holds
        if found is not None:
            return merged(found.who, own), self.core(found.word)
        other = last
        third = ("masculine", "feminine", "thing", "plural")
        if person in third and (other is None or not can_stand(self.own(other), person)):
            found = self._nearest(word, own, person)
            return (merged(found.who, own), self.core(found.word)) if found is not None else (own, None)
        if other is None:
            return own, None
        who, resolved = self.identity(other)
        fits = who.name is None or (can_mean(own, who, self.gazetteer, person) and not self._contrary(who, person))
        return (who, resolved or self.core(other)) if fits else (self.own(other), self.core(other))

    def _contrary(self, who: Identity, person: str) -> bool:
        """Whether a person's first name is of another gender than the pronoun that would mean him."""
        first = self.context.lexicon.given.get((who.name or " ").split(" ")[0].lower())
        return first is not None and person in ("masculine", "feminine") and first != person

    def _somebody(self, word: int) -> bool:
        """Whether a description is of one whom nobody has told of yet: "an officer said"."""
        own = self.own(word)
        subject = self.context.parse.deprels[word].startswith("nsubj")
        return subject and own.name is None and own.entity == "person" and own.definite is False and not own.plural

    def _nearest(self, word: int, own: Identity, person: str) -> Named | None:
        """Of those named in the sentence before a pronoun, or the one before that, the subject that is nearest."""
        context, parse = self.context, self.context.parse
        here = context.sentence(parse.words[word].start)
        for n in self._names.before(word):
            if here - context.sentence(parse.words[n.word].start) > 1:
                return None
            subject = parse.deprels[n.word].startswith("nsubj") and parse.heads[n.word] != parse.heads[word]
            if subject and not self._contrary(n.who, person) and can_mean(own, n.who, self.gazetteer, person):
                return n
        return None

    def _chorus(self, speaker: int) -> tuple[Identity, Span | None]:
        """Whom "we" means in a quotation: those for whom its speaker speaks."""
        who, _ = self.identity(speaker)
        return spoken_for(who, self.gazetteer), self.core(speaker)

    def _recalled(self, word: int, own: Identity) -> Named | None:
        """Whom the article told with the noun of a description."""
        return self._once(self._by_noun, word, own) if own.name is None or own.kind == "office" else None

    def _by_noun(self, word: int, own: Identity) -> Named | None:
        return by_noun(own, word, self._names, self.gazetteer)

    def _chained(self, place: int, own: Identity, span: Span, person: str | None = None) -> Named | None:
        """The named mention of a chain that is nearest before `place`, else the first after it, if it can be meant."""
        words = [self._heads[n] for n in self._others(place)]
        others = [Named(word, self.own(word)) for word in words if not span.contains(self.core(word))]
        for other in others:
            if other.who.name is not None and can_mean(own, other.who, self.gazetteer, person):
                return other
        for other in others:
            recalled = self._recalled(other.word, self._told(other.word, other.who)) if not other.who.name else None
            if recalled is not None and can_mean(own, recalled.who, self.gazetteer, person):
                return Named(recalled.word, merged(recalled.who, other.who))
        return None

    def _unnamed(self, place: int) -> int | None:
        """For a pronoun, the nearest description of its chain before it, or after it: "Chadian troops … they"."""
        words = (self._heads[n] for n in self._others(place))
        told = ((word, self.own(word)) for word in words)
        return next((w for w, who in told if who.kind != "pronoun" and who.entity not in ("object", "place")), None)

    def _others(self, place: int) -> list[int]:
        """The names and descriptions of a mention's chain, as many as are looked at: those before it, the nearest
        first, then those after."""
        chain = self._nominal[place]
        before, after = bisect_left(chain, place), bisect_right(chain, place)
        return [*reversed(chain[max(0, before - _LOOKED_AT) : before]), *chain[after : after + _LOOKED_AT]]

    @cached_property
    def _nominal(self) -> dict[int, tuple[int, ...]]:
        """For every mention the names and descriptions of its chain."""
        found: dict[int, tuple[int, ...]] = {}
        for chain in self.chains:
            found |= dict.fromkeys(chain, tuple(n for n in chain if n not in self._pronouns))
        return found

    @cached_property
    def _pronouns(self) -> frozenset[int]:
        return frozenset(np.flatnonzero(self.described.kind == PRONOUN).tolist())

    @cached_property
    def _heads(self) -> list[int]:
        """The head words of the mentions, in their places."""
        heads: list[int] = self.described.heads.tolist()
        return heads

    def _antecedent(self, place: int, own: Identity) -> Span | None:
        """For "Ankara": where the article names the state itself before."""
        for n in reversed(range(max(0, place - _FAR), place)):
            word = self._heads[n]
            if self.described.kind[n] == NAME and self.own(word).name == own.name and self.own(word).kind == "name":
                return self.core(word)
        return None

    @cached_property
    def _names(self) -> Names:
        """All mentions that are named by their own words, in the order of the text."""
        sorts = ((word, self.roster.sort(n)) for n, word in enumerate(self.described.heads.tolist()))
        words = [word for word, who in sorts if who is not None and (who.name is not None or who.entity == "person")]
        named = (Named(word, self.own(word)) for word in words)
        return Names(
            n for n in named if n.who.name is not None and (n.who.kind == "name" or n.who.entity == "document")
        )

    # -- chains -----------------------------------------------------------------------------------------

    @cached_property
    def chains(self) -> tuple[tuple[int, ...], ...]:
        """The mentions that are the same one, as places in `described`."""
        parse = self.context.parse
        given, alone = self._quoted()
        names = self.roster.full_names()
        persons = {n: name for n, name in names.items() if parse.entities[self._heads[n]] in ("person", None)}
        found = coreference.link_among(
            parse,
            self.described,
            self.context.lexicon,
            given=same_names(names) | given | of_themselves(self.roster, self.told, self.head),
            alone=[*alone, *(self.roster.place[it] for it in self._clauses if it in self.roster.place)],
            named=persons,
            apart=self._apart(),
            bonus=self._went_on,
        )
        return tuple(found)

    @cached_property
    def _siding(self) -> dict[int, int]:
        """For "they" who are the speaker's own side the head of the speaker."""
        return of_their_side(self.roster, self.told, self.head)

    @cached_property
    def _clauses(self) -> dict[int, int]:
        """For every "it" that stands for a clause told after it the head of the clause."""
        return coreference.told_later(self.context.parse, self.context.lexicon)

    @cached_property
    def _went_on(self) -> dict[tuple[int, int], float]:
        """What is added for the last who spoke before "he said"."""
        place, parse, persons = self.roster.place, self.context.parse, self.context.lexicon.persons
        heads = sorted({h for _, source in self.told if (h := self.head(source)) is not None and h in place})
        bonus: dict[tuple[int, int], float] = {}
        for before, head in pairwise(heads):
            if persons.get(self.context.lower(head)) in ("masculine", "feminine") and parse.upos[head] == "PRON":
                bonus[place[before], place[head]] = _SPEAKING_ON
        return bonus

    def _apart(self) -> coreference.Apart:
        """Which mentions are two: of himself a speaker says "I", and by what each tells of itself."""
        place, pairs = self.roster.place, dict[int, set[int]]()
        for word, speaker in self._voices.items():
            pairs.setdefault(place[word], set()).add(place[speaker])
            pairs.setdefault(place[speaker], set()).add(place[word])
        for n, others in otherwise_called([self.roster.sort(n) for n in range(len(self._heads))]):
            for other in others:
                pairs.setdefault(n, set()).add(other)
        return coreference.Apart(pairs, [label(self.roster.sort(n)) for n in range(len(self._heads))])

    @cached_property
    def _voices(self) -> dict[int, int]:
        """For the mentions inside a quotation, "I" and "we" left out, the head of the innermost one who says it."""
        return self._quotations[1]

    @cached_property
    def _speakers(self) -> dict[int, int]:
        """For "I" and "we" inside a quotation the head of the innermost one who says it."""
        return self._quotations[0]

    @cached_property
    def _quotations(self) -> tuple[dict[int, int], dict[int, int]]:
        return sayers(self.roster, self.told, self.head)

    def _quoted(self) -> tuple[dict[int, int], list[int]]:
        """For "I" inside a quotation the place of its speaker; and the places of those who join nobody: "I" of a
        speaker who is not told, and "we"."""
        context, persons, place = self.context, self.context.lexicon.persons, self.roster.place
        given: dict[int, int] = {}
        alone: list[int] = []
        for word, n in place.items():
            person = persons.get(context.lower(word)) if context.parse.upos[word] == "PRON" else None
            if person not in THEMSELVES or context.quoted.holding(context.parse.words[word]) is None:
                continue
            head = self._speakers.get(word)
            if head is None or person == "speakers":
                alone.append(n)
            else:
                given[n] = place[head]
        return given, alone


def cast_of(
    context: Context,
    gazetteer: Gazetteer,
    date: str | None,
    sources: Iterable[Span] = (),
    told: Told = (),
    parties: Iterable[int] = (),
) -> Cast:
    """Everybody in the article.

    `sources`: phrases that are mentions whatever the model says. `told`: passages that are quoted, each with the
    phrase of the one who says them. `parties`: words that are mentions likewise.
    """
    context = replace(context, parse=coreference.retagged(context.parse, context.lexicon))
    heads = {*referring(context.parse, context.lexicon), *parties}
    speaking = {head_in(context, context.words_in(span)): span for span in sources if context.words_in(span)}
    heads |= speaking.keys()
    described = context.parse.describe(sorted(heads))
    return Cast(context, gazetteer, Roster(context, gazetteer, date, described, speaking), tuple(told))


def mentions(cast: Cast) -> Iterator[Mention]:
    """Every mention of the article that can speak or act, in order."""
    for word in cast.described.heads.tolist():
        yield cast.mention(cast.phrase(word))
