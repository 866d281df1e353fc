"""Bodies as HTTP wraps them: whatever the bytes, what comes out is bounded and right."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.intake.unpacking import BadBody, TooLarge, media_type, unchunked, unpacked

PACK = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "bare deflate": lambda data: zlib.compress(data, wbits=-15),
    "br": lambda data: brotli.compress(data, quality=4),
    "identity": bytes,
}


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


@settings(deadline=None)
@given(st.sampled_from(sorted(PACK)), st.binary(max_size=3000), st.integers(1, 50), st.integers(1, 200))
def test_what_was_packed_comes_out_however_it_is_cut(name, data, size, times):
    data = data * times
    packed = PACK[name](data)
    if packed:
        assert unpacked(cut(packed, size), name.removeprefix("bare "), 10**6) == data


@settings(deadline=None)
@given(st.sampled_from(["gzip", "deflate", "br", "identity", "", None, "zstd"]), st.lists(st.binary(max_size=60)))
def test_any_bytes_come_out_or_are_refused(encoding, pieces):
    try:
        assert len(unpacked(pieces, encoding, 1000)) <= 1000
    except BadBody as error:
        assert "\n" not in str(error)  # noqa: PT017


@pytest.mark.parametrize("name", ["gzip", "deflate", "bare deflate", "br"])
def test_a_bomb_takes_no_more_memory_than_is_allowed(name):
    bomb = PACK[name](b"\0" * 30_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="larger than 1 MB"):
            unpacked(cut(bomb, 65536), name.removeprefix("bare "), 1024**2)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_exactly_the_limit_is_allowed():
    assert len(unpacked([gzip.compress(b"a" * 1000)], "gzip", 1000)) == 1000
    with pytest.raises(TooLarge, match="larger than 999 bytes"):
        unpacked([b"a" * 1000], None, 999)


def test_several_gzip_members_are_one_body_and_what_follows_is_none():
    assert unpacked([gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0"], "gzip", 100) == b"one two"


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_page_that_is_said_to_be_packed_and_is_not(encoding):
    assert unpacked([b"<", b"!doc", b"type html>"], encoding, 100) == b"<!doctype html>"


def chunked(data: bytes, size: int, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(d), d) for d in cut(data, size)) + end


@settings(deadline=None)
@given(st.binary(max_size=500), st.integers(1, 100))
def test_chunks(data, size):
    assert b"".join(unchunked(io.BytesIO(chunked(data, size)))) == data


def test_chunks_with_extensions_and_trailers():
    assert b"".join(unchunked(io.BytesIO(b'3;a="b"\r\nabc\r\n0\r\nX: y\r\n\r\n'))) == b"abc"


def test_no_chunks_after_all():
    assert b"".join(unchunked(io.BytesIO(b"<p>news</p>"))) == b"<p>news</p>"


@pytest.mark.parametrize("data", [b"5\r\nab", b"2\r\nab\r\n", b"2\r\nab\r\nzz\r\n", b"ffffffff\r\nab"])
def test_chunks_that_break_off(data):
    with pytest.raises(BadBody, match=r"breaks off|not in chunks"):
        b"".join(unchunked(io.BytesIO(data)))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_chunks_or_not(data):
    try:
        assert len(b"".join(unchunked(io.BytesIO(data)))) <= len(data)
    except BadBody as error:
        assert "\n" not in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    ("told", "kind"), [("Text/HTML; charset=utf-8", "text/html"), (None, ""), ("", ""), (" text/plain ", "text/plain")]
)
def test_media_type(told, kind):
    assert media_type(told) == kind
