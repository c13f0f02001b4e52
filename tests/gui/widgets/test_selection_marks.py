"""The selection in a table of movies, whichever tab it was made in."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from movierec_gui.data.dataset_tables import dataset_tables
from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.filter_bar import FilterBar
from movierec_gui.gui.widgets.ground_delegate import MARK_ROLE
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.table_view import SearchableTable

COLUMNS = (ColumnView("title", "Title"), ColumnView("mean", "Mean", digits=2), ColumnView("count", "Ratings", digits=0))


@pytest.fixture
def table(keep, workspace, tiny_dataset):
    made = SearchableTable(COLUMNS, FilterBar(("title",)), workspace.start_job, "movies")
    keep(made)
    made.resize(700, 500)
    made.follow_selection(workspace)
    made.set_table(dataset_tables(tiny_dataset).movies)
    made.show()
    return made


def _marked(table):
    return [row for row in range(table.model.rowCount()) if table.model.index(row, 0).data(MARK_ROLE)]


def test_selected_movies_carry_a_bar(workspace, table, pixels_of):
    assert _marked(table) == []
    workspace.select_movies([2, 5], "test")
    assert _marked(table) == [2, 5]
    place = table.view.visualRect(table.model.index(2, 0))
    pixels = pixels_of(table.view.viewport())
    assert pixels.at(place.left() + 1, place.center().y()) == theme_colors().accent
    assert pixels.at(place.left() + 1, place.center().y() + 26) != theme_colors().accent


def test_only_selected_shows_them_alone_and_follows(workspace, table):
    assert not table.only_selected.isEnabled()
    workspace.select_movies([2, 5], "test")
    assert table.only_selected.text() == "Only selected (2)"
    table.only_selected.click()
    assert table.shown_rows.tolist() == [2, 5]
    workspace.select_movies([7], "test")
    assert table.shown_rows.tolist() == [7]
    workspace.clear_selection()
    assert table.shown_rows.tolist() == []
    table.only_selected.click()
    assert len(table.shown_rows) == 60


def test_the_filter_holds_for_the_next_table(workspace, table, tiny_dataset):
    workspace.select_movies([2, 5], "test")
    table.only_selected.click()
    table.set_table(dataset_tables(tiny_dataset).movies)
    assert table.shown_rows.tolist() == [2, 5]
    assert "selected" not in table.table.columns  # nor in what is exported


def test_ratings_are_marked_by_their_movie(keep, workspace, tiny_dataset):
    made = SearchableTable((ColumnView("title", "Title"),), FilterBar(("title",)), workspace.start_job, "ratings")
    keep(made)
    made.follow_selection(workspace, of_movies=False)
    made.set_table(dataset_tables(tiny_dataset).ratings)
    workspace.select_movies([4], "test")
    made.only_selected.click()
    assert np.array_equal(made.shown_rows, np.flatnonzero(tiny_dataset.ratings.movies == 4))


def test_a_column_of_numbers_shades_its_cells_and_colours_the_map(qtbot, workspace, table, tiny_dataset):
    assert table.colors.menu_of(0) is None
    shade, colour = table.colors.menu_of(1).actions()
    shade.trigger()
    means = tiny_dataset.movie_means
    alphas = [
        table.colors.ground("mean", movie).color().alphaF()
        for movie in (int(np.nanargmin(means)), int(np.nanargmax(means)))
    ]
    assert alphas[0] < 0.01
    assert alphas[1] > 0.5
    assert table.colors.ground("mean", 59) is None  # has no rating
    assert table.colors.ground("count", 0) is None
    table.colors.shade("mean", False)
    assert table.colors.ground("mean", 0) is None
    with qtbot.waitSignal(workspace.column_requested) as told:
        colour.trigger()
    column = told.args[0]
    assert column.title == "Mean"
    assert np.array_equal(column.values, means, equal_nan=True)


def test_a_list_is_copied_whole_where_nothing_is_marked(table):
    table.view.clearSelection()
    table.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 61
    table.view.selectRow(3)
    table.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2
    table.copy_all()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 61
