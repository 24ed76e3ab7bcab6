"""What became of a department, drawn: what it was formed of at the left, what followed right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from db.site.pages import Frame
from parser.names.lineage import Lineage, Step
from parser.names.resolve import default_resolver

_DEPTH = 2
_MOST = 16
_BOX, _ACROSS, _DOWN = (208, 44), 330, 66


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The departments round one, by layer (0 is its own), and the events between them."""

    layers: dict[str, int]
    steps: tuple[Step, ...]


@cache
def _lineage() -> Lineage:
    return Lineage(default_resolver().register)


def load_register() -> None:
    """Load the register of names, which takes a second, before anyone waits for it."""
    _lineage()


def name_of(department_id: str) -> str:
    """Return the official name that the register has for an id."""
    return default_resolver().name_of(department_id)


def family_of(department_id: str) -> Family:
    """Return the departments that a department came from and became, two events far."""
    layers = {department_id: 0}
    steps: dict[Step, None] = {}
    if "/" not in department_id:
        return Family(layers=layers, steps=())
    waiting = [department_id]
    while waiting:
        here = waiting.pop(0)
        for step in _lineage().steps(here):
            if abs(layers[here]) >= _DEPTH or len(layers) >= _MOST:
                break
            steps[step] = None
            for others, shift in ((step.before, -1), (step.after, 1)):
                if here in others:
                    continue
                fresh = [one for one in others if one not in layers]
                layers |= dict.fromkeys(fresh, layers[here] + shift)
                waiting += fresh
            # Who was merged with it, or split off beside it, stands in its own layer.
            for one in (*step.before, *step.after):
                if one not in layers:
                    layers[one] = layers[here]
    ordered = sorted(steps, key=lambda step: step.date)
    return Family(layers=layers, steps=tuple(ordered))


def event_words(step: Step, frame: Frame) -> str:
    """Return an event in words."""
    name = default_resolver().name_of
    listed = "、" if frame.language == "zh" else ", "
    before, after = listed.join(map(name, step.before)), listed.join(map(name, step.after))
    doubt = "" if step.confirmed else f" ({frame.words('unconfirmed')})"
    kind = frame.words.of("event", step.kind)
    return f"{step.date} {kind}{doubt}: {before} → {after or frame.words('none')}"


def lineage_svg(family: Family, department_id: str, frame: Frame) -> Markup:
    """Return the family as an SVG element; every box leads to its department."""
    columns: dict[int, list[str]] = {}
    for one, layer in family.layers.items():
        columns.setdefault(layer, []).append(one)
    first = min(columns)
    tallest = max(map(len, columns.values()))
    places: dict[str, tuple[float, float]] = {}
    for layer, held in columns.items():
        for row, one in enumerate(held):
            down = (tallest - len(held)) / 2 + row
            places[one] = (8 + (layer - first) * _ACROSS, 8 + down * _DOWN)
    width = 16 + (max(columns) - first) * _ACROSS + _BOX[0]
    height = 16 + tallest * _DOWN
    label = escape(frame.words("lineage_of", default_resolver().name_of(department_id)))
    parts = [
        f'<svg class="lineage" viewBox="0 0 {width} {height}" width="{width}" role="group"'
        f' aria-label="{label}">'
    ]
    drawn = [_edges(step, places) for step in family.steps]
    parts += [path for paths, _ in drawn for path in paths]
    parts += [_node(one, place, department_id, frame) for one, place in places.items()]
    # Last, so that no line runs through the words.
    parts += _labels(family.steps, [place for _, place in drawn], frame)
    parts.append("</svg>")
    return Markup("".join(parts))


def _node(one: str, place: tuple[float, float], own: str, frame: Frame) -> str:
    name = default_resolver().name_of(one)
    (x, y), (width, height) = place, _BOX
    lines = [name[:13], name[13:26]] if len(name) > 14 else [name]
    first = y + height / 2 + 5 - (len(lines) - 1) * 8
    texts = "".join(
        f'<text x="{x + width / 2}" y="{first + 16 * n}" text-anchor="middle">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    kind = "node own" if one == own else "node"
    href = escape(frame.path(f"/department/{one}"))
    return (
        f'<a href="{href}" class="{kind}" aria-label="{escape(name)}">'
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>{texts}</a>'
    )


def _edges(
    step: Step, places: dict[str, tuple[float, float]]
) -> tuple[list[str], tuple[float, float] | None]:
    """Return the lines of an event, and where its words stand: where the first line begins."""
    parts = []
    label = None
    dashed = "" if step.is_break else " soft"
    for before in step.before:
        for after in step.after:
            if before == after or before not in places or after not in places:
                continue
            (x0, y0), (x1, y1) = places[before], places[after]
            start, end = (x0 + _BOX[0], y0 + _BOX[1] / 2), (x1, y1 + _BOX[1] / 2)
            if x1 <= x0:
                start, end = (
                    (x0 + 20, y0 + (_BOX[1] if y1 > y0 else 0)),
                    (x1 + 20, y1 + (0 if y1 > y0 else _BOX[1])),
                )
            bend = (start[0] + end[0]) / 2
            curve = f"C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
            parts.append(f'<path class="edge{dashed}" d="M{start[0]} {start[1]} {curve}"/>')
            label = label or (start[0] + 6, start[1] - 6)
    return parts, label


def _labels(
    steps: Sequence[Step], places: Sequence[tuple[float, float] | None], frame: Frame
) -> list[str]:
    """Return the words of events; of those that begin at one place, one above the other."""
    parts = []
    there: Counter[tuple[float, float]] = Counter()
    for step, place in zip(steps, places, strict=True):
        if place is None:
            continue
        words = f"{step.date.rstrip('~')} {frame.words.of('event', step.kind)}"
        y = place[1] - 14 * there[place]
        there[place] += 1
        parts.append(f'<text class="event" x="{place[0]}" y="{y}">{escape(words)}</text>')
    return parts
