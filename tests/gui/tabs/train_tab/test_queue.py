"""The queue: one after another, paused, stopped, failed."""

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.queue import TrainingQueue
from movierec_gui.training.events import EpochEnded, StepsTrained


def test_runs_train_one_after_another(qtbot, workspace, queued, make_trainer):
    trainer = make_trainer(gated=True)
    queue = TrainingQueue(workspace, trainer)
    for name in ("a", "b", "c"):
        queue.add(queued(name))
    assert queue.current.name == "a"
    assert [run.name for run in queue.waiting] == ["b", "c"]
    asking = [job for job in workspace.jobs if job.ask_before_close]
    assert [job.title for job in asking] == ["Training a"]
    assert asking[0].closing_note == "2 runs that wait their turn are not kept."
    assert workspace.training == "a"
    queue.remove(0)
    assert asking[0].closing_note == "1 run that waits its turn is not kept."
    finished = []
    queue.finished.connect(finished.append)
    trainer.let_go(8)
    qtbot.waitUntil(lambda: len(finished) == 2)
    assert [record.name for record in finished] == trainer.trained == ["a", "c"]
    assert queue.current is None
    assert workspace.training == ""


def test_events_come_in_order_and_tell_the_time_left(qtbot, workspace, queued, make_trainer):
    trainer = make_trainer(gated=True)
    queue = TrainingQueue(workspace, trainer)
    events = []
    queue.progressed.connect(events.append)
    assert queue.job.seconds_left is None
    queue.add(queued())
    trainer.let_go(3)
    qtbot.waitUntil(lambda: len(events) == 4)
    assert [type(event) for event in events[1:]] == [StepsTrained, EpochEnded, StepsTrained]
    assert queue.job.seconds_left > 0.0
    with qtbot.waitSignal(queue.finished):
        trainer.let_go()


def test_a_paused_run_waits_and_goes_on(qtbot, workspace, queued, make_trainer):
    trainer = make_trainer(gated=True)
    queue = TrainingQueue(workspace, trainer)
    events = []
    queue.progressed.connect(events.append)
    queue.add(queued())
    qtbot.waitUntil(lambda: len(events) == 1)
    queue.job.pause()
    assert queue.job.paused
    trainer.let_go(4)
    with qtbot.assertNotEmitted(queue.finished, wait=100):
        pass
    assert len(events) <= 2
    with qtbot.waitSignal(queue.finished):
        queue.job.resume()
    assert not queue.job.paused


def test_stopping_closes_the_run_and_starts_the_next(qtbot, workspace, queued, make_trainer):
    trainer = make_trainer(gated=True)
    queue = TrainingQueue(workspace, trainer)
    queue.add(queued("a"))
    queue.add(queued("b"))
    with qtbot.waitSignal(queue.progressed):
        pass
    with qtbot.waitSignal(queue.stopped):
        queue.job.stop()
        assert queue.job.stopping
        trainer.let_go(4)
    assert trainer.closed == ["a"]
    assert queue.current.name == "b"
    assert not queue.job.stopping
    with qtbot.waitSignal(queue.finished):
        trainer.let_go(4)


def test_a_paused_run_can_be_stopped(qtbot, workspace, queued, make_trainer):
    trainer = make_trainer(gated=True)
    queue = TrainingQueue(workspace, trainer)
    queue.add(queued())
    with qtbot.waitSignal(queue.progressed):
        pass
    queue.job.pause()
    with qtbot.waitSignal(queue.stopped):
        queue.job.stop()
        trainer.let_go(4)


def test_a_failed_run_does_not_hold_up_the_others(qtbot, workspace, queued, make_trainer):
    trainer = make_trainer(error=UserError("It blew up", "", ""))
    queue = TrainingQueue(workspace, trainer)
    errors = []
    queue.failed.connect(errors.append)
    queue.add(queued("a"))
    queue.add(queued("b"))
    qtbot.waitUntil(lambda: len(errors) == 2)
    assert trainer.trained == ["a", "b"]
    assert queue.current is None


def test_nothing_happens_without_a_run(workspace, make_trainer):
    queue = TrainingQueue(workspace, make_trainer())
    for act in (queue.job.pause, queue.job.resume, queue.job.stop):
        act()
    assert not queue.job.paused
    assert not queue.job.stopping
