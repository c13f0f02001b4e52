"""Implicit ALS: factors of people and movies under which what was watched outweighs what was not (Hu et al. 2008)."""

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
from movierec_gui.recommenders.base import Recommender, RecommenderConfig, RecommenderKind, Scores
from movierec_gui.recommenders.people import People
from movierec_gui.recommenders.signals import Reader, Signal, signal_setting
from movierec_gui.settings import setting

Array = npt.NDArray[np.float64]
ROWS_PER_STEP = 2_000
"""Solutions between two reports."""


@dataclass(frozen=True)
class AlsConfig(RecommenderConfig):
    """Settings of implicit ALS."""

    signal: Signal = signal_setting("stars")
    factors: int = setting(64, "Factors", "Numbers for each person and movie", low=1, high=512)
    passes: int = setting(10, "Passes", "Times that people and movies are solved in turn", low=1, high=200)
    alpha: float = setting(
        5.0, "Confidence", "What was watched counts the base below + this times its signal, the rest counts 1",
        low=0.01, high=1_000.0, logarithmic=True,
    )  # fmt: skip
    base: float = setting(
        0.0, "Base", "1 as in the paper; 0 as in the package implicit: low ratings may count less than none",
        low=0.0, high=100.0,
    )  # fmt: skip
    ridge: float = setting(
        30.0, "Ridge", "Penalty on factors, times the power of the number of ratings below", low=1e-4, high=1e4,
        logarithmic=True,
    )  # fmt: skip
    ridge_power: float = setting(
        0.0, "Power of the ridge", "The penalty grows with (1 + ratings) to this power", low=0.0, high=1.0
    )


class ImplicitAls(Recommender):
    """Scores are products of a person's factors, solved from the ratings, with the movies'."""

    adds_up: ClassVar[bool] = True
    learned: ClassVar[tuple[str, ...]] = ("movie_factors",)
    movie_factors: Array
    """[movies, f]; zero for a movie without training ratings."""

    def __init__(self, config: AlsConfig, data: TrainingData, generator: torch.Generator) -> None:
        self._config, self._n_movies, self._generator = config, data.n_movies, generator
        self._reader = Reader(config.signal, data.scale)

    def fit(self, data: TrainingData) -> Iterator[Progress]:
        rows = self._reader.training_matrix(data)
        columns = rows.T.tocsr()
        first = torch.randn(data.n_movies, self._config.factors, generator=self._generator, dtype=torch.float64)
        self.movie_factors = first.numpy() * 0.01
        whole = self._config.passes * (rows.shape[0] + columns.shape[0])
        done = 0
        for number in range(self._config.passes):
            people = np.zeros((rows.shape[0], self._config.factors))
            for side, given, found in ((rows, self.movie_factors, people), (columns, people, self.movie_factors)):
                squares = given.T @ given
                for start in range(0, side.shape[0], ROWS_PER_STEP):
                    self._solve(side, given, squares, found, start)
                    done += min(ROWS_PER_STEP, side.shape[0] - start)
                    yield Progress(f"pass {number + 1} of {self._config.passes}", done, whole)

    def _solve(self, side: sp.csr_matrix, given: Array, squares: Array, found: Array, start: int) -> None:
        for row in range(start, min(start + ROWS_PER_STEP, side.shape[0])):
            part = slice(side.indptr[row], side.indptr[row + 1])
            if part.stop > part.start:
                of_rated, confidence = given[side.indices[part]], self._confidence(side.data[part])
                matrix = self._normal(squares, of_rated, confidence)
                found[row] = _solved(matrix, confidence @ of_rated)
            else:
                found[row] = 0.0

    def _confidence(self, signals: Array) -> Array:
        """[n] signals -> [n] what each counts, where what was not watched counts 1."""
        return self._config.base + self._config.alpha * signals

    def _normal(self, squares: Array, of_rated: Array, confidence: Array) -> Array:
        """[f, f] of one row's normal equations, from factors [n, f] and confidences [n] of what it has."""
        matrix = squares + (of_rated.T * (confidence - 1.0)) @ of_rated
        diagonal = matrix.reshape(-1)[:: len(matrix) + 1]  # a view
        diagonal += self._config.ridge * (1 + len(confidence)) ** self._config.ridge_power
        return matrix

    def scores(self, people: People) -> Scores:
        rows = self._reader.matrix(people, self._n_movies)
        factors = np.zeros((len(people), self._config.factors))
        squares = self.movie_factors.T @ self.movie_factors
        for start in range(0, len(people), ROWS_PER_STEP):
            self._solve(rows, self.movie_factors, squares, factors, start)
        return factors @ self.movie_factors.T

    def why(self, person: People, movies: Int64Array) -> Scores:
        signals = self._reader.values(person.values)
        used = np.flatnonzero(signals)
        of_rated, confidence = self.movie_factors[person.movies[used]], self._confidence(signals[used])
        matrix = self._normal(self.movie_factors.T @ self.movie_factors, of_rated, confidence)
        solved = _solved(matrix, (of_rated * confidence[:, None]).T)  # [f, used]
        shares = np.zeros((len(movies), len(signals)))
        shares[:, used] = self.movie_factors[movies] @ solved
        return shares


def _solved(matrix: Array, right: Array) -> Array:
    """Of a symmetric matrix with positive eigenvalues: LAPACK itself, since it is asked thousands of times."""
    _, found, failed = scipy.linalg.lapack.dposv(matrix, right, lower=1)
    if failed:
        raise ArithmeticError("the ridge is too small for the equations to be solved")
    return np.asarray(found)


ALS = RecommenderKind(
    "als", "Implicit ALS", "Factors that weigh what was watched against what was not.", AlsConfig, ImplicitAls
)
