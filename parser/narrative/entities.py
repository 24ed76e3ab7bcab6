"""Departments, regions and levels named in running text, by the way such names are built.

A name ends in a word for an office or an area and begins where a clause does, or with the
word for its level (省, 市, 县). Names from a register are better evidence and come in through
``mentions``; this finds those that no register knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from parser.text import HAN


class Spanned(Protocol):
    """A stretch of text, 0-based and half open."""

    @property
    def start(self) -> int:
        """The offset of the first character."""

    @property
    def end(self) -> int:
        """The offset after the last character."""


Mentions = Callable[[str], Sequence[Spanned]]
"""Finds names in a text."""

_OFFICE = (
    "委员会|交易平台|管理局|人民政府|公安厅|政府(?![采网信热部门工购领])|办公室|办事处|管委会|分局|总局|支队|大队|(?<!大)厅|局|委(?!书记|副|员|托|派|常委)|(?<![承主督催即急快速特])办(?![理结件公事案证好完税照毕成率量函单电水学卡实复])"
    "|中心(?!城)|公司|税务所|派出所|集团|银行|法院|检察院|残联|工商联|红十字会|妇联|团委|公证处|管理处|管理站"
    "|服务站|学院|医院"
)
_AREA = (
    "自治州|自治县|开发区|经济区|高新区|经开区|新区|园区|街道(?:办事处|办)?|(?<![城超都我全本各上两])市(?!直|本|民|场|政|长|容|貌|级|县|区|委|局)"
    # 运城市, 盐城市: cities whose own name ends in 城; 城市 elsewhere is what is managed
    "|(?<=[盐聊晋运宣白塔诸邹项永禹韩凤海丰麻应宜肥兴桐]城)市(?!管理|建设|规划|综合|更新|执法|运行|道路|治理|直|本|民|容|区)"
    "|(?<![全我本各上])县(?!直|级|委|区|市|局|长)|(?<![牧社小地景辖园片专校厂灾库我全本各误])区(?!直|级|域|分|别|委|局|县|长)"
    "|(?<![乡城各])镇(?!街|村|长)|(?<![城各])乡(?!镇|村|长)|(?<![锦红彩国党])旗(?!帜|县)"
)
_LEVEL = (
    r"(?:[省市县区]级|区\(县\)政府)机关(?!\()|[省市县区州]政府各部门(?:[及和]有关单位)?|[省市县区州]直各(?:部门|单位)|各级各部门|"
    r"(?:(?<![\u4e00-\u9fff])|(?<=[对在由向将各及和与据]))[省市县区州](?:人民)?政府(?:门户)?网站?(?![\u4e00-\u9fff]*率)|"
    r"(?:县\((?:市[、,，]?)?区\)|市\(州\)|市\(地\)|区\(县\))级?(?:中心|平台|热线)"
    r"|(?<=[市省])市、县(?:\(市、区\)|\(区\)|区)?(?:两级)?|省(?=12345(?:政务服务)?(?:便民)?(?:服务)?热线)|市\(州\)|县\(区\)|区\(县\)"
    r"|区县级|市县级|县\(市[、,，]区\)|市\(区\)|各?县\(市\)区|各区县|各县区|设区市|市直(?:部门|单位)|县直(?:部门|单位)"
    r"|区直(?:部门|单位)|省直(?:部门|单位)|[省市县区]级(?:中心|平台|热线)|(?<![\u4e00-\u9fff])本级(?=共|受理|办理|办结|完成|收到|登记)|我[省市县区州]|[省市州盟县区]级(?!进驻)|市本级|(?:(?<=^)|(?<=[，,、。;:]))(?:县市区|县区|区县)(?![直级])|[市县区盟州]本级|全盟|全旗|全省|全市|全县|全区|全州|全国(?=正在|运行|现有|共|累计|各类)"
    r"|(?:(?<![、\u4e00-\u9fff])|(?<=[理立盖成及在对将由向按]))(?:[省市县区州乡镇村]、)+[省市县区州乡镇村][二两三四五]级"
)
_NOT_IN_NAME = "的了均较占比由对向在被经给至及将把已未每该此并后前中来与或等按按"
_VERBS = (
    "受理|办结|办理|收到|接收|接到|派发|转派|转办|交办|分别|依次|涉及|组织|开展|召开|组成|负责|协调|通过|来自|反映"
    "|各|主动公开|发现|承办|协办|催办|开办|帮办|举办|创办|直办|代办|主办|督办|回访|抽查|检查|抽取|(?<!公)共|退回|上报|移交|报送|记者|从[省市县区]|获悉|会同|完善|提升|例如|期间|内设|分管|通办|网办|可办|联办|快办|好办|易办"
)
_TWO_FIELDS = (
    "人力资源和社会|发展和改革|住房和城乡|文化和旅游|经济和信息|工业和信息|卫生和计划|自然资源和规划"
    "|规划和自然|教育和体育|教育和科技|民族和宗教|食品和药品|退役军人和|国防和|海洋和渔业|海洋与渔业|广播和电视"
)
_BODY = (
    rf"(?:{_TWO_FIELDS}|中(?=[国共石铁建科学医小]|街道)|经(?=[济开信贸])"
    rf"|(?<![{HAN}])中(?=[{HAN}]{{1,3}}(?:镇|乡|县|市|区|街道))|(?!{_VERBS})[{HAN}](?<![{_NOT_IN_NAME}]))"
)
_PLAIN_WINDOW = (
    "设置|重点|部门|单位|综合|服务|人工|自助|全部|进驻|本|该|设立|增设|新设|开放|开设|优秀|文明|红旗|先进|示范|星级|无差别|无|通办|专|受|接|有|其他|多"
    "|培训|调整|轮换|更换|选派|组织|要求|督促|县级|市级|省级|区级|办|共|现有|便民|政务|业务|相关|部分|个别|承办|涉企|绿色"
)
_NAME = re.compile(
    rf"(?:(?<=^)|(?<=[，,、。;:.\s\(\)“”和及与向由对为是有])|(?<=最[高低多少大小好差快慢长短]的)(?![一二三四五六七八九十两几]))(?!限)(?P<free>{_BODY}{{1,14}}?(?:{_OFFICE}|{_AREA})"
    rf"(?:{_BODY}{{0,10}}(?:{_OFFICE}))?)"
    rf"|(?:(?<=^)|(?<=[，,、。;:\s\(\)“”和及]))(?P<window>(?!{_PLAIN_WINDOW})(?:{_BODY}){{2,6}}"
    r"(?<![局委厅办院处心司站行队会类级个])窗口(?!期|工?作?人员)"
    rf"|(?:“[^”]{{2,10}}”|(?:(?!{_VERBS})[{HAN}]){{0,6}})(?:政务新媒体|微信公众号|微信|微博|客户端|公众号|抖音号?|视频号)(?=[共累]?[计]?(?:推送|发布|转发|发文|更新)))"
    rf"|(?P<led>(?<![城超])[省市县区州](?![级直级内容])(?:{_BODY}){{1,12}}?(?:{_OFFICE}|(?<!服务)(?<!办事)(?<!中心)大厅))"
)
_LEAD = re.compile(
    "^(?:(?:[上本当]一?个?[周月]|[上本]季度|今年|去年)(?=我|[^\u4e00-\u9fff]|..)|等(?=[^级候待])|[向对](?=[各成])|根据|按照|依据|据(?=[省市县区州])|进入|[进入]驻(?=[省市县区州])|其[中次](?:[是为])?|(?:第[一二三四五六七八九十]+名?|[末首]位)(?:[是为])?|最后(?:[是为])?|以及|尤其是?|特别是|有|除|是|为|像|如|仅|原|及|与|和(?![平县田顺静政龙林硕布]))"
)
_BOTH_KINDS = re.compile(r"(?:乡镇|乡|镇)\((?:街道|办)\)$")
_BOTH_LEVELS = re.compile(r"[、和][区县](?:\(市、区\))?两级")
_LEVELS = re.compile(_LEVEL)
_GENERIC = re.compile(
    "(?:主|老|新|中心)?城区|"
    "(?:各|全|本|该|相关|有关|部分|多|个别|进驻|其他|窗口|责任|承办|成员|牵头|主管|服务|本级|政务|便民)*"
    "(?:部门|单位|委办局|服务中心|服务大厅|分中心|中心|办公室|公司|街道|镇|乡|政府)|[我本该省市县]+(?:办|局|中心|区|县|市)?"
    "|(?:各|乡镇|镇街|街道|村|社区|县区|县市|市县|便民|政务|行政)+(?:服务)?(?:中心|站|大厅)|厅局|委局|科室|(?:[二三首再]次)?[承主协督代急催查交转重网掌即联帮快好补速新申直]办"
)


_DEED = re.compile(
    "(?:[能次通受好易联近窗地程时缺代帮快秒掌网上]|(?<!热)线)办$|^从办$|(?<![省市县区州镇乡旗盟民会])政府$"
)
"""What is done rather than who does it: 实现政务服务智能办, 就近办; whose are 刊登|政府规章."""


def is_generic(name: str) -> bool:
    """Tell whether ``name`` names no body of its own (各乡镇|便民服务中心)."""
    return _GENERIC.fullmatch(name) is not None


def is_level(name: str) -> bool:
    """Tell whether ``name`` is a level of government, no body (县(市、区), 市直部门)."""
    return _LEVELS.fullmatch(name) is not None


_NO_NAME = re.compile("^(?:[或和及且]|正$)|尚|或(?=基本|部分|列入)|目前|正在|列入|逐步|的$")


def is_name(text: str) -> bool:
    """Tell whether words can name a part: none that tell what was done or not (尚不能解决).

    >>> is_name("不动产登记"), is_name("条件等限制目前尚不能")
    (True, False)
    """
    return _NO_NAME.search(text) is None


def find_entities(text: str) -> tuple[tuple[int, int], ...]:
    """Return ``(start, end)`` of each name in ``text`` (half-width), in order.

    >>> [ "市公安局受理,东兴市办结"[a:b] for a, b in find_entities("市公安局受理,东兴市办结")]
    ['市公安局', '东兴市']
    """
    found: list[tuple[int, int]] = [match.span() for match in _LEVELS.finditer(text)]
    for match in _NAME.finditer(text):
        start, end = match.span()
        end += len(tail[0]) if (tail := _BOTH_LEVELS.match(text, end)) else 0
        start += len(match[0]) - len(_LEAD.sub("", match[0]))
        both = _BOTH_KINDS.search(text, 0, start)
        if both and not is_generic(text[start:end]):
            start = both.start()
        clear = all(end <= a or start >= b for a, b in found) and not _DEED.search(text, start, end)
        if clear and not is_generic(text[start:end]):
            found.append((start, end))
    return tuple(sorted(found))
