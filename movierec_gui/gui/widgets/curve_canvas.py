"""The learning curves of several runs, painted by Qt.

Not by matplotlib: a full redraw of it takes 50 ms and, beside a training that takes its turns at the interpreter, up to
300 ms; this one takes 3.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.style import at_text_size, theme_colors
from movierec_gui.gui.widgets.axis_scale import AxisScale, Floats, tick_texts

if TYPE_CHECKING:
    from movierec_gui.training.curve_series import HistorySeries

Limits = tuple[tuple[float, float], tuple[float, float]]

_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 16, 10, 44
"""Pixels around the axes."""
_TICK_EVERY_X, _TICK_EVERY_Y = 70, 36
_TIGHTEST = 0.6
"""The share of the axis that the curves have to fill; below it the limits close in on them."""
_MARK = 5.0


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
    steps: bool = True
    """Whether the training error within the epochs is drawn."""
    epochs: int = 0
    """How many epochs the live run will have."""


@dataclass(frozen=True)
class Reading:
    """The values of one run at one epoch, as text."""

    color: str
    text: str
    heights: tuple[float, ...]
    """Pixels from the canvas' upper edge to the points."""


class CurveCanvas(QWidget):
    """Paints runs; knows no toolbar and no time."""

    view_changed = Signal()
    """A person zoomed, moved, or went back to the automatic limits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[ShownRun, ...] = ()
        self._options = ChartOptions()
        self._own_view = False
        self._limits: Limits = ((0.0, 1.0), (0.5, 1.5))
        self._x = self._y = AxisScale(0.0, 1.0, 0.0, 1.0)
        self.paints = 0

    @property
    def runs(self) -> tuple[ShownRun, ...]:
        """Returns the painted runs."""
        return self._runs

    @property
    def limits(self) -> Limits:
        """The visible part: (left, right), (low, high)."""
        return self._limits

    @property
    def has_own_view(self) -> bool:
        """Whether a person chose what is visible; the curves do not move it then."""
        return self._own_view

    @property
    def bottom(self) -> float:
        """Pixels from the upper edge to the horizontal axis."""
        return self._y.start

    @property
    def area(self) -> QRectF:
        """Where the curves are, within the axes."""
        return QRectF(self._x.start, self._y.end, self._x.end - self._x.start, self._y.start - self._y.end)

    def hidden_by(self, place: QRectF) -> int:
        """How much of the curves something there would cover, in pixels of their width."""
        across = np.arange(place.left(), place.right() + 1.0)
        covered = 0
        for run in self._runs:
            epochs = run.series.epochs.astype(np.float64)
            curves = [(epochs, run.series.train), (epochs, run.series.validation)]
            if self._options.steps and len(run.series.steps):
                curves.append((run.series.steps[:, 0], run.series.steps[:, 1]))
            for x, y in curves:
                known = np.isfinite(x) & np.isfinite(y)
                if known.any():
                    at, heights = self._x.pixels(x[known]), self._y.pixels(y[known])
                    if len(at) == 1:  # a level line
                        at, heights = np.array([self._x.start, self._x.end]), np.repeat(heights, 2)
                    curve = np.interp(across, at, heights, left=np.nan, right=np.nan)
                    covered += int(np.sum((curve >= place.top()) & (curve <= place.bottom())))
        return covered

    def show_runs(self, runs: Sequence[ShownRun], options: ChartOptions) -> None:
        """Paint these runs from now on."""
        restart = options != self._options or [run.key for run in runs] != [run.key for run in self._runs]
        self._runs, self._options = tuple(runs), options
        wanted = self._wanted_limits()
        if not self._own_view and (restart or not _serves(self._limits, wanted, options.logarithmic)):
            self._limits = wanted
        self._rescale()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Enlarge by a factor around a point, by default the middle."""
        middle = at or QPointF((self._x.start + self._x.end) / 2, (self._y.start + self._y.end) / 2)
        self._view(self._x.zoomed(factor, middle.x()), self._y.zoomed(factor, middle.y()))

    def pan(self, right: float, down: float) -> None:
        """Move the curves by so many pixels."""
        self._view(self._x.moved(right), self._y.moved(down))

    def reset_view(self) -> None:
        """Back to the limits that the curves ask for."""
        self._own_view, self._limits = False, self._wanted_limits()
        self._rescale()
        self.view_changed.emit()

    def epoch_at(self, x: float) -> float:
        """The epoch, with a fraction, at a distance in pixels from the left edge."""
        return self._x.value(x)

    def x_of(self, epoch: float) -> float:
        """Pixels from the left edge to an epoch."""
        return self._x.pixel(epoch)

    def readings(self, epoch: int) -> tuple[Reading, ...]:
        """The values of every run that has that epoch."""
        found, colors = [], theme_colors().series
        for run in self._runs:
            series = run.series
            at = np.flatnonzero(series.epochs == epoch)
            if not len(at):
                continue
            parts = (("validation", float(series.validation[at[0]])), ("training", float(series.train[at[0]])))
            known = [(name, value) for name, value in parts if not math.isnan(value)]
            text = ", ".join(f"{name} {value:.4f}" for name, value in known)
            heights = tuple(self._y.pixel(value) for _, value in known)
            found.append(Reading(colors[run.color % len(colors)], f"{series.label}: {text}", heights))
        return tuple(found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The same limits on another number of pixels."""
        super().resizeEvent(event)
        self._rescale()

    def changeEvent(self, event: QEvent) -> None:
        """Larger numbers on the axes need more room beside them."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._rescale()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.paints += 1
        painter = QPainter(self)
        self._paint_axes(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.area)
        colors = theme_colors()
        if self._options.reference is not None:
            height = self._y.pixel(self._options.reference[1])
            painter.setPen(QPen(QColor(colors.muted), 1.2, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(self._x.start, height), QPointF(self._x.end, height))
        for run in self._runs:
            self._paint_curves(painter, run.series, QColor(colors.series[run.color % len(colors.series)]))
        # Marks come last, so that no other run's curve covers them.
        for run in self._runs:
            self._paint_marks(painter, run.series, QColor(colors.series[run.color % len(colors.series)]))
        painter.end()

    def _paint_axes(self, painter: QPainter) -> None:
        colors = theme_colors()
        text, grid, height = QColor(colors.text), QColor(colors.grid), self.fontMetrics().height()
        x_ticks = self._x.ticks(max(2, int((self._x.end - self._x.start) / _TICK_EVERY_X)), whole=True)
        y_ticks = self._y.ticks(max(2, int((self._y.start - self._y.end) / _TICK_EVERY_Y)))
        for tick, label in zip(x_ticks, tick_texts(x_ticks), strict=True):
            x = self._x.pixel(tick)
            painter.setPen(grid)
            painter.drawLine(QPointF(x, self._y.end), QPointF(x, self._y.start))
            painter.setPen(text)
            painter.drawText(QRectF(x - 40, self._y.start + 4, 80, height), Qt.AlignmentFlag.AlignHCenter, label)
        for tick, label in zip(y_ticks, tick_texts(y_ticks), strict=True):
            y = self._y.pixel(tick)
            painter.setPen(grid)
            painter.drawLine(QPointF(self._x.start, y), QPointF(self._x.end, y))
            painter.setPen(text)
            place = QRectF(16, y - height / 2, self._x.start - 24, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label)
        painter.setPen(QColor(colors.muted))
        below = QRectF(self._x.start, self.height() - height - 2, self._x.end - self._x.start, height)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "Epoch")
        painter.translate(height, (self._y.start + self._y.end) / 2)
        painter.rotate(-90)
        painter.drawText(QRectF(-90, -height, 180, height), Qt.AlignmentFlag.AlignHCenter, "MSE (stars²)")
        painter.resetTransform()

    def _paint_curves(self, painter: QPainter, series: HistorySeries, color: QColor) -> None:
        smoothing = self._options.smoothing
        if self._options.steps and len(series.steps):
            self._paint_line(painter, series.steps[:, 0], series.steps[:, 1], _pen(color, 1.0, 0.55))
        epochs = series.epochs.astype(np.float64)
        self._paint_line(painter, epochs, series.train, _pen(color, 1.4, 0.8, dashed=True), len(epochs) == 1)
        validation = series.validation
        if smoothing:
            from movierec_gui.training.curves import smoothed

            self._paint_line(painter, epochs, validation, _pen(color, 1.0, 0.35), len(epochs) == 1)
            validation = smoothed(validation, smoothing)
        self._paint_line(painter, epochs, validation, _pen(color, 2.2), len(epochs) == 1)

    def _paint_line(self, painter: QPainter, x: Floats, y: Floats, pen: QPen, level: bool = False) -> None:
        across, down = self._x.pixels(x), self._y.pixels(y)
        gaps = np.flatnonzero(np.isnan(down))
        painter.setPen(pen)
        for columns in np.split(np.column_stack([across, down]), gaps):
            points = QPolygonF([QPointF(*point) for point in columns.tolist() if not math.isnan(point[1])])
            if points.size() == 1 and level:
                # What is fitted at once has one error: a level to compare the curves with.
                height = points.at(0).y()
                painter.drawLine(QPointF(self._x.start, height), QPointF(self._x.end, height))
            elif points.size() == 1:
                painter.drawEllipse(points.at(0), 1.5, 1.5)  # one point makes no line to see
            else:
                painter.drawPolyline(points)

    def _paint_marks(self, painter: QPainter, series: HistorySeries, color: QColor) -> None:
        painter.setPen(QPen(QColor(theme_colors().surface), 1.2))
        painter.setBrush(color)
        for epoch in (series.overfitting, series.best):
            point = self._mark(series, epoch)
            if point is not None and epoch == series.best:
                painter.drawEllipse(point, _MARK, _MARK)
            elif point is not None:
                corners = ((-1.2, -1.0), (1.2, -1.0), (0.0, 1.2))
                painter.drawPolygon(QPolygonF([point + QPointF(x, y) * _MARK for x, y in corners]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _mark(self, series: HistorySeries, epoch: int) -> QPointF | None:
        from movierec_gui.training.curve_series import marked_point

        point = marked_point(series, epoch)
        return None if point is None else QPointF(self._x.pixel(float(point[0])), self._y.pixel(point[1]))

    def _view(self, x: AxisScale, y: AxisScale) -> None:
        self._own_view, self._limits = True, ((x.low, x.high), (y.low, y.high))
        self._rescale()
        self.view_changed.emit()

    def _rescale(self) -> None:
        (left, right), (low, high) = self._limits
        beside, below = at_text_size(_LEFT), at_text_size(_BOTTOM)
        self._x = AxisScale(left, right, beside, max(beside + 1, self.width() - _RIGHT))
        self._y = AxisScale(low, high, max(_TOP + 1, self.height() - below), _TOP, self._options.logarithmic)
        self.update()

    def _wanted_limits(self) -> Limits:
        from movierec_gui.training.curve_series import history_limits

        series, options = [run.series for run in self._runs], self._options
        across, (low, high) = history_limits(series, epochs=options.epochs, logarithmic=options.logarithmic)
        if options.reference is not None:
            low, high = min(low, options.reference[1] * 0.99), max(high, options.reference[1] * 1.01)
        return across, (low, high)


def _pen(color: QColor, width: float, opacity: float = 1.0, dashed: bool = False) -> QPen:
    shade = QColor(color)
    shade.setAlphaF(opacity)
    pen = QPen(shade, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setDashPattern([4.0, 3.0])
    return pen


def _serves(current: Limits, wanted: Limits, logarithmic: bool) -> bool:
    """Whether limits hold the wanted ones without leaving much room."""
    across, (low, high) = current
    wanted_across, (wanted_low, wanted_high) = wanted
    if across != wanted_across:
        return False
    if logarithmic:
        low, high, wanted_low, wanted_high = (math.log(value) for value in (low, high, wanted_low, wanted_high))
    inside = low <= wanted_low and wanted_high <= high
    return inside and (wanted_high - wanted_low) >= _TIGHTEST * (high - low)
