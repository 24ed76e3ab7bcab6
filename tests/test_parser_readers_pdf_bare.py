"""Tables without rulings, drawn as programs set them: cells wrapped, numbers broken."""

from __future__ import annotations

from parser.document import Locator, RawCell
from parser.readers import read
from parser.readers.page import Char
from parser.readers.pdf_joining import PageTable, joined_pages, joined_table
from parser.readers.pdf_lines import Line, line_of
from parser.readers.pdf_paragraphs import furniture
from tests.test_parser_readers_pdf import drawn, rows, tables, texts

Words = list[tuple[float, float, str]]
HALF = 7.0
"""Half the distance of two lines of a cell, in letters of ten points."""
HEADER: Words = [(60, 60, "No"), (110, 60, "Name"), (200, 60, "In"), (300, 60, "Out")]
HEADER += [(400, 60, "Rate")]


def row(y: float, key: str, name: str, *figures: str) -> Words:
    """Return a row of the table under ``HEADER``."""
    xs = (200, 300, 400)
    cells = [(60, key), (110, name), *zip(xs, figures, strict=False)]
    return [(x, y, text) for x, text in cells if text]


def numbered(y: float, step: float, count: int) -> Words:
    """Return rows of whole figures, a ``step`` apart."""
    return [
        word
        for at in range(count)
        for word in row(y + step * at, str(at + 1), f"Office {'abcdefgh'[at]}", "120", "45", "88%")
    ]


def test_a_number_that_a_narrow_column_breaks_around_its_row_is_whole_and_doubtful() -> None:
    words = HEADER + numbered(90, 40, 4)
    for at, key in enumerate("56"):
        y = 250 + 40 * at
        words += [*row(y, key, "Office x", "310", "200"), (400, y - HALF, "98.7")]
        words += [(400, y + HALF, "6%")]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    assert rows(table)[-2:] == [
        ["5", "Office x", "310", "200", "98.76%"],
        ["6", "Office x", "310", "200", "98.76%"],
    ]
    assert [cell.doubt for cell in table.cells if cell.text == "98.76%"] == [0.1, 0.1]


def test_a_sign_of_percent_below_its_number_leaves_no_doubt() -> None:
    words = HEADER + numbered(90, 40, 4)
    words += [*row(250, "5", "Office x", "310", "200"), (400, 250 - HALF, "99.8")]
    words += [(402, 250 + HALF, "%")]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    assert rows(table)[-1] == ["5", "Office x", "310", "200", "99.8%"]
    assert not any(cell.doubt for cell in table.cells)


def test_a_total_whose_numbers_are_broken_around_its_name_is_one_row() -> None:
    words = HEADER + numbered(90, 40, 5)
    words += [(200, 290 - HALF, "4819"), (300, 290 - HALF, "4165"), (400, 290 - HALF, "99.9")]
    words += [(110, 290, "Total")]
    words += [(200, 290 + HALF, "4"), (300, 290 + HALF, "3"), (400, 290 + HALF, "%")]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    assert rows(table)[-1] == ["", "Total", "48194", "41653", "99.9%"]
    assert [c.doubt for c in table.cells if c.row == table.row_count - 1] == [0, 0, 0.1, 0.1, 0]


def test_rows_set_close_stay_apart() -> None:
    words = HEADER + numbered(76, 11, 6) + [(110, 142, "Total"), (200, 142, "720")]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    assert [line[0] for line in rows(table)] == ["No", *"123456", ""]
    assert rows(table)[-1] == ["", "Total", "720", "", ""]


def test_wrapped_names_stand_around_their_figures_or_below_them() -> None:
    around, below = list(HEADER), list(HEADER)
    for at in range(5):
        y = 100 + 36 * at
        around += [*row(y, str(at + 1), "", "31", "20", "8%"), (110, y - HALF, f"Upper{at}")]
        around += [(110, y + HALF, "lower")]
        below += [*row(y, str(at + 1), f"Upper{at}", "31", "20", "8%"), (110, y + 14, "lower")]
    for words in (around, below):
        found = rows(tables(read(drawn(words), name="a.pdf"))[0])
        assert [line[1].replace("\n", "").replace(" ", "") for line in found[1:]] == [
            f"Upper{at}lower" for at in range(5)
        ]
        assert [line[0] for line in found[1:]] == list("12345")


