"""The contract between training loop and optimiser, and the choice of Adam's form for a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from torch import Tensor

from movierec_gui.models.adam import Adam
from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.training.config import DECOUPLED, TrainingConfig
from movierec_gui.training.distributed import ALONE, Workers
from movierec_gui.training.pieces import piece_learner
from movierec_gui.training.row_adam import RowAdam, by_hand, row_tables


class Optimiser(Protocol):
    """The contract between training loop and optimiser. A step is ``learn`` and then ``step``.

    Code that finds the gradients in another way calls ``prepare`` in place of ``learn`` and sets them on the weights.
    """

    def set_rate(self, rate: float) -> None:
        """The learning rate from now on."""

    def prepare(self, users: Tensor, movies: Tensor) -> None:
        """Forget the last step's gradients; bring up to date whatever a step on this batch, [B] and [B], reads."""

    def learn(self, batch: Batch) -> Tensor:
        """Find the gradients of a batch's loss; the loss, a scalar without a past."""

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
    from everybody's rows and their gradients, which are far fewer numbers than the tables have. Weight decay moves
    every row at every step.
    """
    numbers = sum(table.weight.numel() for table in row_tables(model))
    by_autograd = not workers.several and by_hand(model) is None
    fewest = NUMBERS_PER_RATING * (AUTOGRAD_NEEDS if by_autograd else 1) * config.batch_size
    sparse = model.device.type == "cpu" and config.weight_decay == 0.0 and numbers > fewest
    return RowAdam(model, config, workers) if sparse else FusedAdam(model, config, workers)


NUMBERS_PER_RATING = 2_000
"""From this many numbers in tables per rating of a batch on, moving rows one by one beats moving the whole tables."""
AUTOGRAD_NEEDS = 7
"""How many times more there have to be where torch finds the gradients, which costs more of rows than of tables."""


class FusedAdam:
    """torch's Adam over all weights at each step."""

    def __init__(self, model: RatingModel, config: TrainingConfig, workers: Workers = ALONE) -> None:
        self._model = model
        self._names = [name for name, _ in model.named_parameters()]
        self._parameters, self._workers = list(model.parameters()), workers
        self._pieces = None if workers.several else piece_learner(model, config.batch_size)
        decoupled = config.decay == DECOUPLED
        self._adam = Adam(self._parameters, config.learning_rate, config.weight_decay, decoupled)

    def set_rate(self, rate: float) -> None:
        self._adam.rate = rate

    def prepare(self, users: Tensor, movies: Tensor) -> None:
        self._adam.zero_grad()

    def learn(self, batch: Batch) -> Tensor:
        if self._pieces is not None:
            return self._pieces.learn(batch)
        self.prepare(batch.users, batch.movies)
        return self._model.learn(batch)

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
