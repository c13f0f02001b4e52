"""Products of sparse matrices: SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
import torch

from movierec_gui.models.sparse_rows import Rows


@pytest.fixture(name="matrix")
def _matrix() -> sp.csr_matrix:
    found = sp.random(7, 5, 0.4, "lil", np.float32, np.random.default_rng(0))
    found[3] = 0  # a row without entries
    return found.tocsr()


def test_products_are_those_of_scipy(matrix: sp.csr_matrix) -> None:
    dense = torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
    rows = Rows.of(matrix)
    np.testing.assert_allclose(rows.times(dense).numpy(), matrix @ dense.numpy(), rtol=1e-5, atol=1e-6)
    squares = matrix.multiply(matrix) @ dense.numpy()
    np.testing.assert_allclose(rows.squared().times(dense).numpy(), squares, rtol=1e-5, atol=1e-6)
    ones = (matrix != 0).astype(np.float32) @ dense.numpy()
    np.testing.assert_allclose(rows.of_ones().times(dense).numpy(), ones, rtol=1e-5, atol=1e-6)


def test_rows_and_columns_are_read_where_they_are(matrix: sp.csr_matrix) -> None:
    dense, other = (torch.randn(n, 3, generator=torch.Generator().manual_seed(0)) for n in matrix.shape[::-1])
    rows = Rows.sharing(matrix)
    np.testing.assert_allclose(rows.times(dense).numpy(), matrix @ dense.numpy(), rtol=1e-5, atol=1e-6)
    turned = Rows.sharing(matrix.tocsc()).times(other)
    np.testing.assert_allclose(turned.numpy(), matrix.T @ other.numpy(), rtol=1e-5, atol=1e-6)
    matrix.data[:] = 0
    assert not rows.times(dense).any()
