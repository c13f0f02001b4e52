"""Lists: the highest predictions of films that enough people have rated, without the person's own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from movierec_gui.analysis import movie_lists
from movierec_gui.analysis.movie_lists import list_for_ratings, list_for_user, supported_movies
from movierec_gui.analysis.predictions import new_user_predictions
from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.training.trained import TrainedRun


def test_the_list_is_the_best_of_the_predictions(fitted_run: TrainedRun) -> None:
    ratings = {0: 5.0, 2: 5.0, 1: 1.0}
    listed = list_for_ratings(fitted_run, ratings, without=[4])
    table = new_user_predictions(fitted_run, list(ratings), list(ratings.values()))
    kept = table[~table["movie"].isin([0, 1, 2, 4]) & table["movie"].isin(supported_movies(fitted_run))]
    assert [one.predicted for one in listed] == pytest.approx(
        np.sort(kept["predicted"].to_numpy())[::-1][:10].tolist(), abs=1e-5
    )
    assert not {0, 1, 2, 4} & {one.movie for one in listed}


def test_opposite_tastes_get_other_lists(fitted_run: TrainedRun) -> None:
    """Even users love even movies."""
    even, odd = (
        list_for_ratings(fitted_run, {movie: 5.0 if movie % 2 == side else 1.0 for movie in range(8)})
        for side in (0, 1)
    )
    assert not {one.movie for one in even} & {one.movie for one in odd}


def test_a_users_list_has_nothing_that_they_rated(fitted_run: TrainedRun) -> None:
    rated = fitted_run.dataset.ratings.movies[fitted_run.dataset.rows_of_user(3)]
    assert not set(rated.tolist()) & {one.movie for one in list_for_user(fitted_run, 3)}
    with pytest.raises(UserError, match="no user number"):
        list_for_user(fitted_run, 4000)


def test_films_that_few_have_rated_are_not_listed(fitted_run: TrainedRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(movie_lists, "_LEAST_FILMS", 5)
    counts = fitted_run.data.movie_counts
    assert movie_lists.least_support(fitted_run) <= np.sort(counts)[-5]
    assert counts[supported_movies(fitted_run)].min() >= min(movie_lists.MIN_SUPPORT, np.sort(counts)[-5])


def test_a_list_is_shorter_where_little_is_left(fitted_run: TrainedRun) -> None:
    movies = supported_movies(fitted_run)
    assert len(list_for_ratings(fitted_run, {}, without=movies[3:].tolist())) == 3
    assert list_for_ratings(fitted_run, {}, without=movies.tolist()) == ()


def test_a_rating_that_cannot_be_used_is_refused(fitted_run: TrainedRun) -> None:
    with pytest.raises(UserError, match="off the scale"):
        list_for_ratings(fitted_run, {0: 11.0})


def test_bundled_data_ask_for_the_whole_support(bundled_dataset: Dataset, make_run: Callable[..., TrainedRun]) -> None:
    run = make_run(bundled_dataset, "biases")
    assert run.data.movie_counts[supported_movies(run)].min() == movie_lists.MIN_SUPPORT
