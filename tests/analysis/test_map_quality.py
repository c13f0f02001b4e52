from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.manifold import trustworthiness

from movierec_gui.analysis import map_quality as module
from movierec_gui.analysis.map_quality import map_quality
from movierec_gui.analysis.maps.columns import Columns, dense_columns
from movierec_gui.analysis.projections import MapConfig, MovieMap, raw_map
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish


def _sparse_columns(rows):
    """The matrix in two sparse blocks."""
    yield Progress("Rows")
    return Columns(tuple(sp.csr_matrix(part.T) for part in np.split(rows, [9], axis=1)))


@pytest.fixture
def flat():
    """Points that are flat in their space as well, so that a perfect map exists."""
    plane = np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)
    space = np.concatenate([plane, np.zeros((200, 3), np.float32)], axis=1)
    return MovieMap(MapConfig(), "flat", "", np.arange(200), space, 1.0, plane, complete=True)


def _judge(movie_map, k=10):
    return finish(map_quality(movie_map, np.random.default_rng(1), k))


def test_a_perfect_map_is_trusted(flat):
    found = _judge(flat)
    assert found.preservation == pytest.approx(1.0)
    assert found.trustworthiness == pytest.approx(1.0)
    assert found.distance_correlation == pytest.approx(1.0)
    assert (found.k, found.sample) == (10, 200)


def test_a_shuffled_map_is_not(flat):
    found = _judge(replace(flat, coordinates=np.random.default_rng(3).permutation(flat.coordinates)))
    assert found.preservation == pytest.approx(10 / 200, abs=0.03)
    assert found.trustworthiness == pytest.approx(0.5, abs=0.05)
    assert abs(found.distance_correlation) < 0.1


@pytest.mark.parametrize("block_entries", [1, 1_000_000])
def test_trustworthiness_is_scikit_learn_s(flat, monkeypatch, block_entries):
    monkeypatch.setattr(module, "_BLOCK_ENTRIES", block_entries)
    noise = np.random.default_rng(2).normal(size=(200, 2)) * 0.3
    noisy = replace(flat, coordinates=(flat.coordinates + noise).astype(np.float32))
    assert _judge(noisy).trustworthiness == pytest.approx(
        trustworthiness(flat.space, noisy.coordinates, n_neighbors=10), abs=1e-9
    )


def test_a_map_of_one_spot_has_no_distances(flat):
    assert np.isnan(_judge(replace(flat, coordinates=np.zeros((200, 2), np.float32))).distance_correlation)


def test_too_few_movies_are_refused(flat):
    few = replace(flat, movies=flat.movies[:20], space=flat.space[:20], coordinates=flat.coordinates[:20])
    with pytest.raises(UserError, match="20 movies"):
        _judge(few)


def _twins(seed=0):
    """Films of which most have identical ones, rated by few of 30 people: squared distances are small whole numbers."""
    rng = np.random.default_rng(seed)
    kinds = (rng.random((60, 30)) < 0.08).astype(np.float32)
    return kinds[rng.integers(0, 60, 300)]


def _map_of(space, coordinates, rows=None):
    return MovieMap(
        MapConfig(), "", "", np.arange(len(space)), space, 1.0, coordinates.astype(np.float32), complete=True, rows=rows
    )


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_space_against_itself_is_kept_whole_though_many_films_are_identical(seed):
    space = _twins(seed)
    found = _judge(_map_of(space, space))
    assert (found.preservation, found.trustworthiness) == (1.0, 1.0)


def test_a_space_turned_and_stretched_breaks_its_ties_in_the_same_way():
    space = _twins()
    turned = np.concatenate([3.0 * space[:, ::-1], np.zeros_like(space)], axis=1)
    assert _judge(_map_of(space, turned)).preservation == 1.0


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_identical_films_that_a_map_leaves_a_hair_apart_do_not_lower_its_score(seed):
    rng = np.random.default_rng(seed)
    space = rng.normal(size=(60, 5)).astype(np.float32)[rng.integers(0, 60, 300)]
    hair = rng.normal(size=space.shape).astype(np.float32) * 1e-5
    found = _judge(_map_of(space, space + hair))
    assert (found.preservation, found.trustworthiness) == (1.0, 1.0)
    assert _judge(_map_of(space + hair, space)).preservation == 1.0


def test_points_on_one_spot_keep_neighbours_by_chance_only():
    """With the same lot on both sides everything would be kept where both are one spot: nothing is to be kept here."""
    spot = np.zeros((300, 2), np.float32)
    scattered = np.random.default_rng(0).normal(size=(300, 5)).astype(np.float32)
    assert _judge(_map_of(scattered, spot)).preservation == pytest.approx(10 / 300, abs=0.02)


@pytest.mark.parametrize("make_columns", [dense_columns, _sparse_columns], ids=["dense", "sparse"])
def test_neighbours_in_all_columns_are_counted_beside_those_in_the_components(make_columns):
    """The components show the first two columns, as the map does; the rows have twenty more that say otherwise."""
    rng = np.random.default_rng(4)
    rows = (rng.random((200, 22)) * 10).round().astype(np.float32)
    shown = rows[:, :2] + rng.normal(size=(200, 2)).astype(np.float32) * 1e-3
    found = _judge(_map_of(shown, shown, rows=partial(make_columns, rows)))
    assert found.preservation == 1.0
    apart = np.square(rows[:, None] - rows[None]).sum(axis=2) + np.diag(np.full(200, np.inf))
    near = np.argsort(apart + rng.random(apart.shape) * 1e-3, axis=1)[:, :10]
    on_map = np.square(shown[:, None] - shown[None]).sum(axis=2) + np.diag(np.full(200, np.inf))
    kept = [
        len(set(one) & set(other)) / 10 for one, other in zip(near, np.argsort(on_map, axis=1)[:, :10], strict=True)
    ]
    assert found.rows_preservation == pytest.approx(np.mean(kept), abs=0.01)
    assert found.rows_name == "the ratings themselves"


def test_the_bundled_ratings_against_their_components(bundled_dataset):
    movie_map = finish(raw_map(bundled_dataset, MapConfig(method="pca")))
    found = _judge(replace(movie_map, coordinates=movie_map.space))
    assert found.preservation == 1.0
    assert 0.25 < found.rows_preservation < 0.45
    assert "50 components, which hold 25% of the variance" in found.kept_in_words


def test_of_a_large_catalogue_fewer_movies_are_looked_at(flat, monkeypatch):
    monkeypatch.setattr(module, "_MOST_DISTANCES", 200 * 40)
    monkeypatch.setattr(module, "_LEAST_SAMPLE", 20)
    assert _judge(flat).sample == 40
    monkeypatch.setattr(module, "_MOST_DISTANCES", 0)
    assert _judge(flat).sample == 20


@pytest.mark.parametrize("k", [1, 7, 40])
def test_the_nearest_are_the_nearest_and_the_lot_decides_between_equal_ones(k):
    rng = np.random.default_rng(k)
    distances = rng.integers(0, 30, size=(60, 90)).astype(float)
    lot = rng.permutation(90)
    for row, chosen in zip(distances, module._nearest(distances, k, lot), strict=True):
        assert sorted(chosen) == sorted(np.lexsort((lot, row))[:k])
