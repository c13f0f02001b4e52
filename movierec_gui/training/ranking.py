"""Lists instead of errors: how well the top of a recommendation list is, and what kind of movies it holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from movierec_gui.data.dataset import Dataset, Int64Array
from movierec_gui.data.scales import liked_from
from movierec_gui.errors import UserError
from movierec_gui.models.base import RatingModel


@dataclass(frozen=True)
class RankingMetrics:
    """Figures of every user's top ``length`` list, averaged over the users who like at least one held-out movie."""

    length: int
    users: int
    ndcg: float
    """Normalised discounted cumulative gain, gain 1 for a liked movie."""
    recall: float
    """Share of the liked movies that the list holds, of at most ``length``."""
    average_precision: float
    """Mean average precision."""
    coverage: float
    """Share of the catalogue that appears in anybody's list."""
    novelty: float
    """Mean self-information of a recommended movie in bits: -log2 of the share of users who rated it in training."""
    diversity: float
    """Mean over lists of 1 - Jaccard similarity of two movies' genres, over all pairs of a list."""
    popularity: float
    """Mean number of training ratings of a recommended movie."""
    gini: float
    """Gini index of how often each movie is recommended: 0 all equally often, 1 always the same."""


def can_rank(dataset: Dataset, held_out: Int64Array, length: int = 10) -> bool:
    """Whether lists of that length can be judged: there are more movies, and somebody likes a held-out one."""
    return dataset.n_movies > length and bool(
        (dataset.ratings.values[held_out] >= liked_from(dataset.nominal_scale)).any()
    )


def ranking_metrics(
    model: RatingModel,
    dataset: Dataset,
    train: Int64Array,
    held_out: Int64Array,
    length: int = 10,
    liked_at: float | None = None,
) -> RankingMetrics:
    """Rank every movie that a user did not rate in ``train`` (row numbers) and judge by the ``held_out`` ratings.

    Ties go to the movie that comes first in the catalogue. Movies without any training rating take part like the
    others. A held-out rating of at least ``liked_at`` counts as a movie that the user likes; without it, one of 4
    fifths of the scale. Raises UserError where nobody likes a held-out movie, or a list could hold all movies.
    """
    liked_at = liked_from(dataset.nominal_scale) if liked_at is None else liked_at
    ratings = dataset.ratings
    liked_rows = held_out[ratings.values[held_out] >= liked_at]
    if len(liked_rows) == 0:
        highest = f"{ratings.values[held_out].max():g}" if len(held_out) else "none"
        where = f"Liked is a rating of {liked_at:g} or more; the highest held-out one is {highest}"
        raise UserError("No held-out movie is liked: lists cannot be judged", where, "Let lower ratings count as liked")
    if dataset.n_movies <= length:
        where = f"Movies: {dataset.n_movies:,}, movies in a list: {length}"
        raise UserError("There are too few movies for such lists", where, "Ask for shorter lists")
    users = np.unique(ratings.users[liked_rows])
    seen = np.zeros((dataset.n_users, dataset.n_movies), np.bool_)
    seen[ratings.users[train], ratings.movies[train]] = True
    liked = np.zeros_like(seen)
    liked[ratings.users[liked_rows], ratings.movies[liked_rows]] = True
    lists = np.stack([_top(model, int(user), seen[user], length) for user in users])  # [users, length]
    hits = liked[users[:, None], lists]  # [users, length]
    counts = np.bincount(ratings.movies[train], minlength=dataset.n_movies)
    ndcg, recall, precision = _accuracy(hits, liked[users].sum(1))
    shown = np.bincount(lists.ravel(), minlength=dataset.n_movies)
    share = np.maximum(counts[lists], 1) / dataset.n_users
    return RankingMetrics(
        length=length,
        users=len(users),
        ndcg=ndcg,
        recall=recall,
        average_precision=precision,
        coverage=float(np.mean(shown > 0)),
        novelty=float(-np.log2(share).mean()),
        diversity=_diversity(lists, dataset.movies.genres),
        popularity=float(counts[lists].mean()),
        gini=gini_index(shown),
    )


def gini_index(counts: npt.NDArray[np.integer]) -> float:
    """The Gini index of non-negative counts: 0 where all are equal, towards 1 where one has everything."""
    ordered = np.sort(counts).astype(np.float64)
    n, total = len(ordered), ordered.sum()
    if total == 0:
        return 0.0
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))


def _top(model: RatingModel, user: int, seen: npt.NDArray[np.bool_], length: int) -> Int64Array:
    movies = torch.arange(len(seen), device=model.device)
    with torch.inference_mode():
        model.eval()
        # Unclipped: on the clipped scale every favourite would tie at five stars.
        scores = model(torch.full_like(movies, user), movies).cpu().numpy().astype(np.float64)
    scores[seen] = -np.inf
    best = np.argpartition(-scores, length)[:length]
    return best[np.lexsort((best, -scores[best]))]


def _accuracy(hits: npt.NDArray[np.bool_], liked: Int64Array) -> tuple[float, float, float]:
    length = hits.shape[1]
    discount = 1.0 / np.log2(np.arange(2, length + 2))
    possible = np.minimum(liked, length)
    ideal = np.cumsum(discount)[possible - 1]
    ndcg = (hits @ discount) / ideal
    precision_at = np.cumsum(hits, axis=1) / np.arange(1, length + 1)
    average_precision = (precision_at * hits).sum(1) / possible
    return float(ndcg.mean()), float((hits.sum(1) / possible).mean()), float(average_precision.mean())


def _diversity(lists: Int64Array, genres: npt.NDArray[np.bool_]) -> float:
    """Mean Jaccard distance of the genres of a list's pairs; two movies without genres count as equal."""
    flags = genres[lists].astype(np.float32)  # [users, length, genres]
    shared = flags @ flags.transpose(0, 2, 1)  # [users, length, length]
    sizes = flags.sum(2)
    union = sizes[:, :, None] + sizes[:, None, :] - shared
    similarity = np.where(union > 0, shared / np.maximum(union, 1), 1.0)
    first, second = np.triu_indices(lists.shape[1], k=1)
    return float(1.0 - similarity[:, first, second].mean())
