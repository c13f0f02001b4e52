"""Draws a scene: the dots into a picture, the names and marks on top of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPolygonF

from movierec_gui.gui.style import ThemeColors
from movierec_gui.gui.widgets.movie_map.labels import PlacedLabel, place_labels, place_regions, shorten
from movierec_gui.gui.widgets.movie_map.raster import Raster, argb, mix
from movierec_gui.gui.widgets.movie_map.scene import LARGEST_DOT, Float32Array, IntArray, MapScene, Outline
from movierec_gui.gui.widgets.movie_map.viewport import Viewport

_MOST_SELECTED, _FEWEST_TITLES, _MOST_TITLES = 24, 12, 60
"""Names of selected movies; of well-known ones from afar, and from as near as they all find room."""
_BESIDE_REGIONS = 6
"""Well-known movies that are named from afar where regions are named there."""
_MORE_WITH_ZOOM = 0.75
_TRIED = 4
"""Movies looked at for each name, at most."""
REGIONS_UNTIL = 4.0
"""Zoom from which regions are so large that their movies' names say more."""
_RIM = 3.0
"""Room for the rim around a name."""
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
    regions: list[tuple[PlacedLabel, str]]
    """Names of regions, with their colours."""
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
    regions = _find_regions(scene, viewport, font)
    labels = _find_labels(scene, places, viewport, font, titles, [label for label, _ in regions])
    rows = raster.height + 2 * margin
    image = QImage(raster.pixels.data, raster.stride, rows, 4 * raster.stride, QImage.Format.Format_RGB32)
    return MapPicture(image, raster, labels, regions, 1000 * (time.perf_counter() - started))


def paint_labels(painter: QPainter, labels: Iterable[PlacedLabel], font: QFont, colors: ThemeColors) -> None:
    """Names with a rim, readable on top of dots."""
    ratio, letters = painter.device().devicePixelRatioF(), font.toString()
    for label in labels:
        name = _rimmed(label.text, letters, colors.text, colors.surface, ratio)
        painter.drawImage(QPointF(label.left - _RIM, label.top - _RIM), name)


@lru_cache(maxsize=256)
def _rimmed(text: str, font_text: str, color: str, rim: str, ratio: float) -> QImage:
    """One name with its rim, which takes Qt much longer to draw than to copy while a person zooms."""
    font = QFont()
    font.fromString(font_text)
    metrics = QFontMetricsF(font)
    size = QSizeF(metrics.horizontalAdvance(text) + 2 + 2 * _RIM, metrics.height() + 2 * _RIM)
    image = QImage((size * ratio).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    path.addText(QPointF(_RIM + 1, _RIM + metrics.ascent()), font, text)
    halo = QPen(QColor(rim), 3.5)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(path, halo)
    painter.fillPath(path, QColor(color))
    painter.end()
    return image


def region_font(font: QFont) -> QFont:
    """The font of regions' names."""
    bold = QFont(font)
    bold.setBold(True)
    return bold


def paint_regions(
    painter: QPainter, regions: Iterable[tuple[PlacedLabel, str]], font: QFont, colors: ThemeColors
) -> None:
    """Names of regions, each with a line of its colour below."""
    bold = region_font(font)
    paint_labels(painter, [label for label, _ in regions], bold, colors)
    for label, color in regions:
        painter.setPen(QPen(QColor(color), 2.0))
        bottom = label.top + label.height - 1
        painter.drawLine(QPointF(label.left + 1, bottom), QPointF(label.left + label.width - 1, bottom))


def paint_outlines(painter: QPainter, outlines: Sequence[Outline], viewport: Viewport, colors: ThemeColors) -> None:
    """Contours of the density, the innermost the strongest."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for number, outline in enumerate(outlines):
        color = QColor(colors.text)
        color.setAlphaF(0.25 + 0.5 * (number + 1) / len(outlines))
        painter.setPen(QPen(color, 1.0))
        for line in outline.lines:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in viewport.to_screen(line).tolist()]))


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


def _find_regions(scene: MapScene, viewport: Viewport, font: QFont) -> list[tuple[PlacedLabel, str]]:
    """Names of regions while one looks from afar; the movies' own say more from near."""
    if not scene.regions or viewport.zoom >= REGIONS_UNTIL:
        return []
    places = viewport.to_screen(np.array([region.place for region in scene.regions], np.float32))
    size_of = partial(_text_size, QFontMetricsF(region_font(font)))
    room = (viewport.width, viewport.height)
    found = place_regions([region.label for region in scene.regions], places, size_of, room)
    return [(label, scene.regions[number].color) for number, label in found]


def _find_labels(
    scene: MapScene,
    places: Float32Array,
    viewport: Viewport,
    font: QFont,
    titles: bool,
    regions: Sequence[PlacedLabel],
) -> list[PlacedLabel]:
    wanted = np.zeros(scene.count, np.bool_)
    if len(scene.selected):
        wanted[scene.selected] = True
    elif titles:
        wanted[:] = np.all((places >= 0) & (places < (viewport.width, viewport.height)), axis=1)
    rows: IntArray = scene.priority[wanted[scene.priority]]
    if scene.marked is not None:
        rows = np.concatenate([[scene.marked], rows[rows != scene.marked]])
    most = _MOST_SELECTED if len(scene.selected) else _most_titles(viewport.zoom, bool(regions))
    tried = rows if len(scene.selected) else rows[: _TRIED * most]
    size_of = partial(_text_size, QFontMetricsF(font))
    room = (viewport.width, viewport.height)
    return place_labels(tried, places, partial(_name, scene), size_of, room, most, regions)


def _most_titles(zoom: float, beside_regions: bool) -> int:
    """How many movies are named: the more, the closer one looks."""
    least = _BESIDE_REGIONS if beside_regions else _FEWEST_TITLES
    return int(np.clip(least * max(zoom, 1.0) ** _MORE_WITH_ZOOM, least, _MOST_TITLES))


def _name(scene: MapScene, row: int) -> str:
    return shorten(scene.label_of(row))


def _text_size(metrics: QFontMetricsF, text: str) -> tuple[float, float]:
    return metrics.horizontalAdvance(text) + 2.0, metrics.height()
