"""The panel of one predicted movie."""

import re

import pandas as pd
import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.predict_tab.details import PredictionDetails, _actual_text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"count": 3, "mean": 3.456, "part": "", "rated": None}, "predicted; everybody's mean 3.46"),
        ({"count": 0, "mean": None, "part": "", "rated": None}, "predicted; rated by nobody"),
        (
            {"count": 3, "mean": 3.0, "part": "test", "rated": 4.5},
            "predicted; actual 4.5 (test); everybody's mean 3.00",
        ),
        ({"count": 3, "mean": 3.0, "part": "own", "rated": 2.0}, "predicted; your rating 2; everybody's mean 3.00"),
    ],
)
def test_what_is_known_beside_the_prediction_is_said(row, text):
    assert _actual_text(pd.Series(row)) == text


def test_without_a_movie_it_says_what_to_do(keep, looking):
    details = PredictionDetails(looking)
    keep(details)
    assert "Choose a movie" in details.facts.text()
    assert not details.pages.isEnabled()


def test_moving_on_drops_the_work_for_the_movie_before(show_tab, settled, looking, on_ratings):
    tab = show_tab(on_ratings)
    for movie in (1, 2, 3):
        tab.table.go_to(movie)
    assert looking.jobs == ()  # the cursor has not come to rest
    settled()
    assert tab.details.title.text() == "Movie 3 (1953)"
    assert len(tab.details.why.parts.table) == 5
    tab.details.clear()
    assert len(tab.details.why.parts.table) == 0
    settled()


def test_a_cancelled_explanation_says_how_to_go_on(show_tab, looking, settled, qtbot, monkeypatch, on_ratings):
    tab = show_tab(on_ratings)
    tab.table.go_to(1)
    settled()
    tab.details._cancelled()
    assert "Cancelled" in tab.details.why.support.text()


def test_it_reads_from_top_to_bottom(show_tab, settled, words_of, on_ratings):
    tab = show_tab(on_ratings)
    tab.table.go_to(3)
    settled()
    figures = re.compile(r"\d\.\d")
    assert [line for line in words_of(tab.details) if not figures.search(line)] == [
        "Movie 3 (1953)",
        "Drama",
        "Behind it: 12 training ratings of the movie, 19 of the perso…",
        "Parts of the prediction: Part of the prediction | Stars",
        "Ratings that move the prediction most: Rated movie | Rated |…",
        "How far the prediction would move if that rating were not th…",
    ]


def test_a_new_panel_offers_nothing(keep, looking):
    details = PredictionDetails(looking)
    keep(details)
    assert details.title.text() == "No movie chosen"
    assert [label.text() for label in (details.predicted, details.actual, details.sureness)] == ["", "", ""]


def test_similar_ones_are_listed_or_it_says_why_not(show_tab, settled, looking, qtbot, on_ratings):
    tab = show_tab(on_ratings)
    details = tab.details
    tab.table.go_to(3)
    settled()
    assert len(details.movies.table) > 0
    assert not details.movies.isHidden()
    assert details.no_movies.isHidden()
    with qtbot.waitSignal(details.movie_chosen) as chosen:
        details.movies.row_chosen.emit(0)
    assert chosen.args == [int(details.movies.table.column("movie").at(0))]
    settled()
    details._show_neighbours((UserError("There are no vectors"), UserError("Nobody is alike")))
    assert details.movies.isHidden()
    assert details.users.isHidden()
    assert not details.no_movies.isHidden()
    assert (details.no_movies.text(), details.no_users.text()) == ("There are no vectors.", "Nobody is alike.")


def test_a_failed_explanation_is_told(show_tab, settled, on_ratings):
    details = show_tab(on_ratings).details
    details._on_failed(UserError("It did not work"))
    assert details.messages.text == "It did not work."
    assert details.why.support.text() == ""
    details.clear()
    assert details.messages.text == ""


def test_a_prediction_is_named_to_screen_readers(show_tab, settled, on_ratings):
    tab = show_tab(on_ratings)
    tab.table.go_to(3)
    settled()
    assert tab.details.predicted.accessibleName() == f"Predicted rating {tab.details.predicted.text()}"
    assert tab.details.pages.isEnabled()
    titles = [tab.details.pages.tabText(number) for number in range(tab.details.pages.count())]
    assert titles == ["Why", "Similar movies", "Similar users"]
