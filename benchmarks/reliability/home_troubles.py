"""Runs the program where a machine is in the way, and looks whether it says so, keeps what there was, and ends well.

    python benchmarks/reliability/home_troubles.py
    python benchmarks/reliability/home_troubles.py --troubles full read-only --json

Troubles: a full disk, a home that may only be read, that is a file, or that is nowhere; a home that is deleted while
the program works; two programs in one home; a clock that goes backwards; other locales; little memory. In each,
commands are run that read and that write, and the window is opened on data, told to train, and closed. A try survives
if the exit status is 0 or 1, no traceback is written, a status of 1 comes with a message of at least two lines (what,
and where or what to do), and every file that lay in the home before is there as it was. Needs POSIX; "full" and
"read-only" mount disks: without root they are left out by name.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import locale
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
_PATIENCE = 300
_KEPT = (".json", ".csv", ".safetensors")

COMMANDS: dict[str, tuple[str, ...]] = {
    "read": ("data", "show", "DATA"),
    "list": ("people", "list"),
    "train": ("train", "biases", "--data", "DATA", "--name", "late"),
    "import": ("people", "import", "HISTORY", "--person", "Ben", "--data", "DATA", "--own-scale", "0.5-5"),
    "set": ("sets", "make", "late", "--id", "1", "--data", "DATA"),
    "rename": ("people", "rename", "Ann", "Anna"),
    "compare": ("compare", "global-mean", "--data", "DATA"),
    "predict": ("predict", "early", "1", "--data", "DATA"),
}

WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
from movierec_gui import app
real = QApplication.exec
def look():
    window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow)), None)
    if window is None or window._workspace.dataset is None or window._workspace.jobs:
        return
    if not window.property("trained"):
        window.setProperty("trained", True)
        train = next(window.tabs.widget(n) for n in range(window.tabs.count()) if window.tabs.tabText(n) == "Train")
        train.start()
        return
    print("WINDOW", window.messages.text, flush=True)
    window.close()
def run(*_):
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(100)
    return real()
QApplication.exec = run
sys.exit(app.main(sys.argv[1:]))
"""

NO_HOME = """
import os, pwd
def nobody(*_): raise KeyError("nobody of that number")
pwd.getpwuid = nobody
for name in ("HOME", "MOVIEREC_HOME", "XDG_DATA_HOME"): os.environ.pop(name, None)
"""
HOMELESS = NO_HOME + "import sys; from movierec_gui.cli import main; sys.exit(main(sys.argv[1:]))"

BACKWARDS = """
import datetime, itertools, sys, time
import pandas, torch  # compiled code holds on to the clock that it finds
passed, real_time, real = itertools.count(), time.time, datetime.datetime
class Clock(real):
    @classmethod
    def now(cls, tz=None):
        return real.fromtimestamp(real_time() - 3600.0 * next(passed), tz)
time.time = lambda: real_time() - 3600.0 * next(passed)
datetime.datetime = Clock
from movierec_gui.cli import main
sys.exit(main(sys.argv[1:]))
"""


