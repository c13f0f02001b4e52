from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt

from movierec_gui.gui.widgets.movie_map.pointer import ADD, REMOVE, REPLACE, Drag, Tool, selection_mode, wheel_factor

LEFT = Qt.MouseButton.LeftButton


@pytest.mark.parametrize(
    ("modifiers", "mode"),
    [
        (Qt.KeyboardModifier.NoModifier, REPLACE),
        (Qt.KeyboardModifier.ShiftModifier, ADD),
        (Qt.KeyboardModifier.AltModifier, REMOVE),
        (Qt.KeyboardModifier.ControlModifier, REMOVE),
    ],
)
def test_keys_tell_what_becomes_of_the_selection(modifiers, mode):
    assert selection_mode(modifiers) == mode


def test_the_wheel_goes_both_ways():
    assert wheel_factor(1) * wheel_factor(-1) == pytest.approx(1)
    assert wheel_factor(1) > 1


def test_a_short_way_is_a_click():
    drag = Drag(Tool.LASSO, LEFT, QPointF(5, 5))
    drag.move(QPointF(6, 5))
    assert drag.is_click
    drag.move(QPointF(12, 5))
    drag.move(QPointF(5, 5))
    assert not drag.is_click


def test_another_button_never_clicks():
    assert not Drag(Tool.PAN, Qt.MouseButton.RightButton, QPointF()).is_click


def test_the_outline_is_a_rectangle_or_the_way():
    for tool, corners in ((Tool.RECTANGLE, 5), (Tool.LASSO, 3)):
        drag = Drag(tool, LEFT, QPointF(10, 10))
        drag.move(QPointF(0, 4))
        drag.move(QPointF(2, 2))
        assert drag.selects
        assert drag.outline().size() == corners
    assert not Drag(Tool.PAN, LEFT, QPointF()).selects