def test_a_group_alone_above_its_columns_is_of_the_header_and_a_caption_is_not() -> None:
    columns = [(60, 74, "Name"), (200, 74, "In"), (300, 74, "Out"), (400, 74, "Rest")]
    body = [
        (x, 92 + 16 * at, text)
        for at in range(5)
        for x, text in ((60, f"Office {at}"), (200, "120"), (300, "45"), (400, "75"))
    ]
    grouped = [
        (60.0, 40.0, "The month of May, all offices of the county, by case"),
        (240.0, 57.0, "Cases"),
        *columns,
        *body,
    ]
    found = tables(read(drawn(grouped), name="a.pdf"))[0]
    assert "Cases" in [cell.text for cell in found.cells if cell.row == 0]
    caption = "Cases of the offices in May"
    document = read(drawn([(180, 60, caption), *columns, *body]), name="a.pdf")
    assert caption in texts(document)
    assert rows(tables(document)[0])[0] == ["Name", "In", "Out", "Rest"]


def test_the_first_line_of_wrapped_cells_above_the_first_figures_is_no_header() -> None:
    words = list(HEADER)
    for at in range(5):
        y = 100 + 36 * at
        words += [*row(y, str(at + 1), "", "31", "20"), (110, y - HALF, "Upper")]
        words += [(400, y - HALF, "no"), (110, y + HALF, "lower"), (400, y + HALF, "data")]
    found = rows(tables(read(drawn(words), name="a.pdf"))[0])
    assert found[0] == ["No", "Name", "In", "Out", "Rate"]
    assert len(found) == 6


def part(*lines: tuple[str, ...], page: int, spanned: bool = False) -> PageTable:
    """Return a page's part of a table all whose cells are full.

    With ``spanned`` the last row's first cell is also the row's above.
    """
    place = Locator(block=0, page=page)
    cells = [
        RawCell(text=text, row=at, column=column, locator=place)
        for at, line in enumerate(lines)
        for column, text in enumerate(line)
    ]
    if spanned:
        last = len(lines) - 1
        cells = [cell for cell in cells if (cell.row, cell.column) != (last, 0)]
        at = next(k for k, cell in enumerate(cells) if (cell.row, cell.column) == (last - 1, 0))
        cells[at] = RawCell(text=lines[last][0], row=last - 1, column=0, locator=place, row_span=2)
    return PageTable(
        cells=tuple(cells),
        row_count=len(lines),
        edges=tuple(range(0, 50 * len(lines[0]) + 1, 50)),
        box=(0, 0, 100, 40),
        page=page,
        full=frozenset((cell.row, cell.column) for cell in cells),
    )


def test_a_number_broken_over_a_page_is_whole_doubtful_and_keeps_its_other_reading() -> None:
    before = part(("No", "Name", "In", "Rate"), ("18", "Office a", "204", "99.8"), page=1)
    after = part(("", "of land", "0", "%"), ("19", "Office b", "31", "88%"), page=2)
    table = joined_table([before, after], 0, Locator(block=0))
    assert rows(table)[1:] == [
        ["18", "Office a of land", "2040", "99.8%"],
        ["19", "Office b", "31", "88%"],
    ]
    number = next(cell for cell in table.cells if cell.text == "2040")
    assert (number.doubt, number.readings) == (0.1, (("204 0", 0.1),))


def test_as_many_digits_at_a_pages_top_are_another_rows() -> None:
    before = part(("No", "Name", "In"), ("18", "Office a", "204"), page=1)
    for total in ("204", "9,120", "12.5"):
        after = part(("", "Total", total), page=2)
        found = rows(joined_table([before, after], 0, Locator(block=0)))
        assert found[1:] == [["18", "Office a", "204"], ["", "Total", total]]


def test_a_row_under_a_cell_that_spans_rows_is_completed_over_a_page() -> None:
    before = part(("Area", "Name"), ("", "Office a"), ("North", "Office b"), page=1, spanned=True)
    after = part(("", "of land"), ("South", "Office c"), page=2)
    table = joined_table([before, after], 0, Locator(block=0))
    assert rows(table) == [
        ["Area", "Name"],
        ["North", "Office a"],
        ["", "Office b of land"],
        ["South", "Office c"],
    ]


def test_names_that_end_on_the_line_of_their_figures_are_whole() -> None:
    """Rows set close, cells at the bottom: the first line stands nearer to the row above."""
    words = [(x, 60 + 2 * HALF, text) for x, _, text in HEADER]
    names = [("North", "Office"), ("Southern", "Office"), ("West", "Bureau"), ("East", "Office")]
    for at, (upper, lower) in enumerate(names * 2):
        y = 102 + 28 * at
        words += [*row(y, str(at + 1), lower, "31", "20", "8%"), (110, y - 14, upper)]
    found = rows(tables(read(drawn(words), name="a.pdf"))[0])
    assert found[0] == ["No", "Name", "In", "Out", "Rate"]
    assert [line[1].split() for line in found[1:]] == [list(name) for name in names * 2]
    assert [line[0] for line in found[1:]] == list("12345678")


