"""Offers to go on with a training that a killed program left unfinished."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace


class InterruptedRuns(QObject):
    """Looks into the store when the first dataset is open; the Train tab does the work."""

    def __init__(self, workspace: Workspace, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._messages = workspace, messages
        self._offered: set[str] = set()
        workspace.dataset_changed.connect(self._on_dataset_changed)

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        if dataset is None:
            return
        for run in self._workspace.store.interrupted():
            if run.dataset_hash == dataset.content_hash and run.id not in self._offered:
                self._offered.add(run.id)
                self._messages.show_info(
                    f"The training of “{run.name}” was interrupted. It can go on from its last finished epoch.",
                    action_text="Resume",
                    action=partial(self._resume, run.id),
                )
                return

    def _resume(self, run_id: str) -> None:
        self._workspace.tab_requested.emit("Train")
        self._workspace.resume_requested.emit(run_id)
