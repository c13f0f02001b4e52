"""What nobody caught is logged with its traceback and reported once; Qt's messages go to the log."""

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType

from movierec_gui.gui.problems import ProblemReporter, log_qt_message


@pytest.fixture
def reporter(qapp, tmp_path):
    made = ProblemReporter(tmp_path)
    logging.getLogger("movierec_gui").addHandler(made._handler)
    yield made
    made.uninstall()


def fail():
    raise KeyError("missing")


def caught():
    try:
        fail()
    except KeyError as error:
        return type(error), error, error.__traceback__


def log_of(tmp_path):
    return (tmp_path / "movierec.log").read_text(encoding="utf-8")


def test_each_problem_is_reported_once_and_logged_always(reporter, tmp_path):
    heard = []
    reporter.problem_found.connect(heard.append)
    for _ in range(3):
        reporter.report(*caught())
    assert len(heard) == 1
    assert isinstance(heard[0], KeyError)
    assert log_of(tmp_path).count("KeyError: 'missing'") == 3
    assert "in fail" in log_of(tmp_path)


def test_problems_of_other_threads_are_heard(qtbot, reporter, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", reporter._report_from_thread)
    with qtbot.waitSignal(reporter.problem_found) as heard:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert isinstance(heard.args[0], KeyError)


def test_an_interruption_is_no_problem(reporter, capsys):
    heard = []
    reporter.problem_found.connect(heard.append)
    reporter.report(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert heard == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_installing_hooks_everything_and_uninstalling_lets_go(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    reporter = ProblemReporter(tmp_path)
    reporter.install()
    assert sys.excepthook == reporter.report
    reporter.uninstall()
    assert sys.excepthook is sys.__excepthook__
    assert threading.excepthook is threading.__excepthook__


def test_qt_speaks_to_the_log(caplog):
    with caplog.at_level(logging.DEBUG, "movierec_gui.qt"):
        log_qt_message(QtMsgType.QtWarningMsg, QMessageLogContext(), "a widget is odd")
        log_qt_message(QtMsgType.QtDebugMsg, QMessageLogContext(), "a detail")
    assert [(entry.levelname, entry.message) for entry in caplog.records] == [
        ("WARNING", "a widget is odd"),
        ("DEBUG", "a detail"),
    ]
