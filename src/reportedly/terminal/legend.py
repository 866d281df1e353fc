"""What the marks in an article mean: those of statements and flaws, and those of events."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from ..records import Status
from .marks import DEEDS, SIGNS, Deed, Role, lowered, raised, side
from .styles import BRACKETS, STYLES

_SAID: dict[Role, str] = {
    "source": "who says it",
    "cue": "the words that tell it",
    "content": "what is said",
    "nested": "what is said within that",
}


def legend(colour: bool, width: int) -> Iterator[Text]:
    """The lines, `width` columns at most."""
    said = [_marked(role, words, colour) for role, words in _SAID.items() if colour or role != "nested"]
    said[1].append(raised([1]), STYLES["aside"])
    said += [
        Text(f"statement{raised([1])}", STYLES["aside"]),
        Text.assemble(("┃", STYLES["flaw"]), (" flaw in the text", STYLES["aside"])),
    ]
    yield from _lines("Marked", said, width)
    happened = [_happened(role, number, colour) for number, role in enumerate(DEEDS[:2], 1)]
    not_so = [_not_so(status, colour) for status in SIGNS if status != "happened"]
    yield from _lines("Events", [*happened, *not_so], width)


def _lines(name: str, entries: list[Text], width: int) -> Iterator[Text]:
    """The entries after their name, broken between them: what is marked as one thing stays in one line."""
    line = Text.assemble((f"{name}: ", STYLES["aside"]))
    for at, entry in enumerate(entries):
        if at and line.cell_len + 3 + entry.cell_len > width:
            yield line
            line = Text.assemble(("· ", STYLES["aside"]))
        else:
            line.append(" · " if at else "", STYLES["aside"])
        line.append_text(entry)
    yield line


def _marked(role: Role, words: str, colour: bool) -> Text:
    before, after = ("", "") if colour else BRACKETS[role]
    return Text.assemble((f"{before}{words}{after}", STYLES[role]))


def _happened(role: Deed, number: int, colour: bool) -> Text:
    words = role if colour else side(role) + role
    return _marked(role, words, colour).append(lowered([number]), STYLES["aside"])


def _not_so(status: Status, colour: bool) -> Text:
    """A status that an event can have but `happened`, after its sign."""
    if not colour:
        return Text(f"{SIGNS[status]} {status}")
    look: Deed = "conflict denied" if status == "denied" else "conflict open"
    return Text.assemble((SIGNS[status], STYLES["conflict open"]), (status, STYLES[look]))
