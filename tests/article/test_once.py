"""A question about a word is answered once."""

from __future__ import annotations

from reportedly.article.once import once


class _Asked:
    def __init__(self) -> None:
        self.times = 0

    @once
    def answer(self, word: int) -> int | None:
        self.times += 1
        return None if word == 2 else word * 10


def test_each_word_is_answered_once_and_apart() -> None:
    asked = _Asked()
    assert [asked.answer(word) for word in (1, 2, 1, 2, 3)] == [10, None, 10, None, 30]
    assert asked.times == 3


def test_objects_keep_their_own_answers() -> None:
    one, other = _Asked(), _Asked()
    one.answer(1)
    other.answer(1)
    assert (one.times, other.times) == (1, 1)
