"""A server that answers as a language model does that has read the records of its articles: for worked examples.

    python -m training.fake_reader FOLDER [--port 8808] [--texts FOLDER]

FOLDER holds records (JSON Lines of the contract), say `build/corpus/train`. Whoever asks about one of their articles,
through the OpenAI-compatible interface, is told its records as a good reader names them: by their words. Of any other
article it knows nothing. What comes of its answers is the most that grounding and our own stages leave of a reader
that is never wrong.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from reportedly.text import Span, paragraphs

from .corpora import lines

Row = dict[str, Any]

# How far from its trigger a party is told in the same stretch, in characters, and what stands around a single word.
_STRETCH, _AROUND = 250, 40


def answer(rows: Sequence[Row], shown: str) -> dict[str, list[Row]]:
    """What a good reader names in a part of an article. `shown`: the part, paragraphs parted by blank lines."""
    text = rows[0]["text"]
    pieces = shown.split("\n\n")
    # A dateline is not shown, and a long paragraph in pieces.
    blocks = [block for block in paragraphs(text) if any(piece in block.of(text) for piece in pieces)]
    inside = [row for row in rows[1:] if any(b.contains(Span(*row["span"])) or _begins(row, b) for b in blocks)]
    return {
        "statements": [_said(row, text, blocks) for row in inside if row["kind"] == "statement"],
        "events": list(_done([row for row in inside if row["kind"] == "event"], text, blocks)),
        "figures": [_counted(row, text, blocks) for row in inside if row["kind"] == "figure"],
    }


def _begins(row: Row, block: Span) -> bool:
    """A statement may reach over paragraphs: it is told where it says something."""
    return row["kind"] == "statement" and bool(row["content"]) and block.contains(Span(*row["content"][0]))


def _said(row: Row, text: str, blocks: Sequence[Span]) -> Row:
    source = Span(*row["source"]["span"]) if row["source"] else None
    cue = Span(*row["cue"]) if row["cue"] else None
    both = [span for span in (source, cue) if span is not None]
    return {
        "attribution": _stretch(both, blocks).of(text) if len(both) == 2 else both[0].of(text) if both else None,
        "source": source.of(text) if source else None,
        "cue": cue.of(text) if cue else None,
        "content": [Span(*span).of(text) for span in row["content"]],
        "stance": row["stance"],
        "source_type": row["source_type"],
    }


def _done(rows: Sequence[Row], text: str, blocks: Sequence[Span]) -> Iterator[Row]:
    """Each act once for every pair of parties; two that are each other's mirror are one that is mutual."""
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        trigger = Span(*row["span"])
        block = next((b for b in blocks if b.contains(trigger)), trigger)
        parties = {role: Span(*row[role]["span"]) for role in ("actor", "recipient") if row[role]}
        near = {r: s for r, s in parties.items() if block.contains(s) and abs(s.start - trigger.start) <= _STRETCH}
        pair = tuple(parties.get(role) for role in ("actor", "recipient"))
        mirror = next((o for o in rows if o is not row and o["span"] == row["span"] and _turned(o, row)), None)
        key = (trigger, frozenset(pair) if mirror else pair)
        if key in seen:
            continue
        seen.add(key)
        yield {
            "stretch": _stretch([trigger, *near.values()], blocks).of(text),
            "trigger": trigger.of(text),
            "type": row["type"],
            "mode": row["mode"],
            "actor": near["actor"].of(text) if "actor" in near else None,
            "recipient": near["recipient"].of(text) if "recipient" in near else None,
            "mutual": mirror is not None,
            "status": row["status"],
        }


def _turned(one: Row, other: Row) -> bool:
    sides = [
        (row["actor"] and row["actor"]["span"], row["recipient"] and row["recipient"]["span"]) for row in (one, other)
    ]
    return sides[0] == sides[1][::-1] and sides[0] != sides[1]


def _counted(row: Row, text: str, blocks: Sequence[Span]) -> Row:
    span = Span(*row["span"])
    return {"quantity": span.of(text), "stretch": _stretch([span], blocks).of(text)}


def _stretch(spans: Sequence[Span], blocks: Sequence[Span]) -> Span:
    """From the first to the last in one paragraph; a single one with the words around it."""
    whole = Span(min(s.start for s in spans), max(s.end for s in spans))
    block = next((b for b in blocks if b.contains(whole)), None)
    if block is None:
        return spans[0]
    if len(spans) > 1:
        return whole
    return Span(max(block.start, whole.start - _AROUND), min(block.end, whole.end + _AROUND))


class FakeReader(ThreadingHTTPServer):
    """Answers from the records in `folder`, on a port of this machine; 0 is any that is free."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.records = [list(lines(path)) for path in sorted(folder.glob("*.jsonl"))]
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def write_texts(self, folder: Path) -> None:
        """Every article as a file of plain text."""
        folder.mkdir(parents=True, exist_ok=True)
        for rows in self.records:
            (folder / f"{rows[0]['id']}.txt").write_text(rows[0]["text"], encoding="utf-8", newline="")

    def answer(self, question: str) -> dict[str, list[Row]]:
        """To a question as `reportedly.readers.instructions.question` puts it."""
        shown = question.split("<<<", 1)[1].split("\n", 1)[1].rsplit("\n", 1)[0].rsplit(">>>", 1)[0].rsplit("\n", 1)[0]
        pieces = shown.split("\n\n")
        for rows in self.records:
            if all(piece in rows[0]["text"] for piece in pieces):
                return answer(rows, shown)
        return {"statements": [], "events": [], "figures": []}


class _Handler(BaseHTTPRequestHandler):
    server: FakeReader

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        content = json.dumps(self.server.answer(asked["messages"][-1]["content"]), ensure_ascii=False)
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        data = json.dumps({"choices": [choice]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing is said of a question."""


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.fake_reader", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="records of the articles that it knows")
    parser.add_argument("--port", type=int, default=8808)
    parser.add_argument(
        "--texts", type=Path, metavar="FOLDER", help="write the texts of its articles there, to be read"
    )
    options = parser.parse_args(argv)
    server = FakeReader(options.folder, options.port)
    if options.texts is not None:
        server.write_texts(options.texts)
    print(f"{len(server.records)} articles are known at {server.url}; Ctrl-C ends it", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
