"""A short table whose columns change."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.table_base import SORT_ROLE
from movierec_gui.gui.widgets.value_table import ValueColumn, ValueRow, ValueTable

COLUMNS = (ValueColumn("Run", "Its name"), ValueColumn("Test MSE", "Measured once", True))
ROWS = (
    ValueRow("a", ("first", "0.9"), ("first", 0.9)),
    ValueRow("b", ("second", "0.10"), ("second", 0.1), tip="a tip"),
    ValueRow("c", ("third", "–"), ("third", 9.0), muted=True),
)


@pytest.fixture
def table(qtbot):
    made = ValueTable("Trials")
    qtbot.addWidget(made)
    made.show_rows(COLUMNS, ROWS)
    return made


def cell(table, row, column, role=Qt.ItemDataRole.DisplayRole):
    return table.values.data(table.values.index(row, column), role)


def test_cells_say_their_text_their_order_and_their_side(table):
    roles = (Qt.ItemDataRole.DisplayRole, SORT_ROLE, Qt.ItemDataRole.ToolTipRole)
    assert [cell(table, 0, 1, role) for role in roles] == ["0.9", 0.9, "0.9"]
    assert [cell(table, 1, column, Qt.ItemDataRole.ToolTipRole) for column in (0, 1)] == ["a tip", "a tip"]
    sides = [cell(table, 0, column, Qt.ItemDataRole.TextAlignmentRole) for column in (0, 1)]
    assert sides[0] & Qt.AlignmentFlag.AlignLeft
    assert sides[1] & Qt.AlignmentFlag.AlignRight
    colors = [cell(table, row, 0, Qt.ItemDataRole.ForegroundRole) for row in range(3)]
    assert colors == [None, None, QColor(theme_colors().muted)]
    assert cell(table, 0, 0, Qt.ItemDataRole.DecorationRole) is None
    assert table.values.data(table.values.index(5, 0)) is None
    assert table.values.rowCount(table.values.index(0, 0)) == 0


def test_it_is_sorted_by_what_the_texts_stand_for(table):
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert [table.model().index(row, 0).data() for row in range(3)] == ["second", "first", "third"]


def test_a_row_is_told_when_a_person_goes_there_and_not_when_the_program_does(qtbot, table):
    assert table.current_key == ""
    with qtbot.assertNotEmitted(table.chosen):
        table.select("b")
        table.select("nobody")
    assert table.current_key == "b"
    with qtbot.waitSignal(table.chosen) as chosen:
        table.setCurrentIndex(table.model().index(2, 0))
    assert chosen.args == ["c"]


def test_the_row_stays_chosen_where_it_is_still_there(qtbot, table):
    table.select("b")
    with qtbot.assertNotEmitted(table.chosen):
        table.show_rows(COLUMNS, ROWS[1:])
    assert table.current_key == "b"
    with qtbot.assertNotEmitted(table.chosen):
        table.show_rows(COLUMNS, ROWS[2:])
    assert table.current_key in ("", "c")
    with qtbot.waitSignal(table.chosen):
        table.show_rows(COLUMNS, ROWS)
        table.setCurrentIndex(table.model().index(0, 0))


def test_columns_are_as_wide_as_their_headings_and_texts_want_up_to_a_limit(table):
    gap = table.fontMetrics().horizontalAdvance("Test MSE") + 28
    assert table.columnWidth(1) >= gap
    table.setColumnWidth(0, 77)
    table.show_rows(COLUMNS, ROWS[:1])
    assert table.columnWidth(0) == 77  # the same headings: as a person left them
    long = ValueRow("a", ("a" * 200, "0.9"), ("a", 0.9))
    table.show_rows((ValueColumn("Name"), COLUMNS[1]), [long])
    assert table.columnWidth(0) == 260
