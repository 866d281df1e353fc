"""Whether a telling sums up many acts rather than tell of one: "earlier strikes", "115 killed since August".

Told by the text alone, so that it holds for whoever read it. What it weighs where one telling does so and the other
does not stands in `linking.RULES`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from ..article.counting import load_units
from ..article.units import singular
from ..deeds import load_deeds
from ..lists import read_table, words_of

__all__ = ["EARLIER", "SEVERAL", "how_many", "takes_long"]

EARLIER, SEVERAL = "earlier ones", "several"
"""A telling is of acts that are not the news, or of more than one; else it is of one, an empty string."""

# So many words may stand between what is "earlier" and the plural, with it; and from the plural to a telling of what
# those acts did.
_NEAR, _REACH = 2, 7
# What goes on for more days is no single act.
_WEEK = 7


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    told = read_table(files("reportedly").joinpath("data", "ledger"), "several.toml")
    earlier, one, object_ = (
        frozenset(words_of(f"several.toml: {kind}", told[kind])) for kind in ("earlier", "one", "object")
    )
    return earlier, one, object_


@lru_cache(maxsize=1 << 14)
def _plural(form: str) -> bool:
    """Whether a form in lower case may be the plural of a noun that tells an act."""
    single, deeds = singular(form, load_units()), load_deeds()
    return (
        single != form and form not in _lists()[1] and bool(deeds.senses(form, "NOUN") and deeds.senses(single, "NOUN"))
    )


def how_many(before: Sequence[str], form: str, after: str, object_next: bool) -> str:
    """Whether a telling is of `EARLIER` acts, of `SEVERAL`, or, an empty string, of one.

    `before`: the words of its sentence before the one that names the act, `form`; `after`: the word after it, or an
    empty string; `object_next`: whether what it is done to comes next, so that it is a verb.
    """
    earlier, _, object_ = _lists()
    words = [word.lower() for word in before]
    verb = object_next or after.lower() in object_ or after[:1].isupper() or after[:1].isdigit()
    plural = _plural(form) and not (verb and load_deeds().senses(form, "VERB"))
    if plural and not earlier.isdisjoint(words[-_NEAR:]):
        return EARLIER
    # "Earlier strikes hit only boats": what it is said of stands at the beginning.
    for at, word in enumerate(words[: _NEAR + 1]):
        if word in earlier:
            for next_ in range(at + 1, min(at + 1 + _NEAR, len(words))):
                if _plural(words[next_]) and len(words) - 1 - next_ <= _REACH:
                    return EARLIER
    return SEVERAL if plural else ""


def takes_long(first: int | None, last: int | None, day: int | None) -> bool:
    """Whether what begins and ends on these days (ordinals, None where it is not told) goes on for more than a week.
    `day`: that of the report, which a time without an end goes on to."""
    end = day if last is None else last
    return first is not None and end is not None and end - first > _WEEK
