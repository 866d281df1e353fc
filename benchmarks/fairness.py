"""Is a denial by one state read as surely as by another? The same sentences, with the states swapped.

    python benchmarks/fairness.py [TABLE.toml] [--states N] [--seed N] [--errors N] [--readings FOLDER]
                                  [--model FOLDER] [--json]

Each sentence of the table (`data/fairness.toml`: denials, accusations, attacks, claims, figures, negotiations) is read
as an article of its own, of one and the same day, with each state of the table in turn; `--states N` takes N of them,
as many of each region as can be, always the same ones for one `--seed`. A sentence is right where every record that
the table names for it is read so: source and stance; type, parties and status; number, unit and measure.

For each state: the share of sentences read right with Wilson's interval at 95 in a hundred, the distance from the mean
of all states in points, the mean confidence of the records that were right, and how many sentences are `lost` (wrong
here, and right with three states in four) or `won` (the other way round). `--errors N` shows N of those that are lost
with what was read. `--readings` keeps the readings, see `kept.py`. Armed groups are read in the sentences that suit
them, and are told apart: other sentences, other means.
"""

from __future__ import annotations

import random
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import ROOT, Figures, arguments, finish, load_pipeline, note, sample, table
from benchmarks.expecting import Expected, Row, expected_in, line_of, matching
from benchmarks.judging import Reads
from benchmarks.kept import Kept
from benchmarks.wilson import Share, share

TABLE = ROOT / "benchmarks" / "data" / "fairness.toml"
POINTS = 3.0
"""A distance from the mean that is more than this has to be mended or told."""
MOST, LEAST = 0.75, 0.25
"""A sentence is lost where so many of all states have it right and this one has not; won where so few have it."""
GROUPS = "armed groups"


@dataclass(frozen=True, slots=True)
class Swap:
    """Who is put in. `code`: of a state, None for a group; `word`: what a group is found by; `forms`: for each
    placeholder the words."""

    key: str
    region: str
    code: str | None
    word: str
    forms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its places for a state, and what it must give."""

    number: int
    kind: str
    text: str
    expected: tuple[Expected, ...]
    groups: bool

    @property
    def form(self) -> str:
        """How the state is named: the first placeholder."""
        return next(form for form in FORMS if f"{{{form}}}" in self.text)

    def with_(self, swap: Swap) -> str:
        """The sentence about this one."""
        words = self.text
        for form, value in swap.forms.items():
            words = words.replace(f"{{{form}}}", value)
        # Not after a quotation mark alone: names begin with a capital but for an article.
        return words[0].upper() + words[1:]


FORMS = {"X": "name", "Xs": "possessive", "Xn": "adjective", "Xc": "capital"}


@dataclass(frozen=True, slots=True)
class Table:
    """What is read. `told`: for a state why it is read worse or better, as somebody found out for `told_of`, a model's
    name and version."""

    published: str
    states: tuple[Swap, ...]
    groups: tuple[Swap, ...]
    others: Mapping[str, str]
    sentences: tuple[Sentence, ...]
    told_of: str
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sentence about one party: whether it was read right, how surely, and what was read."""

    sentence: Sentence
    swap: Swap
    right: bool
    confidence: float | None
    text: str
    rows: tuple[Row, ...]


def load_table(path: Path) -> Table:
    """Raises ValueError where a sentence has no place for a state, or names records that are none."""
    told: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    sentences: list[Sentence] = []
    for kind, rows in told["sentences"].items():
        for text, records, *flags in rows:
            one = Sentence(len(sentences), kind, text, tuple(expected_in(records)), "groups" in flags)
            if not any(f"{{{form}}}" in text for form in FORMS) or not one.expected:
                raise ValueError(f"{path.name}: {text!r}: no place for a state, or nothing to be read")
            sentences.append(one)
    states = tuple(_state(region, *row) for region, rows in told["states"].items() for row in rows)
    groups = tuple(
        Swap(name.removeprefix("the "), GROUPS, None, word, {"X": name})
        for rows in told["groups"].values()
        for name, word in rows
    )
    reasons = dict(told.get("told", {}))
    model = str(reasons.pop("model", ""))
    return Table(told["published"], states, groups, told["others"], tuple(sentences), model, reasons)


def _state(region: str, code: str, name: str, adjective: str, capital: str) -> Swap:
    whose = f"{name}'" if name.endswith("s") else f"{name}'s"
    return Swap(code, region, code, name, {"X": name, "Xs": whose, "Xn": adjective, "Xc": capital})


def some_of(states: Sequence[Swap], number: int | None, seed: int) -> list[Swap]:
    """`number` of the states, in turn from each region; all of them where none is given."""
    if number is None or number >= len(states):
        return list(states)
    chance = random.Random(seed)
    by: dict[str, list[Swap]] = defaultdict(list)
    for state in states:
        by[state.region].append(state)
    for those in by.values():
        chance.shuffle(those)
    turns = [those[at] for at in range(max(map(len, by.values()))) for those in by.values() if at < len(those)]
    taken = {state.key for state in turns[:number]}
    return [state for state in states if state.key in taken]


