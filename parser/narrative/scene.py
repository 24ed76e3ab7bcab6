"""What sets the scene of a clause before a rule reads it: times, 其中, aims, counts of names."""

from __future__ import annotations

import re
from dataclasses import replace

from parser.narrative.clauses import Clause, is_filler
from parser.narrative.entities import is_level
from parser.narrative.lexicon import CLASSIFIERS
from parser.narrative.reading import Draft, Reading, is_share, words_of
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary
from parser.numerals import chinese_numeral

_ATTRIBUTE = re.compile("(?:通报|公布|抽查|检查|反馈|交办|下达|发现|曝光|移交)(?:的|中|发现|指出)")


_RECKONED = re.compile("[^，,。;\\d]{0,12}(?:计算|测算|为基数|为准)")
_REPORTED = re.compile("[,，]?(?:日前)?[\u4e00-\u9fff]{0,4}(?:记者|本报)")
"""5月7日,记者从…了解到: when it was told, not what the figures are about."""


_AIM = re.compile("力争|确保|争取|目标(?:为|是|值|定)")


_DEMAND = re.compile("^(?:并|同时|请|且)?(?:要求|规定|必须|须|应当)")


_ACHIEVED = re.compile("目前|已经?达?|现已|本[月周季]|实际")


_LEVELS_LISTED = re.compile("(?P<name>[省市县区乡镇村])(?P<count>[两二三四五])级")


_APPOSED = re.compile(
    "(?:[\u4e00-\u9fff]{0,2}(?:专区|分厅|渠道|领域|方面)|窗口|部门|单位|县市区|县区|区县|乡镇|镇街|街道|企业|县|市|区|镇|乡|局|中心)?"
)


def open_segment(reading: Reading, clause: Clause) -> None:
    """Forget what the segment before a semicolon was about where the next has its own subject.

    甲分中心受理9件,其中自助4件;乙分中心受理8件: no part of the nine. 12个街道受理8件: not those
    of whom the sentence spoke first.
    """
    first = clause.tokens[0] if clause.tokens else None
    if first is None:
        return
    owner = reading.parent.entity if reading.parent else None
    if first.kind == "entity" and owner and not is_level(owner) and first.text[-1] == owner[-1]:
        reading.parent = None
    if first.kind == "number" and first.unit in CLASSIFIERS and len(clause.tokens) > 2:
        reading.subject = reading.theme = None
    if first.kind == "words" and re.match("而|但", first.text):
        reading.subject = reading.theme = None  # 甲楼49家单位;而在外的41家: of others
    own = _DOER.match(first.text) if first.kind == "words" and reading.subject else None
    if own and not vocabulary().find(own["who"]):
        reading.theme = reading.subject = own["who"]  # 甲分中心受理9件;服务专席共受理8件


_DOER = re.compile(
    "(?P<who>(?!其中|其次|本[月周季年]|累计|共|已|另|同时|全部)[\u4e00-\u9fff]{3,12}?)(?:共|累计)?"
    "(?:受理|收到|接收|接到|办理|办结|完成)"
)
"""Who opens a segment by what it did, though no name that we know."""


