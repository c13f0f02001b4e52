"""Biases and factors in two pieces of memory: products with rows of 32 numbers are twice as fast as with rows of 33."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from movierec_gui.models.sparse_rows import Rows


class FactorColumns(NamedTuple):
    """Columns of n weights or vectors."""

    factors: Tensor
    """[n, K]"""
    biases: Tensor
    """[n]"""

    @staticmethod
    def of(joined: Tensor) -> FactorColumns:
        """[n, K + 1] with the biases in column 0 -> copies of its columns."""
        return FactorColumns(joined[:, 1:].contiguous(), joined[:, 0].contiguous())

    def joined(self) -> Tensor:
        """[n, K + 1]: a copy with the biases in column 0."""
        return torch.cat([self.biases.unsqueeze(-1), self.factors], dim=-1)

    def part(self, rows: slice) -> FactorColumns:
        """These rows; no copy."""
        return FactorColumns(self.factors[rows], self.biases[rows])

    def sums(self, rows: Rows) -> FactorColumns:
        """[m, K], [m]: the product of a sparse matrix [m, n] with these."""
        return FactorColumns(rows.times(self.factors), rows.times(self.biases.unsqueeze(1)).squeeze(1))

    def add_(self, others: FactorColumns) -> None:
        """Add other columns of the same shape to these."""
        self.factors.add_(others.factors)
        self.biases.add_(others.biases)

    def filled_from(self, joined: Tensor) -> None:
        """Take over the columns of [n, K + 1]."""
        self.factors.copy_(joined[:, 1:])
        self.biases.copy_(joined[:, 0])
