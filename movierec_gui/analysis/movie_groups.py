"""Common traits of a set of movies: titles, year, rating, tags, and genres against the catalogue."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from movierec_gui.data.dataset import NO_YEAR, Dataset

SIGNIFICANT = 0.05
"""Corrected p-values below this count as more than chance."""
LOG_LIFT_LIMIT = 4

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GenreStatistics:
    """Genres of some groups of movies against the background that the groups were taken from."""

    counts: IntArray
    """Movies of the genre, shape [groups, genres]; a movie may have several genres."""
    shares: FloatArray
    """Of the group's movies, shape [groups, genres]; NaN for an empty group."""
    background_shares: FloatArray
    """Shape [genres]."""
    lifts: FloatArray
    """shares / background_shares, shape [groups, genres]: 2 means twice as common as expected."""
    p_values: FloatArray
    """Two-sided hypergeometric (Fisher), shape [groups, genres], corrected together (Benjamini and Hochberg 1995)."""


@dataclass(frozen=True)
class GenreShare:
    """One genre's figures in one group, as in ``GenreStatistics``."""

    name: str
    count: int
    share: float
    background_share: float
    lift: float
    p_value: float

    @property
    def log_lift(self) -> float:
        """Logarithm of the lift to the base 2, for charts: 1 is twice as common, -1 half; cut at ``LOG_LIFT_LIMIT``."""
        if math.isnan(self.lift):
            return self.lift
        return math.log2(min(max(self.lift, 2.0**-LOG_LIFT_LIMIT), 2.0**LOG_LIFT_LIMIT))

    @property
    def certain(self) -> bool:
        """Whether the difference from the background is unlikely to be chance: a corrected p below 0.05."""
        return self.p_value < SIGNIFICANT


@dataclass(frozen=True)
class MovieGroup:
    """A description of some movies."""

    movies: tuple[int, ...]
    titles: tuple[str, ...]
    """With the year, in the order given."""
    mean_year: float
    """Over the movies whose year is known; NaN for none."""
    mean_rating: float
    """Mean of the movies' mean ratings, as in the article; NaN where none is rated."""
    genres: tuple[GenreShare, ...]
    """Every genre of the dataset, the most frequent in the group first."""
    tags: tuple[tuple[str, int], ...]
    """The most frequent tags, in lower case, each with the number of the group's movies that bear it."""

    @property
    def size(self) -> int:
        return len(self.movies)


def describe_movies(
    dataset: Dataset, movies: npt.ArrayLike, background: npt.ArrayLike | None = None, n_tags: int = 10
) -> MovieGroup:
    """Describe the movies with these indices.

    ``background`` holds the movies that they were taken from: all by default.
    """
    chosen = np.asarray(movies, np.int64).reshape(-1)
    statistics = genre_statistics(dataset, [chosen], background)
    genres = tuple(
        GenreShare(
            dataset.movies.genre_names[genre],
            int(statistics.counts[0, genre]),
            float(statistics.shares[0, genre]),
            float(statistics.background_shares[genre]),
            float(statistics.lifts[0, genre]),
            float(statistics.p_values[0, genre]),
        )
        for genre in np.argsort(-statistics.counts[0], kind="stable")
    )
    return MovieGroup(
        movies=tuple(chosen.tolist()),
        titles=tuple(dataset.movies.label(movie) for movie in chosen.tolist()),
        mean_year=mean_year(dataset, chosen),
        mean_rating=mean_rating(dataset, chosen),
        genres=genres,
        tags=most_common_tags(dataset, chosen, n_tags),
    )


def mean_year(dataset: Dataset, movies: IntArray) -> float:
    """Mean release year of the movies whose year is known; NaN where none is."""
    years = dataset.movies.years[movies]
    return _mean(years[years != NO_YEAR])


def mean_rating(dataset: Dataset, movies: IntArray) -> float:
    """Mean of the mean ratings of the movies that are rated; NaN where none is."""
    means = dataset.movie_means[movies]
    return _mean(means[~np.isnan(means)])


def most_common_tags(dataset: Dataset, movies: IntArray, n: int) -> tuple[tuple[str, int], ...]:
    """The n tags that most of these movies bear, with the number of movies; several people's same tag counts once per
    movie.
    """
    rows = np.flatnonzero(np.isin(dataset.tags.movies, movies))
    borne = {(dataset.tags.texts[row].strip().lower(), int(dataset.tags.movies[row])) for row in rows}
    counts = Counter(text for text, _ in borne)
    return tuple(sorted(counts.items(), key=_most_first)[:n])


def random_movies(background: npt.ArrayLike, size: int, rng: np.random.Generator) -> IntArray:
    """Movies drawn without replacement, ascending: what a group of that size looks like when nothing chose it."""
    candidates = np.unique(np.asarray(background, np.int64))
    return np.sort(rng.choice(candidates, min(size, len(candidates)), replace=False))


def genre_statistics(
    dataset: Dataset, groups: Sequence[npt.ArrayLike], background: npt.ArrayLike | None = None
) -> GenreStatistics:
    """Genres of each group (arrays of movie indices) against the background, all movies by default.

    The test asks how likely a draw of the group's size from the background would hold a count as far from the expected
    one; movies of a group that the background lacks are added to it.
    """
    genres = dataset.movies.genres
    chosen = [np.unique(np.asarray(group, np.int64)) for group in groups]
    everything = np.arange(len(genres)) if background is None else np.unique(np.asarray(background, np.int64))
    everything = np.unique(np.concatenate([everything, *chosen]))
    counts = np.array([genres[group].sum(axis=0) for group in chosen], np.int64).reshape(len(chosen), genres.shape[1])
    sizes = np.array([len(group) for group in chosen], np.int64)[:, None]  # [groups, 1]
    background_counts = genres[everything].sum(axis=0)  # [genres]
    background_shares = background_counts / max(len(everything), 1)
    shares = np.divide(counts, sizes, out=np.full(counts.shape, np.nan), where=sizes > 0)
    lifts = np.divide(shares, background_shares, out=np.full(counts.shape, np.nan), where=background_shares > 0)
    draw = scipy.stats.hypergeom(len(everything), background_counts[None, :], sizes)
    p_values = np.minimum(1.0, 2.0 * np.minimum(draw.cdf(counts), draw.sf(counts - 1)))
    corrected = p_values
    if p_values.size:
        corrected = scipy.stats.false_discovery_control(p_values, axis=None).reshape(p_values.shape)
    return GenreStatistics(counts, shares, background_shares, lifts, corrected)


def _mean(values: npt.NDArray[np.generic]) -> float:
    return float(values.mean(dtype=np.float64)) if len(values) else float("nan")


def _most_first(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]
