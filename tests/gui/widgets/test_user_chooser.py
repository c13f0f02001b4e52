"""Users are chosen by the identifiers that the data give."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from movierec_gui.gui.widgets.user_chooser import UserChooser


@pytest.fixture
def chooser(qtbot, tiny_dataset):
    chooser = UserChooser()
    qtbot.addWidget(chooser)
    chooser.set_dataset(tiny_dataset)
    chooser.show()
    return chooser


def write(qtbot, chooser, text):
    chooser.field.lineEdit().selectAll()
    qtbot.keyClicks(chooser.field.lineEdit(), text)
    qtbot.keyClick(chooser.field.lineEdit(), Qt.Key.Key_Return)


def test_the_first_user_and_what_is_known_of_them_are_shown(chooser, tiny_dataset):
    assert chooser.field.text() == "10"
    assert chooser.facts.text() == f"{tiny_dataset.user_counts[0]} ratings, mean {tiny_dataset.user_means[0]:.2f}"


def test_an_identifier_leads_to_its_user(chooser, qtbot):
    with qtbot.waitSignal(chooser.user_changed) as changed:
        write(qtbot, chooser, "80")
    assert changed.args == [7]
    assert chooser.user == 7


def test_arrow_keys_step_through_the_users(chooser, qtbot):
    qtbot.keyClick(chooser.field, Qt.Key.Key_Up)
    assert (chooser.user, chooser.field.text()) == (1, "20")


@pytest.mark.parametrize(("text", "message"), [("55", "No user 55"), ("abc", "no user 'abc'")])
def test_an_identifier_that_is_not_there_is_reported_and_changes_nothing(chooser, qtbot, text, message):
    chooser.set_user(3)
    with qtbot.waitSignal(chooser.failed) as failed:
        write(qtbot, chooser, text)
    assert message in str(failed.args[0])
    assert (chooser.user, chooser.field.text()) == (3, "40")


def test_users_with_names_are_called_by_them(chooser, qtbot, tiny_dataset):
    named = replace(tiny_dataset, user_names=tuple(f"person {number}" for number in range(40)))
    chooser.set_dataset(named)
    assert chooser.field.text() == "person 0"
    write(qtbot, chooser, "person 12")
    assert chooser.user == 12
    with qtbot.waitSignal(chooser.failed):
        write(qtbot, chooser, "12")


def test_without_a_dataset_nobody_can_be_chosen(chooser):
    chooser.set_dataset(None)
    assert not chooser.field.isEnabled()
    assert chooser.field.text() == ""
    assert chooser.facts.text() == ""


def test_it_reads_from_top_to_bottom(chooser, words_of):
    assert words_of(chooser) == [
        "User: 10 [Type a user id and press Enter…]",
        "27 ratings, mean 2.78",
    ]
