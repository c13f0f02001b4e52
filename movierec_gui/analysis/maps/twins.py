"""Points that lie so close together that nobody sees two: they count as one spot where neighbours are ordered."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Float64Array = npt.NDArray[np.float64]

_OF_RADIUS, _OF_SPACING = 1e-3, 0.1
"""The tolerance: a thousandth of the points' root mean square distance from their middle, less than a pixel of a map
on the screen; of very many points, a tenth of the distance that they would have if they were spread evenly."""
_PROJECTED = 4
_FINER = 100
"""Grid cells per tolerance: what shares one is taken together first, since thousands of films can be identical."""


def tolerance(points: npt.NDArray[np.floating]) -> float:
    """How far apart points [n, d] may lie to count as one spot."""
    centred = points.astype(np.float64) - points.mean(axis=0, dtype=np.float64)
    radius = float(np.sqrt(np.einsum("nd,nd->n", centred, centred).mean()))
    return radius * min(_OF_RADIUS, _OF_SPACING / math.sqrt(max(len(points), 1)))


def merged_twins(points: npt.NDArray[np.floating]) -> Float64Array:
    """The points [n, d], those of each group of twins moved to the place of one of them.

    Twins are points within the tolerance of each other, and the twins of twins.
    """
    moved = points.astype(np.float64)
    apart = tolerance(points)
    if apart == 0.0:
        return moved
    cells = np.rint((moved - moved.mean(axis=0)) * (_FINER / apart))
    _, first, cell_of = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    places = moved[first]
    pairs = _close_pairs(places, apart)
    links = sp.csr_matrix((np.ones(len(pairs), np.bool_), (pairs[:, 0], pairs[:, 1])), shape=(len(places),) * 2)
    parts = connected_components(links, directed=False)[1]
    representative = np.unique(parts, return_index=True)[1]
    merged: Float64Array = places[representative[parts[cell_of.ravel()]]]
    return merged


def _close_pairs(points: Float64Array, apart: float) -> npt.NDArray[np.int64]:
    """Pairs of rows within a distance, [pairs, 2]. A tree finds them among few orthogonal directions drawn by lot.

    Seen along some directions no pair is farther apart than it is, and a tree of 50 would look at nearly all pairs.
    """
    seen = points
    if points.shape[1] > _PROJECTED:
        drawn = np.random.default_rng(0).normal(size=(points.shape[1], _PROJECTED))
        seen = points @ np.linalg.qr(drawn)[0]  # [n, 4]
    pairs = cKDTree(seen).query_pairs(apart, output_type="ndarray").astype(np.int64)
    near: npt.NDArray[np.int64] = pairs[np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1) <= apart]
    return near
