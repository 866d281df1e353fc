"""What the phrases of an article tell by themselves: the persons whom it names, the states that it speaks of.

Nothing here asks which mentions are the same one; it only lays together what single phrases say, so that a bare
surname finds its full name, and "the army" the state whose army the article speaks of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from weakref import proxy

from ..gazetteer import Gazetteer, fold, words_of
from ..model.pairs import NAME, PRONOUN, Described
from ..records import Entity
from ..text import Span
from .calling import alias, begun, led, of_namesakes, regime, rules_here, shortest, told_to_be, torn, town_that_speaks
from .context import Context
from .extent import followed_by_other, head_in, numbered, reach
from .home import home_among, home_of, named_and_acting
from .identity import Identity, identified, identify
from .lending import fighting_at_sea, lends, lent, taken_up
from .once import once
from .resolving import completed
from .scene import NOWHERE, Asked, Home, Scene, at_home
from .seats import Seats
from .sharing import shared
from .shortened import explained

__all__ = ["Roster"]

# What the model's types are in the contract. A place that speaks or acts is a state or what governs it, so "place" is
# no hint here.
_ENTITIES: Mapping[str, Entity] = {
    "person": "person", "organization": "organization", "object": "object", "animal": "object", "plant": "object",
    "substance": "object",
}  # fmt: skip
# Words of a cue that is no verb with an object.
_SURE = 2
# Characters of a phrase that is still read as one.
_READABLE = 160
# How many characters after a phrase may belong to a name that it breaks off.
_FURTHER = 60
# Words of a full name.
_LONGEST = 5

_Before = tuple[AbstractSet[Asked], str | None, Mapping[str, Identity], Identity]
"""What a reading of a phrase asked, the state that it was told if it asked, whom it knew, and what came of it."""


@dataclass(frozen=True)
class Roster:
    """One article's mentions, each read by itself.

    `speaking`: the heads of those who are told to say something, and the phrases by which they are told.
    """

    context: Context
    gazetteer: Gazetteer
    date: str | None
    described: Described
    speaking: Mapping[int, Span] = field(default_factory=dict)
    _sorts: dict[int, Identity | None] = field(default_factory=dict, compare=False, repr=False)
    _read: dict[tuple[str, Entity | None, bool], list[_Before]] = field(default_factory=dict, compare=False, repr=False)
    _homes: dict[Span, str | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def place(self) -> dict[int, int]:
        """From the head word of a mention to its place in `described`."""
        return {int(word): n for n, word in enumerate(self.described.heads)}

    @once
    def phrase(self, word: int) -> Span:
        """The noun phrase of a head word, its apposition included, relative clauses left out."""
        return self.widened(self.context.parse.span(*reach(self.context, word, apposition=True)))

    def widened(self, span: Span) -> Span:
        """`span`, to the end of a long name of the tables that it breaks off: "the Front for the Defence | of X"."""
        span = Span(begun(self, span), numbered(self.context.text, span.end))
        if followed_by_other(self.context.text, span.end, self._joining):
            return span
        end = min(self.context.sentence_span(span.start).end, span.end + _FURTHER)
        words = words_of(self.context.text[span.start : end])
        inside = span.end - span.start
        after = next((word.key for word in words if word.start >= inside), "")
        if after not in self.gazetteer.shape("going_on", "and"):
            return span
        for at, word in enumerate(words):
            if word.start >= inside:
                break
            hit = self.gazetteer.find(words, at, self.date) if word.capital else None
            if hit is not None and hit.kind == "actor" and words[hit.end - 1].end > inside:
                return Span(span.start, span.start + words[hit.end - 1].end)
        return span

    @cached_property
    def _joining(self) -> frozenset[str]:
        return frozenset(word[0] for word in self.gazetteer.shape("going_on", "and"))

    @once
    def core(self, word: int) -> Span:
        """The noun phrase of a head word without what is added to it after a comma."""
        return self.context.parse.span(*reach(self.context, word, apposition=False))

    @cached_property
    def _naming(self) -> frozenset[str]:
        return frozenset(cue[0][0] for cue in self.gazetteer.phrases("naming"))

    def _passive(self, start: int) -> bool:
        """Whether the word that begins at an offset tells what the noun before it is called: "a man named Ruiz"."""
        words = self.context.words_in(Span(start, start + 1))
        return bool(words) and self.context.parse.deprels[words[0]].split(":")[0] in ("acl", "amod")

    @once
    def reading(self, word: int) -> Span:
        """The phrase by which a mention is read: of one who speaks, that by which he is told, if it is not a page."""
        source = self.speaking.get(word)
        if source is None or source.end - source.start > _READABLE:
            return self._called(self.phrase(word))
        return self._called(self.widened(source))

    def _called(self, span: Span) -> Span:
        """`span`, with the name that words just after it tell: "a resident | who gave her name as Ana"."""
        text, shape = self.context.text, self.gazetteer.shape
        if followed_by_other(self.context.text, span.end, self._naming):
            return span
        after = words_of(text[span.end : span.end + _FURTHER])
        keys = [word.key for word in after]
        for cue in self.gazetteer.phrases("naming"):
            length = len(cue)
            if tuple(keys[:length]) != cue or (length < _SURE and not self._passive(span.end + after[0].start)):
                continue  # "the director called Ruiz a liar"
            end = length
            while end < len(after) and (after[end].capital or after[end].key in shape("particles")):
                end += 1
            if end > length:
                return Span(span.start, span.end + after[end - 1].end)
        return span

    def read(self, span: Span, word: int, known: Mapping[str, Identity], home: Home = NOWHERE) -> Identity:
        """The identity of the phrase in `span`; `known` is nobody, or all whom the article tells."""
        phrase, entity = span.of(self.context.text), _ENTITIES.get(self.context.parse.entities[word] or "")
        spot = self.context.parse.entities[word] == "place" and word not in self.speaking
        before = self._read.setdefault((phrase, entity, spot), [])
        for asked, state, met, who in before:
            if ("home" not in asked or state == home()) and (
                "known" not in asked or met is known or not (met or known)
            ):
                return who
        scene = Scene(self.gazetteer, self.date, home, entity, known, spot, *self._told_of)
        who = identified(phrase, scene)
        # Not the scene, which holds what asks this roster: the two would hold each other.
        before.append((scene.asked, home() if "home" in scene.asked else None, known, who))
        return who

    # -- persons ----------------------------------------------------------------------------------------

    @cached_property
    def bare(self) -> dict[int, Identity]:
        """Every name of the article, read by itself."""
        names = self.described.heads[self.described.kind == NAME].tolist()
        return {word: self.read(self.reading(word), word, {}) for word in names}

    @cached_property
    def known(self) -> dict[str, Identity]:
        """Persons of the article by canonical names: those whom it names in full, and those whom a bare surname means,
        unless it is the surname of one of the first, or without a title the given name."""
        full: dict[str, Identity] = {}
        bare: dict[str, Identity] = {}
        for who, written in self._persons():
            found = full if written else bare
            found[who.name or ""] = completed(found[who.name or ""], who) if who.name in found else who
        taken = {part.key for name in full for part in words_of(name)[1:]}
        given = {words_of(name)[0].key for name in full}
        last = {name: words_of(name)[-1].key for name in bare}
        rest = {n: who for n, who in bare.items() if last[n] not in taken and (who.roles or last[n] not in given)}
        return {**rest, **shortest(full)}

    def _persons(self) -> Iterator[tuple[Identity, bool]]:
        """Persons by full names, and whether the article writes them out: a table may have told the rest."""
        sorts = ((word, self.sort(n)) for n, word in enumerate(self.described.heads.tolist()))
        for word, who in sorts:
            if who and who.name and who.entity == "person" and who.kind == "name" and " " in who.name:
                called = frozenset(filter(None, [told_to_be(self, word)]))
                country = who.country or lent(self, word, who)
                yield replace(who, country=country, roles=who.roles | called), self.in_full(word, who.name)
        for who in self._spelled_out():
            yield who, True

    def near(self, word: int) -> str | None:
        """The state that most names in the sentence of a word belong to."""
        sentence = self.context.sentence_span(self.context.parse.words[word].start)
        if sentence not in self._homes:
            self._homes[sentence] = home_of(sentence.of(self._unpeopled), self.gazetteer, self.date)
        return self._homes[sentence]

    def in_full(self, word: int, name: str) -> bool:
        """Whether a mention bears more of a name than its surname."""
        written = {fold(part.strip(',;:()“”"')) for part in self.reading(word).of(self.context.text).split()}
        return len(written & {fold(part) for part in name.split()}) > 1

    def _spelled_out(self) -> Iterator[Identity]:
        """Full names that stand in no mention of their own, of those whom mentions call by one name."""
        parse, context = self.context.parse, self.context
        told = {
            fold(w.text)
            for word, who in self.bare.items()
            if who.name and who.entity == "person" and self.in_full(word, who.name)
            for w in words_of(who.name)
        }
        single = {
            parse.form(word)
            for word, who in self.bare.items()
            if parse.entities[word] == "person" and " " not in self.core(word).of(context.text)
        }
        missing = {form for form in single if fold(form) not in told and form[:1].isupper()}
        found: dict[str, Counter[tuple[int, int]]] = {}
        if not missing:
            return
        for word in range(1, len(parse.words)):
            form = parse.form(word)
            first = self._beginning(word) if form in missing else word
            if first < word:
                found.setdefault(form, Counter())[first, word + 1] += 1
        for places in found.values():
            (first, end), _ = places.most_common(1)[0]
            head = head_in(context, range(first, end))
            span = parse.span(first, end)
            who = self.read(self.phrase(head) if self.phrase(head).contains(span) else span, head, {})
            named = identify(span.of(context.text), gazetteer=self.gazetteer, date=self.date, entity="person")
            if named.name and named.entity == "person":
                yield who if who.name == named.name else named

    def _beginning(self, word: int) -> int:
        """The first word of the run of names that ends at `word`."""
        parse, context = self.context.parse, self.context
        first, sentence = word, context.sentence_span(parse.words[word].start)
        while first > 0 and word - first < _LONGEST:
            before = first - 1
            form = parse.form(before)
            if parse.words[before].start < sentence.start or not form[:1].isupper() or not form[-1:].isalpha():
                break
            joined = parse.heads[before] == first or parse.heads[first] == before
            given = context.lower(before) in context.lexicon.given
            if not given and (not joined or parse.words[before].start == sentence.start):
                break
            words = words_of(form)
            if (
                not words
                or self.gazetteer.role(words, 0)
                or self.gazetteer.find(words, 0)
                or context.lower(before) in context.lexicon.titles
            ):
                break
            first = before
        return first

    @cached_property
    def _by_part(self) -> dict[str, Identity | None]:
        """The one person whom the article has named in full for each end of a name ("Mistura", "de Mistura"), and for
        each first name that is nobody's last; None where it named two."""
        found: dict[str, Identity | None] = {}
        firsts: dict[str, Identity | None] = {}
        for name, who in self.known.items():
            parts = name.split()
            keys = {fold(part) for part in parts[1:]} | {fold(" ".join(parts[n:])) for n in range(1, len(parts))}
            for key in keys:
                found[key] = who if key not in found else None
            first = fold(parts[0])
            firsts[first] = who if first not in firsts else None
        return {**firsts, **found}

    def of_part(self, name: str) -> Identity | None:
        """The one person of whose name this is an end, or the given name."""
        return self._by_part.get(fold(name))

    @once
    def named(self, word: int) -> Identity | None:
        """Whom a part of a name means in this article, whatever place or stranger bears the same name."""
        other = alias(self, word)
        if other is not None:
            return other
        core = self.core(word).of(self.context.text)
        article, _, rest = core.partition(" ")
        short = self._explained.get(rest if article.lower() in self.gazetteer.shape("article") else core)
        if short is not None:
            return short
        words = words_of(core)
        if not words or not words[-1].capital:
            return None
        if self.context.parse.entities[word] not in ("person", None) and not town_that_speaks(self, word, words):
            return None
        if torn(self, word) or (" " in core and words[0].key not in self.gazetteer.shape("particles")):
            return None
        written = self.bare.get(word)
        if written is not None and written.name and self.in_full(word, written.name) and written.entity == "person":
            whole = self.reading(word).of(self.context.text)
            if "," not in whole and fold(core) not in {fold(part) for part in written.name.split()}:
                return None  # "Ruiz spokesman Ivo Kralik" is not Ruiz, whatever the tree says
        return self.of_part(core) or self._aliases.get(fold(core)) or of_namesakes(self, word)

    @cached_property
    def _aliases(self) -> dict[str, Identity]:
        """Persons by the other names that the article tells of them."""
        told = ((self.core(word).of(self.context.text), alias(self, word)) for word in self.bare)
        return {fold(name): who for name, who in told if who is not None}

    @cached_property
    def _explained(self) -> dict[str, Identity]:
        """Organizations by the abbreviations that the article explains."""
        found: dict[str, Identity] = {}
        for short, span in explained(self.context.text):
            written = span.of(self.context.text)
            if "," in written:
                continue  # "United Nations Educational, Scientific …" is in the tables if it is known at all
            who = identify(written, gazetteer=self.gazetteer, date=self.date, entity="organization", home=self.home)
            if who.entity in ("organization", "group") and who.kind in ("name", "description"):
                name = who.name or (" ".join(written.split()) if " " in written else None)
                if name is not None:
                    found.setdefault(short, replace(who, name=name, kind="name"))
        return found

    def namesakes(self, word: int) -> frozenset[str]:
        """The persons whom the article has named in full with the surname that a mention is."""
        return self._by_surname.get(fold(self.core(word).of(self.context.text)), frozenset())

    @cached_property
    def _by_surname(self) -> dict[str, frozenset[str]]:
        """For each word of a full name but its first the names that have it."""
        found: dict[str, set[str]] = {}
        for name in self.known:
            for part in name.split()[1:]:
                found.setdefault(fold(part), set()).add(name)
        return {part: frozenset(names) for part, names in found.items()}

    def full_names(self) -> dict[int, str]:
        """The canonical names that mentions tell by their own words, a surname included, by their places."""
        found: dict[int, str] = {}
        for word, who in self.bare.items():
            told = self.named(word) or who
            if told is who and len(self.namesakes(word)) > 1:
                continue  # of two of one surname, the tables do not tell which is meant
            if told.name is not None and told.kind == "name":
                found[self.place[word]] = told.name
        return found

    # -- states -----------------------------------------------------------------------------------------

    @cached_property
    def _unpeopled(self) -> str:
        """The text with the names of persons in small letters: a Mr Jordan tells nothing of where he is."""
        text, at, parts = self.context.text, 0, []
        for word in self.bare:
            span = self.core(word)
            if self.context.parse.entities[word] == "person" and span.start >= at:
                small = "".join(c.lower() if len(c.lower()) == 1 else c for c in span.of(text))
                parts += [text[at : span.start], small]
                at = span.end
        return "".join([*parts, text[at:]])

    @cached_property
    def _told_of(self) -> tuple[frozenset[str], frozenset[str]]:
        """The states that the text names, and those with whoever acts for one."""
        named, acting = named_and_acting(self.context.text, self.gazetteer, self.date)
        return frozenset(named), frozenset(named | acting)

    @cached_property
    def _counted(self) -> tuple[Counter[str], Counter[str]]:
        """How often the article names each state, its people and its places, and how often those who act for it."""
        return named_and_acting(self._unpeopled, self.gazetteer, self.date)

    @cached_property
    def home(self) -> str | None:
        """The state that the article is about: that from which it comes, else the one that most of its names are of."""
        return self.dated_from or home_among(*self._counted, least=2, acting=True)

    @cached_property
    def fighting_at_sea(self) -> frozenset[str]:
        """The states whose forces the article tells of, if it plays at sea."""
        return fighting_at_sea(self.context.text, self.gazetteer, self.date)

    @cached_property
    def by_sentence(self) -> dict[int, list[int]]:
        """The names of each sentence."""
        found: dict[int, list[int]] = {}
        for word in self.bare:
            found.setdefault(self.context.sentence(self.context.parse.words[word].start), []).append(word)
        return found

    @cached_property
    def counted(self) -> Counter[str]:
        """How often the article names each state, its people and its places."""
        return self._counted[0]

    @once
    def home_of(self, word: int) -> str | None:
        """The state whose police or senate is meant by a phrase that does not say.

        It is the one of the same thing told before ("the Chadian army … the army"), else the one of its sentence, else
        the one that the article is about; of a government that one first.
        """
        near = self.near(word)
        before = regime(self, word) or (led(self, word) if near is None else None) or self.told_before(word)
        if self.home not in (None, before) and rules_here(self, word):
            return self.home
        if before is not None:
            return before
        return self.home or near if self._sameness(word) == "government" else near or self.home

    def told_before(self, word: int) -> str | None:
        """The state of the same thing told before: "the Chadian army … the army"."""
        kind = self._sameness(word)
        earlier = [country for at, country in self._told.get(kind, ()) if at < word]
        return earlier[-1] if earlier else None

    @cached_property
    def _told(self) -> dict[str, list[tuple[int, str]]]:
        """For each kind of institution where phrases tell the state that it is of."""
        found: dict[str, list[tuple[int, str]]] = {}
        for n, word in enumerate(self.described.heads.tolist()):
            who = self.sort(n)
            if who is None or who.entity == "person" or who.kind == "metonym" or not who.noun:
                continue
            if who.country in self.gazetteer.codes and self.tells(word, who.country or ""):
                found.setdefault(self._sameness(word), []).append((word, who.country or ""))
        return found

    def tells(self, word: int, country: str) -> bool:
        """Whether a phrase names the state or its people: the bare "Senate" is America's only by default."""
        words = words_of(self.phrase(word).of(self.context.text))
        hits = (self.gazetteer.find(words, at, self.date) for at in range(len(words)) if words[at].capital)
        states = (self.gazetteer.state_of(h, words, self.date) for h in hits if h and h.kind in ("country", "demonym"))
        return any(state is not None and state.code == country for state in states)

    @once
    def _sameness(self, word: int) -> str:
        """One noun for all that mean the same of a state: its government, and who is the government's; its army."""
        shape, noun = self.gazetteer.shape, self.context.lower(word)
        governing = shape("states_itself", "joint")
        before = self.context.lower(word - 1) if word else ""
        if noun in governing or before in governing:
            return "government"
        return "army" if noun in shape("armed") else noun

    def shared(self, word: int) -> Identity | None:
        """For a people's name that shares its noun with another, whom the two words mean; see `sharing`."""
        return shared(self.context, self.gazetteer, self.date, word)

    # -- mentions ---------------------------------------------------------------------------------------

    def in_office(self, span: Span, word: int, owner: str | None) -> Identity:
        """Who a phrase is; an office without a state is that of the one holder whom the article names, else that of a
        state of which more is told than a name in the same sentence. `owner`: the state of its possessor, if any."""
        own = self.read(span, word, self.known, at_home(owner) if owner else partial(self.home_of, word))
        if owner is None and own.kind == "description" and own.name is None and own.country is not None:
            bare = self.read(span, word, self.known)
            if bare.country is None:
                own = taken_up(self, word, bare) or (own if lends(self, word, own) else bare)
        office = own.kind == "office"
        if own.entity != "person" or not (office or (own.kind == "description" and own.name is None)):
            return own
        if office and (owner is not None or self.read(span, word, self.known).kind == "office"):
            return own  # its own words tell the state
        states = {who.country for who in self.known.values() if who.country in self.gazetteer.codes}
        held = [self.read(span, word, self.known, at_home(state)) for state in sorted(filter(None, states))]
        named = {who for who in held if who.kind == "office" and who.name in self.known}
        if len(named) == 1:
            return named.pop()
        return self.read(span, word, self.known, at_home(self._seats.of(word, own.noun))) if office else own

    @property
    def dated_from(self) -> str | None:
        """The state of the place in the article's dateline."""
        return self._seats.dated_from

    @cached_property
    def _seats(self) -> Seats:
        return Seats(proxy(self))  # else the two would hold each other

    def sort(self, place: int) -> Identity | None:
        """What a mention tells of itself, whatever the rest of the article tells; None of a pronoun."""
        if place not in self._sorts:
            word = int(self.described.heads[place])
            kind = self.described.kind[place]
            self._sorts[place] = (
                None if kind == PRONOUN
                else self.bare[word] if kind == NAME
                else self.read(self.reading(word), word, {})
            )  # fmt: skip
        return self._sorts[place]
