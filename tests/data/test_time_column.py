from __future__ import annotations

import pytest

from movierec_gui.data.sniffing import ColumnChoice, TableShape
from movierec_gui.data.time_column import with_found_times

ROWS = [["1", "10", "4", "1500000000", "1995-10-30"], ["2", "10", "3", "1500000060", "1995-10-30"]]


def found(*names: str, rows: list[list[str]] = ROWS) -> int | None:
    shape = TableShape(",", ("user", "item", "rating", *names), 3 + len(names), b"\n", 0, 2, "utf-8")
    return with_found_times(ColumnChoice(0, 1, 2), shape, rows).timestamp


@pytest.mark.parametrize(
    "name",
    ["rating_time", "event_time", "epoch", "updated_at", "updatedAt", "date_added", "modified", "unix_stamp", ""],
)
def test_a_column_that_speaks_of_times_and_holds_them_is_found(name: str) -> None:
    assert found(name) == 3


@pytest.mark.parametrize(
    "name", ["price", "votes", "tmdbId", "format", "category", "release_time", "birthdate", "runtime"]
)
def test_a_column_that_speaks_of_something_else_is_not(name: str) -> None:
    assert found(name) is None


def test_of_two_that_one_counts_that_speaks_of_ratings() -> None:
    assert found("updated_at", "date_rating_given") == 4


def test_small_numbers_are_no_times() -> None:
    assert found("event_time", rows=[["1", "10", "4", "3"], ["2", "10", "3", "4"]]) is None


def test_empty_cells_do_not_count_and_a_column_of_them_is_none() -> None:
    assert found("event_time", rows=[["1", "10", "4", ""], ["2", "10", "3", "2018-05-01"]]) == 3
    assert found("event_time", rows=[["1", "10", "4", ""], ["2", "10", "3"]]) is None


def test_a_column_that_is_known_stays() -> None:
    shape = TableShape(",", ("user", "item", "rating", "timestamp", "event_time"), 5, b"\n", 0, 2, "utf-8")
    assert with_found_times(ColumnChoice(0, 1, 2, 3), shape, ROWS).timestamp == 3
    headless = TableShape(",", (), 4, b"\n", 0, 1, "utf-8")
    assert with_found_times(ColumnChoice(0, 1, 2), headless, ROWS).timestamp is None


@pytest.mark.parametrize(
    ("texts", "are_times"),
    [
        (["99999999"], False),
        (["100000000"], True),
        (["2018-05-01"] * 9 + ["soon"], True),
        (["2018-05-01"] * 8 + ["soon"] * 2, False),
    ],
)
def test_nine_of_ten_cells_have_to_be_times(texts: list[str], are_times: bool) -> None:
    assert found("event_time", rows=[["1", "10", "4", text] for text in texts]) == (3 if are_times else None)
