"""CJK radicals as the characters they stand for.

Browsers print some characters into PDF as radicals (⼈⽉⺠⻔ for 人月民门): the glyph is the same
and the font's map names the radical. Only the two radical blocks are mapped; compatibility
normalisation of the whole text would rewrite punctuation too and misses most of the second.
"""

from __future__ import annotations

import unicodedata

_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_SUPPLEMENT = {
    ord(radical): character
    for radical, character in zip(
        "⺁⺇⺋⺍⺎⺒⺓⺖⺘⺙⺟⺠⺡⺢⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺶⺷⺸⺻⺼⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂几巳小兀巳幺忄扌攵母民氵氺爫爫丬牛犭王疋目示礻竹糸纟罓罒网罒羊羊羊聿月虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜龟龟",
        strict=True,
    )
}
_MAP = _KANGXI | _SUPPLEMENT


def unify_radicals(text: str) -> str:
    """Return ``text`` with radicals as the characters that look like them.

    >>> unify_radicals("⼈⽉⺠⻔")
    '人月民门'
    """
    return text.translate(_MAP)
