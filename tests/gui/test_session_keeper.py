"""The window, the forms and, once their data are open, selection and run come back; what no longer fits is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.session import Session, StoredSelection
from movierec_gui.gui.session_keeper import SessionKeeper
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.runs import RunStore


class FormTab(QWidget):
    def __init__(self):
        super().__init__()
        self.values = {"epochs": 20}

    def form_state(self):
        return self.values

    def restore_form(self, values):
        if "epochs" not in values:
            raise UserError("There is no setting like that any more")
        self.values = dict(values)


@pytest.fixture
def make(qtbot, tmp_path):
    workspaces = []

    def made():
        window, tabs = QMainWindow(), QTabWidget()
        qtbot.addWidget(window)
        window.setCentralWidget(tabs)
        tabs.addTab(QWidget(), "Data")
        tabs.addTab(FormTab(), "Train")
        workspace = Workspace(RunStore(tmp_path / "runs"))
        workspaces.append(workspace)
        session = Session(tmp_path / "session.ini")
        return SessionKeeper(workspace, session, window, tabs), workspace, session, window, tabs

    yield made
    stopped = [workspace.stop_jobs() for workspace in workspaces]
    assert all(stopped)


def test_tab_size_and_forms_come_back(make):
    keeper, _, _, window, tabs = make()
    window.resize(700, 500)
    tabs.setCurrentIndex(1)
    tabs.widget(1).values = {"epochs": 7}
    keeper.save()

    keeper, _, _, window, tabs = make()
    keeper.restore()
    assert (window.width(), window.height()) == (700, 500)
    assert tabs.currentIndex() == 1
    assert tabs.widget(1).values == {"epochs": 7}


def test_a_form_that_no_longer_fits_is_told_and_keeps_its_defaults(qtbot, make):
    keeper, workspace, session, _, tabs = make()
    session.set_form("Train", {"layers": 3})
    with qtbot.waitSignal(workspace.error_raised):
        keeper.restore()
    assert tabs.widget(1).values == {"epochs": 20}


def test_the_selection_comes_back_with_its_data_only(make, tiny_dataset):
    keeper, workspace, _, _, _ = make()
    workspace.set_dataset(tiny_dataset, Path("/data/tiny"))
    workspace.select_movies([2, 4], "list of movies")
    keeper.save()

    _, workspace, session, _, _ = make()
    assert session.source == Path("/data/tiny")
    other = replace(tiny_dataset, user_ids=tiny_dataset.user_ids + 1)
    workspace.set_dataset(other)
    assert workspace.selection.movies == ()
    workspace.set_dataset(tiny_dataset)
    assert workspace.selection.movies == (2, 4)
    assert workspace.selection.label == "list of movies"
    workspace.set_dataset(tiny_dataset)
    assert workspace.selection.movies == ()


def test_indices_out_of_range_are_left_alone(make, tiny_dataset):
    _, workspace, session, _, _ = make()
    session.set_selection(StoredSelection(tiny_dataset.content_hash, (1, 10_000), "", "no-such-run"))
    session.save()
    _, workspace, session, _, _ = make()
    workspace.set_dataset(tiny_dataset)
    assert workspace.selection.movies == ()
    assert workspace.current_run_id == ""


def test_what_is_damaged_is_told_once_and_the_rest_comes_back(qtbot, make):
    keeper, _, session, _, tabs = make()
    tabs.setCurrentIndex(1)
    keeper.save()
    session._settings.setValue("forms/Train", "[1, 2]")
    session.save()
    keeper, workspace, _, _, tabs = make()
    told = []
    workspace.error_raised.connect(told.append)
    keeper.restore()
    keeper.restore_form(1)
    assert ["forms/Train" in str(problem) for problem in told] == [True]
    assert tabs.currentIndex() == 1
    assert tabs.widget(1).values == {"epochs": 20}


@pytest.mark.parametrize("error", [TypeError("text"), KeyError("epochs"), ValueError("x"), AttributeError("x")])
def test_a_form_that_stumbles_over_wrong_types_keeps_its_defaults(make, monkeypatch, error):
    keeper, *_ = make()
    keeper.save()
    keeper, workspace, *_ = make()
    told = []
    workspace.error_raised.connect(told.append)

    def stumble(_self, _values):
        raise error

    monkeypatch.setattr(FormTab, "restore_form", stumble)
    keeper.restore()
    assert "the tab Train are left out" in str(told[0])


def test_the_person_comes_back_without_a_clean_end(make):
    _, workspace, session, *_ = make()
    workspace.people.create("Ann")
    bob = workspace.people.create("Bob")
    workspace.people.create("Cid")
    workspace.people.choose(bob.id)
    session.save()  # as Qt does by itself
    keeper, again, *_ = make()
    keeper.restore()
    assert again.people.person.name == "Bob"
