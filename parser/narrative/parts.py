"""Shares: 占总量的…, of the last figure, of named ones, or of several in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.narrative.clauses import Clause
from parser.narrative.coordination import coordinate_figure, coordinates
from parser.narrative.figures import Groups, add_figure, read_value
from parser.narrative.measuring import inherited_measure
from parser.narrative.phrases import WHO
from parser.narrative.reading import Draft, Part, Reading, alike, is_list, is_share, trim
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary


def read_share(reading: Reading, clause: Clause, groups: Groups) -> None:
    """占总量的29.5%: the share of the last figure, of named ones, or of several in order."""
    numbers = [t for t in groups["values"] if t.kind == "number" and t.unit in ("%", "‰")]
    if not numbers or len(numbers) != len(groups["values"]):
        return
    head = [*coordinates(reading, groups["head"])]
    if len(numbers) > 1 or any("分别" in t.text for t in clause.tokens):
        told = reading.recent or reading.drafts[reading.stop_start :]  # …;占比分别为93%、7%
        targets = [d for d in told if not (d.measure or "").endswith("_share")]
        targets = targets[-len(numbers) :]
        if not head and len(targets) == len(numbers):
            for target, number in zip(targets, numbers, strict=True):
                share_of(reading, target, number, together=False)
        elif len(head) == len(numbers):
            for part, number in zip(head, numbers, strict=True):
                _named_share(reading, [part], number, clause)
        elif not head and len(reading.listed) == len(numbers):
            _shares_of_listed(reading, clause, numbers)
        reading.pending = []
        return
    if head and any(part.text for part in head):
        _named_share(reading, head, numbers[0], clause)
    elif reading.head:
        share = next(token for token in clause.tokens if token.kind == "share")
        together = re.search("(?:共|合计|总计|累计)$", reading.text[: share.start]) is not None
        _tell_by_base(reading.head, _share_base(clause))
        share_of(reading, reading.head, numbers[0], together=together or None)
    elif len(reading.listed) == 1 and not reading.recent:
        _shares_of_listed(reading, clause, numbers[:1])
    elif reading.subject and _directly_before(reading, clause):
        _named_share(reading, [Part(reading.subject, "", numbers[0].start)], numbers[0], clause)
    reading.pending = []


def _tell_by_base(head: Draft, base: str | None) -> None:
    """延误行程3件,占投诉总数的18%: what a share is of says what its part counts."""
    if head.measure is not None or base is None or not vocabulary().fits(base, head.unit):
        return
    head.measure = base
    head.entity = head.entity if head.entity and not head.inherited else head.label


def _shares_of_listed(reading: Reading, clause: Clause, numbers: Sequence[Token]) -> None:
    """以A、B问题为主,分别占投诉量的18%、12%: of what the clause before named, in order."""
    base = _share_base(clause)
    for part, number in zip(reading.listed, numbers, strict=True):
        draft = add_figure(
            reading,
            number,
            label=part.entity or "",
            entity=part.entity,
            measure=_share_name(base or inherited_measure(reading, None)),
            start=part.start,
            end=number.end,
        )
        draft.shared = True


def _directly_before(reading: Reading, clause: Clause) -> bool:
    """Tell whether a share follows its subject at once (城市建设类,占27%)."""
    before = reading.text[: clause.tokens[0].start].rstrip("，, ")
    return before.endswith(reading.subject or "\0")


def share_of(
    reading: Reading, target: Draft, number: Token, *, together: bool | None = None
) -> None:
    """Add ``number`` as the share of ``target``, or of all that is listed with it."""
    group = [] if together is False else _group(reading, target, together is True)
    entity = "、".join(name for d in group if (name := d.entity or d.label)) if group else None
    draft = add_figure(
        reading,
        number,
        label=target.label or "",
        entity=entity or target.entity,
        measure=_share_name(target.measure),
        start=group[0].start if group else target.start,
        end=number.end,
    )
    draft.time, draft.child, draft.whole = target.time, target.child, None
    draft.shared = True


def _group(reading: Reading, target: Draft, together: bool) -> list[Draft]:
    """The figures listed under one topic (前三位: A 5件、B 3件,占…), shared out together."""
    if (run := _enumerated(reading, target)) and not together:
        return run
    ranked = re.search("前[一二三四五六七八九十两\\d]|居前|较多|集中", reading.topic_text)
    each = any(is_share(d) and d.measure == f"{target.measure}_share" for d in reading.recent)
    if not together and (each or not ranked):
        return []  # 甲类371件,占14%,乙类369件,占13%: each has its own
    told = [d for d in reading.recent if d.bracketed == target.bracketed]
    listed = [d for d in told if d.measure == target.measure and d.entity]
    return listed if len(listed) > 1 else []


def _enumerated(reading: Reading, target: Draft) -> list[Draft]:
    """甲局(301宗)、乙局(240宗),占30%: an unbroken list, which a comma ends, has one share."""
    run = [target]
    for draft in reversed(reading.recent[: reading.recent.index(target)]):
        between = reading.text[draft.end : run[0].start]
        joined = run[0].joined or re.fullmatch(r"[)）]?\s*[、和及与]\s*", between)
        if draft.measure != target.measure or draft.unit != target.unit or not joined:
            break
        run.insert(0, draft)
    names = [draft.entity for draft in run]
    ended = re.match(r"[)）]?\s*[,，]", reading.text[target.end :])
    distinct = None not in names and len(set(names)) == len(names) > 1
    return run if ended and distinct else []


def _named_share(reading: Reading, parts: Sequence[Part], number: Token, clause: Clause) -> None:
    label = parts[-1].label
    rate = vocabulary().words.get(re.sub("[“”]", "", f"{label}占比"))
    named = any(token.text.startswith("占比") for token in clause.tokens)
    if rate is not None and named and len(parts) == 1:  # 即办件占比: a rate with a name of its own
        add_figure(
            reading,
            number,
            label=f"{label}占比",
            entity=parts[0].entity or reading.subject,
            measure=rate[1],
            start=parts[0].start,
            end=number.end,
        )
        return
    measure = vocabulary().measure(label) if label else None
    whole = inherited_measure(reading, None) or (reading.head.measure if reading.head else None)
    kinds = {vocabulary().measure(part.label) for part in parts}
    if len(kinds) > 1 and None not in kinds:
        measure = None  # 咨询、求助、投诉类占85%: of all three
    if measure in WHO and whole not in (None, *WHO):
        measure = None  # 从总量看,街道占57%: whose share it is
    names = [part.entity or ("" if measure else part.label) for part in parts]
    if measure and measure == whole and names == [""]:
        names = [trim(label[: vocabulary().find(label)[0].start])]  # 网上|评价占…
    if reading.parent and measure is None:
        whole = reading.parent.measure or whole
    base = measure or whole
    if measure is None and (whole is None or whole.endswith("_rate")):
        base = _share_base(clause) or whole
    of = reading.head.label if reading.head and measure is None and reading.in_bracket else None
    draft = add_figure(
        reading,
        number,
        label=of or label,
        entity="、".join(name for name in names if name) or None,
        measure=_share_name(base),
        start=parts[0].start,
        end=number.end,
    )
    draft.shared = True


def _share_name(whole: str | None) -> str | None:
    """The id of a share of ``whole``; of what is a share already it is that share."""
    return f"{whole.removesuffix('_share').removesuffix('_daily')}_share" if whole else None


def _share_base(clause: Clause) -> str | None:
    """What the words after 占 name: 占总办件量的91%."""
    shares = [order for order, token in enumerate(clause.tokens) if token.kind == "share"]
    after = clause.tokens[shares[-1] + 1 :] if shares else ()
    return vocabulary().measure("".join(t.text for t in after if t.kind == "words").rstrip("的"))


def read_share_together(reading: Reading, clause: Clause, groups: Groups) -> None:
    """三类合计占总量的70.7%: the share of the last three together."""
    count, number = groups["count"][0], groups["values"][0]
    listed = [d for d in reading.recent if d.entity and d.kind == "result" and d.unit != "%"]
    group = listed[-int(count.value) :]
    if number.unit != "%" or len(group) != count.value or len({d.measure for d in group}) != 1:
        return
    draft = add_figure(
        reading,
        number,
        label=group[0].label or "",
        entity="、".join(str(d.entity) for d in group),
        measure=f"{group[0].measure}_share" if group[0].measure else None,
        start=group[0].start,
        end=number.end,
    )
    draft.time, draft.shared = group[0].time, True


def _counted(measure: str | None) -> str | None:
    """What is counted in the bracket after a rate (97.6%(1952个)) or a share (48%(5620件))."""
    if measure is None:
        return None
    return measure.removesuffix("_share") if measure.endswith("_share") else f"{measure}_count"


def _counts_on(reading: Reading, number: Token) -> bool:
    """新增用户3万个,累计达41万个: the same over all time."""
    total = reading.time is not None and reading.time.scope == "total"
    return total and reading.head is not None and alike(reading.head.unit, number.unit)


def _after_subject(reading: Reading, clause: Clause) -> bool:
    """消费维权方面:共230件: what stands before the colon is what the figure is about."""
    return clause.before == "colon" and reading.subject is not None


def read_bare(reading: Reading, clause: Clause, groups: Groups) -> None:
    """(1952个), (100分): a figure without words, of the bracket's owner or of held names."""
    number = groups["value"][0]
    owner = reading.owner if reading.in_bracket else None
    if owner is not None:
        if number.unit in ("%", "‰") and owner.unit not in ("%", "分"):
            share_of(reading, owner, number)
        elif owner.unit == "%" and number.unit not in ("%", None):
            draft = add_figure(
                reading,
                number,
                label=owner.label or "",
                entity=owner.entity,
                measure=_counted(owner.measure),
                start=owner.start,
                end=number.end,
            )
            draft.time = owner.time
        return
    parts = coordinates(reading, ())
    if parts:
        for part in parts:
            coordinate_figure(reading, clause, part, "", number)
        reading.pending = []
    elif _counts_on(reading, number):
        add_figure(
            reading,
            number,
            label=reading.head.label or "" if reading.head else "",
            entity=reading.head.entity if reading.head else None,
            measure=reading.head.measure if reading.head else None,
            start=number.start,
            end=number.end,
        )
    elif is_list(reading) or clause.before in ("item", "comma") or _after_subject(reading, clause):
        read_value(reading, clause, (), number, ())
