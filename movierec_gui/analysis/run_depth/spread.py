"""Predictions against ratings as a density, and how often intervals hold: what an error alone does not say."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from movierec_gui.analysis.run_depth.clustered import group_means
from movierec_gui.analysis.run_depth.groups import rating_groups
from movierec_gui.analysis.run_depth.judged import TEST, JudgedRatings
from movierec_gui.data.dataset import Ratings
from movierec_gui.models.interval_factor import COVERAGE
from movierec_gui.training.intervals import Intervals, from_errors, rating_spread, sample_ratings
from movierec_gui.training.metrics import predict_ratings
from movierec_gui.training.trained import TrainedRun

LEVELS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Nominal coverages that are tried."""
_BINS = 45
_HALVES_SEED = 0


def density_table(judged: JudgedRatings) -> pd.DataFrame:
    """Number of ratings by the rating given and the rating predicted, for the cells that hold one.

    Columns: actual (the value, or a part of the scale), from and to (the bin of the prediction, a 45th of the scale
    wide), ratings.
    """
    groups = rating_groups(judged)
    low, high = judged.dataset.scale
    width = (high - low) / _BINS
    place = np.clip(((judged.predicted - low) / width).astype(np.int64), 0, _BINS - 1)
    counts = np.bincount(groups.group * _BINS + place)
    cells = np.flatnonzero(counts)
    return pd.DataFrame(
        {
            "actual": [groups.names[cell // _BINS] for cell in cells],
            "from": low + (cells % _BINS) * width,
            "to": low + (cells % _BINS + 1) * width,
            "ratings": counts[cells],
        }
    )


def coverage_table(run: TrainedRun, judged: JudgedRatings) -> pd.DataFrame:
    """How many ratings intervals of each nominal coverage hold; without rows where the run has no intervals.

    Columns: nominal, actual (share of the ratings that were inside) with its 95 % interval low and high (see
    ``group_means``), width (mean, in stars), ratings. Test ratings are judged by intervals from the validation ratings,
    or the fit's own where there are none; validation ratings by halves, each by intervals from the other.
    """
    columns = ["nominal", "actual", "low", "high", "width", "ratings"]
    if run.intervals is None:
        return pd.DataFrame(columns=columns)
    spread = rating_spread(run.model, run.dataset.ratings.take(judged.rows))
    held = _held_by_validation if judged.part == TEST else _held_by_halves
    rows = []
    for level, intervals_of in held(run, judged, spread):
        inside, width = intervals_of
        found = group_means(np.zeros(len(judged), np.int64), judged.users, inside.astype(np.float64), 1)
        low, high = max(0.0, float(found.low[0])), min(1.0, float(found.high[0]))
        rows.append((level, float(found.means[0]), low, high, float(width.mean()), len(judged)))
    return pd.DataFrame(rows, columns=columns)


Held = tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]
"""Per rating whether its interval holds it, and how wide that is."""


def _held_by_validation(
    run: TrainedRun, judged: JudgedRatings, spread: npt.NDArray[np.floating] | None
) -> list[tuple[float, Held]]:
    intervals_of = _intervals_of(run, run.dataset.ratings.take(run.split.validation))
    return [(level, _held(intervals_of[level], run, judged, spread)) for level in LEVELS]


def _held_by_halves(
    run: TrainedRun, judged: JudgedRatings, spread: npt.NDArray[np.floating] | None
) -> list[tuple[float, Held]]:
    first = np.random.default_rng(_HALVES_SEED).permutation(len(judged)) % 2 == 0
    found = []
    for level in LEVELS:
        inside, width = np.zeros(len(judged), np.bool_), np.zeros(len(judged))
        for half in (first, ~first):
            of_others = None if spread is None else spread[~half]
            intervals = from_errors(judged.errors[~half], of_others, level)
            held, wide = _held(intervals, run, judged, spread)
            inside[half], width[half] = held[half], wide[half]
        found.append((level, (inside, width)))
    return found


def _intervals_of(run: TrainedRun, calibrating: Ratings) -> dict[float, Intervals]:
    """Intervals of every level from ratings, or from the run's own where there are none."""
    calibrating = sample_ratings(calibrating)
    if len(calibrating) == 0:
        own = run.intervals
        if own is None:
            return {}
        scaled = {level: own.factor * _normal(level) / _normal(COVERAGE) for level in LEVELS}
        return {level: Intervals(factor, own.by_model, 0, own.by_fit) for level, factor in scaled.items()}
    errors = predict_ratings(run.model, calibrating) - calibrating.values
    spread = rating_spread(run.model, calibrating)
    return {level: from_errors(errors, spread, level) for level in LEVELS}


def _held(
    intervals: Intervals, run: TrainedRun, judged: JudgedRatings, spread: npt.NDArray[np.floating] | None
) -> Held:
    low, high = intervals.bounds(judged.predicted, spread, run.data.scale)
    inside = (low <= judged.actual) & (judged.actual <= high)
    return inside, (high - low).astype(np.float64)


def _normal(level: float) -> float:
    """Half the width of the normal distribution's interval of that coverage, in standard deviations."""
    return NormalDist().inv_cdf(0.5 + level / 2) if level < 1 else math.inf
