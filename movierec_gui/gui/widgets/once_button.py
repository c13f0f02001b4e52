"""A button for work that nobody wants twice."""

from __future__ import annotations

from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QPushButton


class OnceButton(QPushButton):
    """A double click on it is one click; two clicks with time between them are two."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt presses a button for the second click as well."""
        event.accept()
