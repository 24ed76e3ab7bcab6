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
    "column_path", "candidates", "bulletin_id", "parts",
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
        for name in ("locator", "parts"):
            row[name] = json.dumps(row[name], ensure_ascii=False) if row[name] else None
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
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def wide_rows(series: Series) -> list[list[object]]:
    """Return a header and one row a period; a column is a department (issuer, annex).

    A gap is ``None``. Issuer and annex are named where there are several. Two numbers of one
    place make two columns, so that none is lost.
    """
    points = [point for point in series.points if point.value is not None]
    issuers = len({point.issuer for point in points}) > 1
    annexes: dict[tuple[object, object], set[object]] = {}
    for point in points:
        annexes.setdefault((point.issuer, _name(point)), set()).add(point.annex)
    periods = sorted({point.period for point in series.points})
    columns: dict[str, dict[str, object]] = {}
    for point in points:
        several = len(annexes[point.issuer, _name(point)]) > 1
        words = [_name(point), point.issuer if issuers else None, point.annex if several else None]
        name = base = " / ".join(str(word) for word in words if word)
        repeated = 1
        while point.period in columns.setdefault(name, {}):
            repeated += 1
            name = f"{base} ({repeated})"
        columns[name][point.period] = point.value
    rows = [[period, *(column.get(period) for column in columns.values())] for period in periods]
    return [["period", *columns], *rows]


def wide_frame(series: Series) -> pandas.DataFrame:
    """Return the wide table as a data frame with the period as its index."""
    import pandas

    header, *rows = wide_rows(series)
    frame = pandas.DataFrame(rows, columns=pandas.Index(header)).set_index("period")
    frame = frame.astype("float64")
    frame.attrs["notes"] = list(series.notes)
    return frame


def wide_csv(series: Series) -> str:
    """Return the wide table as CSV; a gap is an empty field."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(wide_rows(series))
    return stream.getvalue()


def wide_parquet(series: Series) -> bytes:
    """Return the wide table as a Parquet file."""
    import pyarrow
    import pyarrow.parquet

    header, *rows = wide_rows(series)
    columns = zip(*rows, strict=True)
    arrays = [
        pyarrow.array(column, pyarrow.string() if place == 0 else pyarrow.float64())
        for place, column in enumerate(columns)
    ]
    sink = io.BytesIO()
    table = pyarrow.table(arrays, names=[str(name) for name in header])
    pyarrow.parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _name(point: Point) -> str:
    return point.department or point.label or "合计"
