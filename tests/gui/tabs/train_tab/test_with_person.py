"""Training with a person, from the form to the table of runs and the file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from movierec_gui.data.people.joining import join
from movierec_gui.data.people.person import Film, Person, Rated, Scale
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.queue import QueuedRun, train_run
from movierec_gui.gui.tabs.train_tab.tab import TrainTab
from movierec_gui.gui.tabs.train_tab.with_person import WithPersonChooser, may_hand_on
from movierec_gui.progress import finish
from movierec_gui.training.trainer import train


@pytest.fixture
def ann(qtbot, workspace):
    """Ann, who has rated two films of the data, and Bea, who has rated none."""
    workspace.people.create("Bea")
    qtbot.waitUntil(lambda: workspace.people.finder is not None)
    workspace.people.create("Ann")
    with_ratings = (Rated(Film("Movie 2"), 5, Scale(0.5, 5)), Rated(Film("Movie 3"), 1, Scale(0.5, 5)))
    workspace.people.change(lambda person: replace(person, ratings=with_ratings), "two ratings")
    qtbot.waitUntil(lambda: bool(workspace.people.person.ratings))
    return workspace.people.person


@pytest.fixture
def chooser(qtbot, workspace):
    made = WithPersonChooser()
    qtbot.addWidget(made)
    made.follow(workspace.people)
    return made


def shown(chooser):
    return [chooser.itemText(row) for row in range(chooser.count())]


def test_nobody_is_chosen_and_only_people_with_ratings_are_offered(chooser, ann):
    assert shown(chooser) == ["Nobody", "Ann, 2 ratings"]
    assert chooser.person is None
    chooser.choose(ann.id)
    assert chooser.person == ann


def test_without_people_the_choice_is_grey_and_says_why(chooser):
    assert not chooser.isEnabled()
    assert "rate films, or import" in chooser.toolTip()


def test_who_is_deleted_is_no_longer_chosen(chooser, workspace, ann):
    chooser.choose(ann.id)
    workspace.people.delete()
    assert shown(chooser) == ["Nobody"]
    assert chooser.person is None


def test_the_run_is_trained_with_whoever_is_chosen_and_the_table_says_so(qtbot, workspace, spec, ann):
    tab = TrainTab(workspace)
    qtbot.addWidget(tab)
    qtbot.waitUntil(lambda: not workspace.jobs, timeout=60_000)
    tab.form.load_spec(spec)
    tab.form.person.choose(ann.id)
    with qtbot.waitSignal(tab.queue.finished) as ended:
        tab.start()
    record = ended.args[0]
    assert (record.person.name, record.person.used) == ("Ann", 2)
    qtbot.waitUntil(lambda: len(tab.runs.table.lines.lines) == 1)
    assert tab.runs.table.lines.lines[0].architecture.startswith("with Ann: ")
    tab.form.person.choose("")
    tab.runs.duplicate_requested.emit(record.id)
    assert tab.form.person.person == ann
    state = tab.form_state()
    tab.form.person.choose("")
    tab.restore_form(state)
    assert tab.form.person.person == ann


def test_who_has_rated_nothing_here_is_told_so(workspace, spec):
    stranger = Person("zoe-1", "Zoe", (Rated(Film("No such film"), 5, Scale(0.5, 5)),))
    with pytest.raises(UserError, match="Zoe has rated no movie of tiny"):
        finish(train_run(QueuedRun(spec, workspace.dataset, "run", person=stranger), workspace.store))


@pytest.mark.parametrize("agreed", [True, False])
def test_a_file_with_a_persons_ratings_is_asked_about(qtbot, workspace, spec, ann, chooser, agreed, when_asked):
    joined = join(ann, workspace.people.finder)
    record = finish(train(workspace.dataset, spec, workspace.store, person=joined))
    texts = when_asked("Export with the ratings" if agreed else "Cancel")
    assert may_hand_on(chooser, record) is agreed
    assert texts == ["The file will hold 2 of 2 ratings of Ann."]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert chooser.findChildren(QMessageBox) == []


@pytest.fixture
def when_asked(monkeypatch):
    """Answers the next question with the button of this text; what was asked is collected."""

    def answer(text):
        asked = []

        def exec_(box):
            asked.append(box.text())
            button = next(one for one in box.buttons() if one.text().replace("&", "") == text)
            monkeypatch.setattr(QMessageBox, "clickedButton", lambda _: button)
            return 0

        monkeypatch.setattr(QMessageBox, "exec", exec_)
        return asked

    return answer


def test_a_run_without_a_person_goes_out_unasked(chooser, stored_run):
    assert may_hand_on(chooser, stored_run)
    assert QApplication.activeModalWidget() is None
