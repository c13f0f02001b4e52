"""The live error chart: curves, the values under the pointer, and zoom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, text_label, theme_colors
from movierec_gui.gui.widgets.chart_legend import ChartLegend
from movierec_gui.gui.widgets.chart_overlay import ChartOverlay
from movierec_gui.gui.widgets.chart_toolbar import ChartToolbar
from movierec_gui.gui.widgets.figure_view import figure_style
from movierec_gui.gui.widgets.history_plot import ChartOptions, HistoryPlot, ShownRun

REDRAW_MS = 250
"""At most four redraws a second, however fast the events come."""
_ZOOM_STEP = 1.25
_NOTHING = "No curves yet. Start a training, or tick a run in the table."


class LineChart(QWidget):
    """Shows runs; needs neither torch nor a trained network, and matplotlib only when it is first seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Chart of training and validation error per epoch")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._plot: HistoryPlot | None = None
        self._overlay: ChartOverlay | None = None
        self.legend: ChartLegend | None = None
        """Made with the plot."""
        self._runs: list[ShownRun] = []
        self._live = ""
        self._options = ChartOptions()
        self._stale = True
        self._live_stale = False
        self._epoch = 0
        self._dragged_from: QPointF | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REDRAW_MS)
        self._timer.timeout.connect(self._on_redraw_due)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING // 2)
        self.toolbar = ChartToolbar()
        self.toolbar.changed.connect(self._on_option_changed)
        self.toolbar.reset_requested.connect(self._on_reset_requested)
        self._nothing = text_label(_NOTHING, "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layout.addWidget(self.toolbar)
        self._layout.addWidget(self._nothing, 1)

    @property
    def plot(self) -> HistoryPlot | None:
        """What draws; None until the chart was first seen."""
        return self._plot

    @property
    def reading(self) -> str:
        """The values that are shown for an epoch; empty while there are none."""
        return self._overlay.text if self._overlay is not None and not self._overlay.isHidden() else ""

    def set_runs(self, runs: Sequence[ShownRun], live: str = "", epochs: int = 0) -> None:
        """Show these runs. ``live`` names the one that trains, which will have so many epochs."""
        self._runs, self._live = list(runs), live
        self._options = replace(self._options, epochs=epochs if live else 0)
        self._stale = True
        self._redraw_soon(0)

    def update_live(self, run: ShownRun) -> None:
        """New values of the live run; drawn at the next chance, at most four times a second."""
        self._runs = [run if shown.key == run.key else shown for shown in self._runs]
        self._live_stale = True
        self._redraw_soon(REDRAW_MS)

    def save_picture(self, path: Path) -> None:
        """Write the chart as it is zoomed, in the theme's colours. Raises UserError where that fails."""
        from movierec_gui.figures import draw_history, new_figure, save_figure

        style = figure_style()
        figure, axes = new_figure(style, 9.0, 5.5)
        series = [replace(run.series, color=style.color(run.color)) for run in self._drawn_runs()]
        options = self._options
        draw_history(
            axes, series, style,
            logarithmic=options.logarithmic, smoothing=options.smoothing, reference=options.reference,
        )  # fmt: skip
        if self._plot is not None:
            across, upwards = self._plot.limits
            axes.set(xlim=across, ylim=upwards)
        save_figure(figure, path)

    def show_epoch(self, epoch: int) -> None:
        """Write the values of an epoch over the chart; hide them where no run has it."""
        if self._plot is None or self._overlay is None:
            return
        readings = self._plot.readings(epoch)
        self._epoch = epoch if readings else 0
        if readings:
            self._overlay.show_readings(self._plot.x_of(epoch), self._plot.bottom, f"Epoch {epoch}", readings)
            self.setAccessibleDescription(self._overlay.text)
        else:
            self._overlay.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what changed while the chart was hidden."""
        super().showEvent(event)
        self._redraw_soon(0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop drawing."""
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._stale = True
            self._redraw_soon(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right read the epochs one by one; plus, minus and 0 zoom."""
        if self._plot is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            last = max((int(run.series.epochs[-1]) for run in self._runs if len(run.series.epochs)), default=0)
            self.show_epoch(min(max(self._epoch + step, 1), last))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(_ZOOM_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self._zoom(1 / _ZOOM_STEP)
        elif event.key() == Qt.Key.Key_0:
            self._plot.reset_view()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pointer and wheel on the canvas, and its size."""
        if event.type() == QEvent.Type.Resize:
            self.show_epoch(0)
            self._place_legend()
        if isinstance(event, QWheelEvent):
            factor = _ZOOM_STEP ** (event.angleDelta().y() / 120.0)
            self._zoom(factor, event.position())
            return True
        if event.type() == QEvent.Type.Leave:
            self.show_epoch(0)
        elif isinstance(event, QMouseEvent):
            self._on_mouse(event)
        return super().eventFilter(watched, event)

    def _on_mouse(self, event: QMouseEvent) -> None:
        if self._plot is None:
            return
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self._plot.reset_view()
        elif event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = event.position()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._dragged_from = None
        elif event.type() == QEvent.Type.MouseMove and self._dragged_from is not None:
            moved = event.position() - self._dragged_from
            self._dragged_from = event.position()
            self.show_epoch(0)
            self._plot.pan(moved.x(), moved.y())
        elif event.type() == QEvent.Type.MouseMove:
            self.show_epoch(round(self._plot.epoch_at(event.position().x())))

    def _zoom(self, factor: float, at: QPointF | None = None) -> None:
        if self._plot is not None:
            self.show_epoch(0)
            self._plot.zoom(factor, *((at.x(), at.y()) if at is not None else ()))

    def _redraw_soon(self, milliseconds: int) -> None:
        """Start the timer unless it is already running for an earlier moment."""
        if self.isVisible() and (not self._timer.isActive() or self._timer.remainingTime() > milliseconds):
            self._timer.start(milliseconds)

    @Slot()
    def _on_redraw_due(self) -> None:
        if not self.isVisible():
            return
        if self._plot is None and self._runs:
            self._make_plot()
        self._nothing.setVisible(not self._runs)
        if self._plot is not None and self._stale:
            self._plot.canvas.setVisible(bool(self._runs))
            self.show_epoch(0)
            self._plot.show_runs(self._drawn_runs(), self._live, self._options)
            self._place_legend()
        elif self._plot is not None and self._live_stale:
            for run in self._drawn_runs():
                if run.key == self._live:
                    self._plot.update_live(run)
            self._place_legend()
        self._stale = self._live_stale = False

    def _make_plot(self) -> None:
        self._plot = HistoryPlot(self)
        self._plot.view_changed.connect(self._on_view_changed)
        canvas = self._plot.canvas
        canvas.setMinimumSize(200, 140)
        canvas.setMouseTracking(True)
        canvas.installEventFilter(self)
        canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.legend = ChartLegend(canvas)
        self._overlay = ChartOverlay(canvas)
        self._layout.addWidget(canvas, 1)

    def _place_legend(self) -> None:
        from movierec_gui.figures.training import legend_entries

        if self._plot is not None and self.legend is not None:
            colors, reference = theme_colors().series, self._options.reference
            entries = legend_entries([run.series for run in self._runs], reference[0] if reference else "")
            self.legend.show_entries(entries, [colors[run.color % len(colors)] for run in self._runs])
            self.legend.move(self._plot.canvas.width() - self.legend.width() - SPACING, SPACING)

    def _drawn_runs(self) -> list[ShownRun]:
        if self.toolbar.steps.isChecked():
            return self._runs
        return [replace(run, series=replace(run.series, steps=run.series.steps[:0])) for run in self._runs]

    @Slot()
    def _on_option_changed(self) -> None:
        bar = self.toolbar
        self._options = replace(
            self._options, logarithmic=bar.logarithmic.isChecked(), smoothing=bar.smoothing, reference=bar.reference
        )
        self._stale = True
        self._redraw_soon(0)

    @Slot()
    def _on_view_changed(self) -> None:
        self.toolbar.reset.setEnabled(self._plot is not None and self._plot.has_own_view)

    @Slot()
    def _on_reset_requested(self) -> None:
        if self._plot is not None:
            self._plot.reset_view()
