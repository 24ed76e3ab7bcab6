"""Which figure a printed share is a share of: named, printed before it, or implied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from parser.checks.rounding import agrees, decimals, slack_of
from parser.narrative.vocabulary import vocabulary
from parser.statement import Fact
from parser.text import fold_width, simplify

_TOTALS = ("received_total", "handled_total", "transactions", "transaction_amount", "ratings")
_SHARE_OF = re.compile(r"占(?!比)[到了]?(?P<base>[^\d,，。;]*?)的?\s*[\d.]+\s*[%‰]$")
_OF_ALL = re.compile("总|全|诉求|工单|受理|办件")
"""Words of a share that may stand for the whole of which a list tells the parts."""
_MOST_TOTALS = 50
"""So many totals are tried as the whole of a list."""


@dataclass(frozen=True, slots=True)
class Share:
    """A printed share with the figure it is a share of the whole of."""

    fact: Fact
    part: Fact

    @property
    def scale(self) -> int:
        """What a whole is in the share's unit."""
        return 1000 if self.fact.unit == "‰" else 100


def shares_of(paragraph: Sequence[Fact]) -> list[Share]:
    """Return the shares of a paragraph whose parts are printed too."""
    return [
        Share(fact, part)
        for fact in paragraph
        if (fact.measure or "").endswith("_share")
        and (part := _part_of(fact, paragraph)) is not None
    ]


def _part_of(share: Fact, paragraph: Sequence[Fact]) -> Fact | None:
    """The figure whose share is printed: that with which its quote begins, or the last before."""
    measure = (share.measure or "").removesuffix("_share")
    alike = [
        fact
        for fact in paragraph
        if fact.measure == measure
        and fact.period == share.period
        and fact.unit not in ("%", None)
        and (fact.locator.start or 0) >= (share.locator.start or 0)
    ]
    before = [fact for fact in alike if fact.entity == share.entity]
    # The quote of a share begins with its part: 检查网站328个(含门户网站153个),占2.3%. That of
    # the part may go on to its change: 103件,占7.86%,同比增长30%.
    # Of a list (分别受理20件、30件,分别占40%、60%) it tells which is whose.
    listed = alike if "分别" in share.quote else before
    named = [fact for fact in listed if fact.locator.start == share.locator.start]
    inside = [fact for fact in before if (fact.locator.end or 0) <= (share.locator.end or 0)]
    found = named or inside
    return found[-1] if found else None


def by_base(shares: Sequence[Share], paragraph: Sequence[Fact]) -> list[tuple[Fact, list[Share]]]:
    """Shares with the whole they are printed to be of; those without one are left out.

    What has none of its own is of its neighbours' base, if three of its kind are.
    """
    based: dict[int, tuple[Fact, list[Share]]] = {}
    alone: list[Share] = []
    # One of a list, that is itself printed as a share, is not what the list divides.
    shared = {
        id(fact)
        for fact, follower in pairwise(paragraph)
        if follower.measure == f"{fact.measure}_share" and follower.entity == fact.entity
    }
    for share in shares:
        base = _base_of(share, paragraph, shared)
        if base is None:
            alone.append(share)
        else:
            based.setdefault(id(base), (base, []))[1].append(share)
    groups = list(based.values())
    for share in alone:
        for base, group in groups:
            if _is_of_list(share, base, group):
                group.append(share)
                break
    return groups


def _is_of_list(share: Share, base: Fact, group: Sequence[Share]) -> bool:
    alike = [one for one in group if one.part.unit == share.part.unit and fits(one, base.value)]
    return (
        len(alike) >= 3
        and may_be_of_all(share)
        and share.part.value <= base.value
        and (base.locator.end or 0) < (share.part.locator.end or 0)
    )


def may_be_of_all(share: Share) -> bool:
    """Tell whether a share names no base, or one that may be the whole of a list."""
    words = _words(share)
    return not words or _OF_ALL.search(words) is not None


def _words(share: Share) -> str:
    words = _SHARE_OF.search(_folded(share.fact))
    return words["base"] if words else ""


def _folded(fact: Fact) -> str:
    return simplify(fold_width(fact.quote))


