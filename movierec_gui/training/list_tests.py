"""Data that lists are judged by: ratings learned from, ratings that a person gives, movies that the person wants."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import Dataset, Int64Array, Ratings
from movierec_gui.data.scales import liked_from
from movierec_gui.data.splits import Split
from movierec_gui.errors import UserError

NO_ROWS: Int64Array = np.empty(0, np.int64)
CUTS = (0.10, 0.15, 0.20, 0.25, 0.30)
"""Shares of the latest ratings that come after a cut in time, see ``after_cut``."""


@dataclass(frozen=True, eq=False)
class ListTest:
    """Row numbers of a dataset's ratings by what they are for, and what the lists should hold."""

    dataset: Dataset
    fitted: Int64Array
    """Learned from; how popular a movie is, is counted here."""
    given: Int64Array
    """Ratings known of each person when the list is made; none of these movies is listed."""
    wanted: Ratings
    """Pairs of person and movie that are right answers."""
    hidden: Int64Array
    """Neither known nor asked for, and not listed either: validation ratings."""
    liked_at: float | None = None
    """The rating from which a movie is wanted; None where wishes say it."""


def of_split(dataset: Dataset, split: Split, part: str = "test", liked_at: float | None = None) -> ListTest:
    """People's liked test ratings, or with ``part`` "validation" those, are right; the other part is not listed."""
    held_out, hidden = (split.test, split.validation) if part == "test" else (split.validation, split.test)
    return of_rows(dataset, split.train, held_out, hidden, liked_at)


def of_rows(
    dataset: Dataset,
    train: Int64Array,
    held_out: Int64Array,
    hidden: Int64Array = NO_ROWS,
    liked_at: float | None = None,
) -> ListTest:
    """The same from row numbers."""
    lowest = liked_from(dataset.nominal_scale) if liked_at is None else liked_at
    return ListTest(dataset, train, train, liked_of(dataset, held_out, lowest), hidden, lowest)


def liked_of(dataset: Dataset, rows: Int64Array, liked_at: float | None = None) -> Ratings:
    """The ratings of these rows that say that the person likes the movie: from ``liked_at`` on, by default 4 of 5."""
    lowest = liked_from(dataset.nominal_scale) if liked_at is None else liked_at
    return dataset.ratings.take(rows[dataset.ratings.values[rows] >= lowest])


def after_cut(dataset: Dataset, share: float) -> ListTest:
    """People after a cut in time: the latest ``share`` of all ratings is not learned from.

    Of everybody who rates after the cut, earlier ratings, if there are any, and the first half of the later ones are
    given; what is liked in the second half is right. Nobody's later ratings are learned from, so that all of them are
    as new. Raises UserError where the ratings have no times.
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
    held_out = np.sort(later[second])
    return ListTest(
        dataset, fitted, np.sort(np.concatenate([fitted, later[~second]])), liked_of(dataset, held_out), NO_ROWS
    )


def of_wishes(dataset: Dataset, path: Path, lowest: float = 1.0) -> ListTest:
    """All ratings are learned from and given; right are the movies that people said they want to watch.

    The file has lines of user id, a field without meaning, movie id and the strength of the wish, as TREC's qrels and
    the extension of MovieLens-32M have them (Smucker & Chamani, SIGIR 2025); ``lowest`` is the weakest wish that
    counts. Users and movies that the dataset lacks are passed over. Raises UserError at a line that cannot be read, and
    where no wish is left.
    """
    users = {int(identifier): index for index, identifier in enumerate(dataset.user_ids)}
    movies = {int(identifier): index for index, identifier in enumerate(dataset.movies.ids)}
    found: dict[tuple[int, int], float] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path.name} cannot be read", str(error), "Choose a text file of wishes") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            user, _, movie, strength = line.split()
            pair, wish = (users.get(int(user), -1), movies.get(int(movie), -1)), float(strength)
        except ValueError as error:
            raise UserError(
                f"Line {number} of {path.name} is no wish: {line[:60]!r}",
                "A line holds user id, 0, movie id and the strength of the wish",
                "Correct it",
            ) from error
        if wish >= lowest and min(pair) >= 0:
            found[pair] = wish
    if not found:
        raise UserError(f"{path.name} holds no wish for a movie of {dataset.name} by one of its users", "", "")
    pairs = np.array(list(found), np.int32)
    strengths = np.array(list(found.values()), np.float32)
    everything = np.arange(len(dataset.ratings))
    wanted = Ratings(pairs[:, 0], pairs[:, 1], strengths, np.zeros(len(pairs), np.int64))
    return ListTest(dataset, everything, everything, wanted, NO_ROWS)


def sample_of(people: npt.NDArray[np.integer], most: int, seed: int) -> Int64Array:
    """The people, or at most so many of them drawn with a seed, ascending."""
    if len(people) <= most:
        return people.astype(np.int64)
    return np.sort(np.random.default_rng(seed).choice(people, most, replace=False)).astype(np.int64)
