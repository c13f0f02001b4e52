"""The offer to undo what was just done."""

import pytest
from PySide6.QtGui import QUndoCommand, QUndoStack

from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.undo_offer import UndoOffer


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
    made = UndoOffer(bar, changes.index, [changes.indexChanged])
    changes.push(QUndoCommand("Delete"))
    made.make("2 runs were deleted.", changes.undo)
    return made


def test_the_button_undoes_the_deletion_and_the_offer_is_gone(bar, changes, offer):
    assert bar.text == "2 runs were deleted."
    bar._action.click()
    assert changes.index() == 0
    assert bar.text == ""


def test_an_undo_from_elsewhere_ends_the_offer(bar, changes, offer):
    changes.undo()
    assert bar.text == ""


def test_another_change_ends_the_offer(bar, changes, offer):
    changes.push(QUndoCommand("Rename"))
    assert bar.text == ""


def test_what_changes_nothing_leaves_the_offer(bar, offer):
    offer.look()
    assert bar.text == "2 runs were deleted."


def test_another_message_stays(bar, changes, offer):
    bar.show_info("Saved.")
    changes.undo()
    assert bar.text == "Saved."
