"""Which words head mentions: what the model names, other names and pronouns, without those that are part of another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from ..model.parse import Parse
from ..vocabulary import Lexicon, plain

__all__ = ["clauses", "referring"]

_TITLE = frozenset({"compound", "flat", "nmod:desc"})
# A name that stands so is a part of a longer phrase.
_INNER = frozenset({"compound", "flat", "flat:foreign", "amod", "nmod:desc", "goeswith", "list", "dep", ""})
# A pronoun that stands so only goes with another mention: "you guys", "the mayor herself".
_GOES_WITH = frozenset({"dep", "nmod:unmarked"})
# Nouns that stand so may be mentions within another, though the model does not name them.
_WITHIN = frozenset({"compound", "nmod", "conj"})
_NOUNS = frozenset({"NOUN", "PROPN"})
# Clauses that "this" may stand for hang so; and in so many sentences they are looked for, its own among them.
_CLAUSES = frozenset({"root", "conj", "ccomp", "xcomp", "advcl", "parataxis", "csubj"})
_SENTENCES = 2


def referring(parse: Parse, lexicon: Lexicon) -> list[int]:
    """The words that head mentions: what the model's entity head names, other names, and personal pronouns.

    Where the model has the title of a named person for one, the name is meant.
    """
    text = plain(parse.text)
    heads = {
        parse.heads[word] if _title(parse, word) else word
        for word, entity in enumerate(parse.entities)
        if entity is not None
        or (parse.upos[word] == "PROPN" and parse.deprels[word] not in _INNER and not _in_name(parse, word))
        or (
            parse.upos[word] == "PRON"
            and lexicon.persons.get(text[slice(*parse.words[word])], "relative") != "relative"
        )
    }
    below = parse.children()
    return sorted(
        word
        for word in heads | _told_again(parse, text, heads)
        if not _goes_with(parse, word) and not _counted(parse, lexicon, text, below[word], word)
    )


def _title(parse: Parse, word: int) -> bool:
    """Whether a word is the title of a person who is named after it: "the envoy Ana Ruiz" is one mention."""
    head = parse.heads[word]
    named = parse.upos[head] == "PROPN" and parse.entities[head] in ("person", None)
    return parse.deprels[word] in _TITLE and named and (
        (parse.upos[word] == "NOUN" and parse.entities[head] == "person")
        or parse.form(word).endswith(".")
        or (parse.upos[word] == "PROPN" and parse.deprels[word] == "nmod:desc" and word < head)
    )  # fmt: skip


def _in_name(parse: Parse, word: int) -> bool:
    """Whether a word that the model does not name belongs to the name before it: "the Court of Appeal"."""
    head = parse.heads[word]
    return parse.deprels[word] == "nmod" and head < word and parse.upos[head] == "PROPN"


def _goes_with(parse: Parse, word: int) -> bool:
    return parse.upos[word] == "PRON" and parse.deprels[word] in _GOES_WITH


def _counted(parse: Parse, lexicon: Lexicon, text: str, below: tuple[int, ...], word: int) -> bool:
    """Whether a word only tells of what there are so many: in "dozens of boats" boats are no mention beside dozens."""
    head = parse.heads[word]
    if parse.deprels[word] != "nmod" or text[slice(*parse.words[head])] not in lexicon.amounts:
        return False
    return not any(parse.deprels[w] == "det" or parse.deprels[w] == "nmod:poss" for w in below)


def _told_again(parse: Parse, text: str, heads: AbstractSet[int]) -> set[int]:
    """The nouns within others that head a mention elsewhere: "the harbour … the harbour master"."""
    forms = {text[slice(*parse.words[word])] for word in heads if parse.upos[word] in _NOUNS}
    return {
        word
        for word, relation in enumerate(parse.deprels)
        if relation in _WITHIN
        and word not in heads
        and parse.upos[word] in _NOUNS
        and not _of_one_name(parse, word)
        and text[slice(*parse.words[word])] in forms
    }


def _of_one_name(parse: Parse, word: int) -> bool:
    """Whether a word is part of the name, or of the date, that it hangs on: "Harbour Street", "May 4"."""
    over = parse.upos[parse.heads[word]]
    return over == "NUM" or over == parse.upos[word] == "PROPN"


def clauses(parse: Parse, lexicon: Lexicon, heads: Iterable[int]) -> list[int]:
    """The heads of the clauses that one of the mentions `heads` may take up, in the order of the text: "the council
    closed the quay. This angered many"."""
    text, below = plain(parse.text), parse.children()
    starts = [first for first, _ in parse.sentences]
    ends: dict[int, int] = {}
    for word in heads:
        if _takes_up(parse, lexicon, text, below[word], word):
            sentence = bisect_right(starts, word) - 1
            for number in range(max(0, sentence - _SENTENCES + 1), sentence + 1):
                ends[number] = word if number == sentence else parse.sentences[number][1]
    return [
        word
        for number, end in sorted(ends.items())
        for word in range(starts[number], end)
        if parse.upos[word] == "VERB" and parse.entities[word] is None and parse.deprels[word] in _CLAUSES
    ]


def _takes_up(parse: Parse, lexicon: Lexicon, text: str, below: tuple[int, ...], word: int) -> bool:
    """Whether a mention is of the kinds that may stand for a clause: "this", "it", "that plan"."""
    form = text[slice(*parse.words[word])]
    if parse.upos[word] == "PRON":
        return lexicon.persons.get(form) == "thing" or lexicon.determiners.get(form) == "that"
    determiners = (lexicon.determiners.get(text[slice(*parse.words[w])]) for w in below if w < word)
    return parse.upos[word] == "NOUN" and "that" in determiners
