"""The article on the open dataset and split: measured, kept, noted, handed on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from movierec_gui.gui.article_page.work import (
    ArticleView,
    estimate,
    hand_on,
    keep_note,
    look,
    measure,
    take_page,
    write_note,
    write_report,
)
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.closing import ARTICLE
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.report.article.record import ArticleRecord

_NOTE_MS = 600
"""How long nothing was typed before a note is kept."""


class ArticleModel(QObject):
    """What the page shows, and what its buttons do. One step, or several in a row, is measured at a time."""

    changed = Signal()
    """``view`` is another one, or ``costs`` are known."""
    progressed = Signal(object)
    """The Progress of what is measured."""
    busy_changed = Signal()
    told = Signal(str)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.view: ArticleView | None = None
        self.costs: dict[str, float] = {}
        """Seconds by step that the measuring still takes, under an empty name all; empty while unknown."""
        self.notes: dict[str, str] = {}
        self._unkept: dict[str, str] = {}
        self._looking, self._measuring, self._estimating = LatestJob(), LatestJob(), LatestJob()
        self._note_timer = QTimer(self)
        self._note_timer.setSingleShot(True)
        self._note_timer.setInterval(_NOTE_MS)
        self._note_timer.timeout.connect(self._keep_notes)
        workspace.dataset_changed.connect(self.reload)
        workspace.split_changed.connect(self.reload)

    @property
    def busy(self) -> bool:
        """Whether something is being measured."""
        return self._measuring.job is not None

    @Slot()
    def reload(self) -> None:
        """Read what is kept for the open dataset and split; what is measured of others is broken off, and kept."""
        self.flush()
        if self._measuring.job is not None:
            self._measuring.drop()
            self.busy_changed.emit()
        self._estimating.drop()
        self.view, self.costs, self.notes = None, {}, {}
        self.changed.emit()
        self._look()

    def _look(self) -> None:
        dataset = self._workspace.dataset
        if dataset is None:
            self._looking.drop()
            return
        work = partial(look, dataset, self._workspace.store, self._workspace.split_config)
        self._looking.take(self._start("Opening the article", work, self._on_looked))

    @Slot(object)
    def _on_looked(self, view: ArticleView) -> None:
        self.view = view
        self.notes = {**view.record.notes, **self._unkept}
        self.changed.emit()
        if not self.costs and not self.busy:
            self._estimate()

    def _estimate(self) -> None:
        dataset = self._workspace.dataset
        if dataset is not None and self.view is not None:
            work = partial(estimate, dataset, self._workspace.store, self.view.record)
            self._estimating.take(self._start("Estimating the article", work, self._on_estimated))

    @Slot(object)
    def _on_estimated(self, costs: dict[str, float]) -> None:
        self.costs = costs
        self.changed.emit()

    def measure(self, *names: str) -> None:
        """Measure some steps, or all that are missing where no name is given."""
        dataset = self._workspace.dataset
        if dataset is None or self.view is None or self.busy:
            return
        self._estimating.drop()
        work = partial(measure, dataset, self._workspace.store, self.view.record, names)
        job = self._workspace.start_job(
            "Measuring the article", work, self._on_measured, self._on_failed, self._on_event, self._on_stopped,
            ask_before_close=True,
        )  # fmt: skip
        job.kind = ARTICLE
        self._measuring.take(job)
        self.busy_changed.emit()

    @Slot()
    def stop(self) -> None:
        """Break off; what is finished is kept."""
        if self._measuring.job is not None:
            self._measuring.job.cancel()

    @Slot(object)
    def _on_event(self, event: Any) -> None:
        self.progressed.emit(event.progress)
        if not isinstance(event, Progress):
            before = {} if self.view is None else self.view.record.runs
            if event.record.runs != before:
                self._workspace.runs_changed.emit()
            self._look()

    @Slot(object)
    def _on_measured(self, _record: ArticleRecord) -> None:
        self._on_stopped()

    @Slot()
    def _on_stopped(self) -> None:
        self._measuring.forget()
        self.costs = {}
        self.busy_changed.emit()
        self._workspace.runs_changed.emit()
        self._look()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if self._measuring.job is not None:
            self._on_stopped()
        self.failed.emit(error)

    def set_note(self, step: str, note: str) -> None:
        """Change a note; it is kept a moment later."""
        if note != self.notes.get(step, ""):
            self.notes[step] = self._unkept[step] = note
            self._note_timer.start()

    @Slot()
    def _keep_notes(self) -> None:
        if self.view is None:
            return
        for step, note in self._unkept.items():
            work = partial(keep_note, self._workspace.store, self.view.record, step, note)
            self._start("Keeping a note", work, partial(self._on_note_kept, step, note))

    def _on_note_kept(self, step: str, note: str, _record: object) -> None:
        if self._unkept.get(step) == note:
            del self._unkept[step]

    def flush(self) -> None:
        """Keep what is typed now: the page closes, or shows other data."""
        self._note_timer.stop()
        unkept, self._unkept = self._unkept, {}
        if self.view is not None:
            for step, note in unkept.items():
                write_note(self._workspace.store, self.view.record, step, note)

    def open_tab(self, name: str) -> None:
        """Go to the tab that shows a step, with its run as the current one and the map in its colours."""
        if self.view is None:
            return
        step = next(step for step in self.view.steps if step.name == name)
        listed = [record.id for record in self._workspace.catalogue.records]
        run = next((run_id for run_id in step.runs if run_id in listed), "")
        if run:
            self._workspace.set_current_run(run)
        self._workspace.tab_requested.emit(step.tab)
        if step.coloring:
            self._workspace.coloring_requested.emit(step.coloring)

    def write_report(self, target: Path) -> None:
        """Write the report into a folder or zip; ``told`` says where."""
        dataset = self._workspace.dataset
        if dataset is not None and self.view is not None:
            self.flush()
            work = partial(write_report, dataset, self._workspace.store, self.view.record, target)
            self._start("Writing the article", work, self._on_written)

    def hand_on(self, target: Path) -> None:
        """Write the page with its notes as one file."""
        if self.view is not None:
            self.flush()
            work = partial(hand_on, self._workspace.store, self.view.record, target)
            self._start("Writing the page", work, self._on_written)

    @Slot(object)
    def _on_written(self, path: Path) -> None:
        self.told.emit(f"Written to {path}")

    def take(self, source: Path) -> None:
        """Take over a page that was handed on."""
        self.flush()
        self._start(f"Reading {source.name}", partial(take_page, self._workspace.store, source), self._on_taken)

    @Slot(object)
    def _on_taken(self, taken: tuple[str, str, int]) -> None:
        name, content_hash, notes = taken
        dataset = self._workspace.dataset
        here = dataset is not None and dataset.content_hash == content_hash
        where = "" if here else f" It is of other data ({name}): it shows when those are open."
        self.told.emit(f"The page is kept here now, with notes to {counted(notes, 'step')}.{where}")
        self.costs = {}
        self._look()

    def _start(self, title: str, work: Any, done: Callable[[Any], None]) -> Any:
        return self._workspace.start_job(title, work, done, self._on_other_failed)

    @Slot(object)
    def _on_other_failed(self, error: Exception) -> None:
        self.failed.emit(error)
