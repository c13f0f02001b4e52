"""The table of a comparison: means, intervals, paired differences."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.splits import SplitConfig
from movierec_gui.training.comparing.table import Comparison, Failure, Result, half_width
from movierec_gui.training.ranking import ListFigures


def result(label: str, seed: int, mse: float) -> Result:
    test = {"mse": mse, "rmse": mse**0.5, "mae": mse / 2}
    return Result(label, SplitConfig(seed=seed), 1, test, mse, 1, 0.5)


def test_the_table_holds_means_intervals_and_paired_differences() -> None:
    results = [result("a", seed, mse) for seed, mse in enumerate((0.70, 0.80, 0.90))]
    results += [result("b", seed, mse) for seed, mse in enumerate((0.71, 0.81, 0.92))]
    table = Comparison("d", "h", tuple(results)).table()
    assert list(table["model"]) == ["a", "b"]
    assert table["mse"].tolist() == pytest.approx([0.8, 2.44 / 3])
    assert table["mse_interval"][0] == pytest.approx(4.302653 * 0.1 / 3**0.5, rel=1e-5)
    assert table["difference"].tolist() == pytest.approx([0.0, 0.04 / 3])
    assert table["difference_interval"][1] < table["mse_interval"][1]
    assert list(table["beyond_noise"]) == [False, False]


def test_one_split_has_no_interval() -> None:
    assert np.isnan(half_width([0.7]))


def test_a_model_that_lacks_a_split_is_not_the_best() -> None:
    results = [result("a", seed, mse) for seed, mse in enumerate((0.70, 0.90))] + [result("spared", 0, 0.60)]
    table = Comparison("d", "h", tuple(results)).table()
    assert list(table["model"]) == ["a", "spared"]
    assert table["difference"].tolist() == pytest.approx([0.0, -0.10])


def test_models_that_are_told_the_moment_stand_apart() -> None:
    told = replace(result("told", 0, 0.1), uses_moment=True)
    failure = Failure("told, too", SplitConfig(), "blew up", uses_moment=True)
    plain, timed = Comparison("d", "h", (result("a", 0, 0.7), told), (failure,)).by_moment()
    assert [one.label for one in plain.results] == ["a"]
    assert plain.failures == ()
    assert [one.label for one in timed.results] == ["told"]
    assert timed.failures == (failure,)
    whole = Comparison("d", "h", (result("a", 0, 0.7), told)).whole_table()
    assert whole["difference"].tolist() == [0.0, 0.0]
    assert whole["context_aware"].tolist() == [False, True]
    assert whole.index.tolist() == [0, 1]
    assert Comparison("d", "h").whole_table().empty


def test_results_stored_before_intervals_were_measured_are_still_read() -> None:
    table = Comparison("d", "h", (result("a", 0, 0.7), result("a", 1, 0.8))).table()
    assert table[["interval_coverage", "interval_width", "memory_mb"]].isna().all(axis=None)


def listed(label: str, seed: int, ndcg: float) -> Result:
    figures = ListFigures(10, 5, ndcg, 0.1, 0.1, 0.1, 1.0, 0.5, 3.0, 0.9, better=0.5, worse=0.1, gain=ndcg - 0.1)
    return Result(label, SplitConfig(seed=seed), 0, {}, math.nan, 0, 0.5, ranking=figures)


def test_recommenders_follow_the_rating_models_without_errors_the_best_lists_first() -> None:
    results = [result("a", 0, 0.7), listed("poor", 0, 0.1), listed("good", 0, 0.3), result("b", 0, 0.6)]
    table = Comparison("d", "h", tuple(results)).table()
    assert list(table["model"]) == ["b", "a", "good", "poor"]
    assert table["mse"].isna().tolist() == [False, False, True, True]
    assert table["ndcg"].tolist()[2:] == [0.3, 0.1]
    assert table["gain"].tolist()[2:] == pytest.approx([0.2, 0.0])
    assert table["difference"].isna().tolist() == [False, False, True, True]
    assert table["beyond_noise"].tolist() == [False, False, None, None]
    assert table["epoch"].isna().tolist() == [False, False, True, True]
    assert "gain_low" not in table  # nobody knows it


def test_recommenders_alone_make_a_table_too() -> None:
    table = Comparison("d", "h", (listed("poor", 0, 0.1), listed("good", 0, 0.3))).table()
    assert list(table["model"]) == ["good", "poor"]
    assert table["difference"].isna().all()
