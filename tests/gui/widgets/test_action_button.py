"""A button follows its action, listens to it once however often it changes, and does it."""

import pytest
from PySide6.QtCore import SIGNAL
from PySide6.QtGui import QAction

from movierec_gui.gui.style import set_icon
from movierec_gui.gui.widgets.action_button import ActionButton


@pytest.fixture
def action(qapp):
    action = QAction("Delete")
    set_icon(action, "delete")
    action.setToolTip("Delete the selected runs")
    action.triggered.connect(lambda: None)
    return action


@pytest.fixture
def button(qtbot, action):
    button = ActionButton(action)
    qtbot.addWidget(button)
    return button


def test_it_looks_like_its_action_and_does_it(qtbot, action, button):
    assert (button.text(), button.accessibleName()) == ("Delete", "Delete")
    assert button.toolTip() == "Delete the selected runs"
    with qtbot.waitSignal(action.triggered):
        button.click()


def test_it_follows_each_change(action, button):
    for number in range(4):
        action.setIconText(f"Delete {number}")
        action.setEnabled(number % 2 == 1)
        assert (button.text(), button.isEnabled()) == (f"Delete {number}", number % 2 == 1)


def test_changes_leave_nothing_behind(action, button):
    def heard():
        return action.receivers(SIGNAL("changed()"))

    before = heard()
    for number in range(20):
        action.setToolTip(f"Delete {number} runs")
        action.setEnabled(number % 2 == 1)
        set_icon(action, "delete")
    assert heard() == before


def test_another_button_of_the_action_hears_of_it_too(qtbot, action, button):
    other = ActionButton(action)
    qtbot.addWidget(other)
    action.setIconText("Delete it")
    assert (button.text(), other.text()) == ("Delete it", "Delete it")
    assert action.receivers(SIGNAL("changed()")) == 2
