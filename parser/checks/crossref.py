"""What the document says of its own parts: announced annexes, heading numbers, its end."""

from __future__ import annotations

from collections.abc import Sequence

from parser.bulletin import Annex, Section
from parser.document import LinkedFile
from parser.finding import Finding
from parser.passage import Passage
from parser.structure.annex_list import Announcement
from parser.structure.annexes import AnnexPart
from parser.structure.attachments import attached_as, is_file_name
from parser.structure.headings import sequence_value
from parser.structure.titles import similarity
from parser.text import compact

_SENTENCE_ENDS = "。!?！？;；:：”）)』」…"


def check_annexes(
    announcements: Sequence[Announcement],
    parts: Sequence[AnnexPart],
    files: Sequence[LinkedFile] = (),
) -> tuple[Finding, ...]:
    """Hold the list of annexes against the annexes: missing, unlabelled, other titles.

    ``files`` are those that the document links or names: an annex may be one of them.
    """
    findings: list[Finding] = []
    own = [part for part in parts if not is_file_name(part)]
    present = {(part.number, part.part) for part in own}
    for announcement in announcements:
        if announcement.mark not in present and not (len(announcements) == 1 and own):
            findings.append(_absent(announcement, attached_as(announcement, files)))
    for part in own:
        findings += _check_annex(part, listed=bool(announcements))
    return tuple(findings)


def _absent(announcement: Announcement, file: str | None) -> Finding:
    named = f"附件{announcement.number or ''}《{announcement.title}》"
    evidence: dict[str, object] = {"number": announcement.number, "title": announcement.title}
    if file is not None:
        return Finding(
            code="annex-attached",
            message=f"{named} is a file of its own, not in the document: {file}",
            evidence=evidence | {"file": file},
            locator=announcement.locator,
        )
    return Finding(
        code="annex-missing",
        message=f"{named}is announced but not in the document",
        evidence=evidence,
        locator=announcement.locator,
    )


def _check_annex(part: AnnexPart, *, listed: bool) -> list[Finding]:
    found = []
    named = f"附件{part.number or ''}"
    evidence: dict[str, object] = {"number": part.number, "title": part.title}
    if part.announcement is None and listed:
        found.append(
            Finding(
                code="annex-unannounced",
                message=f"{named} is not in the list of annexes",
                evidence=evidence,
                locator=part.locator,
            )
        )
    if part.announcement is None:
        return found
    announced = part.announcement.title
    if not part.blocks and part.labelled:
        found.append(
            Finding(
                code="annex-missing",
                message=f"{named}《{part.title or announced}》 bears a label, "
                "but nothing stands beneath it",
                evidence=evidence,
                locator=part.locator,
            )
        )
    if not part.labelled:
        found.append(
            Finding(
                code="annex-label-missing",
                message=f"{named} is printed without its label; its title names it",
                evidence=evidence,
                locator=part.locator,
            )
        )
    if part.title and compact(part.title) != compact(announced):
        found.append(
            Finding(
                code="annex-title-differs",
                message=f"{named} is announced as 《{announced}》 "
                f"and bears the title 《{part.title}》",
                evidence={
                    "number": part.number,
                    "announced": announced,
                    "title": part.title,
                    "similarity": round(similarity(announced, part.title) / 100, 2),
                },
                locator=part.locator,
            )
        )
    return found


def check_heading_numbers(sections: Sequence[Section]) -> tuple[Finding, ...]:
    """Report headings whose number does not follow that of the heading before them.

    A number follows the last of its level, or the last one there that is of its own script:
    after 1、2、 the first heading in Chinese numerals is 一、, and 02 follows 01.
    """
    findings: list[Finding] = []
    last: dict[tuple[int, str | None], int] = {}
    for section in sections:
        if section.number is None:
            continue
        last = {place: value for place, value in last.items() if place[0] <= section.level}
        value = sequence_value(section.number)
        script = (section.level, _script(section.number))
        any_script = (section.level, None)
        expected = last.get(script, 0) + 1
        follows = {1, expected, last.get(any_script, 0) + 1}
        if value is not None and section.heading is not None and value not in follows:
            findings.append(
                Finding(
                    code="sequence-number",
                    message=f"heading {section.raw.strip()!r} is numbered {section.number} "
                    f"where {expected} would follow",
                    evidence={"printed": section.number, "expected": expected},
                    locator=section.locator,
                )
            )
        last[script] = last[any_script] = value if value is not None else expected
    return tuple(findings)


def _script(number: str) -> str:
    if not number[-1:].isdecimal():
        return "chinese"
    return "padded" if number.startswith("0") else "arabic"


def check_end(passages: Sequence[Passage], annexes: Sequence[Annex]) -> tuple[Finding, ...]:
    """Report a document that ends in the middle of a sentence.

    A table that breaks off is reported where its rows are rebuilt.
    """
    if not passages:
        return ()
    last = passages[-1]
    bare = compact(last.text)
    is_sentence = (
        last.role in ("body", "lead") and len(bare) > 30 and any(c in bare for c in ",，。")
    )
    if not is_sentence or bare[-1] in _SENTENCE_ENDS:
        return ()
    return (
        Finding(
            code="truncated",
            message=f"the document ends in the middle of a sentence: …{bare[-20:]}",
            evidence={"end": bare[-20:]},
            locator=last.locator,
        ),
    )
