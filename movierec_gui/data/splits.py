"""Seeded splits of the ratings into train, validation and, where asked for, an untouched test part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from movierec_gui.data.dataset import BoolArray, Dataset, Int64Array
from movierec_gui.errors import UserError, unknown_name
from movierec_gui.settings import check_settings, setting
from movierec_gui.wording import counted

SplitMethod = Literal["random", "per_user", "by_time", "k_fold", "official"]
SPLIT_METHODS: tuple[str, ...] = get_args(SplitMethod)
_MOST_FOLDS = 1000


@dataclass(frozen=True)
class SplitConfig:
    """How ratings are divided; with the dataset it reproduces the split.

    ``test`` is drawn first; ``validation`` is a fraction of what is then left. The article's split is
    ``SplitConfig(test=0.0, validation=0.2)``; with ``test=0.2`` the *same* ratings of the article's split become the
    test part and the validation part comes out of its training ratings.
    """

    method: SplitMethod = setting(
        "random",
        "Split method",
        "random; per_user: a share of each user's; by_time: the latest; k_fold: one of k; official: the release's own",
        choices=SPLIT_METHODS,
        names={"per_user": "per user", "by_time": "by time", "k_fold": "k folds", "official": "own folds"},
    )
    test: float = setting(
        0.2, "Test part", "Share of the ratings that is left untouched until the end", low=0.0, high=0.95
    )
    validation: float = setting(
        0.1, "Validation part", "Share of the rest that chooses the best epoch and stops early", low=0.0, high=0.95
    )
    seed: int = setting(0, "Split seed", "Fixes which ratings fall into which part", low=0, high=2**31 - 1)
    fold: str = setting("", "Fold", "The test part: a name of the release's own folds, or 1 to k = 1 / test (k_fold)")
    refit: bool = setting(
        False, "Refit", "Give the validation ratings back to the training part, once they have served for every choice"
    )

    @property
    def name(self) -> str:
        """Returns the name among others of its kind: ``seed 0`` or ``fold u1``."""
        return f"fold {self.fold}" if self.fold else f"seed {self.seed}"

    def __post_init__(self) -> None:
        check_settings(self)
        if self.validation == 0.0 and self.test == 0.0:
            raise UserError("Nothing is held out", "validation and test are both 0", "Set validation to 0.1 or more")


ARTICLE_SPLIT = SplitConfig(test=0.0, validation=0.2)
"""80 % train, 20 % validation, no test part, as in the article."""


@dataclass(frozen=True, eq=False)
class Split:
    """Row numbers (ascending) of each part; disjoint, together all rows. ``test`` may be empty."""

    config: SplitConfig
    train: Int64Array
    validation: Int64Array
    test: Int64Array

    @property
    def held_out(self) -> Int64Array:
        """Every row that no weight was fitted on: validation and test together, ascending."""
        return np.sort(np.concatenate([self.validation, self.test]))

    def part_of_rows(self, n: int) -> npt.NDArray[np.int8]:
        """Per row of the dataset: 0 train, 1 validation, 2 test."""
        parts = np.zeros(n, np.int8)
        parts[self.validation] = 1
        parts[self.test] = 2
        return parts


def split_ratings(dataset: Dataset, config: SplitConfig) -> Split:
    """Divide the dataset's ratings. Raises UserError where a part that was asked for, or train, would be empty."""
    rng = np.random.default_rng(config.seed)
    n = len(dataset.ratings)
    test = _test_rows(dataset, config, rng)
    rest = np.flatnonzero(~_mask(n, test))
    validation = rest[:0]
    if config.validation > 0:
        validation = _hold_out(dataset, rest, config.validation, config, rng)
    if config.refit:
        validation = rest[:0]
    train = np.flatnonzero(~(_mask(n, test) | _mask(n, validation)))
    wants_test = config.test > 0 or config.method == "official"
    for name, rows, wanted in (
        ("train", train, True),
        ("validation", validation, config.validation > 0 and not config.refit),
        ("test", test, wants_test),
    ):
        if wanted and len(rows) == 0:
            shares = f"test part {config.test:g}, validation part {config.validation:g}, method {config.method}"
            where = f"{counted(n, 'rating')} divided with {shares}, {config.name}"
            raise UserError(f"The {name} part of the split is empty", where, "Change the fractions or the method")
    return Split(config, train, validation, test)


