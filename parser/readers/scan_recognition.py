"""Recognition of lines of text: what was read, how sure, and how else it may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy

from parser.readers.scan_image import Grey

SURE = 0.995
"""A recognition at least this sure in all of its characters counts as certain."""
_LOOK_AGAIN = 0.98
_TWO_READINGS = 0.9
"""How sure a reading is at most when a second one differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one line was read as, and how sure."""

    text: str
    score: float
    other: str | None = None


@cache
def engine() -> Any:
    """Return the recognition with the models of its package, loaded once."""
    from rapidocr import RapidOCR

    # The angle classifier turns short numbers upside down and is left off.
    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Rec.rec_img_shape": [3, 48, 96],
            "Rec.rec_batch_num": 8,
        }
    )


def recognised(crops: Sequence[Grey], cleaned: Sequence[Grey] | None = None) -> list[Reading]:
    """Return what each crop is read as.

    An unsure one is read again, larger; one that holds spots is read again without them. Two
    different readings are never sure, and the likelier one is taken.
    """
    first = read_lines(crops)
    again: dict[int, Grey] = {}
    for index, (text, score) in enumerate(first):
        if score >= SURE and text and all(ord(character) > 0x2E7F for character in text):
            continue  # no speck is read as a Chinese character with certainty
        if cleaned is not None and not numpy.array_equal(cleaned[index], crops[index]):
            again[index] = cleaned[index]
        elif score < _LOOK_AGAIN:
            again[index] = _enlarged(crops[index])
    second = dict(zip(again, read_lines(list(again.values())), strict=True))
    readings = []
    for index, (text, score) in enumerate(first):
        other: str | None = None
        if index in second:
            text2, score2 = second[index]
            if text2 == text:
                score = max(score, score2)
            elif score2 > score:
                text, other, score = text2, text, min(score2, _TWO_READINGS)
            else:
                other, score = text2, min(score, _TWO_READINGS)
        readings.append(Reading(text=text, score=score, other=other or None))
    return readings


def _enlarged(crop: Grey) -> Grey:
    room = max(2, crop.shape[0] // 6)
    padded = numpy.pad(crop, room, mode="edge")
    return numpy.asarray(
        cv2.resize(padded, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC), dtype=numpy.uint8
    )


def read_lines(crops: Sequence[Grey]) -> list[tuple[str, float]]:
    """Return what each crop is read as at first sight, and how sure that is (0..1)."""
    if not crops:
        return []
    colour = [numpy.dstack([crop] * 3) for crop in crops]
    result = engine().recognize_txt(colour)
    return [
        (text.strip(), float(score)) for text, score in zip(result.txts, result.scores, strict=True)
    ]
