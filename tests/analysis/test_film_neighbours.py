"""Similar films: the checkerboard's other films of the same colour, and the cosine against pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from movierec_gui.analysis import film_neighbours as module
from movierec_gui.analysis.film_neighbours import CO_RATED, LEARNED, co_rated_films, similar_films
from movierec_gui.analysis.similarity import similar_movies
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


def by_pandas(dataset, movie):
    """The similarity of every movie, by a table of users and movies."""
    ratings = dataset.ratings
    table = pd.DataFrame({"u": ratings.users, "m": ratings.movies, "r": ratings.values}).pivot(
        index="u", columns="m", values="r"
    )
    table = table.sub(table.mean(axis=1), axis=0)
    found = {}
    for other in table.columns.drop(movie):
        both = table[[movie, other]].dropna()
        x, y = both[movie], both[other]
        if len(both) >= 5:
            found[other] = (x @ y) / np.sqrt((x @ x) * (y @ y)) * len(both) / (len(both) + 10), len(both)
    return found


@pytest.mark.parametrize("at_once", [3, 500])
@pytest.mark.parametrize("movie", [4, 7])
def test_the_similarity_is_that_of_pandas(tiny_dataset, monkeypatch, movie, at_once):
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    expected = {m: pair for m, pair in by_pandas(tiny_dataset, movie).items() if pair[0] > 0}
    films = finish(co_rated_films(tiny_dataset, movie, k=60))
    assert {film.movie for film in films} == set(expected)
    for film in films:
        assert (film.similarity, film.support) == pytest.approx(expected[film.movie], rel=1e-5)
    assert [film.similarity for film in films] == sorted((film.similarity for film in films), reverse=True)


def test_those_rated_alike_are_of_the_same_colour(tiny_dataset):
    assert {film.movie % 2 for film in finish(co_rated_films(tiny_dataset, 7, k=10))} == {1}


def test_a_film_without_ratings_has_none(tiny_dataset):
    found = finish(similar_films(tiny_dataset, None, 59))
    assert (found.how, found.films, found.note) == (CO_RATED, (), "")


def test_a_run_with_vectors_gives_those_of_the_learned_space(fitted_run):
    found = finish(similar_films(fitted_run.dataset, fitted_run, 4, k=5))
    assert found.how == LEARNED
    assert [film.movie for film in found.films] == similar_movies(fitted_run, 4, 5)["movie"].tolist()


def test_where_the_run_has_none_it_says_why_and_takes_those_rated_alike(tiny_dataset, make_run):
    run = make_run(tiny_dataset, "biases")
    found = finish(similar_films(tiny_dataset, run, 4))
    assert found.how == CO_RATED
    assert found.films == finish(co_rated_films(tiny_dataset, 4))
    assert "no movie embeddings" in found.note


def test_a_film_with_little_support_is_not_looked_for_in_the_learned_space(fitted_run):
    found = finish(similar_films(fitted_run.dataset, fitted_run, 59))
    assert found.how == CO_RATED
    assert "fewer than 5 training ratings" in found.note


def test_an_unknown_film_is_refused(tiny_dataset):
    with pytest.raises(UserError, match="no movie number"):
        finish(similar_films(tiny_dataset, None, 99))
