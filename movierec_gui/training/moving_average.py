"""A moving average of a network's weights while it trains."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

PER_EPOCH = 20
"""How many times an epoch the weights are taken into the mean."""


class WeightAverage:
    """An exponential moving average of all weights and statistics of a network.

    The noise of single steps averages out, which often lowers the error more than further training would (Polyak and
    Juditsky 1992; Izmailov et al. 2018 with equal weights). Training itself goes on from the network's own weights.
    """

    def __init__(self, model: nn.Module, window: float, steps: int) -> None:
        """``window``: epochs over which what is old fades to 1/e; ``steps``: gradient steps in an epoch."""
        self._model = model
        self._every = max(1, steps // PER_EPOCH)
        self._rate = -math.expm1(-self._every / steps / window)
        self._per_epoch, self._step = steps, 0
        self.taken = 0
        """How many times the weights were taken into the mean."""
        self.mean = {name: tensor.detach().clone() for name, tensor in _averaged(model).items()}

    def due(self) -> bool:
        """Count a step of the epoch; whether ``take`` is to follow it."""
        self._step = self._step % self._per_epoch + 1
        return self._step % self._every == 0

    @torch.no_grad()
    def take(self) -> None:
        """Take the weights, which are up to date, into the mean; the first ones weigh no more than later ones."""
        self.taken += 1
        rate = max(self._rate, 1.0 / self.taken)
        torch._foreach_lerp_(list(self.mean.values()), list(_averaged(self._model).values()), rate)

    def go_on(self, mean: Mapping[str, Tensor], taken: int) -> None:
        """From a stored mean, at the beginning of an epoch."""
        self.taken = taken
        for name, tensor in self.mean.items():
            tensor.copy_(mean[name])

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The network has the mean as its weights, and then its own again."""
        own = {name: tensor.clone() for name, tensor in _averaged(self._model).items()}
        _write(self._model, self.mean)
        try:
            yield
        finally:
            _write(self._model, own)


def _averaged(model: nn.Module) -> dict[str, Tensor]:
    """Returns the tensors that are averaged: all but counters."""
    return {name: tensor for name, tensor in model.state_dict().items() if tensor.is_floating_point()}


@torch.no_grad()
def _write(model: nn.Module, values: dict[str, Tensor]) -> None:
    for name, tensor in _averaged(model).items():
        tensor.copy_(values[name])
