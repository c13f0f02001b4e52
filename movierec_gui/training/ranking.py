"""Lists instead of errors: how good the top of a recommendation list is, and what kind of movies it holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import Dataset, Int64Array, count_each
from movierec_gui.errors import UserError
from movierec_gui.models.base import RatingModel
from movierec_gui.progress import Progress, finish
from movierec_gui.recommenders.base import BLOCK_NUMBERS, Recommender, Scores, best_movies, first_movies
from movierec_gui.recommenders.people import Histories, People
from movierec_gui.recommenders.rated import Rated
from movierec_gui.training.list_figures import (
    accuracy,
    bootstrap_interval,
    calibration,
    diversity,
    gini_index,
    normal_interval,
)
from movierec_gui.training.list_tests import NO_ROWS, ListTest, liked_of, of_rows, sample_of

MOST_PEOPLE = 5_000
"""People who are judged at most, unless all are asked for."""
SAMPLE_SEED = 0
"""Draws them."""
_USERS_AT_ONCE = 10_000
"""People whose ratings are gathered at a time."""
Scorer = Recommender | Callable[[People], Scores]
"""What scores all movies for people. A recommender may be left between two of them."""


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
    """Mean average precision; divided by the liked movies, of at most ``length``."""
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


@dataclass(frozen=True)
class ListFigures(RankingMetrics):
    """The same and more, each user's list held against the list of the most rated movies.

    Older comparisons know the first figures alone; NaN stands for the others.
    """

    recall_of_all: float = math.nan
    """Share of all the liked movies that the list holds, as most other libraries define recall."""
    calibration: float = math.nan
    """Mean divergence of a list's genres from those that the user rates, in nats; 0 where they are the same."""
    ndcg_interval: float = math.nan
    """Half the width of the 95 % interval of ``ndcg``, from the spread over users."""
    better: float = math.nan
    """Share of users whose NDCG is higher than that of the most rated movies."""
    worse: float = math.nan
    """Share of users whose NDCG is lower than that of the most rated movies."""
    gain: float = math.nan
    """Mean difference of NDCG to the most rated movies, user by user."""
    gain_low: float = math.nan
    """Lower end of its 95 % interval: bootstrap over users."""
    gain_high: float = math.nan

    @property
    def basic(self) -> RankingMetrics:
        """Those that every comparison keeps."""
        return RankingMetrics(*(getattr(self, field.name) for field in fields(RankingMetrics)))


@dataclass(frozen=True, eq=False)
class JudgedLists:
    """Every judged person's list and what it is worth, in the order of ``users``; all arrays have length U."""

    users: Int64Array
    lists: Int64Array
    """[U, length] movies, -1 where nothing was left to list."""
    ndcg: npt.NDArray[np.float64]
    of_popularity: npt.NDArray[np.float64]
    """NDCG of the most rated movies for the same people."""
    figures: ListFigures


def can_rank(dataset: Dataset, held_out: Int64Array, length: int = 10) -> bool:
    """Whether lists of that length can be judged: there are more movies, and somebody likes a held-out one."""
    return dataset.n_movies > length and len(liked_of(dataset, held_out)) > 0


def ranking_metrics(
    model: RatingModel | Recommender,
    dataset: Dataset,
    train: Int64Array,
    held_out: Int64Array,
    length: int = 10,
    hidden: Int64Array = NO_ROWS,
    liked_at: float | None = None,
) -> RankingMetrics:
    """The basic figures of ``list_figures``; liked is a rating of ``liked_at`` or more, by default 4 of 5."""
    return list_figures(model, of_rows(dataset, train, held_out, hidden, liked_at), length).basic


def list_figures(model: RatingModel | Recommender, test: ListTest, length: int = 10) -> ListFigures:
    """Rank every movie that a user has not given, and that is not hidden, and judge the top of the lists.

    A rating model lists movies by its predicted ratings. Ties go to the movie that comes first in the catalogue. Movies
    without any training rating take part like the others, unless a recommender leaves them out. Of more than
    ``MOST_PEOPLE`` users a seeded sample is judged.
    """
    return finish(judge_lists(scorer_of(model, test), test, length)).figures


def scorer_of(model: RatingModel | Recommender, test: ListTest) -> Scorer:
    """What scores all movies for people; a rating model scores them by their predicted ratings."""
    if isinstance(model, Recommender):
        return model
    dataset = test.dataset
    return Rated(model, dataset.n_movies, count_each(dataset.ratings.users[test.fitted], dataset.n_users))


def judge_lists(
    scorer: Scorer, test: ListTest, length: int = 10, most_people: int | None = MOST_PEOPLE
) -> Generator[Progress, None, JudgedLists]:
    """Make everybody's list, in blocks of people, and judge it; the most rated movies are judged beside it.

    ``most_people`` None judges everybody for whom there is a right answer.
    """
    dataset = test.dataset
    _check_judgeable(test, length)
    liked_by = np.flatnonzero(count_each(test.wanted.users, dataset.n_users))
    users = sample_of(liked_by, len(liked_by) if most_people is None else most_people, SAMPLE_SEED)
    counts = count_each(dataset.ratings.movies[test.fitted], dataset.n_movies)
    blocks: list[_Block] = []
    for first in range(0, len(users), _USERS_AT_ONCE):
        for block in _judged_blocks(scorer, test, users[first : first + _USERS_AT_ONCE], counts, length):
            if block is not None:
                blocks.append(block)
            yield Progress("judging lists", sum(len(one.ndcg) for one in blocks), len(users))
    return _gathered(users, blocks, counts, dataset, length)


