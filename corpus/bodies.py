"""The bodies a service centre of each level houses, by the names of the time.

Before the reform of 2018 stands what a body was called until then, after it what took its work
over: ``工商局>市场监管局``. A body without a sign kept its name; nothing before the sign means
that the body is new, nothing after it that its work went to several others. Provinces carried
the reform out by October 2018, cities and counties by March 2019, the tax offices of all levels
from June 2018. The places are invented, the kinds of bodies are real.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

Level = Literal["province", "city", "county"]
Month = tuple[int, int]

PLACES: dict[Level, tuple[str, ...]] = {
    "province": ("沅北省", "岚陵省", "澜川省"),
    "city": ("云陵市", "澜江市", "松洲市", "汀州市", "东岭市"),
    "county": ("栖岭县", "禾川县", "鹭洲区", "翠屿区"),
}

_BODIES: dict[Level, str] = {
    "province": (
        "发改委 经信委>工信厅 教育厅 科技厅 民委>民宗委 公安厅 安全厅 民政厅 司法厅 财政厅 人社厅 "
        "国土厅>自然资源厅 环保厅>生态环境厅 住建厅 交通厅 水利厅 农委>农业农村厅 商务厅 "
        "文化厅>文旅厅 卫计委>卫健委 >退役军人厅 安监局>应急厅 审计厅 外办 国资委 国税局>税务局 "
        "地税局>税务局 工商局>市场监管局 质监局>市场监管局 食药监局>药监局 新闻出版广电局>广电局 "
        "体育局 统计局 旅游局>文旅厅 粮食局>粮食和储备局 海洋与渔业局> 机关事务管理局 人防办 侨办> "
        "物价局> 知识产权局 编办 保密局 林业局 金融办>地方金融监管局 档案局 农机局>农业农村厅 "
        "测绘局>自然资源厅 文物局 无线电管理局 盐务局> 地震局 气象局 通信管理局 >医保局 >大数据局 "
        "残联 烟草专卖局 邮政管理局 监狱管理局 公证处 电力公司"
    ),
    "city": (
        "发改委 经信委>工信局 教育局 科技局 民宗局 公安局 民政局 司法局 财政局 人社局 "
        "国土局>自然资源局 规划局>自然资源局 环保局>生态环境局 住建局 城管局 交通局 水利局 "
        "农委>农业农村局 商务局 文广新局>文广旅局 卫计委>卫健委 >退役军人局 安监局>应急局 审计局 "
        "外办 国资委 国税局>税务局 地税局>税务局 工商局>市场监管局 质监局>市场监管局 "
        "食药监局>市场监管局 体育局 统计局 旅游局>文广旅局 粮食局> 园林局 人防办 侨办> 物价局> "
        "金融办>金融局 档案局 林业局 房管局 气象局 地震局 烟草专卖局 邮政管理局 >医保局 >大数据局 "
        "编办 公积金中心 残联 总工会 公证处 供电公司 自来水公司 燃气公司 不动产登记中心 "
        "机关事务管理局"
    ),
    "county": (
        "发改局 经信局>工信局 教育局 科技局 民宗局 公安局 民政局 司法局 财政局 人社局 "
        "国土局>自然资源局 规划局>自然资源局 环保局>生态环境局 住建局 城管局 交通局 水利局 "
        "农业局>农业农村局 农机局>农业农村局 畜牧局>农业农村局 商务局 文广新局>文旅局 "
        "旅游局>文旅局 卫计局>卫健局 >退役军人局 安监局>应急局 审计局 国税局>税务局 地税局>税务局 "
        "市场监管局 统计局 林业局 粮食局> 物价局> 房管局 档案局 气象局 烟草专卖局 >医保局 编办 "
        "残联 总工会 供销社 公证处 供电公司 自来水公司 不动产登记中心 公积金中心"
    ),
}
_TOWNS = (
    "城关镇 龙泉镇 石桥镇 白马镇 清溪镇 大河镇 柳林镇 双塔镇 青山镇 东坝镇 新市镇 三合乡 马鞍乡 "
    "城东街道 城西街道 新城街道 永安街道 和平街道"
)
_REFORM: dict[Level, Month] = {"province": (2018, 11), "city": (2019, 3), "county": (2019, 3)}
_TAX_REFORM: Month = (2018, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as bulletins call it, ``before`` and ``after`` the month of its reform."""

    before: str | None
    after: str | None
    reform: Month

    def name_in(self, month: Month) -> str | None:
        """Return its name in a month, ``None`` while there is no such body."""
        return self.before if month < self.reform else self.after


@cache
def bodies(level: Level, word: str) -> tuple[Body, ...]:
    """Return the bodies of a level in the order bulletins list them; ``word`` is 省, 市, 县 or 区.

    Those of a county end with its towns and streets, whose names bear no such word.
    """
    found = []
    for entry in _BODIES[level].split():
        before, _, after = entry.partition(">") if ">" in entry else (entry, "", entry)
        reform = _TAX_REFORM if after == "税务局" else _REFORM[level]
        found.append(
            Body(
                before=word + before if before else None,
                after=word + after if after else None,
                reform=reform,
            )
        )
    if level == "county":
        found += [Body(before=one, after=one, reform=_REFORM[level]) for one in _TOWNS.split()]
    return tuple(found)
