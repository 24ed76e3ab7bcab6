"""Every figure of the running text as a fact with its place.

Paragraphs are read one by one: tokens, sentences, clauses, then the grammar's rules. Subject
and measure come from the heading where the text names none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parser.bulletin import Annex, Period, Section
from parser.narrative.belief import Belief, believe, stem
from parser.narrative.clauses import Clause, sentences
from parser.narrative.contrast import tell_apart
from parser.narrative.entities import Mentions
from parser.narrative.grammar import read_clause
from parser.narrative.inherited import inherited, passages_of, run_in_name
from parser.narrative.narrowing import tell_narrower
from parser.narrative.part_names import part_name
from parser.narrative.populations import Told, tell_populations
from parser.narrative.reading import Draft, Reading
from parser.narrative.scene import open_segment
from parser.narrative.timing import is_cumulative, period_label, since_january
from parser.narrative.tokens import tokenize
from parser.narrative.vocabulary import vocabulary
from parser.narrative.wholes import settle_wholes
from parser.passage import Passage
from parser.statement import Fact


def find_facts(
    sections: Sequence[Section],
    annexes: Sequence[Annex],
    period: Period | None,
    mentions: Mentions | None = None,
    issuer: str | None = None,
) -> tuple[Fact, ...]:
    """Return the facts of all running text, in reading order.

    What is told of ``issuer`` by its name (省政务服务中心 of 江苏省政务服务中心) is its own.

    ``mentions`` finds department and region names in a text; without it, and beside it, names
    are recognised by how they are built. ``Fact.section`` is the index into ``sections`` and
    ``None`` in annexes; offsets of the locator are those of the source line or paragraph.
    """
    read: list[tuple[tuple[Draft, ...], Passage, int | None]] = []
    main: Draft | None = None
    before: tuple[Draft, ...] = ()
    for index, section in enumerate(sections):
        entity, measure = inherited(sections, index, mentions)
        for passage in passages_of(section):
            drafts = read_paragraph(
                passage.text,
                period,
                mentions,
                entity=run_in_name(sections, index, passage.text) or entity,
                measure=measure,
                main=main.measure if main else None,
                before=before,
            )
            read.append((drafts, passage, index))
            main = _main(drafts, main)
            before = tuple(d for d in drafts if d.kind == "result" and not d.child)[-6:]
    for annex in annexes:
        for passage in (*annex.passages, *annex.notes):
            read.append((read_paragraph(passage.text, period, mentions), passage, None))
    told = [
        Told(draft, passage.text, sections[index].heading if index is not None else None)
        for drafts, passage, index in read
        for draft in drafts
    ]
    for one in told:
        one.draft.measure = _countable(one.draft)
        name = part_name(one.draft.entity) if one.draft.entity else None
        one.draft.entity = None if name and _is_issuer(name, issuer) else name
    tell_populations(told, lambda draft: period_label(draft.time, period))
    beliefs = iter(believe(told, lambda draft: period_label(draft.time, period)))
    return tuple(
        _as_fact(draft, passage, index, period, next(beliefs))
        for drafts, passage, index in read
        for draft in drafts
    )


_SHORTEST_NAME = 4
"""Below it the end of a name tells no body: 中心, 市局."""


def _is_issuer(name: str, issuer: str | None) -> bool:
    return issuer is not None and len(name) >= _SHORTEST_NAME and issuer.endswith(name)


def _countable(draft: Draft) -> str | None:
    """The measure where it is counted in the figure's unit: no departments in 件."""
    measure = stem(draft.measure) or ""
    mean = measure.startswith("average_") or draft.unit in ("%", "‰")
    fits = mean or vocabulary().fits(measure, draft.unit)
    return draft.measure if fits else None


def _main(drafts: Sequence[Draft], so_far: Draft | None) -> Draft | None:
    """What a paragraph counts first, which the next may divide (从地区分布看).

    Lines that only divide it themselves (投诉60件, then 咨询20件) leave it what it was.
    """
    first = drafts[0] if drafts else None
    if first is None or first.kind != "result" or first.unit == "%" or first.measure is None:
        return so_far
    later = first.of_aspect or vocabulary().is_later_stage(first.measure)
    if later and so_far is not None:
        return so_far
    divides = so_far is not None and first.unit == so_far.unit and first.value <= so_far.value
    return so_far if divides and len(drafts) < 3 else first


def _as_fact(
    draft: Draft, passage: Passage, section: int | None, period: Period | None, belief: Belief
) -> Fact:
    shift = passage.locator.start or 0
    cumulative = draft.kind == "result" and is_cumulative(draft.time, period)
    known = draft.measure
    return Fact(
        measure=since_january(known) if known and cumulative else known,
        entity=_unquoted(draft.entity),
        value=draft.value,
        unit=draft.unit,
        previous=draft.previous,
        change=draft.change,
        change_kind=draft.change_kind,
        base=draft.base,
        period=period_label(draft.time if draft.kind == "result" else None, period),
        kind=draft.kind,
        label=draft.label,
        whole=draft.whole,
        status=belief.status,
        basis=belief.basis,
        doubts=belief.doubts,
        probability=belief.probability,
        quote=passage.text[draft.start : draft.end],
        section=section,
        locator=replace(passage.locator, start=shift + draft.start, end=shift + draft.end),
    )