def _check_judgeable(test: ListTest, length: int) -> None:
    if len(test.wanted) == 0:
        liked = f"Liked is a rating of {test.liked_at:g} or more" if test.liked_at is not None else ""
        raise UserError("No held-out movie is liked: lists cannot be judged", liked, "Let lower ratings count as liked")
    if test.dataset.n_movies <= length:
        where = f"Movies: {test.dataset.n_movies:,}, movies in a list: {length}"
        raise UserError("There are too few movies for such lists", where, "Ask for shorter lists")


@dataclass(frozen=True, eq=False)
class _Block:
    """Figures of some people, each [B]."""

    lists: Int64Array
    ndcg: npt.NDArray[np.float64]
    recall: npt.NDArray[np.float64]
    recall_of_all: npt.NDArray[np.float64]
    average_precision: npt.NDArray[np.float64]
    diversity: npt.NDArray[np.float64]
    calibration: npt.NDArray[np.float64]
    of_popularity: npt.NDArray[np.float64]


def _judged_blocks(
    scorer: Scorer, test: ListTest, users: Int64Array, counts: Int64Array, length: int
) -> Iterator[_Block | None]:
    """The judged lists of these users, block by block; None where the work may be left inside one."""
    dataset = test.dataset
    ratings = dataset.ratings
    known_rows, hidden_rows = (
        rows[_given_by(users, ratings.users[rows], dataset)] for rows in (test.given, test.hidden)
    )
    given = Histories(ratings.take(known_rows), dataset.n_users)
    unlisted = Histories(ratings.take(np.concatenate([known_rows, hidden_rows])), dataset.n_users)
    right = test.wanted.take(np.flatnonzero(_given_by(users, test.wanted.users, dataset)))
    wanted = Histories(right, dataset.n_users)
    size = max(1, BLOCK_NUMBERS // dataset.n_movies)
    genres = dataset.movies.genres
    most_rated = np.argsort(-counts, kind="stable")
    for first in range(0, len(users), size):
        block = users[first : first + size]
        known, seen, likes = given.of(block), unlisted.of(block), wanted.of(block)
        if test.given is not test.fitted:  # some of what is known of them was not learned from
            known = known.as_new()
        scores = (yield from scorer.scored(known)) if isinstance(scorer, Recommender) else scorer(known)
        lists = best_movies(np.array(scores), seen, length)
        popular = first_movies(most_rated, seen, length)
        ndcg, recall, of_all, precision = accuracy(_hits(lists, likes, dataset.n_movies), likes.counts)
        beside = accuracy(_hits(popular, likes, dataset.n_movies), likes.counts)[0]
        yield _Block(
            lists,
            ndcg,
            recall,
            of_all,
            precision,
            diversity(lists, genres),
            calibration(lists, known, genres),
            beside,
        )


def _given_by(users: Int64Array, owners: npt.NDArray[np.integer], dataset: Dataset) -> npt.NDArray[np.bool_]:
    """[n] owners -> [n] whether each is one of the users."""
    chosen = np.zeros(dataset.n_users, np.bool_)
    chosen[users] = True
    theirs: npt.NDArray[np.bool_] = chosen[owners]
    return theirs


def _hits(lists: Int64Array, likes: People, n_movies: int) -> npt.NDArray[np.bool_]:
    """[B, length] which of the listed movies the person likes."""
    wanted = np.sort(likes.owners * n_movies + likes.movies)
    listed = np.arange(len(lists))[:, None] * n_movies + lists
    places = np.minimum(np.searchsorted(wanted, listed), max(len(wanted) - 1, 0))
    hits: npt.NDArray[np.bool_] = (wanted[places] == listed) & (lists >= 0)
    return hits


def _gathered(
    users: Int64Array, blocks: list[_Block], counts: Int64Array, dataset: Dataset, length: int
) -> JudgedLists:
    def all_of(name: str) -> npt.NDArray[np.float64]:
        return np.concatenate([getattr(block, name) for block in blocks])

    lists = np.concatenate([block.lists for block in blocks])
    listed = lists[lists >= 0]
    shown = np.bincount(listed, minlength=dataset.n_movies)
    share = np.maximum(counts[listed], 1) / dataset.n_users
    ndcg, beside = all_of("ndcg"), all_of("of_popularity")
    low, high = bootstrap_interval(ndcg - beside)
    figures = ListFigures(
        length=length,
        users=len(users),
        ndcg=float(ndcg.mean()),
        recall=float(all_of("recall").mean()),
        average_precision=float(all_of("average_precision").mean()),
        coverage=float(np.mean(shown > 0)),
        novelty=float(-np.log2(share).mean()) if len(share) else math.nan,
        diversity=_mean(all_of("diversity")),
        popularity=float(counts[listed].mean()) if len(listed) else math.nan,
        gini=gini_index(shown),
        recall_of_all=float(all_of("recall_of_all").mean()),
        calibration=_mean(all_of("calibration")),
        ndcg_interval=normal_interval(ndcg),
        better=float(np.mean(ndcg > beside)),
        worse=float(np.mean(ndcg < beside)),
        gain=float(np.mean(ndcg - beside)),
        gain_low=low,
        gain_high=high,
    )
    return JudgedLists(users, lists, ndcg, beside, figures)


def _mean(values: npt.NDArray[np.float64]) -> float:
    """The mean of those that are there; NaN where none is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan
