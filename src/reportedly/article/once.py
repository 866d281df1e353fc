"""A question about one word is answered once an article, however many stages ask it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

__all__ = ["once"]

T = TypeVar("T")


def once(method: Callable[[Any, int], T]) -> Callable[[Any, int], T]:
    """A method of an article's object and the number of a word, whose answers are kept in the object.

    As with `cached_property`, what the answer rests on must not change while the object lives.
    """
    place = f"{method.__name__} once"

    @wraps(method)
    def asked(self: Any, word: int) -> T:
        try:
            known: dict[int, T] = self.__dict__[place]
        except KeyError:
            known = self.__dict__[place] = {}
        if word not in known:
            known[word] = method(self, word)
        return known[word]

    return asked
