"""Bytes that nobody would write, thrown at every way in: nothing may crash, hang, or break a promise.

    python benchmarks/fuzz.py FOLDER [--minutes N] [--target NAME]... [--engine own|atheris] [--seed N] [--json]

For N minutes (5), shared out among the targets of `fuzz_targets.py`, inputs are made of what is in FOLDER and of the
seeds and findings that the tests keep (`tests/fuzz/*.toml`). FOLDER is made where there is none, and gone on with where
there is one: it holds a folder a target with the seeds that were found, `findings/`, and `state.json`, which sums up
all runs.

The own engine mutates with dice: pieces cut, doubled, moved, taken from other seeds and from a list of what breaks
parsers. What takes another way through the code, as the target tells it, becomes a seed. `atheris` (pip install
atheris), where it is there, measures the way itself: it is slower an execution, and finds more. A finding is an
exception that is not promised, a promise that is broken, or more than two seconds of the processor and two thousandths
for each byte; it is made as small as it goes, and shown. Exit code 1 where there is any.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import random
import re
import subprocess
import sys
import time
import tomllib
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import ROOT, Figures, arguments, finish, note, table
from benchmarks.fuzz_targets import A_BYTE, SLOW, TARGETS, Target, known

KEPT = ROOT / "tests" / "fuzz"
"""The seeds and findings that the tests run."""

MOST = 4000
"""Bytes of an input that the own engine makes, but for one in a hundred that is repeated up to ten times that."""

_PARTS: tuple[bytes, ...] = tuple(
    part.encode("utf-8", "surrogatepass")
    for part in (
        "\0", "\n", "\n\n", "\r\n", " ", "\t", "\u00a0", "\u2028", "\u200b", "\u202e", "\u0301", "\ufeff", "\ud800",
        '"', "“", "”", "‘", "’", "„", "«", "»", "``", "''", "(", ")", "[", "]", "{", "}", "<", ">", "—", "–", "-", "…",
        "...", ".", ",", ";", ":", "!", "?", "/", "\\", "&", "%", "$", "€", "½", "²", "İ", "ß", "ﬁ", "é", "💥", "١",
        "0", "1", "-1", "12", "99999999999999999999", "1e999", "NaN", "Infinity", "null", "true", "1,000", "1.5", "0x",
        "said", "he", "she", "they", "who", "that", "the", "not", "denied", "killed", "attacked", "Mr", "U.S.", "Ana",
        "The minister", "on Monday", "in May", "since", "until", "next year", "31 February", "Feb. 29", "at 5",
        "at least", "between", "dozens", "two", "hundred", "million", "men", "Paris", "in", "of", "and", "to", "by",
        "<p>", "</p>", "<div>", "<br/>", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "&amp;", "&#0;", "&#x110000;",
        "<item>", "</item>", "<entry>", "<title>", "<link>", "<pubDate>", "<content:encoded>", "<?xml", "<!DOCTYPE",
        "WARC/1.0\r\n", "HTTP/1.1 200 OK\r\n", "Content-Length: ", "WARC-Type: response\r\n", "\r\n\r\n", "gzip",
        '{"', '":', "[]", "{}", "[[", '"kind":', '"text":', '"span":', '"target":', '"selector":', '"exact":', '"id":',
        "[[actor]]\n", "[[country]]\n", 'name = "', "names = [", 'code = "', "```json", "</think>",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What went wrong, where, and with which bytes."""

    target: str
    where: str
    told: str
    data: bytes


# One input


def tried(name: str, target: Target, data: bytes) -> tuple[str, Finding | None]:
    """The way that an input took, and what went wrong with it."""
    started = time.process_time()
    try:
        way = target(data)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # whatever it raises is what is looked for
        return "", Finding(name, _place(error), f"{type(error).__name__}: {error}"[:300], data)
    taken = time.process_time() - started
    if taken > SLOW + A_BYTE * len(data):
        return way, Finding(name, "slow", f"{taken:.1f} s for {len(data)} bytes", data)
    return way, None


