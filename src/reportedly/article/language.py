"""Which language a text is in, as far as the model needs to know."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..errors import LanguageError
from ..lists import file_told
from ..sums import packaged

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ = "en"
"""ISO 639-1 code of the one language that the model reads."""

_SAMPLE = 5_000
"""Characters that are enough to tell."""
_TOO_SHORT = 40
"""Letters below which any verdict would be a guess."""
_NEAR = frozenset({"pcm", "zxx"})
"""Nigerian Pidgin and "no language": English headlines full of names are easily taken for either."""
_SHORT, _CLOSE = 200, 20.0
"""Letters below which names and figures easily outvote the language around them, and by how much they may, in natural
logarithms of likelihood: in sentences of ours full of foreign names English was up to 15 behind, in sentences of 27
other languages 29 at least."""
_FEW, _PARTS = 20, 8
"""Words of which a share can be told, and how many parts of a text are looked at: all of them must be English."""
_WORD = re.compile(r"[^\W\d_]+")


def check_language(text: str) -> str:
    """The ISO 639-1 code of `text`’s language, which is `READ`. Raises LanguageError for any other.

    A text of fewer than 40 letters is taken on trust; one of fewer than 200 passes where English is hardly less
    likely than the likeliest language.
    """
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    latin = sum(c.isascii() and c.isalpha() for c in sample)
    if letters < _TOO_SHORT and latin * 2 >= letters:
        return READ
    if _is_plain(sample):
        return READ
    ranked: list[tuple[str, Any]] = _identifier().rank(sample)
    code, best = next((code, score) for code, score in ranked if code not in _NEAR)
    if code == READ or (letters < _SHORT and best - dict(ranked)[READ] <= _CLOSE):
        return READ
    name = _names().get(code)
    what = f"{name} ({code})" if name else f"the language “{code}”"
    raise LanguageError(f"the text is in {what}; this model reads English")


def _is_plain(sample: str) -> bool:
    """Whether a text is so full of English that nobody need be asked: asking for the first time takes as long as
    everything else at the start together."""
    least, frequent = _english()
    known = [word in frequent for word in _WORD.findall(sample.lower())]
    parts = min(len(known) // _FEW, _PARTS)
    if not parts or sum(known) < least * len(known):
        return False
    edges = [n * len(known) // parts for n in range(parts + 1)]
    return all(sum(known[a:b]) >= least / 2 * (b - a) for a, b in pairwise(edges))


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    # Loaded on first use: start-up time counts, and most texts need no language model.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: LanguageIdentifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    return identifier


@lru_cache(maxsize=1)
@file_told("languages.toml")
def _english() -> tuple[float, frozenset[str]]:
    """The least share of frequent words, and these."""
    table = _table()["english"]
    return float(table["least"]), frozenset(table["words"])


@lru_cache(maxsize=1)
@file_told("languages.toml")
def _names() -> dict[str, str]:
    return dict(_table()["names"])


def _table() -> dict[str, Any]:
    return tomllib.loads(packaged("languages.toml").decode("utf-8"))
