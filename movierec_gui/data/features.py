"""Inputs of a model: the training ratings and the features of every movie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from movierec_gui.data.dataset import (
    BoolArray,
    Dataset,
    Float32Array,
    Int32Array,
    Int64Array,
    Ratings,
    Tags,
    count_each,
)
from movierec_gui.data.splits import Split
from movierec_gui.data.tag_relevance import TagRelevance


@dataclass(frozen=True, eq=False)
class TrainingData:
    """The training part of a split and the catalogue's features; never a held-out rating."""

    n_users: int
    n_movies: int
    ratings: Ratings
    scale: tuple[float, float]
    genres: BoolArray
    """Shape [movies, genres]."""
    years: Int32Array
    """Shape [movies]; 0 where unknown."""
    tags: Tags
    """Without those of held-out ratings, see ``training_data``."""
    titles: tuple[str, ...] = ()
    relevance: TagRelevance | None = None
    """How well tags describe movies, where the source says so; it was made of other people's ratings as well."""

    @property
    def mean(self) -> float:
        """Mean of the training ratings."""
        return float(self.ratings.values.mean(dtype=np.float64))

    @cached_property
    def movie_counts(self) -> Int64Array:
        """Training ratings per movie, shape [movies]: the support of a prediction on the movie's side."""
        return count_each(self.ratings.movies, self.n_movies)

    @cached_property
    def user_counts(self) -> Int64Array:
        """Training ratings per user, shape [users]: the support of a prediction on the user's side."""
        return count_each(self.ratings.users, self.n_users)


def training_data(dataset: Dataset, split: Split) -> TrainingData:
    """The training part of a split, for building and fitting a model.

    A tag tells that its user watched the movie, and often the opinion ("toplist07", "boring"): that would give a
    held-out rating away. So a tag is left out where its user's rating of that movie is held out, as if both were still
    to be given; it stays where that rating is in the training part or does not exist.
    """
    return TrainingData(
        n_users=dataset.n_users,
        n_movies=dataset.n_movies,
        ratings=dataset.ratings.take(split.train),
        scale=dataset.scale,
        genres=dataset.movies.genres,
        years=dataset.movies.years,
        tags=_tags_without(dataset, split.held_out),
        titles=dataset.movies.titles,
        relevance=dataset.relevance,
    )


def with_one_more_user(data: TrainingData, more: Ratings) -> TrainingData:
    """The data with the ratings of a user after all others, whose index is therefore ``data.n_users``."""
    known = data.ratings
    joined = Ratings(
        np.concatenate([known.users, more.users]),
        np.concatenate([known.movies, more.movies]),
        np.concatenate([known.values, more.values]),
        np.concatenate([known.timestamps, more.timestamps]),
    )
    return replace(data, n_users=data.n_users + 1, ratings=joined)


def _tags_without(dataset: Dataset, rows: Int64Array) -> Tags:
    """The tags but those that a user gave to a movie that the user rated in one of these rows."""
    tags, ratings = dataset.tags, dataset.ratings
    of_rows = ratings.users[rows].astype(np.int64) * dataset.n_movies + ratings.movies[rows]
    of_tags = tags.users.astype(np.int64) * dataset.n_movies + tags.movies
    # Sorted and searched, which leaves other threads the interpreter; np.isin holds it for as long as it takes.
    ordered = np.sort(np.append(of_rows, -1))
    found = ordered[np.minimum(np.searchsorted(ordered, of_tags), len(ordered) - 1)] == of_tags
    kept = np.flatnonzero((tags.users < 0) | ~found)
    return Tags(tags.users[kept], tags.movies[kept], tuple(tags.texts[row] for row in kept), tags.timestamps[kept])


YEARS_PER_BAND = 5


def movie_features(data: TrainingData) -> Float32Array:
    """Returns each movie's features without ratings: genre flags, then the five-year band of its release as one-hot.

    Shape [movies, genres + bands]; a movie without a year has no band.
    """
    known = data.years > 0
    first = int(data.years[known].min()) // YEARS_PER_BAND if known.any() else 0
    bands = np.where(known, data.years // YEARS_PER_BAND - first, 0)
    one_hot = np.zeros((data.n_movies, int(bands.max(initial=0)) + 1), np.float32)
    one_hot[np.flatnonzero(known), bands[known]] = 1.0
    return np.concatenate([data.genres.astype(np.float32), one_hot], axis=1)
