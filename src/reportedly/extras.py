"""Packages that need an extra: names that are imported at their first use, and a missing library told in one line."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from .errors import ExtraError

__all__ = ["imported_later"]


def imported_later(package: str, homes: Mapping[str, str], name: str, what: str, extra: str) -> object:
    """What `package` is asked for by `name`, for its `__getattr__` (PEP 562): imported from the module in `homes`.

    Raises AttributeError for a name that it has not, and ExtraError where a library is missing: `what` needs
    it ("fetching needs"), and `extra` brings it.
    """
    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    try:
        return getattr(import_module(homes[name], package), name)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("reportedly"):
            raise
        raise ExtraError(f"{what} more libraries ({error.name}): pip install 'reportedly[{extra}]'") from None
