"""What is printed on a PDF page beside its text: marks of notes, and strokes through words.

Both would be read into the figures they stand at: 17 with a raised 1 as 117.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from parser.readers.page import Char, Rule
from parser.readers.raised import with_raised

_SMALLER = 0.9
"""Height of a raised character, of that of the one before, at most."""
_HIGHER = 0.25
"""Heights by which a raised character stands above the line, at least."""
_NEAR = 0.3
"""Heights between a word and the mark behind it, at most."""
_BEHIND = 12
"""Characters before a mark that tell whether it is a power."""
_MIDDLE = 0.25, 0.72
"""Between which parts of a character's height a stroke runs through it."""
_OVER = 0.5
"""Heights by which a stroke may be longer than what it runs through."""
_BAND = 4.0


def without_marks(chars: Sequence[Char]) -> list[Char]:
    """Return characters, as they follow on the page, without raised marks of notes."""
    kept: list[Char] = []
    at = 0
    while at < len(chars):
        end = at
        if kept and _is_raised(chars[at], kept[-1]):
            end = at + 1
            while end < len(chars) and _goes_on(chars[end], chars[end - 1]):
                end += 1
        if end == at:
            kept.append(chars[at])
            at += 1
            continue
        kept += _raised(kept, chars[at:end])
        at = end
    return kept


def _is_raised(char: Char, before: Char) -> bool:
    height = before.bottom - before.top
    return (
        char.bottom - char.top < _SMALLER * height
        and before.base - char.base > _HIGHER * height
        and before.top - height < char.top
        and char.bottom <= before.base
        and -_NEAR * height < char.x0 - before.x1 < _NEAR * height
    )


def _goes_on(char: Char, before: Char) -> bool:
    near = _NEAR * (before.bottom - before.top)
    return abs(char.base - before.base) < 0.5 and abs(char.x0 - before.x1) < near


def _raised(kept: Sequence[Char], raised: Sequence[Char]) -> list[Char]:
    """Return what is left of raised characters: nothing of marks, the signs of powers."""
    line = [char for char in kept[-_BEHIND:] if abs(char.base - kept[-1].base) < 0.5]
    before = "".join(char.text for char in line)
    text = with_raised(before, "".join(char.text for char in raised))[len(before) :]
    last = kept[-1]
    return [
        char._replace(text=own, top=last.top, bottom=last.bottom, base=last.base)
        for char, own in zip(raised, text, strict=False)
    ]


def without_struck(
    chars: Sequence[Char], horizontal: Sequence[Rule]
) -> tuple[list[Char], list[Rule], tuple[str, ...]]:
    """Return what is not struck through, the rules that strike nothing, and the struck texts.

    A stroke is as long as what it runs through; lines of a table that cross a word are longer.
    """
    bands: defaultdict[int, list[int]] = defaultdict(list)
    for index, char in enumerate(chars):
        bands[int((char.top + char.bottom) / 2 / _BAND)].append(index)
    struck: set[int] = set()
    texts: list[str] = []
    rules = []
    for rule in horizontal:
        band = int(rule.at / _BAND)
        crossed = [
            index
            for near in (band - 1, band, band + 1)
            for index in bands.get(near, ())
            if _crosses(rule, chars[index])
        ]
        if not crossed or not _as_long(rule, [chars[index] for index in crossed]):
            rules.append(rule)
            continue
        texts.append("".join(chars[index].text for index in sorted(crossed)))
        struck.update(crossed)
    if not struck:
        return list(chars), rules, ()
    return [char for at, char in enumerate(chars) if at not in struck], rules, tuple(texts)


def _crosses(rule: Rule, char: Char) -> bool:
    share = (rule.at - char.top) / max(char.bottom - char.top, 0.1)
    return _MIDDLE[0] < share < _MIDDLE[1] and rule.start < (char.x0 + char.x1) / 2 < rule.end


def _as_long(rule: Rule, chars: Sequence[Char]) -> bool:
    over = _OVER * max(char.bottom - char.top for char in chars)
    left, right = min(char.x0 for char in chars), max(char.x1 for char in chars)
    return abs(rule.start - left) < over and abs(rule.end - right) < over
