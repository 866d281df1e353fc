"""Bytes → text: which encoding, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
import unicodedata

from ..errors import NotTextError

_SAMPLE = 65_536
"""Bytes that are enough to tell a legacy encoding; the whole is then decoded with it."""

# First bytes of the files that people hand over by mistake, with what to call them.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (also Word, EPUB and other office documents)"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an XZ archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"OggS\x00", "an Ogg recording"),
    (b"ID3", "an MP3 recording"),
)

# UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_DECLARED = re.compile(rb"<(?:meta\b|\?xml\b)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
# Python knows codecs that are no character sets ("rot13", "idna", "unicode_escape"); a page can't ask for
# those.
_CHARACTER_SET = re.compile(
    r"(?:utf-?(?:8|16|32)|iso|latin|windows|cp|koi8|mac|big5|gb|euc|shift|us-ascii|ascii)", re.I
)
# "Latin 1" on the web means Windows-1252 (WHATWG Encoding Standard).
_LATIN1 = re.compile(r"(?:iso-?8859-?1|latin-?1|us-ascii|ascii)$", re.I)

_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b") + b"\x7f"
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BREAK = re.compile(r"\r\n?")


def decode(data: bytes) -> str:
    """The text of `data`, without byte-order mark and carriage returns, and without lone surrogates.

    Tried in this order: byte-order mark, UTF-16 that bears none, UTF-8, the set that a page declares,
    Windows-1252 for text that is nearly all ASCII, and charset-normalizer's best guess.
    UTF-8 comes before the declaration because pages mislabel it, and because nothing else looks like it.
    Raises NotTextError, saying what the bytes are where that can be told.
    """
    if not data:
        raise NotTextError("the file is empty")
    for signature, what in _SIGNATURES:
        if data.startswith(signature) and not (signature == b"ID3" and data[3:4] > b"\x0f"):
            raise NotTextError(f"not text: this is {what}")
    text = _tidy(_characters(data))
    if not text.strip():
        raise NotTextError("the file holds nothing but white space")
    return text


def _characters(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, f"marked as {name[:6].upper()} but not valid")
    wide = _wide(data)
    if wide:
        return _strict(data, wide, "not text in any known encoding")
    if b"\x00" in data:
        raise NotTextError("not text: binary data (it holds NUL bytes)")
    if len(data) - len(data.translate(None, _CONTROL)) > max(2, len(data) // 200):
        raise NotTextError("not text: binary data (it holds control characters)")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data)


def _strict(data: bytes, name: str, reason: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        raise NotTextError(f"not text: {reason}") from None
    if "\x00" in text:
        raise NotTextError("not text: binary data (it holds NUL characters)")
    if not _readable(text):
        raise NotTextError(f"not text: {reason}")
    return text


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or len(sample) < 4:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.6 and even < 0.02:
        return "utf-16-le"
    if even > 0.6 and odd < 0.02:
        return "utf-16-be"
    return None


def _legacy(data: bytes) -> str:
    declared = _DECLARED.search(data[:4096])
    names: list[str] = []
    if declared:
        name = declared.group(1).decode("ascii", "replace")
        names.append("cp1252" if _LATIN1.match(name) else name)
    sample = data[:_SAMPLE]
    high = sum(1 for b in sample if b >= 0x80)
    # Curly quotation marks of the Macintosh set are accented capitals in Windows-1252: leave those to the
    # guess.
    macintosh = sum(sample.count(b) for b in (b"\xd2", b"\xd3", b"\xd4", b"\xd5"))
    if high <= len(sample) * 0.15 and macintosh * 2 <= high:
        names.append("cp1252")
    for name in names:
        text = _try(data, name)
        if text is not None:
            return text
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    text = _try(data, best.encoding) if best else None
    if text is None:
        raise NotTextError("not text in any known encoding")
    return text


def _try(data: bytes, name: str) -> str | None:
    if not _CHARACTER_SET.match(name):
        return None
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return text if "\x00" not in text and _readable(text) else None


_ODD = frozenset({"Cc", "Cn", "Co", "Cs"})


def _readable(text: str) -> bool:
    """Whether decoded text is writing: nearly all letters, digits, marks, space and usual punctuation."""
    sample = text[:20_000]
    kinds = [unicodedata.category(c) for c in sample if c not in "\t\n\v\f\r\x1b"]
    odd = sum(k in _ODD for k in kinds)
    symbols = sum(k in ("Sm", "Sk", "Sc", "So", "No", "Lm") for k in kinds)
    ascii_symbols = sum(sample.count(c) for c in "<>=+|~^`$")  # markup and tables are no garbage
    return odd * 100 <= len(kinds) and (symbols - ascii_symbols) * 10 <= len(kinds)


def _tidy(text: str) -> str:
    if text.startswith("\ufeff"):
        text = text[1:]
    return _SURROGATE.sub("\ufffd", _BREAK.sub("\n", text))
