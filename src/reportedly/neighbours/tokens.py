"""The model's words and tree, laid on tokens that somebody else has cut. Pure, and knows no neighbour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ..text import Span, paragraphs

__all__ = ["OTHER", "ROOT", "Syntax", "Tree", "laid_on"]

ROOT = "root"
OTHER = "dep"
"""How a token hangs on another where the tree does not say: a part of a word, white space, what was not parsed."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Words with their tree, as `Parse` has them."""

    words: tuple[Span, ...]
    sentences: tuple[tuple[int, int], ...]
    upos: tuple[str, ...]
    heads: tuple[int, ...]
    deprels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Syntax:
    """One entry a token. upos: "" where it is not known; heads: the number of its head, its own at a root; deprels:
    `ROOT` at a root; starts: whether a sentence begins. Sentences are gapless and have one root each."""

    upos: tuple[str, ...]
    heads: tuple[int, ...]
    deprels: tuple[str, ...]
    starts: tuple[bool, ...]


def laid_on(tree: Tree, text: str, tokens: Sequence[Span], starts: Sequence[bool] | None = None) -> Syntax:
    """`tree` on `tokens`, which are in order and do not overlap; `starts` are their sentences where these are given.

    A token of several words is their top one. Of several tokens that make up a word the last that has a letter or a
    digit stands for it, and the others hang on it. What has no word (a paragraph that was not parsed) hangs on its
    first token and has no part of speech.
    """
    words_of = _words_of(tree, tokens)
    token_of = _token_of(tree, text, tokens, words_of)
    sentence = _sentences(tree, text, tokens, words_of) if starts is None else _given(starts)
    upos: list[str] = []
    heads: list[int] = []
    deprels: list[str] = []
    for n, token in enumerate(tokens):
        words = words_of[n]
        if not words:
            space = not token.of(text).strip()
            upos.append("SPACE" if space else "")
            heads.append(n - 1 if space and n and sentence[n - 1] == sentence[n] else n)
            deprels.append(OTHER)
            continue
        top = next((w for w in words if tree.heads[w] == w or tree.heads[w] not in words), words[0])
        if token_of[top] != n:
            upos.append(tree.upos[top] if any(map(str.isalnum, token.of(text))) else "PUNCT")
            heads.append(token_of[top])
            deprels.append(OTHER)
            continue
        upos.append(tree.upos[top])
        heads.append(token_of[tree.heads[top]])
        # The model may call a word a root that it hangs on another.
        relation = OTHER if tree.deprels[top] == ROOT else tree.deprels[top]
        deprels.append(ROOT if tree.heads[top] == top else relation)
    _root(heads, deprels, sentence)
    begins = tuple(n == 0 or sentence[n] != sentence[n - 1] for n in range(len(tokens)))
    return Syntax(tuple(upos), tuple(heads), tuple(deprels), begins)


def _words_of(tree: Tree, tokens: Sequence[Span]) -> list[list[int]]:
    """For each token the words that it shares characters with."""
    found: list[list[int]] = []
    at = 0
    for token in tokens:
        while at < len(tree.words) and tree.words[at].end <= token.start:
            at += 1
        n, words = at, []
        while n < len(tree.words) and tree.words[n].start < token.end:
            words.append(n)
            n += 1
        found.append(words)
    return found


def _token_of(tree: Tree, text: str, tokens: Sequence[Span], words_of: Sequence[Sequence[int]]) -> list[int]:
    """For each word the token that stands for it; 0 for a word that no token touches."""
    found = [-1] * len(tree.words)
    for n, words in enumerate(words_of):
        for word in words:
            if found[word] < 0 or any(map(str.isalnum, tokens[n].of(text))):
                found[word] = n
    return [max(n, 0) for n in found]


def _sentences(tree: Tree, text: str, tokens: Sequence[Span], words_of: Sequence[Sequence[int]]) -> list[int]:
    """For each token which sentence it is in: those of the tree, and for the rest paragraphs; white space ends what
    comes before it."""
    of_word = [number for number, (first, end) in enumerate(tree.sentences) for _ in range(first, end)]
    edges = [paragraph.start for paragraph in paragraphs(text)]
    keys: list[tuple[str, int]] = []
    for n, token in enumerate(tokens):
        if words_of[n]:
            keys.append(("sentence", of_word[words_of[n][0]]))
        elif keys and not token.of(text).strip():
            keys.append(keys[-1])
        else:
            keys.append(("paragraph", bisect_right(edges, token.start)))
    numbers: list[int] = []
    for n, key in enumerate(keys):
        numbers.append(numbers[-1] + (key != keys[n - 1]) if n else 0)
    if numbers and not tokens[0].of(text).strip():  # white space at the head begins no sentence of its own
        first = next((numbers[n] for n, token in enumerate(tokens) if token.of(text).strip()), numbers[0])
        numbers = [max(number, first) for number in numbers]
    return numbers


def _given(starts: Sequence[bool]) -> list[int]:
    numbers: list[int] = []
    for n, start in enumerate(starts):
        numbers.append(numbers[-1] + bool(start) if n else 0)
    return numbers


def _root(heads: list[int], deprels: list[str], sentence: Sequence[int]) -> None:
    """Make each sentence a tree of its own: what hangs on another one, on itself or in a ring hangs on the root."""
    roots: dict[int, int] = {}
    for n, head in enumerate(heads):
        if head == n and deprels[n] == ROOT:
            roots.setdefault(sentence[n], n)
    for n, head in enumerate(heads):
        if sentence[head] != sentence[n] or head == n:
            roots.setdefault(sentence[n], n)
    for n in range(len(heads)):
        roots.setdefault(sentence[n], n)
    for n in range(len(heads)):
        root = roots[sentence[n]]
        if n == root:
            heads[n], deprels[n] = n, ROOT
        elif heads[n] == n or sentence[heads[n]] != sentence[n]:
            heads[n], deprels[n] = root, OTHER
    state = [0] * len(heads)  # 1 on the way, 2 known to end at a root
    for n in range(len(heads)):
        path = []
        at = n
        while not state[at] and heads[at] != at:
            state[at] = 1
            path.append(at)
            at = heads[at]
        if state[at] == 1:
            heads[path[-1]], deprels[path[-1]] = roots[sentence[path[-1]]], OTHER
        for step in path:
            state[step] = 2
        state[n] = 2
