"""A list of what to watch that moves under a reader's hand: what is slow is done once a person, the rest at once."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from movierec_gui.analysis.list_source import ListSource
from movierec_gui.data.dataset import BoolArray, Dataset, Int64Array
from movierec_gui.data.people.follow import Followed
from movierec_gui.progress import Progress
from movierec_gui.recommenders import chosen_recommender
from movierec_gui.recommenders.base import NEVER, Recommender, Scores
from movierec_gui.recommenders.for_you import ForYou
from movierec_gui.recommenders.listing import Agreement, Reason, agreed, reasons_for
from movierec_gui.recommenders.people import Histories, People, new_person
from movierec_gui.recommenders.rated import Rated
from movierec_gui.training.intervals import Intervals, calibrate
from movierec_gui.training.kept_recommenders import fitted
from movierec_gui.training.list_runs import LIST_FILE, ListStore
from movierec_gui.training.list_tests import NO_ROWS
from movierec_gui.training.list_trainer import open_list
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import open_run
from movierec_gui.wording import counted

Array = npt.NDArray[np.float64]
NOTHING_EXPECTED = np.nan
FEW_RATINGS = 10
"""Ratings below which it is said how little of a list is the person's own."""
TOLD_OF = 10
"""Films at the top of a list of which that is said."""


@dataclass(frozen=True, eq=False)
class Expected:
    """How movies would be rated after watching them; [movies] each, NaN where nobody knows."""

    rating: Array
    low: Array
    high: Array
    """Ends of the 80 % interval."""


@dataclass(frozen=True, eq=False)
class Tastes:
    """What is known of a group of people, one look at each."""

    group: tuple[People, ...]
    basis: Scores
    """[B, movies] scores without the part that a reader may move."""
    expected: tuple[Expected, ...]
    """Of each person."""

    @property
    def fewest_ratings(self) -> int:
        """Of the person who has rated least."""
        return min((len(person.movies) for person in self.group), default=0)


class ListMaker:
    """A recommender that has learned, and what a list has beside its scores."""

    def __init__(self, dataset: Dataset, recommender: Recommender, intervals: Intervals | None = None) -> None:
        """``intervals`` are those of its rating model, if it has one that knows them."""
        self.dataset = dataset
        self._recommender, self._intervals = recommender, intervals
        self._histories = Histories(dataset.ratings, dataset.n_users)

    @property
    def slides(self) -> bool:
        """Whether a reader may move the list from well known movies to discoveries."""
        return isinstance(self._recommender, ForYou)

    @property
    def explains(self) -> bool:
        """Whether it names the ratings that speak for a movie."""
        return self._recommender.adds_up

    @property
    def foresees(self) -> bool:
        """Whether it knows how a movie would be rated."""
        return isinstance(self._recommender, ForYou | Rated)

    @property
    def discovery(self) -> float:
        """Where its settings stand between well known and discoveries; 0 where it does not slide."""
        return self._recommender.discovery if isinstance(self._recommender, ForYou) else 0.0

    def user(self, user: int) -> People:
        """A user of the dataset, by index."""
        return self._histories.of(np.array([user]))

    def look_at(self, group: Sequence[People]) -> Tastes:
        """All that is slow about one or more people."""
        looks = [self._look_at(person) for person in group]
        basis = np.concatenate([basis for basis, _ in looks])
        return Tastes(tuple(group), basis, tuple(expected for _, expected in looks))

    def _look_at(self, person: People) -> tuple[Scores, Expected]:
        maker = self._recommender
        if isinstance(maker, ForYou):
            basis, predicted = maker.basis_and_ratings(person)
            return basis, self._expected(predicted.mean, predicted.spread)
        scores = maker.scores(person)
        if isinstance(maker, Rated):
            return scores, self._expected(scores[0], None)
        nothing = np.full(self.dataset.n_movies, NOTHING_EXPECTED)
        return scores, Expected(nothing, nothing, nothing)

    def _expected(self, mean: Scores, spread: Array | None) -> Expected:
        rating = np.clip(np.asarray(mean, np.float64), *self.dataset.scale)
        if spread is None or self._intervals is None:
            nothing = np.full(len(rating), NOTHING_EXPECTED)
            return Expected(rating, nothing, nothing)
        low, high = self._intervals.bounds(mean, spread, self.dataset.scale)
        return Expected(rating, np.asarray(low, np.float64), np.asarray(high, np.float64))

    def scores(self, tastes: Tastes, discovery: float, agreement: Agreement) -> Scores:
        """[movies] the group's scores; ``NEVER`` where one of them has rated the movie."""
        maker = self._recommender
        each = maker.with_discovery(tastes.basis, discovery) if isinstance(maker, ForYou) else tastes.basis
        scores = np.array(each[0] if len(each) == 1 else agreed(each, agreement), np.float64)
        for person in tastes.group:
            scores[person.movies] = NEVER
        return scores

    def nobody(self) -> Tastes:
        """All that is known of somebody who has rated nothing."""
        return self.look_at([new_person([], [])])

    def in_common(self, tastes: Tastes, nobody: Tastes, discovery: float, agreement: Agreement) -> tuple[int, int]:
        """How many of a list's first films somebody without ratings would get as well, and of how many films that is.

        These are the first ``TOLD_OF`` of the group's list, or all where it is shorter.
        """
        wanted, usual = (self.scores(one, discovery, agreement) for one in (tastes, nobody))
        usual[~np.isfinite(wanted)] = NEVER  # a film that the group has rated is on neither list
        told_of = min(TOLD_OF, int(np.isfinite(wanted).sum()))
        ours, theirs = (np.argsort(-scores, kind="stable")[:told_of] for scores in (wanted, usual))
        return len(np.intersect1d(ours, theirs)), told_of

    def reasons(self, tastes: Tastes, movies: Int64Array) -> tuple[tuple[Reason, ...], ...]:
        """For each of the movies [k] the group's own ratings that speak for it, the strongest first."""
        return reasons_for(self._recommender, tastes.group, movies)


