"""The three tables of a dataset agree with it, look movies up by title and leave unknown years and times blank."""

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data import dataset_tables as module
from movierec_gui.data.dataset_tables import dataset_tables, year_range
from movierec_gui.data.tables import RowQuery, select_rows
from movierec_gui.progress import finish


def row_of(table, row):
    return {name: column.at(row) for name, column in table.columns.items()}


def test_a_rating_shows_ids_titles_and_genres_not_indices(tiny_dataset):
    tables = dataset_tables(tiny_dataset)
    ratings = tiny_dataset.ratings
    movie = int(ratings.movies[5])
    assert len(tables.ratings) == len(ratings)
    assert row_of(tables.ratings, 5) == {
        "user": int(tiny_dataset.user_ids[ratings.users[5]]),
        "title": tiny_dataset.movies.titles[movie],
        "year": float(tiny_dataset.movies.years[movie]),
        "genres": "|".join(tiny_dataset.movies.genres_of(movie)),
        "rating": float(ratings.values[5]),
        "time": int(ratings.timestamps[5]),
    }


def test_movies_without_year_or_ratings_are_blank_there(tiny_dataset):
    movies = dataset_tables(tiny_dataset).movies
    assert row_of(movies, 58)["year"] is None
    assert row_of(movies, 59)["mean"] is None
    assert row_of(movies, 59)["count"] == 0
    assert row_of(movies, 0)["id"] == 100


@pytest.mark.parametrize("at_once", [7, 500_000])
def test_users_span_their_ratings(tiny_dataset, monkeypatch, at_once):
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    users = dataset_tables(tiny_dataset).users
    times = tiny_dataset.ratings.timestamps[tiny_dataset.rows_of_user(3)]
    row = row_of(users, 3)
    assert (row["id"], row["count"]) == (40, len(times))
    assert (row["first"], row["last"]) == (times.min(), times.max())


def test_unknown_times_are_blank(tiny_dataset):
    timeless = replace(tiny_dataset.ratings, timestamps=np.zeros(len(tiny_dataset.ratings), np.int64))
    tables = dataset_tables(replace(tiny_dataset, ratings=timeless))
    assert row_of(tables.ratings, 0)["time"] is None
    assert row_of(tables.users, 0)["first"] is None


def test_ratings_are_filtered_by_their_movies_genre_and_year(tiny_dataset):
    tables = dataset_tables(tiny_dataset)
    rows = finish(select_rows(tables.ratings, RowQuery(parts={"genres": "War"}, high={"year": 1960})))
    movies = tiny_dataset.ratings.movies[rows]
    expected = tiny_dataset.movies.genres[:, 2] & (tiny_dataset.movies.years <= 1960) & (tiny_dataset.movies.years > 0)
    assert set(movies) == set(np.flatnonzero(expected & (tiny_dataset.movie_counts > 0)))


def test_the_range_of_years_leaves_out_unknown_ones(tiny_dataset):
    assert year_range(tiny_dataset) == (1950, 2009)
    yearless = replace(tiny_dataset.movies, years=np.zeros(60, np.int32))
    assert year_range(replace(tiny_dataset, movies=yearless)) == (0, 0)
