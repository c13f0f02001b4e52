"""The palette: words in, one list of commands, films, users, people, runs and nodes out; Enter acts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from movierec_gui.gui.finder import Finder
from movierec_gui.gui.menus import Menus
from movierec_gui.gui.session import Session
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.runs import RunStore


@pytest.fixture
def parts(qtbot, tmp_path, tiny_dataset):
    window = QMainWindow()
    qtbot.addWidget(window)
    workspace = Workspace(RunStore(tmp_path / "runs"))
    menus = Menus(workspace, Session(tmp_path / "session.ini"), ("Data", "Train"), lambda: workspace.people, window)
    window.setMenuBar(menus)
    workspace.set_dataset(tiny_dataset)
    finder = Finder(workspace, menus)
    window.show()
    finder.bring_up()
    yield finder, workspace, menus
    workspace.stop_jobs()
    qtbot.waitUntil(lambda: not workspace.jobs)


def found(finder, words, kind):
    finder.field.setText(words)
    return [entry.text for entry in finder.entries if entry.kind == kind]


def test_it_begins_with_every_command(parts):
    finder, _, _ = parts
    texts = {entry.text: entry.key for entry in finder.entries}
    assert texts["File ▸ Open folder"] == "Ctrl+Shift+O"
    assert texts["Help ▸ Keyboard"] == "F1"
    assert {entry.kind for entry in finder.entries} == {"Command"}


def test_films_users_and_people_are_found(parts, tiny_dataset):
    finder, workspace, _ = parts
    workspace.people.create("Ann Example")
    assert "Movie 12" in found(finder, "movie 12", "Film")[0]
    assert found(finder, "20", "User") == ["User 20"]
    assert found(finder, "user 20", "User") == ["User 20"]
    assert found(finder, "user 99999", "User") == []
    assert found(finder, "exam ann", "Person") == ["Ann Example"]


def test_enter_acts_on_the_first_and_the_arrows_choose_another(qtbot, parts, tiny_dataset):
    finder, workspace, _ = parts
    finder.field.setText("movie 1")
    films = [entry.text for entry in finder.entries]
    assert len(films) > 1
    qtbot.keyClick(finder.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(workspace.film_requested) as asked:
        qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert tiny_dataset.movies.label(asked.args[0]) == films[1]
    assert finder.isHidden()


def test_a_command_is_given(qtbot, parts):
    finder, _, menus = parts
    finder.field.setText("dark theme")
    with qtbot.waitSignal(menus.theme_chosen) as told:
        qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert told.args == ["dark"]


def test_nothing_found_is_said_and_enter_does_nothing(qtbot, parts):
    finder, _, _ = parts
    finder.field.setText("zzz no such thing")
    assert finder.entries == ()
    assert finder.nothing.isVisible()
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert finder.isVisible()
