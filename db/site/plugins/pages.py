"""Puts the site's own pages before Datasette's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

from db.site.routes import SITES


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Return the routes of the application's own site."""
    site = SITES.get(datasette)
    return [] if site is None else site.routes()
