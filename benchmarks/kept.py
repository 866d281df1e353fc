"""Readings that are kept in a folder between runs: what was read once is not read again.

A reading is kept under a digest of everything that it hangs on: the article and what is known of it, the model, the
vocabulary, and the code and data of the package. Whatever of that changes, the article is read anew.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import reportedly
from benchmarks.common import json_lines, write_json_lines
from benchmarks.judging import Reads
from reportedly.ledger.records_back import reading_of
from reportedly.records import Reading


class Named(Reads, Protocol):
    """A pipeline that tells what it reads with."""

    @property
    def model(self) -> str:
        """The name of the model."""
        ...

    @property
    def vocabulary(self) -> str:
        """The digest of the vocabulary."""
        ...


class Kept:
    """A pipeline whose readings stay in `folder`; without one, a pipeline as it is."""

    def __init__(self, pipeline: Named, folder: Path | None) -> None:
        self._pipeline, self._folder = pipeline, folder
        self._by = f"{pipeline.model} {pipeline.vocabulary} {package_digest()}"

    @property
    def model(self) -> str:
        return self._pipeline.model

    def read(
        self, data: bytes, *, file: str | None = None, url: str | None = None, published: str | None = None
    ) -> Reading:
        """What the pipeline says, or said before. Raises InputError where it does, every time."""
        if self._folder is None:
            return self._pipeline.read(data, file=file, url=url, published=published)
        key = hashlib.sha256(repr((self._by, data, file, url, published)).encode()).hexdigest()[:32]
        path = self._folder / key[:2] / f"{key}.jsonl"
        if path.is_file():
            return reading_of(list(json_lines(path)))
        reading = self._pipeline.read(data, file=file, url=url, published=published)
        half = path.with_suffix(".half")
        write_json_lines(half, reading.rows())
        os.replace(half, path)
        return reading


@lru_cache(maxsize=1)
def package_digest() -> str:
    """The digest of the package's code and data, as far as the reading of an article hangs on them."""
    root = Path(reportedly.__file__).parent
    whole = hashlib.sha256()
    for path in sorted(file for part in _READING for file in root.glob(part) if file.is_file()):
        if path.suffix != ".pyc":
            whole.update(f"{path.relative_to(root).as_posix()}\0".encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


_READING = (
    "article/**/*", "atlas/**/*", "gazetteer/**/*", "model/**/*", "data/*.bin", "data/gazetteer.json",
    "data/languages.toml", "data/whereabouts.json", "data/actors/**/*", "data/lexicon/**/*", "data/model/**/*",
    "data/ontology/**/*", "data/places/**/*", "deeds.py", "inflection.py", "lists.py", "ontology.py", "records.py",
    "text.py", "vocabulary.py",
)  # fmt: skip
