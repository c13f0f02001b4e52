"""Lets matplotlib draw one figure at a time, with the window alive in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

_BETWEEN_MS = 5
"""Long enough for a waiting key or mouse event to come first."""
_END = object()
Steps = Callable[[], Iterator[None]]
"""Called when its turn comes; each step of the iterator is work that cannot be divided further."""


class DrawingQueue(QObject):
    """Does drawings in the order asked for, one step per turn of the event loop. One for the whole application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: dict[QObject, Steps] = {}
        self._current: tuple[QObject, Iterator[None]] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_BETWEEN_MS)
        self._timer.timeout.connect(self._take_turn)

    def add(self, owner: QObject, steps: Steps) -> None:
        """Draw for this owner; what it asked for before, and was not drawn yet, is dropped."""
        self.drop(owner)
        self._waiting[owner] = steps
        self._timer.start()

    def drop(self, owner: QObject) -> None:
        """Draw nothing for this owner any more."""
        self._waiting.pop(owner, None)
        if self._current is not None and self._current[0] is owner:
            self._current = None

    @Slot()
    def _take_turn(self) -> None:
        if self._current is not None:
            owner, steps = self._current
        elif self._waiting:
            owner = next(iter(self._waiting))
            steps = self._waiting.pop(owner)()
        else:
            self._timer.stop()
            return
        # Cleared first: a drawing that fails is not tried again.
        self._current = None
        if isValid(owner) and next(steps, _END) is not _END:
            self._current = owner, steps


def drawing_queue() -> DrawingQueue:
    """The application's queue, made at its first use."""
    app = QApplication.instance()
    if app is None:
        raise RuntimeError("figures are drawn in a QApplication")
    return app.findChild(DrawingQueue) or DrawingQueue(app)
