"""Adam twice: torch's fused one, and one that touches only the embedding rows of the batch, with the same result.

Kingma and Ba 2015. Most of a rating network is embedding tables of which a small batch uses a few rows; Adam
nevertheless moves every row at every step, because its running means fade out slowly. ``RowAdam`` computes those moves
in closed form when a row is needed again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Protocol

import torch
from torch import Tensor, nn

from movierec_gui.models.adam import BETAS, EPSILON, Adam
from movierec_gui.models.base import RatingModel
from movierec_gui.models.blocks import Embedding
from movierec_gui.training.config import TrainingConfig
from movierec_gui.training.distributed import ALONE, Workers


class Optimiser(Protocol):
    """What the training loop needs of an optimiser."""

    def set_rate(self, rate: float) -> None:
        """The learning rate from now on."""

    def zero_grad(self) -> None:
        """Forget the gradients of the last step."""

    def step(self) -> None:
        """Move the weights along the gradients."""

    def settle(self) -> None:
        """Bring every weight up to date; call it before the network is evaluated or stored."""

    def state(self) -> dict[str, Tensor]:
        """Everything that ``load_state`` needs to go on, after ``settle``."""

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go on from a stored state."""


def make_optimiser(model: RatingModel, config: TrainingConfig, workers: Workers = ALONE) -> Optimiser:
    """Adam for a network, by whichever form is faster for its embedding tables and the batch size.

    Both make the same step in every one of several processes: ``FusedAdam`` from the sum of all gradients, ``RowAdam``
    from everybody's rows and their gradients, which are far fewer numbers than the tables have.
    """
    tables = [module for module in model.modules() if isinstance(module, Embedding)]
    rows = sum(table.num_embeddings for table in tables)
    sparse = model.device.type == "cpu" and config.weight_decay == 0.0 and rows > ROWS_PER_RATING * config.batch_size
    return RowAdam(model, tables, config, workers) if sparse else FusedAdam(model, config, workers)


ROWS_PER_RATING = 50
"""From this many table rows per rating of a batch on, updating rows one by one beats updating the whole table."""


class FusedAdam:
    """torch's Adam over all weights at each step."""

    def __init__(self, model: nn.Module, config: TrainingConfig, workers: Workers = ALONE) -> None:
        self._names = [name for name, _ in model.named_parameters()]
        self._parameters, self._workers = list(model.parameters()), workers
        self._adam = Adam(self._parameters, config.learning_rate, config.weight_decay)

    def set_rate(self, rate: float) -> None:
        self._adam.rate = rate

    def zero_grad(self) -> None:
        self._adam.zero_grad()

    def step(self) -> None:
        self._workers.sum_gradients(self._parameters)
        self._adam.step()

    def settle(self) -> None:
        """Nothing to do: every weight is always up to date."""

    def state(self) -> dict[str, Tensor]:
        return {name: tensor.clone() for name, tensor in self._tensors().items()}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        tensors = self._tensors()
        for name, stored in state.items():
            tensors[name].copy_(stored)

    def _tensors(self) -> dict[str, Tensor]:
        pairs = zip(self._names, self._adam.states(), strict=True)
        return {f"{name}.{key}": tensor for name, values in pairs for key, tensor in values.items()}


