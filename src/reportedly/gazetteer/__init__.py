"""Who there is: states, organizations, office-holders, kinds of institutions, and what role nouns tell.

The tables under `data/actors/` are checked and frozen into one file by `python -m reportedly.gazetteer --freeze`;
`load_gazetteer()` reads that file.
"""

from .frozen import load_gazetteer
from .indexes import FULL, SHORT, SURNAME, Role
from .lookup import BEFORE, Gazetteer, Hit, in_force
from .spelling import SILENT, Word, fold, key_of, words_of
from .tables import Actor, Country, Institution, Person, Term

__all__ = [
    "BEFORE",
    "FULL",
    "SHORT",
    "SILENT",
    "SURNAME",
    "Actor",
    "Country",
    "Gazetteer",
    "Hit",
    "Institution",
    "Person",
    "Role",
    "Term",
    "Word",
    "fold",
    "in_force",
    "key_of",
    "load_gazetteer",
    "words_of",
]
