"""Names of places among the words of an article: what the tables know, and no person, firm or team of that name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..atlas import Atlas, Place
from ..gazetteer import Word, key_of, words_of
from .context import Context
from .placewords import PlaceWords

__all__ = ["Toponym", "toponyms"]

# The longest name in words of the model, which parts hyphens.
_LONGEST = 9
# How many common nouns may follow in a name.
_NOUNS = 4
# From this size on a place is known by three letters: "Fez", "Rio".
_FAMOUS = 58
# And from this one on it is believed whatever the model takes it for.
_KNOWN = 52
# Small words inside names: "Rio de Janeiro", "Strait of Hormuz", "Trinidad and Tobago".
_INSIDE = frozenset({"PUNCT", "ADP", "DET", "CCONJ", "PART", "X"})
_HYPHENS = frozenset("-‐‑'’‘ʼʻ.&–")
_BREAKS = frozenset(',;:()[]!?"“”')
_JOINED = frozenset({"compound", "flat", "flat:foreign", "appos"})
_NAMES = frozenset({"PROPN", "X"})


@dataclass(frozen=True, slots=True)
class Toponym:
    """Words [first, end) that may name a place. `places`: all that bear the name; `state`: the code of the state that
    it names, or of the people whose adjective it is (`people`)."""

    first: int
    end: int
    key: str
    places: tuple[Place, ...]
    state: str | None
    people: bool = False


def toponyms(context: Context, words: PlaceWords, atlas: Atlas, date: str | None) -> tuple[Toponym, ...]:
    """All of them in the order of the text; none shares a word with another."""
    found: list[Toponym] = []
    for first, end in context.parse.sentences:
        at = first
        while at < end:
            hit, at = _at(context, words, atlas, date, at, end)
            if hit is not None:
                found.append(hit)
    return tuple(hit for hit in found if hit.people or not _other(context, words, hit))


def _at(
    context: Context, words: PlaceWords, atlas: Atlas, date: str | None, at: int, end: int
) -> tuple[Toponym | None, int]:
    """The name that begins at a word, if one does, and the word to go on from."""
    if not (context.form_is_capital(at) or _article(context, at, end)):
        return None, at + 1
    short = _abbreviated(context, words, atlas, at)
    if short is not None:
        return short, short.end
    limit = _run(context, words, at, end)
    text = context.text
    origin = context.parse.words[at].start
    pieces = words_of(text[origin : context.parse.words[limit - 1].end])
    if not pieces:
        return None, at + 1
    gazetteer = context.gazetteer
    hit = gazetteer.find(pieces, 0, date)
    length, places = _longest(words, atlas, pieces)
    listed = hit.end if hit is not None else 0
    person = gazetteer.person_at(pieces, 0)
    if person > max(length, listed if hit is not None and hit.kind != "actor" else 0):
        return None, _after(context, at, limit, origin + pieces[person - 1].end)
    if hit is not None and hit.kind in ("country", "demonym") and listed >= length:
        state = gazetteer.state_of(hit, pieces, date)
        code = state.code if state is not None else None
        stop = _after(context, at, limit, origin + pieces[listed - 1].end)
        same = places if listed == length else ()
        if hit.kind == "demonym":
            return Toponym(at, stop, key_of(pieces[:listed]), (), code, True), stop
        # Of two Congos, the places of neither.
        return Toponym(at, stop, key_of(pieces[:listed]), same, code), stop
    if hit is not None and hit.kind == "actor" and listed > length:
        return None, _after(context, at, limit, origin + pieces[listed - 1].end)
    if not places:
        return None, at + 1
    stop = _after(context, at, limit, origin + pieces[length - 1].end)
    return Toponym(at, stop, key_of(pieces[:length]), places, None), stop


def _longest(words: PlaceWords, atlas: Atlas, pieces: tuple[Word, ...]) -> tuple[int, tuple[Place, ...]]:
    """How many words the longest name of a place has that begins here, and who bears it."""
    for length in range(min(len(pieces), atlas.longest), 0, -1):
        if pieces[length - 1].sign or pieces[length - 1].possessive:
            continue
        key = key_of(pieces[:length])
        places = atlas.find(key)
        if length == 1 and places:
            places = () if key in words.directions or key in words.nouns else _written(pieces[0], places)
        if places:
            return length, places
    return 0, ()


def _written(word: Word, places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Those of places that a single word may name as it is written: an abbreviation, or three letters, only what our
    own tables list or everybody knows."""
    short = len(word.key) <= 3 or (word.capitals and len(word.key) <= 5)
    return tuple(p for p in places if not short or p.kind not in ("city", "region") or p.size >= _FAMOUS)


def _abbreviated(context: Context, words: PlaceWords, atlas: Atlas, at: int) -> Toponym | None:
    """A state of the USA in its short form, behind a comma: "Portland, Ore."."""
    if at == 0 or context.parse.form(at - 1) != ",":
        return None
    long = words.abbreviations.get(context.lower(at).replace(".", ""))
    if long is None:
        return None
    places = tuple(p for p in atlas.find(key_of(words_of(long))) if p.country == "USA" and p.kind != "city")
    end = at + 1
    if end < len(context.parse.words) and context.parse.form(end) == "." and len(context.lower(at)) > 2:
        end += context.parse.words[end].start == context.parse.words[at].end and not _last(context, end)
    return Toponym(at, end, key_of(words_of(long)), places, None) if places else None


def _last(context: Context, word: int) -> bool:
    """Whether a sentence ends with the word."""
    return context.sentence_span(context.parse.words[word].start).end == context.parse.words[word].end


