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
        ("3½", (3.5, 0)),
        ("3 1/2", (3.5, 0)),
        ("2¾", (2.75, 0)),
        ("3½ out of 4", (3.5, 4)),
        ("2 1/2 stars", (2.5, 5)),
        ("3²", None),
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
        (("★★", "★" * 7, "★" * 10), [2, 7, 10], (1, 10)),
        (("★" * 10, "★★☆☆☆☆☆☆☆☆", "★★"), [10, 2, 2], (1, 10)),
        (("2½", "4", "3 1/2"), [2.5, 4, 3.5], (0.5, 5)),
        (("½", "4", "2½"), [0.5, 4, 2.5], (0.5, 5)),
        (("−2", "–1", "3"), [-2, -1, 3], (-5, 5)),
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


@pytest.mark.parametrize(
    ("ratings", "values", "scale"),
    [
        (("3/5", "7.5/10", "85%", "B+", "4/5"), [3, 3.75, 4.25, 3.75, 4], (0.5, 5)),
        (("A", "80%", "3/4", "60 %", "F"), [91.667, 80, 75, 60, 0], (0, 100)),
        (("7/10", "★★", "9/10"), [7, 4, 9], (1, 10)),
        (("3½ out of 4", "2/4", "½"), [3.5, 2, 0.4], (0, 4)),
        ((*["B+", "A"] * 150, "3/5"), [3.75, 4.583] * 150 + [3], (0.5, 5)),
    ],
)
def test_each_of_several_scales_in_a_column_is_read_by_its_own(
    write_folder: Write, ratings: tuple[str, ...], values: list[float], scale: tuple[float, float]
) -> None:
    text = "user,item,rating\n" + "".join(f"{user},10,{rating}\n" for user, rating in enumerate(ratings, 1))
    dataset = finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv"))
    assert dataset.ratings.values.tolist() == pytest.approx(values)
    assert dataset.scale == scale
    assert dataset.report.rows_skipped == 0


def test_several_scales_are_told_and_what_has_none_beside_them_is_named(write_folder: Write) -> None:
    text = "user,item,rating\n1,10,4/5\n2,10,8/10\n3,10,7/5\n4,10,3/5\n5,10,80\n6,10,4/50\n7,10,C-\n"
    dataset = finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv"))
    assert dataset.ratings.values.tolist() == pytest.approx([4, 4, 3, 1.667])
    skipped = [(issue.line, issue.reason) for issue in dataset.report.issues if not issue.kept]
    assert skipped == [(4, "not a number"), (6, "not a number"), (7, "not a number")]
    told = "ratings on several scales, each read by its own and put on the one out of 5"
    assert f"mine.csv: {told}: out of 5 (2 rows), out of 10 (1 row), letters from F = 0 to A+ = 5 (1 row)" in (
        dataset.report.notes
    )
    assert any("plain numbers beside ratings on several scales" in note for note in dataset.report.notes)


def test_a_slip_among_stars_does_not_make_them_ten(write_folder: Write) -> None:
    rows = "".join(f"{user},10,{'★' * (user % 5 + 1)}\n" for user in range(1, 300))
    dataset = finish(
        load_dataset(write_folder({"mine.csv": f"user,item,rating\n{rows}300,10,{'★' * 6}\n"}) / "mine.csv")
    )
    assert dataset.scale == (1, 5)
    assert [issue.reason for issue in dataset.report.issues if not issue.kept] == ["rating out of scale"]


def test_a_person_says_on_which_scale_several_are_put(write_folder: Write) -> None:
    text = "user,item,rating\n1,10,4/5\n2,10,8/10\n3,10,50%\n"
    choice = TableChoice(scale=(0.0, 100.0))
    dataset = finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv", choice=choice))
    assert dataset.ratings.values.tolist() == [80, 80, 50]
    assert dataset.scale == (0, 100)


def test_what_a_person_says_of_the_scale_counts_more(write_folder: Write) -> None:
    text = "user,item,rating\n1,10,4/5\n2,10,2/5\n"
    choice = TableChoice(scale=(0.0, 6.0))
    assert finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv", choice=choice)).scale == (0, 6)


def test_words_are_no_ratings(write_folder: Write) -> None:
    text = "user,item,rating\n1,10,good\n2,10,bad/5\n"
    with pytest.raises(UserError, match="no usable rating"):
        finish(load_dataset(write_folder({"mine.csv": text}) / "mine.csv"))
