"""Columns without known names are guessed from what stands in them, for a person to look at."""

from __future__ import annotations

import pytest

from movierec_gui.data.column_guess import guess_by_content, times_column

OPEN: dict[str, int | None] = dict.fromkeys(("user", "movie", "rating", "timestamp", "title"))


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        # who, what, how much, when
        (["anna Heat 7,5 2018-05-18", "bob Ronin 3 2018-05-19", "anna Alien 3 2018-05-20"], (0, 1, 2, 3)),
        # the time in front, numbers everywhere
        (["1000000000 71 900 4", "1000000100 72 900 5", "1000000200 71 901 4"], (1, 2, 3, 0)),
        # row numbers are nobody
        (["1 k1 f9 3", "2 k2 f9 1", "3 k2 f8 3", "4 k1 f8 2"], (1, 2, 3, None)),
        # nothing that could be a rating
        (["1 Heat Action", "2 Ronin Crime", "9 Alien Horror"], (0, 1, None, None)),
        # every number another one: no grades
        (["a 17", "b 29", "c 103"], (0, 1, None, None)),
        ([], (None, None, None, None)),
    ],
)
def test_each_column_finds_its_purpose(rows: list[str], places: tuple[int | None, ...]) -> None:
    table = [row.split() for row in rows]
    guess = guess_by_content(table, max(map(len, table), default=0), OPEN)
    assert tuple(guess[role] for role in ("user", "movie", "rating", "timestamp")) == places


def test_what_is_known_by_its_name_stays() -> None:
    table = [["3", "9", "5", "1"], ["4", "9", "1", "2"], ["4", "8", "5", "1"]]
    guess = guess_by_content(table, 4, OPEN | {"rating": 3, "title": 0})
    assert (guess["user"], guess["movie"], guess["rating"], guess["title"]) == (1, 2, 3, 0)


@pytest.mark.parametrize(
    ("texts", "are_grades"),
    [
        ([str(number % 101) for number in range(102)], True),
        ([str(number % 102) for number in range(110)], False),
        (["10", "20", "30", "40", "40"], True),
        (["10", "20", "30", "40", "50"], False),
        (["3", "4,5"], True),
        (["3"] * 9 + ["good"], True),
        (["3"] * 8 + ["good", "bad"], False),
        (["255", "-255"] * 5, True),
        (["255"] * 9 + ["256"], True),
        (["255"] * 8 + ["256"] * 2, False),
        (["", "3", "", "3"], True),
    ],
)
def test_few_different_small_numbers_are_grades(texts: list[str], are_grades: bool) -> None:
    rows = [[f"u{number % 3}", text] for number, text in enumerate(texts)]
    guess = guess_by_content(rows, 2, OPEN | {"user": 0})
    assert guess["rating"] == (1 if are_grades else None)


@pytest.mark.parametrize(
    ("texts", "are_times"),
    [
        (["631152000"], True),
        (["631151999"], False),
        (["4102444800"], True),
        (["4102444801"], False),
        (["631152000000", "4102444800000"], True),
        (["631151999999"], False),
        (["4102444800000000"], True),
        (["4102444800000001"], False),
        (["631152000000000000"], True),
        (["20180518"], True),
        (["18.05.2018"], True),
        (["2018-05-18"] * 9 + ["soon"], True),
        (["2018-05-18"] * 8 + ["soon"] * 2, False),
    ],
)
def test_dates_and_seconds_from_1990_to_2100_are_times(texts: list[str], are_times: bool) -> None:
    rows = [["u", text] for text in texts]
    assert times_column(rows, 2, (0,)) == (1 if are_times else None)
    assert times_column(rows, 2, (0, 1)) is None


@pytest.mark.parametrize(
    ("first", "user"), [(0, 1), (1, 1), (2, 0)], ids=["numbered from 0", "numbered from 1", "from 2"]
)
def test_a_column_that_numbers_the_rows_is_nobody(first: int, user: int) -> None:
    rows = [[str(first + number), f"k{number}", "4"] for number in range(3)]
    assert guess_by_content(rows, 3, OPEN | {"rating": 2})["user"] == user
    assert guess_by_content(rows[:1], 3, OPEN | {"rating": 2})["user"] == 0, "one row numbers nothing"
