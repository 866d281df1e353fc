"""What the commands that fetch have in common on the command line."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from . import Client

__all__ = ["Number", "polite"]


class Number(click.FloatRange):
    """Click's own range, but for "nan", which that lets through."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


def polite(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options for how servers are asked; the command gets them as one `client`, which makes a `fetch.Client`.

    Calling it raises ExtraError where the extra “collect” is not installed.
    """

    @click.option(
        "--contact", metavar="ADDRESS", help="Yours, told to the servers, so that their owners can write to you."
    )
    @click.option(
        "--pause",
        metavar="SECONDS",
        type=Number(0, 3600),
        default=1.0,
        show_default=True,
        help="Between two pages of one host; its robots.txt may ask for more.",
    )
    @click.option("--allow-private", is_flag=True, help="Also ask private and loopback addresses, at any port.")
    @functools.wraps(command)
    def run(*arguments: Any, contact: str | None, pause: float, allow_private: bool, **options: Any) -> Any:
        def client() -> Client:
            from . import Client, Manners

            return Client(Manners(contact=contact, pause=pause, private=allow_private))

        return command(*arguments, client=client, **options)

    return run
