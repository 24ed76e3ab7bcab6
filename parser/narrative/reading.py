"""What is known while a paragraph is read: the time, the subject, the whole, the last figures.

:class:`Reading` gathers drafts of facts; the grammar's rules act on it. Nothing here is
public: :func:`parser.narrative.facts.find_facts` turns drafts into facts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from parser.bulletin import Period
from parser.narrative.clauses import Clause, is_filler
from parser.narrative.tokens import Token

Base = Literal["同比", "环比"]
ChangeKind = Literal["relative", "points", "absolute"]
FactKind = Literal["result", "threshold", "target"]

_TRIM_START = re.compile(
    r"^(?:[\s”\"'：:\-—□]|\(?\d{1,2}[.、)](?!\d)|\([一二三四五六七八九十]{1,3}\)|据统计|其中|尤其是|特别是|其次|再次|最后|截至目前|累计|已经|已(?!注)|现已|共计|共(?![享建同青有])"
    r"|共有|合计|总计|全部|同时|此外|另外|另有|另(?=[受办收])|[一二三四五]是|以及|及(?!时)|和(?!谐)|与|对(?![接口外])"
    r"|在(?![线办职编岗册场建])|有(?![效关责])|为(?!民)|是(?!否)|达到?|约|近(?!期)|还|也|仅|只|均|各(?=[受办收转完])"
    r"|分别|将|又|并|且|的|则|等(?![级候待次])|了)+"
)
_TRIM_END = re.compile(
    r"(?:[\s“\"'：:\-—]|共计?|合计|总计|分别|达到?|(?<!行)为|是|有|(?<!节)约|近|超过?|逾|突破|已|了|(?<!预|会|统|审)计|的|(?<![日月人窗平])均|各|则|(?<!存)在|仅|只|也"
    r"|累计)+$"
)


@dataclass(slots=True)
class Draft:
    """A fact in the making; ``start``/``end`` are offsets into its paragraph.

    ``passed_by`` tells that its sentence names a body before it that it is not given to,
    ``led`` that its entity opens the sentence and no other is named before it.
    """

    value: int | float
    unit: str | None
    measure: str | None
    label: str | None
    entity: str | None
    start: int
    end: int
    number_start: int
    time: Token | None = None
    previous: int | float | None = None
    change: int | float | None = None
    change_kind: ChangeKind | None = None
    base: Base | None = None
    kind: FactKind = "result"
    child: bool = False
    inherited: bool = False
    named: bool = False
    joined: bool = False
    whole: int | float | None = None
    segment: int = 0
    bracketed: bool = False
    shared: bool = False
    of_aspect: bool = False
    passed_by: bool = False
    led: bool = False


def is_of_all(entity: str | None) -> bool:
    """Tell whether a figure is the issuer's: of nobody, or of 全市."""
    return entity is None or re.fullmatch("[全我]..?", entity) is not None


def _is_progress(draft: Draft) -> bool:
    """Tell whether ``draft`` is how much of a goal is reached (完成年度目标的64%)."""
    return draft.unit == "%" and bool(re.search("目标|任务|计划|进度", draft.label or ""))


@dataclass(frozen=True, slots=True)
class Part:
    """One of several coordinate names or measures (A、B和C)."""

    entity: str | None
    label: str
    start: int

    @property
    def text(self) -> str:
        """Name and words together; empty if there are neither."""
        return (self.entity or "") + self.label


