"""Readings that are kept in a folder between runs: what was read once is not read again.

A reading is kept under a digest of everything that it hangs on: the article and what is known of it, the model, the
vocabulary, and the code and data of the package. Whatever of that changes, the article is read anew.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import reportedly
from benchmarks.common import json_lines, write_json_lines
from benchmarks.judging import Reads
from reportedly.article.pipeline import Pipeline
from reportedly.ledger.records_back import reading_of
from reportedly.ledger.vectors import packed, unpacked
from reportedly.records import Article, Reading
from reportedly.sums import packaged


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


class KeptArticles:
    """A pipeline whose readings of articles stay in `folder`, with the vectors of their events; without one, a pipeline
    as it is. Several processes may share a folder, and one that was stopped goes on where it stopped."""

    def __init__(self, pipeline: Pipeline, folder: Path | None) -> None:
        self._pipeline, self._folder = pipeline, folder
        vectors = hashlib.sha256(packaged("ledger/vectors.json")).hexdigest()
        self._by = f"{pipeline.model} {pipeline.vocabulary} {package_digest()} {vectors}"

    def has(self, article: Article) -> bool:
        """Whether it was read before."""
        path = self._path(article)
        return path is not None and path.is_file()

    def read(self, article: Article) -> Reading:
        """What the pipeline makes of it, or made before. Raises InputError where it does, every time."""
        path = self._path(article)
        if path is None:
            return self._pipeline.read_article(article)
        if path.is_file():
            *rows, last = json_lines(path)
            vectors = {int(n): unpacked(width, base64.b64decode(told)) for n, (width, told) in last["vectors"].items()}
            return replace(reading_of(rows), vectors=vectors)
        reading = self._pipeline.read_article(article)
        told: dict[str, Any] = {}
        for number, vector in sorted(reading.vectors.items()):
            width, data = packed(vector)
            told[str(number)] = (width, base64.b64encode(data).decode())
        half = path.with_suffix(f".{os.getpid()}.half")
        write_json_lines(half, [*reading.rows(), {"vectors": told}])
        os.replace(half, path)
        return reading

    def _path(self, article: Article) -> Path | None:
        if self._folder is None:
            return None
        known = (article.text, article.title, article.url, article.publisher, article.published)
        key = hashlib.sha256(repr((self._by, known)).encode()).hexdigest()[:32]
        return self._folder / key[:2] / f"{key}.jsonl"


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
