"""Paints the ground that a model gives a cell, which a style sheet that styles items leaves out, and its mark."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from movierec_gui.gui.style import theme_colors

MARK_ROLE = Qt.ItemDataRole.UserRole + 1
"""Whether a row is set off by a bar at its left edge."""
BAR = 4
"""Pixels."""


class GroundDelegate(QStyledItemDelegate):
    """Fills a cell with the brush of its BackgroundRole, then paints it as usual; a marked row begins with a bar."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)
        if index.column() == 0 and index.data(MARK_ROLE):
            place = QRect(option.rect)
            place.setWidth(BAR)
            painter.fillRect(place.adjusted(0, 1, 0, -1), QColor(theme_colors().accent))
