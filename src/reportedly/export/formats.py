"""The formats that a ledger is exported to, and writing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ..errors import ExtraError, QuestionError
from ..ledger.store import Ledger
from .choosing import Chosen
from .whole import whole_file, whole_folder

__all__ = ["FORMATS", "Format", "check_place", "write", "write_to"]


@dataclass(frozen=True, slots=True)
class Format:
    """`module`: the file here that makes it, imported when it is needed. `folder`: whether it is several files."""

    name: str
    module: str
    what: str
    folder: bool = False


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("jsonl", "jsonl", "the records, as `read --format jsonl` writes them"),
        Format("csv", "tidy_csv", "a folder of tidy tables, one a kind", folder=True),
        Format("parquet", "tidy_parquet", "the same tables as Parquet", folder=True),
        Format("polecat", "polecat", "events, with the columns of POLECAT"),
        Format("acled", "acled", "incidents, with the columns of ACLED"),
        Format("ucdp", "ucdp", "incidents, with the columns of UCDP GED"),
        Format("ftm", "ftm", "a folder of FollowTheMoney entities and statements", folder=True),
        Format("webannotation", "webannotation", "records and verdicts as W3C Web Annotations"),
        Format("claims", "claims", "who says what, as schema.org Claims"),
        Format("timelinejs", "timelinejs", "incidents as a timeline for TimelineJS"),
        Format("codebook", "codebook", "what is in it, for a paper: counts, columns, policy, citation"),
        Format("datasette", "datasette", "metadata with which Datasette opens the ledger itself"),
    )
}  # fmt: skip


def write(chosen: Chosen, name: str, path: str) -> None:
    """Write what was chosen to `path`, whole or not at all. Raises ExtraError where a library is missing, QuestionError
    where `path` cannot be written over, OSError where it cannot be written."""
    form = FORMATS[name]
    make = _maker(form)
    check_place(chosen.ledger, path)
    if form.folder:
        with whole_folder(path) as folder:
            make(chosen, folder)
    else:
        with whole_file(path) as stream:
            stream.writelines(make(chosen))


def check_place(ledger: Ledger, path: str) -> None:
    """Raises QuestionError where an export would take the place of the ledger."""
    if Path(path).exists() and Path(ledger.path).exists() and Path(path).samefile(ledger.path):
        raise QuestionError(f"{path}: is the ledger itself")


def write_to(chosen: Chosen, name: str, put: Callable[[str], None]) -> None:
    """Give the lines of a format of one file to `put`."""
    lines: Iterator[str] = _maker(FORMATS[name])(chosen)
    for line in lines:
        put(line)


def _maker(form: Format) -> Callable[..., Iterator[str]]:
    try:
        module = import_module(f".{form.module}", __package__)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("reportedly"):
            raise
        raise ExtraError(f"{form.name} needs more libraries ({error.name}): pip install 'reportedly[export]'") from None
    maker: Callable[..., Iterator[str]] = module.fill if form.folder else module.lines
    return maker