def _unquoted(name: str | None) -> str | None:
    return re.sub('^[“"]([^“”"]+)[”"]$', r"\1", name) if name else None


def read_paragraph(
    text: str,
    period: Period | None = None,
    mentions: Mentions | None = None,
    *,
    entity: str | None = None,
    measure: str | None = None,
    main: str | None = None,
    before: Sequence[Draft] = (),
) -> tuple[Draft, ...]:
    """Return the drafts of facts of one paragraph in the order of their numbers.

    ``entity`` and ``measure`` are the heading's, ``main`` is what the text before counted first
    and ``before`` the totals of the paragraph before.
    """
    reading = Reading(
        text=text, entity=entity, measure=measure, main=main, before=before, period=period
    )
    for clauses, mark in sentences(tokenize(text, mentions)):
        if not reading.segment and (subject := _run_in_subject(clauses, mark)):
            reading.entity = subject
        reading.sentence_start, reading.opening = len(reading.drafts), True
        reading.segment += 1
        if clauses:
            open_segment(reading, clauses[0])
        for clause in clauses:
            read_clause(reading, clause)
        _note_what_is_passed_by(reading, clauses)
        if mark != ";":
            tell_apart(reading.drafts[reading.stop_start :])
            tell_narrower(text, reading.drafts[reading.stop_start :])
            reading.stop_start = len(reading.drafts)
        _end_sentence(reading, mark)
    tell_apart(reading.drafts[reading.stop_start :])
    tell_narrower(text, reading.drafts[reading.stop_start :])
    return tuple(sorted(reading.drafts, key=lambda draft: (draft.number_start, draft.end)))


def _note_what_is_passed_by(reading: Reading, clauses: Sequence[Clause]) -> None:
    """Note of which figures of nobody the sentence names a body before, and whom it opens with."""
    tokens = [token for clause in clauses for token in clause.tokens]
    names = [token for token in tokens if token.kind == "entity"]
    opening = next((token for token in tokens if token.kind != "time"), None)
    for draft in reading.recent:
        before = {token.text for token in names if token.start < draft.number_start}
        draft.passed_by = draft.entity is None and bool(before)
        opens = opening is not None and opening.text == draft.entity
        draft.led = draft.inherited and opens and before == {draft.entity}


def _run_in_subject(clauses: Sequence[Clause], mark: str) -> str | None:
    """税务分中心投票情况。4-6月份…: whom a heading on the paragraph's own line names."""
    tokens = [token for clause in clauses for token in clause.tokens]
    names = [token.text for token in tokens if token.kind == "entity"]
    told = mark == "。" and len(clauses) == 1 and len(names) == 1 and not clauses[0].inner
    headed = (
        told and tokens[-1].kind == "words" and re.search("(?:情况|方面|工作)$", tokens[-1].text)
    )
    return names[0] if headed and not any(token.kind == "number" for token in tokens) else None


def _end_sentence(reading: Reading, mark: str) -> None:
    """Forget what a full stop ends; a semicolon keeps subject, whole and topic."""
    reading.pending, reading.spread, reading.owner = [], None, None
    settle_wholes(reading)
    reading.base = reading.part = reading.modal = None
    reading.bound = reading.bound if mark == ";" else None
    reading.changed = reading.changed if mark == ";" else None
    reading.due, reading.listed, reading.topical = False, (), False
    if reading.outer_time is not None and mark != ";":
        reading.time, reading.outer_time = reading.outer_time, None
    if reading.time is not None and reading.time.scope == "total":
        reading.time = reading.time_before_total
    reading.time_before_total = None
    reading.frame = reading.frame if mark == ";" else None
    if mark == ";" and reading.sentence_time is not None:
        told = reading.sentence_time.scope == "total" and reading.time is not reading.sentence_time
        reading.time = reading.time if told else reading.sentence_time
    reading.sentence_time = reading.sentence_time if mark == ";" else None
    if mark == ";":
        # What the sentence opened with stays its subject, names further on were passing.
        reading.subject = reading.theme
        return
    reading.subject, reading.theme, reading.parent = None, None, None
    reading.topic, reading.topic_text, reading.aspect = None, "", False
    dated = reading.time and reading.time.scope == "as_of" and reading.time.span
    if reading.day or (dated and dated.kind == "day") or _is_of_an_event(reading):
        reading.time, reading.day = None, False


def _is_of_an_event(reading: Reading) -> bool:
    """Tell whether the time is a sentence's without figures: 2017年11月建成。共有窗口40个."""
    span = reading.time.span if reading.time and reading.time.scope == "span" else None
    if span is None or span.kind not in ("month", "day") or span.year is None:
        return False
    own = reading.period and (span.year, span.first_month) == (
        reading.period.year,
        reading.period.month,
    )
    return not own and not any(draft.time is reading.time for draft in reading.drafts)
