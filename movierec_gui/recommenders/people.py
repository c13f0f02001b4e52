"""People as a recommender knows them: by their ratings, whether they were there in training or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from movierec_gui.data.dataset import Float32Array, Int64Array, Ratings, count_each, number_each

NEW = -1
"""Stands for the index of a person who was not there in training."""


@dataclass(frozen=True, eq=False)
class People:
    """The ratings of B people: person b gave those from ``starts[b]`` to ``starts[b + 1]``, in the order of time.

    ``movies``, ``values`` and ``moments`` (seconds since 1970) have length n, ``starts`` has length B + 1. ``known``
    [B] holds indices of trained users, or ``NEW``: only a recommender that keeps something of each user looks at it.
    """

    starts: Int64Array
    movies: Int64Array
    values: Float32Array
    moments: Int64Array
    known: Int64Array

    def __len__(self) -> int:
        return len(self.known)

    @property
    def counts(self) -> Int64Array:
        """Ratings of each person, [B]."""
        return np.diff(self.starts)

    @property
    def owners(self) -> Int64Array:
        """Number of the person who gave each rating, [n]."""
        return number_each(self.counts)

    def matrix(self, values: npt.NDArray[np.floating], n_movies: int) -> sp.csr_matrix:
        """[n] a number for each rating -> [B, movies] with those numbers."""
        return sp.csr_matrix((values, self.movies, self.starts), shape=(len(self), n_movies))

    def as_new(self) -> People:
        """The same ratings, given by people whom nobody knows."""
        return People(self.starts, self.movies, self.values, self.moments, np.full(len(self), NEW))

    def one(self, person: int) -> People:
        """One of them."""
        part = slice(self.starts[person], self.starts[person + 1])
        starts = np.array([0, part.stop - part.start])
        known = self.known[person : person + 1]
        return People(starts, self.movies[part], self.values[part], self.moments[part], known)

    def without_each(self) -> People:
        """Of one person with n ratings: n new people, each of whom lacks another one of the ratings."""
        n = len(self.movies)
        kept = np.flatnonzero(~np.eye(n, dtype=np.bool_)) % max(n, 1)
        starts = np.arange(n + 1) * max(n - 1, 0)
        return People(starts, self.movies[kept], self.values[kept], self.moments[kept], np.full(n, NEW))


class Histories:
    """The training ratings by user, each user's in the order of time."""

    def __init__(self, ratings: Ratings, n_users: int) -> None:
        self._order = np.lexsort((ratings.timestamps, ratings.users))
        self._starts = np.concatenate([[0], np.cumsum(count_each(ratings.users, n_users))])
        self._ratings = ratings

    def of(self, users: npt.NDArray[np.integer]) -> People:
        """The users of those indices, as they were in training."""
        counts = self._starts[users + 1] - self._starts[users]
        starts = np.concatenate([[0], np.cumsum(counts)])
        places = np.arange(starts[-1]) + (self._starts[users] - starts[:-1])[number_each(counts)]
        own = self._ratings.take(self._order[places])
        return People(starts, own.movies.astype(np.int64), own.values, own.timestamps, np.asarray(users, np.int64))


def latest_weights(people: People, strength: float, half: float) -> npt.NDArray[np.float64]:
    """[n] 1 + strength * 0.5^(later ratings of the same person / half), scaled to a mean of 1 for each person.

    Ratings of one moment are equally late, so that nothing is said of the order where the moments are not known.
    """
    if not strength or not len(people.movies):
        return np.ones(len(people.movies))
    n, owners = len(people.movies), people.owners
    place = np.arange(n)
    moved = np.flatnonzero((np.diff(owners) != 0) | (np.diff(people.moments) != 0)) + 1
    ends = np.append(moved, n)  # where the ratings of one person's moment end
    later = people.starts[owners + 1] - ends[np.searchsorted(moved, place, side="right")]
    weights = 1.0 + strength * 0.5 ** (later / half)
    means = np.bincount(owners, weights=weights, minlength=len(people)) / np.maximum(people.counts, 1)
    return np.asarray(weights / means[owners])


def new_person(movies: npt.ArrayLike, values: npt.ArrayLike, moments: npt.ArrayLike | None = None) -> People:
    """A person who was not there in training, from ratings [n] of movie indices [n] given at moments [n], if known."""
    rated, given = np.asarray(movies, np.int64).reshape(-1), np.asarray(values, np.float32).reshape(-1)
    when = np.zeros(len(rated), np.int64) if moments is None else np.asarray(moments, np.int64).reshape(-1)
    order = np.argsort(when, kind="stable")
    starts = np.array([0, len(rated)])
    return People(starts, rated[order], given[order], when[order], np.array([NEW]))
