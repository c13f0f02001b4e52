"""Opens the import for whoever asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.file_dialogs import ask_to_open
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.gui.people_import.review_dialog import ReviewDialog

_KINDS = "Histories (*.zip *.csv *.tsv *.txt *.json *.xml *.xlsx *.ods);;All files (*)"

OTHER_WAY = "If it holds many people's ratings, choose “Table with other columns…” in the Data tab"
"""What to do with a table that was taken for one person's history, and is none."""


class PeopleImports(QObject):
    """Belongs to the window; one import at a time."""

    finished = Signal()
    """The import that was open is over, kept or not."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self.dialog: ReviewDialog | None = None
        workspace.import_requested.connect(self.open)
        workspace.unmatched_requested.connect(self.open_unmatched)

    @Slot(object)
    def open(self, path: Path | None) -> None:
        """Import a history; without a path, ask for one."""
        if self._workspace.dataset is None:
            self._workspace.error_raised.emit(
                UserError("There are no data to find films in yet", "", "Open a dataset first, then import")
            )
            return
        if path is None:
            path = ask_to_open(self._window, "Import a history", _KINDS)
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

    @Slot()
    def _on_finished(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            if dialog.kept:
                self._workspace.tab_requested.emit("Predict")
            dialog.deleteLater()
            self.finished.emit()
