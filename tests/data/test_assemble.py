"""Contiguous indices, duplicates and unknown movies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movierec_gui.data import assemble, identifiers
from movierec_gui.data.assemble import find_ids
from movierec_gui.data.identifiers import number_ids
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]
HEADER = "userId,movieId,rating,timestamp\n"


@given(st.lists(st.integers(0, 2**40), min_size=1), st.lists(st.integers(0, 2**40)))
def test_identifiers_become_positions(ids: list[int], also: list[int]) -> None:
    distinct, positions = number_ids(np.array(ids, np.int64), np.array(also, np.int64))
    assert distinct.tolist() == sorted({*ids, *also})
    assert distinct[positions].tolist() == ids
    assert positions.dtype == np.int32
    assert find_ids(distinct, np.array([*ids, 2**41])).tolist() == [*positions.tolist(), -1]


def test_large_and_small_identifiers_are_numbered_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = np.array([5, 3, 5, 900], np.int32)
    by_table = number_ids(ids)
    monkeypatch.setattr(identifiers, "_LARGEST_LOOKUP", 4)
    by_search = number_ids(ids)
    for one, other in zip(by_table, by_search, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_latest_of_several_ratings_stays(write_folder: Write) -> None:
    rows = "1,10,1.0,300\n1,10,2.0,100\n2,10,3.0,5\n1,10,4.0,300\n2,20,5.0,1\n2,20,0.5,1\n"
    dataset = finish(load_dataset(write_folder({"ratings.csv": HEADER + rows})))
    assert dataset.ratings.values.tolist() == [3.0, 4.0, 0.5]
    assert dataset.report is not None
    assert dataset.report.counts["duplicate rating"] == 3
    assert [issue.line for issue in dataset.report.issues if issue.reason == "duplicate rating"] == [2, 3, 6]
    assert (dataset.report.rows_read, dataset.report.rows_kept) == (6, 3)


def test_unsorted_ratings_without_duplicates_stay_in_their_order(write_folder: Write) -> None:
    rows = "2,20,1.0,3\n1,10,2.0,2\n2,10,3.0,1\n"
    dataset = finish(load_dataset(write_folder({"ratings.csv": HEADER + rows})))
    assert dataset.ratings.values.tolist() == [1.0, 2.0, 3.0]
    assert dataset.report is not None
    assert dataset.report.rows_skipped == 0


def test_ratings_of_unknown_movies_are_kept_and_reported(write_folder: Write) -> None:
    rows = "1,10,1.0,1\n1,99,2.0,2\n2,98,3.0,3\n2,99,3.0,3\n"
    folder = write_folder({"ratings.csv": HEADER + rows, "movies.csv": "movieId,title,genres\n10,Heat (1995),Crime\n"})
    dataset = finish(load_dataset(folder))
    assert dataset.movies.titles == ("Heat", "Movie 98", "Movie 99")
    assert dataset.movies.genres_of(2) == ()
    assert dataset.report is not None
    assert dataset.report.rows_kept == 4
    issues = [(issue.line, issue.kept, issue.detail) for issue in dataset.report.issues]
    assert issues == [
        (4, True, "movie 98, ratings: 1; its title becomes 'Movie 98'"),
        (3, True, "movie 99, ratings: 2; its title becomes 'Movie 99'"),
    ]


def test_tags_of_unlisted_movies_are_reported(write_folder: Write) -> None:
    tags = "userId,movieId,tag,timestamp\n1,10,good,1\n1,77,lost,2\nx,10,bad,3\n1,10,undated,soon\n"
    dataset = finish(load_dataset(write_folder({"ratings.csv": HEADER + "1,10,1.0,1\n", "tags.csv": tags})))
    assert dataset.tags.texts == ("good", "undated")
    assert dataset.report is not None
    assert {(issue.line, issue.reason, issue.kept) for issue in dataset.report.issues if issue.file == "tags.csv"} == {
        (3, "tag of a movie that is not listed", False),
        (4, "malformed row", False),
        (5, "unusable timestamp", True),
    }


def test_no_usable_row_at_all(write_folder: Write) -> None:
    with pytest.raises(UserError, match="holds no usable rating") as caught:
        finish(load_dataset(write_folder({"ratings.csv": HEADER + "x,1,many,3\n1,1,,3\n"})))
    assert "2 rows read" in str(caught.value)
    assert "line 2" in str(caught.value)


def test_a_header_alone(write_folder: Write) -> None:
    with pytest.raises(UserError, match="the file has no rows"):
        finish(load_dataset(write_folder({"ratings.csv": HEADER})))


def test_a_repeated_row_at_the_edge_of_two_pieces_is_found(
    write_folder: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assemble, "_PIECE", 4)
    for first in range(8):
        movies = [*range(first + 1), *range(first, 9)]
        rows = "".join(f"1,{movie},3.0,{time}\n" for time, movie in enumerate(movies))
        dataset = finish(load_dataset(write_folder({"ratings.csv": HEADER + rows}, folder=f"at{first}")))
        assert len(dataset.ratings) == 9
        assert dataset.report is not None
        assert [issue.line for issue in dataset.report.issues if issue.reason == "duplicate rating"] == [first + 2]
