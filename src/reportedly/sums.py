"""Whether the files of the package's `data` are still those that came with it: their SHA-256.

What a program made and no person reads (frozen tables, weights), and the scripts of the ledger, are listed in
`SHA256SUMS` beside them, in the form of `sha256sum`, which tries it too. Lists of words are edited by persons in a
checkout; where the package was installed as a wheel, pip's own list (`RECORD`) has their digests.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from .errors import DamagedError

__all__ = ["SUMS", "intact", "packaged", "read_sums", "resealed", "seal", "taken_from"]

SUMS = "SHA256SUMS"


def packaged(name: str) -> bytes:
    """The file of this name in the package's `data`. Raises DamagedError where it is another one, OSError where it is
    missing."""
    return intact(name, _data().joinpath(*name.split("/")).read_bytes(), _of_data())


def taken_from(folder: Traversable, name: str) -> bytes:
    """The file of this name in `folder`, tried where that is one of the package's `data`. Raises as `packaged`."""
    data = _data()
    if isinstance(folder, Path) and isinstance(data, Path) and folder.is_relative_to(data):
        return packaged((folder / name).relative_to(data).as_posix())
    return folder.joinpath(name).read_bytes()


def intact(name: str, data: bytes, sums: dict[str, str]) -> bytes:
    """`data`, where it is what `sums` say of the file `name`, or they say nothing. Raises DamagedError."""
    told = sums.get(name)
    if told is not None and hashlib.sha256(data).hexdigest() != told:
        raise DamagedError(f"{name}: is damaged: it is not the file that came with this version ({SUMS})")
    return data


def read_sums(folder: Traversable) -> dict[str, str]:
    """What the folder's `SHA256SUMS` says: digests by names; nothing where there is none. Raises DamagedError."""
    try:
        lines = folder.joinpath(SUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedError(f"{SUMS}: cannot be read: {error}") from error
    found = {}
    for line in lines:
        digest, _, name = line.partition("  ")
        if len(digest) != 64 or not name:
            raise DamagedError(f"{SUMS}: {line[:40]!r} is not a digest and a name")
        found[name] = digest
    return found


@lru_cache(maxsize=1)
def _data() -> Traversable:
    return files("reportedly") / "data"


@lru_cache(maxsize=1)
def _of_data() -> dict[str, str]:
    sums = read_sums(_data())
    if not sums:
        raise DamagedError(f"{SUMS}: is missing from the package's data")
    data = _data()
    return (_recorded(data) if isinstance(data, Path) else {}) | sums


def _recorded(data: Path) -> dict[str, str]:
    """What pip noted of the files in `data` when it installed the package; nothing in a checkout."""
    package = data.parent
    record = next(iter(sorted(package.parent.glob(f"{package.name}-*.dist-info/RECORD"))), None)
    if record is None:
        return {}
    prefix, found = f"{package.name}/{data.name}/", {}
    for line in record.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith(prefix):
            name, _, digest = line.rpartition(",")[0].rpartition(",sha256=")
            if name:
                found[name.removeprefix(prefix)] = base64.urlsafe_b64decode(f"{digest}=").hex()
    return found


def seal(folder: Path, names: list[str]) -> None:
    """Write the `SHA256SUMS` of a folder: of these files in it."""
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in sorted(names)]
    (folder / SUMS).write_bytes("".join(lines).encode("utf-8"))
    _of_data.cache_clear()


def resealed(folder: Path) -> None:
    """Write the `SHA256SUMS` of a folder anew, where it has one: after a file that it tells of was made anew."""
    if (folder / SUMS).exists():
        seal(folder, [name for name in read_sums(folder) if (folder / name).exists()])
