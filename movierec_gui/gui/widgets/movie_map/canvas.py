"""The map as a picture on the screen: what is shown, from where, and with which names and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.movie_map.flight import Flight
from movierec_gui.gui.widgets.movie_map.picture import (
    MapPicture,
    draw_picture,
    paint_labels,
    paint_outline,
    paint_outlines,
    paint_regions,
    paint_ring,
)
from movierec_gui.gui.widgets.movie_map.scene import (
    Float32Array,
    IntArray,
    MapScene,
    Outline,
    PointGroup,
    Region,
    TextOf,
)
from movierec_gui.gui.widgets.movie_map.viewport import Viewport

_REACH = 4.0
"""Pixels beside a dot at which it is still hit."""
_NEAR = 8.0
"""Zoom at which a point that was searched for can be told from its neighbours."""


class MapCanvas(QWidget):
    """Shows points on a plane; rows are positions in the coordinates that were given."""

    looked = Signal(object)
    """A person looks at another part: the Viewport."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Map of the movies")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 200)
        self.viewport = Viewport(1.0, 1.0)
        self.scene = MapScene()
        self._titles, self._moving = True, False
        self._follows = True
        self._picture: MapPicture | None = None
        self._shift = QPointF()
        """How far the picture is dragged from where it was drawn."""
        self._outline = QPolygonF()
        """The rectangle or lasso that is being drawn."""
        self._hovered: list[int] = []
        self._flight = Flight(self)
        self._flight.moved.connect(self._on_flight)

    def sizeHint(self) -> QSize:
        """Large."""
        return QSize(720, 560)

    @property
    def hovered(self) -> tuple[int, ...]:
        """Rows below the mouse, the nearest first."""
        return tuple(self._hovered)

    @property
    def marked(self) -> int | None:
        """The row that was searched for."""
        return self.scene.marked

    @property
    def picture(self) -> MapPicture:
        """Returns the shown picture, drawn now if need be."""
        if self._picture is None:
            titles = self._titles and not self._moving
            self._picture = draw_picture(
                self.scene, self.viewport, self.devicePixelRatioF(), theme_colors(), self.font(), titles
            )
        return self._picture

    def set_points(self, points: Float32Array, label_of: TextOf, details_of: TextOf, priority: IntArray) -> None:
        """Show other points [n, 2]; ``label_of`` and ``details_of`` give a row's texts.

        ``priority`` holds all rows, those whose names matter most first.
        """
        self.scene.set_points(points, theme_colors().accent, label_of, details_of, priority)
        self._follows = True
        self.move_points(points)

    def move_points(self, points: Float32Array) -> None:
        """The next picture of the same points; the view follows until a person moves it."""
        self.scene.move_points(points)
        self._hovered = []
        if self._follows:
            self._flight.stop()
            self.viewport = self.viewport.fitted(points)
        self._redraw()

    def set_groups(self, groups: Sequence[PointGroup]) -> None:
        """Colour the points; see ``MapScene.set_groups``."""
        self.scene.set_groups(groups)
        self._redraw()

    def set_regions(self, regions: Sequence[Region]) -> None:
        """Name parts of the map from afar, those that matter most first."""
        self.scene.regions = tuple(regions)
        self._redraw()

    def set_outlines(self, outlines: Sequence[Outline]) -> None:
        """Draw contours over the points, the outermost first."""
        self.scene.outlines = tuple(outlines)
        self.update()

    def follow(self, other: Viewport) -> None:
        """Look at the same part of the plane as another map does, without telling."""
        self._flight.stop()
        self._follows = False
        scale = self.viewport.fitted_scale * other.zoom
        self.viewport = replace(self.viewport, x=other.x, y=other.y, scale=scale)
        self._redraw()

    def set_selected(self, rows: IntArray) -> None:
        """Set points off from all others."""
        self.scene.selected = rows
        self._redraw()

    def show_titles(self, shown: bool) -> None:
        """Whether well-known movies carry their names while nothing is selected."""
        self._titles = shown
        self._redraw()

    def set_moving(self, moving: bool) -> None:
        """While the points move by themselves, only selected ones carry names: others would jump about."""
        self._moving = moving
        self._redraw()

    @Slot()
    def fit(self) -> None:
        """See everything, and follow the points again."""
        self._follows = True
        self._fly(self.viewport.fitted(self.scene.points))

    def zoom_by(self, factor: float) -> None:
        """Closer, or farther, by a factor."""
        self._look(self.viewport.zoomed(factor, self.width() / 2, self.height() / 2))

    def fly_to(self, row: int) -> None:
        """Bring a point to the middle, near enough to tell it from its neighbours, and mark it."""
        self.scene.marked, self._follows = row, False
        goal = self.viewport
        if goal.zoom < _NEAR:
            goal = goal.zoomed(_NEAR / goal.zoom, goal.width / 2, goal.height / 2)
        place = self._place(row, goal)
        self._fly(goal.panned(goal.width / 2 - place.x(), goal.height / 2 - place.y()))

    def unmark(self) -> None:
        """Forget the movie that was searched for."""
        self.scene.marked = None
        self._redraw()

    def point_at(self, row: int | None) -> None:
        """Ring a point, as if the mouse were on it."""
        self._hovered = [] if row is None else [row]
        self.update()

    def rows_at(self, left: float, top: float) -> list[int]:
        """The points at a pixel, the nearest first."""
        reach = (self.scene.dot_radius(self.viewport.zoom) + _REACH) / self.viewport.scale
        return self.scene.rows_near(self.viewport.to_plane(left, top), reach)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the picture, and what changes more often than it."""
        picture, colors = self.picture, theme_colors()
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(colors.surface))
        painter.translate(self._shift)
        picture.paint(painter, QSizeF(self.size()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_outlines(painter, self.scene.outlines, self.viewport, colors)
        paint_regions(painter, picture.regions, self.font(), colors)
        paint_labels(painter, picture.labels, self.font(), colors)
        radius = self.scene.dot_radius(self.viewport.zoom) + 5
        for row in {*self._hovered[:1], *([] if self.marked is None else [self.marked])}:
            paint_ring(painter, self._place(row, self.viewport), radius, colors)
        painter.translate(-self._shift)
        if not self._outline.isEmpty():
            paint_outline(painter, self._outline, colors)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colors.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is seen in the middle."""
        super().resizeEvent(event)
        self.viewport = self.viewport.resized(self.width(), self.height())
        if self._follows:
            self.viewport = self.viewport.fitted(self.scene.points)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in the colours of the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._redraw()

    def _place(self, row: int, viewport: Viewport) -> QPointF:
        (left, top), *_ = viewport.to_screen(self.scene.points[row : row + 1]).tolist()
        return QPointF(left, top)

    def _redraw(self) -> None:
        self._picture = None
        self.update()

    def _look(self, viewport: Viewport) -> None:
        self._flight.stop()
        self._follows = False
        self.viewport = viewport
        self._redraw()
        self.looked.emit(viewport)

    def _fly(self, goal: Viewport) -> None:
        self._flight.start(self.viewport, goal)

    @Slot(object)
    def _on_flight(self, viewport: Viewport) -> None:
        self.viewport = viewport
        self._redraw()
        self.looked.emit(viewport)