def test_rows_whose_names_may_be_divided_in_two_ways_are_doubtful() -> None:
    words, names = list(HEADER), "abcdefghijkl"
    for at in range(6):
        y = 88 + 28 * at
        words += row(y, str(at + 1), f"Upper{names[2 * at]}", "31", "20", "8%")
        words += [(110, y + 14, f"Upper{names[2 * at + 1]}")] if at < 5 else []
    document = read(drawn(words), name="a.pdf")
    table = tables(document)[0]
    assert [code for code, _, _ in document.problems] == ["rows-unsure"]
    doubts = {cell.row: cell.doubt for cell in table.cells if cell.text in ("31", "20", "8%")}
    assert len(doubts) == 6
    assert all(doubts[at] == 0.5 for at in range(1, 6))


def test_words_that_run_over_their_neighbours_figures_are_set_apart() -> None:
    words = HEADER + numbered(90, 20, 5)
    words += [(60, 190, "6"), (110, 190, "Office x of the northern"), (200, 190, "340")]
    words += [(300, 190, "45"), (400, 190, "88%")]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    assert rows(table)[-1] == ["6", "Office x of the northern", "340", "45", "88%"]


def test_a_watermark_across_a_table_is_in_none_of_its_cells() -> None:
    plain = rows(tables(read(drawn(HEADER + numbered(90, 20, 8)), name="a.pdf"))[0])
    document = read(drawn(HEADER + numbered(90, 20, 8), across="Internal 2024"), name="a.pdf")
    assert rows(tables(document)[0]) == plain
    assert texts(document, "header") == ["Internal2024"]


def test_numbers_right_before_names_are_columns_of_their_own() -> None:
    """As spreadsheets print them: numbers to the right, names to the left of their cells."""
    words: Words = [(55, 60, "No"), (80, 60, "Name"), (200, 60, "In"), (300, 60, "Out")]
    for at in range(12):
        key = str(at + 1)
        words += [(70 - 5.56 * len(key), 80 + 14 * at, key), (72, 80 + 14 * at, f"Office {at}")]
        words += [(200, 80 + 14 * at, "120"), (300, 80 + 14 * at, "45")]
    found = rows(tables(read(drawn(words), name="a.pdf"))[0])
    assert found[0] == ["No", "Name", "In", "Out"]
    assert found[12] == ["12", "Office 11", "120", "45"]


def test_words_and_figures_on_two_sides_of_a_column_stand_under_its_one_heading() -> None:
    words = list(HEADER)
    for at in range(8):
        y = 90 + 20 * at
        rate = [(380, y, "none")] if at % 3 == 2 else [(416, y, "88%")]
        words += [*row(y, str(at + 1), f"Office {at}", "120", "45"), *rate]
    words = [word if word[2] != "Rate" else (394, 60, "Rate of all") for word in words]
    found = rows(tables(read(drawn(words), name="a.pdf"))[0])
    assert found[0] == ["No", "Name", "In", "Out", "Rate of all"]
    assert [line[4] for line in found[1:4]] == ["88%", "88%", "none"]


def test_an_annex_that_begins_at_a_pages_top_is_a_table_of_its_own() -> None:
    first = part(("No", "Name", "In"), ("1", "Office a", "204"), page=1)
    annex = part(("附件2", "", ""), ("No", "Name", "Out"), ("1", "Office a", "31"), page=2)
    assert len(joined_pages([[first], [annex]])) == 2
    more = part(("2", "Office b", "31"), page=2)
    assert len(joined_pages([[first], [more]])) == 1


def test_a_sign_stays_with_its_figure() -> None:
    words = list(HEADER)
    for at, change in enumerate(["+3,687", "-290", "+12", "+8,953", "-1,100", "+44"]):
        y = 90 + 20 * at
        words += [*row(y, str(at + 1), f"Office {at}", "120", "45")]
        words += [(440 - 5.56 * len(change), y, change)]
    found = rows(tables(read(drawn(words), name="a.pdf"))[0])
    assert [line[4] for line in found[1:]] == ["+3,687", "-290", "+12", "+8,953", "-1,100", "+44"]


def test_a_first_heading_of_two_lines_does_not_set_the_header_to_the_top() -> None:
    """A narrow first column wraps its heading; the others stand in the middle of theirs."""
    words: Words = [(62, 60, "N"), (62, 74, "o"), (110, 67, "Name"), (240, 60, "Cases")]
    words += [(200, 74, "In"), (250, 74, "Out"), (300, 74, "Rest"), (350, 67, "Late")]
    for at in range(5):
        y = 96 + 20 * at
        cells = zip((200, 250, 300, 350), ("120", "45", "75", "2"), strict=True)
        words += [(60, y, str(at + 1)), (110, y, f"Office {at}"), *((x, y, t) for x, t in cells)]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    heads = {cell.text: (cell.column, cell.column_span) for cell in table.cells if cell.row < 2}
    assert heads["Cases"] == (2, 3)
    assert heads["Late"] == (5, 1)


