"""Serving an archive with Datasette: read-only, on loopback unless told otherwise."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from db.connect import explained, open_for_reading
from db.site.metadata import merged, site_metadata
from db.site.routes import SITES, Site
from db.site.tools import Tools

SETTINGS = {
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 200,
    "max_returned_rows": 1000,
    "default_page_size": 50,
    "allow_download": False,
    "num_sql_threads": 3,
    # Facets are chosen by us; trying every column of a large view would take seconds.
    "suggest_facets": False,
    "max_csv_mb": 200,
}


class AddressError(Exception):
    """An address that cannot be listened on: one clear line."""


def site(path: Path, tools: Tools, *, own: Mapping[str, Any] | None = None, base: str = "/") -> Any:
    """Return the Datasette application over the archive at ``path``.

    ``own`` is metadata that is added to ours: who may read (``allow``), the settings of
    plugins. ``base`` is the path under which a proxy shows the site.
    """
    import datasette.app
    from datasette.app import Datasette, DatasetteClient
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
        metadata=merged(metadata, own or {}),
        plugins_dir=str(Path(__file__).parent / "plugins"),
        template_dir=str(Path(__file__).parent / "datasette_templates"),
        settings={**SETTINGS, "base_url": base},
        # Who is logged in stays so over a restart, if the secret is given.
        secret=os.environ.get("DATASETTE_SECRET"),
    )
    # Not "immutable": an import may go on while the archive is being read.
    database = Database(application, path=str(path.resolve()), is_mutable=True)
    application.add_database(database, name="archive")
    application.remove_database("_memory")
    SITES[application] = Site(path.resolve(), tools)
    # The one that came with it was made before there were pages of ours.
    application.client = DatasetteClient(application)
    return application


def serve(
    path: Path,
    tools: Tools,
    *,
    host: str,
    port: int,
    announce: Callable[[str], None],
    own: Mapping[str, Any] | None = None,
    base: str = "/",
    processes: int = 1,
) -> None:
    """Serve the archive at ``path`` until interrupted; ``announce`` is given the address.

    Several ``processes`` (where the system can fork) answer at one address, each with the pages
    that it keeps.
    """
    import uvicorn

    application = site(path, tools, own=own, base=base)
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
        first = _forked(processes)
        SITES[application].start()
        # What is loaded by now stays: it need not be looked through again with every page.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        # Who only has to pass an answer on need not wait long for those who make one.
        sys.setswitchinterval(0.0005)
        if first:
            announce(f"http://{shown}:{listener.getsockname()[1]}{base}")
        config = uvicorn.Config(application.app(), log_level="warning", lifespan="on")
        uvicorn.Server(config).run(sockets=[listener])


def _forked(processes: int) -> bool:
    """Go on in so many processes; tell whether this is the first, with which the others end."""
    for _ in range(processes - 1 if hasattr(os, "fork") else 0):
        ended, alive = os.pipe()
        if os.fork() == 0:
            os.close(alive)
            threading.Thread(target=_end_with_the_first, args=(ended,), daemon=True).start()
            return False
        os.close(ended)
    return True


def _end_with_the_first(ended: int) -> None:
    os.read(ended, 1)  # nothing is written: it returns once the first process is no more
    os.kill(os.getpid(), signal.SIGTERM)
