"""Whether files that a program made, and no person reads, are still the ones that were made: their SHA-256.

A folder has a file `SHA256SUMS` in the form of `sha256sum`, which tries it too. Lists of words in TOML are not in it:
persons edit them, they are checked word by word when they are loaded, and their digest stands in every record.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from .errors import DamagedError

__all__ = ["SUMS", "intact", "packaged", "read_sums", "resealed", "seal"]

SUMS = "SHA256SUMS"


def packaged(name: str) -> bytes:
    """The file of this name in the package's `data`. Raises DamagedError where it is another one, OSError where it is
    missing."""
    folder = files("reportedly") / "data"
    return intact(name, folder.joinpath(*name.split("/")).read_bytes(), _of_data())


def intact(name: str, data: bytes, sums: dict[str, str], where: str = "data") -> bytes:
    """`data`, where it is what `sums` say of the file `name`, or they say nothing. Raises DamagedError."""
    told = sums.get(name)
    if told is not None and hashlib.sha256(data).hexdigest() != told:
        raise DamagedError(f"{name}: is damaged: it is not the file that {SUMS} in {where} tells of")
    return data


def read_sums(folder: Traversable | Path) -> dict[str, str]:
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
def _of_data() -> dict[str, str]:
    sums = read_sums(files("reportedly") / "data")
    if not sums:
        raise DamagedError(f"{SUMS}: is missing from the package's data")
    return sums


def seal(folder: Path, names: list[str]) -> None:
    """Write the `SHA256SUMS` of a folder: of these files in it."""
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in sorted(names)]
    (folder / SUMS).write_bytes("".join(lines).encode("utf-8"))


def resealed(folder: Path) -> None:
    """Write the `SHA256SUMS` of a folder anew, where it has one: after a file that it tells of was made anew."""
    if (folder / SUMS).exists():
        seal(folder, [name for name in read_sums(folder) if (folder / name).exists()])
    if folder == Path(str(files("reportedly"))) / "data":
        _of_data.cache_clear()
