"""What the table of runs says of each run."""

import math
from dataclasses import replace

import pytest

from movierec_gui.gui.widgets.run_columns import COLUMNS, RunLine, SettingColumn, setting_columns

LINE = RunLine(
    "k",
    1,
    "Dense 1",
    "why",
    "Dense network",
    0.81234,
    0.7,
    0.83666,
    0.6,
    3,
    8,
    61.0,
    "finished",
    "random",
    dataset="Tiny",
)
EMPTY = RunLine("e", None, "Old", "", "Dense network", *[math.nan] * 4, 0, 0, 0.0, "stopped", "random")


def texts(line):
    return {column.title: column.text(line) for column in COLUMNS}


def test_every_cell_of_a_line():
    assert texts(LINE) == {
        "Run": "Dense 1",
        "Note": "why",
        "Network": "Dense network",
        "Best valid. MSE": "0.8123",
        "Test MSE": "0.7000",
        "Valid. NDCG@10": "–",
        "Test NDCG@10": "–",
        "Test RMSE": "0.8367",
        "Test MAE": "0.6000",
        "Best epoch": "3 of 8",
        "Time": "1 min 01 s",
        "Status": "finished",
        "Split": "random",
        "Date": "–",
        "Data": "Tiny",
    }


def test_what_is_not_known_is_a_dash():
    shown = texts(EMPTY)
    assert [title for title, text in shown.items() if text == "–"] == [
        "Best valid. MSE", "Test MSE", "Valid. NDCG@10", "Test NDCG@10", "Test RMSE", "Test MAE", "Best epoch", "Time",
        "Date",
    ]  # fmt: skip
    assert texts(replace(EMPTY, seconds=2.0))["Time"] == "2.0 s"  # fitted without epochs
    assert texts(replace(EMPTY, created="2026-12-01T12:05:00+00:00"))["Date"].startswith("2026-12-0")


def test_what_is_sorted_by():
    orders = {column.title: column.order(LINE) for column in COLUMNS}
    assert (orders["Run"], orders["Test MSE"], orders["Best epoch"]) == ("dense 1", 0.7, 3)
    assert orders["Valid. NDCG@10"] == math.inf


@pytest.mark.parametrize(
    ("value", "text", "order"),
    [
        (True, "yes", "yes"),
        (False, "no", "no"),
        (None, "–", "\uffff"),
        (0.001, "0.001", "0.001"),
        ("Adam", "Adam", "adam"),
    ],
)
def test_a_setting_that_differs(value, text, order):
    column = SettingColumn("Setting", numeric=False)
    line = replace(LINE, settings={"Setting": value})
    assert (column.text(line), column.order(line)) == (text, order)
    assert column.help.startswith("A setting that differs")
    assert (column.field, column.editable, column.width) == ("settings", False, 96)


def test_numbers_are_sorted_as_numbers_and_those_that_lack_them_come_last():
    column = SettingColumn("Epochs", numeric=True)
    lines = [replace(LINE, settings=settings) for settings in ({"Epochs": 10}, {"Epochs": 9}, {})]
    assert [column.order(line) for line in lines] == [10, 9, math.inf]


def test_a_column_for_each_setting_and_numbers_where_all_are():
    lines = [
        replace(LINE, settings={"Epochs": 10, "Adam": True, "Name": "a", "Rate": None}),
        replace(LINE, settings={"Epochs": 2.5, "Rate": 0.1, "Mixed": 1}),
        replace(LINE, settings={"Mixed": "one"}),
    ]
    assert [(column.title, column.numeric) for column in setting_columns(lines)] == [
        ("Epochs", True), ("Adam", False), ("Name", False), ("Rate", True), ("Mixed", False),
    ]  # fmt: skip
    assert setting_columns([LINE]) == ()
