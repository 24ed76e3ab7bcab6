from __future__ import annotations

from parser.readers import read
from parser.readers.page import Char, Rule
from parser.readers.pdf_marks import without_marks, without_struck
from tests.test_parser_readers_pdf import drawn, texts


def line(text: str, x: float, *, base: float = 100.0, size: float = 10.0) -> list[Char]:
    """Return characters half as wide as they are high, ``size`` points."""
    return [
        Char(char, x + at * size / 2, base - 0.9 * size, x + (at + 1) * size / 2, base + 0.1, base)
        for at, char in enumerate(text)
    ]


def text_of(chars: list[Char]) -> str:
    return "".join(char.text for char in chars)


def test_a_raised_figure_behind_a_number_is_none_of_its_digits() -> None:
    chars = line("17", 60) + line("1", 70, base=96, size=6) + line("235", 120)
    assert text_of(without_marks(chars)) == "17235"


def test_a_raised_figure_behind_a_unit_is_its_power_and_stands_on_its_line() -> None:
    chars = without_marks(line("40m", 60) + line("2", 75, base=96, size=6))
    assert text_of(chars) == "40m²"
    assert {char.base for char in chars} == {100.0}


def test_smaller_figures_on_the_line_and_figures_apart_stay() -> None:
    for other in (line("8", 70, size=6), line("8", 90, base=96, size=6)):
        assert text_of(without_marks(line("17", 60) + other)) == "178"


def test_what_a_stroke_runs_through_is_left_out_and_said() -> None:
    chars = line("77495", 60)
    stroke, ruling, underline = Rule(95.5, 60, 70), Rule(95.5, 20, 300), Rule(100.5, 60, 85)
    kept, rules, struck = without_struck(chars, [stroke, ruling, underline])
    assert (text_of(kept), rules, struck) == ("495", [ruling, underline], ("77",))


def test_a_document_says_what_it_holds_struck_through() -> None:
    words = [(60.0, 100.0, "The office of roads received 31 letters")]
    words += [(60.0, 120.0, "Struck")]
    document = read(drawn(words, [(60, 117, 88, 117)]), name="a.pdf")
    assert texts(document) == ["The office of roads received 31 letters"]
    assert [(code, message) for code, message, _ in document.problems] == [
        ("text-struck", "left out: Struck")
    ]
