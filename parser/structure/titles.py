"""Titles of bulletins and annexes: what may be one, and when two of them name the same."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from parser.document import Block, Paragraph
from parser.text import compact, fold_width

LONGEST_TITLE = 60
_NOTE = re.compile(r"(?:备注|注|说明|附注|注释)(?:[:0-9一二三]|$)")
_SENTENCE = re.compile(r"[。;!?]")
_PERIOD = re.compile(r"(?:\d{4}年)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月份?|\d{4}年度?")


def bare(block: Block) -> str:
    """Return a paragraph's text without white space and in half width; ``""`` for a table."""
    return compact(fold_width(block.text)) if isinstance(block, Paragraph) else ""


def as_printed(block: Block, text: str) -> str:
    """Return ``text``, a part of ``bare(block)``, as the block prints it."""
    at = bare(block).find(text)
    printed = compact(block.text) if isinstance(block, Paragraph) else ""
    return printed[at : at + len(text)] if at >= 0 else text


def may_be_title(text: str) -> bool:
    """Tell whether a bare line may be a title: short, no sentence, no note, no row."""
    return (
        0 < len(text) <= LONGEST_TITLE
        and not _SENTENCE.search(text)
        and "|" not in text
        and not _NOTE.match(text)
    )


def is_note(text: str) -> bool:
    """Tell whether a paragraph opens a note (备注:…, 注1:…)."""
    return _NOTE.match(compact(fold_width(text))) is not None


def similarity(one: str, other: str) -> float:
    """Return how alike two titles are (0..100), their periods left aside."""
    return fuzz.ratio(without_period(one), without_period(other))


def without_period(title: str) -> str:
    """Return a title as it reads in any month: no period, no white space.

    >>> without_period("2017年3月份中心办件 统计表")
    '中心办件统计表'
    """
    return _PERIOD.sub("", compact(fold_width(title)))
