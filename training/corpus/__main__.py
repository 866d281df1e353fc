"""The corpus: compile its dispatches, check and count them, compare two annotations.

    python -m training.corpus compile [FILES] [--out FOLDER]    dispatches → records, one file a dispatch
    python -m training.corpus check [FILES] [--quiet]           every fault, and every doubt; exit 1 with faults
    python -m training.corpus stats [FILES] [--json|--readme]   the counts against their targets
    python -m training.corpus bare [FILES] [--share 0.1]        bare texts of a random share, to annotate anew
    python -m training.corpus agree A B                         agreement of two folders of compiled records
    python -m training.corpus standoff                          our annotation of others' texts, without the texts
    python -m training.corpus join TEXTS                        the same, joined with the texts again

FILES are files of dispatches or folders of them; all of `corpus/dispatches` where none are named.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.common import ROOT, SHARED, module_at, note, write_json_lines

from . import agree, counts, doubts, standoff, whole
from .linked import Linked, link
from .markup import SPLITS, Dispatch, Fault, read_files
from .records import Row, rows

CORPUS = ROOT / "corpus"
COMPILED = ROOT / "build" / "corpus"
SEED = 16


def read(paths: Sequence[Path]) -> tuple[list[Dispatch], list[Linked], list[Fault]]:
    """All dispatches that can be read, those of them that hang together, and the faults of all others."""
    dispatches, faults = read_files(paths)
    linked: list[Linked] = []
    for dispatch in dispatches:
        one, wrong = link(dispatch)
        faults += wrong
        if one:
            linked.append(one)
    return dispatches, linked, faults


def index_row(linked: Linked, article: str) -> Row:
    """What is known of a dispatch beside its records."""
    head = linked.dispatch.head
    return {
        "dispatch": head.id, "article": article, "file": linked.dispatch.file, "split": head.split,
        "style": head.style, "date": head.date, "setting": head.setting, "title": head.title,
    }  # fmt: skip


def compile_files(paths: Sequence[Path], out: Path, score_dir: Path) -> int:
    """Write `SPLIT/ID.jsonl` a dispatch, and `index.jsonl`. What has faults is left out and told.

    Where `check_records.py` is at hand, every file that was written is put through it.
    """
    _, linked, faults = read(paths)
    contract = module_at(score_dir / "check_records.py")
    index: list[Row] = []
    broken: list[str] = []
    for one in linked:
        found = rows(one)
        head = one.dispatch.head
        path = out / head.split / f"{head.id}.jsonl"
        write_json_lines(path, found)
        index.append(index_row(one, found[0]["id"]))
        broken += [f"{path}: {fault}" for fault in contract.check(str(path))] if contract else []
    write_json_lines(out / "index.jsonl", index)
    written = {out / row["split"] / f"{row['dispatch']}.jsonl" for row in index}
    older = [path for split in SPLITS for path in sorted((out / split).glob("*.jsonl")) if path not in written]
    _tell(faults)
    if broken:
        print("\n".join(broken))
    left_out = sorted({fault.dispatch for fault in faults})
    print(f"{len(linked)} dispatches in {out}" + (f"; left out: {', '.join(left_out)}" if left_out else ""))
    if older:
        note(f"{len(older)} files in {out} are of an earlier run, or of dispatches with faults: {older[0]} …")
    if contract is None:
        note(f"not put through check_records.py, which is not in {score_dir}")
    return 1 if faults or broken else 0


def checked(paths: Sequence[Path]) -> tuple[list[Dispatch], list[Linked], list[Fault]]:
    """The same, with what is wrong in dispatches that hang together, and between them."""
    dispatches, linked, faults = read(paths)
    faults += [*whole.twice(dispatches), *whole.unpaired(dispatches), *whole.leaks(dispatches, linked)]
    faults += [*whole.alike(linked), *(fault for one in linked for fault in doubts.wrong(one))]
    return dispatches, linked, faults


def check_files(paths: Sequence[Path], quiet: bool) -> int:
    """Print every fault, then every doubt; 1 where there is a fault."""
    dispatches, linked, faults = checked(paths)
    unsure = [d for one in linked for d in doubts.doubts(one)] + list(whole.same_records(linked))
    _tell(faults)
    if not quiet:
        _tell(unsure)
    print(f"{len(dispatches)} dispatches, {len(faults)} faults, {len(unsure)} doubts")
    return 1 if faults else 0


def _tell(faults: Sequence[Fault]) -> None:
    for fault in sorted(faults):
        print(fault)


def show_stats(paths: Sequence[Path], style: str, readme: Path = CORPUS / "README.md") -> int:
    """Print the counts: a table for people, one object for machines, or the README's table, or write that into it."""
    _, linked, faults = read(paths)
    found = counts.counts(linked)
    if style == "json":
        groups: dict[str, dict[str, int]] = {}
        for count in found:
            groups.setdefault(count.group, {})[count.name] = count.value
        print(json.dumps(groups, ensure_ascii=False))
    elif style == "write":
        told = readme.read_text(encoding="utf-8")
        readme.write_text(between(told, "counts", counts.markdown(found)), encoding="utf-8")
    else:
        print(counts.markdown(found) if style == "readme" else counts.table(found))
    if faults:
        note(f"not counted, because of faults: {', '.join(sorted({f.dispatch for f in faults}))}")
    return 0


