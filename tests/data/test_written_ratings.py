"""Ratings that say what they are out of are read with that scale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data.choices import TableChoice
from movierec_gui.data.sources import load_dataset
from movierec_gui.data.written_ratings import written_rating
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4/5", (4, 5)),
        (" 3,5 / 5 ", (3.5, 5)),
        ("8 out of 10", (8, 10)),
        ("85%", (85, 100)),
        ("★★★½", (3.5, 5)),
        ("★★1/2", (2.5, 5)),
        ("4.0 out of 5 stars", (4, 5)),
        ("8 of 10 points", (8, 10)),
        ("4 stars", (4, 5)),
        ("1 star", (1, 5)),
        ("3,5 Stars", (3.5, 5)),
        ("4-star", (4, 5)),
        ("4★", (4, 5)),
        ("8 stars", (8, 10)),
        ("80 stars", None),
        ("★★★☆☆", (3, 5)),
        ("★★½☆☆", (2.5, 5)),
        ("⭐️⭐️⭐️", (3, 5)),
        ("★★★★★★★☆☆☆", (7, 10)),
        ("★" * 11, None),
        ("1/2", (0.5, 5)),
        ("", None),
        ("4", None),
        ("4/0", None),
        ("3/" + "9" * 400, None),
        ("9" * 5000 + "/" + "9" * 5000, None),
        ("9" * 5000 + "%", None),
        ("4/-5", None),
        ("/5", None),
        ("%", None),
        ("☆", None),
        ("12/05/2001", None),
    ],
)
def test_what_a_rating_is_out_of(text: str, expected: tuple[float, int] | None) -> None:
    assert written_rating(text) == expected


@pytest.mark.parametrize(
    ("ratings", "values", "scale"),
    [
        (("2/5", "4/5", "3/5"), [2, 4, 3], (1, 5)),
        (("2.5/5", "4/5", "3/5"), [2.5, 4, 3], (0.5, 5)),
        (("3/10", "4/10", "2/10"), [3, 4, 2], (1, 10)),
        (("40%", "85 %", "7%"), [40, 85, 7], (1, 100)),
        (("★★", "★★★½", "½"), [2, 3.5, 0.5], (0.5, 5)),
        (("0/4", "2/4", "4/4"), [0, 2, 4], (0, 4)),
        (("12/20", "3/20", "20/20"), [12, 3, 20], (0, 20)),
        (("4", "3/10", "2"), [4, 3, 2], (1, 10)),
    ],
)
def test_a_table_of_them_is_on_that_scale(
    write_folder: Write, ratings: tuple[str, ...], values: list[float], scale: tuple[float, float]
) -> None:
    text = "user,item,rating\n" + "".join(f"{user},10,{rating}\n" for user, rating in enumerate(ratings, 1))
    dataset = finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv"))
    assert dataset.ratings.values.tolist() == values
    assert dataset.scale == scale
    assert dataset.report.rows_skipped == 0


def test_another_scale_in_the_same_column_and_more_than_all_are_named(write_folder: Write) -> None:
    text = "user,item,rating\n1,10,4/5\n2,10,8/10\n3,10,7/5\n4,10,3/5\n"
    dataset = finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv"))
    assert dataset.ratings.values.tolist() == [4, 3]
    found = {issue.line: (issue.reason, issue.detail) for issue in dataset.report.issues if issue.line}
    assert found[3] == ("not a number", "rating '8/10'")
    assert found[4][0] == "rating out of scale"


def test_what_a_person_says_of_the_scale_counts_more(write_folder: Write) -> None:
    text = "user,item,rating\n1,10,4/5\n2,10,2/5\n"
    choice = TableChoice(scale=(0.0, 6.0))
    assert finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv", choice=choice)).scale == (0, 6)


def test_words_are_no_ratings(write_folder: Write) -> None:
    text = "user,item,rating\n1,10,good\n2,10,bad/5\n"
    with pytest.raises(UserError, match="no usable rating"):
        finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv"))
