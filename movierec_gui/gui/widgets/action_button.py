"""A tool button that does an action and looks like it."""

from __future__ import annotations

from PySide6.QtCore import SIGNAL, QEvent, QObject
from PySide6.QtGui import QAction, QActionEvent
from PySide6.QtWidgets import QToolButton, QWidget


class ActionButton(QToolButton):
    """In place of a plain one with ``setDefaultAction``.

    That one sets its action anew at each change of it (text, icon, whether it is enabled), and listens to it once more
    each time: memory that grows for as long as the window is open, and changes that take longer and longer.
    """

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDefaultAction(action)
        self.setAccessibleName(action.text())

    def actionEvent(self, event: QActionEvent) -> None:
        """Let Qt follow the change, and listen again."""
        if event.type() == QEvent.Type.ActionChanged:
            stop_listening(self, event.action())
        super().actionEvent(event)


def stop_listening(button: QToolButton, action: QAction) -> None:
    """Before a change of the action, at which Qt lets the button listen once more; the buttons in a QLineEdit too."""
    if button.defaultAction() is action:
        QObject.disconnect(action, SIGNAL("changed()"), button, None)  # type: ignore[call-overload] # as Qt has it
