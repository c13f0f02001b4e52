"""Offers to go on with a training that a killed program left unfinished."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace


class InterruptedRuns(QObject):
    """Looks at the runs when they are listed for a dataset that was just opened; the Train tab does the work."""

    def __init__(self, workspace: Workspace, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._messages = workspace, messages
        self._offered: set[str] = set()
        self._looked = False
        workspace.catalogue.changed.connect(self._on_runs_listed)

    @Slot()
    def _on_runs_listed(self) -> None:
        known_before, self._looked = self._looked, self._workspace.catalogue.known
        if known_before or not self._looked:
            return
        from movierec_gui.training.runs import RUNNING

        catalogue = self._workspace.catalogue
        rating = [(one.status, one.id, one.name) for one in (row.record for row in catalogue.rows if row.resumable)]
        lists = [(one.status, one.id, one.name) for one in (row.record for row in catalogue.lists if row.resumable)]
        for status, run_id, name in (*rating, *lists):
            if status == RUNNING and run_id not in self._offered:
                self._offered.add(run_id)
                self._messages.show_info(
                    f"The training of “{name}” was interrupted. It can go on from its last finished epoch.",
                    action_text="Resume",
                    action=partial(self._resume, run_id),
                )
                return

    def _resume(self, run_id: str) -> None:
        self._workspace.tab_requested.emit("Train")
        self._workspace.resume_requested.emit(run_id)
