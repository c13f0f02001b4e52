"""A small network that corrects the experts' prediction by all that is known of the user and the movie."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from movierec_gui.models.blocks import Dropout, linear
from movierec_gui.models.gradients import linear_step, squared_error_step
from movierec_gui.models.house.columns import Layout, OfExperts

FARTHEST = 5.0
"""Standard deviations from the mean at which a column is cut off."""


class Corrected(NamedTuple):
    """A prediction and the layers on the way to it."""

    first: Tensor
    """[B, nodes]"""
    second: Tensor
    """[B, nodes]"""
    prediction: Tensor
    """[B, 1] in stars, not clipped."""


class Correction(nn.Module):
    """prediction = the experts' + W3 silu(W2 silu(W1 x + b1) + b2) + b3, with x the standardised features.

    The last layer starts at zero: before anything is learned, nothing is corrected.
    """

    centre: Tensor
    spread: Tensor

    def __init__(self, layout: Layout, nodes: int, dropout: float, generator: torch.Generator) -> None:
        super().__init__()
        self.layout = layout
        self.first, self.second = linear(layout.width, nodes, generator), linear(nodes, nodes, generator)
        self.last = nn.Linear(nodes, 1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        self.dropout = Dropout(dropout, generator)
        self.register_buffer("centre", torch.zeros(layout.width))
        self.register_buffer("spread", torch.ones(layout.width))

    @property
    def learned(self) -> bool:
        """Whether anything was learned; before, the correction is zero for every pair."""
        return bool(self.last.weight.any()) or bool(self.last.bias.any())

    def standardise_by(self, features: Tensor) -> None:
        """Take the mean and the standard deviation of every column from a matrix of features [n, F]."""
        self.centre.copy_(features.mean(0))
        self.spread.copy_(features.std(0) + 1e-6)

    def forward(self, features: Tensor) -> Corrected:
        """[B, F] -> the corrected prediction of each row."""
        said = OfExperts(*self.layout.features(features).experts.unbind(1)).prediction
        scaled = ((features - self.centre) / self.spread).clamp(-FARTHEST, FARTHEST)
        return self._from_sums(said, self.first(scaled))

    @torch.no_grad()
    def learn_by_hand(self, features: Tensor, values: Tensor) -> None:
        """[B, F], [B] -> leaves the gradients of the mean squared error, in training; the same bits as torch's own."""
        said = OfExperts(*self.layout.features(features).experts.unbind(1)).prediction
        scaled = features.sub(self.centre).div_(self.spread).clamp_(-FARTHEST, FARTHEST)
        first = self.first(scaled)  # [B, nodes]
        hidden, to_activation = self.dropout.with_gradient(nn.functional.silu(first))
        second, to_second = linear_step(self.second, hidden)
        last, to_last_activation = self.dropout.with_gradient(nn.functional.silu(second))
        correction, to_last = linear_step(self.last, last)  # [B, 1]
        _, slope = squared_error_step(correction.add_(said.unsqueeze(1)), values)
        slope = torch.ops.aten.silu_backward(to_last_activation(to_last(slope)), second)
        slope = torch.ops.aten.silu_backward(to_activation(to_second(slope)), first)
        self.first.weight.grad, self.first.bias.grad = slope.t().mm(scaled), slope.sum(0)

    def sums_of_movies(self, of_movie: Tensor, genres: Tensor) -> Tensor:
        """[B, 6], [B, G] -> [B, nodes] what the movies' own columns, and the bias, add to the first layer."""
        inputs, weights = self._share(torch.cat([of_movie, genres], dim=1), self.layout.of_movie)
        return inputs @ weights + self.first.bias

    def for_user(self, of_experts: Tensor, apart: Tensor, of_user: Tensor, sums_of_movies: Tensor) -> Tensor:
        """[B, 5], [B, 2], one user's own columns [f], [B, nodes] -> [B] what ``forward`` predicts for B movies.

        W1 x is a sum over columns: those of the movies are summed beforehand, the user's once for all movies.
        """
        own, weights_of_user = self._share(of_user.unsqueeze(0), self.layout.of_user)
        inputs, weights = self._share(torch.cat([of_experts, apart], dim=1), self.layout.of_both)
        # The user's sum as the weights of a further input that is always one.
        inputs, weights = nn.functional.pad(inputs, (0, 1), value=1.0), torch.cat([weights, own @ weights_of_user])
        said = OfExperts(*of_experts.unbind(1)).prediction
        return self._from_sums(said, torch.addmm(sums_of_movies, inputs, weights)).prediction[:, 0]

    def _share(self, group: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """Columns [B, f] that stand in these places -> standardised, and their weights [f, nodes] in W1."""
        scaled = ((group - self.centre[places]) / self.spread[places]).clamp(-FARTHEST, FARTHEST)
        return scaled, self.first.weight[:, places].T

    def _from_sums(self, said: Tensor, sums: Tensor) -> Corrected:
        """The experts' predictions [B], the sums of the first layer [B, nodes], which may be overwritten."""
        overwrite = not torch.is_grad_enabled()
        first = self.dropout(nn.functional.silu(sums, inplace=overwrite))
        second = self.dropout(nn.functional.silu(self.second(first), inplace=overwrite))
        return Corrected(first, second, said.unsqueeze(1) + self.last(second))
