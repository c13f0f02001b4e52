"""How the house model finds its weights, from the experts to the correction, in steps that can be left anywhere."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.adam import Adam
from movierec_gui.models.batch_passes import BatchPasses
from movierec_gui.models.blocks import use_generator
from movierec_gui.models.house.expert_fits import experts_fit
from movierec_gui.models.house.out_of_fold import OutOfFold
from movierec_gui.models.house.variance import fitted_mixture, variance_parts
from movierec_gui.models.interval_factor import TrainingErrors, of_left_out_errors
from movierec_gui.models.own_fit import UNKNOWN, FitStep, InTurn, OwnFit, Part, prefixed, under

if TYPE_CHECKING:
    from movierec_gui.models.house.model import House

BATCH, RATE, DECAY = 1024, 2e-3, 1e-2
"""Of the correction: ratings a batch, Adam's learning rate at the start, decoupled weight decay."""
SAMPLE = 10_000
"""Ratings, roughly, by which a pass is judged that is not the last."""
JUDGED = 1
"""Number of the part of a fit that says how sure the experts alone are; what comes later fills or uses the features."""


class HouseFit(OwnFit):
    """The experts on all ratings; experts without each fold's ratings, to learn from; the correction.

    The parts that stay draw their dropout from a stream of its own, which begins at the generator's seed; all else is
    drawn from the generator. So it was when the published figures were measured.
    """

    def __init__(self, model: House, data: TrainingData, generator: torch.Generator) -> None:
        self._model, self._data = model, data
        self._dropout = torch.Generator().manual_seed(generator.initial_seed())
        use_generator(model, self._dropout)
        config, experts = model.config, model.experts
        parts = [
            Part(partial(experts_fit, experts, data, generator), config.fits, "fitting the experts"),
            Part(partial(JudgeFit, model, data), 0.0),
        ]
        self._features: Tensor | None = None
        if config.corrects:
            self._features = features = torch.zeros(len(data.ratings), experts.layout.width)
            out_of_fold = partial(OutOfFold, experts.config, config.folds, data, features, generator)
            parts.append(Part(out_of_fold, config.folds))
            parts.append(Part(partial(CorrectionFit, model, data, features, generator), 0.5))
        self._parts = InTurn(parts, generator)

    def steps(self) -> Iterator[FitStep]:
        return self._parts.steps()

    def state(self) -> dict[str, Tensor]:
        parts = self._parts.state()
        if not parts:
            return {}
        found = {"dropout": self._dropout.get_state()} | prefixed("parts.", parts)
        if self._features is not None and self._parts.number > JUDGED:
            found["features"] = self._features
        return found

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        if "dropout" in state:
            self._dropout.set_state(state["dropout"])
        if self._features is not None and "features" in state:
            self._features.copy_(state["features"])
        self._parts.load_state(under("parts.", state))


class JudgeFit(OwnFit):
    """How sure the experts alone are, by their errors at training ratings."""

    def __init__(self, model: House, data: TrainingData) -> None:
        self._model, self._errors = model, TrainingErrors(model, data)
        self._done = False

    def steps(self) -> Iterator[FitStep]:
        if self._done:
            return
        model, stage = self._model, "fitting the experts"
        model.variance_weights[0] = torch.stack([pair.bayes.noise for pair in model.experts.pairs]).mean()
        for share in self._errors.chunks():
            if share < 1.0:
                yield FitStep(stage, share, UNKNOWN)
        factor, error = self._errors.factor()
        model.reach.fill_(factor)
        self._done = True
        yield FitStep(stage, 1.0, error, epoch_ended=True)

    def state(self) -> dict[str, Tensor]:
        return {"done": torch.tensor(self._done), "found": self._errors.found}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        # Earlier versions did this at once, and kept nothing of it but that it is done.
        self._done = bool(state["done"])
        self._errors.found = state.get("found", self._errors.found)


class CorrectionFit(OwnFit):
    """The correction, learned from out-of-fold features [n, F] in passes over the ratings, and the variance."""

    def __init__(self, model: House, data: TrainingData, features: Tensor, generator: torch.Generator) -> None:
        self._model, self._features = model, features
        self._values = torch.from_numpy(np.array(data.ratings.values))
        self._adam = Adam(model.correction.parameters(), RATE, DECAY, decoupled=True)
        learn = model.correction.learn_by_hand
        self._passes = BatchPasses((features, self._values), BATCH, generator, learn, self._adam)

    def steps(self) -> Iterator[FitStep]:
        model, wanted, stage = self._model, self._model.config.head_passes, "learning the correction"
        if not self._passes.begun:
            model.correction.standardise_by(self._features)
        while self._passes.done < wanted:
            self._adam.rate = RATE * (1 + math.cos(math.pi * self._passes.done / wanted)) / 2
            model.train()
            for _ in self._passes.next_pass():
                yield FitStep(stage, (self._passes.done + 0.5) / wanted, UNKNOWN)
            model.eval()
            few = 1 if self._passes.done == wanted else max(1, len(self._values) // SAMPLE)
            error = fit_variance(model, self._features[::few], self._values[::few])
            yield FitStep(stage, self._passes.done / wanted, error, epoch_ended=True)

    def state(self) -> dict[str, Tensor]:
        return self._passes.state()

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._passes.load_state(state)


@torch.no_grad()
def fit_variance(model: House, features: Tensor, values: Tensor) -> float:
    """Explain the squared errors at out-of-fold features [n, F] of ratings with values [n]; returns their mean."""
    predicted = torch.cat([model.correction(part).prediction[:, 0] for part in features.split(BATCH)])  # in the cache
    errors = predicted.clamp(*model.scale) - values
    squared = errors.square()
    named = model.experts.layout.features(features)
    parts = variance_parts(named.experts, named.user, named.movie)
    model.variance_weights.copy_(fitted_mixture(parts, squared))
    model.reach.fill_(of_left_out_errors(errors, parts @ model.variance_weights))
    return float(squared.mean())
