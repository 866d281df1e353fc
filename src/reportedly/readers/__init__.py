"""Other readers behind the same contract: any language model that a server offers. An edge: nothing that reads articles
knows of it.

`instructions.py` says what is asked, `parts.py` of which part of an article; `values.py` holds what flows. `talking.py`
asks a server one question, `asking.py` many, `cache.py` keeps the answers. `understanding.py` reads an answer,
`grounding.py` finds its words in the article, `telling.py` makes of them what our own stages go on with, and
`reading.py` is the reader.

Needs the extra “reader”: the names here are imported at their first use, and raise ExtraError without it.
"""

from typing import TYPE_CHECKING

from ..extras import imported_later

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
    value = globals()[name] = imported_later(__name__, _HOMES, name, "asking another reader needs", "reader")
    return value
