"""Why a file could not be opened or read on, in half a sentence."""

from __future__ import annotations

__all__ = ["reason_of"]


def reason_of(error: Exception) -> str:
    """Of an OSError what the system says, of any other its message, in one short line."""
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return " ".join(str(error).split())[:200] or type(error).__name__
