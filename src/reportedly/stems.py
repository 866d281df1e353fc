"""Stems of English words: those of Snowball's stemmer (Porter 2001), after irregular verbs are led back to their bases
by `data/lexicon/en/verbs.toml`."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

import snowballstemmer

from .inflection import bases
from .lists import read_table

__all__ = ["stem"]

_CACHED = 1 << 17


@cache
def _irregular() -> dict[str, str]:
    verbs = read_table(files("reportedly").joinpath("data", "lexicon", "en"), "verbs.toml")
    return {form: found[0] for form, found in bases(verbs["irregular"], verbs["irregular"], frozenset()).items()}


@cache
def _stemmer() -> snowballstemmer.EnglishStemmer:
    return snowballstemmer.EnglishStemmer()


@lru_cache(maxsize=_CACHED)
def stem(word: str) -> str:
    """The stem of a word in any case. A word without letters or digits is its own."""
    low = word.lower().replace("’", "'")
    return str(_stemmer().stemWord(_irregular().get(low, low)))
