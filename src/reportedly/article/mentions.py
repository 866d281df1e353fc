"""Who is meant in one article: every mention its identity, by its own words or by what it refers to.

Names first: what the words of a phrase tell, `identity` reads off them. Then chains (`coreference`): a pronoun, a
description or a bare surname takes the identity of the named mention that its chain holds. Inside a quotation "I"
and "we" are the one who is quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..gazetteer import Gazetteer, fold
from ..model.pairs import NAME, PRONOUN, Described
from ..records import Entity, Mention
from ..text import Span
from . import coreference
from .context import Context
from .extent import head_in, reach
from .home import home_of
from .identity import Identity, identify
from .resolving import can_mean, merged, spoken_for

# What the model's types are in the contract. A place that speaks or acts is a state or what governs it, so "place" is
# no hint here.
_ENTITIES: Mapping[str, Entity] = {
    "person": "person", "organization": "organization", "object": "object", "animal": "object", "plant": "object",
    "substance": "object",
}  # fmt: skip
_THEMSELVES = ("speaker", "speakers")
# How far before its noun a possessive pronoun stands.
_NEAR = 8


@dataclass(frozen=True)
class Cast:
    """Everybody in one article. Made by `cast_of`."""

    context: Context
    gazetteer: Gazetteer
    date: str | None
    described: Described
    told: tuple[tuple[tuple[Span, ...], Span], ...] = ()
    _identities: dict[int, Identity] = field(default_factory=dict, compare=False, repr=False)
    _plain: dict[int, Identity] = field(default_factory=dict, compare=False, repr=False)
    _homes: dict[Span, str | None] = field(default_factory=dict, compare=False, repr=False)
    _open: set[int] = field(default_factory=set, compare=False, repr=False)

    @cached_property
    def _place(self) -> dict[int, int]:
        return {int(word): n for n, word in enumerate(self.described.heads)}

    @cached_property
    def _chain_of(self) -> dict[int, tuple[int, ...]]:
        return {n: chain for chain in self.chains for n in chain}

    @cached_property
    def chains(self) -> tuple[tuple[int, ...], ...]:
        """The mentions that are the same one, as places in `described`."""
        parse = self.context.parse
        given, alone = _quoted(self)
        names = self.full_names()
        persons = {
            n: name for n, name in names.items() if parse.entities[int(self.described.heads[n])] in ("person", None)
        }
        found = coreference.link(
            parse,
            self.described,
            self.context.lexicon,
            given=_same_names(names) | given,
            alone=alone,
            named=persons,
        )
        return tuple(found)

    @cached_property
    def _speakers(self) -> dict[int, int]:
        return _speakers(self)

    @cached_property
    def _bare(self) -> dict[int, Identity]:
        """Every name of the article, read by itself."""
        names = self.described.heads[self.described.kind == NAME].tolist()
        return {word: self._read(self.phrase(word), word, {}, None) for word in names}

    @cached_property
    def known(self) -> dict[str, Identity]:
        """Persons of the article by canonical names: those whom it names in full, and those whom a bare surname means,
        unless it is the surname of one of the first."""
        full: dict[str, Identity] = {}
        bare: dict[str, Identity] = {}
        for word, who in self._bare.items():
            if who.name and who.entity == "person" and who.kind == "name" and " " in who.name:
                found = full if self._in_full(word, who.name) else bare
                found[who.name] = _completed(found[who.name], who) if who.name in found else who
        taken = {fold(part) for name in full for part in name.split()[1:]}
        rest = {name: who for name, who in bare.items() if fold(name.split()[-1]) not in taken}
        return {**rest, **full}

    def _in_full(self, word: int, name: str) -> bool:
        """Whether a mention bears more of a name than its surname: a table may have told the rest."""
        written = {fold(part) for part in self.phrase(word).of(self.context.text).split()}
        return len(written & {fold(part) for part in name.split()}) > 1

    @cached_property
    def _by_surname(self) -> dict[str, Identity | None]:
        """The one person whom the article has named in full for each name but the first; None where it named two."""
        found: dict[str, Identity | None] = {}
        for name, who in self.known.items():
            for part in name.split()[1:]:
                key = fold(part)
                found[key] = who if key not in found else None
        return found

    @cached_property
    def _unpeopled(self) -> str:
        """The text with the names of persons in small letters: a Mr Jordan tells nothing of where he is."""
        text, at, parts = self.context.text, 0, []
        for word in self._bare:
            span = self.core(word)
            if self.context.parse.entities[word] == "person" and span.start >= at:
                small = "".join(c.lower() if len(c.lower()) == 1 else c for c in span.of(text))
                parts += [text[at : span.start], small]
                at = span.end
        return "".join([*parts, text[at:]])

    @cached_property
    def home(self) -> str | None:
        """The state that the article is about, if its names tell."""
        return home_of(self._unpeopled, self.gazetteer, self.date, least=2)

    def home_of(self, word: int) -> str | None:
        """The state whose police or senate is meant by a phrase that does not say: the one of its sentence, else the
        one that the article is about."""
        sentence = self.context.sentence_span(self.context.parse.words[word].start)
        if sentence not in self._homes:
            self._homes[sentence] = home_of(sentence.of(self._unpeopled), self.gazetteer, self.date)
        return self._homes[sentence] or self.home

    def phrase(self, word: int) -> Span:
        """The noun phrase of a head word, its apposition included, relative clauses left out."""
        return self.context.parse.span(*reach(self.context, word, apposition=True))

    def core(self, word: int) -> Span:
        """The noun phrase of a head word without what is added to it after a comma."""
        return self.context.parse.span(*reach(self.context, word, apposition=False))

    def head(self, span: Span) -> int | None:
        """The head word of a phrase; None where `span` holds no word."""
        words = self.context.words_in(span)
        if not words:
            return None
        head, heads = head_in(self.context, words), self.context.parse.heads
        if head in self._place:
            return head
        outside = [w for w in words if (heads[w] not in words or heads[w] == w) and w in self._place]
        return outside[0] if outside else head

    def identity(self, word: int, span: Span | None = None) -> tuple[Identity, Span | None]:
        """Who a mention is, and the span it was resolved from where its own words do not tell."""
        own = self.own(word, span)
        place = self._place.get(word)
        if place is None:
            return own, None
        if own.name is not None and own.kind in ("name", "metonym"):
            return own, self._antecedent(place, own) if own.kind == "metonym" else None
        if own.kind == "pronoun":
            return self._pronoun(word, place, own)
        owned = self._owned(word, own)
        if owned is not None:
            return owned
        named = self._named(place, own, span or self.phrase(word))
        if named is None:
            return own, None
        other, who = named
        if own.kind == "office" and own.name is not None and own.name != who.name:
            return own, None
        return merged(who, own), self.core(int(self.described.heads[other]))

    def _pronoun(self, word: int, place: int, own: Identity) -> tuple[Identity, Span | None]:
        person = self.context.lexicon.persons.get(self.context.lower(word))
        if person is None:
            return own, None  # "some", "others": as many as nobody counts
        if person == "speakers" and word in self._speakers:
            return self._chorus(word)
        named = self._named(place, own, self.context.parse.span(word, word + 1), person)
        if named is None:
            return self._unnamed(place) or (own, None)
        other, who = named
        return merged(who, own), self.core(int(self.described.heads[other]))

    def _chorus(self, word: int) -> tuple[Identity, Span | None]:
        """Whom "we" means in a quotation: those for whom its speaker speaks."""
        speaker = self._speakers[word]
        who, _ = self.identity(speaker)
        return spoken_for(who, self.gazetteer), self.core(speaker)

    def _owner(self, word: int) -> Identity | None:
        """Whose somebody or something is, where a pronoun tells it: "its army", "his government"."""
        parse, persons = self.context.parse, self.context.lexicon.persons
        if self._open:
            return None
        for n in range(max(0, word - _NEAR), word):
            if parse.heads[n] == word and parse.deprels[n] == "nmod:poss" and self.context.lower(n) in persons:
                self._open.add(word)
                owner, _ = self.identity(n)
                self._open.discard(word)
                return owner
        return None

    def _owned(self, word: int, own: Identity) -> tuple[Identity, Span | None] | None:
        """An armed movement's own people are the movement: "its fighters"."""
        if own.name is not None or not own.plural or own.noun not in self.gazetteer.shape("ranks"):
            return None
        owner = self._owner(word)
        if owner is None or owner.name is None or owner.sector not in ("REB", "PRM"):
            return None
        return replace(owner, entity="group"), None

    def own(self, word: int, span: Span | None = None) -> Identity:
        """Who a mention is by its own words, with what the article has told of the name elsewhere."""
        # While a possessor is looked for, phrases are read without theirs: "their leader" may be one of "its people".
        known = self._plain if self._open else self._identities
        if word not in known:
            known[word] = self._surnamed(word) or self._in_office(span or self.phrase(word), word)
        return known[word]

    def full_names(self) -> dict[int, str]:
        """The canonical names that mentions tell by their own words, a surname included, by their places."""
        found: dict[int, str] = {}
        for word, who in self._bare.items():
            told = self._surnamed(word) or who
            if told.name is not None and told.kind == "name":
                found[self._place[word]] = told.name
        return found

    def _surnamed(self, word: int) -> Identity | None:
        """Whom a bare surname means in this article, whatever place or stranger bears the same name."""
        core = self.core(word).of(self.context.text)
        if self.context.parse.entities[word] not in ("person", None) or " " in core:
            return None
        return self._by_surname.get(fold(core)) if self.context.form_is_capital(word) else None

    def _in_office(self, span: Span, word: int) -> Identity:
        """Who a phrase is; an office without a state is that of the one holder whom the article names."""
        owner = self._owner(word)
        home = owner.country if owner is not None and owner.country in self.gazetteer.codes else None
        own = self._read(span, word, self.known, home or self.home_of(word))
        if own.name is not None or own.entity != "person" or own.kind not in ("description", "office"):
            return own
        states = {who.country for who in self.known.values() if who.country in self.gazetteer.codes}
        held = [self._read(span, word, self.known, state) for state in sorted(filter(None, states))]
        named = {who for who in held if who.kind == "office" and who.name in self.known}
        return named.pop() if len(named) == 1 else own

    def _read(self, span: Span, word: int, known: Mapping[str, Identity], home: str | None) -> Identity:
        return identify(
            span.of(self.context.text),
            gazetteer=self.gazetteer,
            date=self.date,
            entity=_ENTITIES.get(self.context.parse.entities[word] or ""),
            home=home,
            known=known,
        )

    def _antecedent(self, place: int, own: Identity) -> Span | None:
        """For "Ankara": where the article names the state itself before."""
        for n in reversed(range(place)):
            word = int(self.described.heads[n])
            if self.described.kind[n] == NAME and self.own(word).name == own.name and self.own(word).kind == "name":
                return self.core(word)
        return None

    def _named(self, place: int, own: Identity, span: Span, person: str | None = None) -> tuple[int, Identity] | None:
        """The named mention of a chain that is nearest before `place`, else the first after it, if it can be meant."""
        chain = self._chain_of[place]
        for n in [*reversed([n for n in chain if n < place]), *(n for n in chain if n > place)]:
            word = int(self.described.heads[n])
            if self.described.kind[n] != PRONOUN and not span.contains(self.core(word)):
                who = self.own(word)
                if who.name is not None and can_mean(own, who, self.gazetteer, person):
                    return n, who
        return None

    def _unnamed(self, place: int) -> tuple[Identity, Span] | None:
        """For a pronoun, the nearest description of its chain before it, or after it: "Chadian troops … they"."""
        chain = self._chain_of[place]
        for n in [*reversed([n for n in chain if n < place]), *(n for n in chain if n > place)]:
            word = int(self.described.heads[n])
            if self.described.kind[n] != PRONOUN and self.own(word).entity not in ("object", "place"):
                return self.own(word), self.core(word)
        return None

    def mention(self, span: Span) -> Mention:
        """The mention of a phrase. `span` holds at least one word."""
        word = self.head(span)
        if word is None:
            return Mention(span, "group")
        who, resolved = self.identity(word, span)
        if resolved is not None and resolved.overlaps(span):
            resolved = None
        return Mention(span, who.entity, who.name, who.country, who.sector, resolved)


def _completed(before: Identity, more: Identity) -> Identity:
    return replace(before, country=before.country or more.country, sector=before.sector or more.sector)


def cast_of(
    context: Context,
    gazetteer: Gazetteer,
    date: str | None,
    sources: Iterable[Span] = (),
    told: Sequence[tuple[tuple[Span, ...], Span]] = (),
    parties: Iterable[int] = (),
) -> Cast:
    """Everybody in the article.

    `sources`: phrases that are mentions whatever the model says. `told`: passages that are quoted, each with the
    phrase of the one who says them. `parties`: words that are mentions likewise.
    """
    parse, lexicon = context.parse, context.lexicon
    heads = {*coreference.found(parse, lexicon), *parties}
    for span in sources:
        words = context.words_in(span)
        heads |= {head_in(context, words)} if words else set()
    described = parse.describe(sorted(heads))
    return Cast(context, gazetteer, date, described, tuple(told))


def _same_names(names: Mapping[int, str]) -> dict[int, int]:
    """For every name but its first telling the one before it."""
    last: dict[str, int] = {}
    found: dict[int, int] = {}
    for n, name in sorted(names.items()):
        if name in last:
            found[n] = last[name]
        last[name] = n
    return found


def _speakers(cast: Cast) -> dict[int, int]:
    """For every word that is quoted, or told as what somebody says, the head of the innermost one who says it."""
    context = cast.context
    found: dict[int, int] = {}
    for content, source in sorted(cast.told, key=lambda t: -sum(s.end - s.start for s in t[0])):
        head = cast.head(source)
        if head is not None and head in cast._place:
            found |= {word: head for span in content for word in context.words_in(span)}
    persons = context.lexicon.persons
    return {
        word: head
        for word, head in found.items()
        if persons.get(context.lower(word)) in _THEMSELVES
        and context.quoted.holding(context.parse.words[word]) is not None
        and head != word
    }


def _quoted(cast: Cast) -> tuple[dict[int, int], list[int]]:
    """For "I" inside a quotation the place of its speaker; and those who are nobody's neighbours: "I" of a speaker
    who is not told, and "we"."""
    context, persons = cast.context, cast.context.lexicon.persons
    given: dict[int, int] = {}
    alone: list[int] = []
    for word, n in cast._place.items():
        person = persons.get(context.lower(word)) if context.parse.upos[word] == "PRON" else None
        if person not in _THEMSELVES or context.quoted.holding(context.parse.words[word]) is None:
            continue
        head = cast._speakers.get(word)
        if head is None or person == "speakers":
            alone.append(n)
        else:
            given[n] = cast._place[head]
    return given, alone


def mentions(cast: Cast) -> Iterator[Mention]:
    """Every mention of the article that can speak or act, in order."""
    for word in cast.described.heads.tolist():
        yield cast.mention(cast.phrase(word))
