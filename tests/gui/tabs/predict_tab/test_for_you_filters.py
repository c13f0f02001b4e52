"""What may be on the list of what to watch."""

import pytest

from movierec_gui.gui.tabs.predict_tab.for_you_filters import ForYouFilters
from movierec_gui.gui.tabs.predict_tab.for_you_table import Filters, short_genres
from movierec_gui.gui.workspace import MovieSelection


@pytest.fixture
def filters(keep, workspace):
    made = ForYouFilters(workspace.people)
    keep(made)
    return made


def test_marks_count_only_for_a_person_of_ones_own(qtbot, filters):
    filters.only_listed.setChecked(True)
    assert filters.filters == Filters(hide_known=False)
    with qtbot.waitSignal(filters.changed):
        filters.show_marks(True)
    assert filters.filters == Filters(hide_known=True, only_listed=True)
    assert filters.hide_known.isVisibleTo(filters)
    with qtbot.waitSignal(filters.changed):
        filters.hide_known.click()
    assert filters.filters == Filters(hide_known=False, only_listed=True)


@pytest.mark.parametrize(
    ("selection", "text", "tip"),
    [
        (
            MovieSelection(),
            "Only selected",
            "Select films elsewhere first: a node's, a cluster, a lasso on the map",
        ),
        (MovieSelection((3,), ""), "Only selected (1)", "List only the 1 film selected in the window"),
        (
            MovieSelection(tuple(range(1200)), "cluster 1"),
            "Only selected (1,200)",
            "List only the 1,200 films selected in the window: cluster 1",
        ),
    ],
)
def test_what_is_selected_in_the_window_can_be_all_there_is(qtbot, filters, selection, text, tip):
    filters.only_pool.setChecked(True)
    with qtbot.waitSignal(filters.changed):
        filters.show_selection(selection)
    assert (filters.only_pool.text(), filters.only_pool.toolTip()) == (text, tip)
    assert filters.only_pool.isEnabled() is bool(selection.movies)
    assert filters.filters == Filters(hide_known=False, only_pool=bool(selection.movies))


def test_what_is_ticked_is_kept_and_the_usual_comes_back(filters):
    filters.hide_known.setChecked(False)
    filters.only_listed.setChecked(True)
    state = filters.form_state()
    assert state == {"hide_known": False, "only_listed": True}
    filters.restore_form({})
    assert filters.form_state() == {"hide_known": True, "only_listed": False}
    filters.restore_form(state)
    assert filters.form_state() == state


@pytest.mark.parametrize(
    ("text", "short"),
    [("Drama", "Drama"), ("A|B|C", "A, B, C"), ("A|B|C|D", "A, B, C …"), ("", "")],
)
def test_of_many_genres_three_are_named(text, short):
    assert short_genres(text) == short
