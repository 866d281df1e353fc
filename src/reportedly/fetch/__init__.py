"""Pages and feeds over HTTP → items. An edge: nothing that reads articles knows of it.

`addresses.py` says which addresses are asked at all, `connecting.py` connects to the very ones that were checked,
`robots.py` reads what a server allows, `asking.py` holds the one client that asks; `pages.py` makes pages, feeds and
articles of the answers, and `following.py` gives them to a store. `values.py` holds what flows.

Needs the extra “collect”: the names here are imported at their first use, and raise ExtraError without it.
"""

from typing import TYPE_CHECKING

from ..extras import imported_later

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
    value = globals()[name] = imported_later(__name__, _HOMES, name, "fetching needs", "collect")
    return value