def without_time(reading: Reading, clause: Clause) -> Clause:
    """Take times, 其中 and peers out of the clause; they set the scene for what follows."""
    kept: list[Token] = []
    reading.time_said = any(token.kind == "time" and token.span for token in clause.tokens)
    for order, token in enumerate(clause.tokens):
        if token.kind == "time":
            after = clause.tokens[order + 1].text if order + 1 < len(clause.tokens) else ""
            if re.match("[底末]?前", after):
                reading.due = True
            elif _runs_in(reading, clause, order):
                kept.clear()  # 部门办理 三月份,…: a heading on the same line
                _set_time(reading, token)
            elif _RECKONED.match(reading.text, token.end) and reading.text[: token.start].endswith(
                ("按", "以")
            ):
                continue  # 按2017年底人口计算
            elif _ATTRIBUTE.match(after) or _REPORTED.match(reading.text, token.end):
                continue  # 第一季度通报的网站: when something else was
            elif token.scope != "total" or not _is_timed(reading, clause, order):
                _set_time(reading, token)
        elif token.kind == "prior" and not order and _is_own_period(reading, token):
            _set_time(reading, replace(token, kind="time", scope="current"))
        elif token.kind == "among":
            reading.parent = _before_list(reading, _whole(reading))
            if reading.last_topic and reading.topic_at == len(reading.drafts):
                reading.parent, reading.topic = None, reading.last_topic
            if reading.parent in reading.recent:
                reading.subject = reading.parent.entity if reading.parent else None
            if reading.parent and not reading.recent and reading.sentence_time is None:
                reading.time = reading.parent.time
            reading.outer_time = reading.time
            own = [d for d in reading.drafts if d.kind == "result" and not d.child]
            reading.wholes = own[-6:] or list(reading.before)
            reading.part = None
            reading.pending = []
        elif token.kind == "peer":
            behind = clause.tokens[order + 1 : order + 2]
            if not behind or not behind[0].text.startswith("的"):
                break  # a comparison with others says nothing about this figure in time
            # 不满意率高于全市平均的单位有12个: of what they and the names after them are told
            reading.topic = vocabulary().measure(words_of(kept)) or reading.topic
            kept.clear()
        elif token.kind == "words" and is_filler(token.text):
            before = kept[-1].kind if kept else ""
            if before == "number" and re.match("的(?:分别)?(?:有|为|是)", token.text):
                kept.append(token)  # 满意率超过95%的有3个区
        else:
            kept.append(token)
    return replace(clause, tokens=tuple(kept))


_PERIOD_BEFORE = re.compile("上(?:一?个?月|周|一周|个?季度|一季度)")


def _is_own_period(reading: Reading, token: Token) -> bool:
    """Tell whether 上周 is what the bulletin is about: its text speaks of no other week or month.

    A bulletin written when the week was over calls it the last one.
    """
    if reading.recent or token.span is not None or not _PERIOD_BEFORE.fullmatch(token.text):
        return False
    return re.search("本(?:[周月期]|季度)|当[月周季]", reading.text) is None


def _runs_in(reading: Reading, clause: Clause, order: int) -> bool:
    """Tell whether what stands before the first time of a paragraph is a heading of its own."""
    if order != 1 or reading.drafts or clause.tokens[0].kind != "words" or clause.before:
        return False
    heading = clause.tokens[0]
    between = reading.text[heading.start : clause.tokens[1].start]
    return between != between.rstrip() and not heading.start


def without_apposition(reading: Reading, clause: Clause) -> Clause:
    """Take out the count of the names just listed (A、B、C三个窗口受理量分别为…)."""
    tokens = list(clause.tokens)
    listed = len(reading.pending) + 1
    if listed < 2 or len(tokens) < 2 or tokens[0].kind not in ("entity", "words"):
        return clause
    levels = _LEVELS_LISTED.match(tokens[0].text) if tokens[0].kind == "words" else None
    if levels and chinese_numeral(levels["count"]) == listed:
        cut = levels.end()
        rest = replace(tokens[0], start=tokens[0].start + cut, text=tokens[0].text[cut:])
        name = replace(tokens[0], end=tokens[0].start + 1, text=levels["name"], kind="entity")
        return replace(clause, tokens=(name, rest, *tokens[1:]))
    more = any(token.kind == "number" for token in tokens[2:])
    if not more or tokens[1].kind != "number" or tokens[1].value != listed:
        return clause
    if tokens[1].unit not in ("个", "家", "地"):
        return clause
    after = tokens[2]
    if after.kind == "words":
        cut = _APPOSED.match(after.text).end()  # type: ignore[union-attr]
        after = replace(after, start=after.start + cut, text=after.text[cut:])
    kept = [after] if after.text else []
    return replace(clause, tokens=(tokens[0], *kept, *tokens[3:]))


_BACK = re.compile(
    "(?:上述|以上|这|该)?(?P<count>[两二三四五六七八九十]|\\d{1,2})(?:个|类|家|项|大类)?"
    "(?:地|县\\(?市、?区\\)?|市|县|区|镇|乡|局|窗口|部门|单位|渠道|事项|领域|区域|街道|方面)?(?:问题|诉求|窗口|部门)?"
    "(?=合计|共计|总计|累计|共|占)"
)


