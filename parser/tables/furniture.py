"""What a page prints about itself: its metadata, its links."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parser.document import Paragraph
from parser.text import compact

_FURNITURE = re.compile(
    r"索引号|发布机构|发文机关|成文日期|发布日期|主题分类|信息分类|主题词|公开日期|有效性|生成日期"
    r"|发文字号|公开方式|公开范围|信息来源|打印本页|关闭窗口|网站地图|设为首页|加入收藏|当前位置"
)


def is_furniture(lines: Sequence[Paragraph]) -> bool:
    """Tell whether lines are the page's metadata or links rather than a table of figures."""
    text = "".join(line.text for line in lines)
    words = len(set(_FURNITURE.findall(compact(text))))
    return words >= 2 or (words == 1 and len(lines) <= 2)
