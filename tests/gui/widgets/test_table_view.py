"""The searchable table: searched and sorted at once or in a job, with a selection that survives."""

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from movierec_gui.data.tables import Column, Table
from movierec_gui.errors import UserError
from movierec_gui.gui.style import apply_text_size
from movierec_gui.gui.widgets.filter_bar import FilterBar
from movierec_gui.gui.widgets.row_page import Kind, PageOf, no_page
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.table_view import SearchableTable
from movierec_gui.progress import finish

COLUMNS = (
    ColumnView("title", "Title"),
    ColumnView("year", "Year", digits=0, grouped=False, help="Year of release"),
    ColumnView("count", "Ratings", digits=0),
    ColumnView("mean", "Mean", digits=2),
)


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "title": ["Heat", "Alien", "Zulu"],
            "year": pd.array([1995, 1979, None], dtype="Int32"),
            "count": [12000, 5, 7],
            "mean": [4.126, 3.0, np.nan],
            "genres": ["Crime", "Sci-Fi", "War|Drama"],
            "rated": [False, True, False],
        }
    )


@pytest.fixture
def table(qtbot, frame):
    filters = FilterBar(("title",), genre_column="genres", year_column="year", support_column="count")
    filters.set_genres(["Crime", "Drama", "Sci-Fi", "War"])
    filters.set_years(1960, 2000)
    widget = SearchableTable(COLUMNS, filters, noun="movies", mark_column="rated")
    qtbot.addWidget(widget)
    widget.set_frame(frame)
    return widget


def titles(table):
    return [table.model.index(row, 0).data() for row in range(table.model.rowCount())]


def test_a_click_on_the_header_sorts_and_blank_values_stay_last(table):
    table.sort_by("mean")
    assert titles(table) == ["Alien", "Heat", "Zulu"]
    table.sort_by("mean", descending=True)
    assert titles(table) == ["Heat", "Alien", "Zulu"]
    assert table.shown_rows.tolist() == [0, 1, 2]


def test_typing_searches_after_a_pause(qtbot, table):
    with qtbot.waitSignal(table.rows_changed):
        qtbot.keyClicks(table.filters.search, "ali")
    assert titles(table) == ["Alien"]
    assert table.count_text == "1 of 3 movies"


@pytest.mark.parametrize(
    ("ask", "found"),
    [
        (lambda bar: bar.genre.setCurrentText("War"), ["Zulu"]),
        (lambda bar: bar.first_year.setValue(1980), ["Heat"]),
        (lambda bar: bar.last_year.setValue(1980), ["Alien"]),
        (lambda bar: bar.support.setValue(6), ["Heat", "Zulu"]),
    ],
)
def test_filters_narrow_and_the_cross_clears_them(qtbot, table, ask, found):
    with qtbot.waitSignal(table.rows_changed):
        ask(table.filters)
    assert titles(table) == found
    assert table.filters.active
    with qtbot.waitSignal(table.rows_changed):
        table.filters.clear()
    assert titles(table) == ["Heat", "Alien", "Zulu"]
    assert not table.filters.active


def test_the_cursor_stays_on_its_movie_when_the_order_changes(table):
    assert table.select_row(1)
    table.sort_by("title")
    assert table.current_row() == 1
    assert table.selected_rows() == (1,)


def test_a_filtered_row_cannot_be_selected(qtbot, table):
    table.filters.search.setText("zulu")
    qtbot.waitUntil(lambda: titles(table) == ["Zulu"])
    assert not table.select_row(0)


def test_selected_rows_are_copied_with_a_header(table):
    table.select_row(0)
    table.copy()
    assert QGuiApplication.clipboard().text() == "Title\tYear\tRatings\tMean\nHeat\t1995\t12,000\t4.13"


def test_a_table_without_a_shown_column_is_refused(table, frame):
    with pytest.raises(UserError, match="mean"):
        table.set_frame(frame.drop(columns="mean"))


class FakeJob(QObject):
    done = Signal()

    def __init__(self, work, on_success):
        super().__init__()
        self.work, self.on_success, self.superseded = work, on_success, False

    def supersede(self):
        self.superseded = True


def test_a_long_table_is_searched_in_a_job_and_a_newer_search_supersedes(qtbot):
    jobs = []

    def start_job(title, work, on_success, on_failure):
        jobs.append(FakeJob(work, on_success))
        return jobs[-1]

    n = 30_000
    long = Table({"value": Column(np.arange(n)[::-1].copy())})
    widget = SearchableTable((ColumnView("value", "Value", digits=0),), FilterBar(("value",)), start_job, "ratings")
    qtbot.addWidget(widget)
    widget.set_table(long)
    assert jobs == []
    assert widget.count_text == "30,000 ratings"

    widget.sort_by("value")
    widget.sort_by("value", descending=True)
    assert [job.superseded for job in jobs] == [True, False]
    jobs[-1].on_success(finish(jobs[-1].work()))
    assert widget.shown_rows.tolist() == list(range(n))

    widget.set_table(long)  # again, now that an order is asked for
    assert len(jobs) == 3
    assert widget.shown_rows[0] == 0
    widget.set_table(Table({"value": Column(np.arange(20_000))}))
    assert jobs[-1].superseded
    assert len(jobs) == 3
    assert widget.shown_rows[0] == 19_999


