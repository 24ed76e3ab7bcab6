"""The register turned into a table: name without region -> the bodies that bear it.

Beside the names that the register lists stand those formed by rule: 和 left out, 监督管理
shortened to 监管, 委员会 to 委, 办公室 to 办, 厅 to 局 below the province.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from parser.names.companies import brand
from parser.names.printed import fold
from parser.names.register import Body, NameForm, Register

_DROPPED = ("和", "与", "及")
_HEADS = "厅局委办"
_NO_NAMES = frozenset(("办公室", "办公厅", "研究室", "委员会", "管理局", "管理处", "服务中心"))
_ENDINGS = (("委员会", "委"), ("办公室", "办"))
_INNER = (("监督管理", "监管"), ("人民政府", "政府"), ("人民政府", ""), ("科学技术", "科技"))


class Rank(IntEnum):
    """How a name belongs to a form: its official name, a listed short form, or by rule."""

    RULE = 1
    LISTED = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A name's reading as one form of one body."""

    body: Body
    form: NameForm
    rank: Rank


class NameIndex:
    """Names without region, to be looked up exactly; ``leads`` are what may stand before a region.

    A lead is the start of a name such as 国家税务总局{R}税务局. ``brands`` are the enterprises'
    names without legal form, with the bodies that bear them.
    """

    def __init__(self, register: Register) -> None:
        self.table: dict[str, tuple[Entry, ...]] = {}
        self.stems: dict[str, tuple[Entry, ...]] = {}
        self.leads: set[str] = set()
        self.brands: dict[str, frozenset[str]] = {}
        for body in register.bodies.values():
            forms = tuple(part for form in body.names for part in by_level(form))
            expanded = replace(body, names=forms)
            for form in forms:
                self._add_form(expanded, form)
            for stem, rank in self._stems(body, forms).items():
                entries = tuple(Entry(expanded, form, rank) for form in forms)
                self.stems[stem] = self.stems.get(stem, ()) + entries

    @property
    def longest_lead(self) -> int:
        """The number of characters of the longest lead."""
        return max(map(len, self.leads), default=0)

    def _add_form(self, body: Body, form: NameForm) -> None:
        names = dict.fromkeys(map(fold, form.short), Rank.LISTED)
        names[fold(form.key)] = Rank.FULL
        for name in (form.key, *form.short):
            for derived in formed_by_rule(fold(name)):
                names.setdefault(derived, Rank.RULE)
        if body.kind == "party organ":
            for name in tuple(names):
                for derived in _of_party(name):
                    names.setdefault(derived, Rank.RULE)
        lead, _, _ = form.full.partition("{")
        if body.kind == "enterprise":
            for word in filter(_is_brand, {brand(name) for name in names} | set(names)):
                self.brands[word] = self.brands.get(word, frozenset()) | {body.id}
        for name, rank in names.items():
            self.table[name] = (*self.table.get(name, ()), Entry(body, form, rank))
            if lead:
                self.leads.update(name[:length] for length in range(2, len(name)))

    def _stems(self, body: Body, forms: tuple[NameForm, ...]) -> dict[str, Rank]:
        """Return what a window of the body is called: 人社, 不动产登记."""
        names = [fold(name) for form in forms for name in (form.key, *form.short)]
        found = {name[:-1]: Rank.RULE for name in names if name[-1] in _HEADS and len(name) > 2}
        return found | dict.fromkeys(body.stems, Rank.LISTED)

    def named(self, name: str) -> tuple[Entry, ...]:
        """Return the readings of ``name``, a listed name going before one formed by rule."""
        return self.table.get(name, ())


def _is_brand(word: str) -> bool:
    return len(word) >= 2 and not word.isascii()


def _of_party(name: str) -> set[str]:
    """Return how else a party organ is called: 党委组织部, 中国共产党…委员会组织部, 委信访局."""
    bare = name.removeprefix("中共").removeprefix("委")
    if not bare or bare.startswith("员会"):
        return {name.replace("中共", "中国共产党")}
    heads = ("委", "党委", "委员会", "中共委", "中共委员会", "中国共产党委", "中国共产党委员会")
    return {head + bare for head in heads} | {name.replace("中共", "中国共产党")}


def by_level(form: NameForm) -> Iterator[NameForm]:
    """Yield the form as it is used at each level: a 厅 of the province is a 局 below it."""
    lower = tuple(level for level in form.levels if level != "province")
    ends_so = form.full.endswith("厅") and not form.full.endswith("办公厅")
    if not ends_so or not lower:
        yield form
        return
    yield replace(form, levels=("province",))
    short = tuple(name[:-1] + "局" if name.endswith("厅") else name for name in form.short)
    yield replace(form, full=form.full[:-1] + "局", short=short, levels=lower)


def formed_by_rule(name: str) -> set[str]:
    """Return the names that the rules of abbreviation make of ``name``, itself not included.

    >>> sorted(formed_by_rule("国有资产监督管理委员会"))
    ['国有资产监督管理委', '国有资产监管委', '国有资产监管委员会']
    """
    made = {name}
    for character in _DROPPED:
        made |= {one.replace(character, "") for one in made if character in one[1:-1]}
    for long, short in _INNER:
        made |= {one.replace(long, short) for one in made if long in one}
    for long, short in _ENDINGS:
        made |= {one[: -len(long)] + short for one in made if one.endswith(long)}
    made.discard(name)
    return {one for one in made if len(one) >= 2 and one not in _NO_NAMES}
