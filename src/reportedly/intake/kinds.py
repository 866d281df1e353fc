"""Which kind of file it is, by its name and, where that says nothing, by how it begins."""

from __future__ import annotations

import gzip
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import TypeAlias

from ..article.files import Source, file_name
from ..records import Failure
from .values import Item

__all__ = ["reader"]

Read: TypeAlias = Callable[[Source], Iterator[Item | Failure]]

_HEAD = 4096


def reader(source: Source) -> Read | None:
    """What reads a file that holds many articles, None for any other file. Nothing is raised: what cannot be opened
    is any other file."""
    from .archives import wacz_items, warc_items
    from .feeds import feed_items

    name = file_name(source).lower()
    if name.endswith((".warc", ".warc.gz")):
        return warc_items
    if name.endswith(".wacz"):
        return wacz_items
    if name.endswith((".rss", ".atom")):
        return feed_items
    kind = _begins(source)
    return {"warc": warc_items, "wacz": wacz_items, "feed": feed_items}.get(kind or "")


def _begins(source: Source) -> str | None:
    from .feeds import is_feed

    try:
        if file_name(source) == "-" or not stat.S_ISREG(os.stat(source).st_mode):
            return None  # a pipe gives its first bytes but once
        with open(source, "rb") as stream:
            head = stream.read(_HEAD)
            if head.startswith(b"\x1f\x8b"):
                stream.seek(0)
                head = gzip.GzipFile(fileobj=stream).read1(_HEAD)
                return "warc" if head.startswith(b"WARC/") else None
            if head.startswith(b"PK\x03\x04"):
                names = zipfile.ZipFile(stream).namelist()
                return "wacz" if "datapackage.json" in names and any(n.startswith("archive/") for n in names) else None
    except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return None
    if head.startswith(b"WARC/"):
        return "warc"
    return "feed" if is_feed(head) else None
