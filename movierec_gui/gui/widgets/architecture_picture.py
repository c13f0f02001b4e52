"""A network as boxes and arrows: its layers from the inputs down to the prediction, with widths and parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.style import theme_colors
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from movierec_gui.models.outline import LayerOutline

INPUT = "user and movie"
_BOX = QSize(250, 68)
_GAP_X, _GAP_Y = 28, 24
_MARGIN = 16
_ARROW = 5.0


@dataclass(frozen=True)
class Box:
    """One box of the picture."""

    name: str
    text: str
    row: int
    column: float
    """0 is the middle; neighbours are 1 apart."""


@dataclass(frozen=True)
class Arrow:
    """From box to box, past the boxes in between."""

    stations: tuple[tuple[int, float], ...]
    """Row and column of the box where it starts, of free places that it crosses, and of the box where it ends."""


class ArchitecturePicture(QWidget):
    """Draws any network's outline; it knows none by name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("The network's layers")
        self._boxes: tuple[Box, ...] = ()
        self._arrows: tuple[Arrow, ...] = ()

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Returns the layers that are drawn, from the top."""
        return self._boxes

    def show_layers(self, layers: Sequence[LayerOutline]) -> None:
        """Draw these layers."""
        self._boxes, self._arrows = arrange(layers)
        self.setAccessibleDescription("; ".join(f"{box.name}: {box.text}" for box in self._boxes))
        self.setMinimumSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every box."""
        rows = max((box.row for box in self._boxes), default=0) + 1
        stations = [place for arrow in self._arrows for place in arrow.stations]
        reach = max((abs(column) for _, column in stations), default=0.0)
        width = round((2 * reach + 1) * _BOX.width() + 2 * reach * _GAP_X) + 2 * _MARGIN
        return QSize(width, rows * _BOX.height() + (rows - 1) * _GAP_Y + 2 * _MARGIN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for arrow in self._arrows:
            _paint_arrow(painter, [self._place(*station) for station in arrow.stations])
        for box in self._boxes:
            _paint_box(painter, self._place(box.row, box.column), box)
        painter.end()

    def _place(self, row: int, column: float) -> QRectF:
        middle = self.width() / 2 + column * (_BOX.width() + _GAP_X)
        top = _MARGIN + row * (_BOX.height() + _GAP_Y)
        return QRectF(middle - _BOX.width() / 2, top, _BOX.width(), _BOX.height())


def arrange(layers: Sequence[LayerOutline]) -> tuple[tuple[Box, ...], tuple[Arrow, ...]]:
    """A box per layer and one for the inputs, each below everything that feeds it, and the arrows between them."""
    if not layers:
        return (), ()
    rows = {INPUT: 0}
    for layer in layers:
        rows[layer.name] = 1 + max(rows[source] for source in layer.inputs or (INPUT,))
    edges = [(source, layer.name) for layer in layers for source in layer.inputs or (INPUT,)]
    # What takes a place in each row: its boxes, and the arrows that pass through it.
    levels: list[list[object]] = [[] for _ in range(max(rows.values()) + 1)]
    for name, row in rows.items():
        levels[row].append(name)
    for source, target in edges:
        for row in range(rows[source] + 1, rows[target]):
            levels[row].append((source, target))
    column = {
        (row, item): position - (len(level) - 1) / 2
        for row, level in enumerate(levels)
        for position, item in enumerate(level)
    }
    texts = {INPUT: "who rates what"} | {layer.name: _layer_text(layer) for layer in layers}
    boxes = tuple(Box(name, texts[name], row, column[row, name]) for name, row in rows.items())
    return boxes, tuple(_arrow(edge, rows, column) for edge in edges)


def _arrow(edge: tuple[str, str], rows: dict[str, int], column: dict[tuple[int, object], float]) -> Arrow:
    source, target = edge
    passed = [(row, column[row, edge]) for row in range(rows[source] + 1, rows[target])]
    first, last = ((rows[name], column[rows[name], name]) for name in edge)
    return Arrow((first, *passed, last))


def _layer_text(layer: LayerOutline) -> str:
    width = counted(layer.width, "number")
    if not layer.parameters:
        return f"{width}\nnothing learned"
    shapes = " + ".join("×".join(f"{size:,}" for size in weight.shape) or "1" for weight in layer.weights)
    return f"{width}, {counted(layer.parameters, 'parameter')}\n{shapes}"


def _paint_box(painter: QPainter, place: QRectF, box: Box) -> None:
    colors = theme_colors()
    painter.setPen(QPen(QColor(colors.border if box.row else colors.accent), 1.2))
    painter.setBrush(QColor(colors.surface))
    painter.drawRoundedRect(place, 8, 8)
    font = painter.font()
    bold = QFont(font)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(QColor(colors.text))
    third = place.height() / 3
    painter.drawText(place.adjusted(4, 4, -4, -2 * third), Qt.AlignmentFlag.AlignCenter, box.name)
    painter.setFont(font)
    painter.setPen(QColor(colors.muted))
    room = place.adjusted(6, third, -6, -4)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shortened(box.text, painter.fontMetrics(), room.width()))


def shortened(text: str, metrics: QFontMetrics, width: float) -> str:
    """A text each of whose lines fits a width; dots stand for the rest."""
    lines = text.splitlines()
    return "\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(width)) for line in lines)


def _paint_arrow(painter: QPainter, places: Sequence[QRectF]) -> None:
    color = QColor(theme_colors().muted)
    painter.setPen(QPen(color, 1.4))
    way = [QPointF(places[0].center().x(), places[0].bottom())]
    for place in places[1:-1]:
        way += [QPointF(place.center().x(), place.top()), QPointF(place.center().x(), place.bottom())]
    end = QPointF(places[-1].center().x(), places[-1].top())
    painter.drawPolyline([*way, QPointF(end.x(), end.y() - _ARROW)])
    painter.setBrush(color)
    wings = (QPointF(end.x() + side * _ARROW, end.y() - 1.6 * _ARROW) for side in (-1, 1))
    painter.drawPolygon(QPolygonF([end, *wings]))
