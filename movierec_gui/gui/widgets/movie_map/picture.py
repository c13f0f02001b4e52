"""Draws a scene: the dots into a picture, the names and marks on top of it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPolygonF

from movierec_gui.gui.style import ThemeColors
from movierec_gui.gui.widgets.movie_map.labels import PlacedLabel, place_labels, shorten
from movierec_gui.gui.widgets.movie_map.raster import Raster, argb, mix
from movierec_gui.gui.widgets.movie_map.scene import LARGEST_DOT, Float32Array, IntArray, MapScene
from movierec_gui.gui.widgets.movie_map.viewport import Viewport

_MOST_LABELS = 24
_DIMMED = 0.72
_MOST_RIMMED = 300
"""Selected points up to which each is set off by a rim; of more, the rims would hide the colours."""


@dataclass(frozen=True, eq=False)
class MapPicture:
    """A scene as seen through a viewport."""

    image: QImage
    raster: Raster
    """Owns the image's pixels."""
    labels: list[PlacedLabel]
    milliseconds: float
    """How long it took to draw."""

    def paint(self, painter: QPainter, size: QSizeF) -> None:
        """Fill a widget of that size."""
        margin = self.raster.margin
        source = QRectF(margin, margin, self.raster.width, self.raster.height)
        painter.drawImage(QRectF(QPointF(0, 0), size), self.image, source)


def draw_picture(
    scene: MapScene, viewport: Viewport, ratio: float, colors: ThemeColors, font: QFont, titles: bool
) -> MapPicture:
    """Draw the dots and find places for names; ``ratio`` is the screen's pixels per unit of the viewport.

    ``titles``: whether well-known movies carry their names while nothing is selected.
    """
    started = time.perf_counter()
    background = argb(colors.surface)
    places = viewport.to_screen(scene.points)
    pixels = places * np.float32(ratio)
    radius = scene.dot_radius(viewport.zoom) * ratio
    margin = int(np.ceil((LARGEST_DOT + 2) * ratio)) + 3
    raster = Raster(round(viewport.width * ratio), round(viewport.height * ratio), margin, background)
    selected = scene.selected
    shades = mix(scene.colors, background, _DIMMED) if len(selected) else scene.colors
    raster.draw_dots(pixels[scene.order], shades[scene.order], radius)
    if 0 < len(selected) <= _MOST_RIMMED:
        rims = np.full(len(selected), argb(colors.text), np.uint32)
        raster.draw_dots(pixels[selected], rims, radius + 1.2 * ratio)
    raster.draw_dots(pixels[selected], scene.colors[selected], radius + 0.2 * ratio)
    labels = _find_labels(scene, places, viewport, font, titles)
    rows = raster.height + 2 * margin
    image = QImage(raster.pixels.data, raster.stride, rows, 4 * raster.stride, QImage.Format.Format_RGB32)
    return MapPicture(image, raster, labels, 1000 * (time.perf_counter() - started))


def paint_labels(painter: QPainter, labels: Iterable[PlacedLabel], font: QFont, colors: ThemeColors) -> None:
    """Names with a rim, readable on top of dots."""
    halo = QPen(QColor(colors.surface), 3.5)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    ascent = QFontMetricsF(font).ascent()
    for label in labels:
        path = QPainterPath()
        path.addText(QPointF(label.left + 1, label.top + ascent), font, label.text)
        painter.strokePath(path, halo)
        painter.fillPath(path, QColor(colors.text))


def paint_ring(painter: QPainter, place: QPointF, radius: float, colors: ThemeColors) -> None:
    """A ring around one point."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((colors.surface, 4.0), (colors.accent, 2.0)):
        painter.setPen(QPen(QColor(color), width))
        painter.drawEllipse(place, radius, radius)


def paint_outline(painter: QPainter, outline: QPolygonF, colors: ThemeColors) -> None:
    """The rectangle or lasso that is being drawn."""
    color = QColor(colors.accent)
    painter.setPen(QPen(color, 1.5, Qt.PenStyle.DashLine))
    color.setAlphaF(0.12)
    painter.setBrush(color)
    painter.drawPolygon(outline)


def pixels_inside(outline: QPolygonF, size: QSize) -> npt.NDArray[np.bool_]:
    """Which pixels [height, width] of a widget lie within an outline."""
    mask = QImage(size, QImage.Format.Format_Grayscale8)
    mask.fill(0)
    painter = QPainter(mask)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawPolygon(outline)
    painter.end()
    rows = np.frombuffer(mask.constBits(), np.uint8).reshape(mask.height(), mask.bytesPerLine())
    return rows[:, : mask.width()] > 0


def _find_labels(
    scene: MapScene, places: Float32Array, viewport: Viewport, font: QFont, titles: bool
) -> list[PlacedLabel]:
    wanted = np.zeros(scene.count, np.bool_)
    if len(scene.selected):
        wanted[scene.selected] = True
    elif titles:
        wanted[:] = np.all((places >= 0) & (places < (viewport.width, viewport.height)), axis=1)
    rows: IntArray = scene.priority[wanted[scene.priority]]
    if scene.marked is not None:
        rows = np.concatenate([[scene.marked], rows[rows != scene.marked]])
    most = _MOST_LABELS if len(scene.selected) else _MOST_LABELS // 2
    tried = rows if len(scene.selected) else rows[: 3 * most]
    size_of = partial(_text_size, QFontMetricsF(font))
    room = (viewport.width, viewport.height)
    return place_labels(tried, places, partial(_name, scene), size_of, room, most, scene.covered)


def _name(scene: MapScene, row: int) -> str:
    return shorten(scene.label_of(row))


def _text_size(metrics: QFontMetricsF, text: str) -> tuple[float, float]:
    return metrics.horizontalAdvance(text) + 2.0, metrics.height()
