"""Messages say what happened and what to do; details and actions come only where there are some."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QToolButton

from movierec_gui.errors import UserError
from movierec_gui.gui.style import theme_colors
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


@pytest.mark.parametrize(
    ("show", "color"),
    [
        (lambda bar: bar.show_error(UserError("No")), "error"),
        (lambda bar: bar.show_warning("Careful"), "warning"),
        (lambda bar: bar.show_info("News"), "accent"),
    ],
)
def test_each_kind_has_an_icon_in_its_colour(bar, pixels_of, show, color):
    bar.resize(500, 60)
    show(bar)
    assert bar._icon.pixmap().height() == 20
    drawn = pixels_of(bar._icon).like(getattr(theme_colors(), color), 40)
    assert drawn.sum() > 15


def test_the_text_takes_the_room_between_icon_and_buttons(bar):
    bar.resize(700, 60)
    bar.show_info("News", details="more", action_text="Undo", action=lambda: None)
    bar.grab()
    places = [part.geometry() for part in (bar._icon, bar._text, bar._action, bar._show_details)]
    assert all(one.right() < other.left() for one, other in pairwise(places))
    assert places[1].width() > 300
    assert places[0].left() >= 12


def test_details_are_folded_away_with_every_new_message(bar):
    bar.show_warning("Careful", "much")
    bar._show_details.click()
    assert not bar._details.isHidden()
    assert bar._details.isReadOnly()
    bar.show_warning("Again", "more")
    assert bar._details.isHidden()
    assert not bar._show_details.isChecked()
    bar._show_details.click()
    bar._show_details.click()
    assert bar._details.isHidden()


def test_an_action_that_is_gone_does_nothing(bar):
    done = []
    bar.show_info("Run deleted", action_text="Undo", action=lambda: done.append("undo"))
    bar.show_warning("Careful")
    bar._action.click()
    assert done == []
    bar.show_info("Run deleted", action_text="Undo", action=lambda: done.append("undo"))
    bar.clear()
    bar._action.click()
    assert done == []
    assert bar.text == ""


def test_a_message_can_be_copied_and_closed(bar):
    bar.show_error(UserError("No"))
    assert bar._text.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    next(button for button in bar.findChildren(QToolButton)).click()
    assert bar.isHidden()


def test_a_new_theme_draws_the_icon_anew(bar, qapp, monkeypatch):
    drawn = []
    monkeypatch.setattr(bar, "_draw_icon", lambda: drawn.append(bar.level))
    bar.changeEvent(QEvent(QEvent.Type.PaletteChange))
    assert drawn == []
    bar.show_warning("Careful")
    drawn.clear()
    bar.changeEvent(QEvent(QEvent.Type.PaletteChange))
    bar.changeEvent(QEvent(QEvent.Type.FontChange))
    assert drawn == ["warning"]
