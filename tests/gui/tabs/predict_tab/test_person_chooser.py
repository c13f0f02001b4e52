"""Choosing a person, and what can be done with people."""

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QFileDialog, QInputDialog

from movierec_gui.data.people.store import default_people
from movierec_gui.gui.tabs.predict_tab.person_chooser import PersonChooser


@pytest.fixture
def chooser(keep, qtbot, workspace):
    chooser = PersonChooser(workspace)
    keep(chooser)
    chooser.show()
    workspace.people.prepare()
    qtbot.waitUntil(lambda: workspace.people.finder is not None and not workspace.jobs)
    return chooser


def texts(chooser):
    return [chooser.list.itemText(number) for number in range(chooser.list.count()) if chooser.list.itemText(number)]


def answer(monkeypatch, text, given=True):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (text, given))


def test_people_are_listed_with_their_ratings(chooser, workspace):
    assert texts(chooser) == ["Nobody yet", "New person…"]
    assert not chooser.export_action.isEnabled()
    workspace.people.rate(3, 4.0)
    assert texts(chooser) == ["Me · 1 rating", "New person…"]
    workspace.people.create("Ann")
    assert chooser.list.currentText() == "Ann · 0 ratings"
    workspace.people.undo()
    assert texts(chooser)[-1] == "New person…"


def test_somebody_new_is_asked_for_and_may_be_called_off(chooser, workspace, qtbot, monkeypatch):
    answer(monkeypatch, "Ann")
    with qtbot.waitSignal(chooser.chosen):
        chooser.list.activated.emit(chooser.list.count() - 1)
    assert workspace.people.person.name == "Ann"
    answer(monkeypatch, "Bob", given=False)
    chooser.new_action.trigger()
    assert chooser.list.currentText() == "Ann · 0 ratings"


@pytest.mark.parametrize("name", ["", "ann"])
def test_a_name_that_cannot_be_is_refused_with_the_reason(chooser, workspace, qtbot, monkeypatch, name):
    workspace.people.create("Ann")
    workspace.people.create("Bea")
    answer(monkeypatch, name)
    with qtbot.waitSignal(chooser.failed):
        chooser.new_action.trigger()
    with qtbot.waitSignal(chooser.failed):
        chooser.rename_action.trigger()
    assert [person.name for person in workspace.people.people] == ["Ann", "Bea"]
    assert chooser.list.currentText() == "Bea · 0 ratings"


def test_a_person_is_renamed_and_deleted(chooser, workspace, qtbot, monkeypatch):
    workspace.people.rate(3, 4.0)
    answer(monkeypatch, "Ann")
    chooser.rename_action.trigger()
    assert chooser.list.currentText() == "Ann · 1 rating"
    with qtbot.waitSignal(chooser.told) as told:
        chooser.delete_action.trigger()
    assert told.args == ["Ann was deleted, with 1 rating.", True]
    assert default_people().list() == ()


def test_runs_that_keep_a_copy_of_a_deleted_persons_ratings_are_named(chooser, workspace, qtbot):
    person = workspace.people.create("Bea")
    record = SimpleNamespace(name="LSTM", person=SimpleNamespace(id=person.id))
    other = SimpleNamespace(name="GRU", person=None)
    workspace.catalogue.rows = (SimpleNamespace(record=record), SimpleNamespace(record=other))
    with qtbot.waitSignal(chooser.told) as told:
        chooser.delete_action.trigger()
    assert told.args[0].endswith("0 ratings. Copies of the ratings stay in runs: LSTM.")


def test_a_person_is_exported_and_comes_back_exactly(chooser, workspace, qtbot, monkeypatch, tmp_path):
    from movierec_gui.data.people.reading import read_history

    workspace.people.rate(3, 4.0)
    path = tmp_path / "me.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(chooser.told):
        chooser.export_action.trigger()
    assert read_history(path).whole_person.ratings == workspace.people.person.ratings
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "me.json"), ""))
    with qtbot.waitSignal(chooser.failed):
        chooser.export_action.trigger()
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_an_import_is_asked_for(chooser, workspace, qtbot):
    with qtbot.waitSignal(workspace.import_requested) as asked:
        chooser.import_action.trigger()
    assert asked.args == [None]


def test_the_persons_page_is_asked_for(chooser, workspace, qtbot):
    with qtbot.assertNotEmitted(workspace.person_requested):
        chooser._open_page()
    workspace.people.create("Ann")
    with qtbot.waitSignal(workspace.person_requested) as asked:
        chooser.taste_action.trigger()
    assert asked.args == [workspace.people.person.id]
