"""Trains one run after another in the background."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.tabs.train_tab.current_job import CurrentJob
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.people.person import Person
    from movierec_gui.training.comparing.contestants import AnySpec
    from movierec_gui.training.every_run import AnyRecord
    from movierec_gui.training.runs import RunStore


@dataclass(frozen=True, eq=False)
class QueuedRun:
    """A training that waits, on the dataset that was open when it was asked for."""

    spec: AnySpec
    dataset: Dataset
    name: str
    resume: str = ""
    """Id of the unfinished run to go on with; empty for a new one."""
    person: Person | None = None
    """Whose ratings to train with as well, as they were when it was asked for."""


Trainer = Callable[[QueuedRun, "RunStore"], Generator[Any, None, "AnyRecord"]]
"""Returns the engine's generator; called in the worker thread."""


def train_run(run: QueuedRun, store: RunStore) -> Generator[Any, None, AnyRecord]:
    """The engine's trainer, of networks or of recommenders."""
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.joining import join
    from movierec_gui.training.list_runs import ListSpec, ListStore
    from movierec_gui.training.list_trainer import train_list
    from movierec_gui.training.trainer import train

    if isinstance(run.spec, ListSpec):
        return (yield from train_list(run.dataset, run.spec, ListStore.beside(store), run.name, run.resume))
    joined = None if run.person is None else join(run.person, MovieFinder(run.dataset))
    return (yield from train(run.dataset, run.spec, store, run.name, run.resume, person=joined))


class TrainingQueue(QObject):
    """At most one run trains; the others wait in order."""

    changed = Signal()
    """A run was added, removed, started, paused, resumed, asked to stop, or ended."""
    progressed = Signal(object)
    """An event of the running training."""
    finished = Signal(object)
    """The record of a run that came to its end."""
    stopped = Signal()
    """The current run was stopped and keeps its best epoch."""
    failed = Signal(object)
    """The exception that ended a run; what it learned before is kept."""

    def __init__(self, workspace: Workspace, trainer: Trainer = train_run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._trainer = trainer
        self._waiting: list[QueuedRun] = []
        self._current: QueuedRun | None = None
        self.job = CurrentJob(workspace, self)
        """The current run's; asked to stop, it keeps its best epoch, and the next run starts."""
        self.job.changed.connect(self.changed)
        self.job.progressed.connect(self.progressed)

    @property
    def current(self) -> QueuedRun | None:
        """The run that trains, even while it is paused."""
        return self._current

    @property
    def waiting(self) -> tuple[QueuedRun, ...]:
        """The runs to come, in order."""
        return tuple(self._waiting)

    def add(self, run: QueuedRun) -> None:
        """Train a run when those before it have ended; now, if there are none."""
        self._waiting.append(run)
        self._start_next()

    def remove(self, position: int) -> None:
        """Take a waiting run out of the queue."""
        del self._waiting[position]
        self._on_waiting_changed()

    def _start_next(self) -> None:
        if not self.job.running and self._waiting:
            self._current = self._waiting.pop(0)
            self.job.start(
                f"Training {self._current.name}",
                partial(self._trainer, self._current, self._workspace.store),
                self._on_finished,
                self._on_failed,
                self._on_stopped,
            )
            self._workspace.set_training(self._current.name)
        self._on_waiting_changed()

    def _on_waiting_changed(self) -> None:
        waiting = len(self._waiting)
        runs = "1 run that waits its turn is" if waiting == 1 else f"{waiting} runs that wait their turn are"
        self.job.note_for_closing(f"{runs} not kept." if waiting else "")
        self.changed.emit()

    @Slot(object)
    def _on_finished(self, record: AnyRecord) -> None:
        self._end()
        self.finished.emit(record)
        self._start_next()

    @Slot()
    def _on_stopped(self) -> None:
        self._end()
        self.stopped.emit()
        self._start_next()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)
        self._start_next()

    def _end(self) -> None:
        self.job.end()
        self._current = None
        self._workspace.set_training("")
        self._workspace.runs_changed.emit()
