"""The phrases in which places are told: "the town of Manbij, northern Syria" is one, with two names in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .context import Context
from .placewords import PlaceWords
from .toponyms import Toponym

__all__ = ["Phrase", "describes", "phrases"]

_BEFORE = frozenset(
    {"det", "amod", "compound", "nmod:poss", "nummod", "advmod", "case", "punct", "flat", "nmod:desc", "obl:unmarked"}
)
_MODIFYING = frozenset({"compound", "amod", "nmod:poss", "nmod:desc", "nummod", "det"})
_NAMED_AFTER = frozenset({"compound", "nmod:desc", "flat", "nmod:unmarked", "appos", "nmod"})
_HYPHENS = frozenset("-‐‑–/")
# Steps from a name to the noun that its phrase is about, and words from one name to the next one around it.
_STEPS, _NEAR = 4, 5
# How many words before a phrase its article stands at most.
_ARTICLE = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words [first, end) that tell a place; `head` is the word by which the phrase hangs in the tree.

    `name`: the name in it, None where it has none; `outer`: names of larger places in it, the nearest first; `people`:
    the adjectives of peoples; `noun`: its noun for a place, and `kind` what the noun says; `direction`: "northern".
    """

    first: int
    end: int
    head: int
    name: Toponym | None
    outer: tuple[Toponym, ...] = ()
    people: tuple[Toponym, ...] = ()
    noun: int | None = None
    kind: str | None = None
    direction: str | None = None


def describes(context: Context, phrase: Phrase) -> bool:
    """Whether a phrase only describes a noun behind it, to which the preposition before both belongs: "in U.S.
    operations"."""
    parse = context.parse
    return parse.heads[phrase.head] >= phrase.end and parse.deprels[phrase.head] in _MODIFYING


def phrases(context: Context, words: PlaceWords, names: Sequence[Toponym]) -> tuple[Phrase, ...]:
    """All phrases that tell a place, in the order of the text; none shares a word with another."""
    peoples = [n for n in names if n.people]
    own = [_around(context, words, name, peoples) for name in names if not name.people]
    nested = _nested(context, words, _between(context, _apart(own)))
    taken = {w for p in nested for w in range(p.first, p.end)}
    bare = [p for p in _unnamed(context, words, peoples) if taken.isdisjoint(range(p.first, p.end))]
    return tuple(_appositions(context, sorted([*nested, *_apart(bare)], key=lambda p: p.first)))


def _appositions(context: Context, found: Sequence[Phrase]) -> list[Phrase]:
    """ "The Yemeni capital, Sanaa" is one place."""
    kept: list[Phrase] = []
    for phrase in found:
        last = kept[-1] if kept else None
        named = phrase.name is not None and phrase.noun is None and _breadth(phrase) == 1
        seat = last is not None and last.name is None and last.kind in ("city", "seat")
        if last is not None and named and seat and _forms(context, last, phrase) == [","]:
            kept[-1] = replace(
                phrase, first=last.first, head=last.head, noun=last.noun, kind="city", people=last.people
            )
            continue
        kept.append(phrase)
    return kept


def _forms(context: Context, one: Phrase, other: Phrase) -> list[str]:
    """The words between two phrases."""
    return [context.lower(w) for w in range(one.end, other.first)]


def _apart(found: Sequence[Phrase]) -> list[Phrase]:
    """Phrases that share words are one: "the Syrian-Turkish border", "Syria's Idlib province"."""
    kept: list[Phrase] = []
    for phrase in sorted(found, key=lambda p: (p.first, -p.end)):
        last = kept[-1] if kept else None
        if last is None or phrase.first >= last.end:
            kept.append(phrase)
            continue
        if last.name is None or phrase.name is None:
            continue
        # The name that is nearer to the noun of both is the place, the other one is around it.
        inner, outer = (last, phrase) if _within(last, phrase) else (phrase, last)
        kept[-1] = replace(
            inner,
            first=min(last.first, phrase.first),
            end=max(last.end, phrase.end),
            head=last.head if last.noun is not None or phrase.noun is None else phrase.head,
            noun=last.noun if last.noun is not None else phrase.noun,
            kind=last.kind or phrase.kind,
            outer=tuple(n for n in (*inner.outer, outer.name, *outer.outer) if n is not None and n is not inner.name),
            people=(*last.people, *(p for p in phrase.people if p not in last.people)),
            direction=inner.direction or outer.direction,
        )
    return kept


