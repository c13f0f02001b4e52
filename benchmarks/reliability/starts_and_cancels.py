"""Starts and cancels every long task of the window ten times, and closes the window in the middle of each.

    python benchmarks/reliability/starts_and_cancels.py --times 10
    python benchmarks/reliability/starts_and_cancels.py --tasks train map --times 3

Tasks: reading data, a training, a comparison, a search, a map, the nodes, a list of films. Each is started as the
window does it and cancelled after a random part of a second. Survived: it ran, no job and no thread is left, nobody
heard of a fault. Then, in a process of its own, the task is started and the window closed while it runs: survived is an
exit status of 0, at most three seconds after the close.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtWidgets import QApplication
from window_harness import Faults, cut_off, tab_named, threads, wait_until, where_threads_are, window_on, write_data

Task = Callable[[Any, Any, Path], None]
LONGEST_CLOSE = 3.0


def _read(_window: Any, workspace: Any, data: Path) -> None:
    for kept in (Path(os.environ["MOVIEREC_HOME"]) / "cache").glob("*/facts.json"):
        kept.unlink()
    workspace.load_requested.emit(data)


def _train(window: Any, _workspace: Any, _data: Path) -> None:
    _start_training(window, epochs=400)


def _start_training(window: Any, epochs: int) -> None:
    from movierec_gui.training.config import preset_spec

    tab = tab_named(window, "Train")
    spec = preset_spec("dense")
    tab.form.load_spec(replace(spec, training=replace(spec.training, epochs=epochs)))
    tab.start()


def _compare(window: Any, _workspace: Any, _data: Path) -> None:
    tab_named(window, "Train").comparison.start()


def _search(window: Any, _workspace: Any, _data: Path) -> None:
    from movierec_gui.training.config import preset_spec

    tab = tab_named(window, "Train")
    tab.search.set_start(preset_spec("dense"), "dense")
    tab.search.start()


def _map(window: Any, _workspace: Any, _data: Path) -> None:
    tab_named(window, "Map").start()


def _nodes(window: Any, workspace: Any, _data: Path) -> None:
    if not workspace.current_run_id:
        _start_training(window, epochs=1)
        wait_until(QApplication.instance(), lambda: bool(workspace.current_run_id) and not workspace.jobs)
    workspace.tab_requested.emit("Activations")  # a hidden tab waits until somebody looks at it
    tab_named(window, "Activations").start()


def _list(window: Any, workspace: Any, _data: Path) -> None:
    workspace.tab_requested.emit("Predict")
    tab = tab_named(window, "Predict")
    tab.pages.setCurrentWidget(tab.pages.page)
    tab.lists.setCurrentWidget(tab.for_you)
    tab.bar.choose_user(0)
    tab.for_you.model.reset()  # who has learned what people watch does not learn it again
    tab.start()


TASKS: dict[str, Task] = {
    "read": _read, "train": _train, "compare": _compare, "search": _search, "map": _map, "nodes": _nodes, "list": _list,
}  # fmt: skip


def tried(name: str, opened: Any, data: Path, faults: Faults, seconds: float) -> tuple[bool, bool]:
    """Start a task in the open window and cancel it after so long: whether it ran, and whether it survived."""
    app, window, workspace = opened
    before, heard = threads(), len(faults.found)
    TASKS[name](window, workspace, data)
    ran = wait_until(app, lambda: bool(workspace.jobs), 2)
    wait_until(app, lambda: False, seconds)
    for job in workspace.jobs:
        job.cancel()
    ended = wait_until(app, lambda: not workspace.jobs, 60)
    alone = wait_until(app, lambda: threads() <= before, 3)
    if not alone:
        faults.add(f"{name}: after 3 s there are {[job.title for job in workspace.jobs]} and {where_threads_are()}")
    return ran, ran and ended and alone and len(faults.found) == heard


def cancelled(names: list[str], times: int, seed: int) -> int:
    """Start and cancel in this process; returns the number of faults."""
    faults, rng = Faults(), np.random.default_rng(seed)
    faults.listen()
    cut_off()
    with tempfile.TemporaryDirectory() as place:
        os.environ["MOVIEREC_HOME"] = str(Path(place) / "home")
        data = write_data(Path(place) / "data")
        with window_on(data, faults) as opened:
            app, _, workspace = opened
            wait_until(app, lambda: workspace.dataset is not None and not workspace.jobs)
            for name in names:
                tries = [tried(name, opened, data, faults, float(rng.uniform(0, 0.5))) for _ in range(times)]
                began, survived = (sum(column) for column in zip(*tries, strict=True))
                print(f"{name:8} tried {times:3}  survived {survived:3}  ran {began:3}", flush=True)
                if survived < times:
                    faults.add(f"{name}: {times - survived} of {times} did not start, or left something behind")
    for fault in faults.found:
        print(f"  {fault}")
    return len(faults.found)


def close_in_the_middle(name: str) -> None:
    """Start the task, close the window, and end as the program does. For a process of its own."""
    cut_off()
    data = Path(os.environ["MOVIEREC_HOME"]).parent / "data"
    faults = Faults()
    faults.listen()
    with window_on(data, faults) as (app, window, workspace):
        wait_until(app, lambda: workspace.dataset is not None and not workspace.jobs)
        TASKS[name](window, workspace, data)
        if not wait_until(app, lambda: bool(workspace.jobs), 5):
            faults.add(f"{name} did not start")
        wait_until(app, lambda: False, 0.3)
        for job in workspace.jobs:
            job.ask_before_close = False  # the question whether to stop is answered with yes
        print(f"CLOSING {time.time()} {time.process_time()}", flush=True)
        window.close()
    for fault in faults.found:
        print(f"FAULT {fault}", flush=True)
    sys.exit(int(bool(faults.found)))


def closed(name: str) -> str:
    """What is wrong with closing the window during a task; empty where nothing is."""
    with tempfile.TemporaryDirectory() as place:
        write_data(Path(place) / "data")
        environment = os.environ | {"MOVIEREC_HOME": str(Path(place) / "home")}
        command = [sys.executable, __file__, "--close", name]
        before = os.times()
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
        ended, after = time.time(), os.times()
    begun = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("CLOSING")]
    if done.returncode or not begun:
        return f"status {done.returncode}: {(done.stdout + done.stderr)[-800:]}"
    seconds, processor = ended - float(begun[0][0]), -float(begun[0][1])
    processor += after.children_user + after.children_system - before.children_user - before.children_system
    # On a machine that others use as well the clock tells about them too: both are told.
    return f"{seconds:.1f} s, {processor:.1f} of them on a processor" if seconds > LONGEST_CLOSE else ""


def main() -> int:
    """Cancel, then close; returns 1 where something did not survive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS), metavar="NAME")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=("cancel", "close"), help="one of the two (both)")
    parser.add_argument("--close", choices=TASKS, metavar="NAME", help="for the process that is closed")
    options = parser.parse_args()
    if options.close:
        close_in_the_middle(options.close)
    bad = 0 if options.only == "close" else cancelled(options.tasks, options.times, options.seed)
    for name in options.tasks if options.only != "cancel" else ():
        fault = closed(name)
        bad += bool(fault)
        print(f"close during {name:8} {fault or 'ended with 0 in time'}", flush=True)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
