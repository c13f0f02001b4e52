"""The table of a comparison."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from movierec_gui.gui.style import apply_style, theme_colors
from movierec_gui.gui.tabs.train_tab.comparing.columns import ERRORS, PAGES, page_columns
from movierec_gui.gui.tabs.train_tab.comparing.result_table import ResultTable


@pytest.fixture
def styled(qapp):
    apply_style(qapp, "light")
    yield
    qapp.setStyleSheet("")


@pytest.fixture
def table(qtbot, record):
    made = ResultTable("Models")
    qtbot.addWidget(made)
    made.resize(1200, 300)
    rows = record.standings()[0]
    made.show_standings(page_columns(ERRORS, rows[0].figures), rows, 2)
    made.show()
    return made


def column(table, name):
    return [shown.name for shown in table.standings.columns].index(name)


def cell(table, row, name, role=Qt.ItemDataRole.DisplayRole):
    return table.model().index(row, column(table, name)).data(role)


def models(table):
    return [cell(table, row, "model") for row in range(table.model().rowCount())]


def test_the_best_stands_first_and_a_failed_one_says_why(table):
    assert models(table) == ["good", "bad", "blown"]
    assert cell(table, 0, "splits") == "2 of 2"
    assert cell(table, 2, "splits") == "0 of 2, failed"
    assert cell(table, 2, "model", Qt.ItemDataRole.ToolTipRole) == "The loss is not a number."
    assert cell(table, 2, "splits", Qt.ItemDataRole.ForegroundRole).name() == theme_colors().error
    assert cell(table, 0, "mse", Qt.ItemDataRole.FontRole).bold()
    assert cell(table, 1, "mse", Qt.ItemDataRole.FontRole) is None
    assert cell(table, 0, "optimistic_mse", Qt.ItemDataRole.ForegroundRole).name() == theme_colors().muted


def test_headings_explain_themselves(table):
    header = table.standings
    assert header.headerData(column(table, "optimistic_mse"), Qt.Orientation.Horizontal) == "Optimistic MSE"
    for place in range(header.columnCount()):
        assert header.headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


def test_a_click_on_a_heading_sorts(table):
    table.sortByColumn(column(table, "mse"), Qt.SortOrder.DescendingOrder)
    assert models(table) == ["blown", "bad", "good"]
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert models(table) == ["good", "bad", "blown"]


def test_the_name_takes_the_width_that_is_left(qtbot, table):
    table.resize(2400, 300)
    widths = [table.columnWidth(place) for place in range(table.model().columnCount())]
    assert sum(widths) == table.viewport().width()
    table.resize(600, 300)
    assert table.columnWidth(0) >= 150
    assert table.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("page", range(len(PAGES)))
def test_no_figure_is_cut_off(styled, table, record, page):
    rows = record.standings()[0]
    table.show_standings(page_columns(page, rows[0].figures), rows, 2)
    for place, shown in enumerate(table.standings.columns):
        for row in range(len(rows)):
            index = table.standings.index(row, place)
            font = index.data(Qt.ItemDataRole.FontRole) or table.font()
            needed = QFontMetrics(font).horizontalAdvance(index.data()) + 12  # with the style sheet's padding
            assert table.columnWidth(place) >= needed, shown.title


@pytest.mark.parametrize("page", range(len(PAGES)))
def test_every_page_fits_the_smaller_window(styled, qapp, table, record, page):
    table.resize(864, 300)
    rows = record.standings()[0]
    table.show_standings(page_columns(page, rows[0].figures.keys() - {"splits"}), rows, 2)
    assert table.columnWidth(0) > QFontMetrics(qapp.font()).horizontalAdvance("House model, context-aware")
    assert sum(table.columnWidth(place) for place in range(len(table.standings.columns))) <= table.viewport().width()


def test_the_column_that_is_sorted_by_has_room_for_the_arrow(table):
    place = column(table, "mae")
    width = table.columnWidth(place)
    table.sortByColumn(place, Qt.SortOrder.DescendingOrder)
    assert table.columnWidth(place) > width


def test_the_model_keeps_qts_contract(table, qtmodeltester):
    qtmodeltester.check(table.standings)


def test_it_reads_from_top_to_bottom(table, words_of):
    assert words_of(table) == []
