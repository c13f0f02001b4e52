"""How wide an interval must be, in a model's standard deviations, where no rating was held out to tell.

Errors of ratings are no bell: their ends are cut off and they come in steps of half stars, so that the normal
distribution's factor holds too many of them. How far it is off shows in errors that a fit has at hand: the quantile of
their sizes, each in its own standard deviation (the conformity score of Papadopoulos, Gammerman & Vovk 2008). Errors of
ratings predicted without themselves give the factor as it is. Errors that a model was fitted to are too small, but
their shape is right: their quantile is taken in units of their root mean square, and the width comes from the model.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import cast

import numpy as np
import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import in_batches
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


@torch.inference_mode()
def of_training_ratings(model: RatingModel, data: TrainingData) -> tuple[float, float]:
    """The factor of a fitted model that knows its variance, and its squared error, at its training ratings.

    Of too many, some are taken that are spread evenly.
    """
    n = len(data.ratings)
    rows = np.linspace(0, n - 1, min(n, TRAIN_SAMPLE)).astype(np.int64)
    chosen = data.ratings.take(rows[np.argsort(data.ratings.movies[rows], kind="stable")])  # each movie is seen once
    parts, variances = [], []
    for batch in in_batches(chosen, CHUNK, model.device):
        parts.append(model.predict(batch.users, batch.movies) - batch.values)
        variances.append(cast(Tensor, model.predictive_variance(model.user_state(batch.users), batch.movies)))
    errors = torch.cat(parts)
    return of_fitted_errors(errors, torch.cat(variances)), float(errors.square().mean())


def _scores(errors: Tensor, variances: Tensor) -> Tensor:
    return errors.abs() / variances.clamp(min=1e-12).sqrt()


def _quantile(scores: Tensor) -> float:
    return float(np.quantile(scores.numpy(), COVERAGE))
