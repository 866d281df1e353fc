"""Metadata with which Datasette opens a ledger: what its tables and views are, and where words are searched.

reportedly export crisis.ledger --to datasette -o metadata.json
datasette crisis.ledger --metadata metadata.json
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..accuracy import caution
from .choosing import Chosen

__all__ = ["lines", "metadata"]


def lines(chosen: Chosen) -> Iterator[str]:
    """The document, for the ledger's file under the name that it has."""
    told: dict[str, Any] = dict(metadata(chosen.ledger.path))
    chosen.tally.write("tables and views", sum(len(one["tables"]) for one in told["databases"].values()))
    told["description"] = f"{told['description']} {caution(chosen.models())}"
    yield json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def metadata(path: str) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    """`data/ledger/datasette.json`, its database called as Datasette calls the file at `path`."""
    told = json.loads(files("reportedly").joinpath("data", "ledger", "datasette.json").read_text("utf-8"))
    (database,) = told["databases"].values()
    told["databases"] = {Path(path).stem: database}
    found: dict[str, dict[str, dict[str, dict[str, object]]]] = told
    return found
