"""Words → pieces → windows → arrays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.model import features
from reportedly.model.features import LOWER, MIXED, NUMBER, SIGN, SOURCE, TARGET, TITLE, UPPER, Window, written
from reportedly.model.hints import HINTS, hints
from reportedly.model.pieces import Pieces
from reportedly.text import Span, paragraphs

LETTERS = [chr(c) for c in range(ord("a"), ord("z") + 1)]
PIECES = Pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *LETTERS, *("##" + c for c in LETTERS), ".", "the", "##er"])


def test_words_are_cut_into_the_longest_known_pieces() -> None:
    def cut(word: str) -> list[int]:
        return list(PIECES.cut(word))

    the, stop = len(PIECES) - 2, len(PIECES) - 3
    assert cut("the") == cut("The") == cut("Thé") == [the]
    assert len(cut("other")) == 4
    assert cut("U.S.") == [4 + 20, stop, 4 + 18, stop]
    assert cut("†") == cut("") == cut("\u200b") == [PIECES.unknown]
    assert cut("a" * 65) == [PIECES.unknown]


def test_shapes() -> None:
    rows = {"said": LOWER, "Minister": TITLE, "A": TITLE, "NATO": UPPER, "U.S.": UPPER, "McKay": MIXED, "1,200": NUMBER,
            "“": SIGN, "2nd": NUMBER}  # fmt: skip
    assert {word: written(word) for word in rows} == rows


def test_quotations_end_with_their_paragraph() -> None:
    text = 'He "said" so. “Never\nclosed'
    words = features.words_of(text, paragraphs(text), PIECES)
    inside = [w.of(text) for w, shape in zip(words.spans, words.shapes, strict=True) if shape >= 12]
    assert inside == ['"', "said", '"', "“", "Never"]
    opening = [w.of(text) for w, s in zip(words.spans, words.shapes, strict=True) if s % 12 >= 6]
    assert opening == ["He", "closed"]


@settings(max_examples=100, deadline=None)
@given(st.text('ab .\n"A', max_size=300), st.integers(8, 40), st.integers(0, 20))
def test_every_word_stands_in_one_core(text: str, size: int, context: int) -> None:
    words = features.words_of(text, paragraphs(text), PIECES)
    found = features.windows(text, words, size=size, context=context)
    assert [n for w in found for n in range(w.first, w.end)] == list(range(len(words.spans)))
    for window in found:
        core = sum(len(words.pieces[n]) for n in range(window.first, window.end))
        before = sum(len(words.pieces[n]) for n in range(window.context, window.first))
        assert core <= max(size, 8)
        assert before <= context


def test_given_words_outside_the_paragraphs_are_left_out() -> None:
    text = "aa bb\ncc dd"
    given_words = [Span(0, 2), Span(3, 5), Span(6, 8), Span(9, 11)]
    words = features.words_of(text, [Span(6, 11)], PIECES, given_words)
    assert [w.of(text) for w in words.spans] == ["cc", "dd"]


def test_arrays_point_at_first_and_last_piece() -> None:
    text = "the other"
    words = features.words_of(text, paragraphs(text), PIECES)
    (window,) = features.windows(text, words)
    arrays = features.batch(words, [window], PIECES)
    assert arrays.begin.tolist() == [[1, 2]]
    assert arrays.last.tolist() == [[1, 5]]
    assert arrays.pieces.shape == (1, 7)
    assert arrays.piece_mask.sum() == 7


MARKED = "the rebel shot at us"
"""Of 1, 5, 4, 2 and 2 pieces; the start mark stands before them."""


@pytest.mark.parametrize(
    ("name", "window", "given_words", "marks"),
    [
        ("nobody", Window(0, 0, 5), [], "0 0 00000 0000 00 00 0"),
        ("all pieces of a word", Window(0, 0, 5), [((1, 2), SOURCE)], "0 0 11111 0000 00 00 0"),
        ("several words", Window(0, 0, 5), [((0, 2), SOURCE), ((4, 5), TARGET)], "0 1 11111 0000 00 22 0"),
        (
            "the later of two on one word",
            Window(0, 0, 5),
            [((0, 2), SOURCE), ((1, 2), TARGET)],
            "0 1 22222 0000 00 00 0",
        ),
        ("in the context too", Window(1, 2, 5), [((1, 2), SOURCE)], "0 11111 0000 00 00 0"),
        ("cut by the window", Window(2, 2, 4), [((1, 3), SOURCE), ((3, 5), TARGET)], "0 1111 22 0"),
        ("outside the window", Window(2, 2, 4), [((0, 2), SOURCE), ((4, 5), TARGET)], "0 0000 00 0"),
    ],
)
def test_given_parties_are_marked(
    name: str, window: Window, given_words: list[tuple[tuple[int, int], int]], marks: str
) -> None:
    words = features.words_of(MARKED, paragraphs(MARKED), PIECES)
    arrays = features.batch(words, [window], PIECES, given_words)
    assert arrays.marks.tolist() == [[int(mark) for mark in marks.replace(" ", "")]]


def test_hints_are_those_of_the_words_of_the_window() -> None:
    text = "rebels shelled the port\nthe talks failed and they met"
    words = features.words_of(text, paragraphs(text), PIECES)
    assert words.hints == hints([span.of(text) for span in words.spans])
    window = Window(1, 4, 7)
    arrays = features.batch(words, [Window(0, 0, 9), window], PIECES)
    assert arrays.hints.shape == (2, 9, HINTS)
    for row, begin, end in ((0, 0, 9), (1, 1, 7)):
        told = [tuple(n for n, one in enumerate(word) if one) for word in arrays.hints[row].tolist()]
        assert told == [*words.hints[begin:end], *[()] * (9 - end + begin)]
    assert any(words.hints[1:7])
