"""Whom the lists are for."""

import pytest

from movierec_gui.gui.tabs.predict_tab.whom_bar import WhomBar


@pytest.fixture
def bar(qtbot, workspace):
    made = WhomBar(workspace)
    qtbot.addWidget(made)
    made.set_dataset(workspace.dataset)
    made.show()
    return made


def test_it_begins_with_a_user_of_the_data(bar):
    assert (bar.chosen_user, bar.is_person) == (0, False)
    assert bar.whose == "user 10"
    assert bar.user.isVisible()
    assert not bar.person.isVisible()


def test_a_person_takes_the_users_place_and_is_told_once(bar, qtbot, workspace):
    assert bar.whose == "user 10"
    with qtbot.waitSignals([bar.kind_changed, bar.whom_changed], order="strict"):
        bar.choose_person()
    assert (bar.chosen_user, bar.is_person, bar.whose) == (None, True, "nobody yet")
    workspace.people.create("Ann")
    assert bar.whose == "Ann"
    assert bar.person.isVisible()


def test_a_user_can_be_chosen_from_elsewhere(bar):
    bar.choose_person()
    bar.choose_user(7)
    assert (bar.chosen_user, bar.whose) == (7, "user 80")
