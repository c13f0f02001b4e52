from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.analysis.predictions import bias_baseline
from movierec_gui.analysis.run_depth import judged as module
from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.training.metrics import evaluate, predict_ratings


@pytest.mark.parametrize("at_once", [7, 65_536])
def test_the_test_part_is_predicted_in_pieces(run, tiny_dataset, monkeypatch, at_once):
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    found = finish(judge_run(run))
    ratings = tiny_dataset.ratings.take(np.sort(run.split.test))
    np.testing.assert_allclose(found.predicted, predict_ratings(run.model, ratings), rtol=1e-6)
    assert found.figures == pytest.approx(evaluate(run.model, ratings))
    assert found.baseline_figures == pytest.approx(evaluate(bias_baseline(run), ratings))
    assert found.where == f"{len(ratings):,} test ratings, on which nothing was chosen"
    assert found.movie_support.tolist() == run.data.movie_counts[ratings.movies].tolist()
    assert found.user_support.tolist() == run.data.user_counts[ratings.users].tolist()


def test_the_validation_part_is_said_to_be_optimistic(run):
    found = finish(judge_run(run, "validation"))
    assert found.rows.tolist() == sorted(run.split.validation.tolist())
    assert "a little optimistic" in found.where


def test_without_a_test_part_the_validation_part_is_taken(make_run):
    assert finish(judge_run(make_run(split=SplitConfig(test=0.0, validation=0.2)))).part == "validation"


def test_a_part_that_is_empty_or_unknown_is_refused(make_run, run):
    article = make_run(split=SplitConfig(test=0.0, validation=0.2))
    with pytest.raises(UserError, match=r"has no test ratings.*Look at its validation ratings"):
        finish(judge_run(article, "test"))
    with pytest.raises(UserError, match="Did you mean 'test'"):
        finish(judge_run(run, "tests"))
    nothing: Int64Array = np.empty(0, np.int64)
    empty = replace(run, split=replace(run.split, test=nothing, validation=nothing))
    with pytest.raises(UserError, match="Train it on a split that holds ratings out"):
        finish(judge_run(empty))
