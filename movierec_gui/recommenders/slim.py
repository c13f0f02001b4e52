"""SLIM: each movie predicted from a few others with weights that are not negative (Ning & Karypis 2011).

Elastic net by coordinate descent. Each movie chooses among its most similar movies (fsSLIM), so that all that is needed
is a small matrix of products per movie; many movies take each step together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import torch

from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.features import TrainingData
from movierec_gui.progress import Progress
from movierec_gui.recommenders.base import RecommenderKind
from movierec_gui.recommenders.neighbours import ItemNeighbours, ItemNeighboursConfig
from movierec_gui.recommenders.signals import Signal, signal_setting
from movierec_gui.settings import setting

Array = npt.NDArray[np.float64]
MOVIES_AT_ONCE = 250
SWEEPS = 50
"""Of coordinate descent, at most."""
CLOSE_ENOUGH = 1e-5


@dataclass(frozen=True)
class SlimConfig(ItemNeighboursConfig):
    """Settings of SLIM."""

    signal: Signal = signal_setting("liked")
    neighbours: int = setting(100, "Candidates", "Most similar movies that a movie may use", low=1, high=1_000)
    sparsity: float = setting(1.0, "Sparsity", "Penalty on the sum of the weights", low=0.0, high=1e4, logarithmic=True)
    ridge: float = setting(30.0, "Ridge", "Penalty on the squares of the weights", low=1e-3, high=1e5, logarithmic=True)


class Slim(ItemNeighbours):
    """Scores x W, W sparse and not negative."""

    adds_up: ClassVar[bool] = True

    def __init__(self, config: SlimConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(config, data, generator)
        self._penalties = config.sparsity, config.ridge

    def fit(self, data: TrainingData) -> Iterator[Progress]:
        for progress in super().fit(data):
            yield Progress(progress.stage, 0.3 * (progress.fraction or 0.0), 1)
        x = self._reader.training_matrix(data).tocsc()  # [users, movies]
        candidates = self.similar.T.tocsr()  # row: the movie that is scored
        asked = np.flatnonzero(np.diff(candidates.indptr))
        parts: list[tuple[Int64Array, Int64Array, Array]] = []
        for first in range(0, len(asked), MOVIES_AT_ONCE):
            movies = asked[first : first + MOVIES_AT_ONCE]
            used = padded(candidates, movies)  # [b, k], -1 where there are fewer
            products, targets = _products(x, movies, used)
            weights = np.zeros_like(targets)
            for _ in self._descend(products, targets, weights):
                yield Progress("choosing weights", 0.3 + 0.7 * first / len(asked), 1)
            row, place = np.nonzero(weights)
            parts.append((used[row, place], movies[row], weights[row, place]))
            yield Progress("choosing weights", 0.3 + 0.7 * min(first + MOVIES_AT_ONCE, len(asked)) / len(asked), 1)
        if not parts:
            return  # nothing that is liked goes together, so that no movie has weights
        rows, columns, values = (np.concatenate(column) for column in zip(*parts, strict=True))
        self.similar = sp.csr_matrix((values, (rows, columns)), shape=self.similar.shape)

    def _descend(self, products: Array, targets: Array, weights: Array) -> Iterator[None]:
        """[b, k, k] and [b, k] products of candidates with each other and with the movie: fill the [b, k] weights.

        They begin as zeros. Stops after every sweep.
        """
        sparsity, ridge = self._penalties
        gradient = targets - sparsity  # what is left to explain, without the penalty on squares
        own = np.ascontiguousarray(np.einsum("bkk->kb", products))
        by_place = np.ascontiguousarray(products.transpose(1, 0, 2))  # [k, b, k]
        for _ in range(SWEEPS):
            largest = 0.0
            for place in range(targets.shape[1]):
                better = np.maximum((gradient[:, place] + own[place] * weights[:, place]) / (own[place] + ridge), 0.0)
                change = better - weights[:, place]
                size = float(np.abs(change).max())
                if size > 0.0:
                    gradient -= by_place[place] * change[:, None]
                    weights[:, place] = better
                largest = max(largest, size)
            yield
            if largest < CLOSE_ENOUGH:
                break


def padded(rows: sp.csr_matrix, chosen: Int64Array) -> Int64Array:
    """[b] rows -> [b, k] their columns, -1 behind those with fewer than the longest."""
    counts = np.diff(rows.indptr)[chosen]
    found = np.full((len(chosen), int(counts.max(initial=1))), -1, np.int64)
    inside = np.arange(found.shape[1]) < counts[:, None]
    found[inside] = rows[chosen].indices
    return found


def _products(x: sp.csc_matrix, movies: Int64Array, used: Int64Array) -> tuple[Array, Array]:
    """Products of each movie's candidates with each other [b, k, k] and with the movie [b, k]; 0 for no candidate."""
    names, places = np.unique(np.append(used.ravel(), movies), return_inverse=True)
    columns = x[:, np.maximum(names, 0)]
    gram = (columns.T @ columns).toarray()
    gram[names < 0], gram[:, names < 0] = 0.0, 0.0
    at, own = places[: used.size].reshape(used.shape), places[used.size :]
    return gram[at[:, :, None], at[:, None, :]], gram[at, own[:, None]]


SLIM = RecommenderKind(
    "slim", "SLIM", "Each movie from a few others, with weights that are not negative.", SlimConfig, Slim
)
