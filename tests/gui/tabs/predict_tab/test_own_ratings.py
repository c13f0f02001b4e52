"""Somebody's own ratings: every change is told once and can be undone."""

import pytest

from movierec_gui.gui.tabs.predict_tab.own_ratings import OwnRatings


@pytest.fixture
def ratings(qapp):
    return OwnRatings()


def test_ratings_are_given_changed_and_taken_back(ratings, qtbot):
    for movie, value, expected in (
        (3, 4.0, {3: 4.0}),
        (3, 2.0, {3: 2.0}),
        (5, 1.0, {3: 2.0, 5: 1.0}),
        (3, None, {5: 1.0}),
    ):
        with qtbot.waitSignal(ratings.changed):
            ratings.rate(movie, value, "Heat")
        assert ratings.values == expected


def test_each_step_is_undone_and_brought_again(ratings):
    ratings.rate(3, 4.0, "Heat")
    ratings.rate(5, 1.0, "Alien")
    ratings.clear()
    assert ratings.undo_text == "the clearing of all ratings"
    seen = []
    for _ in range(3):
        ratings.undo()
        seen.append(ratings.values)
    assert seen == [{3: 4.0, 5: 1.0}, {3: 4.0}, {}]
    assert ratings.undo_text == ""
    assert ratings.redo_text == "the rating of Heat"
    ratings.redo()
    assert ratings.values == {3: 4.0}


def test_what_changes_nothing_is_no_step(ratings, qtbot):
    ratings.rate(3, None, "Heat")
    ratings.clear()
    assert ratings.undo_text == ""
    with qtbot.assertNotEmitted(ratings.changed):
        ratings.replace({}, "nothing")


def test_forgotten_ratings_do_not_come_back(ratings):
    ratings.rate(3, 4.0, "Heat")
    ratings.forget()
    ratings.undo()
    assert ratings.values == {}


def test_values_handed_out_are_a_copy(ratings):
    ratings.values[3] = 4.0
    assert ratings.values == {}
