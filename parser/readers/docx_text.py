"""The printed text of one Word paragraph: runs, fields, tracked changes, symbols, breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parser.readers.docx_styles import integer
from parser.readers.package import attribute, child, local, switched_on
from parser.readers.raised import with_raised
from parser.readers.symbols import is_symbol_font, symbol_text, tick_box
from parser.text import without_unseen

_TRANSPARENT = frozenset(
    (
        "ins", "moveTo", "hyperlink", "smartTag", "sdtContent", "customXml", "fldSimple", "dir",
        "bdo", "oMath", "oMathPara", "rubyBase", "e", "num", "den", "sub", "sup", "deg", "fName",
        "sSub", "sSup", "sSubSup", "rad", "d", "nary", "func", "acc", "bar", "box", "groupChr",
    )
)  # fmt: skip
_DROPPED = frozenset(
    ("del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "pPr", "rPr")
)
_EMU_AN_INCH = 914_400
_WIDE, _HIGH = 3.0, 0.8
"""Inches of a picture that may show a table; logos and seals are smaller."""
_SIZE = re.compile(r"(?<![-\w])(width|height):(\d+(?:\.\d+)?)pt")
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


@dataclass(slots=True)
class Fields:
    """Which of the nested fields of a story show: only their results do."""

    open: list[bool] = field(default_factory=list)

    @property
    def shown(self) -> bool:
        """Whether text at this place prints: in no field or in results only."""
        return all(self.open)


@dataclass(slots=True)
class InlineText:
    """What one paragraph prints: its lines, the boxes anchored in it, the notes it refers to.

    ``struck`` is what is printed struck through, which is no part of the text. ``objects`` are
    the keys of files put into it, and whether each stands as an icon; ``pictures`` the keys of
    those that may show a table, and how many inches wide each is.
    """

    parts: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    objects: list[tuple[str, bool]] = field(default_factory=list)
    pictures: list[tuple[str, float]] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The text, divided at its breaks."""
        return "".join(self.parts).split("\n")


def read_inline(
    paragraph: etree._Element, fields: Fields, hidden_styles: frozenset[str]
) -> InlineText:
    """Return what ``paragraph`` prints; ``fields`` carries fields that go on over paragraphs."""
    inline = InlineText()
    _walk(paragraph, inline, fields, hidden_styles)
    return inline


def _walk(
    parent: etree._Element, inline: InlineText, fields: Fields, hidden: frozenset[str]
) -> None:
    for element in parent:
        name = local(element)
        if name == "r":
            _run(element, inline, fields, hidden)
        elif name in _DROPPED or not name:
            continue
        elif name == "sdt":
            _content_control(element, inline, fields, hidden)
        elif name == "AlternateContent":
            _alternate(element, inline, fields, hidden)
        elif name == "f":  # a fraction of a formula
            _walk(element, inline, fields, hidden)
        elif name in _TRANSPARENT:
            if name == "den":
                inline.parts.append("/")
            _walk(element, inline, fields, hidden)


def _run(run: etree._Element, inline: InlineText, fields: Fields, hidden: frozenset[str]) -> None:
    properties = child(run, "rPr")
    font = None
    if properties is not None:
        if switched_on(child(properties, "vanish")):
            return
        if attribute(child(properties, "rStyle"), "val") in hidden:
            return
        font = attribute(child(properties, "rFonts"), "ascii")
        if _run_apart(run, properties, inline, fields, hidden, font):
            return
    for element in run:
        _run_part(element, inline, fields, hidden, font)


def _run_apart(
    run: etree._Element,
    properties: etree._Element,
    inline: InlineText,
    fields: Fields,
    hidden: frozenset[str],
    font: str | None,
) -> bool:
    """Read a run that is struck through or raised; tell whether it is one."""
    struck = any(switched_on(child(properties, name)) for name in ("strike", "dstrike"))
    if not struck and attribute(child(properties, "vertAlign"), "val") != "superscript":
        return False
    before = len(inline.parts)
    for element in run:
        _run_part(element, inline, fields, hidden, font)
    text = "".join(inline.parts[before:])
    del inline.parts[before:]
    if struck:
        inline.struck.append(text)
    else:
        inline.parts[:] = [with_raised("".join(inline.parts), text)]
    return True


