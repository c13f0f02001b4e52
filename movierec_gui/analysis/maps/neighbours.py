"""Exact nearest neighbours by blocks of matrix products: a search that can be stopped between any two blocks."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.progress import Progress

Float32Array = npt.NDArray[np.float32]
Int32Array = npt.NDArray[np.int32]

STAGE = "Nearest neighbours"
_SAMPLED, _SMALL = 8, 2000
_BLOCK_ENTRIES = 4_000_000
"""Distances at a time: 16 MB. Products with fewer rows of the largest catalogues take three times as long a row."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The k nearest other points of every point, nearest first: indices and Euclidean distances, both [n, k]."""

    indices: Int32Array
    distances: Float32Array

    @property
    def k(self) -> int:
        """How many of each."""
        return int(self.indices.shape[1])

    def nearest(self, k: int) -> Neighbours:
        """The first k of them."""
        return Neighbours(self.indices[:, :k], self.distances[:, :k])


def nearest_neighbours(points: Float32Array, k: int) -> Generator[Progress, None, Neighbours]:
    """Search the k nearest neighbours of each of the points [n, d]; k is at most n - 1.

    Found in 32 bits; the distances are then measured directly, so that points that coincide are 0 apart.
    """
    n = len(points)
    centred = np.ascontiguousarray(points - points.mean(axis=0))
    squares = np.einsum("nd,nd->n", centred, centred)
    towards = np.vstack([-2.0 * centred.T, squares])  # one product gives squared distances less the row's own square
    asking = np.column_stack([centred, np.ones_like(squares)])
    indices = np.empty((n, k), np.int32)
    distances = np.empty((n, k), np.float32)
    block = max(1, _BLOCK_ENTRIES // n)
    for start in range(0, n, block):
        yield Progress(STAGE, start, n)
        rows = np.arange(start, min(start + block, n))
        apart = asking[rows] @ towards  # [block, n]
        apart[np.arange(len(rows)), rows] = np.inf
        near = _smallest(apart, k)
        exact = _distances(centred, rows, near)
        order = np.argsort(exact, axis=1, kind="stable")
        indices[rows] = np.take_along_axis(near, order, axis=1)
        distances[rows] = np.take_along_axis(exact, order, axis=1)
    return Neighbours(indices, distances)


def _smallest(values: Float32Array, k: int) -> npt.NDArray[np.int64]:
    """Columns of the k smallest values of each row, [rows, k], in any order.

    Every eighth column tells a limit below which a little more than k values lie; only those are looked at again.
    """
    n = values.shape[1]
    sample = values[:, ::_SAMPLED]
    rank = int(1.3 * k / _SAMPLED + 4 * np.sqrt(k / _SAMPLED)) + 2
    if n < _SMALL or rank >= sample.shape[1] // 2:
        return np.argpartition(values, k - 1, axis=1)[:, :k]
    limits = np.partition(sample, rank, axis=1)[:, rank, None]
    places = np.flatnonzero(values <= limits)
    rows, columns = np.divmod(places, n)
    counts = np.bincount(rows, minlength=len(values))
    if counts.min() < k:
        return np.argpartition(values, k - 1, axis=1)[:, :k]
    padded = np.full((len(values), counts.max()), np.inf, np.float32)
    found = np.zeros(padded.shape, np.int64)
    inner = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
    padded[rows, inner], found[rows, inner] = values.ravel()[places], columns
    return np.take_along_axis(found, np.argpartition(padded, k - 1, axis=1)[:, :k], axis=1)


def _distances(points: Float32Array, rows: npt.NDArray[np.int64], near: npt.NDArray[np.int64]) -> Float32Array:
    """Euclidean distances [rows, k]; a few dimensions at a time, since all would be [rows, k, d]."""
    squared = np.zeros(near.shape, np.float32)
    for column in points.T:
        difference = column[rows][:, None] - column[near]
        squared += difference * difference
    return np.sqrt(squared)
