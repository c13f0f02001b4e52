"""Runs as rows: whole tables, column by column."""

import math
from dataclasses import replace

import pytest

from movierec_gui.data.splits import SplitConfig
from movierec_gui.gui.tabs.train_tab.differences.facts import facts_of, table_of
from movierec_gui.gui.widgets.value_table import ValueColumn
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import ListRecord, default_spec
from movierec_gui.training.runs import RunRecord

NOW = "2026-01-01T00:00:00+00:00"


def run(key, rate, mse, **spec):
    base = preset_spec("dense")
    base = replace(base, training=replace(base.training, learning_rate=rate), **spec)
    return RunRecord(key, f"Run {key}", base, "tiny", "hash", NOW, validation={"mse": mse}, test={"mse": mse / 2})


ONE, TWO, THREE = run("1", 0.001, 0.8), run("2", 0.01, 0.7), run("3", 0.1, 0.9, split=SplitConfig(seed=4))
LISTS = ListRecord("l", "EASE", default_spec("ease"), "tiny", "hash", NOW, test={"ndcg": 0.3})


@pytest.mark.parametrize(
    ("records", "note"),
    [
        (
            [ONE, TWO],
            "All of the same data and split. Validation figures also chose the epoch, and maybe the settings.",
        ),
        ([ONE, THREE], "These runs are on 2 splits: small differences of their figures mean nothing."),
        (
            [ONE, replace(THREE, dataset_hash="other")],
            "These runs are of 2 data sets: their figures cannot be held against each other.",
        ),
    ],
)
def test_whether_figures_may_be_held_against_each_other(records, note):
    assert facts_of(records).note == note


def test_only_figures_that_somebody_has_are_there():
    assert [(one.title, one.values, one.lower_is_better) for one in facts_of([ONE, TWO, LISTS]).figures] == [
        ("Validation MSE", (0.8, 0.7, None), True),
        ("Test MSE", (0.4, 0.35, None), True),
        ("Test NDCG@10", (None, None, 0.3), False),
    ]


def test_many_runs_are_a_row_each():
    columns, rows = table_of(facts_of([ONE, TWO, THREE]))
    assert columns == [
        ValueColumn("Run"),
        ValueColumn("Network"),
        ValueColumn("Learning rate", "Training setting", True),
        ValueColumn("Validation MSE", "", True),
        ValueColumn("Test MSE", "", True),
    ]
    assert [row.key for row in rows] == ["1", "2", "3"]
    assert rows[1].texts == ("Run 2", "Dense network", "0.01", "0.7", "0.35")
    assert rows[1].orders == ("run 2", "dense network", 0.01, 0.7, 0.35)
    assert not any(row.muted for row in rows)


def test_what_a_run_lacks_comes_last_and_is_a_dash():
    columns, rows = table_of(facts_of([ONE, TWO, LISTS]))
    at = [column.title for column in columns].index("Learning rate")
    assert (rows[2].texts[at], rows[2].orders[at]) == ("–", math.inf)
    assert rows[2].texts[-3:] == ("–", "–", "0.3")
    assert rows[2].orders[-3:] == (math.inf, math.inf, 0.3)


def test_two_runs_are_a_row_for_each_difference_and_each_figure():
    columns, rows = table_of(facts_of([ONE, THREE]))
    assert columns == [ValueColumn("Part"), ValueColumn("Setting"), ValueColumn("Run 1"), ValueColumn("Run 3")]
    assert [(row.key, row.texts, row.muted) for row in rows] == [
        ("Training/Learning rate", ("Training", "Learning rate", "0.001", "0.1"), False),
        ("Split/Split seed", ("Split", "Split seed", "0", "4"), False),
        ("Validation MSE", ("Result", "Validation MSE", "0.8", "0.9"), True),
        ("Test MSE", ("Result", "Test MSE", "0.4", "0.45"), True),
    ]
    assert rows[0].orders == ("training", "learning rate", "0.001", "0.1")


def test_settings_and_figures_are_axes():
    facts = facts_of([ONE, TWO, THREE])
    (rate,) = facts.setting_axes()
    assert (rate.title, rate.values, rate.logarithmic) == ("Learning rate", (0.001, 0.01, 0.1), True)
    assert (facts.figure_axis(1).title, facts.figure_axis(1).values) == ("Test MSE", (0.4, 0.35, 0.45))


def test_everything_is_a_table_for_a_file():
    frame = facts_of([ONE, THREE]).frame()
    assert frame.to_dict("list") == {
        "run": ["Run 1", "Run 3"],
        "id": ["1", "3"],
        "network": ["Dense network"] * 2,
        "data": ["tiny"] * 2,
        "split": [ONE.spec.split.name, THREE.spec.split.name],
        "Learning rate": [0.001, 0.1],
        "Validation MSE": [0.8, 0.9],
        "Test MSE": [0.4, 0.45],
    }
