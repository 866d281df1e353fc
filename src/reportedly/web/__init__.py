"""A ledger as pages: what is known, on whose word, and what is disputed. An edge: nothing below knows of it.

`app.py` puts the server together, `running.py` runs it, `security.py` says who may ask and what a page may do,
`ledgers.py` opens the ledger for a request, `selection.py` reads filters from the address, `rendering.py` fills the
templates of `templates/`, and each file of `pages/` is one page with its addresses.

Needs the extra “web”: the names here are imported at their first use, and raise ExtraError without it.
"""

from typing import TYPE_CHECKING

from ..extras import imported_later

if TYPE_CHECKING:
    from .app import make_app
    from .running import run

__all__ = ["make_app", "run"]

_HOMES = {"make_app": ".app", "run": ".running"}


def __getattr__(name: str) -> object:
    value = globals()[name] = imported_later(__name__, _HOMES, name, "pages need", "web")
    return value