def read_all(pipeline: Reads, given: Table, states: Iterable[Swap]) -> list[Outcome]:
    """Every sentence about every state, and those that suit them about groups."""
    outcomes: list[Outcome] = []
    for swap in (*states, *given.groups):
        for one in given.sentences:
            if swap.code is not None or one.groups:
                outcomes.append(read_one(pipeline, given, one, swap))
    return outcomes


def read_one(pipeline: Reads, given: Table, one: Sentence, swap: Swap) -> Outcome:
    """One sentence about one party."""
    text = one.with_(swap)
    rows = tuple(pipeline.read(text.encode("utf-8"), published=given.published).rows())[1:]
    codes = {**given.others, **({"X": swap.code} if swap.code else {})}
    wanted = [one if swap.code else _about(one, swap.word) for one in one.expected]
    found = [matching(record, rows, codes) for record in wanted]
    right = all(row is not None for row in found)
    sure = [row["confidence"] for row in found if row is not None and row["confidence"] is not None]
    return Outcome(one, swap, right, sum(sure) / len(sure) if right and sure else None, text, rows)


def _about(one: Expected, word: str) -> Expected:
    return replace(one, parties=tuple(word if party == "X" else party for party in one.parties))


@dataclass(frozen=True, slots=True)
class Standing:
    """How one party, or one region, is read: `difference` in points from the mean of all on the same sentences."""

    key: str
    region: str
    share: Share
    difference: float
    confidence: float | None
    lost: tuple[Outcome, ...] = ()
    won: tuple[Outcome, ...] = ()


def standings(outcomes: Sequence[Outcome]) -> list[Standing]:
    """One for each party of these outcomes, in their order; the mean is that over these outcomes."""
    common = _means(outcomes)
    found = []
    for key in dict.fromkeys(one.swap.key for one in outcomes):
        mine = [one for one in outcomes if one.swap.key == key]
        lost = tuple(o for o in mine if not o.right and common[o.sentence.number] >= MOST)
        won = tuple(o for o in mine if o.right and common[o.sentence.number] <= LEAST)
        found.append(_standing(key, mine[0].swap.region, mine, common, lost, won))
    return found


def far(one: Standing) -> bool:
    """Whether it has to be mended or told."""
    return abs(one.difference) > POINTS + 1e-9


def regions(outcomes: Sequence[Outcome]) -> list[Standing]:
    """The same for the regions of states."""
    common = _means(outcomes)
    names = dict.fromkeys(one.swap.region for one in outcomes)
    return [_standing(name, name, [o for o in outcomes if o.swap.region == name], common) for name in names]


def _means(outcomes: Iterable[Outcome]) -> dict[int, float]:
    """For each sentence with how many of the parties it is right, 0 to 1."""
    by: dict[int, list[bool]] = defaultdict(list)
    for one in outcomes:
        by[one.sentence.number].append(one.right)
    return {number: sum(right) / len(right) for number, right in by.items()}


