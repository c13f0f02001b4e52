"""Uses the window in a loop for as long as told, and looks whether memory, files and threads grow.

    python benchmarks/reliability/long_use.py --minutes 30

Each turn reads data, looks at a map, the nodes and a list, trains and stops, rates films, selects, keeps a set, goes
through the tabs, switches the theme, and deletes the runs and sets that it made. After each turn stands what the
process holds: memory, once free pages went back as they do when the window is quiet, open files and threads. The slope
is a straight line through the turns after the first third; eight hours of it without a pause, far more than a person
does in them, are the figure that counts.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from starts_and_cancels import TASKS
from window_harness import Faults, cut_off, threads, wait_until, window_on, write_data

from movierec_gui.gui.freed_memory import give_back, held

HOURS = 8.0


def turn(number: int, app: Any, window: Any, workspace: Any, data: Path) -> None:
    """What a person does in some minutes, one thing after the other."""

    def idle(seconds: float = 60.0) -> bool:
        return wait_until(app, lambda: not workspace.jobs, seconds)

    for name in ("read", "map", "nodes", "list"):
        TASKS[name](window, workspace, data)
        idle()
    TASKS["train"](window, workspace, data)
    wait_until(app, lambda: False, 1.0)
    for job in workspace.jobs:
        job.cancel()
    idle()
    for movie in range(10):
        workspace.people.rate(movie, 0.5 + (movie + number) % 10 / 2)
    idle()
    workspace.select_movies(range(number % 7 + 1), f"turn {number}")
    workspace.sets.keep(f"set {number}", workspace.selection.movies, "")
    idle()
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        wait_until(app, lambda: False, 0.1)
    window.menus.theme_chosen.emit(("light", "dark")[number % 2])
    idle()
    for record in workspace.store.list():
        workspace.store.delete(record.id)
    workspace.runs_changed.emit()
    for kept in workspace.sets.sets:
        workspace.sets.delete(kept.id)
    idle()


def slope(places: Sequence[float], values: list[float]) -> float:
    """How much a value grows from one place to the next, by a straight line through the turns after the first third."""
    start = len(values) // 3
    if len(values) - start < 3:
        return float("nan")
    return float(np.polyfit(places[start:], values[start:], 1)[0])


def main() -> int:
    """Use it; returns 1 where eight hours would take more than 50 MB, or files or threads pile up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--json", action="store_true", help="print every turn, for programs")
    options = parser.parse_args()
    faults, process, started = Faults(), psutil.Process(), time.monotonic()
    faults.listen()
    cut_off()
    measured: dict[str, list[float]] = {"seconds": [], "memory_mb": [], "files": [], "threads": []}
    look: dict[str, Callable[[], float]] = {
        "seconds": lambda: time.monotonic() - started, "memory_mb": lambda: held() / 1e6,
        "files": lambda: process.num_fds() if os.name == "posix" else process.num_handles(), "threads": threads,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        os.environ["MOVIEREC_HOME"] = str(Path(place) / "home")
        data = write_data(Path(place) / "data")
        with window_on(data, faults) as (app, window, workspace):
            wait_until(app, lambda: workspace.dataset is not None and not workspace.jobs)
            workspace.people.create("Ann")
            while time.monotonic() - started < 60 * options.minutes:
                turn(len(measured["seconds"]), app, window, workspace, data)
                gc.collect()
                give_back()
                for name, value in look.items():
                    measured[name].append(float(value()))
    turns = len(measured["seconds"])
    names = ("memory_mb", "files", "threads")
    grown = {name: slope(measured["seconds"], measured[name]) * 3600 * HOURS for name in names}
    by_turn = {name: slope(range(turns), measured[name]) for name in names}
    if options.json:
        print(json.dumps({**measured, "in_eight_hours": grown, "by_turn": by_turn, "faults": faults.found}))
    else:
        print(f"{turns} turns in {measured['seconds'][-1] / 60:.1f} minutes, {len(faults.found)} faults; "
              f"at the end {measured['memory_mb'][-1]:.0f} MB, {measured['files'][-1]:.0f} files, "
              f"{measured['threads'][-1]:.0f} threads")  # fmt: skip
        print("In eight hours, by the slope: " + ", ".join(f"{name} {value:+.1f}" for name, value in grown.items()))
        print("In a turn: " + ", ".join(f"{name} {value:+.4f}" for name, value in by_turn.items()))
        for fault in faults.found:
            print(f"  {fault}")
    return int(bool(faults.found) or grown["memory_mb"] > 50 or grown["files"] > 5 or grown["threads"] > 2)


if __name__ == "__main__":
    sys.exit(main())
