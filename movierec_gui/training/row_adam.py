"""Adam that moves only the embedding rows of a batch, with the result of moving all at every step.

Kingma and Ba 2015. Most of a rating network is embedding tables of which a small batch uses a few rows; Adam
nevertheless moves every row at every step, because its running means fade out slowly. Here those moves are computed in
closed form when a row is needed again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
import torch
from torch import Tensor, nn

from movierec_gui.data.dataset import Float32Array, Int64Array
from movierec_gui.models.adam import BETAS, EPSILON, adam_step
from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.models.blocks import MovieTable, UserTable
from movierec_gui.models.gradients import LearnsRows
from movierec_gui.training.config import TrainingConfig
from movierec_gui.training.distributed import ALONE, Workers


class RowAdam:
    """Adam that postpones the moves of embedding rows without a gradient until a step reads the row again.

    It reads and writes the network's weights and gradients, as any optimiser does. The tables of users and of movies
    are made ``sparse``, torch's word for gradients that name their rows; what the network computes stays the same.
    """

    def __init__(self, model: RatingModel, config: TrainingConfig, workers: Workers = ALONE) -> None:
        self.rate = config.learning_rate
        self.steps = 0
        self._step = torch.zeros(())  # the same for the kernel
        self._model, self._workers = model, workers
        tables = row_tables(model)
        self._by_hand = by_hand(model)
        of_tables = {id(table.weight) for table in tables}
        named = dict(model.named_parameters())
        names = {id(value): name for name, value in named.items()}
        self._rest = {name: value for name, value in named.items() if id(value) not in of_tables}
        self._means = {name: (torch.zeros_like(value), torch.zeros_like(value)) for name, value in self._rest.items()}
        widths: dict[int, list[UserTable | MovieTable]] = {}
        for table in tables:
            table.sparse = True
            widths.setdefault(table.embedding_dim, []).append(table)
        self._rows = [_Rows(alike, self) for alike in widths.values()]
        self._tables = {
            names[id(table.weight)]: (rows.means[0, part], rows.means[1, part])
            for rows in self._rows
            for table, part in zip(rows.tables, rows.parts, strict=True)
        }

    def set_rate(self, rate: float) -> None:
        if rate != self.rate:
            self.settle()  # postponed moves belong to the old rate
            self.rate = rate

    def prepare(self, users: Tensor, movies: Tensor) -> None:
        self._forget()
        for rows in self._rows:
            rows.prepare(users, movies)

    def learn(self, batch: Batch) -> Tensor:
        """Hands the rows to a network that learns from rows, in place of writing them for it to read."""
        if self._by_hand is None or len(batch) < 2:
            self.prepare(batch.users, batch.movies)
            return self._model.learn(batch)
        self._forget()
        (rows,) = self._rows
        loss, rows.gradient = self._by_hand.learn_rows(rows.read(batch.users, batch.movies), batch)
        return loss

    def _forget(self) -> None:
        for parameter in self._rest.values():
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        if self._workers.several:
            self._workers.sum_gradients(list(self._rest.values()))
            self._exchange()
        looked_up = [rows.look_up() for rows in self._rows]
        self.steps += 1
        self._step.fill_(self.steps)
        moved: list[tuple[Tensor, Tensor, Tensor, Tensor]] = []
        for current, gradient in looked_up:
            means = torch.from_numpy(current.means)
            moved.append((torch.from_numpy(current.weights), gradient, means[0], means[1]))
        moved += [
            (parameter, parameter.grad, *self._means[name])
            for name, parameter in self._rest.items()
            if parameter.grad is not None
        ]
        weights, gradients, first, second = map(list, zip(*moved, strict=True))
        adam_step(weights, gradients, first, second, [self._step] * len(moved), self.rate)
        for rows, (current, _) in zip(self._rows, looked_up, strict=True):
            rows.put(current)

    def settle(self) -> None:
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
            rows.begin_at(self.steps)

    def _exchange(self) -> None:
        """Let every process move the rows that any of them read."""
        own = [rows.row_gradients() for rows in self._rows]
        gathered = iter(self._workers.gather([tensor for of_width in own for pair in of_width for tensor in pair]))
        for rows, of_width in zip(self._rows, own, strict=True):
            rows.take([(next(gathered), next(gathered)) for _ in of_width])

    def _all_means(self) -> dict[str, tuple[Tensor, Tensor]]:
        return self._means | self._tables


_RowGradients = tuple[Tensor, Tensor]
"""Rows [n] of a table, some perhaps twice, and the gradient of each, [n, width]."""


def _row_gradients(table: nn.Embedding) -> _RowGradients:
    """Returns the gradient that a step left with a ``sparse`` table; nothing where it did not read it."""
    gradient = table.weight.grad
    if gradient is None:
        return torch.empty(0, dtype=torch.long), table.weight.detach()[:0]
    # torch's public names would first sort the rows and sum those that are there twice.
    return gradient._indices()[0], gradient._values()  # noqa: SLF001


def _same(index: Tensor, other: Tensor) -> bool:
    """Whether two indices are the same numbers in memory."""
    return index.data_ptr() == other.data_ptr() and index.shape == other.shape


def by_hand(model: RatingModel) -> LearnsRows | None:
    """The network, where it knows its gradients by hand."""
    return model if isinstance(model, LearnsRows) and model.learns_rows else None


def row_tables(model: nn.Module) -> list[UserTable | MovieTable]:
    """The tables of which a step reads the batch's rows alone."""
    return [module for module in model.modules() if isinstance(module, UserTable | MovieTable)]


