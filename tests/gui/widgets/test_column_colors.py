"""The menu of a heading: shades for the numbers of a column, or the map in their colours."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QTableView

from movierec_gui.data.tables import Column, Table
from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.column_colors import ColumnColors
from movierec_gui.gui.widgets.table_model import ColumnView, DataFrameModel

COLUMNS = (ColumnView("title", "Title"), ColumnView("mean", "Mean", digits=1))
TABLE = Table({"title": Column(np.array(["a", "b", "c"], object)), "mean": Column(np.array([1.0, np.nan, 3.0]))})


@pytest.fixture
def view(qtbot):
    made = QTableView()
    qtbot.addWidget(made)
    made.setModel(DataFrameModel(COLUMNS, parent=made))
    made.resize(400, 200)
    made.show()
    return made


@pytest.fixture
def colors(view):
    return ColumnColors(view, view.model(), for_map=False)


def opacities(colors, rows=(0, 1, 2)):
    grounds = [colors.ground("mean", row) for row in rows]
    return [None if ground is None else round(ground.color().alphaF(), 2) for ground in grounds]


def test_only_numbers_that_are_there_have_a_menu(colors, view):
    assert colors.menu_of(1) is None  # no row yet
    view.model().set_table(TABLE)
    assert colors.menu_of(0) is None
    (shade,) = colors.menu_of(1).actions()
    assert (shade.text(), shade.isCheckable(), shade.isChecked()) == ("Shade the cells by mean", True, False)


def test_the_lowest_is_clear_the_highest_the_strongest_and_what_is_missing_stays(colors, view):
    view.model().set_table(TABLE)
    assert opacities(colors) == [None, None, None]
    colors.menu_of(1).actions()[0].trigger()
    shown = opacities(colors)
    assert shown[1] is None
    assert shown[0] < shown[2] == 0.6
    accent = QColor(theme_colors().accent)
    assert colors.ground("mean", 2).color().name() == accent.name()
    assert colors.menu_of(1).actions()[0].isChecked()
    view.model().set_table(Table({**TABLE.columns, "mean": Column(np.array([3.0, 1.0, 2.0]))}))
    assert opacities(colors)[0] == 0.6  # of the new numbers
    colors.shade("mean", on=False)
    assert opacities(colors) == [None, None, None]


def test_a_list_of_movies_can_colour_the_map(qtbot, colors, view):
    view.model().set_table(TABLE)
    colors.for_map = True
    _, to_map = colors.menu_of(1).actions()
    with qtbot.waitSignal(colors.map_wanted) as wanted:
        to_map.trigger()
    assert wanted.args == ["mean"]


def test_the_menu_opens_below_the_heading_that_was_asked(colors, view, monkeypatch):
    opened = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, where: opened.append((menu.actions()[0].text(), where)))
    view.model().set_table(TABLE)
    header = view.horizontalHeader()
    for x in (10, header.sectionPosition(1) + 10, 390):
        header.customContextMenuRequested.emit(QPoint(x, 5))
    assert opened == [("Shade the cells by mean", header.mapToGlobal(QPoint(header.sectionPosition(1) + 10, 5)))]
