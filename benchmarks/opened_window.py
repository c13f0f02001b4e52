"""Open the real program, with nothing imported before it, for ``against_build.py``: no command of its own.

``picture`` ends at the window's first picture and prints seconds since ``MOVIEREC_BEGUN``, a moment of the monotonic
clock, and of the processor; ``rest`` waits until the window has rested for a while and prints the megabytes it holds.
"""

from __future__ import annotations

import json
import os
import sys
import time

from movierec_gui import app

LOOK_MS, LOOKS_AT_REST = 100, 50
"""How often is looked whether the window rests, and how many times in a row it has to."""


def main(what: str) -> None:
    """Open the window; the process ends once there is something to tell."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication

    real_exec, timer, quiet = QApplication.exec, QTimer(), 0

    def run(*_: object) -> int:
        from movierec_gui.gui.main_window import MainWindow  # the program has imported it

        real_paint, opened = MainWindow.paintEvent, list[MainWindow]()

        def paint(window: MainWindow, event: QPaintEvent) -> None:
            clock, processor = time.monotonic() - float(os.environ["MOVIEREC_BEGUN"]), time.process_time()
            real_paint(window, event)
            if what == "picture":
                _tell({"clock": clock, "processor": processor})
            elif not opened:
                opened.append(window)
                timer.start(LOOK_MS)

        def look() -> None:
            nonlocal quiet
            workspace = opened[0]._workspace  # noqa: SLF001 - no public name leads there
            quiet = 0 if workspace.jobs or workspace.dataset is None else quiet + 1
            if quiet == LOOKS_AT_REST:
                import psutil

                _tell({"memory_mb": psutil.Process().memory_info().rss / 2**20})

        MainWindow.paintEvent = paint
        timer.timeout.connect(look)
        return real_exec()

    QApplication.exec = run
    app.main([])


def _tell(figures: dict[str, float]) -> None:
    print(json.dumps(figures), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
