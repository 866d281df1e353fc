"""Names that are written a letter wrong, and words that the press often spells so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["by_word", "misspelt_keys", "one_letter_off", "written_so"]

# A shorter word that differs by a letter is another word: "Kelly" and "Kerry".
_SHORTEST = 6


def misspelt_keys(
    keys: Iterable[str], misspelt: Mapping[str, Sequence[str]], longest: int
) -> Iterator[tuple[str, str]]:
    """The keys of `longest` words at most with one that is often spelt wrong, as they are then written and as they are.

    `misspelt` gives the wrong spellings of a word, both as keys of one word.
    """
    for key in keys:
        words = key.split(" ")
        if len(words) > longest:
            continue  # a long name with a slip in it is too rare to be worth its place
        for at, word in enumerate(words):
            for wrong in misspelt.get(word, ()):
                yield " ".join([*words[:at], wrong, *words[at + 1 :]]), key


def by_word(keys: Iterable[str]) -> dict[tuple[int, int, str], list[str]]:
    """The keys of two to four words by number of words and each of their words with its place."""
    found: dict[tuple[int, int, str], list[str]] = {}
    for key in keys:
        words = key.split(" ")
        if 1 < len(words) < 5:
            for at, word in enumerate(words):
                found.setdefault((len(words), at, word), []).append(key)
    return found


def written_so(key: str, index: Mapping[tuple[int, int, str], Sequence[str]]) -> set[str]:
    """The keys of `index` that differ from `key` by one letter of one long word."""
    words = key.split(" ")
    near: set[str] = set()
    for at, word in enumerate(words):
        for other in index.get((len(words), at, word), ()):
            pairs = [(a, b) for a, b in zip(words, other.split(" "), strict=True) if a != b]
            if len(pairs) == 1 and one_letter_off(*pairs[0]):
                near.add(other)
    return near


def one_letter_off(one: str, other: str) -> bool:
    """Whether two words begin alike and differ by a letter that is left out, put in, changed or changed over."""
    if one == other or one[0] != other[0] or max(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 1:
        return False
    first = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[first:], other[first:]
    return (
        rest[1:] == others
        or rest == others[1:]
        or rest[1:] == others[1:]
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )
