"""Kills the window at random moments, opens it again, and looks what came back.

    python benchmarks/reliability/kill_window.py --kills 50

Each round opens the real window without a screen on a small dataset, where a person rates films, five films are
selected, the form of the Train tab gets another number of epochs, a map is kept and a long training starts. The window
says what it did and when, and is ended with SIGKILL after a random time. Then it is opened again and says what it has.
A round survives if nothing is reported as damaged, every rating given two seconds before the kill is there, selection,
form and map are back if they were there ten seconds before it, and a training with a checkpoint is offered to go on.

Windows are forked from this process, which has read the libraries: a window dies long after it has done so itself.
Needs ``os.fork``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from window_harness import Faults, cut_off, tab_named, wait_until, window_on, write_data

from movierec_gui.training.config import preset_spec

WRITTEN, SETTLED = 2.0, 10.0
"""Seconds after which a rating, and a change of the selection or a form, has to be on the disk."""
EPOCHS = 9_777


def work(folder: Path) -> None:
    """In the window that is to die: do what a person does, and say so."""
    faults = Faults()
    faults.listen()
    cut_off()
    with window_on(folder / "data", faults) as (app, window, workspace):
        wait_until(app, lambda: workspace.dataset is not None and not workspace.jobs)
        book = workspace.people
        if book.person is None:
            book.create("Ann")
        train, movie_map = tab_named(window, "Train"), tab_named(window, "Map")
        wait_until(app, lambda: not workspace.jobs)
        movie_map.settings.restore_form({"method": "pca"}) if hasattr(movie_map, "settings") else None
        movie_map.start()
        wait_until(app, lambda: workspace.movie_map is not None and not workspace.jobs, 60)
        _say("map" if workspace.movie_map is not None else "no map")
        spec = preset_spec("dense")
        train.form.load_spec(replace(spec, training=replace(spec.training, epochs=EPOCHS)))
        workspace.select_movies(range(5), "five films")
        _say("form")
        train.start()
        for number in range(1, 10_000):
            book.rate(number % 50, 0.5 + number % 10 / 2)
            wait_until(app, lambda: False, 0.2)
            _say("ratings", count=len(book.ratings))
    _say("ended", faults=faults.found)


def look(folder: Path) -> None:
    """In the next window: say what is there."""
    faults = Faults()
    faults.listen()
    cut_off()
    with window_on(None, faults) as (app, window, workspace):
        wait_until(app, lambda: workspace.dataset is not None and not workspace.jobs)
        workspace.load_requested.emit(folder / "data")
        wait_until(app, lambda: workspace.source == folder / "data" and not workspace.jobs)
        window.tabs.setCurrentWidget(tab_named(window, "Map"))
        wait_until(app, lambda: not workspace.jobs and workspace.movie_map is not None, 10)
        book, form = workspace.people, tab_named(window, "Train").form
        _say(
            "shown", ratings=0 if book.person is None else len(book.person.ratings), problems=list(book.problems),
            selected=len(workspace.selection.movies), map=workspace.movie_map is not None,
            form=str(EPOCHS) in json.dumps(form.form_state(), default=str), message=window.messages.text,
            faults=faults.found,
        )  # fmt: skip


def _say(what: str, **values: Any) -> None:
    print(json.dumps({"what": what, "at": time.time(), **values}), flush=True)


def one(folder: Path, after: float) -> str:
    """A round; what did not survive, empty where everything did."""
    child, said = _forked(folder, work)
    with said:
        lines: list[dict[str, Any]] = []
        while not any(line["what"] == "form" for line in lines):
            text = said.readline()
            if not text or '"ended"' in text:
                return f"it ended by itself with {_ended(child)}: {lines}"
            lines.append(json.loads(text))
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        killed_at = time.time()
        lines += [json.loads(text) for text in said.read().splitlines() if text.endswith("}")]
    _ended(child)
    has_checkpoint = any((folder / "home" / "runs").glob("*/checkpoint.safetensors"))
    child, said = _forked(folder, look)
    with said:
        shown = [json.loads(text) for text in said.read().splitlines() if text.startswith("{")]
    status = _ended(child)
    if not shown or status:
        return f"the next start did not come: status {status}, {shown}"
    return _missing(lines, shown[-1], killed_at, has_checkpoint)


def _missing(lines: list[dict[str, Any]], shown: dict[str, Any], killed_at: float, has_checkpoint: bool) -> str:
    kept = [line["count"] for line in lines if line["what"] == "ratings" and line["at"] < killed_at - WRITTEN]
    settled = {line["what"] for line in lines if line["at"] < killed_at - SETTLED}
    wrong = [f"damaged: {shown['problems']}"] if shown["problems"] else []
    wrong += [f"faults: {shown['faults']}"] if shown["faults"] else []
    if kept and shown["ratings"] < kept[-1]:
        wrong.append(f"{shown['ratings']} of {kept[-1]} ratings")
    if "form" in settled and not shown["form"]:
        wrong.append("the form is not back")
    if "form" in settled and shown["selected"] != 5:
        wrong.append("the selection is not back")
    if "map" in settled and not shown["map"]:
        wrong.append("the map is not back")
    if has_checkpoint and "interrupted" not in shown["message"]:
        wrong.append(f"the training is not offered: {shown['message']!r}")
    return "; ".join(wrong)


def _forked(folder: Path, work: Callable[[Path], None]) -> tuple[int, TextIO]:
    """A window in a process of its own, and what it says: its number, and its standard output."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            os.dup2(writing, 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.environ["MOVIEREC_HOME"] = str(folder / "home")
            work(folder)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    return child, os.fdopen(reading)


def _ended(child: int) -> int:
    """The status of a window that has ended, or ends within five minutes; otherwise it is killed."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> int:
    """Kill and look; returns 1 where a round lost something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--longest", type=float, default=20.0, help="seconds of training (%(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for library in ("matplotlib.figure", "pandas", "sklearn.neighbors", "torch"):
        importlib.import_module(library)
    rng, survived = np.random.default_rng(options.seed), 0
    for number in range(options.kills):
        with tempfile.TemporaryDirectory() as place:
            write_data(Path(place) / "data")
            fault = one(Path(place), float(rng.uniform(0, options.longest)))
        survived += not fault
        print(f"round {number}: {fault or 'survived'}", flush=True)
    print(f"tried {options.kills}  survived {survived}")
    return int(survived < options.kills)


if __name__ == "__main__":
    sys.exit(main())
