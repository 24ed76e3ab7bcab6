"""Tokens to clauses: what stands between two separators, with brackets nested beneath.

A clause's ``shape`` has one letter for each of its tokens, so that the grammar's rules are
short patterns over letters (see ``LETTERS``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parser.narrative.lexicon import TokenKind
from parser.narrative.tokens import Token

LETTERS: dict[TokenKind, str] = {
    "time": "t", "entity": "e", "words": "w", "number": "n", "base": "b", "prior": "y",
    "change": "c", "reach": "r", "from": "f", "share": "s", "respectively": "d", "each": "a",
    "level": "z", "done": "o", "among": "i", "least": "l", "most": "u", "peer": "x",
}  # fmt: skip
"""The letter of each class of token in a clause's shape."""

_FILLER = re.compile(
    r"(?:为|达到?|是|有|共计?|总计|合计|共有|计|约|近|超过?|逾|突破|了|的|也|已|则|仅|在|将|又|并|之多|左右|分|只|而"
    r"|其|还|相比|比较|对比|[“”\"'\-—])+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Tokens without separators; ``before``/``after`` are the separators' kinds.

    ``inner`` are the clauses of the bracket that closes it, ``depth`` how deep it stands.
    """

    tokens: tuple[Token, ...]
    before: str
    after: str
    inner: tuple[Clause, ...] = ()

    @property
    def shape(self) -> str:
        """One letter a token."""
        return "".join(LETTERS[token.kind] for token in self.tokens)


def is_filler(text: str) -> bool:
    """Tell whether ``text`` is only copulas, adverbs and particles."""
    return _FILLER.fullmatch(text) is not None


def sentences(tokens: Sequence[Token]) -> Iterator[tuple[tuple[Clause, ...], str]]:
    """Yield each sentence's clauses with the mark that ends it (``。``, ``;`` or nothing)."""
    held: list[Token] = []
    depth = 0
    for token in tokens:
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if token.kind == "stop" and depth <= 0:
            yield tuple(_with_extremes(_clauses(_flatten(held)))), token.text
            held, depth = [], 0
        else:
            held.append(token)
    if held:
        yield tuple(_with_extremes(_clauses(_flatten(held)))), ""


def _share_as_noun(tokens: Sequence[Token]) -> Iterator[Token]:
    """Make 占比 a word where what it is bounded by or compared with follows: 占比超过50%的有."""
    for order, token in enumerate(tokens):
        after = tokens[order + 1] if order + 1 < len(tokens) else None
        bound = after is not None and (
            after.kind == "least"
            or (after.kind == "words" and re.match("超|低|高|达不|不足|最|排|居|前|后", after.text))
        )
        yield replace(token, kind="words") if token.text == "占比" and bound else token


_EXTREME = re.compile("(?:最[高低多少好差快慢长短大]|居首|居前|垫底|第一)$")


def _with_extremes(clauses: Iterator[Clause]) -> Iterator[Clause]:
    """Join what is highest with the figure that follows it: 甲区办理率最高，达95.8%."""
    held: Clause | None = None
    for clause in clauses:
        if held is not None:
            first = clause.tokens[0] if clause.tokens else None
            counted = first is not None and (
                first.kind == "number" or (first.kind == "words" and is_filler(first.text))
            )
            if counted and any(token.kind == "number" for token in clause.tokens[:2]):
                clause = replace(clause, tokens=held.tokens + clause.tokens, before=held.before)
            else:
                yield held
            held = None
        last = clause.tokens[-1] if clause.tokens else None
        bare = all(token.kind in ("words", "entity") for token in clause.tokens)
        extreme = last is not None and _EXTREME.search(last.text) is not None
        if extreme and bare and clause.after == "comma" and not clause.inner:
            held = clause
        else:
            yield clause
    if held is not None:
        yield held


def _flatten(tokens: Sequence[Token]) -> list[Token]:
    """Make brackets without a number part of the words before them: 易拉宝(海报)."""
    result: list[Token] = []
    order = 0
    while order < len(tokens):
        token = tokens[order]
        if token.kind != "open":
            result.append(token)
            order += 1
            continue
        close = _matching(tokens, order)
        inner = tokens[order + 1 : close]
        if inner and all(t.kind in ("time", "words") for t in inner) and inner[0].kind == "time":
            result += [t for t in inner if t.kind == "time"]
            order = close + 1
            continue
        if any(t.kind in ("number", "level", "done") for t in inner):
            result.append(token)
            order += 1
            continue
        end = tokens[close].end if close < len(tokens) else tokens[-1].end
        text = "(" + "".join(t.text for t in inner) + ")"
        if result and result[-1].kind == "words":
            last = result.pop()
            result.append(replace(last, end=end, text=last.text + text))
        elif not (result and result[-1].kind in ("number", "entity")):
            result.append(replace(token, kind="words", end=end, text=text))
        order = close + 1
    return _merge_words(list(_share_as_noun(result)))


def _merge_words(tokens: Sequence[Token]) -> list[Token]:
    merged: list[Token] = []
    for token in tokens:
        if merged and token.kind == merged[-1].kind == "words":
            last = merged.pop()
            token = replace(last, end=token.end, text=last.text + token.text)
        merged.append(token)
    return merged


def _matching(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for order in range(opening, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[order].kind, 0)
        if depth == 0:
            return order
    return len(tokens)


def _clauses(tokens: Sequence[Token]) -> Iterator[Clause]:
    """Split at separators; a list of bare numbers stays one clause (分别为5、3和2件)."""
    clauses: list[Clause] = []
    held: list[Token] = []
    inner: tuple[Clause, ...] = ()
    before = ""
    order = 0

    def close(after: str) -> None:
        nonlocal held, inner, before
        if held or inner:
            tokens_held = tuple(_with_units(held))
            clauses.append(Clause(tokens=tokens_held, before=before, after=after, inner=inner))
        held, inner, before = [], (), after

    while order < len(tokens):
        token = tokens[order]
        if token.kind == "open":
            end = _matching(tokens, order)
            group = tuple(_clauses(tokens[order + 1 : end]))
            follows = tokens[end + 1].kind if end + 1 < len(tokens) else "stop"
            inner = (*inner, *group)
            if follows not in ("comma", "item", "colon", "stop", "close", "open"):
                close("bracket")
            order = end + 1
            continue
        if token.kind in ("comma", "item", "colon", "close", "stop"):
            told = any(one.kind == "respectively" for one in held)  # 分别为93%,1.2%,0.8%
            listed = token.kind == "item" or (token.kind == "comma" and told)
            if not (listed and _continues(held, tokens, order)):
                close(token.kind)
        else:
            if _says_more(held, token) or _goes_on(held, tokens[order : order + 3]):
                close("comma")
            held.append(token)
        order += 1
    close("")
    yield from clauses


_FIGURE = re.compile("[tidaw]*[ew][tewal]*n")
_CHANGE = re.compile("[tb]*cn")


def _says_more(held: Sequence[Token], token: Token) -> bool:
    """Tell whether ``token`` opens what is said of a figure with no comma: 受理3件|同比增长5%."""
    if token.kind not in ("share", "base", "change") or not held:
        return False
    before = held[:-1] if held[-1].kind == "words" and is_filler(held[-1].text) else held
    shape = "".join(LETTERS[one.kind] for one in before)
    if token.kind == "base" and _CHANGE.fullmatch(shape):
        return True  # 同比下降5%|环比上升3%
    return _FIGURE.fullmatch(shape) is not None


_TOLD = re.compile("[tidaew]*(?:s[dewa]*|[tb]*c)n")


def _goes_on(held: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Tell whether another figure follows a share or change with no comma: 占60%|办结率98%."""
    if rest[0].kind not in ("words", "entity") or re.match("的|左右|以", rest[0].text):
        return False
    more = any(token.kind == "number" for token in rest[1:])
    return more and _TOLD.fullmatch("".join(LETTERS[one.kind] for one in held)) is not None


def _with_units(tokens: Sequence[Token]) -> Iterator[Token]:
    """Give the bare numbers of a list the unit that only its last one prints (0.3、0.8和1.5天)."""
    last = tokens[-1] if tokens else None
    listed = len(tokens)
    while listed and tokens[listed - 1].kind == "number":
        listed -= 1
    for order, token in enumerate(tokens):
        points = last is not None and last.unit == "个百分点" and token.unit == "个"
        bare = order >= listed and (token.unit is None or points)
        yield replace(token, unit=last.unit) if bare and last else token


def _continues(held: Sequence[Token], tokens: Sequence[Token], order: int) -> bool:
    """Tell whether the item separator at ``order`` stands within a list of bare numbers."""
    if not held or held[-1].kind != "number":
        return False
    rest = [t.kind for t in tokens[order + 1 : order + 3]]
    if rest == ["change", "number"] and any(t.kind == "respectively" for t in held):
        return True  # 分别增长9.1%和下降3.5%
    return (
        bool(rest)
        and rest[0] == "number"
        and (len(rest) == 1 or rest[1] in ("item", "comma", "stop", "close", "open"))
    )
