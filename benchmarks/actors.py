"""Who is meant by a phrase: the country and the sector that it is read as, against a table of right answers.

    python benchmarks/actors.py [FILE.jsonl...] [--json] [--model FOLDER]

Each line of a FILE is one case: {"phrase", "context", "date", "country", "sector"}. `context` is a text that holds
the phrase, `date` an ISO date on which it was written; whatever is left out or null is not known, and fields that
are not known here are passed over. Null as country or sector is an answer like any other. A line that is no case
is told with its number and left out. Without a FILE, the table of the project is read, `data/actors.jsonl`.
"""

from __future__ import annotations

import datetime
import gzip
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import Figures, arguments, finish, load_reader, note, table
from reportedly.text import Span, paragraphs

TABLE = Path(__file__).resolve().parent / "data" / "actors.jsonl"
FIELDS = ("context", "date", "country", "sector")
MEASURES = ("both", "country", "sector")

# "1956" and "1956-11" are ISO dates too. The middle of what they leave open is least often wrong.
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?:T.*)?", re.DOTALL)

Answer = tuple[str | None, str | None]
"""A country and a sector."""


@dataclass(frozen=True, slots=True)
class Case:
    """A phrase, what is known of where it stands, and the right answer."""

    phrase: str
    context: str | None = None
    date: str | None = None
    country: str | None = None
    sector: str | None = None

    @property
    def wanted(self) -> Answer:
        return self.country, self.sector


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and the answer that was got."""

    case: Case
    got: Answer

    def right(self, measure: str) -> bool:
        """Whether the answer is right in country, in sector, or in both."""
        country, sector = (a == b for a, b in zip(self.case.wanted, self.got, strict=True))
        return {"country": country, "sector": sector, "both": country and sector}[measure]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no case: its number, from 1, and what is wrong with it."""

    number: int
    reason: str


Resolver = Callable[[str, Span, str | None], Answer]
"""A text, where in it the phrase stands, and the date; the country and the sector of who is meant."""


def read_lines(lines: Iterable[bytes]) -> Iterator[Case | BadLine]:
    """A case or its fault for each line that is not blank."""
    for number, line in enumerate(lines, 1):
        try:
            # Not decoded as a whole: one broken letter would take all cases with it.
            text = line.decode("utf-8-sig").strip()
            if text:
                yield case_of(json.loads(text))
        except json.JSONDecodeError as error:
            yield BadLine(number, f"not JSON: {error.msg} at character {error.pos + 1}")
        except UnicodeDecodeError as error:
            yield BadLine(number, f"not UTF-8 at byte {error.start + 1}")
        except (ValueError, RecursionError) as error:
            yield BadLine(number, str(error))


def case_of(row: Any) -> Case:
    """The case that is told by a row. Raises ValueError, with the reason, where it is none."""
    if not isinstance(row, dict):
        raise ValueError("not an object")
    values: dict[str, str | None] = {}
    for field in ("phrase", *FIELDS):
        value = row.get(field)
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{field} is neither text nor null: {json.dumps(value)}")
        if value and any("\ud800" <= c <= "\udfff" for c in value):
            raise ValueError(f"{field} holds half a character")
        values[field] = value.strip() or None if value else None
    phrase = values.pop("phrase")
    if phrase is None:
        raise ValueError("no phrase")
    if values["date"] is not None:
        values["date"] = full_date(values["date"])
    return Case(phrase, **values)


