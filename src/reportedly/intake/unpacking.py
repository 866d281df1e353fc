"""Takes off what HTTP wraps around a body: chunks and compression. Never more bytes than the caller allows."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import IO, Protocol

__all__ = ["BadBody", "TooLarge", "media_type", "unchunked", "unpacked"]

PIECE = 64 * 1024
"""Bytes that are read or unpacked at a time: what a bomb can take beyond the limit."""

_GZIP = b"\x1f\x8b"
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


class BadBody(Exception):
    """A body that cannot be unpacked; the message is half a sentence that says why."""


class TooLarge(BadBody):
    """A body of more bytes than are allowed."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"is larger than {_size(limit)}")


def _size(count: int) -> str:
    return f"{count // 1024**2} MB" if count >= 1024**2 else f"{count} bytes"


def media_type(value: str | None) -> str:
    """`text/html` of `Text/HTML; charset=utf-8`; "" where there is none."""
    return (value or "").split(";", 1)[0].strip().lower()


class _Unpacker(Protocol):
    def __call__(self, data: bytes) -> Iterator[bytes]: ...


def unpacked(pieces: Iterable[bytes], encoding: str | None, limit: int) -> bytes:
    """The body in `pieces`, without the compression that `encoding` (a Content-Encoding) names.

    `limit`: of bytes, before and after unpacking. A body that is plainly not packed with gzip or Brotli although that
    is said is taken as it is: many archives hold such. Raises TooLarge, and BadBody for an encoding that is not known
    or bytes that do not fit it.
    """
    source = _limited(pieces, limit)
    name = (encoding or "").strip().lower()
    if name in ("", "identity", "none"):
        return b"".join(source)
    first = next(source, b"")
    head = b""
    while first and len(head + first) < 2:  # so that the mark of gzip can be seen
        head += first
        first = next(source, b"")
    first = head + first
    if not first:
        return b""
    unpack, ended = _unpacker(name, first)
    out: list[bytes] = []
    count = 0
    for data in chain((first,), source):
        for piece in unpack(data):
            count += len(piece)
            if count > limit:
                raise TooLarge(limit)
            out.append(piece)
    if not ended():
        raise BadBody("breaks off within its compression")
    return b"".join(out)


def _limited(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    count = 0
    for piece in pieces:
        count += len(piece)
        if count > limit:
            raise TooLarge(limit)
        if piece:
            yield piece


def _unpacker(name: str, first: bytes) -> tuple[_Unpacker, Callable[[], bool]]:
    if name in ("gzip", "x-gzip"):
        return _inflater(zlib.MAX_WBITS | 16) if first.startswith(_GZIP) else _as_it_is()
    if name == "deflate":
        # Two things go by that name: a zlib stream, as the standard says, and a bare one, as some servers do.
        bare = first[0] & 0x0F != 8 or (first[0] << 8 | first[1] if len(first) > 1 else 1) % 31
        return _inflater(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
    if name == "br":
        return _as_it_is() if first.startswith(b"<") else _brotli()  # no stream of Brotli begins so
    raise BadBody(f"is packed in a way that is not known here (“{name[:40]}”)")


def _as_it_is() -> tuple[_Unpacker, Callable[[], bool]]:
    return lambda data: iter((data,)), lambda: True


def _inflater(window: int) -> tuple[_Unpacker, Callable[[], bool]]:
    stream = zlib.decompressobj(window)

    def unpack(data: bytes) -> Iterator[bytes]:
        nonlocal stream
        while data:
            if stream.eof:
                if not (window > zlib.MAX_WBITS and data.startswith(_GZIP)):
                    return  # what follows the end is no part of the body
                stream = zlib.decompressobj(window)
            try:
                piece = stream.decompress(data, PIECE)
            except zlib.error:
                raise BadBody("is not packed as it says") from None
            data = stream.unused_data if stream.eof else stream.unconsumed_tail
            if piece:
                yield piece
        while not stream.eof:  # what it holds back when a piece was just full
            try:
                piece = stream.decompress(b"", PIECE)
            except zlib.error:
                raise BadBody("is not packed as it says") from None
            if not piece:
                return
            yield piece

    return unpack, lambda: stream.eof


def _brotli() -> tuple[_Unpacker, Callable[[], bool]]:
    try:
        import brotli
    except ImportError:
        raise BadBody("is packed with Brotli, which needs the extra “collect”") from None
    stream = brotli.Decompressor()

    def unpack(data: bytes) -> Iterator[bytes]:
        if stream.is_finished():
            return
        try:
            piece = stream.process(data, output_buffer_limit=PIECE)
            while piece or not stream.can_accept_more_data():
                yield piece
                piece = stream.process(b"", output_buffer_limit=PIECE)
        except brotli.error:
            raise BadBody("is not packed as it says") from None

    return unpack, stream.is_finished


def unchunked(stream: IO[bytes]) -> Iterator[bytes]:
    """The pieces of a body in HTTP's chunks, as archives keep them. A body that is in no chunks after all is given
    as it is. Raises BadBody, after what was whole, for one that breaks off."""
    line = stream.readline(80)
    if not _CHUNK.fullmatch(line):
        yield line
        while data := stream.read(PIECE):
            yield data
        return
    while found := _CHUNK.fullmatch(line):
        left = int(found.group(1), 16)
        if not left:
            return
        while left:
            data = stream.read(min(left, PIECE))
            if not data:
                raise BadBody("breaks off")
            left -= len(data)
            yield data
        stream.readline(2)
        line = stream.readline(80)
    raise BadBody("breaks off" if not line else "is not in chunks as it says")
