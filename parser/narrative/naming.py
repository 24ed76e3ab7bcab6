"""Whose a figure is by its own words: the part, the class, the way in or the topic they name."""

from __future__ import annotations

import re

from parser.narrative.clauses import Clause
from parser.narrative.entities import is_level, is_name
from parser.narrative.measuring import inherited_measure
from parser.narrative.reading import Reading, alike, is_share, trim, words_of
from parser.narrative.remainder import remainder
from parser.narrative.tokens import Token
from parser.narrative.vocabulary import vocabulary
from parser.narrative.wording import QUANTITY, Words

_SUBSET = re.compile(
    "(?:^(?:市民|群众|网民|企业)?|(?P<all>诉求|问题|事项|工单|来信|信件|来电|投诉|案件))(?:主要)?(?:涉及|反映(?!类)|关于)(?P<of>..+)"
)
"""来信涉及城市建设126封: of all letters those about it."""
_AND_SUCH = re.compile(
    "等(?:问题|事项|诉求|方面|来电|来信|工单|投诉|咨询|举报|求助|留言|信件|案件)+$"
)
_CLASS = re.compile(
    "(?P<name>(?!各)[\u4e00-\u9fff]{2,10}(?<![各等])类)(?:诉求|工单|案件|问题|事项|办件|件|留言|投诉|举报|咨询|求助|建议|来电|来信)?"
)
_ABOUT = re.compile(
    "(?:此外)?(?:[上本]周|[上本]月)?(?:反映|涉及|关于)?(?P<name>(?!各|所有|有关|相关|重点|热点)[\u4e00-\u9fff、]{2,16}(?<!类)问题)的?"
    "(?:投诉|举报|诉求|工单|来电|咨询|求助)"
)
"""交通问题投诉: what the complaints are about."""
_MATTERS = re.compile("(?P<name>[\u4e00-\u9fff]{2,12}事项)已?完成")
_CLASS_FIRST = re.compile(
    "(?P<name>(?!各)[\u4e00-\u9fff]{2,10}(?<!各)类(?:项目|业务|事项|案件|工单))(?P<rest>.{2,})"
)
"""水利工程类项目|交易数量: of which kind the measure is."""
_QUALITY = re.compile("有效|无效|重复|重点|紧急|疑难")
"""What says of which kind the cases are: it is no name without them."""
_CARRIER = re.compile(
    "(?P<name>[\u4e00-\u9fff\\d]{1,12}(?:信箱|平台|网|热线|公众号|留言板|直通车|小程序))"
    "(?P<what>(?:转派|转办|交办|转来|派发|受理|收到|接收|工单|(?:群众|市民)?诉求|信件|来信|留言|来件|办件|案件|投诉).*)"
)
"""A way in, named by itself, and what came by it: 省长信箱|转派工单."""
_CLASSES = frozenset(("complaints", "consultations", "reports", "help_requests", "suggestions"))
_GROUP = re.compile(
    "(?:各)?(?:街道|乡镇|镇街|镇|乡|村|社区|县区|区县|县市区|部门|市直|县直|区直|企业|国企|公司)(?:单位|部门)?"
)
"""Bodies of one kind, whose figure a count of cases is."""
_WAY = (
    "[\u4e00-\u9fff\\d]{2,12}?(?:信箱|热线|平台|服务网|公众号|留言板|直通车|小程序|客户端|公开电话)"
)
_WAYS = re.compile(f"{_WAY}(?P<more>(?:[、和及与]{_WAY})*)等?")
"""A way in or some and nothing more, in a list of those by which cases came."""
_MAILBOX = re.compile("[\u4e00-\u9fff]{2,8}信箱")
_CLASS_OF = re.compile("[\u4e00-\u9fff]{2}类(?:项目|业务|事项|交易)$")
_SECTION = re.compile("[\u4e00-\u9fff]{3,8}(?:科|股|专班|车管所|派出所|税务所)")
"""A section of a body, by how such names end."""


