"""Annotation of texts that are not ours: parted from the texts, and joined with them again.

A parted file is JSON Lines like the records, but holds no words of the article: offsets, labels, names, the digest of
the text, and where a public copy lies. What is null or empty is left out as well, and put back when the two are joined.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.common import json_lines

from .ontology import event_types
from .records import Row

_MENTION = ("span", "text", "name", "entity", "country", "sector", "resolved_from")
_WHEN = ("span", "text", "start", "end", "precision")
_WHERE = ("span", "text", "name", "country", "latitude", "longitude")
_LISTS = frozenset({"content", "hedges", "evidence"})
_LINKS = ("id", "within", "according_to", "same_as", "event")
_KEYS: dict[str, tuple[str, ...]] = {
    "article": (
        "kind", "id", "url", "file", "title", "byline", "publisher", "language", "published", "text", "model",
        "vocabulary",
    ),
    "statement": (
        "kind", "id", "span", "source", "source_type", "cue", "content", "form", "stance", "hedges", "evidence",
        "within",
    ),
    "event": (
        "kind", "id", "span", "text", "type", "mode", "quad", "intensity", "actor", "recipient", "status",
        "according_to", "when", "where", "same_as", "confidence",
    ),
    "figure": (
        "kind", "id", "span", "text", "value", "low", "high", "bound", "unit", "measure", "event", "according_to",
    ),
    "flaw": ("kind", "span", "text", "problem", "same_as"),
    "source": _MENTION, "actor": _MENTION, "recipient": _MENTION, "when": _WHEN, "where": _WHERE,
}  # fmt: skip
"""The keys of each kind of object, in their order. A joined object has all of these, and those it had beside them."""


class Unfit(ValueError):
    """Records that cannot be parted so that they come back as they were, or a text that is not theirs."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Which articles were joined, and the texts of which others are missing, each with where its public copy lies."""

    found: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def part(rows: Sequence[Row], origin: Mapping[str, Any]) -> list[Row]:
    """Records without the article's words. Raises Unfit where they would not come back as they were."""
    article, text = rows[0], rows[0]["text"]
    # The article's title is its headline: words of the text, kept by their place.
    head = {k: v for k, v in article.items() if k not in ("text", "title") and v is not None}
    title = article.get("title")
    if title:
        at = text.find(title)
        if at < 0:
            raise Unfit(f"{article['id']}: the title is not in the text")
        head["title_at"] = [at, at + len(title)]
    head |= {"digest": digest(text), "length": len(text), "origin": dict(origin)}
    prefix = f"{article['id']}:"  # of every id, and so told once
    parted = [head, *(_ids(_bare(row, row["kind"], text), prefix, ":") for row in rows[1:])]
    if join(parted, text) != list(rows):
        raise Unfit(f"{article['id']}: the records have keys or words that joining does not bring back")
    return parted


def _ids(row: Row, before: str, after: str) -> Row:
    """The row with another beginning of its ids and links."""
    return {
        key: after + item.removeprefix(before) if key in _LINKS and isinstance(item, str) else item
        for key, item in row.items()
    }


def _bare(value: Row, kind: str, text: str) -> Row:
    kept: Row = {}
    for key, item in value.items():
        if key == "text" or item is None or (item == [] and key in _LISTS):
            continue
        if key == "name" and item[0].islower() and item in text:  # a description in the article's words, not a name
            at = text.find(item)
            kept["name_at"] = [at, at + len(item)]
        elif key == "quad" and kind == "event":
            continue
        else:
            kept[key] = _bare(item, key, text) if isinstance(item, dict) else item
    return kept


def join(parted: Sequence[Row], text: str) -> list[Row]:
    """The full records. Raises Unfit where the text is another one."""
    head = parted[0]
    if digest(text) != head["digest"]:
        raise Unfit(f"{head['id']}: the text is not the one that was annotated")
    full = {key: head.get(key) for key in _KEYS["article"]} | {"text": text}
    if "title_at" in head:
        full["title"] = text[slice(*head["title_at"])]
    prefix = f"{head['id']}:"
    return [full, *(_ids(_full(row, row["kind"], text), ":", prefix) for row in parted[1:])]


def _full(value: Row, kind: str, text: str) -> Row:
    full: Row = {}
    for key in (*_KEYS[kind], *value):
        item = value.get(key)
        if key == "name_at":
            continue
        if key == "text":
            item = text[slice(*value["span"])]
        elif key == "name" and "name_at" in value:
            item = text[slice(*value["name_at"])]
        elif key == "quad":
            item = event_types()[value["type"]].quad
        elif item is None and key in _LISTS:
            item = []
        elif isinstance(item, dict):
            item = _full(item, key, text)
        full[key] = item
    return full


def part_folder(crisis: Path, out: Path) -> int:
    """Part all articles of `crisis/train` and `crisis/dev`; how many. What `out` held before is replaced."""
    origins = json.loads((crisis / "sources.json").read_text(encoding="utf-8"))
    done = 0
    for split in ("train", "dev"):
        folder = out / split
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.jsonl"):
            old.unlink()
        for path in sorted((crisis / split).glob("*.jsonl")):
            parted = part(list(json_lines(path)), origins[path.stem])
            _write(folder / path.name, parted)
            done += 1
    return done


def _write(path: Path, rows: Iterable[Row], tight: bool = True) -> None:
    separators = (",", ":") if tight else (", ", ": ")
    lines = (json.dumps(row, ensure_ascii=False, separators=separators) for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def join_folder(standoff: Path, texts: Path, out: Path) -> Joined:
    """Join every article whose text is among the files of `texts`, by its digest, whatever the file is called."""
    known = _texts(texts)
    found: list[str] = []
    missing: list[tuple[str, str]] = []
    for path in sorted(standoff.rglob("*.jsonl")):
        parted = list(json_lines(path))
        text = known.get(parted[0]["digest"])
        if text is None:
            missing.append((path.stem, _origin(parted[0]["origin"])))
            continue
        _write(out / path.relative_to(standoff), join(parted, text), tight=False)
        found.append(path.stem)
    return Joined(tuple(found), tuple(missing))


def _texts(folder: Path) -> dict[str, str]:
    """Texts by their digest: each file as it is, and without what an editor adds at its ends."""
    known: dict[str, str] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
        for reading in (plain.strip(), plain.removesuffix("\n"), plain, text):
            known[digest(reading)] = reading
    return known


def _origin(origin: Mapping[str, Any]) -> str:
    where = [str(origin[k]) for k in ("repository", "file") if k in origin]
    return " ".join([*where, *(f"{k} {origin[k]}" for k in ("row", "document") if k in origin)])
