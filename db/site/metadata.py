"""What Datasette says of the archive's tables, and the questions that stand ready in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml


def site_metadata(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return Datasette's metadata: the archive's own descriptions and ``datasette.yaml``."""
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
    own: dict[str, Any] = yaml.safe_load((files("db.site") / "datasette.yaml").read_text("utf-8"))
    for name, extra in own["tables"].items():
        if _is_searchable(connection, name, extra):
            tables.setdefault(name, {"columns": {}}).update(extra)
    return {
        "title": "通报 archive",
        "description": "Bulletins of government service centres. 政务服务通报档案。",
        "databases": {"archive": {"tables": tables, "queries": own["queries"]}},
    }


def _is_searchable(connection: sqlite3.Connection, name: str, extra: Mapping[str, Any]) -> bool:
    """Tell whether a table that says how it is searched has the column for it."""
    key = extra.get("fts_pk")
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
    return key is None or key in columns


def merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``one`` with what ``other`` adds or says anew, at any depth.

    >>> merged({"a": {"b": 1}}, {"a": {"c": 2}})
    {'a': {'b': 1, 'c': 2}}
    """
    result = dict(one)
    for name, value in other.items():
        held = result.get(name)
        both = isinstance(held, Mapping) and isinstance(value, Mapping)
        result[name] = merged(held, value) if both else value  # type: ignore[arg-type]
    return result
