from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.cli.text_table import cell, number, table_lines, text

COLUMNS = (number("Id", ""), text("Title", cut=True), number("MSE", ".2f"))
ROWS = [(7, "A title that goes on and on and on", 0.5), (12, "[REC] (2007)", None)]


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert table_lines(COLUMNS, ROWS) == [
        "Id  Title                                MSE",
        " 7  A title that goes on and on and on  0.50",
        "12  [REC] (2007)                           -",
    ]


def test_long_texts_are_cut_to_fit() -> None:
    lines = table_lines(COLUMNS, ROWS, width=30)
    assert max(map(len, lines)) <= 30
    assert lines[1] == " 7  A title that goes o…  0.50"
    assert lines[2] == "12  [REC] (2007)             -"


def test_a_column_keeps_its_beginning_and_numbers_are_never_cut() -> None:
    lines = table_lines(COLUMNS, ROWS, width=5)
    assert lines[1] == " 7  A title tha…  0.50"


def test_wide_letters_count_twice() -> None:
    lines = table_lines([text("Title"), text("x")], [("七人の侍", "|"), ("Heat", "|")])
    assert lines[1:] == ["七人の侍  |", "Heat      |"]


def test_no_rows_leave_the_heading() -> None:
    assert table_lines(COLUMNS, []) == ["Id  Title  MSE"]


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (1234567, ",", "1,234,567"),
        (0.12345, ".2f", "0.12"),
        (np.float32(0.5), ".1f", "0.5"),
        (float("nan"), ".2f", "-"),
        (None, ",", "-"),
        (True, ",", "yes"),
        ("1.5", ".2f", "1.5"),
    ],
)
def test_cells(value: object, form: str, words: str) -> None:
    assert cell(value, form) == words


def test_in_a_pipe_nothing_is_cut_wrapped_coloured_or_read_as_markup() -> None:
    title = "[bold]" + "a very long name " * 2000 + "\nwith a line of its own"
    heading, line = table_lines([text("Title", cut=True), number("x")], [(title, 1)])
    assert line == title.replace("\n", " ") + "  1"
    assert "\x1b" not in heading + line
