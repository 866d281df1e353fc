"""Other readers behind the same contract: any language model that a server offers. An edge: nothing that reads articles
knows of it.

`instructions.py` says what is asked, `parts.py` of which part of an article; `values.py` holds what flows. `talking.py`
asks a server one question, `asking.py` many, `cache.py` keeps the answers. `understanding.py` reads an answer,
`grounding.py` finds its words in the article, `telling.py` makes of them what our own stages go on with, and
`reading.py` is the reader.

Needs the extra “reader”: the names here are imported at their first use, and raise ExtraError without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ..errors import ExtraError

if TYPE_CHECKING:
    from .asking import Client
    from .cache import Answers
    from .reading import LanguageModel, Sums
    from .values import Settings, Usage

__all__ = ["Answers", "Client", "LanguageModel", "Settings", "Sums", "Usage"]

_HOMES = {
    "Answers": ".cache",
    "Client": ".asking",
    "LanguageModel": ".reading",
    "Settings": ".values",
    "Sums": ".reading",
    "Usage": ".values",
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
        raise ExtraError(
            f"asking another reader needs more libraries ({error.name}): pip install 'reportedly[reader]'"
        ) from None
    globals()[name] = value
    return value
