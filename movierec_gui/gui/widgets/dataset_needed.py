"""The empty page of a tab without data: what it needs, or that it is being loaded."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.widgets.empty_state import EmptyState
from movierec_gui.gui.workspace import Workspace


class DatasetNeeded(EmptyState):
    """Says what a dataset is needed for; while one is being opened, that it loads, with no button."""

    def __init__(
        self, workspace: Workspace, icon_name: str, text: str, button_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(icon_name, text, button_text, parent)
        self._workspace, self._need = workspace, (text, button_text)
        workspace.loading_changed.connect(self._say)
        self._say()

    @Slot()
    def _say(self) -> None:
        loading = self._workspace.loading
        if loading:
            self.set_text(f"Loading {loading}…")
        else:
            self.set_text(*self._need)