@dataclass(slots=True)
class Reading:
    """The state of reading one paragraph.

    ``entity`` and ``measure`` are the heading's, ``main`` is what the paragraphs before counted
    first, ``before`` are the totals of the last; ``subject`` is the sentence's own.
    """

    text: str
    entity: str | None = None
    measure: str | None = None
    main: str | None = None
    before: Sequence[Draft] = ()
    drafts: list[Draft] = field(default_factory=list)
    time: Token | None = None
    parent: Draft | None = None
    owner: Draft | None = None
    topic: str | None = None
    topic_text: str = ""
    last_topic: str | None = None
    topic_at: int = -1
    aspect: bool = False
    divided: str | None = None
    topical: bool = False
    subject: str | None = None
    theme: str | None = None
    part: str | None = None
    due: bool = False
    outer_time: Token | None = None
    time_before_total: Token | None = None
    time_said: bool = False
    sentence_time: Token | None = None
    changed: Draft | None = None
    wholes: list[Draft] = field(default_factory=list)
    base: Base | None = None
    frame: Base | None = None
    pending: list[Clause] = field(default_factory=list)
    sentence_start: int = 0
    segment: int = 0
    stop_start: int = 0
    bracket_start: int = 0
    opening: bool = True
    modal: FactKind | None = None
    listed: tuple[Part, ...] = ()
    bound: Draft | None = None
    week: Token | None = None
    day: bool = False
    in_bracket: bool = False
    spread: Draft | None = None
    period: Period | None = None

    @property
    def recent(self) -> list[Draft]:
        """The drafts of this sentence, oldest first."""
        return self.drafts[self.sentence_start :]

    @property
    def head(self) -> Draft | None:
        """What a follow-up (同比增长…) is about: the bracket's owner or the last figure."""
        if self.in_bracket:
            within = [d for d in self.drafts[self.bracket_start :] if d.kind == "result"]
            return within[-1] if within else self.owner
        results = [d for d in self.recent if d.kind == "result" and not _is_progress(d)]
        outer = [d for d in results if not d.bracketed] or results
        return outer[-1] if outer else None

    def add(self, draft: Draft) -> Draft:
        """Keep ``draft``, timed by the reading unless it has a time of its own."""
        draft.time = draft.time or self.time
        draft.segment, draft.bracketed = self.segment, self.in_bracket
        draft.of_aspect = self.aspect
        self.drafts.append(draft)
        return draft


def words_of(tokens: Sequence[Token]) -> str:
    """Return the label that ``tokens`` make: their words without copulas and adverbs."""
    tokens = _without_window(tokens)
    bound = next((i for i, t in enumerate(tokens) if t.kind == "least" and i), len(tokens))
    text = "".join(t.text for t in tokens[:bound] if t.kind in ("words", "change", "done"))
    return trim(text)


def _without_window(tokens: Sequence[Token]) -> Sequence[Token]:
    """Leave out the window of a department (公安局|窗口受理): it is no channel there."""
    return [
        replace(token, text=token.text.removeprefix("窗口"), start=token.start + 2)
        if order and tokens[order - 1].kind == "entity" and token.text.startswith("窗口")
        else token
        for order, token in enumerate(tokens)
    ]


def trim(text: str) -> str:
    """Return ``text`` without the adverbs before it and the copulas after it.

    >>> trim("共受理办件数为")
    '受理办件数'
    """
    for _ in range(3):
        before, text = text, _TRIM_START.sub("", text)
        if len(text) > 1:
            text = _TRIM_END.sub("", text)
        if text == before:
            break
    return "" if is_filler(text) else text


_NOT_SUBJECT = re.compile("等|除外|外|.{0,6}(?:抽取|交办|转办|转派|派发|批转|移交|反馈|通报)的")
"""After a name that is no subject: one of more (等), or who chose the cases that are counted."""


def entity_of(tokens: Sequence[Token]) -> str | None:
    """Return the subject among ``tokens``: the first name that no 等 follows."""
    if [t.kind for t in tokens[-2:]] == ["words", "entity"] and tokens[-2].text.endswith("对"):
        return tokens[-1].text  # A局对我市76个大厅: whose they are, not who looked
    for order, token in enumerate(tokens):
        if token.kind != "entity":
            continue
        after = tokens[order + 1] if order + 1 < len(tokens) else None
        if after and after.kind == "words" and re.match("[和及与]", after.text):
            return None  # one of several
        if after and after.kind == "words" and _NOT_SUBJECT.match(after.text):
            continue
        before = tokens[order - 1].text if order == 1 else ""
        if re.fullmatch("[\u4e00-\u9fff]{2,6}(?:(?<!涉)及|和|与)", before):
            return before + token.text  # 市州及天府新区
        return token.text
    return None


_CASE_UNITS = frozenset("件宗个条项笔起例次")


def alike(one: str | None, other: str | None) -> bool:
    """Tell whether two units can measure the same thing."""
    if {one, other} in ({"次", "人次"}, {"个", "家"}):
        return True
    if one == other or (one is None) != (other is None):
        return "%" not in (one, other) or one == other
    return one in _CASE_UNITS and other in _CASE_UNITS


def is_list(reading: Reading) -> bool:
    """Tell whether figures here are parts of a whole (其中) or of a list after a topic."""
    return reading.parent is not None or reading.topic is not None or reading.aspect


def is_share(draft: Draft) -> bool:
    """Tell whether ``draft`` is a share of another figure."""
    return draft.shared or (draft.measure or "").endswith("_share")
