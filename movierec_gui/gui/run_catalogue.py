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
    from movierec_gui.training.every_run import AnyRecord
    from movierec_gui.training.list_runs import ListRecord
    from movierec_gui.training.runs import RunRecord


@dataclass(frozen=True)
class RunRow:
    """A stored run, its history, and whether it can go on."""

    record: RunRecord
    history: tuple[EpochRecord, ...] = ()
    resumable: bool = False
    """Whether it is unfinished, has a checkpoint, and nobody is training it."""


@dataclass(frozen=True)
class ListRow:
    """A stored list run, and whether it can go on."""

    record: ListRecord
    resumable: bool = False


@dataclass(frozen=True)
class _Found:
    rows: tuple[RunRow, ...]
    lists: tuple[ListRow, ...]
    others: tuple[AnyRecord, ...]
    starter: RunRecord | None
    preferred: str
    """Id of the run to begin with; empty where there is none."""
    problems: tuple[UserError, ...]


class RunCatalogue(QObject):
    """Follows the store. If the current run is gone, the most accurate becomes it, or the program's own."""

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
        """Rating runs, newest first."""
        self.lists: tuple[ListRow, ...] = ()
        """List runs, newest first: none of them is ever the current run, which is one that predicts ratings."""
        self.others: tuple[AnyRecord, ...] = ()
        """Runs of both kinds of other data than the open ones, newest first: to be seen, and not to be worked with."""
        self.starter: RunRecord | None = None
        """The run that comes with the program, where it is of the open dataset. It is in no table of runs."""
        self.known = False
        """Whether the rows were read since the dataset changed; before that nobody knows whether there are runs."""
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.runs_changed.connect(self.refresh)
        self.refresh()

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """The runs that hold weights, newest first."""
        return tuple(row.record for row in self.rows if row.record.best_epoch > 0)

    @property
    def choices(self) -> tuple[RunRecord, ...]:
        """The runs to look at: those that hold weights, newest first, and the program's own at the end."""
        return self.records if self.starter is None else (*self.records, self.starter)

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
        import_alone("movierec_gui.training.list_trainer")
        from movierec_gui.training.list_runs import ListStore
        from movierec_gui.training.preferred import most_accurate
        from movierec_gui.training.starter import starter_for

        store, dataset = self._workspace.store, self._workspace.dataset
        lists = ListStore.beside(store)
        found = lists.listing()
        ours = [one for one in found.records if dataset is not None and one.dataset_hash == dataset.content_hash]
        of_lists = tuple(ListRow(record, lists.is_resumable(record)) for record in ours)
        listing = store.listing()
        rows, problems = [], [*listing.problems, *found.problems]
        others: list[AnyRecord] = [record for record in found.records if record not in ours]
        for record in listing.records:
            if dataset is None or record.dataset_hash != dataset.content_hash:
                others.append(record)
                continue
            history: tuple[EpochRecord, ...] = ()
            try:
                history = store.read_history(record.id, record.best_epoch)
            except UserError as error:
                problems.append(error)
            rows.append(RunRow(record, history, store.is_resumable(record)))
        starter = None
        try:
            starter = starter_for(dataset) if dataset is not None else None
        except UserError as error:
            problems.append(error)
        preferred = most_accurate(row.record for row in rows) or starter
        others.sort(key=lambda record: record.id, reverse=True)
        best = preferred.id if preferred else ""
        return _Found(tuple(rows), of_lists, tuple(others), starter, best, tuple(problems))

    @Slot(object)
    def _on_listed(self, found: _Found) -> None:
        self.known = True
        self.rows, self.lists, self.others, self.starter = found.rows, found.lists, found.others, found.starter
        self._choose_current([row.record.id for row in self.rows], found.preferred)
        self.changed.emit()
        news = {str(problem) for problem in found.problems} - self._reported
        if news:
            self._reported |= news
            self.damage_found.emit(found.problems)

    def _choose_current(self, listed: Sequence[str], preferred: str) -> None:
        current = self._workspace.current_run_id
        if self._preferred in listed:
            self._workspace.set_current_run(self._preferred)
        elif current not in listed and not (self.starter is not None and current == self.starter.id):
            self._workspace.set_current_run(preferred)
        self._preferred = ""

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)

    @Slot()
    def _on_dataset_changed(self) -> None:
        self.rows, self.lists, self.others, self.starter, self.known = (), (), (), None, False
        self.changed.emit()  # runs_changed follows, with which the rows are read
