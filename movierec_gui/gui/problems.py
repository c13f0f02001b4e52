"""Unexpected errors: written to the log with their traceback, and shown once, plainly, in the window."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from movierec_gui.errors import UserError
from movierec_gui.program_log import LOG_FILE, log_handler

_LOG = logging.getLogger("movierec_gui")
_QT_LOG = logging.getLogger("movierec_gui.qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class ProblemReporter(QObject):
    """Logs what nobody caught, in any thread, and reports each kind of problem once."""

    problem_found = Signal(object)
    """An exception that was not seen before; emitted from whatever thread it happened in."""

    def __init__(self, log_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: set[str] = set()
        self.trouble: UserError | None = None
        """Why there is no log, where there is none."""
        self._handler: logging.Handler = logging.StreamHandler()
        self._crash_file: IO[str] = sys.stderr
        try:
            self._handler = log_handler(log_folder)
            self._crash_file = (log_folder / LOG_FILE).open("a", encoding="utf-8")
        except UserError as error:
            self.trouble = error

    def install(self) -> None:
        """From now on hear of uncaught exceptions, Qt's messages and crashes."""
        _LOG.addHandler(self._handler)
        _LOG.setLevel(logging.INFO)
        if self._crash_file is not None:  # as in a program without a console
            faulthandler.enable(self._crash_file)
        sys.excepthook = self.report
        threading.excepthook = self._report_from_thread
        qInstallMessageHandler(log_qt_message)

    def uninstall(self) -> None:
        """Leave everything as it is in a fresh interpreter."""
        qInstallMessageHandler(None)
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
        faulthandler.disable()
        _LOG.removeHandler(self._handler)
        self._handler.close()
        if self.trouble is None:
            self._crash_file.close()

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log an exception; report it unless the same one, from the same line, was reported before."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _LOG.error("Uncaught exception", exc_info=(kind, error, trace))
        frames = traceback.extract_tb(trace)
        key = f"{kind.__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else kind.__name__
        if key not in self._known:
            self._known.add(key)
            self.problem_found.emit(error)

    def _report_from_thread(self, failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            self.report(failure.exc_type, failure.exc_value, failure.exc_traceback)


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Write one of Qt's own messages to the log instead of standard error."""
    place = f" ({context.file}:{context.line})" if context.file else ""
    _QT_LOG.log(_LEVELS.get(kind, logging.WARNING), "%s%s", text, place)