def between(text: str, name: str, words: str) -> str:
    """`text` with `words` between the comments that begin and end the part `name`. Raises ValueError without them."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    return f"{text[: text.index(begin)]}{begin}\n{words}\n{text[text.index(end) :]}"


def show_bare(paths: Sequence[Path], share: float, seed: int, out: Path | None) -> int:
    """The texts of a random share, printed, or a file each in `out`."""
    for dispatch in agree.drawn(read_files(paths)[0], share, seed):
        words = agree.bare(dispatch)
        if out is None:
            print(words)
            continue
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{dispatch.head.id}.txt").write_text(words, encoding="utf-8")
    return 0


def show_agreement(one: Path, other: Path, score_dir: Path, most: int, as_json: bool) -> int:
    """Agreement of two folders of records, and at most `most` differences of each kind."""
    scorer = module_at(score_dir / "score_records.py")
    both = agree.pairs(one, other)
    if scorer is None or not both:
        note(f"no text is in both {one} and {other}" if scorer else f"score_records.py is not in {score_dir}")
        return 2
    report, apart = agree.figures(scorer, both), agree.differences(scorer, both)
    if as_json:
        kinds = {kind: len(found) for kind, found in apart.items()}
        print(json.dumps({"texts": len(both), "agreement": report, "differences": kinds}, ensure_ascii=False))
        return 0
    print(f"{len(both)} texts\n\n{agree.told(report)}")
    for kind, found in apart.items():
        print(f"\n{kind}: {len(found)}")
        print("\n".join(f"  {line}" for line in found[:most]))
    return 0


def write_joined(texts: Path, parted: Path, out: Path) -> int:
    """Join what can be joined; 1 where a text is missing."""
    joined = standoff.join_folder(parted, texts, out)
    for name, origin in joined.missing:
        print(f"missing: {name}: {origin}")
    print(f"{len(joined.found)} articles in {out}, {len(joined.missing)} texts missing")
    return 1 if joined.missing else 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m training.corpus", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = made.add_subparsers(dest="command", required=True)
    by_name = {name: commands.add_parser(name) for name in _COMMANDS}
    for name in ("compile", "check", "stats", "bare"):
        by_name[name].add_argument("files", nargs="*", type=Path, default=[CORPUS / "dispatches"], metavar="FILE")
    for name in ("compile", "agree"):
        by_name[name].add_argument("--score-dir", type=Path, default=SHARED / "score", metavar="FOLDER")
    by_name["compile"].add_argument("--out", type=Path, default=COMPILED, metavar="FOLDER")
    by_name["check"].add_argument("--quiet", action="store_true", help="faults only, no doubts")
    style = by_name["stats"].add_mutually_exclusive_group()
    style.add_argument("--json", dest="style", action="store_const", const="json", default="table")
    style.add_argument("--readme", dest="style", action="store_const", const="readme", help="as a Markdown table")
    style.add_argument(
        "--write", dest="style", action="store_const", const="write", help="the same, into corpus/README.md"
    )
    by_name["bare"].add_argument("--share", type=float, default=0.1)
    by_name["bare"].add_argument("--seed", type=int, default=SEED)
    by_name["bare"].add_argument("--out", type=Path, metavar="FOLDER", help="a file each; else they are printed")
    by_name["agree"].add_argument("one", type=Path, metavar="A")
    by_name["agree"].add_argument("other", type=Path, metavar="B")
    by_name["agree"].add_argument("--most", type=int, default=20, metavar="N", help="differences shown of each kind")
    by_name["agree"].add_argument("--json", action="store_true")
    by_name["standoff"].add_argument("--crisis", type=Path, default=SHARED / "data" / "crisis", metavar="FOLDER")
    by_name["standoff"].add_argument("--out", type=Path, default=CORPUS / "standoff", metavar="FOLDER")
    by_name["join"].add_argument("texts", type=Path, metavar="TEXTS", help="a folder of texts, under any names")
    by_name["join"].add_argument("--standoff", type=Path, default=CORPUS / "standoff", metavar="FOLDER")
    by_name["join"].add_argument("--out", type=Path, default=COMPILED / "joined", metavar="FOLDER")
    return made


_COMMANDS = ("compile", "check", "stats", "bare", "agree", "standoff", "join")


def main(argv: Sequence[str] | None = None) -> int:
    given = parser().parse_args(argv)
    match given.command:
        case "compile":
            return compile_files(given.files, given.out, given.score_dir)
        case "check":
            return check_files(given.files, given.quiet)
        case "stats":
            return show_stats(given.files, given.style)
        case "bare":
            return show_bare(given.files, given.share, given.seed, given.out)
        case "agree":
            return show_agreement(given.one, given.other, given.score_dir, given.most, given.json)
        case "standoff":
            print(f"{standoff.part_folder(given.crisis, given.out)} articles in {given.out}")
            return 0
        case _:
            return write_joined(given.texts, given.standoff, given.out)


if __name__ == "__main__":
    sys.exit(main())
