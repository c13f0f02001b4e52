"""Asks for runs, sections and a place, writes the report behind the window, and opens it when it is done."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.file_dialogs import ask_for_a_folder
from movierec_gui.gui.reporting.dialog import ReportDialog
from movierec_gui.gui.reporting.work import write_runs_report
from movierec_gui.gui.workspace import Workspace

FOLDER = "movierec-report"


class ReportWriter(QObject):
    """One report at a time is asked for; any number may be written."""

    told = Signal(str)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self.dialog: ReportDialog | None = None
        workspace.report_requested.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Show the dialog; say why not where there is nothing to report on."""
        runs = [(row.record.id, row.record.name) for row in self._workspace.catalogue.rows if row.record.best_epoch]
        if self._workspace.dataset is None or not runs:
            self.failed.emit(UserError("There is no run to report on", "", "Train one in the Train tab first"))
            return
        from movierec_gui.report.config import SECTIONS

        self.dialog = ReportDialog(runs, SECTIONS, self._current(runs), self._window)
        self.dialog.accepted.connect(self._on_accepted)
        self.dialog.open()

    def _current(self, runs: list[tuple[str, str]]) -> str:
        current = self._workspace.current_run_id
        return current if current in [run_id for run_id, _ in runs] else ""

    @Slot()
    def _on_accepted(self) -> None:
        folder = ask_for_a_folder(self._window, "Where the report's folder is to lie")
        if folder is not None and self.dialog is not None:
            self.write(self.dialog.chosen_runs, self.dialog.chosen_sections, _unused(folder))

    def write(self, runs: tuple[str, ...], sections: tuple[str, ...], target: Path) -> None:
        """Write a report into a folder."""
        dataset = self._workspace.dataset
        if dataset is not None:
            work = partial(write_runs_report, dataset, self._workspace.store, runs, sections, target)
            self._workspace.start_job("Writing a report", work, self._on_written, self._on_failed)

    @Slot(object)
    def _on_written(self, page: Path) -> None:
        self.told.emit(f"The report was written to {page.parent}")
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
            self.told.emit(f"The report was written to {page.parent}. Open {page.name} there with a browser.")

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)


def _unused(folder: Path) -> Path:
    """A folder for the report that is not there yet: an earlier report stays as it is."""
    number = 1
    while (target := folder / (FOLDER if number == 1 else f"{FOLDER}-{number}")).exists():
        number += 1
    return target
