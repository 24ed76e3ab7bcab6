"""Characters that look alike in small print: what recognition and typing by shape confuse.

``lookalikes.txt`` holds groups of characters of which any may be read for any other; at least one
of each stands in names of departments. Whether a confusion may be seen through is decided in
:mod:`parser.names.misprint`.
"""

from __future__ import annotations

from pathlib import Path

_LINES = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
_ALIKE: dict[str, frozenset[str]] = {}
for _group in (group for line in _LINES if not line.startswith("#") for group in line.split()):
    for _character in _group:
        _ALIKE[_character] = _ALIKE.get(_character, frozenset()) | set(_group) - {_character}


def look_alike(first: str, second: str) -> bool:
    """Tell whether two characters are easily read for one another.

    >>> look_alike("育", "肓"), look_alike("国", "地")
    (True, False)
    """
    return second in _ALIKE.get(first, ())


def confusions(character: str) -> tuple[str, ...]:
    """Return the characters that ``character`` may be read for, in code order."""
    return tuple(sorted(_ALIKE.get(character, ())))
