"""The movies of one node."""

import pandas as pd
import pytest

from movierec_gui.gui.tabs.activations_tab.node_movies import NodeMovieTable


@pytest.fixture
def movies(keep, looking, tiny_dataset):
    movies = NodeMovieTable(looking.start_job)
    keep(movies)
    frame = tiny_dataset.movie_table().iloc[[8, 3, 20]].reset_index(drop=True)
    movies.show_movies(frame.assign(ratings=[1, 2, 3], strength=[0.9, 0.5, 0.1]))
    return movies


def test_selected_rows_are_movies(movies, qtbot):
    with qtbot.waitSignal(movies.movies_selected) as selected:
        movies.view.selectRow(1)
    assert selected.args == [(3,)]


def test_titles_and_genres_are_searched(movies):
    movies.filters.search.setText("war")
    movies.refresh()
    assert movies.shown_rows.tolist() == [2]


def test_reset_shows_nothing(movies):
    movies.reset()
    assert movies.count_text == "0 movies"
    movies.show_movies(
        pd.DataFrame({name: [] for name in ("title", "year", "strength", "mean", "ratings", "genres", "movie")})
    )
    assert movies.count_text == "0 movies"


def test_it_reads_from_top_to_bottom(movies, words_of):
    assert words_of(movies) == [
        "Search its movies: Search its movies [Search its movies (Ctrl+F)]",
        "Clear the search and all filters [Clear the search and all filte…]",
        "Table of movies: Title | Year | Strength | Mean | Ratings |…",
        "3 movies",
    ]


def test_genres_are_listed_with_commas(movies):
    column = [each.name for each in movies.model.columns].index("genres")
    assert movies.model.index(2, column).data() == "Comedy, War"
    assert movies.model.index(1, column).data() == "Drama"
