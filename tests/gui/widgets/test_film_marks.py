"""Marks of a film for the current person."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.widgets.film_marks import MARKS, FilmMarks, show_marks_menu


@pytest.fixture
def book(qtbot, workspace):
    workspace.people.prepare()
    qtbot.waitUntil(lambda: workspace.people.finder is not None and not workspace.jobs)
    return workspace.people


@pytest.fixture
def marks(keep, book):
    marks = FilmMarks(book)
    keep(marks)
    marks.show()
    return marks


def on(marks):
    return {which for which, button in marks.buttons.items() if button.isChecked()}


def test_buttons_wait_for_a_movie(marks):
    assert not any(button.isEnabled() for button in marks.buttons.values())
    marks.set_movie(3)
    assert all(button.isEnabled() for button in marks.buttons.values())


def test_a_button_switches_a_mark_and_shows_it_when_it_is_kept(marks, book):
    marks.set_movie(3)
    marks.buttons["watchlist"].click()
    assert book.lists_of(3) == ("watchlist",)
    assert on(marks) == {"watchlist"}
    marks.buttons["not_for_me"].click()
    assert on(marks) == {"not_for_me"}
    marks.buttons["not_for_me"].click()
    assert on(marks) == set()
    marks.set_movie(4)
    marks.buttons["seen"].click()
    marks.set_movie(3)
    assert on(marks) == set()


def test_what_is_rated_is_seen(marks, book):
    book.rate(3, 4.0)
    marks.set_movie(3)
    assert on(marks) == {"seen"}
    assert not marks.buttons["seen"].isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_shows_and_switches_the_same(keep, book):
    parent = QWidget()
    keep(parent)
    book.mark(3, "watchlist")
    book.rate(4, 4.0)
    menu = show_marks_menu(book, 3, parent, QPoint(0, 0))
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Watchlist"]
    menu.actions()[0].trigger()
    assert book.lists_of(3) == ()
    menu.close()
    menu = show_marks_menu(book, 4, parent, QPoint(0, 0))
    menu.actions()[-1].trigger()
    assert book.ratings == {}
    menu.close()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_says_what_each_mark_is_and_what_else_can_be_done(keep, book):
    parent = QWidget()
    keep(parent)
    book.rate(4, 4.0)
    copy = QAction("Copy", parent)
    menus = [
        show_marks_menu(book, movie, parent, QPoint(0, 0), others)
        for movie, others in ((3, ()), (3, [copy]), (4, [copy]))
    ]
    marks = ["Watchlist", "Seen", "Not for me"]
    assert [[action.text() for action in menu.actions()] for menu in menus] == [
        marks,
        [*marks, "", "Copy"],
        [*marks, "", "Take the rating back", "", "Copy"],
    ]
    assert [[action.isEnabled() for action in menu.actions()[:3]] for menu in menus[1:]] == [
        [True] * 3,
        [True, False, True],
    ]
    assert [action.toolTip() for action in menus[0].actions()] == [text for _, _, text in MARKS]
    assert all(action.isCheckable() for action in menus[0].actions())
    for menu in menus:
        menu.close()
