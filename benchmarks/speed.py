"""How fast, from bytes to records, how soon, and in how much memory.

    python benchmarks/speed.py [TEXT...] [--words N] [--repetitions N] [--large MB] [--articles N] [--short]
        [--model FOLDER] [--json]

TEXT are articles (default: the plain texts under `examples/`), read again and again as articles of their
own until they have N words. What is compared is measured in turns in the same run, and medians are given: a
ratio holds on any machine, words a second only on this one. Every process computes in one thread. Other libraries are
measured beside it where they are installed, see `beside.py`. `--articles N` reads N articles, no two alike, in one
process and tells whether its memory grows with them; with `--short` they have three sentences each, and nothing else
is measured but the start.
"""

from __future__ import annotations

import functools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import ROOT, Figures, arguments, finish, load_pipeline, table
from reportedly.records import Failure
from reportedly.text import Span, paragraphs

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
COMMAND = (sys.executable, "-c", "from reportedly.cli import main; main()")
# The command line reads with the packaged model only; this stands in for it where another is measured.
_READ_WITH = (
    "import json, sys, pathlib; from reportedly.article.pipeline import Pipeline; "
    "model, file = map(pathlib.Path, sys.argv[1:]); "
    "[print(json.dumps(row)) for row in Pipeline.load(model).read(file.read_bytes(), file=file.name).rows()]"
)
TINY = (
    "The harbour of the island will open again in the spring, the minister said on Friday. "
    "She told reporters that most of the repairs were done. The fishermen doubt it.\n"
)
# A process inherits the peak of the one that starts it, so a small one stands between.
_PEAK_OF = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


@dataclass(frozen=True, slots=True)
class Call:
    """What the pipeline asked the model to read, the text and those of its paragraphs that are to be read, and what
    came of it."""

    text: str
    paragraphs: tuple[Span, ...]
    parse: Any = None


def one_thread() -> None:
    """Keep numerical libraries to one thread in this process and its children. Call it before they load."""
    for name in THREADS:
        os.environ[name] = "1"


def default_texts() -> list[Path]:
    """The plain texts among the examples. Raises FileNotFoundError where there are none."""
    files = sorted((ROOT / "examples").glob("**/*.txt"))
    if not files:
        raise FileNotFoundError(f"no texts under {ROOT / 'examples'}")
    return files


def repeated(files: Sequence[Path], words: int) -> list[Path]:
    """The files over and over, until they have at least `words` words between white space."""
    sizes = [len(file.read_bytes().split()) for file in files]
    if sum(sizes) == 0:
        raise ValueError("the texts have no words")
    result: list[Path] = []
    total = 0
    while total < words:
        position = len(result) % len(files)
        result.append(files[position])
        total += sizes[position]
    return result


