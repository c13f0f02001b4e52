"""A short table with bars."""

import pandas as pd
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from movierec_gui.gui.style import apply_text_size
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.table_model import ColumnView


@pytest.fixture
def table(qtbot):
    columns = (ColumnView("name", "Name"), ColumnView("value", "Value", digits=1, width=200))
    table = CompactTable(columns, "Values", bars="value", certain="sure")
    qtbot.addWidget(table)
    table.resize(400, 200)
    table.show()
    return table


def bar_colors(table, row):
    """Colours near the left end, left and right of the middle, and near the right end of a row's bar cell."""
    rect = table.visualRect(table.model().index(row, 1))
    picture = table.viewport().grab().toImage()
    y = rect.center().y() - 7
    return [
        picture.pixelColor(QPoint(x, y)).name()
        for x in (rect.left() + 6, rect.center().x() - 8, rect.center().x() + 8, rect.right() - 6)
    ]


def test_bars_go_from_zero_to_both_sides(table):
    table.show_columns(
        {"name": ["up", "down", "nothing"], "value": [2.0, -2.0, float("nan")], "sure": [True, True, True]}
    )
    ground = bar_colors(table, 2)[0]
    up, down = bar_colors(table, 0), bar_colors(table, 1)
    assert up[0] == up[1] == ground != up[2] == up[3]
    assert down[0] == down[1] != ground
    assert down[2] == down[3] == ground
    assert up[2] != down[0]


def test_values_of_one_sign_have_bars_from_the_left_and_uncertain_ones_are_grey(table):
    table.show_columns({"name": ["a", "b"], "value": [2.0, 2.0], "sure": [True, False]})
    sure, unsure = bar_colors(table, 0), bar_colors(table, 1)
    assert sure[0] == sure[1] == sure[2]
    assert sure[0] != unsure[0]


def test_nothing_but_zeros_and_no_rows_are_drawn_too(table):
    table.show_columns({"name": ["a"], "value": [0.0], "sure": [True]})
    table.grab()
    table.show_columns({"name": [], "value": [], "sure": []})
    table.grab()
    assert table.current_row() is None


def test_a_row_is_chosen_with_enter(table, qtbot):
    table.show_frame(pd.DataFrame({"name": ["a", "b"], "value": [1.0, 2.0], "sure": [True, True]}))
    table.setCurrentIndex(table.model().index(1, 0))
    assert table.current_row() == 1
    with qtbot.waitSignal(table.row_chosen) as chosen:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert chosen.args == [1]
    table.clear()
    assert len(table.table) == 0


def test_its_height_follows_the_rows_wanted(table):
    table.fit_height(3)
    small = table.height()
    table.fit_height(5)
    assert table.height() == small + 2 * 24


def test_a_style_that_comes_later_does_not_cut_the_last_row(table):
    table.hide()
    table.fit_height(2)
    before = table.height()
    table.setStyleSheet("QHeaderView::section { padding: 20px; }")
    table.show()
    assert table.height() >= before + 30
    assert table.height() >= table.horizontalHeader().sizeHint().height() + 2 * 24


def test_a_row_with_a_user_opens_their_page(table, qtbot):
    table.show_columns({"name": ["up"], "value": [2.0], "sure": [True], "user": [6]})
    with qtbot.waitSignals([table.row_chosen, table.page_requested]):
        table.activated.emit(table.model().index(0, 0))
    table.show_columns({"name": ["up"], "value": [2.0], "sure": [True]})
    with qtbot.assertNotEmitted(table.page_requested):
        table.activated.emit(table.model().index(0, 0))


def test_titles_are_cut_last(table):
    rows = {"value": [2.0], "sure": [True]}
    short, long = {"name": ["up"], **rows}, {"name": ["A name of forty letters, as films have"], **rows}
    table.show_columns(short)
    assert table.columnWidth(1) == 200
    table.show_columns(long)
    assert table.columnWidth(0) >= min(table.sizeHintForColumn(0), table.viewport().width() - table.columnWidth(1))
    assert table.columnWidth(1) < 200
    table.resize(150, 200)
    assert table.columnWidth(1) >= table.horizontalHeader().sectionSizeHint(1)
    table.resize(700, 200)
    assert table.columnWidth(1) == 200


def test_a_longer_heading_takes_its_room_from_the_first_column(qtbot):
    table = CompactTable((ColumnView("name", "Name"), ColumnView("value", "V", digits=1, width=60)), "Values")
    qtbot.addWidget(table)
    table.resize(300, 200)
    table.show()
    table.show_columns({"name": ["a name as long as films have, or longer than that"], "value": [1.0]})
    narrow = table.columnWidth(1)
    table.set_titles({"value": "A wider one"})
    assert table.model().headerData(1, Qt.Orientation.Horizontal) == "A wider one"
    assert narrow < table.columnWidth(1) == min(60, table.horizontalHeader().sectionSizeHint(1))


def test_the_whole_list_is_copied(table):
    (copy,) = table.actions()
    QGuiApplication.clipboard().setText("before")
    copy.trigger()
    assert QGuiApplication.clipboard().text() == "before"
    table.show_columns({"name": ["up", "down"], "value": [2.0, -1.5], "sure": [True, False]})
    copy.trigger()
    assert QGuiApplication.clipboard().text() == "Name\tValue\nup\t2.0\ndown\t-1.5"
    assert (copy.text(), copy.shortcut().toString()) == ("Copy the whole list", "Ctrl+C")


def test_at_a_larger_text_size_the_columns_hold_as_much(table, qapp):
    usual = table.columnWidth(1)
    apply_text_size(qapp, 150)
    qapp.processEvents()
    assert table.columnWidth(1) == usual * 3 // 2
    apply_text_size(qapp, 0)
    qapp.processEvents()
    assert table.columnWidth(1) == usual
