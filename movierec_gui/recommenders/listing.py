"""A list for one person or several, with the ratings that brought each movie onto it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from movierec_gui.data.dataset import BoolArray
from movierec_gui.recommenders.base import NEVER, Recommender, Scores, best_movies
from movierec_gui.recommenders.people import People

Agreement = Literal["least", "mean"]
"""How several people's scores become one: what the one who likes a movie least says, or the mean."""
AGREEMENTS: tuple[str, ...] = get_args(Agreement)
MOST_REASONS = 3


@dataclass(frozen=True)
class Reason:
    """A rating of the person's own that speaks for a movie."""

    movie: int
    rating: float
    share: float
    """Of all that speaks for the movie, 0 to 1."""


@dataclass(frozen=True)
class Listed:
    """A movie of a list, its score, and the strongest reasons, the strongest first."""

    movie: int
    score: float
    reasons: tuple[Reason, ...]


def list_movies(
    maker: Recommender, person: People, scores: Scores, length: int, pool: BoolArray | None = None
) -> tuple[Listed, ...]:
    """The movies with the highest scores [movies] that the person has not rated, with reasons.

    ``pool`` [movies] says which may be listed. Shorter than ``length`` where not enough movies are left.
    """
    allowed = scores if pool is None else np.where(pool, scores, NEVER)
    (best,) = best_movies(allowed[None].copy(), person, length)
    movies = best[best >= 0]
    shares = maker.why(person, movies)
    return tuple(
        Listed(int(movie), float(scores[movie]), _reasons(person, of_movie))
        for movie, of_movie in zip(movies, shares, strict=True)
    )


def agreed(scores: Scores, agreement: Agreement) -> Scores:
    """[B, movies] scores of several people -> [movies] of all together.

    Each person's scores count from the person's own best one, since people's scores have no common scale.
    """
    finite = np.where(np.isfinite(scores), scores, np.nan)
    best = np.nanmax(np.where(np.isnan(finite).all(1, keepdims=True), 0.0, finite), axis=1, keepdims=True)
    relative = scores - best
    return relative.min(0) if agreement == "least" else relative.mean(0)


def everything_rated_by(group: Sequence[People]) -> People:
    """One person with the ratings of all, whose list holds nothing that any of them has seen."""
    first = group[0]
    movies, values, moments = (
        np.concatenate([getattr(person, name) for person in group]) for name in ("movies", "values", "moments")
    )
    return People(np.array([0, len(movies)]), movies, values, moments, first.known[:1])


def _reasons(person: People, shares: Scores) -> tuple[Reason, ...]:
    """The ratings with the highest shares [n] above zero."""
    speaking = np.maximum(shares, 0.0)
    total = float(speaking.sum())
    order = np.argsort(-speaking, kind="stable")[:MOST_REASONS]
    return tuple(
        Reason(int(person.movies[place]), float(person.values[place]), float(speaking[place]) / total)
        for place in order
        if speaking[place] > 0
    )
