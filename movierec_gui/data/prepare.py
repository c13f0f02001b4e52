"""A dataset prepared as somebody wishes: without movies and users of few ratings, a sample of users, another list."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import (
    BoolArray,
    Dataset,
    Int32Array,
    Int64Array,
    Movies,
    OfficialFold,
    Tags,
    count_each,
)
from movierec_gui.data.movie_join import join_movies
from movierec_gui.data.preparation import Amounts, Preparation, PreparationConfig, describe
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

_STAGE = "Preparing the ratings"


def prepare(dataset: Dataset, config: PreparationConfig) -> Generator[Progress, None, Dataset]:
    """The dataset that is left, which knows its preparation; the same one where nothing is asked for.

    Movies and users are numbered anew, in their order. A movie without ratings stays where movies need none. Tags stay
    with their movies; their user is -1 where that user is left out. The same settings always give the same dataset.
    Raises UserError where nothing is left, the sample is larger than the users, the list of movies does not fit, or
    the dataset is prepared already.
    """
    if not config.says_something:
        return dataset
    if dataset.preparation is not None:
        raise UserError(f"{dataset.name} is prepared already", "", "Prepare the original data")
    whole, joined = dataset, None
    if config.movies:
        movies, joined = yield from join_movies(dataset, Path(config.movies))
        dataset = replace(dataset, movies=movies)
    kept = yield from _kept_ratings(dataset, config)
    yield Progress(_STAGE)
    result = _taken(dataset, kept, config.min_movie_ratings > 0)
    preparation = Preparation(config, amounts(whole), amounts(result), joined)
    return replace(result, name=f"{whole.name} with {describe(config)}", preparation=preparation)


def amounts(dataset: Dataset) -> Amounts:
    """How many ratings, users and rated movies a dataset has."""
    return Amounts(len(dataset.ratings), dataset.n_users, int((dataset.movie_counts > 0).sum()))


@dataclass(frozen=True, eq=False)
class _Rows:
    """Ratings that are still there."""

    rows: Int64Array | Int32Array
    """Their row numbers in the dataset, ascending."""
    users: Int32Array
    movies: Int32Array

    def where(self, kept: BoolArray) -> _Rows:
        return self if kept.all() else _Rows(self.rows[kept], self.users[kept], self.movies[kept])


def _kept_ratings(dataset: Dataset, config: PreparationConfig) -> Generator[Progress, None, _Rows]:
    """Enough ratings for all, then the sample, then enough ratings within it."""
    ratings = dataset.ratings
    left = _Rows(np.arange(len(ratings), dtype=np.int32), ratings.users, ratings.movies)
    left = yield from _with_enough(left, dataset, config)
    if config.sample_users:
        drawn = _drawn(left, dataset.n_users, config)
        left = yield from _with_enough(left.where(drawn[left.users]), dataset, config)
    return left


def _with_enough(left: _Rows, dataset: Dataset, config: PreparationConfig) -> Generator[Progress, None, _Rows]:
    """The ratings of movies and users that all have enough of them among each other: the largest such set.

    Whatever goes takes ratings from others, so it is done until nothing goes any more. Raises UserError where nothing
    is left.
    """
    start = len(left.rows)
    while True:
        yield Progress(_STAGE)
        before = len(left.rows)
        left = _without_few(left, dataset, config)
        if len(left.rows) == 0:
            raise _nothing_left(dataset, config, start)
        if len(left.rows) == before:
            return left


def _without_few(left: _Rows, dataset: Dataset, config: PreparationConfig) -> _Rows:
    """One round: movies with too few ratings go, then users with too few of what is left."""
    if config.min_movie_ratings > 1:
        enough = count_each(left.movies, dataset.n_movies) >= config.min_movie_ratings
        left = left.where(enough[left.movies])
    if config.min_user_ratings > 1:
        enough = count_each(left.users, dataset.n_users) >= config.min_user_ratings
        left = left.where(enough[left.users])
    return left


def _drawn(left: _Rows, n_users: int, config: PreparationConfig) -> BoolArray:
    """Which users [users] are in the sample, of those that have ratings left.

    Each user gets a random number by the seed and the lowest are drawn, so that a smaller sample is a part of a larger.
    """
    present = np.flatnonzero(count_each(left.users, n_users) > 0)
    if config.sample_users > len(present):
        enough = " with enough ratings" if config.min_movie_ratings or config.min_user_ratings else ""
        raise UserError(
            f"A sample of {config.sample_users:,} users is larger than the data",
            f"Users{enough}: {len(present):,}",
            "Draw fewer of them, or 0 for all",
        )
    numbers = np.random.default_rng(config.sample_seed).random(n_users)[present]
    drawn = np.zeros(n_users, np.bool_)
    drawn[present[np.argsort(numbers)[: config.sample_users]]] = True
    return drawn


def _nothing_left(dataset: Dataset, config: PreparationConfig, ratings: int) -> UserError:
    return UserError(
        f"No rating of {dataset.name} is left",
        f"{describe(config)}: nothing remains of {ratings:,} ratings",
        "Ask for fewer ratings per movie and per user, or draw more users",
    )


def _taken(dataset: Dataset, kept: _Rows, rated_only: bool) -> Dataset:
    """The dataset of these ratings, its users and movies numbered anew."""
    users = np.flatnonzero(count_each(kept.users, dataset.n_users) > 0)
    movies = np.arange(dataset.n_movies)
    if rated_only:
        movies = np.flatnonzero(count_each(kept.movies, dataset.n_movies) > 0)
    user_places, movie_places = _places(users, dataset.n_users), _places(movies, dataset.n_movies)
    ratings = dataset.ratings.take(kept.rows)
    return replace(
        dataset,
        ratings=replace(ratings, users=user_places[ratings.users], movies=movie_places[ratings.movies]),
        movies=_chosen_movies(dataset.movies, movies),
        user_ids=dataset.user_ids[users],
        user_names=_chosen(dataset.user_names, users),
        tags=_tags(dataset.tags, user_places, movie_places),
        folds=_folds(dataset.folds, kept.rows, len(dataset.ratings)),
        relevance=dataset.relevance.moved(movie_places) if dataset.relevance is not None else None,
    )


def _places(chosen: Int64Array, n: int) -> Int32Array:
    """Old index to new one, -1 for what is left out; shape [n]."""
    places = np.full(n, -1, np.int32)
    places[chosen] = np.arange(len(chosen), dtype=np.int32)
    return places


def _chosen(texts: tuple[str, ...], chosen: Int64Array) -> tuple[str, ...]:
    """The chosen texts; none where there are none at all."""
    return tuple(texts[place] for place in chosen.tolist()) if texts else ()


def _chosen_movies(movies: Movies, chosen: Int64Array) -> Movies:
    if len(chosen) == len(movies):
        return movies
    return replace(
        movies,
        ids=movies.ids[chosen],
        titles=_chosen(movies.titles, chosen),
        years=movies.years[chosen],
        genres=movies.genres[chosen],
        imdb_ids=_chosen(movies.imdb_ids, chosen),
        tmdb_ids=_chosen(movies.tmdb_ids, chosen),
        text_ids=_chosen(movies.text_ids, chosen),
    )


def _tags(tags: Tags, user_places: Int32Array, movie_places: Int32Array) -> Tags:
    if not len(tags):
        return tags
    kept = movie_places[tags.movies] >= 0
    users = np.where(tags.users < 0, np.int32(-1), user_places[tags.users])[kept]
    return Tags(users, movie_places[tags.movies[kept]], tuple(compress(tags.texts, kept)), tags.timestamps[kept])


def _folds(folds: tuple[OfficialFold, ...], rows: npt.NDArray[np.integer], n: int) -> tuple[OfficialFold, ...]:
    """The folds that still have a test part, with the new row numbers."""
    if not folds:
        return ()
    places = _places(np.asarray(rows, np.int64), n)
    moved = ((fold.name, places[fold.test_rows]) for fold in folds)
    left = ((name, new[new >= 0].astype(np.int64)) for name, new in moved)
    return tuple(OfficialFold(name, new) for name, new in left if len(new))
