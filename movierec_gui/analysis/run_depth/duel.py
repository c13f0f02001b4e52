"""Two runs on the same held-out ratings: who is better served by which, person by person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

from movierec_gui.analysis.run_depth.clustered import CONFIDENCE, group_means
from movierec_gui.analysis.run_depth.judged import JudgedRatings
from movierec_gui.errors import UserError
from movierec_gui.training.list_figures import bootstrap_interval

SURE = 0.05
FIRST, SECOND, NEITHER = "first", "second", "neither"
_BOOTSTRAP_SEED = 0

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Duel:
    """Errors of two runs on the ratings that both held out."""

    first: str
    """Name of the first run."""
    second: str
    ratings: int
    where: str
    """Which ratings they are, in words."""
    mse: tuple[float, float]
    """Of both runs over all the ratings."""
    difference: float
    """MSE of the first less that of the second: below 0 the first is better."""
    interval: tuple[float, float]
    """95 % interval of the difference, clustered by person (``group_means``)."""
    per_person: float
    """Mean over people of their own differences: everybody counts alike, however much they rated."""
    per_person_interval: tuple[float, float]
    """Its 95 % interval: bootstrap over people."""
    people: pd.DataFrame
    """A row per person, those served better by the first run first.

    Columns: user (index), name, ratings, mse_first, mse_second, difference with low and high (the paired 95 % interval
    by Student's t over the person's ratings; NaN for a single one), p (of the paired t-test, corrected over all people
    by Benjamini and Hochberg 1995) and better (first, second; neither where p is not below 0.05).
    """

    def count(self, better: str) -> int:
        """Number of people who are surely better served by one of them, or by neither."""
        return int((self.people["better"] == better).sum())

    @property
    def leaning(self) -> tuple[int, int]:
        """Number of people whose error is lower with the first, and with the second run, sure or not."""
        differences = self.people["difference"]
        return int((differences < 0).sum()), int((differences > 0).sum())


def duel(first: JudgedRatings, second: JudgedRatings) -> Duel:
    """Compare two runs. Raises UserError where they are of other data or hold out no rating in common."""
    if first.dataset.content_hash != second.dataset.content_hash:
        raise UserError(
            f"“{first.label}” and “{second.label}” were trained on different data",
            f"{first.dataset.name} and {second.dataset.name}",
            "Choose two runs of the same data",
        )
    rows, of_first, of_second = np.intersect1d(first.rows, second.rows, assume_unique=True, return_indices=True)
    if len(rows) == 0:
        raise UserError(
            f"“{first.label}” and “{second.label}” hold out no rating in common",
            f"The {first.part} part of one and the {second.part} part of the other",
            "Choose two runs of the same split",
        )
    dataset = first.dataset
    users = dataset.ratings.users[rows].astype(np.int64)
    squares = [np.square(one.errors[places]) for one, places in ((first, of_first), (second, of_second))]
    apart = squares[0] - squares[1]
    overall = group_means(np.zeros(len(rows), np.int64), users, apart, 1)
    people = _people(dataset.user_label, users, squares[0], squares[1])
    differences = people["difference"].to_numpy(np.float64)
    part = first.part if first.part == second.part else f"{first.part} and {second.part}"
    return Duel(
        first=first.label,
        second=second.label,
        ratings=len(rows),
        where=f"{len(rows):,} {part} ratings that both held out",
        mse=(float(squares[0].mean()), float(squares[1].mean())),
        difference=float(overall.means[0]),
        interval=(float(overall.low[0]), float(overall.high[0])),
        per_person=float(differences.mean()),
        per_person_interval=bootstrap_interval(differences, _BOOTSTRAP_SEED),
        people=people,
    )


def _people(
    name: Callable[[int], str], users: npt.NDArray[np.int64], one: FloatArray, other: FloatArray
) -> pd.DataFrame:
    counts = np.bincount(users)
    kept = np.flatnonzero(counts)
    n = counts[kept].astype(np.float64)

    def mean(values: FloatArray) -> FloatArray:
        means: FloatArray = np.bincount(users, weights=values)[kept] / n
        return means

    apart = one - other
    difference = mean(apart)
    spread = mean(np.square(apart - np.bincount(users, weights=apart)[users] / counts[users]))
    several = n > 1
    error = np.full(len(kept), np.nan)
    error[several] = np.sqrt(spread[several] / (n[several] - 1))  # of the mean: sqrt(s² / n), s² with n - 1
    half = np.full(len(kept), np.nan)
    half[several] = scipy.stats.t.ppf(0.5 + CONFIDENCE / 2, n[several] - 1) * error[several]
    p_values = _corrected_p(difference, error, n)
    sure = p_values < SURE
    better = np.where(sure & (difference < 0), FIRST, np.where(sure & (difference > 0), SECOND, NEITHER))
    table = pd.DataFrame(
        {
            "user": kept,
            "name": [name(index) for index in kept.tolist()],
            "ratings": counts[kept],
            "mse_first": mean(one),
            "mse_second": mean(other),
            "difference": difference,
            "low": difference - half,
            "high": difference + half,
            "p": p_values,
            "better": better,
        }
    )
    return table.sort_values("difference", kind="stable", ignore_index=True)


def _corrected_p(difference: FloatArray, error: FloatArray, n: FloatArray) -> FloatArray:
    """Two-sided p of the paired t-test, corrected over those that have one; 1 where both runs err alike, else NaN."""
    p_values = np.full(len(n), np.nan)
    tested = error > 0
    p_values[tested] = 2.0 * scipy.stats.t.sf(np.abs(difference[tested]) / error[tested], n[tested] - 1)
    p_values[(error == 0) & (difference == 0)] = 1.0
    known = ~np.isnan(p_values)
    if known.any():
        p_values[known] = scipy.stats.false_discovery_control(p_values[known])
    return p_values
