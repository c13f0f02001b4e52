"""A person's own ratings become a user of the dataset, whichever site they come from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.personal import PersonalRatings, add_personal_ratings
from movierec_gui.errors import UserError


@pytest.fixture
def mine(bundled_dataset: Dataset, tmp_path: Path) -> Callable[[str], PersonalRatings]:
    """Imports a text as a personal file into the bundled data."""

    def add(text: str) -> PersonalRatings:
        path = tmp_path / "mine.csv"
        path.write_text(text, encoding="utf-8")
        return add_personal_ratings(bundled_dataset, path)

    return add


Import = Callable[[str], PersonalRatings]


def rated(result: PersonalRatings) -> dict[str, float]:
    dataset = result.dataset
    rows = dataset.rows_of_user(result.user)
    return {dataset.movies.label(int(dataset.ratings.movies[row])): float(dataset.ratings.values[row]) for row in rows}


def test_by_movielens_id(mine: Import, bundled_dataset: Dataset) -> None:
    result = mine("movie_id,imdb_id,tmdb_id,rating,average_rating,title\n1,114709,862,4.5,3.9,Toy Story (1995)\n")
    assert rated(result) == {"Toy Story (1995)": 4.5}
    assert result.user == 671
    assert result.dataset.user_ids[671] == 672
    assert result.dataset.n_users == 672
    assert result.dataset.name == "ml-latest-small + mine"
    assert result.report.clean
    for name in ("users", "movies", "values", "timestamps"):
        old, new = getattr(bundled_dataset.ratings, name), getattr(result.dataset.ratings, name)
        np.testing.assert_array_equal(old, new[: len(old)])
    assert len(bundled_dataset.ratings) == 100_004
    assert result.dataset.content_hash != bundled_dataset.content_hash


def test_by_imdb_id_and_halved_from_ten(mine: Import) -> None:
    result = mine(
        "Const,Your Rating,Date Rated,Title,Title Type,IMDb Rating,Year\n"
        'tt0133093,9,2020-01-01,"The Matrix",movie,8.7,1999\ntt0114709,2,2020-01-02,Toy Story,movie,8.3,1995\n'
    )
    assert rated(result) == {"Matrix, The (1999)": 4.5, "Toy Story (1995)": 1.0}
    assert result.dataset.ratings.timestamps[-2] == 1577836800
    assert result.report.counts == {"ratings halved": 1}


def test_imdbs_scale_is_known_even_where_no_rating_tells(mine: Import) -> None:
    assert rated(mine("Const,Your Rating\ntt0133093,4\n")) == {"Matrix, The (1999)": 2.0}


@pytest.mark.parametrize(
    ("title", "year", "label"),
    [
        ("The Matrix", "1999", "Matrix, The (1999)"),
        ("Matrix, The (1999)", "", "Matrix, The (1999)"),
        ("se7en", "1995", "Seven (a.k.a. Se7en) (1995)"),
        ("La cité des enfants perdus", "1995", "City of Lost Children, The (Cité des enfants perdus, La) (1995)"),
        ("Ocean's Eleven", "2001", "Ocean's Eleven (2001)"),
        ("Oceans Eleven", "1960", "Ocean's Eleven (a.k.a. Ocean's 11) (1960)"),
        ("Women of '69, Unboxed", "", "Women of '69, Unboxed"),
    ],
)
def test_by_title_and_year(mine: Import, title: str, year: str, label: str) -> None:
    result = mine(f'Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,"{title}",{year},https://boxd.it/x,3.5\n')
    assert rated(result) == {label: 3.5}


def test_a_title_that_may_be_two_movies_is_not_guessed(mine: Import) -> None:
    result = mine("title,rating\nHamlet,5\nToy Story,4\n")
    assert rated(result) == {"Toy Story (1995)": 4}
    assert result.report.counts == {"movie missing in the movie list": 1}


def test_bad_rows_are_reported_and_the_last_rating_stays(mine: Import) -> None:
    result = mine("movieId,rating\n1,4\nx,3\n2,good\n3\n999999999,3\n1,2.5\n2,0\n3,-1\n")
    assert rated(result) == {"Toy Story (1995)": 2.5}
    assert {(issue.line, issue.reason) for issue in result.report.issues} == {
        (2, "duplicate rating"),
        (3, "movie missing in the movie list"),
        (4, "not a number"),
        (5, "malformed row"),
        (6, "movie missing in the movie list"),
        (8, "rating out of scale"),
        (9, "rating out of scale"),
    }
    assert (result.report.rows_read, result.report.rows_kept) == (8, 1)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a,b\n1,2\n", "does not say which movies"),
        ("movieId,seen\n1,2\n", "does not say which movies"),
        ("1,2\n3,4\n", "no header"),
        ("", "no header"),
        ("movieId,rating\n", "holds no rating of a movie"),
        ("movieId,rating\n999999999,3\n", "holds no rating of a movie"),
    ],
)
def test_files_of_no_use(mine: Import, text: str, what: str) -> None:
    with pytest.raises(UserError, match=what):
        mine(text)


def test_a_folder_is_refused(bundled_dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not one table"):
        add_personal_ratings(bundled_dataset, tmp_path)
