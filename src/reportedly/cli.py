"""The command line: arguments in, the core called, rows or pictures of them out.

Nothing heavy is imported before it is needed, so that `--help` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, NoReturn

import click

from . import __version__
from .commands.add import add
from .commands.ask import questions
from .commands.asked import one_process, tell
from .commands.backup import backup
from .commands.check import check
from .commands.common import (
    BAD_INPUT,
    BROKEN_PIPE,
    BUG,
    CANNOT,
    EXIT_CODES,
    INTERRUPTED,
    NobodyListens,
    a_confidence,
    a_date,
    coloured,
    complain,
    limit_for,
    put,
    reader_with,
    report_failure,
    told,
    with_model,
    with_time_limit,
    writing,
)
from .commands.compare import compare
from .commands.export import export
from .commands.follow import follow
from .commands.forget import forget
from .commands.importing import import_
from .commands.judge import judge
from .commands.merge import merge
from .commands.report import report
from .commands.schema import schema
from .commands.score import score
from .commands.serve import serve
from .errors import BudgetError, InvariantError, QuestionError, ReportedlyError
from .readers.options import Another, another

if TYPE_CHECKING:
    from .records import Reading
    from .terminal.progress import Progress

EXAMPLE = """\
\b
Examples:
  reportedly read dispatch.html
  reportedly read --format jsonl --output readings.jsonl dispatches/*.txt
  curl -s https://example.org/news | reportedly read --date 2026-01-02 -
  reportedly add crisis.ledger dispatches/
  reportedly incidents crisis.ledger --type ASSAULT --since 1962-10-22
"""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit. Whatever happens, no traceback reaches the user unasked."""
    code = _run(arguments)
    if code == INTERRUPTED:
        _leave_at_once(code)
    sys.exit(code)


def _leave_at_once(code: int) -> None:
    """Exit without waiting for what was broken off: a thread in the middle of a library's work would have the library
    abort the process when Python takes itself apart, and its code be told in place of ours. Our own files are closed
    by then, and processes ended, as the error went up through those who hold them."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = reportedly.main(arguments, prog_name="reportedly", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except NobodyListens:
        _let_go_of_stdout()
        return BROKEN_PIPE
    except InvariantError as error:
        return _bug(error)
    except QuestionError as error:
        complain(told(error))
        return BAD_INPUT
    except (ReportedlyError, OSError) as error:
        complain(told(error))
        _let_go_of_stdout()
        return CANNOT
    except Exception as error:
        return _bug(error)


def _bug(error: Exception) -> int:
    if os.environ.get("REPORTEDLY_DEBUG"):
        import traceback

        traceback.print_exception(error)
    else:
        hint = "this is a bug; REPORTEDLY_DEBUG=1 shows where"
        complain(f"internal error: {type(error).__name__}: {error} ({hint})")
    return BUG


def _let_go_of_stdout() -> None:
    """What is still to be written to it cannot be, and flushing at exit must not complain of that again."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(epilog=f"{EXAMPLE}\n{EXIT_CODES}", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reportedly", message="%(prog)s %(version)s")
def reportedly() -> None:
    """Read news articles and record who says what, who did what to whom, and what is wrong with the text."""


@reportedly.command(
    epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Read articles and show who says what, and who did what to whom."
)
@click.argument("files", metavar="[FILE|-]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="For people, or the records as JSON Lines.",
)
@click.option(
    "--date",
    metavar="YYYY-MM-DD",
    callback=a_date,
    help="When the articles were published, if you know better.",
)
@click.option("--url", metavar="URL", help="Where the article came from; for one FILE only.")
@click.option("--actors", metavar="FILE", help="States, organizations and persons of your own, as TOML.")
@click.option(
    "--min-confidence",
    "least",
    metavar="X",
    callback=a_confidence,
    help="Leave out statements, events and figures that are less certain, from 0 to 1.",
)
@click.option("--output", metavar="FILE", help="Write here instead, all at once when everything is read.")
@click.option(
    "--processes",
    metavar="N",
    type=click.IntRange(min=1),
    help="How many to read in at a time.  [default: one a core]",
)
@with_time_limit
@with_model
@click.option("--no-color", is_flag=True, help="Marks in place of colours, as where the output is no terminal.")
@another
def read(
    files: tuple[str, ...],
    form: str,
    date: str | None,
    url: str | None,
    actors: str | None,
    least: float | None,
    output: str | None,
    processes: int | None,
    limit: float | None,
    chosen: str | None,
    no_color: bool,
    other: Another | None,
) -> int:
    """Read each FILE, plain text or HTML; "-" is standard input, and so is no FILE at all in a pipe."""
    sources = files or _piped()
    if url is not None and len(sources) > 1:
        raise click.UsageError("--url is the address of one article, and there are several files")

    from .article import batch
    from .article.filtering import at_least
    from .records import Failure

    load = reader_with(actors, model=chosen)
    reader = None
    if other is not None:
        processes = one_process(processes)
        reader = other.open(load)
    shown = output in (None, "-") and sys.stdout.isatty()
    colour = output in (None, "-") and not no_color and coloured()
    failed = False
    with (
        closing(reader) if reader else nullcontext(),
        writing(output) as stream,
        _progress(len(sources), output) as progress,
        _within_budget() as stopped,
    ):
        loading = load if reader is None else lambda: reader
        found = batch.read_many(
            sources,
            processes=processes,
            url=url,
            published=date,
            load=loading,
            time_limit=limit_for(limit, other),
            apart=reader is None,
        )
        legend = True
        with closing(found) as readings:
            for one in readings:
                aside = shown or isinstance(one, Failure)
                with progress.step(aside) if progress else nullcontext():
                    if isinstance(one, Failure):
                        failed = True
                        report_failure(one)
                        continue
                    kept = one if least is None else at_least(one, least)
                    put(stream, _rows(kept) if form == "jsonl" else _view(kept, colour, legend))
                    legend = False
    if reader is not None:
        tell(reader)
    return BAD_INPUT if failed or stopped else 0


@contextmanager
def _within_budget() -> Iterator[list[str]]:
    """What was read before asking would have cost too much is written; the list then says why no more was."""
    stopped: list[str] = []
    try:
        yield stopped
    except BudgetError as error:
        stopped.append(told(error))
        complain(f"stopped: {told(error)}")


def _piped() -> tuple[str, ...]:
    if sys.stdin is None or sys.stdin.isatty():
        raise click.UsageError("name a FILE to read, or pipe an article in")
    return ("-",)


def _rows(reading: Reading) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in reading.rows())


def _view(reading: Reading, colour: bool, legend: bool) -> str:
    import shutil

    from .terminal import render

    return render(reading, width=shutil.get_terminal_size().columns, colour=colour, legend=legend)


def _progress(count: int, output: str | None) -> AbstractContextManager[Progress | None]:
    """A bar, unless the output goes through a pipe: what reads it, as `less`, may want the terminal."""
    import stat

    if count < 2 or not sys.stderr.isatty():
        return nullcontext()
    if output in (None, "-") and stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode):
        return nullcontext()
    from .terminal.progress import Progress

    return Progress(count)


for command in (
    add, follow, compare, *questions, judge, serve, report, export, import_, check, backup, forget, merge, schema,
    score,
):  # fmt: skip
    reportedly.add_command(command)
