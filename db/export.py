"""Publishing an archive: Parquet for programs, CSV for everyone, one description of both.

``datapackage.json`` (Frictionless) names every field with its description and code list.
Parquet is parted by issuer and year, so that DuckDB, pandas and Spark read only what they
need. Rows are streamed: an archive of any size fits.
"""

from __future__ import annotations

import contextlib
import csv
import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.connect import open_for_reading

_BATCH = 20_000
_PACKAGE = "datapackage.json"
_NUMBERS = {"value": "number", "probability": "number"}
_INTEGERS = frozenset({"annex", "cells", "findings", "year", "previous", "change"})
_CODED = {"status": "status", "severity": "severity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A view that is published: ``year`` is added before partition by issuer and year."""

    name: str
    view: str
    parted: bool = False


RESOURCES = (
    Resource(name="observations", view="observations", parted=True),
    Resource(name="bulletins", view="bulletin_list"),
    Resource(name="findings", view="finding_list"),
    Resource(name="passages", view="passages"),
)


def export(archive: Path, folder: Path) -> tuple[Path, ...]:
    """Write ``archive`` into ``folder`` and return the files; an earlier export is replaced.

    Raises :class:`OSError` if the folder cannot be written or holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _PACKAGE).is_file():
        raise FileExistsError(17, "holds other files; give a new folder", str(folder))
    draft = folder.with_name(folder.name + ".partial")
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(parents=True)
    # Arrow reads the rows from a thread of its own, one batch after the other.
    with contextlib.closing(open_for_reading(archive, any_thread=True)) as connection:
        connection.execute("BEGIN")  # all resources of one moment
        described = [_write_resource(connection, resource, draft) for resource in RESOURCES]
    package = {
        "profile": "data-package",
        "name": "tongbao-archive",
        "title": "Bulletins of government service centres",
        "resources": described,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (draft / _PACKAGE).write_text(text + "\n", encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    draft.rename(folder)
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def _write_resource(
    connection: sqlite3.Connection, resource: Resource, folder: Path
) -> dict[str, object]:
    fields = _fields(connection, resource.view)
    names = [str(field["name"]) for field in fields]
    path = folder / f"{resource.name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        for rows in _batches(connection, resource.view, names):
            writer.writerows(rows)
    parquet = _write_parquet(connection, resource, fields, folder)
    return {
        "name": resource.name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": _words(connection, resource.view, ""),
        "schema": {"fields": fields, "missingValues": [""]},
        "parquet": parquet,
    }


def _fields(connection: sqlite3.Connection, view: str) -> list[dict[str, object]]:
    columns = connection.execute(f'PRAGMA table_info("{view}")').fetchall()
    fields: list[dict[str, object]] = []
    for column in columns:
        name = column[1]
        kind = _NUMBERS.get(name) or ("integer" if name in _INTEGERS else "string")
        field: dict[str, object] = {"name": name, "type": kind}
        field["description"] = _words(connection, view, name)
        if name in _CODED:
            codes = connection.execute(
                "SELECT code, english, chinese FROM codes WHERE list = ? ORDER BY code",
                (_CODED[name],),
            ).fetchall()
            field["constraints"] = {"enum": [code for code, _, _ in codes]}
            field["codes"] = {code: f"{english} | {chinese}" for code, english, chinese in codes}
        fields.append(field)
    return fields


def _words(connection: sqlite3.Connection, name: str, column: str) -> str:
    english, chinese = connection.execute(
        'SELECT english, chinese FROM descriptions WHERE object = ? AND "column" = ?',
        (name, column),
    ).fetchone()
    return f"{english} {chinese}"


def _batches(
    connection: sqlite3.Connection, view: str, names: Sequence[str]
) -> Iterator[list[tuple[object, ...]]]:
    columns = ", ".join(f'"{name}"' for name in names)
    cursor = connection.execute(f'SELECT {columns} FROM "{view}"')
    while rows := cursor.fetchmany(_BATCH):
        yield rows


def _write_parquet(
    connection: sqlite3.Connection,
    resource: Resource,
    fields: Sequence[dict[str, object]],
    folder: Path,
) -> str:
    import pyarrow
    import pyarrow.dataset

    types = {
        "number": pyarrow.float64(),
        "integer": pyarrow.int64(),
        "string": pyarrow.string(),
    }
    names = [str(field["name"]) for field in fields]
    schema = pyarrow.schema(
        [
            pyarrow.field(
                str(field["name"]),
                types[str(field["type"])],
                metadata={"description": str(field["description"])},
            )
            for field in fields
        ]
    )
    partitioning = None
    if resource.parted:
        schema = schema.append(pyarrow.field("year", pyarrow.string()))
        # Readers take the type of a key from its values: one without any is no key.
        known = {"issuer": "issuer", "year": "period"}
        keys = [
            (key, pyarrow.string())
            for key, column in known.items()
            if _is_ever_known(connection, resource.view, column)
        ]
        if keys:
            partitioning = pyarrow.dataset.partitioning(pyarrow.schema(keys), flavor="hive")
    batches = (
        pyarrow.RecordBatch.from_pydict(_columns(rows, names, resource.parted), schema=schema)
        for rows in _batches(connection, resource.view, names)
    )
    target = folder / "parquet" / resource.name
    pyarrow.dataset.write_dataset(
        pyarrow.RecordBatchReader.from_batches(schema, batches),
        target,
        format="parquet",
        partitioning=partitioning,
        file_options=pyarrow.dataset.ParquetFileFormat().make_write_options(compression="zstd"),
        existing_data_behavior="overwrite_or_ignore",
        max_partitions=100_000,
        max_open_files=200,
    )
    return f"parquet/{resource.name}"


def _is_ever_known(connection: sqlite3.Connection, view: str, column: str) -> bool:
    query = f'SELECT 1 FROM "{view}" WHERE "{column}" IS NOT NULL LIMIT 1'
    return connection.execute(query).fetchone() is not None


def _columns(
    rows: Sequence[tuple[object, ...]], names: Sequence[str], parted: bool
) -> dict[str, Iterable[object]]:
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    held: dict[str, Iterable[object]] = {
        name: [None if value is None else float(str(value)) for value in column]
        if name in _NUMBERS
        else column
        for name, column in columns.items()
    }
    if parted:
        held["year"] = [str(period)[:4] if period else None for period in columns["period"]]
    return held
