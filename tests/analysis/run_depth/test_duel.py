from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from movierec_gui.analysis.run_depth.duel import duel
from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


@pytest.fixture(scope="module")
def other(make_run):
    return finish(judge_run(make_run(seed=1, kind="gru")))


def test_every_person_s_difference_is_scipy_s_paired_test(judged, other):
    found = duel(judged, other)
    frame = pd.DataFrame({"user": judged.users, "one": judged.errors**2, "other": other.errors**2})
    table = found.people.set_index("user")
    assert sorted(table.index) == sorted(frame["user"].unique())
    p_values = {}
    for user, rows in frame.groupby("user"):
        row = table.loc[user]
        assert row["difference"] == pytest.approx((rows["one"] - rows["other"]).mean())
        if len(rows) > 1:
            test = stats.ttest_rel(rows["one"], rows["other"])
            interval = test.confidence_interval(0.95)
            assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high))
            if test.pvalue == test.pvalue:
                p_values[user] = test.pvalue
        else:
            assert np.isnan(row[["low", "high", "p"]].to_numpy(np.float64)).all()
    corrected = stats.false_discovery_control(list(p_values.values()))
    assert table.loc[list(p_values), "p"].tolist() == pytest.approx(corrected.tolist())
    assert found.mse == pytest.approx((frame["one"].mean(), frame["other"].mean()))
    assert found.difference == pytest.approx(found.mse[0] - found.mse[1])
    assert found.per_person == pytest.approx(table["difference"].mean())
    assert found.per_person_interval[0] <= found.per_person <= found.per_person_interval[1]
    assert found.people["difference"].is_monotonic_increasing


def test_the_other_way_round_signs_and_sides_change(judged, other):
    one, back = duel(judged, other), duel(other, judged)
    assert back.difference == pytest.approx(-one.difference)
    assert back.interval == pytest.approx((-one.interval[1], -one.interval[0]))
    assert (back.count("first"), back.count("second")) == (one.count("second"), one.count("first"))
    assert back.leaning == one.leaning[::-1]


def test_a_run_beats_one_that_errs_twice_as_much_with_everybody(judged):
    worse = replace(judged, predicted=(judged.actual + 2.0 * judged.errors).astype(np.float32), label="worse")
    found = duel(judged, worse)
    assert found.interval[1] < 0
    assert found.leaning[0] == len(found.people)
    assert found.count("first") > 0.5 * len(found.people)
    assert found.count("second") == 0


def test_a_run_against_itself_is_even(judged):
    found = duel(judged, judged)
    assert (found.difference, found.interval, found.per_person) == (0.0, (0.0, 0.0), 0.0)
    assert found.count("neither") == len(found.people)


def test_only_ratings_that_both_held_out_count(make_run, judged):
    shifted = finish(judge_run(make_run(seed=2, split=SplitConfig(seed=5, test=0.4))))
    found = duel(judged, shifted)
    assert found.ratings == len(np.intersect1d(judged.rows, shifted.rows)) < len(judged)
    assert found.where == f"{found.ratings:,} test ratings that both held out"


def test_runs_with_nothing_in_common_are_refused(judged, run):
    validation = finish(judge_run(run, "validation"))
    with pytest.raises(UserError, match="hold out no rating in common"):
        duel(judged, validation)
    elsewhere = replace(judged, dataset=replace(judged.dataset, name="elsewhere", movies=_renamed(judged)))
    with pytest.raises(UserError, match="trained on different data"):
        duel(judged, elsewhere)


def _renamed(judged):
    movies = judged.dataset.movies
    return replace(movies, ids=movies.ids + 1)
