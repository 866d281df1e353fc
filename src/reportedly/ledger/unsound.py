"""What is wrong with a ledger, as `checking.py` tells it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Unsound"]


@dataclass(frozen=True, slots=True)
class Unsound:
    """One fault. `where`: what it is in, by an id of the contract where it has one; `what`: what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
