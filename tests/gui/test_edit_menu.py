"""The Edit menu asks whoever is in front, when it is asked."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from movierec_gui.gui.edit_menu import EditMenu


class Notes:
    def __init__(self):
        self.undo_text, self.redo_text, self.done = "", "", []

    def undo(self):
        self.done.append("undo")

    def redo(self):
        self.done.append("redo")


@pytest.fixture
def parts(qtbot):
    window, notes = QMainWindow(), Notes()
    qtbot.addWidget(window)
    menu = EditMenu(lambda: notes, window)
    window.menuBar().addMenu(menu)
    window.show()
    return window, menu, notes


def test_keys_undo_and_redo(qtbot, parts, in_front):
    window, menu, notes = parts
    in_front(window)
    notes.undo_text = notes.redo_text = "the rating of Heat"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keySequence(window, menu.redo.shortcut())
    assert notes.done == ["undo", "redo"]


def test_the_menu_says_what_it_would_undo(parts):
    _, menu, notes = parts
    notes.undo_text = "Delete Fish & chips"
    menu.aboutToShow.emit()
    assert (menu.undo.text(), menu.undo.isEnabled()) == ("&Undo Delete Fish && chips", True)
    assert (menu.redo.text(), menu.redo.isEnabled()) == ("&Redo", False)
    menu.aboutToHide.emit()
    assert menu.redo.isEnabled()


def test_where_there_is_nothing_it_is_said(qtbot, parts):
    _, menu, notes = parts
    with qtbot.waitSignal(menu.told) as told:
        menu.undo.trigger()
    assert told.args == ["There is nothing to undo here."]
    with qtbot.waitSignal(menu.told):
        menu.redo.trigger()
    assert notes.done == []
