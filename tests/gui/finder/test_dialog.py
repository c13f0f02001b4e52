"""The palette: words in, one list of commands, films, users, people, runs and nodes out; Enter acts."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from movierec_gui.gui.finder import Finder
from movierec_gui.gui.finder.entries import _plain
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


def test_a_click_acts_and_the_next_time_it_is_empty(qtbot, parts):
    finder, workspace, _ = parts
    finder.field.setText("movie 12")
    row = [entry.text for entry in finder.entries].index("Movie 12 (1962)")
    finder.list.setCurrentCell(row, 1)
    assert finder.list.item(row, 1).toolTip() == "Movie 12 (1962)"
    with qtbot.waitSignal(workspace.film_requested) as asked:
        finder.list.itemClicked.emit(finder.list.item(row, 1))
    assert asked.args == [12]
    finder.bring_up()
    assert finder.field.text() == ""
    assert finder.focusWidget() is finder.field
    assert finder.list.currentRow() == 0
    assert {entry.kind for entry in finder.entries} == {"Command"}


def test_it_stands_in_the_middle_of_the_window(parts):
    finder, _, menus = parts
    window = menus.window()
    middle = window.mapToGlobal(window.rect().center()).x()
    assert abs(finder.x() + finder.width() / 2 - middle) <= 1
    assert finder.y() == window.mapToGlobal(window.rect().topLeft()).y() + 90
    assert (finder.width(), finder.height()) == (620, 420)


def test_page_keys_and_arrows_move_in_the_list_and_letters_are_typed(qtbot, parts):
    finder, _, _ = parts
    for key, moved in ((Qt.Key.Key_Down, True), (Qt.Key.Key_Up, True), (Qt.Key.Key_PageDown, True)):
        before = finder.list.currentRow()
        qtbot.keyClick(finder.field, key)
        assert (finder.list.currentRow() != before) == moved
    qtbot.keyClick(finder.field, Qt.Key.Key_X)
    assert finder.field.text() == "x"


def test_of_each_kind_the_first_few_are_offered(parts):
    finder, workspace, _ = parts
    for number in range(10):
        workspace.people.create(f"Ann {number}")
    assert len(found(finder, "ann", "Person")) == 8
    assert len(found(finder, "movie", "Film")) == 20
    finder.field.setText("e")
    assert sum(entry.kind == "Command" for entry in finder.entries) == 8


def test_numbers_are_users_and_nodes_of_the_run_unless_it_is_said_which(keep, looking, tiny_dataset, settled):
    window = QMainWindow()
    keep(window)
    menus = Menus(looking, Session(), ("Data",), lambda: looking.people, window)
    window.setMenuBar(menus)
    looking.set_dataset(tiny_dataset)
    assert looking.catalogue.rows == ()
    settled()
    finder = Finder(looking, menus)
    run = looking.store.list()[0]
    looking.set_current_run(run.id)
    for words, users, nodes in (
        ("20", ["User 20"], [f"Node 20 of {run.name}"]), ("user 20", ["User 20"], []), ("User20", ["User 20"], []),
        ("node 20", [], [f"Node 20 of {run.name}"]), ("21", [], [f"Node 21 of {run.name}"]), ("20 x", [], []),
        ("1234567890", [], []),
    ):  # fmt: skip
        assert (found(finder, words, "User"), found(finder, words, "Node")) == (users, nodes), words
    finder.field.setText("node 3")
    (node,) = (entry for entry in finder.entries if entry.kind == "Node")
    asked = []
    for signal in (looking.tab_requested, looking.node_requested):
        signal.connect(asked.append)
    node.act()
    assert asked == ["Activations", 3]
    assert found(finder, run.name, "Run") == [run.name]
    looking.set_current_run("")
    assert found(finder, "20", "Node") == []


def test_users_with_names_are_found_by_the_whole_name(parts, tiny_dataset, qtbot):
    finder, workspace, _ = parts
    names = tuple(f"user-{number}" for number in range(40))
    workspace.set_dataset(replace(tiny_dataset, name="named", user_names=names))
    assert found(finder, " user-7 ", "User") == ["User user-7"]
    assert found(finder, "user-", "User") == found(finder, "20", "User") == []
    with qtbot.waitSignal(workspace.user_requested) as asked:
        finder.field.setText("user-7")
        next(entry for entry in finder.entries if entry.kind == "User").act()
    assert asked.args == [7]


@pytest.mark.parametrize(
    ("text", "plain"),
    [("&Open folder…", "Open folder"), ("Save && close", "Save & close"), ("A && &B", "A & B"), ("R&D", "RD")],
)
def test_a_menu_s_marks_are_left_out(text, plain):
    assert _plain(text) == plain
