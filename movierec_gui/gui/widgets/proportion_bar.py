"""One bar cut into parts, each with its name, size and share."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from movierec_gui.gui.style import SPACING, theme_colors

_BAR_HEIGHT = 22


@dataclass(frozen=True)
class Part:
    """A named amount."""

    name: str
    size: int


class ProportionBar(QWidget):
    """Parts side by side, as wide as they are large, with a legend below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def parts(self) -> tuple[Part, ...]:
        return self._parts

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        """Show other parts."""
        self._parts = parts
        self.setAccessibleName("; ".join(self.labels()))
        self.updateGeometry()
        self.update()

    def labels(self) -> tuple[str, ...]:
        """``Training: 72,003 (72.0 %)`` and so on."""
        total = sum(part.size for part in self._parts)
        return tuple(f"{part.name}: {part.size:,} ({part.size / total:.1%})" for part in self._parts)

    def sizeHint(self) -> QSize:
        """A bar and its legend."""
        line = self.fontMetrics().height() + SPACING
        return QSize(360, _BAR_HEIGHT + SPACING + line * max(1, len(self._parts)))

    def minimumSizeHint(self) -> QSize:
        """The legend is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar, rounded at its ends, and a legend line for each part."""
        total = sum(part.size for part in self._parts)
        if not total:
            return
        colors = theme_colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(0, 0, self.width(), _BAR_HEIGHT), 6, 6)
        line = self.fontMetrics().height() + SPACING
        left = 0.0
        for number, (part, label) in enumerate(zip(self._parts, self.labels(), strict=True)):
            color = QColor(colors.series[number])
            width = self.width() * part.size / total
            painter.setClipPath(outline)
            painter.fillRect(QRectF(left, 0, width, _BAR_HEIGHT), color)
            painter.setClipping(False)
            left += width
            top = _BAR_HEIGHT + SPACING + number * line
            painter.fillRect(QRectF(0, top + line / 2 - 5, 10, 10), color)
            painter.setPen(QColor(colors.text))
            area = QRectF(10 + SPACING, top, self.width() - 10 - SPACING, line)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)
        painter.end()
