"""A person's taste against pandas, and the checkerboard's known answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from movierec_gui.analysis.person_page import person_taste, user_taste
from movierec_gui.errors import UserError


def by_pandas(dataset, user):
    """The user's ratings with what others think of the films, and how far the user leans."""
    ratings = dataset.ratings
    frame = pd.DataFrame({"user": ratings.users, "movie": ratings.movies, "rating": ratings.values.astype(float)})
    mean = frame.rating.mean()
    others = frame[frame.user != user].groupby("movie").rating.agg(["sum", "count"])
    own = frame[frame.user == user].join(others, on="movie").fillna({"sum": 0, "count": 0})
    own["others"] = (own["sum"] + 5 * mean) / (own["count"] + 5)
    own["lean"] = own.rating - own.others
    own["lean"] -= own.lean.mean()
    return frame, own


@pytest.mark.parametrize("user", [3, 20])
def test_genres_are_those_of_pandas(tiny_dataset, user):
    taste = user_taste(tiny_dataset, user)
    frame, own = by_pandas(tiny_dataset, user)
    assert taste.count == len(own)
    assert taste.mean == own.rating.mean()  # to the last digit
    assert taste.kindness == pytest.approx((own.rating - own.others).mean())
    assert [group.count for group in taste.genres] == sorted((group.count for group in taste.genres), reverse=True)
    for group in taste.genres:
        members = tiny_dataset.movies.genres[:, tiny_dataset.movies.genre_names.index(group.name)]
        rows = own[members[own.movie]]
        assert group.count == len(rows)
        assert group.share == pytest.approx(len(rows) / len(own))
        assert group.everybody_share == pytest.approx(members[frame.movie].mean())
        assert group.mean == pytest.approx(rows.rating.mean())
        assert group.everybody_mean == pytest.approx(rows.others.mean())
        assert group.lean == pytest.approx(rows.lean.sum() / (len(rows) + 5))


def test_an_even_user_leans_to_what_even_movies_are(tiny_dataset):
    leans = {group.name: group.lean for group in user_taste(tiny_dataset, 20).genres}
    assert leans["Comedy"] > 0.5
    assert leans["Drama"] < -0.5


def test_decades_stand_in_order_and_count_all_with_a_year(tiny_dataset):
    taste = user_taste(tiny_dataset, 5)
    _, own = by_pandas(tiny_dataset, 5)
    years = tiny_dataset.movies.years[own.movie]
    assert [group.name for group in taste.decades] == sorted({f"{year // 10 * 10}s" for year in years if year})
    assert sum(group.count for group in taste.decades) == (years > 0).sum()


def test_unusual_ratings_are_those_farthest_from_the_others(tiny_dataset):
    taste = user_taste(tiny_dataset, 3)
    _, own = by_pandas(tiny_dataset, 3)
    highest = own.sort_values("lean", ascending=False, kind="stable")
    assert taste.likes[0].residual == pytest.approx(highest.lean.iloc[0])
    assert taste.dislikes[0].residual == pytest.approx(highest.lean.iloc[-1])
    assert all(entry.residual > 0 and entry.movie % 2 == 1 for entry in taste.likes)
    assert all(entry.residual < 0 for entry in taste.dislikes)
    first = own.set_index("movie").loc[taste.likes[0].movie]
    assert (taste.likes[0].rating, taste.likes[0].others) == pytest.approx((first.rating, first.others))
    assert taste.likes[0].others_count == first["count"]


def test_a_kept_person_is_compared_with_all_ratings(tiny_dataset):
    taste = person_taste(tiny_dataset, "Ann", [0, 1, 59], [4.5, 1.0, 3.0])
    assert (taste.label, taste.count, taste.mean) == ("Ann", 3, pytest.approx(8.5 / 3))
    unusual = {entry.movie: entry for entry in (*taste.likes, *taste.dislikes)}
    assert unusual[0].others_count == tiny_dataset.movie_counts[0]
    overall = float(tiny_dataset.ratings.values.mean())
    assert unusual[59].others == pytest.approx(overall)
    assert unusual[59].others_count == 0


def test_data_without_genres_and_years_leave_those_out(tiny_dataset):
    movies = replace(
        tiny_dataset.movies,
        genre_names=(),
        genres=np.zeros((tiny_dataset.n_movies, 0), np.bool_),
        years=np.zeros(tiny_dataset.n_movies, np.int32),
    )
    taste = user_taste(replace(tiny_dataset, movies=movies), 3)
    assert (taste.genres, taste.decades) == ((), ())
    assert taste.likes


def test_nobody_and_nothing_rated_are_refused(tiny_dataset):
    with pytest.raises(UserError, match="no user number"):
        user_taste(tiny_dataset, 40)
    with pytest.raises(UserError, match="no ratings"):
        person_taste(tiny_dataset, "Ann", [], [])
