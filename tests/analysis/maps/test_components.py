from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from movierec_gui.analysis.maps.components import principal_components
from movierec_gui.progress import finish


def _by_svd(dense, count):
    centred = dense.astype(np.float64) - dense.mean(axis=0, dtype=np.float64)
    left, singular, _ = np.linalg.svd(centred, full_matrices=False)
    return np.abs(left * singular)[:, :count], (singular**2 / (singular**2).sum())[:count]


@pytest.mark.parametrize("as_sparse", [True, False])
def test_components_equal_the_singular_value_decomposition(as_sparse):
    rng = np.random.default_rng(1)
    dense = ((rng.random((120, 300)) < 0.1) * rng.random(300) * 3).astype(np.float32)
    found = finish(principal_components(sp.csr_matrix(dense) if as_sparse else dense, 8, seed=0))
    expected, explained = _by_svd(dense, 8)
    np.testing.assert_allclose(np.abs(found.coordinates), expected, atol=2e-2)
    np.testing.assert_allclose(found.explained, explained, rtol=1e-4)


def test_another_seed_finds_the_same_components():
    data = np.random.default_rng(2).normal(size=(60, 20)).astype(np.float32)
    one, other = (finish(principal_components(data, 5, seed)).coordinates for seed in (0, 1))
    np.testing.assert_allclose(one, other, atol=2e-2)


def test_equal_variances_are_all_found():
    """The Gram matrix has the same eigenvalue several times, which one Krylov space does not see."""
    found = finish(principal_components(np.eye(7, dtype=np.float32), 6, seed=0))
    np.testing.assert_allclose(found.explained, np.full(6, 1 / 6), rtol=1e-5)
    distances = np.linalg.norm(found.coordinates[:, None] - found.coordinates[None], axis=2)
    np.testing.assert_allclose(distances[~np.eye(7, dtype=bool)], np.sqrt(2), rtol=1e-5)


def test_rows_without_variance_are_at_the_origin():
    found = finish(principal_components(np.ones((5, 3), np.float32), 2, seed=0))
    np.testing.assert_allclose(found.coordinates, 0.0, atol=1e-6)
    np.testing.assert_array_equal(found.explained, 0.0)


def test_there_are_no_more_components_than_the_data_has():
    assert finish(principal_components(np.eye(4, 2, dtype=np.float32), 50, seed=0)).coordinates.shape == (4, 2)
    assert finish(principal_components(np.eye(3, 9, dtype=np.float32), 50, seed=0)).coordinates.shape == (3, 2)
