"""The table of predictions."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication

from movierec_gui.analysis.people import KnownUser, predict_person
from movierec_gui.gui.style import SPACING, theme_colors
from movierec_gui.gui.tabs.predict_tab.prediction_table import COLUMNS, PredictionTable
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish


@pytest.fixture
def table(keep, looking: Workspace, tiny_dataset):
    looking.set_dataset(tiny_dataset)
    looking.set_current_run(looking.store.list()[0].id)
    table = PredictionTable(looking.start_job)
    keep(table)
    table.set_dataset(tiny_dataset)
    table.show_predictions(finish(predict_person(looking.open_current_run(), KnownUser(0))))
    table.show()
    return table


def test_years_and_genres_to_filter_by_are_those_of_the_data(table):
    assert (table.filters.first_year.value(), table.filters.last_year.value()) == (1950, 2009)
    table.filters.genre.setCurrentText("War")
    table.refresh()
    assert [row % 5 for row in table.shown_rows] == [0] * 12


def test_the_least_support_counts_training_ratings(table):
    table.filters.support.setValue(15)
    table.refresh()
    support = table.table.column("support")
    assert len(table.shown_rows) > 0
    assert all(support.at(row) >= 15 for row in table.shown_rows)


def test_going_to_a_hidden_movie_makes_it_the_current_one(table, qtbot):
    table.filters.search.setText("Movie 12")
    table.refresh()
    with qtbot.waitSignals([table.movie_changed, table.movies_selected]):
        table.go_to(30)
    assert table.movie == 30
    assert table.selected_rows() == ()
    table.filters.clear()
    table.refresh()
    assert table.selected_rows() == (30,)


def test_a_click_reports_movies_in_order_of_their_index(table, qtbot):
    with qtbot.waitSignal(table.movies_selected) as selected:
        table.view.selectAll()
    assert selected.args[0] == tuple(range(60))


def test_rated_rows_have_a_ground_of_their_own(table):
    marked = [bool(table.table.column("is_rated").at(row)) for row in table.shown_rows]
    row = marked.index(True)
    other = marked.index(False)
    table.resize(900, 1800)
    picture = table.view.grab().toImage()

    def ground(number):
        rect = table.view.visualRect(table.model.index(number, 1))
        where = table.view.viewport().mapTo(table.view, rect.topLeft())
        return picture.pixelColor(where.x() + 2, where.y() + 2)

    # Rows of the same stripe differ by the mark alone.
    same_stripe = next(n for n, is_marked in enumerate(marked) if not is_marked and n % 2 == row % 2)
    assert ground(row) != ground(same_stripe)
    assert ground(other).isValid()


def test_parts_can_be_hidden_for_somebody_new(table):
    table.show_parts(False)
    hidden = [column.name for number, column in enumerate(COLUMNS) if table.view.isColumnHidden(number)]
    assert hidden == ["residual", "part"]
    table.show_parts(True)
    assert not any(table.view.isColumnHidden(number) for number in range(len(COLUMNS)))


def test_a_reset_table_knows_no_movie(table):
    table.go_to(4)
    table.reset()
    assert table.movie is None
    assert table.count_text == "0 movies"


def test_intervals_are_shown_explained_sorted_by_width_and_copied(table, qtbot):
    number = [column.name for column in COLUMNS].index("width")
    row = int(table.shown_rows[0])
    low, high = (table.table.column(name).at(row) for name in ("low", "high"))
    assert table.model.index(0, number).data() == f"{low:.1f} – {high:.1f}"
    held = table.model.headerData(number, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "same width for every movie" in held
    assert re.search(r"of \d+ test ratings, \d+% were inside", held)
    header = table.view.horizontalHeader()
    for order in (sorted, lambda widths: sorted(widths, reverse=True)):
        where = QPoint(header.sectionViewportPosition(number) + 20, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
        widths = [table.table.column("width").at(row) for row in table.shown_rows]
        assert widths == order(widths)
    table.view.selectRow(0)
    table.copy()
    assert re.search(r"\t\d\.\d – \d\.\d\t", QGuiApplication.clipboard().text())


def test_the_bar_spans_the_interval_on_the_scale(table, looking, tiny_dataset):
    predictions = finish(predict_person(looking.open_current_run(), KnownUser(0)))
    low, high = tiny_dataset.scale
    ends = {"low": low + 0.25 * (high - low), "high": low + 0.75 * (high - low)}
    frame = predictions.table.assign(**ends, predicted=3.0, width=ends["high"] - ends["low"])
    table.show_predictions(replace(predictions, table=frame))
    table.resize(1400, 600)
    number = [column.name for column in COLUMNS].index("width")
    rect = table.view.visualRect(table.model.index(0, number))
    picture = table.view.viewport().grab(rect).toImage()
    below_line = picture.height() // 2 + 3
    start = table.view.fontMetrics().horizontalAdvance("0.0 – 0.0") + 16
    colors = [picture.pixelColor(x, below_line).name() for x in range(start, picture.width() - 8)]
    ground = colors[0]
    bar = [place for place, color in enumerate(colors) if color != ground]
    assert bar[0] == pytest.approx(0.25 * len(colors), abs=2)
    assert bar[-1] == pytest.approx(0.75 * len(colors), abs=2)


def test_a_run_without_intervals_has_no_column_for_them(table, looking):
    predictions = finish(predict_person(looking.open_current_run(), KnownUser(0)))
    frame = predictions.table.assign(low=np.nan, high=np.nan, width=np.nan)
    number = [column.name for column in COLUMNS].index("width")
    table.show_predictions(replace(predictions, table=frame, intervals=None, check=None))
    assert table.view.isColumnHidden(number)
    assert table.model.index(0, number).data() == ""
    table.show_predictions(predictions)
    assert not table.view.isColumnHidden(number)


def test_the_tab_key_comes_to_the_filters_before_the_rows(table):
    wanted = [table.hide_rated, table.best, table.view]
    order, widget = [], table.filters.search
    while (widget := widget.nextInFocusChain()) is not table.filters.search:
        order += [widget] if widget in wanted else []
    assert order == wanted


def test_it_reads_from_top_to_bottom(table, words_of):
    assert words_of(table) == [
        "Search titles: Search titles [Search titles (Ctrl+F)]",
        "Genre: All genres [Show only movies of this genre]",
        "Years",
        "From year: 1950 [Show only movies released in t…]",
        "–",
        "To year: 2009 [Show only movies released in t…]",
        "Ratings ≥",
        "Least number of ratings: any [Show only rows with at least t…]",
        "Clear the search and all filters [Clear the search and all filte…]",
        "Hide rated [Show only movies that this per…]",
        "Best",
        "How many of the best to show: all [Of the movies that pass the fi…]",
        "Table of movies: Title | Year | Predicted | 80 % interval |…",
        "60 movies",
    ]


def test_rows_that_lie_apart_are_all_marked(table):
    table.sort_by("title")
    wanted = tuple(int(table.model.rows[place]) for place in (0, 1, 2, 5, 9, 10))
    table.show_selected(wanted)
    assert sorted(table.selected_rows()) == sorted(wanted)
    selection = table.view.selectionModel().selection()
    assert sorted((part.top(), part.bottom()) for part in selection) == [(0, 2), (5, 5), (9, 10)]
    assert all((part.left(), part.right()) == (0, len(table.model.columns) - 1) for part in selection)


def test_marking_what_was_selected_elsewhere_is_no_news(qtbot, table):
    with qtbot.assertNotEmitted(table.movies_selected):
        table.show_selected((3, 4))
    with qtbot.waitSignal(table.movies_selected) as heard:
        table.view.selectRow(0)
    assert heard.args == [(int(table.model.rows[0]),)]


def test_going_to_a_movie_selects_it_and_tells(qtbot, table):
    with qtbot.waitSignals([table.movies_selected, table.movie_changed]):
        table.go_to(7)
    assert table.movie == 7
    assert tuple(table.selected_rows()) == (7,)
    with qtbot.assertNotEmitted(table.movie_changed):
        table.go_to(7)


def test_a_movie_that_is_filtered_out_becomes_the_current_one_all_the_same(qtbot, table):
    table.filters.search.setText("Movie 12")
    qtbot.waitUntil(lambda: len(table.shown_rows) == 1)
    assert not table.select_row(7)
    with qtbot.waitSignal(table.movie_changed) as heard:
        table.go_to(7)
    assert heard.args == [7]
    assert table.movie == 7


def test_the_best_are_those_predicted_highest_whatever_the_order(qtbot, table):
    table.sort_by("title")
    table.best.setValue(3)
    predicted = table.table.column("predicted")
    every = sorted((predicted.at(row) for row in range(60)), reverse=True)
    assert sorted((predicted.at(int(row)) for row in table.shown_rows), reverse=True) == every[:3]
    table.best.setValue(0)
    assert len(table.shown_rows) == 60
    assert table.best.text() == "all"
    assert table.best.maximum() == 1_000_000


def test_filters_come_back(table):
    usual = {"hide_rated": False, "hide_known": False, "only_listed": False, "best": 0}
    changed = {"hide_rated": True, "hide_known": True, "only_listed": True, "best": 4}
    assert table.filter_state() == usual
    table.restore_filters(changed)
    assert table.filter_state() == changed
    table.restore_filters({"hide_rated": "yes", "best": None})
    assert table.filter_state() == usual


def test_parts_and_residuals_can_be_left_out(table):
    names = [column.name for column in table.model.columns]
    table.show_parts(shown=False)
    assert {name for place, name in enumerate(names) if table.view.isColumnHidden(place)} == {"part", "residual"}
    table.show_parts(shown=True)
    assert not any(table.view.isColumnHidden(place) for place in range(len(names)))


def test_highest_predictions_stand_first_and_nothing_is_shown_after_a_reset(table):
    predicted = table.table.column("predicted")
    shown = [predicted.at(int(row)) for row in table.shown_rows]
    assert shown == sorted(shown, reverse=True)
    table.go_to(3)
    table.reset()
    assert table.movie is None
    assert len(table.shown_rows) == 0


@pytest.mark.parametrize("movie", [0, 1, 40])
def test_an_interval_is_a_bar_on_the_scale_with_the_prediction_as_a_mark(table, pixels_of, movie):
    table.resize(1400, 600)
    low, high, predicted = (table.table.column(name).at(movie) for name in ("low", "high", "predicted"))
    table.select_row(movie)
    table.view.clearSelection()
    place = table.model.index_of(movie)
    cell = table.view.visualRect(place.siblingAtColumn([c.name for c in table.model.columns].index("width")))
    picture = pixels_of(table.view.viewport()).rgb[cell.top() : cell.bottom() + 1, cell.left() : cell.right() + 1]
    colors = theme_colors()

    def like(color, tolerance):
        wanted = QColor(color)
        return np.abs(picture - (wanted.red(), wanted.green(), wanted.blue())).max(axis=2) <= tolerance

    on_track = like(colors.scroll, 12).sum(axis=0) == 2
    bar = (picture[:, :, 2] - picture[:, :, 0] > 60).sum(axis=0)
    drawn = (on_track | (bar > 3)).nonzero()[0]
    drawn = drawn[drawn > 60]  # beyond the text
    left, right = drawn.min(), drawn.max()
    scale_low, scale_high = table.intervals.scale
    assert left > 60
    assert right < cell.width() - 4

    def at(value):
        return left + (value - scale_low) / (scale_high - scale_low) * (right - left)

    ends = (bar > 3).nonzero()[0]
    assert ends.min() == pytest.approx(at(low), abs=2.5)
    assert ends.max() == pytest.approx(at(high), abs=2.5)
    assert 7 <= bar[ends].max() <= 9
    mark = like(colors.text, 40)[:, int(left) :].sum(axis=0)
    tall = (mark >= 10).nonzero()[0] + int(left)
    assert 1 <= len(tall) <= 3
    assert tall.mean() == pytest.approx(at(predicted), abs=2)
    marked = like(colors.text, 40)[:, tall[0]].nonzero()[0]
    barred = (picture[:, ends[len(ends) // 4], 2] - picture[:, ends[len(ends) // 4], 0] > 60).nonzero()[0]
    assert barred.min() - marked.min() == marked.max() - barred.max() == 2, "the mark reaches beyond the bar"
    middle = np.nonzero(bar > 3)[0][0]
    rows = (picture[:, middle, 2] - picture[:, middle, 0] > 60).nonzero()[0]
    assert abs(rows.mean() - (picture.shape[0] - 1) / 2) <= 1


def test_a_narrow_column_shows_the_text_alone(table, pixels_of):
    column = [c.name for c in table.model.columns].index("width")
    table.view.setColumnWidth(column, 60)
    table.view.clearSelection()

    def has_bar():
        cell = table.view.visualRect(table.model.index(5, column))
        picture = pixels_of(table.view.viewport()).rgb[cell.top() : cell.bottom(), cell.left() : cell.right()]
        return bool((picture[:, :, 2] - picture[:, :, 0] > 60).any())

    assert not has_bar()
    text = table.view.fontMetrics().horizontalAdvance("0.0 – 0.0") + 2 * SPACING
    table.view.setColumnWidth(column, text + SPACING + 2 * SPACING - 2)  # nearly room for a bar of two distances
    assert not has_bar()
    table.view.setColumnWidth(column, text + SPACING + 2 * SPACING + 2)
    assert has_bar()