def part_of_whole(
    reading: Reading, clause: Clause, number: Token, words: Words
) -> tuple[str | None, str | None]:
    """The entity and the measure of a figure that may be a part of what stands before."""
    entity, measure = words.entity, words.measure
    if entity is None and (named := _named_by_label(reading, clause, number, words)):
        return named
    deed = entity is not None and number.unit in ("人次", "次", "人") and len(words.label) > 2
    level = entity is not None and re.search("(?<!本)级$", entity) is not None
    own = entity is not None and entity.endswith("本级")
    if reading.parent and entity and is_level(entity) and (way := _CARRIER.match(words.label)):
        return entity + way["name"], measure  # 省级12345热线转派工单
    if words.is_part and entity and (level or not (own or words.named or deed)):
        return entity + words.label, measure  # 省级督办, 农村两委班子建设
    narrower = words.named and measure in _CLASSES and bool(remainder(words.label))
    if entity is None and reading.part and clause.before == "comma" and not narrower:
        again = (
            words.goes_on
            or _in_own_segment(reading, number)
            or any(whole.measure == measure for whole in reading.wholes)
            or _describes_part(reading, clause, number)
        )
        entity = reading.part if again else None
    inherits = reading.parent is not None and (
        entity is not None or words.is_one or QUANTITY.fullmatch(words.label) is not None
    )
    if not words.named and words.label and (deed or not inherits):  # 甲局窗口玩游戏1人次
        measure = "score" if number.unit == "分" else None
    if entity is None and _is_parallel(reading, clause, number, words):
        return words.label, reading.recent[-1].measure if reading.recent else measure
    if entity is None and measure is None and _is_rest(reading, words, number):
        return words.label, _divided(reading, number)
    return entity, measure


def _is_parallel(reading: Reading, clause: Clause, number: Token, words: Words) -> bool:
    """甲局5件、法制科2件: in the place of a name stands a name, though none that we know."""
    last = reading.recent[-1] if reading.recent else None
    if last is None or clause.before != "item" or words.named or words.after:
        return False
    bare = last.entity is not None and last.label in (None, last.entity) and last.kind == "result"
    return bare and last.unit == number.unit and 2 <= len(words.label) <= 10


def _named_by_label(
    reading: Reading, clause: Clause, number: Token, words: Words
) -> tuple[str | None, str | None] | None:
    """Whose or of which kind the figure is where its own words, no name of a body, say so."""
    measure = words.measure
    if (name := _own_name(reading, number, words)) is not None:
        return name, inherited_measure(reading, number.unit)
    listed = _AND_SUCH.search(words.label) is not None
    if (of := _of_which(reading, number)) is not None:
        alike_before = any(d.unit == number.unit for d in reading.drafts)
        counted = _counted_so(reading, number) if alike_before else None
        return of, inherited_measure(reading, number.unit) or counted
    if (subset := _SUBSET.search(words.label)) and not (words.after and subset["all"]):
        if subset["all"]:
            reading.topic = vocabulary().measure(subset["all"], None, number.unit) or reading.topic
            return _without_measure(subset["of"]), inherited_measure(reading, number.unit)
        if (listed or not words.named) and (head := reading.head) and alike(head.unit, number.unit):
            same = measure if words.named else head.measure
            return _without_measure(_AND_SUCH.sub("", subset["of"])), same
    if reading.parent and words.named and (done := _MATTERS.fullmatch(words.label)):
        return done["name"], measure
    if words.named and not words.after and (told := _ABOUT.fullmatch(words.label)):
        return re.sub("^.*(?:收到|受理|接到).*?(?:反映|关于|涉及)的?", "", told["name"]), measure
    if (kind := _CLASS.fullmatch(words.label)) and not words.is_part:
        name = re.sub("^(?:反映(?!问题类)|涉及|关于)", "", kind["name"])
        found = vocabulary().find(name)
        verb = bool(found) and found[-1].kind == "stage" and found[0].kind == "thing"
        known = not verb and vocabulary().measure(name, None, number.unit)
        own = inherited_measure(reading, number.unit) if verb and words.named else measure
        return (None if known else name), own  # 证照办理类: no certificates
    if not words.named and _describes_part(reading, clause, number):
        return reading.part, None
    if not words.named and re.search("(?<!效)率$|满意度$", words.label):
        return None, None  # a rate without a name of ours, no name of a part
    if (by_way := _named_by_way(reading, number, words)) is not None:
        return by_way
    if listed and not words.after and (same := _counted_so(reading, number)):
        name = _AND_SUCH.sub("", words.label)
        said = words.named and not vocabulary().is_loose(words.label)
        same = measure if said else same
        return re.sub("^(?:主要)?(?:反映|涉及|关于)", "", name), same
    led = _CLASS_FIRST.match(words.label) if words.named else None
    if led and not words.after and vocabulary().measure(led["rest"]) == measure:
        if reading.parent is None and not reading.in_bracket:
            reading.subject = led["name"]
        return led["name"], measure
    if _is_kind(reading, words, number):
        reading.subject = words.label
        return words.label, measure
    if words.is_part:
        name = _name_of_part(words)
        if name is not None:
            reading.part = name if is_name(name) else None
        return (None if name is None else reading.part), measure
    return None