@contextmanager
def recorded(reader_class: Any) -> Iterator[list[Call]]:
    """What `parse` of a class is called with while the context lasts.

    The bare pass must run over the very windows that the pipeline reads, and which paragraphs it skips is its
    own affair.
    """
    calls: list[Call] = []
    original = reader_class.parse

    @functools.wraps(original)
    def recording(self: Any, text: str, spans: Sequence[Span], *rest: Any, **named: Any) -> Any:
        parse = original(self, text, spans, *rest, **named)
        calls.append(Call(text, tuple(spans), parse))
        return parse

    reader_class.parse = recording
    try:
        yield calls
    finally:
        reader_class.parse = original


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How long `work` takes by a clock."""
    started = clock()
    work()
    return clock() - started


def in_turns(
    works: Sequence[Callable[[], object]], repetitions: int, clock: Callable[[], float] = time.perf_counter
) -> list[list[float]]:
    """Seconds of each of `works`, `repetitions` times, in turns, so that a busy minute hits all alike."""
    rounds = [[seconds(work, clock) for work in works] for _ in range(repetitions)]
    return [list(column) for column in zip(*rounds, strict=True)]


def reading(model: Path | None, files: Sequence[Path], repetitions: int) -> Figures:
    """Words and articles a second from bytes to records in this process, and the time in bare encoder passes: that of
    the whole network, and that of all. Beside it, where they are installed, what other libraries take."""
    from benchmarks.bare import BareEncoder, WholeNetwork
    from benchmarks.beside import quotations, tokenizer
    from reportedly.model.session import Newsreader

    encoder, network, pipeline = BareEncoder(model), WholeNetwork(model), load_pipeline(model)
    articles = [file.read_bytes() for file in files]

    def whole() -> None:
        for data in articles:
            pipeline.read(data)

    with recorded(Newsreader) as calls:
        whole()
    if not calls:
        raise RuntimeError("the pipeline did not call Newsreader.parse: there is nothing to compare with")

    windows = [encoder.prepared(call.text, call.paragraphs) for call in calls]
    feeds = [feed for call in calls for feed in network.prepared(call.text, call.paragraphs)]

    def bare() -> int:
        return sum(map(encoder.run, windows))

    words = bare()
    works: dict[str, Callable[[], object]] = {"whole": whole, "bare": bare, "network": lambda: network.run(feeds)}
    others = {
        "tokenizer": tokenizer([call.text for call in calls]),
        "quotations": quotations([call.parse for call in calls if call.parse is not None]),
    }
    works |= {name: work for name, work in others.items() if work is not None}
    # All of them compute in this process and in one thread: what others do on the machine does not count.
    times = dict(zip(works, in_turns(list(works.values()), repetitions, time.process_time), strict=True))

    def ratio(one: str, other: str) -> float:
        return statistics.median(t / b for t, b in zip(times[one], times[other], strict=True))

    figures = {
        "speed.words": float(words),
        "speed.words_a_second": words / statistics.median(times["whole"]),
        "speed.articles_a_second": len(articles) / statistics.median(times["whole"]),
        "speed.encoder_words_a_second": words / statistics.median(times["bare"]),
        "speed.network_to_encoder": ratio("network", "bare"),
        "speed.ratio_to_encoder": ratio("whole", "bare"),
    }
    if "tokenizer" in works:
        figures["speed.whole_to_tokenizer"] = ratio("whole", "tokenizer")
    if "quotations" in works:
        figures["speed.quotations_to_whole"] = ratio("quotations", "whole")
    return figures


def steady_rate(model: Path | None, files: Sequence[Path], processes: int) -> tuple[float, float]:
    """Words (between white space) and articles a second in `processes`, from the first reading to the last.

    Loading the model is left out: that is start-up. Raises RuntimeError where a text cannot be read.
    """
    from reportedly.article.batch import read_many

    load = functools.partial(load_pipeline, model)
    started: float | None = None
    words = articles = 0
    for result in read_many(files, processes=processes, load=load):
        if isinstance(result, Failure):
            raise RuntimeError(f"{result.file}: {result.reason}")
        if started is None:
            started = time.perf_counter()
        else:
            words += len(result.article.text.split())
            articles += 1
    if started is None or words == 0:
        raise ValueError("at least two texts are needed")
    taken = time.perf_counter() - started
    return words / taken, articles / taken


def processes(model: Path | None, files: Sequence[Path], repetitions: int) -> Figures:
    """Words a second with one and with two processes, and their ratio."""
    rounds = [[steady_rate(model, files, number) for number in (1, 2)] for _ in range(repetitions)]
    return {
        "speed.one_process": statistics.median(one[0] for one, _ in rounds),
        "speed.two_processes": statistics.median(two[0] for _, two in rounds),
        "speed.one_process_articles": statistics.median(one[1] for one, _ in rounds),
        "speed.two_processes_articles": statistics.median(two[1] for _, two in rounds),
        "speed.two_to_one": statistics.median(two[0] / one[0] for one, two in rounds),
    }


def read_command(model: Path | None, file: Path) -> list[str]:
    """What reads one file in a process of its own and prints its rows."""
    if model is None:
        return [*COMMAND, "read", str(file), "--format", "jsonl"]
    return [sys.executable, "-c", _READ_WITH, str(model), str(file)]


def first_record(command: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Seconds until a command has printed its first line, and those of the processor that it takes in all, which others
    on the machine do not lengthen. Raises RuntimeError where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    with process.stdout as lines:
        line = lines.readline()
        taken = time.perf_counter() - started
        lines.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not line:
        raise RuntimeError(f"{command[0]} ended with {process.returncode} and {len(line)} bytes")
    return taken, used.ru_utime + used.ru_stime


def start_up(model: Path | None, repetitions: int) -> Figures:
    """Seconds that the command line takes to read three sentences, to print the first record of them, its help and its
    version."""
    with tempfile.TemporaryDirectory() as place:
        tiny = Path(place, "tiny.txt")
        tiny.write_text(TINY, encoding="utf-8")
        commands = (read_command(model, tiny), [*COMMAND, "--help"], [*COMMAND, "--version"])
        # Modules are compiled, as they are where a package was installed.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = place
        works = [functools.partial(run, command, environment) for command in commands]
        for work in works:  # the first run finds its files on disk, later ones in memory
            work()
        reads, helps, versions = in_turns(works, repetitions)
        first = [first_record(commands[0], environment) for _ in range(repetitions)]
    return {
        "speed.start_seconds": statistics.median(reads),
        "speed.first_record_seconds": statistics.median(clock for clock, _ in first),
        "speed.start_processor": statistics.median(processor for _, processor in first),
        "speed.help_seconds": statistics.median(helps),
        "speed.version_seconds": statistics.median(versions),
        "speed.help_to_start": statistics.median(h / r for h, r in zip(helps, reads, strict=True)),
    }


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Run and throw away what is printed. Raises CalledProcessError where it fails."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


def peak_megabytes(model: Path | None, file: Path) -> float:
    """Largest resident memory of any process that reads `file`, in megabytes of 2**20 bytes."""
    command = [sys.executable, "-c", _PEAK_OF, *read_command(model, file)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return int(answer) / (2**20 if sys.platform == "darwin" else 2**10)


def large_text(files: Sequence[Path], size: int) -> str:
    """A text of about `size` characters. Paragraphs are numbered, so that none repeats another."""
    texts = [file.read_text(encoding="utf-8") for file in files]
    told = [span.of(text) for text in texts for span in paragraphs(text)]
    pieces: list[str] = []
    length = 0
    while length < size:
        number = len(pieces)
        pieces.append(f"{number + 1}. {told[number % len(told)]}")
        length += len(pieces[-1]) + 2
    return "\n\n".join(pieces) + "\n"


def memory(model: Path | None, files: Sequence[Path], large: float) -> Figures:
    """Peak memory on the longest of `files`, and on a text of `large` million characters, 0 for none."""
    figures = {"speed.peak_mb": peak_megabytes(model, max(files, key=lambda file: file.stat().st_size))}
    if large > 0:
        with tempfile.TemporaryDirectory() as place:
            file = Path(place, "large.txt")
            file.write_text(large_text(files, int(large * 1_000_000)), encoding="utf-8")
            figures["speed.peak_mb_large"] = peak_megabytes(model, file)
    return figures


def imports(repetitions: int) -> Figures:
    """Seconds that importing the reader takes, by Python's own account (`-X importtime`)."""
    command = [sys.executable, "-X", "importtime", "-c", "import reportedly.article.pipeline"]

    def told() -> float:
        answer = subprocess.run(command, check=True, stderr=subprocess.PIPE, text=True).stderr
        name, _, line = "reportedly.article.pipeline", *answer.strip().rpartition("\n")[1:]
        _, total, module = line.split("|")
        if module.strip() != name:
            raise RuntimeError(f"the last line of importtime is not about {name}")
        return int(total) / 1e6

    return {"speed.import_seconds": statistics.median(told() for _ in range(repetitions))}


