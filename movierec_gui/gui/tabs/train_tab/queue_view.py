"""The training that runs: how far it is, its controls, and what waits behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.tabs.train_tab.queue import TrainingQueue
from movierec_gui.gui.tabs.train_tab.texts import progress_text
from movierec_gui.progress import Progress, ProgressEvent

if TYPE_CHECKING:
    from movierec_gui.training.events import StepsTrained

_REDRAW_MS = 250
_STEPS = 1000


class QueueView(QFrame):
    """Hidden while nothing trains."""

    def __init__(self, queue: TrainingQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._queue = queue
        self._progress = Progress("")
        self._steps: StepsTrained | None = None
        self.title = text_label("", "heading")
        self.text = text_label("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName("Progress of the training")
        self.pause = _button("Pause", "pause", "Hold the training after its current step")
        self.pause.clicked.connect(self._on_pause_clicked)
        self.stop = _button("Stop", "stop", "Stop the training and keep its best epoch (Shift+F5)")
        self.stop.clicked.connect(queue.stop)
        self._lines: list[QWidget] = []
        self._waiting = QVBoxLayout()
        self._waiting.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(self.title)
        line.addSpacing(SPACING)
        line.addWidget(self.text, 1)
        line.addWidget(self.pause)
        line.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING + 4, SPACING, SPACING + 4, SPACING + 4)
        layout.setSpacing(SPACING)
        layout.addLayout(line)
        layout.addWidget(self.bar)
        layout.addLayout(self._waiting)
        self._timer = QTimer(self)
        self._timer.setInterval(_REDRAW_MS)
        self._timer.timeout.connect(self._draw)
        queue.changed.connect(self._on_queue_changed)
        queue.progressed.connect(self._on_progressed)
        self._on_queue_changed()

    def remove_buttons(self) -> tuple[QPushButton, ...]:
        """The buttons that take waiting runs out of the queue, in order."""
        return tuple(self.findChildren(_RemoveButton))

    @Slot()
    def _on_queue_changed(self) -> None:
        current = self._queue.current
        self.setVisible(current is not None)
        if current is None:
            self._timer.stop()
            self._steps, self._progress = None, Progress("")
        elif not self._timer.isActive():
            self._timer.start()
        self.title.setText(current.name if current is not None else "")
        paused = self._queue.paused
        self.pause.setText("Resume" if paused else "Pause")
        set_icon(self.pause, "play" if paused else "pause")
        self.pause.setEnabled(not self._queue.stopping)
        self.stop.setEnabled(not self._queue.stopping)
        self._list_waiting()
        self._draw()

    @Slot(object)
    def _on_progressed(self, event: object) -> None:
        if isinstance(event, ProgressEvent):
            self._progress = event.progress
        if hasattr(event, "ratings_per_second"):
            self._steps = event  # type: ignore[assignment]

    @Slot()
    def _draw(self) -> None:
        self.bar.setValue(round((self._progress.fraction or 0.0) * _STEPS))
        self.text.setText(self._state_text())

    def _state_text(self) -> str:
        if self._queue.stopping:
            return "Stopping; the best epoch is kept…"
        if self._steps is None:
            return "Paused" if self._queue.paused else "Preparing the ratings…"
        text = progress_text(self._steps, round(self._progress.total), self._queue.seconds_left)
        return f"Paused  ·  {text}" if self._queue.paused else text

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
    def _on_pause_clicked(self) -> None:
        if self._queue.paused:
            self._queue.resume()
        else:
            self._queue.pause()

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


def _button(text: str, icon_name: str, help: str) -> QPushButton:
    button = QPushButton(text)
    set_icon(button, icon_name)
    button.setToolTip(help)
    return button
