"""Rows are found, filtered and ordered as a person expects; missing values come last and never pass a filter."""

import numpy as np
import pandas as pd
import pytest

from movierec_gui.data.tables import Column, RowQuery, Table, select_rows
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


@pytest.fixture
def movies() -> Table:
    return Table.from_frame(
        pd.DataFrame(
            {
                "id": [10, 20, 30, 40],
                "title": ["Heat", "alien", "The Alien Heat", "Zulu"],
                "year": pd.array([1995, 1979, None, 1964], dtype="Int32"),
                "genres": ["Action|Crime", "Sci-Fi", "", "War"],
                "mean": [4.0, np.nan, 3.0, 4.0],
                "rated": [True, False, False, True],
            }
        )
    )


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (RowQuery(), [0, 1, 2, 3]),
        (RowQuery(text="heat", text_columns=("title",)), [0, 2]),
        (RowQuery(text="HEAT alien", text_columns=("title",)), [2]),
        (RowQuery(text="ＨＥＡＴ álien", text_columns=("title",)), [2]),
        (RowQuery(text="  ", text_columns=("title",)), [0, 1, 2, 3]),
        (RowQuery(text="nothing", text_columns=("title",)), []),
        (RowQuery(text="20", text_columns=("title", "id")), [1]),
        (RowQuery(text="2", text_columns=("id",)), []),
        (RowQuery(parts={"genres": "Crime"}), [0]),
        (RowQuery(parts={"genres": "Cri"}), []),
        (RowQuery(low={"year": 1979}), [0, 1]),
        (RowQuery(high={"year": 1979}), [1, 3]),
        (RowQuery(low={"mean": 3.5}, parts={"genres": "War"}), [3]),
        (RowQuery(flags=("rated",)), [0, 3]),
        (RowQuery(sort_by="title"), [1, 0, 2, 3]),
        (RowQuery(sort_by="title", descending=True), [3, 2, 0, 1]),
        (RowQuery(sort_by="year"), [3, 1, 0, 2]),
        (RowQuery(sort_by="year", descending=True), [0, 1, 3, 2]),
        (RowQuery(sort_by="mean", descending=True), [0, 3, 2, 1]),
        (RowQuery(sort_by="rated"), [1, 2, 0, 3]),
        (RowQuery(flags=("rated",), sort_by="id", descending=True), [3, 0]),
        (RowQuery(best=("mean", 1)), [0]),
        (RowQuery(best=("mean", 9)), [0, 2, 3]),
        (RowQuery(best=("id", 2), high={"id": 30}, sort_by="id", descending=True), [2, 1]),
        (RowQuery(best=("id", 2), text="nothing", text_columns=("title",)), []),
    ],
)
def test_a_query_finds_its_rows_in_order(movies, query, rows):
    assert finish(select_rows(movies, query)).tolist() == rows


def test_repeated_values_are_looked_up_by_code():
    titles = Column(np.array(["Heat", "Alien"], object), np.array([1, 0, 1], np.int32))
    table = Table({"title": titles, "value": Column(np.array([3.0, 4.0, 5.0], np.float32))})
    assert len(table) == 3
    assert [titles.at(row) for row in range(3)] == ["Alien", "Heat", "Alien"]
    assert finish(select_rows(table, RowQuery(text="ali", text_columns=("title",)))).tolist() == [0, 2]
    assert finish(select_rows(table, RowQuery(sort_by="title"))).tolist() == [0, 2, 1]


def test_values_are_plain_and_missing_ones_none(movies):
    assert movies.column("year").at(2) is None
    assert movies.column("mean").at(1) is None
    assert movies.column("year").at(0) == 1995
    assert type(movies.column("rated").at(0)) is bool


def test_an_unknown_column_is_named_with_the_nearest(movies):
    with pytest.raises(UserError, match="title"):
        finish(select_rows(movies, RowQuery(sort_by="titel")))


def test_an_empty_table_has_no_rows():
    assert len(Table({})) == 0
    assert finish(select_rows(Table({}), RowQuery())).tolist() == []


def test_all_rows_are_numbered_once_for_whoever_shows_them(movies):
    rows = finish(select_rows(movies, RowQuery()))
    assert rows is movies.rows
    assert rows.tolist() == list(range(len(movies)))
    with pytest.raises(ValueError, match="read-only"):
        rows[0] = 1


def test_progress_names_each_step(movies):
    query = RowQuery(text="heat", text_columns=("title",), sort_by="mean")
    assert list(dict.fromkeys(event.stage for event in select_rows(movies, query))) == ["Filtering", "Sorting"]
