"""A line for a mark → a typed value. What a line refers to is still a label here."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NoReturn

from reportedly.gazetteer import load_gazetteer
from reportedly.records import ENTITIES, FORMS, PROBLEMS, SOURCE_TYPES, STANCES

from .markup import Line
from .ontology import event_types

SECTORS = frozenset((
    "GOV", "MIL", "SPY", "LEG", "JUD", "COP", "PTY", "OPP", "REB", "UAF", "PRM", "AGR", "BUS", "CRM", "CVL", "EDU",
    "ELI", "JRN", "LAB", "MED", "REF", "REL", "SOC", "IGO", "NGO",
))  # fmt: skip
STATUSES = ("happened", "planned", "threatened", "called for", "hypothetical", "denied")
PRECISIONS = ("day", "week", "month", "season", "year", "decade")
NOBODY = "-"

Number = int | float


class Unreadable(ValueError):
    """A line that does not follow the markup; its words say why."""


@dataclass(frozen=True, slots=True)
class Party:
    """`same`: the label whose identity is taken over. `given`: which of the other fields are told nevertheless."""

    name: str | None = None
    entity: str | None = None
    country: str | None = None
    sector: str | None = None
    same: str | None = None
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """`within`: a label, or `-` for none, where it is overruled."""

    source: str | None
    source_type: str
    stance: str
    form: str | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """`voice`: a label, or `-` for the article's own, where it is overruled."""

    type: str
    mode: str | None
    actor: str | None
    recipient: str | None
    mutual: bool
    status: str
    same: str | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    start: str | None = None
    end: str | None = None
    precision: str | None = None
    same: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    name: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    same: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    value: Number | None
    low: Number | None
    high: Number | None
    bound: str
    unit: str
    measure: str | None
    of: str | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """A flaw; `problem` is None for a mark that only shows where a first telling stands."""

    problem: str | None
    same: str | None = None


Value = Party | Said | Act | Time | Place | Quantity | Slip


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """Codes of states and territories, old ones too, and of what belongs to none."""
    return frozenset(c.code for c in load_gazetteer().tables.countries) | {"IGO", "NGO", "MNC"}


def value_of(line: Line) -> Value:
    """What a line tells. Raises Unreadable where it does not follow the markup."""
    return _READERS[kind_of(line.label)](line.words)


def kind_of(label: str) -> str:
    """`party`, or a letter for the kind of record, with `c`, `h`, `v`, `t`, `w` behind it for a part of one."""
    return "party" if label.isalpha() else label[0] + (label[-1] if label[-1].isalpha() else "")


def _fail(words: str) -> NoReturn:
    raise Unreadable(words)


def _or_none(word: str) -> str | None:
    return None if word == NOBODY else word


def _one_of(word: str, allowed: Sequence[str], what: str) -> str:
    return word if word in allowed else _fail(f"{what} {word!r} is not one of {', '.join(allowed)}")


# A state that only changed its name is one state, under its present code (see countries.toml).
_RENAMED = {"BUR": "MMR", "DHY": "BEN", "HVO": "BFA", "ZAR": "COD", "TMP": "TLS", "BYS": "BLR", "ROM": "ROU"}


def _country(word: str) -> str | None:
    if word in _RENAMED:
        _fail(f"country {word} only changed its name: its code is {_RENAMED[word]}")
    if word != NOBODY and word not in country_codes():
        _fail(f"country {word!r} is none of the codes in countries.toml, nor IGO, NGO, MNC")
    return _or_none(word)


def _label(word: str, kind: str, what: str) -> str:
    if word == NOBODY or (re.fullmatch(r"[a-z]{1,2}|[sefk]\d+[tw]?", word) and kind_of(word) == kind):
        return word
    _fail(f"{what} {word!r} is no label of a {_NAMES[kind]}")


_NAMES = {"party": "party", "s": "statement", "e": "event", "et": "time", "ew": "place", "f": "figure", "k": "flaw"}


def _options(words: list[str], allowed: dict[str, str], least: int = 0) -> dict[str, str]:
    """Takes what stands at the end of a line from `words`: `=e0`, `voice s2`, `in s1`, `of e1`, in any order.

    `allowed`: the option's word (or `=`) and the kind of label that it takes. `least`: how many words stay in any
    case: in "2 voice -" the voice is a unit.
    """
    found: dict[str, str] = {}
    while len(words) > least:
        if "=" in allowed and words[-1].startswith("=") and len(words[-1]) > 1:
            found["="] = _label(words.pop()[1:], allowed["="], "=")
        elif "=" in allowed and len(words) > 1 and words[-2] == "=":
            found["="] = _label(words.pop(), allowed["="], "=")
            words.pop()
        elif len(words) > max(1, least + 1) and words[-2] in allowed:
            label = words.pop()
            option = words.pop()
            found[option] = _label(label, allowed[option], option)
        else:
            break
    return found


