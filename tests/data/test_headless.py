"""Tables without a header."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from movierec_gui.data.headless import guess_headless
from movierec_gui.data.sniffing import TableShape
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