def with_names_meant(reading: Reading, clause: Clause) -> Clause:
    """Put the names just listed in the place of what sums them up: 上述四类问题共790件."""
    if not clause.tokens or reading.in_bracket:
        return clause
    start = clause.tokens[0].start
    back = _BACK.match(reading.text, start)
    if back is None:
        return clause
    count = int(back["count"]) if back["count"].isdigit() else chinese_numeral(back["count"])
    listed = [d for d in reading.drafts if d.kind == "result" and not is_share(d)]
    group = listed[-(count or 0) :]
    names = [d.entity for d in group if d.entity]
    alike = len({(d.measure, d.unit) for d in group}) == 1
    if not count or count < 2 or len(set(names)) != count or not alike:
        return clause
    rest = tuple(t for t in clause.tokens if t.start >= back.end())
    if len(rest) == len(clause.tokens) or not any(t.kind == "number" for t in rest):
        return clause
    first = clause.tokens[0]
    name = replace(first, end=back.end(), text="、".join(names), kind="entity", value=0, unit=None)
    cut = [t for t in clause.tokens if t.start < back.end() < t.end]
    kept = [replace(t, start=back.end(), text=reading.text[back.end() : t.end]) for t in cut]
    reading.parent = None
    reading.topic = group[0].measure
    return replace(clause, tokens=(name, *kept, *rest))


def note_aim(reading: Reading, clause: Clause) -> None:
    """要求…, 力争…: what the rest of the sentence states is demanded or aimed at."""
    text = "".join(token.text for token in clause.tokens)
    if _AIM.search(text):
        reading.modal = "target"
    elif _DEMAND.match(text):
        reading.modal = "threshold"
    elif _ACHIEVED.search(text):
        reading.modal = None


def _set_time(reading: Reading, token: Token) -> None:
    if token.span and token.span.kind == "day" and token.scope == "span":
        reading.day = True
    if token.scope == "current" and reading.week is not None:
        token = reading.week
    if token.scope == "total" and reading.time and reading.time.scope != "total":
        reading.time_before_total = reading.time
    reading.time = token
    before = reading.sentence_time
    passing = token.scope == "total" and reading.recent
    vague = before is not None and before.scope == "current"
    if (before is None and not passing) or (vague and token.span and not reading.recent):
        reading.sentence_time = token  # 本周(9月13日-19日): the days say it better


def _is_timed(reading: Reading, clause: Clause, order: int) -> bool:
    """Tell whether 累计 at ``order`` says nothing new: its clause or sentence names its time."""
    named = any(token.kind == "time" for token in clause.tokens[:order])
    if reading.time is not None and reading.time.span is not None and _from_january(reading.time):
        return True
    opened = reading.sentence_time
    if opened is not None and opened.span is not None and _from_january(opened):
        return True  # 1—4月份成交额累计97亿元
    return named or (reading.sentence_time is not None and not reading.recent)


def _from_january(time: Token) -> bool:
    """Tell whether ``time`` is the year to a month, of which 累计 is only another word."""
    span = time.span
    ranged = span is not None and span.kind in ("range", "half", "quarter")
    return time.scope == "ytd" or (ranged and span is not None and span.first_month == 1)


def _before_list(reading: Reading, whole: Draft | None) -> Draft | None:
    """What the list before the full stop divides, where 其中 follows its last name."""
    if whole is None or reading.recent or whole.entity is None:
        return whole
    same = [
        d
        for d in reading.drafts
        if d.measure == whole.measure and d.unit == whole.unit and d.segment == whole.segment
    ]
    names = {d.entity for d in same if not is_share(d)}
    if len(names) < 3 or None in names:
        return whole
    first = reading.drafts[0]
    total = first.unit == whole.unit and first.value >= max(d.value for d in same)
    return first if total and first.entity not in names else None


def _whole(reading: Reading) -> Draft | None:
    """The figure that 其中 divides: the last one that is not itself a part or a share."""
    for draft in reversed(reading.drafts or reading.before):
        is_share = (draft.measure or "").endswith("_share")
        if draft.kind == "result" and not is_share and not (draft.child and reading.parent):
            told = reading.drafts or reading.before
            return next(d for d in told if d.number_start == draft.number_start)
    return None
