"""Every number is recomputed with pandas, from the ratings and predictions alone."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from movierec_gui.analysis.run_depth import groups
from movierec_gui.analysis.run_depth.clustered import group_means
from movierec_gui.analysis.run_depth.groups import GROUPINGS, error_table
from movierec_gui.errors import UserError


def _frame(judged):
    """The judged ratings as a pandas table, with what they are grouped by."""
    dataset = judged.dataset
    movies = dataset.movies
    frame = pd.DataFrame({"user": judged.users, "movie": judged.movies, "actual": judged.actual.astype(np.float64)})
    frame["error"] = judged.predicted.astype(np.float64) - frame["actual"]
    frame["base"] = judged.baseline.astype(np.float64) - frame["actual"]
    frame["genre"] = [movies.genres_of(movie) or ("no genre",) for movie in frame["movie"]]
    years = movies.years[judged.movies]
    frame["year"] = [f"{year // 10 * 10}s" if year else "unknown" for year in years]
    edges = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500]
    names = ["0", "1", "2–4", "5–9", "10–19", "20–49", "50–99", "100–199", "200–499"]
    for name, counts in (("support", judged.movie_support), ("activity", judged.user_support)):
        frame[name] = pd.cut(counts, edges, right=False, labels=names).astype(str)
    frame["rating"] = frame["actual"].map("{:g}".format)
    moments = pd.to_datetime(dataset.ratings.timestamps[judged.rows], unit="s")
    years = (moments.max() - moments.min()).days / 365.25
    frame["time"] = moments.to_period("M" if years <= 2 else "Q" if years <= 10 else "Y").astype(str)
    return frame


def _clustered(values, users):
    """The interval of a mean, clustered by user, in plain pandas."""
    sums = pd.DataFrame({"value": values, "user": users}).groupby("user")["value"].agg(["sum", "count"])
    mean, n, people = values.mean(), len(values), len(sums)
    if people < 2:
        return mean, np.nan, np.nan
    apart = ((sums["sum"] - sums["count"] * mean) ** 2).sum()
    half = stats.t.ppf(0.975, people - 1) * np.sqrt(apart * people / (people - 1)) / n
    return mean, mean - half, mean + half


@pytest.mark.parametrize("by", [entry.name for entry in GROUPINGS])
def test_every_figure_is_pandas_own(judged, by):
    table = error_table(judged, by).set_index("group")
    frame = _frame(judged).explode("genre") if by == "genre" else _frame(judged)
    grouped = frame.groupby(by)
    assert sorted(table.index) == sorted(grouped.groups)
    for name, rows in grouped:
        row = table.loc[name]
        assert (row["ratings"], row["people"]) == (len(rows), rows["user"].nunique())
        for figure, values in (("mse", rows["error"] ** 2), ("mae", rows["error"].abs()), ("bias", rows["error"])):
            mean, low, high = _clustered(values, rows["user"])
            low = max(low, 0.0) if figure != "bias" and low == low else low
            found = row[[figure, f"{figure}_low", f"{figure}_high"]].to_numpy(np.float64)
            assert found == pytest.approx([mean, low, high], rel=1e-6, abs=1e-9, nan_ok=True)
        assert row["rmse"] == pytest.approx(np.sqrt((rows["error"] ** 2).mean()))
        assert row["baseline_rmse"] == pytest.approx(np.sqrt((rows["base"] ** 2).mean()))
    if by != "genre":
        assert table["ratings"].sum() == len(judged)


def test_the_groups_of_a_table_weigh_up_to_the_whole(judged):
    table = error_table(judged, "activity")
    assert np.average(table["mse"], weights=table["ratings"]) == pytest.approx(judged.figures["mse"])


def test_scales_with_many_values_are_divided_into_ten_parts(judged):
    values = judged.dataset.ratings.values + np.linspace(0.0, 0.4, len(judged.dataset.ratings), dtype=np.float32)
    ratings = replace(judged.dataset.ratings, values=values.clip(0.5, 5.0))
    many = replace(judged, dataset=replace(judged.dataset, ratings=ratings))
    parts = error_table(many, "rating")["group"].tolist()
    assert len(parts) <= 10
    assert all(" to " in part for part in parts)


def test_without_times_there_are_no_periods(judged):
    ratings = replace(judged.dataset.ratings, timestamps=np.zeros(len(judged.dataset.ratings), np.int64))
    assert error_table(replace(judged, dataset=replace(judged.dataset, ratings=ratings)), "time").empty


def test_an_unknown_grouping_is_refused(judged):
    with pytest.raises(UserError, match="Did you mean 'genre'"):
        error_table(judged, "genres")


def test_intervals_hold_the_mean_of_everybody_as_often_as_promised(rng):
    """People with tastes of their own: intervals that took ratings one by one would be far too narrow."""
    inside = alone = 0
    trials = 300
    for _ in range(trials):
        people = np.repeat(np.arange(40), rng.integers(1, 30, 40))
        values = rng.normal(size=40)[people] + rng.normal(size=len(people)) + 2.0
        found = group_means(np.zeros(len(people), np.int64), people, values, 1)
        inside += int(found.low[0] <= 2.0 <= found.high[0])
        half = 1.96 * values.std(ddof=1) / np.sqrt(len(values))
        alone += int(abs(values.mean() - 2.0) <= half)
    assert 0.9 <= inside / trials <= 0.98
    assert alone / trials < 0.75


def test_one_person_gives_no_interval():
    found = group_means(np.array([0, 0, 1]), np.array([4, 4, 2]), np.array([1.0, 3.0, 5.0]), 3)
    assert found.means.tolist()[:2] == [2.0, 5.0]
    assert np.isnan([*found.low, *found.high, found.means[2]]).all()
    assert found.people.tolist() == [1, 1, 0]


YEAR = 365.25 * 86_400


@pytest.mark.parametrize(
    ("years", "names"),
    [
        (2.0, ("2000-01", "2001-12")),
        (2.01, ("2000Q1", "2002Q1")),
        (10.0, ("2000Q1", "2009Q4")),
        (10.01, ("2000", "2010")),
        (0.0, ("2000-01",)),
    ],
)
def test_a_long_time_is_told_in_longer_periods(years: float, names: tuple[str, ...]) -> None:
    begin = 946_684_800  # 2000 began
    moments = np.array([begin, begin + int(years * YEAR)])
    judged = SimpleNamespace(dataset=SimpleNamespace(ratings=SimpleNamespace(timestamps=moments)), rows=np.arange(2))
    found = groups._by_time(judged)
    assert found.names == names
    assert found.group.tolist() == [0, len(names) - 1]


def test_counts_fall_into_steps_that_are_named_by_their_ends() -> None:
    found = groups._by_steps(np.array([0, 1, 2, 4, 5, 9_999, 10_000, 70_000]))
    assert found.names[:4] == ("0", "1", "2–4", "5–9")
    assert found.names[-2:] == ("5,000–9,999", "10,000 or more")
    assert [found.names[number] for number in found.group] == [
        "0", "1", "2–4", "2–4", "5–9", "5,000–9,999", "10,000 or more", "10,000 or more"
    ]  # fmt: skip
