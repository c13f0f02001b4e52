"""Principal components of a sparse or dense matrix, without ever making it dense."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from movierec_gui.progress import Progress

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]
Matrix: TypeAlias = "sp.csr_matrix | npt.NDArray[np.float32]"

STAGE = "Principal components"
_TOLERANCE = 1e-6
"""Largest error of a wanted eigenvalue, relative to the greatest, that ends the search."""
_CLOSED = 1e-6
"""A rest that is as small as this, relative to the greatest eigenvalue, is rounding."""
_STEPS_PER_CHECK = 10


@dataclass(frozen=True, eq=False)
class Components:
    """Coordinates [n, k] of the rows along the k directions of most variance, and the share of variance of each [k]."""

    coordinates: Float32Array
    explained: Float64Array


def principal_components(matrix: Matrix, count: int, seed: int) -> Generator[Progress, None, Components]:
    """The first ``count`` principal components of the rows [n, d], fewer where n or d allow no more.

    Lanczos iteration with full reorthogonalisation on the centred Gram matrix of the rows (Golub and Van Loan, Matrix
    Computations, 10.1), which is only ever multiplied with vectors. Each component's sign makes its largest coordinate
    positive.
    """
    rows = _CentredRows(matrix)
    wanted = min(count, rows.n - 1, rows.d)
    limit = min(rows.n - 1, rows.d, 20 * wanted + 100)
    rng = np.random.default_rng(seed)
    basis = np.empty((min(limit, 4 * wanted), rows.n))
    basis[0] = _unit(_centred(rng.standard_normal(rows.n)))
    diagonal: list[float] = []
    beside: list[float] = []
    for done in range(1, limit + 1):
        step = rows.gram(basis[done - 1])
        diagonal.append(float(basis[done - 1] @ step))
        step -= diagonal[-1] * basis[done - 1]
        if beside:
            step -= beside[-1] * basis[done - 2]
        step -= basis[:done].T @ (basis[:done] @ step)  # rounding errors would grow otherwise
        length = float(np.linalg.norm(step))
        yield Progress(STAGE, done, limit)
        closed = length <= _CLOSED * max(diagonal)  # the directions so far are a world of their own: look in another
        if done == limit or (done % _STEPS_PER_CHECK == 0 and not closed):
            values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
            values, vectors = values[: -wanted - 1 : -1], vectors[:, : -wanted - 1 : -1]
            errors = length * np.abs(vectors[-1])
            if done == limit or (done >= wanted and errors.max() <= _TOLERANCE * values[0]):
                break
        if done == len(basis):
            basis = np.concatenate([basis, np.empty_like(basis)])
        if closed:
            step = _centred(rng.standard_normal(rows.n))
            for _ in range(2):
                step -= basis[:done].T @ (basis[:done] @ step)
        beside.append(0.0 if closed else length)
        basis[done] = _unit(step)
    return _components(values, basis[:done].T @ vectors, rows.variance)


class _CentredRows:
    """A matrix [n, d] whose column means are subtracted in the products only."""

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix
        self.n, self.d = matrix.shape
        self._means = np.asarray(matrix.mean(axis=0), dtype=np.float64).ravel()
        entries = matrix.data if sp.issparse(matrix) else matrix
        squares = np.square(entries, dtype=np.float64).sum()
        self.variance = float(squares) - self.n * float(self._means @ self._means)
        """The summed squares of the centred matrix."""

    def gram(self, vector: Float64Array) -> Float64Array:
        """[n] -> [n] the centred rows' inner products, times a vector."""
        precision = self._matrix.dtype
        inner = self._matrix.T @ vector.astype(precision) - self._means * vector.sum()
        product = self._matrix @ inner.astype(precision) - float(self._means @ inner)
        return _centred(product.astype(np.float64))


def _components(values: Float64Array, vectors: Float64Array, variance: float) -> Components:
    values = np.maximum(values, 0.0)
    coordinates = vectors * np.sqrt(values)
    largest = np.abs(coordinates).argmax(axis=0)
    signs = np.where(coordinates[largest, np.arange(len(values))] < 0, -1.0, 1.0)
    explained = values / variance if variance > 0 else np.zeros_like(values)
    return Components((coordinates * signs).astype(np.float32), explained)


def _centred(vector: Float64Array) -> Float64Array:
    centred: Float64Array = vector - vector.mean()
    return centred


def _unit(vector: Float64Array) -> Float64Array:
    unit: Float64Array = vector / np.linalg.norm(vector)
    return unit