def _article(context: Context, at: int, end: int) -> bool:
    """Whether an Arabic article with a hyphen stands here: "al-Bab"."""
    form = context.parse.form(at)
    if form.lower().startswith(("al-", "el-", "ar-", "as-", "ad-", "an-", "az-", "ash-")):
        return True
    return (
        len(form) <= 3
        and form.isalpha()
        and at + 2 < end
        and context.parse.form(at + 1) in _HYPHENS
        and (context.form_is_capital(at + 2))
    )


def _run(context: Context, words: PlaceWords, at: int, end: int) -> int:
    """Where the words end that could go on with a name: capitals, hyphens and small words between."""
    parse = context.parse
    limit = at + 1
    for n in range(at + 1, min(end, at + _LONGEST)):
        form = parse.form(n)
        if context.form_is_capital(n) or form[:1].isdigit():
            limit = n + 1
        elif context.lower(n) in words.joining:
            continue
        elif form in _BREAKS or not (form in _HYPHENS or parse.upos[n] in _INSIDE or _close(context, n)):
            break
        elif _close(context, n):
            limit = n + 1
    # Common nouns may be part of a name: "Kabul airport", "Zaporizhzhia nuclear power plant".
    last = limit
    for n in range(limit, min(end, limit + _NOUNS)):
        if context.lower(n) in words.nouns:
            last = n + 1
        elif parse.upos[n] not in ("NOUN", "ADJ"):
            break
    return last


def _close(context: Context, word: int) -> bool:
    """Whether a word follows the one before without a blank: a part of a hyphenated or shortened name."""
    words = context.parse.words
    return words[word].start == words[word - 1].end and context.parse.upos[word] != "PUNCT"


def _after(context: Context, at: int, limit: int, offset: int) -> int:
    """The first word that begins at or after a character."""
    starts = context.parse.words
    stop = at + 1
    while stop < limit and starts[stop].start < offset:
        stop += 1
    return stop


def _head(context: Context, hit: Toponym) -> int:
    """The word of a name whose own head lies outside of it."""
    heads = context.parse.heads
    inside = range(hit.first, hit.end)
    return next((w for w in inside if heads[w] not in inside or heads[w] == w), hit.first)


def _other(context: Context, words: PlaceWords, hit: Toponym) -> bool:
    """Whether the name is that of a person, or part of the longer name of something else."""
    parse = context.parse
    head = _head(context, hit)
    begins = context.sentence_span(parse.words[hit.first].start).start == parse.words[hit.first].start
    if begins and parse.upos[head] not in ("PROPN", "NOUN", "ADJ", "X") and hit.end - hit.first == 1:
        return True
    if hit.first > 0 and context.lower(hit.first - 1) in words.ships:
        return True
    if parse.entities[head] == "time":
        return True
    if any(_names_on(context, words, hit, head, word) for word in _beside(context, hit)):
        return True
    if hit.state is not None or _placed(context, words, hit):
        return False
    if hit.end < len(parse.words) and context.lower(hit.end) in words.nouns:
        return False
    known = any(p.kind not in ("city", "region") or p.size >= _KNOWN for p in hit.places)
    return parse.entities[head] == "person" and (not known or hit.key in words.doubtful)


def _beside(context: Context, hit: Toponym) -> Iterator[int]:
    words = context.parse.words
    if hit.first > 0 and words[hit.first - 1].end + 1 >= words[hit.first].start:
        yield hit.first - 1
    if hit.end < len(words) and words[hit.end - 1].end + 1 >= words[hit.end].start:
        yield hit.end


def _names_on(context: Context, words: PlaceWords, hit: Toponym, head: int, beside: int) -> bool:
    """Whether a word beside a name goes on with it, as in "Paris Hilton", "Mr Kent", "Boston Globe"."""
    parse, lexicon = context.parse, context.lexicon
    form = context.lower(beside)
    before = beside < hit.first
    if before and form in lexicon.titles and form not in words.small["the"]:
        return True
    if not context.form_is_capital(beside) or parse.upos[beside] not in _NAMES:
        return False
    if form in words.directions or form in words.nouns:
        # "Lake Geneva" and "Mount Sinjar" are other places than what their names name; "Idlib Province" is not.
        return before and form in words.small["natures"]
    if not before and _follows(context, hit, beside):
        return True
    joined = (parse.heads[beside] == head and parse.deprels[beside] in _JOINED) or (
        parse.heads[head] == beside and parse.deprels[head] in _JOINED
    )
    if not joined:
        return False
    if before:
        # A people or state before a city does not make it another: "Syria Idlib", "US Guantanamo".
        return context.listed([beside]) not in ("adjective", "state", "people")
    return True


def _follows(context: Context, hit: Toponym, beside: int) -> bool:
    """Whether the name goes on with the next word, whatever the tree says; in a headline all words have capitals."""
    parse = context.parse
    if parse.entities[beside] == "time" or context.listed([beside]) is not None or hit.state is not None:
        return False
    inside = context.words_in(context.sentence_span(parse.words[beside].start))
    small = sum(not context.form_is_capital(w) for w in inside if parse.upos[w] in ("NOUN", "VERB", "ADJ", "ADV"))
    return small > 0 and parse.words[hit.end - 1].end + 1 == parse.words[beside].start


def _placed(context: Context, words: PlaceWords, hit: Toponym) -> bool:
    """Whether a preposition of place stands before the name."""
    return hit.first > 0 and context.lower(hit.first - 1) in words.inside
