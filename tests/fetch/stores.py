"""Two stores for the tests: one in memory, one that writes lines to a file as a ledger would."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from reportedly.fetch import Validators, validators_of
from reportedly.intake.values import Item


class InMemory:
    """Keeps items in the order in which they came."""

    def __init__(self) -> None:
        self.items: list[Item] = []

    def has(self, url: str) -> Validators | None:
        for item in reversed(self.items):
            if item.page is not None and url in (item.page.url, item.page.asked):
                return validators_of(item.page)
            if item.page is None and url == item.url:
                return Validators("9999-12-31T00:00:00Z")
        return None

    def add(self, items: Iterable[Item]) -> None:
        for item in items:
            self.items.append(item)


class InLines:
    """One JSON object a line, written at once: what was told as added is there after any end."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self) -> list[dict[str, str | None]]:
        return [json.loads(line) for line in self.path.read_text("utf-8").splitlines()] if self.path.exists() else []

    def has(self, url: str) -> Validators | None:
        for row in reversed(self.rows()):
            if url in (row["url"], row["asked"]):
                return Validators(row["fetched_at"] or "", row["etag"], row["last_modified"])
        return None

    def add(self, items: Iterable[Item]) -> None:
        with open(self.path, "a", encoding="utf-8") as stream:
            for item in items:
                known = validators_of(item.page) if item.page else Validators("9999-12-31T00:00:00Z")
                row = {
                    "url": item.url,
                    "asked": item.page.asked if item.page else None,
                    "published": item.published,
                    "text": item.data.decode("utf-8"),
                    "fetched_at": known.fetched_at,
                    "etag": known.etag,
                    "last_modified": known.last_modified,
                }
                stream.write(json.dumps(row) + "\n")
                stream.flush()
