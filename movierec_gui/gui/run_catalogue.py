"""The stored runs on the open dataset, read once a change for the whole window."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.libraries import import_alone
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.gui.workspace import Workspace
    from movierec_gui.training.events import EpochRecord
    from movierec_gui.training.runs import RunRecord


@dataclass(frozen=True)
class RunRow:
    """A stored run, its history, and whether it can go on."""

    record: RunRecord
    history: tuple[EpochRecord, ...] = ()
    resumable: bool = False
    """Whether it is unfinished, has a checkpoint, and nobody is training it."""


@dataclass(frozen=True)
class _Found:
    rows: tuple[RunRow, ...]
    problems: tuple[UserError, ...]


class RunCatalogue(QObject):
    """Follows the store. If the current run is gone, the newest with weights becomes it."""

    changed = Signal()
    """The rows were read anew, or belong to another dataset."""
    failed = Signal(object)
    """The exception because of which they could not be read."""
    damage_found = Signal(object)
    """The UserErrors of runs that are left out, wholly or without their history; only when there are new ones."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._job = LatestJob()
        self._reported: set[str] = set()
        self._preferred = ""
        self.rows: tuple[RunRow, ...] = ()
        """Newest first."""
        self.known = False
        """Whether the rows were read since the dataset changed; before that nobody knows whether there are runs."""
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.runs_changed.connect(self.refresh)
        self.refresh()

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """The runs that hold weights, newest first."""
        return tuple(row.record for row in self.rows if row.record.best_epoch > 0)

    def prefer(self, run_id: str) -> None:
        """Make this run the current one when the rows are read next, if it is among them."""
        self._preferred = run_id

    @Slot()
    def refresh(self) -> None:
        """Read the run store again."""
        self._job.drop()
        dataset = self._workspace.dataset
        if dataset is not None:
            start = self._workspace.start_job
            self._job.take(start("Listing runs", self._list, self._on_listed, self._on_failed))

    def _list(self) -> Generator[Progress, None, _Found]:
        yield Progress("Reading the run store")
        import_alone("movierec_gui.training.runs")
        # The chart needs it in a moment: import it here rather than in the GUI thread.
        import_alone("movierec_gui.training.curve_series")
        store, dataset = self._workspace.store, self._workspace.dataset
        listing = store.listing()
        rows, problems = [], [*listing.problems]
        for record in listing.records:
            if dataset is None or record.dataset_hash != dataset.content_hash:
                continue
            history: tuple[EpochRecord, ...] = ()
            try:
                history = store.read_history(record.id, record.best_epoch)
            except UserError as error:
                problems.append(error)
            rows.append(RunRow(record, history, store.is_resumable(record)))
        return _Found(tuple(rows), tuple(problems))

    @Slot(object)
    def _on_listed(self, found: _Found) -> None:
        self.known = True
        self.rows = found.rows
        self._choose_current([row.record.id for row in self.rows])
        self.changed.emit()
        news = {str(problem) for problem in found.problems} - self._reported
        if news:
            self._reported |= news
            self.damage_found.emit(found.problems)

    def _choose_current(self, listed: Sequence[str]) -> None:
        if self._preferred in listed:
            self._workspace.set_current_run(self._preferred)
        elif self._workspace.current_run_id not in listed:
            self._workspace.set_current_run(self.records[0].id if self.records else "")
        self._preferred = ""

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)

    @Slot()
    def _on_dataset_changed(self) -> None:
        self.rows, self.known = (), False
        self.changed.emit()  # runs_changed follows, with which the rows are read
