"""Plays one long piece of work whose record is kept after every step: a comparison, or a search."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.background_job import Work
from movierec_gui.gui.tabs.train_tab.current_job import CurrentJob
from movierec_gui.gui.workspace import Workspace


class KeptRunner(QObject):
    """At most one piece of work runs."""

    changed = Signal()
    """It started, was paused, resumed or cancelled, or ended."""
    updated = Signal(object)
    """The record with all that is done."""
    failed = Signal(object)
    """The exception that ended it."""
    ended = Signal()
    """However it ended; what was finished is in the store."""

    def __init__(self, workspace: Workspace, title: str, kind: str, parent: QObject | None = None) -> None:
        """``title`` names the work in the status bar; ``kind`` is one of ``closing.KINDS``."""
        super().__init__(parent)
        self._title = title
        self.job = CurrentJob(workspace, self, kind)
        self.job.changed.connect(self.changed)
        self.job.progressed.connect(self._on_progressed)

    @property
    def running(self) -> bool:
        """Whether it has not ended, even while it is paused."""
        return self.job.running

    def begin(self, work: Work) -> None:
        """Play it, unless something runs."""
        if self.running:
            return
        self.job.start(self._title, work, self._on_finished, self._on_failed, self._end)
        self.changed.emit()

    @Slot(object)
    def _on_progressed(self, event: object) -> None:
        if hasattr(event, "record"):
            self.updated.emit(event.record)

    @Slot(object)
    def _on_finished(self, record: Any) -> None:
        self.updated.emit(record)
        self._end()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self._end()

    @Slot()
    def _end(self) -> None:
        self.job.end()
        self.changed.emit()
        self.ended.emit()
