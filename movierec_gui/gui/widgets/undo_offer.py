"""Offers to undo what was just done, as long as that is what an undo would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, SignalInstance, Slot

from movierec_gui.gui.widgets.message_bar import MessageBar


class UndoOffer(QObject):
    """A message with a button; it goes once its deed was undone otherwise, or something else was done."""

    def __init__(
        self,
        messages: MessageBar,
        would_undo: Callable[[], object],
        changed: Iterable[SignalInstance] = (),
        parent: QObject | None = None,
    ) -> None:
        """``would_undo`` tells what an undo would take back now, as a value to compare; ``changed`` when to look."""
        super().__init__(parent)
        for signal in changed:
            signal.connect(self.look)
        self._messages, self._would_undo = messages, would_undo
        self._text, self._offered = "", object()

    def make(self, text: str, undo: Callable[[], None]) -> None:
        """Say what was done, with a button that takes it back."""
        self._text, self._offered = text, self._would_undo()
        self._messages.show_info(text, action_text="Undo", action=undo)

    @Slot()
    def look(self) -> None:
        """Something may have been done or undone: take the message away where its button would do another thing."""
        if self._text and self._would_undo() != self._offered:
            if self._messages.text == self._text:
                self._messages.clear()
            self._text = ""
