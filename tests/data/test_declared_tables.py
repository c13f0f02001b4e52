from __future__ import annotations

import pytest

from movierec_gui.data.declared_tables import declared_table

MARKET = "%%MatrixMarket matrix coordinate real general"


@pytest.mark.parametrize(
    ("lines", "lines_before"),
    [
        ([MARKET, "3 3 1", "1 2 3"], 2),
        ([MARKET.upper(), "% users x movies", "", "3 3 1", "1 2 3"], 4),
        (["%%MatrixMarket  matrix coordinate integer symmetric", "3 3 1"], 2),
    ],
)
def test_the_size_of_a_matrix_is_no_row(lines: list[str], lines_before: int) -> None:
    assert declared_table(lines) == (" ", (), 3, lines_before)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        ["1 2 3"],
        [MARKET],
        ["%%MatrixMarket matrix array real general", "2 2", "1"],
        ["%%MatrixMarket matrix coordinate pattern general", "2 2 1", "1 1"],
        ["@relation x", "@attribute a numeric"],
        ["@relation x", "@data", "1,2"],
        ["@data", "1,2,3"],
    ],
)
def test_anything_else_declares_nothing(lines: list[str]) -> None:
    assert declared_table(lines) is None


def test_attributes_are_the_columns() -> None:
    lines = [
        "% c",
        "@Relation 'a b'",
        "@attribute user numeric",
        "@ATTRIBUTE 'the movie' {a,b}",
        '@attribute "r" real',
        "@Data",
    ]
    assert declared_table([*lines, "1,a,2"]) == (",", ("user", "the movie", "r"), 3, 6)
