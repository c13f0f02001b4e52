"""The learning curves of several runs on a matplotlib canvas, the live one redrawn without the rest.

Text is what takes matplotlib's time: the legend and the readings lie over the canvas, painted by Qt.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.widgets.figure_view import figure_style

if TYPE_CHECKING:
    from movierec_gui.figures import HistorySeries
    from movierec_gui.figures.training import HistoryLines

Limits = tuple[tuple[float, float], tuple[float, float]]

_MARGINS = {"left": 66, "right": 16, "top": 12, "bottom": 46}
"""Pixels around the axes: fixed, since a layout engine costs as much as drawing."""
_TIGHTEST = 0.6
"""The share of the axis that the curves have to fill; below it the limits close in on them."""


@dataclass(frozen=True, eq=False)
class ShownRun:
    """A run on the chart."""

    key: str
    color: int
    """Position in the theme's series colours."""
    series: HistorySeries


@dataclass(frozen=True)
class ChartOptions:
    """How the curves are drawn."""

    logarithmic: bool = False
    smoothing: float = 0.0
    reference: tuple[str, float] | None = None
    epochs: int = 0
    """How many epochs the live run will have."""


@dataclass(frozen=True)
class Reading:
    """The values of one run at one epoch, as text."""

    color: str
    text: str
    heights: tuple[float, ...]
    """Pixels from the canvas' upper edge to the points."""


