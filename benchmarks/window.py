"""How quick the window is: its start, and how long its thread is away while something works behind it.

    python benchmarks/window.py                                  # everything, with 32 million ratings
    python benchmarks/window.py --rows 5000000                   # ... with fewer
    python benchmarks/window.py --only start train-lstm          # some of it

Needs no display. Every measurement runs in a process of its own, with a home of its own, and prints 50th and 99th
percentile and maximum beside the limit, by the clock and, in brackets, as the process's own time (see
``heartbeat.py``); the rows are appended to ``results/window-<date>.jsonl``. ``start`` opens the real program several
times; of such one-off times the least counts, since whatever else runs on the machine only adds to it. Everything else
counts each gap between two ticks of a 5 ms timer in the window's thread.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from heartbeat import load
from measured import RESULTS, machine
from window_rows import ROWS

HERE = Path(__file__).resolve().parent
START, LARGE = "start", ("large", "large-again")
FIRST_WINDOW_MS = 500
BYTES_PER_RATING = 80
"""Text, kept copy and some room."""

# The real program; the parent's clock and this one are the same, since both count from the machine's start.
FIRST_PAINT = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
from movierec_gui import app

class Look(QObject):
    painted = 0.0
    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint and isinstance(seen, QMainWindow) and not self.painted:
            self.painted, self.cpu = time.monotonic(), time.process_time()
            QTimer.singleShot(0, self.look)
        return False
    def look(self):
        tab = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow)).tabs.currentWidget()
        if not hasattr(tab, "title"):
            QTimer.singleShot(0, self.look)
            return
        begun = float(os.environ["MOVIEREC_BEGUN"])
        print((self.painted - begun) * 1000, self.cpu * 1000, (time.monotonic() - begun) * 1000, flush=True)
        os._exit(0)

look, real_exec = Look(), QApplication.exec
def run(*_):
    QApplication.instance().installEventFilter(look)
    return real_exec()
QApplication.exec = run
app.main([])
"""


def main() -> None:
    """Measure and print a line per row."""
    options = _parse((START, *ROWS))
    if options.child:
        print(json.dumps(ROWS[options.child]()))
        return
    print(f"{'milliseconds (own time)':58} {'p50':>15} {'p99':>15} {'max':>15}  load  limit")
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "MOVIEREC_HOME": home}
        for name in options.only or (START, *ROWS):
            if name in LARGE:
                environment["MOVIEREC_LARGE"] = str(_generated(Path(home), options.rows))
            measured = _starts(environment, options.starts) if name == START else _in_a_process(name, environment)
            for row in measured:
                print(_line(row), flush=True)
            _append(options.results, [row | {"measurement": name} for row in measured])


def _starts(environment: dict[str, str], starts: int) -> list[dict[str, Any]]:
    """Open the program again and again; the first time does not count, since it reads everything from the disk."""
    measured = []
    for _ in range(starts + 1):
        begun = {"MOVIEREC_BEGUN": str(time.monotonic())}
        code = [sys.executable, "-c", FIRST_PAINT]
        words = subprocess.run(code, check=True, capture_output=True, text=True, env=environment | begun).stdout.split()
        measured.append([float(word) for word in words])
    painted, worked, usable = zip(*measured[1:], strict=True)
    note = f"{_import_milliseconds(environment):.0f} ms of imports, by -X importtime"
    return [
        _start_row("Process start to the first window on screen", painted, worked, note),
        _start_row("Process start to the open tab", usable, None, ""),
    ]


def _start_row(row: str, clock: Sequence[float], own: Sequence[float] | None, note: str) -> dict[str, Any]:
    least = min(clock)
    figures = {"row": row, "p50_ms": round(statistics.median(clock), 1), "p99_ms": round(max(clock), 1)}
    figures |= {"max_ms": round(max(clock), 1), "min_ms": round(least, 1), "values": len(clock), "load": load()}
    if own is None:
        return figures | {"note": f"least {least:.0f} ms", "limit": "", "reached": None}
    crowded = load() > (os.cpu_count() or 1)
    figures |= {"own_min_ms": round(min(own), 1), "judged_by": "own time" if crowded else "clock"}
    figures |= {"note": f"least {least:.0f} ms, own time {min(own):.0f} ms; {note}"}
    return figures | {
        "limit": f"least ≤ {FIRST_WINDOW_MS} ms",
        "reached": (min(own) if crowded else least) <= FIRST_WINDOW_MS,
    }


def _import_milliseconds(environment: dict[str, str]) -> float:
    """Milliseconds that the imports take up to the first window, as Python itself counts them."""
    code = "import movierec_gui.app, movierec_gui.gui.main_window, movierec_gui.gui.problems"
    command = [sys.executable, "-X", "importtime", "-c", code]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stderr.splitlines()
    times = (line.removeprefix("import time:").split("|")[0].strip() for line in lines)
    return sum(int(microseconds) for microseconds in times if microseconds.isdigit()) / 1000


def _in_a_process(name: str, environment: dict[str, str]) -> list[dict[str, Any]]:
    command = [sys.executable, str(Path(__file__).resolve()), "--child", name]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
    rows: list[dict[str, Any]] = json.loads(answer.splitlines()[-1])
    return rows


def _generated(home: Path, ratings: int) -> Path:
    """The large dataset, written at its first use. Raises SystemExit where the disk is too full."""
    folder = home / f"{ratings:,}-ratings"
    if not folder.exists():
        if shutil.disk_usage(home).free < 2 * ratings * BYTES_PER_RATING:
            raise SystemExit(f"Too little room in {home} for {ratings:,} ratings; take fewer with --rows")
        script = [sys.executable, str(HERE / "generate_ratings.py"), str(folder), "--ratings", str(ratings)]
        subprocess.run(script, check=True, stdout=subprocess.DEVNULL)
    return folder


def _line(row: dict[str, Any]) -> str:
    figures = " ".join(_cell(row, key) for key in ("p50_ms", "p99_ms", "max_ms"))
    verdict = {True: "reached", False: "MISSED", None: ""}[row["reached"]]
    return f"{row['row']:58} {figures}  {row['load']:4.1f}  {row['limit']} {verdict}  {row['note']}"


def _cell(row: dict[str, Any], key: str) -> str:
    own = f"({row[f'own_{key}']:.0f})" if f"own_{key}" in row else ""
    return f"{row[key]:7.0f} {own:>7}"


def _append(folder: Path, rows: list[dict[str, Any]]) -> None:
    now, state = dt.datetime.now(dt.UTC), machine()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"window-{now:%Y-%m-%d}.jsonl").open("a", encoding="utf-8") as file:
        for row in rows:
            stamp = {"machine": state, "time": now.isoformat(timespec="seconds")}
            file.write(json.dumps(row | stamp, ensure_ascii=False) + "\n")


def _parse(names: tuple[str, ...]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=names, help="measure these (default: all)")
    parser.add_argument("--rows", type=int, default=32_000_000, help="ratings of the large dataset")
    parser.add_argument("--starts", type=int, default=7, help="starts of the program (default: %(default)s)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the JSON lines")
    parser.add_argument("--child", choices=names, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