def _base_of(share: Share, paragraph: Sequence[Fact], shared: Set[int]) -> Fact | None:
    before = [
        fact
        for fact in paragraph
        if fact.unit == share.part.unit
        and fact.period == share.part.period
        and fact.locator.start != share.part.locator.start
        and fact.value >= share.part.value
        and (fact.locator.end or 0) < (share.part.locator.end or 0)
    ]
    wholes = [fact for fact in before if fact.whole is None]
    words = _words(share)
    said = vocabulary().measure(words) if words else None
    if share.part.whole is not None:
        named = [fact for fact in wholes if fact.value == share.part.whole]
        if named and said is None:
            return named[-1]
    # A part may be divided further: 办理42万件,其中受理26万件. 受理的诉求中,直办16万件,占61%.
    divided = [fact for fact in before if fact.whole is not None and fact.measure in _TOTALS]
    fitting = [fact for fact in (*divided, *wholes) if fits(share, fact.value)]
    told = [fact for fact in wholes if fact.measure == said and fact.entity is None]
    if said in _TOTALS and len({fact.value for fact in told}) == 1:
        return told[-1]
    totals = [
        fact
        for fact in wholes
        if fact.measure in (*_TOTALS, said)
        and (said in (None, fact.measure) or said in _TOTALS)
        and (fact.entity in (None, share.part.entity) or (fact.entity or "").startswith("全"))
        and (share.part.whole == fact.value or id(fact) not in shared)
    ]
    return next(iter(reversed(fitting)), None) or next(iter(totals), None)


def earlier_wholes(shares: Sequence[Share], earlier: Sequence[Fact]) -> Iterator[Fact]:
    """Yield the totals of paragraphs before that a list of shares may be of, last first."""
    most = max(share.part.value for share in shares)
    measures = {*_TOTALS, *(share.part.measure for share in shares)}
    told: set[float | int] = set()
    for fact in reversed(earlier):
        own = fact.entity is None or fact.entity.startswith("全")
        same = fact.unit == shares[0].part.unit and fact.measure in measures
        if own and same and fact.whole is None and fact.value >= most and fact.value not in told:
            told.add(fact.value)
            yield fact
            if len(told) == _MOST_TOTALS:
                return


def fits(share: Share, base: float | int) -> bool:
    """Tell whether a share of ``base`` may be printed so, as all that is printed is rounded."""
    slack = slack_of(share.part)
    if not base or slack == float("inf"):
        return True
    places = decimals(share.fact, share.fact.value)
    low = share.scale * (share.part.value - slack) / (base + slack)
    high = share.scale * (share.part.value + slack) / max(base - slack, 1)
    printed = float(share.fact.value)
    return low <= printed <= high or any(agrees(printed, edge, places) for edge in (low, high))


def implied_base(shares: Sequence[Share], *, places: float = 0.5) -> tuple[float, float] | None:
    """Return the least and greatest base of which three or more shares would all be right.

    ``places`` is how far a share may be off, in units of its last digit.
    """
    if len(shares) < 3 or any(not share.fact.value or slack_of(share.part) for share in shares):
        return None
    bounds = [_bounds(share, places) for share in shares]
    least, most = max(low for low, _ in bounds), min(high for _, high in bounds)
    return (least, most) if least <= most else None


def odd_share(shares: Sequence[Share]) -> tuple[Share, tuple[float, float]] | None:
    """Return the one share without which all others are of one base, and that base."""
    if len(shares) < 4 or implied_base(shares, places=1) is not None:
        return None
    # Only those at the edges keep the others apart.
    edges = (
        max(shares, key=lambda share: _bounds(share, 1)[0]),
        min(shares, key=lambda share: _bounds(share, 1)[1]),
    )
    found = [
        (odd, implied)
        for odd in edges
        if (implied := implied_base([one for one in shares if one is not odd], places=1))
    ]
    return found[0] if len(found) == 1 else None


def _bounds(share: Share, places: float) -> tuple[float, float]:
    off = places * 10.0 ** -decimals(share.fact, share.fact.value)
    whole = share.scale * share.part.value
    return whole / (share.fact.value + off), whole / max(share.fact.value - off, 1e-9)
