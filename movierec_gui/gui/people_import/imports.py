"""Opens the import for whoever asks for it, and tells a person's file from a dataset when one is dropped."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.gui.people_import.review_dialog import ReviewDialog

_KINDS = "Histories (*.zip *.csv *.tsv *.txt *.json);;All files (*)"


class PeopleImports(QObject):
    """Belongs to the window; one import at a time."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self.dialog: ReviewDialog | None = None
        workspace.import_requested.connect(self.open)
        workspace.unmatched_requested.connect(self.open_unmatched)

    def drop(self, path: Path) -> None:
        """Import a dropped file that is a person's; open anything else as a dataset."""
        if path.is_dir():
            self._workspace.load_requested.emit(path)
            return
        work = partial(_is_personal, path)
        self._workspace.start_job(f"Looking at {path.name}", work, partial(self._on_told, path), self._failed)

    @Slot(object)
    def open(self, path: Path | None) -> None:
        """Import a history; without a path, ask for one."""
        if self._workspace.dataset is None:
            self._workspace.error_raised.emit(
                UserError("There are no data to find films in yet", "", "Open a dataset first, then import")
            )
            return
        if path is None:
            text, _ = QFileDialog.getOpenFileName(self._window, "Import a history", "", _KINDS)
            path = Path(text) if text else None
        if path is not None and self.dialog is None:
            from movierec_gui.gui.people_import.dialog import ImportDialog  # not before the window's first paint

            self._show(ImportDialog(self._workspace, path, self._window))

    @Slot()
    def open_unmatched(self) -> None:
        """Have the current person's films decided on that were not matched."""
        if self.dialog is not None:
            return
        from movierec_gui.gui.people_import.unmatched_dialog import UnmatchedDialog

        try:
            self._show(UnmatchedDialog(self._workspace, self._window))
        except UserError as error:
            self._workspace.error_raised.emit(error)

    def _show(self, dialog: ReviewDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_told(self, path: Path, personal: bool) -> None:
        if personal and self._workspace.dataset is not None:
            self.open(path)
        else:
            self._workspace.load_requested.emit(path)

    def _failed(self, error: Exception) -> None:
        self._workspace.error_raised.emit(error)

    @Slot()
    def _on_finished(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            if dialog.kept:
                self._workspace.tab_requested.emit("Predict")
            dialog.deleteLater()


def _is_personal(path: Path) -> Generator[Progress, None, bool]:
    from movierec_gui.data.people.reading import is_personal

    yield Progress(f"Looking at {path.name}")
    return is_personal(path)
