"""A ledger as pages: what is known, on whose word, and what is disputed. An edge: nothing below knows of it.

`app.py` puts the server together, `running.py` runs it, `security.py` says who may ask and what a page may do,
`ledgers.py` opens the ledger for a request, `selection.py` reads filters from the address, `rendering.py` fills the
templates of `templates/`, and each file of `pages/` is one page with its addresses.

Needs the extra “web”: the names here are imported at their first use, and raise ExtraError without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ..errors import ExtraError

if TYPE_CHECKING:
    from .app import make_app
    from .running import run

__all__ = ["make_app", "run"]

_HOMES = {"make_app": ".app", "run": ".running"}


def __getattr__(name: str) -> object:
    """Import a name from its module at its first use (PEP 562). Raises ExtraError where a library is missing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = getattr(import_module(_HOMES[name], __name__), name)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("reportedly"):
            raise
        raise ExtraError(f"pages need more libraries ({error.name}): pip install 'reportedly[web]'") from None
    globals()[name] = value
    return value
