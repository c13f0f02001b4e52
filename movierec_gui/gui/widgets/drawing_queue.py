"""Draws figures in a worker thread, one at a time: each takes matplotlib 0.1 s, and longer while something works."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from movierec_gui.gui.background_job import BackgroundJob, is_alive

Work = Callable[[], Generator[None, None, Any]]
"""Called in the worker thread: it draws and returns the result, and touches no widget."""


@dataclass(frozen=True, eq=False)
class _Drawing:
    owner: QObject
    prepare: Callable[[], Work]
    on_drawn: Callable[[Any], None]


class DrawingQueue(QObject):
    """Does drawings in the order asked for. One for the whole application, since matplotlib shares its caches."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._waiting: dict[QObject, _Drawing] = {}
        self._current: _Drawing | None = None
        self._job: BackgroundJob | None = None
        # A thread that still draws when Qt goes would end the process in an abort; scripts go without telling.
        app.aboutToQuit.connect(self._finish)
        atexit.register(self._finish)

    @property
    def idle(self) -> bool:
        """Whether every picture asked for is drawn."""
        return self._job is None and not self._waiting

    def add(self, owner: QObject, prepare: Callable[[], Work], on_drawn: Callable[[Any], None]) -> None:
        """Draw for this owner; what it asked for before, and has not got yet, is dropped.

        ``prepare`` is called when its turn comes, in the window's thread, as ``on_drawn`` is with the result.
        """
        self.drop(owner)
        self._waiting[owner] = _Drawing(owner, prepare, on_drawn)
        # Later: several changes in a row are drawn once.
        QTimer.singleShot(0, self, self._start_next)

    def drop(self, owner: QObject) -> None:
        """Draw nothing for this owner any more; what is under way ends after its step."""
        self._waiting.pop(owner, None)
        if self._current is not None and self._current.owner is owner:
            self._current = None
            if self._job is not None:
                self._job.cancel()

    @Slot()
    def _start_next(self) -> None:
        while self._waiting and self._job is None:
            drawing = self._waiting.pop(next(iter(self._waiting)))
            if is_alive(drawing.owner):
                self._current = drawing
                self._job = BackgroundJob("Drawing", drawing.prepare())
                self._job.succeeded.connect(self._on_succeeded)
                self._job.failed.connect(self._on_failed)
                self._job.ended.connect(self._on_ended)
                self._job.start()

    @Slot(object)
    def _on_succeeded(self, result: Any) -> None:
        drawing, self._current = self._current, None
        if drawing is not None and is_alive(drawing.owner):
            drawing.on_drawn(result)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._current = None
        raise error

    @Slot()
    def _on_ended(self) -> None:
        self._job = None
        self._start_next()

    @Slot()
    def _finish(self) -> None:
        self._waiting.clear()
        if self._job is not None and is_alive(self._job):
            self._job.cancel()
            self._job.wait()


def drawing_queue() -> DrawingQueue:
    """The application's queue, made at its first use. Raises RuntimeError where there is no application."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("Figures are drawn in a QApplication")
    return app.findChild(DrawingQueue) or DrawingQueue(app)
