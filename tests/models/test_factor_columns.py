"""Biases beside factors: the same numbers as in one matrix."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
import torch

from movierec_gui.models.factor_columns import FactorColumns
from movierec_gui.models.sparse_rows import Rows

JOINED = torch.randn(5, 4, generator=torch.Generator().manual_seed(0))


def test_what_is_taken_apart_is_put_together_again() -> None:
    columns = FactorColumns.of(JOINED)
    assert torch.equal(columns.biases, JOINED[:, 0])
    assert torch.equal(columns.joined(), JOINED)
    assert torch.equal(columns.part(slice(1, 3)).joined(), JOINED[1:3])
    columns.filled_from(2 * JOINED)
    assert torch.equal(columns.joined(), 2 * JOINED)


def test_a_part_is_no_copy() -> None:
    columns = FactorColumns.of(JOINED)
    columns.part(slice(2, 3)).add_(FactorColumns.of(JOINED[:1]))
    assert torch.equal(columns.joined()[2], JOINED[2] + JOINED[0])
    assert torch.equal(columns.joined()[3], JOINED[3])


def test_the_product_with_a_sparse_matrix_is_that_of_all_columns() -> None:
    matrix = sp.random(7, 5, 0.4, "csr", np.float32, np.random.default_rng(0))
    found = FactorColumns.of(JOINED).sums(Rows.of(matrix)).joined()
    torch.testing.assert_close(found, torch.from_numpy(matrix @ JOINED.numpy()), rtol=1e-5, atol=1e-6)
