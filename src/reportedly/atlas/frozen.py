"""The table as one file: a line of JSON that says what follows, and the columns after it, all of it compressed."""

from __future__ import annotations

import json
import zlib
from functools import lru_cache
from typing import Any

import numpy as np

from ..errors import VocabularyError
from ..sums import packaged
from .lookup import Atlas, Former

__all__ = ["FROZEN", "dumped", "load_atlas", "thawed"]

FROZEN = "atlas.bin"

# The columns in their order, and how their numbers are written.
_COLUMNS = {
    "keys": "", "edges": "<u4", "rows": "<u4", "names": "", "name_edges": "<u4", "kinds": "<u1", "countries": "<u2",
    "regions": "<u2", "sizes": "<u1", "positions": "<i2",
}  # fmt: skip


def dumped(atlas: Atlas) -> bytes:
    """The bytes of the frozen file, before they are compressed."""
    blocks = {
        name: getattr(atlas, name) if not kind else np.ascontiguousarray(getattr(atlas, name), kind).tobytes()
        for name, kind in _COLUMNS.items()
    }
    head = {
        "digest": atlas.digest,
        "tables": atlas.tables,
        "codes": atlas.codes,
        "region_codes": atlas.region_codes,
        "points": atlas.points,
        "former": [[f.code, f.lands, sorted(f.regions), f.since, f.until] for f in atlas.former],
        "years": atlas.years,
        "longest": atlas.longest,
        "lengths": [len(block) for block in blocks.values()],
    }
    line = json.dumps(head, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return line.encode("utf-8") + b"\n" + b"".join(blocks.values())


def thawed(data: bytes) -> Atlas:
    """The table of a frozen file. Raises VocabularyError where the file is not one."""
    try:
        raw = zlib.decompress(data)
        line, _, rest = raw.partition(b"\n")
        head: dict[str, Any] = json.loads(line)
        columns: dict[str, Any] = {}
        at = 0
        for (name, kind), length in zip(_COLUMNS.items(), head.pop("lengths"), strict=True):
            block = rest[at : at + length]
            if len(block) != length:
                raise ValueError(f"{name} is cut off")
            columns[name] = np.frombuffer(block, kind) if kind else block
            at += length
        columns["positions"] = columns["positions"].reshape(-1, 2)
        former = tuple(
            Former(code, {k: (v[0], v[1]) for k, v in lands.items()}, frozenset(regions), since, until)
            for code, lands, regions, since, until in head["former"]
        )
        return Atlas(
            digest=head["digest"],
            tables=head["tables"],
            codes=tuple(head["codes"]),
            region_codes=tuple(head["region_codes"]),
            points={code: (at[0], at[1]) for code, at in head["points"].items()},
            former=former,
            years=head["years"],
            longest=head["longest"],
            **columns,
        )
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise VocabularyError(f"{FROZEN}: not a frozen atlas; run python -m training.atlas --freeze") from error


@lru_cache(maxsize=1)
def load_atlas() -> Atlas:
    """The table that comes with the package. Raises VocabularyError where its file is missing or broken."""
    try:
        data = packaged(FROZEN)
    except OSError as error:
        raise VocabularyError(f"{FROZEN}: {error.strerror}") from error
    return thawed(data)
