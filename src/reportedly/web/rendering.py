"""Templates and what they are given. All that goes into a page is escaped, unless it is Markup made by us, and turns no
direction of writing around, unless it is a value of a form, which goes back as it came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..accuracy import caution
from ..ledger.summaries import day_in_words, summary_of
from ..terminal.answers import alike
from ..text import unturned
from . import words
from .links import Links, ServerLinks

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

__all__ = ["Assets", "Kept", "environment", "page", "static_assets"]


@dataclass(frozen=True, slots=True)
class Assets:
    """Names of files of `static/`, with a digest of what is in them, in the order in which pages name them."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]


@lru_cache(maxsize=1)
def static_assets() -> Assets:
    """All style sheets and scripts that there are: the look of everything first, and what others build on first."""
    folder = resources.files(__package__) / "static"
    named = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith((".css", ".js")))
    named.sort(key=lambda name: name not in ("style.css", "htmx.min.js"))

    def with_digest(ending: str) -> tuple[str, ...]:
        return tuple(
            f"{name}?{hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]}"
            for name in named
            if name.endswith(ending)
        )

    return Assets(with_digest(".css"), with_digest(".js"))


def static_text(name: str) -> str:
    """A file of `static/`."""
    return (resources.files(__package__) / "static" / name).read_text("utf-8")


def environment(links: Links | None = None) -> Environment:
    """Templates that escape what they are given and fail where something is missing. `links`: where things are found;
    on the server where nothing else is said."""
    made = Environment(
        loader=PackageLoader(__package__ or "", "templates"),
        autoescape=True,
        finalize=_as_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Never read from disk again, so that what is served is what was started.
        auto_reload=False,
    )
    made.filters |= {
        "kept": Kept,
        "day": lambda day: day_in_words(day) if day else "",
        "percent": percent,
        "number": number,
        "plural": plural,
        "listed": listed,
        "shortened": shortened,
        "quoted": quoted,
        "summary": summary_of,
        "sign": lambda told: words.sign(told.status, told.voice),
        "stances": words.stance_counts,
        "says": words.says,
        "kind": words.kind_of_source,
        "alike": alike,
        "side": words.side_words,
        "when": words.when_told,
        "position": lambda position: words.SAYS[position][0],
        "vouching": words.vouching,
    }
    made.globals |= {"links": links or ServerLinks(), "assets": static_assets()}
    return made


class Kept(str):
    """Words that are not for the eye alone: a form sends them back, to be held against what the ledger has."""

    __slots__ = ()


def _as_shown(value: object) -> object:
    # Markup is made of parts that were here before, and is a class of its own.
    return unturned(value) if type(value) is str else value


def page(request: Request, template: str, status: int = 200, /, **context: Any) -> HTMLResponse:
    """A template as the answer to a request."""
    # Not at the top: a report in one file is made of these templates without a server.
    from starlette.responses import HTMLResponse

    state = request.app.state
    given: Mapping[str, Any] = {
        "path": request.url.path,
        # Of a part that is put into a page, the first thing is gone to, so that no place is lost.
        "part": "part" in request.query_params,
        "query": request.url.query,
        "form_token": state.form_token,
        "read_only": state.read_only,
        "navigation": state.navigation,
        "ledger_name": state.ledger_name,
        "caution": caution(state.models[0]),
        **context,
    }
    return HTMLResponse(state.templates.get_template(template).render(given), status)


# Filters


def percent(share: float | None) -> str:
    """`37 %`; nothing where it is not known. What is not quite all is never told as all, nor a little as nothing."""
    if share is None:
        return ""
    whole = round(100 * share)
    if whole == 100 and share < 1:
        whole = 99
    return "< 1 %" if whole == 0 and share > 0 else f"{whole} %"


def number(value: float | None) -> str:
    """`12,000`, `3.5`; nothing where it is not known."""
    if value is None:
        return ""
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 report`, `2 reports`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(things: Iterable[object], most: int = 3) -> str:
    """`A`, `A and B`, `A, B, C and 2 more`."""
    words: Sequence[str] = [str(thing) for thing in things]
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most:,} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def shortened(text: str, most: int) -> str:
    """The text on one line, cut between words where it is longer than `most` characters."""
    told = " ".join(text.split())
    return told if len(told) <= most else f"{told[:most].rsplit(' ', 1)[0]} …"


def quoted(text: str, most: int) -> str:
    """As `shortened`, in quotation marks; where words begin or end with one, they have it already. Nothing where
    there are no words."""
    told = shortened(text, most)
    if not told:
        return ""
    return f"{'' if told[:1] in _OPENING else '“'}{told}{'' if told[-1:] in _CLOSING else '”'}"


_OPENING, _CLOSING = '“"„«', '”"“»'
