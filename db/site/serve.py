"""Serving an archive with Datasette: read-only, on loopback unless told otherwise."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.connect import explained, open_for_reading

SETTINGS = {
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 500,
    "max_returned_rows": 1000,
    "default_page_size": 50,
    "allow_download": False,
    "num_sql_threads": 3,
}


class AddressError(Exception):
    """An address that cannot be listened on: one clear line."""


def site_metadata(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return Datasette's metadata, made from the archive's own descriptions."""
    tables: dict[str, dict[str, Any]] = {}
    for name, column, english, chinese in connection.execute(
        'SELECT object, "column", english, chinese FROM descriptions ORDER BY object'
    ):
        words = f"{english} {chinese}"
        table = tables.setdefault(name, {"columns": {}})
        if column:
            table["columns"][column] = words
        else:
            table["description"] = words
    for name, extra in _TABLES.items():
        tables.setdefault(name, {"columns": {}}).update(extra)
    return {
        "title": "通报 archive",
        "description": "Bulletins of government service centres. 政务服务通报档案。",
        "databases": {"archive": {"tables": tables}},
    }


_TABLES: dict[str, dict[str, Any]] = {
    "bulletins": {
        "label_column": "title",
        "facets": ["issuer", "year", "format"],
        "sort_desc": "period",
    },
    "bulletin_list": {"facets": ["issuer", "period"], "sort_desc": "period"},
    "observations": {"facets": ["status", "measure"], "size": 50},
    "finding_list": {"facets": ["severity", "code"]},
    "paragraphs": {"sort": "paragraph_id", "facets": ["role"]},
    "departments": {"label_column": "name"},
    "table_rows": {"label_column": "label"},
    "table_columns": {"label_column": "path"},
    "annexes": {"label_column": "title"},
    "meta": {"hidden": True},
    "descriptions": {"hidden": True},
}


def site(path: Path) -> Any:
    """Return the Datasette application over the archive at ``path``."""
    import datasette.app
    from datasette.app import Datasette
    from datasette.database import Database

    # Where rich is installed, Datasette prints every error with all local variables, and
    # fails doing so for a page that does not exist.
    datasette.handle_exception.rich = None
    with explained(path):
        connection = open_for_reading(path)
        metadata = site_metadata(connection)
        connection.close()
    application = Datasette(
        [],
        metadata=metadata,
        plugins_dir=str(Path(__file__).parent / "plugins"),
        settings=SETTINGS,
    )
    # Not "immutable": an import may go on while the archive is being read.
    database = Database(application, path=str(path.resolve()), is_mutable=True)
    application.add_database(database, name="archive")
    application.remove_database("_memory")
    return application


def serve(path: Path, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve the archive at ``path`` until interrupted; ``announce`` is given the address."""
    import uvicorn

    application = site(path)
    try:
        listener = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as error:
        raise AddressError(
            f"{host}:{port}: cannot be listened on ({error.strerror or error}); give another --port"
        ) from error
    with contextlib.closing(listener):
        shown = f"[{host}]" if ":" in host else host
        announce(f"http://{shown}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(application.app(), log_level="warning", lifespan="on")
        uvicorn.Server(config).run(sockets=[listener])
