"""How runs, splits and progress read."""

import math
from dataclasses import replace

import pytest

from movierec_gui.data.preparation import UNPREPARED
from movierec_gui.data.splits import ARTICLE_SPLIT, SplitConfig, split_ratings
from movierec_gui.gui.run_catalogue import RunRow
from movierec_gui.gui.tabs.train_tab.texts import (
    data_text,
    deleted_text,
    progress_text,
    run_line,
    sizes_text,
    split_text,
)
from movierec_gui.gui.widgets.run_columns import RunLine
from movierec_gui.progress import Progress
from movierec_gui.training.events import StepsTrained
from movierec_gui.training.runs import RUNNING, RunRecord


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (SplitConfig(), "random, test 20%, validation 10% of the rest, seed 0"),
        (ARTICLE_SPLIT, "random, validation 20%, seed 0"),
        (SplitConfig("by_time", 0.1, 0.0, 3), "by time, test 10%, seed 3"),
        (SplitConfig("per_user"), "per user, test 20%, validation 10% of the rest, seed 0"),
        (SplitConfig("k_fold", fold="2"), "fold 2 (k folds), test 20%, validation 10% of the rest, seed 0"),
        (SplitConfig("official", fold="u1"), "fold u1, validation 10% of the rest, seed 0"),
    ],
)
def test_splits_in_a_few_words(config, text):
    assert split_text(config) == text


def test_sizes_leave_out_empty_parts(tiny_dataset):
    split = split_ratings(tiny_dataset, ARTICLE_SPLIT)
    assert sizes_text(split) == f"{len(split.train):,} training, {len(split.validation):,} validation"


def test_progress_in_a_line():
    event = StepsTrained("run", 2.5, 0.79234, 38_400.0, Progress("", 2.5, 20))
    text = progress_text(event, 20, 72.0)
    assert text == "Epoch 3 of 20  ·  training error 0.7923  ·  38,400 ratings/s  ·  1 min 12 s left"
    assert "left" not in progress_text(event, 20, None)


def test_a_model_that_does_not_know_its_training_error_says_nothing_of_it():
    event = StepsTrained("run", 0.5, math.nan, 1000.0, Progress("", 0.5, 1))
    assert progress_text(event, 1, None) == "Epoch 1 of 1  ·  1,000 ratings/s"


@pytest.mark.parametrize(
    ("live", "resumable", "status"),
    [("training", False, "training"), ("", True, "interrupted"), ("", False, "running")],
)
def test_the_status_says_what_can_be_done(spec, live, resumable, status):
    record = RunRecord("id", "name", spec, "data", "hash", "now", status=RUNNING)
    line = run_line(RunRow(record, (), resumable), None, "Dense", live)
    assert line.status == status
    assert math.isnan(line.validation_mse)
    assert line.epochs == 0


def test_a_line_has_all_that_the_record_knows(spec):
    record = RunRecord(
        "id", "name", spec, "data", "hash", "2026-12-01T12:05:00+00:00", status="finished", best_epoch=2, seconds=3.5,
        validation={"mse": 0.8, "rmse": 0.9}, test={"mse": 0.7, "rmse": 0.83, "mae": 0.6}, note="why",
    )  # fmt: skip
    line = run_line(RunRow(record, (object(),) * 4, False), 3, "Dense", "")
    split = "random, test 20%, validation 10% of the rest, seed 0"
    expected = RunLine(
        "id", 3, "name", "why", "Dense", 0.8, 0.7, 0.83, 0.6, 2, 4, 3.5, "finished", split,
        validation_ndcg=line.validation_ndcg, test_ndcg=line.test_ndcg, created=record.created, dataset="data",
    )  # fmt: skip
    assert repr(line) == repr(expected)  # some of its figures are NaN, which equals nothing


def test_data_that_were_prepared_say_so(spec):
    record = RunRecord("id", "name", spec, "data", "hash", "now")
    assert data_text(record) == "data"
    assert data_text(replace(record, preparation=UNPREPARED)) == "data, prepared"


def test_deleted_runs_are_counted():
    assert (deleted_text(1), deleted_text(2)) == ("The run was deleted.", "2 runs were deleted.")