def _between(context: Context, found: Sequence[Phrase]) -> list[Phrase]:
    """Borders with all that they part: "the Syria-Iraq border", "the frontier between Chad and Niger"."""
    kept: list[Phrase] = []
    for phrase in found:
        last = kept[-1] if kept else None
        if last is not None and last.name is not None and phrase.name is not None:
            between = _forms(context, last, phrase)
            if phrase.kind == "border" and len(between) == 1 and between[0] in _HYPHENS:
                kept[-1] = replace(phrase, first=last.first, outer=(*phrase.outer, last.name))
                continue
            told = context.lower(last.name.first - 1) if last.name.first > last.first else ""
            if last.kind == "border" and between == ["and"] and told == "between":
                kept[-1] = replace(last, end=phrase.end, outer=(*last.outer, phrase.name))
                continue
        kept.append(phrase)
    return kept


def _within(one: Phrase, other: Phrase) -> bool:
    """Whether the first of two names in one phrase is the smaller place: a town or a site beside a state."""
    return _breadth(one) < _breadth(other)


def _breadth(phrase: Phrase) -> int:
    name = phrase.name
    if name is None or name.state is not None:
        return 3
    kinds = {p.kind for p in name.places}
    if kinds <= {"sea", "ocean", "gulf", "zone", "river", "range", "desert", "strait"}:
        return 4
    return 1 if kinds & {"city", "capital", "town", "site"} else 2


def _widest(one: Phrase, other: Phrase) -> int:
    """The breadth of the second, or of a region of its name that the first lies in: Ontario is a town too."""
    if one.name is None or other.name is None:
        return _breadth(other)
    regions = [p for p in other.name.places if p.kind in ("region", "land")]
    holds = any(p.country == r.country and p.region in ("", r.region) for p in one.name.places for r in regions)
    return max(_breadth(other), 2 if holds else 0)


def _top(context: Context, name: Toponym) -> int:
    heads = context.parse.heads
    inside = range(name.first, name.end)
    return next((w for w in inside if heads[w] not in inside or heads[w] == w), name.first)


def _around(context: Context, words: PlaceWords, name: Toponym, peoples: Sequence[Toponym]) -> Phrase:
    """The phrase around one name: up to the nouns for places that it stands with."""
    head, first, end = _top(context, name), name.first, name.end
    noun: int | None = None
    kind: str | None = None
    for _ in range(_STEPS):
        up = _noun_over(context, words, head, first, end)
        if up is None:
            break
        said = words.nouns[context.lower(up)]
        noun = up if noun is None or kind is None else noun
        kind = kind or (said if said != "part" else None)
        head, first, end = up, min(first, up), max(end, up + 1)
        first = _left(context, first, head)
    if noun is None:
        first, direction = _direction(context, words, first)
        article = first > 0 and context.lower(first - 1) in words.small["the"]
        first -= article and (direction is not None or _starts_phrase(context, name, first - 1))
        return Phrase(first, end, head, name, direction=direction)
    direction = _told_direction(context, words, first, end, name, head)
    inside = tuple(p for p in peoples if first <= p.first and p.end <= end)
    return Phrase(first, end, head, name, people=inside, noun=noun, kind=kind, direction=direction)


def _starts_phrase(context: Context, name: Toponym, article: int) -> bool:
    """Whether an article belongs to the name and not to what follows it: "the Hague", not "the Geneva talks"."""
    parse = context.parse
    inside = range(name.first, name.end)
    if parse.heads[article] in inside:
        return True
    top = _top(context, name)
    follows = parse.heads[top] == name.end and parse.deprels[top] in _MODIFYING
    return parse.heads[article] < article and not follows


