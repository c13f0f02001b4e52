"""A matplotlib figure as a widget, in the colours of the theme, drawn in a worker thread when it is first seen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Slot
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.libraries import import_alone
from movierec_gui.gui.style import DARK, theme_colors
from movierec_gui.gui.widgets.drawing_queue import Work, drawing_queue

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from movierec_gui.figures import FigureStyle

_RESIZED_MS = 120
"""How long the size must stay before the figure is drawn anew; until then its picture is stretched."""
Paint = Callable[["Axes", "FigureStyle"], None]
"""Draws on dressed axes, in a worker thread; it is called again when the size or the theme changes."""


def figure_style() -> FigureStyle:
    """The colours of figures that lie on the theme's cards."""
    if "movierec_gui.figures" not in sys.modules:
        import_alone("movierec_gui.figures")  # a worker may be importing matplotlib: half made, it has no names
    from movierec_gui.figures import DARK as DARK_FIGURE
    from movierec_gui.figures import LIGHT as LIGHT_FIGURE
    from movierec_gui.figures import FigureStyle

    colors = theme_colors()
    ramp = (DARK_FIGURE if colors is DARK else LIGHT_FIGURE).ramp
    return FigureStyle(colors.surface, colors.text, colors.muted, colors.grid, colors.series, ramp)


class FigureView(QWidget):
    """Shows what a function paints; without matplotlib until there is something to paint and the widget is visible."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """``title`` names the picture for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setMinimumSize(120, 100)
        self._paint: Paint | None = None
        self._figure: Figure | None = None
        self._picture = QImage()
        self._stale = False
        self._drawn_size = QSize()
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(_RESIZED_MS)
        self._resized.timeout.connect(self._on_resized)

    def show_figure(self, paint: Paint, summary: str = "") -> None:
        """Paint anew; ``summary`` tells in words what is to be seen."""
        self._paint = paint
        self.setAccessibleDescription(summary)
        self._mark_stale()

    @property
    def figure(self) -> Figure | None:
        """Returns the drawn figure; None before the first."""
        return self._figure

    def save(self, path: Path) -> None:
        """Write the figure as PNG, SVG or PDF. Raises UserError at another ending or if nothing is drawn."""
        from movierec_gui.errors import UserError
        from movierec_gui.figures import save_figure

        if self._figure is None:
            raise UserError("There is no figure yet", "", "Open the page that shows it first")
        save_figure(self._figure, path)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what changed while the widget was hidden."""
        super().showEvent(event)
        self._draw_if_needed()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give up a drawing that nobody sees; it is made up for."""
        super().hideEvent(event)
        drawing_queue().drop(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw in the new size once it stays."""
        super().resizeEvent(event)
        if self._paint is not None:
            self._resized.start()

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._paint is not None:
            self._mark_stale()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the picture, stretched where the size has changed since it was drawn."""
        painter = QPainter(self)
        if self._picture.isNull():
            painter.fillRect(event.rect(), QColor(theme_colors().surface))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._picture)
        painter.end()

    @Slot()
    def _on_resized(self) -> None:
        if self.size() != self._drawn_size:
            self._mark_stale()

    def _mark_stale(self) -> None:
        self._stale = True
        self._draw_if_needed()

    def _draw_if_needed(self) -> None:
        if self._stale and self._paint is not None and self.isVisible():
            drawing_queue().add(self, partial(self._prepare, self._paint), self._on_drawn)

    def _prepare(self, paint: Paint) -> Work:
        self._drawn_size = self.size()
        return partial(_draw, paint, figure_style(), self.width(), self.height(), self.devicePixelRatioF())

    def _on_drawn(self, drawn: tuple[Figure, QImage]) -> None:
        self._figure, self._picture = drawn
        self._stale = False
        self.update()


def _draw(
    paint: Paint, style: FigureStyle, width: int, height: int, ratio: float
) -> Generator[None, None, tuple[Figure, QImage]]:
    """A figure that fills so many pixels of a widget, of which each is ``ratio`` pixels of the screen, as a picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from movierec_gui.figures import dress_axes

    figure = Figure(layout="constrained", facecolor=style.background)
    figure.set_dpi(figure.dpi * ratio)
    figure.set_size_inches(width * ratio / figure.dpi, height * ratio / figure.dpi)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    dress_axes(axes, style)
    paint(axes, style)
    yield
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    rows, columns, _ = pixels.shape
    picture = QImage(pixels, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()
    picture.setDevicePixelRatio(ratio)
    return figure, picture
