"""Times and genres are written for people; the tables take their choices from the data."""

import pytest

from movierec_gui.data.dataset_tables import dataset_tables
from movierec_gui.data.validation import ValidationIssue, ValidationReport
from movierec_gui.gui.tabs.data_tab.table_pages import (
    issues_table,
    movies_table,
    offer_choices,
    ratings_table,
    show_issues,
    users_table,
    write_genres,
    write_time,
)


@pytest.fixture
def tables(tiny_dataset):
    return dataset_tables(tiny_dataset)


def cells(table, row):
    return [table.model.index(row, column).data() for column in range(table.model.columnCount())]


def test_times_and_genres_are_written_for_people():
    assert write_time(1_000_000_000) == "2001-09-09 01:46"
    assert write_genres("Comedy|Drama") == "Comedy, Drama"


def test_movies_are_listed_and_filtered_by_what_the_data_have(qtbot, tables, tiny_dataset):
    table = movies_table(None)
    qtbot.addWidget(table)
    offer_choices(table, tiny_dataset)
    table.set_table(tables.movies)
    assert cells(table, 0)[0] == "Movie 0"
    assert cells(table, 58)[1] == ""
    assert table.filters.genre.count() == 4
    assert (table.filters.first_year.value(), table.filters.last_year.value()) == (1950, 2009)


def test_ratings_and_users_fit_their_tables(qtbot, tables):
    for make, data in ((ratings_table, tables.ratings), (users_table, tables.users)):
        table = make(None)
        qtbot.addWidget(table)
        table.set_table(data)
        assert all(cells(table, 0))


def test_problems_are_listed_with_file_and_line(qtbot):
    table = issues_table(None)
    qtbot.addWidget(table)
    issues = (
        ValidationIssue("ratings.csv", 12, "malformed row", False, "'1,2'"),
        ValidationIssue("movies.csv", 0, "no movie list", True),
    )
    show_issues(table, ValidationReport(issues, 20, 19, {"malformed row": 1, "no movie list": 1}))
    assert cells(table, 0) == ["ratings.csv", "12", "malformed row", "skipped", "'1,2'"]
    assert cells(table, 1) == ["movies.csv", "", "no movie list", "kept", ""]
    show_issues(table, ValidationReport())
    assert table.model.rowCount() == 0
