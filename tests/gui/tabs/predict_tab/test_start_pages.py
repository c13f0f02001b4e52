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


def test_without_a_run_the_offer_says_so_and_leads_to_the_training(pages, workspace, tiny_dataset, qtbot):
    workspace.set_dataset(tiny_dataset)
    workspace.set_current_run("first")
    pages.choose()
    assert pages.offer.guide.button.text() == "Rate a few films"
    workspace.set_current_run("")
    pages.choose()
    assert "none is trained on these data yet" in pages.offer.guide.text
    with qtbot.waitSignal(workspace.tab_requested) as asked:
        pages.offer.guide.button.click()
    assert asked.args == ["Train"]
    assert not pages.asks


def test_without_a_run_the_panel_of_a_person_is_answered_too(pages, workspace, tiny_dataset, qtbot):
    workspace.set_dataset(tiny_dataset)
    workspace.set_current_run("")
    workspace.people.create("Ann")
    pages.choose()
    with qtbot.waitSignal(workspace.problem_raised) as told:
        pages.begin_guide()
    error, text, action = told.args
    assert (error.what, text) == ("No network is trained on these data yet", "Train a network")
    with qtbot.waitSignal(workspace.tab_requested) as asked:
        action()
    assert asked.args == ["Train"]


def test_while_somebody_is_asked_the_page_stays(pages, workspace, qtbot):
    pages.setCurrentWidget(pages.guide)
    workspace.people.create("Ann")
    pages.choose()
    assert pages.asks
    with qtbot.waitSignal(pages.guided):
        pages.guide.stop()
    assert pages.currentWidget() is pages.page
