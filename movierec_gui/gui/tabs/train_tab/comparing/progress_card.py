"""The comparison that runs: how far it is, and its controls."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.tabs.train_tab.comparing.runner import ComparisonRunner
from movierec_gui.progress import Progress, format_duration

_REDRAW_MS = 250
_STEPS = 1000


class ProgressCard(QFrame):
    """Hidden while no comparison runs."""

    def __init__(self, runner: ComparisonRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._runner = runner
        self.text = text_label("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName("Progress of the comparison")
        self.pause = QPushButton("Pause")
        self.pause.setToolTip("Hold the comparison after its current step")
        self.pause.clicked.connect(self._on_pause_clicked)
        self.cancel = QPushButton("Cancel")
        set_icon(self.cancel, "stop")
        self.cancel.setToolTip("End the comparison and keep what is finished (Shift+F5)")
        self.cancel.clicked.connect(runner.cancel)
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(self.text, 1)
        line.addWidget(self.pause)
        line.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING + 4, SPACING, SPACING + 4, SPACING + 4)
        layout.setSpacing(SPACING)
        layout.addLayout(line)
        layout.addWidget(self.bar)
        self._timer = QTimer(self)
        self._timer.setInterval(_REDRAW_MS)
        self._timer.timeout.connect(self._draw)
        runner.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        running = self._runner.running
        self.setVisible(running)
        if not running:
            self._timer.stop()
            return
        self._timer.start()
        paused = self._runner.paused
        self.pause.setText("Resume" if paused else "Pause")
        set_icon(self.pause, "play" if paused else "pause")
        for button in (self.pause, self.cancel):
            button.setEnabled(not self._runner.cancelling)
        self._draw()

    @Slot()
    def _draw(self) -> None:
        runner = self._runner
        self.bar.setValue(round((runner.progress.fraction or 0.0) * _STEPS))
        text = progress_text(runner.progress, runner.seconds_left)
        if runner.cancelling:
            text = "Stopping; what is finished is kept…"
        self.text.setText(f"Paused  ·  {text}" if runner.paused else text)

    @Slot()
    def _on_pause_clicked(self) -> None:
        if self._runner.paused:
            self._runner.resume()
        else:
            self._runner.pause()


def progress_text(progress: Progress, seconds_left: float | None) -> str:
    """One line about the running comparison."""
    if not progress.total:
        return f"{progress.stage or 'Preparing'}…"
    number = min(int(progress.done) + 1, int(progress.total))
    parts = [progress.stage, f"fit {number} of {progress.total:.0f}"]
    if seconds_left is not None:
        parts.append(f"{format_duration(seconds_left)} left")
    return "  ·  ".join(parts)
