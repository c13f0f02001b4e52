"""Columns without known names are guessed from what stands in them, for a person to look at."""

from __future__ import annotations

import pytest

from movierec_gui.data.column_guess import guess_by_content

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
