"""People named in running text: officials by their title, commended staff by their department.

A name is a surname and one or two characters. Without a word list for all of Chinese its end
is told by what follows: a separator, a title, or a word with which such sentences go on.
Nobody is reported from a passage that blames.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parser.bulletin import Section
from parser.narrative.decoys import plain_text
from parser.narrative.entities import Mentions
from parser.passage import Passage
from parser.statement import Person
from parser.text import HAN

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢"
    "安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路"
    "游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全"
    "佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚"
    "鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁"
    "芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶"
    "斯元束檀衣信展阴昝智幸奉植衡富尧闭由"
)
_COMPOUND = "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|东方|南宫|端木"
_GIVEN = rf"(?:(?![和与及等在同为对的了并以因由是有从向把被将第副、])[{HAN}])"
_NAME = (
    rf"(?:(?![局厅委办处社会队院所站部口])[{HAN}]{{2,6}}(?:[·•・‧][{HAN}]{{2,8}})+|(?:{_COMPOUND}){_GIVEN}{{1,2}}?"
    rf"|[{_SURNAMES}][ \u3000]{{1,3}}{_GIVEN}|[{_SURNAMES}]{_GIVEN}{{1,2}}?)"
)
_TITLE = (
    r"(?:(?:常务)?副|代|总|党组|党委|首席|纪检|第一)?(?:省长|市长|县长|区长|州长|镇长|乡长|主任|厅长|局长|处长|科长|股长"
    r"|书记|主席|秘书长|部长|院长|所长|站长|队长|组长|行长|经理|巡视员|调研员|首席代表|常委|委员|会长|理事长)"
)
_GOES_ON = (
    "同志|窗口|认真|注重|热情|主动|耐心|经常|坚持|积极|努力|加班|细心|热心|业务|工作|刻苦|勤奋|始终|能够|能|带领|参加|荣获|获|因"
    "|高效|优质|爱岗|敬业|任劳|严格|帮助|不厌|全心|急|想|以|及时|克服|放弃|牺牲|利用|指导|服务|收到|受到|得到|连续|多次|每"
    "|总是|钻研|精通|熟悉|善于|踏实|兢兢业业|不断|提前|自觉|用心|一心|作为|出席|主持|讲话|要求|强调|指出|表示|传达|率|陪同"
    "|调研|检查|到|前往|赴|会见|介绍|汇报|宣读|就|听取|在|为|对|被|是|的|等|和|与|及|同|向|将|并|拾金|一行|两|三|四|五|六"
    "|急群众|想方设法|虚心|用|创新"
    "|捡|拾|送|陪|冒|带病|连夜|深夜|休息|发现|得知|了解|接|向|把|放弃|代|自费|多方|周末|急办事|牢固|立足|发扬|履行|做到|做好|做|办事|待人|责任|态度|被评|给予|予以|提出|受|表现|成绩|不辞|不怕"
)
_OFFICE = (
    "委员会|人民政府|公安分局|分局|总局|管理局|委|厅|局|办|中心|院|处|队|所|公司|集团|银行"
    "|会|社|站|部(?!门)|政府"
)
_OFFICE_END = "[委厅局办心院处队所司团行会社站部府境]"
_DEPARTMENT = rf"(?:[{HAN}]{{1,14}}?(?:{_OFFICE}|窗口))(?:窗口|驻中心窗口|分中心)?(?:的)?"
_ENDS = rf"(?=[、,，。;:\s)(]|和|等|及|$|{_GOES_ON})"
_TITLED = re.compile(
    rf"(?P<name>{_NAME}(?<![局委厅办院处部会长]))(?P<title>{_TITLE})(?!信箱|热线|公开电话|质量奖|[{HAN}]*(?:会议|办公室主任))|(?P<title2>{_TITLE})[、,]?(?!信箱|热线|公开|接待|办公|批示|会议|专线|留言)(?P<name2>{_NAME}){_ENDS}"
)
_LISTED = re.compile(rf"(?P<department>{_DEPARTMENT})(?P<name>{_NAME}){_ENDS}")
_ALONE = re.compile(rf"(?P<name>{_NAME})(?=[、,，。;:\s)]|和|等|同志|$|{_GOES_ON})")
_OFFICE_ALONE = re.compile(_DEPARTMENT)
_BRACKETED = re.compile(
    rf"(?P<name>{_NAME})\((?P<department>{_DEPARTMENT})(?:窗口|负责人|工作人员|首席代表)?\)"
)
_SEPARATED = re.compile(r"([、，,:]|以及|(?<![源展房息化济])和(?=[^，,。]{2,16}(?:[、，,。]|$)))")
_PRAISED = re.compile(
    "表扬|突出|先进|优秀|标兵|之星|点赞|赠[予送]|锦旗|感谢信|好人好事|好评(?!率)|嘉奖|服务明星|事迹|光荣榜"
)
_BLAMED = re.compile("批评|迟到|早退|缺勤|旷工|脱岗|违反|违规|违纪|扣分")
_BLAMING_HEADING = re.compile("批评|问题|不足|违规|违纪|扣分|迟到|考勤")
_BEFORE_TITLED = re.compile(rf"(?P<department>[{HAN}]{{1,14}}(?:{_OFFICE}))$")


def is_person(text: str) -> bool:
    """Tell whether ``text`` is built like a person's name, from its first to its last character."""
    return re.fullmatch(_NAME, text) is not None


