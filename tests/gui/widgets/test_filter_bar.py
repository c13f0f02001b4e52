"""The filter bar turns what a person asks for into a query, once they pause."""

import pytest
from PySide6.QtWidgets import QLabel

from movierec_gui.data.tables import RowQuery
from movierec_gui.gui.widgets.filter_bar import FilterBar


@pytest.fixture
def bar(qtbot):
    widget = FilterBar(("title",), genre_column="genres", year_column="year", support_column="count")
    qtbot.addWidget(widget)
    widget.set_genres(["Comedy", "War"])
    widget.set_years(1960, 2000)
    return widget


def test_nothing_is_asked_for_at_first(bar):
    assert bar.query() == RowQuery(text_columns=("title",))
    assert not bar.active


def test_every_field_is_in_the_query(bar):
    bar.search.setText("heat")
    bar.genre.setCurrentText("War")
    bar.first_year.setValue(1970)
    bar.last_year.setValue(1990)
    bar.support.setValue(5)
    assert bar.query() == RowQuery(
        text="heat",
        text_columns=("title",),
        parts={"genres": "War"},
        low={"year": 1970, "count": 5},
        high={"year": 1990},
    )
    assert bar.active


def test_several_key_strokes_are_one_change(qtbot, bar):
    heard = []
    bar.changed.connect(lambda: heard.append(bar.search.text()))
    with qtbot.waitSignal(bar.changed):
        qtbot.keyClicks(bar.search, "heat")
    assert heard == ["heat"]


def test_clearing_asks_for_everything(qtbot, bar):
    bar.search.setText("heat")
    bar.genre.setCurrentText("War")
    bar.support.setValue(5)
    with qtbot.waitSignal(bar.changed):
        bar.clear()
    assert not bar.active


def test_new_choices_keep_what_still_fits_and_say_nothing(qtbot, bar):
    with qtbot.waitSignal(bar.changed):
        bar.genre.setCurrentText("War")
    with qtbot.assertNotEmitted(bar.changed, wait=300):
        bar.set_genres(["Drama", "War"])
        bar.set_years(1900, 1999)
    assert bar.genre.currentText() == "War"
    assert (bar.first_year.value(), bar.last_year.value()) == (1900, 1999)
    bar.set_genres(["Drama"])
    assert bar.genre.currentIndex() == 0


def test_filters_without_a_column_are_not_shown(qtbot):
    bar = FilterBar(("id",), "Search an id", support_column="count")
    qtbot.addWidget(bar)
    assert bar.genre.isHidden()
    assert bar.first_year.isHidden()
    assert not bar.support.isHidden()
    assert bar.search.accessibleName() == "Search an id"


def test_the_cursor_goes_to_the_search_field(qtbot, bar):
    bar.show()
    bar.search.setText("heat")
    bar.focus_search()
    assert bar.search.selectedText() == "heat"


def test_it_reads_from_top_to_bottom(bar, words_of):
    assert words_of(bar) == [
        "Search titles: Search titles [Search titles (Ctrl+F)]",
        "Genre: All genres [Show only movies of this genre]",
        "Years",
        "From year: 1960 [Show only movies released in t…]",
        "–",
        "To year: 2000 [Show only movies released in t…]",
        "Ratings ≥",
        "Least number of ratings: any [Show only rows with at least t…]",
        "Clear the search and all filters [Clear the search and all filte…]",
    ]


def test_what_the_data_do_not_have_is_not_offered(bar):
    of_years = [label for label in bar.findChildren(QLabel) if label.buddy() in (bar.first_year, bar.last_year)]
    bar.show()
    assert all(widget.isVisible() for widget in (bar.genre, bar.first_year, bar.last_year, *of_years))
    bar.first_year.setValue(1970)
    bar.genre.setCurrentText("War")
    bar.set_genres([])
    bar.set_years(0, 0)
    assert not any(widget.isVisible() for widget in (bar.genre, bar.first_year, bar.last_year, *of_years))
    assert not bar.active
    bar.set_genres(["War"])
    bar.set_years(1950, 1960)
    assert all(widget.isVisible() for widget in (bar.genre, bar.first_year, bar.last_year, *of_years))
