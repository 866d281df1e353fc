"""What these pages are, and how often the reading that they show errs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...ontology import event_types
from ..card import bad_at, measured
from ..rendering import page
from ..words import KINDS

__all__ = ["ROUTES"]


def about(request: Request) -> Response:
    """`/about`."""
    return page(
        request,
        "about.html",
        title="How to read these pages",
        measured=measured(),
        bad_at=bad_at(),
        kinds=KINDS,
        types=event_types().values(),
    )


ROUTES = [Route("/about", about)]
