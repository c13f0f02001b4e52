"""Columns are guessed, can be named, and are never taken twice."""

import pytest

from movierec_gui.data.sniffing import ColumnChoice
from movierec_gui.data.sources import preview_table
from movierec_gui.gui.tabs.data_tab.column_dialog import ColumnDialog


@pytest.fixture
def open_dialog(qtbot, tmp_path):
    def made(text):
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        dialog = ColumnDialog(preview_table(path))
        qtbot.addWidget(dialog)
        return dialog

    return made


def test_known_names_are_guessed(open_dialog):
    dialog = open_dialog("rating,item_id,user_id\n4,10,1\n3,20,2\n")
    assert dialog.choice() == ColumnChoice(user=2, movie=1, rating=0)
    assert dialog.open_button.isEnabled()


def test_other_names_can_be_chosen_and_text_ids_are_noticed(open_dialog):
    dialog = open_dialog("when,who,what,stars\n1000,ann,Heat,4\n1001,bob,Alien,3\n")
    for role, column in (("user", 1), ("movie", 2), ("rating", 3), ("timestamp", 0)):
        combo = dialog.combos[role]
        combo.setCurrentIndex(combo.findData(column))
    assert dialog.choice() == ColumnChoice(1, 2, 3, 0, text_users=True, text_movies=True)


def test_a_column_chosen_twice_is_refused(open_dialog):
    dialog = open_dialog("a,b,c\n1,10,4\n2,20,3\n")
    dialog.combos["movie"].setCurrentIndex(dialog.combos["user"].currentIndex())
    assert "Chosen twice: a" in dialog.problem
    assert not dialog.open_button.isEnabled()
    dialog.combos["movie"].setCurrentIndex(1)
    assert dialog.problem == ""


def test_it_reads_from_top_to_bottom(open_dialog, words_of):
    assert words_of(open_dialog("userId,movieId,rating,extra\n1,2,3,4\n")) == [
        "Which column holds what?",
        "Users",
        "Column of the users: userId",
        "Movies",
        "Column of the movies: movieId",
        "Ratings",
        "Column of the ratings: rating",
        "Times",
        "Column of the times: none",
        "Titles",
        "Column of the titles: none",
        "First rows of the table: userId | movieId | rating | extra",
        "Open",
        "Cancel",
    ]
