"""Movies are found by parts of their titles, the most rated first."""

import numpy as np
import pytest

from movierec_gui.data.title_search import TitleSearch, find_movie
from movierec_gui.errors import UserError


@pytest.fixture(name="search")
def _search(tiny_dataset):
    return TitleSearch(tiny_dataset)


def test_every_word_must_occur_in_title_or_year_in_any_case(search):
    assert search.find("MOVIE 1959") == [9]
    assert search.find("ＭＯＶＩＥ 1959") == [9]
    assert set(search.find("vie 7")) >= {7, 17, 27}
    assert search.find("movie xyz") == []


def test_nothing_is_found_for_nothing(search):
    assert search.find("") == []
    assert search.find("  ") == []


def test_the_most_rated_come_first_and_no_more_than_asked_for(search, tiny_dataset):
    found = search.find("movie", limit=7)
    counts = tiny_dataset.movie_counts
    assert [counts[movie] for movie in found] == sorted(counts, reverse=True)[:7]
    assert len(search.find("movie", limit=100)) == 60
    assert isinstance(found[0], int)
    assert np.argmax(counts) == found[0]


def test_titles_are_found_as_people_write_them(bundled_dataset):
    for name, movie_id in (("the matrix", 2571), ("HEAT (1995)", 6), ("2571", 2571), ("cinema paradiso", 1172)):
        assert bundled_dataset.movies.ids[find_movie(bundled_dataset, name)] == movie_id
    with pytest.raises(UserError, match="fits 4 films"):
        find_movie(bundled_dataset, "toy stor")


def test_twenty_are_found_unless_somebody_asks_for_more(search):
    assert len(search.find("movie")) == 20


def test_a_name_that_fits_many_is_answered_with_the_first_eight(tiny_dataset):
    with pytest.raises(UserError) as asked:
        find_movie(tiny_dataset, "movie")
    told = str(asked.value)
    assert told.count("Movie ") == 8
    assert told.startswith("'movie' fits 60 films. ")
    assert told.endswith("; and 52 more. Give the id.")
    with pytest.raises(UserError, match="No film 'heat' in tiny"):
        find_movie(tiny_dataset, "heat")


def test_an_id_counts_before_a_title_and_a_whole_title_before_a_part(tiny_dataset):
    ids = tiny_dataset.movies.ids
    assert find_movie(tiny_dataset, str(ids[7])) == 7
    assert find_movie(tiny_dataset, "movie 5") == 5
    assert find_movie(tiny_dataset, "Movie 5 (1955)") == 5