def _noun_over(context: Context, words: PlaceWords, head: int, first: int, end: int) -> int | None:
    """The noun for a place that a name, or a smaller phrase, in words [first, end) belongs to; None without one.

    What stands side by side is believed before the tree: rare names lead it astray.
    """
    parse = context.parse
    if end < len(parse.words) and _place_noun(context, words, end) and not _place_noun_of(context, end):
        return end
    before = first - 1
    if before > 0 and context.lower(before) in words.definite:
        before -= 1
    link = context.lower(before) if before > 0 else ""
    of = words.small["of"]
    if (link in of or link in words.small["beside"]) and _place_noun(context, words, before - 1):
        up = before - 1
        if link in of or words.nouns[context.lower(up)] == "border":
            return up
    up = parse.heads[head]
    if up == head or not _place_noun(context, words, up) or first <= up < end:
        return None
    between = [context.lower(w) for w in range(min(head, up) + 1, max(head, up))]
    if head < up:
        # "the Kabul airport", "Syria's border"; with a comma or a preposition between they are two.
        parted = any(
            parse.upos[w] in ("ADP", "PUNCT", "VERB", "CCONJ") and parse.form(w) not in _HYPHENS
            for w in range(head + 1, up)
        )
        return None if parted else up
    if between and between[0] in of:
        return up
    # "The town Manbij", "the river Don".
    return up if not between and parse.deprels[head] in _NAMED_AFTER else None


def _place_noun(context: Context, words: PlaceWords, word: int) -> bool:
    return context.parse.upos[word] in ("NOUN", "PROPN") and context.lower(word) in words.nouns


def _place_noun_of(context: Context, word: int) -> bool:
    """Whether a noun only describes the one behind it: "Kabul state television"."""
    parse = context.parse
    after = word + 1
    return (
        after < len(parse.words)
        and parse.upos[after] == "NOUN"
        and parse.heads[word] == after
        and parse.deprels[word] == "compound"
    )


def _left(context: Context, first: int, head: int) -> int:
    """The first word of the noun phrase: articles, adjectives and possessors before it."""
    parse = context.parse
    sentence = next(((a, b) for a, b in _sentences(context, head)), (0, head))
    while first > sentence[0]:
        word = first - 1
        if parse.upos[word] in ("ADP", "VERB", "AUX", "CCONJ", "SCONJ", "PRON") and parse.deprels[word] != "nmod:poss":
            break
        if parse.form(word) in ',;:()“”"' or not _belongs(context, word, first, head):
            break
        first = word
    # An article belongs to what follows, whatever the tree says: "the rebel stronghold".
    articles = context.lexicon.definite | context.lexicon.indefinite
    for word in range(first - 1, max(sentence[0] - 1, first - _ARTICLE), -1):
        if parse.upos[word] == "DET" and context.lower(word) in articles:
            return word
        if parse.upos[word] not in ("ADJ", "NOUN", "PROPN"):
            break
    return first


def _sentences(context: Context, word: int) -> Iterator[tuple[int, int]]:
    number = context.sentence(context.parse.words[word].start)
    span = context.sentences[number]
    inside = context.words_in(span)
    if inside:
        yield inside.start, inside.stop


def _belongs(context: Context, word: int, first: int, head: int) -> bool:
    """Whether a word hangs, by relations of a noun phrase, on one of those from `first` to `head`."""
    parse = context.parse
    at = word
    for _ in range(_STEPS + 2):
        if parse.deprels[at] not in _BEFORE:
            return False
        at = parse.heads[at]
        if first <= at <= max(first, head):
            return True
        if at > max(first, head):
            return False
    return False


