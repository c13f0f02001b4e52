"""The live error chart: curves, the values under the pointer, and zoom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, text_label, theme_colors
from movierec_gui.gui.widgets.chart_legend import ChartLegend
from movierec_gui.gui.widgets.chart_overlay import ChartOverlay
from movierec_gui.gui.widgets.chart_toolbar import ChartToolbar
from movierec_gui.gui.widgets.curve_canvas import ChartOptions, CurveCanvas, ShownRun
from movierec_gui.gui.widgets.figure_view import figure_style

REDRAW_MS = 250
"""At most four redraws a second, however fast the events come."""
_ZOOM_STEP = 1.25
_NOTHING = "No curves yet. Start a training, or tick a run in the table."


class LineChart(QWidget):
    """Shows runs; needs neither torch nor a trained network."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Chart of training and validation error per epoch")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._runs: list[ShownRun] = []
        self._options = ChartOptions()
        self._stale = False
        self._epoch = 0
        self._dragged_from: QPointF | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_redraw_due)
        self.toolbar = ChartToolbar()
        self.toolbar.changed.connect(self._on_option_changed)
        self.toolbar.reset_requested.connect(self._on_reset_requested)
        self.canvas = CurveCanvas()
        self.canvas.setMinimumSize(220, 150)
        self.canvas.setMouseTracking(True)
        self.canvas.installEventFilter(self)
        self.canvas.view_changed.connect(self._on_view_changed)
        self.legend = ChartLegend(self.canvas)
        self._overlay = ChartOverlay(self.canvas)
        nothing = text_label(_NOTHING, "muted")
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING // 2)
        layout.addWidget(self.toolbar)
        layout.addLayout(self._stack, 1)
        # After the stack has its place: it shows its first widget at once, in a window of its own if need be.
        self._stack.addWidget(nothing)
        self._stack.addWidget(self.canvas)

    @property
    def reading(self) -> str:
        """The values that are shown for an epoch; empty while there are none."""
        return "" if self._overlay.isHidden() else self._overlay.text

    def set_runs(self, runs: Sequence[ShownRun], epochs: int = 0) -> None:
        """Show these runs; ``epochs`` is how many the one that trains will have, 0 where none trains."""
        self._runs = list(runs)
        self._options = replace(self._options, epochs=epochs)
        self._redraw_soon(0)

    def update_run(self, run: ShownRun) -> None:
        """New values of one run; drawn at the next chance, at most four times a second."""
        self._runs = [run if shown.key == run.key else shown for shown in self._runs]
        self._redraw_soon(REDRAW_MS)

    def save_picture(self, path: Path) -> None:
        """Write the chart as it is zoomed, in the theme's colours. Raises UserError where that fails."""
        from movierec_gui.figures import draw_history, new_figure, save_figure

        style, options = figure_style(), self._options
        figure, axes = new_figure(style, 9.0, 5.5)
        series = [replace(run.series, color=style.color(run.color)) for run in self._runs]
        if not options.steps:
            series = [replace(run, steps=run.steps[:0]) for run in series]
        draw_history(
            axes, series, style,
            logarithmic=options.logarithmic, smoothing=options.smoothing, reference=options.reference,
        )  # fmt: skip
        across, upwards = self.canvas.limits
        axes.set(xlim=across, ylim=upwards)
        save_figure(figure, path)

    def show_epoch(self, epoch: int) -> None:
        """Write the values of an epoch over the chart; hide them where no run has it."""
        readings = self.canvas.readings(epoch)
        self._epoch = epoch if readings else 0
        if readings:
            self._overlay.show_readings(self.canvas.x_of(epoch), self.canvas.bottom, f"Epoch {epoch}", readings)
            self.setAccessibleDescription(self._overlay.text)
        else:
            self._overlay.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what changed while the chart was hidden."""
        super().showEvent(event)
        if self._stale:
            self._redraw_soon(0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop drawing."""
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._redraw_soon(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right read the epochs one by one; plus, minus and 0 zoom."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            last = max((int(run.series.epochs[-1]) for run in self._runs if len(run.series.epochs)), default=0)
            self.show_epoch(min(max(self._epoch + step, 1), last))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(_ZOOM_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self._zoom(1 / _ZOOM_STEP)
        elif event.key() == Qt.Key.Key_0:
            self.canvas.reset_view()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pointer and wheel on the canvas, and its size."""
        if isinstance(event, QWheelEvent):
            self._zoom(_ZOOM_STEP ** (event.angleDelta().y() / 120.0), event.position())
            return True
        if event.type() == QEvent.Type.Resize:
            self.show_epoch(0)
            self._place_legend()
            self._redraw_soon(0)  # the canvas has its new scales by then
        elif event.type() == QEvent.Type.Leave:
            self.show_epoch(0)
        elif isinstance(event, QMouseEvent):
            self._on_mouse(event)
        return super().eventFilter(watched, event)

    def _on_mouse(self, event: QMouseEvent) -> None:
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.canvas.reset_view()
        elif event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = event.position()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._dragged_from = None
        elif event.type() == QEvent.Type.MouseMove and self._dragged_from is not None:
            moved = event.position() - self._dragged_from
            self._dragged_from = event.position()
            self.show_epoch(0)
            self.canvas.pan(moved.x(), moved.y())
        elif event.type() == QEvent.Type.MouseMove:
            self.show_epoch(round(self.canvas.epoch_at(event.position().x())))

    def _zoom(self, factor: float, at: QPointF | None = None) -> None:
        self.show_epoch(0)
        self.canvas.zoom(factor, at)

    def _redraw_soon(self, milliseconds: int) -> None:
        """Start the timer unless it is already running for an earlier moment; a hidden chart waits until it is seen."""
        self._stale = True
        if self.isVisible() and (not self._timer.isActive() or self._timer.remainingTime() > milliseconds):
            self._timer.start(milliseconds)

    @Slot()
    def _on_redraw_due(self) -> None:
        self._stale = False
        self._stack.setCurrentIndex(1 if self._runs else 0)
        self.canvas.show_runs(self._runs, self._options)
        self._place_legend()
        self.show_epoch(self._epoch)

    def _place_legend(self) -> None:
        if not self._runs:
            return
        from movierec_gui.training.curve_series import legend_entries

        colors, reference = theme_colors().series, self._options.reference
        entries = legend_entries([run.series for run in self._runs], reference[0] if reference else "")
        self.legend.show_entries(entries, [colors[run.color % len(colors)] for run in self._runs])
        self.legend.move(self._free_corner(self.legend.size()))
        self._overlay.keep_off(QRectF(self.legend.geometry()))

    def _free_corner(self, size: QSize) -> QPoint:
        """Where the legend hides least of the curves: in the upper right corner if there is the choice."""
        area = self.canvas.area.toAlignedRect().adjusted(SPACING, SPACING, -SPACING, -SPACING)
        right, low = area.right() - size.width(), area.bottom() - size.height()
        corners = [QPoint(x, y) for y in (area.top(), low) for x in (right, area.left())]
        return min(corners, key=lambda corner: self.canvas.hidden_by(QRectF(QRect(corner, size))))

    @Slot()
    def _on_option_changed(self) -> None:
        bar = self.toolbar
        self._options = replace(
            self._options,
            logarithmic=bar.logarithmic.isChecked(),
            steps=bar.steps.isChecked(),
            smoothing=bar.smoothing,
            reference=bar.reference,
        )
        self._redraw_soon(0)

    @Slot()
    def _on_view_changed(self) -> None:
        self.toolbar.reset.setEnabled(self.canvas.has_own_view)

    @Slot()
    def _on_reset_requested(self) -> None:
        self.canvas.reset_view()
