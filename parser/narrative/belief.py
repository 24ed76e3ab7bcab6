"""How sure it is what a figure of the running text counts, and whose it is.

The value is as printed; what is taken from the words around it may be wrong. Each fact says what
it rests on and what speaks against it, and how often facts with the same signs were right when
texts were read for the first time (``belief.yaml``, from ``corpus/truth/first_readings.csv`` by
``python -m corpus.first_readings``).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

import yaml

from parser.names.regions import default_gazetteer
from parser.narrative.entities import is_level
from parser.narrative.populations import Told
from parser.narrative.reading import Draft, is_of_all, is_share
from parser.narrative.remainder import remainder
from parser.narrative.vocabulary import vocabulary
from parser.statement import FactStatus

Sign = Literal[
    "words", "measure-taken-over", "no-measure", "of-all", "body", "name", "subject",
    "body-taken-over",
    "name-taken-over",
    "list", "class", "sum", "rest", "long-rest", "rivals", "general-word",
    "long-name", "verb-in-name", "condition", "passed-by",
]  # fmt: skip
"""What a fact rests on or what speaks against it; docs/facts.md says what each means."""

SIGNS: tuple[Sign, ...] = get_args(Sign)
PAIRS: tuple[tuple[Sign, Sign], ...] = (("list", "measure-taken-over"), ("body", "list"))
"""Signs that together weigh other than each by itself."""
BASES: frozenset[Sign] = frozenset(
    (
        "words",
        "measure-taken-over",
        "of-all",
        "body",
        "name",
        "subject",
        "body-taken-over",
        "name-taken-over",
        "list",
        "class",
        "sum",
    )
)
"""The signs that say what a fact rests on; the others are doubts."""
STANDS_OUT = 0.8
"""From which probability on a reading is inferred, as for cells; below it is ambiguous."""

_GENERAL = frozenset(("handled_total", "items", "business_items", "projects"))
_LONG_NAME, _LONG_REST, _LIST = 9, 4, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """How sure a fact is; ``signs`` in the order of :data:`SIGNS`."""

    status: FactStatus
    probability: float
    signs: tuple[Sign, ...]

    @property
    def basis(self) -> tuple[Sign, ...]:
        """What the fact rests on."""
        return tuple(sign for sign in self.signs if sign in BASES)

    @property
    def doubts(self) -> tuple[Sign, ...]:
        """What speaks against it."""
        return tuple(sign for sign in self.signs if sign not in BASES)


def believe(told: Sequence[Told], label: Callable[[Draft], str | None]) -> tuple[Belief, ...]:
    """Return how sure each draft of a bulletin is; ``label`` tells a draft's period."""
    among: tuple[tuple[Sign, set[int]], ...] = (
        ("rivals", _rivals(told, label)),
        ("list", _listed(told)),
        ("sum", _that_add_up(told)),
    )
    beliefs = []
    for one in told:
        found = set(_of_itself(one.draft))
        found.update(sign for sign, drafts in among if id(one.draft) in drafts)
        beliefs.append(belief_of(tuple(sign for sign in SIGNS if sign in found)))
    return tuple(beliefs)


def belief_of(signs: tuple[Sign, ...]) -> Belief:
    """Return how sure a fact with these signs is.

    ``printed`` are those whose own words say what is counted and whose it is, and nothing
    speaks against it; ``ambiguous`` are those of which less than four in five were right, and
    those beside which the text gives another number for the same.
    """
    weights = _weights()
    score = weights["base"] + sum(weights[term] for term in terms_of(signs))
    probability = round(1 / (1 + math.exp(-score)), 3)
    taken_over = {"body-taken-over", "name-taken-over"} & set(signs)
    doubts = [sign for sign in signs if sign not in BASES]
    status: FactStatus = "inferred"
    if "rivals" in signs or probability < STANDS_OUT:
        status = "ambiguous"
    elif "words" in signs and not doubts and not taken_over:
        status = "printed"
    return Belief(status=status, probability=probability, signs=signs)


def terms_of(signs: Collection[str]) -> tuple[str, ...]:
    """Return the signs and their pairs that have weights of their own.

    In a list a measure taken over is as good as one named, all the more for bodies.
    """
    shown = set(signs)
    return (*signs, *("+".join(pair) for pair in PAIRS if shown.issuperset(pair)))


