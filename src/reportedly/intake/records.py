"""The records of a WARC as `warcio` reads them, with bounds: the only file that imports it."""

from __future__ import annotations

import gzip
import logging
import zipfile
import zlib
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from .faults import reason_of

__all__ = ["ArchiveFault", "Records"]

# What warcio logs would reach the terminal of a program that has set up no logging.
logging.getLogger("warcio").addHandler(logging.NullHandler())

_LINE = 64 * 1024
_HEADERS = 256 * 1024
"""Bytes of a line, and of all lines of one record's headers and of the gap before it."""


class ArchiveFault(Exception):
    """The archive breaks off or makes no sense from here on; the message is half a sentence."""


class TooLong(ArchiveFault):
    """A line, or all lines of a record's headers."""


class Records:
    """One record after the other: `next`, read of `raw_stream` what is wanted, `finish`."""

    def __init__(self, stream: Any) -> None:
        self._bytes = _Bytes(stream)
        self._lines = _Lines(self._bytes)
        self._iterator = _Iterator(self._bytes)
        self._iterator.reader = self._lines
        self._record: Any = None
        self.whole = 0
        """Records that were whole."""

    def next(self) -> Any:
        """The next record, None at the end; a response with its `http_headers`. Raises ArchiveFault."""
        self._lines.left = _HEADERS
        try:
            self._record = record = next(self._iterator, None)
            if record is not None and record.length is None:
                raise ArchiveFault("has a record without a length")
            if record is not None and record.rec_type == "response" and record.length > 0:
                record.http_headers = self._iterator.loader.http_parser.parse(record.raw_stream)
        except _SHAPES as error:
            raise ArchiveFault(self._said(error)) from None
        if record is None and (self._bytes.fault or not self.whole):
            raise ArchiveFault(self._bytes.fault or "is no WARC archive")
        return record

    def finish(self) -> None:
        """Read what is left of the record. Raises ArchiveFault where its end is missing."""
        stream = self._record.raw_stream
        self._lines.left = None
        try:
            while stream.read(_LINE):
                pass
        except _SHAPES as error:
            raise ArchiveFault(self._said(error)) from None
        if getattr(stream, "limit", 0) > 0:
            raise ArchiveFault(self._bytes.fault or "breaks off within a record")
        self.whole += 1

    def _said(self, error: Exception) -> str:
        if self._bytes.fault:
            return self._bytes.fault
        if isinstance(error, TooLong):
            return str(error)
        if not self.whole and self._record is None:
            return "is no WARC archive"
        if not self._lines.read(1):
            return "breaks off within a record"
        return str(error) if isinstance(error, ArchiveFault) else "has something in it that is no WARC record"


# Damaged records surface in these shapes from warcio.
_SHAPES = (
    ArchiveFault,
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    AttributeError,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
)


class _Iterator(ArchiveIterator):  # type: ignore[misc]
    INC_RECORD = ""
    """What warcio would print where a record is not followed by a blank line; the next record tells it here."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream, no_record_parse=True)
        self.known_format = "warc"


class _Bytes:
    """A stream that ends where it breaks off, and says why."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._count = 0
        self.fault: str | None = None

    def tell(self) -> int:
        return self._count

    def read(self, size: int) -> bytes:
        if self.fault:
            return b""
        try:
            data: bytes = self._stream.read1(size)  # `read` would lose what came before an error
        except EOFError:
            self.fault = "breaks off"
        except (zlib.error, gzip.BadGzipFile, zipfile.BadZipFile):
            self.fault = "is damaged"
        except (OSError, ValueError, RuntimeError) as error:
            self.fault = f"cannot be read on ({reason_of(error)})"
        else:
            self._count += len(data)
            return data
        return b""

    def close(self) -> None:
        """The caller closes what it opened."""


class _Lines(BufferedReader):  # type: ignore[misc]
    """Bounded: a header of a gigabyte is none."""

    def __init__(self, stream: _Bytes) -> None:
        super().__init__(stream, decomp_type=None)
        self.left: int | None = _HEADERS

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length, _LINE + 1) if length else _LINE + 1)
        if self.left is not None:
            self.left -= len(line)
        if len(line) > _LINE or (self.left is not None and self.left < 0):
            raise TooLong("has headers without an end")
        return line
