"""What a paragraph has from the headings above it and from the one on its own line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parser.bulletin import Section
from parser.narrative.entities import Mentions
from parser.narrative.tokens import tokenize
from parser.narrative.vocabulary import vocabulary
from parser.passage import Passage
from parser.structure.headings import read_heading

_READ = ("lead", "body", "note")
_ASPECT = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．])?\s*(?P<name>[\u4e00-\u9fff]{2,10}方面)(?=本|共|累计|全)"
)


def passages_of(section: Section) -> Iterator[Passage]:
    """Yield what is read for figures: the body, and a heading that states some.

    1.住房保障类(793件,占17%)。主要涉及物业管理390件: read together, as they are printed on a line.
    """
    body = [passage for passage in section.passages if passage.role in _READ]
    if section.raw and any(t.kind == "number" and t.unit for t in tokenize(section.raw)):
        line = section.locator
        first = body[0] if body else None
        same = first is not None and first.locator.block == line.block
        if first and same and first.locator.start == len(section.raw) and line.start is None:
            body[0] = replace(first, text=section.raw + first.text, locator=line)
        else:
            yield Passage(text=section.raw, role="heading", locator=line)
    yield from body


def inherited(
    sections: Sequence[Section], index: int, mentions: Mentions | None
) -> tuple[str | None, str | None]:
    """The subject and the measure of the nearest heading above that names one of each."""
    entity: str | None = None
    measure: str | None = None
    level = sections[index].level + 1
    for section in reversed(sections[: index + 1]):
        if section.level >= level:
            continue
        level = section.level
        heading = section.heading or ""
        names = [t for t in tokenize(heading, mentions) if t.kind == "entity"]
        if entity is None and len(names) == 1:
            entity = names[0].text
        if entity is None and section is sections[index] and _about_topics(sections, index):
            entity = _topic(heading)
        measure = measure or (vocabulary().measure(heading) if heading else None)
    return entity, measure


_TOPICS = re.compile(
    "热点|焦点|难点|诉求(?:内容|分类|类型|领域|构成)|反映.{0,6}问题|(?:内容|类型|领域)分析"
)
_TOPIC = re.compile("[\u4e00-\u9fff、]{2,14}")


def _about_topics(sections: Sequence[Section], index: int) -> bool:
    """Tell whether a heading above tells of what the cases are about (三、热点问题)."""
    level = sections[index].level
    for section in reversed(sections[:index]):
        if section.level < level:
            return _TOPICS.search(section.heading or "") is not None
    return False


def _topic(heading: str) -> str | None:
    """The heading as the name of a topic (物业管理), unless it names a measure or tells more."""
    plain = _TOPIC.fullmatch(heading) and not re.search(
        "^反映|(?:较多|情况|分析|建议|措施)$", heading
    )
    return heading if plain and vocabulary().measure(heading) is None else None


def run_in_name(sections: Sequence[Section], index: int, text: str) -> str | None:
    """1.物业管理。共受理862件: the topic or the name that heads a paragraph on its own line."""
    read = read_heading(text)
    told = _TOPICS.search(sections[index].heading or "") or _about_topics(sections, index)
    if aspect := _ASPECT.match(text):  # (一)基础建设方面本月共办理工单534件
        return aspect["name"] if told else None
    if read is None or not read.heading or read.body_start >= len(text):
        return None
    names = [t for t in tokenize(read.heading) if t.kind in ("entity", "words")]
    if len(names) == 1 and names[0].kind == "entity":
        return names[0].text
    return _topic(read.heading) if told else None
