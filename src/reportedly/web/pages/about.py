"""What these pages are, and how often the reading that they show errs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..rendering import page

__all__ = ["ROUTES"]


def about(request: Request) -> Response:
    return page(request, "about.html", title="How to read these pages")


ROUTES = [Route("/about", about)]
