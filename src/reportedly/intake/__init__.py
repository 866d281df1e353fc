"""What people have, as articles to be read: files, folders, lists. Knows nothing of what is read in them."""

from .files import count, items
from .values import Item, Page

__all__ = ["Item", "Page", "count", "items"]
