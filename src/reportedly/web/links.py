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
    def article(self, report: str, record: str = "") -> str | None:
        """`record`: `s12`, `e3`, `f1`; a flaw is `x1`. The place in the article where it stands."""

    def party(self, name: str) -> str | None: ...
    def dyad(self, one: str, other: str) -> str | None: ...
    def source(self, name: str) -> str | None: ...


class ServerLinks:
    """Addresses on a server."""

    def about(self) -> str:
        return "/about"

    def incident(self, id: str) -> str:
        return f"/incident/{quote(id, safe='')}"

    def article(self, report: str, record: str = "") -> str:
        return f"/article/{quote(report, safe='')}{'#' if record else ''}{quote(record, safe='')}"

    def party(self, name: str) -> str:
        return f"/party?{urlencode({'name': name})}"

    def dyad(self, one: str, other: str) -> str:
        return f"/dyad?{urlencode({'one': one, 'other': other})}"

    def source(self, name: str) -> str:
        return f"/source?{urlencode({'name': name})}"
