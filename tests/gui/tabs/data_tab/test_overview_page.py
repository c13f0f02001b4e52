"""The figures of a dataset as cards and charts, also where it knows no years, genres or times."""

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.overview import overview, year_histogram
from movierec_gui.gui.tabs.data_tab.overview_page import Fact, OverviewPage, facts_of


@pytest.fixture
def plain(tiny_dataset):
    """Ratings as a bare table has them: no years, genres, tags or times."""
    return replace(
        tiny_dataset,
        ratings=replace(tiny_dataset.ratings, timestamps=np.zeros(len(tiny_dataset.ratings), np.int64)),
        movies=replace(
            tiny_dataset.movies, years=np.zeros(60, np.int32), genre_names=(), genres=np.zeros((60, 0), np.bool_)
        ),
    )


def test_the_article_s_data_have_their_known_figures(bundled_dataset):
    facts = facts_of(overview(bundled_dataset), year_histogram(bundled_dataset))
    assert facts == (
        Fact("Ratings", "100,004", "Jan 1995 – Oct 2016"),
        Fact("Users", "671", "1,296 tags"),
        Fact("Movies", "9,125", "9,066 of them rated"),
        Fact("Sparsity", "98.36%", "of all pairs have no rating"),
        Fact("Mean rating", "3.54", "movies' means: 3.29"),
        Fact("Mean year", "1992", "1900s to 2010s"),
    )


def test_to_rate_films_is_offered_where_the_window_says_so(qtbot):
    page = OverviewPage()
    qtbot.addWidget(page)
    assert page.offer.isHidden()
    page.offer.show()
    with qtbot.waitSignal(page.guide_requested):
        page.guide_button.click()


def test_what_is_not_known_is_said(plain):
    facts = {fact.title: fact for fact in facts_of(overview(plain), year_histogram(plain))}
    assert facts["Ratings"].note == "without times"
    assert facts["Mean year"] == Fact("Mean year", "–", "no title names a year")


def test_a_span_of_one_month_or_decade_is_said_once(tiny_dataset):
    ratings, movies = tiny_dataset.ratings, tiny_dataset.movies
    alike = replace(
        tiny_dataset,
        ratings=replace(ratings, timestamps=np.full(len(ratings), 1_000_000_000)),
        movies=replace(movies, years=np.full(len(movies), 1995, np.int32)),
    )
    facts = {fact.title: fact for fact in facts_of(overview(alike), year_histogram(alike))}
    assert (facts["Ratings"].note, facts["Mean year"].note) == ("Sep 2001", "1990s")


@pytest.mark.parametrize("name", ["tiny_dataset", "plain"])
def test_every_chart_is_drawn_and_told_in_words(qtbot, request, name):
    dataset = request.getfixturevalue(name)
    page = OverviewPage()
    qtbot.addWidget(page)
    page.resize(1200, 600)
    page.show()
    for _ in range(2):  # a second dataset replaces the cards of the first
        page.show_overview(overview(dataset), year_histogram(dataset))
    views = (page.ratings, page.years, page.genres, page.tail)
    qtbot.waitUntil(lambda: all(view.figure is not None for view in views))
    assert page._facts.count() == 6
    assert "2:" in page.ratings.accessibleDescription()
    assert "tenth of the movies" in page.tail.accessibleDescription()


def test_it_reads_from_top_to_bottom(qtbot, tiny_dataset, words_of):
    page = OverviewPage()
    qtbot.addWidget(page)
    page.show_overview(overview(tiny_dataset), year_histogram(tiny_dataset))
    assert words_of(page) == [
        "Ratings",
        "Users",
        "Movies",
        "Sparsity",
        "Mean rating",
        "Mean year",
        "1,178",
        "40",
        "60",
        "50.08%",
        "2.99",
        "1978",
        "Sep 2001 – Oct 2001",
        "4 tags",
        "59 of them rated",
        "of all pairs have no rating",
        "movies' means: 3.00",
        "1950s to 2000s",
        "Ratings by value",
        "Movies by genre",
        "The long tail",
        "Movies by decade of release",
    ]
