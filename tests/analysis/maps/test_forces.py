from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from movierec_gui.analysis.maps import forces
from movierec_gui.analysis.maps.affinities import Affinities
from movierec_gui.analysis.maps.forces import (
    Attraction,
    GridRepulsion,
    _nodes,
    _spline_weights,
    repel_by_pairs,
    repulsion_of,
)


def _differences(points):
    apart = points[:, None].astype(np.float64) - points[None]
    return apart, 1.0 / (1.0 + np.square(apart).sum(axis=2))


def _random_affinities(n, seed=0):
    upper = np.triu(np.random.default_rng(seed).random((n, n)) * (np.random.default_rng(seed).random((n, n)) < 0.2), 1)
    upper = sp.csr_matrix((upper / upper.sum() / 2).astype(np.float32))
    return Affinities(upper, 2 * float((upper.data * np.log(upper.data)).sum()))


@pytest.mark.parametrize("n", [3, 50, 700])
def test_the_pull_is_the_sum_over_all_pairs(n):
    points = (np.random.default_rng(1).normal(size=(n, 2)) * 4).astype(np.float32)
    affinities = _random_affinities(n)
    p = affinities.upper.toarray().astype(np.float64)
    p += p.T
    apart, closeness = _differences(points)
    pull, _ = Attraction(affinities)(points, measure=False)
    np.testing.assert_allclose(pull, ((p * closeness)[..., None] * apart).sum(axis=1), atol=2e-6)


@pytest.mark.parametrize(("pairs", "grouped"), [(1, 1), (40, 3), (1 << 15, 1)])
def test_pairs_in_blocks_pull_as_all_at_once(monkeypatch, pairs, grouped):
    points = np.random.default_rng(1).normal(size=(120, 2)).astype(np.float32)
    affinities = _random_affinities(120)
    pull, measured = Attraction(affinities)(points, measure=True)
    monkeypatch.setattr(forces, "_BLOCK_PAIRS", pairs)
    monkeypatch.setattr(forces, "_GROUPED", grouped)
    pieces, told = Attraction(affinities)(points, measure=True)
    np.testing.assert_allclose(pieces, pull, atol=1e-6)
    assert told == pytest.approx(measured, rel=1e-6)


def test_the_divergence_is_that_of_the_definition():
    points = np.random.default_rng(1).normal(size=(60, 2)).astype(np.float32)
    affinities = _random_affinities(60)
    attraction = Attraction(affinities)
    _, closeness = _differences(points)
    total = closeness.sum() - 60
    _, measured = attraction(points, measure=True)
    p, q = affinities.upper.tocoo(), closeness / total
    expected = 2 * (p.data * np.log(p.data / q[p.row, p.col])).sum()
    assert attraction.divergence(measured, total) == pytest.approx(expected, rel=1e-5)


def _exact(points):
    apart, closeness = _differences(points)
    return (np.square(closeness)[..., None] * apart).sum(axis=1), closeness.sum() - len(points)


def _error(found, expected):
    return np.sqrt(np.square(found - expected).sum() / np.square(expected).sum())


@pytest.mark.parametrize("repel", [GridRepulsion(), repel_by_pairs])
@pytest.mark.parametrize("spread", [1e-3, 1.0, 15.0])
def test_the_push_is_the_sum_over_all_points(repel, spread):
    rng = np.random.default_rng(1)
    points = (rng.normal(size=(1200, 2)) * spread).astype(np.float32)
    points[:100] = points[100]  # movies with the same ratings lie on one point
    push, total = repel(points)
    expected, expected_total = _exact(points)
    assert _error(push, expected) < 0.02
    assert total == pytest.approx(expected_total, rel=5e-3)


def test_no_point_of_the_grid_pushes_itself():
    points = np.array([[0.0, 0.0]] * 500 + [[1000.0, 3.0]], np.float32)
    push, _ = GridRepulsion()(points)
    np.testing.assert_allclose(push, 0.0, atol=1e-4)


def test_a_map_too_wide_for_the_largest_grid_gets_wider_cells():
    points = (np.random.default_rng(1).random((2000, 2)) * 60).astype(np.float32)
    push, total = GridRepulsion(most=50)(points)
    expected, expected_total = _exact(points)
    assert _error(push, expected) < 0.5
    assert total == pytest.approx(expected_total, rel=0.1)


@pytest.mark.parametrize("repel", [GridRepulsion(), repel_by_pairs])
def test_points_on_one_spot_do_not_divide_by_zero(repel):
    push, total = repel(np.zeros((5, 2), np.float32))
    np.testing.assert_allclose(push, 0.0, atol=1e-5)
    assert total == pytest.approx(20, rel=1e-3)


def test_the_grid_s_kernels_are_transforms_of_the_whole_plane():
    """A quarter of it is transformed, and mirrored."""
    size, cell = 24, 0.5
    grid = GridRepulsion()
    grid._plan(size, cell)
    steps = np.fft.fftfreq(2 * size, 1 / (2 * size)) * cell
    closeness = 1 / (1 + steps[:, None] ** 2 + steps**2)
    smoothing = (2 + np.cos(np.pi * np.arange(2 * size) / size)) / 3
    undone = (smoothing[:, None] * smoothing[: size + 1]) ** 2
    whole = (closeness, steps[:, None] * closeness**2, steps * closeness**2)
    for kernel, values in zip(grid._kernels, whole, strict=True):
        waves = np.fft.rfft2(values)
        expected = (waves.real if values is closeness else 1j * waves.imag) / undone
        np.testing.assert_allclose(kernel, expected, rtol=1e-5, atol=1e-5)


def test_few_points_are_taken_pair_by_pair():
    assert repulsion_of(100, 0.5) is repel_by_pairs
    assert isinstance(repulsion_of(100_000, 0.5), GridRepulsion)


def test_a_points_weight_is_spread_around_the_point():
    cells, fractions, size = np.array([[3, 4], [1, 7]], np.int32), np.array([[0.3, 0.0], [0.8, 0.5]], np.float32), 10
    weights, nodes = _spline_weights(fractions), _nodes(cells, size)
    assert weights.sum(axis=0) == pytest.approx([1, 1], abs=1e-6)
    for place, coordinate in enumerate(np.divmod(nodes.T, size)):
        assert (weights * coordinate).sum(axis=0) == pytest.approx(cells[:, place] + fractions[place], abs=1e-5)
