"""What the recommenders with a network share: movies as columns, batches of people, seeds, state."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.features import TrainingData
from movierec_gui.errors import UserError
from movierec_gui.models.adam import Adam, flushed_denormals
from movierec_gui.progress import Progress
from movierec_gui.recommenders.base import NEVER, Recommender, RecommenderConfig, Scores
from movierec_gui.recommenders.people import People
from movierec_gui.recommenders.signals import most_rated
from movierec_gui.settings import setting

_NETWORK, _ADAM, _GENERATOR = "network.", "adam.", "generator"


@dataclass(frozen=True)
class NeuralConfig(RecommenderConfig):
    """Settings that every recommender with a network has."""

    most_movies: int = setting(
        3_000, "Most movies", "Only so many movies, the most rated, take part", low=10, high=100_000, logarithmic=True
    )
    epochs: int = setting(30, "Epochs", "Passes over the training ratings", low=1, high=1_000)
    learning_rate: float = setting(
        1e-3, "Learning rate", "Size of Adam's steps", low=1e-6, high=1.0, logarithmic=True
    )  # fmt: skip
    batch_size: int = setting(64, "Batch size", "People or sequences in one step", low=1, high=10_000)


class Neural(Recommender):
    """Scores are a network's outputs for the movies that take part; the others are never listed."""

    learned: ClassVar[tuple[str, ...]] = ("columns",)
    columns: Int64Array
    """[m] the movies that take part."""

    def __init__(self, config: NeuralConfig, data: TrainingData, generator: torch.Generator) -> None:
        self._settings, self._n_movies, self._generator = config, data.n_movies, generator
        self.columns = most_rated(data, config.most_movies)
        self.network: nn.Module = self.make_network(len(self.columns))

    @abstractmethod
    def make_network(self, movies: int) -> nn.Module:
        """An untrained network for so many movies, its weights drawn from the generator."""

    @abstractmethod
    def epoch(self, data: TrainingData, number: int) -> Iterator[tuple[float, float]]:
        """Train for one epoch; yields after each step how much of it is done, 0 to 1, and the step's loss."""

    @abstractmethod
    def optimisers(self) -> Sequence[Adam]:
        """Those that make the steps, in an order of their own."""

    @abstractmethod
    def outputs(self, people: People) -> Tensor:
        """[B] people -> [B, m] scores. The network is in evaluation mode."""

    def fit(self, data: TrainingData) -> Iterator[Progress]:
        epochs = self._settings.epochs
        while self.epochs_done < epochs:
            number = self.epochs_done
            stage = f"epoch {number + 1} of {epochs}"
            self.network.train()
            losses = []
            for share, loss in self.epoch(data, number):
                losses.append(loss)
                yield Progress(stage, number + share, epochs)
            self.epochs_done += 1
            self.epoch_loss = float(np.mean(losses)) if losses else math.nan
            yield Progress(stage, self.epochs_done, epochs)
        self.network.eval()

    def scores(self, people: People) -> Scores:
        self.network.eval()
        found = np.full((len(people), self._n_movies), NEVER)
        with torch.inference_mode():
            found[:, self.columns] = self.outputs(people).double().numpy()
        return found

    def places(self, movies: Int64Array) -> Int64Array:
        """[n] movies -> [n] their columns, -1 for those that do not take part."""
        found = np.minimum(np.searchsorted(self.columns, movies), len(self.columns) - 1)
        return np.where(self.columns[found] == movies, found, -1)

    def state(self) -> dict[str, Tensor]:
        weights = {f"{_NETWORK}{name}": value for name, value in self.network.state_dict().items()}
        return super().state() | weights

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        super().load_state(state)
        weights = {name.removeprefix(_NETWORK): value for name, value in state.items() if name.startswith(_NETWORK)}
        try:
            self.network.load_state_dict(weights)
        except RuntimeError as error:
            raise UserError(
                "The stored recommender does not fit its settings", str(error)[:200], "Fit it again"
            ) from error

    def checkpoint(self) -> dict[str, Tensor]:
        moments = {
            f"{_ADAM}{number}.{place}.{name}": tensor
            for number, adam in enumerate(self.optimisers())
            for place, state in enumerate(adam.states())
            for name, tensor in state.items()
        }
        return self.state() | moments | {_GENERATOR: self._generator.get_state()}

    def go_on_from(self, state: Mapping[str, Tensor], epochs: int) -> None:
        self.load_state(state)
        for number, adam in enumerate(self.optimisers()):
            for place, held in enumerate(adam.states()):
                for name, tensor in held.items():
                    tensor.copy_(state[f"{_ADAM}{number}.{place}.{name}"])
        self._generator.set_state(state[_GENERATOR])
        self.epochs_done = epochs


def step(adam: Adam, loss: Tensor) -> float:
    """Move the parameters that ``adam`` has along the loss's gradients; returns the loss before."""
    with flushed_denormals():
        adam.zero_grad()
        loss.backward()
        adam.step()
    return loss.item()
