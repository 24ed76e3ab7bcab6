"""Series as data frames and in the formats that other programs read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from db.numbers import Point
from db.series import Series

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    "period", "department", "measure", "value", "unit", "status", "obs_status", "probability",
    "breaks", "source", "locator", "issuer", "department_id", "label", "gap", "annex",
    "column_path", "candidates", "bulletin_id",
)  # fmt: skip


def series_frame(series: Series) -> pandas.DataFrame:
    """Return the points as a data frame; ``value`` is a float column, a gap is NaN."""
    import pandas

    frame = pandas.DataFrame(
        [point.as_json() for point in series.points], columns=pandas.Index(COLUMNS)
    )
    frame["value"] = frame["value"].astype("float64")
    frame["probability"] = frame["probability"].astype("float64")
    frame.attrs["notes"] = list(series.notes)
    return frame


def series_csv(series: Series) -> str:
    """Return the points as CSV; lists are joined by ``;``, the locator is JSON."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for point in series.points:
        writer.writerow([_plain(value) for value in point.as_json().values()])
    return stream.getvalue()


def series_json(series: Series) -> Iterator[str]:
    """Yield one JSON object a point."""
    for point in series.points:
        yield json.dumps(point.as_json(), ensure_ascii=False)


def series_parquet(series: Series) -> bytes:
    """Return the points as a Parquet file."""
    import pyarrow
    import pyarrow.parquet

    rows = [{**point.as_json(), "value": _number(point)} for point in series.points]
    for row in rows:
        row["locator"] = json.dumps(row["locator"], ensure_ascii=False) if row["locator"] else None
    text, number, words = pyarrow.string(), pyarrow.float64(), pyarrow.list_(pyarrow.string())
    types = {"value": number, "probability": number, "breaks": words, "candidates": words}
    schema = pyarrow.schema([(name, types.get(name, text)) for name in COLUMNS])
    sink = io.BytesIO()
    table = pyarrow.Table.from_pylist(rows, schema=schema)
    pyarrow.parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _number(point: Point) -> float | None:
    return None if point.value is None else float(point.value)


def _plain(value: object) -> object:
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value
