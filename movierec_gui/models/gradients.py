"""Reverse-mode differentiation by hand, for networks whose batches or pieces are too small for torch's own.

On a batch of 64 ratings torch's record of what to differentiate takes longer than the arithmetic. A step here returns
its output and a function that turns the gradient of the output into that of the input; a layer with weights leaves
their gradients with them on the way. The operations are those that torch's derivatives use, in the same order, so
that the results agree to the last bit. Everything runs under ``torch.no_grad``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from movierec_gui.models.batch import Batch

Backward = Callable[[Tensor], Tensor]
"""The gradient of a step's output -> that of its input."""


@runtime_checkable
class LearnsRows(Protocol):
    """A network whose gradients are computed by hand, from the rows of its tables that a batch reads."""

    @property
    def learns_rows(self) -> bool:
        """Whether it does so with its settings: then it has one table of users and one of movies, of one width."""

    @property
    def learns_pieces(self) -> bool:
        """Whether its loss is a mean over the ratings, each of which it looks at by itself: of pieces of any size."""

    def draw_ahead(self, steps: int, size: int) -> None:
        """Draw at once what so many steps on ``size`` ratings each, the next ones, will silence; see ``blocks``."""

    def learn_rows(self, rows: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """[2 * B, width], B ratings -> the loss, a scalar, and the gradient of each row, [2 * B, width].

        The rows are those of the batch's users and then those of its movies; B is at least 2 where the network does not
        learn pieces. Leaves the gradients of all other weights with them.
        """


def unchanged(upstream: Tensor) -> Tensor:
    """The way back through a step that does nothing."""
    return upstream


def linear_step(layer: nn.Linear, x: Tensor) -> tuple[Tensor, Backward]:
    """[B, inputs] -> [B, outputs], and the way back."""

    weight, bias = layer.weight, layer.bias  # a module takes a while to look each up

    def back(upstream: Tensor) -> Tensor:
        weight.grad = upstream.t().mm(x)  # [outputs, inputs]
        bias.grad = upstream.sum(0)
        return upstream.mm(weight)

    return torch.addmm(bias, x, weight.t()), back


def squared_error_step(predicted: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
    """[B, 1], [B] -> the mean squared error, a scalar, and its gradient [B, 1]."""
    error = predicted[:, 0] - values
    return error.square().mean(), error.mul_(2.0 / len(values)).unsqueeze(1)
