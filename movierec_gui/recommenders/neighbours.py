"""Neighbours: movies rated by the same people, or people who rated the same movies, by the cosine of their ratings."""

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
from movierec_gui.recommenders.base import Recommender, RecommenderConfig, RecommenderKind, Scores
from movierec_gui.recommenders.people import People
from movierec_gui.recommenders.signals import Reader, Signal, signal_setting
from movierec_gui.settings import setting

AT_ONCE = 250
"""Rows of a matrix of similarities that are held at a time."""


@dataclass(frozen=True)
class ItemNeighboursConfig(RecommenderConfig):
    """Settings of neighbours among movies."""

    signal: Signal = signal_setting("stars")
    neighbours: int = setting(50, "Neighbours", "Most similar movies that a movie is scored by", low=1, high=5_000)
    shrinkage: float = setting(
        10.0, "Shrinkage", "Added to the product of two movies' lengths: few ratings in common count less",
        low=0.0, high=10_000.0,
    )  # fmt: skip


@dataclass(frozen=True)
class UserNeighboursConfig(RecommenderConfig):
    """Settings of neighbours among people."""

    signal: Signal = signal_setting("stars")
    neighbours: int = setting(80, "Neighbours", "Most similar people whose movies are scored", low=1, high=5_000)
    power: float = setting(1.0, "Power", "Similarities count to this power", low=0.1, high=10.0)


class ItemNeighbours(Recommender):
    """Score of a movie: the sum of its similarities to the movies of the person, each times the person's signal."""

    adds_up: ClassVar[bool] = True
    learned: ClassVar[tuple[str, ...]] = ("similar",)
    similar: sp.csr_matrix
    """[movies, movies]: from the movie that was rated (row) to the one that is scored (column)."""

    def __init__(self, config: ItemNeighboursConfig, data: TrainingData, _generator: torch.Generator) -> None:
        self._config, self._n_movies = config, data.n_movies
        self._reader = Reader(config.signal, data.scale)

    def fit(self, data: TrainingData) -> Iterator[Progress]:
        movies = self._reader.training_matrix(data).T.tocsr()  # [movies, users]
        lengths = np.sqrt(np.asarray(movies.multiply(movies).sum(1)).ravel())
        others = movies.T.tocsr()
        parts = []
        for first in range(0, data.n_movies, AT_ONCE):
            rows = slice(first, first + AT_ONCE)
            alike = (movies[rows] @ others).tocoo()
            keep = (alike.row + first != alike.col) & (alike.data > 0)
            row, column, value = alike.row[keep], alike.col[keep], alike.data[keep]
            value = value / (lengths[rows][row] * lengths[column] + self._config.shrinkage)
            size = (len(lengths[rows]), data.n_movies)
            parts.append(strongest(sp.csr_matrix((value, (row, column)), shape=size), self._config.neighbours))
            yield Progress("comparing movies", min(first + AT_ONCE, data.n_movies), data.n_movies)
        self.similar = sp.vstack(parts).T.tocsr()

    def scores(self, people: People) -> Scores:
        return np.asarray((self._reader.matrix(people, self._n_movies) @ self.similar).toarray())

    def why(self, person: People, movies: Int64Array) -> Scores:
        weights = self.similar[person.movies][:, movies].toarray()  # [n, k]
        return np.asarray((self._reader.values(person.values)[:, None] * weights).T)


class UserNeighbours(Recommender):
    """Score of a movie: the sum of the nearest people's signals, each times the person's similarity."""

    adds_up: ClassVar[bool] = True
    learned: ClassVar[tuple[str, ...]] = ("directions", "signals")
    directions: sp.csr_matrix
    """[users, movies] each user's signals, of length 1."""
    signals: sp.csr_matrix
    """[users, movies]"""

    def __init__(self, config: UserNeighboursConfig, data: TrainingData, _generator: torch.Generator) -> None:
        self._config, self._n_movies = config, data.n_movies
        self._reader = Reader(config.signal, data.scale)

    def fit(self, data: TrainingData) -> Iterator[Progress]:
        self.signals = self._reader.training_matrix(data)
        self.directions = _of_length_one(self.signals)
        yield Progress("gathering", 1, 1)

    def scores(self, people: People) -> Scores:
        return np.asarray((self._nearest(people) @ self.signals).toarray())

    def why(self, person: People, movies: Int64Array) -> Scores:
        # The similarity is a sum over the person's ratings; to the power of p each keeps its share of it.
        near = self._nearest(person)  # [1, users]
        own = _of_length_one(self._reader.matrix(person, self._n_movies))
        common = self.directions[near.indices][:, person.movies].multiply(own[:, person.movies].toarray())  # [u, n]
        whole = np.asarray(common.sum(1)).ravel()
        weights = near.data / np.where(whole > 0, whole, 1.0)  # [u]
        said = self.signals[near.indices][:, movies].multiply(weights[:, None])  # [u, k]
        return np.asarray((said.T @ common).toarray())

    def _nearest(self, people: People) -> sp.csr_matrix:
        """[B] people -> [B, users] similarities of the nearest ones, to the power that is set."""
        own = _of_length_one(self._reader.matrix(people, self._n_movies))
        near = strongest((own @ self.directions.T).tocsr(), self._config.neighbours)
        near.data **= self._config.power
        return near


def strongest(rows: sp.csr_matrix, most: int) -> sp.csr_matrix:
    """The same matrix with at most so many numbers in each row, the highest; in ties those of the lowest columns."""
    rows.sort_indices()
    owners = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((rows.indices, -rows.data, owners))
    rank = np.arange(rows.nnz) - rows.indptr[owners]
    kept = np.sort(order[rank < most])
    starts = np.concatenate([[0], np.cumsum(np.bincount(owners[kept], minlength=rows.shape[0]))])
    return sp.csr_matrix((rows.data[kept], rows.indices[kept], starts), shape=rows.shape)


def _of_length_one(rows: sp.csr_matrix) -> sp.csr_matrix:
    lengths: npt.NDArray[np.float64] = np.sqrt(np.asarray(rows.multiply(rows).sum(1)).ravel())
    return rows.multiply(1 / np.where(lengths > 0, lengths, 1.0)[:, None]).tocsr()


ITEM_NEIGHBOURS = RecommenderKind(
    "item-knn", "Movie neighbours", "Movies that the same people rate.", ItemNeighboursConfig, ItemNeighbours
)
USER_NEIGHBOURS = RecommenderKind(
    "user-knn", "People neighbours", "What people with similar ratings watch.", UserNeighboursConfig, UserNeighbours
)
