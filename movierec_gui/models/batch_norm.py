"""Batch normalisation of batches that several processes may share, and of batches of one."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn


class BatchNorm(nn.BatchNorm1d):
    """torch's batch normalisation (Ioffe and Szegedy 2015), also where each of several processes has a part of a batch.

    A batch of one rating, which varies in nothing, is standardised as in evaluation; torch refuses it.
    """

    running_mean: Tensor
    running_var: Tensor
    total: Callable[[Tensor], Tensor] | None = None
    """Adds up what every process has, where several train together."""

    def forward(self, x: Tensor) -> Tensor:
        """[B, width] -> [B, width]."""
        if not self.training:
            return super().forward(x)
        if self.total is not None:
            return self._over_all(x, self.total)
        if len(x) == 1:
            return nn.functional.batch_norm(
                x, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps
            )
        return super().forward(x)

    def _over_all(self, x: Tensor, total: Callable[[Tensor], Tensor]) -> Tensor:
        """By the mean and the variance of all parts: [B, width] -> [B, width], where B may be 0."""
        width, usual = x.shape[1], self.running_mean.clone()
        off = x - usual  # sums of squares of what is nearly centred lose no digits
        sums = total(torch.cat([off.sum(0), off.square().sum(0), x.new_full((1,), len(x))]))  # [2 * width + 1]
        n = sums[-1].detach()
        shift, square = (sums[:-1] / n).split(width)
        mean, variance = usual + shift, (square - shift.square()).clamp(min=0.0)  # [width] each
        alone = n == 1  # stays a tensor: to ask for it would let a GPU's host wait
        mean, variance = torch.where(alone, self.running_mean, mean), torch.where(alone, self.running_var, variance)
        with torch.no_grad():
            share = torch.where(alone, 0.0, self.momentum or 0.0)
            self.running_mean.lerp_(mean, share)
            self.running_var.lerp_(variance * n / (n - 1).clamp(min=1), share)
        return (x - mean) / (variance + self.eps).sqrt() * self.weight + self.bias
