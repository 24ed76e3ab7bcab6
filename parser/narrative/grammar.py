"""The patterns in which bulletins print figures: one line a pattern, tried in order.

A pattern is written over the letters of :data:`parser.narrative.clauses.LETTERS`; ``H`` stands
for the words and names before a figure. An action reads one clause and adds to, or completes,
the drafts of the :class:`~parser.narrative.reading.Reading`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from parser.narrative.bases import base_of
from parser.narrative.changes import read_change, read_changes
from parser.narrative.clauses import Clause, is_filler
from parser.narrative.earlier import (
    read_against,
    read_done,
    read_from_to,
    read_level,
    read_prior,
    read_with_base,
)
from parser.narrative.figures import Groups
from parser.narrative.lists import (
    read_each,
    read_ordered,
    read_ordered_name,
    read_respectively,
    read_those,
)
from parser.narrative.parts import read_bare, read_share, read_share_together
from parser.narrative.reading import Reading, entity_of
from parser.narrative.scene import (
    note_aim,
    with_names_meant,
    without_apposition,
    without_time,
)
from parser.narrative.sequences import read_condition, read_fulfilled, read_sequence
from parser.narrative.singles import read_single
from parser.narrative.topics import read_topic

Action = Callable[[Reading, Clause, Groups], None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern over a clause's shape and what it means."""

    name: str
    pattern: re.Pattern[str]
    action: Action


def _rule(name: str, pattern: str, action: Action) -> Rule:
    """``<name:x>`` is what the action gets as ``name``, ``H`` any word or name."""
    named = re.sub(r"<(\w+):([^<>]*)>", r"(?P<\1>\2)", pattern)
    return Rule(name, re.compile(named.replace("H", "[ew]")), action)


def read_clause(reading: Reading, clause: Clause) -> None:
    """Let the first rule that fits the whole clause act on ``reading``."""
    if (parts := _that_have(clause)) is not None:
        for part in parts:  # 受理超过5000件的有甲县(6852件): the bound, then whose figures
            read_clause(reading, part)
        return
    if _read_before(reading, clause):
        return
    clause = without_time(reading, clause)
    clause = with_names_meant(reading, clause)
    clause = without_apposition(reading, clause)
    note_aim(reading, clause)
    shape = clause.shape
    for rule in RULES:
        match = rule.pattern.fullmatch(shape)
        if match is not None:
            groups = {
                name: clause.tokens[match.start(name) : match.end(name)]
                for name in match.groupdict()
                if match.start(name) >= 0
            }
            rule.action(reading, clause, groups)
            break
    reported = clause.tokens and _REPORT.fullmatch("".join(t.text for t in clause.tokens))
    reading.opening = reading.opening and (not clause.tokens or reported is not None)
    _read_bracket(reading, clause)


_REPORT = re.compile(
    "据(?:悉|了解|统计|介绍|报道|通报)|(?:数据|结果|报告)显示|记者.{0,12}(?:获悉|了解到)"
)


def _read_before(reading: Reading, clause: Clause) -> bool:
    """三季度受理300件,二季度为280件: the value before, where only its time is told."""
    tokens, head = clause.tokens, reading.head
    bare = re.fullmatch("tw?n", clause.shape) and all(
        is_filler(token.text) for token in tokens if token.kind == "words"
    )
    if not bare or head is None or head.previous is not None or tokens[-1].unit != head.unit:
        return False
    period, span = reading.period, head.time.span if head.time else None
    ours = span is None or (
        period is not None
        and (span.first_month, span.last_month) == (period.first_month, period.last_month)
    )
    base = base_of(reading, tokens[:1]) if tokens[0].span and ours else None
    if base is None:
        return False
    head.previous, head.base = tokens[-1].value, base
    head.end = max(head.end, tokens[-1].end)
    return True


def _that_have(clause: Clause) -> tuple[Clause, Clause] | None:
    """The bound and the first of the names, whose figure the bracket gives, of …件的有A(…件)."""
    tokens = clause.tokens
    if len(tokens) < 3 or not clause.inner or tokens[-1].kind != "entity":
        return None
    if tokens[-3].kind != "number" or not re.match(
        "(?:以[上下])?的(?:分别)?(?:有|为|是)", tokens[-2].text
    ):
        return None
    bound = replace(clause, tokens=tokens[:-1], after="colon", inner=())
    return bound, replace(clause, tokens=tokens[-1:], before="colon")


