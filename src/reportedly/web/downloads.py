"""What a page shows, as JSON Lines or CSV: the same rows as the command line gives, in the same order.

Written as they come, whatever their number: nothing is gathered first.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from ..ledger.store import Ledger
from ..terminal.formats import csv_lines, json_lines
from .ledgers import Patience, opened

__all__ = ["Rows", "download"]

Rows = Callable[[Request, Ledger], Iterable[dict[str, Any]]]

CHUNK = 64 * 1024
"""Characters that are sent at a time, at least."""

_TYPES = {"jsonl": "application/jsonl; charset=utf-8", "csv": "text/csv; charset=utf-8"}


def download(path: str, kind: str | Sequence[str], rows: Rows) -> list[Route]:
    """Routes of `path` with `.jsonl` and `.csv` behind it, that give what `rows` gives; `kind`: the columns of the CSV,
    or their name in `formats.COLUMNS`. What `rows` raises before its first row is told as on any page."""

    def endpoint(form: str) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            lines = _lines(request, form, kind, rows)
            # A ledger is not to be shared by threads: all of this happens in one.
            pool = ThreadPoolExecutor(1, thread_name_prefix="download")
            loop = asyncio.get_running_loop()
            try:
                first = await loop.run_in_executor(pool, next, lines, None)
            except BaseException:
                pool.shutdown(wait=False)
                raise
            name = path.strip("/").split("/")[0].split("{")[0] or "incidents"
            headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
            return StreamingResponse(_sent(first, lines, pool), media_type=_TYPES[form], headers=headers)

        return answer

    return [Route(f"{path}.{form}", endpoint(form)) for form in _TYPES]


def _lines(request: Request, form: str, kind: str | Sequence[str], rows: Rows) -> Iterator[str]:
    # Nobody knows how long all of it takes; no piece of it may take for ever.
    patience = Patience()
    with opened(request, patience) as ledger:
        found = rows(request, ledger)
        told: list[str] = []
        size = 0
        for line in json_lines(found) if form == "jsonl" else csv_lines(found, kind):
            told.append(line)
            size += len(line)
            if size >= CHUNK:
                yield "".join(told)
                patience.anew()
                told, size = [], 0
        yield "".join(told)


async def _sent(first: str | None, lines: Iterator[str], pool: ThreadPoolExecutor) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    chunk = first
    try:
        while chunk is not None:
            yield chunk.encode()
            chunk = await loop.run_in_executor(pool, next, lines, None)
    finally:
        # Where nobody listens any more, the ledger is let go of in the thread that opened it.
        pool.submit(lines.close)  # type: ignore[attr-defined]
        pool.shutdown(wait=False)
