"""A table's figures change with how it is read; of a long one the beginning tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data import table_trial
from movierec_gui.data.choices import AS_FOUND, TableChoice
from movierec_gui.data.table_trial import try_reading
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]
TABLE = "user,item,rating,date\n1,2,3,01/02/2015\n2,2,99,03/04/2015\n2,3,4,05/06/2016\n1,2,5,01/02/2017\nx,3,,\n"


def test_the_figures_of_a_table(write_folder: Write) -> None:
    path = write_folder({"t.csv": TABLE}) / "t.csv"
    trial = finish(try_reading(path, AS_FOUND))
    assert (trial.whole, trial.rows, trial.ratings, trial.users, trial.movies) == (True, 5, 2, 2, 2)
    assert (trial.mean, trial.scale, trial.years) == (4.5, (1, 5), (2016, 2017))
    assert trial.left_out == (("not rated", 1), ("empty cell", 1), ("duplicate rating", 1))


def test_each_choice_changes_them(write_folder: Write) -> None:
    path = write_folder({"t.csv": TABLE}) / "t.csv"
    every = finish(try_reading(path, TableChoice(not_rated=())))
    assert (every.ratings, every.scale) == (3, (1, 100))
    timeless = finish(try_reading(path, TableChoice(time_unit="none")))
    assert timeless.years is None
    swapped = finish(try_reading(path, TableChoice((("user", "item"), ("movie", "user")))))
    assert (swapped.users, swapped.movies) == (2, 2)


def test_of_a_long_table_the_beginning_is_tried(write_folder: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_trial, "_MOST_BYTES", 2_000)
    rows = "".join(f"{row % 7},{row},{row % 5 + 1}\n" for row in range(1_000))
    folder = write_folder({"ratings.csv": "userId,movieId,rating\n" + rows, "movies.csv": "movieId,title\n1,Heat\n"})
    trial = finish(try_reading(folder, AS_FOUND))
    assert not trial.whole
    assert 150 < trial.rows == trial.ratings < 300
    assert trial.left_out == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_cut_between_rows(
    write_folder: Write, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr(table_trial, "_MOST_BYTES", 1_001)
    rows = "".join(f"é{row % 7},{row},{row % 5 + 1}\n" for row in range(1_000))
    path = write_folder({"t.csv": "user,item,rating\n" + rows}, encoding=encoding) / "t.csv"
    trial = finish(try_reading(path, AS_FOUND))
    assert trial.left_out == ()
    assert trial.rows == trial.ratings > 50


def test_what_cannot_be_read_says_why(write_folder: Write) -> None:
    path = write_folder({"t.csv": "a,b,c\n1,2,3\n"}) / "t.csv"
    with pytest.raises(UserError, match="no layout that can be read"):
        finish(try_reading(path, AS_FOUND))
    with pytest.raises(UserError, match="holds no usable rating"):
        finish(try_reading(path, TableChoice((("user", "a"), ("movie", "b"), ("rating", "c")), not_rated=(3,))))
