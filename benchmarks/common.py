"""What every benchmark shares: arguments, files, the model, tables for people and one line for machines."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib.util
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from reportedly.article.pipeline import Pipeline
    from reportedly.model.parse import Parse
    from reportedly.text import Span

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
DIGEST_LENGTH = 16

Figures = dict[str, float]


class Reader(Protocol):
    """What the benchmarks need of a model: `reportedly.model.session.Newsreader` has it, and so do fakes."""

    def parse(
        self,
        text: str,
        paragraphs: Sequence[Span],
        *,
        scheme: Literal["contract", "polnear"] = "contract",
        words: Sequence[Span] | None = None,
        sentences: Sequence[tuple[int, int]] | None = None,
    ) -> Parse:
        """The parse of `paragraphs`; `words` and `sentences` are taken as given where they are."""
        ...


def arguments(description: str | None, several: bool = False) -> argparse.ArgumentParser:
    """A parser with the options that every benchmark has: `--model`, given more than once where there may be
    `several`, and then by name, and `--json`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    if several:
        parser.add_argument("--model", action="append", metavar="NAME", help="a model or its folder; may be repeated")
    else:
        parser.add_argument("--model", type=named, metavar="NAME", help="a model or its folder; else the packaged one")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON that has every figure")
    return parser


def named(model: str) -> Path | None:
    """The folder of a model, for arguments: as `reportedly --model` has it."""
    from reportedly.errors import ModelError
    from reportedly.model.installed import model_folder

    try:
        return model_folder(model)
    except ModelError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def load_reader(folder: Path | None) -> Reader:
    """The model in `folder`, or the packaged one. Raises ModelError where it cannot be used."""
    from reportedly.model.session import Newsreader

    return Newsreader.load(folder)


def load_pipeline(folder: Path | None, vectors: bool = False) -> Pipeline:
    """Everything from bytes to records, with the model in `folder`, or the packaged one."""
    from reportedly.article.pipeline import Pipeline

    return Pipeline.load(folder, vectors=vectors)


def module_at(path: Path) -> ModuleType | None:
    """The Python file at `path` as a module, or None where there is no such file."""
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, plain or gzipped."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def write_json_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write one object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def set_name(path: Path) -> str:
    """How a data set is called in figures: a file without its endings, a folder with its parent's name.

    No dots are left in it, because dots part the steps of a figure's key.
    """
    if path.is_dir():
        path = path.resolve()
        return f"{path.parent.name}-{path.name}".replace(".", "_")
    return path.name.split(".")[0]


def key_of(words: str) -> str:
    """A scorer's words as a step of a figure's key: letters, digits, underscores; a colon becomes a dot."""
    steps = words.lower().replace("'", "").split(":")
    return ".".join("_".join("".join(c if c.isalnum() else " " for c in step).split()) for step in steps)


def digest(path: Path) -> str | None:
    """First 16 hex digits of the SHA-256 of a file, or of the names and digests of a folder's `.jsonl` files.

    None where `path` is not there.
    """
    if path.is_dir():
        files = sorted(path.glob("*.jsonl"))
        content = "".join(f"{file.name} {digest(file)}\n" for file in files).encode()
    elif path.is_file():
        content = path.read_bytes()
    else:
        return None
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]


def spread(names: Sequence[str]) -> list[int]:
    """Positions of `names` in an order that is random and yet always the same.

    Corpora are sorted by genre and date: their first part is no sample of the whole.
    """
    return sorted(range(len(names)), key=lambda i: (hashlib.sha256(names[i].encode()).digest(), i))


def sample(lines: Sequence[str], number: int) -> list[str]:
    """At most `number` lines, taken evenly from all over them."""
    taken = max(0, min(number, len(lines)))
    return [lines[i * len(lines) // taken] for i in range(taken)]


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns for people: the first to the left, the others to the right."""
    cells = [[*headers], *([cell(value) for value in row] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(headers))]
    lines = [
        "  ".join(
            text.ljust(width) if i == 0 else text.rjust(width)
            for i, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def cell(value: object) -> str:
    """One value of a table: numbers below ten with three decimals, others with one."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
    return str(value)


def note(message: str) -> None:
    """Tell a person what is going on, on standard error, so that standard output stays a result."""
    print(message, file=sys.stderr, flush=True)


def finish(figures: Figures, as_json: bool) -> None:
    """Print the line for machines, where it was asked for."""
    if as_json:
        print(json.dumps({key: round(value, 4) for key, value in figures.items()}))
