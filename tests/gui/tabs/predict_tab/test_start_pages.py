"""Lists, offer or questions: which page shows."""

import pytest
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.tabs.predict_tab.start_pages import StartPages


@pytest.fixture
def pages(qtbot, workspace):
    made = StartPages(workspace, QWidget(), "predict")
    qtbot.addWidget(made)
    made.choose()
    return made


def test_who_is_new_is_offered_to_begin_until_there_is_somebody(pages, workspace):
    assert pages.currentWidget() is pages.offer
    workspace.people.create("Ann")
    pages.choose()
    assert pages.currentWidget() is pages.page


def test_who_only_looks_around_is_not_asked_again(pages, qtbot):
    with qtbot.waitSignal(pages.chosen):
        pages.offer.look_link.click()
    assert pages.currentWidget() is pages.page
    pages.choose()
    assert pages.currentWidget() is pages.page


def test_without_a_run_nothing_is_asked(pages):
    pages.begin_guide()
    assert not pages.asks


def test_while_somebody_is_asked_the_page_stays(pages, workspace, qtbot):
    pages.setCurrentWidget(pages.guide)
    workspace.people.create("Ann")
    pages.choose()
    assert pages.asks
    with qtbot.waitSignal(pages.guided):
        pages.guide.stop()
    assert pages.currentWidget() is pages.page
