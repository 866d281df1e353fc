"""Pages and feeds over HTTP → items. An edge: nothing that reads articles knows of it.

`addresses.py` says which addresses are asked at all, `connecting.py` connects to the very ones that were checked,
`robots.py` reads what a server allows, `asking.py` holds the one client that asks; `pages.py` makes pages, feeds and
articles of the answers, and `following.py` gives them to a store. `values.py` holds what flows.

Needs the extra “collect”: the names here are imported at their first use, and raise ExtraError without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ..errors import ExtraError

if TYPE_CHECKING:
    from .asking import Client
    from .following import Passed, Store, add_urls, follow
    from .pages import articles, feed, item, page
    from .values import FeedPage, Manners, Unchanged, Validators, validators_of

__all__ = [
    "Client", "FeedPage", "Manners", "Passed", "Store", "Unchanged", "Validators", "add_urls", "articles", "feed",
    "follow", "item", "page", "validators_of",
]  # fmt: skip

_HOMES = {
    "Client": ".asking",
    "Passed": ".following",
    "Store": ".following",
    "add_urls": ".following",
    "follow": ".following",
    "articles": ".pages",
    "feed": ".pages",
    "item": ".pages",
    "page": ".pages",
    "FeedPage": ".values",
    "Manners": ".values",
    "Unchanged": ".values",
    "Validators": ".values",
    "validators_of": ".values",
}


def __getattr__(name: str) -> object:
    """Import a name from its module at its first use (PEP 562). Raises ExtraError where a library is missing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = getattr(import_module(_HOMES[name], __name__), name)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("reportedly"):
            raise
        raise ExtraError(f"fetching needs more libraries ({error.name}): pip install 'reportedly[collect]'") from None
    globals()[name] = value
    return value