def test_thirty_two_million_rows_scroll(qtbot):
    n = 32_000_000
    widget = SearchableTable((ColumnView("value", "Value", digits=0),), FilterBar(("value",)), FakeJob, "ratings")
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    widget.set_table(Table({"value": Column(np.arange(n, dtype=np.int32))}))
    widget.show()
    widget.view.scrollToBottom()
    assert widget.view.rowAt(widget.view.viewport().height() - 15) >= n - 2
    assert widget.model.index(n - 1, 0).data() == "31,999,999"


def test_titles_take_half_of_the_room_that_is_left_until_somebody_sets_their_width(table):
    table.show()
    for width in (1200, 800):
        table.resize(width, 300)
        assert table.view.columnWidth(0) == 180 + (table.view.viewport().width() - (180 + 3 * 90)) // 2
    table.view.setColumnWidth(0, 333)
    table.resize(1000, 300)
    assert table.view.columnWidth(0) == 333


def test_titles_are_measured_when_the_table_is_shown_not_before(table, frame):
    before = table.view.columnWidth(0)
    table.set_frame(frame)
    assert table.view.columnWidth(0) == before
    table.resize(1200, 300)
    table.show()
    assert table.view.columnWidth(0) > before


def test_a_search_without_a_match_says_so(qtbot, table):
    table.show()
    table.filters.search.setText("no such movie")
    qtbot.waitUntil(lambda: not titles(table))
    assert table._nothing.isVisible()
    assert table._nothing.text() == "No movies match the search and the filters."
    table.filters.search.setText("")
    qtbot.waitUntil(lambda: len(titles(table)) == 3)
    assert not table._nothing.isVisible()


def test_it_reads_from_top_to_bottom(table, words_of):
    assert words_of(table) == [
        "Search titles: Search titles [Search titles (Ctrl+F)]",
        "Genre: All genres [Show only movies of this genre]",
        "Years",
        "From year: 1960 [Show only movies released in t…]",
        "–",
        "To year: 2000 [Show only movies released in t…]",
        "Ratings ≥",
        "Least number of ratings: any [Show only rows with at least t…]",
        "Clear the search and all filters [Clear the search and all filte…]",
        "Table of movies: Title | Year | Ratings | Mean",
        "3 movies",
    ]


def test_a_search_that_fails_says_so_and_the_next_one_takes_it_away(table):
    table.messages.show_error(UserError("It did not work"))
    assert table.messages.text == "It did not work."
    table.refresh()
    assert table.messages.text == ""


def test_enter_on_a_row_is_told_with_the_tables_number(qtbot, table):
    table.sort_by("title")
    with qtbot.waitSignal(table.row_activated) as heard:
        table.view.activated.emit(table.model.index(0, 0))
    assert heard.args == [1]


def test_rows_of_one_height_are_selected_several_at_a_time(qtbot, table):
    assert table.view.verticalHeader().defaultSectionSize() == 26
    with qtbot.waitSignal(table.selection_changed):
        table.view.selectAll()
    assert sorted(table.selected_rows()) == [0, 1, 2]
    table.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 4
    assert [action.text() for action in table.view.actions()] == ["Copy", "Copy the whole list"]


def test_asking_for_the_same_order_again_searches_no_more(qtbot, table):
    table.sort_by("mean")
    with qtbot.assertNotEmitted(table.rows_changed):
        table.model.sort_requested.emit("mean", False)


def test_columns_have_their_usual_widths(table):
    assert [table.view.columnWidth(place) for place in (1, 2)] == [90, 90]
    assert table.view.horizontalHeader().stretchLastSection()
    assert table.view.alternatingRowColors()


def test_a_row_opens_the_page_of_its_film(table, frame, qtbot):
    table.set_frame(frame)
    with qtbot.assertNotEmitted(table.page_requested):
        table.view.activated.emit(table.model.index(0, 0))
    table.set_frame(frame.assign(movie=[7, 8, 9]))
    table.sort_by("title")
    with qtbot.waitSignal(table.page_requested) as asked:
        table.view.activated.emit(table.model.index(0, 0))
    assert asked.args == [PageOf(Kind.FILM, 8)]
    table.page_of = no_page
    with qtbot.assertNotEmitted(table.page_requested):
        table.view.activated.emit(table.model.index(0, 0))


@pytest.mark.parametrize(
    ("noun", "rows", "text"),
    [("movies", 1, "1 movie"), ("people", 1, "1 person"), ("problems", 0, "0 problems"), ("rows", 2, "2 rows")],
)
def test_one_row_is_counted_as_one(qtbot, frame, noun, rows, text):
    widget = SearchableTable(COLUMNS, FilterBar(("title",)), noun=noun)
    qtbot.addWidget(widget)
    widget.set_frame(frame.head(rows))
    assert widget.count_text == text


def test_at_a_larger_text_size_years_are_not_cut(table, qapp):
    table.show()
    year = [column.name for column in COLUMNS].index("year")
    usual = table.view.columnWidth(year)
    apply_text_size(qapp, 150)
    qapp.processEvents()
    assert table.view.columnWidth(year) == round(usual * 1.5)
    apply_text_size(qapp, 0)
    qapp.processEvents()
    assert table.view.columnWidth(year) == usual
