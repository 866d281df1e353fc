"""A server of a language model that means no good: what it may not take of memory, and what is not kept of it."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Iterator
from typing import Any

import brotli
import pytest

pytest.importorskip("httpx", reason="the extra “reader” is not installed")

from reportedly.errors import UnansweredError
from reportedly.readers.asking import Client
from reportedly.readers.instructions import instructions
from reportedly.readers.values import Question, Settings
from reportedly.text import Span
from tests.readers.servers import Act, answers, completion, says, serving

GOOD = {"statements": [], "events": [], "figures": []}


@pytest.fixture
def asked() -> Iterator[Any]:
    """Asks a server one question."""
    opened: list[Client] = []

    def ask(url: str, **changes: Any) -> str:
        settings = Settings("toy", url=url, **{"timeout": 5.0, "tries": 2, "pause": 0.01, **changes})
        opened.append(Client(settings))
        return opened[-1].ask(question()).result(20).text

    yield ask
    for one in opened:
        one.close()


def question() -> Question:
    told = instructions()
    return Question("0" * 16, Span(0, 5), "Words of an article.", told, "toy", 500)


def packed(encoding: str, size: int) -> Act:
    """An answer that becomes very much larger than it is sent as."""
    start = b'{"choices": [{"message": {"content": "'
    if encoding == "br":
        packer = brotli.Compressor(quality=4)
        data = packer.process(start) + b"".join(packer.process(b"a" * 1_000_000) for _ in range(size // 1_000_000))
        data += packer.finish()
    else:
        deflater = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
        data = deflater.compress(start)
        data += b"".join(deflater.compress(b"a" * 1_000_000) for _ in range(size // 1_000_000)) + deflater.flush()
    assert len(data) < size // 500
    return answers(200, data, {"Content-Encoding": encoding})


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_an_answer_that_unpacks_to_more_than_may_be_is_never_unpacked(asked: Any, encoding: str) -> None:
    with serving(packed(encoding, 100_000_000)) as server:
        tracemalloc.start()
        try:
            with pytest.raises(UnansweredError, match="sent more than 16 MB"):
                asked(server.url)
            # The answer as far as it may go, twice: its pieces, and what they are put together to.
            assert tracemalloc.get_traced_memory()[1] < 60_000_000
        finally:
            tracemalloc.stop()
        assert len(server.asked) == 1


def test_an_answer_that_is_packed_although_that_was_not_asked_for_is_read(asked: Any) -> None:
    data = gzip.compress(json.dumps(completion(GOOD)).encode())
    with serving(answers(200, data, {"Content-Encoding": "gzip"})) as server:
        assert "statements" in asked(server.url)
        assert server.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(("encoding", "told"), [("zstd", "not known here"), ("gzip", "breaks off")])
def test_an_answer_that_cannot_be_unpacked_is_told(asked: Any, encoding: str, told: str) -> None:
    with serving(answers(200, gzip.compress(b"{}" * 50)[:-9], {"Content-Encoding": encoding})) as server:
        with pytest.raises(UnansweredError, match=told):
            asked(server.url)
        assert len(server.asked) == 2


def test_no_cookie_of_a_server_is_sent_back(asked: Any) -> None:
    with serving(answers(500, headers={"Set-Cookie": "id=1; Path=/"}), says(GOOD)) as server:
        asked(server.url)
        assert len(server.asked) == 2
        assert "cookie" not in server.asked[1].headers


def test_a_server_does_not_lead_elsewhere(asked: Any) -> None:
    with serving(says(GOOD)) as other:
        with (
            serving(answers(307, headers={"Location": f"{other.url}/chat/completions"})) as server,
            pytest.raises(Exception, match="leads elsewhere"),
        ):
            asked(server.url)
        assert other.asked == []


def test_headers_without_an_end_are_not_read_to_their_end(asked: Any) -> None:
    def act(handler: Any, _: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _n in range(20_000):
            handler.wfile.write(b"X-A: " + b"b" * 1000 + b"\r\n")

    with serving(act) as server, pytest.raises(UnansweredError, match=r"broke off|did not answer"):
        asked(server.url)
