"""Any table of ratings whose columns can be told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]


def test_text_identifiers_are_numbered_and_kept_as_names(write_folder: Write) -> None:
    text = "reviewerID;asin;overall;unixReviewTime\nanna;B01;10;5\nbob;B02;7,5;6\nanna;B02;1;2020-01-01\n"
    dataset = finish(load_dataset(write_folder({"shop.csv": text}) / "shop.csv"))
    assert dataset.user_names == ("anna", "bob")
    assert dataset.movies.titles == ("B01", "B02")
    assert dataset.user_ids.tolist() == [1, 2]
    assert dataset.ratings.users.tolist() == [0, 1, 0]
    assert dataset.ratings.values.tolist() == [10, 7.5, 1]
    assert dataset.ratings.timestamps.tolist() == [5, 6, 1577836800]
    assert dataset.name == "shop"


def test_titles_on_the_rating_rows(write_folder: Write) -> None:
    text = 'user,item,rating,title\n1,5,3,"Heat, The (1995)"\n2,5,4,Other\n2,6,4,\n'
    dataset = finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv"))
    assert dataset.movies.titles == ("Heat, The", "Movie 6")
    assert dataset.movies.years.tolist() == [1995, 0]
    assert dataset.user_names == ()


@pytest.mark.parametrize("name", ["title", "movie_title", "Movie Title", "primaryTitle"])
def test_titles_name_the_movies_where_nothing_else_does(write_folder: Write, name: str) -> None:
    text = f'user,{name},rating\nann,"Heat, The (1995)",3\nbob,"Heat, The (1995)",4\nann,Other,2\n'
    dataset = finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv"))
    assert dataset.movies.titles == ("Heat, The", "Other")
    assert dataset.movies.years.tolist() == [1995, 0]
    assert dataset.ratings.movies.tolist() == [0, 0, 1]


@pytest.mark.parametrize("head", ["user,name,rating", "user,title,text,rating", "user,title,review_text,rating"])
def test_names_of_anything_and_titles_of_reviews_name_no_movies(write_folder: Write, head: str) -> None:
    text = head + "\n" + "ann,Good,3\nbob,Bad,4\nann,Ugly,2\n".replace(",", "," * (head.count(",") - 1), 1)
    with pytest.raises(UserError, match="no column for the movie"):
        finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv"))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "::", "|"])
def test_numbers_without_a_header(write_folder: Write, delimiter: str) -> None:
    text = "".join(delimiter.join(row) + "\n" for row in (("1", "5", "99"), ("2", "5", "-3"), ("2", "6", "0")))
    dataset = finish(load_dataset(write_folder({"plain.txt": text})))
    assert dataset.ratings.values.tolist() == [99, -3, 0]
    assert dataset.scale == (-3, 99)
    assert dataset.ratings.timestamps.tolist() == [0, 0, 0]


def test_a_folder_with_two_tables_asks_which(write_folder: Write) -> None:
    folder = write_folder({"a.csv": "user,item,rating\n1,2,3\n", "b.csv": "user,item,rating\n1,2,3\n"})
    with pytest.raises(UserError, match=r"a\.csv, b\.csv"):
        finish(load_dataset(folder))


def test_a_movie_list_is_no_ratings_table(write_folder: Write) -> None:
    folder = write_folder({"list.csv": "movieId,title,genres\n1,Heat (1995),Crime\n"})
    with pytest.raises(UserError, match="no layout"):
        finish(load_dataset(folder / "list.csv"))
