"""The map widget: a person's ways around in it, and of picking points."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from movierec_gui.gui.widgets.movie_map.canvas import MapCanvas
from movierec_gui.gui.widgets.movie_map.labels import listed
from movierec_gui.gui.widgets.movie_map.picture import pixels_inside
from movierec_gui.gui.widgets.movie_map.pointer import (
    FIT_KEYS,
    OPEN_KEYS,
    PAN_KEYS,
    REPLACE,
    ZOOM_KEYS,
    Drag,
    Tool,
    selection_mode,
    wheel_factor,
)
from movierec_gui.gui.widgets.movie_map.scene import IntArray

_MOST_LISTED = 14
_QUICK_MS = 12.0
"""A picture that was drawn faster than this is drawn anew at every move of a drag; a slower one is shifted."""


class MovieMapView(MapCanvas):
    """A map to zoom, move, hover over and select in, with mouse or keys."""

    selection_made = Signal(object, str)
    """Rows that were encircled or clicked, and ``replace``, ``add`` or ``remove``."""
    pointed = Signal(object)
    """The row below the mouse changed; None for none."""
    cleared = Signal()
    """Esc was pressed."""
    row_opened = Signal(int)
    """A point was double-clicked, or Enter pressed: on the one below the mouse, else the one searched for or selected.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.tool = Tool.PAN
        self._drag: Drag | None = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the mouse."""
        place = event.position()
        self._look(self.viewport.zoomed(wheel_factor(event.angleDelta().y() / 120), place.x(), place.y()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, + and - zoom, 0 shows everything, Esc clears the selection, Enter opens a point."""
        key = Qt.Key(event.key())
        if key in PAN_KEYS:
            self._look(self.viewport.panned(*PAN_KEYS[key]))
        elif key in ZOOM_KEYS:
            self.zoom_by(ZOOM_KEYS[key])
        elif key in FIT_KEYS:
            self.fit()
        elif key == Qt.Key.Key_Escape:
            self.unmark()
            self.cleared.emit()
        elif key in OPEN_KEYS:
            self._open(self._current_row())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag: with the left button as the tool says, with another one to pan."""
        left = event.button() == Qt.MouseButton.LeftButton
        tool = self.tool if left else Tool.PAN
        if left and tool is Tool.PAN and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            tool = Tool.RECTANGLE
        self._drag = Drag(tool, event.button(), event.position())
        QToolTip.hideText()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the point; the first of the two clicks has selected it."""
        rows = self.rows_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and rows:
            self._open(rows[0])
        else:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or tell what is below the mouse."""
        if self._drag is None:
            self._hover(event.position(), event.globalPosition())
            return
        step = self._drag.move(event.position())
        if self._drag.selects:
            self._outline = self._drag.outline()
        else:
            self._drag_map(step)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag; without one it is a click."""
        drag, mode = self._drag, selection_mode(event.modifiers())
        if drag is None:
            return
        if not self._shift.isNull():
            self._look(self.viewport.panned(self._shift.x(), self._shift.y()))
        self._drag, self._shift, self._outline = None, QPointF(), QPolygonF()
        self.unsetCursor()
        self.update()
        if drag.is_click:
            rows = self._rows_clicked(event.position())
            if len(rows) or mode == REPLACE:
                self.selection_made.emit(rows, mode)
        elif drag.selects:
            pixels = self.viewport.to_screen(self.scene.points)
            self.selection_made.emit(self.scene.rows_inside(pixels_inside(drag.outline(), self.size()), pixels), mode)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is below the mouse any more."""
        super().leaveEvent(event)
        self._set_hovered([])

    def _drag_map(self, step: QPointF) -> None:
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._shift += step
        if self.picture.milliseconds <= _QUICK_MS:
            self._look(self.viewport.panned(self._shift.x(), self._shift.y()))
            self._shift = QPointF()

    def _hover(self, place: QPointF, on_screen: QPointF) -> None:
        rows = self.rows_at(place.x(), place.y())
        self._set_hovered(rows)
        lines = [self.scene.details_of(row) for row in rows[:_MOST_LISTED]]
        if lines:
            QToolTip.showText(on_screen.toPoint(), listed(lines, len(rows)), self)
        else:
            QToolTip.hideText()

    def _rows_clicked(self, place: QPointF) -> IntArray:
        """The nearest point, with those that lie on it."""
        rows = self.rows_at(place.x(), place.y())
        if rows:
            x, y = self.scene.points[rows[0]].tolist()
            rows = self.scene.rows_near((x, y), 1.0 / self.viewport.scale)
        return np.array(rows, np.int64)

    def _current_row(self) -> int | None:
        """The point that Enter is about."""
        if self._hovered:
            return self._hovered[0]
        selected = self.scene.selected
        return self.marked if self.marked is not None or len(selected) != 1 else int(selected[0])

    def _open(self, row: int | None) -> None:
        if row is not None:
            self.row_opened.emit(row)

    def _set_hovered(self, rows: list[int]) -> None:
        if rows != self._hovered:
            self._hovered = rows
            self.pointed.emit(rows[0] if rows else None)
            self.update()
