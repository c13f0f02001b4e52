from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.analysis.maps import columns
from movierec_gui.analysis.maps.columns import Columns, dense_columns, one_hot_columns
from movierec_gui.progress import finish


def _ones(dataset):
    """(movie, user, rating) of every entry that there should be."""
    ratings = dataset.ratings
    return set(zip(ratings.movies.tolist(), ratings.users.tolist(), ratings.values.tolist(), strict=True))


def _dense(found):
    return np.concatenate([block.toarray() for block in found.blocks]).T


@pytest.fixture(params=["by user", "shuffled"])
def dataset(request, tiny_dataset):
    ratings = tiny_dataset.ratings
    by_user = np.argsort(ratings.users, kind="stable")
    rows = by_user if request.param == "by user" else np.random.default_rng(0).permutation(len(ratings))
    return replace(tiny_dataset, ratings=ratings.take(rows))


@pytest.mark.parametrize("block_ratings", [1, 150, 1_000_000])
def test_there_is_a_one_for_every_user_who_gave_a_rating(dataset, monkeypatch, block_ratings):
    monkeypatch.setattr(columns, "_BLOCK_RATINGS", block_ratings)
    movies = np.flatnonzero(dataset.movie_counts)
    found = finish(one_hot_columns(dataset, movies))
    dense = _dense(found)
    assert (found.n, found.entries) == (len(movies), len(dataset.ratings))
    assert dense.shape == (found.n, found.d)
    assert np.unique(dense).tolist() == [0.0, 1.0]
    np.testing.assert_array_equal(dense.sum(axis=1), dataset.movie_counts[movies])
    assert len(found.blocks) == (1 if block_ratings == 1_000_000 else dataset.n_users if block_ratings == 1 else 9)


def test_movies_share_a_column_where_a_user_rated_them_alike(dataset):
    movies = np.flatnonzero(dataset.movie_counts)
    dense = _dense(finish(one_hot_columns(dataset, movies)))
    raters = {}
    for movie, user, value in _ones(dataset):
        raters.setdefault(movie, set()).add((user, value))
    shared = [[len(raters[one] & raters[other]) for other in movies.tolist()] for one in movies.tolist()]
    np.testing.assert_array_equal(dense @ dense.T, shared)


def test_the_ones_of_full_blocks_take_no_memory_of_their_own(dataset, monkeypatch):
    monkeypatch.setattr(columns, "_BLOCK_RATINGS", 150)
    found = finish(one_hot_columns(dataset, np.flatnonzero(dataset.movie_counts)))
    assert all(np.shares_memory(found.blocks[0].data, block.data) for block in found.blocks[:-1])


def test_a_sample_has_some_of_the_blocks(tiny_dataset, monkeypatch):
    monkeypatch.setattr(columns, "_BLOCK_RATINGS", 1)
    found = finish(one_hot_columns(tiny_dataset, np.flatnonzero(tiny_dataset.movie_counts)))
    sample = found.sample(4)
    assert sample.n == found.n
    assert [id(block) for block in sample.blocks] == [id(block) for block in found.blocks[::4]]


def test_rows_at_hand_are_one_block():
    rows = np.arange(6, dtype=np.float32).reshape(2, 3)
    found = finish(dense_columns(rows))
    assert (found.n, found.d, found.entries) == (2, 3, 6)
    np.testing.assert_array_equal(found.blocks[0].T, rows)
    assert isinstance(found, Columns)