def _party(words: str) -> Party:
    name, bar, rest = (part.strip() for part in words.partition("|"))
    cells = rest.split()
    if len(cells) > 3:
        _fail(f"after the name: entity country sector, not {rest!r}")
    entity = _one_of(cells[0], ENTITIES, "entity") if cells else None
    country = _country(cells[1]) if len(cells) > 1 else None
    sector = _or_none(cells[2]) if len(cells) > 2 else None
    if sector and sector not in SECTORS:
        _fail(f"sector {sector!r} is none of PLOVER's" + (" (UNK is never given)" if sector == "UNK" else ""))
    given = frozenset(("entity", "country", "sector")[: len(cells)])
    if name.startswith("="):
        return Party(None, entity, country, sector, _label(name[1:].strip(), "party", "="), given)
    if not bar or entity is None:
        _fail("a party is 'name | entity country sector', or '=other'")
    if not name:
        _fail("no name; '-' where none is told")
    return Party(_or_none(name), entity, country, sector)


def _said(words: str) -> Said:
    cells = words.split()
    options = _options(cells, {"in": "s"})
    if not 2 <= len(cells) <= 4:
        _fail("a statement is 'source type [stance] [form] [in s2]'")
    source = _or_none(_label(cells[0], "party", "source"))
    source_type = _one_of(cells[1], SOURCE_TYPES, "source type")
    stance, form = "asserts", None
    for cell in cells[2:]:
        if cell in FORMS:
            form = cell
        else:
            stance = _one_of(cell, STANCES, "stance")
    if source and source_type == "unattributed":
        _fail("unattributed, but with a source")
    return Said(source, source_type, stance, form, options.get("in"))


def _act(words: str) -> Act:
    arrow = re.search(r"\s(<>|>)\s", words)
    if not arrow:
        _fail("an event is 'TYPE [mode] actor > recipient status', with blanks about '>' or '<>'")
    before, after = words[: arrow.start()].split(), words[arrow.end() :].split()
    options = _options(after, {"=": "e", "voice": "s"})
    if not 2 <= len(before) <= 3 or len(after) < 2:
        _fail("an event is 'TYPE [mode] actor > recipient status'")
    types = event_types()
    kind = types[_one_of(before[0], list(types), "type")]
    mode = before[1] if len(before) == 3 else None
    if mode == NOBODY:
        mode = None
    if mode and mode not in kind.modes:
        _fail(f"{kind.name} has no mode {mode!r}" + (f"; it has {', '.join(kind.modes)}" if kind.modes else ""))
    actor, recipient = _label(before[-1], "party", "actor"), _label(after[0], "party", "recipient")
    status = _one_of(" ".join(after[1:]).replace("-", " "), STATUSES, "status")
    mutual = arrow.group(1) == "<>"
    if mutual and NOBODY in (actor, recipient):
        _fail("an act between equals needs two parties")
    if actor == recipient != NOBODY:
        _fail(f"{actor} acts on itself")
    return Act(
        kind.name, mode, _or_none(actor), _or_none(recipient), mutual, status, options.get("="), options.get("voice")
    )


def _time(words: str) -> Time:
    cells = words.split()
    if len(cells) == 1 and cells[0].startswith("="):
        return Time(same=_label(cells[0][1:], "et", "="))
    if not 2 <= len(cells) <= 3:
        _fail("a time is 'start [end] precision', or '- -' where no date can be told")
    precision = _or_none(cells[-1])
    if precision:
        _one_of(precision, PRECISIONS, "precision")
    if all(cell == NOBODY for cell in cells[:-1]):
        return Time(precision=precision)
    if not precision:
        _fail("dates, but no precision")
    starts = _days(cells[0])
    ends = _days(cells[1]) if len(cells) == 3 else _last_of(starts, precision)
    start, end = starts[0] if starts else None, ends[1] if ends else None
    if start and end and start > end:
        _fail(f"{start} is after {end}")
    return Time(start.isoformat() if start else None, end.isoformat() if end else None, precision)


