"""A matplotlib figure as a widget, in the colours of the theme, drawn when it is first seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from movierec_gui.gui.style import DARK, theme_colors

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from movierec_gui.figures import FigureStyle

Paint = Callable[["Axes", "FigureStyle"], None]
"""Draws on dressed axes; it is called again when the theme changes."""


def figure_style() -> FigureStyle:
    """The colours of figures that lie on the theme's cards."""
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
        self._paint: Paint | None = None
        self._figure: Figure | None = None
        self._stale = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_figure(self, paint: Paint, summary: str = "") -> None:
        """Paint anew; ``summary`` tells in words what is to be seen."""
        self._paint = paint
        self.setAccessibleDescription(summary)
        self._mark_stale()

    @property
    def figure(self) -> Figure | None:
        """What is drawn; None until it was."""
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

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._paint is not None:
            self._mark_stale()

    def _mark_stale(self) -> None:
        self._stale = True
        # Later: several changes in a row are drawn once, and a hidden figure not at all.
        QTimer.singleShot(0, self, self._draw_if_needed)

    def _draw_if_needed(self) -> None:
        if not self._stale or self._paint is None or not self.isVisible():
            return
        self._stale = False
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
        from matplotlib.figure import Figure

        from movierec_gui.figures import dress_axes

        style = figure_style()
        if self._figure is None:
            self._figure = Figure(layout="constrained")
            canvas = FigureCanvasQTAgg(self._figure)  # type: ignore[no-untyped-call]
            canvas.setMinimumSize(120, 100)
            self._layout.addWidget(canvas)
        self._figure.clear()
        self._figure.set_facecolor(style.background)
        axes = self._figure.add_subplot()
        dress_axes(axes, style)
        self._paint(axes, style)
        self._figure.canvas.draw_idle()
