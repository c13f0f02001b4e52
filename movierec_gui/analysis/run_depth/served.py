"""Errors of each person and each film: the best and the worst served."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from movierec_gui.analysis.run_depth.judged import JudgedRatings

FEWEST = 5
"""Who or what has fewer held-out ratings is left out: their error is mostly luck."""


def served_people(judged: JudgedRatings, fewest: int = FEWEST) -> pd.DataFrame:
    """A row per user with enough ratings, the best served first (lowest MSE).

    Columns: user (index), name, ratings, mse, rmse, mae, bias (mean of prediction less rating), baseline_rmse (of user
    and movie biases) and gain (baseline_rmse less rmse: stars that the run is nearer).
    """
    return _served(judged, judged.users, "user", judged.dataset.user_label, fewest)


def served_films(judged: JudgedRatings, fewest: int = FEWEST) -> pd.DataFrame:
    """A row per movie with enough ratings, as ``served_people`` with movie and title in place of user and name."""
    table = _served(judged, judged.movies, "movie", judged.dataset.movies.label, fewest)
    return table.rename(columns={"name": "title"})


def _served(
    judged: JudgedRatings,
    owners: npt.NDArray[np.integer],
    key: str,
    name: Callable[[int], str],
    fewest: int,
) -> pd.DataFrame:
    counts = np.bincount(owners)
    kept = np.flatnonzero(counts >= max(fewest, 1))
    errors = judged.errors
    baseline = judged.baseline.astype(np.float64) - judged.actual

    def mean(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        means: npt.NDArray[np.float64] = np.bincount(owners, weights=values)[kept] / counts[kept]
        return means

    table = pd.DataFrame(
        {
            key: kept,
            "name": [name(index) for index in kept.tolist()],
            "ratings": counts[kept],
            "mse": mean(np.square(errors)),
            "mae": mean(np.abs(errors)),
            "bias": mean(errors),
            "baseline_rmse": np.sqrt(mean(np.square(baseline))),
        }
    )
    table.insert(4, "rmse", np.sqrt(table["mse"]))
    table["gain"] = table["baseline_rmse"] - table["rmse"]
    return table.sort_values("mse", kind="stable", ignore_index=True)
