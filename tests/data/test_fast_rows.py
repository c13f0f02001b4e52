"""Blocks of numbers: every digit counts in its place, and whatever is no digit is refused wherever it stands."""

from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.data.fast_rows import Block, Columns, RowPattern, _as_in_movielens, line_starts
from movierec_gui.data.sniffing import ColumnChoice, TableShape


def whole(*fields: str) -> list[int] | None:
    """The fields, one a line, as numbers."""
    block = Block("".join(f"{field}\n" for field in fields).encode())
    ends = np.cumsum([len(field) + 1 for field in fields]) - 1
    numbers = block.whole(line_starts(ends), ends)
    return None if numbers is None else numbers.tolist()


@pytest.mark.parametrize("width", range(1, 17))
def test_numbers_of_up_to_sixteen_digits_are_read(width: int) -> None:
    fields = ["9876543210123456"[:width], "9" * width, "1" + "0" * (width - 1)]
    assert whole(*fields) == [int(field) for field in fields]


@pytest.mark.parametrize("width", range(1, 17))
@pytest.mark.parametrize("letter", [":", "/", "a", "-", " ", "p"])
def test_what_is_no_digit_is_refused_in_every_place(width: int, letter: str) -> None:
    for place in range(width):
        field = "9" * place + letter + "0" * (width - place - 1)
        assert whole("5", field) is None, field


def test_longer_numbers_and_empty_fields_are_left_to_others() -> None:
    assert whole("1" * 17) is None
    assert whole("1", "") is None


@pytest.mark.parametrize(("fields", "read"), [(["0", "7"], True), (["7", "07"], False), (["0", "00"], False)])
def test_an_id_that_begins_with_a_zero_is_a_text(fields: list[str], read: bool) -> None:
    block = Block("".join(f"{field}\n" for field in fields).encode())
    ends = np.cumsum([len(field) + 1 for field in fields]) - 1
    assert (block.identifiers(line_starts(ends), ends) is not None) == read


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        (["3.5", "0.0", "9.9"], [3.5, 0.0, 9.9]),
        (["4", "10"], [4, 10]),
        (["4", "3.5", "100"], [4, 3.5, 100]),
        (["3.:", "1.0"], None),
        (["/.5", "1.0"], None),
        (["4", "3.x"], None),
        (["3.55"], None),
        ([".55"], None),
    ],
)
def test_ratings_have_one_decimal_at_most(fields: list[str], values: list[float] | None) -> None:
    block = Block("".join(f"{field}\n" for field in fields).encode())
    ends = np.cumsum([len(field) + 1 for field in fields]) - 1
    found = block.decimal(line_starts(ends), ends)
    assert (None if found is None else found.tolist()) == (None if values is None else pytest.approx(values))


@pytest.mark.parametrize(("delimiter", "newline"), [(",", "\n"), ("::", "\n"), ("\t", "\r\n"), ("::", "\r\n")])
def test_rows_of_every_form_are_parsed_whole_or_not_at_all(delimiter: str, newline: str) -> None:
    pattern = RowPattern(TableShape(delimiter, (), 4, newline.encode(), 0, 1, "utf-8"), ColumnChoice(0, 1, 2, 3))

    def parse(*rows: tuple[str, ...]) -> Columns | None:
        return pattern.parse("".join(delimiter.join(row) + newline for row in rows).encode())

    columns = parse(("1", "10", "3.5", "100"), ("20", "9", "4.0", "7"))
    assert columns is not None
    assert (columns.users.tolist(), columns.movies.tolist()) == ([1, 20], [10, 9])
    assert (columns.values.tolist(), columns.timestamps.tolist()) == ([3.5, 4.0], [100, 7])
    good = ("1", "10", "3.5", "100")
    for bad in (("1", "10", "3.5"), ("1", "10", "3.5", "1", "2"), ("x", "1", "2", "3"), ('"1"', "10", "3.5", "1")):
        assert parse(good, bad) is None, bad
    assert parse() is None


def test_a_rating_that_is_missing_at_the_end_of_all_is_in_doubt() -> None:
    shape = TableShape(",", ("user", "movie", "rating"), 0, b"\n", 3, 2, "utf-8")
    assert RowPattern(shape, ColumnChoice(0, 1, 2)).parse(b"1,2,\n") is None


@pytest.mark.parametrize(
    "rows",
    [
        ["12,318,4.0,1112486027", "12,1,0.5,999999999", "13,131262,5.0,1000000000"],
        ["1,1,0.5,100000000", "9,9,9.9,9999999999"],
        ["12345678,5,3.5,1112486027"],
    ],
)
def test_rows_of_movielens_are_read_from_their_end_as_any_rows(rows: list[str]) -> None:
    lines = "".join(f"{row}\n" for row in rows).encode()
    columns = _as_in_movielens(Block(lines))
    assert columns is not None
    fields = [row.split(",") for row in rows]
    assert columns.users.tolist() == [int(row[0]) for row in fields]
    assert columns.movies.tolist() == [int(row[1]) for row in fields]
    assert columns.values.tolist() == [np.float32(row[2]) for row in fields]
    assert columns.timestamps.tolist() == [int(row[3]) for row in fields]


GOOD = "12,318,4.0,1112486027"


@pytest.mark.parametrize(
    "row",
    [
        "1,318,4.0,1112486027", "123,318,4.0,1112486027", "x2,318,4.0,1112486027", "12,31x,4.0,1112486027",
        "12,,4.0,1112486027", "12,318,4,1112486027", "12,318,44.0,1112486027", "12,318,4.x,1112486027",
        "12,318,x.0,1112486027", "12,318,4,0,1112486027", "12,318,4.0,111248602", "12,318,4.0,11124860", "12,318,4.0,",
        "12,318,4.0,x112486027", "12,318,4.0,1x12486027", "12,318,4.0,11124860x7", "12,318,4.0,11112486027", "",
        "12,318,1,4.0,1112486027", "02,318,4.0,1112486027", "12,018,4.0,1112486027", "12,318,4.0,1112486027,",
    ],
)  # fmt: skip
def test_a_row_in_another_form_is_read_otherwise_or_the_same(row: str) -> None:
    pattern = RowPattern(TableShape(",", (), 4, b"\n", 0, 1, "utf-8"), ColumnChoice(0, 1, 2, 3))
    lines = f"{GOOD}\n{row}\n{GOOD}\n".encode()
    found = pattern.parse(lines)
    pattern._patience = 0
    expected = pattern.parse(lines)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        for one, other in zip(vars(found).values(), vars(expected).values(), strict=True):
            assert one.tolist() == other.tolist()


@pytest.mark.parametrize("width", range(1, 9))
@pytest.mark.parametrize("users", ["1112223", "1111111", "1213141", "1223334"])
def test_a_user_of_several_rows_is_read_in_each(width: int, users: str) -> None:
    names = [user * width for user in users]
    found = _as_in_movielens(Block("".join(f"{name},318,4.0,1112486027\n" for name in names).encode()))
    assert found is not None
    assert found.users.tolist() == [int(name) for name in names]


@pytest.mark.parametrize("odd", ["0123456", "123456a", "12345:7", "x234567"])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_an_odd_user_among_several_rows_is_found(odd: str, place: int) -> None:
    names = ["1234567"] * 5
    names[place] = odd
    assert _as_in_movielens(Block("".join(f"{name},318,4.0,1112486027\n" for name in names).encode())) is None
