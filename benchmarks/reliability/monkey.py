"""Sends random clicks, keys, drags and wheel turns to whatever the window shows, and listens for faults.

    python benchmarks/reliability/monkey.py --events 10000 --seeds 1 2 3

The real window with all tabs, on a small dataset, without a screen. Each event goes to a widget that is visible and
enabled, by a seeded place in it; menus, lists and dialogs that open get theirs. The dialogs of the operating system,
the printer, the browser and the network are cut off, and the window does not close. A fault is an exception that nobody
caught, a job that failed by itself, a warning of Qt, or a thread that is left at the end. The seed fixes the events'
places; how far the work behind the window is when one comes is the machine's.

The memory is measured after the first 1,000 events and at the end, each time in the same state: other windows closed,
no task, the small dataset read again. The events may open the bundled data, which hold more; so those are opened once
before the first event, with each long task and each window, and what the program makes and loads at the first use of a
part is there.
More than 50 MB of growth is a fault.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from starts_and_cancels import TASKS, tried
from window_harness import Faults, cut_off, threads, wait_until, where_threads_are, window_on, write_data

from movierec_gui.gui.freed_memory import give_back, held
from movierec_gui.gui.main_window import MainWindow

KEYS = (
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Up,
    Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageDown,
    Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_A, Qt.Key.Key_E, Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_F5,
    Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_Period, Qt.Key.Key_Minus,
)  # fmt: skip
CONTROL_KEYS = (
    Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_F, Qt.Key.Key_E, Qt.Key.Key_Z,
    Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_D, Qt.Key.Key_I,
)  # fmt: skip
KINDS = ("click", "click", "click", "double", "right", "key", "control", "wheel", "drag", "text")
FIRST = 1_000
MOST_GROWTH = 50_000_000
_MOST_WINDOWS = 6


class Monkey:
    """Does one event after another, from a timer, so that dialogs with a loop of their own get theirs too."""

    def __init__(self, main: QWidget, seed: int) -> None:
        self.main, self.rng = main, np.random.default_rng(seed)
        self.events = self.done = 0
        self.kinds: dict[str, int] = {}

    def go_on_to(self, events: int) -> None:
        """Do so many in all, from the next turn of Qt's loop on."""
        self.events = events
        QTimer.singleShot(0, self._go_on)

    def _go_on(self) -> None:
        if self.done >= self.events:
            while (dialog := QApplication.activeModalWidget()) is not None and dialog.isVisible():
                dialog.close()
            return
        # First the next turn, then the event: that may open a dialog and not come back for long.
        QTimer.singleShot(0, self._go_on)
        self.done += 1
        self._act()

    def _act(self) -> None:
        top = self._top()
        kind = str(self.rng.choice(KINDS))
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        place = QPoint(int(self.rng.integers(max(1, top.width()))), int(self.rng.integers(max(1, top.height()))))
        widget = top.childAt(place) or top
        if not widget.isEnabled():
            return
        at = widget.mapFrom(top, place) if widget is not top else place
        # For the parent: the last lines tell what a process did that ended before its time.
        print(f"{self.done}: {kind} {type(widget).__name__} {widget.accessibleName()!r}", file=sys.stderr)
        getattr(self, f"_{kind}")(widget, at)

    def _top(self) -> QWidget:
        """Where an event can go now: the menu that is open, the dialog, or one of the windows."""
        popup = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if popup is not None and popup.isVisible():
            return popup
        if not self.main.isVisible():
            self.main.show()
        windows = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow()]
        others = [one for one in windows if one is not self.main]
        for extra in others[_MOST_WINDOWS:]:
            extra.close()
        if others and self.rng.random() < 0.3:
            return others[int(self.rng.integers(min(len(others), _MOST_WINDOWS)))]
        return self.main

    def _click(self, widget: QWidget, at: QPoint) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def _double(self, widget: QWidget, at: QPoint) -> None:
        QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def _right(self, widget: QWidget, at: QPoint) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, at)

    def _drag(self, widget: QWidget, at: QPoint) -> None:
        to = at + QPoint(int(self.rng.integers(-200, 200)), int(self.rng.integers(-200, 200)))
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        QTest.mouseMove(widget, to)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, to)

    def _wheel(self, widget: QWidget, at: QPoint) -> None:
        QTest.wheelEvent(widget.windowHandle(), at, QPoint(0, 120)) if widget.windowHandle() else None

    def _key(self, widget: QWidget, _at: QPoint) -> None:
        QTest.keyClick(QApplication.focusWidget() or widget, KEYS[int(self.rng.integers(len(KEYS)))])

    def _control(self, widget: QWidget, _at: QPoint) -> None:
        key = CONTROL_KEYS[int(self.rng.integers(len(CONTROL_KEYS)))]
        QTest.keyClick(QApplication.focusWidget() or widget, key, Qt.KeyboardModifier.ControlModifier)

    def _text(self, widget: QWidget, _at: QPoint) -> None:
        text = str(self.rng.choice(["film 3", "0", "-1", "99999999999", "Zulu", "war", "1,5", "((", "%s"]))
        QTest.keyClicks(QApplication.focusWidget() or widget, text)


def settled(app: QApplication, window: Any, workspace: Any, data: Path) -> int:
    """Bytes that the process holds, once the window is back at the small dataset and nothing else is open or runs."""
    while (top := QApplication.activePopupWidget() or QApplication.activeModalWidget()) is not None:
        top.close()
        app.processEvents()
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and other.isWindow():
            other.close()
    for job in workspace.jobs:
        job.cancel()
    wait_until(app, lambda: not workspace.jobs, 300)
    before = workspace.dataset
    workspace.load_requested.emit(data)
    wait_until(app, lambda: workspace.dataset is not before and not workspace.jobs, 300)
    wait_until(app, lambda: False, 1)  # what follows a new dataset begins a little later
    wait_until(app, lambda: not workspace.jobs, 300)
    gc.collect()
    give_back()
    return held()


