"""Archives of Python packages as the same bytes wherever and whenever they are made.

Setuptools writes the time, the owner and the rights of every file as it finds them. Here members stand in the order of
their names, bear one time, no owner and one of two rights, and nothing else changes: the digests in a wheel's RECORD
are of contents. What is left is the library that packs (zlib): another version of it may pack otherwise.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import time
import zipfile
from pathlib import Path

__all__ = ["differing", "digest_of", "normalised"]


def normalised(archive: Path, epoch: int) -> None:
    """Write a wheel or a source distribution anew. `epoch`: seconds since 1970 that all of it bears."""
    if archive.suffix == ".whl":
        made = _wheel(archive.read_bytes(), epoch)
    elif archive.name.endswith(".tar.gz"):
        made = _source(archive.read_bytes(), epoch)
    else:
        raise ValueError(f"{archive.name}: is neither a wheel nor a source distribution")
    archive.write_bytes(made)


def _wheel(data: bytes, epoch: int) -> bytes:
    out = io.BytesIO()
    # Archives of this kind begin in 1980.
    moment = max(time.gmtime(epoch)[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(io.BytesIO(data)) as had, zipfile.ZipFile(out, "w") as new:
        # What tells of the others comes last, as the format wants it.
        for one in sorted(had.infolist(), key=lambda one: (".dist-info/" in one.filename, one.filename)):
            fresh = zipfile.ZipInfo(one.filename, moment)
            fresh.compress_type, fresh.create_system = zipfile.ZIP_DEFLATED, 3
            fresh.external_attr = (0o100000 | _rights(one.external_attr >> 16)) << 16
            new.writestr(fresh, had.read(one), compresslevel=9)
    return out.getvalue()


def _source(data: bytes, epoch: int) -> bytes:
    plain = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as had,
        tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for one in sorted(had.getmembers(), key=lambda one: one.name):
            if not (one.isfile() or one.isdir()):
                raise ValueError(f"{one.name}: is neither a file nor a folder")
            fresh = tarfile.TarInfo(one.name)
            fresh.type, fresh.size, fresh.mtime = one.type, one.size, epoch
            fresh.mode = 0o755 if one.isdir() else _rights(one.mode)
            new.addfile(fresh, had.extractfile(one) if one.isfile() else None)
    return gzip.compress(plain.getvalue(), 9, mtime=epoch)


def _rights(mode: int) -> int:
    return 0o755 if mode & 0o100 else 0o644


def digest_of(file: Path) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def differing(one: Path, other: Path) -> list[str]:
    """The members in which two archives of one kind differ; empty where only their packing does."""
    had, has = _members(one), _members(other)
    return sorted(name for name in had.keys() | has.keys() if had.get(name) != has.get(name))


def _members(archive: Path) -> dict[str, bytes]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {one.filename: repr(one).encode() + wheel.read(one) for one in wheel.infolist()}
    with tarfile.open(archive) as source:
        found = {}
        for one in source.getmembers():
            stream = source.extractfile(one) if one.isfile() else None
            found[one.name] = repr((one.mode, one.mtime, one.uid)).encode() + (stream.read() if stream else b"")
        return found
