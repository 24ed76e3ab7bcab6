"""A stretch of printed text with its place: what every part of a bulletin is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parser.document import Locator

PassageRole = Literal["title", "lead", "heading", "body", "label", "note", "header", "row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of the document's text as printed: never more than one source block."""

    text: str
    role: PassageRole
    locator: Locator
