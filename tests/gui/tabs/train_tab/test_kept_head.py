"""Kept records to choose from, beside the views of the one that is shown."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.tabs.train_tab.kept_head import KeptList, head_row, icon_button, view_tabs

RECORDS = (("Second, 3 models", "two"), ("First, 2 models", "one"))


@pytest.fixture
def records(qtbot):
    made = KeptList("Kept comparisons", "The newest first", 180)
    qtbot.addWidget(made)
    return made


def test_who_offers_records_is_not_told_which_one_was_chosen(qtbot, records):
    with qtbot.assertNotEmitted(records.record_chosen):
        records.offer(RECORDS, "one")
    assert records.currentText() == "First, 2 models"
    records.offer(RECORDS, "gone")
    assert records.currentText() == ""


def test_a_person_chooses_by_id(qtbot, records):
    records.offer(RECORDS, "one")
    with qtbot.waitSignal(records.record_chosen) as chosen:
        records.setCurrentIndex(0)
    assert chosen.args == ["two"]


def test_views_stand_left_and_buttons_right(qtbot, records):
    whole = QWidget()
    qtbot.addWidget(whole)
    action = QAction()
    button = icon_button("play", "Go on", action.triggered)
    tabs = view_tabs("Kinds of figures", ("Errors", "Lists"))
    whole.setLayout(head_row(tabs, records, [button]))
    whole.resize(700, 40)
    whole.show()
    assert tabs.x() < records.x() < button.x()
    assert [tabs.tabText(place) for place in range(tabs.count())] == ["Errors", "Lists"]
    with qtbot.waitSignal(action.triggered):
        button.click()
    assert (button.toolTip(), button.accessibleName()) == ("Go on", "Go on")
