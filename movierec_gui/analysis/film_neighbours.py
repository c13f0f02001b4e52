"""Films like one film: near it in the space that a network learned, else rated alike by the same people."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.analysis.film_page import check_movie, rows_of_movie
from movierec_gui.analysis.similarity import MIN_SUPPORT, similar_movies
from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun

LEARNED, CO_RATED = "learned", "co-rated"
FEWEST_COMMON = 5
"""People who rated both films, below which nothing is said of them."""
COMMON_WEIGHT = 10.0
"""A cosine over n common people is multiplied by n / (n + this)."""
_AT_ONCE = 500
"""Users whose ratings are gathered between two events."""

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SimilarFilm:
    """One film like another."""

    movie: int
    similarity: float
    """Cosine: of learned vectors, or of the ratings of those who rated both, drawn to 0 where those are few."""
    support: int
    """Training ratings of the film, or the people who rated both."""


@dataclass(frozen=True)
class SimilarFilms:
    """Films like one film, the most alike first."""

    how: str
    """``LEARNED`` or ``CO_RATED``."""
    films: tuple[SimilarFilm, ...]
    note: str = ""
    """Why not by the learned space, where a run was given."""


def similar_films(
    dataset: Dataset, run: TrainedRun | None, movie: int, k: int = 20
) -> Generator[Progress, None, SimilarFilms]:
    """The k films most like one, by the run's movie vectors, or without usable ones by who rated both.

    Raises UserError where there is no such movie.
    """
    check_movie(dataset, movie)
    note = ""
    if run is not None:
        yield Progress("Looking for similar films")
        learned = _learned(run, movie, k)
        if isinstance(learned, SimilarFilms):
            return learned
        note = learned
    films = yield from co_rated_films(dataset, movie, k)
    return SimilarFilms(CO_RATED, films, note)


def co_rated_films(dataset: Dataset, movie: int, k: int = 20) -> Generator[Progress, None, tuple[SimilarFilm, ...]]:
    """The k films that those who rated one film rated most like it.

    The similarity is the cosine of both films' ratings, each less its user's mean, over the users who rated both,
    times n / (n + ``COMMON_WEIGHT``) for n such users (after Sarwar et al. 2001, Bell and Koren 2007). Films with fewer
    than ``FEWEST_COMMON`` common users, or no similarity above 0, are left out.
    """
    check_movie(dataset, movie)
    ratings, means = dataset.ratings, dataset.user_means
    own = rows_of_movie(dataset, movie)
    users, here = ratings.users[own], ratings.values[own] - means[ratings.users[own]]
    common = np.zeros(dataset.n_movies, np.int64)
    products, own_squares, squares = (np.zeros(dataset.n_movies) for _ in range(3))
    order, offsets = dataset.rows_by_user
    for start in range(0, len(users), _AT_ONCE):
        yield Progress("Looking for films rated by the same people", start, len(users))
        part = slice(start, start + _AT_ONCE)
        rows = np.concatenate([order[offsets[user] : offsets[user + 1]] for user in users[part].tolist()])
        lengths = dataset.user_counts[users[part]]
        x = np.repeat(here[part], lengths)  # [rows], the film's centred rating by the same user
        y = ratings.values[rows] - means[ratings.users[rows]]
        movies = ratings.movies[rows]
        common += np.bincount(movies, minlength=dataset.n_movies)
        products += _summed(movies, x * y, dataset.n_movies)
        own_squares += _summed(movies, np.square(x), dataset.n_movies)
        squares += _summed(movies, np.square(y), dataset.n_movies)
    sizes = np.sqrt(own_squares * squares)
    cosines = np.divide(products, sizes, out=np.zeros(dataset.n_movies), where=sizes > 0)
    similarity = cosines * common / (common + COMMON_WEIGHT)
    similarity[movie] = 0.0
    similarity[common < FEWEST_COMMON] = 0.0
    best = np.argsort(-similarity, kind="stable")[:k]
    return tuple(
        SimilarFilm(other, float(similarity[other]), int(common[other]))
        for other in best[similarity[best] > 0].tolist()
    )


def _summed(movies: npt.NDArray[np.int32], values: FloatArray, n_movies: int) -> FloatArray:
    sums: FloatArray = np.bincount(movies, weights=values, minlength=n_movies).astype(np.float64)
    return sums


def _learned(run: TrainedRun, movie: int, k: int) -> SimilarFilms | str:
    """Films near one in the learned space, or why there are none."""
    if run.data.movie_counts[movie] < MIN_SUPPORT:
        return f"The film has fewer than {MIN_SUPPORT} training ratings"
    try:
        table = similar_movies(run, movie, k)
    except UserError as error:
        return error.what
    columns = (table[name].tolist() for name in ("movie", "similarity", "support"))
    return SimilarFilms(LEARNED, tuple(map(SimilarFilm, *columns)))
