"""How a bulletin was read, and what is asked about the names in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from parser.bulletin import Department

Resolve = Callable[[str, str | None, str | None], Department | None]
"""From a name as printed, the issuer and the date to the department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a bulletin was read and what is known of its file from elsewhere.

    ``options`` are those that change what is read (year, issuer ... given by hand or by a
    manifest); with ``parser_version`` they tell whether a reading is still good.
    """

    parser_version: str
    options: dict[str, str | int | None] = field(default_factory=dict)
    published: str | None = None
    source_page: str | None = None
    licence: str | None = None

    @property
    def options_text(self) -> str:
        """The options as JSON, without those that were not given, always the same way."""
        given = {name: value for name, value in self.options.items() if value is not None}
        return json.dumps(given, ensure_ascii=False, sort_keys=True)
