"""Adam twice: torch's fused one, and one that touches only the embedding rows of the batch, with the same result.

Kingma and Ba 2015. Most of a rating network is embedding tables of which a small batch uses a few rows; Adam
nevertheless moves every row at every step, because its running means fade out slowly. ``RowAdam`` computes those moves
in closed form when a row is needed again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from movierec_gui.data.dataset import Float32Array
from movierec_gui.models.adam import BETAS, EPSILON, Adam, fused_step
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


ROWS_PER_RATING = 35
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
        self, model: RatingModel, tables: list[Embedding], config: TrainingConfig, workers: Workers = ALONE
    ) -> None:
        self.rate = config.learning_rate
        self.steps = 0
        self._step = torch.zeros((), device=model.device)  # the same for the kernel
        self._workers = workers
        of_tables = {id(table.weight) for table in tables}
        named = dict(model.named_parameters())
        names = {id(value): name for name, value in named.items()}
        self._rest = {name: value for name, value in named.items() if id(value) not in of_tables}
        self._means = {
            name: (torch.zeros_like(value, requires_grad=False), torch.zeros_like(value, requires_grad=False))
            for name, value in self._rest.items()
        }
        widths: dict[int, list[Embedding]] = {}
        for table in tables:
            widths.setdefault(table.embedding_dim, []).append(table)
        self._rows = [_Rows(alike, self) for alike in widths.values()]
        self._tables = {
            names[id(table.weight)]: (rows.means[0, part], rows.means[1, part])
            for rows in self._rows
            for table, part in zip(rows.modules, rows.parts, strict=True)
        }

    def set_rate(self, rate: float) -> None:
        if rate != self.rate:
            self.settle()  # postponed moves belong to the old rate
            self.rate = rate

    def zero_grad(self) -> None:
        for parameter in self._rest.values():
            parameter.grad = None
        for rows in self._rows:
            rows.forget()

    def step(self) -> None:
        with torch.no_grad():
            if self._workers.several:
                self._workers.sum_gradients(list(self._rest.values()))
                self._exchange()
            self.steps += 1
            self._step.fill_(self.steps)
            moved: list[tuple[Tensor, Tensor, Tensor]] = [
                (parameter, *self._means[name]) for name, parameter in self._rest.items() if parameter.grad is not None
            ]
            for rows in self._rows:
                moved += rows.with_gradients()
            weights, first, second = map(list, zip(*moved, strict=True))
            fused_step(weights, first, second, [self._step] * len(moved), self.rate)
            for rows in self._rows:
                rows.write_back()

    def settle(self) -> None:
        with torch.no_grad():
            for rows in self._rows:
                rows.catch_up_all()

    def state(self) -> dict[str, Tensor]:
        step = torch.tensor(float(self.steps))
        stored: dict[str, Tensor] = {}
        for name, (first, second) in self._all_means().items():
            stored |= {f"{name}.step": step, f"{name}.exp_avg": first, f"{name}.exp_avg_sq": second}
        return stored

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        for name, (first, second) in self._all_means().items():
            first.copy_(state[f"{name}.exp_avg"])
            second.copy_(state[f"{name}.exp_avg_sq"])
            self.steps = int(state[f"{name}.step"])
        for rows in self._rows:
            rows.last.fill_(self.steps)

    def _exchange(self) -> None:
        """Let every process look up, with their gradients, the rows that any of them did."""
        gathered = self._workers.gather([tensor for rows in self._rows for tensor in rows.looked_up()])
        for rows, index, gradient in zip(self._rows, gathered[::2], gathered[1::2], strict=True):
            rows.take(index, gradient)

    def _all_means(self) -> dict[str, tuple[Tensor, Tensor]]:
        return self._means | self._tables


@dataclass(frozen=True, eq=False, slots=True)
class _LookedUp:
    """A lookup since the last step."""

    index: Tensor
    """[B]"""
    current: Tensor
    """[3, B, width] those rows as they are now."""
    weights: Tensor
    """[B, width] a view of ``current`` that gets the gradients."""
    table: int | None
    """The number of the only table that the rows are of, so that no other lookup can have them too."""


class _Rows:
    """Embedding tables of one width under ``RowAdam``, one below the other, so that one lookup serves a batch's users
    and movies: weights, running means, and the step up to which each row has been moved."""

    def __init__(self, modules: list[Embedding], adam: RowAdam) -> None:
        self._adam = adam
        self.modules = modules
        weight = torch.cat([module.weight.detach() for module in modules])
        self.table = torch.stack([weight, torch.zeros_like(weight), torch.zeros_like(weight)])
        """Weights and both running means, [3, rows, width]: what is looked up and written together lies together."""
        self.means = self.table[1:]
        ends = np.cumsum([0] + [module.num_embeddings for module in modules])
        self.parts = [slice(int(begin), int(end)) for begin, end in pairwise(ends)]
        """The rows of each table."""
        for number, (module, part) in enumerate(zip(modules, self.parts, strict=True)):
            module.weight.data = self.table[0, part]
            module.rows, module.number, module.first_row = self, number, part.start
        self.last = torch.zeros(len(weight), dtype=torch.long, device=weight.device)
        self._place = torch.zeros_like(self.last)  # of a row among those looked up since the last step
        self._pending: list[_LookedUp] = []
        self._numbers, self._last_moved = self.table.numpy(), self.last.numpy()  # the same memory
        self._reach, self._fading = _coasting(0), _fading(0)

    def look_up(self, index: Tensor, table: int | None) -> Tensor:
        """[B] -> [B, width] current rows, whose gradients the next ``step`` applies."""
        with torch.no_grad():
            current = self._catch_up(index)
        weights = current[0].requires_grad_()
        self._pending.append(_LookedUp(index, current, weights, table))
        return weights

    def looked_up(self) -> tuple[Tensor, Tensor]:
        """Indices [n] of the rows looked up since the last step, and their gradients [n, width]."""
        nothing = (self.last[:0], self.table[0, :0])
        found = [nothing, *((one.index, one.weights.grad) for one in self._pending if one.weights.grad is not None)]
        return torch.cat([index for index, _ in found]), torch.cat([gradient for _, gradient in found])

    def take(self, index: Tensor, gradient: Tensor) -> None:
        """Put other lookups, [n] and [n, width], in place of those since the last step."""
        current = self._catch_up(index)
        weights = current[0]
        weights.grad = gradient
        self._pending = [_LookedUp(index, current, weights, None)]

    def forget(self) -> None:
        self._pending.clear()

    def with_gradients(self) -> list[tuple[Tensor, Tensor, Tensor]]:
        """Weights, each with its gradient, and both running means of what was looked up, three of [B, width] each.

        A row that was looked up twice is there twice, and is moved twice from and to the same values.
        """
        looked_in = {one.table for one in self._pending}
        if len(self._pending) > 1 and (None in looked_in or len(looked_in) < len(self._pending)):
            self.take(*self.looked_up())
        moved = []
        for index, current, weights, gradient in self._with_gradients():
            # Sums of the rows that are there twice, in a table no longer than the batch: it stays in the cache.
            self._place.index_copy_(0, index, torch.arange(len(index), device=index.device))
            places = self._place.index_select(0, index)
            sums = torch.zeros_like(weights).index_add_(0, places, gradient)
            weights.grad = sums.index_select(0, places)
            moved.append((weights, current[1], current[2]))
        return moved

    def _with_gradients(self) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
        """The lookups that got gradients: index, current rows, weights, gradients."""
        for one in self._pending:
            if one.weights.grad is not None:
                yield one.index, one.current, one.weights, one.weights.grad

    def write_back(self) -> None:
        """Keep what has become of the rows in between."""
        for index, current, _, _ in self._with_gradients():
            self._write(index, current)

    def catch_up_all(self) -> None:
        everything = torch.arange(len(self.last), device=self.last.device)
        self._write(everything, self._catch_up(everything))

    def _catch_up(self, index: Tensor) -> Tensor:
        """What Adam would have made of these rows [B] since they were last moved, [3, B, width]; not yet stored.

        In NumPy, on the tensors' own memory: on so few numbers a call costs more than its arithmetic, and one of
        NumPy's costs half of one of torch's.
        """
        now, rows = self._adam.steps, index.numpy()
        if len(self._reach) <= now + 1:
            self._reach, self._fading = _coasting(2 * now + 1000), _fading(2 * now + 1000)
        last = self._last_moved.take(rows)
        fading = self._fading.take(now - last, axis=0)  # [B, 3]: two means, length
        reach = self._reach.take(last, axis=0)  # [B, 2]: length, epsilon
        length = (reach[:, :1] - fading[:, 2:] * self._reach[now, 0]) * np.float32(self._adam.rate)  # [B, 1]
        current = self._numbers.take(rows, axis=1)
        weight, first, second = current
        move = np.sqrt(second)
        move += reach[:, 1:]
        np.divide(first, move, out=move)
        move *= length
        weight -= move
        first *= fading[:, :1]
        second *= fading[:, 1:2]
        return torch.from_numpy(current)

    def _write(self, index: Tensor, current: Tensor) -> None:
        self.table.index_copy_(1, index, current)
        self.last.index_fill_(0, index, self._adam.steps)


_RATIO = BETAS[0] / math.sqrt(BETAS[1])
"""How much smaller each step without a gradient is than the one before: the means fade by these two rates."""


def _fading(steps: int) -> Float32Array:
    """[steps + 1, 3]: what so many steps without a gradient leave of mean, mean square and step length."""
    idle = np.arange(steps + 1)[:, None]
    return (np.array([BETAS[0], BETAS[1], _RATIO]) ** idle).astype(np.float32)


def _coasting(steps: int) -> Float32Array:
    """[steps + 1, 2], at step t: the length of all later moves of a row without further gradients, and its epsilon.

    The length is in units of rate * mean / sqrt(mean square) at t: the sum over j >= 1 of
    ratio^j * sqrt(1 - b2^(t+j)) / (1 - b1^(t+j)). Adam scales epsilon anew at each step; the first step's scale is
    taken for all, since that step is the longest.
    """
    terms = 400  # ratio^400 is below 1e-18
    t = np.arange(1, steps + terms + 1)
    scale = np.sqrt(1 - BETAS[1] ** t)
    powers = _RATIO ** np.arange(1, terms + 1)
    lengths = np.convolve(scale / (1 - BETAS[0] ** t), powers[::-1], mode="valid")  # [steps + 1]
    return np.stack([lengths, EPSILON * scale[: steps + 1]], axis=1).astype(np.float32)
