"""A window about one thing: keys, places, and what Enter does not do."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from movierec_gui.gui.widgets.page_window import PageWindow, card


class Plain(PageWindow):
    def __init__(self):
        super().__init__("About it")
        self.backs = 0
        self.field, self.button = QLineEdit(), QPushButton("Do")
        self.field.setAccessibleName("Field")
        self.button.setToolTip("Does it")
        self.pages.addTab(QLabel("one"), "One")
        self.lay_out([self.button], [card("Own", self.field)])

    def go_back(self):
        self.backs += 1


@pytest.fixture
def window(qtbot):
    window = Plain()
    qtbot.addWidget(window)
    window.bring_up()
    return window


def test_escape_closes_it_from_a_field_too(window, qtbot):
    qtbot.keyClick(window.field, Qt.Key.Key_Escape)
    assert not window.isVisible()
    window.bring_up()
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert window.isVisible()


def test_alt_left_and_the_button_lead_back(window, qtbot, in_front):
    qtbot.mouseClick(window.back_button, Qt.MouseButton.LeftButton)
    in_front(window)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.backs == 2


def test_it_can_be_resized_and_begins_on_its_pages(window):
    assert window.minimumWidth() < window.width()
    assert window.focusWidget() is window.pages.tabBar()


def test_a_card_has_a_heading_if_it_has_a_name(window):
    titled, bare = card("Own", QLabel("a")), card("", QLabel("a"))
    assert [label.text() for label in titled.findChildren(QLabel)] == ["Own", "a"]
    assert [label.text() for label in bare.findChildren(QLabel)] == ["a"]


def test_other_keys_go_on_to_whoever_knows_them(window):
    for key, taken in ((Qt.Key.Key_F7, False), (Qt.Key.Key_Escape, True)):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        window.keyPressEvent(event)
        assert event.isAccepted() == taken
