"""A dataset at a glance: counts, how sparse it is, and how ratings, years, genres and activity are distributed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import NO_YEAR, Dataset, Int64Array

Float64Array = npt.NDArray[np.float64]

_MOST_LEVELS = 25
"""Distinct ratings up to here get a bar each; a continuous scale is cut into bands."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """Bars: ``edges`` [bars + 1] and ``counts`` [bars]; a bar holds edge <= value < next edge (the last: <=)."""

    edges: Float64Array
    counts: Int64Array
    labels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class LongTail:
    """How unevenly ratings fall on movies or users, shape [those with a rating], the most rated first."""

    counts: Int64Array
    """Ratings of each."""
    cumulative_share: Float64Array
    """Share of all ratings that it and those before it hold; the last is 1."""

    def share_of_top(self, fraction: float) -> float:
        """The share of all ratings that the most rated ``fraction`` (0 to 1) holds."""
        top = round(fraction * len(self.counts))
        return float(self.cumulative_share[top - 1]) if top else 0.0


@dataclass(frozen=True, eq=False)
class Overview:
    """The figures of a dataset; genres, years and means are over rated movies."""

    ratings: int
    users: int
    movies: int
    """In the catalogue, rated or not."""
    rated_movies: int
    tags: int
    sparsity: float
    """Share of (user, rated movie) pairs without a rating."""
    mean_rating: float
    mean_of_movie_means: float
    mean_year: float
    """NaN where no title names a year."""
    first_rating: int
    """Seconds since 1970; 0 where the source has no times."""
    last_rating: int
    rating_histogram: Histogram
    year_histogram: Histogram
    """By decade."""
    genre_counts: tuple[tuple[str, int], ...]
    """Rated movies per genre, the commonest first; a movie counts for each of its genres."""
    movie_tail: LongTail
    user_tail: LongTail


def overview(dataset: Dataset) -> Overview:
    """The figures of a dataset."""
    ratings, movies = dataset.ratings, dataset.movies
    rated = dataset.movie_counts > 0
    years = movies.years[rated & (movies.years != NO_YEAR)]
    times = ratings.timestamps[ratings.timestamps > 0]
    pairs = dataset.n_users * int(rated.sum())
    return Overview(
        ratings=len(ratings),
        users=dataset.n_users,
        movies=dataset.n_movies,
        rated_movies=int(rated.sum()),
        tags=len(dataset.tags),
        sparsity=1.0 - len(ratings) / pairs,
        mean_rating=float(ratings.values.mean(dtype=np.float64)),
        mean_of_movie_means=float(dataset.movie_means[rated].mean()),
        mean_year=float(years.mean()) if len(years) else float("nan"),
        first_rating=int(times.min()) if len(times) else 0,
        last_rating=int(times.max(initial=0)),
        rating_histogram=rating_histogram(dataset),
        year_histogram=year_histogram(dataset),
        genre_counts=_genre_counts(dataset, rated),
        movie_tail=long_tail(dataset.movie_counts),
        user_tail=long_tail(dataset.user_counts),
    )


def rating_histogram(dataset: Dataset) -> Histogram:
    """Ratings per level; of a scale with more than 25 levels, in 25 bands of equal width."""
    return value_histogram(dataset.ratings.values, dataset.rating_levels)


def value_histogram(values: npt.NDArray[np.floating], levels: npt.NDArray[np.floating]) -> Histogram:
    """Some of a dataset's ratings [n] in the bars of all: ``levels`` are the dataset's rating levels, ascending."""
    middles = levels.astype(np.float64)
    if len(middles) > _MOST_LEVELS:
        edges = np.linspace(middles[0], middles[-1], _MOST_LEVELS + 1)
        labels = tuple(f"{low:.3g}–{high:.3g}" for low, high in pairwise(edges))
    else:
        margin = float(np.diff(middles).min()) / 2 if len(middles) > 1 else 0.5
        edges = np.concatenate([[middles[0] - margin], (middles[1:] + middles[:-1]) / 2, [middles[-1] + margin]])
        labels = tuple(f"{level:g}" for level in middles)
    counts, _ = np.histogram(values, bins=edges)
    return Histogram(edges, counts.astype(np.int64), labels)


def year_histogram(dataset: Dataset, band: int = 10) -> Histogram:
    """Rated movies per band of years (10: decades, 5: half decades), with gaps; those without a year are left out."""
    years = dataset.movies.years[(dataset.movie_counts > 0) & (dataset.movies.years != NO_YEAR)]
    if len(years) == 0:
        return Histogram(np.zeros(1), np.zeros(0, np.int64), ())
    bands = years // band
    first, last = int(bands.min()), int(bands.max())
    counts = np.bincount(bands - first)
    edges = np.arange(first, last + 2) * band
    labels = tuple(_band_name(int(start), band) for start in edges[:-1])
    return Histogram(edges.astype(np.float64), counts.astype(np.int64), labels)


def _band_name(start: int, band: int) -> str:
    if band == 1:
        return str(start)
    return f"{start}s" if band == 10 else f"{start}–{start + band - 1}"


def long_tail(counts: Int64Array) -> LongTail:
    """The curve of ratings per movie or per user; those without ratings are left out."""
    ordered = np.sort(counts[counts > 0])[::-1]
    return LongTail(ordered, np.cumsum(ordered) / ordered.sum())


def _genre_counts(dataset: Dataset, rated: npt.NDArray[np.bool_]) -> tuple[tuple[str, int], ...]:
    totals = dataset.movies.genres[rated].sum(axis=0)
    counts = zip(dataset.movies.genre_names, totals.tolist(), strict=True)
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))
