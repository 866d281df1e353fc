"""WARC and WACZ → items: the pages of a web archive, one at a time.

WARC is ISO 28500; a WACZ is a ZIP of WARCs with a list of its pages (specs.webrecorder.net/wacz). `warcio` reads the
records. Around it stands what an archive from anywhere needs: limits on lines, headers and pages, and an end in one
line where the file breaks off.
"""

from __future__ import annotations

import gzip
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

from ..article.files import LIMIT, Source, file_name
from ..records import Failure
from .faults import reason_of
from .unpacking import PIECE, BadBody, media_type, unchunked, unpacked
from .values import Item, Page

if TYPE_CHECKING:
    from .records import Records

__all__ = ["wacz_items", "warc_items"]

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_LIST = 256 * 1024 * 1024
"""Bytes of a WACZ's list of pages: tens of millions of addresses."""
_LINE = 1024 * 1024


def warc_items(source: Source) -> Iterator[Item | Failure]:
    """Every page that a WARC file (plain or gzip) holds, in its order: responses with status 200, resources and
    conversions whose type is that of a page or a text. Everything else in it is passed over.

    A page that cannot be taken out is a Failure, and so is the place where the file breaks off or stops making
    sense; what came before it is given.
    """
    name = file_name(source)
    try:
        stream = open(source, "rb")  # noqa: SIM115
    except (OSError, ValueError) as error:
        yield Failure(name, reason_of(error))
        return
    with stream:
        yield from _items(stream, name, name, None)


def wacz_items(source: Source) -> Iterator[Item | Failure]:
    """Every page that a WACZ file lists, as `warc_items` gives them. One that lists no pages gives all it has.

    What a page only brought along (frames, pieces fetched by scripts) is passed over. Where redirects led from a
    listed address to another one, the page there is taken.
    """
    name = file_name(source)
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        yield Failure(name, "is no WACZ archive" if isinstance(error, zipfile.BadZipFile) else reason_of(error))
        return
    with archive:
        members = [m for m in archive.infolist() if m.filename.lower().endswith((".warc", ".warc.gz"))]
        if not members:
            yield Failure(name, "is no WACZ archive: there is no WARC in it")
            return
        listed = _Listed(name)
        for member in archive.infolist():
            if re.fullmatch(r"pages/[^/]+\.jsonl", member.filename):
                yield from listed.read(archive, member)
        found = False
        for member in members:
            inner = f"{name}: {member.filename}"
            try:
                stream = archive.open(member)
            except _BROKEN as error:
                yield Failure(inner, reason_of(error))
                continue
            with stream:
                for item in _items(stream, name, inner, listed.wanted or None):
                    found = found or isinstance(item, Item)
                    yield item
        if listed.wanted and not found:
            yield Failure(name, "none of the pages that it lists is in it")


class _Listed:
    """The addresses that the lists of a WACZ name."""

    def __init__(self, name: str) -> None:
        self.wanted: set[str] = set()
        self._name = name

    def read(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Failure]:
        where = f"{self._name}: {member.filename}"
        count = 0
        try:
            with archive.open(member) as stream:
                while line := stream.readline(_LINE):
                    count += len(line)
                    if count > _LIST:
                        yield Failure(where, "is too long a list of pages; the rest of it is passed over")
                        return
                    self._take(line)
        except _BROKEN as error:
            yield Failure(where, reason_of(error))

    def _take(self, line: bytes) -> None:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            return
        if isinstance(row, dict) and isinstance(row.get("url"), str):
            self.wanted.add(urldefrag(row["url"]).url if _sound(row["url"]) else row["url"])


_BROKEN = (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)
# What zipfile and gzip raise for damage, and for what they do not do: RuntimeError for a password,
# NotImplementedError (a RuntimeError) for a method of compression.


def _items(stream: IO[bytes], file: str, where: str, wanted: set[str] | None) -> Iterator[Item | Failure]:
    """`where`: how faults name the archive. `wanted`: take these addresses and those that they redirect to."""
    try:
        from .records import ArchiveFault, Records
    except ModuleNotFoundError:
        yield Failure(where, "web archives need more libraries: pip install 'reportedly[collect]'")
        return
    try:
        unzipped = _plain(stream)
    except _BROKEN as error:
        yield Failure(where, f"is damaged: {reason_of(error)}")
        return
    with closing(unzipped) as plain:
        records = Records(plain)
        while True:
            try:
                record = records.next()
            except ArchiveFault as error:
                yield Failure(where, f"{error}; {_so_far(records)}")
                return
            if record is None:
                return
            item = _item(record, file, where, wanted)
            try:
                records.finish()
            except ArchiveFault as error:
                # A page whose end is missing is no page.
                yield Failure(where, f"{error}; {_so_far(records)}")
                return
            if item is not None:
                yield item


def _so_far(records: Records) -> str:
    if not records.whole:
        return "there is nothing whole in it"
    return f"{records.whole} whole record{'' if records.whole == 1 else 's'} before that"


def _plain(stream: Any) -> Any:
    """The bytes of the archive without gzip, whether its records are packed one by one or all in one."""
    return gzip.GzipFile(fileobj=stream, mode="rb") if stream.peek(2)[:2] == b"\x1f\x8b" else stream


def _item(record: Any, file: str, where: str, wanted: set[str] | None) -> Item | Failure | None:
    """The page of one record, None where it holds none."""
    url = record.rec_headers.get_header("WARC-Target-URI")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return None
    http = record.http_headers if record.rec_type == "response" else None
    if wanted is not None and not _is_wanted(url, http, wanted):
        return None
    if record.rec_type == "response":
        if http is None or http.get_statuscode() != "200":
            return None
        headers = tuple((str(k), str(v)) for k, v in http.headers if str(k).lower() not in _COOKIES)
    elif record.rec_type in ("resource", "conversion"):
        headers = (("Content-Type", str(record.content_type or "")),)
    else:
        return None
    page = Page(url, _time(record.rec_headers.get_header("WARC-Date")), 200, headers, b"")
    kind = media_type(page.header("content-type"))
    if kind and kind not in _PAGES:
        return None
    told = url if len(url) <= 200 else f"{url[:199]}…"
    if record.rec_headers.get_header("WARC-Truncated"):
        return Failure(where, f"{told} was cut short when it was archived")
    try:
        if page.header("transfer-encoding"):
            pieces = unchunked(record.raw_stream)
        else:
            pieces = iter(lambda: record.raw_stream.read(PIECE), b"")
        body = unpacked(pieces, page.header("content-encoding"), LIMIT)
    except BadBody as error:
        return Failure(where, f"{told} {error}")
    return Item(body, file=file, url=url, page=replace(page, body=body))


_COOKIES = frozenset({"set-cookie", "set-cookie2"})


def _is_wanted(url: str, http: Any, wanted: set[str]) -> bool:
    if not _sound(url) or urldefrag(url).url not in wanted:
        return False
    target = http.get_header("Location") if http is not None else None
    if target and str(http.get_statuscode()).startswith("3") and _sound(target):
        wanted.add(urldefrag(urljoin(url, target)).url)
    return True


def _sound(url: str) -> bool:
    """Whether the standard library takes it apart at all."""
    try:
        urldefrag(url)
    except ValueError:
        return False
    return True


def _time(told: object) -> str:
    """A WARC-Date as this project writes times; as it is where it is none."""
    try:
        time = datetime.fromisoformat(str(told))
    except ValueError:
        return str(told or "")
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