def full_date(text: str) -> str:
    """An ISO date with its day, from one with or without day, month and time. Raises ValueError."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"not an ISO date: {text}")
    year, month, day = found.group("year", "month", "day")
    whole = f"{year}-{month or '07'}-{day or ('15' if month else '01')}"
    try:
        datetime.date.fromisoformat(whole)
    except ValueError:
        raise ValueError(f"no such date: {text}") from None
    return whole


def read_cases(path: Path) -> tuple[list[Case], list[BadLine]]:
    """The cases of a file, plain or gzipped, and its bad lines. Raises OSError, EOFError where it cannot be read."""
    with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as lines:
        read = list(read_lines(lines))
    return [x for x in read if isinstance(x, Case)], [x for x in read if isinstance(x, BadLine)]


def own_cases() -> list[Case]:
    """The cases of our own table."""
    return read_cases(TABLE)[0]


def placed(case: Case) -> tuple[str, Span]:
    """The text to be read, and where the phrase stands in it: the context, or the phrase where that does not hold it.

    Whole words first, then any letters, then whatever the case of the letters and the shape of quotation marks.
    """
    context = case.context or case.phrase
    phrase = re.escape(case.phrase)
    loose = "".join("[’'‘]" if c in "’'‘" else '[“”"]' if c in '“”"' else re.escape(c) for c in case.phrase)
    for pattern, flags in ((rf"(?<!\w){phrase}(?!\w)", 0), (phrase, 0), (loose, re.IGNORECASE)):
        if found := re.search(pattern, context, flags):
            return context, Span(*found.span())
    return case.phrase, Span(0, len(case.phrase))


def load_resolver(folder: Path | None) -> Resolver:
    """What the package does with a mention, over the parse of the model in `folder`, or of the packaged one.

    Raises ModelError, VocabularyError where one of them cannot be used.
    """
    from reportedly.article.context import make_context
    from reportedly.article.mentions import cast_of
    from reportedly.gazetteer import load_gazetteer
    from reportedly.vocabulary import load_lexicon

    reader, lexicon, gazetteer = load_reader(folder), load_lexicon(), load_gazetteer()

    def resolve(text: str, span: Span, date: str | None) -> Answer:
        context = make_context(reader.parse(text, paragraphs(text)), lexicon)
        mention = cast_of(context, gazetteer, date, [span]).mention(span)
        return mention.country, mention.sector

    return resolve


def judge(resolve: Resolver, cases: Iterable[Case]) -> list[Judged]:
    """The answer to every case."""
    judged = []
    for case in cases:
        text, span = placed(case)
        judged.append(Judged(case, resolve(text, span, case.date)))
    return judged


def figures_of(judged: Sequence[Judged]) -> Figures:
    """`actors.both`, `actors.country`, `actors.sector`: shares from 0 to 1; `actors.cases`: how many."""
    right = {measure: sum(one.right(measure) for one in judged) for measure in MEASURES}
    shares = {f"actors.{measure}": count / len(judged) if judged else 0.0 for measure, count in right.items()}
    return shares | {"actors.cases": float(len(judged))}


def show(judged: Sequence[Judged]) -> str:
    """How many are right."""
    figures, all_of = figures_of(judged), len(judged)
    rows = [(m, sum(one.right(m) for one in judged), all_of, figures[f"actors.{m}"]) for m in MEASURES]
    return table(["actors", "right", "cases", "share"], rows)


def summary(figures: Figures) -> str:
    """The shares alone, where the cases are not at hand."""
    cases = round(figures["actors.cases"])
    return table(["actors", "cases", "share"], [(m, cases, figures[f"actors.{m}"]) for m in MEASURES])


def mistakes(judged: Iterable[Judged]) -> Iterator[str]:
    """A line for each case that is not right in both: what was wanted, what was got, and where it stands."""
    for one in judged:
        if not one.right("both"):
            case = one.case
            where = " ".join(filter(None, (case.date, case.context)))
            yield f"{case.phrase} — wanted {told(case.wanted)}, got {told(one.got)}{f' — {where}' if where else ''}"


def told(answer: Answer) -> str:
    """An answer in words, a dash for null."""
    return " ".join(part or "-" for part in answer)


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument(
        "files", nargs="*", type=Path, default=[TABLE], metavar="FILE.jsonl", help="cases; else our own"
    )
    options = parser.parse_args(argv)
    cases: list[Case] = []
    bad = 0
    for path in options.files:
        try:
            found, faults = read_cases(path)
        except (OSError, EOFError) as error:
            note(f"{path}: cannot be read: {error}")
            return 2
        for fault in faults:
            note(f"{path}:{fault.number}: left out: {fault.reason}")
        cases += found
        bad += len(faults)
    if not cases:
        note("no case was found, nothing was measured")
        return 2
    judged = judge(load_resolver(options.model), cases)
    print(show(judged), end="\n\n")
    print("\n".join(mistakes(judged)) or "all are right")
    if bad:
        print(f"\n{bad} bad lines were left out")
    finish(figures_of(judged), options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
