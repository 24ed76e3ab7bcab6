"""Whether a document is a bulletin at all: asked before anything of it is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.bulletin import Annex, Period
from parser.document import UnreadableError
from parser.finding import Finding
from parser.structure.sections import Body
from parser.text import compact, is_han, simplify

# What service centres report on. Two different words are asked for, since any one of them
# also stands in news, laws and novels.
_SUBJECTS = re.compile(
    r"办件|办结|办理|受理|收件|接件|结案|窗口|审批|许可|政务|服务中心|"
    r"大厅|热线|工单|来电|投诉|举报|满意|好评|咨询|进驻|在线|事项|网办|"
    r"督办|督查|考核|考评|信访|诉求|回访|信箱|办事|便民|业务|评价|统计|"
    r"通报|公开|网站|公共资源|政府采购|工程建设|市长电话|123(?:45|19|15)"
)
# Of these words, those that speak of such work wherever they stand.
_WORK = re.compile(
    r"办件|办结|受理|收件|接件|结案|工单|窗口|审批|政务|办事|便民|代办|服务中心|大厅|热线|诉求|"
    r"信访|来信|来电|信箱|投诉|留言|满意|好评|差评|督办|督查|承办|进驻|一网通办|营商环境|信息公开|"
    r"政府网站|政府信息|数字城管|城市管理|公共资源交易|市长电话|12345"
)
# What calls itself a bulletin is one, whatever its issuer reports on; weaker words need a table.
_BULLETIN = re.compile(r"通报|简报|快报|月报|季报|周报|公报")
_REPORT = re.compile(r"通告|统计|排名|一览|情况|明细|汇总")
_LEAST_HAN = 10


def require_bulletin(
    body: Body, annexes: Sequence[Annex], period: Period | None
) -> tuple[Finding, ...]:
    """Raise UnreadableError unless the document shows what bulletins have.

    Of one that only its title makes a bulletin (of the weather, of an accident) the finding
    says that nothing in it speaks of a service centre's work.

    Asked for are: Chinese text that speaks of a service centre's work, a table that measures it,
    or a title that calls itself a bulletin; and a report's form - a table, numbered sections or
    annexes, or a period together with figures.
    """
    passages = [p.text for p in body.title_passages]
    passages += [section.raw + section.text for section in body.sections]
    for annex in annexes:
        own = (*annex.label, *annex.passages, *annex.notes)
        passages += [p.text for p in own]
        passages += [line.text for table in annex.tables for line in table.source]
    text = simplify(compact("".join(passages)))
    if sum(map(is_han, text)) < _LEAST_HAN:
        raise UnreadableError(
            "it is no bulletin: there is hardly any Chinese text in it; "
            "if it is a scan or a damaged file, archive it in another form"
        )
    subjects = len(set(_SUBJECTS.findall(text)))
    has_tables = any(table.rows for annex in annexes for table in annex.tables)
    has_form = has_tables or bool(annexes) or any(section.number for section in body.sections)
    title = simplify(compact(body.title or ""))
    titled = _BULLETIN.search(title) or (has_tables and _REPORT.search(title))
    has_figures = any(character.isdecimal() for character in text)
    measured = any(c.measure for annex in annexes for table in annex.tables for c in table.columns)
    spoken = subjects >= 2 or measured or titled
    if not spoken or not (has_form or (period is not None and has_figures)):
        raise UnreadableError(
            "it is no bulletin: it has no tables, sections or figures about a service centre's "
            "work; if it is one, please report it as a layout that is not read yet"
        )
    if _WORK.search(text):
        return ()
    message = "Nothing in the document speaks of a service centre's work"
    return (Finding(code="subject-doubtful", message=message),)
