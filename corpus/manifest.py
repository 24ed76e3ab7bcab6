"""The manifest: what is known of archived files from elsewhere.

A CSV with one row a file and these columns, of which ``sha256`` or ``file`` must be filled:
``sha256, file, issuer, period, published, source_page, licence``.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS = ("sha256", "file", "issuer", "period", "published", "source_page", "licence")
NAME = "manifest.csv"

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(/\d{4}-(0[1-9]|1[0-2]))?|-Q[1-4]|-H[12])?")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_OTHER_NAMES = {"source": "source_page", "licence_note": "licence", "license": "licence"}


class ManifestError(ValueError):
    """A manifest that cannot be used: the file, the line and what is wrong there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRow:
    """What the manifest says of one file; ``period`` is a label such as ``2017-03``."""

    sha256: str | None
    file: str | None
    issuer: str | None
    period: str | None
    published: str | None
    source_page: str | None
    licence: str | None

    @property
    def year(self) -> int | None:
        """The year of the period, if it is given."""
        return int(self.period[:4]) if self.period else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest's rows; ``file`` in them is relative to ``folder``."""

    folder: Path
    rows: tuple[ManifestRow, ...]
    by_sha256: dict[str, ManifestRow] = field(default_factory=dict)
    by_file: dict[Path, ManifestRow] = field(default_factory=dict)

    def find(self, path: Path, sha256: str) -> ManifestRow | None:
        """Return the row of a file: by its content, else by its place.

        A row that names the place but another content speaks of another file.
        """
        if sha256 in self.by_sha256:
            return self.by_sha256[sha256]
        row = self.by_file.get(path.resolve())
        return row if row is not None and row.sha256 is None else None


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest (CSV, UTF-8, with or without a byte order mark)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path}: is not UTF-8; save it as CSV in UTF-8") from error
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read ({error.strerror})") from error
    reader = csv.DictReader(text.splitlines())
    names = [_column_name(name) for name in reader.fieldnames or ()]
    if "sha256" not in names and "file" not in names:
        raise ManifestError(
            f"{path}: has neither a column 'sha256' nor 'file';"
            f" the columns are {', '.join(COLUMNS)}"
        )
    rows = []
    for line in reader:
        held = dict(zip(names, line.values(), strict=False))
        rows.append(_checked(held, f"{path}: line {reader.line_num}"))
    folder = path.resolve().parent
    return Manifest(
        folder=folder,
        rows=tuple(rows),
        by_sha256={row.sha256: row for row in rows if row.sha256},
        by_file={(folder / row.file).resolve(): row for row in rows if row.file},
    )


def nearest_manifest(path: Path) -> Path | None:
    """Return the manifest beside a file or folder, or in the folder above it."""
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    for place in (folder, folder.parent):
        if (place / NAME).is_file():
            return place / NAME
    return None


def _checked(held: dict[str, str | None], where: str) -> ManifestRow:
    values = {name: (held.get(name) or "").strip() or None for name in COLUMNS}
    sha256 = values["sha256"] = (values["sha256"] or "").lower() or None
    if not sha256 and not values["file"]:
        raise ManifestError(f"{where}: neither sha256 nor file is given")
    for name, pattern, example in (
        ("sha256", _SHA256, "64 hexadecimal digits"),
        ("period", _PERIOD, "2017-03, 2017-Q1, 2017-H1, 2017 or 2017-01/2017-03"),
        ("published", _DAY, "2017-06-07"),
    ):
        value = values[name]
        if value is not None and not pattern.fullmatch(value):
            raise ManifestError(f"{where}: {name} {value!r} is not of the form {example}")
    return ManifestRow(**values)


def _column_name(name: str) -> str:
    plain = name.strip().lower().replace(" ", "_")
    return _OTHER_NAMES.get(plain, plain)
