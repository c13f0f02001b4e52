"""Background jobs: events in the GUI thread, one ending, pause and cancel between two steps."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Generator
from functools import partial

import pytest
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PySide6.QtCore import QObject, QThread, QTimer, Slot
from pytestqt.qtbot import QtBot

from movierec_gui.gui.background_job import BackgroundJob, LatestJob, is_alive
from movierec_gui.gui.turns import Turns


class Listener(QObject):
    """Writes down every signal and the thread it came in."""

    def __init__(self, job: BackgroundJob) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: set[QThread] = set()
        job.progressed.connect(self.on_event)
        job.succeeded.connect(self.on_success)
        job.failed.connect(self.on_failure)
        job.cancelled.connect(self.on_cancel)

    @Slot(object)
    def on_event(self, event: object) -> None:
        self.heard.append(event)
        self.threads.add(QThread.currentThread())

    @Slot(object)
    def on_success(self, result: object) -> None:
        self.heard.append(("succeeded", result))

    @Slot(object)
    def on_failure(self, error: Exception) -> None:
        self.heard.append(("failed", str(error)))

    @Slot()
    def on_cancel(self) -> None:
        self.heard.append("cancelled")


def count_to_three() -> Generator[int, None, str]:
    yield from (1, 2, 3)
    return "done"


def fail_after_one() -> Generator[int, None, None]:
    yield 1
    raise ValueError("broken")


def run(qtbot: QtBot, job: BackgroundJob) -> None:
    with qtbot.waitSignal(job.ended):
        job.start()
    job.wait()


def test_events_arrive_in_order_in_the_gui_thread_then_the_result(qtbot: QtBot) -> None:
    job = BackgroundJob("count", count_to_three)
    listener = Listener(job)
    run(qtbot, job)
    assert listener.heard == [1, 2, 3, ("succeeded", "done")]
    assert listener.threads == {QThread.currentThread()}
    assert not job.running


def test_an_exception_ends_the_job_once_and_is_handed_over(qtbot: QtBot) -> None:
    job = BackgroundJob("fail", fail_after_one)
    listener = Listener(job)
    run(qtbot, job)
    assert listener.heard == [1, ("failed", "broken")]


def test_work_that_cannot_even_begin_fails_as_well(qtbot: QtBot) -> None:
    job = BackgroundJob("fail", lambda: (_ for _ in ()).throw(ValueError("at once")))
    listener = Listener(job)
    run(qtbot, job)
    assert listener.heard == [("failed", "at once")]


class Gated:
    """A generator that waits for the test before each step and says whether it was closed."""

    def __init__(self) -> None:
        self.gate = threading.Semaphore(0)
        self.steps = 0
        self.closed = False

    def work(self) -> Generator[int, None, None]:
        try:
            while True:
                assert self.gate.acquire(timeout=5)
                self.steps += 1
                yield self.steps
        finally:
            self.closed = True


def test_cancelling_closes_the_generator_and_nothing_follows(qtbot: QtBot) -> None:
    gated = Gated()
    job = BackgroundJob("gated", gated.work)
    listener = Listener(job)
    with qtbot.waitSignal(job.progressed):
        job.start()
        gated.gate.release()
    with qtbot.waitSignal(job.ended):
        job.cancel()
        gated.gate.release()  # it may wait inside its step
    job.wait()
    assert gated.closed
    assert listener.heard[-1] == "cancelled"


def test_work_begins_once_whoever_started_it_is_done(qtbot: QtBot) -> None:
    job = BackgroundJob("count", count_to_three)
    with qtbot.waitSignal(job.ended):
        job.start()
        assert not job.running


@pytest.mark.parametrize(("give_up", "heard"), [("cancel", ["cancelled"]), ("supersede", [])])
def test_what_is_given_up_before_it_begins_never_begins(qtbot: QtBot, give_up: str, heard: list[str]) -> None:
    gated = Gated()
    job = BackgroundJob("gated", gated.work)
    listener = Listener(job)
    with qtbot.waitSignal(job.ended):
        job.start()
        getattr(job, give_up)()
        assert job.wait(0)
    assert listener.heard == heard
    assert (gated.steps, gated.closed) == (0, False)


def test_tasks_that_end_together_are_told_one_by_one(qtbot: QtBot) -> None:
    turns, heard = Turns(), []
    jobs = [BackgroundJob(name, lambda: iter(()), turns) for name in ("first", "second")]
    for job in jobs:
        job.ended.connect(partial(heard.append, job.title))
        job.ended.connect(lambda: QTimer.singleShot(0, partial(heard.append, "between")))
        job.start()
    qtbot.waitUntil(lambda: not any(job.running for job in jobs))
    qtbot.waitUntil(lambda: len(heard) == 4)
    assert sorted(heard) == ["between", "between", "first", "second"]
    assert heard[1] == heard[3] == "between"


def test_a_paused_job_takes_no_step_until_it_is_resumed(qtbot: QtBot) -> None:
    gated = Gated()
    for _ in range(10):
        gated.gate.release()
    job = BackgroundJob("gated", gated.work)
    job.pause()
    assert job.paused
    with qtbot.assertNotEmitted(job.progressed, wait=50):
        job.start()
    assert gated.steps == 0
    with qtbot.waitSignal(job.progressed):
        job.resume()
    assert not job.paused
    job.cancel()
    gated.gate.release()
    assert job.wait(5000)
    assert gated.closed


def test_a_superseded_job_ends_in_silence(qtbot: QtBot) -> None:
    gated = Gated()
    job = BackgroundJob("gated", gated.work)
    listener = Listener(job)
    with qtbot.waitSignal(job.progressed):
        job.start()
        gated.gate.release()
    with qtbot.waitSignal(job.ended):
        job.supersede()
        gated.gate.release()
    job.wait()
    assert listener.heard == [1]


@pytest.mark.parametrize("times", [3])
def test_jobs_can_follow_each_other(qtbot: QtBot, times: int) -> None:
    for _ in range(times):
        run(qtbot, BackgroundJob("count", count_to_three))


class Owner(QObject):
    """Starts a job, whose work then is all that holds on to it."""

    def start(self) -> None:
        def work() -> Generator[int, None, None]:
            yield id(self)

        BackgroundJob("hold", work).start()


def test_the_owner_may_go_with_its_last_job(qtbot: QtBot) -> None:
    owner = Owner()
    gone = weakref.ref(owner)
    owner.start()
    del owner
    qtbot.waitUntil(lambda: gone() is None)


def test_an_ended_job_is_deleted(qtbot: QtBot) -> None:
    job = BackgroundJob("count", count_to_three)
    with qtbot.waitSignal(job.destroyed):
        job.start()


def test_the_latest_job_supersedes_the_one_before_and_outlives_its_deletion(qtbot):
    place, heard = LatestJob(), []

    def start(name):
        def work():
            yield 1
            return name

        job = BackgroundJob(name, work)
        job.succeeded.connect(heard.append)
        with qtbot.waitSignal(job.ended):
            place.take(job)
            job.start()
            if name == "dropped":
                place.drop()
        return job

    place.drop()  # there is none yet
    first = start("first")
    assert place.job is first
    qtbot.waitUntil(lambda: not is_alive(first))
    place.drop()
    assert place.job is None
    start("dropped")
    older, newer = (BackgroundJob("", lambda: iter(())) for _ in range(2))
    place.take(older)
    assert place.take(newer) is newer
    assert (older._superseded, newer._superseded) == (True, False)
    place.forget()
    assert place.job is None
    assert not newer._superseded
    assert heard == ["first"]


def test_the_fonts_of_its_thread_are_closed(qtbot: QtBot) -> None:
    def draws() -> Generator[None, None, None]:
        figure = Figure()
        figure.suptitle("Ratings")
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
        yield
        assert font_manager._get_font.cache_info().currsize

    job = BackgroundJob("Drawing", draws)
    listener = Listener(job)
    run(qtbot, job)
    assert listener.heard == [None, ("succeeded", None)]
    assert font_manager._get_font.cache_info().currsize == 0
