"""Drives any engine generator in a worker thread and reports in the GUI thread."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from movierec_gui.errors import UserError, of_the_machine
from movierec_gui.gui.turns import Turns

_LOG = logging.getLogger(__name__)
Work = Callable[[], Generator[Any, None, Any]]
"""A function without arguments that returns an engine generator; it is called in the worker thread."""


class _Worker(QThread):
    """Pulls the generator. Its signals are queued into the receiver's thread."""

    progressed = Signal(object)
    succeeded = Signal(object)
    cancelled = Signal()
    failed = Signal(object)

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._cancelled = threading.Event()

    def run(self) -> None:
        try:
            self._pull(self._work())
        except UserError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the GUI thread has to hear of it
            _LOG.exception("A background job failed")
            self.failed.emit(of_the_machine(error) or error)
        finally:
            _close_fonts()

    def _pull(self, generator: Generator[Any, None, Any]) -> None:
        while True:
            self._may_go_on.wait()
            if self._cancelled.is_set():
                generator.close()
                self.cancelled.emit()
                return
            try:
                event = next(generator)
            except StopIteration as end:
                self.succeeded.emit(end.value)
                return
            self.progressed.emit(event)

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def pause(self) -> None:
        self._may_go_on.clear()

    def resume(self) -> None:
        self._may_go_on.set()

    def cancel(self) -> None:
        self._cancelled.set()
        self._may_go_on.set()


def _close_fonts() -> None:
    """Let go of the fonts that matplotlib opened for this thread: files and memory that no other thread uses.

    It keeps those of the last 64 threads. Another thread that draws holds what it uses, and opens the rest anew.
    """
    manager = sys.modules.get("matplotlib.font_manager")
    fonts = getattr(manager, "_get_font", None)  # it has no public name; without it they stay, as they did
    if fonts is not None:
        fonts.cache_clear()


class BackgroundJob(QObject):
    """One long task: any number of ``progressed``, then exactly one of succeeded, cancelled, failed; then ``ended``.

    Every signal is emitted in the GUI thread. Pausing is not pulling the generator; cancelling closes it, so that its
    ``finally`` cleans up. Once it has ended the job is deleted; before that it belongs to the application, not to
    whoever starts it: its work may hold the last reference to that, which would then be deleted from within its own
    child's deletion, and the child twice.
    """

    progressed = Signal(object)
    """An event of the generator."""
    succeeded = Signal(object)
    """The generator's result."""
    cancelled = Signal()
    failed = Signal(object)
    """The exception."""
    ended = Signal()
    paused_changed = Signal(bool)

    def __init__(self, title: str, work: Work, turns: Turns | None = None) -> None:
        """``turns`` are shared by tasks that may begin or end together."""
        super().__init__(QCoreApplication.instance())
        self.title = title
        self._turns = turns or Turns(self)
        self.ask_before_close = False
        """Whether closing the window would lose what a person may want to keep going (a training)."""
        self.kind = ""
        """Which of ``closing.KINDS`` it is to the question before the window closes."""
        self.closing_note = ""
        """A sentence on further work that closing the window would lose."""
        self.paused = False
        self._superseded = False
        self._outcome: Callable[[], None] | None = None
        self._worker = _Worker(work, self)
        # Bound methods of a QObject that lives in the GUI thread, and queued: nothing of this runs in the worker.
        self._worker.progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)
        self._worker.succeeded.connect(self._on_succeeded, Qt.ConnectionType.QueuedConnection)
        self._worker.cancelled.connect(self._on_cancelled, Qt.ConnectionType.QueuedConnection)
        self._worker.failed.connect(self._on_failed, Qt.ConnectionType.QueuedConnection)
        self._worker.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin at the next turn of the window's thread; once only.

        Whoever starts a task has more to do, and to paint: a thread that wants Python meanwhile holds all that up.
        """
        self._turns.add(self._begin)

    @property
    def running(self) -> bool:
        """Whether the worker thread is alive."""
        return self._worker.isRunning()

    def pause(self) -> None:
        """Stop pulling the generator after its current step."""
        self._worker.pause()
        self._set_paused(True)

    def resume(self) -> None:
        """Go on after ``pause``."""
        self._worker.resume()
        self._set_paused(False)

    def cancel(self) -> None:
        """Close the generator after its current step; ``cancelled`` follows unless the task ends first."""
        self._worker.cancel()
        self._set_paused(False)

    def supersede(self) -> None:
        """Cancel, and drop whatever the task still reports: something newer takes its place. ``ended`` still comes."""
        self._superseded = True
        self.cancel()

    def wait(self, milliseconds: int = 30_000) -> bool:
        """Block until the worker thread is over; False where it took longer. For closing the window only."""
        return self._worker.wait(milliseconds)

    def _set_paused(self, paused: bool) -> None:
        if self.paused != paused:
            self.paused = paused
            self.paused_changed.emit(paused)

    @Slot(object)
    def _on_progressed(self, event: object) -> None:
        if not self._superseded:
            self.progressed.emit(event)

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        self._outcome = partial(self.succeeded.emit, result)

    @Slot()
    def _on_cancelled(self) -> None:
        self._outcome = self.cancelled.emit

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._outcome = partial(self.failed.emit, error)

    @Slot()
    def _on_finished(self) -> None:
        self._turns.add(self._end)  # what comes of it takes the window a while to show

    def _begin(self) -> None:
        if self._worker.is_cancelled:
            self._outcome = self.cancelled.emit
            self._end()
        else:
            self._worker.start()

    def _end(self) -> None:
        if self._outcome is not None and not self._superseded:
            self._outcome()
        self._outcome = None
        self.ended.emit()
        self.deleteLater()


class LatestJob:
    """A place for one job: a newer one supersedes the one before, which is not heard of again."""

    def __init__(self) -> None:
        self._job: BackgroundJob | None = None

    @property
    def job(self) -> BackgroundJob | None:
        """The job, until its outcome is taken with ``forget`` or it is dropped; None where there is none."""
        return self._job

    def take(self, job: BackgroundJob) -> BackgroundJob:
        """Hold a job that was just started, in place of the one before; returns it."""
        self.drop()
        self._job = job
        return job

    def drop(self) -> None:
        """Supersede the job, if there is one."""
        job, self._job = self._job, None
        if job is not None and is_alive(job):
            job.supersede()

    def forget(self) -> None:
        """Its outcome is here."""
        self._job = None


def is_alive(owner: QObject) -> bool:
    """Whether Qt still has the object behind a Python one."""
    try:
        owner.objectName()
    except RuntimeError:
        return False
    return True
