"""One person's taste beside everybody's: by genre and decade, and the films that they like or dislike unlike others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.analysis.film_page import MEAN_WEIGHT
from movierec_gui.analysis.predictions import rows_of_user
from movierec_gui.data.dataset import NO_YEAR, BoolArray, Dataset, Float32Array, Int64Array
from movierec_gui.data.overview import Histogram, value_histogram
from movierec_gui.errors import UserError

GROUP_WEIGHT = 5.0
"""A genre's or decade's lean counts as if so many more ratings had agreed with everybody."""
_MOST_UNUSUAL = 15

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TasteGroup:
    """The person's ratings of one genre or decade."""

    name: str
    count: int
    share: float
    """Of the person's ratings; a film counts for each of its genres."""
    everybody_share: float
    """Of all ratings in the dataset."""
    mean: float
    """Mean of the person's ratings; NaN for none."""
    everybody_mean: float
    """Mean of what others think of the same films; NaN for none."""
    lean: float
    """Stars above (below 0: below) what the person's other ratings lead to expect, drawn to 0 by ``GROUP_WEIGHT``."""


@dataclass(frozen=True)
class UnusualRating:
    """A film that the person rated unlike others."""

    movie: int
    rating: float
    others: float
    """Mean of the others' ratings of the film, drawn to the mean of all as by ``MEAN_WEIGHT`` more ratings."""
    others_count: int
    residual: float
    """Rating less ``others``, less how much kinder than others the person is on the whole."""


@dataclass(frozen=True, eq=False)
class PersonTaste:
    """A person beside everybody."""

    label: str
    count: int
    mean: float
    kindness: float
    """Mean of rating less what others think of the film: above 0 for somebody who rates higher than others."""
    histogram: Histogram
    genres: tuple[TasteGroup, ...]
    """Those with a rating of the person, the most rated first."""
    decades: tuple[TasteGroup, ...]
    """In the order of time; films without a year are left out."""
    likes: tuple[UnusualRating, ...]
    """Rated above what others think, the largest residual first."""
    dislikes: tuple[UnusualRating, ...]
    """Rated below what others think, the lowest residual first."""


def user_taste(dataset: Dataset, user: int) -> PersonTaste:
    """The taste of a user of the dataset, whose ratings do not count among the others'.

    Raises UserError where there is no such user or the user has no rating.
    """
    ratings = dataset.ratings.take(rows_of_user(dataset, user))
    return _taste(dataset, f"User {dataset.user_label(user)}", ratings.movies.astype(np.int64), ratings.values, own=1)


def person_taste(dataset: Dataset, label: str, movies: Sequence[int], ratings: Sequence[float]) -> PersonTaste:
    """The taste of somebody who is not in the dataset, by ratings [n] on its scale of movie indices [n].

    Raises UserError where there is no rating.
    """
    return _taste(dataset, label, np.array(movies, np.int64), np.array(ratings, np.float32), own=0)


def _taste(dataset: Dataset, label: str, movies: Int64Array, ratings: Float32Array, own: int) -> PersonTaste:
    if len(movies) == 0:
        raise UserError(f"{label} has no ratings in {dataset.name}", "", "Rate some films first")
    counts, others = _others(dataset, movies, ratings, own)
    residuals = ratings - others  # [n]
    kindness = float(residuals.mean())
    leans = residuals - kindness
    bands, names = _decades(dataset)
    genres = _groups(dataset, dataset.movies.genres, dataset.movies.genre_names, movies, ratings, others, leans)
    return PersonTaste(
        label=label,
        count=len(movies),
        mean=float(ratings.mean(dtype=np.float64)),
        kindness=kindness,
        histogram=value_histogram(ratings, dataset.rating_levels),
        genres=tuple(sorted(genres, key=_most_first)),
        decades=_groups(dataset, bands, names, movies, ratings, others, leans),
        likes=_unusual(movies, ratings, others, counts, leans, 1),
        dislikes=_unusual(movies, ratings, others, counts, leans, -1),
    )


def _others(dataset: Dataset, movies: Int64Array, ratings: Float32Array, own: int) -> tuple[Int64Array, FloatArray]:
    """How many others rated each film [n], and their means, drawn to the mean of all, without ``own`` ratings."""
    overall = float(dataset.ratings.values.mean(dtype=np.float64))
    counts = dataset.movie_counts[movies]
    totals = np.nan_to_num(dataset.movie_means[movies]) * counts - own * ratings
    counts = counts - own
    return counts, (totals + MEAN_WEIGHT * overall) / (counts + MEAN_WEIGHT)


def _groups(
    dataset: Dataset,
    members: BoolArray,
    names: Sequence[str],
    movies: Int64Array,
    ratings: Float32Array,
    others: FloatArray,
    leans: FloatArray,
) -> tuple[TasteGroup, ...]:
    """The groups with a rating of the person; ``members`` [movies, groups] says which films are in which."""
    everybody = dataset.movie_counts @ members / len(dataset.ratings)  # [movies] @ [movies, groups] -> [groups]
    inside = members[movies]  # [n, groups]
    return tuple(
        TasteGroup(
            name=names[group],
            count=int(rows.sum()),
            share=float(rows.mean()),
            everybody_share=float(everybody[group]),
            mean=float(ratings[rows].mean(dtype=np.float64)),
            everybody_mean=float(others[rows].mean()),
            lean=float(leans[rows].sum() / (rows.sum() + GROUP_WEIGHT)),
        )
        for group, rows in enumerate(inside.T)
        if rows.any()
    )


def _decades(dataset: Dataset) -> tuple[BoolArray, tuple[str, ...]]:
    """Which movies are of which decade, shape [movies, decades], and the decades' names, in the order of time."""
    years = dataset.movies.years
    decades = np.unique(years[years != NO_YEAR] // 10)
    return (years[:, None] // 10 == decades[None]) & (years != NO_YEAR)[:, None], tuple(
        f"{decade}0s" for decade in decades.tolist()
    )


def _unusual(
    movies: Int64Array, ratings: Float32Array, others: FloatArray, counts: Int64Array, leans: FloatArray, sign: int
) -> tuple[UnusualRating, ...]:
    order = np.argsort(-sign * leans, kind="stable")
    return tuple(
        UnusualRating(int(movies[row]), float(ratings[row]), float(others[row]), int(counts[row]), float(leans[row]))
        for row in order[sign * leans[order] > 0][:_MOST_UNUSUAL].tolist()
    )


def _most_first(group: TasteGroup) -> tuple[int, str]:
    return -group.count, group.name
