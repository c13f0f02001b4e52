"""A dataset's ratings, movies and users as tables to scroll through; titles and genres are looked up, not repeated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import NO_YEAR, Dataset
from movierec_gui.data.tables import Column, Table

_AT_ONCE = 500_000
"""Ratings for which NumPy may hold the interpreter, which an open window waits for as well."""


@dataclass(frozen=True, eq=False)
class DatasetTables:
    """Row r of ``ratings`` is rating r, of ``movies`` movie index r, of ``users`` user index r."""

    ratings: Table
    """user, title, year, genres, rating, time (seconds since 1970, NaN where unknown)."""
    movies: Table
    """id, title, year, genres, count, mean."""
    users: Table
    """id, count, mean, first, last (times as in ``ratings``)."""


def dataset_tables(dataset: Dataset) -> DatasetTables:
    """The three tables of a dataset; the columns of the ratings are not copied."""
    movies, ratings = dataset.movies, dataset.ratings
    titles = np.array([*movies.titles, None], object)[:-1]
    genres = movies.genre_labels
    years = np.where(movies.years == NO_YEAR, np.nan, movies.years)
    times = _known(ratings.timestamps)
    first, last = _spans(dataset)
    return DatasetTables(
        ratings=Table(
            {
                "user": Column(dataset.user_ids, ratings.users),
                "title": Column(titles, ratings.movies),
                "year": Column(years, ratings.movies),
                "genres": Column(genres, ratings.movies),
                "rating": Column(ratings.values),
                "time": Column(times),
            }
        ),
        movies=Table(
            {
                "id": Column(movies.ids),
                "title": Column(titles),
                "year": Column(years),
                "genres": Column(genres),
                "count": Column(dataset.movie_counts),
                "mean": Column(dataset.movie_means),
            }
        ),
        users=Table(
            {
                "id": Column(dataset.user_ids),
                "count": Column(dataset.user_counts),
                "mean": Column(dataset.user_means),
                "first": Column(first),
                "last": Column(last),
            }
        ),
    )


def year_range(dataset: Dataset) -> tuple[int, int]:
    """The first and last year of release in the catalogue; (0, 0) where no title names a year."""
    years = dataset.movies.years[dataset.movies.years != NO_YEAR]
    return (int(years.min()), int(years.max())) if len(years) else (0, 0)


def _known(times: npt.NDArray[np.int64]) -> npt.NDArray[np.float64] | npt.NDArray[np.int64]:
    """Zeros, which stand for unknown times, as NaN; nothing is copied where all are known."""
    return times if times.all() else np.where(times == 0, np.nan, times)


def _spans(dataset: Dataset) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The first and last time of each user's ratings [users]; NaN for a user without a known time."""
    times = _known(dataset.ratings.timestamps).astype(np.float64)
    first, last = np.full(dataset.n_users, np.inf), np.full(dataset.n_users, -np.inf)
    for start in range(0, len(times), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        np.fmin.at(first, dataset.ratings.users[part], times[part])
        np.fmax.at(last, dataset.ratings.users[part], times[part])
    return np.where(np.isfinite(first), first, np.nan), np.where(np.isfinite(last), last, np.nan)
