"""Which element of a page holds its own text, and what a page's furniture looks like."""

from __future__ import annotations

import re

from lxml import etree

from parser.readers.symbols import tick_box
from parser.text import compact

_CONTAINERS = frozenset(
    ("body", "div", "table", "tbody", "tr", "td", "center", "form", "section", "article", "main",
     "span", "font")
)  # fmt: skip
_FURNITURE_TAGS = frozenset(("nav", "header", "footer", "aside"))
_FURNITURE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|foot|footer|head|header|top|bread|breadcrumb|crumbs?|"
    r"share|copyright|sidebar|aside|related|toolbar|login|search|pager|location|position|"
    r"dqwz|weizhi|daohang)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_SILENT = frozenset(
    ("script", "style", "noscript", "template", "select", "option", "iframe", "object", "textarea",
     "button", "head", "title", "svg", "canvas", "video", "audio")
)  # fmt: skip
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_UNSEEN = re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)
_LABELS = (
    "发布日期", "发布时间", "发文日期", "发文时间", "生成日期", "成文日期", "公开日期", "更新时间",
    "来源", "字号", "字体", "浏览次数", "点击数", "访问次数", "阅读次数", "打印", "关闭", "分享",
    "索引号", "信息分类", "发布机构", "主题分类", "体裁分类", "公开方式", "公开时限", "文号",
    "关键词", "当前位置", "您的位置", "责任编辑", "内容概述", "收藏", "上一篇", "下一篇",
    "信息来源", "版权所有", "主办单位", "承办单位", "网站标识码", "ICP备", "技术支持",
)  # fmt: skip
_SHARE = 0.8


_MEDIA = re.compile(r"@[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)\s*$")
_INLINE = ("span", "b", "i", "em", "strong", "font", "small", "label", "u", "a")


def is_silent(element: etree._Element) -> bool:
    """Tell whether an element's text does not show.

    Whole parts of a page that are invisible at first are so until a script has set them out.
    """
    if element.tag in _SILENT or element.get("hidden") is not None:
        return True
    style = element.get("style") or ""
    if _NOT_SHOWN.search(style):
        return True
    return _UNSEEN.search(style) is not None and next(element.iter("p", "table"), None) is None


def hide_by_class(root: etree._Element) -> None:
    """Say of each piece of a line that a style sheet hides by its class that it does not show.

    Pages put digits so among those of a figure. Whole parts hidden by class are left: a script
    may show them, and a rule for print or small screens (within @media) may be what hides them.
    """
    sheets = "".join("".join(map(str, one.itertext())) for one in root.iter("style"))
    hidden = {
        name
        for selectors, rules in _RULE.findall(_MEDIA.sub("", sheets))
        if _NOT_SHOWN.search(rules)
        for selector in selectors.split(",")
        for name in _CLASS.findall(selector)
    }
    for element in root.iter(*_INLINE) if hidden else ():
        if hidden.intersection((element.get("class") or "").split()):
            element.set("style", "display:none")


def input_text(element: etree._Element, *, in_table: bool) -> str:
    """Return what an input shows: its box ticked or not, or in a table the text in it."""
    kind = (element.get("type") or "text").lower()
    if kind == "checkbox":
        return tick_box(element.get("checked") is not None)
    return (element.get("value") or "") if in_table and kind in ("text", "number") else ""


def is_struck(element: etree._Element) -> bool:
    """Tell whether an element's text shows struck through."""
    if element.tag in ("del", "s", "strike"):
        return True
    return "line-through" in (element.get("style") or "")


def is_furniture(element: etree._Element) -> bool:
    """Tell whether an element says of itself that it is navigation, head or foot of the page."""
    if element.tag in _FURNITURE_TAGS or element.get("role") in ("navigation", "banner"):
        return True
    if element.tag in ("body", "html", "table", "tr", "td", "th", "p", "h1", "h2", "h3", "h4"):
        return False
    return any(
        _FURNITURE_NAMES.search(name) is not None
        for name in (element.get("id") or "", element.get("class") or "")
    )


def is_publishing_line(text: str) -> bool:
    """Tell whether a line only tells of the page's publication (发布日期:… 来源:…)."""
    if len(text) > 200 or "。" in text:
        return False
    squeezed = compact(text).replace("：", ":")
    found = [label for label in _LABELS if label in squeezed]
    starts = any(squeezed.startswith((f"{one}:", f"【{one}")) for one in found)
    return len(found) >= 2 or (starts and len(squeezed) < 60)


def main_element(body: etree._Element) -> etree._Element:
    """Return the element that holds the page's own text.

    From the body downwards, the way goes into the one child that holds nearly all of the
    text outside links, as long as what stays behind is furniture. A sentence or a table left
    behind would be a loss, so that doubt ends the descent.
    """
    weights: dict[etree._Element, tuple[int, bool]] = {}
    _weigh(body, weights)
    here = body
    while True:
        total = weights[here][0]
        children = [one for one in here if one in weights]
        best = max(children, key=lambda one: weights[one][0], default=None)
        if best is None or best.tag not in _CONTAINERS or weights[best][0] < _SHARE * total:
            return here
        if any(weights[one][1] for one in children if one is not best) or (here.text or "").strip():
            return here
        here = best


def _weigh(
    element: etree._Element, weights: dict[etree._Element, tuple[int, bool]]
) -> tuple[int, bool]:
    """Return the characters outside links, and whether they are text of a bulletin."""
    if not isinstance(element.tag, str) or is_silent(element):
        return 0, False
    own = len(compact(element.text or ""))
    speaks = "。" in (element.text or "")
    speaks = speaks or (element.tag in ("p", "h1", "h2", "h3", "h4") and own > 0)
    for one in element:
        inner, sentence = _weigh(one, weights)
        tail = one.tail or ""
        own += inner + len(compact(tail))
        speaks = speaks or sentence or "。" in tail
    if element.tag == "a":
        own, speaks = 0, False
    if element.tag == "table" and own > 40 and len(list(element.iter("tr"))) > 2:
        text = compact("".join(str(part) for part in element.itertext()))
        speaks = speaks or sum(label in text for label in _LABELS) < 3
    if is_furniture(element) or (own < 200 and is_publishing_line(_text(element))):
        speaks = False
    weights[element] = (own, speaks)
    return own, speaks


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())
