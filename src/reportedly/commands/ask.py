"""The questions that a ledger answers, each as a table, JSON Lines or CSV.

Each command reads what is asked, and hands it to `Ledger`; tables are made by `terminal/`, rows by the answers.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import QuestionError
from .common import EXIT_CODES, a_confidence, a_date, coloured, put, standard_output

if TYPE_CHECKING:
    from rich.text import Text

    from ..ledger.asking import Order
    from ..ledger.questions import Asked
    from ..ledger.store import Ledger

__all__ = ["as_of_option", "asked_by", "day_options", "incident_options", "opened", "policy_option", "questions"]

SHOWN = 20
"""So many answers a table has where nothing else is said."""

T = TypeVar("T")
Function = TypeVar("Function", bound=Callable[..., Any])
Lines = Callable[[int], "Iterator[Text]"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class How:
    """How an answer is wanted. `limit`: None for all."""

    form: str
    limit: int | None
    as_of: str | None
    no_color: bool

    @property
    def table(self) -> bool:
        return self.form == "table"


# Options


def _example(*lines: str) -> str:
    listed = "\n".join(f"  reportedly {line}" for line in lines)
    return f"\b\nExamples:\n{listed}\n\n{EXIT_CODES}"


def _question(
    short: str, *examples: str, asks: bool = True, limited: bool = True
) -> Callable[[Function], click.Command]:
    """A command over LEDGER with the options of all questions; `asks`: those that say which incidents are meant."""

    def made(function: Function) -> click.Command:
        for option in reversed(_options(asks, limited)):
            function = option(function)
        function = click.argument("path", metavar="LEDGER")(function)
        name = function.__name__.rstrip("_")
        return click.command(name, epilog=_example(*examples), short_help=short)(function)

    return made


def day_options() -> list[Callable[[Function], Function]]:
    """The options for days."""
    return [
        click.option("--since", metavar="YYYY-MM-DD", callback=a_date, help="From this day on."),
        click.option("--until", metavar="YYYY-MM-DD", callback=a_date, help="Up to this day, inclusive."),
    ]


def incident_options() -> list[Callable[[Function], Function]]:
    """The options that say which incidents are meant, beside those for days."""
    return [
        click.option("--between", nargs=2, metavar="A B", help="Where the one acts on the other, or the other way."),
        click.option(
            "--type", "type", metavar="TYPE", help='A type of event, with its mode or without: "ASSAULT drone".'
        ),
        click.option("--where", metavar="PLACE", help="In this state, or at a place of this name."),
        click.option("--status", metavar="STATUS", help="happened, planned, threatened, ... or disputed."),
        click.option("--min-confidence", metavar="X", callback=a_confidence, help="As sure as this at least, 0 to 1."),
    ]


def as_of_option() -> Callable[[Function], Function]:
    return click.option("--as-of", metavar="TIME", help="What the ledger knew then: a date, or a time.")


def policy_option() -> Callable[[Function], Function]:
    return click.option(
        "--policy",
        type=click.Choice(["conservative", "range", "latest", "official"]),
        default="latest",
        show_default=True,
        help="Which number to take where several are told.",
    )


def _options(asks: bool, limited: bool) -> list[Callable[[Function], Function]]:
    limit = click.option(
        "--limit",
        metavar="N",
        type=click.IntRange(min=1),
        help=f"So many answers at most.  [default: {SHOWN} in a table, else all]",
    )
    form = click.option(
        "--format",
        "form",
        type=click.Choice(["table", "jsonl", "csv"]),
        default="table",
        show_default=True,
        help="For people, or for programs.",
    )
    colour = click.option("--no-color", is_flag=True, help="Signs alone, as where the output is no terminal.")
    return [
        *(day_options() if asks or limited else []),
        *(incident_options() if asks else []),
        *([limit] if limited else []),
        as_of_option(),
        form,
        colour,
    ]


def asked_by(options: dict[str, Any]) -> Asked:
    """What the options ask for."""
    from ..ledger.questions import Asked

    names = ("since", "until", "between", "type", "where", "status", "min_confidence")
    return Asked(**{name: options.get(name) for name in names})


def _read(options: dict[str, Any]) -> tuple[Asked, How]:
    asked = asked_by(options)
    limit = options.get("limit") or (SHOWN if options["form"] == "table" else None)
    return asked, How(options["form"], limit, options["as_of"], options["no_color"])


@contextmanager
def opened(path: str) -> Iterator[Ledger]:
    """The ledger as it is now: what others write meanwhile is not seen, so that an answer is of one piece."""
    from ..ledger.store import Ledger

    with Ledger.open(path, "read") as ledger:
        ledger.db.execute("BEGIN")
        yield ledger


# Answers


def _show(how: How, lines: Lines, more: str = "") -> int:
    """A table, as wide as the terminal; `more`: what was left out."""
    import shutil

    from ..terminal.answers import rendered

    width = shutil.get_terminal_size().columns
    with standard_output() as stream:
        put(stream, rendered(lines, width=width, colour=not how.no_color and coloured()))
        if more:
            put(stream, f"{more}\n")
    return 0


def _rows(how: How, rows: Iterable[Row], kind: str) -> int:
    """Rows one by one, as they come. A question that cannot be asked is told before anything is written."""
    from ..terminal.formats import csv_lines, json_lines

    lines = json_lines(rows) if how.form == "jsonl" else csv_lines(rows, kind)
    with standard_output() as stream:
        for line in lines:
            put(stream, line)
    return 0


def _some(found: Iterable[T], how: How) -> tuple[list[T], bool]:
    """As many as are wanted, and whether there are more."""
    listed: list[T] = []
    for one in found:
        if len(listed) == how.limit:
            return listed, True
        listed.append(one)
    return listed, False


def _left(count: int, shown: int, what: str) -> str:
    from ..ledger.asking import MANY

    if count <= shown:
        return ""
    left = f"more than {MANY - shown:,}" if count >= MANY else f"{count - shown:,}"
    return f"… {left} more {what}, --limit"


@_question("What happened, once each, and on whose word.", "incidents crisis.ledger --between Cuba 'United States'")
@click.option(
    "--order",
    type=click.Choice(["time", "reports"]),
    default="time",
    show_default=True,
    help="By time, or those first that most outlets report.",
)
def incidents(path: str, order: Order, **options: Any) -> int:
    """Every reported incident once: what happened, who says so, what is disputed."""
    asked, how = _read(options)
    with opened(path) as ledger:
        found = ledger.incidents(asked, as_of=how.as_of, limit=how.limit, order=order)
        if not how.table:
            return _rows(how, (one.row() for one in found), "incident")
        from ..terminal.answers import incidents

        listed = list(found)
        more = _left(ledger.count(asked, as_of=how.as_of), len(listed), "incidents") if len(listed) == how.limit else ""
        return _show(how, lambda width: incidents(listed, width), more)


@_question(
    "All that is known of one incident.",
    "incident crisis.ledger 1a2b3c4d",
    "incident crisis.ledger --type ASSAULT --since 1962-10-27 --until 1962-10-27",
    limited=False,
)
@click.argument("name", metavar="[ID]", required=False)
def incident(path: str, name: str | None, **options: Any) -> int:
    """The incident with this ID, or the only one whose id begins so: who says what, what is disputed, how many.

    Without an ID, of those that are asked for the one that most outlets report.
    """
    asked, how = _read(options)
    with opened(path) as ledger:
        if name is not None:
            found = ledger.incident(name, as_of=how.as_of)
        else:
            first = next(ledger.incidents(asked, as_of=how.as_of, limit=1, order="reports"), None)
            if first is None:
                raise QuestionError("no incident is like this")
            found = first
        corrected = tuple(ledger.corrections(as_of=how.as_of, of=found))
        if not how.table:
            row = {**found.row(), "corrections": [one.row() for one in corrected]}
            return _rows(how, [row], "incident")
        from ..terminal.dossier import incident

        return _show(how, lambda width: incident(found, width, corrected))


@_question("Where accounts conflict.", "disputes crisis.ledger --since 1962-10-27")
def disputes(path: str, **options: Any) -> int:
    """Where accounts of an incident cannot all be right: whether it happened, who did it, how many, when or where."""
    asked, how = _read(options)
    with opened(path) as ledger:
        found = ledger.disputes(asked, as_of=how.as_of, limit=how.limit)
        if not how.table:
            return _rows(how, (one.row() for one in found), "dispute")
        from ..terminal.answers import disputes

        listed = list(found)
        count = ledger.count(asked, only="disputed", as_of=how.as_of)
        more = _left(count, len({one.dossier.id for one in listed}), "incidents") if listed else ""
        return _show(how, lambda width: disputes(listed, width), more)


@_question("How many, as it moved, under a policy.", "figures crisis.ledger --policy range --format csv")
@policy_option()
def figures(path: str, policy: Any, **options: Any) -> int:
    """The figures of each incident over time, then those that hang on no act, and what they come to under a policy."""
    asked, how = _read(options)
    with opened(path) as ledger:
        found = ledger.counts(asked, policy, as_of=how.as_of, limit=how.limit)
        loose = ledger.loose_counts(asked, policy, as_of=how.as_of)
        if not how.table:
            return _rows(how, itertools.chain((one.row() for one in found), (one.row() for one in loose)), "figures")
        from ..terminal.answers import figures

        listed = list(found)
        count = ledger.count(asked, only="counted", as_of=how.as_of)
        more = _left(count, len({one.dossier.id for one in listed}), "incidents") if listed else ""
        return _show(how, lambda width: figures(listed, width, loose), more)


@_question("Words and deeds between two parties over time.", "dyad crisis.ledger USA SUN --by week", limited=False)
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month"]),
    default="day",
    show_default=True,
    help="The length of a period.",
)
def dyad(path: str, one: str, other: str, by: Any, **options: Any) -> int:
    """What A said and did to B, and B to A, by day, week or month; A and B are states, or whoever bears a name."""
    asked, how = _read(options)
    with opened(path) as ledger:
        found = ledger.dyad(one, other, by, asked, as_of=how.as_of)
    if how.form == "jsonl":
        return _rows(how, [found.row()], "dyad")
    if how.form == "csv":
        return _rows(how, ({"one": found.one, "other": found.other, **cell.row()} for cell in found.cells), "dyad")
    from ..terminal.dossier import dyad

    return _show(how, lambda width: dyad(found, width))


@_question("Who is quoted how often, and as what.", "sources crisis.ledger --limit 50")
def sources(path: str, **options: Any) -> int:
    """Who is quoted how often and as what; and for each outlet, on which kinds of sources its statements rest."""
    asked, how = _read(options)
    with opened(path) as ledger:
        found = ledger.sources(asked, as_of=how.as_of, limit=how.limit)
    if not how.table:
        return _rows(how, itertools.chain((q.row() for q in found.quoted), (o.row() for o in found.leanings)), "source")
    from ..terminal.answers import sources

    return _show(how, lambda width: sources(found, width))


@_question("Which reports are copies, and of which.", "copies crisis.ledger --since 1962-10-27")
def copies(path: str, **options: Any) -> int:
    """Which reports have how much from which earlier ones."""
    asked, how = _read(options)
    with opened(path) as ledger:
        found = ledger.copies(asked, as_of=how.as_of, limit=None if how.table else how.limit)
        if not how.table:
            return _rows(how, (one.row() for one in found), "copy")
        from ..terminal.answers import copies

        listed, more = _some(found, how)
    return _show(how, lambda width: copies(listed, width), "… and more, --limit" if more else "")


@_question("Which reports correct or take back.", "corrections crisis.ledger --since 1962-10-27")
def corrections(path: str, **options: Any) -> int:
    """Where reports say of themselves that they correct, make clear, update or take back, and what they are of."""
    asked, how = _read(options)
    with opened(path) as ledger:
        found = ledger.corrections(asked, as_of=how.as_of, limit=how.limit and how.limit + 1)
        if not how.table:
            return _rows(how, (one.row() for one in itertools.islice(found, how.limit)), "correction")
        from ..terminal.answers import corrections

        listed, more = _some(found, how)
    return _show(how, lambda width: corrections(listed, width), "… and more, --limit" if more else "")


@_question("Words in articles, and where they stand.", """search crisis.ledger 'missiles "San Cristobal"'""")
@click.argument("words", metavar="WORDS", nargs=-1, required=True)
def search(path: str, words: tuple[str, ...], **options: Any) -> int:
    """Articles in which all the WORDS stand, in any of their forms, the best first; "in quotes", side by side."""
    asked, how = _read(options)
    with opened(path) as ledger:
        found = ledger.hits(" ".join(words), asked, as_of=how.as_of, limit=how.limit and how.limit + 1)
        if not how.table:
            return _rows(how, (one.row() for one in itertools.islice(found, how.limit)), "hit")
        from ..terminal.answers import search

        listed, more = _some(found, how)
    return _show(how, lambda width: search(listed, width), "… and more, --limit" if more else "")


@_question("What persons have decided.", "verdicts crisis.ledger", asks=False)
def verdicts(path: str, **options: Any) -> int:
    """What persons have decided of records and links, the newest first; those that lost their words say why."""
    asked, how = _read(options)
    with opened(path) as ledger:
        told = ledger.verdicts(as_of=how.as_of)
    told = tuple(v for v in told if (asked.since or "") <= v.when[:10] <= (asked.until or "9999"))
    if not how.table:
        return _rows(how, (one.row() for one in _some(told, how)[0]), "verdict")
    from ..terminal.answers import verdicts

    listed, _ = _some(told, how)
    return _show(how, lambda width: verdicts(listed, width), _left(len(told), len(listed), "verdicts"))


questions: tuple[click.Command, ...] = (
    incidents, incident, disputes, figures, dyad, sources, copies, corrections, search, verdicts,
)  # fmt: skip
"""The commands, in the order in which they are told."""
