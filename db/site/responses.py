"""Answers of the site: who may have them, with what headers, and our own files."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

_ASSET_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


async def allowed(request: Any, datasette: Any) -> None:
    """Raise Datasette's Forbidden unless the reader may see the archive."""
    await datasette.ensure_permissions(
        request.actor, [("view-database", "archive"), "view-instance"]
    )


def here(request: Any, datasette: Any) -> str:
    """Return the page's path within the site, with its query."""
    base = datasette.setting("base_url").rstrip("/")
    path: str = request.path
    path = path.removeprefix(base) if base and path.startswith(f"{base}/") else path
    return path + (f"?{request.query_string}" if request.query_string else "")


def page_headers(actor: str | None, tag: str) -> dict[str, str]:
    """Return what a page is sent with: kept by the browser, but asked for anew each time."""
    return {
        "Cache-Control": "private, no-cache" if actor else "no-cache",
        "Vary": "Cookie, Accept-Language",
        "ETag": tag,
    }


def is_held(tags: str | None, tag: str) -> bool:
    """Tell whether a browser has the page with this tag, by its If-None-Match.

    A proxy that compresses pages makes their tags weak ones.

    >>> is_held('W/"a", "b"', '"a"')
    True
    """
    held = {one.strip().removeprefix("W/") for one in (tags or "").split(",")}
    return tag in held or "*" in held


def response(
    body: bytes,
    headers: dict[str, str],
    *,
    status: int = 200,
    kind: str = "text/html; charset=utf-8",
) -> Any:
    """Return an answer of Datasette's."""
    from datasette.utils.asgi import Response

    return Response(body, status=status, headers=headers, content_type=kind)


def _assets(folder: Traversable, before: str = "") -> Iterable[tuple[str, bytes]]:
    for file in folder.iterdir():
        if file.is_dir():
            yield from _assets(file, f"{before}{file.name}/")
        elif Path(file.name).suffix in _ASSET_TYPES:
            yield before + file.name, file.read_bytes()


ASSETS = dict(_assets(files("db.site") / "static"))
"""Our own files by name: nothing else can be asked for."""


async def asset(request: Any, datasette: Any) -> Any:
    """Give one of our own files."""
    name = request.url_vars["name"]
    content = ASSETS.get(name)
    if content is None:
        return response(b"", {}, status=404, kind="text/plain")
    headers = {"Cache-Control": "public, max-age=86400"}
    return response(content, headers, kind=_ASSET_TYPES[Path(name).suffix])
