"""RSS and Atom: a table of feeds, what they carry, and long nonsense that must not take long."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import intake
from reportedly.article.load import load
from reportedly.intake.feeds import BadFeed, is_feed, parse_feed
from reportedly.intake.values import Item
from reportedly.records import Failure
from tests.intake.archived import STORY

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "feeds.toml").read_text(encoding="utf-8"))
FEEDS = [{**row, "text": row["text"].strip().replace("{story}", STORY)} for row in TABLE["feed"]]


@pytest.mark.parametrize("row", FEEDS, ids=lambda row: row["name"])
def test_feed(row):
    feed = parse_feed(row["text"].encode(), "https://base.example/feed")
    if "title" in row:
        assert feed.title == row["title"]
    assert len(feed.entries) == len(row["entries"])
    for entry, wanted in zip(feed.entries, row["entries"], strict=True):
        got = {"whole": entry.content is not None} | {
            key: getattr(entry, key) or "" for key in wanted if key != "whole"
        }
        assert {key: got[key] for key in wanted} == wanted


@pytest.mark.parametrize("row", TABLE["nonsense"], ids=lambda row: row["name"])
def test_nonsense(row):
    with pytest.raises(BadFeed, match=row["reason"]):
        parse_feed(row["text"].encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_in_any_encoding(encoding):
    text = FEEDS[0]["text"].replace("UTF-8", encoding.removesuffix("-sig")).replace("storm", "Müller")
    data = text.encode(encoding)
    assert is_feed(data)
    assert parse_feed(data).entries[0].title == "Ferries & Müller"


def test_the_articles_that_a_file_carries(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(FEEDS[0]["text"], encoding="utf-8")
    (item,) = intake.items([path])
    assert isinstance(item, Item)
    assert (item.file, item.url, item.title) == (str(path), "https://herald.example/a", "Ferries & storm")
    assert (item.publisher, item.published, item.page) == (None, "2026-01-01", None)
    article = load(item.data, url=item.url, published=item.published)
    assert article.title == "Ferries & storm"
    assert article.text.startswith("Ferries & storm\n\nThe mayor of Port Ansel said")
    assert article.text.endswith("He said so.")


def test_a_picture_that_is_written_out_in_the_text_does_no_harm():
    picture = f'<img src="data:image/png;base64,{"QUJD" * 20_000}">'
    feed = parse_feed(FEEDS[0]["text"].replace("<p>He", f"{picture}<p>He").encode())
    assert (feed.entries[0].content or "").endswith("<p>He said so.</p>")


def test_a_title_cannot_add_markup(tmp_path):
    title = "&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;&amp;lt;h1&amp;gt;Other&amp;lt;/h1&amp;gt;"
    path = tmp_path / "feed.xml"
    path.write_text(FEEDS[0]["text"].replace("Ferries &amp; storm", title), encoding="utf-8")
    (item,) = intake.items([path])
    assert b"<script" not in item.data
    assert item.data.count(b"<h1>") == 1


def test_summaries_are_no_articles_and_are_counted_in_one_line(tmp_path):
    path = tmp_path / "a.rss"
    path.write_text(FEEDS[1]["text"], encoding="utf-8")
    (line,) = intake.items([path])
    assert line == Failure(
        str(path), f"2 entries are only summaries, no article; `reportedly follow LEDGER {path}` fetches the pages"
    )


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"<rss ", "a.rss", "is a feed without entries"),
        (b"<rss></rss>", "a.xml", "is a feed without entries"),
        (b"hello", "a.rss", "is no feed"),
        (b"\0" * 10, "a.atom", "not text: binary data (it holds NUL bytes)"),
        (b"<rss>" + b" " * 9_000_000, "a.rss", "is larger than 8 MB, so it is no feed"),
    ],
)
def test_a_file_that_is_no_feed(tmp_path, data, name, reason):
    (tmp_path / name).write_bytes(data)
    assert list(intake.items([tmp_path / name])) == [Failure(str(tmp_path / name), reason)]


HEAD = b'<rss version="2.0"><channel><item><title>'
MANY = 200_000


@pytest.mark.parametrize(
    "data",
    [
        b"<rss>" + b"<" * MANY,
        HEAD + b"&" * MANY,
        HEAD + b"&a" * MANY,
        HEAD + b"<a>" * MANY,
        HEAD + b"<![CDATA[" * MANY,
        HEAD + b"</title></item><item><title>" * (MANY // 100),
        b"<rss>" + b"<item>" * MANY,
        b"\n" * MANY + b"<rss>",
        b"<!-- " * MANY + b"<rss>",
        b"<!DOCTYPE " * MANY + b"<rss>",
        b"<rss " + b"a='b' " * MANY + b">",
        b"<rss " + b" ".join(b"a%d='b'" % n for n in range(MANY)) + b">",
        HEAD + b"</title></item><item " + b" ".join(b"a%d='b'" % n for n in range(MANY)) + b">",
        HEAD + (b"</title></item><item " + b" ".join(b"a%d='b'" % n for n in range(800)) + b">") * (MANY // 4000),
        b"<rss " + b"a='" * MANY + b">",
        HEAD + b"</title><author>" + b"a." * MANY + b"</author></item></channel></rss>",
        HEAD + b"</title><pubDate>" + b"1 " * MANY + b"</pubDate></item></channel></rss>",
        HEAD + b"</title><link>" + b"http://" * MANY + b"</link></item></channel></rss>",
        HEAD + b"a" * MANY + b"&lt;" * MANY + b"</title></item></channel></rss>",
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>' + b"&lt;" * MANY + b"</content></entry></feed>",
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>' + b"... " * MANY + b"</content></entry></feed>",
    ],
    ids=lambda data: repr(bytes(data[:60].replace(data[:20], b"") or data[:20])),
)
def test_long_nonsense_does_not_take_long(data):
    began = time.process_time()
    try:
        parse_feed(data)
    except BadFeed as error:
        assert "\n" not in str(error)  # noqa: PT017
    assert time.process_time() - began < 5


TAGS = ["rss", "channel", "item", "title", "link", "pubDate", "feed", "entry", "content", "updated", "source", "div"]
PIECES = st.one_of(
    st.sampled_from([f"<{t}>" for t in TAGS] + [f"</{t}>" for t in TAGS]),
    st.sampled_from(["&amp;", "&", "<", "]]>", "<![CDATA[", "<!--", "-->", '<link href="', '"/>', "<?x", "?>", "\0"]),
    st.sampled_from(["&#1;", "&#xFFFE;", "&#xd800;", "&#8217;", "&#", "&#99999999999;"]),
    st.sampled_from(
        ["2026-01-02T03:04:05Z", "Thu, 01 Jan 2026 23:30:00 +9999", "http://[", "\ud7ff", "xml:base='//['"]
    ),
    st.text(max_size=10),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["<rss>", "<feed xmlns='http://www.w3.org/2005/Atom'>", ""]), st.lists(PIECES, max_size=30))
def test_any_text_is_a_feed_or_not(start, pieces):
    data = (start + "".join(pieces)).encode("utf-8", "replace")
    is_feed(data)
    try:
        first = parse_feed(data, "https://a.example/")
    except BadFeed as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    assert parse_feed(data, "https://a.example/") == first
    assert all(e.url is None or e.url.startswith("http") for e in first.entries)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_not(data):
    is_feed(data)
    try:
        parse_feed(b"<rss>" + data)
    except BadFeed as error:
        assert "\n" not in str(error)  # noqa: PT017


def _bomb(name: str, secret: Path) -> str:
    """A document type whose last entity is a thousand million words, and one that is a file of this machine."""
    entities = ['<!ENTITY a0 "ha ">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))]
    return f'<?xml version="1.0"?><!DOCTYPE {name} [{"".join(entities)}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'


SAID = "The harbour is open again, the harbour master said on Monday, and nobody denied it. " * 4
HOLDING = {
    "rss": f"<rss version='2.0'><channel><title>&x;</title><item><title>&a9;</title><description>{SAID}&x;&a9;"
    "</description></item></channel></rss>",
    "feed": "<feed xmlns='http://www.w3.org/2005/Atom'><title>&x;</title><entry><title>&a9;</title>"
    f"<content type='text'>{SAID}&x;&a9;</content></entry></feed>",
    "html": f"<html xmlns='http://www.w3.org/1999/xhtml'><body><article><h1>A harbour</h1><p>{SAID}</p><p>{SAID}&x;&a9;"
    "</p></article></body></html>",
}


@pytest.mark.parametrize("name", HOLDING)
def test_entities_neither_grow_nor_read_files(name, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden-in-a-file")
    data = (_bomb(name, secret) + HOLDING[name]).encode()
    began = time.process_time()
    if name == "html":
        told = load(data).text
        assert "nobody denied it" in told
    else:
        told = str(parse_feed(data))
        assert "&a9;" in told
    assert "hidden-in-a-file" not in told
    assert "ha ha" not in told
    assert len(told) < 3000
    assert time.process_time() - began < 5
