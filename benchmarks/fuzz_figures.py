"""Reading figures from text and trees that nobody would write: nothing may crash, hang, or break the contract.

    python benchmarks/fuzz_figures.py [--seconds N] [--seed N] [--json]

For N seconds (180) texts are put together of numbers, bounds, units, words of harm, marks, and random characters, with
parts of speech and trees that are as random, and read. A text is at fault where reading it raises, gives other figures
the second time, gives a figure that the contract forbids, or takes longer than a tenth of a second and a millisecond
for each word, of the processor's time (a busy machine is no fault of the text). The first faults are shown with the
seed that makes them again; exit code 1 where there is any.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.common import Figures, arguments, finish, table
from reportedly.article.context import make_context
from reportedly.article.figures import find_figures
from reportedly.model.parse import Parse
from reportedly.model.words import split_words
from reportedly.records import BOUNDS, Figure
from reportedly.text import Span
from reportedly.vocabulary import load_lexicon

_PARTS = (
    "0 1 2 7 12 19 87 115 1,200 12,50,000 1.250.000 12\u00a0000 2016 0.5 1.5 3.14.15 99999999999999999999 ½ ¾",
    "2bn 38m 5m 100km 21st G7 one two three four five twelve nineteen twenty thirty-five hundred thousand",
    "million billion dozen score half third thirds quarter a an the several many few couple multiple dozens",
    "scores tens hundreds thousands millions of to from between and or in out every at least most more than",
    "less fewer no not nobody none single up about around nearly some an estimated as many much $ US$ € £ ₿ %",
    "percent per cent people men women soldiers ships planes dollars euros francs miles metres kilometre an",
    "hour years days -year-old killed wounded injured dead arrested were was have been who them whom each , .",
    "; : ( ) [ ] - – — “ ” \" ' ’ 's \n \n\n + / # @ Jan. March p.m. o'clock Flight page No. Street block aged",
    "including include give take born figure total way pointed for only new turned handed with held whose where that",
    "age Group é ß ☂ 💥 ١٢ ²",
)
PARTS = [part for line in _PARTS for part in line.split(" ")]
TAGS = (
    "NOUN",
    "PROPN",
    "NUM",
    "VERB",
    "ADJ",
    "ADV",
    "ADP",
    "DET",
    "AUX",
    "PRON",
    "PUNCT",
    "CCONJ",
    "SCONJ",
    "PART",
    "SYM",
    "X",
)
RELATIONS = (
    "nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "nummod", "amod", "acl", "acl:relcl", "conj", "cc", "case",
    "det", "root", "compound", "appos", "xcomp", "ccomp", "aux", "aux:pass", "advmod", "parataxis", "flat", "punct",
    "dep", "expl", "mark",
)  # fmt: skip
SLOW, A_WORD = 0.1, 0.001


def text_of(dice: random.Random) -> str:
    """One text: parts with blanks or without between them, now and then one part very often."""
    if dice.random() < 0.02:
        parts = dice.choices(PARTS, k=dice.randint(1, 3))
        return " ".join(parts * dice.randint(100, 3000))
    count = dice.randint(0, 60)
    text = ""
    for _ in range(count):
        text += dice.choice(PARTS) + dice.choice((" ", " ", " ", " ", " ", "", "-", "\u00a0"))
        if dice.random() < 0.02:
            text += "".join(chr(dice.randrange(1, 0x3000)) for _ in range(dice.randint(1, 6)))
    return text


def parse_of(text: str, dice: random.Random) -> Parse:
    """A parse of `text` in which words are real, and everything else is thrown with dice."""
    words = tuple(Span(*word) for word in split_words(text))
    count = len(words)
    edges = sorted({0, count, *(dice.randint(0, count) for _ in range(dice.randint(0, 4)))})
    sentences = tuple((a, b) for a, b in itertools.pairwise(edges) if a < b)
    heads = list(range(count))
    for first, end in sentences:
        for word in range(first, end):
            if dice.random() < 0.9:
                heads[word] = dice.randrange(first, end)
    return Parse(
        text=text,
        words=words,
        sentences=sentences,
        upos=tuple(dice.choice(TAGS) for _ in words),
        heads=tuple(heads),
        deprels=tuple(dice.choice(RELATIONS) for _ in words),
        entities=tuple(dice.choice((None, "person", "group", "object")) for _ in words),
        attributions=(),
    )


def faults(figures: Sequence[Figure], text: str) -> Iterator[str]:
    """What the contract forbids."""
    for place, figure in enumerate(figures, 1):
        low, value, high = figure.low, figure.value, figure.high
        if figure.number != place:
            yield f"figure {place} has number {figure.number}"
        if not 0 <= figure.span.start < figure.span.end <= len(text):
            yield f"no span of the text: {list(figure.span)}"
        if figure.bound not in BOUNDS or (low is None and value is None and high is None):
            yield f"tells nothing: {figure}"
        if low is not None and high is not None and low > high:
            yield f"low over high: {figure}"
        if any(n is not None and not 0 <= n < float("inf") for n in (low, value, high)):
            yield f"no number: {figure}"
        if (figure.bound == "exact") != (value is not None and low == value == high):
            yield f"bound and numbers differ: {figure}"


def judged(seed: int) -> tuple[int, float, list[str]]:
    """Words read, seconds taken, and faults of the text that `seed` makes."""
    dice = random.Random(seed)
    text = text_of(dice)
    parse = parse_of(text, dice)
    context = make_context(parse, load_lexicon())
    started = time.process_time()
    try:
        figures = find_figures(context, (), ())
    except Exception as error:  # whatever it raises is what is looked for
        return len(parse.words), 0.0, [f"{type(error).__name__}: {error}"]
    taken = time.process_time() - started
    found = list(faults(figures, text))
    if figures != find_figures(context, (), ()):
        found.append("other figures the second time")
    if taken > SLOW + A_WORD * len(parse.words):
        # Once more, for the first time may have loaded something.
        started = time.process_time()
        find_figures(context, (), ())
        taken = time.process_time() - started
        if taken > SLOW + A_WORD * len(parse.words):
            found.append(f"{taken:.2f} s for {len(parse.words)} words")
    return len(parse.words), taken, found


def main(argv: Sequence[str] | None = None) -> int:
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=180.0, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the first of the seeds")
    options = parser.parse_args(argv)
    texts = words = 0
    seconds = 0.0
    wrong: list[str] = []
    ends = time.monotonic() + options.seconds
    while time.monotonic() < ends:
        seed = options.seed + texts
        count, taken, found = judged(seed)
        texts, words, seconds = texts + 1, words + count, seconds + taken
        wrong += [f"seed {seed}: {fault}" for fault in found]
    figures: Figures = {
        "fuzz.figures.texts": float(texts),
        "fuzz.figures.words": float(words),
        "fuzz.figures.words_a_second": words / seconds if seconds else 0.0,
        "fuzz.figures.faults": float(len(wrong)),
    }
    print(
        table(
            ["texts that nobody would write", "number"],
            [[k.split(".")[-1].replace("_", " "), int(v)] for k, v in figures.items()],
        )
    )
    if wrong:
        print("", *wrong[:20], sep="\n")
    finish(figures, options.json)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
