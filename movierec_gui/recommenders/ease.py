"""EASE: every movie predicted from all others by one linear map, in closed form (Steck 2019, arXiv 1905.03375).

B minimises the squared error of X - XB with a ridge penalty and zeros on its diagonal: with P the inverse of X'WX + L,
B is -P[i, j] / P[j, j] off the diagonal. The weights W of people and the ridge L of each movie are those of Steck,
"Autoencoders that don't overfit towards the identity" (NeurIPS 2020): dropout of the input, in expectation, adds
p / (1 - p) times the movie's own square to the ridge. Where there are fewer people than movies, P comes from a matrix
of people by people (Woodbury), and B is never written down. People who rated lately may count more:
those who come next are more like them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import scipy.linalg
import scipy.sparse as sp
import torch

from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.features import TrainingData
from movierec_gui.progress import Progress
from movierec_gui.recommenders.base import NEVER, Recommender, RecommenderConfig, RecommenderKind, Scores
from movierec_gui.recommenders.people import People, latest_weights
from movierec_gui.recommenders.signals import Reader, Signal, most_rated, signal_setting
from movierec_gui.settings import setting

Array = npt.NDArray[np.float64]
LATEST_HALF = 5.0
"""Later ratings after which what a rating counts more, because it is one of the latest, has halved."""
LEAST_COUNTED = 1e-6
"""What a person counts at least where recent people count more, so that the matrix can be inverted."""
MOVIES_AT_ONCE = 500
"""Movies whose products with all others are held as a sparse matrix at a time."""


@dataclass(frozen=True)
class EaseConfig(RecommenderConfig):
    """Settings of EASE."""

    signal: Signal = signal_setting("liked")
    ridge: float = setting(
        100.0, "Ridge", "Penalty on the weights", low=1e-3, high=1e6, logarithmic=True
    )  # fmt: skip
    dropout: float = setting(
        0.0, "Dropout", "Share of a person's ratings that are taken to be missing, in expectation", low=0.0, high=0.95
    )
    person_power: float = setting(
        0.0, "Power of people", "People count (sum of their signals) to this power; -0.5: heavy raters less",
        low=-2.0, high=1.0,
    )  # fmt: skip
    most_movies: int = setting(
        8_000, "Most movies", "Only so many movies, the most rated, take part; the matrix grows with its square",
        low=10, high=30_000, logarithmic=True,
    )  # fmt: skip
    latest: float = setting(
        0.0, "Latest ratings", "How many times more a person's latest rating counts; halves with every five later ones",
        low=0.0, high=10.0,
    )  # fmt: skip
    recent: float = setting(
        0.0, "Recent people", "Share of all people who, rating later, halve what a person counts; 0: all count alike",
        low=0.0, high=10.0,
    )  # fmt: skip


@dataclass(frozen=True)
class WeightedEaseConfig(EaseConfig):
    """Settings of weighted EASE."""

    signal: Signal = signal_setting("stars")
    dropout: float = setting(
        0.3, "Dropout", "Share of a person's ratings that are taken to be missing, in expectation", low=0.0, high=0.95
    )
    person_power: float = setting(
        -0.5, "Power of people", "People count (sum of their signals) to this power; -0.5: heavy raters less",
        low=-2.0, high=1.0,
    )  # fmt: skip


class Ease(Recommender):
    """Scores x B; movies that take no part are never listed."""

    adds_up: ClassVar[bool] = True
    learned: ClassVar[tuple[str, ...]] = ("columns", "weights", "ridges", "diagonal", "basis", "core")
    columns: Int64Array
    """[m] the movies that take part."""
    weights: npt.NDArray[np.float32]
    """[m, m] the map B; empty where it follows from the rest."""
    ridges: Array
    """[m]"""
    diagonal: Array
    """[m] that of P; it may be as small as rounding where everybody rates alike, but never zero."""
    basis: sp.csr_matrix
    """[people, m] X / L."""
    core: npt.NDArray[np.floating]
    """[people, people] the inverse of 1 / W + X X' / L."""

    def __init__(self, config: EaseConfig, data: TrainingData, _generator: torch.Generator) -> None:
        self._config, self._n_movies = config, data.n_movies
        self._reader = Reader(config.signal, data.scale)

    def fit(self, data: TrainingData) -> Iterator[Progress]:
        self.columns = most_rated(data, self._config.most_movies)
        x = self._reader.training_matrix(data)[:, self.columns].tocsr()  # [users, m]
        sums = np.asarray(x.sum(1)).ravel()
        weights = recent_weights(data, self._config.recent)[sums > 0]
        x, sums = x[sums > 0], sums[sums > 0]
        weights *= sums**self._config.person_power
        if len(weights):  # nobody counts where nothing is liked
            weights /= weights.mean()
        squares = np.asarray(x.multiply(x).T @ weights)  # [m]
        p = self._config.dropout
        self.ridges = self._config.ridge + p / (1 - p) * squares
        yield Progress("gathering", 0, 1)
        if self._fewer_people(x):
            self._invert_people(x, weights)
        else:
            yield from self._invert_movies(x, weights)
        yield Progress("inverting", 1, 1)

    def _fewer_people(self, x: sp.csr_matrix) -> bool:
        return bool(x.shape[0] < x.shape[1])

    def _invert_people(self, x: sp.csr_matrix, weights: Array) -> None:
        self.basis = x.multiply(1 / self.ridges).tocsr()
        inner = (self.basis @ x.T).toarray()  # [people, people]
        inner[np.diag_indices_from(inner)] += 1 / weights
        self.core = _inverse(inner)
        # Movie by movie: the square form of its column with the core; the columns are sparse.
        taken = self.basis.T.tocsr()  # [m, people]
        removed = np.asarray(taken.multiply(taken @ self.core).sum(1)).ravel()
        self.diagonal = 1 / self.ridges - removed
        self.weights = np.empty((0, 0), np.float32)

    def _invert_movies(self, x: sp.csr_matrix, weights: Array) -> Iterator[Progress]:
        m = x.shape[1]
        gram = np.zeros((m, m), np.float32, order="F")  # as LAPACK wants it, so that nothing is copied
        scaled = x.multiply(np.sqrt(weights)[:, None]).tocsc().astype(np.float32)
        others = scaled.T.tocsr()
        for first in range(0, m, MOVIES_AT_ONCE):
            part = slice(first, first + MOVIES_AT_ONCE)
            gram[:, part] = (others @ scaled[:, part]).toarray()
            yield Progress("multiplying out", 0.7 * first / m, 1)
        gram[np.diag_indices(m)] += self.ridges
        inverse = _inverse(gram)
        self.diagonal = np.diagonal(inverse).astype(np.float64)
        inverse /= -self.diagonal.astype(np.float32)
        inverse[np.diag_indices(m)] = 0
        self.weights = inverse
        self.basis, self.core = sp.csr_matrix((0, m)), np.empty((0, 0))

    def scores(self, people: People) -> Scores:
        found = np.full((len(people), self._n_movies), NEVER)
        found[:, self.columns] = self.predictions(people)
        return found

    def predictions(self, people: People) -> Array:
        """[B] people -> [B, m] scores of the movies that take part."""
        signals = people.matrix(self._signals(people), self._n_movies)
        signals.eliminate_zeros()
        x = signals[:, self.columns].tocsr()
        if len(self.weights):
            return np.asarray(x @ self.weights, np.float64)
        spread = (x @ self.basis.T).toarray() @ self.core  # [B, people]
        xp = x.multiply(1 / self.ridges).toarray() - (self.basis.T @ spread.T).T  # [B, m]
        found: Array = x.toarray() - xp / self.diagonal
        return found

    def _signals(self, people: People) -> Array:
        """[n] what each rating counts."""
        return self._reader.values(people.values) * latest_weights(people, self._config.latest, LATEST_HALF)

    def why(self, person: People, movies: Int64Array) -> Scores:
        x = self._signals(person)  # [n]
        own, inside = self._places(person.movies)
        asked, listed = self._places(movies)
        shares = np.zeros((len(movies), len(x)))
        shares[np.ix_(listed, inside)] = (x[inside, None] * self._weights(own, asked)).T
        return shares

    def explained(self, person: People, movies: Int64Array) -> Scores:
        scores = self.scores(person)[0, movies]
        return np.where(np.isfinite(scores), scores, 0.0)

    def _places(self, movies: Int64Array) -> tuple[Int64Array, npt.NDArray[np.bool_]]:
        """Columns of those of the movies that take part, and which these are."""
        places = np.minimum(np.searchsorted(self.columns, movies), len(self.columns) - 1)
        inside = self.columns[places] == movies
        return places[inside], inside

    def _weights(self, rows: Int64Array, columns: Int64Array) -> Array:
        """[r], [c] -> [r, c] of the map B."""
        if len(self.weights):
            return self.weights[np.ix_(rows, columns)].astype(np.float64)
        inner = self.basis[:, rows].T @ (self.core @ self.basis[:, columns].toarray())  # [r, c]
        found: Array = inner / self.diagonal[columns]
        found[rows[:, None] == columns] = 0.0
        return found


