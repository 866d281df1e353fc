"""What one party does to another, both being given: PLOVER's root types and quads on PLV's sentences.

    python benchmarks/plv.py TEST.jsonl OUT.jsonl [--model FOLDER] [--json]

Each line of TEST is a sentence whose parties are marked: {"id", "sentence", "marked"}, where `marked` has the source
in <s>…</s> and the target in <t>…</t>; a party without a mark ("An actor") is not named in the sentence. OUT gets
{"id", "root", "quad"} for each, in order. Where TEST has `root` and `quad`, the answers are scored: macro-F1, as in
the paper, is the mean of the F1 of the classes that stand in the gold or in the answers; accuracy beside it.

PLV has fifteen roots: CONCEDE and RETREAT are one, YIELD. Its quads are its own: SANCTION is material conflict, YIELD
material cooperation. The quad that is told is the one whose roots are likeliest together; what the quad of the told
root would have scored stands beside it. PLV's train part was learned from: its figures come from
`python -m training.folds`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import Figures, Reader, arguments, finish, json_lines, load_reader, table, write_json_lines
from reportedly.model.labels import ACTS, ROOTS, YIELDING
from reportedly.model.parse import Act, Parse
from reportedly.ontology import event_types
from reportedly.text import Span

TRAIN = "data/plv/PLV_train.jsonl"
"""Where PLV's train part lies under the shared folder."""
YIELD = "YIELD"
_QUAD_OF = {"SANCTION": "material conflict", YIELD: "material cooperation"}
_MARK = re.compile(r"<(?P<end>/?)(?P<party>[st])>")
_FLOOR = 0.01
"""A party that the model sees nowhere near an act still leaves it possible: some act must answer."""

Shares = Mapping[str, float]
"""A probability for each of PLV's roots."""
Answer = Callable[[Reader, str, Span | None, Span | None], Shares]
"""A reader, a sentence, its source and its target; what the source does to the target. None is not in the sentence."""


class Between(Protocol):
    """A reader with a head for two given parties."""

    def between(self, text: str, source: Span | None, target: Span | None) -> Sequence[float]:
        """A probability for each of `labels.ROOTS`."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence with its parties, and the right answers where they are known."""

    id: str | int
    text: str
    source: Span | None
    target: Span | None
    root: str | None = None
    quad: str | None = None


def roots() -> dict[str, str]:
    """PLV's roots in the order of `labels.ROOTS`, each with its quad."""
    return {name: _QUAD_OF.get(name) or event_types()[name].quad for name in ROOTS}


def unmarked(marked: str) -> tuple[str, Span | None, Span | None]:
    """The sentence, its source and its target. Of several marks of a party the first counts.

    Raises ValueError where a mark is not closed, or closes nothing.
    """
    text, last = "", 0
    opened: dict[str, int] = {}
    found: dict[str, Span] = {}
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        last, party = mark.end(), mark["party"]
        if bool(mark["end"]) != (party in opened):
            raise ValueError(f"marks do not fit together: {marked!r}")
        if mark["end"]:
            start = opened.pop(party)
            # "(GNA) </s>": white space at the edge is nobody's name.
            found.setdefault(party, Span(start, start + len(text[start:].rstrip())))
        else:
            opened[party] = len(text)
    if opened:
        raise ValueError(f"a mark is not closed: {marked!r}")
    return text + marked[last:], found.get("s"), found.get("t")


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of a file. Raises ValueError, with the id, where one is none."""
    for row in json_lines(path):
        try:
            text, source, target = unmarked(row["marked"])
        except ValueError as error:
            raise ValueError(f"{row['id']}: {error}") from error
        yield Case(row["id"], text, source, target, row.get("root"), row.get("quad"))


def answer(reader: Reader, text: str, source: Span | None, target: Span | None) -> Shares:
    """The reader's own head for two given parties, where it has one, else the best act of the sentence."""
    if hasattr(reader, "between"):
        return dict(zip(ROOTS, cast(Between, reader).between(text, source, target), strict=True))
    return best_act(reader.parse(text, [Span(0, len(text))]), source, target)


def best_act(parse: Parse, source: Span | None, target: Span | None) -> Shares:
    """The roots of the act that is likeliest to be one, with the source for its actor and the target for its
    recipient; all types alike where the sentence has no act."""
    if not parse.acts:
        return _by_root([0.0] * len(ACTS))
    return _by_root(max(parse.acts, key=lambda act: _fit(parse, act, source, target)).types)