def _place(error: BaseException) -> str:
    """The last line of our own code on the way to an error, and its kind."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if "reportedly" in one.filename] or frames
    return f"{type(error).__name__} in {Path(own[-1].filename).name}, {own[-1].name}"


def reduced(finding: Finding, target: Target, seconds: float = 20.0) -> Finding:
    """The same with fewer bytes: ever smaller pieces are left out, as long as it goes wrong in the same place."""
    ends = time.monotonic() + seconds
    best, size = finding, max(1, len(finding.data) // 2)
    while size:
        at = 0
        while at < len(best.data):
            if time.monotonic() > ends:
                return best
            shorter = best.data[:at] + best.data[at + size :]
            _, found = tried(finding.target, target, shorter)
            if found is not None and found.where == finding.where:
                best = found
            else:
                at += size
        size //= 2
    return best


# Inputs


def rows(file: str) -> Iterator[tuple[str, str, bytes]]:
    """What the tests keep in a table: target, name, bytes."""
    for row in tomllib.loads((KEPT / file).read_text("utf-8"))["row"]:
        for target in row["targets"]:
            yield target, row["name"], known(row)


def mutated(dice: random.Random, seeds: Sequence[bytes]) -> bytes:
    """An input made of one of the seeds and pieces of others."""
    data = bytearray(dice.choice(seeds))
    for _ in range(dice.choice((1, 1, 2, 3, 5, 8, 20))):
        at = dice.randrange(len(data) + 1)
        end = min(len(data), at + dice.choice((1, 2, 4, 16, 64, 400)))
        match dice.randrange(9):
            case 0:
                del data[at:end]
            case 1:
                data[at:at] = data[at:end]
            case 2 | 3:
                data[at:at] = dice.choice(_PARTS) + dice.choice((b"", b" ", b"\n"))
            case 4:
                data[at:end] = dice.choice(_PARTS)
            case 5:
                other = dice.choice(seeds)
                start = dice.randrange(len(other) + 1)
                data[at:at] = other[start : start + dice.choice((4, 40, 400))]
            case 6:
                if at < len(data):
                    data[at] ^= 1 << dice.randrange(8)
            case 7:
                piece = data[at:end]
                del data[at:end]
                to = dice.randrange(len(data) + 1)
                data[to:to] = piece
            case 8:
                data[at:at] = dice.choice(_PARTS) * dice.choice((2, 3, 10, 50))
    if dice.random() < 0.01:
        again = bytes(data[: dice.choice((3, 30, 300))]) or b"a"
        return (again * (10 * MOST // len(again)))[: dice.choice((MOST, 10 * MOST))]
    return bytes(data[:MOST])


# Engines


@dataclass(slots=True)
class Ran:
    """What a run came to. `seconds`: of the clock."""

    executions: int
    seconds: float
    seeds: int
    findings: list[Finding]


def run_own(name: str, folder: Path, seconds: float, seed: int) -> Ran:
    """Our own engine on one target."""
    target = TARGETS[name]
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = [data for kept in ("seeds.toml", "findings.toml") for one, _, data in rows(kept) if one == name and data]
    seeds += [file.read_bytes() for file in sorted(corpus.iterdir())]
    seeds = seeds or [b"The minister said that two men were killed."]
    dice = random.Random(f"{name} {seed}")
    findings: dict[str, Finding] = {}
    ways = {tried(name, target, data)[0] for data in seeds}
    executions = new = 0
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        data = mutated(dice, seeds)
        way, found = tried(name, target, data)
        executions += 1
        if found is not None and found.where not in findings:
            note(f"{name}: {found.where}: {found.told}")
            findings[found.where] = reduced(found, target)
        elif way and way not in ways and len(ways) < 2000:
            ways.add(way)
            new += 1
            seeds.append(data)
            (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    return Ran(executions, time.monotonic() - started, new, list(findings.values()))


def run_atheris(name: str, folder: Path, seconds: float, seed: int) -> Ran:
    """Atheris on one target, in a process of its own, for it ends with it."""
    corpus, places = folder / name, folder / "atheris-findings" / name
    corpus.mkdir(parents=True, exist_ok=True)
    places.mkdir(parents=True, exist_ok=True)
    for kept in ("seeds.toml", "findings.toml"):
        for one, _, data in rows(kept):
            if one == name:
                (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    before = len(list(corpus.iterdir()))
    dictionary = folder / "parts.dict"
    dictionary.write_text("".join('"' + "".join(f"\\x{b:02x}" for b in part) + '"\n' for part in _PARTS if part))
    command = [
        sys.executable, __file__, str(folder), "--inside", name,
        str(corpus), f"-max_total_time={max(1, round(seconds))}", f"-artifact_prefix={places}/", f"-seed={seed + 1}",
        f"-max_len={MOST}", "-timeout=60", "-rss_limit_mb=4096", "-print_final_stats=1", f"-dict={dictionary}",
    ]  # fmt: skip
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    taken = time.monotonic() - started
    count = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    findings = []
    for file in sorted(places.iterdir()):
        data = file.read_bytes()
        _, found = tried(name, TARGETS[name], data)
        if found is not None:
            findings.append(reduced(found, TARGETS[name]))
        elif file.name.startswith(("timeout", "oom")):
            findings.append(Finding(name, file.name.split("-")[0], "as atheris saw it", data))
        file.unlink()
    if done.returncode and not findings and not count:
        note(f"{name}: atheris did not run: {done.stderr.strip().splitlines()[-1:]}")
    return Ran(int(count.group(1)) if count else 0, taken, len(list(corpus.iterdir())) - before, findings)


def inside(name: str, flags: Sequence[str]) -> None:
    """The process in which atheris fuzzes. Does not return."""
    import atheris

    atheris.instrument_all()
    target = TARGETS[name]

    def once(data: bytes) -> None:
        _, found = tried(name, target, data)
        if found is not None:
            raise RuntimeError(f"{found.where}: {found.told}")

    atheris.Setup([sys.argv[0], *flags], once)
    atheris.Fuzz()


# The command


def main(argv: Sequence[str] | None = None) -> int:
    raw = list(sys.argv[1:] if argv is None else argv)
    if "--inside" in raw:
        at = raw.index("--inside")
        inside(raw[at + 1], raw[at + 2 :])
        return 0
    parser = arguments(__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--minutes", type=float, default=5.0, metavar="N", help="for all targets together (5)")
    parser.add_argument("--target", action="append", choices=list(TARGETS), metavar="NAME", help=", ".join(TARGETS))
    parser.add_argument("--engine", choices=["own", "atheris"], default="own")
    parser.add_argument("--seed", type=int, metavar="N", help="of the dice; by default another one each run")
    options = parser.parse_args(raw)
    engine: Callable[[str, Path, float, int], Ran] = run_own
    if options.engine == "atheris":
        if importlib.util.find_spec("atheris") is None:
            note("atheris is not installed (pip install atheris; there are wheels for Linux): nothing was run")
            return 0
        engine = run_atheris
    options.folder.mkdir(parents=True, exist_ok=True)
    state = _state(options.folder)
    names = options.target or list(TARGETS)
    figures: Figures = {}
    found: list[Finding] = []
    shown: list[list[object]] = []
    for name in names:
        before = state["targets"].setdefault(name, {"executions": 0, "seconds": 0.0, "findings": 0})
        seed = options.seed if options.seed is not None else state["runs"]
        ran = engine(name, options.folder, 60 * options.minutes / len(names), seed)
        found += ran.findings
        before["executions"] += ran.executions
        before["seconds"] = round(before["seconds"] + ran.seconds, 1)
        before["findings"] += len(ran.findings)
        shown.append([name, ran.executions, round(ran.seconds), ran.seeds, len(ran.findings), before["executions"]])
        for key, value in (("executions", ran.executions), ("seconds", ran.seconds), ("findings", len(ran.findings))):
            figures[f"fuzz.{name}.{key}"] = float(value)
        _keep(options.folder, state, ran.findings)
    state["runs"] += 1
    _keep(options.folder, state, [])
    print(table(["target", "executions", "seconds", "new seeds", "findings", "executions of all runs"], shown))
    whole = state["targets"].values()
    figures["fuzz.executions_of_all_runs"] = float(sum(one["executions"] for one in whole))
    figures["fuzz.minutes_of_all_runs"] = sum(one["seconds"] for one in whole) / 60
    figures["fuzz.findings"] = float(len(found))
    print(f"\n{figures['fuzz.minutes_of_all_runs']:.1f} minutes in all runs")
    for one in found:
        print(f"\n{one.target}: {one.where}: {one.told}\n    {one.data[:400]!r}")
    finish(figures, options.json)
    return 1 if found else 0


def _state(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / "state.json").read_text("utf-8"))
        return found
    except FileNotFoundError:
        return {"runs": 0, "targets": {}}


def _keep(folder: Path, state: dict[str, Any], findings: Sequence[Finding]) -> None:
    (folder / "findings").mkdir(exist_ok=True)
    for one in findings:
        name = f"{one.target}-{hashlib.sha256(one.data).hexdigest()[:12]}"
        (folder / "findings" / f"{name}.bin").write_bytes(one.data)
        (folder / "findings" / f"{name}.txt").write_text(f"{one.where}\n{one.told}\n", "utf-8")
    (folder / "state.json").write_text(json.dumps(state, indent=1), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
