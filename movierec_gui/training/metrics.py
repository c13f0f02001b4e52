"""Errors of predicted ratings. To add a metric: a function and a line in ``METRICS``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import Ratings
from movierec_gui.models.base import RatingModel
from movierec_gui.models.batch import in_batches

EVALUATION_BATCH = 16_384

FloatArray = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Metric:
    """A figure of (predicted, actual) ratings; lower is better."""

    name: str
    title: str
    function: Callable[[FloatArray, FloatArray], float]


def mean_squared_error(predicted: FloatArray, actual: FloatArray) -> float:
    """Mean of the squared differences, in squared stars."""
    return float(np.mean(np.square(np.asarray(predicted, np.float64) - actual)))


def root_mean_squared_error(predicted: FloatArray, actual: FloatArray) -> float:
    """Square root of the mean squared error, in stars."""
    return float(np.sqrt(mean_squared_error(predicted, actual)))


def mean_absolute_error(predicted: FloatArray, actual: FloatArray) -> float:
    """Mean of the absolute differences, in stars."""
    return float(np.mean(np.abs(np.asarray(predicted, np.float64) - actual)))


METRICS: tuple[Metric, ...] = (
    Metric("mse", "MSE", mean_squared_error),
    Metric("rmse", "RMSE", root_mean_squared_error),
    Metric("mae", "MAE", mean_absolute_error),
)


def measure(predicted: FloatArray, actual: FloatArray) -> dict[str, float]:
    """Every metric by its name; an empty dict where there is nothing to compare."""
    return {metric.name: metric.function(predicted, actual) for metric in METRICS} if len(actual) else {}


def predict_ratings(model: RatingModel, ratings: Ratings) -> npt.NDArray[np.float32]:
    """Clipped predictions for the given ratings' pairs, shape [n]; the rating values are not looked at."""
    batches = in_batches(ratings, EVALUATION_BATCH, model.device)
    return np.concatenate([model.predict(one.users, one.movies, one.timestamps).cpu().numpy() for one in batches])


def evaluate(model: RatingModel, ratings: Ratings) -> dict[str, float]:
    """Every metric of the model's clipped predictions on the given ratings."""
    return measure(predict_ratings(model, ratings), ratings.values)
