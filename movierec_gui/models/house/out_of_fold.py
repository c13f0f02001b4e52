"""Each training rating as experts see it that were fitted without it: what the correction learns from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.features import TrainingData
from movierec_gui.models.batch import as_batch
from movierec_gui.models.house.expert_fits import experts_fit
from movierec_gui.models.house.experts import CHUNK, ExpertConfig, Experts
from movierec_gui.models.own_fit import UNKNOWN, FitStep, InTurn, OwnFit, Part, prefixed, under


class OutOfFold(OwnFit):
    """Fills the features [n, F], fold by fold; the folds are drawn at random."""

    def __init__(
        self, config: ExpertConfig, folds: int, data: TrainingData, features: Tensor, generator: torch.Generator
    ) -> None:
        self._config, self._count, self._data, self._features = config, folds, data, features
        self._generator = generator
        self._drawn_from = generator.get_state()
        self._folds = self._drawn(generator)

    def steps(self) -> Iterator[FitStep]:
        return self._folds.steps()

    def state(self) -> dict[str, Tensor]:
        return {"drawn_from": self._drawn_from} | prefixed("folds.", self._folds.state())

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._drawn_from = state["drawn_from"]
        again = torch.Generator()
        again.set_state(self._drawn_from)
        self._folds = self._drawn(again)
        self._folds.load_state(under("folds.", state))

    def _drawn(self, draws: torch.Generator) -> InTurn:
        """The fits of all folds, which are drawn from this generator."""
        fold_of = torch.randint(self._count, (len(self._data.ratings),), generator=draws).numpy()
        parts = []
        for fold in range(self._count):
            held_out = np.flatnonzero(fold_of == fold)
            make = partial(FoldFit, self._config, self._data, held_out, self._features, self._generator)
            parts.append(Part(make, 1.0, f"out-of-fold predictions {fold + 1} of {self._count}"))
        return InTurn(parts, self._generator)


class FoldFit(OwnFit):
    """Experts on all ratings but the held-out ones, whose features are then written into their rows of [n, F]."""

    def __init__(
        self,
        config: ExpertConfig,
        data: TrainingData,
        held_out: Int64Array,
        features: Tensor,
        generator: torch.Generator,
    ) -> None:
        others = np.setdiff1d(np.arange(len(data.ratings)), held_out)
        part = replace(data, ratings=data.ratings.take(others))
        held_out = held_out[np.argsort(data.ratings.movies[held_out], kind="stable")]  # see LeftOverFit
        self._asked, self._places = data.ratings.take(held_out), torch.from_numpy(held_out)
        self._features = features
        self._experts = Experts(config, 1, part, generator)
        self._fit = experts_fit(self._experts, part, generator)
        self._written = 0  # held-out ratings whose features are known

    def steps(self) -> Iterator[FitStep]:
        if self._written == 0:
            yield from self._fit.steps()
        self._experts.eval()
        while self._written < len(self._places):
            rows = slice(self._written, self._written + CHUNK)
            self._features[self._places[rows]] = self._described(rows)
            self._written += len(self._places[rows])
            yield FitStep("writing the features", 1.0, UNKNOWN)

    def state(self) -> dict[str, Tensor]:
        found = {"written": torch.tensor(self._written)} | prefixed("experts.", self._experts.state_dict())
        return found if self._written else found | prefixed("fit.", self._fit.state())

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._written = int(state["written"])
        self._experts.load_state_dict(under("experts.", state))
        self._fit.load_state(under("fit.", state))

    @torch.no_grad()
    def _described(self, rows: slice) -> Tensor:
        """[b, F] the features of these of the held-out ratings."""
        asked, experts = as_batch(self._asked.take(rows)).wide(), self._experts
        state = experts.parts(experts.state(asked.users, asked.timestamps))
        return experts.features(state, asked.movies, experts.predictions(state, asked.movies)).matrix()
