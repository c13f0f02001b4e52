"""The gradients of a large batch, found by hand in pieces whose arrays stay in the processor's cache.

A large batch goes through dropout, layers and back in a dozen passes over arrays that are many times larger than the
cache, and made anew, page by page, at every step. The loss is a mean: the gradients of the pieces, each weighted by its
share of the ratings, sum to those of the whole.
"""

from __future__ import annotations

import torch
from torch import Tensor

from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.models.gradients import LearnsRows
from movierec_gui.training.row_adam import by_hand, row_tables

PIECE = 2_048
"""Ratings of a piece."""


class PieceLearner:
    """Leaves the gradients of whole batches with a network's weights, piece by piece.

    The memory of the gradients is kept from step to step.
    """

    def __init__(self, network: LearnsRows, model: RatingModel) -> None:
        self._network = network
        self._tables = row_tables(model)
        of_tables = {id(table.weight) for table in self._tables}
        self._rest = [parameter for parameter in model.parameters() if id(parameter) not in of_tables]
        self._gradients = [torch.zeros_like(table.weight) for table in self._tables]

    @torch.no_grad()
    def learn(self, batch: Batch) -> Tensor:
        """The loss of the batch, a scalar without a past."""
        for table, gradient in zip(self._tables, self._gradients, strict=True):
            table.weight.grad = gradient.zero_()
        sums = [torch.zeros_like(parameter) for parameter in self._rest]
        loss = torch.zeros(())
        for piece in batch.split(PIECE):
            share = len(piece) / len(batch)
            loss.add_(self._learn_piece(piece, share), alpha=share)
            for parameter, summed in zip(self._rest, sums, strict=True):
                if parameter.grad is not None:
                    summed.add_(parameter.grad, alpha=share)
        for parameter, summed in zip(self._rest, sums, strict=True):
            parameter.grad = summed
        return loss

    def _learn_piece(self, piece: Batch, share: float) -> Tensor:
        """The loss of a piece; its gradient, so weighted, goes to the tables, and unweighted to the other weights."""
        read, n = (piece.users, piece.movies), len(piece)
        rows = torch.empty(2 * n, self._tables[0].embedding_dim)
        for table, index, own in zip(self._tables, read, rows.split(n), strict=True):
            torch.index_select(table.weight, 0, index, out=own)
        loss, gradient = self._network.learn_rows(rows, piece)
        for kept, index, own in zip(self._gradients, read, gradient.mul_(share).split(n), strict=True):
            kept.index_add_(0, index, own)
        return loss


def piece_learner(model: RatingModel, batch_size: int) -> PieceLearner | None:
    """One for batches that are larger than a piece, where the network finds its gradients rating by rating."""
    network = by_hand(model)
    if network is None or not network.learns_pieces or model.device.type != "cpu" or batch_size <= PIECE:
        return None
    return PieceLearner(network, model)
