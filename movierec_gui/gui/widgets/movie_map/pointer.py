"""What a person does to the map with mouse and keys, told as intentions."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt


class Tool(Enum):
    """What dragging with the left button does."""

    PAN = "pan"
    RECTANGLE = "rectangle"
    LASSO = "lasso"


REPLACE, ADD, REMOVE = "replace", "add", "remove"

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


def selection_mode(modifiers: Qt.KeyboardModifier) -> str:
    """Shift adds; Alt removes, and so does Ctrl, since many desktops keep Alt and the mouse to themselves."""
    if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
        return REMOVE
    return ADD if modifiers & Qt.KeyboardModifier.ShiftModifier else REPLACE


def wheel_factor(notches: float) -> float:
    """How much closer that many notches of the wheel go."""
    return float(1.2**notches)
