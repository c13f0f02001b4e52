"""The one background job of a queue or a comparison: its progress, and pausing, resuming and stopping it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.background_job import BackgroundJob, Work
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Clock, Progress, ProgressEvent


class CurrentJob(QObject):
    """At most one job at a time. Without one, nothing below does anything."""

    changed = Signal()
    """It was paused, resumed or asked to stop."""
    progressed = Signal(object)
    """An event of the job."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None, kind: str = "") -> None:
        """``kind`` is one of ``closing.KINDS``."""
        super().__init__(parent)
        self._kind = kind
        self._workspace = workspace
        self._job: BackgroundJob | None = None
        self._clock = Clock()
        self.progress = Progress("")
        self.stopping = False
        """Whether it was asked to stop and has not done so yet."""

    @property
    def running(self) -> bool:
        """Whether there is a job that has not ended, even while it is paused."""
        return self._job is not None

    @property
    def paused(self) -> bool:
        return self._job is not None and self._job.paused

    @property
    def seconds_left(self) -> float | None:
        """The remaining time at the pace so far, or None where it is not known yet."""
        return self._clock.remaining()

    def start(
        self,
        title: str,
        work: Work,
        on_success: Callable[[Any], None],
        on_failure: Callable[[Exception], None],
        on_cancel: Callable[[], None],
    ) -> None:
        """Begin a job; each of its possible ends has to call ``end``."""
        self.progress, self.stopping, self._clock = Progress(""), False, Clock()
        self._job = self._workspace.start_job(
            title, work, on_success, on_failure, self._on_event, on_cancel, ask_before_close=True
        )
        self._job.kind = self._kind

    def end(self) -> None:
        """Forget the job, which has ended."""
        self._job, self.stopping = None, False

    def note_for_closing(self, note: str) -> None:
        """Have the window say, when it is to be closed while the job runs, what else would be lost."""
        if self._job is not None:
            self._job.closing_note = note

    def pause(self) -> None:
        """Hold it after its current step."""
        if self._job is not None and not self.stopping:
            self._job.pause()
            self._clock.hold()
            self.changed.emit()

    def resume(self) -> None:
        """Go on after ``pause``."""
        if self._job is not None:
            self._clock.go_on()
            self._job.resume()
            self.changed.emit()

    @Slot()
    def pause_or_resume(self) -> None:
        """Pauses the job or resumes it, for the one button of both."""
        if self.paused:
            self.resume()
        else:
            self.pause()

    @Slot()
    def stop(self) -> None:
        """End it after its current step; what it has finished stays."""
        if self._job is not None:
            self.stopping = True
            self._job.cancel()
            self.changed.emit()

    @Slot(object)
    def _on_event(self, event: object) -> None:
        if isinstance(event, ProgressEvent):
            self.progress = event.progress
            self._clock.tick(event.progress)
        self.progressed.emit(event)