_OF_WHICH = re.compile(
    "(?:^|[，,。;；:：、(（]|其中|中)(?:主要)?(?:涉及|反映|关于|属于|有关)(?P<of>[\u4e00-\u9fff]{2,14})的(?:有|为|共)?\\s*$"
)


def _of_which(reading: Reading, number: Token) -> str | None:
    """涉及快递业务问题的20件: of all that are counted those about it, whatever words it has."""
    told = _OF_WHICH.search(reading.text, 0, number.start)
    return told["of"] if told and number.unit not in ("%", "‰") else None


def _named_by_way(
    reading: Reading, number: Token, words: Words
) -> tuple[str | None, str | None] | None:
    """By which box, line or platform what is counted came, where the words tell no more."""
    if reading.parent and _MAILBOX.fullmatch(words.label):
        return words.label, words.measure
    ways = _WAYS.fullmatch(words.label) if not words.after else None
    several = ways is not None and bool(ways["more"])  # 信箱及电话等: not all of them letters
    head = reading.head
    if ways and (several or not words.named) and head and alike(head.unit, number.unit):
        return re.sub("[和及与]", "、", words.label.removesuffix("等")), head.measure
    carried = _CARRIER.fullmatch(words.label) if reading.parent else None
    if carried and not words.after and carried["name"] not in vocabulary().parts:
        name = re.sub("^(?:受理|收到|接收|接到)", "", carried["name"])
        return name, vocabulary().measure(carried["what"], None, number.unit) or words.measure
    return None


def _name_of_part(words: Words) -> str | None:
    """The part's name without the words of its measure; ``None`` where they are all."""
    label = re.sub("^(?:反映(?!问题类)|涉及|关于)|[及和与]$", "", words.label)
    if words.named and (kind := _CLASS.fullmatch(label)):
        label = kind["name"]  # 违法广告类|举报
    label = re.sub("(?<=..)(?<![件总])(?:总|数)?量$", "", label)  # 主动评价|量
    label = re.sub("(?<=用户)(?:注册)$|(?<=..)(?:信息)?(?:更新|推送)$", "", label)
    if vocabulary().is_plain(label):
        return None  # 转派(县及镇)5件: the names are several
    label = re.sub("(?:开设|设立|运营|主管|主办)的.+$", "", label)
    return label if words.relative else _without_measure(label)


def _own_name(reading: Reading, number: Token, words: Words) -> str | None:
    """The words as a name: 街道362件, 投资建设科2卷, in a list of topics 房产交易138件."""
    if words.after:
        return None
    bodies = _GROUP.fullmatch(words.label) and number.unit not in ("个", "家", "名", "位")
    section = not words.named and number.unit != "%" and _SECTION.fullmatch(words.label)
    topic = reading.topical and words.named and _is_topic(words, number)
    return words.label if bodies or section or topic else None


