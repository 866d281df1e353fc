"""The model's tree on other tokens: whatever the tokens are, sentences are whole and each is one tree."""

from __future__ import annotations

import itertools
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.neighbours.tokens import OTHER, ROOT, Syntax, Tree, laid_on
from reportedly.text import Span

TEXT = "Kestria's navy sank two mid-size boats. Nobody was hurt."


def spans(text: str, *forms: str) -> tuple[Span, ...]:
    found, at = [], 0
    for form in forms:
        start = text.index(form, at)
        at = start + len(form)
        found.append(Span(start, at))
    return tuple(found)


WORDS = ("Kestria", "'s", "navy", "sank", "two", "mid-size", "boats", ".", "Nobody", "was", "hurt", ".")
TREE = Tree(
    spans(TEXT, *WORDS),
    ((0, 8), (8, 12)),
    ("PROPN", "PART", "NOUN", "VERB", "NUM", "ADJ", "NOUN", "PUNCT", "PRON", "AUX", "VERB", "PUNCT"),
    (2, 0, 3, 3, 6, 6, 3, 3, 10, 10, 10, 10),
    ("nmod:poss", "case", "nsubj", "root", "nummod", "amod", "obj", "punct", "nsubj:pass", "aux:pass", "root", "punct"),
)


def told(syntax: Syntax, text: str, tokens: tuple[Span, ...]) -> list[tuple[str, str, str, str]]:
    words = [token.of(text) for token in tokens]
    heads = [words[head] for head in syntax.heads]
    return list(zip(words, syntax.upos, syntax.deprels, heads, strict=True))


def test_the_same_words_keep_their_tree() -> None:
    syntax = laid_on(TREE, TEXT, TREE.words)
    assert (syntax.upos, syntax.heads, syntax.deprels) == (TREE.upos, TREE.heads, TREE.deprels)
    assert [n for n, start in enumerate(syntax.starts) if start] == [0, 8]


def test_a_token_of_several_words_is_their_top_one_and_parts_of_a_word_hang_on_its_last() -> None:
    tokens = spans(TEXT, "Kestria's", "navy", "sank", "two", "mid", "-", "size", "boats.", "Nobody", "was", "hurt", ".")
    assert told(laid_on(TREE, TEXT, tokens), TEXT, tokens)[:8] == [
        ("Kestria's", "PROPN", "nmod:poss", "navy"),
        ("navy", "NOUN", "nsubj", "sank"),
        ("sank", "VERB", ROOT, "sank"),
        ("two", "NUM", "nummod", "boats."),
        ("mid", "ADJ", OTHER, "size"),
        ("-", "PUNCT", OTHER, "size"),
        ("size", "ADJ", "amod", "boats."),
        ("boats.", "NOUN", "obj", "sank"),
    ]


def test_white_space_ends_what_comes_before_it() -> None:
    text = "\n\nNobody was hurt.\n\n"
    tree = Tree(
        spans(text, "Nobody", "was", "hurt", "."), ((0, 4),), ("PRON", "AUX", "VERB", "PUNCT"), (2, 2, 2, 2),
        ("nsubj:pass", "aux:pass", "root", "punct"),
    )  # fmt: skip
    tokens = (Span(0, 2), *tree.words, Span(len(text) - 2, len(text)))
    syntax = laid_on(tree, text, tokens)
    assert [n for n, start in enumerate(syntax.starts) if start] == [0]
    assert (syntax.upos[0], syntax.upos[-1]) == ("SPACE", "SPACE")
    assert syntax.heads[-1] == 4


def test_what_was_not_parsed_has_no_part_of_speech_and_is_a_paragraph() -> None:
    text = f"More Read: Ten ports\n{TEXT}"
    words = spans(text, *WORDS)
    tree = Tree(words, TREE.sentences, TREE.upos, TREE.heads, TREE.deprels)
    tokens = (*spans(text, "More", "Read:", "Ten", "ports", "\n"), *words)
    syntax = laid_on(tree, text, tokens)
    assert syntax.upos[:5] == ("", "", "", "", "SPACE")
    assert syntax.heads[:4] == (0, 0, 0, 0)
    assert [n for n, start in enumerate(syntax.starts) if start] == [0, 5, 13]


def test_sentences_that_are_given_are_kept() -> None:
    starts = [n in (0, 4, 8) for n in range(12)]
    syntax = laid_on(TREE, TEXT, TREE.words, starts)
    assert list(syntax.starts) == starts
    assert syntax.heads[4:8] == (6, 6, 6, 6), "boats hung on sank, beyond the edge"
    assert syntax.deprels[6:8] == (ROOT, OTHER)


def test_a_relation_called_root_that_hangs_on_another_is_none() -> None:
    tree = Tree(TREE.words, TREE.sentences, TREE.upos, TREE.heads, ("root", *TREE.deprels[1:]))
    assert laid_on(tree, TEXT, tree.words).deprels[0] == OTHER


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_tokens_get_whole_sentences_that_are_trees(data: st.DataObject) -> None:
    text = data.draw(st.text("ab. \n'", min_size=1, max_size=40))
    words = tuple(Span(*m.span()) for m in re.finditer(r"\w+|[^\w\s]", text) if data.draw(st.booleans()))
    edges = sorted(data.draw(st.sets(st.integers(1, max(1, len(words))), max_size=3)) | {0, len(words)})
    sentences = tuple((a, b) for a, b in itertools.pairwise(edges) if a < b <= len(words))
    heads = tuple(data.draw(st.integers(0, len(words) - 1)) for _ in words)
    tree = Tree(words, sentences, ("X",) * len(words), heads, ("root",) * len(words))
    cuts = sorted({0, len(text), *data.draw(st.sets(st.integers(0, len(text))))})
    tokens = [Span(a, b) for a, b in itertools.pairwise(cuts)]
    given_starts = data.draw(st.none() | st.lists(st.booleans(), min_size=len(tokens), max_size=len(tokens)))
    syntax = laid_on(tree, text, tokens, given_starts)
    assert {len(syntax.upos), len(syntax.heads), len(syntax.deprels), len(syntax.starts)} == {len(tokens)}
    assert syntax.starts[0]
    if given_starts is not None:
        assert list(syntax.starts[1:]) == given_starts[1:]
    number = 0
    sentence = [number := number + start for start in syntax.starts]
    for n in range(len(tokens)):
        assert sentence[syntax.heads[n]] == sentence[n]
        at, steps = n, 0
        while syntax.heads[at] != at:
            at, steps = syntax.heads[at], steps + 1
            assert steps <= len(tokens), "a ring"
        assert syntax.deprels[at] == ROOT
    roots = [sentence[n] for n, head in enumerate(syntax.heads) if head == n]
    assert sorted(roots) == sorted(set(sentence))
