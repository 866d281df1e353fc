"""Where an article comes from → its bytes, or why there are none."""

from __future__ import annotations

import os
import stat
import sys
from typing import TypeAlias

from ..records import Failure

__all__ = ["LIMIT", "Source", "bytes_of", "file_name", "only_here"]

Source: TypeAlias = str | os.PathLike[str]
"""A file's path, or "-" for standard input."""

LIMIT = 64 * 1024 * 1024
"""Bytes: what is larger is no article, and `/dev/zero` ends here."""


def file_name(source: Source) -> str:
    """The source's name as text that UTF-8 can hold, whatever bytes the file system has in it."""
    return os.fsencode(source).decode("utf-8", "replace")


def bytes_of(source: Source) -> bytes | Failure:
    """What the file holds, or why that cannot be read. Standard input can be read once."""
    name = file_name(source)
    try:
        if name == "-":
            data = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with open(source, "rb") as stream:
                data = stream.read(LIMIT + 1)
    except FileNotFoundError:
        return Failure(name, "no such file")
    except IsADirectoryError:
        return Failure(name, "is a directory")
    except PermissionError:
        return Failure(name, "permission denied")
    except OSError as error:
        return Failure(name, (error.strerror or "cannot be read").lower())
    except ValueError:
        return Failure(name, "is no file name")
    if len(data) > LIMIT:
        return Failure(name, f"is larger than {LIMIT // 1024**2} MB, so it is no article")
    return data


def only_here(source: Source) -> bool:
    """Whether only this process can read it: standard input, or the pipe of a shell's `<(command)`."""
    if file_name(source) == "-":
        return True
    try:
        mode = os.stat(source).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)
