"""What every card about a job that runs does."""

import threading

import pytest

from movierec_gui.gui.tabs.train_tab import job_card
from movierec_gui.gui.tabs.train_tab.current_job import CurrentJob
from movierec_gui.progress import Progress


class Card(job_card.JobCard):
    def __init__(self, job):
        super().__init__(job, "work", "Enough", "End it")
        job.changed.connect(self._on_changed)
        self._on_changed()

    def state_text(self):
        return f"{self.job.progress.done} done"


@pytest.fixture
def job(workspace):
    return CurrentJob(workspace, workspace)


@pytest.fixture
def card(qtbot, monkeypatch, job):
    monkeypatch.setattr(job_card, "_REDRAW_MS", 1)
    made = Card(job)
    qtbot.addWidget(made)
    return made


def test_it_shows_and_controls_the_job(qtbot, job, card):
    assert card.isHidden()
    assert (card.stop.text(), card.bar.accessibleName()) == ("Enough", "Progress of the work")
    gate = threading.Event()

    def steps():
        yield Progress("Working", 1, 4)
        gate.wait(20)
        yield Progress("Working", 2, 4)

    def end(*_):
        job.end()
        job.changed.emit()

    job.start("Work", steps, end, end, end)
    job.changed.emit()
    assert not card.isHidden()
    qtbot.waitUntil(lambda: (card.bar.value(), card.text.text()) == (250, "1 done"))
    card.pause.click()
    assert job.paused
    assert card.pause.text() == "Resume"
    card.pause.click()
    assert card.pause.text() == "Pause"
    card.stop.click()
    assert job.stopping
    assert (card.pause.isEnabled(), card.stop.isEnabled()) == (False, False)
    gate.set()
    qtbot.waitUntil(card.isHidden)
    assert not card._timer.isActive()


def test_it_reads_from_top_to_bottom(card, words_of):
    assert words_of(card) == [
        "Pause [Hold the work after its curren…]",
        "Enough [End it]",
    ]
