"""Ledgers to look at: a crisis as the program reads it, and a desk of readings made by hand, with hostile ones."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from reportedly import Ledger
from reportedly.cli import main
from reportedly.records import Article, Event, Figure, Mention, Reading, Statement
from reportedly.text import Span
from tests.ledger.readings import ferry

EXAMPLES = Path(__file__).parents[2] / "examples"
CLOCK = "2026-02-03T04:05:06Z"

SCRIPT = "<script>owned='yes'</script>"
PICTURE = '"><img src=x onerror="owned=\'yes\'">'
HOSTILE = (
    f"{SCRIPT} {PICTURE} said that <b onmouseover=owned='yes'>gunmen</b> shelled 12 ferries {{{{ 7*7 }}}} &lt;i&gt; "
    "</textarea></title> javascript:owned='yes' on Monday."
)


def crisis(folder: Path, day: str = "1962-10-28") -> Path:
    """What the examples tell of a few days, read by the model that comes with the package."""
    lines = []
    for line in (EXAMPLES / "cuba-1962.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        if told["published"] in ("1962-10-27", day) and told["file"].endswith(".txt"):
            text = (EXAMPLES / told.pop("file")).read_text("utf-8")
            lines.append(json.dumps({**told, "text": text, "url": f"https://example.org/{len(lines)}"}))
    source, path = folder / "few.jsonl", folder / "crisis.ledger"
    source.write_text("\n".join(lines), "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["add", "--processes", "1", str(path), str(source)])
    assert ended.value.code == 0
    with Ledger.open(path) as ledger:
        ledger.add([hostile()])
    return path


def desk(path: Path) -> Path:
    """Two outlets tell of ferries, one text is hostile; something of each kind is in doubt."""
    with Ledger.open(path, clock=lambda: CLOCK) as ledger:
        ledger.add([doubtful(ferry(1)), doubtful(ferry(2, 5, "The Skua")), hostile()])
    return path


def doubtful(reading: Reading) -> Reading:
    return replace(
        reading,
        statements=tuple(replace(one, confidence=0.6) for one in reading.statements),
        figures=tuple(replace(one, confidence=0.45, low=one.value, high=one.value) for one in reading.figures),
    )


def hostile() -> Reading:
    """An article that is markup and script through and through, and records on the worst of it."""

    def find(words: str) -> Span:
        start = HOSTILE.index(words)
        return Span(start, start + len(words))

    script, picture = find(SCRIPT), find(PICTURE)
    whom = Mention(find("12 ferries {{ 7*7 }}"), "object", f"</option>{SCRIPT}")
    content = Span(find("<b onmouseover").start, len(HOSTILE))
    statement = Statement(
        1, Span(script.start, content.end), Mention(script, "person", SCRIPT),
        "person", find("said"), (content,), "indirect", "asserts", confidence=0.5,
    )  # fmt: skip
    event = Event(
        1, find("shelled"), "ASSAULT", "heavy-weapons", "material conflict", -9.0, Mention(picture, "group"), whom,
        "happened", 1, 0.5,
    )  # fmt: skip
    figure = Figure(1, find("12 ferries"), 12.0, 12.0, 12.0, "exact", "<b>ferry</b>", "shelled'\"", 1, 1, 0.5)
    article = Article(
        HOSTILE, "javascript:owned='yes'", None, SCRIPT, None,
        "\"><img src=x onerror=\"owned='yes'\">", "en", "2026-01-03", "fake-1", "words-1",
    )  # fmt: skip
    return Reading(article, (statement,), (event,), (figure,))
