"""The beginning of a table, with the likely columns, and which table of a folder or zip it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data.choices import TableChoice
from movierec_gui.data.sniffing import ColumnChoice
from movierec_gui.data.table_preview import preview_table
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]


def test_a_table_with_a_head_of_its_own(write_folder: Write) -> None:
    path = write_folder({"odd.csv": "who,what,how much\nanna,Heat,7\nbob,Ronin,3\nbob,Heat,7\n\n"}) / "odd.csv"
    preview = finish(preview_table(path))
    assert preview.columns == ("who", "what", "how much")
    assert preview.rows == (("anna", "Heat", "7"), ("bob", "Ronin", "3"), ("bob", "Heat", "7"))
    assert preview.guess is None
    assert preview.likely == (("user", 0), ("movie", 1), ("rating", 2))
    assert dict(preview.reasons)["rating"] == "a guess from what stands in it"
    assert preview.readable
    assert [preview.called(place) for place in range(3)] == ["who", "what", "how much"]


def test_a_table_without_a_head(write_folder: Write) -> None:
    path = write_folder({"plain.tsv": "1\t2\t3\n" * 50}) / "plain.tsv"
    preview = finish(preview_table(path, rows=5))
    assert preview.columns == ("Column 1", "Column 2", "Column 3")
    assert len(preview.rows) == 5
    assert preview.guess == ColumnChoice(0, 1, 2)
    assert dict(preview.reasons)["user"] == "by its place and what stands in it"
    assert preview.called(1) == "2"


def test_columns_are_called_by_number_where_names_are_not_clear(write_folder: Write) -> None:
    path = write_folder({"t.csv": "user,x,x,what\n1,2,3,4\n"}) / "t.csv"
    preview = finish(preview_table(path))
    assert [preview.called(place) for place in range(4)] == ["user", "2", "3", "what"]


def test_a_column_beyond_the_head_counts_where_something_stands_in_it(write_folder: Write) -> None:
    rows = "".join(f"{n % 5},{n % 7},{n % 4 + 1},{{}}\n" for n in range(9))
    odd = write_folder({"t.csv": "user,item,rating\n" + rows.format(*(f"x{n % 2}" for n in range(9)))}) / "t.csv"
    preview = finish(preview_table(odd))
    assert preview.columns == ("user", "item", "rating", "")
    assert preview.called(3) == "4"
    odd.write_text("user,item,rating\n" + rows.format(*("" for _ in range(9))), encoding="utf-8")
    assert finish(preview_table(odd)).columns == ("user", "item", "rating")


def test_times_under_a_name_that_speaks_of_them_are_found_and_not_asked_about(write_folder: Write) -> None:
    text = "user,item,rating,date_of_rating\n" + "".join(f"{n},{n % 7},3,150000000{n}\n" for n in range(9))
    preview = finish(preview_table(write_folder({"t.csv": text}) / "t.csv"))
    assert preview.guess is not None
    assert preview.guess.timestamp == 3
    assert dict(preview.reasons)["timestamp"] == "found by what stands in it"


def test_a_list_of_movies_is_no_table_of_ratings(write_folder: Write, csv_files: dict[str, str]) -> None:
    path = write_folder(csv_files) / "movies.csv"
    preview = finish(preview_table(path))
    assert not preview.readable
    assert preview.ratings_beside == "ratings.csv"


def test_what_was_chosen_before_is_filled_in_as_far_as_it_fits(write_folder: Write) -> None:
    path = write_folder({"t.csv": "user,item,rating,mine\n1,2,3,4\n"}) / "t.csv"
    chosen = TableChoice((("rating", "mine"),))
    assert dict(finish(preview_table(path, chosen)).likely)["rating"] == 3
    gone = TableChoice((("rating", "gone"),))
    assert dict(finish(preview_table(path, gone)).likely)["rating"] == 2


def test_the_tables_of_a_zip_are_named_ratings_first(write_zip: Write) -> None:
    table, other = "a,b,c\n1,2,3\n", "movieId,title,genres\n1,Heat,Crime\n"
    packed = write_zip({"in/films.csv": other, "in/my ratings.csv": table, "in/READ ME": "x,y,z\n", "a.png": b"\0"})
    preview = finish(preview_table(packed))
    assert preview.tables == ("in/my ratings.csv", "in/films.csv")
    assert (preview.file, preview.table) == ("my ratings.csv", "in/my ratings.csv")
    other_table = finish(preview_table(packed, TableChoice(table="in/films.csv")))
    assert other_table.columns == ("movieId", "title", "genres")


def test_a_release_is_looked_at_by_its_ratings(write_folder: Write, files_100k: dict[str, str]) -> None:
    preview = finish(preview_table(write_folder(files_100k, encoding="latin-1")))
    assert preview.file == "u.data"
    assert not preview.fixed


def test_a_layout_without_a_table_of_its_own_fixes_the_columns(write_folder: Write) -> None:
    head = '"userId","movieId","rating","timestamp"\n'
    rows = {"training.csv": head + '"1","2","3","4"\n', "answers.csv": head + '"2","2","3","4"\n'}
    preview = finish(preview_table(write_folder(rows)))
    assert "serendipity" in preview.fixed
    assert not preview.readable


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html>\n<p class='a, b, c'>\n<p>one, two, three</p>\n", "is a web page"),
        (b"SQLite format 3\0 and, so, on\n1,2,3\n", "is a damaged database"),
    ],
)
def test_a_file_of_another_kind_has_no_columns_to_choose(write_folder: Write, content: bytes, words: str) -> None:
    path = write_folder({"page.csv": content}) / "page.csv"
    with pytest.raises(UserError, match=words):
        finish(preview_table(path))


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"words\n", b"a,b\n1,2\n"])
def test_what_is_no_table_of_three_columns(write_folder: Write, content: bytes) -> None:
    path = write_folder({"odd.csv": content}) / "odd.csv"
    with pytest.raises(UserError, match=r"odd\.csv is no table"):
        finish(preview_table(path))
