from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from movierec_gui.analysis import map_quality as module
from movierec_gui.analysis.map_quality import map_quality
from movierec_gui.analysis.projections import MapConfig, MovieMap
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


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