def _standing(
    key: str,
    region: str,
    mine: Sequence[Outcome],
    common: Mapping[int, float],
    lost: tuple[Outcome, ...] = (),
    won: tuple[Outcome, ...] = (),
) -> Standing:
    sure = [one.confidence for one in mine if one.confidence is not None]
    usual = sum(common[one.sentence.number] for one in mine) / len(mine)
    right = share(one.right for one in mine)
    difference = 100 * (right.right / right.count - usual)
    return Standing(key, region, right, difference, sum(sure) / len(sure) if sure else None, lost, won)


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was read, and what it comes to."""

    table: Table
    model: str
    states: tuple[Outcome, ...]
    groups: tuple[Outcome, ...]

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(one.sentence.kind for one in self.states))

    def told(self, key: str) -> str | None:
        """Why a party is read otherwise, where somebody found out for this model; else None."""
        version = " ".join(self.model.split()[:2])
        return self.table.told.get(key) if version == self.table.told_of else None


def measure(pipeline: Kept, given: Table, states: Sequence[Swap]) -> Measured:
    """Read everything."""
    outcomes = read_all(pipeline, given, states)
    return Measured(
        given,
        pipeline.model,
        tuple(o for o in outcomes if o.swap.code is not None),
        tuple(o for o in outcomes if o.swap.code is None),
    )


def figures_of(measured: Measured) -> Figures:
    """Figures `fairness.{right,spread,far}` over states, `fairness.KIND.…`, `fairness.STATE.…`: shares from 0 to 1,
    differences in points. `spread`: points between the best and the worst state; `far`: states more than 3 away."""
    figures: Figures = {}
    for kind in (None, *measured.kinds):
        those = [o for o in measured.states if kind in (None, o.sentence.kind)]
        all_of_them = standings(those)
        start = f"fairness.{kind}" if kind else "fairness"
        differences = [one.difference for one in all_of_them]
        figures |= {
            f"{start}.right": sum(o.right for o in those) / len(those),
            f"{start}.spread": max(differences) - min(differences),
            f"{start}.spread_regions": _spread(regions(those)),
            f"{start}.far": float(sum(abs(d) > POINTS for d in differences)),
        }
    for one in standings(measured.states):
        figures |= {
            f"fairness.{one.key}.right": one.share.right / one.share.count,
            f"fairness.{one.key}.difference": one.difference,
            f"fairness.{one.key}.lost": float(len(one.lost)),
        }
        if one.confidence is not None:
            figures[f"fairness.{one.key}.confidence"] = one.confidence
    figures["fairness.sentences"] = float(len({o.sentence.number for o in measured.states}))
    figures["fairness.states"] = float(len({o.swap.key for o in measured.states}))
    if measured.groups:
        figures["fairness.groups.right"] = sum(o.right for o in measured.groups) / len(measured.groups)
        figures["fairness.groups.spread"] = _spread(standings(measured.groups))
    return figures


def _spread(those: Sequence[Standing]) -> float:
    differences = [one.difference for one in those]
    return max(differences) - min(differences)


def show(measured: Measured) -> str:
    """The tables: states, regions by kind, forms of those that are far away, groups."""
    states = standings(measured.states)
    tables = [
        _shown("states", states),
        _shown("regions", regions(measured.states)),
        table(
            ["region, right by kind", *measured.kinds],
            (
                [name, *(cell_of(region_of(measured, name, kind).share) for kind in measured.kinds)]
                for name in dict.fromkeys(o.swap.region for o in measured.states)
            ),
        ),
        table(
            ["state, right by form", *FORMS.values()],
            ([one.key, *(cell_of(of_form(measured, one.key, form)) for form in FORMS)] for one in states),
        ),
    ]
    if measured.groups:
        tables.append(_shown("armed groups", standings(measured.groups)))
    return "\n\n".join(tables)


def of_form(measured: Measured, key: str, form: str) -> Share:
    """How a state is read where it is named in this form."""
    return share(o.right for o in measured.states if o.swap.key == key and o.sentence.form == form)


def region_of(measured: Measured, name: str, kind: str) -> Standing:
    """How a region is read in sentences of this kind."""
    those = regions([o for o in measured.states if o.sentence.kind == kind])
    return next(one for one in those if one.key == name)


def cell_of(told: Share) -> str:
    """`.82`; nothing where there are too few."""
    return "" if told.value is None else f"{told.value:.3f}"


def _shown(name: str, those: Iterable[Standing]) -> str:
    rows = []
    for one in those:
        low, high = one.share.bounds
        interval = f"{low:.3f} to {high:.3f}"
        rows.append(
            [one.key, one.share.count, cell_of(one.share), interval, f"{one.difference:+.1f}", one.confidence,
             len(one.lost), len(one.won)]
        )  # fmt: skip
    return table([name, "read", "right", "interval", "points", "confidence", "lost", "won"], rows)


def mistakes(measured: Measured) -> list[str]:
    """For each state that is far from the mean its lost sentences, with what was read."""
    lines = []
    for one in (*standings(measured.states), *(standings(measured.groups) if measured.groups else ())):
        if far(one):
            lines.append(f"{one.key} {one.difference:+.1f}: {measured.told(one.key) or 'nobody has told why'}")
            lines += [f"  {told_in_words(outcome)}" for outcome in one.lost]
    return lines


def told_in_words(outcome: Outcome) -> str:
    """The sentence and what was read in it."""
    read = "; ".join(dict.fromkeys(line_of(row) for row in outcome.rows if row["kind"] != "flaw"))
    return f"{outcome.text} — read: {read or 'nothing'}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("table", nargs="?", type=Path, default=TABLE, metavar="TABLE.toml")
    parser.add_argument("--states", type=int, metavar="N", help="so many states; else all of them")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which ones")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N lines of what was read wrong")
    parser.add_argument("--readings", type=Path, metavar="FOLDER", help="keep the readings here")
    options = parser.parse_args(argv)
    try:
        given = load_table(options.table)
    except (OSError, ValueError, KeyError) as error:
        note(f"{options.table}: {error}")
        return 2
    measured = measure(
        Kept(load_pipeline(options.model), options.readings), given, some_of(given.states, options.states, options.seed)
    )
    print(show(measured))
    if options.errors:
        print("", *sample(mistakes(measured), options.errors), sep="\n")
    finish(figures_of(measured), options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