def _direction(context: Context, words: PlaceWords, first: int) -> tuple[int, str | None]:
    """Where "northern" or "north-east" before a name begins, and how it reads; the name's own start where none does."""
    parse = context.parse
    for length in (3, 1):
        start = first - length
        if start < 0:
            continue
        form = "".join(context.lower(w) for w in range(start, first)).replace("‑", "-")
        if form in words.directions and (length == 1 or parse.form(start + 1) in _HYPHENS):
            return start, form
    return first, None


def _told_direction(context: Context, words: PlaceWords, first: int, end: int, name: Toponym, head: int) -> str | None:
    """The part of a state that a phrase tells: "northern" in "a town in the north of Syria"."""
    start, direction = _direction(context, words, name.first)
    if direction is not None and start >= first:
        return direction
    # "the north-east of Syria", "Turkey's south-east": the head says it.
    begin, hyphened = _direction(context, words, head + 1)
    return hyphened if hyphened is not None and begin >= first and head < end else None


def _nested(context: Context, words: PlaceWords, found: Sequence[Phrase]) -> list[Phrase]:
    """Phrases that go on with a larger place: "Tripoli, Lebanon", "Afrin in northern Syria"."""
    kept: list[Phrase] = []
    for phrase in found:
        last = kept[-1] if kept else None
        if last is not None and _goes_on(context, words, last, phrase):
            assert phrase.name is not None  # only named phrases are nested
            kept[-1] = replace(
                last,
                end=phrase.end,
                outer=(*last.outer, phrase.name, *phrase.outer),
                people=(*last.people, *phrase.people),
                direction=last.direction,
            )
            continue
        kept.append(phrase)
    return kept


def _goes_on(context: Context, words: PlaceWords, one: Phrase, other: Phrase) -> bool:
    between = _forms(context, one, other)
    if not 1 <= len(between) <= 3 or _breadth(one) >= _widest(one, other) or one.name is None:
        return False
    if other.name is None or other.name.people:
        return False
    if between[0] == ",":
        # "Tripoli, in the north of Lebanon", and not "off Somalia, in the Gulf of Aden".
        rest = between[1:]
        return not rest or (_breadth(other) < 4 and rest[0] in words.small["in"] and _article_alone(words, rest[1:]))
    if between == ["("]:
        return True
    if between[0] not in words.nested or not _article_alone(words, between[1:]):
        return False
    # "Afrin in northern Syria" is one place, unless the tree hangs the second on something else than the first.
    inside = range(one.first, one.end)
    return context.parse.heads[other.head] in inside or context.parse.heads[other.head] == context.parse.heads[one.head]


def _article_alone(words: PlaceWords, forms: Sequence[str]) -> bool:
    """Whether nothing stands there but an article, or nothing at all."""
    return len(forms) < 2 and all(form in words.small["the"] for form in forms)


def _unnamed(context: Context, words: PlaceWords, peoples: Sequence[Toponym]) -> Iterator[Phrase]:
    """Phrases around a noun for a place without a name: "the town", "a Tunisian beach", "there"."""
    parse = context.parse
    for word, tag in enumerate(parse.upos):
        form = context.lower(word)
        if tag == "ADV" and form in words.there and parse.deprels[word].startswith(("advmod", "obl")):
            yield Phrase(word, word + 1, word, None, noun=None)
        elif tag in ("NOUN", "PROPN") and form in words.nouns and parse.deprels[word] not in ("compound", "flat"):
            first = _left(context, word, word)
            inside = tuple(p for p in peoples if first <= p.first and p.end <= word)
            start = first
            if inside:
                start = inside[0].first
            begin, direction = _direction(context, words, start)
            if direction is None:
                begin, direction = _direction(context, words, word)
            if direction is None and words.nouns[form] == "part":
                begin, direction = _direction(context, words, word + 1)
            yield Phrase(
                min(first, begin) if begin >= first - 3 and direction else first, word + 1, word, None, people=inside,
                noun=word, kind=words.nouns[form], direction=direction,
            )  # fmt: skip
