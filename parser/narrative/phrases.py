"""Turns of phrase that decide what a verb or a noun of the vocabulary counts, and what not."""

from __future__ import annotations

import re

CASES = frozenset((None, *"件宗个条项笔起例封篇张批份通户次单处", "人次", "件次", "户次", "批次"))
AMOUNTS = frozenset(("transaction_amount", "added_value"))
"""What is counted in money beside what has units of its own; cases are not."""
OWN_HALL = re.compile("[\u4e00-\u9fff”](?<![在由从市县区州心中的])$|□$")  # 不动产登记|大厅
FAMILIES = (
    frozenset(("late", "left_early", "absent", "truant", "leave")),
    frozenset(("consultations", "complaints", "reports", "suggestions", "help_requests")),
    frozenset(("calls", "letters", "callers", "messages")),
)
"""Things of which a count of two together (迟到早退5人次) is a count of neither."""
OF_STAFF = FAMILIES[0] | {"attended", "attendance_due", "left_post"}
"""What is said of staff, who are counted by it: 应出勤|工作人员."""
PUBLISHED = frozenset(
    ("publications", "proactive_disclosures", "submitted_information", "adopted_information")
)
"""What is done with information: 主动公开信息 is the first, not a stage of the second."""
ENDED = frozenset(("handled", "replied"))
"""Stages that are completed where they are on time, as in tables (按期回复)."""
ANY_CASE = frozenset(("received_total", "handled_total", "items", "business_items", "projects"))
"""Nouns that any case is called by: what stands beside or governs them says which."""
SURELY_CASES = frozenset("件宗笔封通单条项篇起例") | {"件次", "户次", "人次"}
"""Units of cases whatever noun they count; 个, 家, 次 count anything."""
COUNTED = CASES - {None, "次"} | frozenset("家名位人户台所支场")
WHO = frozenset(("departments", "window_count", "centres", "towns"))
"""Who is counted where 的 says what they did: 零办件的窗口1个."""
SENT_ON = re.compile(
    "(?:^|[并已])转(?![移让变入出型化账正])[\u4e00-\u9fff]{2,8}(?:办理|处理|处置|调查)"
)
AND = re.compile("(?:和|及|与|、|以及)$")
BESIDE = re.compile("[^共总各]?|有效|累计|实际|成功")  # 微信|有效|受理
ITEMS = re.compile("承接[\u4e00-\u9fff]{0,12}事项$")
OF_TABLES = {"即办件": "completed_instant", "承诺件": "completed_promised"}
"""What a kind of case counts where no whole says of which stage, as in tables."""
COLLECTED = re.compile("(?:收取|收缴|征收|代收)[\u4e00-\u9fff]{0,8}费$")
TIMES = frozenset(("秒", "分钟", "小时"))
"""Units in which no cases are counted (平均接通时长12秒)."""
SPARED = re.compile("减免|免收|免除|退还|补贴|复印|打印|印制|查验|制定|开发")
"""What is done with a thing without its being given or received."""
ABOUT = re.compile(
    "(?:涉及|反映|关于|属于).*(?<!投诉|咨询|举报|求助|建议)(?:问题|事项|方面|业务|服务)"
)
"""涉及快递业务问题的20件: what they are about, whatever is counted."""
EACH = "非各全有相多本进驻务开可"  # 各窗口受理: a subject, not a channel