@cache
def _weights() -> dict[str, float]:
    text = resources.files("parser.narrative").joinpath("belief.yaml").read_text("utf-8")
    weights: dict[str, float] = yaml.safe_load(text)
    return weights


def _of_itself(draft: Draft) -> list[Sign]:
    """The signs that a draft shows without the others."""
    return [*_what(draft), *_whose(draft), *_left_over(draft)]


def _what(draft: Draft) -> list[Sign]:
    if draft.measure is None:
        return ["no-measure"]
    own = draft.named or stem(_own_measure(draft)) == stem(draft.measure)
    signs: list[Sign] = ["words" if own else "measure-taken-over"]
    return [*signs, "general-word"] if draft.measure in _GENERAL else signs


def _own_measure(draft: Draft) -> str | None:
    return vocabulary().measure(draft.label, None, draft.unit) if draft.label else None


def stem(measure: str | None) -> str | None:
    """Return ``measure`` without what is said of it: the share, the change, the year so far."""
    return re.sub("_(?:ytd|share|yoy|mom|change)", "", measure) if measure else None


def _whose(draft: Draft) -> list[Sign]:
    if is_of_all(draft.entity):
        return ["of-all"]
    name = draft.entity or ""
    body = _is_body(name)
    signs: list[Sign] = ["subject" if draft.led and body else _WHOSE[body, draft.inherited]]
    if name.endswith("类"):
        signs.append("class")
    if max(len(one) for one in name.split("、")) >= _LONG_NAME:
        signs.append("long-name")
    if any(word.kind == "stage" for word in vocabulary().find(name)):
        signs.append("verb-in-name")
    return signs


_WHOSE: dict[tuple[bool, bool], Sign] = {
    (True, False): "body",
    (False, False): "name",
    (True, True): "body-taken-over",
    (False, True): "name-taken-over",
}
_BODY = re.compile(
    "(?:[省市县区州盟旗镇乡村局委厅办院处会司站队所]|街道|社区|中心|公司|集团|银行|政府|[一-龥]部)$"
)


def _is_body(name: str) -> bool:
    """Tell whether ``name`` is a place's or level's, or built as bodies are called; so for each.

    >>> _is_body("南京、县卫健局"), _is_body("垃圾处理")
    (True, False)
    """
    return all(
        _BODY.search(one) or is_level(one) or default_gazetteer().named(one)
        for one in name.split("、")
    )


def _left_over(draft: Draft) -> list[Sign]:
    rest = remainder(draft.label)
    rest = "" if rest and rest in (draft.entity or "") else rest
    signs: list[Sign] = ["rest"] if rest else []
    signs += ["long-rest"] if len(rest) >= _LONG_REST else []
    signs += ["condition"] if draft.kind != "result" else []
    return [*signs, "passed-by"] if draft.passed_by else signs


def _rivals(told: Sequence[Told], label: Callable[[Draft], str | None]) -> set[int]:
    """The drafts beside which the text has another value of the same."""
    same: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
    for one in told:
        d = one.draft
        if d.measure is not None and d.kind == "result":
            same[d.measure, d.entity, d.unit, label(d)].append(d)
    return {id(d) for group in same.values() for d in group if len({d.value for d in group}) > 1}


def _listed(told: Sequence[Told]) -> set[int]:
    """The drafts of a list: three names or more in one paragraph, counted alike."""
    same: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
    for one in told:
        d = one.draft
        if d.measure is not None and not is_of_all(d.entity) and not d.inherited:
            same[id(one.text), d.measure, d.unit, d.kind].append(d)
    lists = (group for group in same.values() if len({d.entity for d in group}) >= _LIST)
    return {id(d) for group in lists for d in group}


def _that_add_up(told: Sequence[Told]) -> set[int]:
    """The drafts of parts that make their whole."""
    parts: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
    for one in told:
        d = one.draft
        if d.whole is not None and not is_share(d):
            parts[id(one.text), d.whole, d.unit, d.measure].append(d)
    whole = (group for group in parts.values() if len(group) > 1)
    return {
        id(d) for group in whole if sum(d.value for d in group) == group[0].whole for d in group
    }
