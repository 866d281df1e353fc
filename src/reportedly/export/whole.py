"""Files and folders that appear whole or not at all: written under another name beside, then renamed."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import QuestionError

__all__ = ["whole_file", "whole_folder"]


@contextmanager
def whole_file(path: str) -> Iterator[IO[str]]:
    """A text file in UTF-8 with `\\n` as line end. What was at `path` stays until all is written, and where anything
    goes wrong. A device or a pipe is written to as it is. Raises OSError, with `path` in it."""
    target = os.path.realpath(path)
    if os.path.isdir(target):
        raise QuestionError(f"{path}: is a folder")
    if os.path.exists(target) and not os.path.isfile(target):
        with open(target, "w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    temporary = _beside(target)
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(open(temporary, "x", encoding="utf-8", newline=""))
        except OSError as error:
            raise OSError(error.errno, error.strerror, path) from error
        try:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                stream.close()
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise


@contextmanager
def whole_folder(path: str) -> Iterator[Path]:
    """A folder to write files into. It takes the place of one that is empty or holds no other files than these.

    Raises QuestionError where something else is at `path`, OSError with `path` in it.
    """
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isdir(target):
        raise QuestionError(f"{path}: is a file, and this format is a folder of several")
    temporary = _beside(target)
    try:
        os.mkdir(temporary)
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from error
    try:
        yield Path(temporary)
        _put(temporary, target, path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _put(temporary: str, target: str, path: str) -> None:
    if not os.path.exists(target):
        os.rename(temporary, target)
        return
    others = sorted(set(os.listdir(target)) - set(os.listdir(temporary)))
    if others:
        raise QuestionError(f"{path}: holds other files ({others[0]}), and is left as it is")
    # A folder that is not empty cannot be replaced in one step: the old one waits beside until the new one is there.
    aside = f"{temporary}.old"
    os.rename(target, aside)
    try:
        os.rename(temporary, target)
    except BaseException:
        os.rename(aside, target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _beside(target: str) -> str:
    folder, name = os.path.split(target)
    return os.path.join(folder, f".{name}.{os.getpid()}.part")
