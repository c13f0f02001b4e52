"""Turns one map so that it lies as another does: t-SNE and principal components choose their directions by chance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float32Array = npt.NDArray[np.float32]
Int64Array = npt.NDArray[np.int64]


def aligned(
    coordinates: Float32Array, movies: Int64Array, reference: Float32Array, reference_movies: Int64Array
) -> Float32Array:
    """The coordinates [n, 2] turned, and mirrored if need be, so that the movies on both maps lie alike.

    Distances stay as they are. ``movies`` and ``reference_movies`` are ascending. The rotation is the orthogonal
    Procrustes solution (Schoenemann 1966); with fewer than two shared movies nothing is turned.
    """
    _, here, there = np.intersect1d(movies, reference_movies, assume_unique=True, return_indices=True)
    if len(here) < 2:
        return coordinates
    centre = coordinates[here].mean(axis=0, dtype=np.float64)
    ours = coordinates[here] - centre
    theirs = reference[there] - reference[there].mean(axis=0, dtype=np.float64)
    left, _, right = np.linalg.svd(ours.T @ theirs)
    turned: Float32Array = ((coordinates - centre) @ (left @ right)).astype(np.float32)
    return turned
