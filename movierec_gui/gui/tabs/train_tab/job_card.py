"""A card about a job that runs: how far it is, and its controls."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.tabs.train_tab.current_job import CurrentJob

_REDRAW_MS = 250
_STEPS = 1000


class JobCard(QFrame):
    """Hidden while nothing runs. A subclass writes ``state_text``, and connects ``_on_changed`` to what changes it."""

    def __init__(self, job: CurrentJob, noun: str, stop: str, stop_help: str, parent: QWidget | None = None) -> None:
        """``noun`` is what runs; ``stop`` the text of the button that ends it."""
        super().__init__(parent)
        set_role(self, "card")
        self.job = job
        self.text = text_label("", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(f"Progress of the {noun}")
        self.pause = QPushButton("Pause")
        self.pause.setToolTip(f"Hold the {noun} after its current step")
        self.pause.clicked.connect(job.pause_or_resume)
        self.stop = QPushButton(stop)
        set_icon(self.stop, "stop")
        self.stop.setToolTip(stop_help)
        self.stop.clicked.connect(job.stop)
        self._line = QHBoxLayout()
        self._line.setSpacing(SPACING)
        self._line.addWidget(self.text, 1)
        self._line.addWidget(self.pause)
        self._line.addWidget(self.stop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACING + 4, SPACING, SPACING + 4, SPACING + 4)
        self._column.setSpacing(SPACING)
        self._column.addLayout(self._line)
        self._column.addWidget(self.bar)
        self._timer = QTimer(self)
        self._timer.setInterval(_REDRAW_MS)
        self._timer.timeout.connect(self._draw)

    def state_text(self) -> str:
        """One line about the job, which runs."""
        raise NotImplementedError

    @Slot()
    def _on_changed(self) -> None:
        self.setVisible(self.job.running)
        if not self.job.running:
            self._timer.stop()
            self.text.clear()
            return
        self._timer.start()
        self.pause.setText("Resume" if self.job.paused else "Pause")
        set_icon(self.pause, "play" if self.job.paused else "pause")
        for button in (self.pause, self.stop):
            button.setEnabled(not self.job.stopping)
        self._draw()

    @Slot()
    def _draw(self) -> None:
        self.bar.setValue(round((self.job.progress.fraction or 0.0) * _STEPS))
        self.text.setText(self.state_text())
