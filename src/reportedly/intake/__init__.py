"""What comes in, from wherever it lies: paths → items, each one article's bytes with what is known of it.

`values.py` holds what is given; `files.py` takes files, folders and lists, `archives.py` the pages out of WARC and
WACZ, `feeds.py` the articles that an RSS or Atom file carries whole, `kinds.py` tells which of them a file is. What
cannot be read is a `Failure` in its place and stops nothing. Nothing is fetched here: that is `reportedly.fetch`.
"""

from ..records import Failure
from .files import count, items
from .values import Item, Page

__all__ = ["Failure", "Item", "Page", "count", "items"]
