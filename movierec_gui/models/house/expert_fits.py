"""How the experts of the house model are fitted, in steps that can be left and gone on with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.adam import Adam
from movierec_gui.models.autorec import AutoRec
from movierec_gui.models.batch import Batch, as_batch
from movierec_gui.models.batch_passes import BatchPasses
from movierec_gui.models.bayes_factors import BayesFit
from movierec_gui.models.house.expert_pair import PairConfig
from movierec_gui.models.house.experts import CHUNK, Experts
from movierec_gui.models.own_fit import UNKNOWN, FitStep, InTurn, OwnFit, Part

_RATE, _BATCH = 1e-3, 512
"""Adam's learning rate for a batch of so many; it grows with the batch's square root (Malladi et al. 2022)."""


def experts_fit(experts: Experts, data: TrainingData, generator: torch.Generator) -> InTurn:
    """A fit of all experts, at its beginning: each pair's two, and then what all of them together leave of ratings."""
    parts = []
    for pair in experts.pairs:
        parts.append(Part(partial(BayesFit, pair.bayes, data, generator, alone=False), 0.5))
        parts.append(Part(partial(AutoRecFit, pair.autorec, pair.config, data, generator), 0.5))
    return InTurn([*parts, Part(partial(LeftOverFit, experts, data), 0.0)], generator)


class AutoRecFit(OwnFit):
    """Adam on the auto-encoder's loss, for some passes over the ratings."""

    def __init__(self, model: AutoRec, config: PairConfig, data: TrainingData, generator: torch.Generator) -> None:
        self._model, self._data, self._wanted = model, data, config.passes
        columns = as_batch(data.ratings).wide().columns()
        adam = Adam(model.parameters(), _RATE * (config.batch / _BATCH) ** 0.5)
        self._passes = BatchPasses(columns, config.batch, generator, self._learn, adam)

    def steps(self) -> Iterator[FitStep]:
        if not self._passes.begun:
            self._model.fit(self._data)
        self._model.train()
        while self._passes.done < self._wanted:
            for share in self._passes.next_pass():
                yield FitStep("training the auto-encoder", (self._passes.done + share) / self._wanted, UNKNOWN)
        self._model.eval()

    def state(self) -> dict[str, Tensor]:
        return self._passes.state()

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._passes.load_state(state)

    def _learn(self, *columns: Tensor) -> None:
        self._model.learn_by_hand(Batch(*columns))


class LeftOverFit(OwnFit):
    """Statistics of users and movies, and what the fitted experts leave of the ratings: for neighbours and context."""

    def __init__(self, experts: Experts, data: TrainingData) -> None:
        self._experts, self._data = experts, data
        # By movie: the auto-encoder sums each movie of a chunk once.
        self._order = torch.from_numpy(np.argsort(data.ratings.movies, kind="stable"))
        self._residuals = torch.zeros(len(data.ratings))  # in that order
        self._compared = False  # whether the movies are
        self._done = 0  # ratings whose residual is known

    def steps(self) -> Iterator[FitStep]:
        experts, ratings = self._experts.eval(), as_batch(self._data.ratings).wide()
        users, movies, values, _ = ratings.columns()
        experts.statistics.fit(self._data)
        neighbours = experts.neighbours if experts.config.neighbours else None
        if neighbours is not None and not self._compared:
            neighbours.compare(experts.movie_directions(), movies)
            self._compared = True
            yield FitStep("counting what is left", 0.0, UNKNOWN)
        while self._done < len(values):
            rows = self._order[self._done : self._done + CHUNK]
            left = experts.left_of(users[rows], movies[rows], values[rows])
            if neighbours is not None:
                neighbours.add(users[rows], movies[rows], left)
            self._residuals[self._done : self._done + len(rows)] = left
            self._done += len(rows)
            yield FitStep("counting what is left", self._done / len(values), UNKNOWN)
        if experts.context is not None:
            residuals = torch.empty_like(self._residuals).index_copy_(0, self._order, self._residuals)
            experts.context.fit(residuals, experts.statistics.unusual(movies, values))

    def state(self) -> dict[str, Tensor]:
        return {"residuals": self._residuals[: self._done], "compared": torch.tensor(self._compared)}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._done = len(state["residuals"])
        self._compared = bool(state["compared"]) if "compared" in state else self._done > 0  # older ones do not say
        self._residuals[: self._done] = state["residuals"]
