"""Turns of phrase that decide what a verb or a noun of the vocabulary counts, and what not."""

from __future__ import annotations

import re

CASES = frozenset((None, *"件宗个条项笔起例封篇张批份通户次单处", "人次", "件次", "户次", "批次"))
NEGATED = "非未无不补督返"
PLACES = ("点", "站", "员")  # 代办|点, 咨询|员: who or where, not what is done
NO_DEED = re.compile("好差评$|(?:群众|市民|企业|网民|公众|用户)反馈$")
"""“好差评”评价器: no bad ratings; 收到群众反馈“办不成事”问题: nobody has replied."""
AMOUNTS = frozenset(("transaction_amount", "added_value"))
"""What is counted in money beside what has units of its own; cases are not."""
OWN_HALL = re.compile("[\u4e00-\u9fff”](?<![在由从市县区州心中的])$")  # 不动产登记|大厅
UNDONE = re.compile(
    "(?:[未无不](?:能|予|得)?(?:按期|按时|及时|如期)?|正在|逐步|有待|计划|可(?:全程)?(?:网上|在线|线上)?)$"
)
FAMILIES = (
    frozenset(("late", "left_early", "absent", "truant", "leave")),
    frozenset(("consultations", "complaints", "reports", "suggestions", "help_requests")),
)
"""Things of which a count of two together (迟到早退5人次) is a count of neither."""
PUBLISHED = frozenset(
    ("publications", "proactive_disclosures", "submitted_information", "adopted_information")
)
"""What is done with information: 主动公开信息 is the first, not a stage of the second."""
ENDED = frozenset(("handled", "replied"))
"""Stages that are completed where they are on time, as in tables (按期回复)."""
FACILITY = re.compile("[\u4e00-\u9fff()、]{0,8}(?:服务|办事|代办)(?:站|点|专区|驿站)")
"""What makes the noun before it the name of a place: 镇(街)|网上办事服务站."""
WHO = frozenset(("departments", "window_count", "centres", "towns"))
"""Who is counted where 的 says what they did: 零办件的窗口1个."""
SENT_ON = re.compile(
    "(?:^|[并已])转(?![移让变入出型化账正])[\u4e00-\u9fff]{2,8}(?:办理|处理|处置|调查)"
)
SENT_TO = re.compile(
    "(?:共|已)?(?:交办|派发|分派|下派|交由|转交)(?:给|至|到)?"
    "(?:相关|有关|各|二级|一级|责任|承办|成员|职能|属地|的)*(?:单位|部门|乡镇|镇街|街道|县区|区县)+$"
)
"""交办二级责任单位2400件: to whom they went, not what was received."""
WITH_MORE = re.compile("(?:问题|诉求|事项|案件|工单|业务)(?:和|及|与|、)$")
BESIDE = re.compile("[^共总各]?|有效|累计|实际|成功")  # 微信|有效|受理
DOER = re.compile(
    "(?:的|各|相关|有关)*(?:单位|部门|中心|窗口|人员|平台|渠道|机构|机制|系统|主体|专员|专班|地区|时间|时限|时长|工作|项(?!目)|情形)"
)
"""What makes the verb before it say who or how, not what was done: 承办|单位办理 is 办理."""
NO_CASE = re.compile(
    "(?:[办理主子]项|情形|场景|套餐|主题|专区|专窗|制度|机制|指南|流程|标准|方案|渠道|网点)$"
)
"""What is counted after a verb and is no case: 细分办理情形412个."""
SYSTEM = re.compile("(?:(?<=.)“|^“?)[^”“]{4,24}(?:系统|平台|网)”(?=.)")
"""A system's name within the words, which names no measure: 在“信息报送系统”中登记的账号."""
HELD = re.compile("(?:承办|举办|开办|播出|推出)“[^”]+”?$")
"""承办“直播间”1期: something held, no case."""
ITEMS = re.compile(
    "(?:承接|下放|取消|划转|设定|实施|编制|梳理|进驻|入驻)[\u4e00-\u9fff]{0,12}事项$"
)
OF_TABLES = {"即办件": "completed_instant", "承诺件": "completed_promised"}
"""What a kind of case counts where no whole says of which stage, as in tables."""
TAKEN_ON = re.compile("(?:承办|承接|接收|收到|受理|接到)[\u4e00-\u9fff\\d]{2,}")
SENT_HERE = re.compile(
    "(?:转办|转派|交办|派发|派单|转来|转交)的?(?:工单|件|诉求|事项|案件|信件|来件)+"
)
"""承办市热线|转办工单: what was taken on, whoever sent it."""
COLLECTED = re.compile("(?:收取|收缴|征收|代收)[\u4e00-\u9fff]{0,8}费$")
TIMES = frozenset(("秒", "分钟", "小时"))
"""Units in which no cases are counted (平均接通时长12秒)."""
SPARED = re.compile("减免|免收|免除|退还|补贴")
EACH = "非各全有相多本进驻务开可"  # 各窗口受理: a subject, not a channel
