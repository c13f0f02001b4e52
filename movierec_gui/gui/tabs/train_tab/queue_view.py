"""The training that runs: how far it is, its controls, and what waits behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_role, text_label
from movierec_gui.gui.tabs.train_tab.job_card import JobCard
from movierec_gui.gui.tabs.train_tab.queue import TrainingQueue
from movierec_gui.gui.tabs.train_tab.texts import list_progress_text, progress_text

if TYPE_CHECKING:
    from movierec_gui.training.events import StepsTrained


class QueueView(JobCard):
    """Hidden while nothing trains."""

    def __init__(self, queue: TrainingQueue, parent: QWidget | None = None) -> None:
        super().__init__(queue.job, "training", "Stop", "Stop the training and keep its best epoch (Shift+F5)", parent)
        self._queue = queue
        self._steps: StepsTrained | None = None
        self.title = text_label("", "heading")
        self._line.insertWidget(0, self.title)
        self._line.insertSpacing(1, SPACING)
        self._lines: list[QWidget] = []
        self._waiting = QVBoxLayout()
        self._waiting.setSpacing(2)
        self._column.addLayout(self._waiting)
        queue.changed.connect(self._on_changed)
        queue.progressed.connect(self._on_progressed)
        self._on_changed()

    def remove_buttons(self) -> tuple[QPushButton, ...]:
        """The buttons that take waiting runs out of the queue, in order."""
        return tuple(self.findChildren(_RemoveButton))

    def state_text(self) -> str:
        """The epoch, the training error, the pace and the time left."""
        if self.job.stopping:
            return "Stopping; the best epoch is kept…"
        if self._steps is None:
            text = list_progress_text(self.job.progress, self.job.seconds_left)
            return "Paused" if self.job.paused else text
        text = progress_text(self._steps, round(self.job.progress.total), self.job.seconds_left)
        return f"Paused  ·  {text}" if self.job.paused else text

    @Slot()
    def _on_changed(self) -> None:
        if not self.job.progress.total:
            self._steps = None
        current = self._queue.current
        self.title.setText(current.name if current is not None else "")
        self._list_waiting()
        super()._on_changed()

    @Slot(object)
    def _on_progressed(self, event: object) -> None:
        if hasattr(event, "ratings_per_second"):
            self._steps = event  # type: ignore[assignment]

    def _list_waiting(self) -> None:
        for line in self._lines:
            # Gone at once for whoever looks for it; deleted when the click that led here is over.
            line.setParent(None)
            line.deleteLater()
        self._lines = [self._waiting_line(position, run.name) for position, run in enumerate(self._queue.waiting)]
        for line in self._lines:
            self._waiting.addWidget(line)

    def _waiting_line(self, position: int, name: str) -> QWidget:
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        label: QLabel = text_label(f"Then: {name}", "muted")
        remove = _RemoveButton(position, name)
        remove.clicked.connect(self._on_remove_clicked)
        layout.addWidget(label)
        layout.addWidget(remove)
        layout.addStretch()
        return line

    @Slot()
    def _on_remove_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _RemoveButton):
            self._queue.remove(button.position)


class _RemoveButton(QPushButton):
    def __init__(self, position: int, name: str) -> None:
        super().__init__("Remove")
        self.position = position
        set_role(self, "link")
        self.setAccessibleName(f"Remove {name} from the queue")
