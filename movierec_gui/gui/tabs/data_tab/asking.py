"""Asks how a table is read where opening it failed or left doubts, or where a person wants to say so."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.tabs.data_tab.loading import Opened, TableSource
from movierec_gui.gui.tabs.data_tab.reading_dialog import Question, ReadingDialog
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.choices import TableChoice
    from movierec_gui.data.table_preview import TablePreview

RUN, HISTORY = "a run that MovieRec exported", "one person's history"
"""What a file may be instead of a dataset."""


@dataclass(frozen=True)
class _Cause:
    """Why a table is asked about."""

    path: Path
    error: UserError | None = None
    """What kept it from being opened."""
    opened: Opened | None = None
    """The dataset that was read, with doubts."""


class ReadingQuestions(QObject):
    """One question at a time; a newer one takes the place of the one before."""

    answered = Signal(object)
    """The TableSource to open."""
    agreed = Signal(object)
    """The Opened that stands as it was read."""
    recognised = Signal(object, str)
    """The error that kept a file from being opened, and what it is instead of a dataset: RUN or HISTORY."""
    declined = Signal(object)
    """The error that kept a table from being opened, when no choice can or shall mend it; None where there was none."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._widget = workspace, parent
        self._job = LatestJob()
        self._cause = _Cause(Path())
        self.dialog: ReadingDialog | None = None
        """The question that is open."""
        self.can_ask = False
        """Whether what was looked at last is a table whose columns a person could choose."""

    def ask(self, path: Path) -> None:
        """Ask because a person wants to say how a table is read."""
        self._look(_Cause(path))

    def ask_after_failure(self, path: Path, error: UserError) -> None:
        """Ask if the table at a path can be read by choices; decline with the error if not."""
        self._look(_Cause(path, error))

    def ask_about(self, path: Path, opened: Opened) -> None:
        """Ask about the doubts that reading left."""
        self._look(_Cause(path, opened=opened))

    def drop(self) -> None:
        """Ask no more: something else is opened."""
        self.can_ask = False
        self._job.drop()
        if self.dialog is not None:
            dialog, self.dialog = self.dialog, None
            dialog.reject()
            dialog.deleteLater()

    def _look(self, cause: _Cause) -> None:
        from movierec_gui.data.choices import kept_choices

        self.drop()
        self._cause = cause
        choice = kept_choices().get(cause.path)
        work, shown = partial(_look_at, cause, choice), partial(self._on_looked, choice)
        title = f"Looking at {cause.path.name}"
        self._job.take(self._workspace.start_job(title, work, shown, self._on_look_failed))

    def _on_looked(self, choice: TableChoice, preview: TablePreview | str) -> None:
        self._job.forget()
        cause = self._cause
        if isinstance(preview, str):
            self.recognised.emit(cause.error, preview)
            return
        self.can_ask = not preview.fixed
        if cause.error is not None and not preview.readable:
            self.declined.emit(cause.error)
            return
        if cause.error is not None and len(preview.tables) > 1:
            choice = replace(choice, table=preview.table)
        report = None if cause.opened is None else cause.opened.dataset.report
        readings = () if report is None else report.readings
        layout = f"Read as {preview.fixed}." if preview.fixed else ""
        question = Question(cause.path, preview, choice, _reason(cause) or layout, readings)
        self.dialog = ReadingDialog(self._workspace, question, self._widget.window())
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    @Slot(object)
    def _on_look_failed(self, error: Exception) -> None:
        self._job.forget()
        if self._cause.opened is not None:
            # What was read stands: there is nothing that a person could choose.
            self.agreed.emit(self._cause.opened)
        else:
            self.declined.emit(self._cause.error or error)

    @Slot(int)
    def _on_finished(self, accepted: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        dialog.deleteLater()
        cause, unchanged = self._cause, dialog.unchanged
        if not accepted:
            self.declined.emit(cause.error)
        elif cause.opened is not None and unchanged:
            self._keep(cause.path, dialog.choice())
            self.agreed.emit(cause.opened)
        else:
            self.answered.emit(TableSource(cause.path, dialog.choice()))

    @staticmethod
    def _keep(path: Path, choice: TableChoice) -> None:
        from movierec_gui.data.choices import kept_choices

        kept_choices().put(path, choice)


def _look_at(cause: _Cause, choice: TableChoice) -> Generator[Progress, None, TablePreview | str]:
    """The table at a path; of a file that could not be opened, which of the other kinds it is, where it is one."""
    from movierec_gui.data.people.reading import is_personal
    from movierec_gui.data.table_preview import preview_table
    from movierec_gui.training.run_files import is_exported_run

    yield Progress(f"Looking at {cause.path.name}")
    if cause.error is not None and is_exported_run(cause.path):
        return RUN
    try:
        preview = yield from preview_table(cause.path, choice)
    except UserError:
        if cause.error is not None and is_personal(cause.path, of_site=True):
            return HISTORY
        raise
    foreign = cause.error is not None and preview.guess is None
    # A table without users is one person's, as it is when it is dropped; the message offers the other way.
    return HISTORY if foreign and is_personal(cause.path) else preview


def _reason(cause: _Cause) -> str:
    """Why it is asked, in a sentence or two."""
    if cause.error is not None:
        return " ".join(f"{part.rstrip('.')}." for part in (cause.error.what, cause.error.where) if part)
    if cause.opened is not None:
        return "Is this right? " + " ".join(f"{doubt.words.rstrip('.')}." for doubt in cause.opened.doubts)
    return ""
