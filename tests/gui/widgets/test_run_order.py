"""Filtering, grouping, and the columns of settings that differ."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit

from movierec_gui.gui.widgets.run_columns import COLUMNS, SETTINGS, RunLine
from movierec_gui.gui.widgets.run_table import RunTable

LINE = RunLine(
    key="a", color=1, name="first", note="", architecture="LSTM", validation_mse=0.7, test_mse=0.78,
    test_rmse=0.883, test_mae=0.67, best_epoch=7, epochs=20, seconds=65.0, status="finished", split="random",
    created="2026-01-01T12:00:00+00:00", dataset="small", settings={"Learning rate": 0.01, "Words": "none"},
)  # fmt: skip
LINES = [
    LINE,
    replace(LINE, key="b", name="second", architecture="Dense", settings={"Learning rate": 0.1, "Words": "both"}),
    replace(LINE, key="c", name="third", test_mse=0.5, settings={"Learning rate": None, "Words": None}),
    replace(
        LINE, key="d", name="club", dataset="club", foreign=True, can_be_drawn=False, settings={"Learning rate": 3.0}
    ),
]


@pytest.fixture
def table(qtbot):
    made = RunTable()
    qtbot.addWidget(made)
    made.resize(1400, 300)
    made.show()
    made.lines.set_lines(LINES)
    return made


def close_editor(table):
    table.closeEditor(table.findChild(QLineEdit), QAbstractItemDelegate.EndEditHint.NoHint)


def shown(table):
    """Headings of the columns, from the left."""
    header = table.horizontalHeader()
    order = sorted(range(len(table.lines.columns)), key=header.visualIndex)
    return [table.lines.columns[place].title for place in order if not table.isColumnHidden(place)]


def test_settings_stand_behind_the_errors_and_date_and_data_at_the_end(table):
    titles = shown(table)
    assert titles[titles.index("Test MSE") + 1 :][:2] == ["Learning rate", "Words"]
    assert titles[-2:] == ["Date", "Data"]
    table.lines.set_lines([replace(line, settings={}) for line in LINES])
    assert "Learning rate" not in shown(table)


def test_columns_that_say_nothing_or_are_not_wanted_are_hidden(table):
    table.lines.set_lines(LINES[:3])
    assert "Data" not in shown(table)  # all are of the same
    assert "Test NDCG@10" not in shown(table)  # nobody makes lists
    table.hide_columns(["note", SETTINGS])
    assert not {"Note", "Learning rate", "Words"} & set(shown(table))
    table.hide_columns([])
    assert {"Note", "Learning rate", "Words"} <= set(shown(table))


def test_words_filter(table):
    table.filter_by("dense BOTH")
    assert table.shown_keys == ("b",)
    table.filter_by("club")
    assert table.shown_keys == ("d",)
    table.filter_by("")
    assert len(table.shown_keys) == 4


def test_groups_stay_together_whichever_way_the_rows_are_sorted(table):
    table.group_by("architecture")
    assert table.shown_keys == ("b", "a", "c", "d")
    table.set_order("Test MSE", descending=False)
    assert table.shown_keys == ("b", "c", "a", "d")
    table.set_order("Test MSE", descending=True)
    assert table.shown_keys == ("b", "a", "d", "c")
    network = [column.field for column in COLUMNS].index("architecture")
    bold = [table.model().index(row, network).data(Qt.ItemDataRole.FontRole) is not None for row in range(4)]
    assert bold == [True, True, False, False]
    assert shown(table)[1] == "Network"
    table.group_by("")
    assert table.shown_keys == ("a", "b", "d", "c")


def test_runs_sort_by_a_setting_and_go_on_doing_so_when_columns_change(table):
    table.set_order("Learning rate", descending=False)
    assert table.shown_keys == ("a", "b", "d", "c")  # the one without it comes last
    more = [replace(line, settings={"Hidden nodes": number, **line.settings}) for number, line in enumerate(LINES)]
    table.lines.set_lines(more)
    assert table.order == ("Learning rate", False)
    assert table.shown_keys == ("a", "b", "d", "c")


def test_an_order_by_a_setting_waits_until_there_is_one(table):
    table.lines.set_lines([])
    table.set_order("Words", descending=True)
    table.lines.set_lines(LINES)
    assert table.order == ("Words", True)


def test_a_run_of_other_data_is_grey_and_cannot_be_changed(table):
    model = table.lines
    ours, foreign = model.index(0, 0), model.index(3, 0)
    assert model.data(ours, Qt.ItemDataRole.ForegroundRole) is None
    assert model.data(foreign, Qt.ItemDataRole.ForegroundRole) is not None
    assert model.flags(ours) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(foreign) & (Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable)
    data = [column.field for column in COLUMNS].index("dataset")
    assert model.index(3, data).data() == "club"


def test_a_run_is_renamed_where_its_name_stands(table):
    table.select("b")
    table.horizontalScrollBar().setValue(300)
    table.rename_current()
    assert table.state() == RunTable.State.EditingState
    assert table.currentIndex().row() == 1
    close_editor(table)