def _is_topic(words: Words, number: Token) -> bool:
    """Tell whether the words are more than a measure's name, in a list of what cases are about."""
    counted = number.unit != "%" and not words.after
    topic = len(words.label) <= 12 and not words.label.endswith("类")
    return counted and topic and not vocabulary().is_plain(words.label)


def _is_kind(reading: Reading, words: Words, number: Token) -> bool:
    """从类别看,工程建设项目158个;产权交易12个: what opens a segment of a list names a kind."""
    kinds = reading.aspect or _CLASS_OF.search(words.label)
    opens = kinds and all(d.segment < reading.segment for d in reading.recent[-1:])
    if words.after or number.unit == "%" or not opens:
        return False
    found = vocabulary().find(words.label)
    head = found[-1] if found else None
    if head is None or head.end != len(words.label) or head.start < 2:
        return False
    own = head.kind == "loose" or head.id == "transactions"
    return own and not any(word.kind == "stage" for word in found)


def _counted_so(reading: Reading, number: Token) -> str | None:
    """What the figure before counts in the same unit, or what the text before counted first."""
    before = [d for d in reading.drafts if d.unit == number.unit and d.kind == "result"]
    return before[-1].measure if before else reading.main


def _divided(reading: Reading, number: Token) -> str | None:
    """What a list over sentences divides: what was counted first, where in the same unit."""
    told = [d for d in (*reading.before, *reading.drafts) if d.measure == reading.main]
    return reading.main if not told or told[0].unit == number.unit else None


def _is_rest(reading: Reading, words: Words, number: Token) -> bool:
    """咨询类300件,求助类200件,其他15件: the rest of what is divided, whatever that is called."""
    if not re.fullmatch("(?:其他|其它|其余)(?:类|方面|问题)?", words.label) or words.after:
        return False
    if reading.parent or words.named or words.entity:
        return False
    told = reading.drafts or reading.before
    before = [d for d in told if d.kind == "result" and not is_share(d)][-2:]
    return len(before) == 2 and all(d.unit == number.unit for d in before)


def _in_own_segment(reading: Reading, number: Token) -> bool:
    """Tell whether a list divided by semicolons gives each part a segment: what follows is its.

    工程251项,交易额89亿元;采购140项,…: but no more of the part's unit than there are of it.
    """
    text = reading.text.replace("；", ";")
    before = re.split("[。\n]", text[: number.start])[-1]
    after = re.split("[。\n]", text[number.end :])[0]
    if ";" not in before + after:
        return False
    own = [draft for draft in reading.recent if draft.entity == reading.part]
    if not own or own[0] is not reading.recent[0]:
        return False
    return own[0].unit != number.unit or number.unit == "%" or number.value <= own[0].value


def _describes_part(reading: Reading, clause: Clause, number: Token) -> bool:
    """其中:工程136宗,中标价32亿元: what follows the only part so far, counted otherwise, is its."""
    parts = [draft for draft in reading.recent if draft.child and not is_share(draft)]
    if reading.part is None or clause.before != "comma" or not parts:
        return False
    if words_of(clause.tokens).startswith(reading.part):
        return False
    only = {draft.entity for draft in parts} == {reading.part}
    own = [draft for draft in parts if draft.entity == reading.part]
    first = [draft for draft in parts if draft.entity == parts[0].entity]
    # 工程52项,中标额7亿元,采购36项,…: each has what stands behind it, as the first does
    each = (
        own and own[-1] is parts[-1] and len(first) > 1 and not alike(first[0].unit, first[1].unit)
    )
    return bool(only or each) and not alike((own or parts)[0].unit, number.unit)


def _without_measure(label: str) -> str:
    """The part's name without the stage said of it (实体大厅|收到评价)."""
    words = vocabulary().find(label)
    stages = [word.start for word in words if word.kind == "stage"]
    if _QUALITY.match(label):
        return label
    cut = stages[0] if stages else 0
    if stages and not stages[0] and not vocabulary().is_plain(label):
        verb = next(word for word in vocabulary().find(label) if word.kind == "stage")
        return trim(label[verb.end :]) or label  # 受理|舆情
    return trim(label[:cut]) if cut >= 2 else label