def parse_seeds(text: str) -> tuple[int, ...]:
    """Seeds with commas or blanks between, each once. Raises UserError at anything but whole numbers from 0."""
    words = text.replace(",", " ").split()
    for word in words:
        if not (word.isascii() and word.isdigit()):
            raise UserError(f"{word!r} is not a seed", "Allowed are whole numbers from 0", "Write them as in 0, 1, 2")
    if not words:
        raise UserError("There is no seed", "", "Write them as in 0, 1, 2")
    return tuple(dict.fromkeys(int(word) for word in words))


def fold_names(dataset: Dataset, method: str, test: float) -> tuple[str, ...]:
    """Returns the values of ``SplitConfig.fold`` for a method and a test fraction; none where it knows no folds.

    Raises UserError where the fraction makes too many of them.
    """
    if method == "official":
        return tuple(fold.name for fold in dataset.folds)
    if method != "k_fold" or test == 0:
        return ()
    folds = round(1 / test)
    if folds > _MOST_FOLDS:
        raise UserError(f"A test part of {test:g} makes {folds:,} folds", f"At most {_MOST_FOLDS}", "0.2 makes 5 folds")
    return tuple(str(number + 1) for number in range(folds))


def _test_rows(dataset: Dataset, config: SplitConfig, rng: np.random.Generator) -> Int64Array:
    n = len(dataset.ratings)
    if config.method == "official":
        return _official_fold(dataset, config)
    if config.method != "k_fold":
        return _hold_out(dataset, np.arange(n), config.test, config, rng)
    names = fold_names(dataset, config.method, config.test)
    if config.fold not in names:
        raise unknown_name("fold", config.fold, names or ("none, since the test fraction is 0",))
    return np.flatnonzero(rng.permutation(n) % len(names) == names.index(config.fold))


def _hold_out(
    dataset: Dataset, rows: Int64Array, fraction: float, config: SplitConfig, rng: np.random.Generator
) -> Int64Array:
    if fraction == 0:
        return rows[:0]
    if config.method in ("random", "k_fold", "official"):
        # The article draws train = rng.random(n) < 0.8; written this way the held-out rows are the same ones.
        return rows[rng.random(len(rows)) >= 1.0 - fraction]
    users = dataset.ratings.users[rows]
    order = rng.random(len(rows)) if config.method == "per_user" else dataset.ratings.timestamps[rows]
    if config.method == "by_time":
        _check_times(dataset)
        latest = np.argsort(order, kind="stable")[len(rows) - round(fraction * len(rows)) :]
        return np.sort(rows[latest])
    by_user = np.lexsort((order, users))
    counts = np.bincount(users, minlength=dataset.n_users)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    rank = np.arange(len(rows)) - starts[users[by_user]]
    keep = counts - np.floor(fraction * counts + 0.5).astype(np.int64)
    return np.sort(rows[by_user[rank >= keep[users[by_user]]]])


def _check_times(dataset: Dataset) -> None:
    """Raise UserError where the ratings' times do not tell which are the latest: the file's order would decide."""
    times = dataset.ratings.timestamps
    first, last = int(times.min()), int(times.max())
    if first == last:
        where = "No rating has a usable time" if last == 0 else "All ratings have the same time"
        raise UserError(
            f"{dataset.name} cannot be split by time", where, "Choose the random or per-user split, or name the times"
        )


def _official_fold(dataset: Dataset, config: SplitConfig) -> Int64Array:
    for fold in dataset.folds:
        if fold.name == config.fold:
            return np.sort(fold.test_rows)
    if not dataset.folds:
        raise UserError(
            f"{dataset.name} ships no folds of its own", "", "Use the random, per-user or by-time split instead"
        )
    raise unknown_name("fold", config.fold, (fold.name for fold in dataset.folds))


def _mask(n: int, rows: Int64Array) -> BoolArray:
    mask = np.zeros(n, np.bool_)
    mask[rows] = True
    return mask
