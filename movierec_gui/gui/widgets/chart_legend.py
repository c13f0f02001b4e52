"""The chart's legend, painted over the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.style import SPACING, theme_colors

if TYPE_CHECKING:
    from movierec_gui.training.curve_series import LegendEntry

_SYMBOL = 26
_LINES = {"solid": Qt.PenStyle.SolidLine, "dashed": Qt.PenStyle.DashLine, "dotted": Qt.PenStyle.DotLine}
_OPACITY = 0.85


class ChartLegend(QWidget):
    """Lies in a corner of the canvas and lets the pointer through."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._entries: tuple[LegendEntry, ...] = ()
        self._colors: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Returns the legend's labels."""
        return tuple(entry.label for entry in self._entries)

    def show_entries(self, entries: Sequence[LegendEntry], colors: Sequence[str]) -> None:
        """``colors`` are the runs'."""
        self._entries, self._colors = tuple(entries), tuple(colors)
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every entry."""
        columns = self._columns()
        rows = max(map(len, columns), default=0)
        return QSize(round(sum(map(self._width, columns))) + SPACING, rows * self._row() + SPACING)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme_colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colors.surface)
        ground.setAlphaF(_OPACITY)
        painter.fillRect(self.rect(), ground)
        left = float(SPACING)
        for column in self._columns():
            for row, entry in enumerate(column):
                middle = SPACING / 2 + (row + 0.5) * self._row()
                color = colors.muted if entry.run is None else self._colors[entry.run]
                _paint_symbol(painter, QPointF(left, middle), entry.symbol, QColor(color))
                painter.setPen(QColor(colors.text))
                place = QRectF(left + _SYMBOL + SPACING, middle - self._row() / 2, self.width(), self._row())
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, entry.label)
            left += self._width(column)
        painter.end()

    def _columns(self) -> list[tuple[LegendEntry, ...]]:
        """The runs' names beside the explanations, unless there is one run only."""
        if len(self._colors) < 2:
            return [self._entries]
        runs = tuple(entry for entry in self._entries if entry.run is not None)
        return [runs, self._entries[len(runs) :]]

    def _width(self, column: Sequence[LegendEntry]) -> float:
        texts = (self.fontMetrics().horizontalAdvance(entry.label) for entry in column)
        return float(max(texts, default=0) + _SYMBOL + 3 * SPACING)

    def _row(self) -> int:
        return self.fontMetrics().height() + 3


def _paint_symbol(painter: QPainter, left: QPointF, symbol: str, color: QColor) -> None:
    if symbol in _LINES:
        painter.setPen(QPen(color, 2.0 if symbol == "solid" else 1.4, _LINES[symbol]))
        painter.drawLine(left, left + QPointF(_SYMBOL, 0))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    middle = left + QPointF(_SYMBOL / 2, 0)
    if symbol == "circle":
        painter.drawEllipse(middle, 4.0, 4.0)
    else:
        corners = ((-5.0, -4.0), (5.0, -4.0), (0.0, 5.0))
        painter.drawPolygon(QPolygonF([middle + QPointF(*corner) for corner in corners]))
