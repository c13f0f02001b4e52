"""How much each pair of neighbours wants to be close: t-SNE's joint probabilities."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from movierec_gui.analysis.maps.neighbours import Neighbours
from movierec_gui.progress import Progress

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

STAGE = "Affinities"
_BLOCK_ENTRIES = 300_000
_BLOCK_PAIRS = 4_000_000
_SEARCH_STEPS = 64
_TOLERANCE = 1e-5
"""Of the entropy in nats, as in van der Maaten's programs."""
_LARGEST_PRECISION = 1e12


@dataclass(frozen=True, eq=False)
class Affinities:
    """Joint probabilities p_ij = p_ji, each pair once (i < j), as a sparse upper triangle [n, n] with sum one half."""

    upper: sp.csr_matrix
    entropy: float
    """The sum of p log p over all pairs, in both directions: the constant part of the divergence."""

    @property
    def n(self) -> int:
        """Number of points."""
        return int(self.upper.shape[0])


def joint_probabilities(neighbours: Neighbours, perplexity: float) -> Generator[Progress, None, Affinities]:
    """Gaussian affinities of every point's neighbours, as wide as its perplexity asks, made symmetric.

    van der Maaten and Hinton (2008), Visualizing data using t-SNE. The perplexity is below the number of neighbours.
    """
    n, k = neighbours.indices.shape
    conditional = np.empty((n, k), np.float32)
    block = max(1, _BLOCK_ENTRIES // k)
    for start in range(0, n, block):
        yield Progress(STAGE, start, n)
        squares = np.square(neighbours.distances[start : start + block], dtype=np.float64)
        conditional[start : start + block] = _conditional(squares, np.log(perplexity))
    conditional /= np.float32(2 * n)
    upper = yield from _both_directions(neighbours.indices, conditional)
    entropy = 0.0
    for start in range(0, upper.nnz, _BLOCK_PAIRS):
        yield Progress(STAGE, n, n)
        probabilities = upper.data[start : start + _BLOCK_PAIRS].astype(np.float64)
        entropy += 2.0 * float(probabilities @ np.log(probabilities))
    return Affinities(upper, entropy)


def thinned(affinities: Affinities, least: float, offset: float) -> Affinities:
    """The pairs of at least that probability, and of the others one for many, as likely as they together.

    Drawn at even distances along the rows, so that every point keeps its part; other offsets, from 0 to below 1, draw
    others, and over all of them each pair has its own probability. The entropy is the whole one's.
    """
    upper = affinities.upper
    kept, drawn = [], np.zeros(1)
    for start in range(0, upper.nnz, _BLOCK_ENTRIES):
        shares = np.minimum(upper.data[start : start + _BLOCK_ENTRIES] / np.float32(least), 1.0)
        drawn = np.cumsum(np.concatenate([drawn[-1:], shares]), dtype=np.float64)
        kept.append((np.flatnonzero(np.diff(np.floor(drawn + offset)) > 0) + start).astype(np.int32))
    places = np.concatenate(kept)
    offsets = np.searchsorted(places, upper.indptr).astype(np.int32)
    probabilities = np.maximum(upper.data[places], np.float32(least))
    pairs = sp.csr_matrix((probabilities, upper.indices[places], offsets), shape=upper.shape)
    return Affinities(pairs, affinities.entropy)


def least_of_share(affinities: Affinities, share: float) -> float:
    """The probability with which ``thinned`` keeps about that share of the pairs; of many, some tell it."""
    probabilities = affinities.upper.data[:: 1 + affinities.upper.nnz // _BLOCK_PAIRS]
    low, high = 0.0, float(probabilities.max())
    for _ in range(_SEARCH_STEPS // 4):
        middle = (low + high) / 2
        many = float(np.minimum(probabilities / np.float32(middle), 1.0).mean(dtype=np.float64)) > share
        low, high = (middle, high) if many else (low, middle)
    return high


def _both_directions(
    neighbours: npt.NDArray[np.int32], conditional: Float32Array
) -> Generator[Progress, None, sp.csr_matrix]:
    """The sum of p(j | i) and p(i | j) of each pair i < j, from the neighbours j of every i and their p(j | i) [n, k].

    The pairs that are met from the lower index and those from the higher one are two matrices, made one after the
    other and added: the arrays of all pairs at once would be twice as large.
    """
    n = len(neighbours)
    rows = np.arange(n, dtype=np.int32)[:, None]
    parts = []
    for above in (False, True):
        yield Progress(STAGE, n, n)
        chosen = ((neighbours > rows) == above) & (conditional > 0)
        offsets = np.concatenate([[0], np.cumsum(chosen.sum(axis=1))]).astype(np.int32)
        part = sp.csr_matrix((conditional[chosen], neighbours[chosen], offsets), shape=(n, n))
        yield Progress(STAGE, n, n)
        part = part.T.tocsr()  # which sorts the indices, too
        yield Progress(STAGE, n, n)
        parts.append(part.T.tocsr() if above else part)
    yield Progress(STAGE, n, n)
    below, above_diagonal = parts
    return above_diagonal + below


def _conditional(squares: Float64Array, entropy: float) -> Float64Array:
    """p(j | i) [n, k] from squared distances, by bisection of each row's precision until its entropy (nats) fits.

    Where more points coincide than the perplexity asks for, no precision fits: they share the probability evenly.
    """
    squares = squares - squares[:, :1]
    scale = squares.mean(axis=1)
    precision = 1.0 / np.where(scale > 0, scale, 1.0)
    low, high = np.zeros_like(precision), np.full_like(precision, np.inf)
    for _ in range(_SEARCH_STEPS):
        weights = np.exp(-precision[:, None] * squares)
        total = weights.sum(axis=1)
        found = np.log(total) + precision * (np.einsum("nk,nk->n", weights, squares) / total)
        wide = found > entropy
        if np.all((np.abs(found - entropy) <= _TOLERANCE) | (precision >= _LARGEST_PRECISION)):
            break
        low, high = np.where(wide, precision, low), np.where(wide, high, precision)
        precision = np.where(np.isinf(high), 2.0 * precision, 0.5 * (low + np.where(np.isinf(high), 0.0, high)))
        precision = np.minimum(precision, _LARGEST_PRECISION)
    probabilities: Float64Array = weights / total[:, None]
    return probabilities
