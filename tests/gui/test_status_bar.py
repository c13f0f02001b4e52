"""The status bar shows what runs, how far it is and how to stop it; and what is selected."""

import threading

import pytest
from PySide6.QtCore import QTimer

from movierec_gui import progress
from movierec_gui.gui import status_bar
from movierec_gui.gui.status_bar import StatusBar, task_text
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress


@pytest.fixture
def workspace(qtbot):
    made = Workspace()
    yield made
    made.stop_jobs()
    qtbot.waitUntil(lambda: not made.jobs)


@pytest.fixture
def bar(qtbot, workspace, monkeypatch):
    monkeypatch.setattr(status_bar, "_SHOW_AFTER_MS", 0)
    monkeypatch.setattr(status_bar, "_REDRAW_MS", 1)
    widget = StatusBar(workspace)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def ignore(_):
    pass


def shown(qtbot, bar):
    """The indicator of the only job, once it is there."""
    qtbot.waitUntil(lambda: len(bar.indicators()) == 1)
    return bar.indicators()[0]


def gated(events, gate):
    """A task that yields its events and then waits for the gate."""

    def work():
        yield from events
        gate.wait(10)
        yield events[-1]
        return None

    return work


@pytest.mark.parametrize(
    ("title", "stage", "text"),
    [
        ("Opening ml-1m", "Reading ratings.dat", "Opening ml-1m: Reading ratings.dat"),
        ("Training LSTM", "Training LSTM", "Training LSTM"),
        ("Training", "Training LSTM", "Training LSTM"),
        ("Estimating the run", "Estimating", "Estimating the run"),
        ("Training House model", "House model: fitting", "Training House model: fitting"),
    ],
)
def test_nothing_is_said_twice(title, stage, text):
    assert task_text(title, stage) == text


def test_a_job_is_shown_with_stage_and_progress_until_it_ends(qtbot, workspace, bar):
    gate = threading.Event()
    workspace.start_job("Opening", gated([Progress("Reading", 1, 4)], gate), ignore, ignore)
    indicator = shown(qtbot, bar)
    qtbot.waitUntil(lambda: indicator.bar.value() == 250)
    assert indicator.stage.text() == "Opening: Reading"
    assert indicator.isVisible()
    assert indicator.time_left.text().startswith("25%")
    assert indicator.bar.accessibleName() == "Progress of Opening"
    gate.set()
    qtbot.waitUntil(lambda: not bar.indicators())


def test_an_unknown_length_shows_a_busy_bar(qtbot, workspace, bar):
    gate = threading.Event()
    workspace.start_job("Opening", gated([Progress("Looking")], gate), ignore, ignore)
    indicator = shown(qtbot, bar)
    qtbot.waitUntil(lambda: indicator.stage.text() == "Opening: Looking")
    assert indicator.bar.maximum() == 0
    assert indicator.time_left.text() == ""
    gate.set()


def test_a_short_job_is_never_seen(qtbot, workspace, bar, monkeypatch):
    monkeypatch.setattr(status_bar, "_SHOW_AFTER_MS", 200)
    gate = threading.Event()
    gate.set()
    with qtbot.waitSignal(workspace.job_started):
        workspace.start_job("Opening", gated([Progress("Reading", 1, 4)], gate), ignore, ignore)
    qtbot.waitUntil(lambda: not workspace.jobs, timeout=200)
    late = QTimer()
    late.setSingleShot(True)
    with qtbot.waitSignal(late.timeout):
        late.start(300)
    assert not bar.indicators()


def test_cancel_stops_the_job_and_says_so(qtbot, workspace, bar):
    gate, cancelled = threading.Event(), []
    job = workspace.start_job(
        "Opening", gated([Progress("Reading", 1, 4)], gate), ignore, ignore, on_cancel=lambda: cancelled.append(True)
    )
    indicator = shown(qtbot, bar)
    with qtbot.waitSignal(job.ended):
        indicator.cancel.click()
        assert indicator.stage.text() == "Opening: stopping…"
        assert not indicator.cancel.isEnabled()
        gate.set()
    assert cancelled == [True]


