"""Offers to bring deleted runs back, as long as that is what an undo would do."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QUndoStack

from movierec_gui.gui.widgets.message_bar import MessageBar


class UndoOffer(QObject):
    """Says what was deleted, with a button; the offer goes once it was undone otherwise, or something else was done."""

    def __init__(self, messages: MessageBar, changes: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages, self._changes = messages, changes
        self._offered = ""
        changes.indexChanged.connect(self._on_changed)

    @Slot(int)
    def offer(self, count: int) -> None:
        """After so many runs were deleted."""
        self._offered = "The run was deleted." if count == 1 else f"{count} runs were deleted."
        self._messages.show_info(self._offered, action_text="Undo", action=self._changes.undo)

    @Slot()
    def _on_changed(self) -> None:
        if self._offered and self._messages.text == self._offered:
            self._messages.clear()
        self._offered = ""
