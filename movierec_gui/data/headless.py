"""Tables of ratings without a header: their columns are found from their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from movierec_gui.data.sniffing import ColumnChoice, TableShape, is_number
from movierec_gui.data.times import FIRST_TIME_LIKE, read_moment

_MOST = 0.5
_SURE = 0.9
_HIGHEST_RATING = 255
# Amazon's reviewers begin with A, its products with B or are ISBNs.
_REVIEWER = re.compile(r"A[0-9A-Z]{8,}")
_PRODUCT = re.compile(r"B[0-9A-Z]{8,}|[0-9]{9}[0-9X]")
_ITERATION = {"0", "Q0"}
"""Values between user and movie in TREC's relevance judgments."""
JUDGMENTS = ColumnChoice(0, 2, 3)
"""The columns of such judgments, whose grade 0 is a grade."""
_NETFLIX_DAYS = re.compile(r"(?:1999|200[0-5])-\d\d-\d\d")
_NETFLIX_MOVIES, _NETFLIX_USERS = 17_770, 2_649_429
"""The highest numbers of movies and users in the Netflix prize."""


def guess_headless(shape: TableShape, rows: Sequence[Sequence[str]]) -> ColumnChoice | None:
    """Users, movies, ratings and times in MovieLens' order, or users and movies the other way round where they show it.

    None where the rows are no ratings: too few or too many columns, or no small numbers in the third one.
    """
    whole = [row for row in rows if len(row) == shape.width]
    width = _filled_width(whole, shape.width)
    if width not in (3, 4):
        return None
    if _are_judgments(width, whole):
        return JUDGMENTS if _numeric(whole, 3) else None
    columns = ColumnChoice(0, 1, 2, 3 if width > 3 else None)
    numbers = [row for row in rows if len(row) >= 3 and all(is_number(_with_point(field)) for field in row[:3])]
    if len(numbers) > len(rows) * _MOST:
        # Numbers of any size are counts of plays, and no ratings.
        if not _numeric(numbers, 2):
            return None
        return replace(columns, user=1, movie=0) if _are_netflix(whole, width) else columns
    if not _are_text_ratings(whole, columns) or len(whole) <= len(rows) * _MOST:
        return None
    swapped = _share(whole, lambda row: bool(_REVIEWER.fullmatch(row[1].strip()))) >= _SURE
    swapped &= _share(whole, lambda row: bool(_PRODUCT.fullmatch(row[0].strip()))) >= _SURE
    return replace(columns, user=1, movie=0) if swapped else columns


def is_sure(shape: TableShape, columns: ColumnChoice, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the content of a table without a head leaves no doubt which column is which.

    MovieLens' order is known by numbers and seconds behind the rating or by ``::``, TREC's by what is between user and
    movie, Amazon's by what its identifiers look like. Tables with dates are others', in any order.
    """
    whole = [row for row in rows if len(row) == shape.width]
    if columns == JUDGMENTS or shape.delimiter == "::":
        return True
    if columns.timestamp is not None and _share(whole, lambda row: _is_time(row[columns.timestamp or 0])) >= _SURE:
        numbers = (columns.user, columns.movie, columns.timestamp)
        return _share(whole, lambda row: all(is_number(row[at]) for at in numbers)) >= _SURE or (
            _share(whole, lambda row: bool(_REVIEWER.fullmatch(row[columns.user].strip()))) >= _SURE
        )
    return False


def _are_netflix(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether rows of movie, user, rating and day are those of the Netflix prize, by their days and largest numbers."""
    if width != 4 or _share(rows, lambda row: bool(_NETFLIX_DAYS.fullmatch(row[3].strip()))) < 1:
        return False
    if not all(row[at].strip().isdecimal() for row in rows for at in range(3)):
        return False
    movies, users = (max(int(row[at]) for row in rows) for at in (0, 1))
    grades = {row[2].strip() for row in rows}
    return movies <= _NETFLIX_MOVIES < users <= _NETFLIX_USERS and grades <= {"1", "2", "3", "4", "5"}


def _filled_width(rows: Sequence[Sequence[str]], width: int) -> int:
    """Columns up to the last that is not empty throughout: a delimiter that ends each row begins no column."""
    return max((at + 1 for at in range(width) for row in rows if row[at].strip()), default=0)


def _are_judgments(width: int, rows: Sequence[Sequence[str]]) -> bool:
    return width == 4 and _share(rows, lambda row: row[1].strip() in _ITERATION) >= _SURE


def _are_text_ratings(rows: Sequence[Sequence[str]], columns: ColumnChoice) -> bool:
    """Whether text without blanks, small numbers and perhaps times stand in these columns."""
    named = _share(rows, lambda row: all(field.strip() and " " not in field.strip() for field in row[:2]))
    timed = columns.timestamp is None or _share(rows, lambda row: _is_time(row[3])) >= _SURE
    return named >= _SURE and _numeric(rows, 2) and timed


def _numeric(rows: Sequence[Sequence[str]], column: int) -> bool:
    given = [_with_point(row[column]) for row in rows]
    return sum(is_number(text) and abs(float(text)) <= _HIGHEST_RATING for text in given) >= _SURE * max(1, len(given))


def _with_point(text: str) -> str:
    """A number with a decimal comma as one with a point."""
    return text.replace(",", ".")


def _is_time(text: str) -> bool:
    moment = read_moment(text.strip())
    return moment is not None and (not moment.is_number or moment.value >= FIRST_TIME_LIKE)


def _share(rows: Sequence[Sequence[str]], test: Callable[[Sequence[str]], bool]) -> float:
    return sum(test(row) for row in rows) / len(rows) if rows else 0.0
