"""How well figures, people, events and findings are recovered from running text.

``python -m corpus.score_facts`` prints precision and recall on the real bulletin and on the
narratives of ``truth/narratives`` (its parts apart: all but the first were written
after the grammar stood), then the same with only some fields compared, the people found, and
the findings raised on narratives that are sound as written. A fact counts as found only with its
measure, entity, value, unit, previous value, change, base, period and kind all right.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from corpus.narratives import narratives, parts, period_of, sections_of
from parser.bulletin import Bulletin, Section
from parser.checks.arithmetic import check_prose
from parser.finding import Finding
from parser.names.mentions import find_departments
from parser.narrative.events import find_events
from parser.narrative.facts import find_facts
from parser.narrative.people import find_people
from parser.pipeline import Known, parse
from parser.statement import Fact

TRUTH = Path(__file__).parent / "truth"
REAL = Path(__file__).parent / "bulletins" / "2017-03-jiangsu.txt"
Row = Mapping[str, object]
Key = tuple[object, ...]

_FIELDS = ("measure", "entity", "value", "unit", "previous", "change", "change_kind", "base")
_KEY = (*_FIELDS, "period", "kind")
ASPECTS: dict[str, tuple[str, ...]] = {
    "value, unit": (),
    "entity": ("entity",),
    "change": ("previous", "change", "change_kind", "base"),
    "measure": ("measure",),
    "period, kind": ("period", "kind"),
}
"""The fields compared beside value and unit when only one aspect is scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Facts expected, found and found right; ``missed`` and ``wrong`` show which are not."""

    name: str
    expected: int
    found: int
    right: int
    missed: tuple[Key, ...] = ()
    wrong: tuple[Key, ...] = ()

    @property
    def precision(self) -> float:
        """The part of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The part of what was expected that was found."""
        return self.right / self.expected if self.expected else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(
            name=self.name,
            expected=self.expected + other.expected,
            found=self.found + other.found,
            right=self.right + other.right,
            missed=self.missed + other.missed,
            wrong=self.wrong + other.wrong,
        )


def score(name: str, expected: Sequence[Key], found: Sequence[Key]) -> Score:
    """Compare two lists of keys, each key as often as it stands in them."""
    want, got = Counter(expected), Counter(found)
    return Score(
        name=name,
        expected=len(expected),
        found=len(found),
        right=(want & got).total(),
        missed=tuple((want - got).elements()),
        wrong=tuple((got - want).elements()),
    )


def expected_key(row: Row, period: str | None) -> Key:
    """Return the key of a fact of the truth; its period is the bulletin's unless given."""
    return (
        *(row.get(name) for name in _FIELDS),
        row.get("period", period),
        row.get("kind", "result"),
        row.get("line"),
    )


def found_key(fact: Fact, *, with_line: bool = False) -> Key:
    """Return the key of a fact that was found."""
    return (
        *(getattr(fact, name) for name in _FIELDS),
        fact.period,
        fact.kind,
        fact.locator.line if with_line else None,
    )


def of_aspect(keys: Sequence[Key], fields: Sequence[str]) -> list[Key]:
    """Return ``keys`` with only their value, unit and ``fields``."""
    places = [_KEY.index(name) for name in ("value", "unit", *fields)]
    return [tuple(key[place] for place in places) for key in keys]


def read_narrative(narrative: Mapping[str, object]) -> tuple[tuple[Fact, ...], list[Key]]:
    """Return the facts found in a narrative and the keys of those it holds."""
    period = period_of(str(narrative["period"]))
    sections: list[Section] = []
    expected: list[Key] = []
    blocks: list[dict[str, object]] = narrative["blocks"]  # type: ignore[assignment]
    for block in blocks:
        headings: list[str] = block["headings"]  # type: ignore[assignment]
        sections += sections_of(headings, str(block["text"]), len(sections))
        facts: list[Row] = block["facts"]  # type: ignore[assignment]
        expected += [expected_key(row, period.label) for row in facts]
    found = find_facts(sections, (), period, find_departments)
    return found, expected


def score_aspects(part: str) -> list[Score]:
    """Score one part by each of ``ASPECTS``."""
    read = [read_narrative(one) for one in narratives() if one["part"] == part]
    totals = []
    for name, fields in ASPECTS.items():
        total = Score(name=name, expected=0, found=0, right=0)
        for found, expected in read:
            got = of_aspect([found_key(fact) for fact in found], fields)
            total += score(name, of_aspect(expected, fields), got)
        totals.append(total)
    return totals


def score_people() -> tuple[Score, Score]:
    """Score the people and the dated events of all narratives; most have none."""
    people = Score(name="narratives, people", expected=0, found=0, right=0)
    events = Score(name="narratives, events", expected=0, found=0, right=0)
    for narrative in narratives():
        period = period_of(str(narrative["period"]))
        blocks: list[dict[str, object]] = narrative["blocks"]  # type: ignore[assignment]
        for block in blocks:
            headings: list[str] = block["headings"]  # type: ignore[assignment]
            sections = sections_of(headings, str(block["text"]), 0)
            rows: list[Row] = block.get("people", [])  # type: ignore[assignment]
            people += score(
                people.name,
                [(narrative["id"], r["name"], r["department"], r["context"]) for r in rows],
                [
                    (narrative["id"], p.name, p.department, p.context)
                    for p in find_people(sections, find_departments)
                ],
            )
            dated: list[Row] = block.get("events", [])  # type: ignore[assignment]
            if "events" in block:
                events += score(
                    events.name,
                    [(narrative["id"], r["date"], r["starts"]) for r in dated],
                    [
                        (narrative["id"], e.date, _opening(e.text, dated))
                        for e in find_events(sections, period)
                    ],
                )
    return people, events


