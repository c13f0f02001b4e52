"""What is seen of the running training."""

import pytest

from movierec_gui.gui.tabs.train_tab.queue import TrainingQueue
from movierec_gui.gui.tabs.train_tab.queue_view import QueueView


@pytest.fixture
def trainer(make_trainer):
    return make_trainer(gated=True)


@pytest.fixture
def queue(workspace, trainer):
    return TrainingQueue(workspace, trainer)


@pytest.fixture
def view(qtbot, queue):
    made = QueueView(queue)
    qtbot.addWidget(made)
    return made


def test_hidden_while_nothing_trains(qtbot, view, queue, queued, trainer):
    assert view.isHidden()
    queue.add(queued("a run"))
    assert not view.isHidden()
    assert view.title.text() == "a run"
    assert view.text.text() == "Preparing the ratings…"
    with qtbot.waitSignal(queue.finished):
        trainer.let_go(4)
    assert view.isHidden()


def test_tells_how_far_the_training_is(qtbot, view, queue, queued, trainer):
    queue.add(queued())
    trainer.let_go(2)
    qtbot.waitUntil(lambda: view.bar.value() == 500)
    qtbot.waitUntil(lambda: view.text.text().startswith("Epoch 1 of 2  ·  training error 2.0000"))
    with qtbot.waitSignal(queue.finished):
        trainer.let_go(2)


def test_the_next_run_begins_anew(qtbot, view, queue, queued, trainer):
    queue.add(queued("a"))
    queue.add(queued("b"))
    with qtbot.waitSignal(queue.finished):
        trainer.let_go(4)
    assert (view.title.text(), view.text.text(), view.bar.value()) == ("b", "Preparing the ratings…", 0)
    with qtbot.waitSignal(queue.finished):
        trainer.let_go(4)


def test_pause_becomes_resume(qtbot, view, queue, queued, trainer):
    queue.add(queued())
    view.pause.click()
    assert queue.job.paused
    assert (view.pause.text(), view.text.text()) == ("Resume", "Paused")
    view.pause.click()
    assert not queue.job.paused
    assert view.pause.text() == "Pause"
    with qtbot.waitSignal(queue.finished):
        trainer.let_go(4)


def test_stop_says_that_it_takes_a_moment(qtbot, view, queue, queued, trainer):
    queue.add(queued())
    with qtbot.waitSignal(queue.progressed):
        pass
    view.stop.click()
    assert "Stopping" in view.text.text()
    assert not view.stop.isEnabled()
    assert not view.pause.isEnabled()
    with qtbot.waitSignal(queue.stopped):
        trainer.let_go(4)


def test_waiting_runs_can_be_removed(qtbot, view, queue, queued, trainer):
    for name in ("a", "b", "c"):
        queue.add(queued(name))
    assert [button.accessibleName() for button in view.remove_buttons()] == [
        "Remove b from the queue",
        "Remove c from the queue",
    ]
    view.remove_buttons()[0].click()
    assert [run.name for run in queue.waiting] == ["c"]
    assert len(view.remove_buttons()) == 1
    view.remove_buttons()[0].click()
    with qtbot.waitSignal(queue.finished):
        trainer.let_go(4)


def test_it_reads_from_top_to_bottom(view, words_of):
    assert words_of(view) == [
        "Pause [Hold the training after its cu…]",
        "Stop [Stop the training and keep its…]",
    ]
