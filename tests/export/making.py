"""What the small ledger is made of, and how an export is asked for in tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reportedly import Ledger
from reportedly.export.choosing import Chosen
from reportedly.export.formats import FORMATS, write, write_to
from reportedly.ledger.questions import Asked
from reportedly.ontology import event_types
from reportedly.records import Article, Event, Mention, Reading, Statement, Where
from reportedly.text import Span
from tests.ledger.readings import ferry

CLOCK = "2026-02-03T04:05:06Z"

FERRY = (ferry(), ferry(killed=7, outlet="The Gull"), ferry(killed=9, outlet="The Auk"))
"""Three reports of a shooting of one day."""


def hostile() -> Reading:
    """An article of formulas, quotes, tabs, line ends of every kind, and characters of four bytes."""
    text = '=SUM(A1)\t"Kestrian, gunners"\nshelled\x0b the “port\u2028of Ansel” 🛳, an aide said.\n\n@cmd'
    party = Mention(Span(0, text.index("\nshelled")), "group", '=HYPERLINK("x"),\t"y"', "NOR", "REB")
    port = Mention(Span(text.index("the “"), text.index(" 🛳")), "place", "Port\nof Ansel")
    kind = event_types()["ASSAULT"]
    at = text.index("shelled")
    statement = Statement(
        1, Span(0, len(text) - 6), Mention(Span(text.index("an aide"), text.index(" said")), "person"), "anonymous",
        Span(text.index("said"), text.index("said") + 4), (Span(0, text.index(", an")),), "indirect", "asserts",
    )  # fmt: skip
    event = Event(
        1, Span(at, at + 7), "ASSAULT", "heavy-weapons", kind.quad, kind.intensity_of("heavy-weapons"), party, port,
        "happened", 1, 0.9, None, None, Where(port.span, "Port\nof Ansel", "NOR", -0.25, 179.75),
    )  # fmt: skip
    article = Article(
        text, "https://harrow.example/a?b=1,2", None, '=HYPERLINK("x")\n"quoted"\ttab', "-Ines",
        'The\r\nHarrow; "Wire"', "en", "2026-01-09", "fake-1", "words-1",
    )  # fmt: skip
    return Reading(article, (statement,), (event,))


@contextmanager
def choosing(path: Path, asked: Asked = Asked(), as_of: str | None = None, **more: Any) -> Iterator[Chosen]:  # noqa: B008
    with Ledger.open(path, "read") as ledger:
        yield Chosen(ledger, asked, as_of, **more)


def exported(path: Path, form: str, asked: Asked = Asked(), **more: Any) -> str:  # noqa: B008
    """A format of one file, as text."""
    told: list[str] = []
    with choosing(path, asked, **more) as chosen:
        write_to(chosen, form, told.append)
    return "".join(told)


def folder_of(path: Path, form: str, at: Path, asked: Asked = Asked(), **more: Any) -> Path:  # noqa: B008
    """A format of several files, written below `at`."""
    assert FORMATS[form].folder
    with choosing(path, asked, **more) as chosen:
        write(chosen, form, str(at / form))
    return at / form
