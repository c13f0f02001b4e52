"""What lists are judged by: which ratings were learned from, which a person gives, which are held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import Dataset, Int64Array
from movierec_gui.data.liking import liked_from
from movierec_gui.data.splits import Split
from movierec_gui.errors import UserError

NO_ROWS: Int64Array = np.empty(0, np.int64)
CUTS = (0.10, 0.15, 0.20, 0.25, 0.30)
"""Shares of the latest ratings that come after a cut in time, see ``after_cut``."""


@dataclass(frozen=True, eq=False)
class ListTest:
    """Row numbers of a dataset's ratings by what they are for."""

    dataset: Dataset
    fitted: Int64Array
    """Learned from; how popular a movie is, is counted here."""
    given: Int64Array
    """What is known of each person when the list is made; none of these movies is listed."""
    held_out: Int64Array
    """The liked ones among these are what a list should hold."""
    hidden: Int64Array
    """Neither known nor asked for, and not listed either: validation ratings."""

    @property
    def liked(self) -> Int64Array:
        """The held-out rows with a rating that says that the person likes the movie."""
        return self.held_out[self.dataset.ratings.values[self.held_out] >= liked_from(self.dataset.scale)]


def of_split(dataset: Dataset, split: Split, part: str = "test") -> ListTest:
    """People's test ratings, or with ``part`` "validation" those, are to be found; the other part is not listed."""
    held_out, hidden = (split.test, split.validation) if part == "test" else (split.validation, split.test)
    return ListTest(dataset, split.train, split.train, held_out, hidden)


def of_rows(dataset: Dataset, train: Int64Array, held_out: Int64Array, hidden: Int64Array = NO_ROWS) -> ListTest:
    """The same from row numbers."""
    return ListTest(dataset, train, train, held_out, hidden)


def after_cut(dataset: Dataset, share: float) -> ListTest:
    """People as they come back after a cut in time: the latest ``share`` of all ratings is not learned from.

    Of everybody who rates after the cut and also before it, the earlier ratings and the first half of the later ones
    are given, the second half is held out. Nobody's later ratings are learned from, so that all of them are as new.
    Raises UserError where the ratings have no times or nobody comes back.
    """
    ratings = dataset.ratings
    if not ratings.timestamps.any():
        raise UserError(f"{dataset.name} does not say when ratings were given", "", "Judge lists by a random split")
    order = np.argsort(ratings.timestamps, kind="stable")
    cut = len(order) - round(share * len(order))
    fitted, later = np.sort(order[:cut]), order[cut:]
    later = later[np.argsort(ratings.users[later], kind="stable")]  # by user, in the order of time
    users = ratings.users[later]
    counts = np.bincount(users, minlength=dataset.n_users)
    places = np.arange(len(later)) - (np.cumsum(counts) - counts)[users]
    second = places >= (counts[users] + 1) // 2
    back = np.zeros(dataset.n_users, np.bool_)
    back[ratings.users[fitted]] = True
    held_out = np.sort(later[second & back[users]])
    if len(held_out) == 0:
        raise UserError(f"Nobody rates both before and after the latest {share:.0%} of the ratings", "", "")
    return ListTest(dataset, fitted, np.sort(np.concatenate([fitted, later[~second]])), held_out, NO_ROWS)


def sample_of(people: npt.NDArray[np.integer], most: int, seed: int) -> Int64Array:
    """The people, or at most so many of them drawn with a seed, ascending."""
    if len(people) <= most:
        return people.astype(np.int64)
    return np.sort(np.random.default_rng(seed).choice(people, most, replace=False)).astype(np.int64)
