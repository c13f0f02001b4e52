"""Closing asks only while a training runs, and Escape keeps it running."""

import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from movierec_gui.gui.closing import KINDS, may_close
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress


def ignore(_):
    pass


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def running(qtbot):
    workspace, gate = Workspace(), threading.Event()

    def work():
        yield Progress("Training")
        gate.wait(10)

    def start(title, ask, note="", kind=""):
        job = workspace.start_job(title, work, ignore, ignore, ask_before_close=ask)
        job.closing_note, job.kind = note, kind
        return workspace

    yield start
    gate.set()
    workspace.stop_jobs()
    qtbot.waitUntil(lambda: not workspace.jobs)


def answer(text):
    """Click a button of the question as soon as it is there; returns the list that its text goes to."""
    asked = []

    def click():
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, click)
            return
        asked.extend([box.text(), box.informativeText()])
        next(button for button in box.buttons() if button.text() == text).click()

    QTimer.singleShot(0, click)
    return asked


def test_nothing_runs_nothing_is_asked(parent):
    assert may_close(parent, Workspace())


def test_other_work_is_not_asked_about(parent, running):
    assert may_close(parent, running("Opening", ask=False))


@pytest.mark.parametrize(("button", "closes"), [("Stop and save", True), ("Keep training", False)])
def test_the_person_decides(parent, running, button, closes):
    workspace = running("Training LSTM", ask=True)
    asked = answer(button)
    assert may_close(parent, workspace) is closes
    assert asked[0] == "Training LSTM is still running."
    assert asked[1].endswith("is saved with the other runs.")


def test_what_else_would_be_lost_is_said(parent, running):
    asked = answer("Keep training")
    may_close(parent, running("Training LSTM", ask=True, note="2 runs that wait their turn are not kept."))
    assert asked[1].endswith("other runs. 2 runs that wait their turn are not kept.")


@pytest.mark.parametrize("kind", ["comparison", "search", "article"])
def test_the_question_speaks_of_what_runs(parent, running, kind):
    asked = answer(KINDS[kind].keep)
    assert not may_close(parent, running("Comparing models", ask=True, kind=kind))
    assert "epoch" not in asked[1]
    assert "kept" in asked[1]


def test_of_several_kinds_of_work_all_are_named(parent, running):
    running("Comparing models", ask=True, kind="comparison")
    asked = answer("Stop everything")
    assert may_close(parent, running("Training LSTM", ask=True))
    assert asked[0] == "Still running: Comparing models, Training LSTM."
