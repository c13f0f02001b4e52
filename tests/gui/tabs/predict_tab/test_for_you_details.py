"""One film of the list in words, with and without what is expected of it and what speaks for it."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from movierec_gui.gui.tabs.predict_tab.for_you_details import ForYouDetails, short_reasons, why_text


@pytest.fixture
def details(qtbot):
    made = ForYouDetails()
    qtbot.addWidget(made)
    return made


def expected(rating, low, high):
    return SimpleNamespace(**{name: np.full(60, value) for name, value in locals().items()})


def test_a_film_with_an_interval_and_reasons(details, tiny_dataset, words_of):
    details.show_movie(tiny_dataset, 4, expected(4.26, 3.0, 5.0), "Your rating", ((2, 5.0, 0.5), (6, 3.5, 0.25)))
    label = tiny_dataset.movies.label
    assert words_of(details) == [
        "4.3",
        label(4),
        f"{', '.join(tiny_dataset.movies.genres_of(4))}; rated by {tiny_dataset.movie_counts[4]}",
        "Your rating, four times in five 3.0 to 5.0",
        f"Because you rated {label(2)} with 5, {label(6)} with 3.5. That is 75% of all that speaks for it."[
            :60
        ].rstrip()
        + "…",
    ]
    assert details.rating.accessibleName() == "Your rating 4.3"


def test_what_is_not_known_takes_no_room(details, tiny_dataset):
    details.show_movie(tiny_dataset, 4, None, "Your rating", None)
    assert not any(label.isVisible() for label in (details.rating, details.range, details.why))
    details.show_movie(tiny_dataset, 4, expected(4.26, np.nan, np.nan), "Your rating", ())
    assert details.range.text() == "Your rating"
    assert details.why.text() == ""


def test_a_film_without_genres_says_so(details, tiny_dataset):
    movies = tiny_dataset.movies
    bare = replace(tiny_dataset, movies=replace(movies, genres=np.zeros_like(movies.genres)))
    details.show_movie(bare, 4, None, "", None)
    assert details.facts.text() == f"no genres listed; rated by {tiny_dataset.movie_counts[4]}"


def test_reasons_in_words(tiny_dataset):
    reasons = ((2, 5.0, 0.5), (6, 3.5, 0.25))
    titles = [tiny_dataset.movies.titles[movie] for movie in (2, 6)]
    assert short_reasons(tiny_dataset, reasons) == f"{titles[0]} (5); {titles[1]} (3.5)"
    assert why_text(tiny_dataset, reasons).endswith("That is 75% of all that speaks for it.")
    assert why_text(tiny_dataset, None) == ""
