"""Filters offer what a dataset has, and none of another dataset hides everything."""

import pytest

from movierec_gui.gui.tabs.predict_tab.movie_filters import movie_filters, offer_choices


@pytest.mark.parametrize(("asked", "left"), [(3, 3), (10_000, 0)])
def test_a_least_number_of_ratings_stays_where_some_movie_has_it(qtbot, tiny_dataset, asked, left):
    filters = movie_filters()
    qtbot.addWidget(filters)
    filters.support.setValue(asked)
    offer_choices(filters, tiny_dataset)
    assert filters.support.value() == left


def test_genres_and_years_are_those_of_the_data(qtbot, tiny_dataset):
    filters = movie_filters()
    qtbot.addWidget(filters)
    offer_choices(filters, tiny_dataset)
    years = tiny_dataset.movies.years
    assert [filters.genre.itemText(at) for at in range(1, filters.genre.count())] == list(
        tiny_dataset.movies.genre_names
    )
    assert (filters.first_year.value(), filters.last_year.value()) == (years[years > 0].min(), years.max())
