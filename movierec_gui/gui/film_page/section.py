"""A part of a film's page that is worked out in a job of its own, when it is first seen."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob, Work
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.training.trained import TrainedRun

NO_RUN = "No trained run is chosen. Train one in the Train tab, or choose one in Predict."


class FilmSection(QWidget):
    """Knows the film; a subclass says what to work out and shows it."""

    job_title = ""
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._movie: int | None = None
        self._job = LatestJob()
        self._stale = False

    @property
    def movie(self) -> int | None:
        """Index of the film; None for none."""
        return self._movie

    def show_film(self, movie: int | None) -> None:
        """Be about another film; None for none."""
        self._movie = movie
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Work out anew, at once or when it is seen."""
        self._job.drop()
        self.say("")
        self._stale = self._movie is not None
        if self.isVisible():
            self._start()

    def drop(self) -> None:
        """Give up what is being worked out."""
        self._job.drop()

    def showEvent(self, event: QShowEvent) -> None:
        """Work out what nobody saw until now."""
        super().showEvent(event)
        self._start()

    def say(self, text: str) -> None:
        """Show a sentence in place of the result."""
        raise NotImplementedError

    def work(self, dataset: Dataset, movie: int) -> Work | str:
        """What to do in a job, or a sentence on why there is nothing to do."""
        raise NotImplementedError

    def show_result(self, result: Any) -> None:
        """Show what the job returned."""
        raise NotImplementedError

    def show_progress(self, progress: Progress) -> None:
        """Say how far the job is."""
        self.say(f"{progress.stage}…")

    def _start(self) -> None:
        dataset, movie = self._workspace.dataset, self._movie
        if not self._stale or dataset is None or movie is None:
            return
        self._stale = False
        work = self.work(dataset, movie)
        if isinstance(work, str):
            self.say(work)
            return
        self.say("Working…")
        start = self._workspace.start_job
        self._job.take(
            start(self.job_title, work, self.show_result, self._on_failed, self.show_progress, self._on_cancelled)
        )

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        """A UserError is said here, where its cause is; anything else goes to the window's messages."""
        self.say(str(error) if isinstance(error, UserError) else "")
        if not isinstance(error, UserError):
            self.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self.say("Cancelled. Open the film again to go on.")


def opened_run(workspace: Workspace) -> Generator[Progress, None, TrainedRun | None]:
    """The current run, or None where none is chosen; for use within a job."""
    yield Progress("Opening the run")
    return workspace.open_current_run()


def needed_run(workspace: Workspace) -> Generator[Progress, None, TrainedRun]:
    """The current run. Raises UserError where none is chosen."""
    run = yield from opened_run(workspace)
    if run is None:
        raise UserError(NO_RUN)
    return run


def titles_of(dataset: Dataset, movies: list[int]) -> list[str]:
    """Titles with years."""
    return list(map(dataset.movies.label, movies))
