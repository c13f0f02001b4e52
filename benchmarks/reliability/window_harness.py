"""The real window on a small dataset, without a screen, a network, a printer or the dialogs of the system.

What the scripts of this folder share that drive the window. Import it before anything of Qt.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import traceback
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QFileDialog

from movierec_gui.data import downloads, posters
from movierec_gui.errors import UserError
from movierec_gui.gui.garbage import GarbageCollection
from movierec_gui.gui.main_window import MainWindow
from movierec_gui.gui.session import Session
from movierec_gui.gui.short_turns import ShortTurns
from movierec_gui.gui.workspace import Workspace

QUIET = ("This plugin does not support",)
"""Beginnings of what the offscreen platform says by itself."""


class Faults:
    """What nobody should hear of: exceptions that nobody caught, jobs that failed by themselves, Qt's warnings."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.after: Callable[[], int] = lambda: 0
        """How many events there were so far."""

    def add(self, text: str) -> None:
        """Note one."""
        self.found.append(f"after {self.after():,}: {text}")

    def listen(self) -> None:
        """Hear of everything from now on."""
        faulthandler.enable()
        sys.excepthook = lambda kind, error, trace: self.add("".join(traceback.format_exception(kind, error, trace)))
        threading.excepthook = lambda args: self.add(f"in a thread: {args.exc_value!r}")
        qInstallMessageHandler(self._on_qt)

    def on_error(self, error: object) -> None:
        """An error that the window was told of: one for the user is no fault."""
        if isinstance(error, Exception) and not isinstance(error, UserError):
            self.add("".join(traceback.format_exception(error)))

    def _on_qt(self, kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not text.startswith(QUIET):
            self.add(f"Qt: {text}")


def write_data(folder: Path, users: int = 60, movies: int = 80) -> Path:
    """A folder with ratings, movies and tags; small, so that everything that can be trained is trained in seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    rows = [
        f"{user + 1},{movie + 1},{rng.integers(1, 11) / 2},{10**9 + int(rng.integers(10**8))}"
        for user, movie in np.argwhere(rng.random((users, movies)) < 0.4)
    ]
    names = [f'{movie + 1},"Film, {movie} ({1930 + movie})",{"Drama|War" if movie % 2 else "Comedy"}'
             for movie in range(movies)]  # fmt: skip
    tags = [f"{movie % users + 1},{movie + 1},{'funny' if movie % 3 else 'sad'},{10**9}" for movie in range(movies)]
    for name, head, lines in (
        ("ratings.csv", "userId,movieId,rating,timestamp", rows),
        ("movies.csv", "movieId,title,genres", names),
        ("tags.csv", "userId,movieId,tag,timestamp", tags),
    ):
        (folder / name).write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return folder


def _offline(*_arguments: Any) -> Any:
    raise urllib.error.URLError("there is no network here")


def threads() -> int:
    """How many threads are in Python code, Qt's among them."""
    return len(sys._current_frames())  # noqa: SLF001 - the one place that knows Qt's threads too


def where_threads_are() -> str:
    """Of every thread but this one: its name and the innermost lines that it is in."""
    known = {thread.ident: thread.name for thread in threading.enumerate()}
    told = []
    for number, frame in sys._current_frames().items():  # noqa: SLF001 - as above
        if number != threading.get_ident():
            lines = [
                f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in traceback.extract_stack(frame)[-4:]
            ]
            told.append(f"{known.get(number, 'a thread of Qt')}: {' > '.join(lines)}")
    return "; ".join(told) or "no other thread"


def cut_off() -> None:
    """From now on no network, no dialogs of the system, no printer and no browser."""
    downloads.ask = posters.ask = _offline  # type: ignore[attr-defined]
    QFileDialog.getOpenFileName = staticmethod(lambda *_, **__: ("", ""))  # type: ignore[assignment,method-assign]
    QFileDialog.getSaveFileName = staticmethod(lambda *_, **__: ("", ""))  # type: ignore[assignment,method-assign]
    QFileDialog.getExistingDirectory = staticmethod(lambda *_, **__: "")  # type: ignore[assignment,method-assign]
    QPrintDialog.exec = lambda *_: 0  # type: ignore[method-assign,assignment]
    QDesktopServices.openUrl = staticmethod(lambda _url: isinstance(_url, QUrl))  # type: ignore[assignment]


@contextmanager
def window_on(data: Path | None, faults: Faults) -> Iterator[tuple[QApplication, MainWindow, Workspace]]:
    """The window, all tabs built, the data being read; at the end it is closed, and every job with it."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["movierec"])
    turns, garbage = ShortTurns(), GarbageCollection(app)
    turns.start()
    garbage.start()
    session, workspace = Session(), Workspace()
    workspace.error_raised.connect(faults.on_error)
    window = MainWindow(workspace, session)
    window.apply_theme()
    window.tabs.build_all()
    window.resize(1280, 800)
    window.show()
    workspace.load_requested.emit(data)
    try:
        yield app, window, workspace
    finally:
        if not workspace.stop_jobs():
            faults.add("a job did not end in time")
        window.hide()
        window.deleteLater()
        app.processEvents()
        garbage.stop()
        turns.stop()


def wait_until(app: QApplication, condition: Callable[[], bool], seconds: float = 120.0) -> bool:
    """Let the window live until a condition holds; whether it did in time."""
    import time

    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        app.processEvents()
        # Qt leaves to its own loop what a script, and no event, told it to delete later; no such loop runs here.
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        time.sleep(0.002)
    return True


def tab_named(window: MainWindow, title: str) -> Any:
    """The tab of that title."""
    tabs = window.tabs
    return next(tabs.widget(number) for number in range(tabs.count()) if tabs.tabText(number) == title)