# Of so many equal parts of the articles the first is left out: in it the reader's memories of words fill.
_PARTS = 10


def flat(model: Path | None, texts: Sequence[str], articles: int) -> Figures:
    """Memory of one process that reads many articles made of `texts`, no two alike: at the end, and as a multiple of
    what it was after the first tenth. Raises ValueError for fewer than ten articles."""
    import psutil

    if articles < _PARTS:
        raise ValueError(f"at least {_PARTS} articles are needed")
    pipeline, process, told = load_pipeline(model), psutil.Process(), []
    for number in range(articles):
        # The number makes names and words that no other article has, so that nothing that remembers is spared.
        text = f"{texts[number % len(texts)]}\n\nMr Adu{number}son of Port Arda{number} told the Town{number} Herald.\n"
        pipeline.read(text.encode())
        if (number + 1) % (articles // _PARTS) == 0:
            told.append(process.memory_info().rss / 2**20)
    return {
        "speed.many_articles": float(articles),
        "speed.many_mb": told[-1],
        "speed.many_growth": told[-1] / told[0],
    }


def measure(
    model: Path | None,
    files: Sequence[Path],
    words: int,
    repetitions: int,
    large: float,
    both: bool = True,
    articles: int = 0,
) -> Figures:
    """All figures `speed.…`: those of one and two processes where `both`, those of many articles where given."""
    texts = repeated(files, words)
    figures = imports(repetitions) | start_up(model, repetitions) | memory(model, files, large)
    if articles:
        figures |= flat(model, [file.read_text(encoding="utf-8") for file in files], articles)
    figures |= reading(model, texts, repetitions)
    return figures | (processes(model, texts, repetitions) if both else {})


LABELS = {
    "speed.words": "words read in each repetition",
    "speed.words_a_second": "words a second of the processor, bytes to records",
    "speed.articles_a_second": "articles a second of the processor, bytes to records",
    "speed.encoder_words_a_second": "words a second of the processor, bare encoder pass, same windows",
    "speed.network_to_encoder": "the whole network, as a multiple of the bare encoder pass",
    "speed.whole_to_tokenizer": "time, as a multiple of spaCy's blank tokenizer",
    "speed.quotations_to_whole": "textacy's direct quotations over our parse, as a part of it",
    "speed.ratio_to_encoder": "time, as a multiple of the bare encoder pass",
    "speed.one_process": "words (between white space) a second, batch, one process",
    "speed.two_processes": "words (between white space) a second, batch, two processes",
    "speed.one_process_articles": "articles a second, batch, one process",
    "speed.two_processes_articles": "articles a second, batch, two processes",
    "speed.two_to_one": "two processes, as a multiple of one",
    "speed.import_seconds": "seconds of importing the reader (python -X importtime)",
    "speed.start_seconds": "seconds of `reportedly read` on three sentences",
    "speed.first_record_seconds": "seconds until `reportedly read` has printed the first record of them",
    "speed.start_processor": "seconds of the processor that it takes",
    "speed.help_seconds": "seconds of `reportedly --help`",
    "speed.version_seconds": "seconds of `reportedly --version`",
    "speed.help_to_start": "help, as a part of reading three sentences",
    "speed.peak_mb": "peak memory on the longest text, MB",
    "speed.peak_mb_large": "peak memory on the large text, MB",
    "speed.many_articles": "articles read one after the other",
    "speed.many_mb": "memory after them, MB",
    "speed.many_growth": "the same, as a multiple of that after the first tenth",
}


def measured_apart(model: Path | None, words: int, repetitions: int, large: float) -> Figures:
    """What this program prints, run by itself: in a process in which much else was loaded and done, reading takes up to
    half as long again, which no reader of articles has. Raises CalledProcessError where it fails."""
    command = [sys.executable, str(Path(__file__).resolve()), "--json", "--words", str(words)]
    command += ["--repetitions", str(repetitions), "--large", str(large)]
    command += ["--model", str(model)] if model else []
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def show(figures: Figures) -> str:
    """A table with a row a figure, and a line for what is not installed."""
    missing = {"speed.whole_to_tokenizer": "spaCy", "speed.quotations_to_whole": "textacy"}
    compared = "speed.words" in figures
    lines = [f"{name} is not installed, and not compared with" for key, name in missing.items() if key not in figures]
    rows = ((LABELS[key], value) for key, value in figures.items())
    return "\n".join([table(["", "median"], rows), *(lines if compared else [])])


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("texts", nargs="*", type=Path, metavar="TEXT")
    parser.add_argument("--words", type=int, default=20_000, metavar="N", help="words a repetition (20,000)")
    parser.add_argument("--repetitions", type=int, default=5, metavar="N", help="rounds of measuring (5)")
    parser.add_argument(
        "--large", type=float, default=0.25, metavar="MB", help="size of the large text, 0 for none (0.25)"
    )
    parser.add_argument(
        "--articles", type=int, default=0, metavar="N", help="articles over which memory is to be flat (0: left out)"
    )
    parser.add_argument("--short", action="store_true", help="only the start, and memory over short articles")
    options = parser.parse_args(argv)
    one_thread()
    files = options.texts or default_texts()
    if options.short:
        figures = start_up(options.model, options.repetitions)
        figures |= flat(options.model, [TINY], options.articles) if options.articles else {}
    else:
        figures = measure(
            options.model, files, options.words, options.repetitions, options.large, articles=options.articles
        )
    print(show(figures))
    finish(figures, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
