"""Adam by torch's fused kernel, without ``torch.optim``; every step of it in this program goes through here."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

BETAS = (0.9, 0.999)
"""How much of the mean gradient and of the mean squared gradient is left after a step."""
EPSILON = 1e-8


class Adam:
    """The steps of ``torch.optim.Adam(fused=True)``, or of ``AdamW`` with ``decoupled`` weight decay.

    The first optimiser of ``torch.optim`` imports torch's compiler, which takes seconds and holds the interpreter while
    it does, so that an open window stands still. What that optimiser calls in the end is called here. The kernels'
    names begin with an underscore: the pinned version of torch has them as they are used here, and the tests compare.
    Adam: Kingma and Ba 2015; decoupled weight decay: Loshchilov and Hutter 2019.
    """

    def __init__(
        self, parameters: Iterable[nn.Parameter], rate: float, weight_decay: float = 0.0, decoupled: bool = False
    ) -> None:
        self.rate = rate
        """The learning rate of the next step."""
        self._parameters = list(parameters)
        self._weight_decay = weight_decay
        self._decoupled = decoupled
        self._first = [torch.zeros_like(parameter) for parameter in self._parameters]
        self._second = [torch.zeros_like(parameter) for parameter in self._parameters]
        self._steps = [torch.zeros((), device=parameter.device) for parameter in self._parameters]

    def zero_grad(self) -> None:
        """Forget the gradients of the last step."""
        for parameter in self._parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient."""
        used = [number for number, parameter in enumerate(self._parameters) if parameter.grad is not None]
        if not used:
            return
        steps = [self._steps[number] for number in used]
        torch._foreach_add_(steps, 1)
        adam_step(
            [self._parameters[number] for number in used],
            [gradient for parameter in self._parameters if (gradient := parameter.grad) is not None],
            [self._first[number] for number in used],
            [self._second[number] for number in used],
            steps,
            self.rate,
            self._weight_decay,
            self._decoupled,
        )

    def states(self) -> list[dict[str, Tensor]]:
        """For each parameter, in order, the very tensors ``step``, ``exp_avg`` and ``exp_avg_sq``."""
        columns = zip(self._steps, self._first, self._second, strict=True)
        return [{"step": step, "exp_avg": first, "exp_avg_sq": second} for step, first, second in columns]


def adam_step(
    weights: list[Tensor],
    gradients: list[Tensor],
    first: list[Tensor],
    second: list[Tensor],
    steps: list[Tensor],
    rate: float,
    weight_decay: float = 0.0,
    decoupled: bool = False,
    betas: tuple[float, float] = BETAS,
) -> None:
    """Move weights along their gradients and update both running means, in place.

    For each weight its gradient, its mean gradient, its mean squared gradient, and the number of its steps, this one
    counted. ``betas``: how much a step leaves of the two means. Run it under ``torch.no_grad``.
    """
    kernel = torch._fused_adamw_ if decoupled else torch._fused_adam_
    with flushed_denormals():
        kernel(
            weights,
            gradients,
            first,
            second,
            [],
            steps,
            lr=rate,
            beta1=betas[0],
            beta2=betas[1],
            weight_decay=weight_decay,
            eps=EPSILON,
            amsgrad=False,
            maximize=False,
        )


@contextmanager
def flushed_denormals() -> Iterator[None]:
    """Let this thread take numbers next to zero for zero, and afterwards treat them as it was found to.

    Adam's memory of rarely used rows fades into denormal numbers, which are many times slower.
    """
    before = sys.float_info.min * 0.5 == 0.0  # torch has no function that says so
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(before)