@dataclass(frozen=True, eq=False, slots=True)
class _Current:
    """Rows of one table after the other as they are now; one that was read twice is there twice."""

    indices: list[Tensor]
    """Of each table, [n] in all."""
    rows: Int64Array
    """[n] the same, counted over all tables."""
    weights: Float32Array
    """[n, width]"""
    means: Float32Array
    """[2, n, width]"""


class _Rows:
    """Embedding tables of one width under ``RowAdam``: their running means, and up to which step each row was moved.

    The rows are counted over all tables, so that a batch's users and movies go through the arithmetic together. That is
    NumPy's, on the tensors' own memory: on so few numbers a call costs more than what it computes, and one of NumPy's
    costs half of one of torch's.
    """

    def __init__(self, tables: list[UserTable | MovieTable], adam: RowAdam) -> None:
        self._adam = adam
        self.tables = tables
        ends = accumulate((table.num_embeddings for table in tables), initial=0)
        self.parts = [slice(begin, end) for begin, end in pairwise(ends)]
        """The rows of each table."""
        n = self.parts[-1].stop
        self.means = torch.zeros(2, n, tables[0].embedding_dim)
        self._last = np.zeros(n, np.int64)
        self._place = np.zeros(n, np.int64)  # of a row among those of a step
        self._weights, self._means = [table.weight.detach().numpy() for table in tables], self.means.numpy()
        self._reach, self._fading = _coasting(0), _fading(0)
        self._read: _Current | None = None  # rows whose weights in the tables may be ahead of their means
        self.gradient: Tensor | None = None
        """[n, width] of the rows that were read, where they are handed over and not left with the tables."""

    def prepare(self, users: Tensor, movies: Tensor) -> None:
        """Forget the gradients; bring the rows of a batch, [B] and [B], up to date for the network to read."""
        for table in self.tables:
            table.weight.grad = None
        self._put_weights(self._read_anew(users, movies))

    def read(self, users: Tensor, movies: Tensor) -> Tensor:
        """[B], [B] -> the rows of the users, or of the movies, of each table, [n, width]."""
        return torch.from_numpy(self._read_anew(users, movies).weights)

    def row_gradients(self) -> list[_RowGradients]:
        """Returns the gradient that a step left with each table."""
        return [_row_gradients(table) for table in self.tables]

    def take(self, given: list[_RowGradients]) -> None:
        """Put other rows of each table and their gradients in place of those that were read."""
        self._put_read()
        self._read = self._caught_up([index for index, _ in given])
        self.gradient = torch.cat([gradient for _, gradient in given])

    def look_up(self) -> tuple[_Current, Tensor]:
        """Rows as they are before a step, and for each the sum of all gradients that it got, [n, width]."""
        current, gradient = self._read, self.gradient
        if current is None or gradient is None:
            given = self.row_gradients()
            gradient = torch.cat([gradient for _, gradient in given])
            if current is None or not all(map(_same, (index for index, _ in given), current.indices)):
                self._put_read()
                current = self._caught_up([index for index, _ in given])
        # Summed in a table no longer than the batch: it stays in the cache.
        self._place[current.rows] = np.arange(len(current.rows))
        places = torch.from_numpy(self._place.take(current.rows))
        return current, torch.zeros_like(gradient).index_add_(0, places, gradient).index_select(0, places)

    def put(self, current: _Current) -> None:
        """Write rows that are up to date."""
        self._put_weights(current)
        self._means[:, current.rows] = current.means
        self._last[current.rows] = self._adam.steps
        self._read = self.gradient = None

    def catch_up_all(self) -> None:
        """Make every move that was postponed."""
        self._put_read()
        self.put(self._caught_up([torch.arange(table.num_embeddings) for table in self.tables]))

    def begin_at(self, step: int) -> None:
        """Take every row for up to date."""
        self._last.fill(step)
        self._read = None

    def _read_anew(self, users: Tensor, movies: Tensor) -> _Current:
        self._put_read()
        current = self._caught_up([users if isinstance(table, UserTable) else movies for table in self.tables])
        self._read, self.gradient = current, None
        return current

    def _caught_up(self, indices: list[Tensor]) -> _Current:
        """Some rows of each table as Adam would have made them since they were last moved; not yet written."""
        now, numbers = self._adam.steps, [index.numpy() for index in indices]
        rows = np.concatenate([index + part.start for index, part in zip(numbers, self.parts, strict=True)])
        if len(self._reach) <= now + 1:
            self._reach, self._fading = _coasting(2 * now + 1000), _fading(2 * now + 1000)
        last = self._last.take(rows)
        fading = self._fading.take(now - last, axis=0)  # [n, 3]: two means, length
        reach = self._reach.take(last, axis=0)  # [n, 2]: length, epsilon
        length = (reach[:, :1] - fading[:, 2:] * self._reach[now, 0]) * np.float32(self._adam.rate)  # [n, 1]
        weights = np.concatenate(
            [table.take(index, axis=0) for table, index in zip(self._weights, numbers, strict=True)]
        )
        means = self._means.take(rows, axis=1)
        first, second = means
        move = np.sqrt(second)
        move += reach[:, 1:]
        np.divide(first, move, out=move)
        move *= length
        weights -= move
        first *= fading[:, :1]
        second *= fading[:, 1:2]
        return _Current(indices, rows, weights, means)

    def _put_weights(self, current: _Current) -> None:
        begin = 0
        for table, index in zip(self._weights, current.indices, strict=True):
            end = begin + len(index)
            table[index.numpy()] = current.weights[begin:end]
            begin = end

    def _put_read(self) -> None:
        """Where no step followed on ``prepare``: let the means catch up with the weights."""
        if self._read is not None:
            self.put(self._read)


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
