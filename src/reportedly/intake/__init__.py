"""What comes in, from wherever it lies: paths → items, each one article's bytes with what is known of it.

`values.py` holds what is given; `archives.py` takes the pages out of WARC and WACZ, `feeds.py` the articles that an
RSS or Atom file carries whole, `kinds.py` tells which of them a file is. What cannot be read is a `Failure` in its
place and stops nothing. Nothing is fetched here: that is `reportedly.fetch`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..article.batch import LIMIT, Source, file_name
from ..records import Failure
from .faults import reason_of
from .kinds import reader
from .values import Item, Page

__all__ = ["Failure", "Item", "Page", "items"]


def items(paths: Iterable[Source]) -> Iterator[Item | Failure]:
    """Every article in `paths`, in their order, one at a time: a file of text or HTML, or what an archive or a feed
    holds. No archive is ever in memory as a whole."""
    for path in paths:
        read = reader(path)
        if read is not None:
            yield from read(path)
        else:
            yield _whole(path)


def _whole(path: Source) -> Item | Failure:
    name = file_name(path)
    try:
        with open(path, "rb") as stream:
            data = stream.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        return Failure(name, reason_of(error))
    return Item(data, name) if len(data) <= LIMIT else Failure(name, "is too large to be an article")
