from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.own_ratings import AMBIGUOUS, NOT_IN_CATALOGUE, read_own_ratings
from movierec_gui.data.validation import DUPLICATE, NOT_A_NUMBER, OUT_OF_SCALE
from movierec_gui.errors import UserError


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "mine.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_movies_are_found_by_id(tmp_path: Path, tiny_dataset: Dataset) -> None:
    own = read_own_ratings(write(tmp_path, "movieId,rating\n107,4.5\n100,1\n"), tiny_dataset)
    assert own.movies.tolist() == [1, 0]
    np.testing.assert_array_equal(own.values, np.array([4.5, 1.0], np.float32))
    assert own.report.clean


@pytest.mark.parametrize("title", ["Movie 3", "movie 3 (1953)", '"Movie 3"'])
def test_movies_are_found_by_title(tmp_path: Path, tiny_dataset: Dataset, title: str) -> None:
    own = read_own_ratings(write(tmp_path, f"Title;My rating\r\n{title};4\r\nMovie 5;2\r\n"), tiny_dataset)
    assert own.movies.tolist() == [3, 5]


def test_an_empty_id_leaves_the_title(tmp_path: Path, tiny_dataset: Dataset) -> None:
    own = read_own_ratings(write(tmp_path, "movieId,title,rating\n,Movie 3,4\n107,whatever,2\n"), tiny_dataset)
    assert own.movies.tolist() == [3, 1]


def test_rows_that_cannot_be_used_are_reported(tmp_path: Path, tiny_dataset: Dataset) -> None:
    text = "movieId,rating\n100,4\n100,3\n107,9\n107,good\n3,4\n107\n"
    own = read_own_ratings(write(tmp_path, text), tiny_dataset)
    assert (own.movies.tolist(), own.values.tolist()) == ([0], [3.0])
    assert own.report.counts == {DUPLICATE: 1, OUT_OF_SCALE: 1, NOT_A_NUMBER: 2, NOT_IN_CATALOGUE: 1}
    assert [issue.line for issue in own.report.issues] == [3, 4, 5, 6, 7]
    assert (own.report.rows_read, own.report.rows_kept) == (6, 1)


def test_a_title_of_two_movies_is_not_guessed(tmp_path: Path, bundled_dataset: Dataset) -> None:
    text = "title,rating\nHamlet,4\nHamlet (1996),5\nToy Story,4\n"
    own = read_own_ratings(write(tmp_path, text), bundled_dataset)
    assert own.report.counts == {AMBIGUOUS: 1}
    assert [bundled_dataset.movies.label(int(movie)) for movie in own.movies] == ["Hamlet (1996)", "Toy Story (1995)"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no table of ratings"),
        ("user,stars\n1,4\n", "Name its columns movieId or title, and rating"),
        ("movieId,rating\n3,4\n", "No row of mine.csv can be used"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, tiny_dataset: Dataset, text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read_own_ratings(write(tmp_path, text), tiny_dataset)


def test_a_missing_file_is_named(tmp_path: Path, tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match=r"nothing\.csv cannot be read"):
        read_own_ratings(tmp_path / "nothing.csv", tiny_dataset)
