"""The first column stays in sight."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit

from movierec_gui.gui.widgets.run_columns import RunLine
from movierec_gui.gui.widgets.run_table import RunTable

LINE = RunLine(
    key="a", color=1, name="LSTM", note="", architecture="LSTM (one step)", validation_mse=0.7, test_mse=0.78,
    test_rmse=0.883, test_mae=0.67, best_epoch=7, epochs=20, seconds=65.0, status="finished", split="random",
)  # fmt: skip


@pytest.fixture
def table(qtbot):
    made = RunTable()
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show()
    made.lines.set_lines([replace(LINE, key=f"{number:03}", name=f"run {number}") for number in range(40)])
    return made


def test_it_shows_only_what_is_scrolled_away(table):
    assert not table.frozen.isVisible()
    table.horizontalScrollBar().setValue(200)
    assert table.frozen.isVisible()
    assert table.frozen.columnWidth(0) == table.columnWidth(0)
    assert all(table.frozen.isColumnHidden(column) for column in range(1, table.model().columnCount()))
    table.horizontalScrollBar().setValue(0)
    assert not table.frozen.isVisible()


def test_it_scrolls_selects_and_ticks_with_the_table(qtbot, table):
    table.horizontalScrollBar().setValue(200)
    table.verticalScrollBar().setValue(7)
    assert table.frozen.verticalScrollBar().value() == 7
    table.frozen.verticalScrollBar().setValue(9)  # by a wheel above the names
    assert table.verticalScrollBar().value() == 9
    table.select("020")
    assert table.frozen.selectionModel().isRowSelected(20)
    assert table.frozen.isVisible()  # the row came into sight, and the columns stayed where they were
    table.setColumnWidth(0, 222)
    assert table.frozen.width() == 222
    index = table.frozen.model().index(8, 0)
    with qtbot.waitSignal(table.lines.shown_toggled) as toggled:
        table.frozen.model().setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert toggled.args == ["008", False]


def test_a_double_click_on_a_name_edits_it_where_it_stands(table):
    table.horizontalScrollBar().setValue(200)
    table.frozen.doubleClicked.emit(table.frozen.model().index(1, 0))
    assert table.horizontalScrollBar().value() == 0
    assert table.state() == RunTable.State.EditingState
    table.closeEditor(table.findChild(QLineEdit), QAbstractItemDelegate.EndEditHint.NoHint)
