"""Things the window's thread does one at a time, with the mouse, the keyboard and the timers in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot


class Turns(QObject):
    """A queue of actions, one for each round of the event loop.

    Qt hands out all that is posted, and all timers that are due, before it looks at anything else: what several tasks
    bring at the same time would be shown in one go, and the window would stand still for the sum of it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], None]] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._take)

    def add(self, action: Callable[[], None]) -> None:
        """Do something at the next turn that is free."""
        self._waiting.append(action)
        self._timer.start()

    @Slot()
    def _take(self) -> None:
        action = self._waiting.popleft()
        if not self._waiting:
            self._timer.stop()
        action()
