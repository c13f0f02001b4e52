"""Batch normalisation of batches that several processes may share, and of batches of one."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from movierec_gui.models.gradients import Backward


class BatchNorm(nn.BatchNorm1d):
    """torch's batch normalisation (Ioffe and Szegedy 2015), also where each of several processes has a part of a batch.

    A batch of one rating, which varies in nothing, is standardised as in evaluation; torch refuses it.
    """

    running_mean: Tensor
    running_var: Tensor
    of_all: Callable[[Tensor], Tensor] | None = None
    """[k] -> [processes, k]: what every process has, where several train together; gradients go back to all of them."""

    def forward(self, x: Tensor) -> Tensor:
        """[B, width] -> [B, width]."""
        if not self.training:
            return super().forward(x)
        if self.of_all is not None:
            return self._over_all(x, self.of_all)
        if len(x) == 1:
            return nn.functional.batch_norm(
                x, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps
            )
        return super().forward(x)

    def with_gradient(self, x: Tensor) -> tuple[Tensor, Backward]:
        """[B, width] of a whole batch in training -> [B, width], and the way back; B is at least 2."""
        if self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
        known = (self.weight, self.running_mean, self.running_var)
        out, mean, scale = torch.native_batch_norm(
            x, self.weight, self.bias, self.running_mean, self.running_var, True, self.momentum or 0.0, self.eps
        )

        def back(upstream: Tensor) -> Tensor:
            backward = torch.ops.aten.native_batch_norm_backward
            dx, self.weight.grad, self.bias.grad = backward(
                upstream, x, *known, mean, scale, True, self.eps, [True, True, True]
            )
            return dx

        return out, back

    def _over_all(self, x: Tensor, of_all: Callable[[Tensor], Tensor]) -> Tensor:
        """By the mean and the variance of all parts: [B, width] -> [B, width], where B may be 0."""
        width, own = x.shape[1], x.sum(0) / max(1, len(x))
        parts = of_all(torch.cat([own, (x - own).square().sum(0), x.new_full((1,), len(x))]))
        means, squares, counts = parts.split([width, width, 1], dim=-1)  # [P, width], [P, width], [P, 1]
        n = counts.sum()
        mean = (means * counts).sum(0) / n
        # Sums of squares around the parts' own means, which lose no digits (Chan, Golub and LeVeque 1983).
        variance = (squares + counts * (means - mean).square()).sum(0) / n  # [width]
        alone = n == 1  # stays a tensor: to ask for it would let a GPU's host wait
        mean, variance = torch.where(alone, self.running_mean, mean), torch.where(alone, self.running_var, variance)
        with torch.no_grad():
            share = torch.where(alone, 0.0, self.momentum or 0.0)
            self.running_mean.lerp_(mean, share)
            self.running_var.lerp_(variance * n / (n - 1).clamp(min=1), share)
        return (x - mean) / (variance + self.eps).sqrt() * self.weight + self.bias
