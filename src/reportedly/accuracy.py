"""How often a machine's reading errs, in a sentence for those who use it: on pages, in reports, in exports.

The figures are those of `data/accuracy.json`, measured for each model by `benchmarks/accuracy.py` on articles that it
was not trained on; `docs/accuracy.md` has all of them. A reader that was not measured bears no other one's figures: of
it is said that nobody measured it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["Accuracy", "Count", "accuracy_of", "all_measured", "caution", "in_brief"]

FEWEST = 20
"""Of fewer records than these no share is told."""

LONGEST = 80
"""Characters of a reader's name; what was imported may bear any."""

LOOK = "Look at the words before you rely on a record."


@dataclass(frozen=True, slots=True)
class Count:
    """Records of one kind that were read: how many, of how many a part was right, how many were right in all."""

    read: int
    found: int
    right: int

    def of_100(self, what: str) -> int | None:
        """How many of a hundred: `found` or `right`. None where too few were read to tell."""
        return round(100 * int(getattr(self, what)) / self.read) if self.read >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What was measured of one model, by the name that its articles bear, on so many news articles."""

    model: str
    articles: int
    statement: Count
    event: Count
    figure: Count

    @property
    def name(self) -> str:
        """Name and version, without the digest."""
        return _short(self.model)


@lru_cache(maxsize=1)
def all_measured() -> Mapping[str, Accuracy]:
    """Every model that was measured, by the name that its articles bear."""
    told = json.loads(files("reportedly").joinpath("data", "accuracy.json").read_text("utf-8"))
    return {model: accuracy_of(model, one) for model, one in told.items()}


def accuracy_of(model: str, told: Mapping[str, Any]) -> Accuracy:
    """One model of the file: `articles`, and for each kind `read`, `found` and `right`."""
    return Accuracy(model, told["articles"], *(Count(**told[kind]) for kind in ("statement", "event", "figure")))


def caution(models: Iterable[str | None], known_of: Mapping[str, Accuracy] | None = None) -> str:
    """What a user needs to hear of records that these read: that a machine did, how often it errs, and what to do.

    Two or three sentences. `models`: as articles name them, in any order; None for one that is not known. `known_of`:
    what was measured of models, what the package tells where it is None.
    """
    known, others = _parted(models, all_measured() if known_of is None else known_of)
    told = [_sentence(one) for one in known]
    if others:
        names = " and ".join(others)
        told.append(
            f"Other records here were read by {names}; how often that errs was not measured."
            if known
            else f"This is a machine’s reading, and it errs; how often was not measured for {names}."
        )
    if not told:
        told = ["This is a machine’s reading, and it errs."]
    return " ".join([*told, LOOK])


def in_brief(models: Iterable[str | None], kind: str = "event") -> str:
    """The same of one kind of record in a few words, for a cell: `Machine-read; 28 of 100 such records are right in
    everything.`"""
    known, others = _parted(models, all_measured())
    shares = [getattr(one, kind).of_100("right") for one in known]
    if len(shares) != 1 or others or shares[0] is None:
        return "Machine-read, and it errs."
    return f"Machine-read, and it errs: {shares[0]} of 100 such records are right as a whole."


def _parted(models: Iterable[str | None], known_of: Mapping[str, Accuracy]) -> tuple[list[Accuracy], list[str]]:
    """Those that were measured, and how the others are called, both in order of name."""
    names = sorted({model or "" for model in models})
    others = {_short(name) if name else "a reader that is not known" for name in names if name not in known_of}
    return [known_of[name] for name in names if name in known_of], sorted(others)


def _sentence(one: Accuracy) -> str:
    shares = {
        "statements": one.statement.of_100("right"),
        "events": one.event.of_100("right"),
        "figures": one.figure.of_100("right"),
    }
    of_which = {"events": one.event.of_100("found")}
    told = [
        f"{share} of 100 {name}" + (f" ({of_which[name]} in their type)" if of_which.get(name) is not None else "")
        for name, share in shares.items()
        if share is not None
    ]
    listed = " and ".join(filter(None, (", ".join(told[:-1]), *told[-1:])))
    return (
        f"This is a machine’s reading ({one.name}), and it errs: in {one.articles} news articles that it was not "
        f"trained on, {listed} were right as a whole."
    )


def _short(model: str) -> str:
    """Without digests, and of a language model without the one whose parse it used: they say nothing to people."""
    words = model.split(" over ")[0].split()
    told = " ".join(word for word in words if not _digest(word)) or model
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"


def _digest(word: str) -> bool:
    return len(word) >= 12 and all(c in "0123456789abcdef" for c in word)