def warm_up(app: QApplication, window: Any, workspace: Any, data: Path) -> None:
    """Open the bundled data, each window, and let each long task begin there: all is loaded that the events may load.

    The windows of films, people, runs, sets and the article are made when they are asked for, and then stay.
    """
    before = workspace.dataset
    workspace.load_requested.emit(None)
    wait_until(app, lambda: workspace.dataset is not before and not workspace.jobs, 300)
    for name in ("nodes", "list", "map", "compare", "search"):
        TASKS[name](window, workspace, data)
        wait_until(app, lambda: False, 5)
        for job in workspace.jobs:
            job.cancel()
        wait_until(app, lambda: not workspace.jobs, 300)
    workspace.film_requested.emit(0)
    workspace.user_requested.emit(0)
    workspace.run_requested.emit(workspace.current_run_id)
    workspace.sets_requested.emit()
    workspace.article_requested.emit()
    wait_until(app, lambda: False, 5)
    wait_until(app, lambda: not workspace.jobs, 300)


def one(events: int, seed: int) -> dict[str, Any]:
    """Events of one seed in this process; what was found."""
    faults = Faults()
    faults.listen()
    cut_off()
    MainWindow.closeEvent = lambda _self, event: event.ignore()  # type: ignore[method-assign,assignment]
    with tempfile.TemporaryDirectory() as place:
        os.environ["MOVIEREC_HOME"] = str(Path(place) / "home")
        data = write_data(Path(place) / "data")
        with window_on(data, faults) as (app, window, workspace):
            wait_until(app, lambda: workspace.dataset is not None and not workspace.jobs)
            warm_up(app, window, workspace, data)
            first = settled(app, window, workspace, data)
            started, monkey, most = time.monotonic(), Monkey(window, seed), 0
            faults.after = lambda: monkey.done
            for goal in dict.fromkeys((min(FIRST, events), events)):
                monkey.go_on_to(goal)
                if not wait_until(app, lambda goal=goal: monkey.done >= goal, 36_000):
                    faults.add("it did not come to its end")
                most = held()
                last = settled(app, window, workspace, data)
                first = last if goal == FIRST < events else first
            seconds = time.monotonic() - started
        left = threads() - 1
        if left:
            faults.add(f"{left} threads are left")
    if last - first > MOST_GROWTH:
        faults.add(f"{(last - first) / 1e6:.1f} MB of growth")
    return {
        "seed": seed, "events": monkey.done, "faults": faults.found, "kinds": monkey.kinds, "seconds": round(seconds),
        "growth_mb": (last - first) / 1e6, "before_mb": most / 1e6, "held_mb": last / 1e6,
    }  # fmt: skip


def short(events: int, seed: int) -> list[str]:
    """The tests' form, without looking at memory: each long task begun and cancelled once, then events; the faults."""
    faults = Faults()
    faults.listen()
    cut_off()
    MainWindow.closeEvent = lambda _self, event: event.ignore()  # type: ignore[method-assign,assignment]
    with tempfile.TemporaryDirectory() as place:
        os.environ["MOVIEREC_HOME"] = str(Path(place) / "home")
        data = write_data(Path(place) / "data")
        with window_on(data, faults) as opened:
            app, window, workspace = opened
            wait_until(app, lambda: workspace.dataset is not None and not workspace.jobs)
            for name in TASKS:
                if not all(tried(name, opened, data, faults, 0.02)):
                    faults.add(f"{name} did not start, or left something behind")
            monkey = Monkey(window, seed)
            faults.after = lambda: monkey.done
            monkey.go_on_to(events)
            if not wait_until(app, lambda: monkey.done >= events, 600):
                faults.add("it did not come to its end")
            for job in workspace.jobs:
                job.cancel()
            wait_until(app, lambda: not workspace.jobs, 60)
        if threads() > 1:
            faults.add(f"there are {where_threads_are()}")
    return faults.found


def main() -> int:
    """Each seed in a process of its own; returns 1 where one found a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--here", action="store_true", help="the first seed in this process, its result as JSON")
    parser.add_argument("--short", action="store_true", help="the first seed in this process, without the memory")
    options = parser.parse_args()
    if options.short:
        found = short(options.events, options.seeds[0])
        print("\n".join(found))
        return int(bool(found))
    if options.here:
        try:
            print(json.dumps(one(options.events, options.seeds[0])), flush=True)
        except Exception:  # noqa: BLE001 - the hook that listens for faults would swallow it
            traceback.print_exc()
            return 1
        return 0
    bad = 0
    for seed in options.seeds:
        command = [sys.executable, __file__, "--here", "--events", str(options.events), "--seeds", str(seed)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"seed {seed}: ended with {done.returncode}: {done.stderr[-6000:]}", flush=True)
            bad += 1
            continue
        found = json.loads(done.stdout.splitlines()[-1])
        bad += bool(found["faults"])
        print(f"seed {seed}: {found['events']:,} events, {len(found['faults'])} faults, "
              f"{found['growth_mb']:.1f} MB more than after {FIRST if options.events > FIRST else 0:,}, "
              f"{found['held_mb']:.0f} MB at the end, {found['before_mb']:.0f} before it was settled, "
              f"{found['seconds']} s", flush=True)  # fmt: skip
        for fault in found["faults"]:
            print(f"  {fault}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
