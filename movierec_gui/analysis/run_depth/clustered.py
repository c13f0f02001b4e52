"""Means of ratings in groups, with intervals that know that one person's ratings are alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from movierec_gui.data.dataset import Int64Array

FloatArray = npt.NDArray[np.float64]
CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class GroupMeans:
    """Means of some values in groups; all arrays are [groups], NaN where a group is empty."""

    counts: Int64Array
    people: Int64Array
    """Number of people whose values they are."""
    means: FloatArray
    low: FloatArray
    """Lower end of the 95 % interval; NaN where fewer than two people are in the group."""
    high: FloatArray


def group_means(groups: Int64Array, people: npt.NDArray[np.integer], values: FloatArray, n_groups: int) -> GroupMeans:
    """The mean of each group's values [n], given the group and the person of each [n].

    The interval is that of a ratio of sums over people, clustered by person (Liang and Zeger 1986, *Longitudinal data
    analysis using generalized linear models*), with Student's quantile for one less than the people: ratings of the
    same person share what the model does not know of them and count for less than as many ratings of others.
    """
    counts = np.bincount(groups, minlength=n_groups)
    total = np.bincount(groups, weights=values, minlength=n_groups)
    means = np.divide(total, counts, out=np.full(n_groups, np.nan), where=counts > 0)
    n_people = int(people.max()) + 1 if len(people) else 1
    cells, cell_of = np.unique(groups * n_people + people, return_inverse=True)
    owner = cells // n_people
    sums, sizes = np.bincount(cell_of, weights=values), np.bincount(cell_of)
    apart = np.square(sums - sizes * means[owner]) if len(cells) else np.empty(0)
    spread = np.bincount(owner, weights=apart, minlength=n_groups)
    number = np.bincount(owner, minlength=n_groups)
    half = np.full(n_groups, np.nan)
    known = number > 1
    variance = spread[known] / np.square(counts[known]) * number[known] / (number[known] - 1)
    half[known] = scipy.stats.t.ppf(0.5 + CONFIDENCE / 2, number[known] - 1) * np.sqrt(variance)
    return GroupMeans(counts, number, means, means - half, means + half)