def _read_bracket(reading: Reading, clause: Clause) -> None:
    """Read the bracket after a clause: about its figure, or giving names their figure."""
    if not clause.inner:
        return
    has_number = any(token.kind == "number" for token in clause.tokens)
    outer = (reading.in_bracket, reading.owner, reading.parent, reading.time, reading.pending)
    part = reading.part
    bracket_start, subject = reading.bracket_start, reading.subject
    bare = len(clause.inner) == 1 and clause.inner[0].shape == "n"
    if bare and clause.shape.endswith(("b", "y")):
        # 同比上年(36368件)上升4.2%: the value before.
        read_against(reading, clause, {"prior": clause.tokens, "previous": clause.inner[0].tokens})
        return
    if has_number:
        reading.owner = reading.head
        reading.in_bracket, reading.bracket_start = True, len(reading.drafts)
        reading.parent = reading.owner or reading.parent
        reading.pending = []
    elif (name := entity_of(clause.tokens)) and any("w" in c.shape for c in clause.inner):
        # 历河区(直办5件,转办6件): whose the figures in the bracket are.
        reading.subject, reading.pending = name, []
    for inner in clause.inner:
        read_clause(reading, inner)
    reading.subject, reading.part = subject, part
    reading.in_bracket, reading.owner, reading.parent, reading.time, pending = outer
    reading.pending, reading.bracket_start = (pending if has_number else []), bracket_start


def _base(reading: Reading, clause: Clause, groups: Groups) -> None:
    """较1月份,…: what the changes that follow compare with."""
    reading.base = reading.frame = base_of(reading, groups["base"])


def _compared(reading: Reading, clause: Clause, groups: Groups) -> None:
    """投诉、举报数量同比增幅较大,分别增长46.3%、37.86%: whose changes follow."""
    reading.base = reading.frame = base_of(reading, groups["base"])
    if reading.pending:
        reading.pending.append(replace(clause, tokens=tuple(groups["head"])))


def _skip(reading: Reading, clause: Clause, groups: Groups) -> None:
    """Words that look like figures and are none of ours."""
    reading.pending = []


RULES: tuple[Rule, ...] = (
    _rule("nothing", "", _skip),
    _rule("from-to", "<head:H*><base:b?>f<prior:y?>w?<previous:n>w?rw?<value:n>u?w?", read_from_to),
    _rule("reached", "<head:H*><base:b?>r<value:n>u?w?", read_from_to),
    _rule("prior", "<prior:y>H?<value:n>w?", read_prior),
    _rule("shares together", "<count:n>w?s[ewa]*<values:n>w?", read_share_together),
    _rule("shares", "<head:H*>[da]*s[dewa]*<values:n+>[uw]*", read_share),
    _rule("against", "[by]*<prior:[by]><previous:n><verb:c?><values:n?>", read_against),
    _rule("base", "<base:[by]+>", _base),
    _rule("compared", "<head:H+><base:b>w", _compared),
    _rule("single with base", "<base:b><head:w><value:n>u?", read_with_base),
    _rule("change of", "<base:b><head:H+>d?<verb:c>d?<values:n+>", read_change),
    _rule("change", "<head:H*>d?<base:b*>d?<verb:c>d?b?<values:n+><tail:w?>", read_change),
    _rule("changes", "<head:H*>d?<base:b*>d?<moves:cn(?:cn)+>", read_changes),
    _rule("level", "<head:H*><base:b?>a?z", read_level),
    _rule("done", "H*<verb:o><tail:w?>", read_done),
    _rule("respectively", "<head:H*>d<verb:w?><values:n{2,}>w?", read_respectively),
    _rule("ordered", "<topic:H+(?:n[ew]+)?>d<rest:H+n.*>", read_ordered),
    _rule("ordered names", "<topic:H*>d<name:H+>", read_ordered_name),
    _rule("those", "d<rest:H+n.*>", read_those),
    _rule("each", "<head:H*>a<verb:w?><value:n>u?<tail:w?>", read_each),
    _rule("fulfilled", "<head:[ewl]*><bound:n>u?<noun:w><count:n><tail:w?>", read_fulfilled),
    _rule("condition", "<head:H*><count:n><words:[ewl]+?>l?w?<bound:n>u?", read_condition),
    _rule("bare", "<value:n>", read_bare),
    _rule("single", "<head:H*l?H*><value:n>u?<tail:H*>", read_single),
    _rule("topic", "H*d?", read_topic),
    _rule("several", "[ewnlu]*n[ewnlu]*", read_sequence),
    _rule("other", ".*", _skip),
)  # fmt: skip
