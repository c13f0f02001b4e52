"""A table in several files is one."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from movierec_gui.data.choices import TableChoice
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

HEAD = "userId,movieId,rating\n"


@pytest.mark.parametrize(
    "files",
    [
        {"part-00000-a.csv": f"{HEAD}1,2,4\n", "part-00001-a.csv": f"{HEAD}2,2,5\n", "_SUCCESS": ""},
        {"part-00000": "1,2,4\n", "part-00001": "2,2,5"},
        {"part-00000": "1,2,4", "part-00001": "2,2,5\n"},
        {"part-r-00000": "1\t2\t4\n", "part-r-00001": "2\t2\t5\n"},
        {
            "ratings_1.csv": f"{HEAD}1,2,4",
            "ratings_2.csv": f"{HEAD}2,2,5\n",
            "movies.csv": "movieId,title\n2,Heat (1995)\n",
        },
        {
            "part-00000.csv.gz": gzip.compress(f"{HEAD}1,2,4\n".encode(), mtime=0),
            "part-00001.csv.gz": gzip.compress(f"{HEAD}2,2,5\n".encode(), mtime=0),
        },
    ],
)
def test_parts_are_read_below_each_other(write_folder: Any, files: dict[str, str | bytes]) -> None:
    dataset = finish(load_dataset(write_folder(files)))
    assert dataset.user_ids.tolist() == [1, 2]
    assert dataset.ratings.values.tolist() == [4, 5]
    assert dataset.movies.titles[0] == ("Heat" if "movies.csv" in files else "Movie 2")
    assert dataset.report is not None
    assert any("read as one table" in note for note in dataset.report.notes)


def test_text_ids_and_choices_go_through_all_parts(write_folder: Any) -> None:
    folder = write_folder({
        "part-00000.csv": f"{HEAD}ann,Heat,4\nbob,Heat,9\n", "part-00001.csv": f"{HEAD}cy,Heat,5\nann,Up,x\n",
    })  # fmt: skip
    dataset = finish(load_dataset(folder, choice=TableChoice(scale=(1, 10))))
    assert list(dataset.user_names or ()) == ["ann", "bob", "cy"]
    assert dataset.scale == (1, 10)
    assert dataset.report is not None
    assert any(issue.line == 5 for issue in dataset.report.issues)


@pytest.mark.parametrize(
    "files",
    [
        {"part-00000.csv": f"{HEAD}1,2,4\n", "part-00001.csv": "userId;movieId;rating\n2;2;5\n"},
        {"january.csv": f"{HEAD}1,2,4\n", "february.csv": f"{HEAD}2,2,5\n"},
    ],
)
def test_other_tables_stay_apart(write_folder: Any, files: dict[str, str]) -> None:
    with pytest.raises(UserError, match=r"are tables of ratings\. Choose one"):
        finish(load_dataset(write_folder(files)))


def test_one_part_can_be_chosen(write_folder: Any) -> None:
    folder = write_folder({"part-00000.csv": f"{HEAD}1,2,4\n", "part-00001.csv": f"{HEAD}2,2,5\n"})
    assert finish(load_dataset(folder / "part-00001.csv")).user_ids.tolist() == [2]