def _run_part(
    element: etree._Element,
    inline: InlineText,
    fields: Fields,
    hidden: frozenset[str],
    font: str | None,
) -> None:
    name = local(element)
    if name == "t":
        if fields.shown:
            inline.parts.append(_shown_text(element, font))
    elif name == "fldChar":
        _field_mark(element, inline, fields)
    elif name in ("drawing", "pict", "object"):
        inline.boxes += _boxes(element)
        if fields.shown and name != "object":
            inline.pictures += _pictures(element)
        for one in element.iter("{*}OLEObject") if name == "object" else ():
            if attribute(one, "Type") != "Link":
                icon = attribute(one, "DrawAspect") == "Icon"
                inline.objects.append((attribute(one, "id") or "", icon))
    elif name == "AlternateContent":
        _alternate(element, inline, fields, hidden, font)
    elif not fields.shown:
        return
    elif name in ("br", "cr"):
        inline.parts.append("\n")
    elif name in ("tab", "ptab"):
        inline.parts.append("\t")
    elif name == "noBreakHyphen":
        inline.parts.append("-")
    elif name == "sym":
        code = attribute(element, "char") or ""
        try:
            inline.parts.append(symbol_text(chr(int(code, 16)), attribute(element, "font")))
        except (ValueError, OverflowError):
            return
    elif name in _NOTES:
        inline.notes.append((_NOTES[name], attribute(element, "id") or ""))
    elif name == "ruby":
        _walk(element, inline, fields, hidden)


def _boxes(drawing: etree._Element) -> list[etree._Element]:
    """Return the outermost text boxes of a drawing."""
    found: list[etree._Element] = []
    for element in drawing:
        name = local(element)
        if name == "txbxContent":
            found.append(element)
        elif name == "AlternateContent":
            chosen = child(element, "Choice")
            chosen = child(element, "Fallback") if chosen is None or not len(chosen) else chosen
            found += _boxes(chosen) if chosen is not None else []
        else:
            found += _boxes(element)
    return found


def _pictures(drawing: etree._Element) -> Iterator[tuple[str, float]]:
    """Yield the keys of a drawing's pictures that are large enough to show a table."""
    for extent in drawing.iter("{*}extent"):
        wide, high = (
            (integer(attribute(extent, side)) or 0) / _EMU_AN_INCH for side in ("cx", "cy")
        )
        parent = extent.getparent()
        if wide >= _WIDE and high >= _HIGH and parent is not None:
            for blip in parent.iter("{*}blip"):
                yield attribute(blip, "embed") or "", wide
    for shape in drawing.iter("{*}shape"):
        sizes = {side: float(size) for side, size in _SIZE.findall(attribute(shape, "style") or "")}
        wide, high = sizes.get("width", 0.0) / 72, sizes.get("height", 0.0) / 72
        data = child(shape, "imagedata")
        if wide >= _WIDE and high >= _HIGH and data is not None:
            yield attribute(data, "id") or "", wide


def _shown_text(element: etree._Element, font: str | None) -> str:
    text = element.text or ""
    if text[:1].isspace() or text[-1:].isspace():
        kept = attribute(element, "space") == "preserve"
        # Word drops outer ASCII spaces that are not said to be kept.
        text = text.replace("\n", " ") if kept else text.strip(" \t\r\n")
    text = without_unseen(text.replace("\r", " ").replace("\n", " "))
    if is_symbol_font(font) or any("\uf000" <= character <= "\uf0ff" for character in text):
        return "".join(symbol_text(character, font) for character in text)
    return text


def _field_mark(element: etree._Element, inline: InlineText, fields: Fields) -> None:
    kind = attribute(element, "fldCharType")
    if kind == "begin":
        box = child(element, "ffData", "checkBox")
        if box is not None and fields.shown:
            state = child(box, "checked")
            inline.parts.append(
                tick_box(switched_on(child(box, "default") if state is None else state))
            )
        fields.open.append(False)
    elif kind == "separate" and fields.open:
        fields.open[-1] = True
    elif kind == "end" and fields.open:
        fields.open.pop()


def _content_control(
    element: etree._Element, inline: InlineText, fields: Fields, hidden: frozenset[str]
) -> None:
    properties = child(element, "sdtPr")
    box = child(properties, "checkbox")
    if box is not None:
        if fields.shown:
            inline.parts.append(tick_box(switched_on(child(box, "checked"))))
        return
    content = child(element, "sdtContent")
    if content is not None and not switched_on(child(properties, "showingPlcHdr")):
        _walk(content, inline, fields, hidden)


def _alternate(
    element: etree._Element,
    inline: InlineText,
    fields: Fields,
    hidden: frozenset[str],
    font: str | None = None,
) -> None:
    """Take one of the alternatives: the newer one, else what older programs show."""
    for wanted in ("Choice", "Fallback"):
        chosen = child(element, wanted)
        if chosen is not None and len(chosen):
            for part in chosen:
                if local(part) == "r":
                    _run(part, inline, fields, hidden)
                else:
                    _run_part(part, inline, fields, hidden, font)
            return