class RowAdam:
    """Adam that postpones the moves of embedding rows without a gradient until the row is looked up again."""

    def __init__(
        self, model: nn.Module, tables: list[Embedding], config: TrainingConfig, workers: Workers = ALONE
    ) -> None:
        self.rate = config.learning_rate
        self.steps = 0
        self.workers = workers
        of_tables = {id(table.weight) for table in tables}
        names = {id(value): name for name, value in model.named_parameters()}
        self._rest = _Flat({name: value for name, value in model.named_parameters() if id(value) not in of_tables})
        self._tables = {names[id(table.weight)]: _Rows(table, self) for table in tables}

    def set_rate(self, rate: float) -> None:
        if rate != self.rate:
            self.settle()  # postponed moves belong to the old rate
            self.rate = rate

    def zero_grad(self) -> None:
        self._rest.forget()
        for rows in self._tables.values():
            rows.forget()

    def step(self) -> None:
        with torch.no_grad():
            if self.workers.several:
                self._exchange()
            self.steps += 1
            self._rest.step(self)
            for rows in self._tables.values():
                rows.step()

    def settle(self) -> None:
        with torch.no_grad():
            for rows in self._tables.values():
                rows.catch_up_all()

    def state(self) -> dict[str, Tensor]:
        step = torch.tensor(float(self.steps))
        stored: dict[str, Tensor] = {}
        for name, (first, second) in self._moments().items():
            stored |= {f"{name}.step": step, f"{name}.exp_avg": first, f"{name}.exp_avg_sq": second}
        return stored

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        for name, (first, second) in self._moments().items():
            first.copy_(state[f"{name}.exp_avg"])
            second.copy_(state[f"{name}.exp_avg_sq"])
            self.steps = int(state[f"{name}.step"])
        for rows in self._tables.values():
            rows.last.fill_(self.steps)

    def move(self, gradient: Tensor, first: Tensor, second: Tensor) -> Tensor:
        """Update both running means in place and return how far Adam moves the weights; all of one shape."""
        first.lerp_(gradient, 1 - BETAS[0])
        second.mul_(BETAS[1]).addcmul_(gradient, gradient, value=1 - BETAS[1])
        scale = math.sqrt(1 - BETAS[1] ** self.steps)
        divisor = second.sqrt().add_(EPSILON * scale)
        return (first / divisor).mul_(self.rate * scale / (1 - BETAS[0] ** self.steps))

    def _exchange(self) -> None:
        """Let every process look up, with their gradients, the rows that any of them did."""
        tables = list(self._tables.values())
        gathered = self.workers.gather([tensor for rows in tables for tensor in rows.looked_up()])
        for rows, index, gradient in zip(tables, gathered[::2], gathered[1::2], strict=True):
            rows.take(index, gradient)

    def _moments(self) -> dict[str, tuple[Tensor, Tensor]]:
        return self._rest.moments() | {name: (rows.first, rows.second) for name, rows in self._tables.items()}


class _Flat:
    """The weights outside the tables as views of one vector, so that a step is a handful of operations."""

    def __init__(self, parameters: Mapping[str, nn.Parameter]) -> None:
        self._parameters = parameters
        self._sizes = [parameter.numel() for parameter in parameters.values()]
        self._weights = torch.cat([parameter.detach().reshape(-1) for parameter in parameters.values()])
        self._first, self._second = torch.zeros_like(self._weights), torch.zeros_like(self._weights)
        for parameter, part in zip(parameters.values(), self._weights.split(self._sizes), strict=True):
            parameter.data = part.view(parameter.shape)

    def forget(self) -> None:
        for parameter in self._parameters.values():
            parameter.grad = None

    def step(self, adam: RowAdam) -> None:
        gradients = [
            torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
            for parameter in self._parameters.values()
        ]
        gradient = adam.workers.sum_(torch.cat([one.reshape(-1) for one in gradients]))
        self._weights.sub_(adam.move(gradient, self._first, self._second))

    def moments(self) -> dict[str, tuple[Tensor, Tensor]]:
        parts = zip(self._first.split(self._sizes), self._second.split(self._sizes), strict=True)
        return {
            name: (first.view(parameter.shape), second.view(parameter.shape))
            for (name, parameter), (first, second) in zip(self._parameters.items(), parts, strict=True)
        }


_Current = tuple[Tensor, Tensor, Tensor]
"""Rows of a table and their running means, three of [B, width], as they stand at this step."""