def test_figures_without_a_name_at_a_pages_top_are_doubtful_with_the_row_before() -> None:
    before = part(("No", "Name", "In"), ("18", "Office a", "204"), page=1)
    after = part(("", "", "816"), ("19", "Office b", "31"), page=2)
    table = joined_table([before, after], 0, Locator(block=0))
    doubts = [(cell.text, cell.doubt) for cell in table.cells if cell.doubt]
    assert doubts == [("18", 0.5), ("204", 0.5), ("816", 0.5)]
    named = part(("", "Total", "816"), page=2)
    assert not any(cell.doubt for cell in joined_table([before, named], 0, Locator(block=0)).cells)


def test_page_numbers_of_pages_on_their_side_are_furniture() -> None:
    """Their margin is as wide as on upright pages, and so more of the page's height."""

    def line(text: str, y: float) -> Line:
        chars = [
            Char(one, 380 + 8 * at, y, 388 + 8 * at, y + 15, y + 15) for at, one in enumerate(text)
        ]
        return line_of(chars)

    pages = [[line("业务", 300), line(number, 572)] for number in ("-1-", "一2一", "-3一")]
    assert furniture(pages, [637.0] * 3) == [{1: "footer"}] * 3


def test_a_group_at_the_right_of_columns_that_may_be_its_own_or_not_is_said_to_be_open() -> None:
    # All cells are set to the right and end on one line: where a group begins cannot be seen.
    ends = (80, 160, 240, 320, 400, 480)
    words = [(end - 5.2 * len(text), 74.0, text) for end, text in ((400, "This month"),)]
    heads = ("No", "Name", "Old", "In", "Out", "Rate")
    words += [(end - 5.2 * len(text), 90.0, text) for end, text in zip(ends, heads, strict=True)]
    for at in range(5):
        y = 108.0 + 16 * at
        cells = (str(at + 1), f"Office {at}", "31", "120", "45", "88%")
        words += [(end - 5.2 * len(text), y, text) for end, text in zip(ends, cells, strict=True)]
    document = read(drawn(words), name="a.pdf")
    said = [message for code, message, _ in document.problems if code == "header-ambiguous"]
    assert len(said) == 1
    assert "This month" in said[0]
    assert rows(tables(document)[0])[-1] == ["5", "Office 4", "31", "120", "45", "88%"]


def test_two_headings_over_one_column_are_said_to_be_open() -> None:
    words: Words = [(60, 60, "Kind"), (130, 60, "Name"), (240, 60, "In"), (340, 60, "Out")]
    for at, name in enumerate(("Hall: the office of roads", "Hall: the office of water")):
        for step in range(2):
            words += [
                (60, 80.0 + 32 * at + 16 * step, name),
                (240, 80.0 + 32 * at + 16 * step, "7"),
            ]
            words += [(340, 80.0 + 32 * at + 16 * step, "5")]
    document = read(drawn(words), name="a.pdf")
    assert "header-ambiguous" in [code for code, _, _ in document.problems]


def test_a_long_heading_between_two_lines_of_centred_ones_stays_in_its_table() -> None:
    heads = [(60, 100, "No"), (110, 100, "Name"), (200, 94, "Came"), (270, 94, "Done")]
    heads += [(200, 106, "in"), (270, 106, "at all"), (330, 100, "Work that was told in due time")]
    words: Words = [(x, float(y), text) for x, y, text in heads]
    for at in range(5):
        y = 124.0 + 16 * at
        words += row(y, str(at + 1), f"Office {at}", "12")
        words += [(270, y, "9"), (400, y, "3")]
    table = tables(read(drawn(words), name="a.pdf"))[0]
    assert rows(table)[0] == ["No", "Name", "Came in", "Done at all", heads[-1][2]]


def test_further_columns_of_a_sheet_on_the_next_page_are_no_rows() -> None:
    before = part(("No", "Name", "In", "Out"), ("1", "Alpha", "14", "3"), page=1)
    after = part(("Rate", "By post", "Late", "Asked"), ("99", "3", "0", "7"), page=2)
    rest = part(("2", "Beta", "31", "30"), page=2)
    assert len(joined_pages([[before], [after]])) == 2
    assert len(joined_pages([[before], [rest]])) == 1
