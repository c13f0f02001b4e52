"""What a rating counts for in a list: that the movie was watched, how it was rated, or that it was liked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from movierec_gui.data.dataset import Float32Array, Int64Array
from movierec_gui.data.features import TrainingData
from movierec_gui.data.scales import liked_from
from movierec_gui.recommenders.people import Histories, People
from movierec_gui.settings import setting

Signal = Literal["rated", "stars", "liked"]


def signal_setting(default: Signal) -> Signal:
    """The setting that says what a rating counts for."""
    chosen: Signal = setting(
        default,
        "Signal",
        "rated: every rating counts 1; stars: its share of the top rating; liked: 1 from four of five stars, else 0",
        choices=get_args(Signal),
    )
    return chosen


@dataclass(frozen=True)
class Reader:
    """Turns ratings on a scale into the numbers of a signal."""

    signal: Signal
    scale: tuple[float, float]

    def values(self, ratings: Float32Array) -> npt.NDArray[np.float64]:
        """[n] ratings -> [n] numbers from 0 to 1."""
        if self.signal == "rated":
            return np.ones(len(ratings))
        if self.signal == "liked":
            return (ratings >= liked_from(self.scale)).astype(np.float64)
        low, high = self.scale
        floor = min(low, 0.0)  # on a scale that goes below zero, the lowest rating counts nothing
        return (ratings.astype(np.float64) - floor) / max(high - floor, 1e-9)

    def matrix(self, people: People, n_movies: int) -> sp.csr_matrix:
        """[B] people -> [B, movies] their numbers, without the zeros."""
        rows = people.matrix(self.values(people.values), n_movies)
        rows.eliminate_zeros()
        return rows

    def training_matrix(self, data: TrainingData) -> sp.csr_matrix:
        """[users, movies] the numbers of all training ratings."""
        everybody = Histories(data.ratings, data.n_users).of(np.arange(data.n_users))
        return self.matrix(everybody, data.n_movies)


def most_rated(data: TrainingData, most: int) -> Int64Array:
    """At most so many movies, ascending: those with the most training ratings, in ties the first of the catalogue."""
    order = np.argsort(-data.movie_counts, kind="stable")[:most]
    return np.sort(order[data.movie_counts[order] > 0])
