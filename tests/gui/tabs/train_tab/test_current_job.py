"""One job: held, let go, stopped, and its time left."""

import threading

import pytest

from movierec_gui.gui.tabs.train_tab.current_job import CurrentJob
from movierec_gui.progress import Progress


@pytest.fixture
def gate():
    return threading.Semaphore(0)


@pytest.fixture
def job(workspace):
    return CurrentJob(workspace, workspace)


@pytest.fixture
def start(job, gate):
    """Starts three steps, one per permit of the gate, and returns what is reported."""
    seen = []
    job.progressed.connect(seen.append)

    def steps():
        yield Progress("Preparing")
        for done in (0, 1, 2):
            gate.acquire(timeout=20)
            yield Progress("Working", done, 2)
        return "done"

    def begin():
        def end(how):
            job.end()
            seen.append(how)

        job.start("Work", steps, end, end, lambda: end("stopped"))
        return seen

    return begin


def test_it_tells_how_far_it_is(qtbot, workspace, job, gate, start):
    seen = start()
    assert job.running
    assert [one.title for one in workspace.jobs if one.ask_before_close] == ["Work"]
    qtbot.waitUntil(lambda: job.progress == Progress("Preparing"))
    assert job.seconds_left is None
    gate.release(2)
    qtbot.waitUntil(lambda: job.progress.fraction == 0.5)
    assert job.seconds_left > 0.0
    gate.release()
    qtbot.waitUntil(lambda: seen[-1] == "done")
    assert not job.running


def test_one_button_holds_it_and_lets_it_go(qtbot, job, gate, start):
    seen = start()
    with qtbot.waitSignal(job.changed):
        job.pause_or_resume()
    assert job.paused
    with qtbot.waitSignal(job.changed):
        job.pause_or_resume()
    assert not job.paused
    gate.release(3)
    qtbot.waitUntil(lambda: seen[-1:] == ["done"])


def test_a_job_that_stops_is_not_paused_and_the_next_begins_anew(qtbot, job, gate, start):
    seen = start()
    gate.release(2)
    qtbot.waitUntil(lambda: job.progress.fraction == 0.5)
    with qtbot.waitSignal(job.changed):
        job.stop()
    job.pause()
    assert (job.stopping, job.paused) == (True, False)
    gate.release()
    qtbot.waitUntil(lambda: seen[-1] == "stopped")
    assert not job.stopping
    start()
    assert (job.progress, job.seconds_left) == (Progress(""), None)
    gate.release(3)
    qtbot.waitUntil(lambda: seen[-1] == "done")


def test_without_a_job_nothing_happens(qtbot, job):
    with qtbot.assertNotEmitted(job.changed):
        for act in (job.pause, job.resume, job.pause_or_resume, job.stop):
            act()
    assert (job.running, job.paused, job.stopping) == (False, False, False)
    assert job.seconds_left is None