def open_maker(
    dataset: Dataset, source: ListSource, store: RunStore, folder: Path | None
) -> Generator[Progress, None, ListMaker]:
    """Whoever makes the lists, fitted to all ratings or read from where it is kept.

    Raises UserError where there is no such recommender or the run cannot be opened.
    """
    if source.run:
        yield Progress("Opening the run")
        lists = ListStore.beside(store)
        if lists.has(source.run, LIST_FILE):
            return _maker_of(open_list(lists, source.run, dataset).made, dataset)
        run = open_run(store, source.run, dataset)
        return ListMaker(dataset, Rated(run.model, dataset.n_movies, run.data.user_counts, run.person))
    kind, preset = chosen_recommender(source.recommender)
    made = yield from fitted(kind, kind.settings(preset), dataset, folder)
    yield Progress("Looking how sure it is")
    return _maker_of(made, dataset)


def _maker_of(made: Recommender, dataset: Dataset) -> ListMaker:
    """With the intervals of its rating model, if it has one."""
    if not isinstance(made, ForYou):
        return ListMaker(dataset, made)
    return ListMaker(dataset, made, calibrate(made.rating_model, dataset.ratings.take(NO_ROWS)))


def person_of(followed: Followed) -> People:
    """A person of one's own, as far as the dataset knows their films."""
    movies = list(followed.ratings)
    return new_person(movies, list(followed.ratings.values()), [followed.times.get(movie, 0) for movie in movies])


def together(expected: Sequence[Expected], agreement: Agreement) -> Expected:
    """What several people expect, as they agree: the lowest of their ratings, or the mean of them."""
    join = np.min if agreement == "least" else np.mean
    rating, low, high = (join([getattr(one, name) for one in expected], axis=0) for name in ("rating", "low", "high"))
    return Expected(rating, low, high)


def unseen_by_user(dataset: Dataset, user: int) -> BoolArray:
    """[movies] which a user of the dataset has not rated."""
    unseen = np.ones(dataset.n_movies, np.bool_)
    unseen[dataset.ratings.movies[dataset.rows_of_user(user)]] = False
    return unseen


def uncertainty_text(ratings: int, same: int, told_of: int, together: bool) -> str:
    """That a list is made from few ratings, and what that means; ``in_common`` gives ``same`` and ``told_of``."""
    whose = " of one of you two" if together else ""
    films = f"its first {told_of} films" if told_of == TOLD_OF else f"its {counted(told_of, 'film')}"
    return (
        f"Made from {counted(ratings, 'rating')}{whose}, so it is a first guess: of {films}, {same} "
        "would be listed for somebody who has rated nothing, too. Each further rating makes it surer."
    )


def novelty_text(counts: Int64Array) -> str:
    """How well known the movies of a list are, from the number of ratings of each [n], in a sentence."""
    if len(counts) == 0:
        return ""
    return f"Half of these have {float(np.median(counts)):,.0f} ratings or fewer."
