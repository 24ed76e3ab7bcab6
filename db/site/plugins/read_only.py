"""Refuses every request to the archive that is not a reading one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
Application = Callable[..., Awaitable[None]]


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[Application], Application]:
    """Answer 405 to writing methods; Datasette itself would fail over them."""
    base: str = datasette.setting("base_url")
    return lambda application: _wrapped(application, f"{base}-/")


def _wrapped(application: Application, datasettes: str) -> Application:
    """``datasettes`` is where Datasette's own pages begin: people log in there."""

    async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> None:
        of_datasette = scope.get("path", "").startswith(datasettes)
        if scope["type"] != "http" or scope["method"] in _READING or of_datasette:
            await application(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"allow", b"GET, HEAD")]
        await send({"type": "http.response.start", "status": 405, "headers": headers})
        await send({"type": "http.response.body", "body": b"The archive is read-only.\n"})

    return guarded
