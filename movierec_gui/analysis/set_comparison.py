"""Two sets of movies against each other: years, ratings, genres, and a run's error on each."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

from movierec_gui.analysis.run_depth.clustered import group_means
from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.data.dataset import NO_YEAR, Dataset, Int64Array
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun

CORRECTION = "corrected over all rows (Benjamini and Hochberg 1995)"
YEAR, MEAN, COUNT = "year", "mean rating", "ratings"
_FEWEST = 2
"""Movies on each side that a test of a number needs."""


@dataclass(frozen=True)
class Difference:
    """One trait of the movies of two sets; shares for a genre, medians for a number."""

    kind: str
    """``number`` or ``genre``."""
    name: str
    one: float
    """Of the first set, NaN where it has no such value."""
    other: float
    p_value: float
    """Corrected; NaN where it cannot be tested."""


@dataclass(frozen=True)
class SetComparison:
    """What tells two sets of movies apart."""

    names: tuple[str, str]
    sizes: tuple[int, int]
    common: int
    """Movies in both; the tests leave them out, or, where one set lies in the other, set it against the rest."""
    tested: tuple[int, int]
    """Movies that the tests are about."""
    differences: tuple[Difference, ...]
    """Numbers, then genres, the surest difference first."""

    @property
    def explanation(self) -> str:
        """Which movies are tested, how, and how p is corrected."""
        if not all(self.tested):
            return "Both sets hold the same movies: there is nothing to test."
        left_out = f", without the {self.common:,} in both" if self.common else ""
        one, other = self.tested
        return (
            f"p: {one:,} movies of “{self.names[0]}” against {other:,} of “{self.names[1]}”{left_out}; medians of "
            f"numbers, by Mann and Whitney's test; shares of genres, by Fisher's exact test; two-sided, {CORRECTION}."
        )

    def table(self) -> pd.DataFrame:
        """A row per difference: kind, name, a value for each set, p."""
        columns = ["kind", "name", *self.names, "p"] if len(set(self.names)) == 2 else ["kind", "name", "1", "2", "p"]
        rows = [(entry.kind, entry.name, entry.one, entry.other, entry.p_value) for entry in self.differences]
        return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class SetError:
    """A run's mean squared error on the held-out ratings of a set's movies."""

    name: str
    ratings: int
    people: int
    """Number of people who gave them."""
    mse: float
    """NaN for no rating."""
    low: float
    """Lower end of the 95 % interval, clustered by person; NaN for fewer than two people."""
    high: float


def compare_sets(dataset: Dataset, names: tuple[str, str], one: npt.ArrayLike, other: npt.ArrayLike) -> SetComparison:
    """Compare two sets of movie indices.

    The movies in both sets belong to neither side of a test. Raises UserError where a set is empty.
    """
    first, second = (np.unique(np.asarray(movies, np.int64)) for movies in (one, other))
    for name, movies in zip(names, (first, second), strict=True):
        if not len(movies):
            raise UserError(f"“{name}” has no movie in {dataset.name}", "", "Choose another set")
    sides = _sides(first, second)
    numbers = [
        _number(name, values, (first, second), sides)
        for name, values in ((YEAR, _years(dataset)), (MEAN, dataset.movie_means), (COUNT, _counts(dataset)))
    ]
    genres = [_genre(dataset, genre, (first, second), sides) for genre in range(len(dataset.movies.genre_names))]
    genres = [entry for entry in genres if entry.one or entry.other]
    corrected = _corrected([entry.p_value for entry in (*numbers, *genres)])
    entries = [
        Difference(entry.kind, entry.name, entry.one, entry.other, p)
        for entry, p in zip((*numbers, *genres), corrected, strict=True)
    ]
    rest = sorted(entries[len(numbers) :], key=_surest_first)
    return SetComparison(
        names,
        (len(first), len(second)),
        len(np.intersect1d(first, second)),
        (len(sides[0]), len(sides[1])),
        (*entries[: len(numbers)], *rest),
    )


def set_errors(
    run: TrainedRun, sets: Sequence[tuple[str, npt.ArrayLike]], part: str = ""
) -> Generator[Progress, None, tuple[tuple[SetError, ...], str]]:
    """A run's error on each of some sets (name, movie indices), and on which ratings it was measured, in words.

    ``part`` as in ``judge_run``.
    """
    judged = yield from judge_run(run, part)
    squares = np.square(judged.errors)
    found = []
    for name, movies in sets:
        inside = np.isin(judged.movies, np.asarray(movies, np.int64))
        figures = group_means(np.zeros(int(inside.sum()), np.int64), judged.users[inside], squares[inside], 1)
        mean, low, high = (float(values[0]) for values in (figures.means, figures.low, figures.high))
        found.append(SetError(name, int(figures.counts[0]), int(figures.people[0]), mean, low, high))
    return tuple(found), judged.where


def _sides(first: Int64Array, second: Int64Array) -> tuple[Int64Array, Int64Array]:
    """The movies that are set against each other: in one set only; a set within the other against the rest of it."""
    left, right = np.setdiff1d(first, second), np.setdiff1d(second, first)
    if not len(left) and len(right):
        left = first
    elif not len(right) and len(left):
        right = second
    return left, right


def _years(dataset: Dataset) -> npt.NDArray[np.float64]:
    years = dataset.movies.years.astype(np.float64)
    return np.where(years == NO_YEAR, np.nan, years)


def _counts(dataset: Dataset) -> npt.NDArray[np.float64]:
    return dataset.movie_counts.astype(np.float64)


def _number(
    name: str,
    values: npt.NDArray[np.float64],
    sets: tuple[Int64Array, Int64Array],
    sides: tuple[Int64Array, Int64Array],
) -> Difference:
    one, other = (_known(values[movies]) for movies in sets)
    left, right = (_known(values[movies]) for movies in sides)
    p_value = float("nan")
    if min(len(left), len(right)) >= _FEWEST:
        p_value = float(scipy.stats.mannwhitneyu(left, right).pvalue)
    return Difference("number", name, _median(one), _median(other), p_value)


def _genre(
    dataset: Dataset, genre: int, sets: tuple[Int64Array, Int64Array], sides: tuple[Int64Array, Int64Array]
) -> Difference:
    has = dataset.movies.genres[:, genre]
    one, other = (float(has[movies].mean()) for movies in sets)
    counts = [[int(has[movies].sum()), int((~has[movies]).sum())] for movies in sides]
    p_value = float(scipy.stats.fisher_exact(counts).pvalue) if all(len(movies) for movies in sides) else float("nan")
    return Difference("genre", dataset.movies.genre_names[genre], one, other, p_value)


def _corrected(p_values: Sequence[float]) -> list[float]:
    values = np.array(p_values, np.float64)
    known = ~np.isnan(values)
    if known.any():
        values[known] = scipy.stats.false_discovery_control(np.minimum(values[known], 1.0))
    return [float(value) for value in values]


def _median(values: npt.NDArray[np.float64]) -> float:
    return float(np.median(values)) if len(values) else float("nan")


def _known(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return values[~np.isnan(values)]


def _surest_first(entry: Difference) -> tuple[float, float]:
    return (1.0 if np.isnan(entry.p_value) else entry.p_value), -abs(entry.one - entry.other)
