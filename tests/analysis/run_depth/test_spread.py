from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.analysis.run_depth.spread import LEVELS, coverage_table, density_table
from movierec_gui.data.splits import SplitConfig
from movierec_gui.progress import finish
from movierec_gui.training.intervals import COVERAGE, check
from movierec_gui.training.metrics import predict_ratings


def test_the_density_counts_every_rating_once(judged):
    table = density_table(judged)
    low, high = judged.dataset.scale
    width = (high - low) / 45
    bins = np.floor((judged.predicted - low) / width).clip(0, 44).astype(int)
    expected = pd.crosstab(pd.Series(judged.actual).map("{:g}".format), bins)
    found = table.assign(bin=((table["from"] - low) / width).round().astype(int))
    found = found.pivot_table(index="actual", columns="bin", values="ratings", fill_value=0)
    np.testing.assert_array_equal(found, expected)
    assert ((table["to"] - table["from"]) - width).abs().max() < 1e-9


def test_coverage_is_that_of_intervals_from_the_validation_ratings(run, judged):
    """A model without a variance of its own: the interval is as wide as the quantile of the validation errors."""
    table = coverage_table(run, judged).set_index("nominal")
    assert tuple(table.index) == LEVELS
    validation = run.dataset.ratings.take(run.split.validation)
    errors = np.sort(np.abs(predict_ratings(run.model, validation) - validation.values))
    for level, row in table.iterrows():
        rank = int(np.ceil((len(errors) + 1) * level))
        half = errors[rank - 1] if rank <= len(errors) else np.inf
        inside = np.abs(judged.errors) <= half + 1e-6
        assert row["actual"] == pytest.approx(inside.mean(), abs=0.005)
        assert row["low"] <= row["actual"] <= row["high"]
        assert row["ratings"] == len(judged)
    test = run.dataset.ratings.take(np.sort(run.split.test))
    assert table.loc[COVERAGE, "actual"] == pytest.approx(check(run.intervals, run.model, test).coverage)
    assert table["actual"].is_monotonic_increasing
    assert table["width"].is_monotonic_increasing


def test_validation_ratings_are_judged_by_halves(run):
    table = coverage_table(run, finish(judge_run(run, "validation"))).set_index("nominal")
    assert table.loc[0.9, "actual"] == pytest.approx(0.9, abs=0.12)
    assert table.loc[0.5, "actual"] == pytest.approx(0.5, abs=0.12)


def test_without_validation_ratings_and_variance_there_are_no_intervals(make_run):
    bare = make_run(split=SplitConfig(test=0.3, validation=0.0))
    assert coverage_table(bare, finish(judge_run(bare))).empty


def test_a_model_s_own_intervals_are_scaled_like_the_normal_distribution(make_run):
    sure = make_run(kind="vbfm", split=SplitConfig(test=0.3, validation=0.2))
    for _ in sure.model.own_fit(sure.data, torch.Generator().manual_seed(0)).steps():
        pass
    bare = replace(sure, split=replace(sure.split, validation=np.empty(0, np.int64)))
    table = coverage_table(bare, finish(judge_run(bare))).set_index("nominal")
    widths = table["width"]
    assert widths.is_monotonic_increasing
    assert 0.6 < table.loc[0.8, "actual"] <= 1.0
