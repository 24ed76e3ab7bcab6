"""Characters of the symbol fonts (Wingdings and its kin) as the characters they show.

Word stores a tick as a letter of a font that has ticks in the letters' places, often moved
to the private use area. Only what bulletins use is mapped; the rest becomes a bullet.
"""

from __future__ import annotations

TICK = "√"
UNTICKED = "□"

_WINGDINGS = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "❖",
    0x77: "◆", 0x9F: "•", 0xA7: "▪", 0xA8: UNTICKED, 0xAB: "★", 0xB2: "☆", 0xD8: "➢", 0xE0: "→",
    0xE8: "➔", 0xF0: "⇨", 0xFB: "×", 0xFC: TICK, 0xFD: "☒", 0xFE: TICK,
}  # fmt: skip
_WINGDINGS2 = {
    0x4F: "×", 0x50: TICK, 0x51: "☒", 0x52: TICK, 0x53: "☒", 0x54: "☒", 0x97: "●", 0x98: "●",
    0xA3: UNTICKED, 0xA2: "■", 0xD5: "×", 0xD6: TICK,
} | {0x69 + index: chr(0x2460 + index - 1) for index in range(1, 11)}  # fmt: skip
_SYMBOL = {
    0xA3: "≤", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈",
    0xD6: TICK, 0xAE: "→", 0xAC: "←", 0xB0: "°", 0xE5: "∑", 0xA5: "∞",
}  # fmt: skip
_WEBDINGS = {0x61: TICK, 0x63: UNTICKED, 0x67: "■", 0x72: "×", 0x6E: "●"}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS2,
    "symbol": _SYMBOL,
    "webdings": _WEBDINGS,
}
_BULLET = "•"


def is_symbol_font(font: str | None) -> bool:
    """Tell whether a font shows other characters than the ones it is given."""
    return (font or "").lower() in _FONTS


def symbol_text(character: str, font: str | None) -> str:
    """Return the character that ``character`` shows in ``font``.

    A private use character that is not known becomes a bullet, never a letter or a digit.
    """
    code = ord(character)
    known = _FONTS.get((font or "").lower())
    if 0xF000 <= code <= 0xF0FF:
        code -= 0xF000
        # Of a font that is not known, Wingdings' ticks are the best guess for this area.
        shown = (known or _WINGDINGS).get(code)
        return shown if shown is not None else (_BULLET if known is None or code > 32 else " ")
    if known is None or code > 0xFF or character.isspace():
        return character
    if known is _SYMBOL and code < 0x40:
        return character  # digits and signs are themselves in the Symbol font
    return known.get(code, _BULLET)


def tick_box(checked: bool) -> str:
    """Return how a check box prints."""
    return TICK if checked else UNTICKED
