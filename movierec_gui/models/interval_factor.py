"""How wide an interval must be, in a model's standard deviations, where no rating was held out to tell.

Errors of ratings are no bell: their ends are cut off and they come in steps of half stars, so that the normal
distribution's factor holds too many of them. How far it is off shows in errors that a fit has at hand: the quantile of
their sizes, each in its own standard deviation (the conformity score of Papadopoulos, Gammerman & Vovk 2008). Errors of
ratings predicted without themselves give the factor as it is. Errors that a model was fitted to are too small, but
their shape is right: their quantile is taken in units of their root mean square, and the width comes from the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist
from typing import cast

import numpy as np
import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import as_batch
from movierec_gui.models.own_fit import TRAIN_SAMPLE

COVERAGE = 0.8
"""Share of ratings that an interval should hold."""
NORMAL_FACTOR = NormalDist().inv_cdf(0.5 + COVERAGE / 2)
"""Half the width of a normal interval in standard deviations."""
CHUNK = 8192
"""Ratings predicted at once."""


def of_left_out_errors(errors: Tensor, variances: Tensor) -> float:
    """[n], [n] -> the factor from errors at ratings that each were predicted without themselves."""
    return _quantile(_scores(errors, variances))


def of_fitted_errors(errors: Tensor, variances: Tensor) -> float:
    """[n], [n] -> the factor from errors that a model was fitted to."""
    scores = _scores(errors, variances)
    size = float(scores.square().mean().sqrt())
    return _quantile(scores) / size if size > 0 else NORMAL_FACTOR


def of_training_ratings(model: RatingModel, data: TrainingData) -> tuple[float, float]:
    """The factor of a fitted model that knows its variance, and its squared error, at its training ratings."""
    errors = TrainingErrors(model, data)
    for _ in errors.chunks():
        pass
    return errors.factor()


class TrainingErrors:
    """What a fitted model that knows its variance errs at its training ratings, found chunk by chunk.

    Of too many ratings, some are taken that are spread evenly.
    """

    def __init__(self, model: RatingModel, data: TrainingData) -> None:
        self._model = model
        n = len(data.ratings)
        rows = np.linspace(0, n - 1, min(n, TRAIN_SAMPLE)).astype(np.int64)
        self._asked = data.ratings.take(rows[np.argsort(data.ratings.movies[rows], kind="stable")])
        """In the order of the movies: each is seen once."""
        self.found = torch.empty(2, 0)
        """[2, n] errors and variances of those that are done."""

    def chunks(self) -> Iterator[float]:
        """Go on, and tell after every chunk which share is done."""
        while (done := self.found.shape[1]) < len(self._asked):
            batch = as_batch(self._asked.take(slice(done, done + CHUNK)), self._model.device).wide()
            with torch.inference_mode():
                errors = self._model.predict(batch.users, batch.movies) - batch.values
                state = self._model.user_state(batch.users)
                variances = cast(Tensor, self._model.predictive_variance(state, batch.movies))
                self.found = torch.cat([self.found.to(errors), torch.stack([errors, variances])], dim=1)
            yield self.found.shape[1] / len(self._asked)

    def factor(self) -> tuple[float, float]:
        """The factor, and the mean squared error, once all are done."""
        errors, variances = self.found
        return of_fitted_errors(errors, variances), float(errors.square().mean())


def _scores(errors: Tensor, variances: Tensor) -> Tensor:
    return errors.abs() / variances.clamp(min=1e-12).sqrt()


def _quantile(scores: Tensor) -> float:
    return float(np.quantile(scores.numpy(), COVERAGE))