def test_a_paused_job_says_so(qtbot, workspace, bar):
    gate = threading.Event()
    job = workspace.start_job("Training", gated([Progress("Training", 1, 4)], gate), ignore, ignore)
    indicator = shown(qtbot, bar)
    qtbot.waitUntil(lambda: indicator.bar.value() == 250)
    job.pause()
    assert indicator.time_left.text() == "paused"
    job.resume()
    assert indicator.time_left.text() == "25%"
    gate.set()


def test_the_time_left_of_a_resumed_job_follows_its_own_pace(qtbot, workspace, bar, monkeypatch):
    clock = iter([100.0, 100.0, 110.0])  # made, first event, asked
    monkeypatch.setattr(status_bar, "_REDRAW_MS", 60_000)
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    gate = threading.Event()
    events = [Progress("Training", 10, 20), Progress("Training", 15, 20)]
    workspace.start_job("Training", gated(events, gate), ignore, ignore)
    indicator = shown(qtbot, bar)
    qtbot.waitUntil(lambda: indicator._progress.done == 15)
    assert indicator._time_text() == "75%, 10 s left"
    monkeypatch.undo()
    gate.set()


def test_steps_of_the_same_way_share_a_pace(qtbot, workspace, bar, monkeypatch):
    clock = iter([100.0, 100.0, 130.0])  # made, first event, asked
    monkeypatch.setattr(status_bar, "_REDRAW_MS", 60_000)
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    gate = threading.Event()
    events = [Progress("LSTM, seed 0", 0, 4), Progress("LSTM, seed 0", 1, 4), Progress("biases, seed 0", 2, 4)]
    workspace.start_job("Comparing models", gated(events, gate), ignore, ignore)
    indicator = shown(qtbot, bar)
    qtbot.waitUntil(lambda: indicator._progress.done == 2)
    assert indicator._time_text() == "50%, 30 s left"
    monkeypatch.undo()
    gate.set()


def test_two_jobs_are_shown_and_the_others_counted(qtbot, workspace, bar):
    gates = [threading.Event() for _ in range(4)]
    for number, gate in enumerate(gates):
        workspace.start_job(f"Task {number}", gated([Progress(f"Task {number}")], gate), ignore, ignore)
    qtbot.waitUntil(lambda: len(bar.indicators()) == 4)
    assert [indicator.isVisible() for indicator in bar.indicators()] == [True, True, False, False]
    assert bar._more.text() == "and 2 more"
    assert bar._more.toolTip() == "Task 2\nTask 3"
    gates[0].set()
    qtbot.waitUntil(lambda: len(bar.indicators()) == 3)
    assert [indicator.isVisible() for indicator in bar.indicators()] == [True, True, False]
    for gate in gates:
        gate.set()
    qtbot.waitUntil(lambda: not bar.indicators())
    assert bar._more.text() == ""


def test_a_long_name_does_not_widen_the_window(qtbot, workspace, bar):
    gate = threading.Event()
    name = "Opening a file with quite a long name, as people have them in their downloads folder.csv"
    workspace.start_job(name, gated([Progress("Reading")], gate), ignore, ignore)
    indicator = shown(qtbot, bar)
    assert indicator.stage.sizeHint().width() <= 310
    assert indicator.stage.toolTip().startswith(name)
    gate.set()


def test_the_selection_is_told_and_cleared(workspace, bar):
    assert bar._selection.text() == ""
    workspace.select_movies([3, 5], "rectangle on the map")
    assert bar._selection.text() == "2 movies selected (rectangle on the map)"
    workspace.select_movies([3], "")
    assert bar._selection.text() == "1 movie selected"
    bar._clear.click()
    assert workspace.selection.movies == ()
    assert bar._clear.isHidden()


def test_a_long_selection_does_not_widen_the_window(workspace, bar):
    workspace.select_movies([1, 2], "cluster 12 of the map " * 10)
    assert bar.minimumSizeHint().width() < 500
    assert bar._selection.toolTip() == bar._selection.text()
