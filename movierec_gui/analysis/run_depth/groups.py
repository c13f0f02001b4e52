"""Errors by genre, decade, support, activity, rating and time: who and what a run is good for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from movierec_gui.analysis.run_depth.clustered import group_means
from movierec_gui.analysis.run_depth.judged import JudgedRatings
from movierec_gui.data.dataset import NO_YEAR, Int64Array
from movierec_gui.errors import unknown_name

_STEPS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
"""Where the groups of supports begin."""
_MOST_LEVELS = 12
_LEVEL_GROUPS = 10
_YEARS_BY_MONTH, _YEARS_BY_QUARTER = 2.0, 10.0
_SECONDS_OF_YEAR = 365.25 * 86_400
NO_GENRE, NO_DECADE = "no genre", "unknown"


@dataclass(frozen=True, eq=False)
class Groups:
    """Names of groups, and pairs of group and rating: a rating may be in several groups or in none."""

    names: tuple[str, ...]
    group: Int64Array
    """[pairs]"""
    rating: Int64Array
    """[pairs] positions in the judged ratings."""


@dataclass(frozen=True)
class Grouping:
    """A way to divide ratings."""

    name: str
    title: str
    help: str
    find: Callable[[JudgedRatings], Groups]


def error_table(judged: JudgedRatings, by: str) -> pd.DataFrame:
    """A row per group that holds a rating, in the groups' order. Raises UserError at an unknown grouping.

    Columns: group; ratings; people; mse, rmse and mae, each with the ends of its 95 % interval as ``mse_low``,
    ``mse_high`` and so on (see ``group_means``); bias (mean of prediction less rating) with bias_low and bias_high;
    baseline_rmse (that of user and movie biases).
    """
    groups = grouping(by).find(judged)
    n = len(groups.names)
    people = judged.users[groups.rating]
    errors = judged.errors[groups.rating]
    frame = pd.DataFrame({"group": list(groups.names)})
    for name, values in (("mse", np.square(errors)), ("mae", np.abs(errors)), ("bias", errors)):
        found = group_means(groups.group, people, values, n)
        frame["ratings"], frame["people"] = found.counts, found.people  # the same each time
        frame[name], frame[f"{name}_low"], frame[f"{name}_high"] = found.means, found.low, found.high
    frame["mse_low"], frame["mae_low"] = frame["mse_low"].clip(lower=0.0), frame["mae_low"].clip(lower=0.0)
    for end in ("", "_low", "_high"):
        frame[f"rmse{end}"] = np.sqrt(frame[f"mse{end}"])
    baseline = np.square(judged.baseline[groups.rating].astype(np.float64) - judged.actual[groups.rating])
    frame["baseline_rmse"] = np.sqrt(group_means(groups.group, people, baseline, n).means)
    ends = ("", "_low", "_high")
    columns = [f"{name}{end}" for name in ("rmse", "mae", "mse", "bias") for end in ends]
    frame = frame[["group", "ratings", "people", *columns, "baseline_rmse"]]
    return frame[frame["ratings"] > 0].reset_index(drop=True)


def grouping(name: str) -> Grouping:
    """One of ``GROUPINGS`` by its name. Raises UserError where there is none."""
    for entry in GROUPINGS:
        if entry.name == name:
            return entry
    raise unknown_name("grouping", name, [entry.name for entry in GROUPINGS])


def rating_groups(judged: JudgedRatings) -> Groups:
    """By the rating that was given: its own value, or one of ten equal parts of a scale with many values."""
    levels, level = np.unique(judged.actual, return_inverse=True)
    if len(levels) <= _MOST_LEVELS:
        return _one_each([f"{value:g}" for value in levels], level)
    low, high = judged.dataset.scale
    width = (high - low) / _LEVEL_GROUPS
    part = np.clip(((judged.actual - low) / width).astype(np.int64), 0, _LEVEL_GROUPS - 1)
    ends = [low + k * width for k in range(_LEVEL_GROUPS + 1)]
    return _one_each([f"{first:.3g} to {last:.3g}" for first, last in pairwise(ends)], part)


def _by_genre(judged: JudgedRatings) -> Groups:
    genres = judged.dataset.movies.genres[judged.movies]
    rating, group = np.nonzero(np.column_stack([genres, ~genres.any(axis=1)]))
    order = np.argsort(-np.bincount(group, minlength=genres.shape[1] + 1), kind="stable")
    names = (*judged.dataset.movies.genre_names, NO_GENRE)
    place = np.empty(len(names), np.int64)
    place[order] = np.arange(len(names))
    return Groups(tuple(names[number] for number in order), place[group], rating)


def _by_decade(judged: JudgedRatings) -> Groups:
    years = judged.dataset.movies.years[judged.movies].astype(np.int64)
    decades = np.where(years == NO_YEAR, np.iinfo(np.int64).max, years // 10 * 10)
    found, decade = np.unique(decades, return_inverse=True)
    return _one_each([NO_DECADE if one == np.iinfo(np.int64).max else f"{one}s" for one in found.tolist()], decade)


def _by_movie_support(judged: JudgedRatings) -> Groups:
    return _by_steps(judged.movie_support)


def _by_user_support(judged: JudgedRatings) -> Groups:
    return _by_steps(judged.user_support)


def _by_time(judged: JudgedRatings) -> Groups:
    """By year of rating, or by quarter or month where they are few; none where the data have no times."""
    seconds = judged.dataset.ratings.timestamps[judged.rows]
    nobody = np.empty(0, np.int64)
    if not seconds.any():
        return Groups((), nobody, nobody)
    years = (int(seconds.max()) - int(seconds.min())) / _SECONDS_OF_YEAR
    frequency = "M" if years <= _YEARS_BY_MONTH else "Q" if years <= _YEARS_BY_QUARTER else "Y"
    periods = pd.DatetimeIndex(pd.to_datetime(seconds, unit="s")).to_period(frequency)
    found, period = np.unique(periods.asi8, return_inverse=True)
    names = [str(pd.Period(ordinal=ordinal, freq=frequency)) for ordinal in found.tolist()]
    return _one_each(names, period)


def _by_steps(counts: npt.NDArray[np.integer]) -> Groups:
    steps = np.array(_STEPS)
    step = np.searchsorted(steps, counts, side="right") - 1
    names = [
        f"{first:,}" if following == first + 1 else f"{first:,}–{following - 1:,}"
        for first, following in pairwise(_STEPS)
    ]
    return _one_each([*names, f"{_STEPS[-1]:,} or more"], step)


def _one_each(names: Sequence[str], group: npt.NDArray[np.integer]) -> Groups:
    return Groups(tuple(names), group.astype(np.int64).reshape(-1), np.arange(len(group)))


GROUPINGS: tuple[Grouping, ...] = (
    Grouping("genre", "Genre", "Genre of the movie; a movie with several counts in each", _by_genre),
    Grouping("year", "Decade", "Decade in which the movie came out", _by_decade),
    Grouping("support", "Ratings of the movie", "Training ratings of the movie", _by_movie_support),
    Grouping("activity", "Ratings of the user", "Training ratings of the user", _by_user_support),
    Grouping("rating", "Rating given", "The rating that was really given", rating_groups),
    Grouping("time", "When it was given", "Year, quarter or month of the rating, in UTC", _by_time),
)
"""An explicit tuple: the command line, the window and the exports show them all."""
