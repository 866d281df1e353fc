"""Word lists in TOML files: reading one, and what holds for every list of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources.abc import Traversable
from typing import Any

from .errors import VocabularyError
from .sums import taken_from

__all__ = ["file_told", "read_table", "words_of"]


@contextmanager
def file_told(name: str) -> Iterator[None]:
    """Raise VocabularyError, naming the file, for whatever goes wrong with one that is missing, no TOML, or lacks what
    is looked for in it. Also a decorator of the function that reads it."""
    try:
        yield
    except VocabularyError:
        raise
    except OSError as error:
        raise VocabularyError(f"{name}: the file is missing") from error
    except KeyError as error:
        raise VocabularyError(f"{name}: {error.args[0]!r} is missing") from error
    except (ValueError, TypeError, AttributeError, re.error) as error:
        raise VocabularyError(f"{name}: {' '.join(str(error).split())}") from error


def read_table(folder: Traversable, name: str) -> dict[str, Any]:
    """The file `name` of `folder`. Raises VocabularyError where it is missing or no TOML."""
    try:
        return tomllib.loads(taken_from(folder, name).decode("utf-8"))
    except OSError as error:
        raise VocabularyError(f"{name}: the file is missing") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{name}: {error}") from error


def words_of(where: str, value: object) -> list[str]:
    """`value` as a list of words and phrases in lower case. Raises VocabularyError, naming `where`, if it is none."""
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise VocabularyError(f"{where}: a list of strings is due")
    for word in value:
        if word != " ".join(word.lower().split()):
            raise VocabularyError(f"{where}: {word!r} is not in lower case, one blank between words")
    return value
