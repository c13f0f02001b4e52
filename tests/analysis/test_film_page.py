"""A film's figures against pandas; links, tags, periods and places by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from movierec_gui.analysis.film_page import (
    film_facts,
    film_links,
    film_tags,
    map_place,
    predict_film,
    rating_periods,
)
from movierec_gui.analysis.people import KnownUser, NewUser
from movierec_gui.analysis.predictions import user_predictions
from movierec_gui.analysis.projections import MapConfig, MovieMap
from movierec_gui.data.dataset import Ratings, Tags
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


def frame_of(dataset):
    ratings = dataset.ratings
    return pd.DataFrame(
        {"user": ratings.users, "movie": ratings.movies, "rating": ratings.values, "time": ratings.timestamps}
    )


@pytest.mark.parametrize("movie", [0, 7, 58])
def test_the_figures_are_those_of_pandas(tiny_dataset, movie):
    facts = finish(film_facts(tiny_dataset, movie))
    frame = frame_of(tiny_dataset)
    own = frame[frame.movie == movie]
    assert facts.count == len(own)
    assert facts.mean == pytest.approx(own.rating.mean())
    counts = own.rating.value_counts().reindex(np.sort(frame.rating.unique()), fill_value=0)
    assert facts.histogram.counts.tolist() == counts.tolist()
    assert facts.histogram.labels == tuple(f"{level:g}" for level in counts.index)
    assert facts.rank == 1 + (frame.groupby("movie").size() > len(own)).sum()
    assert facts.genres == tiny_dataset.movies.genres_of(movie)
    assert facts.label == tiny_dataset.movies.label(movie)


def test_those_who_like_it_are_those_above_their_usual_rating(tiny_dataset):
    facts = finish(film_facts(tiny_dataset, 4, n_fans=100))
    frame = frame_of(tiny_dataset)
    users = frame.groupby("user").rating
    usual = (users.sum() + 5 * frame.rating.mean()) / (users.count() + 5)
    own = frame[frame.movie == 4].set_index("user").rating
    residuals = (own - usual.reindex(own.index)).sort_values(ascending=False)
    assert [fan.residual for fan in facts.fans] == pytest.approx(residuals[residuals > 0].tolist())
    # The checkerboard: even users love even movies, and nobody else does.
    assert {fan.user % 2 for fan in facts.fans} == {0}
    assert facts.fans[0].label == str(tiny_dataset.user_ids[facts.fans[0].user])


def test_users_with_names_are_named(tiny_dataset):
    named = replace(tiny_dataset, user_names=tuple(f"u{user}" for user in range(tiny_dataset.n_users)))
    fan = finish(film_facts(named, 4)).fans[0]
    assert fan.label == f"u{fan.user}"


def test_a_film_without_ratings_has_no_figures(tiny_dataset):
    facts = finish(film_facts(tiny_dataset, 59))
    assert (facts.count, facts.periods, facts.fans) == (0, (), ())
    assert np.isnan(facts.mean)
    assert facts.histogram.counts.sum() == 0


@pytest.mark.parametrize("movie", [-1, 60])
def test_an_unknown_film_is_refused(tiny_dataset, movie):
    with pytest.raises(UserError, match="no movie number"):
        finish(film_facts(tiny_dataset, movie))


def ratings_at(*moments):
    times = np.array([pd.Timestamp(moment, tz="UTC").timestamp() if moment else 0 for moment in moments], np.int64)
    n = len(times)
    values = np.arange(1, n + 1, dtype=np.float32)
    return Ratings(np.zeros(n, np.int32), np.arange(n, dtype=np.int32), values, times)


def test_ratings_of_many_years_are_counted_by_year_without_gaps():
    periods = rating_periods(ratings_at("1999-01-01", "1999-12-31 23:59", "2001-06-01", ""))
    assert [(part.label, part.count) for part in periods] == [("1999", 2), ("2000", 0), ("2001", 1)]
    assert periods[0].mean == 1.5
    assert np.isnan(periods[1].mean)


def test_ratings_of_a_short_time_are_counted_by_month():
    periods = rating_periods(ratings_at("2003-11-30", "2004-01-01", "2004-01-09"))
    assert [(part.label, part.count) for part in periods] == [("2003-11", 1), ("2003-12", 0), ("2004-01", 2)]


def test_ratings_without_times_have_no_periods():
    assert rating_periods(ratings_at("", "")) == ()


def test_the_same_tag_counts_once_for_each_of_its_people(tiny_dataset):
    tags = Tags(
        np.array([0, 0, 1, -1, -1, 2], np.int32),
        np.array([3, 3, 3, 3, 3, 4], np.int32),
        ("Funny", "funny ", "funny", "sad", "sad", "other"),
        np.zeros(6, np.int64),
    )
    assert film_tags(replace(tiny_dataset, tags=tags), 3) == (("funny", 2), ("sad", 2))


def test_links_follow_the_numbers_that_the_data_have(tiny_dataset, bundled_dataset):
    # The tiny data's ids are not those of movielens.org.
    assert [(link.site, link.url) for link in film_links(tiny_dataset, 4)] == [
        ("IMDb", "https://www.imdb.com/title/tt0000005/"),
        ("TMDB", "https://www.themoviedb.org/movie/5"),
    ]
    bare = replace(tiny_dataset, movies=replace(tiny_dataset.movies, imdb_ids=(), tmdb_ids=()))
    assert film_links(bare, 4) == ()
    urls = [link.url for link in film_links(bundled_dataset, bundled_dataset.movie_index(1))]
    assert urls == [
        "https://www.imdb.com/title/tt0114709/",
        "https://www.themoviedb.org/movie/862",
        "https://movielens.org/movies/1",
    ]


def test_the_prediction_is_that_of_the_table(fitted_run):
    table = user_predictions(fitted_run, 6)
    for movie in (2, 3, 59):
        found = finish(predict_film(fitted_run, KnownUser(6), movie))
        row = table.iloc[movie]
        assert (found.predicted, found.low, found.high) == pytest.approx(
            (row.predicted, row.low, row.high), nan_ok=True
        )
        assert (found.part, found.support) == (row.part, row.support)
        assert 0 <= found.surer_than <= 1


def test_somebody_new_is_predicted_by_their_ratings(fitted_run):
    person = NewUser((0, 2, 4, 1, 3), (4.5, 4.5, 4.5, 1.5, 1.5))
    even, odd = (finish(predict_film(fitted_run, person, movie)) for movie in (10, 11))
    assert even.predicted > odd.predicted + 1
    own = finish(predict_film(fitted_run, person, 2))
    assert (own.part, own.rated) == ("own", 4.5)


def a_map(movies, coordinates):
    movies = np.array(movies)
    return MovieMap(
        MapConfig(), "A map", "hash", movies, np.zeros((len(movies), 2), np.float32), 1.0,
        np.array(coordinates, np.float32), complete=True,
    )  # fmt: skip


def test_the_place_on_the_map_has_the_nearest_films():
    movie_map = a_map([2, 5, 7, 9], [(0, 0), (10, 0), (1, 0), (0, 3)])
    place = map_place(movie_map, 2, k=2)
    assert place is not None
    assert (place.row, place.near) == (0, (7, 9))
    assert map_place(movie_map, 7, k=9).near == (2, 9, 5)


def test_a_film_beside_the_map_has_no_place():
    assert map_place(a_map([2, 5], [(0, 0), (1, 1)]), 3) is None
