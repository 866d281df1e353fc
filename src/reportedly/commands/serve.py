"""`reportedly serve`: a ledger as pages in a browser."""

from __future__ import annotations

import ipaddress
from typing import Any

import click

from .common import EXIT_CODES, put, standard_output
from .redaction import perhaps_redacted, redact_option

EXAMPLE = """\
\b
Examples:
  reportedly serve crisis.ledger
  reportedly serve crisis.ledger --port 8080 --read-only
  REPORTEDLY_TOKEN=a-long-word-of-yours reportedly serve crisis.ledger --bind 0.0.0.0 --host-name desk.example.org
"""

LEAST = 12
"""Characters that a token has."""


def _an_address(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return str(ipaddress.ip_address("127.0.0.1" if value == "localhost" else value))
    except ValueError:
        raise click.BadParameter(f"{value!r} is no address like 127.0.0.1, ::1 or 0.0.0.0") from None


def _a_token(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and len(value) < LEAST:
        raise click.BadParameter(f"has {LEAST} characters at least, so that it is not guessed")
    return value


@click.command(epilog=f"{EXAMPLE}\n{EXIT_CODES}", short_help="Show a ledger as pages in a browser.")
@click.argument("ledger", metavar="LEDGER")
@click.option(
    "--bind", metavar="ADDRESS", default="127.0.0.1", show_default=True, callback=_an_address,
    help="Where to listen; any other than this machine's own needs --token.",
)  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8321, show_default=True, help="0 takes a free one.")
@click.option(
    "--token", metavar="WORD", envvar="REPORTEDLY_TOKEN", callback=_a_token,
    help="Only who knows it may look; better in the variable REPORTEDLY_TOKEN, where no list of processes shows it.",
)  # fmt: skip
@click.option(
    "--host-name",
    "hosts",
    metavar="NAME",
    multiple=True,
    help="A name under which the server is asked, as often as needed.",
)
@click.option("--read-only", is_flag=True, help="Nothing can be decided on the pages.")
@redact_option()
def serve(
    ledger: str, bind: str, port: int, token: str | None, hosts: tuple[str, ...], read_only: bool, redact: Any
) -> int:  # fmt: skip
    """Show LEDGER as pages in a browser, until Ctrl-C: what is known, on whose word, and what is disputed.

    Only this machine can reach them, unless --bind says otherwise. Nothing is loaded from other hosts. With --redact
    the pages show the ledger as it is now, and nothing can be decided on them.
    """
    if token is None and not ipaddress.ip_address(bind).is_loopback:
        raise click.UsageError(f"{bind} can be reached by others: give a --token that they must know")
    from ..ledger.store import Ledger
    from ..web import make_app, run

    def shown(path: str, only: bool) -> None:
        app = make_app(path, token=token, read_only=only, hosts=hosts)
        with standard_output() as stream:
            run(app, bind, port, lambda address: put(stream, f"{address}{'' if token is None else '?token=…'}\n"))

    if redact is None:
        shown(ledger, read_only)
    else:
        # Without a transaction, which would keep writers from putting their log back.
        with Ledger.open(ledger, "read") as store, perhaps_redacted(store, redact) as hidden:
            shown(hidden.path, True)
    return 0
