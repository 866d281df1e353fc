"""What the commands that fetch have in common on the command line."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

__all__ = ["polite"]


def polite(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options for how servers are asked; the command gets them as one `client`, a `fetch.Client`.

    Raises ExtraError when the command is run and the extra “collect” is not installed.
    """

    @click.option(
        "--contact", metavar="ADDRESS", help="Yours, told to the servers, so that their owners can write to you."
    )
    @click.option(
        "--pause",
        metavar="SECONDS",
        type=click.FloatRange(0, 3600),
        default=1.0,
        show_default=True,
        help="Between two pages of one host; its robots.txt may ask for more.",
    )
    @click.option("--allow-private", is_flag=True, help="Also ask private and loopback addresses, at any port.")
    @functools.wraps(command)
    def run(*arguments: Any, contact: str | None, pause: float, allow_private: bool, **options: Any) -> Any:
        from . import Client, Manners

        client = Client(Manners(contact=contact, pause=pause, private=allow_private))
        return command(*arguments, client=client, **options)

    return run
