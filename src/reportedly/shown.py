"""Contract rows → a piece of HTML that a notebook shows: the marked text, and tables of what was read in it.

Pure, over the dictionaries of `Reading.rows()`. Styles stand inline, and nothing is loaded from anywhere. An article is
hostile text: all of it is escaped, and characters that turn the writing direction around become visible.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from .accuracy import caution
from .text import TURNING, Span, paragraphs

__all__ = ["LONGEST", "html_of"]

Row = Mapping[str, Any]

LONGEST = 40_000
"""Characters of an article that are shown; a notebook keeps what it shows in its file."""
_MOST = 200
"""Rows of a table."""

# The colours of the terminal, here as glazes: they must be readable on light and on dark pages.
_STYLES = {
    "content": "background:#12876a22",
    "nested": "box-shadow:inset 0 -2px #a45c9a",
    "source": "font-weight:bold;color:#2f86c9",
    "cue": "font-style:italic;color:#c76b00",
    "hedge": "text-decoration:underline dotted #c76b00",
    "evidence": "text-decoration:underline dashed #12876a",
    "figure": "text-decoration:underline #888",
    "flaw": "text-decoration:underline wavy #d0402b",
    "closed": "opacity:.45",
    "conflict": "background:#b02a10;color:#fff;border-radius:2px;padding:0 2px",
    "cooperation": "background:#006a94;color:#fff;border-radius:2px;padding:0 2px",
    "conflict open": "background:#b02a1044;border-radius:2px;padding:0 2px",
    "cooperation open": "background:#006a9444;border-radius:2px;padding:0 2px",
    "conflict denied": "background:#b02a1044;text-decoration:line-through;border-radius:2px;padding:0 2px",
    "cooperation denied": "background:#006a9444;text-decoration:line-through;border-radius:2px;padding:0 2px",
}
_LEGEND = (
    ("source", "source"), ("cue", "cue"), ("content", "content"), ("conflict", "conflict"),
    ("cooperation", "cooperation"), ("conflict open", "has not happened"), ("conflict denied", "denied"),
    ("figure", "figure"), ("flaw", "flaw"),
)  # fmt: skip
_CLOSED = ("boilerplate", "repeated paragraph")
_CELL = "padding:2px 8px;text-align:left;vertical-align:top"
_SMALL = "font-size:70%;opacity:.75"

_UNSEEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), 65533)
_UNSEEN |= {ord(c): 0xFFFD for c in TURNING}


@dataclass(frozen=True, slots=True)
class _Mark:
    span: Span
    role: str
    note: str = ""
    """Shown where the pointer rests."""
    label: str = ""
    """Shown before it, small."""


def html_of(rows: Iterable[Row]) -> str:
    """One `<div>` for the rows of one reading, the article first, with how often such a reading errs. An article of
    more than `LONGEST` characters is shown up to the end of the paragraph there, with a line that says so. Raises
    ValueError where the first row is none."""
    article, *rest = rows
    if article["kind"] != "article":
        raise ValueError("the first row is no article")
    kinds: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rest:
        kinds[row["kind"]].append(row)
    parts = [
        _head(article),
        f'<p style="margin:.3em 0;font-size:80%">{_safe(caution([article["model"]]))}</p>',
        _legend(),
        _text(article["text"], list(_marks(article["text"], kinds))),
        _statements(article["text"], kinds["statement"]),
        _events(kinds["event"], {row["id"]: row for row in kinds["statement"]}),
        _figures(kinds["figure"], {row["id"]: row for row in kinds["statement"]}),
    ]
    return f'<div style="max-width:60em;line-height:1.5;unicode-bidi:isolate">{"".join(parts)}</div>'


def _safe(text: object) -> str:
    return escape(str(text).translate(_UNSEEN))


def _head(article: Row) -> str:
    known = [article[key] for key in ("publisher", "published", "byline", "url") if article[key]]
    if article["file"]:  # its folder is nobody's business who is sent the notebook
        known.append(re.split(r"[/\\]", article["file"])[-1])
    title = f"<strong>{_safe(article['title'])}</strong><br>" if article["title"] else ""
    return f'<p style="margin:.3em 0">{title}<small>{" · ".join(map(_safe, known))}</small></p>'


def _legend() -> str:
    keys = " ".join(f'<span style="{_STYLES[role]}">{words}</span>' for role, words in _LEGEND)
    return f'<p style="margin:.3em 0;font-size:80%">{keys}</p>'


# The text


def _marks(text: str, kinds: Mapping[str, Sequence[Row]]) -> Iterator[_Mark]:
    statements = {row["id"]: row for row in kinds["statement"]}
    for row in kinds["statement"]:
        note = f"{_number(row)}: {_voice(row)} {row['stance']}"
        role = "nested" if row["within"] else "content"
        labelled = row["cue"] or (row["content"] or [None])[0]
        for span, what in [
            *((s, role) for s in row["content"]),
            *([(row["cue"], "cue")] if row["cue"] else []),
            *([(row["source"]["span"], "source")] if row["source"] else []),
            *((s, "hedge") for s in row["hedges"]),
            *((s, "evidence") for s in row["evidence"]),
        ]:
            yield _Mark(Span(*span), what, note, _number(row) if span is labelled else "")
    for row in kinds["event"]:
        side = "conflict" if row["quad"].endswith("conflict") else "cooperation"
        state = {"happened": side, "denied": f"{side} denied"}.get(row["status"], f"{side} open")
        told = f" according to {_voice(statements[row['according_to']])}" if row["according_to"] in statements else ""
        deed = f"{_party(row['actor'])} → {_type(row)} → {_party(row['recipient'])}"
        yield _Mark(Span(*row["span"]), state, f"{_number(row)}: {deed}, {row['status']}{told}", _number(row))
    for row in kinds["figure"]:
        yield _Mark(Span(*row["span"]), "figure", f"{_number(row)}: {_amount(row)} {row['unit'] or ''}".rstrip())
    for row in kinds["flaw"]:
        closed = row["problem"] in _CLOSED
        yield _Mark(Span(*row["span"]), "closed" if closed else "flaw", row["problem"])


def _text(text: str, marks: Sequence[_Mark]) -> str:
    """Every paragraph cut wherever a mark begins or ends."""
    out: list[str] = []
    waiting = sorted(marks, key=lambda mark: mark.span, reverse=True)
    open_: list[_Mark] = []
    for paragraph in paragraphs(text):
        if paragraph.start >= LONGEST:
            out.append(f"<p><em>{len(text) - paragraph.start:,} more characters are not shown.</em></p>")
            break
        while waiting and waiting[-1].span.start < paragraph.end:
            open_.append(waiting.pop())
        open_ = [mark for mark in open_ if mark.span.end > paragraph.start]
        out.append(f'<p style="margin:.5em 0">{"".join(_pieces(text, paragraph, open_))}</p>')
    return "".join(out)


def _pieces(text: str, paragraph: Span, marks: Sequence[_Mark]) -> Iterator[str]:
    edges = {paragraph.start, paragraph.end}
    for mark in marks:
        edges |= {edge for edge in mark.span if paragraph.start < edge < paragraph.end}
    cuts = sorted(edges)
    begin = 0
    by_start = sorted(marks, key=lambda mark: mark.span)
    live: list[_Mark] = []
    for start, end in itertools.pairwise(cuts):
        while begin < len(by_start) and by_start[begin].span.start < end:
            live.append(by_start[begin])
            begin += 1
        live = [mark for mark in live if mark.span.end > start]
        yield _piece(text[start:end], [m for m in live if m.span.start == start and m.label], live)


def _piece(words: str, opening: Sequence[_Mark], live: Sequence[_Mark]) -> str:
    labels = "".join(
        f'<span style="{_SMALL}">{_safe(name)} </span>' for name in dict.fromkeys(m.label for m in opening)
    )
    shown = _safe(words)
    if not live:
        return labels + shown
    # In the order of `_STYLES`: what comes later lies above, and its colour wins.
    roles = [role for role in _STYLES if any(mark.role == role for mark in live)]
    notes = "\n".join(dict.fromkeys(mark.note for mark in live if mark.note))
    style = ";".join(_STYLES[role] for role in roles)
    return f'{labels}<span style="{style}" title="{_safe(notes)}">{shown}</span>'


# The tables


def _table(name: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return ""
    cells = "".join(f'<th style="{_CELL}">{_safe(word)}</th>' for word in head)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{_safe("—" if x is None else x)}</td>' for x in row) + "</tr>"
        for row in rows[:_MOST]
    )
    more = f"<p>{len(rows) - _MOST} more are not shown.</p>" if len(rows) > _MOST else ""
    count = f"{len(rows)} {name}{'' if len(rows) == 1 else 's'}"
    return (
        f'<details><summary>{count}</summary><table style="border-collapse:collapse;font-size:90%">'
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>{more}</details>"
    )


def _statements(text: str, rows: Sequence[Row]) -> str:
    told = [
        (
            _number(row), _party(row["source"]), row["source_type"], row["stance"],
            " … ".join(text[slice(*span)] for span in row["content"]) or None, row["confidence"],
        )
        for row in rows
    ]  # fmt: skip
    return _table("statement", ("#", "source", "kind", "stance", "what", "sure"), told)


def _events(rows: Sequence[Row], statements: Mapping[str, Row]) -> str:
    told = [
        (
            _number(row), _party(row["actor"]), row["text"], _type(row), _party(row["recipient"]), row["status"],
            row["when"] and (row["when"]["start"] or row["when"]["text"]),
            row["where"] and (row["where"]["name"] or row["where"]["text"]),
            _teller(row, statements), row["confidence"],
        )
        for row in rows
    ]  # fmt: skip
    return _table("event", ("#", "who", "did", "type", "to whom", "status", "when", "where", "told by", "sure"), told)


def _figures(rows: Sequence[Row], statements: Mapping[str, Row]) -> str:
    told = [
        (
            _number(row), row["text"], _amount(row), row["unit"], row["measure"], _teller(row, statements),
            row["confidence"],
        )
        for row in rows
    ]  # fmt: skip
    return _table("figure", ("#", "words", "how many", "of what", "what befell", "told by", "sure"), told)


def _number(row: Row) -> str:
    return str(row["id"]).rpartition(":")[2]


def _type(row: Row) -> str:
    return f"{row['type']} {row['mode']}" if row["mode"] else str(row["type"])


def _party(mention: Row | None) -> str:
    return str(mention["name"] or mention["text"]) if mention else "—"


def _voice(row: Row) -> str:
    return _party(row["source"]) if row["source"] else "nobody named"


def _teller(row: Row, statements: Mapping[str, Row]) -> str:
    voice = statements.get(row["according_to"] or "")
    return f"{_number(voice)} {_voice(voice)}" if voice else "the article"


def _amount(row: Row) -> str:
    value, low, high = row["value"], row["low"], row["high"]
    sign = {"at least": "≥ ", "at most": "≤ ", "about": "~ "}.get(row["bound"], "")
    if row["bound"] == "between":
        return f"{low:,}–{high:,}"
    return f"{low:,} or more" if value is None and low is not None else f"{sign}{value:,}" if value is not None else "—"