@dataclass
class Setting:
    """Where and how the program is started."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    """For ``subprocess.Popen``."""
    code: str = "import sys; from movierec_gui.cli import main; sys.exit(main(sys.argv[1:]))"
    while_running: Callable[[], None] | None = None
    homeless: bool = False
    window: bool = True
    keeps: bool = True
    """Whether what was in the home has to be there afterwards."""


@dataclass(frozen=True)
class Try:
    """One command or window in one trouble."""

    trouble: str
    what: str
    status: int
    fault: str
    """Why it did not survive; empty where it did."""
    said: str


@contextmanager
def full(folder: Path) -> Iterator[Setting]:
    """A disk without a byte of room."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)], check=True)
    try:
        shutil.copytree(folder / "home", disk / "home")
        try:
            with (disk / "filler").open("wb") as filler:
                while True:
                    filler.write(bytes(1 << 16))
                    filler.flush()
        except OSError:
            pass
        yield Setting(disk / "home", {"TMPDIR": str(disk)})
    finally:
        subprocess.run(["/bin/umount", "-l", str(disk)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[Setting]:
    """A home on a disk that takes nothing."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["/bin/mount", "--bind", str(folder / "home"), str(disk)], check=True)
    subprocess.run(["/bin/mount", "-o", "remount,ro,bind", str(disk)], check=True)
    try:
        yield Setting(disk)
    finally:
        subprocess.run(["/bin/umount", "-l", str(disk)], check=True)


@contextmanager
def a_file(folder: Path) -> Iterator[Setting]:
    """A file where the home should be."""
    (folder / "file").write_text("in the way", encoding="utf-8")
    yield Setting(folder / "file")


@contextmanager
def nowhere(folder: Path) -> Iterator[Setting]:
    """A user without a home, who names none."""
    yield Setting(folder / "home", code=HOMELESS, homeless=True)


@contextmanager
def deleted(folder: Path) -> Iterator[Setting]:
    """A home that goes while the program works."""
    home = folder / "home"
    spare = folder / "spare"
    shutil.copytree(home, spare)

    def delete() -> None:
        time.sleep(1.0)
        shutil.rmtree(home, ignore_errors=True)

    yield Setting(home, while_running=delete, keeps=False)


@contextmanager
def two(folder: Path) -> Iterator[Setting]:
    """Another program that trains and writes in the same home all the while."""
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            _start(Setting(folder / "home"), _filled(COMMANDS["train"], folder)).communicate(timeout=_PATIENCE)

    beside = threading.Thread(target=work)
    beside.start()
    try:
        yield Setting(folder / "home")
    finally:
        stop.set()
        beside.join()


@contextmanager
def backwards(folder: Path) -> Iterator[Setting]:
    """A clock that loses an hour whenever it is asked."""
    yield Setting(folder / "home", code=BACKWARDS, window=False)


@contextmanager
def plain_c(folder: Path) -> Iterator[Setting]:
    """A system of ASCII only."""
    environment = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    yield Setting(folder / "home", environment)


@contextmanager
def turkish(folder: Path) -> Iterator[Setting]:
    """Decimal commas, and an i without its dot."""
    yield Setting(folder / "home", {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"})


@contextmanager
def german(folder: Path) -> Iterator[Setting]:
    """Decimal commas, and points between thousands."""
    yield Setting(folder / "home", {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"})


@contextmanager
def arabic(folder: Path) -> Iterator[Setting]:
    """Other digits, and lines from the right."""
    yield Setting(folder / "home", {"LC_ALL": "ar_EG.UTF-8", "LANG": "ar_EG.UTF-8"})


@contextmanager
def little_memory(folder: Path) -> Iterator[Setting]:
    """Too little memory for a large network, though enough to start."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))

    yield Setting(folder / "home", {"OPENBLAS_NUM_THREADS": "1"}, {"preexec_fn": limit})


TROUBLES: dict[str, Callable[[Path], Any]] = {
    "full": full, "read-only": read_only, "file": a_file, "nowhere": nowhere, "deleted": deleted, "two": two,
    "clock": backwards, "locale-c": plain_c, "locale-tr": turkish, "locale-de": german, "locale-ar": arabic,
    "memory": little_memory,
}  # fmt: skip
_OF_ROOT = ("full", "read-only")


def main() -> int:
    """Try every trouble and print what became of it; returns 1 where something did not survive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--troubles", nargs="+", choices=TROUBLES, default=list(TROUBLES), metavar="NAME")
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=list(COMMANDS), metavar="NAME")
    parser.add_argument("--no-window", dest="window", action="store_false", help="only the command line")
    parser.add_argument("--json", action="store_true", help="print every try, for programs")
    options = parser.parse_args()
    tries: list[Try] = []
    with tempfile.TemporaryDirectory() as place:
        first = Path(place) / "first"
        prepare(first)
        for name in options.troubles:
            if name in _OF_ROOT and os.geteuid() != 0:
                print(f"{name}: left out, since this is not root", file=sys.stderr)
                continue
            if not _has_locale(name):
                print(f"{name}: the C library here has no such locale, so Qt alone takes it", file=sys.stderr)
            tries += tried(name, first, Path(place) / name, options.commands, options.window)
            mine = [one for one in tries if one.trouble == name]
            line = f"{name:10} tried {len(mine):3}  survived {sum(not one.fault for one in mine):3}"
            print(line, file=sys.stderr if options.json else sys.stdout, flush=True)
            for one in mine:
                if one.fault:
                    print(f"  {one.what}: {one.fault}: {one.said[-800:]}", file=sys.stderr)
    if options.json:
        print(json.dumps([asdict(one) for one in tries]))
    return int(any(one.fault for one in tries))


def _has_locale(trouble: str) -> bool:
    """Whether this machine has the locale of a trouble, if it is one of a locale; ``localedef`` makes them."""
    with TROUBLES[trouble](Path()) if trouble.startswith("locale-") else nullcontext() as setting:
        if setting is None:
            return True
        now = locale.setlocale(locale.LC_ALL)
        try:
            locale.setlocale(locale.LC_ALL, setting.environment["LC_ALL"])
        except locale.Error:
            return False
        locale.setlocale(locale.LC_ALL, now)
    return True


def prepare(folder: Path) -> None:
    """Data, a history and a home with a person and a run."""
    (folder / "data").mkdir(parents=True)
    rows = [
        f"{user},{movie},{1 + (user * movie) % 9 / 2},{10**9 + 60 * (40 * user + movie)}"
        for user in range(1, 31) for movie in range(1, 41) if (user + movie) % 3
    ]  # fmt: skip
    (folder / "data" / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "\n".join(rows) + "\n")
    titles = "\n".join(f"{movie},Film {movie} ({1950 + movie}),Drama" for movie in range(1, 41))
    (folder / "data" / "movies.csv").write_text(f"movieId,title,genres\n{titles}\n")
    (folder / "history.csv").write_text("Title,Year,Rating\nFilm 3,1953,4\nFilm 4,1954,2.5\n")
    setting = Setting(folder / "home")
    for command in (
        ("train", "biases", "--data", "DATA", "--name", "early"),
        ("people", "import", "HISTORY", "--person", "Ann", "--data", "DATA", "--own-scale", "0.5-5"),
    ):
        process = _start(setting, _filled(command, folder))
        out, _ = process.communicate(timeout=_PATIENCE)
        if process.returncode:
            raise SystemExit(f"The store cannot be made: {out}")


def tried(name: str, first: Path, folder: Path, commands: list[str], window: bool) -> list[Try]:
    """Every command, and the window, in one trouble."""
    found: list[Try] = []
    shutil.copytree(first, folder)
    with ExitStack() as stack:
        setting: Setting = stack.enter_context(TROUBLES[name](folder))
        for what in (*commands, *(["window"] if window and setting.window else [])):
            if name == "deleted":
                shutil.rmtree(setting.home, ignore_errors=True)
                shutil.copytree(folder / "spare", setting.home)
            before = _contents(setting.home)
            arguments = [str(folder / "data")] if what == "window" else _filled(COMMANDS[what], folder)
            code = (NO_HOME if setting.homeless else "") + WINDOW if what == "window" else setting.code
            process = _start(setting, arguments, code)
            if setting.while_running is not None:
                setting.while_running()
            try:
                said, _ = process.communicate(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                said, _ = process.communicate()
                said += "\nHANGS"
            fault = _fault(process.returncode, said, what)
            if not fault and setting.keeps and what != "rename":
                fault = _lost(before, _contents(setting.home))
            found.append(Try(name, what, process.returncode, fault, said))
    return found


def _start(setting: Setting, arguments: list[str], code: str = "") -> subprocess.Popen[str]:
    environment = os.environ | {
        "MOVIEREC_HOME": str(setting.home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(PROJECT),
        "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
    } | setting.environment  # fmt: skip
    command = [sys.executable, "-c", code or setting.code, *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=environment,
        cwd="/", **setting.options,
    )  # fmt: skip


def _filled(command: tuple[str, ...], folder: Path) -> list[str]:
    places = {"DATA": str(folder / "data"), "HISTORY": str(folder / "history.csv")}
    return [places.get(word, word) for word in command]


def _fault(status: int, said: str, what: str) -> str:
    if "HANGS" in said:
        return "it hangs"
    if "Traceback" in said or "Something went wrong inside" in said:
        return "a fault of the program"
    if status not in (0, 1):
        return f"status {status}"
    if what == "window" and status == 0 and "WINDOW" not in said:
        return "the window did not come"
    lines = said[said.rfind("Error:") :].strip().splitlines() if "Error:" in said else said.strip().splitlines()
    if status == 1 and what != "window" and len(lines) < 2:
        return "a message without a place or a way out"
    return ""


def _contents(home: Path) -> dict[str, str]:
    """Digests of everything in a home that is the user's own."""
    if not home.is_dir():
        return {}
    files = [path for path in home.rglob("*") if path.suffix in _KEPT and "cache" not in path.parts]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file()}


def _lost(before: dict[str, str], after: dict[str, str]) -> str:
    names = [name for name, digest in before.items() if after.get(name) != digest]
    return f"not as it was: {', '.join(names)}" if names else ""


if __name__ == "__main__":
    sys.exit(main())
