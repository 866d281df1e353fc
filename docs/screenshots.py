"""Takes pictures of the explorer: `python docs/screenshots.py [LEDGER]`, into `docs/`.

Without a ledger it lays the example crises out in one first. It needs the extra “web”, Playwright for Python, and
Debian's Chromium (`CHROMIUM` names another one). The same ledger gives the same pictures, as far as the machine's fonts
are the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportedly.ledger.dossier import Dossier
from reportedly.ledger.questions import Asked
from reportedly.ledger.store import Ledger

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LARGEST = 150_000
"""Bytes of a picture at most: they lie in the repository."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page at an address, in a window of so many pixels. `focus`: what the keyboard stands on."""

    name: str
    address: str
    width: int
    height: int
    dark: bool = False
    focus: str | None = None


def pictures(path: Path) -> Iterator[Picture]:
    """Four of the example crises: the overview, the strike on a dock, an article on the lost aeroplane, the review."""
    with Ledger.open(path, "read") as ledger:

        def most_told(**asked: Any) -> Dossier:
            return next(ledger.incidents(Asked(**asked), order="reports", limit=1))

        strike = most_told(type="ASSAULT", since="2025-12-01")
        lost = most_told(type="ASSAULT", since="1962-10-27", until="1962-10-27")
        # Of the articles that tell of it the one with most statements within statements.
        reports = sorted({s.report for account in lost.accounts for s in account.sayings})
        nested = {
            id: [s.number for s in ledger.report(id).reading.statements if s.within is not None] for id in reports
        }
        article = max(reports, key=lambda id: len(nested[id]))
    yield Picture("explorer-overview", "/?since=1962-10-18&until=1962-11-02&order=reports", 1100, 860)
    yield Picture("explorer-incident", f"/incident/{strike.id}", 1040, 690)
    yield Picture("explorer-article", f"/article/{article}", 1000, 560, focus=f"#s{nested[article][0]}")
    yield Picture("explorer-review", "/review", 390, 760, dark=True)


@contextmanager
def example() -> Iterator[Path]:
    """A ledger of the example crises, as `make demo` makes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crisis.ledger"
        files = [EXAMPLES / "cuba-1962.jsonl", EXAMPLES / "caribbean-2025.jsonl"]
        subprocess.run([sys.executable, "-m", "reportedly", "add", str(path), *map(str, files)], check=True)
        yield path


@contextmanager
def served(path: Path) -> Iterator[str]:
    """The explorer on a free port: its address."""
    command = [sys.executable, "-m", "reportedly", "serve", str(path), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip().rstrip("/")
    finally:
        process.terminate()
        process.wait(20)


def take(path: Path, out: Path) -> None:
    """Take all pictures of this ledger. Raises SystemExit where one is too large for the repository."""
    from playwright.sync_api import sync_playwright

    with served(path) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for one in pictures(path):
            page = browser.new_page(
                viewport={"width": one.width, "height": one.height},
                color_scheme="dark" if one.dark else "light",
                reduced_motion="reduce",
            )
            page.goto(site + one.address)
            if one.focus:
                page.focus(one.focus)
            file = out / f"{one.name}.png"
            page.screenshot(path=file)
            page.close()
            size = file.stat().st_size
            print(f"{file.name}: {size // 1000} kB")
            if size > LARGEST:
                raise SystemExit(f"{file.name}: more than {LARGEST // 1000} kB; make its window smaller")
        browser.close()


def main(ledger: Path | None = None, out: Path = HERE) -> None:
    if ledger is not None:
        take(ledger, out)
        return
    with example() as path:
        take(path, out)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
