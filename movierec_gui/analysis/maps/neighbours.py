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
_SAMPLED, _SMALL = 32, 2000
_ROWS, _COLUMNS = 256, 1024
"""Distances at a time: a megabyte, which stays in the cache while the few near ones are picked out. With whole rows of
the largest catalogues the products alone take twice as long. Rows fit into 8 bits, by which they are sorted."""


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
    sampled = np.ascontiguousarray(towards[:, ::_SAMPLED]) if n >= _SMALL else towards[:, :0]
    indices = np.empty((n, k), np.int32)
    distances = np.empty((n, k), np.float32)
    for start in range(0, n, _ROWS):
        yield Progress(STAGE, start, n)
        rows = slice(start, min(start + _ROWS, n))
        near = _nearest(asking, towards, rows, k, _limits(asking[rows] @ sampled, k))
        exact = _distances(centred, rows, near)
        order = np.argsort(exact, axis=1, kind="stable")
        indices[rows] = np.take_along_axis(near, order, axis=1)
        distances[rows] = np.take_along_axis(exact, order, axis=1)
    return Neighbours(indices, distances)


def _limits(sample: Float32Array, k: int) -> Float32Array:
    """[rows, some of the columns] -> [rows, 1] distances below which a few more than k of all columns are likely to be.

    Infinite where there are too few columns to tell.
    """
    rank = int(1.3 * k / _SAMPLED + 4 * np.sqrt(k / _SAMPLED)) + 3  # one of them may be the row itself
    if rank >= sample.shape[1] // 2:
        return np.full((len(sample), 1), np.inf, np.float32)
    return np.partition(sample, rank, axis=1)[:, rank, None]


def _nearest(asking: Float32Array, towards: Float32Array, rows: slice, k: int, limits: Float32Array) -> Int32Array:
    """The k nearest others of some consecutive rows, [rows, k], in any order.

    Only what is within the limits is looked at twice; a row with fewer than k of these is searched once more without.
    """
    found, places, owners = [], [], []
    room = np.empty((len(limits), _COLUMNS), np.float32)
    for first in range(0, towards.shape[1], _COLUMNS):
        some = towards[:, first : first + _COLUMNS]
        apart = np.matmul(asking[rows], some, out=room[:, : some.shape[1]])
        for own in range(max(rows.start, first), min(rows.stop, first + _COLUMNS)):
            apart[own - rows.start, own - first] = np.inf
        within = np.flatnonzero(apart <= limits)
        found.append(apart.ravel()[within])
        owner, place = np.divmod(within.astype(np.int32), np.int32(apart.shape[1]))
        owners.append(owner.astype(np.uint8))
        places.append(place + np.int32(first))
    owner, distances, columns = np.concatenate(owners), np.concatenate(found), np.concatenate(places)
    order = np.argsort(owner, kind="stable")
    distances, columns = distances[order], columns[order]
    ends = np.cumsum(np.bincount(owner, minlength=len(limits)))
    near = np.empty((len(limits), k), np.int32)
    for row, (begin, end) in enumerate(zip(ends - np.diff(ends, prepend=0), ends, strict=True)):
        if end - begin < k:
            lone = slice(rows.start + row, rows.start + row + 1)
            near[row] = _nearest(asking, towards, lone, k, np.full((1, 1), np.inf, np.float32))
        else:
            near[row] = columns[begin:end][np.argpartition(distances[begin:end], k - 1)[:k]]
    return near


def _distances(points: Float32Array, rows: slice, near: Int32Array) -> Float32Array:
    """Euclidean distances [rows, k], measured directly."""
    apart = points[near]
    apart -= points[rows, None]
    distances: Float32Array = np.sqrt(np.einsum("nkd,nkd->nk", apart, apart))
    return distances
