"""How long the window's thread is away: a timer that should tick every 5 ms, and the gaps between its ticks.

Beside its length by the clock, each gap has its own time: what this process worked in it, all threads together, and
never more than the clock says. It is what holds the window up on a machine where nothing else runs; where other
programs want the processor, the clock shows them too.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot

P99_MS, MAX_MS = 33.0, 100.0


@dataclass(frozen=True)
class Spans:
    """Lengths of gaps or frames in milliseconds: by the clock, and the process's own."""

    clock: tuple[float, ...]
    own: tuple[float, ...]

    @staticmethod
    def between(moments: list[tuple[float, float]]) -> Spans:
        """From one moment (clock and processor seconds) to the next."""
        clock, own = np.diff(np.array(moments), axis=0).T * 1000
        return Spans(tuple(clock.tolist()), tuple(np.minimum(clock, own).tolist()))


def moment() -> tuple[float, float]:
    """Seconds by the clock, and those that this process has worked."""
    return time.perf_counter(), time.process_time()


class Heartbeat(QObject):
    """Counts while it is started; needs an event loop that runs."""

    def __init__(self) -> None:
        super().__init__()
        self._ticks: list[tuple[float, float]] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Forget everything and begin."""
        self._ticks = [moment()]
        self._timer.start()

    def stop(self) -> Spans:
        """The gaps."""
        self._timer.stop()
        return Spans.between([*self._ticks, moment()])

    @Slot()
    def _tick(self) -> None:
        self._ticks.append(moment())


def beat_while(action: Callable[[], object], done: Callable[[], bool], limit: float, rest: float = 0.3) -> Spans:
    """Do something, let the window work until ``done`` (seconds at most ``limit``) and a moment on; the gaps."""
    heartbeat = Heartbeat()
    heartbeat.start()
    action()
    run_until(done, limit)
    run_for(rest)
    return heartbeat.stop()


def run_until(done: Callable[[], bool], limit: float) -> bool:
    """Let the window work until ``done``, asked every 20 ms; False where it took longer than ``limit`` seconds."""
    loop, look, end = QEventLoop(), QTimer(), time.monotonic() + limit

    def ask() -> None:
        if done() or time.monotonic() > end:
            loop.quit()

    look.timeout.connect(ask)
    look.start(20)
    loop.exec()
    look.stop()
    # Nothing of Qt may be left to the garbage collector, which may run in a worker's thread.
    look.timeout.disconnect(ask)
    return done()


def run_for(seconds: float) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def heartbeat_row(row: str, gaps: Spans, note: str = "") -> dict[str, Any]:
    """The figures of a row that has the window's limits."""
    return judged(figures_of(row, gaps, note), f"p99 ≤ {P99_MS:.0f} ms, max ≤ {MAX_MS:.0f} ms", P99_MS, MAX_MS)


def longest_row(row: str, gaps: Spans, note: str = "") -> dict[str, Any]:
    """The figures of something short, of which only the longest gap counts."""
    return judged(figures_of(row, gaps, note), f"max ≤ {MAX_MS:.0f} ms", float("inf"), MAX_MS)


def figures_of(row: str, spans: Spans, note: str = "") -> dict[str, Any]:
    """The figures that every row has."""
    figures: dict[str, Any] = {"row": row}
    for prefix, values in (("", spans.clock), ("own_", spans.own)):
        figures[f"{prefix}p50_ms"] = round(float(np.percentile(values, 50)), 1)
        figures[f"{prefix}p99_ms"] = round(float(np.percentile(values, 99)), 1)
        figures[f"{prefix}max_ms"] = round(max(values), 1)
    return figures | {"values": len(spans.clock), "load": load(), "note": note}


def load() -> float:
    """Programs that want a processor, on average over the last minute; 0 on Windows, which does not count them."""
    return round(os.getloadavg()[0], 2) if sys.platform != "win32" else 0.0


def judged(figures: dict[str, Any], limit: str, p99: float, longest: float) -> dict[str, Any]:
    """Say whether a row is reached: by the clock, or where more programs run than there are cores, by its own time."""
    by = "own_" if figures["load"] > (os.cpu_count() or 1) else ""
    reached = figures[f"{by}p99_ms"] <= p99 and figures[f"{by}max_ms"] <= longest
    return figures | {"limit": limit, "reached": bool(reached), "judged_by": "own time" if by else "clock"}


def folder_of(name: str) -> Path:
    """A folder that the parent process named in the environment."""
    return Path(os.environ[name])
