"""The runs that a tab can look at, listed in the background."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.background_job import BackgroundJob
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.training.runs import RunRecord


class RunList(QObject):
    """Runs on the open dataset that hold weights, newest first. If the current run is gone, the newest becomes it."""

    changed = Signal()
    """The list was read anew."""
    failed = Signal(object)
    """The exception because of which it could not be read."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job: BackgroundJob | None = None
        self.records: tuple[RunRecord, ...] = ()
        self.known = False
        """Whether the list was read since the dataset changed; before that nobody knows whether there are runs."""
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.runs_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the run store again."""
        if self._job is not None:
            self._job.supersede()
            self._job = None
        if self._workspace.dataset is not None:
            self._job = self._workspace.start_job("Listing runs", self._list, self._on_listed, self._on_failed)

    def _list(self) -> Generator[Progress, None, tuple[RunRecord, ...]]:
        yield Progress("Reading the run store")
        return self._workspace.runs()

    @Slot()
    def _on_dataset_changed(self) -> None:
        self.records, self.known = (), False
        self.changed.emit()  # runs_changed follows, with which the list is read

    @Slot(object)
    def _on_listed(self, runs: tuple[RunRecord, ...]) -> None:
        self._job, self.known = None, True
        self.records = tuple(record for record in runs if record.best_epoch > 0)
        if self._workspace.current_run_id not in {record.id for record in runs}:
            self._workspace.set_current_run(self.records[0].id if self.records else "")
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.failed.emit(error)
