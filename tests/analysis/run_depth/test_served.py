from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from movierec_gui.analysis.run_depth.served import served_films, served_people


@pytest.mark.parametrize(("key", "served"), [("user", served_people), ("movie", served_films)])
def test_everybody_s_figures_are_pandas_own(judged, key, served):
    frame = pd.DataFrame({"user": judged.users, "movie": judged.movies, "error": judged.errors})
    frame["base"] = judged.baseline.astype(np.float64) - judged.actual
    counts = frame.groupby(key)["error"].transform("count")
    grouped = frame[counts >= 5].groupby(key)
    table = served(judged).set_index(key)
    assert sorted(table.index) == sorted(grouped.groups)
    for index, rows in grouped:
        row = table.loc[index]
        assert row["ratings"] == len(rows)
        assert row["mse"] == pytest.approx((rows["error"] ** 2).mean())
        assert row["rmse"] == pytest.approx(np.sqrt((rows["error"] ** 2).mean()))
        assert row["mae"] == pytest.approx(rows["error"].abs().mean())
        assert row["bias"] == pytest.approx(rows["error"].mean())
        assert row["gain"] == pytest.approx(np.sqrt((rows["base"] ** 2).mean()) - row["rmse"])
    assert table["mse"].is_monotonic_increasing


def test_names_are_those_of_the_data(judged, tiny_dataset):
    people, films = served_people(judged), served_films(judged)
    assert people["name"].tolist() == [tiny_dataset.user_label(user) for user in people["user"]]
    assert films["title"].tolist() == [tiny_dataset.movies.label(movie) for movie in films["movie"]]


def test_who_has_too_few_ratings_is_left_out(judged):
    assert served_people(judged, fewest=10_000).empty
    assert len(served_people(judged, fewest=0)) == len(np.unique(judged.users))
