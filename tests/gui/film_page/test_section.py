"""What every part of a film's page does with its job: cancelled, failed, and left alone while unseen."""

import threading

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.film_page.section import FilmSection
from movierec_gui.progress import Progress


class Plain(FilmSection):
    job_title = "Testing"

    def __init__(self, workspace, steps):
        super().__init__(workspace)
        self.said, self.results, self._steps = [], [], steps

    def say(self, text):
        self.said.append(text)

    def work(self, dataset, movie):
        return self._steps

    def show_result(self, result):
        self.results.append(result)


@pytest.fixture
def make(keep, workspace):
    def make_section(steps):
        section = Plain(workspace, steps)
        keep(section)
        section.show()
        return section

    return make_section


def test_progress_then_the_result(make, settled):
    def steps():
        yield Progress("Counting")
        return 7

    section = make(steps)
    section.show_film(3)
    settled()
    assert section.said == ["", "Working…", "Counting…"]
    assert section.results == [7]
    section.show_film(None)
    settled()
    assert section.results == [7]


def test_a_mistake_of_the_user_is_said_in_place(make, settled, qtbot):
    def steps():
        raise UserError("Too few ratings", "", "Rate more")
        yield

    section = make(steps)
    with qtbot.assertNotEmitted(section.failed):
        section.show_film(3)
        settled()
    assert section.said[-1] == "Too few ratings. Rate more."


def test_a_fault_goes_to_the_window(make, settled, qtbot):
    def steps():
        yield Progress("Counting")
        raise ValueError("a fault")

    section = make(steps)
    with qtbot.waitSignal(section.failed):
        section.show_film(3)
    settled()
    assert section.said[-1] == ""


def test_a_cancelled_job_says_how_to_go_on(make, settled, qtbot, workspace):
    gate = threading.Event()

    def steps():
        while not gate.wait(0.01):
            yield Progress("Waiting")

    section = make(steps)
    section.show_film(3)
    qtbot.waitUntil(lambda: "Waiting…" in section.said)
    workspace.jobs[0].cancel()
    settled()
    assert section.said[-1].startswith("Cancelled.")
    assert section.results == []


def test_what_nobody_sees_waits(make, settled):
    calls = []

    def steps():
        calls.append(1)
        yield Progress("Counting")

    section = make(steps)
    section.hide()
    section.show_film(3)
    section.show_film(4)
    settled()
    assert calls == []
    section.show()
    settled()
    assert calls == [1]
