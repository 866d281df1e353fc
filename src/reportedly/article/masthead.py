"""What the first lines of a plain text tell: its headline, its author, its date."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Masthead:
    """Each field as it stands in the text, `published` as an ISO date; None where it isn't told."""

    title: str | None
    byline: str | None
    published: str | None


_HEAD = 6_000
"""Characters in which a headline, byline and dateline stand."""
_LONGEST_TITLE = 160
_END = re.compile(r"[.!?…][\"'”’)\]]*$")

_NAME = r"[A-Z][\w.'’-]{0,30}(?:\s+(?:[a-z]{1,5}\s+){0,2}[A-Z][\w.'’-]{0,30}){1,4}"
"""A name of two to six words; "van", "bin" and the like may stand between them."""
# A comma parts authors only where "and" brings the last; else what follows it is the author's office.
_BYLINE = re.compile(
    rf"(?:By|BY)\s+({_NAME}(?:(?:,\s+{_NAME}){{0,4}},?\s+(?:and|AND)\s+{_NAME})?)(?=\s*(?:$|[,|•·—–(]))"
)

_MONTHS = {name[:3].lower(): n for n, name in enumerate(calendar.month_name) if name}
_SPELLINGS = {*calendar.month_name[1:], *calendar.month_abbr[1:], "Sept"}
_MONTH = "(?:" + "|".join(sorted(_SPELLINGS, key=len, reverse=True)) + r")\.?"
_AMERICAN = rf"({_MONTH})\s+(\d{{1,2}}),?\s+(\d{{4}})"
_BRITISH = rf"(\d{{1,2}})\s+({_MONTH}),?\s+(\d{{4}})"
_WEEKDAY = "(?:(?:" + "|".join([*calendar.day_name, *(f"{day}\\." for day in calendar.day_abbr)]) + r"),?\s+)?"
_PLACE = r"[A-Z][A-Z.'’/ -]+(?:,\s+[A-Z][\w.]*(?:\s+[A-Z][\w.]*){0,3})?"
_DASH = r"(?:[—–:]|--?(?=\s))"
# PLACE[, Region], date [(Agency)] and a dash; the place is in capitals, so that no sentence is taken for one.
_DATELINE = re.compile(rf"{_PLACE},\s+{_WEEKDAY}(?:{_AMERICAN}|{_BRITISH})\s*(?:\([^()\n]{{1,60}}\)\s*)?{_DASH}")
# Without a place only with an agency: "Jan. 3, 1962 (Herald) —".
_AGENCY = re.compile(rf"{_WEEKDAY}(?:{_AMERICAN}|{_BRITISH})\s*\([^()\n]{{1,60}}\)\s*{_DASH}")
# A line of its own: "Tuesday, January 3, 1962".
_ALONE = re.compile(rf"{_WEEKDAY}(?:{_AMERICAN}|{_BRITISH})\.?$")
# The same without a year or any date, as wires write it, where a sentence begins after the dash.
_PLACED = re.compile(
    r"[A-Z][A-Z.'’/ -]{2,40}(?:,\s+[A-Z][\w.]*(?:\s+[A-Z][\w.]*){0,3})?"
    rf"(?:,\s+(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?)?"
    r"\s*(?:\([^()\n]{1,60}\)\s*)?(?:[—–]|--?(?=\s))\s*(?=[A-Z“\"'‘])"
)


_UNPLACED = re.compile(
    rf"{_WEEKDAY}(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?"
    r"\s*\([^()\n]{1,60}\)\s*(?:[—–]|--?(?=\s))\s*(?=[A-Z“\"'‘])"
)


def dateline(paragraph: str) -> int:
    """How many characters of a paragraph are its dateline, the dash and the space after it included; 0 if none."""
    found = _PLACED.match(paragraph) or _UNPLACED.match(paragraph)
    return found.end() if found else 0


def read_masthead(text: str) -> Masthead:
    """Headline, byline and dateline of a plain text; no headline where the first line may be a lead."""
    head = text[:_HEAD]
    lines = [(m.group().strip(), m.end()) for m in re.finditer(r"[^\n]+", head) if m.group().strip()][:8]
    title = _title(head, lines)
    byline = published = None
    for line, _ in lines[:6]:
        author = _BYLINE.match(line) if len(line) <= 200 else None
        if author and byline is None:
            byline = author.group(1)
        dated = _DATELINE.match(line) or _AGENCY.match(line) or _ALONE.match(line)
        if dated and published is None:
            published = _date(dated)
    return Masthead(title, byline, published)


def _title(head: str, lines: list[tuple[str, int]]) -> str | None:
    if len(lines) < 2:
        return None  # one paragraph alone is a text without a headline
    (first, end), (second, _) = lines[0], lines[1]
    if len(first) > _LONGEST_TITLE or any(p.match(first) for p in (_BYLINE, _DATELINE, _AGENCY, _ALONE)):
        return None
    apart = head[end:].startswith("\n\n")
    if _END.search(first) and not apart and 3 * len(first) > 2 * len(second):
        return None
    return first


def _date(dated: re.Match[str]) -> str | None:
    month, day, year = dated.group(1, 2, 3) if dated.group(1) else dated.group(5, 4, 6)
    try:
        return date(int(year), _MONTHS[month[:3].lower()], int(day)).isoformat()
    except ValueError:  # the 31st of June is a misprint, not a date
        return None
