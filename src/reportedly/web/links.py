"""Where things are found: addresses of pages on a server. A report in one file has anchors in their place."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote, urlencode

__all__ = ["Links", "ServerLinks"]


class Links(Protocol):
    """What templates and charts ask for an address; None where there is none to be had, and words stand without."""

    def about(self) -> str | None:
        """What these pages are, and how often the reading errs."""

    def incident(self, id: str) -> str | None: ...
    def article(self, report: str, record: str = "", span: tuple[int, int] | None = None) -> str | None:
        """The place in the article where a record stands: `s12`, `e3`, `f1`, a flaw `x1`; or where a span does, which
        is what words have that are no record of their own."""

    def party(self, name: str) -> str | None: ...
    def dyad(self, one: str, other: str) -> str | None: ...
    def source(self, name: str) -> str | None: ...
    def judge(self, *records: str) -> str | None:
        """Where a record is judged, or the link between the tellings of two."""


class ServerLinks:
    """Addresses on a server. `judging`: whether anything can be decided there."""

    def __init__(self, *, judging: bool = True) -> None:
        self._judging = judging

    def about(self) -> str:
        return "/about"

    def incident(self, id: str) -> str:
        return f"/incident/{quote(id, safe='')}"

    def article(self, report: str, record: str = "", span: tuple[int, int] | None = None) -> str:
        at = f"/article/{quote(report, safe='')}"
        if record:
            return f"{at}#{quote(record, safe='')}"
        return f"{at}?span={span[0]}-{span[1]}#here" if span else at

    def party(self, name: str) -> str:
        return f"/party?{urlencode({'name': name})}"

    def dyad(self, one: str, other: str) -> str:
        return f"/dyad?{urlencode({'one': one, 'other': other})}"

    def source(self, name: str) -> str:
        return f"/source?{urlencode({'name': name})}"

    def judge(self, *records: str) -> str | None:
        if not self._judging:
            return None
        return f"/review?{urlencode([('record', record) for record in records])}"
