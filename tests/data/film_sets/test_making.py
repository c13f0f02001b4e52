from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data.dataset import NO_YEAR
from movierec_gui.data.film_sets.film_set import selection_frame
from movierec_gui.data.film_sets.making import (
    BOTH,
    UNION,
    WITHOUT,
    Filter,
    combined,
    filtered,
    inverted,
    read_list,
)
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.errors import UserError


def test_a_filter_asks_for_everything_at_once(tiny_dataset):
    movies = tiny_dataset.movies
    genre = movies.genre_names[0]
    asked = Filter((genre.upper(),), 1950, 1960, low=2.0, least_ratings=5)
    found = filtered(tiny_dataset, asked)
    expected = [
        movie
        for movie in range(tiny_dataset.n_movies)
        if movies.genres[movie, 0]
        and 1950 <= movies.years[movie] <= 1960
        and tiny_dataset.movie_means[movie] >= 2.0
        and tiny_dataset.movie_counts[movie] >= 5
    ]
    assert found.tolist() == expected
    assert asked.description == f"genre {genre.upper()}, 1950 to 1960, mean from 2, at least 5 ratings"


def test_a_span_of_years_leaves_out_movies_whose_year_is_unknown(tiny_dataset):
    found = filtered(tiny_dataset, Filter(last_year=9999))
    assert found.tolist() == np.flatnonzero(tiny_dataset.movies.years != NO_YEAR).tolist()


def test_words_and_tags(tiny_dataset):
    assert filtered(tiny_dataset, Filter(words="MOVIE 7")).tolist() == [
        movie for movie, title in enumerate(tiny_dataset.movies.titles) if "movie" in title.lower() and "7" in title
    ]
    tag = tiny_dataset.tags.texts[0]
    assert int(tiny_dataset.tags.movies[0]) in filtered(tiny_dataset, Filter(tag=tag.upper()))


def test_no_filter_says_nothing_and_wrong_ones_are_refused(tiny_dataset):
    assert not Filter().says_something
    with pytest.raises(UserError, match="Unknown genre"):
        filtered(tiny_dataset, Filter(("Opera",)))
    with pytest.raises(UserError, match="2000 to 1990"):
        filtered(tiny_dataset, Filter(first_year=2000, last_year=1990))


@given(st.sets(st.integers(0, 59)), st.sets(st.integers(0, 59)))
def test_sets_combine_as_sets_do(one, other):
    assert set(combined(UNION, [one, other]).tolist()) == one | other
    assert set(combined(WITHOUT, [one, other]).tolist()) == one - other
    assert set(combined(BOTH, [one, other]).tolist()) == one & other


def test_all_others(tiny_dataset):
    assert inverted(tiny_dataset, [0, 2]).tolist() == [1, *range(3, 60)]
    with pytest.raises(UserError, match="way to combine"):
        combined("xor", [[1]])


def test_an_exported_table_reads_back(tiny_dataset, tmp_path):
    path = tmp_path / "set.csv"
    selection_frame(tiny_dataset, [4, 9, 30]).to_csv(path, index=False)
    found, missing = read_list(path, MovieFinder(tiny_dataset))
    assert (found.tolist(), missing) == ([4, 9, 30], ())


def test_a_list_of_lines_holds_ids_and_titles(tiny_dataset, tmp_path):
    movies = tiny_dataset.movies
    path = tmp_path / "films.txt"
    path.write_text(f"{movies.ids[3]}\n\n{movies.label(8)}\ntt99999999\nNo such film (1901)\n", encoding="utf-8")
    found, missing = read_list(path, MovieFinder(tiny_dataset))
    assert found.tolist() == [3, 8]
    assert [film.label for film in missing] == ["tt99999999", "No such film (1901)"]


def test_what_is_no_list_is_refused(tiny_dataset, tmp_path):
    finder = MovieFinder(tiny_dataset)
    empty, binary = tmp_path / "empty.txt", tmp_path / "binary"
    empty.write_text("\n\n", encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\x00\x81")
    for path in (empty, binary, tmp_path / "missing"):
        with pytest.raises(UserError):
            read_list(path, finder)


@pytest.mark.parametrize(("low", "high"), [(3.2, None), (None, 3.2), (2.5, 3.2), (None, None)])
def test_either_end_of_the_mean_rating_may_be_open(tiny_dataset, low, high):
    means = tiny_dataset.movie_means
    expected = (means >= (low or 0)) & (means <= (high or 5)) if low or high else np.ones(len(means), bool)
    assert expected.sum() > 0
    assert filtered(tiny_dataset, Filter(low=low, high=high)).tolist() == np.flatnonzero(expected).tolist()


@pytest.mark.parametrize(("first", "last"), [(1960, None), (None, 1960), (1960, 1960)])
def test_either_end_of_the_years_may_be_open(tiny_dataset, first, last):
    years = tiny_dataset.movies.years
    expected = (years != NO_YEAR) & (years >= (first or 0)) & (years <= (last or 9999))
    assert (
        filtered(tiny_dataset, Filter(first_year=first, last_year=last)).tolist() == np.flatnonzero(expected).tolist()
    )
