"""Prediction intervals of ratings, and how often they hold on ratings that nobody looked at.

A model that knows its variance gives each rating a normal interval; validation ratings then correct its width by split
conformal prediction (Vovk, Gammerman & Shafer, *Algorithmic Learning in a Random World*, 2005; scores normalised as in
Papadopoulos, Gammerman & Vovk 2008): half the width is the ``COVERAGE`` quantile of the validation errors, measured in
the model's standard deviations. New ratings that are exchangeable with the validation ratings then fall inside with
at least that probability, whatever the errors' distribution. Where the validation part also chose the epoch the errors
are a little too small, and on a split by time later ratings are not exchangeable: ``IntervalCheck`` tells how often the
intervals held. Without validation ratings the factor is what the fit found by itself, if it did
(``models/interval_factor.py``), or else the normal distribution's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from movierec_gui.data.dataset import Float32Array, Ratings
from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import in_batches
from movierec_gui.models.interval_factor import COVERAGE, NORMAL_FACTOR
from movierec_gui.training.metrics import EVALUATION_BATCH, predict_ratings

MOST_RATINGS = 20_000
"""Ratings at most that calibrate or check: the share of them that an interval holds is then known to 0.3 %."""
_LEAST_SPREAD = 1e-6

FloatArray = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Intervals:
    """How wide the intervals of one model are."""

    factor: float
    """Half the width, in the model's standard deviations or, where it knows none, in stars."""
    by_model: bool
    """Whether the model tells how sure it is of each rating; otherwise every interval is equally wide."""
    calibrated_on: int
    """How many validation ratings gave the factor; 0 where it is the fit's or the normal distribution's."""
    by_fit: bool = False
    """Whether the fit found the factor, from errors at training ratings."""

    def bounds(
        self, predicted: FloatArray, spread: FloatArray | None, scale: tuple[float, float]
    ) -> tuple[FloatArray, FloatArray]:
        """Lower and upper ends [n], clipped to the scale, of predictions [n] with standard deviations [n]."""
        half = self.factor * (spread if self.by_model and spread is not None else np.ones_like(predicted))
        return np.clip(predicted - half, *scale), np.clip(predicted + half, *scale)


@dataclass(frozen=True)
class IntervalCheck:
    """How intervals did on ratings that neither fitted nor calibrated them."""

    part: str
    """The part of the split: test, or validation (one half calibrated for the other)."""
    ratings: int
    coverage: float
    """Share of the ratings that were inside."""
    width: float
    """Mean width in stars."""


@torch.inference_mode()
def state_spread(model: RatingModel, states: Tensor, movies: Tensor) -> Tensor | None:
    """[B, S], [B] -> [B] standard deviations of ratings around their predictions; None where the model knows none."""
    model.eval()
    variance = model.predictive_variance(states, movies)
    return None if variance is None else spread_of(variance)


def spread_of(variance: Tensor) -> Tensor:
    """The standard deviations of variances, of any shape; never 0."""
    return variance.clamp(min=_LEAST_SPREAD**2).sqrt()


def rating_spread(model: RatingModel, ratings: Ratings) -> Float32Array | None:
    """Standard deviations [n] of ratings around their predictions; None where the model knows none."""
    parts = []
    for batch in in_batches(ratings, EVALUATION_BATCH, model.device):
        with torch.inference_mode():
            states = model.state_at(batch.users, batch.timestamps)
        spread = state_spread(model, states, batch.movies)
        if spread is None:
            return None
        parts.append(spread.cpu().numpy())
    return np.concatenate(parts)


def calibrate(model: RatingModel, ratings: Ratings) -> Intervals | None:
    """Intervals of a model from ratings that it was not fitted on.

    Without any, the fit's own factor or the normal distribution's; None where the model knows no variance either.
    """
    ratings = sample_ratings(ratings)
    spread = rating_spread(model, ratings)
    if len(ratings) == 0:
        return None if spread is None else _without_ratings(model)
    return from_errors(predict_ratings(model, ratings) - ratings.values, spread)


def check(intervals: Intervals, model: RatingModel, ratings: Ratings, part: str = "test") -> IntervalCheck | None:
    """How often the intervals hold the given ratings; None where there are none."""
    ratings = sample_ratings(ratings)
    if len(ratings) == 0:
        return None
    return _check(
        intervals, predict_ratings(model, ratings), rating_spread(model, ratings), ratings.values, model, part
    )


def cross_check(model: RatingModel, ratings: Ratings) -> IntervalCheck | None:
    """For validation ratings with no test part beside them: each half is judged by intervals from the other one."""
    ratings = sample_ratings(ratings)
    if len(ratings) < 2:
        return None
    predicted, spread = predict_ratings(model, ratings), rating_spread(model, ratings)
    half = np.random.default_rng(0).permutation(len(ratings)) % 2 == 0
    checks = []
    for judged in (half, ~half):
        of_others, of_judged = (None if spread is None else spread[rows] for rows in (~judged, judged))
        intervals = from_errors(predicted[~judged] - ratings.values[~judged], of_others)
        checks.append(_check(intervals, predicted[judged], of_judged, ratings.values[judged], model, "validation"))
    weights = [one.ratings for one in checks]
    coverage, width = (
        float(np.average([getattr(one, name) for one in checks], weights=weights)) for name in ("coverage", "width")
    )
    return IntervalCheck("validation", len(ratings), coverage, width)


def _without_ratings(model: RatingModel) -> Intervals:
    factor = model.interval_factor()
    return Intervals(NORMAL_FACTOR if factor is None else factor, True, calibrated_on=0, by_fit=factor is not None)


def from_errors(errors: FloatArray, spread: FloatArray | None, coverage: float = COVERAGE) -> Intervals:
    """The conformal quantile: at rank ceil((n + 1) * coverage) of n, or boundless where n is too small for it."""
    scores = np.sort(np.abs(errors) / (1.0 if spread is None else spread))
    rank = math.ceil((len(scores) + 1) * coverage)
    factor = float(scores[rank - 1]) if rank <= len(scores) else math.inf
    return Intervals(factor, by_model=spread is not None, calibrated_on=len(scores))


def _check(
    intervals: Intervals,
    predicted: FloatArray,
    spread: FloatArray | None,
    actual: FloatArray,
    model: RatingModel,
    part: str,
) -> IntervalCheck:
    low, high = intervals.bounds(predicted, spread, model.scale)
    inside = (low <= actual) & (actual <= high)
    return IntervalCheck(part, len(actual), float(inside.mean()), float((high - low).mean(dtype=np.float64)))


def sample_ratings(ratings: Ratings) -> Ratings:
    """At most ``MOST_RATINGS`` of them, drawn at random but always the same ones."""
    if len(ratings) <= MOST_RATINGS:
        return ratings
    return ratings.take(np.sort(np.random.default_rng(0).choice(len(ratings), MOST_RATINGS, replace=False)))
