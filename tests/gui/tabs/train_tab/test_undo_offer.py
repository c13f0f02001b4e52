"""The offer to bring deleted runs back."""

import pytest
from PySide6.QtGui import QUndoCommand, QUndoStack

from movierec_gui.gui.tabs.train_tab.undo_offer import UndoOffer
from movierec_gui.gui.widgets.message_bar import MessageBar


@pytest.fixture
def bar(qtbot):
    made = MessageBar()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def changes(bar):
    return QUndoStack(bar)


@pytest.fixture
def offer(bar, changes):
    made = UndoOffer(bar, changes)
    changes.push(QUndoCommand("Delete"))
    made.offer(2)
    return made


def test_the_button_undoes_the_deletion_and_the_offer_is_gone(bar, changes, offer):
    assert bar.text == "2 runs were deleted."
    bar._action.click()
    assert changes.index() == 0
    assert bar.text == ""


def test_an_undo_from_elsewhere_ends_the_offer(bar, changes, offer):
    changes.undo()
    assert bar.text == ""


def test_another_message_stays(bar, changes, offer):
    bar.show_info("Saved.")
    changes.undo()
    assert bar.text == "Saved."
