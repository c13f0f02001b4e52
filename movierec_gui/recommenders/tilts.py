"""What of a kind of movie a person watches more than others do: a tilt of the list towards genres or years."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from movierec_gui.data.features import TrainingData
from movierec_gui.recommenders.people import People

Array = npt.NDArray[np.float64]
FIRST_YEAR, YEARS, BINS = 1930, 5, 19
"""Bins of release years; older movies fall into the first, newer ones into the last."""


@dataclass(frozen=True, eq=False)
class Kinds:
    """Which kinds each movie is of, and what share of everybody's training ratings each kind has."""

    flags: Array
    """[movies, kinds]"""
    shares: Array
    """[kinds], sum 1."""

    @staticmethod
    def of(flags: Array, data: TrainingData) -> Kinds:
        """Kinds whose shares are counted over the training ratings."""
        counts = data.movie_counts @ flags
        return Kinds(flags, np.maximum(counts / max(counts.sum(), 1), 1e-12))

    def tilt(self, people: People, strength: float) -> Array:
        """[B] people -> [B, movies] mean over a movie's kinds of log(the person's share of the kind / everybody's).

        The person's counts start from everybody's shares times ``strength`` times the number of kinds, so that somebody
        with few ratings leans little. 0 for a movie of no kind.
        """
        rated = people.matrix(np.ones(len(people.movies)), len(self.flags))
        counts = rated @ self.flags + strength * len(self.shares) * self.shares  # [B, kinds]
        leaning = np.log(counts / counts.sum(1, keepdims=True) / self.shares)
        return np.asarray(leaning @ self._per_movie.T)

    @cached_property
    def _per_movie(self) -> Array:
        """[movies, kinds] each movie shared among its kinds."""
        return self.flags / np.maximum(self.flags.sum(1, keepdims=True), 1)


def genre_flags(data: TrainingData) -> Array:
    """[movies, genres] as numbers."""
    return data.genres.astype(np.float64)


def year_flags(data: TrainingData) -> Array:
    """[movies, bins] 1 in the bin of the movie's release; all 0 where the year is unknown."""
    flags = np.zeros((data.n_movies, BINS))
    known = np.flatnonzero(data.years > 0)
    flags[known, np.clip((data.years[known] - FIRST_YEAR) // YEARS, 0, BINS - 1)] = 1.0
    return flags
