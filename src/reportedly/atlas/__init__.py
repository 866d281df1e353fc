"""Where places are: names to country and position, from a compact table that `python -m training.atlas --freeze` makes.

`load_atlas()` reads it when it is first asked for. What stands in it and how to add to it: docs/places.md.
"""

from .frozen import load_atlas
from .lookup import Atlas, Place

__all__ = ["Atlas", "Place", "load_atlas"]
