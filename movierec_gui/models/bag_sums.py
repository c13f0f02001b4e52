"""Sums of table rows over bags of different sizes: what all raters of a movie, or all words of a title, add up to."""

from __future__ import annotations

from typing import Any

import scipy.sparse as sp
import torch
from torch import Tensor, nn


def bag_sums(rows: Tensor, table: Tensor, starts: Tensor, weights: Tensor | None = None) -> Tensor:
    """Sum the table's rows [n, d] that each bag names, each times its weight; returns [bags, d].

    ``rows`` [total] and ``weights`` [total] hold all bags one after another, ``starts`` [bags] where each begins. Equal
    to ``torch.nn.functional.embedding_bag``, whose gradient sorts all the rows first; a product of sparse matrices does
    not have to.
    """
    if table.device.type != "cpu":
        return nn.functional.embedding_bag(rows, table, starts, mode="sum", per_sample_weights=weights)
    values = torch.ones(len(rows), dtype=table.dtype) if weights is None else weights
    ends = torch.cat([starts, torch.tensor([len(rows)])])
    parts = (values.numpy(), rows.int().numpy(), ends.int().numpy())  # SciPy would look through longer ones first
    matrix = sp.csr_array(parts, shape=(len(starts), len(table)))
    sums: Tensor = _SparseProduct.apply(table, matrix)  # type: ignore[no-untyped-call]
    return sums


class _SparseProduct(torch.autograd.Function):
    """SciPy's sparse matrix [m, n] times a tensor [n, d], and its gradient."""

    @staticmethod
    def forward(ctx: Any, table: Tensor, matrix: sp.csr_array) -> Tensor:
        ctx.matrix = matrix
        return torch.from_numpy(matrix @ table.detach().numpy())

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor, None]:
        return torch.from_numpy(ctx.matrix.T @ upstream[0].numpy()), None
