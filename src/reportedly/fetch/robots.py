"""What a server's robots.txt allows (RFC 9309), and how long it wants to rest between two pages."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from .addresses import Target

if TYPE_CHECKING:
    from protego import Protego

__all__ = ["Robots", "Rules"]

_KEPT = 24 * 3600.0
"""Seconds for which a robots.txt is believed (RFC 9309, 2.4)."""

_SERVERS = 1000
"""Whose files are kept, those that were asked last."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`told`: what the file says; None where there is none, and then `reason` says whether all is allowed (None) or why
    nothing is."""

    told: Protego | None = None
    reason: str | None = None

    LARGEST: ClassVar[int] = 512 * 1024
    """Bytes of a robots.txt that are read (RFC 9309, 2.5: at least 500 kB)."""

    @classmethod
    def open(cls) -> Rules:
        return cls()

    @classmethod
    def closed(cls, reason: str) -> Rules:
        return cls(None, reason)

    @classmethod
    def read(cls, body: bytes) -> Rules:
        from protego import Protego

        return cls(Protego.parse(body.decode("utf-8-sig", "replace")))


class Robots:
    """One robots.txt a server, asked once a day. `fetch`: gives the rules of a target whose path is /robots.txt."""

    def __init__(self, product: str, fetch: Callable[[Target], Rules]) -> None:
        self._product = product
        self._fetch = fetch
        self._kept: OrderedDict[str, tuple[float, Rules]] = OrderedDict()

    def _rules(self, there: Target) -> Rules:
        key = f"{there.scheme}://{there.authority}"
        until, rules = self._kept.get(key, (0.0, None))
        if rules is None or until < time.monotonic():
            rules = self._fetch(replace(there, path="/robots.txt"))
            self._kept[key] = (time.monotonic() + _KEPT, rules)
            if len(self._kept) > _SERVERS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return rules

    def allows(self, there: Target) -> bool:
        rules = self._rules(there)
        return rules.told.can_fetch(there.url, self._product) if rules.told else rules.reason is None

    def why(self, there: Target) -> str:
        """Why it does not allow it."""
        return self._rules(there).reason or "is not fetched: its robots.txt does not allow it"

    def delay(self, there: Target) -> float:
        """Seconds between two pages, 0 where nothing is said."""
        rules = self._rules(there)
        return float(rules.told.crawl_delay(self._product) or 0.0) if rules.told else 0.0
