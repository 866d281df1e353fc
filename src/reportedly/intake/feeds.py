"""RSS and Atom → entries, and the articles that a feed carries whole.

`feedparser` reads every dialect. It is only given what libxml2 has mended and what is needed of it: a feed comes from
anywhere, and both long nonsense and entities that multiply would keep it busy for hours.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from ..article.characters import allowed
from ..article.encoding import decode
from ..article.files import Source, file_name
from ..errors import NotTextError
from ..records import Failure
from .faults import reason_of
from .values import Item

__all__ = ["LARGEST", "BadFeed", "Entry", "Feed", "carried", "feed_items", "is_feed", "parse_feed"]

LARGEST = 8 * 1024 * 1024
"""Bytes of a feed: a thousand articles in full."""

_LEAST_WORDS = 80
"""Words of an entry's content below which it is a teaser, whatever the feed calls it."""

_ROOTS = frozenset({"rss", "feed", "rdf"})
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,40})[\s/>]")
# HTML's names of characters, which XML does not know: "&nbsp;", "&eacute;".
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,30};")
# Over the attributes of such a tag libxml2 sits for minutes; in a page's own HTML it is a picture written out.
_ENDLESS_TAG = re.compile(r"<[^<>!][^<>]{8192,}>?")
_TAG = re.compile(r"<[^<>]{0,2000}>")

_HOLDERS = frozenset({"rss", "rdf", "feed", "channel", "item", "entry", "source"})
_SHORT = frozenset({"title", "link", "id", "guid", "pubdate", "published", "updated", "modified", "issued", "date"})
_LONG = frozenset({"content", "encoded", "body"})
_LONGEST_SHORT = 2000


class BadFeed(Exception):
    """No feed; the message is half a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article that a feed tells of. `published`: an ISO date, as the feed's own clock has it; `day`: the same, or
    that of the last change where the feed tells no other. `updated`: when it was last changed, ISO 8601 in UTC to the
    second. `content`: the whole article as HTML, None where the feed has no more than a summary. `source`: the outlet
    that it is from, where the feed names one."""

    url: str | None
    title: str | None = None
    published: str | None = None
    day: str | None = None
    updated: str | None = None
    content: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """`url`: where it was found, None for a file. Entries in the feed's order."""

    url: str | None
    title: str | None
    entries: tuple[Entry, ...]


def is_feed(head: bytes) -> bool:
    """Whether a file that begins so, in whatever encoding, is RSS, Atom or RDF."""
    return _root(head[:4096].replace(b"\0", b"").decode("latin-1").lstrip("ÿþï»¿")) is not None


def _root(text: str) -> int | None:
    """Where the feed's root element begins, None where the first element is none, or stands after words."""
    found = _ROOT.search(text)
    if not found or found.group(1).lower() not in _ROOTS:
        return None
    before = text[: found.start()].strip()
    return found.start() if not before or before.startswith("<") else None


