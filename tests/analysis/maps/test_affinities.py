from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis.maps import affinities
from movierec_gui.analysis.maps.affinities import joint_probabilities, least_of_share, thinned
from movierec_gui.analysis.maps.neighbours import Neighbours, nearest_neighbours
from movierec_gui.progress import finish


def _affinities(points, perplexity):
    k = min(len(points) - 1, int(3 * perplexity))
    return finish(joint_probabilities(finish(nearest_neighbours(points, k)), perplexity))


@pytest.fixture
def points():
    return np.random.default_rng(0).normal(size=(80, 6)).astype(np.float32)


def test_they_equal_the_textbook_s(points):
    """Conditional probabilities by their definition, the precision by bisection in plain Python."""
    squares = np.square(points[:, None] - points[None]).sum(axis=2, dtype=np.float64)
    conditional = np.zeros((80, 80))
    for point in range(80):
        others = np.argsort(squares[point])[1:31]
        low, high = 0.0, 1e6
        for _ in range(100):
            middle = (low + high) / 2
            weights = np.exp(-middle * (squares[point, others] - squares[point, others[0]]))
            weights /= weights.sum()
            entropy = -(weights * np.log(np.maximum(weights, 1e-300))).sum()
            low, high = (middle, high) if entropy > np.log(10) else (low, middle)
        conditional[point, others] = weights
    found = _affinities(points, 10).upper.toarray()
    np.testing.assert_allclose(found + found.T, (conditional + conditional.T) / 160, rtol=1e-3, atol=1e-9)


def test_blocks_change_nothing(points, monkeypatch):
    whole = _affinities(points, 10).upper
    monkeypatch.setattr(affinities, "_BLOCK_ENTRIES", 1)
    assert abs(whole - _affinities(points, 10).upper).max() < 1e-6


def test_they_sum_to_one_and_know_their_entropy(points):
    found = _affinities(points, 10)
    values = found.upper.data.astype(np.float64)
    assert 2 * values.sum() == pytest.approx(1.0, rel=1e-6)
    assert found.entropy == pytest.approx(2 * (values * np.log(values)).sum())
    assert found.n == 80


def test_points_that_coincide_share_evenly():
    points = np.repeat(np.eye(2, dtype=np.float32), 40, axis=0)
    found = _affinities(points, 10).upper.toarray()
    assert np.isfinite(found).all()
    assert found[:40, 40:].sum() == pytest.approx(0.0, abs=1e-9)
    assert 2 * found.sum() == pytest.approx(1.0, rel=1e-6)


def test_a_pair_that_only_the_farther_index_met_counts_as_well():
    neighbours = Neighbours(np.array([[1], [2], [1]], np.int32), np.ones((3, 1), np.float32))
    found = finish(joint_probabilities(neighbours, 1)).upper.toarray()
    np.testing.assert_allclose(found, [[0, 1 / 6, 0], [0, 0, 2 / 6], [0, 0, 0]], rtol=1e-6)


def test_the_search_can_be_stopped_between_its_last_steps_too(points):
    events = list(joint_probabilities(finish(nearest_neighbours(points, 30)), 10))
    assert sum(event.done == event.total for event in events) >= 6


def test_fewer_pairs_keep_every_point_s_part(points):
    whole = _affinities(np.repeat(points, 8, axis=0) + np.linspace(0, 1, 640, dtype=np.float32)[:, None], 40)
    rough = thinned(whole, least_of_share(whole, 0.25), 0.5)
    assert rough.upper.nnz / whole.upper.nnz == pytest.approx(0.25, abs=0.01)
    parts = [np.asarray((found.upper + found.upper.T).sum(axis=1)).ravel() for found in (whole, rough)]
    assert parts[1].sum() == pytest.approx(parts[0].sum(), rel=0.01)
    assert np.corrcoef(*parts)[0, 1] > 0.5
    likely = whole.upper.toarray() > rough.upper.data.min() * 1.001
    np.testing.assert_array_equal(rough.upper.toarray()[likely], whole.upper.toarray()[likely])


def test_over_all_draws_each_pair_has_its_own_probability(points):
    whole = _affinities(points, 10)
    least = least_of_share(whole, 0.3)
    drawn = sum(thinned(whole, least, (draw + 0.5) / 200).upper.toarray() for draw in range(200)) / 200
    np.testing.assert_allclose(drawn, whole.upper.toarray(), atol=least / 100)


def test_where_all_pairs_are_wanted_all_are_kept(points):
    whole = _affinities(points, 10)
    least = float(whole.upper.data.min())
    assert abs(thinned(whole, least, 0.5).upper - whole.upper).max() < 1e-8


def test_a_draw_in_blocks_is_the_same_draw(points, monkeypatch):
    whole = _affinities(points, 10)
    least = least_of_share(whole, 0.3)
    once = thinned(whole, least, 0.5).upper
    for entries in (1, 7, 100):
        monkeypatch.setattr(affinities, "_BLOCK_ENTRIES", entries)
        assert abs(thinned(whole, least, 0.5).upper - once).max() == 0