def _fit(parse: Parse, act: Act, source: Span | None, target: Span | None) -> float:
    def chance(party: Span | None, role: str) -> float:
        if party is None:
            return 1.0
        inside = [part for part in act.parts if parse.words[part.word].overlaps(party)]
        return max((getattr(part, role) + part.both for part in inside), default=0.0) + _FLOOR

    return (1 - act.types[0]) * chance(source, "actor") * chance(target, "recipient")


def _by_root(types: Sequence[float]) -> Shares:
    """Types of `labels.ACTS` added up by their roots, as shares of all that are an act; types alike where none is."""
    whole = sum(types[1:])
    shares = dict.fromkeys(ROOTS, 0.0)
    for name, value in zip(ACTS[1:], types[1:], strict=True):
        shares[YIELD if name in YIELDING else name] += value / whole if whole else 1 / len(types[1:])
    return shares


def told(shares: Shares) -> tuple[str, str]:
    """The likeliest root, and the quad whose roots are likeliest together."""
    quads = dict.fromkeys(roots().values(), 0.0)
    for name, share in shares.items():
        quads[roots()[name]] += share
    return max(shares, key=shares.__getitem__), max(quads, key=quads.__getitem__)


def judge(reader: Reader, cases: Iterable[Case], respond: Answer = answer) -> list[tuple[Case, str, str]]:
    """Each case with its root and its quad."""
    return [(case, *told(respond(reader, case.text, case.source, case.target))) for case in cases]


def macro_f1(pairs: Iterable[tuple[str, str]]) -> tuple[float, dict[str, float]]:
    """In per cent, over pairs of gold and answer: the mean over the classes in either, and the F1 of each class."""
    pairs = list(pairs)
    each: dict[str, float] = {}
    for name in sorted({name for pair in pairs for name in pair}):
        right = sum(gold == found == name for gold, found in pairs)
        there = sum((gold == name) + (found == name) for gold, found in pairs)
        each[name] = 100 * 2 * right / there
    return (sum(each.values()) / len(each) if each else 0.0), each


def figures_of(judged: Sequence[tuple[Case, str, str]]) -> Figures:
    """Figures `plv.root.…` and `plv.quad.…` in per cent: macro-F1, accuracy, F1 of each class; nothing without gold.

    `plv.quad.of_root` is the macro-F1 of the quads of the told roots.
    """
    figures: Figures = {"plv.sentences": float(len(judged))}
    answers: dict[str, list[tuple[str | None, str]]] = {
        "root": [(case.root, root) for case, root, _ in judged],
        "quad": [(case.quad, quad) for case, _, quad in judged],
    }
    for what, found in answers.items():
        known = [(gold, said) for gold, said in found if gold is not None]
        if known:
            macro, each = macro_f1(known)
            figures[f"plv.{what}.f1"] = macro
            figures[f"plv.{what}.accuracy"] = 100 * sum(gold == said for gold, said in known) / len(known)
            figures |= {f"plv.{what}.f1.{name.lower().replace(' ', '_')}": f1 for name, f1 in each.items()}
    by_root = [(case.quad, roots()[root]) for case, root, _ in judged if case.quad is not None]
    if by_root:
        figures["plv.quad.of_root"] = macro_f1(by_root)[0]
    return figures


def show(figures: Figures) -> str:
    """Macro-F1 and accuracy of roots and quads, and the F1 of each."""
    rows: list[list[object]] = []
    for what in ("root", "quad"):
        if f"plv.{what}.f1" in figures:
            rows.append([f"{what}, all", figures[f"plv.{what}.f1"], figures[f"plv.{what}.accuracy"]])
            start = f"plv.{what}.f1."
            rows += [[key.removeprefix(start), f1, None] for key, f1 in figures.items() if key.startswith(start)]
    if "plv.quad.of_root" in figures:
        rows.append(["quad of the told root", figures["plv.quad.of_root"], None])
    count = f"plv, {int(figures['plv.sentences'])} sentences"
    return table([count, "F1 (macro)", "accuracy"], rows) if rows else f"{count}: no gold, nothing was scored"


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("test", type=Path, metavar="TEST.jsonl")
    parser.add_argument("out", type=Path, metavar="OUT.jsonl")
    options = parser.parse_args(argv)
    judged = judge(load_reader(options.model), read_cases(options.test))
    answers: Iterable[dict[str, Any]] = ({"id": case.id, "root": root, "quad": quad} for case, root, quad in judged)
    write_json_lines(options.out, answers)
    figures = figures_of(judged)
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