def parse_feed(data: bytes, url: str | None = None) -> Feed:
    """The feed in `data`. Addresses in it are made whole with `url`.

    Raises BadFeed for what is no feed, and ModuleNotFoundError where the extra “collect” is not installed.
    """
    import feedparser

    if len(data) > LARGEST:
        raise BadFeed(f"is larger than {LARGEST // 1024**2} MB, so it is no feed")
    try:
        text = decode(data)
    except NotTextError as error:
        raise BadFeed(str(error)) from None
    start = _root(text)
    if start is None:
        raise BadFeed("is no feed")
    mended = _mended(text[start:])
    if mended is None:
        raise BadFeed("is a feed of which nothing can be read")
    headers = {"content-location": url} if url else {}
    try:
        found = feedparser.parse(
            io.BytesIO(mended), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
        entries = tuple(_entry(entry, url) for entry in found.entries)
        title = _line(found.feed.get("title"))
    except (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError, OverflowError) as error:
        # Odd values surface in these shapes from feedparser and its readers of dates.
        raise BadFeed(f"is a feed that cannot be read ({type(error).__name__})") from None
    return Feed(url, title, entries)


def _mended(text: str) -> bytes | None:
    """Well-formed XML of the parts that are needed, without a document type, so without entities of its own."""
    from lxml import etree

    text = _ENDLESS_TAG.sub("", text)
    named = allowed(_NAMED.sub(lambda m: html.unescape(m.group()), text))
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(named.encode("utf-8"), parser)
    except etree.LxmlError:
        return None
    if root is None:
        return None
    _prune(root)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _prune(root: Any) -> None:
    left = [root]
    while left:
        node = left.pop()
        for child in list(node):
            name = _local(child)
            if name in _HOLDERS:
                left.append(child)
            elif name in _SHORT:
                told = "".join(child.itertext())[:_LONGEST_SHORT]
                kept = dict(child.attrib)
                if kept.get("type") == "xhtml":
                    kept["type"] = "text"
                child.clear(keep_tail=False)
                child.text = told
                for key, value in kept.items():
                    if len(value) <= _LONGEST_SHORT:
                        with suppress(ValueError):  # the parser takes names that may not be given: ":"
                            child.set(key, value)
            elif name not in _LONG:
                node.remove(child)


def _local(node: Any) -> str:
    tag = node.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def _entry(entry: Any, base: str | None) -> Entry:
    published = _day(entry.get("published"), entry.get("published_parsed"))
    changed = "updated" in entry  # else feedparser gives the one for the other
    source = entry.get("source")
    return Entry(
        url=_address(entry.get("link"), base),
        title=_plain(entry.get("title")),
        published=published,
        day=published or (_day(entry.get("updated"), entry.get("updated_parsed")) if changed else None),
        updated=_moment(entry.get("updated_parsed" if changed else "published_parsed")),
        content=_whole(entry),
        source=_line(source.get("title")) if isinstance(source, dict) else None,
    )


def _address(link: object, base: str | None) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        url = urljoin(base or "", link.strip())
    except ValueError:
        return None
    return url if url.lower().startswith(("http://", "https://")) else None


def _line(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _plain(value: object) -> str | None:
    """A title without the markup that some feeds put into it."""
    if not isinstance(value, str):
        return None
    return _line(html.unescape(_TAG.sub("", value)))


def _day(told: object, parsed: Any) -> str | None:
    """The date as the feed's clock has it: half past eleven at night in New York is not the next day."""
    if isinstance(told, str):
        for read in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                return read(told.strip()).date().isoformat()
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
    moment = _moment(parsed)
    return moment[:10] if moment else None


def _moment(parsed: Any) -> str | None:
    try:
        return f"{datetime(*parsed[:6]).isoformat(timespec='seconds')}Z" if parsed else None
    except (ValueError, TypeError, OverflowError):
        return None


def _whole(entry: Any) -> str | None:
    for content in entry.get("content") or ():
        value = content.get("value") if isinstance(content, dict) else None
        if not isinstance(value, str):
            continue
        words = html.unescape(_TAG.sub(" ", value)).split()
        if len(words) >= _LEAST_WORDS and not words[-1].rstrip(")]").endswith(("…", "...")):
            return value
    return None


def carried(feed: Feed, file: str | None = None) -> Iterator[Item]:
    """The articles that a feed carries whole."""
    for entry in feed.entries:
        if entry.content is not None:
            yield item_of(entry, file)


def item_of(entry: Entry, file: str | None = None) -> Item:
    """The article of an entry with its content, as a small page, so that its paragraphs are found as a page's are."""
    title = html.escape(entry.title or "", quote=False)
    head = f"<h1>{title}</h1>" if title else ""
    data = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article>{head}{entry.content or ''}</article></body></html>"
    ).encode("utf-8", "replace")
    return Item(data, file, entry.url, entry.title, entry.source, entry.day)


def feed_items(source: Source) -> Iterator[Item | Failure]:
    """The articles that a feed's file carries whole; one Failure counts those of which it has only a summary."""
    name = file_name(source)
    try:
        with open(source, "rb") as stream:
            data = stream.read(LARGEST + 1)
        feed = parse_feed(data)
    except ModuleNotFoundError:
        yield Failure(name, "feeds need more libraries: pip install 'reportedly[collect]'")
        return
    except BadFeed as error:
        yield Failure(name, str(error))
        return
    except (OSError, ValueError) as error:
        yield Failure(name, reason_of(error))
        return
    if not feed.entries:
        yield Failure(name, "is a feed without entries")
        return
    yield from carried(feed, name)
    short = sum(entry.content is None for entry in feed.entries)
    if short:
        what = "entry is only a summary" if short == 1 else "entries are only summaries"
        whose = f"{short} {what}" if short == len(feed.entries) else f"{short} of {len(feed.entries)} {what}"
        yield Failure(name, f"{whose}, no article; `reportedly follow LEDGER {name}` fetches the pages")
