"""A table under a note, or a sentence in its place."""

import pytest

from movierec_gui.gui.widgets.noted_table import NotedTable
from movierec_gui.gui.widgets.table_model import ColumnView


@pytest.fixture
def noted(qtbot):
    noted = NotedTable((ColumnView("title", "Film"),), "Films", hint="Enter opens it.")
    qtbot.addWidget(noted)
    noted.show()
    return noted


def visible_texts(noted):
    return [label.text() for label in (noted.note, noted._hint) if label.isVisible()]


def test_rows_come_with_note_and_hint(noted):
    noted.show_rows({"title": ["a", "b"]}, "Two films.", "None.")
    assert noted.table.isVisible()
    assert visible_texts(noted) == ["Two films.", "Enter opens it."]


def test_without_rows_there_is_a_sentence(noted):
    noted.show_rows({"title": ["a"]})
    assert visible_texts(noted) == ["Enter opens it."]
    noted.show_rows({"title": []}, "Two films.", "None.")
    assert not noted.table.isVisible()
    assert visible_texts(noted) == ["None."]


def test_a_sentence_takes_the_place_of_the_rows(noted):
    noted.show_rows({"title": ["a"]})
    noted.say("Working…")
    assert not noted.table.isVisible()
    assert visible_texts(noted) == ["Working…"]
    assert len(noted.table.table) == 0