def _days(word: str) -> tuple[date, date] | None:
    """First and last day of an ISO date, month (1987-05) or year (1987); None for `-`."""
    if word == NOBODY:
        return None
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", word)
    if not match:
        _fail(f"{word!r} is no ISO date")
    year, month, day = (int(x) if x else None for x in match.groups())
    assert year is not None
    try:
        if day and month:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        _fail(f"{word} is no day of the calendar")


def _last_of(start: tuple[date, date] | None, precision: str) -> tuple[date, date] | None:
    """Where only a start is told, the day, week, month or year that it begins."""
    if start is None:
        return None
    first, last = start
    if precision == "week" and first == last:
        if first.weekday():
            _fail(f"the week of {first} does not begin on a Monday: tell both ends")
        last = first + timedelta(days=6)
    elif precision == "month" and first == last:
        last = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
        if first.day != 1:
            _fail(f"{first} is not the first of its month: tell both ends")
    elif precision == "year" and (first.month, first.day) == (1, 1):
        last = date(first.year, 12, 31)
    elif precision == "decade" and first.year % 10 == 0 and (first.month, first.day) == (1, 1):
        last = date(first.year + 9, 12, 31)
    elif precision in ("season", "year", "decade"):
        _fail(f"tell both ends of the {precision}")
    return first, last


def _place(words: str) -> Place:
    cells = words.split()
    if len(cells) == 1 and cells[0].startswith("="):
        return Place(same=_label(cells[0][1:], "ew", "="))
    latitude = longitude = None
    numbers = [c for c in cells[-2:] if re.fullmatch(r"[-+]?\d+(\.\d+)?", c)]
    if len(numbers) == 2 and len(cells) >= 4:
        latitude, longitude = (float(c) for c in numbers)
        del cells[-2:]
        if abs(latitude) > 90 or abs(longitude) > 180:
            _fail(f"{latitude} {longitude} lies nowhere on earth")
    if len(cells) < 2:
        _fail("a place is 'name country [latitude longitude]', '-' for what is not known")
    return Place(_or_none(" ".join(cells[:-1])), _country(cells[-1]), latitude, longitude)


_FIGURE = re.compile(r"(~|>=|<=|\?|≥|≤|)(-?[\d_,]*\.?\d+)(?:\.\.(-?[\d_,]*\.?\d+))?")


def _quantity(words: str) -> Quantity:
    cells = words.split()
    options = _options(cells, {"of": "e", "voice": "s"}, least=3)
    if len(cells) < 3:
        _fail("a figure is 'number unit measure [of e1]'")
    match = _FIGURE.fullmatch(cells[0])
    if not match or (match.group(1) and match.group(3)):
        _fail(f"{cells[0]!r} is no number: 115, ~35, >=115, <=12, 10..12, ?24")
    sign, one, other = match.groups()
    number = _number(one)
    measure = _or_none(cells[-1])
    unit = " ".join(cells[1:-1])
    if unit == NOBODY:
        _fail("no unit")
    rest = (unit, measure, options.get("of"), options.get("voice"))
    if other:
        high = _number(other)
        if number > high:
            _fail(f"low {number} is above high {high}")
        return Quantity(None, number, high, "between", *rest)
    match sign:
        case "~":
            return Quantity(number, None, None, "about", *rest)
        case ">=" | "≥":
            return Quantity(number, number, None, "at least", *rest)
        case "<=" | "≤":
            return Quantity(number, None, number, "at most", *rest)
        case "?":
            return Quantity(None, number, None, "vague", *rest)
    return Quantity(number, number, number, "exact", *rest)


def _number(words: str) -> Number:
    value = float(words.replace(",", "").replace("_", ""))
    return int(value) if value.is_integer() else value


def _slip(words: str) -> Slip:
    cells = words.split()
    options = _options(cells, {"=": "k"})
    problem = _or_none(" ".join(cells) or NOBODY)
    if problem:
        _one_of(problem, PROBLEMS, "problem")
    if "=" in options and problem != "repeated paragraph":
        _fail("only a repeated paragraph has a first telling")
    return Slip(problem, options.get("="))


def _of_a_part(words: str) -> NoReturn:
    _fail("cues, hedges and remarks on evidence have no line")


_READERS: dict[str, Callable[[str], Value]] = {
    "party": _party, "s": _said, "e": _act, "et": _time, "ew": _place, "f": _quantity, "k": _slip,
    "sc": _of_a_part, "sh": _of_a_part, "sv": _of_a_part,
}  # fmt: skip
