"""Which files a person means by files, folders, zip archives and patterns."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.manifest import NAME
from parser.document import UnreadableError
from tongbao.zipped import is_zip, members

_PASSED_OVER = frozenset({NAME, "Thumbs.db", "desktop.ini", "__MACOSX"})
_HIDDEN = (".", "~$")


def discover(paths: Iterable[Path], *, strays: list[Path] | None = None) -> Iterator[Path]:
    """Yield the files that ``paths`` (files, folders, patterns) mean, in order, each once.

    A link in a folder that leads out of it is not followed but added to ``strays``: who put it
    there may not be who runs the import.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _expand(path):
            if file in seen:
                continue
            seen.add(file)
            if _leads_out(file, path):
                if strays is not None:
                    strays.append(file)
            else:
                yield file


def _leads_out(file: Path, folder: Path) -> bool:
    """Tell whether a file met in ``folder`` stands somewhere else."""
    # Path.resolve() raises for a link that leads to itself.
    place = Path(os.path.realpath(file))
    return file.is_symlink() and folder.is_dir() and not place.is_relative_to(folder.resolve())


def _expand(path: Path) -> Iterator[Path]:
    """Yield the files that a path means; only hidden files and the manifest are passed over."""
    if path.is_dir():
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not _is_passed_over(name))
            for name in sorted(names):
                if not _is_passed_over(name):
                    yield from _expand(Path(folder) / name)
    elif is_zip(path):
        try:
            found = sorted(members(path))
        except UnreadableError:
            found = [path]
        for member in found:
            if not any(map(_is_passed_over, member.relative_to(path).parts)):
                yield member
    elif not path.exists() and any(sign in path.name for sign in "*?["):
        matches = sorted(path.parent.glob(path.name))
        for match in matches:
            yield from _expand(match)
        if not matches:
            yield path
    else:
        yield path


def _is_passed_over(name: str) -> bool:
    return name.startswith(_HIDDEN) or name in _PASSED_OVER
