"""A field that finds one movie."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from movierec_gui.gui.widgets.movie_search import MovieSearch

# The offscreen platform cannot raise the list of offers, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def search(qtbot, tiny_dataset):
    search = MovieSearch("Search a movie")
    qtbot.addWidget(search)
    search.set_dataset(tiny_dataset)
    search.show()
    return search


def test_titles_are_offered_while_typing(search, qtbot):
    qtbot.keyClicks(search, "movie 2")
    assert {2, 12, 22} & set(search.offered)
    assert len(search.offered) <= 12
    qtbot.keyClicks(search, "zzz")
    assert search.offered == ()


def test_enter_takes_the_first_offer_and_empties_the_field(search, qtbot):
    qtbot.keyClicks(search, "1959")
    with qtbot.waitSignal(search.chosen) as chosen:
        qtbot.keyClick(search, Qt.Key.Key_Return)
    assert chosen.args == [9]
    qtbot.waitUntil(lambda: search.text() == "")


def test_arrow_keys_choose_another_offer(search, qtbot):
    qtbot.keyClicks(search, "movie 5")
    popup = search.completer().popup()
    second = search.offered[1]
    with qtbot.waitSignal(search.chosen) as chosen:
        qtbot.keyClick(popup, Qt.Key.Key_Down)
        qtbot.keyClick(popup, Qt.Key.Key_Down)
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert chosen.args == [second]
    qtbot.waitUntil(lambda: search.text() == "")


def test_enter_on_nothing_chooses_nothing(search, qtbot):
    with qtbot.assertNotEmitted(search.chosen):
        qtbot.keyClick(search, Qt.Key.Key_Return)
        qtbot.keyClicks(search, "zzz")
        qtbot.keyClick(search, Qt.Key.Key_Return)


def test_without_a_dataset_there_is_nothing_to_find(search, qtbot):
    search.set_dataset(None)
    qtbot.keyClicks(search, "movie")
    assert search.offered == ()


def test_the_offers_are_as_wide_as_their_longest_title(search, qtbot, tiny_dataset):
    long = "A title far too long for a field as narrow as this one, and for most others"
    movies = replace(tiny_dataset.movies, titles=(long, *tiny_dataset.movies.titles[1:]))
    search.set_dataset(replace(tiny_dataset, movies=movies))
    search.setFixedWidth(150)
    qtbot.keyClicks(search, "title far")
    popup = search.completer().popup()
    assert popup.viewport().width() >= popup.sizeHintForColumn(0)
