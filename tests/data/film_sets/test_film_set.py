from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.film_sets.film_set import FilmSet, films_of, find_set, selection_frame
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import Film


@pytest.fixture
def finder(tiny_dataset):
    return MovieFinder(tiny_dataset)


def _never():
    pytest.fail("the data are those that the set was made from: nothing has to be looked up")


def test_films_come_back_as_the_same_movies(tiny_dataset, finder):
    films = films_of([7, 3, 3], finder)
    assert [film.title for film in films] == [tiny_dataset.movies.titles[3], tiny_dataset.movies.titles[7]]
    kept = FilmSet("a", "A", films, dataset_hash=tiny_dataset.content_hash)
    assert find_set(kept, tiny_dataset, _never).movies == (3, 7)


def test_a_set_follows_into_other_data_by_title_where_the_ids_are_others(tiny_dataset, finder):
    films = (*films_of([3, 7], finder), Film(title="Nowhere to be found", year=1999))
    other = replace(
        tiny_dataset, name="other", movies=replace(tiny_dataset.movies, ids=tiny_dataset.movies.ids[::-1].copy())
    )
    kept = FilmSet("a", "A", films, dataset_hash=tiny_dataset.content_hash)
    found = find_set(kept, other, lambda: MovieFinder(other))
    assert found.movies == (3, 7)
    assert [film.title for film in found.missing] == ["Nowhere to be found"]


def test_an_id_that_the_data_lost_is_missing_and_no_other_movie(tiny_dataset):
    kept = FilmSet("a", "A", (Film(movie_id=987654),), dataset_hash=tiny_dataset.content_hash)
    found = find_set(kept, tiny_dataset, _never)
    assert (found.movies, len(found.missing)) == ((), 1)


def test_a_table_of_a_selection_names_each_movie_once_and_what_is_missing_after_them(tiny_dataset):
    frame = selection_frame(tiny_dataset, [5, 2, 5], [Film(title="Elsewhere", year=2001, imdb_id="tt0000007")])
    assert frame["movieId"].tolist()[:2] == tiny_dataset.movies.ids[[2, 5]].tolist()
    assert frame["ratings"].tolist()[:2] == tiny_dataset.movie_counts[[2, 5]].tolist()
    assert frame.iloc[2][["title", "year", "imdbId"]].tolist() == ["Elsewhere", 2001, "0000007"]
    assert len(selection_frame(tiny_dataset, np.arange(3))) == 3
