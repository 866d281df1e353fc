"""`reportedly score`: how right records are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import BAD_INPUT, EXIT_CODES, complain, put, standard_output

if TYPE_CHECKING:
    from ..scoring import Score, Told

EXAMPLE = """\
\b
Examples:
  reportedly score gold.jsonl readings.jsonl
  reportedly score gold/ readings/ --json
"""

_NAMED = 5
"""So many articles are named that were not read."""


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Score records against gold records.")
@click.argument("gold", metavar="GOLD")
@click.argument("read", metavar="READ")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every figure.")
def score(gold: str, read: str, as_json: bool) -> int:
    """Score the records in READ against those in GOLD, each a file of JSON Lines or a folder of them.

    Articles are matched by their texts, to the character.
    """
    from .. import scoring
    from ..errors import InputError

    try:
        golden, found = _articles(gold), _articles(read)
        if not golden:
            raise InputError(f"{gold}: there is no article in it")
        if not golden.keys() & found.keys():
            raise InputError(f"{read}: none of the articles of {gold} is in it, to the character")
    except InputError as error:
        complain(str(error))
        return BAD_INPUT
    came = scoring.score(golden, found)
    with standard_output() as stream:
        put(stream, f"{json.dumps(dict(came.figures))}\n" if as_json else _table(came))
    for name in came.unread[:_NAMED]:
        complain(f"{name}: was not read, and counts as one in which nothing was found")
    if len(came.unread) > _NAMED:
        complain(f"{len(came.unread) - _NAMED} more were not read")
    if came.beside:
        complain(f"{came.beside} of the articles read are not in {gold}, and do not count")
    return BAD_INPUT if came.unread else 0


def _articles(path: str) -> dict[str, Told]:
    """Raises InputError, and OSError for a file that cannot be read."""
    from ..errors import InputError
    from ..scoring import records_of

    found: dict[str, Told] = {}
    for file in _files(Path(path)):
        try:
            more = records_of(file.read_text("utf-8-sig").split("\n"), str(file))
        except UnicodeDecodeError:
            raise InputError(f"{file}: is not in UTF-8") from None
        if twice := found.keys() & more.keys():
            raise InputError(f"{more[min(twice)].name}: this article is in {found[min(twice)].name} too")
        found |= more
    return found


def _files(path: Path) -> list[Path]:
    from ..errors import InputError

    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.jsonl"))
    if not files:
        raise InputError(f"{path}: there is no .jsonl in this folder")
    return files


def _table(came: Score) -> str:
    return "\n".join(_lines(came.figures)) + "\n"


def _lines(figures: Mapping[str, float]) -> Iterator[str]:
    yield f"{'':30}{'P':>7}{'R':>7}{'F1':>7}{'gold':>8}{'read':>8}"
    for key in (key for key in figures if f"{key}.p" in figures):
        kind = key.split("_")[0]
        shares = "".join(f"{figures[name]:7.3f}" for name in (f"{key}.p", f"{key}.r", key))
        counts = "" if key == "event_when_dated" else f"{figures[f'{kind}.gold']:8}{figures[f'{kind}.read']:8}"
        yield f"{key.replace('_', ' '):30}{shares}{counts}"
    yield ""
    for key, value in figures.items():
        if "." not in key and f"{key}.p" not in figures and key not in ("articles", "unread"):
            yield f"{key.replace('_', ' '):44}{value:7.3f}"
    yield ""
    yield f"{figures['articles']} articles, {figures['unread']} of them not read"
