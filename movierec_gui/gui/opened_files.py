"""Files that macOS hands to the running program: it sends an event where other systems name them on a command line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent


class OpenedFiles(QObject):
    """An event filter for the application."""

    opened = Signal(object)
    """Paths of files, as ``Workspace.paths_requested`` wants them."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.opened.emit((Path(event.file()),))
            return True
        return super().eventFilter(watched, event)
