"""Stars to rate with, by mouse or keys, on the scale that the data have."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from movierec_gui.gui.style import theme_colors

_MOST_STARS = 10
_KEYS_UP = (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Plus)
_KEYS_DOWN = (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Minus)


class StarRating(QWidget):
    """Shows one rating as stars and lets a person change it: click, arrow keys for a step, digits for whole stars."""

    rated = Signal(object)
    """The new rating, or None where it was taken back (Delete)."""

    def __init__(self, parent: QWidget | None = None, size: int = 24) -> None:
        """``size``: pixels of a star with its gap."""
        super().__init__(parent)
        self._size = size
        self._levels: tuple[float, ...] = ()
        self._value: float | None = None
        self._hovered: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_levels((0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0))

    @property
    def levels(self) -> tuple[float, ...]:
        """The ratings that can be given, ascending."""
        return self._levels

    @property
    def value(self) -> float | None:
        """The rating shown; None for none."""
        return self._value

    def set_levels(self, levels: Sequence[float]) -> None:
        """Rate on this scale; up to ten stars stand for its highest value."""
        self._levels = tuple(sorted(levels))
        self.updateGeometry()
        self.set_value(None)

    def set_value(self, value: float | None) -> None:
        """Show a rating without reporting it."""
        self._value = value
        self._describe()
        self.update()

    def level_at(self, x: float) -> float:
        """The rating that a click at this horizontal position gives: the first one that reaches there."""
        wanted = x / (self._stars * self._size)
        return next((level for level in self._levels if self._share(level) >= wanted - 1e-9), self._levels[-1])

    def sizeHint(self) -> QSize:
        return QSize(self._stars * self._size, self._size + 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self.level_at(event.position().x()) if self.isEnabled() else None
        self._describe()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self._describe()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._rate(self.level_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._rate(None)
        elif key in _KEYS_UP or key in _KEYS_DOWN:
            self._rate(self._neighbour(1 if key in _KEYS_UP else -1))
        elif event.text().isdecimal() and float(event.text()) in self._levels:
            self._rate(float(event.text()))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme_colors()
        shown = self._hovered if self._hovered is not None else self._value
        filled = 0.0 if shown is None else self._share(shown) * self._stars
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(colors.accent if self._hovered is not None else colors.series[4])
        for number in range(self._stars):
            star = _star(QRectF(number * self._size + 2, 4, self._size - 4, self._size - 4))
            painter.setPen(QPen(QColor(colors.disabled), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(star)
            part = min(1.0, max(0.0, filled - number))
            if part and self.isEnabled():
                painter.save()
                painter.setClipRect(QRectF(number * self._size, 0, part * self._size, self._size + 4))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(fill)
                painter.drawPolygon(star)
                painter.restore()
        if self.hasFocus():
            painter.setPen(QPen(QColor(colors.accent), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    @property
    def _stars(self) -> int:
        return min(_MOST_STARS, max(1, math.ceil(self._levels[-1])))

    def _share(self, level: float) -> float:
        """How much of the row of stars a rating fills, 0 to 1; by rank where the scale reaches below 0."""
        if self._levels[0] > 0:
            return level / self._levels[-1]
        return (self._levels.index(level) + 1) / len(self._levels)

    def _neighbour(self, step: int) -> float:
        if self._value is None:
            return self._levels[len(self._levels) // 2]
        nearest = min(range(len(self._levels)), key=[abs(level - self._value) for level in self._levels].__getitem__)
        return self._levels[min(len(self._levels) - 1, max(0, nearest + step))]

    def _rate(self, value: float | None) -> None:
        if value != self._value:
            self.set_value(value)
            self.rated.emit(value)

    def _describe(self) -> None:
        given = "not rated" if self._value is None else f"{self._value:g} of {self._levels[-1]:g}"
        self.setAccessibleName(f"Your rating: {given}")
        hovered = "" if self._hovered is None else f"{self._hovered:g}: "
        self.setToolTip(f"{hovered}click, or use the arrow keys and digits; Delete takes the rating back")


def _star(box: QRectF) -> QPolygonF:
    """A five-pointed star in a box."""
    centre, radius = box.center(), box.width() / 2
    points = []
    for corner in range(10):
        angle = math.pi * (corner / 5 - 0.5)
        reach = radius if corner % 2 == 0 else radius * 0.45
        points.append(QPointF(centre.x() + reach * math.cos(angle), centre.y() + reach * math.sin(angle)))
    return QPolygonF(points)
