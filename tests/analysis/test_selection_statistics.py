from __future__ import annotations

import math

import numpy as np
import pytest

from movierec_gui.analysis.selection_statistics import describe_selection
from movierec_gui.data.dataset import Dataset, Movies, Ratings


@pytest.fixture
def six_movies():
    """Five rated movies and one without ratings. Drama: 0, 1, 2, 3. Comedy: 0, 4, 5. War: 2. Western: none."""
    genres = np.zeros((6, 4), np.bool_)
    genres[[0, 1, 2, 3], 1] = genres[[0, 4, 5], 0] = genres[2, 2] = True
    movies = Movies(
        ids=np.arange(6, dtype=np.int64),
        titles=tuple("abcdef"),
        years=np.array([1990, 2000, 0, 2010, 1980, 1900], np.int32),
        genre_names=("Comedy", "Drama", "War", "Western"),
        genres=genres,
    )
    ratings = Ratings(
        np.array([0, 1, 0, 0, 1, 0], np.int32),
        np.array([0, 0, 1, 2, 3, 4], np.int32),
        np.array([4, 2, 5, 1, 3, 2], np.float32),
        np.zeros(6, np.int64),
    )
    return Dataset("six", ratings, movies, np.arange(2, dtype=np.int64))


def test_the_answer_is_known(six_movies):
    found = describe_selection(six_movies, [4, 0, 2, 0])
    assert found.size == 3
    assert found.mean_year == pytest.approx((1980 + 1990) / 2)  # movie 2 has no year
    assert found.mean_rating == pytest.approx((2 + 3 + 1) / 3)
    assert found.catalogue_size == 5
    assert found.catalogue_mean_year == pytest.approx((1990 + 2000 + 2010 + 1980) / 4)
    assert found.catalogue_mean_rating == pytest.approx((3 + 5 + 1 + 3 + 2) / 5)


def test_ranks_are_compared_with_those_of_the_rated_movies(six_movies):
    found = {genre.name: genre for genre in describe_selection(six_movies, [4, 0, 2]).genres}
    assert [(found[name].count, found[name].rank) for name in ("Comedy", "Drama", "War", "Western")] == [
        (2, 1), (2, 1), (1, 3), (0, 4),
    ]  # fmt: skip
    assert [(found[name].catalogue_count, found[name].catalogue_rank) for name in ("Comedy", "Drama", "War")] == [
        (2, 2), (4, 1), (1, 3),
    ]  # fmt: skip
    assert found["Comedy"].share == pytest.approx(2 / 3)
    assert found["Comedy"].catalogue_share == pytest.approx(2 / 5)


def test_only_genres_that_moved_differ(six_movies):
    assert [genre.name for genre in describe_selection(six_movies, [4, 0, 2]).differing_genres()] == ["Comedy"]
    moved = describe_selection(six_movies, [4]).differing_genres(2)
    assert [(genre.name, genre.change) for genre in moved] == [("Drama", -3), ("Comedy", 1)]


def test_no_movies_at_all(six_movies):
    found = describe_selection(six_movies, [])
    assert found.size == 0
    assert math.isnan(found.mean_year)
    assert math.isnan(found.mean_rating)
    assert all(math.isnan(genre.share) for genre in found.genres)


def test_the_bundled_catalogue_has_the_article_s_figures(bundled_dataset):
    found = describe_selection(bundled_dataset, np.arange(bundled_dataset.n_movies))
    assert found.catalogue_size == 9066
    assert found.catalogue_mean_year == pytest.approx(1991.9, abs=0.15)
    assert found.catalogue_mean_rating == pytest.approx(3.292, abs=5e-4)
    counts = {genre.name: genre.catalogue_count for genre in found.genres}
    article = {"Drama": 4328, "Comedy": 3307, "Thriller": 1717, "Action": 1543, "Romance": 1541}
    assert {name: counts[name] for name in article} == article
    assert [genre.name for genre in sorted(found.genres, key=lambda genre: genre.catalogue_rank)[:5]] == list(article)