class HistoryPlot(QObject):
    """Owns figure, axes and artists; knows no toolbar and no time."""

    view_changed = Signal()
    """A person zoomed, moved, or went back to the automatic limits."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
        from matplotlib.figure import Figure

        self.figure = Figure()
        self._canvas: Any = FigureCanvasQTAgg(self.figure)  # type: ignore[no-untyped-call]
        self._axes = self.figure.add_subplot()
        self._runs: list[ShownRun] = []
        self._lines: dict[str, HistoryLines] = {}
        self._live = ""
        self._options = ChartOptions()
        self._style = figure_style()
        self._background: Any = None
        self._own_view = False
        self.full_draws = 0
        self.quick_draws = 0
        self._canvas.mpl_connect("draw_event", self._on_draw)
        self._canvas.mpl_connect("resize_event", self._on_resize)

    @property
    def canvas(self) -> QWidget:
        """The widget that shows the figure."""
        return self._canvas  # type: ignore[no-any-return]

    @property
    def runs(self) -> tuple[ShownRun, ...]:
        """What is drawn."""
        return tuple(self._runs)

    @property
    def limits(self) -> Limits:
        """The visible part: (left, right), (low, high)."""
        return self._axes.get_xlim(), self._axes.get_ylim()

    @property
    def has_own_view(self) -> bool:
        """Whether a person chose what is visible; the curves do not move it then."""
        return self._own_view

    def show_runs(self, runs: Sequence[ShownRun], live: str, options: ChartOptions) -> None:
        """Draw everything anew. ``live`` is the key of the run that will be updated, or empty."""
        from movierec_gui.figures import dress_axes
        from movierec_gui.figures.training import draw_reference, draw_run, dress_history

        self._style, self._runs, self._live, self._options = figure_style(), list(runs), live, options
        limits = self.limits
        self._axes.clear()
        self.figure.set_facecolor(self._style.background)
        dress_axes(self._axes, self._style)
        smoothing = options.smoothing
        self._lines = {
            run.key: draw_run(self._axes, run.series, self._style, self._style.color(run.color), smoothing)
            for run in self._runs
        }
        if options.reference is not None:
            draw_reference(self._axes, *options.reference, self._style)
        for line in self._lines[live].all if live in self._lines else ():
            line.set_animated(True)
        dress_history(self._axes, options.logarithmic)
        self._set_limits(limits if self._own_view else self._wanted_limits())
        self._canvas.draw_idle()

    def update_live(self, run: ShownRun) -> None:
        """Give the live run new data; only its own artists are drawn unless the axes have to change."""
        position = next((index for index, shown in enumerate(self._runs) if shown.key == run.key), -1)
        if position < 0 or run.key != self._live:
            return
        self._runs[position] = run
        self._lines[run.key].update(run.series, self._options.smoothing)
        wanted = self._wanted_limits()
        if not self._own_view and not _serves(self.limits, wanted, self._options.logarithmic):
            self._set_limits(wanted)
            self._background = None
        if self._background is None:
            self._canvas.draw_idle()
            return
        self.quick_draws += 1
        self._canvas.restore_region(self._background)
        self._draw_live()
        self._canvas.blit(self._axes.bbox)

    def zoom(self, factor: float, x: float | None = None, y: float | None = None) -> None:
        """Enlarge by a factor around a point of the canvas, by default its middle."""
        width, height = self._canvas.get_width_height()
        ratio = self._canvas.device_pixel_ratio
        across = (width / 2 if x is None else x) * ratio
        upwards = (height / 2 if y is None else height - y) * ratio
        box = self._axes.bbox
        self._view(
            (across - (across - box.x0) / factor, upwards - (upwards - box.y0) / factor),
            (across + (box.x1 - across) / factor, upwards + (box.y1 - upwards) / factor),
        )

    def pan(self, right: float, down: float) -> None:
        """Move the curves by so many pixels."""
        ratio = self._canvas.device_pixel_ratio
        box = self._axes.bbox
        across, upwards = right * ratio, -down * ratio
        self._view((box.x0 - across, box.y0 - upwards), (box.x1 - across, box.y1 - upwards))

    def reset_view(self) -> None:
        """Back to the limits that the curves ask for."""
        self._own_view = False
        self._set_limits(self._wanted_limits())
        self._canvas.draw_idle()
        self.view_changed.emit()

    def epoch_at(self, x: float) -> float:
        """The epoch, with a fraction, at a distance in pixels from the canvas' left edge."""
        inverse = self._axes.transData.inverted()
        return float(inverse.transform((x * self._canvas.device_pixel_ratio, 0.0))[0])

    def x_of(self, epoch: float) -> float:
        """Pixels from the canvas' left edge to an epoch."""
        return float(self._axes.transData.transform((epoch, 1.0))[0]) / float(self._canvas.device_pixel_ratio)

    @property
    def bottom(self) -> float:
        """Pixels from the canvas' upper edge to the horizontal axis."""
        _, height = self._canvas.get_width_height()
        return float(height) - float(self._axes.bbox.y0) / float(self._canvas.device_pixel_ratio)

    def readings(self, epoch: int) -> tuple[Reading, ...]:
        """The values of every run that has that epoch."""
        found = []
        for run in self._runs:
            series = run.series
            at = [index for index, number in enumerate(series.epochs) if number == epoch]
            if not at:
                continue
            parts = (("validation", series.validation[at[0]]), ("training", series.train[at[0]]))
            known = [(name, float(value)) for name, value in parts if value == value]
            text = ", ".join(f"{name} {value:.4f}" for name, value in known)
            heights = tuple(self._height_of(epoch, value) for _, value in known)
            found.append(Reading(self._style.color(run.color), f"{series.label}: {text}", heights))
        return tuple(found)

    def _height_of(self, epoch: int, value: float) -> float:
        _, height = self._canvas.get_width_height()
        up = float(self._axes.transData.transform((epoch, value))[1])
        return float(height) - up / float(self._canvas.device_pixel_ratio)

    def _view(self, lower_left: tuple[float, float], upper_right: tuple[float, float]) -> None:
        inverse = self._axes.transData.inverted()
        (left, low), (right, high) = inverse.transform(lower_left), inverse.transform(upper_right)
        self._own_view = True
        self._set_limits(((float(left), float(right)), (float(low), float(high))))
        self._canvas.draw_idle()
        self.view_changed.emit()

    def _set_limits(self, limits: Limits) -> None:
        self._axes.set_xlim(*limits[0])
        self._axes.set_ylim(*limits[1])

    def _wanted_limits(self) -> Limits:
        from movierec_gui.figures.training import history_limits

        series = [run.series for run in self._runs]
        (left, right), (low, high) = history_limits(
            series, epochs=self._options.epochs, logarithmic=self._options.logarithmic
        )
        if self._options.reference is not None:
            height = self._options.reference[1]
            low, high = min(low, height * 0.99), max(high, height * 1.01)
        return (left, right), (low, high)

    def _draw_live(self) -> None:
        for line in self._lines[self._live].all if self._live in self._lines else ():
            self._axes.draw_artist(line)

    def _on_draw(self, _event: object) -> None:
        self.full_draws += 1
        self._background = self._canvas.copy_from_bbox(self._axes.bbox)
        self._draw_live()

    def _on_resize(self, _event: object) -> None:
        ratio = self._canvas.device_pixel_ratio
        width, height = self.figure.bbox.width / ratio, self.figure.bbox.height / ratio
        if width < 2 * _MARGINS["left"] or height < 2 * _MARGINS["bottom"]:
            return
        self.figure.subplots_adjust(
            left=_MARGINS["left"] / width,
            right=1 - _MARGINS["right"] / width,
            top=1 - _MARGINS["top"] / height,
            bottom=_MARGINS["bottom"] / height,
        )
        self._background = None


def _serves(current: Limits, wanted: Limits, logarithmic: bool) -> bool:
    """Whether limits hold the wanted ones without leaving much room."""
    (left, right), (low, high) = current
    (_, wanted_right), (wanted_low, wanted_high) = wanted
    if wanted_right != right or left != wanted[0][0]:
        return False
    if logarithmic:
        low, high, wanted_low, wanted_high = (math.log(value) for value in (low, high, wanted_low, wanted_high))
    inside = low <= wanted_low and wanted_high <= high
    return inside and (wanted_high - wanted_low) >= _TIGHTEST * (high - low)