def recent_weights(data: TrainingData, share: float) -> Array:
    """[users] 0.5^(people whose last rating is later / (share * people)), 1e-6 at least; all 1 where the share is 0.

    People who stopped at the same moment count the same, so that nothing is said where the moments are not known.
    """
    if not share:
        return np.ones(data.n_users)
    last = np.zeros(data.n_users, np.int64)
    np.maximum.at(last, data.ratings.users, data.ratings.timestamps)
    people = np.flatnonzero(data.user_counts)
    ends = np.sort(last[people])
    later = len(ends) - np.searchsorted(ends, last, side="right")
    return np.maximum(0.5 ** (later / (share * max(len(ends), 1))), LEAST_COUNTED)


def _inverse(matrix: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Of a symmetric matrix with positive eigenvalues; the matrix is overwritten."""
    if not len(matrix):
        return matrix  # the library says on the terminal that it cannot
    factor, failed = scipy.linalg.lapack.get_lapack_funcs(("potrf",), (matrix,))[0](matrix, lower=1, overwrite_a=1)
    if failed:
        raise ArithmeticError("the ridge is too small for the matrix to be inverted")
    inverse, _ = scipy.linalg.lapack.get_lapack_funcs(("potri",), (factor,))[0](factor, lower=1, overwrite_c=1)
    for row in range(1, len(inverse)):  # the other half, without a second matrix
        inverse[:row, row] = inverse[row, :row]
    return np.ascontiguousarray(inverse.T)  # itself, row by row as a stored one comes back


EASE = RecommenderKind("ease", "EASE", "A linear map from movies to movies, in closed form.", EaseConfig, Ease)
WEIGHTED_EASE = RecommenderKind(
    "weighted-ease", "Weighted EASE", "EASE with dropout, on stars; heavy raters count less.", WeightedEaseConfig, Ease
)