def _opening(text: str, rows: Sequence[Row]) -> str:
    starts = (str(row["starts"]) for row in rows)
    return next((start for start in starts if text.startswith(start)), text)


def score_narratives(part: str) -> tuple[Score, list[tuple[str, Finding]]]:
    """Score one part, with the findings on its narratives that are sound as written."""
    total = Score(name=f"narratives, {part} part", expected=0, found=0, right=0)
    alarms: list[tuple[str, Finding]] = []
    for narrative in narratives():
        if narrative["part"] != part:
            continue
        found, expected = read_narrative(narrative)
        one = score(str(narrative["id"]), expected, [found_key(fact) for fact in found])
        total += Score(
            name=one.name,
            expected=one.expected,
            found=one.found,
            right=one.right,
            missed=tuple((narrative["id"], *key) for key in one.missed),
            wrong=tuple((narrative["id"], *key) for key in one.wrong),
        )
        planted = set(narrative.get("findings", ()))  # type: ignore[call-overload]
        alarms += [
            (str(narrative["id"]), finding)
            for finding in check_prose(found)
            if finding.code not in planted
        ]
    return total, alarms


def score_real(bulletin: Bulletin) -> tuple[Score, Score, Score]:
    """Score facts, people and events of the real bulletin."""
    path = TRUTH / "2017-03-jiangsu.facts.json"
    truth: dict[str, list[dict[str, object]]] = json.loads(path.read_text("utf-8"))
    label = bulletin.period.label if bulletin.period else None
    facts = score(
        "real bulletin, facts",
        [expected_key(row, label) for row in truth["facts"]],
        [found_key(fact, with_line=True) for fact in bulletin.facts],
    )
    people = score(
        "real bulletin, people",
        [(r["line"], r["name"], r["department"], r["context"]) for r in truth["people"]],
        [(p.locator.line, p.name, p.department, p.context) for p in bulletin.people],
    )
    events = score(
        "real bulletin, events",
        [(r["line"], r["date"], r["starts"]) for r in truth["events"]],
        [(e.locator.line, e.date, e.text[:8]) for e in bulletin.events],
    )
    return facts, people, events


_NO_FIGURE = re.compile(
    r"\d+\s*[月日号]|(?:^|备注[:：])\d+[﹒.、]|附件[:：]?\s*\d+[﹒.]?|^[（(][一二三四五六七八九十][)）]"
)


def not_carried(bulletin: Bulletin) -> tuple[tuple[int, str], ...]:
    """Return line and digits of each number in running text that no fact carries.

    Dates, the numbers of lists and annexes are left out; a fact carries its value, its previous
    value and its change.
    """
    carried: dict[int, list[float]] = {}
    for fact in bulletin.facts:
        figures = (fact.value, fact.previous, fact.change)
        printed = carried.setdefault(fact.locator.line or 0, [])
        printed += [abs(float(figure)) for figure in figures if isinstance(figure, int | float)]
    passages = [p for section in bulletin.sections for p in section.passages]
    passages += [p for annex in bulletin.annexes for p in (*annex.passages, *annex.notes)]
    left: list[tuple[int, str]] = []
    for passage in passages:
        line = passage.locator.line or 0
        for number in re.findall(r"\d+(?:\.\d+)?", _NO_FIGURE.sub(" ", passage.text)):
            values = carried.get(line, [])
            whole = next((v for v in values if v in (float(number), float(number) * 10_000)), None)
            if whole is None:
                left.append((line, number))
            else:
                values.remove(whole)
    return tuple(left)


@click.command()
@click.option("--show", is_flag=True, help="Show what was missed and what was found wrongly.")
def main(show: bool) -> None:
    """Print precision and recall on running text. Example: python -m corpus.score_facts --show."""
    bulletin = parse(REAL, known=Known(year=2017, year_source="manifest"))
    scores = list(score_real(bulletin))
    alarms: list[tuple[str, Finding]] = []
    count = sum(1 for _ in narratives())
    for name in parts():
        total, raised = score_narratives(name)
        scores.append(total)
        alarms += raised
    scores += score_people()
    for item in scores:
        figures = f"{item.precision:.3f} precision {item.recall:.3f} recall"
        click.echo(f"{item.name:<28} {figures} ({item.expected} expected, {item.found} found)")
        for key in item.missed if show else ():
            click.echo(f"    missed {key}")
        for key in item.wrong if show else ():
            click.echo(f"    wrong  {key}")
    click.echo(f"{len(not_carried(bulletin))} numbers of the real bulletin carried by no fact")
    for name in parts():
        shown = (f"{one.name} {one.precision:.3f}/{one.recall:.3f}" for one in score_aspects(name))
        click.echo(f"{name:<8} {'; '.join(shown)}")
    click.echo(f"{len(alarms)} false alarms on {count} narratives")
    for source, finding in alarms if show else ():
        click.echo(f"    {source}: {finding.code} {finding.message}")


if __name__ == "__main__":
    main()
