"""Draws an interval on the rating scale, beside its text."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from movierec_gui.gui.style import SPACING, theme_colors
from movierec_gui.gui.widgets.ground_delegate import GroundDelegate
from movierec_gui.gui.widgets.table_model import DataFrameModel

_BAR_HEIGHT, _TRACK_HEIGHT, _MARK_WIDTH = 8.0, 2.0, 2.0


class IntervalDelegate(GroundDelegate):
    """Text to the left; to the right the scale as a line, the interval on it as a bar, the prediction as a mark."""

    scale: tuple[float, float] = (0.0, 1.0)
    """Lowest and highest rating: the ends of the line."""

    def __init__(self, parent: QObject, numbers: int = 2) -> None:
        """``numbers``: how many ratings the text has, with one digit behind the point each."""
        super().__init__(parent)
        self._numbers = numbers

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        model = index.model()
        if not isinstance(model, DataFrameModel):
            return
        row = model.table_row(index)
        low, high, predicted = (model.table.column(name).at(row) for name in ("low", "high", "predicted"))
        if low is None or high is None or predicted is None:
            return
        text = option.fontMetrics.horizontalAdvance(self._longest()) + 2 * SPACING
        area = QRectF(option.rect).adjusted(text, 0, -SPACING, 0)
        if area.width() < 2 * SPACING:
            return
        colors = theme_colors()
        ends = [area.left() + area.width() * self._share(value) for value in (low, high, predicted)]
        middle = area.center().y()
        painter.fillRect(
            QRectF(area.left(), middle - _TRACK_HEIGHT / 2, area.width(), _TRACK_HEIGHT), QColor(colors.scroll)
        )
        bar = QColor(colors.series[0])
        bar.setAlphaF(0.55)
        painter.fillRect(QRectF(ends[0], middle - _BAR_HEIGHT / 2, ends[1] - ends[0], _BAR_HEIGHT), bar)
        mark = QRectF(ends[2] - _MARK_WIDTH / 2, middle - _BAR_HEIGHT / 2 - 2, _MARK_WIDTH, _BAR_HEIGHT + 4)
        painter.fillRect(mark, QColor(colors.text))

    def _longest(self) -> str:
        """A text as wide as any in the column: 100.0 is wider than 5.0."""
        return " – ".join([max((f"{end:.1f}" for end in self.scale), key=len)] * self._numbers)

    def _share(self, value: float) -> float:
        low, high = self.scale
        return (value - low) / (high - low)
