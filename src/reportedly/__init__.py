"""Reads news articles and records who says what, who did what to whom, on whose word, and what is wrong with the text.

    >>> import reportedly
    >>> reading = reportedly.read("No shots were fired, a spokesman for the navy said.")  # doctest: +SKIP
    >>> [statement.stance for statement in reading.statements]                            # doctest: +SKIP

One article is read by a pure function, in this order:

    load            bytes → Article: clean text, title, byline, publisher, date, language
    flaws           what is wrong with the text, before anything is believed
    model           words → one forward pass a window → Parse: sentences, tree, mentions, attributions,
                    acts
    statements      cue, source and content → Statement
    events          trigger, parties, status and voice → Event
    Reading         the article and all its records

Many readings are laid together in a `Ledger`, a file on disk.

Everything that flows is frozen. The errors are drawn in `reportedly.errors`, the records are in
`reportedly.records`. Names are imported when they are first used, so that `import reportedly` costs nothing.
"""

from importlib import import_module

TYPE_CHECKING = False  # to a checker it is true; importing it costs more than all the rest
if TYPE_CHECKING:
    from .errors import ReportedlyError
    from .ledger.store import Ledger
    from .reading import read, read_many
    from .records import Article, Event, Failure, Figure, Flaw, Mention, Reading, Statement

__version__ = "0.1.0"

__all__ = [
    "Article", "Event", "Failure", "Figure", "Flaw", "Ledger", "Mention", "Reading", "ReportedlyError", "Statement",
    "__version__", "read", "read_many",
]  # fmt: skip

_HOMES = {
    "Article": ".records",
    "Event": ".records",
    "Failure": ".records",
    "Figure": ".records",
    "Flaw": ".records",
    "Ledger": ".ledger.store",
    "Mention": ".records",
    "Reading": ".records",
    "ReportedlyError": ".errors",
    "Statement": ".records",
    "read": ".reading",
    "read_many": ".reading",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module at its first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
