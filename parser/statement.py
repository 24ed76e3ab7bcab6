"""What running text states: figures, people and dated events, each with its quotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parser.document import Locator
from parser.table import Value

FactStatus = Literal["printed", "inferred", "ambiguous"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A number in running text.

    ``previous`` is the value before, ``change`` the change as printed (percent for a
    relative one, percentage points for a rate's, else in ``unit``), ``change_kind`` which of
    these it is and ``base`` what it compares with. ``period`` is a label such as ``2017-03``,
    ``2017-01/2017-03`` (cumulative), ``2017-03-31`` (as of) or ``None``.
    ``kind`` tells a result from a threshold (不低于92%) or a target. ``label`` are the printed
    words that say what is measured, ``whole`` is the figure that this one is printed as a part
    of (其中). ``status`` says how sure it is what the figure counts and whose it is (the value
    itself is as printed), ``basis`` what that rests on, ``doubts`` what speaks against it and
    ``probability`` how often facts with the same signs were right (see
    :mod:`parser.narrative.belief`). A change printed without its figure is both ``value`` and
    ``change`` (受理量同比下降5% is -5 % of ``received_total_yoy``).
    """

    measure: str | None
    entity: str | None
    value: Value
    unit: str | None
    previous: float | int | None = None
    change: float | int | None = None
    change_kind: Literal["relative", "points", "absolute"] | None = None
    base: Literal["同比", "环比"] | None = None
    period: str | None = None
    kind: Literal["result", "threshold", "target"] = "result"
    label: str | None = None
    whole: int | float | None = None
    status: FactStatus = "printed"
    basis: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    probability: float = 1.0
    quote: str
    section: int | None
    locator: Locator

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "measure": self.measure,
            "entity": self.entity,
            "value": self.value,
            "previous": self.previous,
            "change": self.change,
            "change_kind": self.change_kind,
            "base": self.base,
            "unit": self.unit,
            "period": self.period,
            "kind": self.kind,
            "label": self.label,
            "whole": self.whole,
            "status": self.status,
            "basis": list(self.basis),
            "doubts": list(self.doubts),
            "probability": self.probability,
            "quote": self.quote,
            "section": self.section,
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person named in running text; ``department`` is the name that stands before."""

    name: str
    department: str | None
    context: Literal["commended", "official"]
    quote: str
    section: int | None
    locator: Locator

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {
            "name": self.name,
            "department": self.department,
            "context": self.context,
            "quote": self.quote,
            "locator": self.locator.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated event in running text (3月14日,召开…会议)."""

    date: str
    text: str
    section: int | None
    locator: Locator

    def as_json(self) -> dict[str, object]:
        """Return the public shape."""
        return {"date": self.date, "text": self.text, "locator": self.locator.as_json()}
