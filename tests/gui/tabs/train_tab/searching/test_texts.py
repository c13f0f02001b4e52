"""What a search is, in words."""

import math
from dataclasses import replace

import pytest

from movierec_gui.gui.tabs.train_tab.searching.texts import (
    best_text,
    labels_of,
    record_text,
    source_text,
    trial_axes,
    trial_columns,
    trial_row,
)
from movierec_gui.gui.widgets.value_table import ValueColumn, ValueRow
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import default_spec
from movierec_gui.training.searching.record import SearchRecord, Trial
from movierec_gui.training.searching.space import Dimension

TRIALS = (
    Trial(1, {"learning_rate": 0.001, "schedule": "constant"}, "finished", 0.9, (0.9,), (3,), 1.25),
    Trial(2, {"learning_rate": 0.01, "schedule": "cosine"}, "failed", None, (), (), 0.5, "The loss is not a number."),
    Trial(3, {"learning_rate": 0.005, "schedule": "cosine"}, "finished", 0.75, (0.7, 0.8), (4, 6), 2.0),
)


@pytest.fixture
def record():
    spec = preset_spec("dense")
    rate = Dimension("training", "learning_rate", 0.0001, 0.01, logarithmic=True)
    return SearchRecord(
        "s", "2026-12-01T12:05:00+00:00", "finished", "tiny", "hash", spec.to_mapping(),
        (rate, Dimension("training", "schedule", choices=("constant", "cosine"))), judged_by=800, trials=TRIALS,
    )  # fmt: skip


@pytest.fixture
def lists(record):
    trials = tuple(replace(trial, values={"ridge": 10.0 * trial.number}) for trial in TRIALS)
    ridge = Dimension("settings", "ridge", 1.0, 100.0)
    return replace(record, settings=default_spec("ease").to_mapping(), space=(ridge,), trials=trials)


@pytest.mark.parametrize(
    ("status", "running", "rest"),
    [
        ("finished", False, ["3 trials", "Dense network"]),
        ("running", True, ["running", "Dense network"]),
        ("running", False, ["unfinished after 3 trials", "Dense network"]),
        ("stopped", False, ["stopped after 3 trials", "Dense network"]),
        ("failed", False, ["failed after 3 trials", "Dense network"]),
    ],
)
def test_a_search_in_a_list(record, status, running, rest):
    moment, *found = record_text(replace(record, status=status), running).split(" · ")
    assert (found, moment.partition(" 2026, ")[0]) == (rest, "1 Dec")
    assert record_text(replace(record, trials=TRIALS[:1]), False).endswith(" · 1 trial · Dense network")


def test_which_ratings_judge(record, lists):
    assert source_text(record) == (
        "Judged by 800 validation ratings of tiny, which come out of the training part; no test rating was looked at. "
        "The best of 3 trials is a little lucky: its validation MSE is optimistic."
    )
    assert source_text(replace(record, inner=3)).startswith(
        "Judged on 3 inner splits in turn, by 800 validation ratings in all of tiny, "
    )
    assert source_text(lists).endswith("its validation NDCG@10 is optimistic.")


def test_what_came_out(record, lists):
    assert best_text(record) == "Best: trial 3, validation MSE 0.7500; the first trial has 0.9000."
    assert best_text(lists) == "Best: trial 1, validation NDCG@10 0.9000."
    assert best_text(replace(record, trials=TRIALS[1:])) == "Best: trial 3, validation MSE 0.7500."
    assert best_text(replace(record, trials=TRIALS[1:2])) == "No trial succeeded."
    assert best_text(replace(record, trials=())) == "No trial has succeeded yet."


def test_the_headings(record, lists):
    labels = labels_of(record)
    assert labels == ("Learning rate", "Schedule")
    trial, score, rate, optimizer, epoch, time = trial_columns(record, labels)
    assert [column.title for column in (trial, score, epoch, time)] == ["Trial", "Validation MSE", "Best epoch", "Time"]
    assert all(column.numeric and column.help for column in (trial, score, epoch, time))
    assert score.help == "Measured on validation ratings; the lower the better"
    assert rate == ValueColumn("Learning rate", "Varies: 0.0001..0.01", True)
    assert optimizer == ValueColumn("Schedule", "Varies: constant,cosine", False)
    assert trial_columns(lists, labels_of(lists))[1].help.endswith("; the higher the better")


def test_a_trial_is_a_row(record, lists):
    assert trial_row(record, TRIALS[2]) == ValueRow(
        "3", ("3", "0.7500 ★", "0.005", "cosine", "4, 6", "2.0 s"), (3, 0.75, 0.005, "cosine", 4, 2.0)
    )
    assert trial_row(record, TRIALS[0]).texts == ("1", "0.9000", "0.001", "constant", "3", "1.2 s")
    reason = "The loss is not a number."
    assert trial_row(record, TRIALS[1]) == ValueRow(
        "2",
        ("2", "failed", "0.01", "cosine", "–", "0.5 s"),
        (2, math.inf, 0.01, "cosine", -1, 0.5),
        tip=reason,
        muted=True,
    )
    assert trial_row(lists, lists.trials[1]).orders[1] == -math.inf


def test_settings_and_the_score_are_axes(record):
    rate, optimizer, score = trial_axes(record, ("Rate", "Schedule"))
    assert (rate.title, rate.values, rate.logarithmic) == ("Rate", (0.001, 0.01, 0.005), True)
    assert (optimizer.values, optimizer.logarithmic) == (("constant", "cosine", "cosine"), False)
    assert (score.title, score.values) == ("validation MSE", (0.9, None, 0.75))
