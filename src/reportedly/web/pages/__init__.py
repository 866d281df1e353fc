"""The pages, one file each. A page is a module of this package with `ROUTES`, and with `NAVIGATION` where the bar at
the top leads to it: no list of pages is kept anywhere."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import NamedTuple

from starlette.routing import BaseRoute

__all__ = ["Entry", "all_pages"]


class Entry(NamedTuple):
    """A place in the bar at the top: the smallest `order` first."""

    order: int
    label: str
    path: str


def all_pages() -> tuple[list[BaseRoute], tuple[Entry, ...]]:
    """The routes of all pages, and what the bar at the top leads to."""
    routes: list[BaseRoute] = []
    entries: list[Entry] = []
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        module = import_module(f"{__name__}.{found.name}")
        routes += getattr(module, "ROUTES", ())
        entries += [module.NAVIGATION] if hasattr(module, "NAVIGATION") else []
    return routes, tuple(sorted(entries))
