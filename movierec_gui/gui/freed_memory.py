"""Hands memory that a task has freed back to the system, once nothing runs."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from movierec_gui.gui.background_job import BackgroundJob
from movierec_gui.gui.workspace import Workspace

_QUIET_MS = 2000
"""A task often follows another; what it would use again need not go in between."""
WORTH = 32_000_000
"""Bytes more than after the last time, below which it is not worth the 40 ms that it takes."""

_M_ARENA_MAX = -8
"""Its number in ``malloc.h``."""


def give_back() -> None:
    """Return free pages of the C library's heap to the system.

    glibc keeps them where a small object lies behind them: after some trainings several hundred megabytes. Other
    systems return large pieces by themselves.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries of Linux have none
        if trim is not None:
            trim(0)


def held() -> int:
    """Bytes of memory that the process holds."""
    import psutil

    return int(psutil.Process().memory_info().rss)


def share_one_heap() -> None:
    """Let the C library give all threads memory out of one heap, from now on.

    glibc makes up to eight for each processor, and a thread takes whichever is free. ``give_back`` cannot return the
    end of any but the first, so that each grew to the most that any task had ever used of it.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, 1)


class FreedMemory(QObject):
    """Follows the tasks of a workspace; ``give`` and ``measure`` do the work and can be replaced."""

    def __init__(
        self,
        workspace: Workspace,
        parent: QObject | None = None,
        give: Callable[[], None] = give_back,
        measure: Callable[[], int] = held,
    ) -> None:
        super().__init__(parent)
        share_one_heap()
        self._workspace, self._give, self._measure = workspace, give, measure
        self._least: int | None = None
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(_QUIET_MS)
        self.pause.timeout.connect(self._on_quiet)
        workspace.job_started.connect(self._on_job_started)

    @Slot(object)
    def _on_job_started(self, job: BackgroundJob) -> None:
        job.ended.connect(self._on_job_ended)

    @Slot()
    def _on_job_ended(self) -> None:
        self.pause.start()

    @Slot()
    def _on_quiet(self) -> None:
        if self._workspace.jobs:
            return  # the end of the last one begins the pause anew
        now = self._measure()
        if self._least is None or now > self._least + WORTH:
            self._give()
            now = self._measure()
            self._least = now
        self._least = min(self._least, now)