class _Rows:
    """One embedding table under ``RowAdam``: running means, and the step up to which each row has been moved."""

    def __init__(self, table: Embedding, adam: RowAdam) -> None:
        self.weight, self._adam = table.weight.detach(), adam
        self.first, self.second = torch.zeros_like(self.weight), torch.zeros_like(self.weight)
        self.last = torch.zeros(len(self.weight), dtype=torch.long, device=self.weight.device)
        self._sums = torch.zeros_like(self.weight)
        self._pending: list[tuple[Tensor, _Current]] = []
        self._reach, self._fading = _coasting(0).to(self.weight), _fading(0).to(self.weight)
        table.rows = self

    def look_up(self, index: Tensor) -> Tensor:
        """[B] -> [B, width] current rows, whose gradients the next ``step`` applies."""
        with torch.no_grad():
            current = self._catch_up(index)
        self._pending.append((index, current))
        return current[0].requires_grad_()

    def looked_up(self) -> tuple[Tensor, Tensor]:
        """Indices [n] of the rows looked up since the last step, and their gradients [n, width]."""
        nothing = (self.last[:0], self.weight[:0])
        found = [nothing, *((index, values.grad) for index, (values, _, _) in self._pending if values.grad is not None)]
        return torch.cat([index for index, _ in found]), torch.cat([gradient for _, gradient in found])

    def take(self, index: Tensor, gradient: Tensor) -> None:
        """Put other lookups, [n] and [n, width], in place of those since the last step."""
        current = self._catch_up(index)
        current[0].grad = gradient
        self._pending = [(index, current)]

    def forget(self) -> None:
        self._pending.clear()

    def step(self) -> None:
        for index, (values, _, _) in self._pending:
            if values.grad is not None:
                self._sums.index_add_(0, index, values.grad)
        # A row that was looked up twice is moved twice, from and to the same values.
        for index, (values, first, second) in self._pending:
            move = self._adam.move(self._sums.index_select(0, index), first, second)
            self._write(index, (values.detach().sub_(move), first, second))
        for index, _ in self._pending:
            self._sums.index_fill_(0, index, 0.0)

    def catch_up_all(self) -> None:
        everything = torch.arange(len(self.weight), device=self.weight.device)
        self._write(everything, self._catch_up(everything))

    def _catch_up(self, index: Tensor) -> _Current:
        """What Adam would have made of these rows [B] since they were last moved; it is stored with the next step."""
        now = self._adam.steps
        if len(self._reach) <= now + 1:
            steps = 2 * now + 1000
            self._reach, self._fading = _coasting(steps).to(self.weight), _fading(steps).to(self.weight)
        last = self.last.index_select(0, index)
        mean, square, both = self._fading.index_select(0, now - last).unsqueeze(-1).unbind(1)  # three of [B, 1]
        reach, epsilon = self._reach.index_select(0, last).unsqueeze(-1).unbind(1)  # two of [B, 1]
        length = (reach - both * self._reach[now, 0]).mul_(self._adam.rate)
        first, second = self.first.index_select(0, index), self.second.index_select(0, index)
        weight = self.weight.index_select(0, index)
        weight.sub_(first.div(second.sqrt().add_(epsilon)).mul_(length))
        return weight, first.mul_(mean), second.mul_(square)

    def _write(self, index: Tensor, current: _Current) -> None:
        for table, rows in zip((self.weight, self.first, self.second), current, strict=True):
            table.index_copy_(0, index, rows)
        self.last.index_fill_(0, index, self._adam.steps)


_RATIO = BETAS[0] / math.sqrt(BETAS[1])
"""How much smaller each step without a gradient is than the one before: the means fade by these two rates."""


def _fading(steps: int) -> Tensor:
    """Rows 0 to ``steps``: what is left after so many steps without a gradient of mean, mean square and step length."""
    idle = torch.arange(steps + 1, dtype=torch.float64).unsqueeze(-1)
    return (torch.tensor([BETAS[0], BETAS[1], _RATIO], dtype=torch.float64) ** idle).float()


def _coasting(steps: int) -> Tensor:
    """Rows t = 0 to ``steps``: the length of all later moves of a row without further gradients, and its epsilon.

    The length is in units of rate * mean / sqrt(mean square) at t: the sum over j >= 1 of
    ratio^j * sqrt(1 - b2^(t+j)) / (1 - b1^(t+j)). Adam scales epsilon anew at each step; the first step's scale is
    taken for all, since that step is the longest.
    """
    terms = 400  # ratio^400 is below 1e-18
    t = torch.arange(1, steps + terms + 1, dtype=torch.float64)
    scale = (1 - BETAS[1] ** t).sqrt()
    powers = _RATIO ** torch.arange(1, terms + 1, dtype=torch.float64)
    lengths = (scale / (1 - BETAS[0] ** t)).unfold(0, terms, 1) @ powers  # [steps + 1, terms] @ [terms]
    return torch.stack([lengths, EPSILON * scale[: steps + 1]], dim=1).float()
