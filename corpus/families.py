"""Families of headers that synthetic tables are drawn from, modelled on public bulletins.

Columns are numbered from left to right over the data columns. The rates are how often a
department uses a part, reports an extra column or is given a tick; a level is the natural
logarithm of a usual count; ``batches`` is the share of departments that complete nothing in one
month and several months' receipts in another, which orders of a hotline do not let them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.synthetic import Heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A sum: column ``whole`` = sum of ``parts``; ``done`` tells completed from received."""

    whole: int
    parts: tuple[int, ...]
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A kind of table: its header tree and what its columns hold."""

    name: str
    title: str
    header: tuple[Heading, ...]
    groups: tuple[Group, ...] = ()
    part_rates: tuple[tuple[float, ...], ...] = ()
    pending: int | None = None
    extras: tuple[int, ...] = ()
    extra_rates: tuple[float, ...] = ()
    extra_levels: tuple[float, ...] = ()
    rates: tuple[int, ...] = ()
    ticks: tuple[int, ...] = ()
    tick_rates: tuple[float, ...] = ()
    faults: tuple[int, ...] = ()
    exclusive: dict[int, int] = field(default_factory=dict)
    totalled: bool = True
    batches: float = 0.25
    notes: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """The number of data columns."""
        return sum(max(len(heading.children), 1) for heading in self.header)


def _h(text: str, measure: str | None = None) -> Heading:
    return Heading(text=text, measure=measure)


def _g(text: str, *children: Heading) -> Heading:
    return Heading(text=text, children=children)


_COUNTER_ONLINE_MAIL = Family(
    name="counter-online-mail",
    title="进驻部门办件统计表",
    header=(
        _h("收件总数", "received_total"),
        _g(
            "其中",
            _h("大厅受理", "received_counter"),
            _h("网上申报", "received_online"),
            _h("邮寄", "received_mail"),
        ),
        _h("办结总数", "completed_total"),
        _g("其中", _h("即办件", "completed_instant"), _h("承诺件", "completed_promised")),
        _g("未办结", _h("总数", "pending")),
        _h("咨询件", "consultations"),
        _h("取号", "queue_numbers"),
    ),
    groups=(
        Group(whole=0, parts=(1, 2, 3), done=False),
        Group(whole=4, parts=(5, 6), done=True),
    ),
    part_rates=((0.85, 0.6, 0.5), (0.7, 0.5)),
    pending=7,
    extras=(8, 9),
    extra_rates=(0.95, 0.8),
    extra_levels=(3.9, 4.1),
)

_TWO_CHANNELS = Family(
    name="two-channels",
    title="各部门业务办理情况统计表",
    header=(
        _h("受理数", "received_total"),
        _g("其中", _h("窗口", "received_counter"), _h("网上", "received_online")),
        _h("办结数", "completed_total"),
        _g("其中", _h("即办件"), _h("承诺件"), _h("上报件")),
        _h("在办", "pending"),
        _h("咨询", "consultations"),
        _h("投诉", "complaints"),
        _h("表扬", None),
    ),
    groups=(
        Group(whole=0, parts=(1, 2), done=False),
        Group(whole=3, parts=(4, 5, 6), done=True),
    ),
    part_rates=((0.85, 0.55), (0.6, 0.6, 0.2)),
    pending=7,
    extras=(8, 9, 10),
    extra_rates=(0.8, 0.15, 0.25),
    extra_levels=(3.6, 0.3, 0.6),
)

_TOTAL_IN_GROUP = Family(
    name="total-in-group",
    title="窗口办件情况汇总表",
    header=(
        _g("受理", _h("合计"), _h("窗口受理"), _h("网上受理"), _h("自助终端")),
        _g("办结", _h("合计"), _h("提前办结"), _h("按时办结")),
        _h("评价数"),
        _h("满意率", "satisfaction_rate"),
    ),
    groups=(
        Group(whole=0, parts=(1, 2, 3), done=False),
        Group(whole=4, parts=(5, 6), done=True),
    ),
    part_rates=((0.8, 0.6, 0.25), (0.75, 0.5)),
    extras=(7,),
    extra_rates=(0.8,),
    extra_levels=(3.5,),
    rates=(8,),
)

_HOTLINE = Family(
    name="hotline",
    title="热线工单办理情况表",
    header=(
        _h("工单总数", "received_total"),
        _g("其中", _h("咨询"), _h("求助"), _h("投诉"), _h("举报"), _h("建议")),
        _h("已办结", "completed_total"),
        _h("未办结", "pending"),
        _h("回访数"),
    ),
    groups=(Group(whole=0, parts=(1, 2, 3, 4, 5), done=False), Group(whole=6, parts=(), done=True)),
    part_rates=((0.85, 0.7, 0.7, 0.3, 0.4), ()),
    pending=7,
    batches=0.0,
    extras=(8,),
    extra_rates=(0.8,),
    extra_levels=(3.5,),
)

_COUNTS_ONLY = Family(
    name="counts-only",
    title="窗口服务情况统计表",
    header=(
        _h("咨询件", "consultations"),
        _h("取号", "queue_numbers"),
        _h("退件"),
        _h("投诉", "complaints"),
        _h("表扬"),
        _h("锦旗"),
    ),
    extras=(0, 1, 2, 3, 4, 5),
    extra_rates=(0.85, 0.75, 0.3, 0.15, 0.3, 0.1),
    extra_levels=(3.6, 3.9, 0.9, 0.3, 0.6, 0.3),
)

_ATTENDANCE = Family(
    name="attendance",
    title="进驻部门工作情况一览表",
    header=(
        _g("首代到岗情况", _h("按要求到岗"), _h("未按要求到岗")),
        _g(
            "窗口人员情况",
            _h("迟到"),
            _h("缺勤"),
            _h("早退"),
            _h("旷工"),
            _h("未按要求着装"),
            _h("未按要求束发"),
        ),
        _g("其他", _h("窗口投诉"), _h("及时报送月度工作情况")),
    ),
    ticks=(0, 1, 9),
    tick_rates=(0.88, 0.6, 0.92),
    exclusive={1: 0},
    faults=(2, 3, 4, 5, 6, 7, 8),
    totalled=False,
    notes=("备注:首席代表须每周到岗2天以上。",),
)

_CHECKLIST = Family(
    name="checklist",
    title="窗口考核情况表",
    header=(
        _h("材料报送"),
        _h("网上公示"),
        _g("大厅纪律", _h("全勤"), _h("着装规范"), _h("无投诉")),
        _h("先进窗口"),
    ),
    ticks=(0, 1, 2, 3, 4, 5),
    tick_rates=(0.9, 0.7, 0.6, 0.9, 0.95, 0.15),
    totalled=False,
)

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        _COUNTER_ONLINE_MAIL,
        _TWO_CHANNELS,
        _TOTAL_IN_GROUP,
        _HOTLINE,
        _COUNTS_ONLY,
        _ATTENDANCE,
        _CHECKLIST,
    )
}
