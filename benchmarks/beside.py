"""What other libraries take for a part of the work, in the same run: a reader sees what the whole costs.

spaCy's blank tokenizer over the same articles, and textacy's direct quotations over the project's own parse, which is
given to it as a spaCy document (it brings none of its own). Both are optional: what is not installed is left out, and
the table says so. Neither is a dependency: textacy and what it pulls in are heavier than this package, its model
included.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reportedly.model.parse import Parse
from reportedly.vocabulary import load_lexicon

__all__ = ["quotations", "tokenizer"]


def tokenizer(texts: Sequence[str]) -> Callable[[], int] | None:
    """What takes the texts apart with spaCy's blank English and gives the number of tokens; None without spaCy."""
    try:
        import spacy
    except ImportError:
        return None
    blank = spacy.blank("en")
    blank.max_length = max([1_000_000, *map(len, texts)]) + 1
    return lambda: sum(len(blank.make_doc(text)) for text in texts)


def quotations(parses: Sequence[Parse]) -> Callable[[], int] | None:
    """What finds direct quotations in the parses with textacy and gives their number; None without textacy.

    The documents are made beforehand: only the finding is measured.
    """
    try:
        import spacy
        from textacy.extract.triples import direct_quotations
    except ImportError:
        return None
    vocabulary = spacy.blank("en").vocab
    documents = [document(vocabulary, parse) for parse in parses if parse.words]

    def find() -> int:
        found = 0
        for one in documents:
            try:
                found += sum(1 for _ in direct_quotations(one))
            except ValueError:  # quotation marks without a pair
                continue
        return found

    return find


def document(vocabulary: Any, parse: Parse) -> Any:
    """A parse as spaCy's `Doc`: the same words, tags, tree and sentences. The lemma of a verb that reports is its base,
    as textacy looks for it; any other word is its own, in small letters."""
    from spacy.tokens import Doc

    bases = load_lexicon().bases
    words = [parse.form(n) for n in range(len(parse.words))]
    ends = [w.end for w in parse.words]
    starts = {first for first, _ in parse.sentences}
    return Doc(
        vocabulary,
        words=words,
        spaces=[n + 1 < len(ends) and parse.words[n + 1].start > ends[n] for n in range(len(ends))],
        pos=list(parse.upos),
        heads=list(parse.heads),
        deps=[relation if relation != "root" else "ROOT" for relation in parse.deprels],
        lemmas=[bases.get(word.lower(), (word.lower(),))[0] for word in words],
        sent_starts=[n in starts for n in range(len(words))],
    )
