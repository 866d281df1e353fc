"""How far a noun phrase reaches around its head word, by the tree, and where the tree has torn it, by its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .context import Context
from .counting import load_numbers
from .torn import regained

__all__ = ["followed_by_other", "head_in", "modified", "numbered", "reach"]

# Relations that a noun phrase reaches over; a relative clause tells more of the one who is meant, but not who.
_PHRASE = frozenset(
    {
        "det", "det:predet", "amod", "compound", "flat", "flat:foreign", "nummod", "nmod", "nmod:poss", "case",
        "nmod:unmarked", "nmod:desc", "fixed", "punct", "advmod", "cc:preconj", "goeswith", "nmod:npmod",
    }
)  # fmt: skip
# What tells how much of an adjective before the noun: the "12-year" of "her 12-year-old son".
_MEASURES = frozenset({"obl:unmarked", "obl:npmod"})
_LONGEST = 24
_LONGEST_TITLE = 6
# Steps up a tree from a relative pronoun to the noun that its clause hangs on.
_CLIMB = 6
_ADDS = frozenset(",;:–—(")
_EDGES = frozenset({"PUNCT", "ADP", "CCONJ", "PART"})
# "According to", "including": what a phrase hangs on, and no part of it.
_BEFORE = frozenset({"case", "fixed", "cc", "mark"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
# What belongs to a name by its hyphen: "G-7".
_NUMBER = re.compile(r"[-‐‑](?:\d+|[A-Z])\b")
# Words of what bounds a number.
_BOUND = 5


def numbered(text: str, end: int) -> int:
    """Where a name that breaks off at `end` ends: behind a number or a letter that a hyphen joins to it."""
    found = _NUMBER.match(text, end)
    return found.end() if found is not None else end


def reach(context: Context, word: int, apposition: bool) -> tuple[int, int]:
    """The words [first, end) around a head that hang on it by the relations of a noun phrase, in one run.

    Two noun phrases side by side with one relation to one word are one: "Interior Minister" and "Ana Ruiz".
    """
    first, end = _by_tree(context, word, apposition)
    parse = context.parse
    low, high = _sentence(parse.sentences, word)
    if first > low and _torn(context, first - 1, word):
        before, stop = _by_tree(context, _top(context, first - 1), False)
        if stop == first and parse.upos[word] == "PROPN":
            first = before
    if end < high and _torn(context, end, word) and parse.upos[end] == "PROPN":
        begin, after = _by_tree(context, _top(context, end), apposition)
        if begin == end:
            end = after
    return regained(context, first, _with_second_title(context, word, end))


def _with_second_title(context: Context, word: int, end: int) -> int:
    """Where the phrase of a title ends that a second one and the name follow: "senator | and candidate Ana Ruiz"."""
    parse, lexicon = context.parse, context.lexicon
    if end >= len(parse.words) or parse.upos[end] != "CCONJ" or parse.upos[word] != "NOUN":
        return end
    form = context.lower(word)
    if form not in lexicon.nouns or form in lexicon.plurals or form in lexicon.many:
        return end
    near = range(end + 1, min(end + _LONGEST_TITLE, len(parse.words)))
    name = next((n for n in near if parse.heads[n] == word and parse.deprels[n] == "conj"), None)
    if name is None or parse.upos[name] != "PROPN" or parse.entities[name] != "person":
        return end
    before = range(end + 1, name)
    if not before or any(parse.upos[n] in _EDGES | {"DET"} for n in before) or context.form_is_capital(end + 1):
        return end
    after = name + 1
    while after < len(parse.words) and parse.heads[after] == name and parse.deprels[after].startswith("flat"):
        after += 1
    return after


def head_in(context: Context, words: range) -> int:
    """The head of the phrase that `words`, at least one, are: the first noun whose own head lies outside.

    Of a title and a name that the tree has torn apart, the name.
    """
    parse = context.parse
    outside = [w for w in words if parse.heads[w] not in words or parse.heads[w] == w]
    nouns = [w for w in outside if parse.upos[w] in _NOMINAL]
    if not nouns:
        return outside[0] if outside else words[0]
    chosen = nouns[0]
    for word in nouns[1:]:
        if parse.upos[word] == "PROPN" and reach(context, word, False)[0] <= chosen:
            chosen = word
    return chosen


def _top(context: Context, word: int) -> int:
    """The head of the noun phrase that a word stands in."""
    parse = context.parse
    for _ in range(_LONGEST):
        if parse.deprels[word] not in _PHRASE or parse.heads[word] == word:
            return word
        word = parse.heads[word]
    return word


def _torn(context: Context, beside: int, word: int) -> bool:
    """Whether the phrase of `beside` hangs where that of `word` does, though nothing stands between them."""
    parse = context.parse
    if parse.upos[beside] not in _NOMINAL:
        return False
    top = _top(context, beside)
    same = parse.heads[top] == parse.heads[word] and parse.deprels[top] == parse.deprels[word]
    return same and top != word and parse.heads[top] != top


def _by_tree(context: Context, word: int, apposition: bool) -> tuple[int, int]:
    parse = context.parse
    bounds = _sentence(parse.sentences, word)
    first, end = word, word + 1
    while first > bounds[0] and word - first < _LONGEST and _joins(context, first - 1, word, apposition):
        first -= 1
    while end < bounds[1] and end - word < _LONGEST and _joins(context, end, word, apposition):
        end += 1
    while end - 1 > word and parse.upos[end - 1] in _EDGES:
        end -= 1
    while first < word and (
        parse.upos[first] in _EDGES or parse.deprels[first] in _BEFORE or _here(context, first)
    ):  # fmt: skip
        if _bounds_a_number(context, first, word):
            return first, end
        first += 1
    return _bounded(context, first, bounds[0]), end


def _here(context: Context, word: int) -> bool:
    """Whether an adverb only opens a phrase of place: "here in the capital"."""
    return context.parse.upos[word] == "ADV" and context.parse.upos[word + 1] == "ADP" and not _number(context, word)


def _bounded(context: Context, first: int, low: int) -> int:
    """Where a phrase that begins with a number begins with what bounds it: "at least | 115 people"."""
    if not _number(context, first):
        return first
    for phrase, _ in load_numbers().before.get(context.lower(first - 1) if first > low else "", ()):
        start = first - len(phrase)
        if len(phrase) > 1 and start >= low and all(context.lower(start + n) == w for n, w in enumerate(phrase)):
            return start
    return first


def _bounds_a_number(context: Context, first: int, word: int) -> bool:
    """Whether the small words from `first` on bound a number of the phrase: the "at" of "at least 115 people"."""
    number = next((n for n in range(first + 1, min(word, first + _BOUND) + 1) if _number(context, n)), first)
    return number > first and _bounded(context, number, first) == first


def _number(context: Context, word: int) -> bool:
    form = context.lower(word)
    return form[:1].isdigit() or form in load_numbers().begins


def _joins(context: Context, word: int, head: int, apposition: bool) -> bool:
    """Whether a word belongs to the phrase of `head`: every step from it up to the head is one of a noun phrase."""
    parse, at = context.parse, word
    if not apposition and parse.form(word) in _ADDS:
        return False
    for _ in range(_LONGEST):
        if at == head:
            return True
        relation, above = parse.deprels[at], parse.heads[at]
        measure = relation in _MEASURES and parse.deprels[above] == "amod"
        added = apposition and relation == "appos" and parse.upos[at] != "PRON"  # "the charges, those of murder"
        if relation not in _PHRASE and not measure and not added:
            return False
        at = above
    return False


def _sentence(sentences: Sequence[tuple[int, int]], word: int) -> tuple[int, int]:
    low, high = 0, len(sentences)
    while low < high:
        middle = (low + high) // 2
        if sentences[middle][1] <= word:
            low = middle + 1
        else:
            high = middle
    return sentences[low] if low < len(sentences) else (word, word + 1)


def followed_by_other(text: str, at: int, initials: frozenset[str]) -> bool:
    """Whether after white space at `at` a plain letter follows that is none of `initials`.

    Few phrases go on, and one look at a letter is cheaper than taking the words apart.
    """
    if not text[at : at + 1].isspace():
        return False
    first = text[at + 1 : at + 2].lower()
    return first.isascii() and first.isalpha() and first not in initials


def modified(context: Context, word: int) -> int | None:
    """The noun that the clause of a relative pronoun hangs on."""
    parse = context.parse
    for _ in range(_CLIMB):
        if parse.deprels[word].startswith("acl"):
            return parse.heads[word]
        word = parse.heads[word]
    return None
