"""The values of a chart under the pointer, painted over the canvas without drawing it anew."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.style import SPACING, theme_colors
from movierec_gui.gui.widgets.curve_canvas import Reading

_POINT = 4.0


class ChartOverlay(QWidget):
    """Lies over the canvas and lets the pointer through."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._x = self._bottom = 0.0
        self._title = ""
        self._readings: tuple[Reading, ...] = ()
        self._legend = QRectF()
        self.hide()

    @property
    def text(self) -> str:
        """Returns the text of the box, a line per run."""
        return "\n".join((self._title, *(reading.text for reading in self._readings)))

    def keep_off(self, legend: QRectF) -> None:
        """Where the canvas has its legend, which the box does not cover if there is room elsewhere."""
        self._legend = legend

    def show_readings(self, x: float, bottom: float, title: str, readings: Sequence[Reading]) -> None:
        """Mark a place on the horizontal axis, which lies at ``bottom``, and write the values beside it."""
        self._x, self._bottom, self._title, self._readings = x, bottom, title, tuple(readings)
        self.resize(self._canvas.size())
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme_colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.muted), 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(self._x, 0.0), QPointF(self._x, self._bottom))
        for reading in self._readings:
            painter.setPen(QPen(QColor(colors.surface), 1.5))
            painter.setBrush(QColor(reading.color))
            for height in reading.heights:
                painter.drawEllipse(QPointF(self._x, height), _POINT, _POINT)
        self._paint_box(painter)
        painter.end()

    def _place(self, size: QRectF) -> QRectF:
        """Right of the line if there is room, else left of it; beside or below the legend rather than over it."""
        right, left = self._x + SPACING, max(0.0, self._x - SPACING - size.width())
        sides = (right, left) if right + size.width() < self.width() else (left,)
        below = self._legend.bottom() + SPACING
        tops = (float(SPACING), below) if below + size.height() < self.height() else (float(SPACING),)
        places = [size.translated(side, top) for top in tops for side in sides]
        return next((place for place in places if not place.intersects(self._legend)), places[0])

    def _paint_box(self, painter: QPainter) -> None:
        colors = theme_colors()
        metrics = self.fontMetrics()
        lines = self.text.split("\n")
        line = metrics.height() + 2
        size = QRectF(0, 0, max(map(metrics.horizontalAdvance, lines)) + 4 * SPACING, line * len(lines) + 2 * SPACING)
        box = self._place(size)
        painter.setPen(QColor(colors.border))
        painter.setBrush(QColor(colors.surface))
        painter.drawRoundedRect(box, 6, 6)
        for number, text in enumerate(lines):
            top = box.top() + SPACING + number * line
            if number:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._readings[number - 1].color))
                painter.drawRect(QRectF(box.left() + SPACING, top + line / 2 - 4, 8, 8))
            painter.setPen(QColor(colors.text))
            indent = 2.5 * SPACING if number else SPACING
            painter.drawText(QPointF(box.left() + indent, top + metrics.ascent()), text)
