"""Tables without a header."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from movierec_gui.data.headless import JUDGMENTS, guess_headless, is_sure
from movierec_gui.data.sniffing import ColumnChoice, TableShape
from movierec_gui.data.sources import load_dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish

Write = Callable[..., Path]
ROWS = [("A2B7C9D2EFG2H", "B001XQZ1A"), ("A3B7C9D3EFG3H", "B001XQZ1A"), ("A2B7C9D2EFG2H", "0205616461")]


@pytest.mark.parametrize("swapped", [False, True], ids=["2014: user, item", "2018: item, user"])
def test_amazons_two_orders_are_told_apart_by_the_ids(write_folder: Write, swapped: bool) -> None:
    rows = [(item, user) if swapped else (user, item) for user, item in ROWS]
    text = "".join(f"{a},{b},{n + 2}.0,136296000{n}\n" for n, (a, b) in enumerate(rows))
    dataset = finish(load_dataset(write_folder({"Beauty.csv": text}) / "Beauty.csv"))
    assert dataset.user_names == ("A2B7C9D2EFG2H", "A3B7C9D3EFG3H")
    assert set(dataset.movies.text_ids) == {"B001XQZ1A", "0205616461"}
    assert dataset.ratings.values.tolist() == [2, 3, 4]
    assert dataset.ratings.timestamps.tolist() == [1362960000, 1362960001, 1362960002]


def test_other_text_ids_stand_in_movielens_order(write_folder: Write) -> None:
    text = "anna\tB00A\t5\nbob\tX-1\t3\nanna\tX-1\t2\n"
    dataset = finish(load_dataset(write_folder({"shop.tsv": text})))
    assert dataset.user_names == ("anna", "bob")
    assert dataset.movies.titles == ("B00A", "X-1")


def test_filmtrust_with_blanks(write_folder: Write) -> None:
    dataset = finish(load_dataset(write_folder({"ratings.txt": "1 1 2\n1 2 4\n2 1 3.5\n2 14 0.5\n"}) / "ratings.txt"))
    assert dataset.ratings.values.tolist() == [2, 4, 3.5, 0.5]
    assert dataset.movies.ids.tolist() == [1, 2, 14]


def test_relevance_judgments_keep_their_grade_of_none(write_folder: Write) -> None:
    text = "200950 Q0 1 0\n200950 Q0 6 1\n200953 0 16 2\n"
    dataset = finish(load_dataset(write_folder({"interest.qrels": text}) / "interest.qrels"))
    assert dataset.user_ids.tolist() == [200950, 200953]
    assert dataset.movies.ids.tolist() == [1, 6, 16]
    assert dataset.ratings.values.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "text",
    [
        "1::Toy Story (1995)::Comedy\n2::Heat (1995)::Crime\n",
        "1,2\n3,4\n",
        "anna,went,home\nbob,stayed,there\n",
        "anna,ronin,5\n" + "bob,heat,x\ncara,alien,y\n" * 6,
        "a,b,c,d,e\nf,g,h,i,j\n",
        "It was a night\nas dark as pitch\n",
    ],
)
def test_what_is_no_table_of_ratings(write_folder: Write, text: str) -> None:
    with pytest.raises(UserError, match="no layout"):
        finish(load_dataset(write_folder({"some.txt": text})))


def test_rows_of_delimiters_alone_are_no_table() -> None:
    assert guess_headless(TableShape(",", (), 3, b"\n", 0, 1, "utf-8"), [[" ", "", ""], ["", "", ""]]) is None


SHAPE = TableShape(",", (), 4, b"\n", 0, 1, "utf-8")
NUMBERS, NAMES = ["1", "2", "3", "881250949"], ["ann", "B1", "4,5", "2015-01-02"]
SWAPPED, TRADED = ["B001XQZ1A", "A2B7C9D2EFG2H", "5", "0"], ["0205616461", "A2B7C9D2EFG2H", "5", "881250949"]
BAD = ["It was", "a night", "and", "dark"]
JUDGED = ["7", "Q0", "9", "1"]
ORDER, BACK = ColumnChoice(0, 1, 2, 3), ColumnChoice(1, 0, 2, 3)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([NUMBERS] * 6 + [BAD] * 4, ORDER),
        ([NUMBERS] * 5 + [BAD] * 5, None),
        ([NAMES] * 9 + [BAD], ORDER),
        ([NAMES] * 8 + [BAD] * 2, None),
        ([NAMES] * 6 + [["short"]] * 4, ORDER),
        ([NAMES] * 5 + [["short"]] * 5, None),
        ([TRADED] * 9 + [NAMES], BACK),
        ([TRADED] * 8 + [NAMES] * 2, ORDER),
        ([SWAPPED] * 10, None),
        ([[*NAMES[:2], "255", NAMES[3]]] * 9 + [NAMES], ORDER),
        ([[*NAMES[:2], "256", NAMES[3]]] * 9 + [NAMES], None),
        ([[*NAMES[:3], "99999999"]] * 10, None),
        ([[*NAMES[:3], "100000000"]] * 10, ORDER),
        ([JUDGED] * 9 + [NUMBERS], JUDGMENTS),
        ([JUDGED] * 8 + [NUMBERS] * 2, None),
        ([[*JUDGED[:3], "high"]] * 10, None),
        ([[*NUMBERS[:3], ""]] * 10, ColumnChoice(0, 1, 2)),
        ([["", *NUMBERS[:2], ""]] * 10, None),
        ([], None),
    ],
)
def test_nine_of_ten_rows_tell_what_a_column_holds(rows: list[list[str]], found: ColumnChoice | None) -> None:
    assert guess_headless(SHAPE, rows) == found


@pytest.mark.parametrize(
    ("columns", "rows", "sure"),
    [
        (ORDER, [NUMBERS] * 9 + [NAMES], True),
        (ORDER, [NUMBERS] * 8 + [NAMES] * 2, False),
        (ORDER, [[*NUMBERS[:3], "5"]] * 10, False),
        (ColumnChoice(0, 1, 2), [NUMBERS] * 10, False),
        (BACK, [TRADED] * 9 + [NAMES], True),
        (BACK, [TRADED] * 8 + [NAMES] * 2, False),
        (JUDGMENTS, [NAMES], True),
        (ORDER, [], False),
    ],
)
def test_what_leaves_no_doubt(columns: ColumnChoice, rows: list[list[str]], sure: bool) -> None:
    assert is_sure(SHAPE, columns, rows) == sure
    assert is_sure(replace(SHAPE, delimiter="::"), columns, rows)


NETFLIX = "1,1488844,3,2005-09-06\n1,822109,5,2005-05-13\n2,885013,4,2004-10-19\n17770,2149668,1,1999-12-30\n"


@pytest.mark.parametrize(
    ("text", "users"),
    [
        (NETFLIX, 4),
        (NETFLIX.replace("2005-09-06", "2015-09-06"), 3),
        (NETFLIX.replace(",3,2", ",3.5,2"), 3),
        (NETFLIX.replace("1488844", "2948884"), 3),
        (NETFLIX.replace("17770", "17771"), 3),
    ],
)
def test_movies_come_first_only_where_days_and_numbers_are_those_of_the_netflix_prize(
    write_folder: Write, text: str, users: int
) -> None:
    dataset = finish(load_dataset(write_folder({"flat.csv": text}) / "flat.csv"))
    assert (dataset.n_users, dataset.n_movies) == (users, 7 - users)
    assert not dataset.report.readings[0].sure_columns


def test_dates_behind_ratings_do_not_show_which_column_has_users() -> None:
    rows = [["1", "2", "3", "2015-09-06"], ["5", "2", "3", "2015-09-07"]]
    assert not is_sure(SHAPE, ORDER, rows)
    assert is_sure(SHAPE, ORDER, [[*row[:3], "1441497600"] for row in rows])


def test_counts_of_plays_without_a_heading_are_no_ratings(write_folder: Write) -> None:
    text = "".join(f"{number % 3},{number},{plays}\n" for number, plays in enumerate((1, 1388, 2, 900, 45, 1)))
    with pytest.raises(UserError, match="nothing in its rows shows a rating"):
        finish(load_dataset(write_folder({"plays.csv": text}) / "plays.csv"))
