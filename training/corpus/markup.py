"""A file of dispatches → dispatches: head, bare text, marks, and a line for every mark.

Nothing is understood here, but everything has its place: offsets in the bare text, and lines in the file, so that
a fault found later can still say where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reportedly.text import Span

SPLITS = ("train", "dev", "test")
STYLES = (
    "wire", "headline", "broadcast", "tabloid", "official", "feature", "translation", "rewrite", "caption", "bulletin",
)  # fmt: skip

LABEL = re.compile(r"[a-z]{1,2}|s\d+[chv]?|e\d+[tw]?|[fk]\d+")
_OPENS = re.compile(r"\{\s*([^\s{}:]+)\s*:")
_ID = re.compile(r"[a-z]\d+")
_PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, and where. A doubt is a fault that may be right: it is told, and stops nothing."""

    file: str
    line: int
    dispatch: str
    words: str
    doubt: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.dispatch}: {'(doubt) ' if self.doubt else ''}{self.words}"


@dataclass(frozen=True, slots=True)
class Head:
    """The head line. `date` is ISO, or None."""

    id: str
    split: str
    style: str
    date: str | None
    setting: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of a text that bears a label."""

    label: str
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of a label, still in words."""

    label: str
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One dispatch as it is written."""

    file: str
    line: int
    head: Head
    text: str
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]

    def fault(self, line: int, words: str, doubt: bool = False) -> Fault:
        return Fault(self.file, line, self.head.id, words, doubt)


def read_files(paths: Sequence[Path]) -> tuple[list[Dispatch], list[Fault]]:
    """The dispatches of files, and folders of `.txt` files, in order; those whose head or marks are broken are left
    out, with their faults."""
    dispatches: list[Dispatch] = []
    faults: list[Fault] = []
    for path in (p for given in paths for p in (sorted(given.glob("*.txt")) if given.is_dir() else [given])):
        found, wrong = read_text(path.read_text(encoding="utf-8"), path.name)
        dispatches += found
        faults += wrong
    return dispatches, faults


def read_text(content: str, file: str = "-") -> tuple[list[Dispatch], list[Fault]]:
    """The dispatches in the text of one file."""
    dispatches: list[Dispatch] = []
    faults: list[Fault] = []
    for start, block in _blocks(content.lstrip("\ufeff").split("\n")):
        reader = _Reader(file, start)
        dispatch = reader.dispatch(block)
        faults += reader.faults
        if dispatch:
            dispatches.append(dispatch)
    return dispatches, faults


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """What belongs to one head line, with the number of that line in the file, from 1."""
    starts = [n for n, line in enumerate(lines) if line.startswith("===")]
    before = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), None)
    if before is not None and (not starts or before < starts[0]):
        yield before + 1, [lines[before]]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start + 1, [line.rstrip() for line in lines[start:end]]


@dataclass(slots=True)
class _Reader:
    """Reads one dispatch and keeps the faults that it meets."""

    file: str
    start: int
    id: str = "?"
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, line: int, words: str) -> None:
        self.faults.append(Fault(self.file, line, self.id, words))

    def dispatch(self, block: Sequence[str]) -> Dispatch | None:
        """The dispatch, or None where a fault was met."""
        head = self.head(block[0])
        bar = next((n for n, line in enumerate(block) if line.strip() == "---"), None)
        if head is None:
            return None
        body = block[1 : bar if bar is not None else len(block)]
        raw, numbers = _joined(body, self.start + 1)
        if bar is None and "{" in raw:  # without a mark there is nothing to tell of one
            self.wrong(self.start, "no line '---' between the text and the lines for its marks")
            return None
        if not raw:
            self.wrong(self.start, "no text")
            return None
        text, marks = self.marks(raw, numbers)
        lines = self.lines(block[bar + 1 :], self.start + bar + 1) if bar is not None else []
        if self.faults:
            return None
        return Dispatch(self.file, self.start, head, text, tuple(marks), tuple(lines))

    def head(self, line: str) -> Head | None:
        cells = [cell.strip() for cell in line.removeprefix("===").split("|")]
        if not line.startswith("==="):
            self.wrong(self.start, "text before the first head line '=== id | split | style | date | setting'")
            return None
        self.id = cells[0] or "?"
        if len(cells) not in (5, 6):
            self.wrong(self.start, "a head is '=== id | split | style | date | setting [| title]'")
            return None
        name, split, style, day, setting = cells[:5]
        if not _ID.fullmatch(name):
            self.wrong(self.start, f"id {name!r} is not a letter and a number")
        if split not in SPLITS:
            self.wrong(self.start, f"split {split!r} is not one of {', '.join(SPLITS)}")
        if style not in STYLES:
            self.wrong(self.start, f"style {style!r} is not one of {', '.join(STYLES)}")
        if day != "-" and not is_date(day):
            self.wrong(self.start, f"date {day!r} is no day of the calendar (YYYY-MM-DD, or -)")
        if not setting:
            self.wrong(self.start, "no setting")
        if self.faults:
            return None
        return Head(name, split, style, None if day == "-" else day, setting, cells[5] or None if cells[5:] else None)

    def marks(self, raw: str, numbers: Sequence[int]) -> tuple[str, list[Mark]]:
        """The bare text, and the marks in the order in which they open."""
        out: list[str] = []
        open_: list[tuple[list[str], int, int]] = []
        found: list[tuple[int, Mark]] = []
        at = 0
        while at < len(raw):
            char, line = raw[at], numbers[at]
            if char == "\\" and raw[at + 1 : at + 2] in ("{", "}", "\\"):
                out.append(raw[at + 1])
                at += 2
                continue
            if char == "{":
                opening = _OPENS.match(raw, at)
                labels = opening.group(1).split("+") if opening else []
                bad = [label for label in labels if not LABEL.fullmatch(label)]
                if opening is None or bad:
                    near = " ".join(raw[at : at + 24].split())
                    self.wrong(
                        line, f"{bad[0]!r} is no label" if bad else f"no label and colon after the brace: {near}"
                    )
                open_.append((labels, len(out), line))
                at = opening.end() if opening else at + 1
                continue
            if char == "}":
                if not open_:
                    self.wrong(line, f"a brace closes what never opened: {raw[max(0, at - 24) : at + 1]}")
                else:
                    labels, start, opened = open_.pop()
                    found += self.closed(out, labels, start, opened, [label for x in open_ for label in x[0]])
                at += 1
                continue
            out.append(char)
            at += 1
        for labels, _, opened in open_:
            self.wrong(opened, f"mark {'+'.join(labels)} never closes")
        # Marks close from the inside out; they are wanted in the order of the text, the outer one first.
        in_order = sorted(found, key=lambda m: (m[1].span.start, -m[1].span.end, m[0]))
        return "".join(out), [mark for _, mark in in_order]

    def closed(
        self, out: Sequence[str], labels: Sequence[str], start: int, line: int, around: Sequence[str]
    ) -> list[tuple[int, Mark]]:
        """The marks of one pair of braces, each with a number that keeps the order of its labels."""
        words = "".join(out[start:])
        if not words.strip():
            self.wrong(line, f"mark {'+'.join(labels)} is empty")
        elif words != words.strip():
            self.wrong(line, f"mark {'+'.join(labels)} has a blank at its edge: {words!r}")
        for n, label in enumerate(labels):
            if label in around or label in labels[:n]:
                self.wrong(line, f"mark {label} stands inside itself")
        return [(n, Mark(label, Span(start, len(out)), line)) for n, label in enumerate(labels)]

    def lines(self, rows: Sequence[str], first: int) -> list[Line]:
        found: list[Line] = []
        for number, row in enumerate(rows, first):
            if not row.strip() or row.startswith("#"):
                continue
            label, _, words = row.strip().partition(" ")
            if "=" in label:  # "g=d" is as clear as "g =d"
                label, _, words = row.strip().partition("=")
                words = f"={words}"
            if not LABEL.fullmatch(label):
                self.wrong(number, f"{label!r} is no label")
            elif label in {line.label for line in found}:
                self.wrong(number, f"a second line for {label}")
            found.append(Line(label, words.strip(), number))
        return found


def _joined(lines: Sequence[str], first: int) -> tuple[str, list[int]]:
    """Lines as paragraphs with a blank line between them, and the line in the file of every character."""
    raw: list[str] = []
    numbers: list[int] = []
    gap = ""
    for number, line in enumerate(lines, first):
        words = " ".join(line.split())
        if not words:
            gap = _PARAGRAPH if raw else ""
            continue
        piece = gap + words
        raw += piece
        numbers += [number] * len(piece)
        gap = " "
    return "".join(raw), numbers


def is_date(words: str) -> bool:
    """Whether these are an ISO date that the calendar has."""
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", words)) and bool(date.fromisoformat(words))
    except ValueError:
        return False
