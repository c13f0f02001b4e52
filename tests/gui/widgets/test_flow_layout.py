"""Widgets flow into as many rows as their width needs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.widgets.flow_layout import FlowLayout


class _Box(QWidget):
    def __init__(self, width: int, height: int = 20) -> None:
        super().__init__()
        self._size = QSize(width, height)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self._size


@pytest.fixture
def flow(qtbot):
    box = QWidget()
    qtbot.addWidget(box)
    layout = FlowLayout(box)
    layout.setContentsMargins(3, 5, 7, 9)
    layout.setSpacing(4)
    return layout


def _places(layout):
    layout.activate()
    return [layout.itemAt(number).geometry().getRect() for number in range(layout.count())]


def test_what_does_not_fit_into_a_row_begins_the_next(flow):
    for width in (50, 40, 30):
        flow.addWidget(_Box(width))
    flow.parentWidget().resize(3 + 94 + 7, 100)
    assert flow.heightForWidth(104) == 5 + 20 + 20 + 9
    assert flow.heightForWidth(103) == 5 + 3 * 20 + 9 - 20
    flow.setGeometry(flow.parentWidget().rect())
    assert _places(flow) == [(3, 5, 50, 20), (57, 5, 40, 20), (3, 25, 30, 20)]
    flow.parentWidget().resize(300, 100)
    flow.setGeometry(flow.parentWidget().rect())
    assert [top for _, top, _, _ in _places(flow)] == [5, 5, 5]


def test_lower_widgets_stand_in_the_middle_of_their_row_and_wide_ones_are_cut(flow):
    for box in (_Box(30, 10), _Box(30, 30), _Box(900)):
        flow.addWidget(box)
    flow.parentWidget().resize(110, 100)
    flow.setGeometry(flow.parentWidget().rect())
    assert _places(flow) == [(3, 15, 30, 10), (37, 5, 30, 30), (3, 35, 100, 20)]


def test_hidden_widgets_take_no_room_and_none_no_height(flow):
    assert flow.heightForWidth(100) == 5 + 9
    assert flow.sizeHint() == QSize(10, 14)
    box = _Box(60)
    flow.addWidget(box)
    assert flow.sizeHint() == QSize(70, 34)
    assert flow.minimumSize().width() == 10 + box.minimumSizeHint().expandedTo(QSize(0, 0)).width()
    box.hide()
    assert flow.heightForWidth(100) == 5 + 9


def test_items_can_be_taken_out(flow):
    box = _Box(10)
    flow.addWidget(box)
    assert flow.takeAt(0).widget() is box
    assert flow.count() == 0
    assert flow.takeAt(0) is None
    assert flow.itemAt(0) is None