def find_people(
    sections: Sequence[Section], mentions: Mentions | None = None
) -> tuple[Person, ...]:
    """Return the people named in the sections, each name once for each department.

    The department is the name that stands before the person; in a list, a person without one
    shares that of the person before.
    """
    found: dict[tuple[str, str | None, str], Person] = {}
    for index, section in enumerate(sections):
        for passage in section.passages:
            if passage.role not in ("lead", "body", "note"):
                continue
            for person in _people_in(passage, index, section.heading or "", mentions):
                found.setdefault((person.name, person.department, person.context), person)
    return tuple(found.values())


def _people_in(
    passage: Passage, index: int, heading: str, mentions: Mentions | None
) -> Iterator[Person]:
    plain = plain_text(passage.text)
    known = sorted((m.start, m.end) for m in mentions(passage.text)) if mentions else []
    for match in re.finditer(r"[^。;!?\n]+", plain):
        start, sentence = match.start(), match[0]
        titled = list(_officials(sentence))
        for name_start, name_end, department in titled:
            yield _person(passage, index, start, name_start, name_end, department, "official")
        praised = _PRAISED.search(heading) or _PRAISED.search(sentence)
        if praised and not _BLAMING_HEADING.search(heading) and not _BLAMED.search(sentence):
            names = [(a - start, b - start) for a, b in known if start <= a and b <= match.end()]
            for name_start, name_end, department in _commended(sentence, names):
                if all(name_start != other[0] for other in titled):
                    yield _person(
                        passage, index, start, name_start, name_end, department, "commended"
                    )


Spot = tuple[int, int, str | None]


def _officials(sentence: str) -> Iterator[Spot]:
    for match in _TITLED.finditer(sentence):
        group = "name" if match["name"] else "name2"
        start, end = match.span(group)
        if start < 0:
            continue
        before = sentence[: match.start()]
        department = _BEFORE_TITLED.search(before)
        free = not before or re.search(
            rf"[^{HAN}]$|(?:按照|根据|由|随|在|与|和|向|是|对|请)$", before
        )
        if group == "name" and not (department or free):
            continue
        yield start, end, _clean(department["department"]) if department else None


def _commended(sentence: str, known: Sequence[tuple[int, int]]) -> Iterator[Spot]:
    """People in a list, or at its head: department and name, or a name alone after one."""
    for named in _BRACKETED.finditer(sentence):
        before = sentence[: named.start()]
        if not re.search(f"[{HAN}]$", before) or _BEFORE_NAME.search(before):
            yield named.start("name"), named.end("name"), _clean(named["department"])
    department: str | None = None
    at = 0
    for item in _SEPARATED.split(sentence):
        start, at = at, at + len(item)
        led = next((b for a, b in known if a == start or start < a < b < at), None)
        if led is not None and (match := _ALONE.match(sentence, led, at)):
            department = _clean(sentence[next(a for a, b in known if b == led) : led])
            yield match.start("name"), match.end("name"), department
            continue
        match = _LISTED.match(sentence, start, at)
        if match:
            department = _clean(match["department"])
            yield match.start("name"), match.end("name"), department
        elif department and (match := _ALONE.match(sentence, start, at)):
            yield match.start("name"), match.end("name"), department
        elif sentence[at : at + 1] == ":" and (match := _OFFICE_ALONE.fullmatch(item)):
            department = _clean(match[0])
        elif item not in ("、", "，", ",", "和", "以及", ":"):
            department = None


_BEFORE_NAME = re.compile("(?:授予|表扬|感谢|评选|评为|和|及|对|给予|同志|的)$")


def _clean(department: str) -> str:
    text = re.sub(f"(?:的|驻中心窗口|(?<={_OFFICE_END})窗口)$", "", department)
    text = re.sub("^.*(?:由|对|向|与|和|在|随|会议)(?=[省市县区])", "", text)
    return re.sub("^(?:表扬|感谢|其中|特别是|以及|对|给予|由|另|按照|根据)", "", text)


def _person(
    passage: Passage,
    index: int,
    offset: int,
    start: int,
    end: int,
    department: str | None,
    context: str,
) -> Person:
    shift = passage.locator.start or 0
    first, last = offset + start, offset + end
    return Person(
        name=re.sub(r"\s", "", passage.text[first:last]),
        department=department,
        context="official" if context == "official" else "commended",
        quote=passage.text[first:last],
        section=index,
        locator=replace(passage.locator, start=shift + first, end=shift + last),
    )
