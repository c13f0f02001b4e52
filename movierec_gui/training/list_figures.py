"""Figures of lists: arithmetic on what was listed and what was liked. A movie of -1 stands for an empty place."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import BoolArray, Int64Array
from movierec_gui.recommenders.people import People

Array = npt.NDArray[np.float64]
RESAMPLES = 1_000
_DRAWN = 8_192
"""Numbers drawn at a time."""
_NORMAL_95 = 1.959964
SMOOTHING = 0.01
"""Share of the person's own genres that is mixed into the list's: a genre that it lacks has a finite cost."""


def accuracy(hits: BoolArray, liked: Int64Array) -> tuple[Array, Array, Array, Array]:
    """[B, length] hits and [B] numbers of liked movies -> NDCG, recall, recall of all, average precision, each [B].

    NDCG as in trec_eval, divided by the best that the liked movies allow. Recall and average precision are divided by
    the liked movies, of at most ``length``; the recall of all by the liked movies.
    """
    length = hits.shape[1]
    discount = 1.0 / np.log2(np.arange(2, length + 2))
    possible = np.minimum(liked, length)
    ideal = np.cumsum(discount)[possible - 1]
    precision_at = np.cumsum(hits, axis=1) / np.arange(1, length + 1)
    found = hits.sum(1)
    return (hits @ discount) / ideal, found / possible, found / liked, (precision_at * hits).sum(1) / possible


def gini_index(counts: npt.NDArray[np.integer]) -> float:
    """The Gini index of non-negative counts: 0 where all are equal, towards 1 where one has everything."""
    ordered = np.sort(counts).astype(np.float64)
    n, total = len(ordered), ordered.sum()
    if total == 0:
        return 0.0
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))


def diversity(lists: Int64Array, genres: BoolArray) -> Array:
    """[B, length] -> [B] mean Jaccard distance of the genres of a list's pairs; NaN for a list without a pair.

    Two movies without genres count as equal.
    """
    flags = np.where((lists >= 0)[:, :, None], genres[lists], False).astype(np.float64)  # [B, length, genres]
    shared = flags @ flags.transpose(0, 2, 1)  # [B, length, length]
    sizes = flags.sum(2)
    union = sizes[:, :, None] + sizes[:, None, :] - shared
    distance = 1.0 - np.where(union > 0, shared / np.maximum(union, 1), 1.0)
    first, second = np.triu_indices(lists.shape[1], k=1)
    pairs = (lists[:, first] >= 0) & (lists[:, second] >= 0)
    number = pairs.sum(1)
    total = np.where(pairs, distance[:, first, second], 0.0).sum(1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def calibration(lists: Int64Array, known: People, genres: BoolArray) -> Array:
    """[B, length] -> [B] Kullback-Leibler divergence of the list's genres from those of what the person rated, in nats.

    Each movie counts once, shared among its genres (Steck, "Calibrated recommendations", RecSys 2018). NaN where either
    has no genre at all.
    """
    sizes = genres.sum(1)
    shares = np.divide(genres, sizes[:, None], out=np.zeros(genres.shape), where=sizes[:, None] > 0)
    of_person = known.matrix(np.ones(len(known.movies)), len(genres)) @ shares  # [B, genres]
    of_list = np.where((lists >= 0)[:, :, None], shares[lists], 0.0).sum(1)
    totals = of_person.sum(1), of_list.sum(1)
    p, q = (part / np.maximum(total, 1e-12)[:, None] for part, total in zip((of_person, of_list), totals, strict=True))
    mixed = (1 - SMOOTHING) * q + SMOOTHING * p
    divergence = np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0) / np.where(p > 0, mixed, 1.0)), 0.0).sum(1)
    return np.where((totals[0] > 0) & (totals[1] > 0), divergence, np.nan)


def normal_interval(values: Array) -> float:
    """Half the width of the 95 % interval of a mean; NaN for fewer than two values."""
    return _NORMAL_95 * float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def bootstrap_interval(values: Array, seed: int = 0) -> tuple[float, float]:
    """Ends of the 95 % interval of a mean, from resampling the values with a seed; NaN for fewer than two."""
    if len(values) < 2:
        return math.nan, math.nan
    rng = np.random.default_rng(seed)
    n, at_once = len(values), max(1, _DRAWN // len(values))
    counts = [min(at_once, RESAMPLES - first) for first in range(0, RESAMPLES, at_once)]
    means = [values[rng.integers(n, size=(count, n))].mean(1) for count in counts]
    low, high = np.quantile(np.concatenate(means), (0.025, 0.975))
    return float(low), float(high)
