"""A list for one person or several, with the ratings that brought each movie onto it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from movierec_gui.data.dataset import BoolArray, Int64Array
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
    maker: Recommender, group: Sequence[People], scores: Scores, length: int, pool: BoolArray | None = None
) -> tuple[Listed, ...]:
    """The movies with the highest scores [movies] that nobody of the group has rated, with everybody's reasons.

    ``pool`` [movies] says which may be listed. Shorter than ``length`` where not enough movies are left. Reasons are
    given where they add up, and not where each would need a list of its own.
    """
    allowed = scores.astype(np.float64) if pool is None else np.where(pool, scores, NEVER)
    for person in group:
        allowed[person.movies] = NEVER
    (best,) = best_movies(allowed[None], group[0], length)
    movies = best[best >= 0]
    reasons = reasons_for(maker, group, movies)
    return tuple(Listed(int(movie), float(scores[movie]), why) for movie, why in zip(movies, reasons, strict=True))


def reasons_for(maker: Recommender, group: Sequence[People], movies: Int64Array) -> tuple[tuple[Reason, ...], ...]:
    """For each of the movies [k] everybody's strongest reasons; none where they do not add up."""
    shares = [maker.why(person, movies) for person in group] if maker.adds_up else []  # each [k, n]
    return tuple(_reasons(group, [one[place] for one in shares]) for place in range(len(movies)))


def agreed(scores: Scores, agreement: Agreement) -> Scores:
    """[B, movies] scores of several people -> [movies] of all together.

    Each person's scores count from the person's own best one, since people's scores have no common scale.
    """
    finite = np.where(np.isfinite(scores), scores, np.nan)
    best = np.nanmax(np.where(np.isnan(finite).all(1, keepdims=True), 0.0, finite), axis=1, keepdims=True)
    relative = scores - best
    return relative.min(0) if agreement == "least" else relative.mean(0)


def _reasons(group: Sequence[People], shares: Sequence[Scores]) -> tuple[Reason, ...]:
    """Of each person's shares [n] above zero the highest; a movie that two have rated stands once.

    To have watched a movie says something whatever its rating, but "because you rated it 2 stars" is no reason to give:
    movies below the person's own mean count in the total alone.
    """
    found: dict[int, Reason] = {}
    for person, own in zip(group, shares, strict=False):
        speaking = np.maximum(own, 0.0)
        total = float(speaking.sum())
        speaking = np.where(person.values >= person.values.mean(), speaking, 0.0) if len(speaking) else speaking
        for place in np.argsort(-speaking, kind="stable")[:MOST_REASONS]:
            movie, share = int(person.movies[place]), float(speaking[place])
            if share > 0 and (movie not in found or found[movie].share < share / total):
                found[movie] = Reason(movie, float(person.values[place]), share / total)
    return tuple(sorted(found.values(), key=lambda reason: -reason.share)[:MOST_REASONS])
