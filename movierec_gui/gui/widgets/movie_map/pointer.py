"""Mouse and keys on the map, turned into intentions."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF


class Tool(Enum):
    """Effects of dragging with the left button."""

    PAN = "pan"
    RECTANGLE = "rectangle"
    LASSO = "lasso"


REPLACE, ADD, REMOVE = "replace", "add", "remove"

_CLICK_TRAVEL = 4.0
_STEP = 60.0
_ZOOM = 1.3
PAN_KEYS = {
    Qt.Key.Key_Left: (_STEP, 0.0),
    Qt.Key.Key_Right: (-_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, _STEP),
    Qt.Key.Key_Down: (0.0, -_STEP),
}
ZOOM_KEYS = {
    Qt.Key.Key_Plus: _ZOOM,
    Qt.Key.Key_Equal: _ZOOM,
    Qt.Key.Key_Minus: 1 / _ZOOM,
    Qt.Key.Key_Underscore: 1 / _ZOOM,
}
FIT_KEYS = (Qt.Key.Key_0, Qt.Key.Key_Home)
OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Drag:
    """The way of the mouse since a button was pressed."""

    def __init__(self, tool: Tool, button: Qt.MouseButton, place: QPointF) -> None:
        self.tool = tool
        self._button = button
        self._way = [place]
        self._travelled = 0.0

    @property
    def is_click(self) -> bool:
        """Whether the left button was pressed and the mouse hardly moved."""
        return self._travelled <= _CLICK_TRAVEL and self._button == Qt.MouseButton.LeftButton

    @property
    def selects(self) -> bool:
        """Whether an outline is drawn."""
        return self.tool is not Tool.PAN

    def move(self, place: QPointF) -> QPointF:
        """Go on, and tell how far since the last time."""
        step = place - self._way[-1]
        self._travelled += step.manhattanLength()
        self._way.append(place)
        return step

    def outline(self) -> QPolygonF:
        """The rectangle or the lasso so far."""
        if self.tool is Tool.RECTANGLE:
            return QPolygonF(QRectF(self._way[0], self._way[-1]).normalized())
        return QPolygonF(self._way)


def selection_mode(modifiers: Qt.KeyboardModifier) -> str:
    """Shift adds; Alt removes, and so does Ctrl, since many desktops keep Alt and the mouse to themselves."""
    if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
        return REMOVE
    return ADD if modifiers & Qt.KeyboardModifier.ShiftModifier else REPLACE


def wheel_factor(notches: float) -> float:
    """How much closer that many notches of the wheel go."""
    return float(1.2**notches)
