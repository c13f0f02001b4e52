"""Messages say what happened and what to do; details and actions come only where there are some."""

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.widgets.message_bar import MessageBar


@pytest.fixture
def bar(qtbot):
    widget = MessageBar()
    qtbot.addWidget(widget)
    return widget


def buttons(bar):
    return [button.text() for button in (bar._action, bar._show_details) if not button.isHidden()]


def test_nothing_is_shown_at_first(bar):
    assert bar.isHidden()
    assert bar.text == ""


def test_a_user_error_speaks_for_itself(bar):
    bar.show_error(UserError("The file is empty", "ratings.csv", "Choose another"))
    assert bar.text == "The file is empty. ratings.csv. Choose another."
    assert bar.level == "error"
    assert bar.accessibleName().startswith("error: The file is empty")
    assert not bar.isHidden()
    assert buttons(bar) == []


def test_the_cause_of_a_user_error_is_a_detail(bar):
    try:
        raise UserError("It cannot be written") from OSError("disk full")
    except UserError as error:
        bar.show_error(error)
    assert bar.details == "disk full"
    assert buttons(bar) == ["Details"]


def test_an_unexpected_error_is_told_plainly_with_its_traceback_on_demand(bar):
    try:
        {}["key"]
    except KeyError as error:
        bar.show_error(error)
    assert "unexpected" in bar.text
    assert "KeyError" not in bar.text
    assert "KeyError: 'key'" in bar.details
    bar._show_details.click()
    assert not bar._details.isHidden()


def test_an_action_is_done_once_and_the_message_goes(bar):
    done = []
    bar.show_info("Run deleted", action_text="Undo", action=lambda: done.append("undo"))
    assert buttons(bar) == ["Undo"]
    bar._action.click()
    assert done == ["undo"]
    assert bar.isHidden()


def test_an_error_may_offer_a_way_out(bar):
    bar.show_error(UserError("No such columns"), "Choose columns…", lambda: None)
    assert buttons(bar) == ["Choose columns…"]


def test_a_new_message_replaces_the_old_one_with_all_that_it_had(bar):
    bar.show_info("Run deleted", details="2 files", action_text="Undo", action=lambda: None)
    bar.show_warning("Distances mean little")
    assert (bar.text, bar.level, buttons(bar), bar.details) == ("Distances mean little", "warning", [], "")


def test_closing_takes_it_away(bar):
    bar.show_warning("Careful")
    bar.clear()
    assert bar.isHidden()
    assert bar.level == ""
