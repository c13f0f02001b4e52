"""How much alike neighbours on a map are, and how much of a trait groups account for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from movierec_gui.data.dataset import NO_YEAR, Dataset

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
NEIGHBOURS = 10
TRAITS = ("rating", "year", "genres")


def trait(dataset: Dataset, name: str) -> FloatArray:
    """One of ``TRAITS`` per movie: [movies, 1], or [movies, genres] of 0 and 1; NaN where it is not known."""
    if name == "genres":
        return dataset.movies.genres.astype(np.float64)
    if name == "year":
        years = dataset.movies.years.astype(np.float64)
        return np.where(years == NO_YEAR, np.nan, years)[:, None]
    return dataset.movie_means.astype(np.float64)[:, None]


def neighbours_on(coordinates: npt.NDArray[np.floating], k: int = NEIGHBOURS) -> IntArray:
    """The k nearest other points of each on a map [n, 2], shape [n, k]."""
    k = min(k, len(coordinates) - 1)
    found = np.asarray(cKDTree(coordinates).query(coordinates, k + 1)[1], np.int64)
    own = found == np.arange(len(found))[:, None]
    own[~own.any(axis=1), -1] = True  # many points on one spot: the point itself may not be among the nearest
    nearest: IntArray = found[~own].reshape(len(found), k)
    return nearest


def likeness(values: FloatArray, nearest: IntArray) -> float:
    """How much more alike neighbours are than any two: 1 - Geary's C, 0 by chance, 1 where neighbours are the same.

    ``values`` [n, d], NaN rows left out; of several columns the squared differences are summed. Geary 1954.
    """
    known = np.asarray(np.isfinite(values).all(axis=1))
    total = 2.0 * float(np.var(values[known], axis=0, ddof=1).sum()) if known.sum() > 1 else 0.0
    if total == 0.0:
        return 0.0
    both = known[:, None] & known[nearest]  # [n, k]
    squares = np.square(values[:, None, :] - values[nearest]).sum(axis=2)[both]
    return 1.0 - float(squares.mean()) / total if len(squares) else 0.0


def agreement(labels: IntArray, nearest: IntArray) -> float:
    """How far neighbours bear the same label, beyond chance: Cohen's kappa; labels below 0 are left out."""
    known: npt.NDArray[np.bool_] = np.asarray(labels >= 0)
    both = known[:, None] & known[nearest]
    if not both.any():
        return 0.0
    same = float((labels[:, None] == labels[nearest])[both].mean())
    shares = np.bincount(labels[known]) / known.sum()
    expected = float(np.square(shares).sum())
    return (same - expected) / (1.0 - expected) if expected < 1.0 else 0.0


def explained_by_groups(values: FloatArray, groups: Sequence[IntArray]) -> float:
    """Share of the differences between movies that lies between groups, chance taken off: epsilon squared.

    ``values`` [movies, d]; a movie counts once in each group that it is in. 0 by chance, 1 where each group is of one
    kind. Kelley 1935.
    """
    kept = [values[group][~np.isnan(values[group]).any(axis=1)] for group in groups]
    kept = [rows for rows in kept if len(rows)]
    n = sum(map(len, kept))
    if n - len(kept) < 1 or len(kept) < 2:
        return 0.0
    rows = np.concatenate(kept)
    total = float(np.square(rows - rows.mean(axis=0)).sum()) / (n - 1)
    within = sum(float(np.square(part - part.mean(axis=0)).sum()) for part in kept) / (n - len(kept))
    return 1.0 - within / total if total else 0.0
