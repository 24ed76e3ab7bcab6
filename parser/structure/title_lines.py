"""Which lines of a document are its title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.document import Paragraph
from parser.structure.headings import read_heading
from parser.structure.titles import bare
from parser.text import compact, fold_width, simplify

_TITLE_WORD = re.compile(
    r"通报|简报|快报|公报|月报|季报|年报|周报|报告|通告|公告|公示|通知|情况|统计|分析|汇总|小结|总结|一览|排名"
)
_TITLE_END = re.compile(rf"(?:{_TITLE_WORD.pattern}|表)(?:[(\[〔].{{1,20}}[)\]〕])?$")
_PERIOD = re.compile(r"\d{4}年|[\d一二三四五六七八九十]{1,3}月|季度|上半年|下半年|年度")
MASTHEAD = re.compile(
    r"[(\[〔第]?(?:第?[\d一二三四五六七八九十百]+期|总第?\d+期)[)\]〕]?"
    r"|.{1,12}[(\[〔]\d{4}[)\]〕]\d+号"
    r"|(?:\d{4}|[〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?"
    r"|\d{4}([-./])\d{1,2}\1\d{1,2}"
)
_ISSUE = re.compile(r"第?[\d一二三四五六七八九十百]+期")
_FURNITURE = re.compile(
    r"^(?:标题|名称|信息名称|文件名称|信息标题):|索引号|发布机构|发布日期|日期:|发布时间|发布单位|信息来源|来源:|作者:|浏览次数|点击数|字号|字体|打印|分享"
    r"|当前位置|首页|您的位置|文号:|主题分类|有效性|公开方式|生成日期|分类:|时间:|阅读:|【(?:打印|关闭|字|大|中|小|纠错|收藏|推荐|我要)"
)
_NAMED = re.compile(
    r"(?:^|\|)(?:标题|名称|信息名称|文件名称|信息标题):?\|?:?(?P<title>[^|]{4,60})(?:\||$)"
)
_SENTENCE = re.compile(r"[。!?;]")
# The days that a weekly is about, behind its name.
_DAYS = re.compile(r"[(\[]?\d{1,2}[.月]\d{1,2}日?[-—–~至]{1,2}\d{1,2}[.月]\d{1,2}日?[)\]]?$")
_PADDING = re.compile(r"[,，]{2,}$")
OFFICE_LINE = re.compile(
    r"[\u4e00-\u9fff]{2,24}(?:局|委员会|办公室|办公厅|中心|人民政府|管委会|领导小组)"
)
_BODY_AFTER = 25
_LONGEST_TITLE = 60
_TITLE_WITHIN = 14


def title_lines(paragraphs: Sequence[Paragraph]) -> range:
    """Return which lines are the title: none, one, or several that it is wrapped over."""
    lines: list[str] = []
    for paragraph in paragraphs[:_TITLE_WITHIN]:
        line = without_padding(bare(paragraph))
        if read_heading(paragraph.text) or (_SENTENCE.search(line) and len(line) > _BODY_AFTER):
            break
        lines.append(line)
    groups: list[range] = []
    for at, line in enumerate(lines):
        if groups and _continues(lines[at - 1], line):
            groups[-1] = range(groups[-1].start, at + 1)
        else:
            groups.append(range(at, at + 1))
    scores = [_title_score("".join(lines[at] for at in group)) for group in groups]
    best = max(scores, default=0)
    return groups[scores.index(best)] if best else range(0)


def without_padding(text: str) -> str:
    """Return a title without the commas that pad it to the width of a table below."""
    return _PADDING.sub("", text)


def is_furniture_line(text: str) -> bool:
    """Tell whether a line is a page's own (当前位置, 发布日期), no part of the document.

    >>> is_furniture_line("當前位置: 首頁 > 通報"), is_furniture_line("3月份办件统计表")
    (True, False)
    """
    return bool(_FURNITURE.search(simplify(compact(fold_width(text)))))


def title_in_metadata(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the title that the page's own table of metadata gives, if only it does."""
    for paragraph in paragraphs[:_TITLE_WITHIN]:
        named = _NAMED.search(compact(fold_width(paragraph.text)))
        if named is not None and _title_score(named["title"]):
            return named["title"]
    return None


def _title_score(line: str) -> int:
    """Score a line as a title, in whatever script; 0 is none."""
    line = _DAYS.sub("", simplify(line))
    if (
        not line
        or len(line) > _LONGEST_TITLE
        or _SENTENCE.search(line)
        or line.endswith((",", ":"))
    ):
        return 0
    if MASTHEAD.fullmatch(line) or _FURNITURE.search(line) or "|" in line or line.isascii():
        return 0
    score = 1
    if _TITLE_END.search(line):
        score += 3
    elif _TITLE_WORD.search(line):
        score += 2
    return score + bool(_PERIOD.search(line))


def _continues(upper: str, lower: str) -> bool:
    """Tell whether a title that breaks off in ``upper`` goes on in ``lower``."""
    if _title_score(upper) == 0 or _title_score(lower) == 0:
        return False
    opens = upper.startswith("关于") and not _TITLE_WORD.search(upper)
    if OFFICE_LINE.fullmatch(upper) and lower.startswith("关于"):
        return True
    if _PERIOD.search(upper) and not _ISSUE.search(upper) and not _TITLE_WORD.search(upper):
        # A time and whose: what of it stands on the next line.
        opens |= bool(_TITLE_END.search(lower)) and not _PERIOD.search(lower)
    return (
        opens
        or upper.endswith(("关于", "的", "和", "及", "与"))
        or lower.startswith(("的", "情况", "通报"))
    )
