"""Every command of the window is in a menu, has its key, and asks the right one for what it does."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow, QWidget

from movierec_gui.gui import menus as menus_module
from movierec_gui.gui.menus import Menus
from movierec_gui.gui.session import Session
from movierec_gui.gui.workspace import Workspace

TABS = ("Data", "Train", "Predict", "Activations", "Map")


class SearchTab(QWidget):
    def focus_search(self):
        pass


@pytest.fixture
def parts(qtbot, tmp_path):
    window = QMainWindow()
    qtbot.addWidget(window)
    workspace, session = Workspace(), Session(tmp_path / "session.ini")
    menus = Menus(workspace, session, TABS, lambda: workspace.people, window)
    window.setMenuBar(menus)
    return menus, workspace, session


def command(menus, text):
    for entry in menus.actions():
        for action in entry.menu().actions():
            if action.text().replace("&", "") == text:
                return action
    raise AssertionError(f"no command {text}")


def test_the_keys_are_those_of_the_handbook(parts):
    keys = dict(parts[0].keys())
    promised = ("Ctrl+O", "Ctrl+F", "Ctrl+E", "F5", "Shift+F5", "Esc", *(f"Ctrl+{number}" for number in range(1, 6)))
    assert set(promised) <= set(keys)
    assert keys["Ctrl+5"] == "Map"
    assert len(keys) == len(parts[0].keys())  # no key twice


def test_tabs_themes_and_tab_commands_are_told(qtbot, parts):
    menus, _, _ = parts
    with qtbot.waitSignal(menus.tab_chosen) as told:
        command(menus, "Predict").trigger()
    assert told.args == [2]
    with qtbot.waitSignal(menus.theme_chosen) as told:
        command(menus, "Dark theme").trigger()
    assert told.args == ["dark"]
    with qtbot.waitSignal(menus.tab_command) as told:
        command(menus, "Clear selection").trigger()
    assert told.args == ["clear"]


def test_only_what_the_tab_understands_is_enabled(parts):
    menus, _, _ = parts
    menus.set_available(SearchTab())
    enabled = {text: command(menus, text).isEnabled() for text in ("Search", "Start", "Export…", "Clear selection")}
    assert enabled == {"Search": True, "Start": False, "Export…": False, "Clear selection": True}


@pytest.mark.parametrize(("text", "asker"), [("Open file or zip…", "ask_for_file"), ("Open folder…", "ask_for_folder")])
def test_opening_asks_which_and_hands_the_path_on(qtbot, parts, monkeypatch, text, asker):
    menus, workspace, _ = parts
    monkeypatch.setattr(menus_module, asker, lambda parent: Path("/data/ml-1m"))
    with qtbot.waitSignal(workspace.load_requested) as asked:
        command(menus, text).trigger()
    assert asked.args == [Path("/data/ml-1m")]
    monkeypatch.setattr(menus_module, asker, lambda parent: None)
    with qtbot.assertNotEmitted(workspace.load_requested):
        command(menus, text).trigger()


def test_the_bundled_data_and_the_download_are_asked_for(qtbot, parts):
    menus, workspace, _ = parts
    with qtbot.waitSignal(workspace.load_requested) as asked:
        command(menus, "Open the bundled data").trigger()
    assert asked.args == [None]
    with qtbot.waitSignal(workspace.download_requested):
        command(menus, "Download a release…").trigger()


def test_recent_files_are_listed_when_there_are_some(qtbot, parts):
    menus, workspace, session = parts
    assert not menus._recent.isEnabled()
    session.set_source(Path("/data/ml-1m"))
    menus.fill_recent()
    (action,) = menus._recent.actions()
    with qtbot.waitSignal(workspace.load_requested) as asked:
        action.trigger()
    assert asked.args == [Path("/data/ml-1m")]
