"""What small examples of training are made of: word pieces of one letter each."""

from __future__ import annotations

from string import ascii_lowercase

from reportedly.model.pieces import Pieces

PIECES = Pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *ascii_lowercase, *("##" + c for c in ascii_lowercase)])
