"""The table of predictions."""

import pytest

from movierec_gui.analysis.people import KnownUser, predict_person
from movierec_gui.gui.tabs.predict_tab.prediction_table import COLUMNS, PredictionTable
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish


@pytest.fixture
def table(keep, looking: Workspace, tiny_dataset):
    looking.set_dataset(tiny_dataset)
    looking.set_current_run(looking.runs()[0].id)
    table = PredictionTable(looking.start_job)
    keep(table)
    table.set_dataset(tiny_dataset)
    table.show_predictions(finish(predict_person(looking.open_current_run(), KnownUser(0))).table)
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
    assert not table.view.isColumnHidden(4)


def test_a_reset_table_knows_no_movie(table):
    table.go_to(4)
    table.reset()
    assert table.movie is None
    assert table.count_text == "0 movies"
