"""Where the models lie: the small one is part of this package, others are packages of their own.

A package with a model names itself in its metadata, among the entry points of `GROUP`: the name by which the model is
asked for, and the Python package in whose folder it lies. Nothing of it is imported.
"""

from __future__ import annotations

import os
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from ..errors import ModelError

GROUP = "reportedly.models"
PACKAGED = "small"
"""The name of the model that comes with this package."""

# How those are had that this project makes.
_HAD = {"large": "pip install ./models/large"}


def model_folder(name: str | None) -> Path | None:
    """The folder of a model that is named or whose folder is given; None for the one in this package, and for no name.

    A name goes before a folder of the same name: "./large" is a folder. Raises ModelError where it is neither.
    """
    if name is None or name == PACKAGED:
        return None
    for found in entry_points(group=GROUP, name=name):
        return _folder_of(name, found.value)
    if os.path.isdir(name):
        return Path(name)
    if name in _HAD:
        raise ModelError(f"the model {name!r} is not installed: {_HAD[name]}")
    known = ", ".join(sorted({PACKAGED, *_HAD, *(found.name for found in entry_points(group=GROUP))}))
    raise ModelError(f"there is no model {name!r}: it is neither a folder nor one of {known}")


def _folder_of(name: str, package: str) -> Path:
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise ModelError(f"the model {name!r} is not whole: its package {package} is not there")
    return Path(places[0])
